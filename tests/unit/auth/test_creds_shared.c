/*
 * Tests of src/auth/creds_shared.c. When stored credentials are used: v2 of the AWS CLI,
 * botocore/credentials.py, CachedCredentialFetcher.
 */
#include "remote_fixture.h"
#include "memory_cache.h"

#define KEY "0123456789abcdef0123456789abcdef01234567"
#define MINUTES INT64_C(60000000)

/* The provider behind the cache. */
typedef struct inner_provider {
    sgp_credentials_provider base;
    int again; /* gets that return SGP_AGAIN first */
    sgp_status status;
    int64_t expires_us;
    int gets, resets, invalidates, destroys;
} inner_provider;

static sgp_status inner_get(sgp_credentials_provider *self, int64_t now_us, sgp_credentials *out,
                            sgp_deadline deadline, sgp_error *err)
{
    inner_provider *p = (inner_provider *)self;

    (void)now_us, (void)deadline;
    if (p->again-- > 0) return SGP_AGAIN;
    p->gets++;
    if (p->status < SGP_OK) return sgp_error_set(err, p->status, "inner fails");
    if (p->status != SGP_OK) return p->status;
    p->status = sgp_credentials_set(out, sgp_str_from("AKID"), sgp_str_from("secret"),
                                    sgp_str_from("token"), "assume-role", err);
    out->expires_us = p->expires_us;
    return p->status;
}

static void inner_wants(sgp_credentials_provider *self, sgp_poll_interest *out)
{
    (void)self;
    out->at_us = 12345;
}

static void inner_reset(sgp_credentials_provider *self)
{
    ((inner_provider *)self)->resets++;
}

static void inner_destroy(sgp_credentials_provider *self)
{
    ((inner_provider *)self)->destroys++;
}

static void inner_invalidate(sgp_credentials_provider *self)
{
    ((inner_provider *)self)->invalidates++;
}

typedef struct fixture {
    remote r;
    inner_provider inner;
    memory_cache cache;
} fixture;

static sgp_status make(fixture *f, const char *account_id)
{
    sgp_creds_shared_options options = SGP_CREDS_SHARED_OPTIONS_INIT;

    options.provider = &f->inner.base;
    options.cache = &f->cache.base;
    options.key = KEY;
    options.account_id = account_id;
    options.trace = &f->r.trace;
    options.allocator = &f->r.memory.api;
    return sgp_creds_shared_new(&f->r.provider, &options, &f->r.err);
}

static void init(fixture *f)
{
    static const sgp_credentials_provider_type type = { sizeof type,     "assume-role",
                                                        inner_get,       inner_wants,
                                                        inner_reset,     inner_destroy,
                                                        inner_invalidate };

    memset(f, 0, sizeof *f);
    remote_init(&f->r);
    f->inner.base.type = &type;
    f->inner.expires_us = LATER_US;
    (void)memory_cache_make(&f->cache);
    assert_int_equal(make(f, "123456789012"), SGP_OK);
}

static void deinit(fixture *f)
{
    remote_deinit(&f->r);
    assert_int_equal(f->inner.destroys, 1);
}

static void what_the_provider_returns_is_stored_and_then_used(void **state)
{
    fixture f;

    (void)state;
    init(&f);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(remote_get(&f.r), SGP_OK);
        remote_expect(&f.r, "assume-role");
        assert_int_equal(f.r.out.api.expires_us, LATER_US);
    }
    assert_int_equal(f.inner.gets, 1);
    assert_int_equal(f.cache.stores, 1);
    assert_string_equal(f.cache.entries[0].key, KEY);
    assert_string_equal(f.cache.entries[0].source, "assume-role");
    assert_string_equal(f.cache.entries[0].account_id, "123456789012");
    assert_non_null(strstr(f.r.traced, "assume-role: from the cache"));
    deinit(&f);
}

static void stored_credentials_must_last_for_15_minutes(void **state)
{
    fixture f;

    (void)state;
    init(&f);
    f.inner.expires_us = NOW_US + 15 * MINUTES;
    assert_int_equal(remote_get(&f.r), SGP_OK);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    assert_int_equal(f.inner.gets, 1);
    f.r.platform.wall_us++;
    assert_int_equal(remote_get(&f.r), SGP_OK);
    remote_expect(&f.r, "assume-role");
    assert_int_equal(f.inner.gets, 2);
    assert_int_equal(f.cache.stores, 2);
    deinit(&f);
}

static void a_get_that_waits_asks_the_cache_once(void **state)
{
    fixture f;

    (void)state;
    init(&f);
    f.inner.again = 3;
    assert_int_equal(remote_get(&f.r), SGP_OK);
    assert_int_equal(f.cache.loads, 1);
    f.r.provider->type->invalidate(f.r.provider);
    f.inner.again = 1;
    assert_int_equal(remote_get_once(&f.r, sgp_deadline_none(), &f.r.err), SGP_AGAIN);
    f.r.provider->type->reset(f.r.provider);
    f.r.provider->type->reset(f.r.provider);
    assert_int_equal(f.inner.resets, 1);
    deinit(&f);
}

static void rejected_credentials_are_not_loaded_again(void **state)
{
    fixture f;

    (void)state;
    init(&f);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    f.r.provider->type->invalidate(f.r.provider);
    assert_int_equal(f.inner.invalidates, 1);
    f.inner.status = SGP_ERR_NETWORK;
    assert_int_equal(remote_get(&f.r), SGP_ERR_NETWORK);
    f.inner.status = SGP_OK;
    assert_int_equal(remote_get(&f.r), SGP_OK);
    assert_int_equal(f.inner.gets, 3);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    assert_int_equal(f.inner.gets, 3);
    deinit(&f);
}

static void a_cache_that_fails_is_one_that_has_nothing(void **state)
{
    fixture f;

    (void)state;
    init(&f);
    f.cache.fail_load = SGP_ERR_PLATFORM;
    f.cache.fail_store = SGP_ERR_PLATFORM;
    assert_int_equal(remote_get(&f.r), SGP_OK);
    remote_expect(&f.r, "assume-role");
    assert_non_null(strstr(f.r.traced, "assume-role: not stored in the cache: store fails"));
    f.cache.fail_load = SGP_ERR_MEMORY;
    assert_int_equal(remote_get(&f.r), SGP_ERR_MEMORY);
    deinit(&f);
}

static void nothing_else_is_stored(void **state)
{
    fixture f;

    (void)state;
    init(&f);
    f.inner.expires_us = INT64_MAX;
    assert_int_equal(remote_get(&f.r), SGP_OK);
    f.inner.status = SGP_NOT_CONFIGURED;
    assert_int_equal(remote_get(&f.r), SGP_NOT_CONFIGURED);
    assert_int_equal(f.cache.stores, 0);
    deinit(&f);
}

static void wrong_options_are_named(void **state)
{
    static const char longer[] = KEY "0";
    sgp_creds_shared_options options = SGP_CREDS_SHARED_OPTIONS_INIT;
    sgp_credentials_provider *out = NULL;
    fixture f;

    (void)state;
    init(&f);
    assert_int_equal(sgp_creds_shared_new(&out, NULL, &f.r.err), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_shared_new(NULL, &options, &f.r.err), SGP_ERR_USAGE);
    assert_int_equal(sgp_creds_shared_new(&out, &options, &f.r.err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&f.r.err), "options.provider is NULL"));
    options.provider = &f.inner.base;
    assert_int_equal(sgp_creds_shared_new(&out, &options, &f.r.err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&f.r.err), "options.cache is NULL"));
    options.cache = &f.cache.base;
    for (int i = 0; i < 3; i++) {
        options.key = i == 0 ? NULL : i == 1 ? "" : longer;
        assert_int_equal(sgp_creds_shared_new(&out, &options, &f.r.err), SGP_ERR_USAGE);
        assert_non_null(strstr(sgp_error_message(&f.r.err), "options.key"));
    }
    assert_null(out);
    deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_provider_returns_is_stored_and_then_used),
        cmocka_unit_test(stored_credentials_must_last_for_15_minutes),
        cmocka_unit_test(a_get_that_waits_asks_the_cache_once),
        cmocka_unit_test(rejected_credentials_are_not_loaded_again),
        cmocka_unit_test(a_cache_that_fails_is_one_that_has_nothing),
        cmocka_unit_test(nothing_else_is_stored),
        cmocka_unit_test(wrong_options_are_named),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
