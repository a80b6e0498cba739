/*
 * test_connect.c - the dialer that wraps in TLS: who opens what, and who closes it when one fails.
 */
#include "test.h"

#include "fail_alloc.h"
#include "fake_dialer.h"
#include "sagepager/builtin.h"

/* A TLS that hands its inner stream through, or fails. */
typedef struct fake_tls {
    sgp_status status;
    int fail_at_wrap; /* which wrap fails, from 1; 0: as status says */
    char first_host[64];
    char host[64];
    int wraps;
    int destroys;
} fake_tls;

static sgp_status fake_wrap(void *self, const sgp_stream *inner, const char *host,
                            sgp_stream *stream, sgp_error *err)
{
    fake_tls *f = self;

    f->wraps++;
    strncpy(f->wraps == 1 ? f->first_host : f->host, host, sizeof f->host - 1);
    if (f->wraps == 1) memcpy(f->host, f->first_host, sizeof f->host);
    if (f->wraps == f->fail_at_wrap) return sgp_error_set(err, SGP_ERR_TLS, "told to fail");
    if (f->status != SGP_OK) return sgp_error_set(err, f->status, "told to fail");
    *stream = *inner;
    return SGP_OK;
}

static void fake_tls_destroy(void *self)
{
    ((fake_tls *)self)->destroys++;
}

typedef struct world {
    scripted_stream peer;
    fake_dialer inner;
    fake_tls fake;
    sgp_tls tls;
    sgp_dialer dialer; /* what is tested */
    fail_alloc memory;
    sgp_stream stream;
    sgp_error err;
} world;

static sgp_status world_new(world *w, int with_tls)
{
    sgp_dialer inner = fake_dialer_make(&w->inner);

    return sgp_connect_new(&w->dialer, &inner, with_tls ? &w->tls : NULL, &w->memory.api, &w->err);
}

static void world_init(world *w)
{
    static const sgp_tls empty = SGP_TLS_INIT;

    memset(w, 0, sizeof *w);
    fail_alloc_init(&w->memory, -1);
    w->inner.streams[0] = &w->peer;
    w->tls = empty;
    w->tls.self = &w->fake;
    w->tls.wrap = fake_wrap;
    w->tls.destroy = fake_tls_destroy;
}

static sgp_status world_open(world *w, int is_tls)
{
    sgp_target target = { "api.example.com", 443, is_tls, NULL };

    return w->dialer.open(w->dialer.self, &target, &w->stream, &w->err);
}

static void world_end(world *w, int destroys_of_tls)
{
    w->dialer.destroy(w->dialer.self);
    assert_int_equal(w->inner.destroys, 1);
    assert_int_equal(w->fake.destroys, destroys_of_tls);
    assert_int_equal(w->memory.live_blocks, 0);
}

static void tls_is_put_on_the_stream_only_where_it_is_asked_for(void **state)
{
    static world w;

    (void)state;
    for (int is_tls = 0; is_tls < 2; is_tls++) {
        world_init(&w);
        assert_int_equal(world_new(&w, 1), SGP_OK);
        assert_int_equal(world_open(&w, is_tls), SGP_OK);
        assert_int_equal(w.fake.wraps, is_tls);
        assert_string_equal(w.fake.host, is_tls ? "api.example.com" : "");
        assert_string_equal(w.inner.hosts[0], "api.example.com");
        assert_int_equal(w.inner.targets[0].port, 443);
        assert_int_equal(w.inner.targets[0].is_tls, 0);
        w.stream.close(w.stream.self);
        assert_int_equal(w.peer.closes, 1);
        world_end(&w, 1);
    }
}

static void a_stream_that_cannot_be_wrapped_is_closed(void **state)
{
    static world w;

    (void)state;
    world_init(&w);
    w.fake.status = SGP_ERR_CONFIG;
    assert_int_equal(world_new(&w, 1), SGP_OK);
    assert_int_equal(world_open(&w, 1), SGP_ERR_CONFIG);
    assert_string_equal(w.err.message, "told to fail");
    assert_int_equal(w.peer.closes, 1);
    assert_null(w.stream.close);
    world_end(&w, 1);
}

static void a_dialer_that_fails_is_told_and_nothing_is_wrapped(void **state)
{
    static world w;

    (void)state;
    world_init(&w);
    w.inner.streams[0] = NULL;
    assert_int_equal(world_new(&w, 1), SGP_OK);
    assert_int_equal(world_open(&w, 1), SGP_ERR_CONNECT);
    assert_int_equal(w.fake.wraps, 0);
    world_end(&w, 1);
}

static void without_tls_https_is_refused_before_anything_is_opened(void **state)
{
    static world w;

    (void)state;
    world_init(&w);
    assert_int_equal(world_new(&w, 0), SGP_OK);
    assert_int_equal(world_open(&w, 1), SGP_ERR_USAGE);
    assert_non_null(strstr(w.err.message, "api.example.com"));
    assert_int_equal(w.inner.opens, 0);
    sgp_error_reset(&w.err);
    assert_int_equal(world_open(&w, 0), SGP_OK);
    w.stream.close(w.stream.self);
    world_end(&w, 0);
}

/* The proxy is dialled, and what is put on its stream is for the target; for an https proxy there
 * is one TLS more, for the proxy's own host. */
static void a_proxy_on_the_way_is_dialled_and_asked_for_a_tunnel(void **state)
{
    static world w;

    (void)state;
    for (int secure = 0; secure < 2; secure++) {
        sgp_proxy proxy = { "proxy.example", 3128, secure, NULL };
        sgp_target target = { "api.example.com", 443, 1, &proxy };
        world_init(&w);
        w.peer.answers[0] = "HTTP/1.1 200 OK\r\n\r\n";
        w.peer.unasked = 1;
        assert_int_equal(world_new(&w, 1), SGP_OK);
        assert_int_equal(w.dialer.open(w.dialer.self, &target, &w.stream, &w.err), SGP_OK);
        assert_string_equal(w.inner.hosts[0], "proxy.example");
        assert_int_equal(w.inner.targets[0].port, 3128);
        assert_null(w.inner.targets[0].via);
        assert_int_equal(w.fake.wraps, 1 + secure);
        assert_string_equal(w.fake.first_host, secure ? "proxy.example" : "api.example.com");
        assert_string_equal(w.fake.host, "api.example.com");
        assert_int_equal(w.stream.connect(w.stream.self, sgp_deadline_none(), &w.err), SGP_OK);
        assert_string_equal(w.peer.written, "CONNECT api.example.com:443 HTTP/1.0\r\n\r\n");
        w.stream.close(w.stream.self);
        assert_int_equal(w.peer.closes, 1);
        world_end(&w, 1);
    }
}

static void whatever_fails_on_the_way_through_a_proxy_closes_once(void **state)
{
    sgp_proxy proxy = { "proxy.example", 3128, 1, NULL };
    sgp_target target = { "api.example.com", 443, 1, &proxy };
    static world w;

    (void)state;
    for (int fail_at = 1; fail_at < 6; fail_at++) {
        sgp_status status;
        world_init(&w);
        w.fake.fail_at_wrap = fail_at < 3 ? fail_at : 0;
        assert_int_equal(world_new(&w, 1), SGP_OK);
        if (fail_at >= 3) w.memory.fail_at = w.memory.count + fail_at - 3;
        status = w.dialer.open(w.dialer.self, &target, &w.stream, &w.err);
        if (status == SGP_OK) w.stream.close(w.stream.self);
        assert_int_equal(status, fail_at < 3 ? SGP_ERR_TLS : fail_at < 5 ? SGP_ERR_MEMORY : SGP_OK);
        assert_int_equal(w.peer.closes, 1);
        world_end(&w, 1);
    }
}

static void what_the_constructor_refuses_stays_with_the_caller(void **state)
{
    static world w;

    (void)state;
    world_init(&w);
    w.memory.fail_at = 0;
    assert_int_equal(world_new(&w, 1), SGP_ERR_MEMORY);
    w.memory.fail_at = -1;
    w.tls.wrap = NULL;
    assert_int_equal(world_new(&w, 1), SGP_ERR_USAGE);
    w.tls.size = 0;
    assert_int_equal(world_new(&w, 1), SGP_ERR_USAGE);
    assert_int_equal(sgp_connect_new(&w.dialer, NULL, NULL, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_connect_new(NULL, NULL, NULL, NULL, NULL), SGP_ERR_USAGE);
    assert_int_equal(w.inner.destroys, 0);
    assert_int_equal(w.fake.destroys, 0);
    assert_int_equal(w.memory.live_blocks, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_is_put_on_the_stream_only_where_it_is_asked_for),
        cmocka_unit_test(a_stream_that_cannot_be_wrapped_is_closed),
        cmocka_unit_test(a_dialer_that_fails_is_told_and_nothing_is_wrapped),
        cmocka_unit_test(without_tls_https_is_refused_before_anything_is_opened),
        cmocka_unit_test(a_proxy_on_the_way_is_dialled_and_asked_for_a_tunnel),
        cmocka_unit_test(whatever_fails_on_the_way_through_a_proxy_closes_once),
        cmocka_unit_test(what_the_constructor_refuses_stays_with_the_caller),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
