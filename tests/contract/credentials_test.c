/*
 * The contract of sgp_credentials_provider (sys/credentials.h), run on every provider and a fake,
 * each in three conditions: it has credentials, it has none, it is configured wrongly.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "fail_alloc.h"
#include "fake_platform.h"

#define AGAIN_MAX 100

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
} subject;

typedef struct kind {
    const char *name;
    void (*make)(subject *s, condition c);
} kind;

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

static const kind kinds[] = {
    { "static", make_static }, { "env", make_env },   { "profile", make_profile },
    { "chain", make_chain },   { "fake", make_fake },
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
        sgp_status status = s->provider.get(s->provider.self, 0, out, sgp_deadline_none(), err);

        if (status != SGP_AGAIN) return status;
        if (s->provider.wants) s->provider.wants(s->provider.self, &wants);
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

        print_message("  on %s\n", kinds[i].name);
        subject_make(&s, &kinds[i], HAS_CREDENTIALS);
        sgp_credentials_init(&out, &s.memory.api);
        for (int round = 0; round < 3; round++) {
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
