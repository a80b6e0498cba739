/*
 * The contract of sgp_signer (sys/signer.h), run on every signer there is and on a fake.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "ref_sha256.h"

#define NOW_US INT64_C(1767323045000000)

typedef struct subject {
    const char *name;
    sgp_signer signer;
} subject;

static sgp_status mark(void *self, sgp_http_request *request, const sgp_credentials *credentials,
                       const sgp_signing_scope *scope, int64_t now_us, sgp_error *err)
{
    (void)self;
    (void)credentials;
    (void)scope;
    (void)now_us;
    return sgp_http_request_add(request, "X-Fake-Signed", sgp_str_from("yes"), err);
}

static size_t make_subjects(subject out[3], ref_sha256_self *digest)
{
    const sgp_crypto crypto = ref_sha256_make(digest);

    out[0].name = "sigv4";
    assert_int_equal(sgp_sigv4_new(&out[0].signer, &crypto, NULL, NULL, NULL), SGP_OK);
    out[1].name = "none";
    out[1].signer = sgp_sign_none();
    out[2].name = "fake";
    out[2].signer = (sgp_signer)SGP_SIGNER_INIT;
    out[2].signer.sign = mark;
    return 3;
}

static void fill_request(sgp_http_request *request)
{
    sgp_http_request_reset(request);
    request->method = sgp_str_from("POST");
    request->is_tls = 1;
    request->host = sgp_str_from("localhost");
    request->port = 8443;
    request->path = sgp_str_from("/");
    request->body = sgp_str_from("{}");
    assert_int_equal(
        sgp_http_request_add(request, "Content-Type", sgp_str_from("text/plain"), NULL), SGP_OK);
}

/* Signs with credentials only where they are asked for, as the client does. */
static sgp_status sign(const sgp_signer *signer, sgp_http_request *request, sgp_error *err)
{
    static const sgp_signing_scope scope = { "us-east-1", "sagemaker" };
    sgp_credentials credentials;
    sgp_status status;

    sgp_credentials_init(&credentials, NULL);
    assert_int_equal(sgp_credentials_set(&credentials, sgp_str_from("AKID"), sgp_str_from("secret"),
                                         sgp_str_from("token"), NULL, NULL),
                     SGP_OK);
    status = signer->sign(signer->self, request, signer->needs_credentials ? &credentials : NULL,
                          &scope, NOW_US, err);
    sgp_credentials_deinit(&credentials);
    return status;
}

static void has_a_complete_table(const subject *s)
{
    assert_int_equal(s->signer.size, sizeof(sgp_signer));
    assert_non_null(s->signer.sign);
}

static void adds_headers_and_changes_nothing_else(const subject *s)
{
    sgp_http_request request;
    sgp_error err = SGP_ERROR_INIT;

    sgp_http_request_init(&request, NULL);
    fill_request(&request);
    assert_int_equal(sign(&s->signer, &request, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_str(request.method, "POST");
    assert_str(request.host, "localhost");
    assert_str(request.path, "/");
    assert_str(request.body, "{}");
    assert_str(request.headers[0].name, "Content-Type");
    assert_str(request.headers[0].value, "text/plain");
    for (size_t i = 0; i < request.header_count; i++) {
        assert_non_null(request.headers[i].name.ptr);
        assert_non_null(request.headers[i].value.ptr);
    }
    sgp_http_request_deinit(&request);
}

static void signs_the_same_request_the_same_way_again(const subject *s)
{
    sgp_http_request first, second;

    sgp_http_request_init(&first, NULL);
    sgp_http_request_init(&second, NULL);
    fill_request(&first);
    fill_request(&second);
    assert_int_equal(sign(&s->signer, &first, NULL), SGP_OK);
    assert_int_equal(sign(&s->signer, &second, NULL), SGP_OK);
    assert_int_equal(first.header_count, second.header_count);
    for (size_t i = 0; i < first.header_count; i++) {
        assert_true(sgp_str_equal(first.headers[i].name, second.headers[i].name));
        assert_true(sgp_str_equal(first.headers[i].value, second.headers[i].value));
    }
    sgp_http_request_deinit(&first);
    sgp_http_request_deinit(&second);
}

/* A full request is refused with a message and as it was, or signed by adding nothing. */
static void leaves_a_request_it_cannot_sign_as_it_was(const subject *s)
{
    sgp_http_request request;
    sgp_error err = SGP_ERROR_INIT;
    sgp_status status;

    sgp_http_request_init(&request, NULL);
    fill_request(&request);
    while (request.header_count < SGP_HTTP_REQUEST_HEADERS_MAX) {
        assert_int_equal(sgp_http_request_add(&request, "A", sgp_str_from("b"), NULL), SGP_OK);
    }
    status = sign(&s->signer, &request, &err);
    assert_true(status == SGP_OK || status == SGP_ERR_LIMIT);
    assert_int_equal(err.status, status);
    assert_int_equal(request.header_count, SGP_HTTP_REQUEST_HEADERS_MAX);
    fill_request(&request);
    assert_int_equal(sign(&s->signer, &request, NULL), SGP_OK);
    sgp_http_request_deinit(&request);
}

static void run_on_every_signer(void (*clause)(const subject *))
{
    subject subjects[3];
    ref_sha256_self digest = { 0, 0, 0 };
    size_t count = make_subjects(subjects, &digest);

    for (size_t i = 0; i < count; i++) {
        print_message("  on %s\n", subjects[i].name);
        clause(&subjects[i]);
        if (subjects[i].signer.destroy) subjects[i].signer.destroy(subjects[i].signer.self);
    }
    assert_int_equal(digest.open, 0);
}

static void every_signer_has_a_complete_table(void **state)
{
    (void)state;
    run_on_every_signer(has_a_complete_table);
}

static void every_signer_adds_headers_and_changes_nothing_else(void **state)
{
    (void)state;
    run_on_every_signer(adds_headers_and_changes_nothing_else);
}

static void every_signer_signs_the_same_request_the_same_way_again(void **state)
{
    (void)state;
    run_on_every_signer(signs_the_same_request_the_same_way_again);
}

static void every_signer_leaves_a_request_it_cannot_sign_as_it_was(void **state)
{
    (void)state;
    run_on_every_signer(leaves_a_request_it_cannot_sign_as_it_was);
}

static void only_sign_none_asks_for_no_credentials_and_adds_nothing(void **state)
{
    const sgp_signer none = sgp_sign_none();
    sgp_http_request request;

    (void)state;
    assert_int_equal(none.needs_credentials, 0);
    assert_null(none.destroy);
    sgp_http_request_init(&request, NULL);
    fill_request(&request);
    assert_int_equal(sign(&none, &request, NULL), SGP_OK);
    assert_int_equal(request.header_count, 1);
    sgp_http_request_deinit(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_signer_has_a_complete_table),
        cmocka_unit_test(every_signer_adds_headers_and_changes_nothing_else),
        cmocka_unit_test(every_signer_signs_the_same_request_the_same_way_again),
        cmocka_unit_test(every_signer_leaves_a_request_it_cannot_sign_as_it_was),
        cmocka_unit_test(only_sign_none_asks_for_no_credentials_and_adds_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
