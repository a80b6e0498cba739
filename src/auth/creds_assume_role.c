/*
 * creds_assume_role.c - assumes a role with the credentials of another provider
 * (botocore/credentials.py, AssumeRoleCredentialFetcher; STS AssumeRole).
 */
#include "sgp_sts.h"

#include "sgp_clock_skew.h"
#include "sgp_credentials.h"

#include <string.h>

#define ROLE_CONSTRUCTOR "sgp_creds_assume_role_new"
#define ROLE_SOURCE "assume-role"
#define MFA_CODE_MAX 63

typedef struct role_provider {
    sgp__http_provider base;
    sgp_creds_assume_role_options options; /* owns signer and source */
    int has_mfa_code;                      /* the code was requested; it is valid once */

    /* The current get. */
    sgp__credentials source;
    int is_getting_source; /* options.source returned SGP_AGAIN */
    size_t unsigned_headers;
    int64_t clock_correction_us; /* of this get only: the client corrects its own clock */
} role_provider;

static const sgp__creds_paths role_paths = SGP__CREDS_PATHS(
    ROLE_SOURCE, "AssumeRoleResult.Credentials.", "SessionToken", 1);

/* --- request ---------------------------------------------------------------------------------- */

static sgp_status get_source(role_provider *p, int64_t now_us, sgp_deadline deadline,
                             sgp_error *err)
{
    sgp_status status = p->options.source->type->get(p->options.source, now_us, &p->source.api,
                                                     deadline, err);

    p->is_getting_source = status == SGP_AGAIN;
    if (status != SGP_NOT_CONFIGURED) return status;
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4001, "%s", p->options.no_source_message);
}

static sgp_status get_mfa_code(role_provider *p, char *code, sgp_error *err)
{
    if (!p->options.mfa_serial) return SGP_OK;
    if (p->has_mfa_code)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4002,
                         "Cannot refresh credentials: MFA token required.");
    if (!p->options.mfa_callback)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4003,
                         "the role needs an MFA code of %s: set mfa_callback",
                         p->options.mfa_serial);
    if (p->options.mfa_callback(p->options.mfa_data, p->options.mfa_serial, code,
                                MFA_CODE_MAX + 1) != SGP_OK)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4004, "no MFA code of %s was given",
                         p->options.mfa_serial);
    p->has_mfa_code = 1;
    return SGP_OK;
}

static sgp_str duration_text(const role_provider *p, char *out, size_t out_bytes)
{
    if (p->options.duration_seconds == 0) return sgp_str_from(NULL);
    (void)sgp__format(out, out_bytes, "%lld", (long long)p->options.duration_seconds);
    return sgp_str_from(out);
}

static sgp_status begin_with_code(role_provider *p, int64_t now_us, const char *code,
                                  sgp_error *err)
{
    char name[SGP__STS_SESSION_NAME_BYTES], duration[24];
    const sgp__sts_parameter parameters[] = {
        { "RoleSessionName", sgp__sts_session_name(p->options.role_session_name, now_us, name) },
        { "ExternalId", sgp_str_from(p->options.external_id) },
        { "SerialNumber", sgp_str_from(p->options.mfa_serial) },
        { "DurationSeconds", duration_text(p, duration, sizeof duration) },
        { "RoleArn", sgp_str_from(p->options.role_arn) },
        { "TokenCode", sgp_str_from(p->options.mfa_serial ? code : NULL) },
    };

    return sgp__sts_begin(&p->base, p->options.endpoint_url, "AssumeRole", parameters,
                          sizeof parameters / sizeof parameters[0], err);
}

static sgp_status role_begin(role_provider *p, int64_t now_us, sgp_error *err)
{
    char code[MFA_CODE_MAX + 1] = "";
    sgp_status status = get_mfa_code(p, code, err);

    if (status == SGP_OK) status = begin_with_code(p, now_us, code, err);
    sgp_wipe(code, sizeof code);
    SGP_TRY(status);
    p->unsigned_headers = p->base.request.api.header_count;
    return sgp__http_provider_hide(&p->base, p->source.api.session_token, err);
}

static sgp_status role_sign(role_provider *p, int64_t now_us, sgp_error *err)
{
    const sgp_signing_scope scope = { sizeof scope, p->options.region, "sts" };

    sgp_signer *signer = p->options.signer;
    sgp_status status;

    p->base.request.api.header_count = p->unsigned_headers;
    status = signer->type->sign(signer, &p->base.request.api, &p->source.api, &scope,
                                now_us + p->clock_correction_us, err);
    return SGP__SLOT_RESULT(signer, 4060, "sign", status, 0, err);
}

/* --- exchange --------------------------------------------------------------------------------- */

static sgp_status role_exchange(role_provider *p, int64_t now_us, sgp_credentials *out,
                                sgp_deadline deadline, sgp_error *err)
{
    SGP_TRY(sgp__http_provider_run(&p->base, &sgp__sts_policy, deadline, err));
    return sgp__sts_check(&p->base, "AssumeRole", &role_paths, now_us, out, err);
}

/* Signs again with the corrected clock, at most once a get. The request then has all its attempts
 * again, because the service is healthy. */
static sgp_status role_correct_clock(role_provider *p, int64_t now_us, int64_t skew_us,
                                     sgp_error *err)
{
    p->clock_correction_us = skew_us;
    p->base.attempts = 0;
    sgp_error_reset(err);
    return role_sign(p, now_us, err);
}

static sgp_status role_run(sgp__http_provider *base, int64_t now_us, sgp_credentials *out,
                           sgp_deadline deadline, sgp_error *err)
{
    role_provider *p = (role_provider *)base;
    int64_t skew_us;
    sgp_status status;

    if (!p->base.request.api.method.ptr) {
        SGP_TRY(get_source(p, now_us, deadline, err));
        SGP_TRY(role_begin(p, now_us, err));
        SGP_TRY(role_sign(p, now_us, err));
    }
    status = role_exchange(p, now_us, out, deadline, err);
    if (status == SGP_ERR_CREDENTIALS && p->clock_correction_us == 0 &&
        sgp__clock_is_wrong(err, &p->base.response.api, now_us, p->base.trace, &skew_us)) {
        SGP_TRY(role_correct_clock(p, now_us, skew_us, err));
        status = role_exchange(p, now_us, out, deadline, err);
    }
    if (status == SGP_ERR_CREDENTIALS) sgp__clock_hint(err, p->clock_correction_us);
    return status;
}

/* --- provider --------------------------------------------------------------------------------- */

static role_provider *role_whole(sgp_credentials_provider *provider)
{
    return (role_provider *)provider;
}

static void role_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    role_provider *p = role_whole(provider);

    if (!p->is_getting_source)
        sgp__http_provider_wants(provider, out);
    else if (SGP_HAS(p->options.source, wants))
        p->options.source->type->wants(p->options.source, out);
}

static void role_reset(sgp_credentials_provider *provider)
{
    role_provider *p = role_whole(provider);

    sgp__http_provider_reset(provider);
    if (p->is_getting_source && SGP_HAS(p->options.source, reset))
        p->options.source->type->reset(p->options.source);
    p->is_getting_source = 0;
    p->clock_correction_us = 0;
    sgp__credentials_deinit(&p->source);
}

static void role_destroy(sgp_credentials_provider *provider)
{
    role_provider *p = role_whole(provider);

    role_reset(provider);
    SGP__DESTROY(p->options.signer);
    SGP__DESTROY(p->options.source);
    sgp__http_provider_destroy(provider);
}

static void role_invalidate(sgp_credentials_provider *provider)
{
    role_provider *p = role_whole(provider);

    if (SGP_HAS(p->options.source, invalidate))
        p->options.source->type->invalidate(p->options.source);
}

static sgp_status role_init(sgp__http_provider *base, sgp_error *err)
{
    static const sgp__slot source[] = { SGP__SLOT(sgp_credentials_provider_type, get) };
    static const sgp__slot signer[] = { SGP__SLOT(sgp_signer_type, sign) };
    role_provider *p = (role_provider *)base;
    sgp_creds_assume_role_options *options = &p->options;

    if (!options->no_source_message)
        options->no_source_message = "the source of the role's credentials is not configured";
    sgp__credentials_init(&p->source, base->allocator);
    SGP_TRY(
        SGP__PART_CHECK(options->source, 4058, ROLE_CONSTRUCTOR, "options.source", source, err));
    return SGP__PART_CHECK(options->signer, 4059, ROLE_CONSTRUCTOR, "options.signer", signer, err);
}

sgp_status sgp_creds_assume_role_new(sgp_credentials_provider **out, const sgp_creds_parts *parts,
                                     const sgp_creds_assume_role_options *options, sgp_error *err)
{
    static const sgp_credentials_provider_type type = {
        sizeof type, ROLE_SOURCE,  sgp__http_provider_get, role_wants,
        role_reset,  role_destroy, role_invalidate
    };
    static const sgp__text_option texts[] = {
        SGP__URL_OPTION(sgp_creds_assume_role_options, endpoint_url, 1, SGP__STS_URL),
        SGP__TEXT_OPTION(sgp_creds_assume_role_options, region, 1),
        SGP__TEXT_OPTION(sgp_creds_assume_role_options, role_arn, 1),
        SGP__TEXT_OPTION(sgp_creds_assume_role_options, role_session_name, 0),
        SGP__TEXT_OPTION(sgp_creds_assume_role_options, external_id, 0),
        SGP__TEXT_OPTION(sgp_creds_assume_role_options, mfa_serial, 0),
        SGP__TEXT_OPTION(sgp_creds_assume_role_options, no_source_message, 0),
        SGP__TEXT_OPTIONS_END,
    };
    static const sgp__http_provider_kind kind = {
        SGP__HTTP_PROVIDER_KIND(ROLE_CONSTRUCTOR, type, role_provider, texts),
        .init = role_init,
        .run = role_run,
    };

    return sgp__http_provider_new(out, &kind, parts, options, err);
}
