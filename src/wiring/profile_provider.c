/*
 * profile_provider.c - the credentials provider that the default wiring asks after options and
 * environment variables, in botocore's order (botocore/credentials.py, create_credential_resolver).
 *
 * Settings say which source provides the credentials, so the first get chooses it. A client whose
 * environment has keys never chooses one.
 */
#include "sgp_wiring.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

/* Settings of the profile and of its source profiles. */
#define ARENA_BYTES_MAX 262144u

static sgp_status choose(sgp__profile_provider *p, sgp_error *err)
{
    sgp_credentials_provider **out = &p->chosen;

    p->is_of_profile = 1;
    if (sgp__has_role(p->profile)) return sgp__make_role(p, out, err);
    SGP_TRY(sgp__make_profile_source(p, p->profile, !p->is_profile_named, out, err));
    if (*out) return SGP_OK;
    p->is_of_profile = 0;
    SGP_TRY(sgp__make_container(p, out, err));
    if (!*out) SGP_TRY(sgp__make_imds(p, out, err));
    p->is_not_configured = !*out;
    return SGP_OK;
}

static sgp_status profile_chain_profile_get(sgp_credentials_provider *provider, int64_t now_us,
                                            sgp_credentials *out, sgp_deadline deadline,
                                            sgp_error *err)
{
    sgp__profile_provider *p = (sgp__profile_provider *)provider;
    sgp_status status;

    if (!p->chosen && !p->is_not_configured) SGP_TRY(choose(p, err));
    if (p->is_not_configured) return SGP_NOT_CONFIGURED;
    status = p->chosen->type->get(p->chosen, now_us, out, deadline, err);
    if (status < SGP_OK && p->is_of_profile)
        SGP__PREFIX(err, "profile '%s'", sgp_profile_name(p->profile));
    return status;
}

static void profile_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    sgp_credentials_provider *chosen = ((sgp__profile_provider *)provider)->chosen;

    if (chosen && SGP_HAS(chosen, wants)) chosen->type->wants(chosen, out);
}

static void profile_reset(sgp_credentials_provider *provider)
{
    sgp_credentials_provider *chosen = ((sgp__profile_provider *)provider)->chosen;

    if (chosen && SGP_HAS(chosen, reset)) chosen->type->reset(chosen);
}

static void profile_invalidate(sgp_credentials_provider *provider)
{
    sgp_credentials_provider *chosen = ((sgp__profile_provider *)provider)->chosen;

    if (chosen && SGP_HAS(chosen, invalidate)) chosen->type->invalidate(chosen);
}

/* Frees all but the profile. */
static void free_provider(sgp__profile_provider *p)
{
    SGP__DESTROY(p->chosen);
    sgp__arena_deinit(&p->arena);
    sgp__free(p->allocator, p, sizeof *p);
}

static void profile_chain_profile_destroy(sgp_credentials_provider *provider)
{
    sgp__profile_provider *p = (sgp__profile_provider *)provider;
    sgp_profile *profile = p->profile;

    free_provider(p);
    sgp_profile_free(profile);
}

/* Copies the members that the sources need, because the wiring ends before the provider. */
static sgp_status take_wiring(sgp__profile_provider *p, const sgp__wiring *w, sgp_error *err)
{
    p->allocator = w->client.allocator;
    p->trace = w->client.trace;
    p->platform = w->client.platform;
    (void)sgp_http_lend(&p->http, w->client.http);
    (void)sgp_signer_lend(&p->signer, w->client.signer);
    if (w->backend.crypto) p->crypto = w->backend.crypto();
    p->credentials_cache = w->options.credentials_cache;
    p->mfa_callback = w->options.mfa_callback;
    p->mfa_data = w->options.mfa_data;
    p->use_fips = w->client.use_fips;
    p->use_dualstack = w->client.use_dualstack;
    p->is_clear_text_allowed = w->options.insecure_clear_text_credentials != 0;
    p->retry_mode = w->client.retry_mode;
    p->max_attempts = w->client.max_attempts;
    p->is_profile_named = w->options.profile && w->options.profile[0];
    p->profile = w->profile;
    sgp__arena_init(&p->arena, p->allocator, ARENA_BYTES_MAX);
    return sgp__arena_copy_text(&p->arena, w->client.region, &p->region, err);
}

static sgp_status make_iot(sgp__profile_provider *p, const sgp_creds_iot_options *options,
                           sgp_error *err)
{
    sgp_creds_parts parts = sgp__profile_provider_parts(p, sgp_json_document_parser());

    return sgp_creds_iot_new(&p->chosen, &parts, options, err);
}

sgp_status sgp__profile_provider_new(sgp_credentials_provider **out, const sgp__wiring *wiring,
                                     sgp_error *err)
{
    static const sgp_credentials_provider_type type = {
        sizeof type,       "profile",     profile_chain_profile_get,
        profile_wants,     profile_reset, profile_chain_profile_destroy,
        profile_invalidate
    };
    sgp__profile_provider *p = sgp__alloc(wiring->client.allocator, sizeof *p);
    sgp_status status;

    if (!p) return SGP__NO_MEMORY(err, sizeof *p);
    p->base.type = &type;
    status = take_wiring(p, wiring, err);
    if (status == SGP_OK && wiring->options.iot) status = make_iot(p, wiring->options.iot, err);
    if (status == SGP_OK)
        *out = &p->base;
    else
        free_provider(p);
    return status;
}
