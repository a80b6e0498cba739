/*
 * fake_platform.h - an sgp_platform whose clocks advance only by waits and by
 * tick_us.
 */
#ifndef SGP_TEST_FAKE_PLATFORM_H
#define SGP_TEST_FAKE_PLATFORM_H

#include "sagepager/sys/platform.h"

#include <stdio.h>
#include <string.h>

typedef struct fake_platform {
    sgp_platform base;
    sgp_platform_type type; /* set by fake_platform_make; tests may clear slots */
    int64_t wall_us;
    int64_t monotonic_us;
    int64_t tick_us;           /* added to both clocks each time the monotonic one is read */
    unsigned char random_byte; /* the value of every random byte */
    int waits;                 /* calls of wait */
    int64_t waited_us;         /* total time of the waits */
    int fail_wait;             /* non-zero: wait fails */
    const char *const *env;    /* name, value, ..., NULL; NULL: empty */
    const char *const *files;  /* path, text, ..., NULL; NULL: none */
    char written[2][1024];     /* the path and text of the last file written */
    int fail_write;            /* non-zero: write_file fails */
    int is_open;               /* non-zero: others may read all files */
    const char *output;        /* of every program; NULL: it cannot start */
    const char *errors;        /* standard error; NULL: empty */
    int exit_code;
    int run_again;   /* calls of process_run that return SGP_AGAIN first */
    char words[256]; /* of the last program, with '|' after each */
    int ends;        /* calls of process_end */
    char folder[256]; /* the last one made */
    int lock_again;  /* calls of lock_file that return SGP_AGAIN first */
    int fail_lock;   /* non-zero: lock_file fails */
    int locks;       /* held now */
    char locked[256]; /* the path of the last lock */
} fake_platform;

static inline int64_t fake_platform__wall(sgp_platform *self)
{
    return ((fake_platform *)self)->wall_us;
}

static inline void fake_platform_pass(fake_platform *f, int64_t us)
{
    f->monotonic_us += us;
    f->wall_us += us;
}

static inline int64_t fake_platform__monotonic(sgp_platform *self)
{
    fake_platform *f = (fake_platform *)self;

    fake_platform_pass(f, f->tick_us);
    return f->monotonic_us;
}

static inline sgp_status fake_platform__random(sgp_platform *self, void *bytes, size_t len)
{
    memset(bytes, ((fake_platform *)self)->random_byte, len);
    return SGP_OK;
}

/* With a descriptor it returns at once; without one, time passes until
 * at_us. */
static inline sgp_status fake_platform__wait(sgp_platform *self, const sgp_poll_interest *wants)
{
    fake_platform *f = (fake_platform *)self;

    f->waits++;
    if (f->fail_wait) return SGP_ERR_PLATFORM;
    if (wants->fd < 0 && wants->at_us != INT64_MAX && wants->at_us > f->monotonic_us) {
        f->waited_us += wants->at_us - f->monotonic_us;
        fake_platform_pass(f, wants->at_us - f->monotonic_us);
    }
    return SGP_OK;
}

static inline const char *fake_platform__getenv(sgp_platform *self, const char *name)
{
    fake_platform *f = (fake_platform *)self;

    for (size_t i = 0; f->env && f->env[i]; i += 2)
        if (strcmp(f->env[i], name) == 0) return f->env[i + 1];
    return NULL;
}

static inline sgp_status fake_platform__read_file(sgp_platform *self, const char *path,
                                                  size_t max_bytes, sgp_arena *arena, sgp_str *out,
                                                  sgp_error *err)
{
    fake_platform *f = (fake_platform *)self;

    for (size_t i = 0; f->files && f->files[i]; i += 2) {
        if (strcmp(f->files[i], path) != 0) continue;
        if (strlen(f->files[i + 1]) > max_bytes)
            return sgp_error_set(err, SGP_ERR_LIMIT, "%s is too long", path);
        return sgp_arena_copy(arena, f->files[i + 1], strlen(f->files[i + 1]), out, err);
    }
    return SGP_NOT_CONFIGURED;
}

static inline sgp_status fake_platform__write_file(sgp_platform *self, const char *path,
                                                   sgp_str text, sgp_error *err)
{
    fake_platform *f = (fake_platform *)self;

    if (f->fail_write) return sgp_error_set(err, SGP_ERR_PLATFORM, "%s cannot be written", path);
    (void)snprintf(f->written[0], sizeof f->written[0], "%s", path);
    (void)snprintf(f->written[1], sizeof f->written[1], "%s", text.ptr);
    return SGP_OK;
}

static inline int fake_platform__is_open(sgp_platform *self, const char *path)
{
    (void)path;
    return ((fake_platform *)self)->is_open;
}

static inline sgp_status fake_platform__run(sgp_platform *self, sgp_process *run, sgp_error *err)
{
    fake_platform *f = (fake_platform *)self;
    size_t used = 0;

    if (!f->output) return sgp_error_set(err, SGP_ERR_PLATFORM, "it cannot be started");
    for (size_t i = 0; run->argv[i]; i++)
        used += (size_t)snprintf(f->words + used, sizeof f->words - used, "%s|", run->argv[i]);
    run->wants.fd = -1;
    run->wants.at_us = f->monotonic_us + 1000;
    if (f->run_again-- > 0) return SGP_AGAIN;
    run->output = sgp_str_from(f->output);
    run->errors = sgp_str_from(f->errors ? f->errors : "");
    run->exit_code = f->exit_code;
    return SGP_OK;
}

static inline void fake_platform__run_end(sgp_platform *self, sgp_process *run)
{
    (void)run;
    ((fake_platform *)self)->ends++;
}

static inline sgp_status fake_platform__lock(sgp_platform *self, const char *path, int64_t *lock,
                                             sgp_error *err)
{
    fake_platform *f = (fake_platform *)self;

    if (f->fail_lock) return sgp_error_set(err, SGP_ERR_PLATFORM, "%s cannot be locked", path);
    if (f->lock_again > 0 || f->locks > 0) {
        f->lock_again--;
        return SGP_AGAIN;
    }
    (void)snprintf(f->locked, sizeof f->locked, "%s", path);
    *lock = 7;
    f->locks++;
    return SGP_OK;
}

static inline void fake_platform__unlock(sgp_platform *self, int64_t lock)
{
    fake_platform *f = (fake_platform *)self;

    f->locks -= lock == 7 ? 1 : 100; /* 100: a test sees that the lock is not the one given */
}

static inline sgp_status fake_platform__make_folder(sgp_platform *self, const char *path,
                                                    sgp_error *err)
{
    fake_platform *f = (fake_platform *)self;

    (void)err;
    (void)snprintf(f->folder, sizeof f->folder, "%s", path);
    if (f->fail_write > 0) f->fail_write--;
    return SGP_OK;
}

static inline sgp_platform *fake_platform_make(fake_platform *f)
{
    static const sgp_platform_type type = {
        sizeof type,
        "fake_platform",
        fake_platform__wall,
        fake_platform__monotonic,
        fake_platform__random,
        fake_platform__wait,
        fake_platform__getenv,
        fake_platform__read_file,
        fake_platform__write_file,
        fake_platform__is_open,
        fake_platform__run,
        fake_platform__run_end,
        fake_platform__lock,
        fake_platform__unlock,
        fake_platform__make_folder,
        NULL, /* home */
    };

    f->type = type;
    f->base.type = &f->type;
    return &f->base;
}

#endif
