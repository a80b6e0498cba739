/*
 * The contract of sgp_signer (sys/signer.h), run on every signer, a fake and a loan of it.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "ref_sha256.h"

#define NOW_US INT64_C(1767323045000000)

typedef struct subject {
    const char *name;
    sgp_signer *signer;
} subject;

static sgp_status mark(sgp_signer *self, sgp_http_request *request,
                       const sgp_credentials *credentials, const sgp_signing_scope *scope,
                       int64_t now_us, sgp_error *err)
{
    (void)self;
    (void)credentials;
    (void)scope;
    (void)now_us;
    return sgp_http_request_add_header(request, "X-Fake-Signed", sgp_str_from("yes"), err);
}

static const sgp_signer_type fake_type = { sizeof fake_type, "fake", mark, NULL, 0 };
static sgp_signer fake = { &fake_type };
static sgp_signer_loan loan;

static size_t make_subjects(subject out[4], ref_sha256_self *digest)
{
    out[0].name = "sigv4";
    assert_int_equal(sgp_sigv4_new(&out[0].signer, ref_sha256_make(digest), NULL, NULL, NULL),
                     SGP_OK);
    out[1].name = "none";
    out[1].signer = sgp_sign_none();
    out[2].name = "fake";
    out[2].signer = &fake;
    out[3].name = "loan";
    out[3].signer = sgp_signer_lend(&loan, &fake);
    return 4;
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
        sgp_http_request_add_header(request, "Content-Type", sgp_str_from("text/plain"), NULL),
        SGP_OK);
}

static sgp_http_request *new_request(void)
{
    sgp_http_request *request;

    assert_int_equal(sgp_http_request_new(&request, NULL, NULL), SGP_OK);
    fill_request(request);
    return request;
}

/* As the client: an anonymous signer gets no credentials. */
static sgp_status sign(sgp_signer *signer, sgp_http_request *request, sgp_error *err)
{
    static const sgp_signing_scope scope = { sizeof scope, "us-east-1", "sagemaker" };
    sgp_credentials *credentials;
    sgp_status status;

    assert_int_equal(sgp_credentials_new(&credentials, NULL, NULL), SGP_OK);
    assert_int_equal(sgp_credentials_set(credentials, sgp_str_from("AKID"), sgp_str_from("secret"),
                                         sgp_str_from("token"), NULL, NULL),
                     SGP_OK);
    status = signer->type->sign(signer, request, SGP_HAS(signer, is_anonymous) ? NULL : credentials,
                                &scope, NOW_US, err);
    sgp_credentials_free(credentials);
    return status;
}

static void has_a_complete_table(const subject *s)
{
    assert_int_equal(s->signer->type->size, sizeof(sgp_signer_type));
    assert_non_null(s->signer->type->name);
    assert_true(SGP_HAS(s->signer, sign));
}

static void adds_headers_and_changes_nothing_else(const subject *s)
{
    sgp_http_request *request = new_request();
    sgp_error err = TEST_ERROR_INIT;

    assert_int_equal(sign(s->signer, request, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_str(request->method, "POST");
    assert_str(request->host, "localhost");
    assert_str(request->path, "/");
    assert_str(request->body, "{}");
    assert_str(request->headers[0].name, "Content-Type");
    assert_str(request->headers[0].value, "text/plain");
    for (size_t i = 0; i < request->header_count; i++) {
        assert_non_null(request->headers[i].name.ptr);
        assert_non_null(request->headers[i].value.ptr);
    }
    sgp_http_request_free(request);
}

static void signs_the_same_request_the_same_way_again(const subject *s)
{
    sgp_http_request *first = new_request(), *second = new_request();

    assert_int_equal(sign(s->signer, first, NULL), SGP_OK);
    assert_int_equal(sign(s->signer, second, NULL), SGP_OK);
    assert_int_equal(first->header_count, second->header_count);
    for (size_t i = 0; i < first->header_count; i++) {
        assert_true(sgp_str_equal(first->headers[i].name, second->headers[i].name));
        assert_true(sgp_str_equal(first->headers[i].value, second->headers[i].value));
    }
    sgp_http_request_free(first);
    sgp_http_request_free(second);
}

/* A full request is refused and unchanged, unless the signer adds nothing. */
static void leaves_a_request_it_cannot_sign_as_it_was(const subject *s)
{
    sgp_http_request *request = new_request();
    sgp_error err = TEST_ERROR_INIT;
    sgp_status status;

    while (request->header_count < SGP_HTTP_REQUEST_HEADERS_MAX) {
        assert_int_equal(sgp_http_request_add_header(request, "A", sgp_str_from("b"), NULL),
                         SGP_OK);
    }
    status = sign(s->signer, request, &err);
    assert_true(status == SGP_OK || status == SGP_ERR_LIMIT);
    assert_int_equal(err.status, status);
    assert_int_equal(request->header_count, SGP_HTTP_REQUEST_HEADERS_MAX);
    fill_request(request);
    assert_int_equal(sign(s->signer, request, NULL), SGP_OK);
    sgp_http_request_free(request);
}

static void run_on_every_signer(void (*clause)(const subject *))
{
    subject subjects[4];
    ref_sha256_self digest;
    size_t count;

    memset(&digest, 0, sizeof digest);
    count = make_subjects(subjects, &digest);
    for (size_t i = 0; i < count; i++) {
        print_message("  on %s\n", subjects[i].name);
        clause(&subjects[i]);
        if (SGP_HAS(subjects[i].signer, destroy))
            subjects[i].signer->type->destroy(subjects[i].signer);
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

static void only_sign_none_is_anonymous_and_adds_nothing(void **state)
{
    static const sgp_signer_type small = { offsetof(sgp_signer_type, is_anonymous), "small", mark,
                                           NULL, 1 };
    sgp_signer outside = { &small };
    sgp_signer *none = sgp_sign_none();
    sgp_http_request *request = new_request();

    (void)state;
    assert_true(SGP_HAS(none, is_anonymous));
    assert_false(SGP_HAS(none, destroy));
    assert_false(SGP_HAS(&fake, is_anonymous));
    assert_false(SGP_HAS(&outside, is_anonymous));
    assert_true(SGP_HAS(sgp_signer_lend(&loan, none), is_anonymous));
    assert_int_equal(sign(none, request, NULL), SGP_OK);
    assert_int_equal(request->header_count, 1);
    sgp_http_request_free(request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_signer_has_a_complete_table),
        cmocka_unit_test(every_signer_adds_headers_and_changes_nothing_else),
        cmocka_unit_test(every_signer_signs_the_same_request_the_same_way_again),
        cmocka_unit_test(every_signer_leaves_a_request_it_cannot_sign_as_it_was),
        cmocka_unit_test(only_sign_none_is_anonymous_and_adds_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
