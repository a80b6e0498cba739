/*
 * dialer_test.c - what every sgp_dialer must do, run on sockets, on sgp_connect_new over them with
 * and without TLS, and on the fake. Above all who owns what when it fails.
 */
#include "test.h"

#include "fail_alloc.h"
#include "fake_dialer.h"
#include "fake_platform.h"
#include "loopback.h"
#include "sagepager/builtin.h"
#include "tls_peer.h"

#include <stdlib.h>

static tls_identity authority; /* whom TLS trusts; there is no peer that it would have signed */

typedef struct subject {
    fail_alloc memory;
    fake_platform clock;
    fake_dialer fake;
    scripted_stream scripts[2];
    loopback loop;
    const sgp_backend *backend; /* NULL: no TLS */
    char *ca_pem;
    sgp_dialer dialer; /* what is tested */
    sgp_target target;
    sgp_error err;
} subject;

typedef struct kind {
    sgp_status (*make)(subject *s); /* s->dialer stays empty when it fails */
    int has_tls;
    int backend; /* which one */
} kind;

static sgp_status make_sockets(subject *s)
{
    sgp_platform platform = fake_platform_make(&s->clock);

    return sgp_sockets_new(&s->dialer, &platform, &s->memory.api, &s->err);
}

/* Whatever a constructor did not take is still ours: it is destroyed here, exactly once. */
static sgp_status make_connect(subject *s)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_dialer sockets;
    sgp_tls tls = SGP_TLS_INIT;
    sgp_status status = make_sockets(s);

    if (status != SGP_OK) return status;
    sockets = s->dialer;
    memset(&s->dialer, 0, sizeof s->dialer);
    options.ca_pem = s->ca_pem;
    options.ca_pem_bytes = strlen(s->ca_pem);
    if (s->backend) status = s->backend->tls_new(&tls, &options, &s->memory.api, &s->err);
    if (status == SGP_OK)
        status = sgp_connect_new(&s->dialer, &sockets, tls.wrap ? &tls : NULL, &s->memory.api,
                                 &s->err);
    if (status == SGP_OK) return status;
    if (tls.destroy) tls.destroy(tls.self);
    sockets.destroy(sockets.self);
    return status;
}

static sgp_status make_fake(subject *s)
{
    s->fake.streams[0] = &s->scripts[0];
    s->fake.streams[1] = &s->scripts[1];
    s->dialer = fake_dialer_make(&s->fake);
    return SGP_OK;
}

static void prepare(void **state, subject *s, int fail_at)
{
    const kind *k = *state;

    memset(s, 0, sizeof *s);
    fail_alloc_init(&s->memory, fail_at);
    loopback_start(&s->loop, "");
    s->ca_pem = tls_identity_pem(&authority);
    s->target.host = "127.0.0.1";
    s->target.port = s->loop.port;
    s->backend = k->has_tls ? sgp_backend_at((size_t)k->backend) : NULL;
}

static void start(void **state, subject *s)
{
    prepare(state, s, -1);
    assert_int_equal(((const kind *)*state)->make(s), SGP_OK);
}

static void stop(subject *s)
{
    if (s->dialer.destroy) s->dialer.destroy(s->dialer.self);
    loopback_stop(&s->loop);
    free(s->ca_pem);
    assert_int_equal(s->memory.live_blocks, 0);
    assert_int_equal(s->memory.unwiped, 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(s->scripts[i].closes, i < s->fake.opens);
}

static sgp_status open_target(subject *s, sgp_stream *stream)
{
    return s->dialer.open(s->dialer.self, &s->target, stream, &s->err);
}

static void the_table_is_complete(void **state)
{
    subject s;

    start(state, &s);
    assert_int_equal(s.dialer.size, sizeof s.dialer);
    assert_non_null(s.dialer.open);
    assert_non_null(s.dialer.destroy);
    stop(&s);
}

/* The host is the caller's again once open has returned. */
static void open_copies_the_host_and_connects_only_when_told(void **state)
{
    char host[] = "127.0.0.1";
    sgp_stream stream = SGP_STREAM_INIT;
    sgp_status status = SGP_AGAIN;
    subject s;

    start(state, &s);
    s.target.host = host;
    assert_int_equal(open_target(&s, &stream), SGP_OK);
    memset(host, 'x', sizeof host - 1);
    loopback_pump(&s.loop);
    assert_int_equal(s.loop.fd, -1);
    for (int i = 0; i < 1000 && status == SGP_AGAIN; i++)
        status = stream.connect(stream.self, sgp_deadline_none(), &s.err);
    assert_int_equal(status, SGP_OK);
    stream.close(stream.self);
    stop(&s);
}

static void several_streams_may_be_open_and_closed_in_any_order(void **state)
{
    sgp_stream streams[2] = { SGP_STREAM_INIT, SGP_STREAM_INIT };
    subject s;

    start(state, &s);
    assert_int_equal(open_target(&s, &streams[0]), SGP_OK);
    assert_int_equal(open_target(&s, &streams[1]), SGP_OK);
    streams[0].close(streams[0].self);
    streams[1].close(streams[1].self);
    stop(&s);
}

static void tls_is_refused_by_who_cannot_do_it_and_opened_by_who_can(void **state)
{
    const kind *k = *state;
    sgp_stream stream = SGP_STREAM_INIT;
    subject s;

    if (k->make == make_fake) return; /* it takes whatever is asked for, and notes it */
    start(state, &s);
    s.target.is_tls = 1;
    if (s.backend) {
        assert_int_equal(open_target(&s, &stream), SGP_OK);
        stream.close(stream.self);
    } else {
        assert_int_equal(open_target(&s, &stream), SGP_ERR_USAGE);
        assert_true(s.err.message[0] != '\0');
        assert_null(stream.close);
    }
    stop(&s);
}

static void a_failed_open_leaves_the_stream_untouched(void **state)
{
    sgp_stream stream;
    subject s;

    for (int fail_at = 0; fail_at < 20; fail_at++) {
        start(state, &s);
        memset(&stream, 0x5a, sizeof stream);
        s.target.is_tls = s.backend != NULL;
        s.memory.fail_at = s.memory.count + fail_at;
        if (open_target(&s, &stream) == SGP_OK) {
            stream.close(stream.self);
            stop(&s);
            return;
        }
        assert_int_equal(s.err.status, SGP_ERR_MEMORY);
        for (size_t i = 0; i < sizeof stream; i++)
            assert_int_equal(((unsigned char *)&stream)[i], 0x5a);
        stop(&s);
    }
    fail_msg("it never opened");
}

/* make destroys what was not taken: had a failed constructor done so too, that would be twice. */
static void a_failed_constructor_leaves_everything_with_the_caller(void **state)
{
    for (int fail_at = 0; fail_at < 20; fail_at++) {
        subject s;
        sgp_status status;

        prepare(state, &s, fail_at);
        status = ((const kind *)*state)->make(&s);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        stop(&s);
        if (status == SGP_OK) return;
    }
    fail_msg("it was never made");
}

#define TEST(name, made) cmocka_unit_test_prestate(name, (void *)(uintptr_t)&made)
#define ALL_TESTS(made)                                                                            \
    TEST(the_table_is_complete, made),                                                             \
        TEST(open_copies_the_host_and_connects_only_when_told, made),                              \
        TEST(several_streams_may_be_open_and_closed_in_any_order, made),                           \
        TEST(tls_is_refused_by_who_cannot_do_it_and_opened_by_who_can, made),                      \
        TEST(a_failed_open_leaves_the_stream_untouched, made),                                     \
        TEST(a_failed_constructor_leaves_everything_with_the_caller, made)

int main(void)
{
    static const kind sockets = { make_sockets, 0, 0 };
    static const kind connected = { make_connect, 0, 0 };
    static const kind tls = { make_connect, 1, 0 };
    static const kind other_tls = { make_connect, 1, 1 };
    static const kind fake = { make_fake, 0, 0 };
    const struct CMUnitTest tests[] = { ALL_TESTS(sockets), ALL_TESTS(connected), ALL_TESTS(tls),
                                        ALL_TESTS(other_tls), ALL_TESTS(fake) };

    int failed;

    authority = tls_identity_make("test authority", NULL, NULL, -1, 1);
    failed = cmocka_run_group_tests(tests, NULL, NULL);
    tls_identity_free(&authority);
    return failed;
}
