/*
 * Tests of src/auth/creds_cache.c. Windows: botocore/credentials.py, RefreshableCredentials.
 */
#include "remote_fixture.h"

#define MINUTE INT64_C(60000000)

typedef struct inner {
    sgp_credentials_provider base;
    int gets;
    int again;
    int resets;
    int invalidates;
    sgp_status status;
    int64_t expires_us;
} inner;

static sgp_status inner_get(sgp_credentials_provider *self, int64_t now_us, sgp_credentials *out,
                            sgp_deadline deadline, sgp_error *err)
{
    inner *i = (inner *)self;
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

static void inner_wants(sgp_credentials_provider *self, sgp_poll_interest *out)
{
    (void)self;
    out->at_us = 77;
}

static void inner_reset(sgp_credentials_provider *self)
{
    ((inner *)self)->resets++;
}

static void inner_invalidate(sgp_credentials_provider *self)
{
    ((inner *)self)->invalidates++;
}

typedef struct cached {
    remote r;
    inner inner;
} cached;

static void init(cached *c, int64_t expires_us)
{
    static const sgp_credentials_provider_type type = { sizeof type,     "inner",     inner_get,
                                                        inner_wants,     inner_reset, NULL,
                                                        inner_invalidate };

    remote_init(&c->r);
    memset(&c->inner, 0, sizeof c->inner);
    c->inner.base.type = &type;
    c->inner.expires_us = expires_us;
    assert_int_equal(sgp_creds_cache_new(&c->r.provider, &c->inner.base, &c->r.trace,
                                         &c->r.memory.api, &c->r.err),
                     SGP_OK);
}

/* Checks the key ID that get returns at a time. */
static void expect_at(cached *c, int64_t now_us, const char *id)
{
    c->r.platform.wall_us = now_us;
    assert_int_equal(remote_get(&c->r), SGP_OK);
    assert_str(c->r.out.api.access_key_id, id);
    assert_str(c->r.out.api.secret_access_key, "secret");
    assert_str(c->r.out.api.session_token, "token");
}

static void credentials_that_never_expire_are_requested_once(void **state)
{
    cached c;

    (void)state;
    init(&c, INT64_MAX);
    expect_at(&c, NOW_US, "ID1");
    expect_at(&c, NOW_US + 100000 * MINUTE, "ID1");
    assert_true(c.r.out.api.expires_us == INT64_MAX);
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
    assert_int_equal(c.r.out.api.expires_us, NOW_US + 120 * MINUTE);
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
    expect_at(&c, NOW_US + 45 * MINUTE + MINUTE / 4, "ID1"); /* without a refresh */
    assert_int_equal(c.inner.gets, 2);
    c.r.platform.wall_us = NOW_US + 50 * MINUTE;
    remote_expect_failure(&c.r, "inner failed");
    c.inner.status = SGP_OK;
    expect_at(&c, NOW_US + 51 * MINUTE, "ID4");
    remote_deinit(&c.r);
}

static void credentials_of_a_short_life_are_not_refreshed_at_each_get(void **state)
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

static void credentials_that_the_service_rejected_are_not_returned_again(void **state)
{
    cached c;

    (void)state;
    init(&c, INT64_MAX);
    expect_at(&c, NOW_US, "ID1");
    c.r.provider->type->invalidate(c.r.provider);
    assert_int_equal(c.inner.invalidates, 1);
    c.inner.status = SGP_ERR_CREDENTIALS;
    remote_expect_failure(&c.r, "inner failed");
    c.inner.status = SGP_OK;
    expect_at(&c, NOW_US, "ID3");
    expect_at(&c, NOW_US, "ID3");
    remote_deinit(&c.r);
}

static void a_get_that_is_reset_starts_over(void **state)
{
    sgp_poll_interest wants;
    cached c;

    (void)state;
    init(&c, INT64_MAX);
    c.inner.again = 1;
    assert_int_equal(remote_get_once(&c.r, sgp_deadline_none(), &c.r.err), SGP_AGAIN);
    remote_wants(&c.r, &wants);
    assert_int_equal(wants.at_us, 77);
    c.r.provider->type->reset(c.r.provider);
    c.r.provider->type->reset(c.r.provider);
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
        cmocka_unit_test(credentials_that_never_expire_are_requested_once),
        cmocka_unit_test(they_are_refreshed_when_fifteen_minutes_are_left),
        cmocka_unit_test(a_refresh_may_fail_until_ten_minutes_are_left),
        cmocka_unit_test(credentials_of_a_short_life_are_not_refreshed_at_each_get),
        cmocka_unit_test(a_clock_that_goes_back_does_no_harm),
        cmocka_unit_test(credentials_that_the_service_rejected_are_not_returned_again),
        cmocka_unit_test(a_get_that_is_reset_starts_over),
        cmocka_unit_test(nothing_configured_is_asked_again),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
