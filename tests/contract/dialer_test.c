/*
 * dialer_test.c - the contract of sgp_dialer, above all ownership after a
 * failure, tested with sockets, sgp_net_dialer_new over sockets with and
 * without TLS, and the fake.
 */
#include "test.h"

#include "fail_alloc.h"
#include "fake_dialer.h"
#include "fake_platform.h"
#include "loopback.h"
#include "sagepager/transport.h"
#include "tls_peer.h"

#include <stdlib.h>

static tls_identity authority; /* trusted by TLS; no peer has a certificate of it */

typedef struct subject {
    fail_alloc memory;
    fake_platform clock;
    fake_dialer fake;
    scripted_stream scripts[2];
    loopback loop;
    const sgp_backend *backend; /* NULL: no TLS */
    char *ca_pem;
    sgp_dialer *dialer; /* under test; NULL until it is made */
    sgp_target target;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} subject;

typedef struct kind {
    sgp_status (*make)(subject *s); /* s->dialer stays NULL if it fails */
    int has_tls;
    int backend; /* its index */
} kind;

static sgp_status make_sockets(subject *s)
{
    return sgp_tcp_dialer_new(&s->dialer, fake_platform_make(&s->clock), &s->memory.api, &s->err);
}

/* If a constructor fails, its parts stay the caller's and are destroyed
 * here. */
static sgp_status make_connect(subject *s)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_dialer *sockets;
    sgp_tls *tls = NULL;
    sgp_status status = make_sockets(s);

    if (status != SGP_OK) return status;
    sockets = s->dialer;
    s->dialer = NULL;
    options.ca_pem = s->ca_pem;
    options.ca_pem_bytes = strlen(s->ca_pem);
    if (s->backend) status = s->backend->tls_new(&tls, &options, &s->memory.api, &s->err);
    if (status == SGP_OK)
        status = sgp_net_dialer_new(&s->dialer, sockets, tls, &s->memory.api, &s->err);
    if (status == SGP_OK) return status;
    if (tls) tls->type->destroy(tls);
    sockets->type->destroy(sockets);
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
    s->err.buffer = s->err_text;
    s->err.buffer_bytes = sizeof s->err_text;
    s->target.size = sizeof s->target;
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
    if (s->dialer) s->dialer->type->destroy(s->dialer);
    loopback_stop(&s->loop);
    free(s->ca_pem);
    assert_int_equal(s->memory.live_blocks, 0);
    assert_int_equal(s->memory.unwiped, 0);
    for (int i = 0; i < 2; i++)
        assert_int_equal(s->scripts[i].closes, i < s->fake.opens);
}

static sgp_status open_target(subject *s, sgp_stream **out)
{
    return s->dialer->type->open(s->dialer, &s->target, out, &s->err);
}

static void the_table_is_complete(void **state)
{
    subject s;

    start(state, &s);
    assert_int_equal(s.dialer->type->size, sizeof(sgp_dialer_type));
    assert_true(s.dialer->type->name[0] != '\0');
    assert_true(SGP_HAS(s.dialer, open) && SGP_HAS(s.dialer, destroy));
    stop(&s);
}

/* The host is borrowed during open only. */
static void open_copies_the_host_and_does_not_connect(void **state)
{
    char host[] = "127.0.0.1";
    sgp_stream *stream = NULL;
    sgp_status status = SGP_AGAIN;
    subject s;

    start(state, &s);
    s.target.host = host;
    assert_int_equal(open_target(&s, &stream), SGP_OK);
    memset(host, 'x', sizeof host - 1);
    loopback_pump(&s.loop);
    assert_int_equal(s.loop.fd, -1);
    for (int i = 0; i < 1000 && status == SGP_AGAIN; i++)
        status = stream->type->connect(stream, sgp_deadline_none(), &s.err);
    assert_int_equal(status, SGP_OK);
    stream->type->close(stream);
    stop(&s);
}

static void several_streams_may_be_open_and_closed_in_any_order(void **state)
{
    sgp_stream *streams[2] = { NULL, NULL };
    subject s;

    start(state, &s);
    assert_int_equal(open_target(&s, &streams[0]), SGP_OK);
    assert_int_equal(open_target(&s, &streams[1]), SGP_OK);
    streams[0]->type->close(streams[0]);
    streams[1]->type->close(streams[1]);
    stop(&s);
}

static void a_dialer_opens_tls_or_refuses_it(void **state)
{
    const kind *k = *state;
    sgp_stream *stream = NULL;
    subject s;

    if (k->make == make_fake) return; /* it accepts every target */
    start(state, &s);
    s.target.is_tls = 1;
    if (s.backend) {
        assert_int_equal(open_target(&s, &stream), SGP_OK);
        stream->type->close(stream);
    } else {
        assert_int_equal(open_target(&s, &stream), SGP_ERR_USAGE);
        assert_true(sgp_error_message(&s.err)[0] != '\0');
        assert_null(stream);
    }
    stop(&s);
}

static void a_failed_open_leaves_the_stream_untouched(void **state)
{
    sgp_stream before = { NULL };
    subject s;

    for (int fail_at = 0; fail_at < 20; fail_at++) {
        sgp_stream *stream = &before;
        start(state, &s);
        s.target.is_tls = s.backend != NULL;
        s.memory.fail_at = s.memory.count + fail_at;
        if (open_target(&s, &stream) == SGP_OK) {
            stream->type->close(stream);
            stop(&s);
            return;
        }
        assert_int_equal(s.err.status, SGP_ERR_MEMORY);
        assert_ptr_equal(stream, &before);
        stop(&s);
    }
    fail_msg("it never opened");
}

/* `make` destroys the parts; a constructor that did so too would free them
 * twice. */
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
    TEST(the_table_is_complete, made), TEST(open_copies_the_host_and_does_not_connect, made),      \
        TEST(several_streams_may_be_open_and_closed_in_any_order, made),                           \
        TEST(a_dialer_opens_tls_or_refuses_it, made),                                              \
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
