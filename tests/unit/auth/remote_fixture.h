/*
 * remote_fixture.h - what the tests of providers that ask somebody share: scripted HTTP, documents
 * and platform, and memory that is watched. Times are around 2026-01-02T03:04:05Z.
 */
#ifndef SGP_TEST_REMOTE_FIXTURE_H
#define SGP_TEST_REMOTE_FIXTURE_H

#include "test.h"

#include "sagepager/builtin.h"

#include "fail_alloc.h"
#include "fake_documents.h"
#include "fake_http.h"
#include "fake_platform.h"

#define NOW_US INT64_C(1767323045000000)
#define LATER "2026-01-02T04:04:05Z"
#define LATER_US (NOW_US + INT64_C(3600000000))
#define STEPS_MAX 1000

typedef struct remote {
    fake_http http_state;
    fake_platform clock;
    fail_alloc memory;
    sgp_http http;
    sgp_platform platform;
    sgp_documents documents;
    sgp_creds_parts parts;
    sgp_credentials_provider provider;
    sgp_credentials out;
    sgp_error err;
    char traced[4096];
} remote;

static inline void remote__trace(void *self, const char *topic, const char *text, size_t len)
{
    remote *r = self;
    size_t used = strlen(r->traced);

    (void)snprintf(r->traced + used, sizeof r->traced - used, "%s: %.*s\n", topic, (int)len, text);
}

static inline void remote_init(remote *r)
{
    static const sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;

    memset(r, 0, sizeof *r);
    fail_alloc_init(&r->memory, -1);
    r->clock.wall_us = NOW_US;
    r->clock.monotonic_us = 1000;
    r->http = fake_http_make(&r->http_state);
    r->platform = fake_platform_make(&r->clock);
    r->documents = fake_documents_make();
    r->parts = parts;
    r->parts.http = &r->http;
    r->parts.documents = &r->documents;
    r->parts.platform = &r->platform;
    r->parts.allocator = &r->memory.api;
    r->parts.trace.self = r;
    r->parts.trace.line = remote__trace;
    sgp_credentials_init(&r->out, &r->memory.api);
}

/* What was made is gone, wiped; the parts were owned. */
static inline void remote_deinit(remote *r)
{
    if (r->provider.destroy) r->provider.destroy(r->provider.self);
    sgp_credentials_deinit(&r->out);
    assert_int_equal(r->memory.live_blocks, 0);
    assert_int_equal(r->memory.unwiped, 0);
}

/* Repeats get, waiting as it says, until it is done. */
static inline sgp_status remote_get_until(remote *r, sgp_deadline deadline)
{
    sgp_error_reset(&r->err);
    sgp_credentials_deinit(&r->out);
    for (int i = 0; i < STEPS_MAX; i++) {
        sgp_wants wants = SGP_WANTS_INIT;
        sgp_status status = r->provider.get(r->provider.self, r->clock.wall_us, &r->out, deadline,
                                            &r->err);

        if (status != SGP_AGAIN) return status;
        r->provider.wants(r->provider.self, &wants);
        (void)r->platform.wait(r->platform.self, &wants);
    }
    fail_msg("still not finished after %d steps", STEPS_MAX);
    return SGP_AGAIN;
}

static inline sgp_status remote_get(remote *r)
{
    return remote_get_until(r, sgp_deadline_none());
}

static inline void remote_expect(const remote *r, const char *source)
{
    assert_int_equal(r->err.status, SGP_OK);
    assert_str(r->out.access_key_id, "AKID");
    assert_str(r->out.secret_access_key, "secret");
    assert_str(r->out.session_token, "token");
    assert_string_equal(r->out.source, source);
    assert_null(strstr(r->traced, "secret"));
}

/* Fails with SGP_ERR_CREDENTIALS, nothing in out, and a message that says it. */
static inline void remote_expect_failure(remote *r, const char *message)
{
    assert_int_equal(remote_get(r), SGP_ERR_CREDENTIALS);
    assert_int_equal(r->err.status, SGP_ERR_CREDENTIALS);
    if (!strstr(r->err.message, message)) fail_msg("'%s' says not '%s'", r->err.message, message);
    assert_null(r->out.access_key_id.ptr);
}

/* Lack of memory at every point of `make` and a get: nothing leaks, and it ends well at last. */
static inline void remote_starve(void (*make)(remote *r), sgp_status (*new_one)(remote *r))
{
    sgp_status status = SGP_ERR_MEMORY;

    for (int fail_at = 0; fail_at < 200 && status != SGP_OK; fail_at++) {
        remote r;
        remote_init(&r);
        make(&r);
        r.memory.fail_at = fail_at;
        status = new_one(&r);
        if (status == SGP_OK) status = remote_get(&r);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        remote_deinit(&r);
    }
    assert_int_equal(status, SGP_OK);
}

#endif
