/*
 * broken_parts.c - the parts of examples/bare_metal with one fault, which the
 * setting "broken" names.
 *
 * The linker calls __wrap_NAME for NAME, and NAME for __real_NAME (--wrap). All
 * else is the example.
 */
#include "board.h"

#include <string.h>

#define UNKNOWN_STATUS ((sgp_status)77)

sgp_dialer *__real_modem_dialer(void);
sgp_dialer *__wrap_modem_dialer(void);
sgp_platform *__real_board_platform(void);
sgp_platform *__wrap_board_platform(void);
sgp_crypto *__real_sha256_crypto(void);
sgp_crypto *__wrap_sha256_crypto(void);

static int is(const char *name)
{
    return strcmp(setting("broken", ""), name) == 0;
}

/* --- processor -------------------------------------------------------------------------------- */

static volatile uintptr_t null; /* 0, which the compiler does not know */

static uint32_t use_stack(uint32_t frames)
{
    volatile uint32_t frame[64];

    frame[0] = frames;
    return frames == 0 ? 0 : use_stack(frames - 1) + frame[0];
}

/*
 * An sgp_str's length through NULL: what a mistake in the library or in a part
 * looks like.
 */
static void break_processor(void)
{
    if (is("null-read")) (void)((volatile sgp_str *)null)->len;
    if (is("null-write")) ((volatile sgp_str *)null)->len = 1;
    if (is("null-call")) ((void (*)(void))null)();
    if (is("stack-overflow")) (void)use_stack(1000);
}

/* --- stream ----------------------------------------------------------------------------------- */

static sgp_stream *inner; /* the modem's */

static sgp_status broken_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    break_processor();
    if (is("connect-end")) return SGP_END;
    if (is("connect-unknown")) return UNKNOWN_STATUS;
    if (is("connect-silent")) return SGP_AGAIN;
    return inner->type->connect(inner, deadline, err);
}

/* Longer than the ring of uart.c takes to fill. */
static void be_slow(void)
{
    int64_t end_us = clock_us() + 30000;

    while (clock_us() < end_us)
        continue;
}

static sgp_status broken_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                              sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    *got = is("read-too-much") ? capacity + 1 : 0;
    if (is("read-too-much") || is("read-nothing")) return SGP_OK;
    if (is("read-unknown")) return UNKNOWN_STATUS;
    if (is("read-silent")) return SGP_AGAIN;
    if (is("read-slow")) be_slow();
    return inner->type->read(inner, buffer, capacity, got, deadline, err);
}

static sgp_status broken_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                               sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    *put = is("write-too-much") ? len + 1 : 0;
    if (is("write-too-much") || is("write-nothing")) return SGP_OK;
    if (is("write-end")) return SGP_END;
    return inner->type->write(inner, bytes, len, put, deadline, err);
}

static void broken_close(sgp_stream *stream)
{
    (void)stream;
    inner->type->close(inner);
}

/* Without `wants`, the library polls. */
static const sgp_stream_type broken_stream_type = { .size = sizeof(sgp_stream_type),
                                                    .name = "broken",
                                                    .connect = broken_connect,
                                                    .read = broken_read,
                                                    .write = broken_write,
                                                    .close = broken_close };

static const sgp_stream_type no_read_type = { .size = sizeof(sgp_stream_type),
                                              .name = "broken",
                                              .connect = broken_connect,
                                              .write = broken_write,
                                              .close = broken_close };

static sgp_status broken_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                              sgp_error *err)
{
    static sgp_stream stream;
    sgp_dialer *real = __real_modem_dialer();
    sgp_status status;

    (void)dialer;
    if (is("open-nothing")) return SGP_OK;
    status = real->type->open(real, target, &inner, err);
    stream.type = is("no-read") ? &no_read_type : &broken_stream_type;
    if (status == SGP_OK) *out = &stream;
    return status;
}

static const sgp_dialer_type broken_dialer_type = { .size = sizeof(sgp_dialer_type),
                                                    .name = "broken",
                                                    .open = broken_open };

sgp_dialer *__wrap_modem_dialer(void)
{
    static sgp_dialer dialer = { &broken_dialer_type };

    return &dialer;
}

/* --- platform --------------------------------------------------------------------------------- */

static int64_t no_clock(sgp_platform *platform)
{
    (void)platform;
    return -1;
}

static sgp_status no_random(sgp_platform *platform, void *bytes, size_t len)
{
    (void)platform;
    (void)bytes;
    (void)len;
    return SGP_ERR_PLATFORM;
}

static sgp_status no_wait(sgp_platform *platform, const sgp_poll_interest *interest)
{
    (void)platform;
    (void)interest;
    return SGP_ERR_PLATFORM;
}

/* The real platform's object with another table. */
sgp_platform *__wrap_board_platform(void)
{
    static sgp_platform_type type;
    sgp_platform *platform = __real_board_platform();

    type = *platform->type;
    if (is("wall-fails")) type.wall_us = no_clock;
    if (is("monotonic-fails")) type.monotonic_us = no_clock;
    if (is("random-fails")) type.random = no_random;
    if (is("wait-fails")) type.wait = no_wait;
    if (is("no-wall")) type.wall_us = NULL;
    if (is("no-monotonic")) type.monotonic_us = NULL;
    if (is("no-random")) type.random = NULL;
    if (is("no-wait")) type.wait = NULL;
    platform->type = &type;
    return platform;
}

/* --- crypto ----------------------------------------------------------------------------------- */

static sgp_status no_digest(sgp_crypto *crypto, void *context,
                            unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    (void)crypto;
    (void)context;
    (void)digest;
    return sgp_error_set(err, SGP_ERR_CRYPTO, "no SHA-256 today");
}

sgp_crypto *__wrap_sha256_crypto(void)
{
    static sgp_crypto_type type;
    sgp_crypto *crypto = __real_sha256_crypto();

    type = *crypto->type;
    if (is("crypto-fails")) type.final = no_digest;
    crypto->type = &type;
    return crypto;
}
