/*
 * Tests of src/auth/creds_sso.c and sso_token.c. Requests, cache file and texts:
 * botocore/credentials.py, SSOCredentialFetcher; botocore/tokens.py, SSOTokenProvider.
 */
#include "remote_sso.h"

#define URL "https://start.test/"
#define URL_FILE "/cache/68747470733a2f2f73746172742e746573742f00.json"
#define DOCUMENT                                                                                   \
    "roleCredentials.accessKeyId=AKID\nroleCredentials.secretAccessKey=secret\n"                   \
    "roleCredentials.sessionToken=token\nroleCredentials.expiration=#1767326645000\n"
#define TOKEN(expiry)                                                                              \
    "accessToken=access\nexpiresAt=" expiry "\nrefreshToken=refresh\nclientId=client\n"            \
    "clientSecret=secret of client\nregistrationExpiresAt=2026-03-01T00:00:00Z\n"

static sgp_status make_form(remote *r, const char *session)
{
    return remote_make_sso(r, session, "https://portal.test", "https://oidc.test");
}

static void the_token_of_the_cache_buys_credentials(void **state)
{
    static const char *const files[] = { SSO_SESSION_FILE, TOKEN(LATER), NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = files;
    r.platform.is_open = 1;
    r.http.bodies[0] = DOCUMENT;
    r.http.again = 2;
    assert_int_equal(make_form(&r, "my"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "sso");
    assert_int_equal(r.out.api.expires_us, LATER_US);
    assert_string_equal(r.http.seen[0], "GET https://portal.test:443/federation/"
                                        "credentials?role_name=Role%2F1&account_id=123456789012\n"
                                        "x-amz-sso_bearer_token: access\n");
    assert_non_null(strstr(r.traced, SSO_SESSION_FILE " can be read by others than its owner"));
    remote_deinit(&r);
}

static void the_legacy_form_knows_its_token_by_the_url_and_never_refreshes(void **state)
{
    static const char *const files[] = { URL_FILE, TOKEN("2026-01-02T03:05:00Z"), NULL };
    static const char *const old[] = { URL_FILE, TOKEN("2026-01-02T03:04:00Z"), NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = files;
    r.http.bodies[0] = DOCUMENT;
    assert_int_equal(make_form(&r, NULL), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "sso");
    r.platform.files = old;
    remote_expect_failure(&r, "The SSO session associated with this profile has expired or is "
                              "otherwise invalid. To refresh this SSO session run aws sso login "
                              "with the corresponding profile.");
    assert_int_equal(r.http.next, 1);
    remote_deinit(&r);
}

static void a_token_that_expires_soon_is_refreshed_and_saved(void **state)
{
    static const char *const files[] = { SSO_SESSION_FILE, TOKEN("2026-01-02T03:14:00Z"), NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = files;
    r.http.bodies[0] = "accessToken=new access\nexpiresIn=#3600\nrefreshToken=new refresh";
    r.http.bodies[1] = DOCUMENT;
    r.http.again = 1;
    assert_int_equal(make_form(&r, "my"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "sso");
    assert_string_equal(r.http.seen[0], "POST https://oidc.test:443/token\n"
                                        "Content-Type: application/json\n");
    assert_string_equal(r.http.sent[0], "grantType=refresh_token\nclientId=client\n"
                                        "clientSecret=secret of client\n"
                                        "refreshToken=refresh\n");
    assert_non_null(strstr(r.http.seen[1], "x-amz-sso_bearer_token: new access\n"));
    assert_string_equal(r.platform.written[0], SSO_SESSION_FILE);
    assert_string_equal(r.platform.written[1],
                        "startUrl=" URL "\nregion=eu-west-1\naccessToken=new access\n"
                        "expiresAt=" LATER "\nclientId=client\nclientSecret=secret of client\n"
                        "registrationExpiresAt=2026-03-01T00:00:00Z\nrefreshToken=new refresh\n");
    assert_null(strstr(r.traced, "access\n"));
    remote_deinit(&r);
}

static void a_refresh_that_fails_leaves_the_token_its_time(void **state)
{
    static const char *const good[] = { SSO_SESSION_FILE, TOKEN("2026-01-02T03:14:00Z"), NULL };
    static const char *const old[] = { SSO_SESSION_FILE, TOKEN("2026-01-02T03:04:05Z"), NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = good;
    r.http.bodies[0] = "no";
    r.http.statuses[0] = 400;
    r.http.bodies[1] = DOCUMENT;
    assert_int_equal(make_form(&r, "my"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "sso");
    r.platform.files = old;
    r.http.bodies[2] = "accessToken=a\nexpiresIn=soon";
    remote_expect_failure(&r, "Error when retrieving token from sso: Token has expired and refresh "
                              "failed");
    assert_non_null(strstr(r.traced, "expiresIn is not a number of seconds"));
    remote_deinit(&r);
}

/* After so many reads, another process saves a new token. */
static int reads_before_their_write;

static sgp_status read_before_another_process_writes(sgp_platform *self, const char *path,
                                                     size_t max_bytes, sgp_arena *arena,
                                                     sgp_str *out, sgp_error *err)
{
    static const char *const newer[] = { SSO_SESSION_FILE,
                                         "accessToken=their access\nexpiresAt=" LATER, NULL };
    fake_platform *f = (fake_platform *)self;
    sgp_status status = fake_platform__read_file(self, path, max_bytes, arena, out, err);

    if (--reads_before_their_write == 0) f->files = newer;
    return status;
}

/* The service refuses the refresh token, because the other process has used it. */
static void refuse_refresh(remote *r, int reads)
{
    static const char *const old[] = { SSO_SESSION_FILE, TOKEN("2026-01-02T03:04:00Z"), NULL };

    remote_init(r);
    r->platform.files = old;
    r->platform.type.read_file = read_before_another_process_writes;
    r->http.bodies[0] = "error=invalid_grant";
    r->http.statuses[0] = 400;
    r->http.bodies[1] = DOCUMENT;
    reads_before_their_write = reads;
    assert_int_equal(make_form(r, "my"), SGP_OK);
}

/* Two reads: the other process saves its token a little after the refusal. */
static void a_refresh_that_fails_finds_the_token_of_another_process(void **state)
{
    (void)state;
    for (int reads = 1; reads <= 2; reads++) {
        remote r;

        refuse_refresh(&r, reads);
        assert_int_equal(remote_get(&r), SGP_OK);
        remote_expect(&r, "sso");
        assert_non_null(strstr(r.http.seen[1], "x-amz-sso_bearer_token: their access\n"));
        assert_string_equal(r.platform.written[0], "");
        assert_int_equal(r.platform.waited_us, reads == 2 ? 500000 : 0);
        remote_deinit(&r);
    }
}

static void the_token_of_another_process_is_awaited_once_and_not_past_the_deadline(void **state)
{
    remote r;

    (void)state;
    refuse_refresh(&r, 100);
    remote_expect_failure(&r, "Token has expired and refresh failed");
    assert_int_equal(r.platform.waited_us, 500000);
    assert_int_equal(r.http.next, 1);
    remote_deinit(&r);
    refuse_refresh(&r, 100);
    assert_int_equal(remote_get_until(&r, sgp_deadline_in(r.platform.monotonic_us, 500000)),
                     SGP_ERR_CREDENTIALS);
    assert_int_equal(r.platform.waited_us, 0);
    remote_deinit(&r);
}

static sgp_status read_before_the_file_breaks(sgp_platform *self, const char *path,
                                              size_t max_bytes, sgp_arena *arena, sgp_str *out,
                                              sgp_error *err)
{
    static const char *const broken[] = { SSO_SESSION_FILE, "!", NULL };
    fake_platform *f = (fake_platform *)self;
    sgp_status status = fake_platform__read_file(self, path, max_bytes, arena, out, err);

    f->files = broken;
    return status;
}

static void a_file_that_breaks_during_a_refresh_leaves_the_old_token_its_time(void **state)
{
    static const char *const good[] = { SSO_SESSION_FILE, TOKEN("2026-01-02T03:14:00Z"), NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = good;
    r.platform.type.read_file = read_before_the_file_breaks;
    r.http.bodies[0] = "no";
    r.http.statuses[0] = 400;
    r.http.bodies[1] = DOCUMENT;
    assert_int_equal(make_form(&r, "my"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "sso");
    assert_non_null(strstr(r.http.seen[1], "x-amz-sso_bearer_token: access\n"));
    remote_deinit(&r);
}

static void a_refresh_may_fail_for_a_caller_without_an_error_too(void **state)
{
    static const char *const files[] = { SSO_SESSION_FILE, TOKEN("2026-01-02T03:14:00Z"), NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = files;
    r.http.bodies[0] = "no";
    r.http.statuses[0] = 400;
    r.http.bodies[1] = DOCUMENT;
    assert_int_equal(make_form(&r, "my"), SGP_OK);
    assert_int_equal(remote_get_with(&r, sgp_deadline_none(), NULL), SGP_OK);
    remote_expect(&r, "sso");
    assert_non_null(strstr(r.traced, "the token was not refreshed: HTTP status 400"));
    r.http.bodies[2] = "message=x";
    r.http.statuses[2] = 403;
    r.http.bodies[3] = "message=x";
    r.http.statuses[3] = 403;
    assert_int_equal(remote_get_with(&r, sgp_deadline_none(), NULL), SGP_ERR_CREDENTIALS);
    remote_deinit(&r);
}

static void a_new_token_is_used_even_if_it_is_not_saved(void **state)
{
    static const char *const files[] = { SSO_SESSION_FILE, TOKEN("2026-01-02T03:14:00Z"), NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = files;
    r.platform.type.write_file = NULL;
    r.http.bodies[0] = "accessToken=new\nexpiresIn=#3600";
    r.http.bodies[1] = DOCUMENT;
    assert_int_equal(make_form(&r, "my"), SGP_OK);
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "sso");
    assert_non_null(strstr(r.http.seen[1], "x-amz-sso_bearer_token: new\n"));
    assert_non_null(strstr(r.traced, "the new token is not saved: the platform has no write_file"));
    remote_deinit(&r);
}

static void a_token_that_cannot_be_used_is_named(void **state)
{
    static const char *const cases[][2] = {
        { NULL, "Error loading SSO Token: Token for my does not exist: run aws sso login" },
        { "!", "Error loading SSO Token: " SSO_SESSION_FILE ": byte 0: not a document" },
        { "expiresAt=" LATER, "Token for my is invalid: it has no accessToken" },
        { "accessToken=?x\nexpiresAt=" LATER, "Token for my is invalid: it has no accessToken" },
        { "accessToken=a\nexpiresAt=soon", "Token for my is invalid: its expiresAt is not a time" },
        { "accessToken=a\rb\nexpiresAt=" LATER, "accessToken holds a control character" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *files[] = { SSO_SESSION_FILE, cases[i][0], NULL };
        remote r;
        remote_init(&r);
        if (cases[i][0]) r.platform.files = files;
        assert_int_equal(make_form(&r, "my"), SGP_OK);
        remote_expect_failure(&r, cases[i][1]);
        assert_int_equal(r.http.next, 0);
        remote_deinit(&r);
    }
}

static void a_refusal_of_the_portal_is_reported(void **state)
{
    static const char *const files[] = { SSO_SESSION_FILE, TOKEN(LATER), NULL };
    static const char *const forbidden[] = { "x-amzn-ErrorType", "ForbiddenException:http://x",
                                             NULL };
    remote r;

    (void)state;
    remote_init(&r);
    r.platform.files = files;
    r.http.bodies[0] = "message=No access";
    r.http.statuses[0] = 403;
    r.http.headers[0] = forbidden;
    assert_int_equal(make_form(&r, "my"), SGP_OK);
    remote_expect_failure(&r, "An error occurred (ForbiddenException) when calling the "
                              "GetRoleCredentials operation: No access");
    assert_string_equal(r.err.code, "ForbiddenException");
    r.http.bodies[1] = "message=Session token not found or invalid";
    r.http.statuses[1] = 401;
    remote_expect_failure(&r, "has expired or is otherwise invalid");
    r.http.bodies[2] = "roleCredentials.accessKeyId=AKID\n"
                       "roleCredentials.secretAccessKey=s\nroleCredentials.sessionToken=t\n"
                       "roleCredentials.expiration=" LATER;
    remote_expect_failure(&r, "roleCredentials.expiration is not a number of milliseconds");
    remote_deinit(&r);
}

static void answer(remote *r)
{
    static const char *const files[] = { SSO_SESSION_FILE, TOKEN("2026-01-02T03:14:00Z"), NULL };

    r->platform.files = files;
    r->http.bodies[0] = "accessToken=a\nexpiresIn=#3600";
    r->http.bodies[1] = DOCUMENT;
}

static sgp_status new_one(remote *r)
{
    return make_form(r, "my");
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    (void)state;
    remote_starve(answer, new_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_token_of_the_cache_buys_credentials),
        cmocka_unit_test(the_legacy_form_knows_its_token_by_the_url_and_never_refreshes),
        cmocka_unit_test(a_token_that_expires_soon_is_refreshed_and_saved),
        cmocka_unit_test(a_refresh_that_fails_leaves_the_token_its_time),
        cmocka_unit_test(a_refresh_that_fails_finds_the_token_of_another_process),
        cmocka_unit_test(the_token_of_another_process_is_awaited_once_and_not_past_the_deadline),
        cmocka_unit_test(a_file_that_breaks_during_a_refresh_leaves_the_old_token_its_time),
        cmocka_unit_test(a_refresh_may_fail_for_a_caller_without_an_error_too),
        cmocka_unit_test(a_new_token_is_used_even_if_it_is_not_saved),
        cmocka_unit_test(a_token_that_cannot_be_used_is_named),
        cmocka_unit_test(a_refusal_of_the_portal_is_reported),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
