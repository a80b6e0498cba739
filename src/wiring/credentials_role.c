/*
 * credentials_role.c - a profile with role_arn into providers: the role, and whose credentials
 * assume it, through any number of source profiles (botocore/credentials.py, AssumeRoleProvider).
 */
#include "wiring.h"

#include <stdio.h>
#include <string.h>

/* Profiles in one chain of sources. */
#define VISITED_MAX 16

typedef struct walk {
    sgp__session *session;
    char *visited[VISITED_MAX]; /* names, in the session's arena */
    size_t count;
} walk;

static sgp_status make_role_of(walk *w, sgp_profile *profile, sgp_credentials_provider *out,
                               sgp_error *err);

/* --- loops ------------------------------------------------------------------------------------ */

static int has_visited(const walk *w, const char *name)
{
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(w->visited[i], name) == 0) return 1;
    return 0;
}

static sgp_status visit(walk *w, const char *name, sgp_error *err)
{
    sgp_str copy;

    if (w->count == VISITED_MAX)
        return sgp_error_set(err, SGP_ERR_LIMIT, "more than %d profiles are each other's source",
                             VISITED_MAX);
    SGP_WIRE(sgp_arena_copy(&w->session->arena, name, strlen(name), &copy, err));
    memcpy(&w->visited[w->count++], &copy.ptr, sizeof w->visited[0]);
    return SGP_OK;
}

/* botocore/exceptions.py, InfiniteLoopConfigError; the list as Python prints it. */
static sgp_status infinite_loop(const walk *w, const char *name, sgp_error *err)
{
    char list[512] = "";
    size_t used = 0;

    for (size_t i = 0; i < w->count && used < sizeof list - 1; i++)
        used += (size_t)snprintf(list + used, sizeof list - used, "%s'%s'", i > 0 ? ", " : "",
                                 w->visited[i]);
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Infinite loop in credential configuration detected. Attempting to load "
                         "from profile %s which has already been visited. Visited profiles: [%s]",
                         name, list);
}

/* --- sources ---------------------------------------------------------------------------------- */

static const char *get(const sgp_profile *profile, const char *key)
{
    return sgp_profile_get(profile, SGP_PROFILE_BOTH, key);
}

static int has_keys(const sgp_profile *profile)
{
    return get(profile, "aws_access_key_id") || get(profile, "aws_secret_access_key");
}

/* A profile may be its own source if it has keys. */
static sgp_status check_source(const walk *w, const sgp_profile *parent, const sgp_profile *source,
                               sgp_error *err)
{
    const char *name = sgp_profile_name(source);

    if (!has_visited(w, name)) return SGP_OK;
    if (strcmp(name, sgp_profile_name(parent)) == 0 && has_keys(source)) return SGP_OK;
    return infinite_loop(w, name, err);
}

static sgp_status pick_of_source(walk *w, sgp_profile *source, sgp_credentials_provider *out,
                                 sgp_error *err)
{
    if (!has_keys(source) && sgp__has_role(source)) return make_role_of(w, source, out, err);
    SGP_WIRE(sgp__pick_of_profile(w->session, source, 0, out, err));
    if (out->get) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG, "The source profile \"%s\" must have credentials.",
                         sgp_profile_name(source));
}

static sgp_status make_source_profile(walk *w, const sgp_profile *profile, const char *name,
                                      sgp_credentials_provider *out, sgp_error *err)
{
    sgp_profile *source = NULL;
    sgp_status status = sgp_profile_new(&source, name, &w->session->platform, w->session->allocator,
                                        err);

    if (status == SGP_ERR_CONFIG) { /* the files have been parsed before: it is not there */
        sgp_error_reset(err);
        return sgp_error_set(err, status,
                             "The source_profile \"%s\" referenced in the profile \"%s\" does not "
                             "exist.",
                             name, sgp_profile_name(profile));
    }
    SGP_WIRE(status);
    status = check_source(w, profile, source, err);
    if (status == SGP_OK) status = visit(w, name, err);
    if (status == SGP_OK) status = pick_of_source(w, source, out, err);
    sgp_profile_free(source);
    return status;
}

static sgp_status make_credential_source(walk *w, const sgp_profile *profile, const char *name,
                                         sgp_credentials_provider *out, sgp_error *err)
{
    sgp__session *s = w->session;

    if (strcmp(name, "Environment") == 0)
        return sgp_creds_env_new(out, &s->platform, s->allocator, err);
    if (strcmp(name, "EcsContainer") == 0) {
        SGP_WIRE(sgp__make_container(s, out, err));
    } else if (strcmp(name, "Ec2InstanceMetadata") == 0) {
        SGP_WIRE(sgp__make_imds(s, out, err));
    } else {
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "The credential source \"%s\" referenced in profile \"%s\" is not "
                             "valid.",
                             name, sgp_profile_name(profile));
    }
    /* A provider with nothing to offer: what is missing is said where it is asked. */
    return out->get ? SGP_OK : sgp_creds_static_new(out, NULL, NULL, NULL, s->allocator, err);
}

static sgp_status make_source(walk *w, const sgp_profile *profile, sgp_credentials_provider *out,
                              sgp_error *err)
{
    const char *source_profile = get(profile, "source_profile");
    const char *credential_source = get(profile, "credential_source");

    if (source_profile && credential_source)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "The profile \"%s\" contains both source_profile and "
                             "credential_source.",
                             sgp_profile_name(profile));
    if (source_profile) return make_source_profile(w, profile, source_profile, out, err);
    if (credential_source) return make_credential_source(w, profile, credential_source, out, err);
    return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                         "Partial credentials found in assume-role, missing: source_profile or "
                         "credential_source");
}

/* The source's credentials outlive the role's: each is refreshed in its own time. */
static sgp_status make_cached_source(walk *w, const sgp_profile *profile,
                                     sgp_credentials_provider *out, sgp_error *err)
{
    sgp_credentials_provider source = SGP_CREDENTIALS_PROVIDER_INIT;
    sgp_status status;

    SGP_WIRE(make_source(w, profile, &source, err));
    status = sgp_creds_cache_new(out, &source, &w->session->trace, w->session->allocator, err);
    if (status != SGP_OK && source.destroy) source.destroy(source.self);
    return status;
}

/* --- the role --------------------------------------------------------------------------------- */

static sgp_status fill_options(walk *w, const sgp_profile *profile, char *no_source, size_t size,
                               sgp_creds_assume_role_options *options, sgp_error *err)
{
    const char *duration = get(profile, "duration_seconds");
    const char *source = get(profile, "credential_source");
    int seconds = 0;

    options->signer = &w->session->signer;
    options->region = w->session->region;
    options->role_arn = get(profile, "role_arn");
    options->role_session_name = get(profile, "role_session_name");
    options->external_id = get(profile, "external_id");
    options->mfa_serial = get(profile, "mfa_serial");
    options->mfa = w->session->mfa;
    /* botocore passes over one that is no number. */
    if (duration && sgp__read_number(duration, &seconds)) options->duration_seconds = seconds;
    (void)snprintf(no_source, size,
                   "Error when retrieving credentials from %.100s: No credentials found in "
                   "credential_source referenced in profile %.100s",
                   source ? source : "source_profile", sgp_profile_name(profile));
    options->no_source = no_source;
    return sgp__sts_url(w->session, &options->endpoint_url, err);
}

static sgp_status make_role_of(walk *w, sgp_profile *profile, sgp_credentials_provider *out,
                               sgp_error *err)
{
    sgp_creds_assume_role_options options = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;
    sgp_credentials_provider source = SGP_CREDENTIALS_PROVIDER_INIT;
    sgp_documents documents;
    sgp_creds_parts parts = sgp__session_parts(w->session, &documents);
    char no_source[384];
    sgp_status status;

    SGP_WIRE(make_cached_source(w, profile, &source, err));
    status = fill_options(w, profile, no_source, sizeof no_source, &options, err);
    options.source = &source;
    documents = sgp_xml_documents();
    if (status == SGP_OK) status = sgp_creds_assume_role_new(out, &parts, &options, err);
    if (status != SGP_OK && source.destroy) source.destroy(source.self);
    return status;
}

sgp_status sgp__make_role(sgp__session *s, sgp_credentials_provider *out, sgp_error *err)
{
    walk w;

    memset(&w, 0, sizeof w);
    w.session = s;
    SGP_WIRE(visit(&w, sgp_profile_name(s->profile), err));
    return make_role_of(&w, s->profile, out, err);
}
