/*
 * The contract of sgp_credentials_provider (sys/credentials.h), run on every provider and a fake,
 * each in three conditions: it has credentials, it is not configured (if that is possible), it
 * fails. The fake HTTP returns SGP_AGAIN first.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "fail_alloc.h"
#include "fake_document_parser.h"
#include "fake_http.h"
#include "fake_platform.h"
#include "ref_sha256.h"

#define AGAIN_MAX 100
#define NOW_US INT64_C(1767323045000000) /* 2026-01-02T03:04:05Z */

typedef enum condition { HAS_CREDENTIALS, HAS_NONE, IS_BROKEN } condition;

typedef struct fake_provider {
    sgp_credentials_provider base;
    condition condition;
    int again; /* how often it returns SGP_AGAIN first */
} fake_provider;

typedef struct subject {
    sgp_credentials_provider *provider;
    fail_alloc memory;
    fake_platform platform;
    fake_provider fake;
    fake_http http;
    sgp_credentials_provider_loan loan;
} subject;

typedef struct kind {
    const char *name;
    void (*make)(subject *s, condition c);
    int is_always_configured;
} kind;

#define KEYS(before) before "AccessKeyId=AKID\n" before "SecretAccessKey=secret\n"
#define ROLE_KEYS(before) KEYS(before) before "SessionToken=token\n"
#define EXPIRY "Expiration=2026-01-02T04:04:05Z\n"
#define ROUNDS_MAX 3

static void make_static(subject *s, condition c)
{
    const char *id = c == HAS_NONE ? NULL : "AKID";
    const char *secret = c == HAS_CREDENTIALS ? "secret" : NULL;

    assert_int_equal(sgp_creds_static_new(&s->provider, id, secret, "token", &s->memory.api, NULL),
                     SGP_OK);
}

static void make_env(subject *s, condition c)
{
    static const char *const whole[] = { "AWS_ACCESS_KEY_ID",
                                         "AKID",
                                         "AWS_SECRET_ACCESS_KEY",
                                         "secret",
                                         "AWS_SESSION_TOKEN",
                                         "token",
                                         NULL };
    static const char *const half[] = { "AWS_ACCESS_KEY_ID", "AKID", NULL };
    sgp_platform *platform = fake_platform_make(&s->platform);

    if (c != HAS_NONE) s->platform.env = c == HAS_CREDENTIALS ? whole : half;
    assert_int_equal(sgp_creds_env_new(&s->provider, platform, &s->memory.api, NULL), SGP_OK);
}

static void make_profile(subject *s, condition c)
{
    static const char *const env[] = { "HOME", "/home", NULL };
    static const char *const whole[] = { "/home/.aws/credentials",
                                         "[default]\naws_access_key_id = AKID\n"
                                         "aws_secret_access_key = secret\n"
                                         "aws_session_token = token\n",
                                         NULL };
    static const char *const half[] = { "/home/.aws/credentials",
                                        "[default]\naws_access_key_id = AKID\n", NULL };
    sgp_platform *platform = fake_platform_make(&s->platform);
    sgp_profile *profile;

    s->platform.env = env;
    if (c != HAS_NONE) s->platform.files = c == HAS_CREDENTIALS ? whole : half;
    assert_int_equal(sgp_profile_new(&profile, NULL, platform, &s->memory.api, NULL), SGP_OK);
    assert_int_equal(
        sgp_creds_profile_new(&s->provider, profile, SGP_PROFILE_CREDENTIALS, &s->memory.api, NULL),
        SGP_OK);
    sgp_profile_free(profile);
}

static sgp_status fake_get(sgp_credentials_provider *self, int64_t now_us, sgp_credentials *out,
                           sgp_deadline deadline, sgp_error *err)
{
    fake_provider *fake = (fake_provider *)self;

    (void)now_us;
    (void)deadline;
    if (fake->again-- > 0) return SGP_AGAIN;
    if (fake->condition == HAS_NONE) return SGP_NOT_CONFIGURED;
    if (fake->condition == IS_BROKEN) return sgp_error_set(err, SGP_ERR_CREDENTIALS, "broken");
    return sgp_credentials_set(out, sgp_str_from("AKID"), sgp_str_from("secret"),
                               sgp_str_from("token"), "fake", err);
}

static sgp_credentials_provider *fake_make(subject *s, condition c, int again)
{
    static const sgp_credentials_provider_type type = { sizeof type, "fake", fake_get, NULL,
                                                        NULL,        NULL,   NULL };

    s->fake.base.type = &type;
    s->fake.condition = c;
    s->fake.again = again;
    return &s->fake.base;
}

static void make_fake(subject *s, condition c)
{
    s->provider = fake_make(s, c, 2);
}

static void make_loan(subject *s, condition c)
{
    s->provider = sgp_credentials_provider_lend(&s->loan, fake_make(s, c, 2));
}

/* A chain of a provider that is not configured and the fake. */
static void make_chain(subject *s, condition c)
{
    sgp_credentials_provider *providers[2];

    make_static(s, HAS_NONE);
    providers[0] = s->provider;
    providers[1] = fake_make(s, c, 2);
    assert_int_equal(sgp_creds_chain_new(&s->provider, providers, 2, &s->memory.api, NULL), SGP_OK);
}

/* --- providers that send requests ------------------------------------------------------------- */

/* Repeats the answers of `count` requests. */
static void script(subject *s, const char *const *answers, int count)
{
    for (int i = 0; i < FAKE_HTTP_MAX; i++)
        s->http.bodies[i] = answers[i % count];
    s->http.again = 2;
}

static sgp_creds_parts parts_of(subject *s)
{
    sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;

    parts.http = fake_http_make(&s->http);
    parts.parser = fake_document_parser_make();
    parts.platform = fake_platform_make(&s->platform);
    parts.allocator = &s->memory.api;
    return parts;
}

static void make_container(subject *s, condition c)
{
    static const char *const good[] = { KEYS("") "Token=token\n" EXPIRY };
    static const char *const bad[] = { "!" };
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    sgp_creds_parts parts = parts_of(s);

    script(s, c == HAS_CREDENTIALS ? good : bad, 1);
    options.relative_uri = c == HAS_NONE ? NULL : "/x";
    assert_int_equal(sgp_creds_container_new(&s->provider, &parts, &options, NULL), SGP_OK);
}

static void make_imds(subject *s, condition c)
{
    static const char *const good[] = { "session", "role", KEYS("") "Token=token\n" EXPIRY };
    static const char *const bad[] = { "session", "role", "!" };
    static const char *const none[] = { NULL };
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;
    sgp_creds_parts parts = parts_of(s);

    if (c == HAS_NONE)
        script(s, none, 1);
    else
        script(s, c == HAS_CREDENTIALS ? good : bad, 3);
    assert_int_equal(sgp_creds_imds_new(&s->provider, &parts, &options, NULL), SGP_OK);
}

static void make_assume_role(subject *s, condition c)
{
    static const char *const good[] = { ROLE_KEYS(
        "AssumeRoleResult.Credentials.") "AssumeRoleResult.Credentials." EXPIRY };
    static const char *const bad[] = { "!" };
    sgp_creds_assume_role_options options = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;
    sgp_creds_parts parts = parts_of(s);

    script(s, c == HAS_CREDENTIALS ? good : bad, 1);
    options.signer = sgp_sign_none();
    options.source = fake_make(s, HAS_CREDENTIALS, 0);
    options.endpoint_url = "https://sts";
    options.region = "us-west-2";
    options.role_arn = "arn";
    assert_int_equal(sgp_creds_assume_role_new(&s->provider, &parts, &options, NULL), SGP_OK);
}

static void make_web_identity(subject *s, condition c)
{
    static const char *const good[] = { ROLE_KEYS(
        "AssumeRoleWithWebIdentityResult.Credentials.") "AssumeRoleWithWebIdentityResult."
                                                        "Credentials." EXPIRY };
    static const char *const files[] = { "/token", "jwt", NULL };
    sgp_creds_web_identity_options options = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;
    sgp_creds_parts parts = parts_of(s);

    script(s, good, 1);
    if (c == HAS_CREDENTIALS) s->platform.files = files;
    options.endpoint_url = "https://sts";
    options.role_arn = "arn";
    options.token_file = "/token";
    assert_int_equal(sgp_creds_web_identity_new(&s->provider, &parts, &options, NULL), SGP_OK);
}

static sgp_status no_digest(sgp_crypto *self, const void *bytes, size_t len,
                            unsigned char digest[SGP_SHA1_BYTES], sgp_error *err)
{
    (void)self;
    (void)bytes;
    (void)len;
    (void)err;
    memset(digest, 0, SGP_SHA1_BYTES);
    return SGP_OK;
}

static void make_sso(subject *s, condition c)
{
    static const char *const good[] = {
        "roleCredentials.accessKeyId=AKID\nroleCredentials.secretAccessKey=secret\n"
        "roleCredentials.sessionToken=token\nroleCredentials.expiration=#1767326645000\n"
    };
    static const char *const files[] = { "/c/0000000000000000000000000000000000000000.json",
                                         "accessToken=a\nexpiresAt=2026-01-02T04:04:05Z\n", NULL };
    sgp_creds_sso_options options = SGP_CREDS_SSO_OPTIONS_INIT;
    sgp_creds_parts parts = parts_of(s);
    static const sgp_crypto_type type = { sizeof type, "zeros",   0,    NULL, NULL,
                                          NULL,        no_digest, NULL, NULL, NULL };
    sgp_crypto crypto = { &type };

    script(s, good, 1);
    if (c == HAS_CREDENTIALS) s->platform.files = files;
    options.account_id = options.role_name = options.start_url = "x";
    options.portal_url = options.oidc_url = "https://sso";
    options.cache_folder = "/c";
    options.crypto = &crypto;
    assert_int_equal(sgp_creds_sso_new(&s->provider, &parts, &options, NULL), SGP_OK);
}

static sgp_status no_key(sgp_crypto *self, sgp_str pem, unsigned char key[SGP_ES256_BYTES],
                         sgp_error *err)
{
    (void)self;
    (void)pem;
    (void)err;
    memset(key, 0, SGP_ES256_BYTES);
    return SGP_OK;
}

static sgp_status no_signature(sgp_crypto *self, sgp_str pem,
                               const unsigned char digest[SGP_SHA256_BYTES],
                               unsigned char signature[SGP_ES256_BYTES], sgp_error *err)
{
    (void)digest;
    return no_key(self, pem, signature, err);
}

static void make_login(subject *s, condition c)
{
    static const char *const good[] = {
        "accessToken.accessKeyId=AKID\naccessToken.secretAccessKey=secret\n"
        "accessToken.sessionToken=token\nrefreshToken=r\nexpiresIn=#3600\n"
    };
    static const char *const files[] = {
        "/c/2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881.json",
        "accessToken.accessKeyId=a\naccessToken.secretAccessKey=b\naccessToken.sessionToken=c\n"
        "accessToken.expiresAt=2026-01-02T03:04:05Z\nrefreshToken=r\nclientId=c\ndpopKey=k\n",
        NULL
    };
    static ref_sha256_self crypto;
    sgp_creds_login_options options = SGP_CREDS_LOGIN_OPTIONS_INIT;
    sgp_creds_parts parts = parts_of(s);

    script(s, good, 1);
    if (c == HAS_CREDENTIALS) s->platform.files = files;
    options.session_name = "x"; /* its SHA-256 names the file */
    options.signin_url = "https://signin";
    options.cache_folder = "/c";
    options.crypto = ref_sha256_make(&crypto);
    crypto.type.es256_public_key = no_key;
    crypto.type.es256_sign = no_signature;
    assert_int_equal(sgp_creds_login_new(&s->provider, &parts, &options, NULL), SGP_OK);
}

static void make_iot(subject *s, condition c)
{
    static const char *const good[] = {
        "credentials.accessKeyId=AKID\ncredentials.secretAccessKey=secret\n"
        "credentials.sessionToken=token\ncredentials.expiration=2026-01-02T04:04:05Z\n"
    };
    static const char *const bad[] = { "!" };
    sgp_creds_iot_options options = SGP_CREDS_IOT_OPTIONS_INIT;
    sgp_creds_parts parts = parts_of(s);

    script(s, c == HAS_CREDENTIALS ? good : bad, 1);
    options.endpoint_url = "https://iot";
    options.role_alias = "alias";
    assert_int_equal(sgp_creds_iot_new(&s->provider, &parts, &options, NULL), SGP_OK);
}

static void make_process(subject *s, condition c)
{
    sgp_platform *platform = fake_platform_make(&s->platform);

    s->platform.output = c == HAS_CREDENTIALS ? "Version=#1\n" ROLE_KEYS("") : "!";
    s->platform.run_again = 2;
    assert_int_equal(sgp_creds_process_new(&s->provider, "tool", platform,
                                           fake_document_parser_make(), &s->memory.api, NULL),
                     SGP_OK);
}

static void make_cache(subject *s, condition c)
{
    assert_int_equal(
        sgp_creds_cache_new(&s->provider, fake_make(s, c, 2), NULL, &s->memory.api, NULL), SGP_OK);
}

static const kind kinds[] = {
    { "static", make_static, 0 },
    { "env", make_env, 0 },
    { "profile", make_profile, 0 },
    { "container", make_container, 0 },
    { "imds", make_imds, 0 },
    { "assume role", make_assume_role, 1 },
    { "web identity", make_web_identity, 1 },
    { "sso", make_sso, 1 },
    { "login", make_login, 1 },
    { "iot", make_iot, 1 },
    { "process", make_process, 1 },
    { "cache", make_cache, 0 },
    { "chain", make_chain, 0 },
    { "fake", make_fake, 0 },
    { "loan", make_loan, 0 },
};

static void subject_make(subject *s, const kind *k, condition c)
{
    memset(s, 0, sizeof *s);
    fail_alloc_init(&s->memory, -1);
    k->make(s, c);
    assert_int_equal(s->provider->type->size, sizeof(sgp_credentials_provider_type));
    assert_non_null(s->provider->type->name);
    assert_true(SGP_HAS(s->provider, get));
}

static void subject_drop(subject *s)
{
    if (SGP_HAS(s->provider, destroy)) s->provider->type->destroy(s->provider);
    assert_int_equal(s->memory.live_blocks, 0);
    assert_int_equal(s->memory.unwiped, 0);
}

/* Repeats the call while it returns SGP_AGAIN, and waits in between. */
static sgp_status get(subject *s, sgp_credentials *out, sgp_error *err)
{
    for (int i = 0; i < AGAIN_MAX; i++) {
        sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
        sgp_status status = s->provider->type->get(s->provider, NOW_US, out, sgp_deadline_none(),
                                                   err);

        if (status != SGP_AGAIN) return status;
        if (SGP_HAS(s->provider, wants)) s->provider->type->wants(s->provider, &wants);
        if (wants.at_us != INT64_MAX) s->platform.monotonic_us = wants.at_us;
        assert_int_equal(wants.fd < 0, wants.events == 0);
    }
    fail_msg("still not finished after %d calls", AGAIN_MAX);
    return SGP_AGAIN;
}

static void every_provider_returns_its_credentials_at_each_get(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        subject s;
        sgp_credentials *out;
        sgp_error err = TEST_ERROR_INIT;
        int rounds;

        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], HAS_CREDENTIALS);
        assert_int_equal(sgp_credentials_new(&out, &s.memory.api, NULL), SGP_OK);
        rounds = kinds[i].make == make_imds ? 2 : ROUNDS_MAX; /* of three requests each */
        for (int round = 0; round < rounds; round++) {
            assert_int_equal(get(&s, out, &err), SGP_OK);
            assert_int_equal(err.status, SGP_OK);
            assert_str(out->access_key_id, "AKID");
            assert_str(out->secret_access_key, "secret");
            assert_str(out->session_token, "token");
            assert_non_null(out->source);
        }
        sgp_credentials_free(out);
        subject_drop(&s);
    }
}

static void credentials_outlive_their_provider(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        subject s;
        sgp_credentials *out;

        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], HAS_CREDENTIALS);
        assert_int_equal(sgp_credentials_new(&out, NULL, NULL), SGP_OK);
        assert_int_equal(get(&s, out, NULL), SGP_OK);
        subject_drop(&s);
        assert_str(out->secret_access_key, "secret");
        sgp_credentials_free(out);
    }
}

static void every_provider_without_credentials_lets_the_next_one_try(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        subject s;
        sgp_credentials *out;
        sgp_error err = TEST_ERROR_INIT;

        if (kinds[i].is_always_configured) continue;
        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], HAS_NONE);
        assert_int_equal(sgp_credentials_new(&out, NULL, NULL), SGP_OK);
        assert_int_equal(get(&s, out, &err), SGP_NOT_CONFIGURED);
        assert_int_equal(err.status, SGP_OK);
        assert_null(out->access_key_id.ptr);
        sgp_credentials_free(out);
        subject_drop(&s);
    }
}

static void every_provider_that_fails_has_a_message(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        subject s;
        sgp_credentials *out;
        sgp_error err = TEST_ERROR_INIT;

        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], IS_BROKEN);
        assert_int_equal(sgp_credentials_new(&out, NULL, NULL), SGP_OK);
        assert_int_equal(get(&s, out, &err), SGP_ERR_CREDENTIALS);
        assert_int_equal(err.status, SGP_ERR_CREDENTIALS);
        assert_int_not_equal(sgp_error_message(&err)[0], '\0');
        assert_null(out->access_key_id.ptr);
        sgp_credentials_free(out);
        subject_drop(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_provider_returns_its_credentials_at_each_get),
        cmocka_unit_test(credentials_outlive_their_provider),
        cmocka_unit_test(every_provider_without_credentials_lets_the_next_one_try),
        cmocka_unit_test(every_provider_that_fails_has_a_message),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
