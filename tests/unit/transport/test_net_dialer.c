/*
 * test_net_dialer.c - the dialer for complete connections: what it opens and
 * wraps, and who closes the streams after a failure.
 */
#include "test.h"

#include "fail_alloc.h"
#include "fake_dialer.h"
#include "sagepager/transport.h"
#include "usage_error.h"

/* A TLS that returns its inner stream, or fails. */
typedef struct fake_tls {
    sgp_tls base;
    sgp_tls_type type; /* tests may clear slots */
    sgp_status status;
    int fail_at_wrap; /* which wrap fails, from 1; 0: as status says */
    int returns_null; /* non-zero: breaks the contract */
    char first_host[64];
    char host[64];
    int wraps;
    int destroys;
} fake_tls;

static sgp_status fake_wrap(sgp_tls *self, sgp_stream *inner, const char *host, sgp_stream **out,
                            sgp_error *err)
{
    fake_tls *f = (fake_tls *)self;

    f->wraps++;
    strncpy(f->wraps == 1 ? f->first_host : f->host, host, sizeof f->host - 1);
    if (f->wraps == 1) memcpy(f->host, f->first_host, sizeof f->host);
    if (f->wraps == f->fail_at_wrap) return sgp_error_set(err, SGP_ERR_TLS, "scripted failure");
    if (f->status != SGP_OK) return sgp_error_set(err, f->status, "scripted failure");
    *out = f->returns_null ? NULL : inner;
    return SGP_OK;
}

static void fake_tls_destroy(sgp_tls *self)
{
    ((fake_tls *)self)->destroys++;
}

typedef struct world {
    scripted_stream peer;
    fake_dialer inner;
    fake_tls fake;
    sgp_dialer *dialer; /* under test; NULL until world_new succeeds */
    fail_alloc memory;
    sgp_stream *stream;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} world;

static sgp_status world_new(world *w, int with_tls)
{
    return sgp_net_dialer_new(&w->dialer, &w->inner.base, with_tls ? &w->fake.base : NULL,
                              &w->memory.api, &w->err);
}

static void world_init(world *w)
{
    static const sgp_tls_type type = { sizeof type, "fake_tls", fake_wrap, fake_tls_destroy };

    memset(w, 0, sizeof *w);
    fail_alloc_init(&w->memory, -1);
    w->err.buffer = w->err_text;
    w->err.buffer_bytes = sizeof w->err_text;
    w->inner.streams[0] = &w->peer;
    (void)fake_dialer_make(&w->inner);
    w->fake.type = type;
    w->fake.base.type = &w->fake.type;
}

static sgp_status world_open(world *w, int is_tls)
{
    sgp_target target = SGP_TARGET_INIT;

    target.host = "api.example.com";
    target.port = 443;
    target.is_tls = is_tls;
    return w->dialer->type->open(w->dialer, &target, &w->stream, &w->err);
}

static void world_end(world *w, int destroys_of_tls)
{
    w->dialer->type->destroy(w->dialer);
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
        w.stream->type->close(w.stream);
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
    assert_string_equal(sgp_error_message(&w.err), "scripted failure");
    assert_int_equal(w.peer.closes, 1);
    assert_null(w.stream);
    world_end(&w, 1);
}

static void a_dialer_that_fails_is_reported_and_nothing_is_wrapped(void **state)
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
    assert_non_null(strstr(sgp_error_message(&w.err), "api.example.com"));
    assert_int_equal(w.inner.opens, 0);
    sgp_error_reset(&w.err);
    assert_int_equal(world_open(&w, 0), SGP_OK);
    w.stream->type->close(w.stream);
    world_end(&w, 0);
}

/* https://api.example.com through a proxy. */
static sgp_target target_through(sgp_proxy *proxy, int is_tls)
{
    static const sgp_proxy no_proxy = SGP_PROXY_INIT;
    sgp_target target = SGP_TARGET_INIT;

    *proxy = no_proxy;
    proxy->host = "proxy.example";
    proxy->port = 3128;
    proxy->is_tls = is_tls;
    target.host = "api.example.com";
    target.port = 443;
    target.is_tls = 1;
    target.via = proxy;
    return target;
}

/* The dialer connects to the proxy, and TLS over the tunnel is for the target.
 * An https proxy needs one more TLS, for the proxy's own host. */
static void a_proxy_on_the_way_is_dialled_and_asked_for_a_tunnel(void **state)
{
    static world w;

    (void)state;
    for (int secure = 0; secure < 2; secure++) {
        sgp_proxy proxy;
        sgp_target target = target_through(&proxy, secure);
        world_init(&w);
        w.peer.answers[0] = "HTTP/1.1 200 OK\r\n\r\n";
        w.peer.unasked = 1;
        assert_int_equal(world_new(&w, 1), SGP_OK);
        assert_int_equal(w.dialer->type->open(w.dialer, &target, &w.stream, &w.err), SGP_OK);
        assert_string_equal(w.inner.hosts[0], "proxy.example");
        assert_int_equal(w.inner.targets[0].port, 3128);
        assert_null(w.inner.targets[0].via);
        assert_int_equal(w.fake.wraps, 1 + secure);
        assert_string_equal(w.fake.first_host, secure ? "proxy.example" : "api.example.com");
        assert_string_equal(w.fake.host, "api.example.com");
        assert_int_equal(w.stream->type->connect(w.stream, sgp_deadline_none(), &w.err), SGP_OK);
        assert_string_equal(w.peer.written, "CONNECT api.example.com:443 HTTP/1.0\r\n\r\n");
        w.stream->type->close(w.stream);
        assert_int_equal(w.peer.closes, 1);
        world_end(&w, 1);
    }
}

static void whatever_fails_on_the_way_through_a_proxy_closes_once(void **state)
{
    sgp_proxy proxy;
    sgp_target target = target_through(&proxy, 1);
    static world w;

    (void)state;
    for (int fail_at = 1; fail_at < 6; fail_at++) {
        sgp_status status;
        world_init(&w);
        w.fake.fail_at_wrap = fail_at < 3 ? fail_at : 0;
        assert_int_equal(world_new(&w, 1), SGP_OK);
        if (fail_at >= 3) w.memory.fail_at = w.memory.count + fail_at - 3;
        status = w.dialer->type->open(w.dialer, &target, &w.stream, &w.err);
        if (status == SGP_OK) w.stream->type->close(w.stream);
        assert_int_equal(status, fail_at < 3 ? SGP_ERR_TLS : fail_at < 5 ? SGP_ERR_MEMORY : SGP_OK);
        assert_int_equal(w.peer.closes, 1);
        world_end(&w, 1);
    }
}

/* The caller still owns both parts. */
static void expect_refusal(world *w, sgp_dialer *inner, sgp_tls *tls, const char *part,
                           const char *slot)
{
    sgp_status status = sgp_net_dialer_new(&w->dialer, inner, tls, &w->memory.api, &w->err);

    expect_usage_error(status, &w->err, "sgp_net_dialer_new", part, slot);
    assert_null(w->dialer);
    assert_int_equal(w->inner.destroys, 0);
    assert_int_equal(w->fake.destroys, 0);
    assert_int_equal(w->memory.live_blocks, 0);
}

static void parts_that_the_constructor_refuses_stay_the_callers(void **state)
{
    static world w;
    sgp_dialer no_dialer_type = { NULL };
    sgp_tls no_tls_type = { NULL };

    (void)state;
    world_init(&w);
    w.memory.fail_at = 0;
    assert_int_equal(world_new(&w, 1), SGP_ERR_MEMORY);
    assert_null(w.dialer);
    sgp_error_reset(&w.err);
    w.memory.fail_at = -1;
    expect_refusal(&w, NULL, &w.fake.base, "inner", "NULL");
    expect_refusal(&w, &no_dialer_type, &w.fake.base, "inner", "type table");
    expect_refusal(&w, &w.inner.base, &no_tls_type, "tls", "type table");
    w.fake.type.wrap = NULL;
    expect_refusal(&w, &w.inner.base, &w.fake.base, "tls", "wrap");
    w.fake.type.size = 0;
    expect_refusal(&w, &w.inner.base, &w.fake.base, "tls", "size");
    w.inner.type.open = NULL;
    expect_refusal(&w, &w.inner.base, NULL, "inner", "open");
    w.inner.type.size = 0;
    expect_refusal(&w, &w.inner.base, NULL, "inner", "size");
    assert_int_equal(sgp_net_dialer_new(NULL, NULL, NULL, NULL, NULL), SGP_ERR_USAGE);
}

/* --- targets ---------------------------------------------------------------------------------- */

static void expect_bad_target(world *w, const sgp_target *target, const char *name,
                              const char *problem)
{
    sgp_status status = w->dialer->type->open(w->dialer, target, &w->stream, &w->err);

    expect_usage_error(status, &w->err, "sgp_dialer.open", name, problem);
    assert_null(w->stream);
    assert_int_equal(w->inner.opens, 0);
}

static void a_target_of_a_wrong_size_or_without_host_is_refused(void **state)
{
    sgp_proxy proxy;
    sgp_target target = target_through(&proxy, 0);
    static world w;

    (void)state;
    world_init(&w);
    assert_int_equal(world_new(&w, 1), SGP_OK);
    expect_bad_target(&w, NULL, "target", "NULL");
    target.size = 0;
    expect_bad_target(&w, &target, "target", "size");
    target.size = sizeof target;
    target.host = NULL;
    expect_bad_target(&w, &target, "target", "host");
    target.host = "api.example.com";
    proxy.size = 0;
    expect_bad_target(&w, &target, "target.via", "size");
    proxy.size = sizeof proxy;
    proxy.host = NULL;
    expect_bad_target(&w, &target, "proxy", "host");
    world_end(&w, 1);
}

/* Its header has no `via`, so the library does not read it. */
static void a_target_of_an_older_program_is_accepted(void **state)
{
    sgp_proxy unread = { 0 };
    sgp_target target = SGP_TARGET_INIT;
    static world w;

    (void)state;
    world_init(&w);
    assert_int_equal(world_new(&w, 1), SGP_OK);
    target.size = offsetof(sgp_target, via);
    target.host = "api.example.com";
    target.port = 443;
    target.via = &unread;
    assert_int_equal(w.dialer->type->open(w.dialer, &target, &w.stream, &w.err), SGP_OK);
    assert_string_equal(w.inner.hosts[0], "api.example.com");
    w.stream->type->close(w.stream);
    world_end(&w, 1);
}

static void a_tls_that_returns_no_stream_is_refused(void **state)
{
    static world w;

    (void)state;
    world_init(&w);
    w.fake.returns_null = 1;
    assert_int_equal(world_new(&w, 1), SGP_OK);
    expect_usage_error(world_open(&w, 1), &w.err, "sgp_tls.wrap", "stream", "NULL");
    assert_null(w.stream);
    world_end(&w, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tls_is_put_on_the_stream_only_where_it_is_asked_for),
        cmocka_unit_test(a_stream_that_cannot_be_wrapped_is_closed),
        cmocka_unit_test(a_dialer_that_fails_is_reported_and_nothing_is_wrapped),
        cmocka_unit_test(without_tls_https_is_refused_before_anything_is_opened),
        cmocka_unit_test(a_proxy_on_the_way_is_dialled_and_asked_for_a_tunnel),
        cmocka_unit_test(whatever_fails_on_the_way_through_a_proxy_closes_once),
        cmocka_unit_test(parts_that_the_constructor_refuses_stay_the_callers),
        cmocka_unit_test(a_target_of_a_wrong_size_or_without_host_is_refused),
        cmocka_unit_test(a_target_of_an_older_program_is_accepted),
        cmocka_unit_test(a_tls_that_returns_no_stream_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
