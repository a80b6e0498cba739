/*
 * Tests of what the constructors of providers.h check: out, allocator, parts and options. Chain:
 * test_creds_chain.c. sgp_sigv4_new: test_sigv4_signer.c.
 */
#include "remote_fixture.h"
#include "ref_sha256.h"

#include <stdlib.h>

#include "sagepager/builtin.h"

#define TEXT_MAX 200

typedef struct own_parser {
    sgp_document_parser base;
    sgp_document_parser_type type;
} own_parser;

typedef struct own_crypto {
    sgp_crypto base;
    sgp_crypto_type type;
} own_crypto;

typedef struct own_source {
    sgp_credentials_provider base;
    sgp_credentials_provider_type type;
} own_source;

typedef struct own_signer {
    sgp_signer base;
    sgp_signer_type type;
} own_signer;

typedef union any_options {
    size_t size; /* the first member of each */
    sgp_creds_container_options container;
    sgp_creds_imds_options imds;
    sgp_creds_assume_role_options assume_role;
    sgp_creds_web_identity_options web_identity;
    sgp_creds_sso_options sso;
    sgp_creds_login_options login;
    sgp_creds_iot_options iot;
} any_options;

/* Valid arguments of every constructor. */
typedef struct subject {
    remote r;
    own_parser parser;
    own_crypto crypto;
    own_source source;
    own_signer signer;
    sgp_profile *profile;
    const char *command;
    any_options options;
    const void *parts; /* given to the constructor, like the next */
    const void *options_given;
    sgp_credentials_provider **out;
    const char *name; /* of the constructor */
    sgp_status (*make)(struct subject *s);
} subject;

/* --- constructors ----------------------------------------------------------------------------- */

static sgp_status make_container(subject *s)
{
    return sgp_creds_container_new(s->out, s->parts, s->options_given, &s->r.err);
}

static sgp_status make_imds(subject *s)
{
    return sgp_creds_imds_new(s->out, s->parts, s->options_given, &s->r.err);
}

static sgp_status make_assume_role(subject *s)
{
    return sgp_creds_assume_role_new(s->out, s->parts, s->options_given, &s->r.err);
}

static void fill_assume_role(subject *s)
{
    sgp_creds_assume_role_options *options = &s->options.assume_role;

    options->source = &s->source.base;
    options->signer = &s->signer.base;
    options->endpoint_url = "https://x";
    options->region = options->role_arn = "x";
}

static sgp_status make_web_identity(subject *s)
{
    return sgp_creds_web_identity_new(s->out, s->parts, s->options_given, &s->r.err);
}

static void fill_web_identity(subject *s)
{
    s->options.web_identity.endpoint_url = "https://x";
    s->options.web_identity.token_file = "x";
}

static sgp_status make_sso(subject *s)
{
    return sgp_creds_sso_new(s->out, s->parts, s->options_given, &s->r.err);
}

static void fill_sso(subject *s)
{
    sgp_creds_sso_options *options = &s->options.sso;

    options->account_id = options->role_name = options->start_url = options->cache_folder = "x";
    options->portal_url = options->oidc_url = "https://x";
    options->crypto = &s->crypto.base;
}

static sgp_status make_login(subject *s)
{
    return sgp_creds_login_new(s->out, s->parts, s->options_given, &s->r.err);
}

static void fill_login(subject *s)
{
    static ref_sha256_self sha256;
    sgp_creds_login_options *options = &s->options.login;

    options->session_name = options->cache_folder = "x";
    options->signin_url = "https://x";
    options->crypto = ref_sha256_make(&sha256);
}

static sgp_status make_iot(subject *s)
{
    return sgp_creds_iot_new(s->out, s->parts, s->options_given, &s->r.err);
}

static void fill_iot(subject *s)
{
    s->options.iot.endpoint_url = "https://x";
    s->options.iot.role_alias = "x";
}

static void fill_nothing(subject *s)
{
    (void)s;
}

typedef struct text_option {
    const char *name; /* NULL: the end */
    size_t offset;
} text_option;

typedef struct remote_kind {
    const char *name;
    sgp_status (*make)(subject *s);
    void (*fill)(subject *s);
    size_t bytes; /* of the options */
    int last_is_required;
    text_option required[8];
} remote_kind;

#define REQUIRED(type, member)                                                                     \
    {                                                                                              \
#member, offsetof(type, member)                                                            \
    }

static const remote_kind remotes[] = {
    { "sgp_creds_container_new",
      make_container,
      fill_nothing,
      sizeof(sgp_creds_container_options),
      0,
      { { NULL, 0 } } },
    { "sgp_creds_imds_new",
      make_imds,
      fill_nothing,
      sizeof(sgp_creds_imds_options),
      0,
      { { NULL, 0 } } },
    { "sgp_creds_assume_role_new",
      make_assume_role,
      fill_assume_role,
      sizeof(sgp_creds_assume_role_options),
      0,
      { REQUIRED(sgp_creds_assume_role_options, source),
        REQUIRED(sgp_creds_assume_role_options, signer),
        REQUIRED(sgp_creds_assume_role_options, endpoint_url),
        REQUIRED(sgp_creds_assume_role_options, region),
        REQUIRED(sgp_creds_assume_role_options, role_arn) } },
    { "sgp_creds_web_identity_new",
      make_web_identity,
      fill_web_identity,
      sizeof(sgp_creds_web_identity_options),
      1,
      { REQUIRED(sgp_creds_web_identity_options, endpoint_url),
        REQUIRED(sgp_creds_web_identity_options, token_file) } },
    { "sgp_creds_sso_new",
      make_sso,
      fill_sso,
      sizeof(sgp_creds_sso_options),
      1,
      { REQUIRED(sgp_creds_sso_options, account_id), REQUIRED(sgp_creds_sso_options, role_name),
        REQUIRED(sgp_creds_sso_options, start_url), REQUIRED(sgp_creds_sso_options, portal_url),
        REQUIRED(sgp_creds_sso_options, oidc_url), REQUIRED(sgp_creds_sso_options, cache_folder),
        REQUIRED(sgp_creds_sso_options, crypto) } },
    { "sgp_creds_login_new",
      make_login,
      fill_login,
      sizeof(sgp_creds_login_options),
      1,
      { REQUIRED(sgp_creds_login_options, session_name),
        REQUIRED(sgp_creds_login_options, signin_url),
        REQUIRED(sgp_creds_login_options, cache_folder),
        REQUIRED(sgp_creds_login_options, crypto) } },
    { "sgp_creds_iot_new",
      make_iot,
      fill_iot,
      sizeof(sgp_creds_iot_options),
      0,
      { REQUIRED(sgp_creds_iot_options, endpoint_url) } },
};

static sgp_status make_static(subject *s)
{
    return sgp_creds_static_new(s->out, "x", "y", NULL, s->r.parts.allocator, &s->r.err);
}

static sgp_status make_env(subject *s)
{
    return sgp_creds_env_new(s->out, s->r.parts.platform, s->r.parts.allocator, &s->r.err);
}

static sgp_status make_profile(subject *s)
{
    return sgp_creds_profile_new(s->out, s->profile, SGP_PROFILE_BOTH, s->r.parts.allocator,
                                 &s->r.err);
}

static sgp_status make_process(subject *s)
{
    return sgp_creds_process_new(s->out, s->command, s->r.parts.platform, s->r.parts.parser,
                                 s->r.parts.allocator, &s->r.err);
}

static sgp_status make_cache(subject *s)
{
    sgp_credentials_provider *inner = s->options.assume_role.source;

    return sgp_creds_cache_new(s->out, inner, NULL, s->r.parts.allocator, &s->r.err);
}

static const struct {
    const char *name;
    sgp_status (*make)(subject *s);
} others[] = {
    { "sgp_creds_static_new", make_static },   { "sgp_creds_env_new", make_env },
    { "sgp_creds_profile_new", make_profile }, { "sgp_creds_process_new", make_process },
    { "sgp_creds_cache_new", make_cache },
};

#define REMOTES (sizeof remotes / sizeof *remotes)
#define OTHERS (sizeof others / sizeof *others)

/* --- subject ---------------------------------------------------------------------------------- */

static sgp_status no_sha1(sgp_crypto *self, const void *bytes, size_t len,
                          unsigned char digest[SGP_SHA1_BYTES], sgp_error *err)
{
    (void)self;
    (void)bytes;
    (void)len;
    (void)err;
    memset(digest, 0, SGP_SHA1_BYTES);
    return SGP_OK;
}

static sgp_status no_credentials(sgp_credentials_provider *self, int64_t now_us,
                                 sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    (void)self;
    (void)now_us;
    (void)out;
    (void)deadline;
    (void)err;
    return SGP_NOT_CONFIGURED;
}

static void make_own_parts(subject *s)
{
    static const sgp_crypto_type crypto = { sizeof crypto, "crypto", 0,    NULL, NULL,
                                            NULL,          no_sha1,  NULL, NULL, NULL };
    static const sgp_credentials_provider_type source = { sizeof source, "source", no_credentials,
                                                          NULL,          NULL,     NULL,
                                                          NULL };

    s->parser.type = *fake_document_parser_make()->type;
    s->parser.base.type = &s->parser.type;
    s->crypto.type = crypto;
    s->crypto.base.type = &s->crypto.type;
    s->source.type = source;
    s->source.base.type = &s->source.type;
    s->signer.type = *sgp_sign_none()->type;
    s->signer.base.type = &s->signer.type;
}

static void subject_init(subject *s, const char *name, sgp_status (*make)(subject *s))
{
    memset(s, 0, sizeof *s);
    remote_init(&s->r);
    make_own_parts(s);
    s->r.parts.parser = &s->parser.base;
    s->parts = &s->r.parts;
    s->options_given = &s->options;
    s->options.assume_role.source = &s->source.base; /* of the cache */
    s->command = "x";
    s->out = &s->r.provider;
    s->name = name;
    s->make = make;
    assert_int_equal(sgp_profile_new(&s->profile, NULL, s->r.parts.platform, NULL, NULL), SGP_OK);
}

static void subject_init_remote(subject *s, const remote_kind *kind)
{
    subject_init(s, kind->name, kind->make);
    memset(&s->options, 0, sizeof s->options);
    s->options.size = kind->bytes;
    kind->fill(s);
}

static void subject_deinit(subject *s)
{
    sgp_profile_free(s->profile);
    remote_deinit(&s->r);
}

/* The parts still belong to the caller, and out is untouched. */
static void expect_refusal(subject *s, const char *what)
{
    char expected[TEXT_MAX];

    (void)snprintf(expected, sizeof expected, "%s: %s", s->name, what);
    (void)sgp_error_set(&s->r.err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(s->make(s), SGP_ERR_USAGE);
    assert_int_equal(s->r.err.status, SGP_ERR_USAGE);
    if (!strstr(sgp_error_message(&s->r.err), expected))
        fail_msg("'%s' does not contain '%s'", sgp_error_message(&s->r.err), expected);
    assert_null(s->r.provider);
    assert_int_equal(s->r.http.destroys, 0);
    assert_int_equal(s->r.memory.live_blocks, 0);
}

static void expect_success(subject *s)
{
    assert_int_equal(s->make(s), SGP_OK);
    assert_non_null(s->r.provider);
    remote_destroy_provider(&s->r);
    s->r.http.destroys = 0;
}

/* `member` is the address of a pointer to the part. */
static void expect_part(subject *s, const char *name, void *member)
{
    char what[TEXT_MAX];
    void *part, *none = NULL;
    const size_t *type;

    memcpy(&part, member, sizeof part);
    memcpy(member, &none, sizeof none);
    (void)snprintf(what, sizeof what, "%s is NULL", name);
    expect_refusal(s, what);
    memcpy(member, &part, sizeof part);

    memcpy(&type, part, sizeof type);
    memcpy(part, &none, sizeof none);
    (void)snprintf(what, sizeof what, "%s has no type table, or its size is not", name);
    expect_refusal(s, what);
    memcpy(part, &type, sizeof type);
}

/* Clears a slot, and then ends the type table before it. */
static void expect_slot(subject *s, const char *name, void *type, size_t offset, const char *slot)
{
    char what[TEXT_MAX];
    void (*function)(void), (*none)(void) = NULL;
    const char *type_name;
    size_t size;

    memcpy(&type_name, (char *)type + sizeof size, sizeof type_name);
    (void)snprintf(what, sizeof what, "%s (%s) lacks the mandatory slot %s", name, type_name, slot);
    memcpy(&function, (char *)type + offset, sizeof function);
    memcpy((char *)type + offset, &none, sizeof none);
    expect_refusal(s, what);
    memcpy((char *)type + offset, &function, sizeof function);

    memcpy(&size, type, sizeof size);
    memcpy(type, &offset, sizeof offset);
    expect_refusal(s, what);
    memset(type, 0, sizeof size);
    (void)snprintf(what, sizeof what, "%s has no type table, or its size is not", name);
    expect_refusal(s, what);
    memcpy(type, &size, sizeof size);
}

#define EXPECT_SLOT(s, name, table, type, slot)                                                    \
    expect_slot((s), (name), (table), offsetof(type, slot), #slot)

/* --- tests ------------------------------------------------------------------------------------ */

static void check_out_and_allocator(subject *s)
{
    expect_success(s);
    s->out = NULL;
    expect_refusal(s, "out is NULL");
    s->out = &s->r.provider;
    s->r.memory.api.free = NULL;
    expect_refusal(s, "the allocator lacks");
    s->r.memory.api.free = fail_alloc__free;
    s->r.memory.fail_at = s->r.memory.count;
    assert_int_equal(s->make(s), SGP_ERR_MEMORY);
    assert_null(s->r.provider);
    assert_int_equal(s->r.memory.live_blocks, 0);
}

static void out_and_allocator_are_checked(void **state)
{
    subject s;

    (void)state;
    for (size_t i = 0; i < REMOTES; i++) {
        subject_init_remote(&s, &remotes[i]);
        check_out_and_allocator(&s);
        subject_deinit(&s);
    }
    for (size_t i = 0; i < OTHERS; i++) {
        subject_init(&s, others[i].name, others[i].make);
        check_out_and_allocator(&s);
        subject_deinit(&s);
    }
}

static void each_part_and_slot_is_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < REMOTES; i++) {
        subject s;

        subject_init_remote(&s, &remotes[i]);
        expect_part(&s, "parts.http", &s.r.parts.http);
        EXPECT_SLOT(&s, "parts.http", &s.r.http.type, sgp_http_type, exchange);
        expect_part(&s, "parts.parser", &s.r.parts.parser);
        EXPECT_SLOT(&s, "parts.parser", &s.parser.type, sgp_document_parser_type, parse);
        expect_part(&s, "parts.platform", &s.r.parts.platform);
        EXPECT_SLOT(&s, "parts.platform", &s.r.platform.type, sgp_platform_type, wall_us);
        EXPECT_SLOT(&s, "parts.platform", &s.r.platform.type, sgp_platform_type, monotonic_us);
        EXPECT_SLOT(&s, "parts.platform", &s.r.platform.type, sgp_platform_type, random);
        expect_success(&s);
        subject_deinit(&s);
    }
}

static void a_type_may_end_after_its_mandatory_slots(void **state)
{
    (void)state;
    for (size_t i = 0; i < REMOTES; i++) {
        subject s;

        subject_init_remote(&s, &remotes[i]);
        s.r.http.type.size = offsetof(sgp_http_type, wants);
        s.parser.type.size = offsetof(sgp_document_parser_type, write);
        s.r.platform.type.size = offsetof(sgp_platform_type, getenv);
        assert_int_equal(s.make(&s), SGP_OK);
        (void)remote_get(&s.r);
        remote_destroy_provider(&s.r);
        assert_int_equal(s.r.http.destroys, 0);
        subject_deinit(&s);
    }
}

/* A copy of an options struct in a block of exactly its size. */
static size_t *options_block(const void *options, size_t bytes, size_t block_bytes)
{
    size_t *block = calloc(1, block_bytes);

    assert_non_null(block);
    memcpy(block, options, bytes < block_bytes ? bytes : block_bytes);
    block[0] = block_bytes;
    return block;
}

/* `given` is the address of the pointer to the options. */
static void check_size(subject *s, const char *name, const void **given, size_t bytes,
                       int last_is_required)
{
    const void *valid = *given;
    char what[TEXT_MAX];
    size_t *block;

    *given = NULL;
    (void)snprintf(what, sizeof what, "%s is NULL", name);
    expect_refusal(s, what);

    *given = block = options_block(valid, bytes, bytes);
    block[0] = 0;
    (void)snprintf(what, sizeof what, "the size of %s is 0", name);
    expect_refusal(s, what);
    free(block);

    *given = block = options_block(valid, bytes, bytes + sizeof(void *));
    expect_success(s);
    block[bytes / sizeof *block] = 1;
    (void)snprintf(what, sizeof what, "%s sets a member that this version", name);
    expect_refusal(s, what);
    free(block);

    *given = block = options_block(valid, bytes, bytes - sizeof(void *));
    if (last_is_required)
        expect_refusal(s, "options.");
    else
        expect_success(s);
    free(block);
    *given = valid;
}

static void the_size_of_parts_and_options_is_checked(void **state)
{
    (void)state;
    for (size_t i = 0; i < REMOTES; i++) {
        subject s;

        subject_init_remote(&s, &remotes[i]);
        check_size(&s, "options", &s.options_given, remotes[i].bytes, remotes[i].last_is_required);
        check_size(&s, "parts", &s.parts, sizeof(sgp_creds_parts), 0);
        subject_deinit(&s);
    }
}

static void required_options_are_named(void **state)
{
    (void)state;
    for (size_t i = 0; i < REMOTES; i++) {
        for (const text_option *o = remotes[i].required; o->name; o++) {
            char what[TEXT_MAX];
            subject s;

            subject_init_remote(&s, &remotes[i]);
            memset((char *)&s.options + o->offset, 0, sizeof(void *));
            (void)snprintf(what, sizeof what, "options.%s is NULL", o->name);
            expect_refusal(&s, what);
            subject_deinit(&s);
        }
    }
}

static void parts_in_options_are_checked(void **state)
{
    subject s;

    (void)state;
    subject_init_remote(&s, &remotes[2]);
    expect_part(&s, "options.source", &s.options.assume_role.source);
    EXPECT_SLOT(&s, "options.source", &s.source.type, sgp_credentials_provider_type, get);
    expect_part(&s, "options.signer", &s.options.assume_role.signer);
    EXPECT_SLOT(&s, "options.signer", &s.signer.type, sgp_signer_type, sign);
    subject_deinit(&s);

    subject_init_remote(&s, &remotes[4]);
    expect_part(&s, "options.crypto", &s.options.sso.crypto);
    EXPECT_SLOT(&s, "options.crypto", &s.crypto.type, sgp_crypto_type, sha1);
    subject_deinit(&s);
}

static void parts_of_the_other_providers_are_checked(void **state)
{
    subject s;

    (void)state;
    subject_init(&s, "sgp_creds_env_new", make_env);
    expect_part(&s, "platform", &s.r.parts.platform);
    subject_deinit(&s);

    subject_init(&s, "sgp_creds_process_new", make_process);
    expect_part(&s, "platform", &s.r.parts.platform);
    EXPECT_SLOT(&s, "platform", &s.r.platform.type, sgp_platform_type, monotonic_us);
    EXPECT_SLOT(&s, "platform", &s.r.platform.type, sgp_platform_type, process_run);
    EXPECT_SLOT(&s, "platform", &s.r.platform.type, sgp_platform_type, process_end);
    expect_part(&s, "parser", &s.r.parts.parser);
    EXPECT_SLOT(&s, "parser", &s.parser.type, sgp_document_parser_type, parse);
    s.command = NULL;
    expect_refusal(&s, "command is NULL");
    subject_deinit(&s);

    subject_init(&s, "sgp_creds_cache_new", make_cache);
    expect_part(&s, "inner", &s.options.assume_role.source);
    EXPECT_SLOT(&s, "inner", &s.source.type, sgp_credentials_provider_type, get);
    subject_deinit(&s);

    subject_init(&s, "sgp_creds_profile_new", make_profile);
    sgp_profile_free(s.profile);
    s.profile = NULL;
    expect_refusal(&s, "profile is NULL");
    subject_deinit(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(out_and_allocator_are_checked),
        cmocka_unit_test(each_part_and_slot_is_checked),
        cmocka_unit_test(a_type_may_end_after_its_mandatory_slots),
        cmocka_unit_test(the_size_of_parts_and_options_is_checked),
        cmocka_unit_test(required_options_are_named),
        cmocka_unit_test(parts_in_options_are_checked),
        cmocka_unit_test(parts_of_the_other_providers_are_checked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
