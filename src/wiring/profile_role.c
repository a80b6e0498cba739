/*
 * profile_role.c - makes the provider of a profile with role_arn, and of the source whose
 * credentials assume the role, through a chain of source profiles (botocore/credentials.py,
 * AssumeRoleProvider).
 */
#include "sgp_wiring.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <limits.h>
#include <string.h>

#define CHAIN_MAX 16
/* Of a message with two names of at most 100 bytes. */
#define NO_SOURCE_BYTES 384

/* Profiles. Each one is the source of the one before it. All but the last have a role. */
typedef struct chain {
    sgp__profile_provider *provider;
    sgp_profile *profiles[CHAIN_MAX]; /* the first is the provider's, the others are owned */
    size_t count;
    size_t role_count; /* profiles with a role: count or count - 1 */
} chain;

static const char *get(const sgp_profile *profile, const char *key)
{
    return sgp_profile_get(profile, SGP_PROFILE_BOTH, key);
}

int sgp__has_role(const sgp_profile *profile)
{
    return get(profile, "role_arn") && !get(profile, "web_identity_token_file");
}

static int has_keys(const sgp_profile *profile)
{
    return get(profile, "aws_access_key_id") || get(profile, "aws_secret_access_key");
}

/* --- the chain of profiles -------------------------------------------------------------------- */

static int profile_role_contains(const chain *c, const char *name)
{
    for (size_t i = 0; i < c->count; i++)
        if (strcmp(sgp_profile_name(c->profiles[i]), name) == 0) return 1;
    return 0;
}

/* botocore/exceptions.py, InfiniteLoopConfigError; the list as Python prints it. */
static sgp_status infinite_loop(const chain *c, const char *name, sgp_error *err)
{
    (void)SGP__FAIL(err, SGP_ERR_CONFIG, 6004,
                    "Infinite loop in credential configuration detected. Attempting to load "
                    "from profile %s which has already been visited. Visited profiles: [",
                    name);
    for (size_t i = 0; i < c->count; i++)
        SGP__APPEND(err, "%s'%s'", i > 0 ? ", " : "", sgp_profile_name(c->profiles[i]));
    SGP__APPEND(err, "]");
    return SGP_ERR_CONFIG;
}

/* A profile may be its own source if it has keys. */
static sgp_status check_source(const chain *c, const sgp_profile *source, sgp_error *err)
{
    const char *name = sgp_profile_name(source);
    const char *parent = sgp_profile_name(c->profiles[c->count - 1]);

    if (profile_role_contains(c, name) && !(strcmp(name, parent) == 0 && has_keys(source)))
        return infinite_loop(c, name, err);
    if (c->count < CHAIN_MAX) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_LIMIT, 6005,
                     "profile '%s' ends a chain of more than %d source profiles", name, CHAIN_MAX);
}

static sgp_status load_source(chain *c, const char *name, sgp_error *err)
{
    const sgp__profile_provider *p = c->provider;
    sgp_profile *source = NULL;
    sgp_status status = sgp_profile_new(&source, name, p->platform, p->allocator, err);

    if (status == SGP_ERR_CONFIG) { /* the files were parsed before, so the profile is missing */
        sgp_error_reset(err);
        return SGP__FAIL(err, status, 6006,
                         "The source_profile \"%s\" referenced in the profile \"%s\" does not "
                         "exist.",
                         name, sgp_profile_name(c->profiles[c->count - 1]));
    }
    SGP_TRY(status);
    status = check_source(c, source, err);
    if (status == SGP_OK)
        c->profiles[c->count++] = source;
    else
        sgp_profile_free(source);
    return status;
}

/* Loads source profiles up to the first one that has keys, has no role or has no source profile. */
static sgp_status load_chain(chain *c, sgp_error *err)
{
    do {
        const sgp_profile *last = c->profiles[c->count - 1];
        const char *source = get(last, "source_profile");

        c->role_count = c->count;
        if (source && get(last, "credential_source"))
            return SGP__FAIL(err, SGP_ERR_CONFIG, 6007,
                             "The profile \"%s\" contains both source_profile and "
                             "credential_source.",
                             sgp_profile_name(last));
        if (!source) return SGP_OK;
        SGP_TRY(load_source(c, source, err));
    } while (!has_keys(c->profiles[c->count - 1]) && sgp__has_role(c->profiles[c->count - 1]));
    return SGP_OK;
}

/* --- the source at the end of the chain ------------------------------------------------------- */

static sgp_status make_credential_source(sgp__profile_provider *p, const sgp_profile *profile,
                                         sgp_credentials_provider **out, sgp_error *err)
{
    const char *name = get(profile, "credential_source");

    if (!name)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 6008,
                         "Partial credentials found in assume-role, missing: source_profile or "
                         "credential_source");
    if (strcmp(name, "Environment") == 0)
        return sgp_creds_env_new(out, p->platform, p->allocator, err);
    if (strcmp(name, "EcsContainer") == 0) {
        SGP_TRY(sgp__make_container(p, out, err));
    } else if (strcmp(name, "Ec2InstanceMetadata") == 0) {
        SGP_TRY(sgp__make_imds(p, out, err));
    } else {
        return SGP__FAIL(err, SGP_ERR_CONFIG, 6009,
                         "The credential source \"%s\" referenced in profile \"%s\" is not "
                         "valid.",
                         name, sgp_profile_name(profile));
    }
    /* If the source is not configured, the role's get reports it. */
    return *out ? SGP_OK : sgp_creds_static_new(out, NULL, NULL, NULL, p->allocator, err);
}

static sgp_status make_source(const chain *c, sgp_credentials_provider **out, sgp_error *err)
{
    sgp_profile *last = c->profiles[c->count - 1];

    if (c->role_count == c->count) return make_credential_source(c->provider, last, out, err);
    SGP_TRY(sgp__make_profile_source(c->provider, last, 0, out, err));
    if (*out) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6010, "The source profile \"%s\" must have credentials.",
                     sgp_profile_name(last));
}

/* --- the roles -------------------------------------------------------------------------------- */

/* botocore ignores text that is not a number. */
static sgp_status read_duration(const sgp_profile *profile, sgp_creds_assume_role_options *options,
                                sgp_error *err)
{
    const char *text = get(profile, "duration_seconds");
    int seconds = 0;

    switch (text ? sgp__read_number(text, &seconds) : SGP__NUMBER_INVALID) {
    case SGP__NUMBER_READ:
        options->duration_seconds = seconds;
        return SGP_OK;
    case SGP__NUMBER_INVALID:
        return SGP_OK;
    default:
        break;
    }
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6081,
                     "duration_seconds of profile \"%s\" is %s: expected an integer of at most %d",
                     sgp_profile_name(profile), text, INT_MAX);
}

static sgp_status fill_options(sgp__profile_provider *p, const sgp_profile *profile,
                               sgp_creds_assume_role_options *options, sgp_error *err)
{
    options->signer = &p->signer.base;
    options->region = p->region;
    options->role_arn = get(profile, "role_arn");
    options->role_session_name = get(profile, "role_session_name");
    options->external_id = get(profile, "external_id");
    options->mfa_serial = get(profile, "mfa_serial");
    options->mfa_callback = p->mfa_callback;
    options->mfa_data = p->mfa_data;
    SGP_TRY(read_duration(profile, options, err));
    return sgp__sts_url(p, &options->endpoint_url, err);
}

/* Replaces *provider, the source, by the provider of the role, which owns the source. Source and
 * role expire at different times, so the source gets its own cache. */
static sgp_status assume_role(sgp__profile_provider *p, const sgp_profile *profile,
                              sgp_credentials_provider **provider, sgp_error *err)
{
    sgp_creds_assume_role_options options = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;
    sgp_creds_parts parts = sgp__profile_provider_parts(p, sgp_xml_document_parser());
    const char *source = get(profile, "credential_source");
    char *no_source = sgp_arena_alloc(&p->arena, NO_SOURCE_BYTES);

    if (!no_source) return SGP__NO_MEMORY(err, sgp__arena_wanted(&p->arena, NO_SOURCE_BYTES));
    SGP_TRY(sgp_creds_cache_new(provider, *provider, p->trace, p->allocator, err));
    SGP_TRY(fill_options(p, profile, &options, err));
    (void)sgp__format(no_source, NO_SOURCE_BYTES,
                      "Error when retrieving credentials from %.100s: No credentials found in "
                      "credential_source referenced in profile %.100s",
                      source ? source : "source_profile", sgp_profile_name(profile));
    options.no_source_message = no_source;
    options.source = *provider;
    SGP_TRY(sgp_creds_assume_role_new(provider, &parts, &options, err));
    return sgp__share_role(p, &options, provider, err);
}

sgp_status sgp__make_role(sgp__profile_provider *p, sgp_credentials_provider **out, sgp_error *err)
{
    chain c = { p, { p->profile }, 1, 0 };
    sgp_credentials_provider *made = NULL;
    sgp_status status = load_chain(&c, err);

    if (status == SGP_OK) status = make_source(&c, &made, err);
    while (status == SGP_OK && c.role_count-- > 0)
        status = assume_role(p, c.profiles[c.role_count], &made, err);
    while (c.count > 1)
        sgp_profile_free(c.profiles[--c.count]);
    if (status == SGP_OK)
        *out = made;
    else
        SGP__DESTROY(made);
    return status;
}
