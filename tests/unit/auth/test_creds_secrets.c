/*
 * Tests that no provider shows a secret, whatever it is answered: neither what
 * it sends ("SENT-SECRET-...") nor what the body has ("GIVEN-SECRET-...") is in
 * the message or in the trace.
 */
#include "remote_login.h"
#include "remote_sso.h"

#define SENT "SENT-SECRET-7f3a"
#define CREDENTIALS(prefix)                                                                        \
    prefix "AccessKeyId=AKID\n" prefix "SecretAccessKey=GIVEN-SECRET-1\n" prefix                   \
           "SessionToken=GIVEN-SECRET-2\n" prefix "Token=GIVEN-SECRET-3\n"
#define ALL_CREDENTIALS                                                                            \
    CREDENTIALS("")                                                                                \
    CREDENTIALS("AssumeRoleResult.Credentials.")                                                   \
    CREDENTIALS("AssumeRoleWithWebIdentityResult.Credentials.")                                    \
    "accessToken=GIVEN-SECRET-4\nrefreshToken=GIVEN-SECRET-5\nclientSecret=GIVEN-SECRET-6\n"       \
    "roleCredentials.accessKeyId=AKID\nroleCredentials.secretAccessKey=GIVEN-SECRET-7\n"           \
    "credentials.accessKeyId=AKID\ncredentials.secretAccessKey=GIVEN-SECRET-8\n"

/* --- the providers ---------------------------------------------------------------------------- */

static sgp_status new_container(remote *r)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;

    options.full_uri = "http://localhost/path?" SENT;
    options.token = SENT;
    return sgp_creds_container_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_bearer_container(remote *r)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;

    options.full_uri = "http://localhost/path";
    options.token = "Bearer  " SENT;
    return sgp_creds_container_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_relative_container(remote *r)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;

    options.relative_uri = "/path?" SENT;
    return sgp_creds_container_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_imds(remote *r)
{
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;

    return sgp_creds_imds_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_iot(remote *r)
{
    sgp_creds_iot_options options = SGP_CREDS_IOT_OPTIONS_INIT;

    options.endpoint_url = "https://iot.test";
    options.role_alias = "alias";
    return sgp_creds_iot_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status source_get(sgp_credentials_provider *self, int64_t now_us, sgp_credentials *out,
                             sgp_deadline deadline, sgp_error *err)
{
    (void)self, (void)now_us, (void)deadline;
    return sgp_credentials_set(out, sgp_str_from("SOURCE"), sgp_str_from(SENT), sgp_str_from(SENT),
                               "test", err);
}

static sgp_status sign(sgp_signer *self, sgp_http_request *request,
                       const sgp_credentials *credentials, const sgp_signing_scope *scope,
                       int64_t now_us, sgp_error *err)
{
    (void)self, (void)scope, (void)now_us;
    return sgp_http_request_add_header(request, "X-Amz-Security-Token", credentials->session_token,
                                       err);
}

static sgp_status new_role(remote *r)
{
    static const sgp_credentials_provider_type source_type = {
        sizeof source_type, "source", source_get, NULL, NULL, NULL, NULL
    };
    static const sgp_signer_type signer_type = { sizeof signer_type, "signer", sign, NULL, 0 };
    static sgp_credentials_provider source = { &source_type };
    static sgp_signer signer = { &signer_type };
    sgp_creds_assume_role_options options = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;

    options.source = &source;
    options.signer = &signer;
    options.endpoint_url = "https://sts.test";
    options.region = "us-west-2";
    options.role_arn = "arn:aws:iam::123456789012:role/r";
    return sgp_creds_assume_role_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_web_identity(remote *r)
{
    static const char *const files[] = { "/token", SENT "\n", NULL };
    sgp_creds_web_identity_options options = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;

    r->platform.files = files;
    options.endpoint_url = "https://sts.test";
    options.role_arn = "arn:aws:iam::123456789012:role/r";
    options.token_file = "/token";
    return sgp_creds_web_identity_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status make_sso(remote *r, const char *const *files)
{
    r->platform.files = files;
    return remote_make_sso(r, "my", "https://portal.test", "https://oidc.test");
}

static sgp_status new_sso(remote *r)
{
    static const char *const files[] = { SSO_SESSION_FILE, "accessToken=" SENT "\nexpiresAt=" LATER,
                                         NULL };

    return make_sso(r, files);
}

static sgp_status new_sso_refresh(remote *r)
{
    static const char *const files[] = { SSO_SESSION_FILE,
                                         "accessToken=" SENT "\nexpiresAt=2026-01-02T03:04:05Z\n"
                                         "refreshToken=" SENT "\nclientId=c\nclientSecret=" SENT,
                                         NULL };

    return make_sso(r, files);
}

static sgp_status new_login(remote *r)
{
    static const char *const files[] = { LOGIN_FILE,
                                         "accessToken.accessKeyId=a\n"
                                         "accessToken.secretAccessKey=" SENT "\n"
                                         "accessToken.sessionToken=" SENT "\n"
                                         "accessToken.expiresAt=2026-01-02T03:04:05Z\n"
                                         "refreshToken=" SENT "\nclientId=c\ndpopKey=private KEY",
                                         NULL };
    static login_crypto crypto;

    r->platform.files = files;
    return remote_make_login(r, login_crypto_make(&crypto), LOGIN_URL);
}

static const struct {
    const char *name;
    sgp_status (*make)(remote *r);
    const char *before[2]; /* earlier bodies, with status 200 */
    int is_traced_only;    /* the message is in the trace, or nowhere */
} providers[] = {
    { "container", new_container, { NULL }, 0 },
    { "container, relative", new_relative_container, { NULL }, 0 },
    { "instance, token", new_imds, { NULL }, 1 },
    { "instance, role", new_imds, { SENT }, 1 },
    { "instance", new_imds, { SENT, "my-role" }, 0 },
    { "AWS IoT", new_iot, { NULL }, 0 },
    { "role", new_role, { NULL }, 0 },
    { "web identity", new_web_identity, { NULL }, 0 },
    { "SSO", new_sso, { NULL }, 0 },
    { "SSO refresh", new_sso_refresh, { NULL }, 1 },
    { "login", new_login, { NULL }, 0 },
    { "container, bearer", new_bearer_container, { NULL }, 0 },
};
static const int statuses[] = { 200, 201, 203, 302, 400, 403, 500 };

/* --- tests ------------------------------------------------------------------------------------ */

/* Runs one get that is answered with `status` and `body`. */
static void run(remote *r, size_t provider, int status, const char *body)
{
    int first = 0;

    remote_init(r);
    for (; first < 2 && providers[provider].before[first]; first++)
        r->http.bodies[first] = providers[provider].before[first];
    for (int i = first; i < FAKE_HTTP_MAX; i++) {
        r->http.bodies[i] = body;
        r->http.statuses[i] = status;
    }
    assert_int_equal(providers[provider].make(r), SGP_OK);
    assert_int_not_equal(remote_get(r), SGP_OK);
}

static void expect_no_secret(const remote *r, size_t provider, int status)
{
    const char *const texts[] = { sgp_error_message(&r->err), r->err.code, r->traced };

    for (size_t i = 0; i < 3; i++)
        if (strstr(texts[i], "SECRET"))
            fail_msg("%s, status %d: '%s'", providers[provider].name, status, texts[i]);
}

/* The bodies lack an expiry or are no documents, so status 200 fails too. */
static void no_answer_is_quoted(void **state)
{
    static const char *const bodies[] = { ALL_CREDENTIALS, "!" ALL_CREDENTIALS, "GIVEN-SECRET 9" };

    (void)state;
    for (size_t p = 0; p < sizeof providers / sizeof providers[0]; p++)
        for (size_t s = 0; s < sizeof statuses / sizeof statuses[0]; s++)
            for (size_t b = 0; b < sizeof bodies / sizeof bodies[0]; b++) {
                remote r;
                run(&r, p, statuses[s], bodies[b]);
                expect_no_secret(&r, p, statuses[s]);
                remote_deinit(&r);
            }
}

static void expect_text(const remote *r, size_t provider, int status, const char *text)
{
    if (providers[provider].is_traced_only || strstr(sgp_error_message(&r->err), text)) return;
    fail_msg("%s, status %d: '%s' lacks '%s'", providers[provider].name, status,
             sgp_error_message(&r->err), text);
}

/* Each provider knows the members that any of the services uses. */
static void code_and_message_are_quoted_without_what_was_sent(void **state)
{
    static const char *const bodies[] = {
        ALL_CREDENTIALS "code=Denied\nmessage=no \xC3\xA9 " SENT "," SENT " here",
        ALL_CREDENTIALS "Code=Denied\nMessage=no \xC3\xA9 " SENT "," SENT " here",
        ALL_CREDENTIALS "__type=ns#Denied:x\nmessage=no \xC3\xA9 " SENT "," SENT " here",
        ALL_CREDENTIALS "Error.Code=Denied\nError.Message=no \xC3\xA9 " SENT "," SENT " here",
        ALL_CREDENTIALS "error=Denied\nerror_description=no \xC3\xA9 " SENT "," SENT " here",
    };

    (void)state;
    for (size_t p = 0; p < sizeof providers / sizeof providers[0]; p++)
        for (size_t s = 3; s < sizeof statuses / sizeof statuses[0]; s++)
            for (size_t b = 0; b < sizeof bodies / sizeof bodies[0]; b++) {
                remote r;
                run(&r, p, statuses[s], bodies[b]);
                /* AWS IoT got no secret */
                if (providers[p].make != new_iot) expect_no_secret(&r, p, statuses[s]);
                expect_text(&r, p, statuses[s], "Denied");
                if (providers[p].make == new_container || providers[p].make == new_sso ||
                    providers[p].make == new_login)
                    expect_text(&r, p, statuses[s], "no    ***,*** here");
                remote_deinit(&r);
            }
}

static void a_body_below_status_300_has_no_message(void **state)
{
    (void)state;
    for (size_t p = 0; p < sizeof providers / sizeof providers[0]; p++)
        for (size_t s = 1; s < 3; s++) {
            remote r;
            run(&r, p, statuses[s], "code=GIVEN-SECRET-A\nmessage=GIVEN-SECRET-B");
            expect_no_secret(&r, p, statuses[s]);
            expect_text(&r, p, statuses[s], "its body of 42 bytes is not shown");
            remote_deinit(&r);
        }
}

/* A secret at the end of what is quoted is not cut in two. */
static void a_long_message_is_truncated(void **state)
{
    char body[2100] = "message=";
    remote r;

    (void)state;
    memset(body + 8, 'x', 1015);
    (void)snprintf(body + 1023, sizeof body - 1023, SENT "%0900d", 7);
    run(&r, 0, 403, body);
    expect_no_secret(&r, 0, 403);
    assert_non_null(strstr(sgp_error_message(&r.err), "xxx***0000000"));
    assert_null(strchr(sgp_error_message(&r.err), '7'));
    remote_deinit(&r);
}

/* A text that is not a code may be anything. */
static void only_a_code_is_quoted_as_one(void **state)
{
    static const char *const headers[] = { "x-amzn-ErrorType", SENT, NULL };
    remote r;

    (void)state;
    run(&r, 0, 403, "code=GIVEN SECRET\nmessage=gone");
    expect_no_secret(&r, 0, 403);
    expect_text(&r, 0, 403, "container metadata: gone");
    remote_deinit(&r);

    remote_init(&r);
    for (int i = 0; i < FAKE_HTTP_MAX; i++) {
        r.http.bodies[i] = "";
        r.http.statuses[i] = 403;
        r.http.headers[i] = headers;
    }
    assert_int_equal(new_container(&r), SGP_OK);
    remote_expect_failure(&r, "container metadata: its body of 0 bytes is not shown");
    expect_no_secret(&r, 0, 403);
    remote_deinit(&r);
}

static void an_instance_that_refuses_with_status_200_is_quoted_the_same_way(void **state)
{
    remote r;

    (void)state;
    run(&r, 4, 200,
        "Code=Denied\nMessage=no " SENT "\nSecretAccessKey=GIVEN-SECRET-1\nToken=GIVEN-SECRET-2");
    expect_no_secret(&r, 4, 200);
    expect_text(&r, 4, 200, "Error retrieving metadata: Denied: no ***");
    remote_deinit(&r);
    run(&r, 4, 200, "Code=GIVEN SECRET\nMessage=gone");
    expect_no_secret(&r, 4, 200);
    remote_deinit(&r);
}

static void lack_of_memory_for_a_message_is_reported(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int fail_at = 0; fail_at < 200 && status != SGP_ERR_CREDENTIALS; fail_at++) {
        remote r;
        remote_init(&r);
        r.http.bodies[0] = "code=Denied\nmessage=no";
        r.http.statuses[0] = 403;
        r.memory.fail_at = fail_at;
        status = new_iot(&r);
        if (status == SGP_OK) status = remote_get(&r);
        if (status != SGP_ERR_CREDENTIALS) assert_int_equal(status, SGP_ERR_MEMORY);
        remote_deinit(&r);
    }
    assert_int_equal(status, SGP_ERR_CREDENTIALS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_answer_is_quoted),
        cmocka_unit_test(code_and_message_are_quoted_without_what_was_sent),
        cmocka_unit_test(a_body_below_status_300_has_no_message),
        cmocka_unit_test(a_long_message_is_truncated),
        cmocka_unit_test(only_a_code_is_quoted_as_one),
        cmocka_unit_test(an_instance_that_refuses_with_status_200_is_quoted_the_same_way),
        cmocka_unit_test(lack_of_memory_for_a_message_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
