/*
 * Tests of src/base/lend.c: a loan forwards every call with its arguments,
 * works without the optional slots, and never destroys what it forwards to.
 */
#include "test.h"

#include "sgp_part.h"
#include "sagepager/sys/signer.h"

#include "fake_http.h"

/* --- sgp_http --------------------------------------------------------------------------------- */

static int64_t seven_ms(sgp_http *http)
{
    (void)http;
    return 7;
}

static void an_http_loan_forwards_every_call(void **state)
{
    static const sgp_deadline deadline = { 1234 };
    fake_http fake = { .bodies = { "hello" }, .again = 1 };
    sgp_poll_interest interest = SGP_POLL_INTEREST_INIT;
    sgp_http_request *request = NULL;
    sgp_http_response *response = NULL;
    sgp_http_loan loan;
    sgp_http *http;

    (void)state;
    assert_int_equal(sgp_http_request_new(&request, NULL, NULL), SGP_OK);
    assert_int_equal(sgp_http_response_new(&response, NULL, 0, NULL), SGP_OK);
    request->method = request->host = request->path = sgp_str_from("x");
    http = sgp_http_lend(&loan, fake_http_make(&fake));
    fake.type.read_timeout_ms = seven_ms;
    assert_int_equal(http->type->exchange(http, request, response, deadline, NULL), SGP_AGAIN);
    http->type->wants(http, &interest);
    assert_int_equal(interest.at_us, 0);
    assert_int_equal(http->type->exchange(http, request, response, deadline, NULL), SGP_OK);
    assert_str(response->body, "hello");
    assert_int_equal(fake.last_deadline.at_us, 1234);
    http->type->reset(http);
    assert_int_equal(fake.resets, 1);
    assert_int_equal(http->type->read_timeout_ms(http), 7);
    sgp_http_request_free(request);
    sgp_http_response_free(response);
}

static void an_http_loan_forwards_errors(void **state)
{
    fake_http fake = { .failures = { SGP_ERR_CONNECT } };
    sgp_error err = TEST_ERROR_INIT;
    sgp_http_request *request = NULL;
    sgp_http_response *response = NULL;
    sgp_http_loan loan;
    sgp_http *http = sgp_http_lend(&loan, fake_http_make(&fake));

    (void)state;
    assert_int_equal(sgp_http_request_new(&request, NULL, NULL), SGP_OK);
    assert_int_equal(sgp_http_response_new(&response, NULL, 0, NULL), SGP_OK);
    request->method = request->host = request->path = sgp_str_from("x");
    assert_int_equal(http->type->exchange(http, request, response, sgp_deadline_none(), &err),
                     SGP_ERR_CONNECT);
    assert_string_equal(sgp_error_message(&err), "fake_http failure");
    assert_true(err.retryable);
    sgp_http_request_free(request);
    sgp_http_response_free(response);
}

static void an_http_loan_works_without_optional_slots(void **state)
{
    const sgp_poll_interest preset = SGP_POLL_INTEREST_INIT;
    sgp_poll_interest interest = SGP_POLL_INTEREST_INIT;
    fake_http fake = { .next = 0 };
    sgp_http_loan loan;
    sgp_http *http = sgp_http_lend(&loan, fake_http_make(&fake));

    (void)state;
    fake.type.size = offsetof(sgp_http_type, wants); /* an older implementation */
    http->type->wants(http, &interest);
    assert_memory_equal(&interest, &preset, sizeof preset);
    http->type->reset(http);
    assert_int_equal(fake.resets, 0);
    assert_int_equal(http->type->read_timeout_ms(http), SGP_READ_TIMEOUT_MS);
}

static void an_http_loan_does_not_destroy(void **state)
{
    fake_http fake = { .next = 0 };
    sgp_http_loan loan;
    sgp_http *http = sgp_http_lend(&loan, fake_http_make(&fake));

    (void)state;
    assert_false(SGP_HAS(http, destroy));
    SGP__DESTROY(http);
    assert_int_equal(fake.destroys, 0);
}

static void a_loan_of_an_incomplete_http_is_incomplete(void **state)
{
    static const sgp__slot slots[] = { SGP__SLOT(sgp_http_type, exchange) };
    sgp_http without_type = { NULL };
    fake_http fake = { .next = 0 };
    sgp_http_loan loan;
    sgp_http *http;

    (void)state;
    http = sgp_http_lend(&loan, NULL);
    assert_int_equal(SGP__PART_CHECK(http, 1, "user", "http", slots, NULL), SGP_ERR_USAGE);
    http = sgp_http_lend(&loan, &without_type);
    assert_int_equal(SGP__PART_CHECK(http, 1, "user", "http", slots, NULL), SGP_ERR_USAGE);
    http = fake_http_make(&fake);
    fake.type.exchange = NULL;
    http = sgp_http_lend(&loan, http);
    assert_int_equal(SGP__PART_CHECK(http, 1, "user", "http", slots, NULL), SGP_ERR_USAGE);
    http = fake_http_make(&fake);
    http = sgp_http_lend(&loan, http);
    assert_int_equal(SGP__PART_CHECK(http, 1, "user", "http", slots, NULL), SGP_OK);
}

/* --- sgp_signer ------------------------------------------------------------------------------- */

typedef struct fake_signer {
    sgp_signer base;
    sgp_signer_type type;
    sgp_http_request *request;
    const sgp_credentials *credentials;
    const sgp_signing_scope *scope;
    int64_t now_us;
    int destroys;
} fake_signer;

static sgp_status fake_sign(sgp_signer *signer, sgp_http_request *request,
                            const sgp_credentials *credentials, const sgp_signing_scope *scope,
                            int64_t now_us, sgp_error *err)
{
    fake_signer *f = (fake_signer *)signer;

    f->request = request;
    f->credentials = credentials;
    f->scope = scope;
    f->now_us = now_us;
    return sgp_error_set(err, SGP_ERR_CRYPTO, "signed");
}

static void fake_signer_destroy(sgp_signer *signer)
{
    ((fake_signer *)signer)->destroys++;
}

static sgp_signer *fake_signer_make(fake_signer *f, int is_anonymous)
{
    static const sgp_signer_type type = { sizeof type, "fake_signer", fake_sign,
                                          fake_signer_destroy, 0 };

    memset(f, 0, sizeof *f);
    f->type = type;
    f->type.is_anonymous = is_anonymous;
    f->base.type = &f->type;
    return &f->base;
}

static void a_signer_loan_forwards_and_does_not_destroy(void **state)
{
    static const sgp_signing_scope scope = SGP_SIGNING_SCOPE_INIT;
    sgp_credentials *credentials = NULL;
    sgp_http_request *request = NULL;
    sgp_error err = TEST_ERROR_INIT;
    fake_signer fake;
    sgp_signer_loan loan;
    sgp_signer *signer = sgp_signer_lend(&loan, fake_signer_make(&fake, 0));

    (void)state;
    assert_int_equal(sgp_http_request_new(&request, NULL, NULL), SGP_OK);
    assert_int_equal(sgp_credentials_new(&credentials, NULL, NULL), SGP_OK);
    assert_int_equal(signer->type->sign(signer, request, credentials, &scope, 5, &err),
                     SGP_ERR_CRYPTO);
    assert_string_equal(sgp_error_message(&err), "signed");
    assert_ptr_equal(fake.request, request);
    assert_ptr_equal(fake.credentials, credentials);
    assert_ptr_equal(fake.scope, &scope);
    assert_int_equal(fake.now_us, 5);
    SGP__DESTROY(signer);
    assert_int_equal(fake.destroys, 0);
    sgp_http_request_free(request);
    sgp_credentials_free(credentials);
}

static void a_signer_loan_is_anonymous_as_its_signer(void **state)
{
    fake_signer plain, anonymous, older;
    sgp_signer_loan loan;

    (void)state;
    assert_false(SGP_HAS(sgp_signer_lend(&loan, fake_signer_make(&plain, 0)), is_anonymous));
    assert_true(SGP_HAS(sgp_signer_lend(&loan, fake_signer_make(&anonymous, 1)), is_anonymous));
    (void)fake_signer_make(&older, 1);
    older.type.size = offsetof(sgp_signer_type, is_anonymous);
    assert_false(SGP_HAS(sgp_signer_lend(&loan, &older.base), is_anonymous));
}

static void a_loan_of_an_incomplete_signer_is_incomplete(void **state)
{
    sgp_signer without_type = { NULL };
    fake_signer fake;
    sgp_signer_loan loan;

    (void)state;
    assert_null(sgp_signer_lend(&loan, NULL)->type);
    assert_null(sgp_signer_lend(&loan, &without_type)->type);
    (void)fake_signer_make(&fake, 0);
    fake.type.sign = NULL;
    assert_null(sgp_signer_lend(&loan, &fake.base)->type);
}

/* --- sgp_credentials_provider ----------------------------------------------------------------- */

typedef struct fake_provider {
    sgp_credentials_provider base;
    sgp_credentials_provider_type type;
    int64_t now_us;
    sgp_credentials *out;
    sgp_deadline deadline;
    int resets, invalidates, destroys;
} fake_provider;

static sgp_status fake_get(sgp_credentials_provider *provider, int64_t now_us, sgp_credentials *out,
                           sgp_deadline deadline, sgp_error *err)
{
    fake_provider *f = (fake_provider *)provider;

    f->now_us = now_us;
    f->out = out;
    f->deadline = deadline;
    return sgp_error_set(err, SGP_ERR_CREDENTIALS, "asked");
}

static void fake_provider_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    (void)provider;
    out->at_us = 3;
}

static void fake_provider_reset(sgp_credentials_provider *provider)
{
    ((fake_provider *)provider)->resets++;
}

static void fake_provider_destroy(sgp_credentials_provider *provider)
{
    ((fake_provider *)provider)->destroys++;
}

static void fake_provider_invalidate(sgp_credentials_provider *provider)
{
    ((fake_provider *)provider)->invalidates++;
}

static sgp_credentials_provider *fake_provider_make(fake_provider *f)
{
    static const sgp_credentials_provider_type type = {
        sizeof type,
        "fake_provider",
        fake_get,
        fake_provider_wants,
        fake_provider_reset,
        fake_provider_destroy,
        fake_provider_invalidate,
    };

    memset(f, 0, sizeof *f);
    f->type = type;
    f->base.type = &f->type;
    return &f->base;
}

static void a_provider_loan_forwards_every_call_and_does_not_destroy(void **state)
{
    sgp_poll_interest interest = SGP_POLL_INTEREST_INIT;
    sgp_credentials *credentials = NULL;
    sgp_error err = TEST_ERROR_INIT;
    fake_provider fake;
    sgp_credentials_provider_loan loan;
    sgp_credentials_provider *provider = sgp_credentials_provider_lend(&loan,
                                                                       fake_provider_make(&fake));

    (void)state;
    assert_int_equal(sgp_credentials_new(&credentials, NULL, NULL), SGP_OK);
    assert_int_equal(provider->type->get(provider, 5, credentials, sgp_deadline_in(0, 9), &err),
                     SGP_ERR_CREDENTIALS);
    assert_string_equal(sgp_error_message(&err), "asked");
    assert_int_equal(fake.now_us, 5);
    assert_ptr_equal(fake.out, credentials);
    assert_int_equal(fake.deadline.at_us, 9);
    provider->type->wants(provider, &interest);
    assert_int_equal(interest.at_us, 3);
    provider->type->reset(provider);
    assert_int_equal(fake.resets, 1);
    provider->type->invalidate(provider);
    assert_int_equal(fake.invalidates, 1);
    SGP__DESTROY(provider);
    assert_int_equal(fake.destroys, 0);
    sgp_credentials_free(credentials);
}

static void a_provider_loan_works_without_optional_slots(void **state)
{
    const sgp_poll_interest preset = SGP_POLL_INTEREST_INIT;
    sgp_poll_interest interest = SGP_POLL_INTEREST_INIT;
    fake_provider fake;
    sgp_credentials_provider_loan loan;
    sgp_credentials_provider *provider = sgp_credentials_provider_lend(&loan,
                                                                       fake_provider_make(&fake));

    (void)state;
    fake.type.size = offsetof(sgp_credentials_provider_type, wants);
    provider->type->wants(provider, &interest);
    provider->type->reset(provider);
    provider->type->invalidate(provider);
    assert_memory_equal(&interest, &preset, sizeof preset);
    assert_int_equal(fake.resets + fake.invalidates, 0);
}

static void a_loan_of_an_incomplete_provider_is_incomplete(void **state)
{
    sgp_credentials_provider without_type = { NULL };
    fake_provider fake;
    sgp_credentials_provider_loan loan;

    (void)state;
    assert_null(sgp_credentials_provider_lend(&loan, NULL)->type);
    assert_null(sgp_credentials_provider_lend(&loan, &without_type)->type);
    (void)fake_provider_make(&fake);
    fake.type.get = NULL;
    assert_null(sgp_credentials_provider_lend(&loan, &fake.base)->type);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_http_loan_forwards_every_call),
        cmocka_unit_test(an_http_loan_forwards_errors),
        cmocka_unit_test(an_http_loan_works_without_optional_slots),
        cmocka_unit_test(an_http_loan_does_not_destroy),
        cmocka_unit_test(a_loan_of_an_incomplete_http_is_incomplete),
        cmocka_unit_test(a_signer_loan_forwards_and_does_not_destroy),
        cmocka_unit_test(a_signer_loan_is_anonymous_as_its_signer),
        cmocka_unit_test(a_loan_of_an_incomplete_signer_is_incomplete),
        cmocka_unit_test(a_provider_loan_forwards_every_call_and_does_not_destroy),
        cmocka_unit_test(a_provider_loan_works_without_optional_slots),
        cmocka_unit_test(a_loan_of_an_incomplete_provider_is_incomplete),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
