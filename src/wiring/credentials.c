/*
 * credentials.c - which credentials the default wiring uses when neither options nor environment
 * variables have keys: botocore's order (botocore/credentials.py, create_credential_resolver).
 *
 * Settings say which of them it is, so it is picked once, at the first get; a client whose
 * environment has keys never comes here.
 */
#include "wiring.h"

#include <string.h>

/* Settings of a session and of the profiles its roles come from. */
#define ARENA_BYTES_MAX 262144u

sgp_creds_parts sgp__session_parts(const sgp__session *s, sgp_documents *documents)
{
    sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;

    *documents = sgp_json_documents();
    parts.http = &s->http;
    parts.documents = documents;
    parts.platform = &s->platform;
    parts.allocator = s->allocator;
    parts.trace = s->trace;
    return parts;
}

sgp_status sgp__keep_setting(sgp__session *s, const char *variable, const sgp_profile *profile,
                             const char *key, const char **out, sgp_error *err)
{
    return sgp__keep(&s->arena, sgp__setting(&s->platform, variable, profile, key), out, err);
}

/* --- the order -------------------------------------------------------------------------------- */

static int has(const sgp_profile *profile, sgp_profile_file file, const char *key)
{
    return sgp_profile_get(profile, file, key) != NULL;
}

int sgp__has_role(const sgp_profile *profile)
{
    return has(profile, SGP_PROFILE_BOTH, "role_arn") &&
           !has(profile, SGP_PROFILE_BOTH, "web_identity_token_file");
}

static sgp_status make_process(sgp__session *s, const sgp_profile *profile,
                               sgp_credentials_provider *out, sgp_error *err)
{
    sgp_documents documents = sgp_json_documents();

    if (!s->platform.run)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "profile '%s' has a credential_process, and this platform cannot run "
                             "programs",
                             sgp_profile_name(profile));
    return sgp_creds_process_new(out,
                                 sgp_profile_get(profile, SGP_PROFILE_BOTH, "credential_process"),
                                 &s->platform, &documents, s->allocator, err);
}

static sgp_status use_keys(sgp__session *s, const sgp_profile *profile, sgp_profile_file file,
                           sgp_credentials_provider *out, sgp_error *err)
{
    sgp__look_at_file(&s->platform, &s->trace, "credentials", sgp_profile_path(profile, file));
    return sgp_creds_profile_new(out, profile, file, s->allocator, err);
}

static sgp_status refuse_login(const sgp_profile *profile, sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                         "profile '%s': credentials by its setting login_session are not "
                         "supported; give keys in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
                         sgp_profile_name(profile));
}

sgp_status sgp__pick_of_profile(sgp__session *s, sgp_profile *profile, int is_environment_asked,
                                sgp_credentials_provider *out, sgp_error *err)
{
    SGP_WIRE(sgp__make_web_identity(s, profile, is_environment_asked, out, err));
    if (!out->get) SGP_WIRE(sgp__make_sso(s, profile, out, err));
    if (out->get) return SGP_OK;
    if (has(profile, SGP_PROFILE_CREDENTIALS, "aws_access_key_id"))
        return use_keys(s, profile, SGP_PROFILE_CREDENTIALS, out, err);
    if (has(profile, SGP_PROFILE_BOTH, "login_session")) return refuse_login(profile, err);
    if (has(profile, SGP_PROFILE_BOTH, "credential_process"))
        return make_process(s, profile, out, err);
    if (has(profile, SGP_PROFILE_CONFIG, "aws_access_key_id"))
        return use_keys(s, profile, SGP_PROFILE_CONFIG, out, err);
    return SGP_OK;
}

static sgp_status pick(sgp__session *s, sgp_error *err)
{
    sgp_credentials_provider *out = &s->picked;

    s->is_of_profile = 1;
    if (sgp__has_role(s->profile)) return sgp__make_role(s, out, err);
    SGP_WIRE(sgp__pick_of_profile(s, s->profile, !s->is_profile_named, out, err));
    if (out->get) return SGP_OK;
    s->is_of_profile = 0;
    SGP_WIRE(sgp__make_container(s, out, err));
    if (!out->get) SGP_WIRE(sgp__make_imds(s, out, err));
    s->is_none = !out->get;
    return SGP_OK;
}

/* --- the provider ----------------------------------------------------------------------------- */

static sgp_status session_get(void *self, int64_t now_us, sgp_credentials *out,
                              sgp_deadline deadline, sgp_error *err)
{
    sgp__session *s = self;
    sgp_status status;

    if (!s->picked.get && !s->is_none) SGP_WIRE(pick(s, err));
    if (s->is_none) return SGP_NOT_CONFIGURED;
    status = s->picked.get(s->picked.self, now_us, out, deadline, err);
    if (status < SGP_OK && s->is_of_profile)
        sgp_error_prefix(err, "profile '%s'", sgp_profile_name(s->profile));
    return status;
}

static void session_wants(void *self, sgp_wants *out)
{
    sgp__session *s = self;

    if (s->picked.get && s->picked.wants) s->picked.wants(s->picked.self, out);
}

static void session_reset(void *self)
{
    sgp__session *s = self;

    if (s->picked.get && s->picked.reset) s->picked.reset(s->picked.self);
}

static void session_invalidate(void *self)
{
    sgp__session *s = self;

    if (s->picked.get && s->picked.invalidate) s->picked.invalidate(s->picked.self);
}

static void session_destroy(void *self)
{
    sgp__session *s = self;
    sgp_arena arena = s->arena;

    if (s->picked.get && s->picked.destroy) s->picked.destroy(s->picked.self);
    sgp_profile_free(s->profile);
    sgp_arena_deinit(&arena); /* s with it */
}

sgp_status sgp__session_new(sgp_credentials_provider *out, const sgp__session *given,
                            sgp_error *err)
{
    static const sgp_credentials_provider empty = SGP_CREDENTIALS_PROVIDER_INIT;
    sgp_arena arena;
    sgp__session *s;
    sgp_str region = { "", 0 };
    sgp_status status = SGP_OK;

    sgp_arena_init(&arena, given->allocator, ARENA_BYTES_MAX);
    s = sgp_arena_alloc(&arena, sizeof *s);
    if (!s) return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
    *s = *given;
    if (s->region) status = sgp_arena_copy(&arena, s->region, strlen(s->region), &region, err);
    if (status != SGP_OK) {
        sgp_arena_deinit(&arena);
        return status;
    }
    s->region = region.ptr;
    s->arena = arena;
    *out = empty;
    out->self = s;
    out->get = session_get;
    out->wants = session_wants;
    out->reset = session_reset;
    out->destroy = session_destroy;
    out->invalidate = session_invalidate;
    return SGP_OK;
}
