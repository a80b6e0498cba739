/*
 * The contract of sgp_credentials_provider (sys/credentials.h), run on every provider and a fake,
 * each in three conditions: it has credentials, it has none (where there is such a thing), it is
 * configured wrongly. Those that ask somebody over HTTP are told SGP_AGAIN first.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "fail_alloc.h"
#include "fake_documents.h"
#include "fake_http.h"
#include "fake_platform.h"

#define AGAIN_MAX 100
#define NOW_US INT64_C(1767323045000000) /* 2026-01-02T03:04:05Z */

typedef enum condition { HAS_CREDENTIALS, HAS_NONE, IS_BROKEN } condition;

typedef struct fake_provider {
    condition condition;
    int again; /* how often to say SGP_AGAIN first */
} fake_provider;

typedef struct subject {
    sgp_credentials_provider provider;
    fail_alloc memory;
    fake_platform platform;
    fake_provider fake;
    fake_http http;
} subject;

typedef struct kind {
    const char *name;
    void (*make)(subject *s, condition c);
    int is_always_configured; /* whoever made it has said so */
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
    sgp_platform platform = fake_platform_make(&s->platform);

    if (c != HAS_NONE) s->platform.env = c == HAS_CREDENTIALS ? whole : half;
    assert_int_equal(sgp_creds_env_new(&s->provider, &platform, &s->memory.api, NULL), SGP_OK);
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
    sgp_platform platform = fake_platform_make(&s->platform);
    sgp_profile *profile;

    s->platform.env = env;
    if (c != HAS_NONE) s->platform.files = c == HAS_CREDENTIALS ? whole : half;
    assert_int_equal(sgp_profile_new(&profile, NULL, &platform, &s->memory.api, NULL), SGP_OK);
    assert_int_equal(
        sgp_creds_profile_new(&s->provider, profile, SGP_PROFILE_CREDENTIALS, &s->memory.api, NULL),
        SGP_OK);
    sgp_profile_free(profile);
}

static sgp_status fake_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                           sgp_error *err)
{
    fake_provider *fake = self;

    (void)now_us;
    (void)deadline;
    if (fake->again-- > 0) return SGP_AGAIN;
    if (fake->condition == HAS_NONE) return SGP_NOT_CONFIGURED;
    if (fake->condition == IS_BROKEN) return sgp_error_set(err, SGP_ERR_CREDENTIALS, "broken");
    return sgp_credentials_set(out, sgp_str_from("AKID"), sgp_str_from("secret"),
                               sgp_str_from("token"), "fake", err);
}

static void make_fake(subject *s, condition c)
{
    s->fake.condition = c;
    s->fake.again = 2;
    s->provider = (sgp_credentials_provider)SGP_CREDENTIALS_PROVIDER_INIT;
    s->provider.self = &s->fake;
    s->provider.get = fake_get;
}

/* A chain of one provider with nothing to offer and the fake, which answers SGP_AGAIN first. */
static void make_chain(subject *s, condition c)
{
    sgp_credentials_provider providers[2];

    make_static(s, HAS_NONE);
    providers[0] = s->provider;
    make_fake(s, c);
    providers[1] = s->provider;
    assert_int_equal(sgp_creds_chain_new(&s->provider, providers, 2, &s->memory.api, NULL), SGP_OK);
}

/* --- those that ask somebody ------------------------------------------------------------------ */

/* The answers of `count` requests, as often as a test may get. */
static void script(subject *s, const char *const *answers, int count)
{
    for (int i = 0; i < FAKE_HTTP_MAX; i++)
        s->http.bodies[i] = answers[i % count];
    s->http.again = 2;
}

static sgp_creds_parts parts_of(subject *s)
{
    static sgp_http http;
    static sgp_documents documents;
    static sgp_platform platform;
    sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;

    http = fake_http_make(&s->http);
    documents = fake_documents_make();
    platform = fake_platform_make(&s->platform);
    parts.http = &http;
    parts.documents = &documents;
    parts.platform = &platform;
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
    sgp_signer signer = sgp_sign_none();
    sgp_credentials_provider source = SGP_CREDENTIALS_PROVIDER_INIT;

    script(s, c == HAS_CREDENTIALS ? good : bad, 1);
    source.self = &s->fake;
    source.get = fake_get;
    options.signer = &signer;
    options.source = &source;
    options.endpoint_url = "http://sts";
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
    options.endpoint_url = "http://sts";
    options.role_arn = "arn";
    options.token_file = "/token";
    assert_int_equal(sgp_creds_web_identity_new(&s->provider, &parts, &options, NULL), SGP_OK);
}

static sgp_status no_digest(void *self, const void *bytes, size_t len,
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
    sgp_crypto crypto = SGP_CRYPTO_INIT;

    script(s, good, 1);
    if (c == HAS_CREDENTIALS) s->platform.files = files;
    crypto.sha1 = no_digest;
    options.account_id = options.role_name = options.start_url = "x";
    options.portal_url = options.oidc_url = "http://sso";
    options.cache_folder = "/c";
    options.crypto = &crypto;
    assert_int_equal(sgp_creds_sso_new(&s->provider, &parts, &options, NULL), SGP_OK);
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
    sgp_platform platform = fake_platform_make(&s->platform);
    sgp_documents documents = fake_documents_make();

    s->platform.output = c == HAS_CREDENTIALS ? "Version=#1\n" ROLE_KEYS("") : "!";
    s->platform.run_again = 2;
    assert_int_equal(
        sgp_creds_process_new(&s->provider, "tool", &platform, &documents, &s->memory.api, NULL),
        SGP_OK);
}

static void make_cache(subject *s, condition c)
{
    sgp_credentials_provider inner;

    make_fake(s, c);
    inner = s->provider;
    assert_int_equal(sgp_creds_cache_new(&s->provider, &inner, NULL, &s->memory.api, NULL), SGP_OK);
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
    { "iot", make_iot, 1 },
    { "process", make_process, 1 },
    { "cache", make_cache, 0 },
    { "chain", make_chain, 0 },
    { "fake", make_fake, 0 },
};

static void subject_make(subject *s, const kind *k, condition c)
{
    memset(s, 0, sizeof *s);
    fail_alloc_init(&s->memory, -1);
    k->make(s, c);
    assert_int_equal(s->provider.size, sizeof(sgp_credentials_provider));
    assert_non_null(s->provider.get);
}

static void subject_drop(subject *s)
{
    if (s->provider.destroy) s->provider.destroy(s->provider.self);
    assert_int_equal(s->memory.live_blocks, 0);
    assert_int_equal(s->memory.unwiped, 0);
}

/* Repeats the call while it says SGP_AGAIN, after asking what to wait for. */
static sgp_status get(subject *s, sgp_credentials *out, sgp_error *err)
{
    for (int i = 0; i < AGAIN_MAX; i++) {
        sgp_wants wants = SGP_WANTS_INIT;
        sgp_status status = s->provider.get(s->provider.self, NOW_US, out, sgp_deadline_none(),
                                            err);

        if (status != SGP_AGAIN) return status;
        if (s->provider.wants) s->provider.wants(s->provider.self, &wants);
        if (wants.at_us != INT64_MAX) s->platform.monotonic_us = wants.at_us;
        assert_int_equal(wants.fd < 0, wants.events == 0);
    }
    fail_msg("still not finished after %d calls", AGAIN_MAX);
    return SGP_AGAIN;
}

static void every_provider_gives_its_credentials_again_and_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        subject s;
        sgp_credentials out;
        sgp_error err = SGP_ERROR_INIT;
        int rounds;

        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], HAS_CREDENTIALS);
        sgp_credentials_init(&out, &s.memory.api);
        rounds = kinds[i].make == make_imds ? 2 : ROUNDS_MAX; /* of three requests each */
        for (int round = 0; round < rounds; round++) {
            assert_int_equal(get(&s, &out, &err), SGP_OK);
            assert_int_equal(err.status, SGP_OK);
            assert_str(out.access_key_id, "AKID");
            assert_str(out.secret_access_key, "secret");
            assert_str(out.session_token, "token");
            assert_non_null(out.source);
        }
        sgp_credentials_deinit(&out);
        subject_drop(&s);
    }
}

static void what_a_provider_gave_outlives_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        subject s;
        sgp_credentials out;

        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], HAS_CREDENTIALS);
        sgp_credentials_init(&out, NULL);
        assert_int_equal(get(&s, &out, NULL), SGP_OK);
        subject_drop(&s);
        assert_str(out.secret_access_key, "secret");
        sgp_credentials_deinit(&out);
    }
}

static void every_provider_without_credentials_lets_the_next_one_try(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        subject s;
        sgp_credentials out;
        sgp_error err = SGP_ERROR_INIT;

        if (kinds[i].is_always_configured) continue;
        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], HAS_NONE);
        sgp_credentials_init(&out, NULL);
        assert_int_equal(get(&s, &out, &err), SGP_NOT_CONFIGURED);
        assert_int_equal(err.status, SGP_OK);
        assert_null(out.access_key_id.ptr);
        subject_drop(&s);
    }
}

static void every_broken_provider_says_so(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        subject s;
        sgp_credentials out;
        sgp_error err = SGP_ERROR_INIT;

        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], IS_BROKEN);
        sgp_credentials_init(&out, NULL);
        assert_int_equal(get(&s, &out, &err), SGP_ERR_CREDENTIALS);
        assert_int_equal(err.status, SGP_ERR_CREDENTIALS);
        assert_int_not_equal(err.message[0], '\0');
        assert_null(out.access_key_id.ptr);
        subject_drop(&s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_provider_gives_its_credentials_again_and_again),
        cmocka_unit_test(what_a_provider_gave_outlives_it),
        cmocka_unit_test(every_provider_without_credentials_lets_the_next_one_try),
        cmocka_unit_test(every_broken_provider_says_so),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
