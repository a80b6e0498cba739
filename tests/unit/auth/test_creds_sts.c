/*
 * Tests of src/auth/creds_assume_role.c, creds_web_identity.c and sts.c. Requests and texts:
 * botocore/credentials.py, AssumeRoleCredentialFetcher, AssumeRoleWithWebIdentityCredentialFetcher.
 */
#include "remote_fixture.h"

#define URL "https://sts.test"
#define ROLE "arn:aws:iam::123456789012:role/r"
#define ENCODED_ROLE "arn%3Aaws%3Aiam%3A%3A123456789012%3Arole%2Fr"
#define ROLE_DOCUMENT                                                                              \
    "AssumeRoleResult.Credentials.AccessKeyId=AKID\n"                                              \
    "AssumeRoleResult.Credentials.SecretAccessKey=secret\n"                                        \
    "AssumeRoleResult.Credentials.SessionToken=token\n"                                            \
    "AssumeRoleResult.Credentials.Expiration=" LATER "\n"
#define WEB_DOCUMENT                                                                               \
    "AssumeRoleWithWebIdentityResult.Credentials.AccessKeyId=AKID\n"                               \
    "AssumeRoleWithWebIdentityResult.Credentials.SecretAccessKey=secret\n"                         \
    "AssumeRoleWithWebIdentityResult.Credentials.SessionToken=token\n"                             \
    "AssumeRoleWithWebIdentityResult.Credentials.Expiration=" LATER "\n"

/* --- a signer and a source -------------------------------------------------------------------- */

typedef struct marker {
    sgp_signer base;
    int64_t signed_at_us;
    int destroys;
} marker;

static sgp_status mark(sgp_signer *self, sgp_http_request *request,
                       const sgp_credentials *credentials, const sgp_signing_scope *scope,
                       int64_t now_us, sgp_error *err)
{
    char text[128];

    ((marker *)self)->signed_at_us = now_us;
    (void)snprintf(text, sizeof text, "%s for %s/%s", credentials->access_key_id.ptr, scope->region,
                   scope->service);
    return sgp_http_request_add_header(request, "Signed-By", sgp_str_from(text), err);
}

static void marker_destroy(sgp_signer *self)
{
    ((marker *)self)->destroys++;
}

typedef struct source {
    sgp_credentials_provider base;
    sgp_status status;
    int again;
    int resets;
    int destroys;
    int invalidates;
} source;

static sgp_status source_get(sgp_credentials_provider *self, int64_t now_us, sgp_credentials *out,
                             sgp_deadline deadline, sgp_error *err)
{
    source *s = (source *)self;

    (void)now_us;
    (void)deadline;
    if (s->again-- > 0) return SGP_AGAIN;
    if (s->status == SGP_ERR_CREDENTIALS) return sgp_error_set(err, s->status, "source is broken");
    if (s->status != SGP_OK) return s->status;
    return sgp_credentials_set(out, sgp_str_from("SOURCE"), sgp_str_from("secret of source"),
                               sgp_str_from(""), "test", err);
}

static void source_wants(sgp_credentials_provider *self, sgp_poll_interest *out)
{
    (void)self;
    out->at_us = 0;
}

static void source_reset(sgp_credentials_provider *self)
{
    ((source *)self)->resets++;
}

static void source_destroy(sgp_credentials_provider *self)
{
    ((source *)self)->destroys++;
}

static void source_invalidate(sgp_credentials_provider *self)
{
    ((source *)self)->invalidates++;
}

static sgp_status ask_code(void *self, const char *serial, char *code, size_t size)
{
    int *asked = self;

    assert_string_equal(serial, "arn:mfa");
    if ((*asked)++ > 9) return SGP_ERR_USAGE;
    (void)snprintf(code, size, "123456");
    return SGP_OK;
}

typedef struct role {
    remote r;
    source source;
    marker signer;
    sgp_creds_assume_role_options options;
} role;

static void init(role *f)
{
    static const sgp_creds_assume_role_options options = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;
    static const sgp_credentials_provider_type source_type = { sizeof source_type, "source",
                                                               source_get,         source_wants,
                                                               source_reset,       source_destroy,
                                                               source_invalidate };
    static const sgp_signer_type signer_type = { sizeof signer_type, "marker", mark, marker_destroy,
                                                 0 };

    remote_init(&f->r);
    memset(&f->source, 0, sizeof f->source);
    memset(&f->signer, 0, sizeof f->signer);
    f->source.base.type = &source_type;
    f->signer.base.type = &signer_type;
    f->options = options;
    f->options.source = &f->source.base;
    f->options.signer = &f->signer.base;
    f->options.endpoint_url = URL;
    f->options.region = "us-west-2";
    f->options.role_arn = ROLE;
}

static sgp_status make(role *f)
{
    return sgp_creds_assume_role_new(&f->r.provider, &f->r.parts, &f->options, &f->r.err);
}

/* --- assume role ------------------------------------------------------------------------------ */

static void a_role_is_assumed_with_the_sources_credentials(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.source.again = 2;
    f.r.http.again = 1;
    f.r.http.bodies[0] = ROLE_DOCUMENT;
    f.options.role_session_name = "sess";
    f.options.external_id = "x+y/\xC3\xA9 z";
    f.options.duration_seconds = 1800;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    remote_expect(&f.r, "assume-role");
    assert_int_equal(f.r.out.api.expires_us, LATER_US);
    assert_int_equal(f.signer.signed_at_us, NOW_US);
    assert_string_equal(f.r.http.seen[0],
                        "POST https://sts.test:443/\n"
                        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\n"
                        "Signed-By: SOURCE for us-west-2/sts\n");
    assert_string_equal(f.r.http.sent[0],
                        "Action=AssumeRole&Version=2011-06-15&RoleSessionName=sess"
                        "&ExternalId=x%2By%2F%C3%A9+z&DurationSeconds=1800&RoleArn=" ENCODED_ROLE);
    f.r.provider->type->invalidate(f.r.provider);
    assert_int_equal(f.source.invalidates, 1);
    remote_deinit(&f.r);
    assert_int_equal(f.source.destroys, 1);
    assert_int_equal(f.signer.destroys, 1);
}

static void a_session_without_a_name_gets_one(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.r.http.bodies[0] = ROLE_DOCUMENT;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    assert_string_equal(f.r.http.sent[0],
                        "Action=AssumeRole&Version=2011-06-15"
                        "&RoleSessionName=sagepager-session-1767323045&RoleArn=" ENCODED_ROLE);
    remote_deinit(&f.r);
}

static void an_mfa_code_is_asked_for_once(void **state)
{
    int asked = 0;
    role f;

    (void)state;
    init(&f);
    f.r.http.bodies[0] = ROLE_DOCUMENT;
    f.options.mfa_serial = "arn:mfa";
    assert_int_equal(make(&f), SGP_OK);
    remote_expect_failure(&f.r, "the role needs an MFA code of arn:mfa: set mfa_callback");
    remote_destroy_provider(&f.r);
    f.options.mfa_callback = ask_code;
    f.options.mfa_data = &asked;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    assert_non_null(strstr(f.r.http.sent[0], "&SerialNumber=arn%3Amfa&"));
    assert_non_null(strstr(f.r.http.sent[0], "&TokenCode=123456"));
    remote_expect_failure(&f.r, "Cannot refresh credentials: MFA token required.");
    remote_destroy_provider(&f.r);
    asked = 10;
    assert_int_equal(make(&f), SGP_OK);
    remote_expect_failure(&f.r, "no MFA code of arn:mfa was given");
    remote_deinit(&f.r);
}

static void a_source_without_credentials_is_named(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.options.no_source_message = "The source profile \"b\" must have credentials.";
    f.source.status = SGP_NOT_CONFIGURED;
    assert_int_equal(make(&f), SGP_OK);
    remote_expect_failure(&f.r, "The source profile \"b\" must have credentials.");
    f.source.status = SGP_ERR_CREDENTIALS;
    remote_expect_failure(&f.r, "source is broken");
    assert_int_equal(f.r.http.next, 0);
    remote_deinit(&f.r);
}

static void a_refusal_of_sts_has_botocores_message(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.r.http.bodies[0] = "Error.Code=AccessDenied\nError.Message=User is not authorized";
    f.r.http.statuses[0] = 403;
    assert_int_equal(make(&f), SGP_OK);
    remote_expect_failure(&f.r, "An error occurred (AccessDenied) when calling the AssumeRole "
                                "operation: User is not authorized");
    assert_string_equal(f.r.err.code, "AccessDenied");
    assert_int_equal(f.r.err.http_status, 403);
    f.r.http.bodies[1] = "!<html>\nno</html>";
    f.r.http.statuses[1] = 404;
    remote_expect_failure(&f.r, "Error when retrieving credentials from assume-role: HTTP status "
                                "404 from AssumeRole: its body of 17 bytes is not shown");
    f.r.http.bodies[3] = "AssumeRoleResult.Credentials.AccessKeyId=\n"
                         "AssumeRoleResult.Credentials.SecretAccessKey=secret\n"
                         "AssumeRoleResult.Credentials.SessionToken=token\n"
                         "AssumeRoleResult.Credentials.Expiration=" LATER "\n";
    f.r.http.bodies[2] = "AssumeRoleResult.Credentials.AccessKeyId=AKID";
    remote_expect_failure(&f.r, "Missing required key in response: "
                                "'AssumeRoleResult.Credentials.SecretAccessKey'");
    remote_expect_failure(&f.r, "Error when retrieving credentials from assume-role: the access "
                                "key id is empty");
    remote_deinit(&f.r);
}

static void an_sts_that_is_busy_is_asked_again(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.r.platform.random_byte = 0x80;
    f.r.http.bodies[0] = "";
    f.r.http.statuses[0] = 503;
    f.r.http.bodies[1] = "<Code>IDPCommunicationError</Code>";
    f.r.http.statuses[1] = 400;
    f.r.http.bodies[2] = ROLE_DOCUMENT;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    remote_expect(&f.r, "assume-role");
    assert_int_equal(f.r.platform.waited_us, 25098 + 50196); /* test_service_retries.c */
    remote_deinit(&f.r);
}

static const char *const dated_now[] = { "Date", "Fri, 02 Jan 2026 03:04:05 GMT",
                                         NULL }; /* NOW_US */

/* The codes and the rule: tests/unit/core/test_client_clock.c. */
static void a_wrong_clock_is_corrected_by_the_date_of_sts(void **state)
{
    int asked = 0;
    role f;

    (void)state;
    init(&f);
    f.options.mfa_serial = "arn:mfa";
    f.options.mfa_callback = ask_code;
    f.options.mfa_data = &asked;
    f.r.platform.wall_us = 7000000; /* seven seconds after power-on */
    f.r.http.again = 1;
    f.r.http.bodies[0] = "Error.Code=SignatureDoesNotMatch\nError.Message=Signature expired";
    f.r.http.statuses[0] = 403;
    f.r.http.headers[0] = dated_now;
    f.r.http.bodies[1] = ROLE_DOCUMENT;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    remote_expect(&f.r, "assume-role");
    assert_int_equal(f.r.http.next, 2);
    assert_int_equal(f.signer.signed_at_us, NOW_US);
    assert_int_equal(asked, 1);
    assert_string_equal(f.r.http.seen[1], f.r.http.seen[0]); /* one signature */
    assert_string_equal(f.r.http.sent[1], f.r.http.sent[0]);
    assert_non_null(strstr(f.r.traced, "clock: the service refused (SignatureDoesNotMatch) and its "
                                       "clock differs by 1767323038 s: signing again"));
    remote_deinit(&f.r);
}

static void a_clock_is_corrected_for_a_caller_without_an_error_too(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.r.platform.wall_us = 7000000;
    f.r.http.bodies[0] = "Error.Code=SignatureDoesNotMatch\nError.Message=Signature expired";
    f.r.http.statuses[0] = 403;
    f.r.http.headers[0] = dated_now;
    f.r.http.bodies[1] = ROLE_DOCUMENT;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(remote_get_with(&f.r, sgp_deadline_none(), NULL), SGP_OK);
    remote_expect(&f.r, "assume-role");
    assert_int_equal(f.signer.signed_at_us, NOW_US);
    remote_deinit(&f.r);
}

/* The clock is far ahead. By the clock of STS the credentials expire in an hour. */
static void the_expiry_counts_by_the_clock_of_sts(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.r.platform.wall_us = NOW_US + 10 * (LATER_US - NOW_US);
    f.r.http.bodies[0] = "Error.Code=RequestExpired\nError.Message=Signature expired";
    f.r.http.statuses[0] = 400;
    f.r.http.headers[0] = dated_now;
    f.r.http.bodies[1] = ROLE_DOCUMENT;
    f.r.http.headers[1] = dated_now;
    assert_int_equal(make(&f), SGP_OK);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    assert_int_equal(f.r.out.api.expires_us, f.r.platform.wall_us + (LATER_US - NOW_US));
    remote_deinit(&f.r);
}

static void a_clock_is_corrected_once_a_get_and_then_named(void **state)
{
    static const char *const late[] = { "Date", "Fri, 02 Jan 2026 04:04:05 GMT", NULL };
    role f;

    (void)state;
    init(&f);
    for (int i = 0; i < 3; i++) {
        f.r.http.bodies[i] = "Error.Code=SignatureDoesNotMatch\nError.Message=no";
        f.r.http.statuses[i] = 403;
    }
    f.r.http.headers[0] = late;
    f.r.http.headers[1] = dated_now;
    f.r.http.headers[2] = dated_now;
    assert_int_equal(make(&f), SGP_OK);
    remote_expect_failure(&f.r, "AssumeRole operation: no (the clock of this machine, which the "
                                "service's Date says is 3600 seconds off, was corrected for; set "
                                "it right)");
    assert_int_equal(f.r.http.next, 2);
    remote_expect_failure(&f.r, "AssumeRole operation: no");
    assert_null(strstr(sgp_error_message(&f.r.err), "clock")); /* this Date is our own time */
    assert_int_equal(f.r.http.next, 3);
    assert_int_equal(f.signer.signed_at_us, NOW_US);
    remote_deinit(&f.r);
}

static void a_reset_aborts_source_and_exchange(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.source.again = 1;
    f.r.http.again = 1;
    f.r.http.bodies[0] = ROLE_DOCUMENT;
    assert_int_equal(make(&f), SGP_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(remote_get_once(&f.r, sgp_deadline_none(), &f.r.err), SGP_AGAIN);
        f.r.provider->type->reset(f.r.provider);
    }
    assert_int_equal(f.source.resets, 1);
    assert_int_equal(f.r.http.resets, 1);
    assert_int_equal(remote_get(&f.r), SGP_OK);
    remote_deinit(&f.r);
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int fail_at = 0; fail_at < 200 && status != SGP_OK; fail_at++) {
        role f;
        init(&f);
        f.r.http.bodies[0] = ROLE_DOCUMENT;
        f.r.memory.fail_at = fail_at;
        status = make(&f);
        if (status == SGP_OK) status = remote_get(&f.r);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        remote_deinit(&f.r);
    }
    assert_int_equal(status, SGP_OK);
}

static void missing_options_are_a_mistake_of_the_caller(void **state)
{
    role f;

    (void)state;
    init(&f);
    f.options.role_arn = NULL;
    assert_int_equal(make(&f), SGP_ERR_USAGE);
    f.options.role_arn = ROLE;
    f.options.source = NULL;
    assert_int_equal(make(&f), SGP_ERR_USAGE);
    remote_deinit(&f.r);
    assert_int_equal(f.source.destroys, 0);
    assert_int_equal(f.signer.destroys, 0);
}

/* --- web identity ----------------------------------------------------------------------------- */

static const char *const token_files[] = { "/token", "eyJ.a+b\n", "/empty", "\n", NULL };

static sgp_status make_web(remote *r, const char *role_arn, const char *file)
{
    sgp_creds_web_identity_options options = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;

    r->platform.files = token_files;
    options.endpoint_url = URL;
    options.role_arn = role_arn;
    options.role_session_name = "sess";
    options.token_file = file;
    return sgp_creds_web_identity_new(&r->provider, &r->parts, &options, &r->err);
}

static void a_token_is_changed_into_credentials_unsigned(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.http.bodies[0] = WEB_DOCUMENT;
    assert_int_equal(make_web(&r, ROLE, "/token"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "assume-role-with-web-identity");
    assert_string_equal(r.http.seen[0],
                        "POST https://sts.test:443/\n"
                        "Content-Type: application/x-www-form-urlencoded; charset=utf-8\n");
    assert_string_equal(r.http.sent[0],
                        "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=" ENCODED_ROLE
                        "&RoleSessionName=sess&WebIdentityToken=eyJ.a%2Bb");
    remote_deinit(&r);
}

static void what_web_identity_lacks_is_named(void **state)
{
    static const char *const cases[][3] = {
        { NULL, "/token", "is configured to assume role with web identity but has no role ARN" },
        { ROLE, "/none", "the token file /none cannot be read" },
        { ROLE, "/empty", "the token file /empty is empty" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        remote r;
        remote_init(&r);
        assert_int_equal(make_web(&r, cases[i][0], cases[i][1]), SGP_OK);
        remote_expect_failure(&r, cases[i][2]);
        assert_int_equal(r.http.next, 0);
        remote_deinit(&r);
    }
}

static void answer_web(remote *r)
{
    r->http.bodies[0] = WEB_DOCUMENT;
}

static sgp_status new_web(remote *r)
{
    return make_web(r, ROLE, "/token");
}

static void lack_of_memory_leaves_nothing_of_web_identity(void **state)
{
    (void)state;
    remote_starve(answer_web, new_web);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_role_is_assumed_with_the_sources_credentials),
        cmocka_unit_test(a_session_without_a_name_gets_one),
        cmocka_unit_test(an_mfa_code_is_asked_for_once),
        cmocka_unit_test(a_source_without_credentials_is_named),
        cmocka_unit_test(a_refusal_of_sts_has_botocores_message),
        cmocka_unit_test(an_sts_that_is_busy_is_asked_again),
        cmocka_unit_test(a_wrong_clock_is_corrected_by_the_date_of_sts),
        cmocka_unit_test(a_clock_is_corrected_for_a_caller_without_an_error_too),
        cmocka_unit_test(the_expiry_counts_by_the_clock_of_sts),
        cmocka_unit_test(a_clock_is_corrected_once_a_get_and_then_named),
        cmocka_unit_test(a_reset_aborts_source_and_exchange),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
        cmocka_unit_test(missing_options_are_a_mistake_of_the_caller),
        cmocka_unit_test(a_token_is_changed_into_credentials_unsigned),
        cmocka_unit_test(what_web_identity_lacks_is_named),
        cmocka_unit_test(lack_of_memory_leaves_nothing_of_web_identity),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
