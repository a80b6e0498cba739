/*
 * creds_assume_role.c - the credentials provider that assumes a role with the credentials of
 * another one (botocore/credentials.py, AssumeRoleCredentialFetcher; STS AssumeRole).
 */
#include "sts.h"

#include "clock_skew.h"
#include "mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define SOURCE "assume-role"
#define RESULT "AssumeRoleResult.Credentials."
#define MFA_CODE_MAX 63

typedef struct role_provider {
    sgp__fetch fetch;
    sgp_signer signer;
    sgp_credentials_provider inner; /* whose credentials assume the role */
    const char *endpoint_url;
    const char *region;
    const char *role_arn;
    const char *session_name; /* NULL: the default */
    const char *external_id;
    const char *mfa_serial;
    const char *no_source;
    int64_t duration_seconds; /* 0: the service's default */
    sgp_mfa mfa;
    int has_asked;

    /* Of one get. The client corrects its own clock for good; ours only helps it to get there. */
    sgp_credentials source;
    int is_asking; /* the inner provider has said SGP_AGAIN */
    size_t unsigned_headers;
    int64_t clock_correction_us;
} role_provider;

static const sgp__creds_paths paths = { RESULT "AccessKeyId",
                                        RESULT "SecretAccessKey",
                                        RESULT "SessionToken",
                                        RESULT "Expiration",
                                        1,
                                        1,
                                        0 };

static sgp_status get_source(role_provider *p, int64_t now_us, sgp_deadline deadline,
                             sgp_error *err)
{
    sgp_status status = p->inner.get(p->inner.self, now_us, &p->source, deadline, err);

    p->is_asking = status == SGP_AGAIN;
    if (status != SGP_NOT_CONFIGURED) return status;
    return sgp_error_set(err, SGP_ERR_CREDENTIALS, "%s", p->no_source);
}

static sgp_status ask_mfa_code(role_provider *p, char *out, sgp_error *err)
{
    if (p->has_asked)
        return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                             "Cannot refresh credentials: MFA token required.");
    if (!p->mfa.ask)
        return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                             "the role needs an MFA code of %s, and there is nobody to ask for it",
                             p->mfa_serial);
    if (p->mfa.ask(p->mfa.self, p->mfa_serial, out, MFA_CODE_MAX + 1) != SGP_OK)
        return sgp_error_set(err, SGP_ERR_CREDENTIALS, "no MFA code of %s was given",
                             p->mfa_serial);
    p->has_asked = 1;
    return SGP_OK;
}

static sgp_status begin(role_provider *p, int64_t now_us, sgp_error *err)
{
    sgp__session_name name = sgp__default_session_name(now_us);
    char duration[24] = "", code[MFA_CODE_MAX + 1] = "";
    sgp_status status = p->mfa_serial ? ask_mfa_code(p, code, err) : SGP_OK;
    sgp__sts_parameter parameters[] = {
        { "RoleSessionName", sgp_str_from(p->session_name ? p->session_name : name.text) },
        { "ExternalId", sgp_str_from(p->external_id) },
        { "SerialNumber", sgp_str_from(p->mfa_serial) },
        { "DurationSeconds", sgp_str_from(p->duration_seconds ? duration : NULL) },
        { "RoleArn", sgp_str_from(p->role_arn) },
        { "TokenCode", sgp_str_from(p->mfa_serial ? code : NULL) },
    };

    SGP_TRY(status);
    parameters[3].value.len = (size_t)snprintf(duration, sizeof duration, "%" PRId64,
                                               p->duration_seconds);
    status = sgp__sts_begin(&p->fetch, p->endpoint_url, "AssumeRole", parameters,
                            sizeof parameters / sizeof parameters[0], err);
    sgp_wipe(code, sizeof code);
    p->unsigned_headers = p->fetch.request.header_count;
    return status;
}

static sgp_status sign(role_provider *p, int64_t now_us, sgp_error *err)
{
    const sgp_signing_scope scope = { p->region, "sts" };

    p->fetch.request.header_count = p->unsigned_headers;
    return p->signer.sign(p->signer.self, &p->fetch.request, &p->source, &scope,
                          now_us + p->clock_correction_us, err);
}

static sgp_status exchange(role_provider *p, int64_t now_us, sgp_credentials *out,
                           sgp_deadline deadline, sgp_error *err)
{
    SGP_TRY(sgp__fetch_run(&p->fetch, &sgp__sts_policy, deadline, err));
    return sgp__sts_judge(&p->fetch, "AssumeRole", &paths, now_us + p->clock_correction_us, out,
                          err);
}

/* Once a get, and beside the attempts, as the client does it. */
static sgp_status correct_clock(role_provider *p, int64_t now_us, int64_t skew_us, sgp_error *err)
{
    p->clock_correction_us = skew_us;
    p->fetch.attempts = 0;
    sgp_error_reset(err);
    return sign(p, now_us, err);
}

static sgp_status run(role_provider *p, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                      sgp_error *err)
{
    int64_t skew_us;
    sgp_status status;

    if (!p->fetch.request.method.ptr) {
        SGP_TRY(get_source(p, now_us, deadline, err));
        SGP_TRY(begin(p, now_us, err));
        SGP_TRY(sign(p, now_us, err));
    }
    status = exchange(p, now_us, out, deadline, err);
    if (status == SGP_ERR_CREDENTIALS && p->clock_correction_us == 0 &&
        sgp__clock_is_wrong(err, &p->fetch.response, now_us, &p->fetch.trace, &skew_us)) {
        SGP_TRY(correct_clock(p, now_us, skew_us, err));
        status = exchange(p, now_us, out, deadline, err);
    }
    if (status == SGP_ERR_CREDENTIALS) sgp__clock_blame(err, p->clock_correction_us);
    return status;
}

static void role_reset(void *self)
{
    role_provider *p = self;

    if (p->is_asking && p->inner.reset) p->inner.reset(p->inner.self);
    p->is_asking = 0;
    p->clock_correction_us = 0;
    sgp_credentials_deinit(&p->source);
}

/* What STS and the source of the credentials say stands for itself. */
static sgp_status role_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                           sgp_error *err)
{
    role_provider *p = self;
    sgp_error unread = SGP_ERROR_INIT;
    sgp_status status;

    if (!err) err = &unread;
    status = run(p, now_us, out, deadline, err);
    if (status == SGP_AGAIN) return status;
    if (status < SGP_OK && status != SGP_ERR_CREDENTIALS)
        status = sgp__fetch_fail(&p->fetch, status, deadline, err);
    sgp__fetch_reset(&p->fetch);
    role_reset(p);
    return status;
}

static int role_wants(void *self, sgp_wants *out)
{
    role_provider *p = self;

    if (p->is_asking && p->inner.wants) p->inner.wants(p->inner.self, out);
    return p->is_asking;
}

static void role_destroy(void *self)
{
    role_provider *p = self;

    if (p->signer.destroy) p->signer.destroy(p->signer.self);
    if (p->inner.destroy) p->inner.destroy(p->inner.self);
}

static void role_invalidate(void *self)
{
    role_provider *p = self;

    if (p->inner.invalidate) p->inner.invalidate(p->inner.self);
}

static sgp_status keep_texts(role_provider *p, const sgp_creds_assume_role_options *options,
                             sgp_error *err)
{
    const char *no_source = options->no_source ? options->no_source
                                               : "the source of the role's credentials has none";

    SGP_TRY(sgp__fetch_keep(&p->fetch, options->endpoint_url, &p->endpoint_url, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->region, &p->region, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->role_arn, &p->role_arn, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->role_session_name, &p->session_name, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->external_id, &p->external_id, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->mfa_serial, &p->mfa_serial, err));
    return sgp__fetch_keep(&p->fetch, no_source, &p->no_source, err);
}

static sgp_status keep_options(role_provider *p, const sgp_creds_assume_role_options *options,
                               sgp_error *err)
{
    (void)sgp__table_copy(&p->signer, sizeof p->signer, options->signer, sizeof(size_t));
    (void)sgp__table_copy(&p->inner, sizeof p->inner, options->source, sizeof(size_t));
    if (!p->signer.sign || !p->inner.get || !options->role_arn || !options->region ||
        !options->endpoint_url)
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_creds_assume_role_new needs role_arn, region, endpoint_url, a "
                             "signer and a source");
    p->mfa = options->mfa;
    p->duration_seconds = options->duration_seconds;
    p->fetch.on_wants = role_wants;
    p->fetch.on_reset = role_reset;
    p->fetch.on_destroy = role_destroy;
    sgp_credentials_init(&p->source, p->fetch.allocator);
    return keep_texts(p, options, err);
}

sgp_status sgp_creds_assume_role_new(sgp_credentials_provider *out, const sgp_creds_parts *parts,
                                     const sgp_creds_assume_role_options *options, sgp_error *err)
{
    sgp_creds_assume_role_options own = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;
    void *self;
    sgp_status status;

    SGP_TRY(sgp__fetch_new(out, &self, sizeof(role_provider), SOURCE, parts,
                           "sgp_creds_assume_role_new", err));
    status = sgp__options_copy(&own, sizeof own, options, "sgp_creds_assume_role_new", err);
    if (status == SGP_OK) status = keep_options(self, &own, err);
    status = sgp__fetch_offer(self, status, role_get, out);
    if (status == SGP_OK) out->invalidate = role_invalidate;
    return status;
}
