/*
 * Tests of src/auth/creds_cache.c. Windows: botocore/credentials.py, RefreshableCredentials.
 */
#include "remote_fixture.h"

#define MINUTE INT64_C(60000000)

typedef struct inner {
    int gets;
    int again;
    int resets;
    int invalidates;
    sgp_status status;
    int64_t expires_us;
} inner;

static sgp_status inner_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                            sgp_error *err)
{
    inner *i = self;
    char id[16];

    (void)now_us;
    (void)deadline;
    if (i->again-- > 0) return SGP_AGAIN;
    i->gets++;
    if (i->status == SGP_NOT_CONFIGURED) return i->status;
    if (i->status != SGP_OK) return sgp_error_set(err, i->status, "inner failed");
    (void)snprintf(id, sizeof id, "ID%d", i->gets);
    i->status = sgp_credentials_set(out, sgp_str_from(id), sgp_str_from("secret"),
                                    sgp_str_from("token"), "inner", err);
    out->expires_us = i->expires_us;
    return i->status;
}

static void inner_wants(void *self, sgp_wants *out)
{
    (void)self;
    out->at_us = 77;
}

static void inner_reset(void *self)
{
    ((inner *)self)->resets++;
}

static void inner_invalidate(void *self)
{
    ((inner *)self)->invalidates++;
}

typedef struct cached {
    remote r;
    inner inner;
} cached;

static void init(cached *c, int64_t expires_us)
{
    sgp_credentials_provider provider = SGP_CREDENTIALS_PROVIDER_INIT;

    remote_init(&c->r);
    memset(&c->inner, 0, sizeof c->inner);
    c->inner.expires_us = expires_us;
    provider.self = &c->inner;
    provider.get = inner_get;
    provider.wants = inner_wants;
    provider.reset = inner_reset;
    provider.invalidate = inner_invalidate;
    assert_int_equal(sgp_creds_cache_new(&c->r.provider, &provider, &c->r.parts.trace,
                                         &c->r.memory.api, &c->r.err),
                     SGP_OK);
}

/* The key id that a get at a time gives. */
static void expect_at(cached *c, int64_t now_us, const char *id)
{
    c->r.clock.wall_us = now_us;
    assert_int_equal(remote_get(&c->r), SGP_OK);
    assert_str(c->r.out.access_key_id, id);
    assert_str(c->r.out.secret_access_key, "secret");
    assert_str(c->r.out.session_token, "token");
}

static void credentials_without_end_are_fetched_once(void **state)
{
    cached c;

    (void)state;
    init(&c, INT64_MAX);
    expect_at(&c, NOW_US, "ID1");
    expect_at(&c, NOW_US + 100000 * MINUTE, "ID1");
    assert_true(c.r.out.expires_us == INT64_MAX);
    remote_deinit(&c.r);
}

static void they_are_refreshed_when_fifteen_minutes_are_left(void **state)
{
    cached c;

    (void)state;
    init(&c, NOW_US + 60 * MINUTE);
    expect_at(&c, NOW_US, "ID1");
    expect_at(&c, NOW_US + 45 * MINUTE - 1, "ID1");
    c.inner.expires_us = NOW_US + 120 * MINUTE;
    expect_at(&c, NOW_US + 45 * MINUTE, "ID2");
    assert_int_equal(c.r.out.expires_us, NOW_US + 120 * MINUTE);
    remote_deinit(&c.r);
}

static void a_refresh_may_fail_until_ten_minutes_are_left(void **state)
{
    cached c;

    (void)state;
    init(&c, NOW_US + 60 * MINUTE);
    expect_at(&c, NOW_US, "ID1");
    c.inner.status = SGP_ERR_CREDENTIALS;
    expect_at(&c, NOW_US + 45 * MINUTE, "ID1");
    assert_int_equal(c.r.err.status, SGP_OK);
    assert_non_null(strstr(c.r.traced, "inner failed"));
    assert_int_equal(c.inner.gets, 2);
    expect_at(&c, NOW_US + 45 * MINUTE + MINUTE / 4, "ID1"); /* not asked each time */
    assert_int_equal(c.inner.gets, 2);
    c.r.clock.wall_us = NOW_US + 50 * MINUTE;
    remote_expect_failure(&c.r, "inner failed");
    c.inner.status = SGP_OK;
    expect_at(&c, NOW_US + 51 * MINUTE, "ID4");
    remote_deinit(&c.r);
}

static void what_lives_shorter_than_the_windows_is_not_fetched_each_time(void **state)
{
    cached c;

    (void)state;
    init(&c, NOW_US + 5 * MINUTE);
    expect_at(&c, NOW_US, "ID1");
    expect_at(&c, NOW_US + MINUTE / 4, "ID1");
    expect_at(&c, NOW_US + MINUTE / 2, "ID2");
    expect_at(&c, NOW_US + 5 * MINUTE, "ID3");
    remote_deinit(&c.r);
}

static void a_clock_that_goes_back_does_no_harm(void **state)
{
    cached c;

    (void)state;
    init(&c, NOW_US + 5 * MINUTE);
    expect_at(&c, NOW_US, "ID1");
    expect_at(&c, NOW_US - MINUTE, "ID2");
    remote_deinit(&c.r);
}

static void those_that_the_service_refuses_are_not_given_out_again(void **state)
{
    cached c;

    (void)state;
    init(&c, INT64_MAX);
    expect_at(&c, NOW_US, "ID1");
    c.r.provider.invalidate(c.r.provider.self);
    assert_int_equal(c.inner.invalidates, 1);
    c.inner.status = SGP_ERR_CREDENTIALS;
    remote_expect_failure(&c.r, "inner failed");
    c.inner.status = SGP_OK;
    expect_at(&c, NOW_US, "ID3");
    expect_at(&c, NOW_US, "ID3");
    remote_deinit(&c.r);
}

static void a_fetch_that_is_dropped_is_begun_anew(void **state)
{
    sgp_wants wants = SGP_WANTS_INIT;
    cached c;

    (void)state;
    init(&c, INT64_MAX);
    c.inner.again = 1;
    assert_int_equal(
        c.r.provider.get(c.r.provider.self, NOW_US, &c.r.out, sgp_deadline_none(), &c.r.err),
        SGP_AGAIN);
    c.r.provider.wants(c.r.provider.self, &wants);
    assert_int_equal(wants.at_us, 77);
    c.r.provider.reset(c.r.provider.self);
    c.r.provider.reset(c.r.provider.self);
    assert_int_equal(c.inner.resets, 1);
    expect_at(&c, NOW_US, "ID1");
    remote_deinit(&c.r);
}

static void nothing_configured_is_asked_again(void **state)
{
    cached c;

    (void)state;
    init(&c, INT64_MAX);
    c.inner.status = SGP_NOT_CONFIGURED;
    assert_int_equal(remote_get(&c.r), SGP_NOT_CONFIGURED);
    c.inner.status = SGP_OK;
    expect_at(&c, NOW_US, "ID2");
    remote_deinit(&c.r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(credentials_without_end_are_fetched_once),
        cmocka_unit_test(they_are_refreshed_when_fifteen_minutes_are_left),
        cmocka_unit_test(a_refresh_may_fail_until_ten_minutes_are_left),
        cmocka_unit_test(what_lives_shorter_than_the_windows_is_not_fetched_each_time),
        cmocka_unit_test(a_clock_that_goes_back_does_no_harm),
        cmocka_unit_test(those_that_the_service_refuses_are_not_given_out_again),
        cmocka_unit_test(a_fetch_that_is_dropped_is_begun_anew),
        cmocka_unit_test(nothing_configured_is_asked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
