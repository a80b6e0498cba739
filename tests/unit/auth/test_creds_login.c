/*
 * Tests of src/auth/creds_login.c, login_session.c and login_proof.c. Requests, file and texts:
 * botocore 1.43.67, credentials.py, LoginCredentialFetcher; exceptions.py, Login*.
 */
#include "remote_login.h"

#define SESSION(expiry)                                                                            \
    "accessToken.accessKeyId=AKID\naccessToken.secretAccessKey=secret\n"                           \
    "accessToken.sessionToken=token\naccessToken.accountId=123456789012\n"                         \
    "accessToken.expiresAt=" expiry "\ntokenType=urn:aws:params:oauth:token-type:x\n"              \
    "clientId=arn:aws:signin:::devtools/same-device\nrefreshToken=one refresh token\n"             \
    "idToken=an.id.token\ndpopKey=private KEY\nunknown=1\n"
/* At 03:04:05 it is NOW. */
#define FRESH "2026-01-02T03:09:06Z"
#define DUE "2026-01-02T03:09:05Z"
#define EXPIRED "2026-01-02T03:04:05Z"
#define ANSWER                                                                                     \
    "accessToken.accessKeyId=AKID\naccessToken.secretAccessKey=secret\n"                           \
    "accessToken.sessionToken=token\ntokenType=x\nexpiresIn=#900\nrefreshToken=next\n"
#define ANSWER_US (NOW_US + INT64_C(900000000))

static const char *const fresh[] = { LOGIN_FILE, SESSION(FRESH), NULL };
static const char *const due[] = { LOGIN_FILE, SESSION(DUE), NULL };
static const char *const expired[] = { LOGIN_FILE, SESSION(EXPIRED), NULL };

static login_crypto crypto;

static void init(remote *r, const char *const *files)
{
    remote_init(r);
    r->platform.files = files;
    assert_int_equal(remote_make_login(r, login_crypto_make(&crypto), LOGIN_URL), SGP_OK);
}

static void deinit(remote *r)
{
    remote_deinit(r);
    assert_int_equal(r->platform.locks, 0);
}

static void a_fresh_session_is_used_without_a_request(void **state)
{
    remote r;

    (void)state;
    init(&r, fresh);
    r.platform.is_open = 1;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    assert_int_equal(r.out.api.expires_us, NOW_US + INT64_C(301000000));
    assert_int_equal(r.http.next, 0);
    assert_string_equal(r.platform.locked, "");
    assert_non_null(strstr(r.traced, LOGIN_FILE " can be read by others than its owner"));
    deinit(&r);
}

static void a_session_with_five_minutes_left_is_refreshed_and_saved(void **state)
{
    remote r;

    (void)state;
    init(&r, due);
    r.http.bodies[0] = ANSWER;
    r.http.again = 1;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    assert_int_equal(r.out.api.expires_us, ANSWER_US);
    assert_memory_equal(r.http.seen[0], "POST " LOGIN_URL ":443/v1/token\n", 58);
    assert_non_null(strstr(r.http.seen[0], "Content-Type: application/json\nDPoP: "));
    assert_string_equal(r.http.sent[0], "clientId=arn:aws:signin:::devtools/same-device\n"
                                        "refreshToken=one refresh token\n"
                                        "grantType=refresh_token\n");
    assert_string_equal(r.platform.locked, LOGIN_FILE ".lock");
    assert_string_equal(r.platform.written[0], LOGIN_FILE);
    assert_string_equal(r.platform.written[1],
                        "accessToken.accessKeyId=AKID\naccessToken.secretAccessKey=secret\n"
                        "accessToken.sessionToken=token\naccessToken.accountId=123456789012\n"
                        "accessToken.expiresAt=2026-01-02T03:19:05Z\n"
                        "tokenType=urn:aws:params:oauth:token-type:x\n"
                        "clientId=arn:aws:signin:::devtools/same-device\nrefreshToken=next\n"
                        "idToken=an.id.token\ndpopKey=private KEY\nunknown=1\n");
    deinit(&r);
}

/* Made by make_login_proofs.py. */
static const struct {
    const char *url;
    int64_t now_us;
    const char *proof;
} proofs[] = {
#include "login_proofs.inc"
};

static void the_proof_is_botocores(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof proofs / sizeof proofs[0]; i++) {
        char header[1024];
        remote r;

        remote_init(&r);
        r.platform.files = expired;
        r.parts.insecure_clear_text_credentials = 1;
        r.platform.wall_us = proofs[i].now_us + 999999;
        r.http.bodies[0] = ANSWER;
        assert_int_equal(remote_make_login(&r, login_crypto_make(&crypto), proofs[i].url), SGP_OK);
        assert_int_equal(remote_get(&r), SGP_OK);
        (void)snprintf(header, sizeof header, "DPoP: %s\n", proofs[i].proof);
        if (!strstr(r.http.seen[0], header)) fail_msg("%s: %s", proofs[i].url, r.http.seen[0]);
        deinit(&r);
    }
}

/* --- the lock --------------------------------------------------------------------------------- */

/* After so many reads, another process has saved the refreshed session. */
static int reads_before_their_write;

static sgp_status read_before_another_process_writes(sgp_platform *self, const char *path,
                                                     size_t max_bytes, sgp_arena *arena,
                                                     sgp_str *out, sgp_error *err)
{
    fake_platform *f = (fake_platform *)self;
    sgp_status status = fake_platform__read_file(self, path, max_bytes, arena, out, err);

    if (--reads_before_their_write == 0) f->files = fresh;
    return status;
}

static void the_session_that_another_process_refreshed_is_used(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    r.platform.type.read_file = read_before_another_process_writes;
    reads_before_their_write = 1;
    r.platform.lock_again = 3;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    assert_int_equal(r.http.next, 0);
    assert_string_equal(r.platform.written[0], "");
    assert_int_equal(r.platform.waited_us, 150000);
    deinit(&r);
}

static void a_lock_that_is_never_free_is_awaited_for_a_bounded_time(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    r.platform.lock_again = 1000000;
    remote_expect_failure(&r, "Error when retrieving credentials from login: the session expires "
                              "and another process, which has locked " LOGIN_FILE
                              ".lock, has not refreshed it in time");
    assert_in_range(r.platform.waited_us, 29000000, 30000000);
    assert_int_equal(r.http.next, 0);
    r.platform.files = due;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    assert_non_null(strstr(r.traced, "login: the session is not refreshed"));
    deinit(&r);
}

static void the_wait_for_the_lock_ends_before_the_deadline(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    r.platform.lock_again = 1000000;
    assert_int_equal(remote_get_until(&r, sgp_deadline_in(r.platform.monotonic_us, 1000000)),
                     SGP_ERR_CREDENTIALS);
    assert_in_range(r.platform.waited_us, 900000, 1000000);
    deinit(&r);
}

static void a_session_that_cannot_be_locked_is_not_refreshed(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    r.platform.fail_lock = 1;
    assert_int_equal(remote_get(&r), SGP_ERR_PLATFORM);
    assert_non_null(strstr(sgp_error_message(&r.err), LOGIN_FILE ".lock cannot be locked"));
    r.platform.files = due;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    assert_int_equal(r.http.next, 0);
    deinit(&r);
}

static void a_platform_without_locks_refreshes_as_botocore_does(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    r.platform.type.lock_file = NULL;
    r.http.bodies[0] = ANSWER;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    deinit(&r);
}

static void a_get_that_is_abandoned_releases_the_lock(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    r.http.again = 1;
    assert_int_equal(remote_get_once(&r, sgp_deadline_none(), &r.err), SGP_AGAIN);
    assert_int_equal(r.platform.locks, 1);
    r.provider->type->reset(r.provider);
    assert_int_equal(r.platform.locks, 0);
    assert_int_equal(r.http.resets, 1);
    deinit(&r);
}

/* --- refusals --------------------------------------------------------------------------------- */

#define AGAIN                                                                                      \
    "Your session has expired or credentials have changed. Please reauthenticate using 'aws "      \
    "login'."
#define UNSPECIFIED                                                                                \
    "An unspecified error happened when resolving AWS credentials or refreshing a login session "  \
    "profile. An error occurred (AccessDeniedException) when calling the CreateOAuth2Token "       \
    "operation: Why not"

static void a_denial_is_explained_in_botocores_words(void **state)
{
    static const char *const cases[][2] = {
        { "error=TOKEN_EXPIRED\nmessage=Why not", AGAIN },
        { "error=USER_CREDENTIALS_CHANGED\nmessage=Why not", AGAIN },
        { "error=INSUFFICIENT_PERMISSIONS\nmessage=Why not",
          "Unable to create or refresh login credentials due to insufficient permissions. You may "
          "be missing permission for the 'signin:CreateOAuth2Token' action." },
        { "error=AUTHCODE_EXPIRED\nmessage=Why not", UNSPECIFIED },
        { "message=Why not", UNSPECIFIED },
    };
    static const char *const denied[] = { "x-amzn-ErrorType", "AccessDeniedException:http://x",
                                          NULL };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        remote r;

        init(&r, due); /* botocore fails too, although the credentials have not expired */
        r.http.bodies[0] = cases[i][0];
        r.http.statuses[0] = 401;
        r.http.headers[0] = denied;
        assert_int_equal(remote_get(&r), SGP_ERR_CREDENTIALS);
        assert_string_equal(sgp_error_message(&r.err), cases[i][1]);
        assert_string_equal(r.err.code, "AccessDeniedException");
        assert_int_equal(r.err.http_status, 401);
        assert_int_equal(r.http.next, 1);
        assert_string_equal(r.platform.written[0], "");
        deinit(&r);
    }
}

static void another_refusal_is_reported_and_shows_no_token(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    r.http.bodies[0] = "__type=ValidationException\nmessage=bad one refresh token";
    r.http.statuses[0] = 400;
    remote_expect_failure(&r, "An error occurred (ValidationException) when calling the "
                              "CreateOAuth2Token operation: bad ***");
    r.http.failures[1] = SGP_ERR_TLS;
    remote_expect_failure(&r, "Error when retrieving credentials from login: fake_http failure");
    deinit(&r);
}

/* The Date is an hour after NOW; the proof of the second request has its time. */
static void a_denial_with_another_time_is_answered_with_that_time_once(void **state)
{
    static const char *const denied[] = { "x-amzn-ErrorType", "AccessDeniedException", "Date",
                                          "Fri, 02 Jan 2026 04:04:05 GMT", NULL };
    remote r;

    (void)state;
    init(&r, expired);
    r.http.bodies[0] = r.http.bodies[1] = "message=iat";
    r.http.statuses[0] = r.http.statuses[1] = 403;
    r.http.headers[0] = r.http.headers[1] = denied;
    remote_expect_failure(&r, "An unspecified error");
    assert_int_equal(r.http.next, 2);
    assert_non_null(strstr(r.http.seen[0], proofs[0].proof));
    assert_non_null(strstr(r.http.seen[1], proofs[1].proof));
    r.http.bodies[2] = "message=iat";
    r.http.statuses[2] = 403;
    r.http.headers[2] = denied;
    r.http.bodies[3] = ANSWER;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    assert_int_equal(r.out.api.expires_us, ANSWER_US); /* by the local clock */
    deinit(&r);
}

static void an_answer_that_is_not_complete_is_refused(void **state)
{
    static const char *const cases[][2] = {
        { "!", "byte 0: not a document" },
        { "expiresIn=#900", "Missing required key in response: 'accessToken.accessKeyId'" },
        { "accessToken.accessKeyId=a\naccessToken.secretAccessKey=b\naccessToken.sessionToken=c\n"
          "expiresIn=#900",
          "Missing required key in response: 'refreshToken'" },
        { "accessToken.accessKeyId=a\naccessToken.secretAccessKey=b\naccessToken.sessionToken=c\n"
          "refreshToken=d\nexpiresIn=900",
          "expiresIn is not a number of seconds" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        remote r;

        init(&r, expired);
        r.http.bodies[0] = cases[i][0];
        remote_expect_failure(&r, "Error loading login session token: Unable to refresh access "
                                  "token due to an invalid service response. Please try running "
                                  "'aws login' again. If the issue persists, there may be a "
                                  "temporary signin service problem: ");
        assert_non_null(strstr(sgp_error_message(&r.err), cases[i][1]));
        assert_string_equal(r.platform.written[0], "");
        deinit(&r);
    }
}

static void credentials_that_are_not_saved_are_used(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    r.http.bodies[0] = ANSWER;
    r.platform.fail_write = 1;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    assert_non_null(strstr(r.traced, "login: the refreshed session is not saved: " LOGIN_FILE));
    deinit(&r);
}

/* --- sessions that cannot be used ------------------------------------------------------------- */

#define LOAD_FAILED "Error loading login session token: "

static void a_session_that_cannot_be_used_is_named(void **state)
{
    static const char *const cases[][2] = {
        { NULL, LOAD_FAILED "Unable to load a existing login session for session " LOGIN_SESSION
                            ". Please reauthenticate with 'aws login'." },
        { "!", LOAD_FAILED LOGIN_FILE ": byte 0: not a document" },
        { "a=b",
          LOAD_FAILED "Failed to load access token from token cache, missing required fields: "
                      "accessToken, refreshToken, dpopKey, clientId." },
        { "accessToken.accessKeyId=a", "missing required fields: accessToken.secretAccessKey, "
                                       "accessToken.sessionToken, accessToken.expiresAt, "
                                       "refreshToken, dpopKey, clientId." },
        { "accessToken.accessKeyId=a\naccessToken.secretAccessKey=b\naccessToken.sessionToken=c\n"
          "accessToken.expiresAt=" FRESH "\nrefreshToken=\ndpopKey=?\nclientId=c",
          "missing required fields: refreshToken, dpopKey." },
        { SESSION("soon"), LOAD_FAILED "accessToken.expiresAt is not a time" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *files[] = { LOGIN_FILE, cases[i][0], NULL };
        remote r;

        init(&r, cases[i][0] ? files : NULL);
        remote_expect_failure(&r, cases[i][1]);
        assert_non_null(strstr(sgp_error_message(&r.err), "reauthenticate with 'aws login'"));
        assert_int_equal(remote_get_with(&r, sgp_deadline_none(), NULL), SGP_ERR_CREDENTIALS);
        assert_int_equal(r.http.next, 0);
        deinit(&r);
    }
}

static void a_program_that_cannot_sign_uses_the_session_while_it_lasts(void **state)
{
    remote r;

    (void)state;
    init(&r, due);
    crypto.sha256.type.es256_sign = NULL;
    assert_int_equal(remote_get(&r), SGP_OK);
    remote_expect(&r, "login");
    r.platform.files = expired;
    remote_expect_failure(&r, "The login session has to be refreshed, and this program cannot: "
                              "its crypto cannot sign (es256_sign). Refresh it by a command of the "
                              "AWS CLI");
    deinit(&r);
    init(&r, expired);
    r.platform.type.write_file = NULL;
    remote_expect_failure(&r, "its platform has no write_file");
    assert_int_equal(r.http.next, 0);
    assert_string_equal(r.platform.locked, "");
    deinit(&r);
}

static void a_key_that_cannot_sign_is_reported(void **state)
{
    remote r;

    (void)state;
    init(&r, expired);
    crypto.fail_key = SGP_ERR_CRYPTO;
    remote_expect_failure(&r, LOAD_FAILED "Unable to load private key from cached token. Please "
                                          "reauthenticate with 'aws login': the key has no curve");
    crypto.fail_key = SGP_OK;
    crypto.fail_sign = SGP_ERR_CRYPTO;
    assert_int_equal(remote_get(&r), SGP_ERR_CRYPTO);
    crypto.fail_sign = SGP_ERR_MEMORY;
    assert_int_equal(remote_get(&r), SGP_ERR_MEMORY);
    assert_int_equal(r.http.next, 0);
    deinit(&r);
}

static void answer(remote *r)
{
    r->platform.files = expired;
    r->http.bodies[0] = ANSWER;
}

static sgp_status new_one(remote *r)
{
    return remote_make_login(r, login_crypto_make(&crypto), LOGIN_URL);
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    (void)state;
    remote_starve(answer, new_one);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_fresh_session_is_used_without_a_request),
        cmocka_unit_test(a_session_with_five_minutes_left_is_refreshed_and_saved),
        cmocka_unit_test(the_proof_is_botocores),
        cmocka_unit_test(the_session_that_another_process_refreshed_is_used),
        cmocka_unit_test(a_lock_that_is_never_free_is_awaited_for_a_bounded_time),
        cmocka_unit_test(the_wait_for_the_lock_ends_before_the_deadline),
        cmocka_unit_test(a_session_that_cannot_be_locked_is_not_refreshed),
        cmocka_unit_test(a_platform_without_locks_refreshes_as_botocore_does),
        cmocka_unit_test(a_get_that_is_abandoned_releases_the_lock),
        cmocka_unit_test(a_denial_is_explained_in_botocores_words),
        cmocka_unit_test(another_refusal_is_reported_and_shows_no_token),
        cmocka_unit_test(a_denial_with_another_time_is_answered_with_that_time_once),
        cmocka_unit_test(an_answer_that_is_not_complete_is_refused),
        cmocka_unit_test(credentials_that_are_not_saved_are_used),
        cmocka_unit_test(a_session_that_cannot_be_used_is_named),
        cmocka_unit_test(a_program_that_cannot_sign_uses_the_session_while_it_lasts),
        cmocka_unit_test(a_key_that_cannot_sign_is_reported),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
