/*
 * creds_imds.c - credentials of EC2 instances: IMDSv2, and v1 where an instance has no v2
 * (botocore/utils.py, InstanceMetadataFetcher; botocore/credentials.py, InstanceMetadataProvider).
 *
 * If nothing answers, the host is not an instance, and get returns SGP_NOT_CONFIGURED. An unusable
 * answer is an error.
 */
#include "sgp_http_refusal.h"

#include "sgp_ascii.h"

#include <limits.h>
#include <string.h>

#define IMDS_SOURCE "iam-role"
#define IMDS_URL "ec2_metadata_service_endpoint (AWS_EC2_METADATA_SERVICE_ENDPOINT)"
#define IMDS_US_PER_MINUTE (60 * SGP__US_PER_SECOND)
#define ROLES_PATH "latest/meta-data/iam/security-credentials/"
/* Timeout of v1 after a timeout of the token. The token may have been lost on its way to a
 * container (hop limit of 1); then v1 answers at once or never. */
#define V1_TIMEOUT_US (250 * SGP__US_PER_MS)
#define ROLE_MAX 256
#define IMDS_TEXTS_BYTES_MAX (4u * SGP_DOCUMENT_BYTES_MAX)

typedef enum imds_step { GET_TOKEN, GET_ROLE, GET_CREDENTIALS } imds_step;

typedef struct imds_provider {
    sgp__http_provider base;
    sgp_creds_imds_options options;
    sgp__http_provider_policy policy;

    /* The current get. */
    imds_step step;
    int is_late;     /* the token did not arrive in time */
    sgp_arena arena; /* token, role */
    sgp_str token;   /* absent: v1 */
    sgp_str role;
} imds_provider;

/* check_credentials extends an expiry that has passed. */
static const sgp__creds_paths imds_paths = { .source = IMDS_SOURCE,
                                             .access_key_id = "AccessKeyId",
                                             .secret_access_key = "SecretAccessKey",
                                             .session_token = "Token",
                                             .expiry = "Expiration",
                                             .is_temporary = 1,
                                             .may_be_expired = 1 };

static int imds_is_retried(const sgp_http_response *response)
{
    return response->status != 200 && (response->status < 400 || response->status > 405 ||
                                       response->status == 401 || response->status == 402);
}

/* --- requests --------------------------------------------------------------------------------- */

static sgp_status imds_begin_url(imds_provider *p, const char *method, const char *path,
                                 sgp_error *err)
{
    return sgp__http_provider_begin(&p->base, method, p->options.endpoint, path, IMDS_URL, err);
}

static sgp_status add(imds_provider *p, const char *name, const char *value, sgp_error *err)
{
    return sgp_http_request_add_header(&p->base.request.api, name, sgp_str_from(value), err);
}

static sgp_status imds_add_token(imds_provider *p, sgp_error *err)
{
    SGP_TRY(sgp__http_provider_hide(&p->base, p->token, err));
    return add(p, "x-aws-ec2-metadata-token", p->token.ptr, err);
}

static sgp_status imds_begin(imds_provider *p, sgp_error *err)
{
    char path[sizeof ROLES_PATH + ROLE_MAX] = ROLES_PATH;

    if (p->step == GET_TOKEN) {
        SGP_TRY(imds_begin_url(p, "PUT", "latest/api/token", err));
        SGP_TRY(add(p, "x-aws-ec2-metadata-token-ttl-seconds", "21600", err));
    } else {
        if (p->role.ptr) memcpy(path + sizeof ROLES_PATH - 1, p->role.ptr, p->role.len + 1);
        SGP_TRY(imds_begin_url(p, "GET", path, err));
        if (p->token.ptr) SGP_TRY(imds_add_token(p, err));
    }
    p->base.request.api.is_direct = 1;
    return SGP_OK;
}

static sgp_status copy_body(imds_provider *p, sgp_str *out, sgp_error *err)
{
    const sgp_str body = sgp__trim_line(p->base.response.api.body);

    return sgp_arena_copy(&p->arena, body.ptr, body.len, out, err);
}

/* --- responses: SGP_OK means that the next step may run --------------------------------------- */

static sgp_status check_token(imds_provider *p, sgp_error *err)
{
    int status = p->base.response.api.status;

    if (status == 400)
        return SGP__FAIL(err, SGP_ERR_RESPONSE, 4019,
                         "Error retrieving metadata: IMDS refused the token request with HTTP "
                         "status 400");
    if (status == 200) {
        SGP_TRY(copy_body(p, &p->token, err));
        if (p->token.len > 0 && sgp__is_field_value(p->token)) return SGP_OK;
        return SGP__FAIL(err, SGP_ERR_RESPONSE, 4020,
                         "Error retrieving metadata: IMDS returned an empty or invalid token");
    }
    if (!p->options.is_v1_disabled) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_RESPONSE, 4021,
                     "Error retrieving metadata: Unable to retrieve token for use in IMDSv2 "
                     "call and IMDSv1 has been disabled");
}

/* IAM's characters of role names and paths. */
static int is_role(sgp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!sgp__is_alpha(text.ptr[i]) && !sgp__is_digit(text.ptr[i]) &&
            (!text.ptr[i] || !strchr("_+=,.@-/", text.ptr[i])))
            return 0;
    return text.len > 0 && text.len < ROLE_MAX;
}

static sgp_status check_role(imds_provider *p, sgp_error *err)
{
    const sgp_http_response *response = &p->base.response.api;

    if (response->status != 200 || response->body.len == 0) {
        SGP__TRACE(p->base.trace, "credentials", IMDS_SOURCE ": this instance has no role");
        return SGP_NOT_CONFIGURED;
    }
    if (is_role(sgp__trim_line(response->body))) return copy_body(p, &p->role, err);
    return SGP__FAIL(err, SGP_ERR_RESPONSE, 4022,
                     "Error retrieving metadata: IMDS returned an invalid role name");
}

/* {"Code": "AssumeRoleUnauthorizedAccess", "Message": "..."}, with status 200. */
static sgp_status check_code(imds_provider *p, sgp_error *err)
{
    sgp_document_member members[] = { SGP__MEMBER("Code"), SGP__MEMBER("Message"),
                                      SGP__MEMBER("AccessKeyId") };
    sgp_document_parser *parser = p->base.parser;
    sgp__refusal refusal;

    SGP_TRY(sgp__document_parse(parser, p->base.response.api.body, members, 3, &p->arena, err));
    if (members[2].type != SGP_DOCUMENT_MEMBER_ABSENT ||
        members[0].type == SGP_DOCUMENT_MEMBER_ABSENT)
        return SGP_OK;
    refusal.code = members[0].value;
    refusal.message = members[1].value;
    (void)SGP__FAIL(err, SGP_ERR_RESPONSE, 4023, "Error retrieving metadata: ");
    sgp__refusal_append(&p->base, &refusal, err);
    return SGP_ERR_RESPONSE;
}

/* Stores a random time from 17 to 25 minutes. */
static sgp_status draw_extension(imds_provider *p, int64_t *us, sgp_error *err)
{
    sgp_platform *platform = p->base.platform;
    unsigned char bytes[2];

    if (platform->type->random(platform, bytes, sizeof bytes) != SGP_OK)
        return SGP__FAIL(err, SGP_ERR_PLATFORM, 4024, "the platform's random function failed");
    *us = 17 * IMDS_US_PER_MINUTE + (bytes[0] * 256 + bytes[1]) * 8 * IMDS_US_PER_MINUTE / 65536;
    return SGP_OK;
}

/* botocore/utils.py, _evaluate_expiration: if the service that renews credentials is down,
 * instances return the old ones, which are still accepted. */
static void extend_expiry(const imds_provider *p, int64_t now_us, int64_t extension_us,
                          sgp_credentials *out)
{
    if (now_us < out->expires_us - extension_us) return;
    SGP__TRACE(p->base.trace, "credentials",
               IMDS_SOURCE
               ": the credentials of the instance have expired or expire soon; they are "
               "used for some more minutes");
    out->expires_us = now_us + extension_us;
}

static sgp_status check_credentials(imds_provider *p, int64_t now_us, sgp_credentials *out,
                                    sgp_error *err)
{
    const sgp_http_response *response = &p->base.response.api;
    int64_t extension_us = 0;

    if (response->status != 200) {
        (void)SGP__FAIL(err, SGP_ERR_RESPONSE, 4025,
                        "Error retrieving metadata: HTTP status %d for the role's credentials: ",
                        response->status);
        return sgp__http_provider_refuse(&p->base, err);
    }
    SGP_TRY(check_code(p, err));
    SGP_TRY(draw_extension(p, &extension_us, err));
    SGP_TRY(sgp__http_provider_parse(&p->base, &imds_paths, now_us, out, err));
    extend_expiry(p, now_us, extension_us, out);
    return SGP_OK;
}

static sgp_status imds_check(imds_provider *p, int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    if (p->step == GET_TOKEN) return check_token(p, err);
    if (p->step == GET_ROLE) return check_role(p, err);
    return check_credentials(p, now_us, out, err);
}

/* --- provider --------------------------------------------------------------------------------- */

/* If an exchange fails before IMDS returned a token or a role, the host is not an instance. A later
 * failure is an error. If only the token is late, v1 is tried. */
static sgp_status check_failure(imds_provider *p, sgp_status status, sgp_deadline deadline,
                                sgp_error *err)
{
    int64_t now = p->base.platform->type->monotonic_us(p->base.platform);

    if (status == SGP_ERR_MEMORY || status == SGP_ERR_PLATFORM || now >= deadline.at_us)
        return status;
    if (p->step == GET_TOKEN && status == SGP_ERR_TIMEOUT && !p->options.is_v1_disabled) {
        sgp_error_reset(err);
        p->is_late = 1;
        return SGP_OK;
    }
    if (p->step == GET_CREDENTIALS || (p->step == GET_ROLE && p->token.ptr)) return status;
    SGP__TRACE(p->base.trace, "credentials", IMDS_SOURCE ": no answer: %.300s",
               sgp_error_message(err));
    sgp_error_reset(err);
    return SGP_NOT_CONFIGURED;
}

/* Runs one of the three exchanges. */
static sgp_status run_step(imds_provider *p, int64_t now_us, sgp_credentials *out,
                           sgp_deadline deadline, sgp_error *err)
{
    sgp__http_provider_policy policy = p->policy;
    sgp_status status;

    if (p->is_late && policy.timeout_us > V1_TIMEOUT_US) policy.timeout_us = V1_TIMEOUT_US;
    if (!p->base.request.api.method.ptr) SGP_TRY(imds_begin(p, err));
    status = sgp__http_provider_run(&p->base, &policy, deadline, err);
    if (status == SGP_AGAIN) return status;
    status = status == SGP_OK ? imds_check(p, now_us, out, err)
                              : check_failure(p, status, deadline, err);
    sgp__http_provider_reset(&p->base.base);
    return status;
}

static sgp_status imds_run(sgp__http_provider *base, int64_t now_us, sgp_credentials *out,
                           sgp_deadline deadline, sgp_error *err)
{
    imds_provider *p = (imds_provider *)base;

    for (; p->step != GET_CREDENTIALS; p->step++)
        SGP_TRY(run_step(p, now_us, out, deadline, err));
    return run_step(p, now_us, out, deadline, err);
}

static void imds_reset(sgp_credentials_provider *provider)
{
    imds_provider *p = (imds_provider *)provider;

    sgp__http_provider_reset(provider);
    sgp__arena_deinit(&p->arena);
    p->step = GET_TOKEN;
    p->is_late = 0;
    p->token = p->role = sgp_str_from(NULL);
}

static sgp_status imds_init(sgp__http_provider *base, sgp_error *err)
{
    imds_provider *p = (imds_provider *)base;
    sgp_creds_imds_options *options = &p->options;

    (void)err;
    if (!options->endpoint || !options->endpoint[0]) options->endpoint = "http://169.254.169.254/";
    p->policy.attempts = options->attempts > 0 ? options->attempts : 1;
    if (options->timeout_ms <= 0) options->timeout_ms = 1000;
    if (options->timeout_ms > INT_MAX) options->timeout_ms = INT_MAX;
    p->policy.timeout_us = options->timeout_ms * SGP__US_PER_MS;
    p->policy.is_retried = imds_is_retried;
    sgp__arena_init(&p->arena, base->allocator, IMDS_TEXTS_BYTES_MAX);
    return SGP_OK;
}

sgp_status sgp_creds_imds_new(sgp_credentials_provider **out, const sgp_creds_parts *parts,
                              const sgp_creds_imds_options *options, sgp_error *err)
{
    static const sgp_credentials_provider_type type = SGP__HTTP_PROVIDER_TYPE(IMDS_SOURCE,
                                                                              imds_reset);
    static const sgp__text_option texts[] = {
        SGP__URL_OPTION(sgp_creds_imds_options, endpoint, 0, IMDS_URL),
        SGP__TEXT_OPTIONS_END,
    };
    static const sgp__http_provider_kind kind = {
        SGP__HTTP_PROVIDER_KIND("sgp_creds_imds_new", type, imds_provider, texts),
        .init = imds_init,
        .run = imds_run,
    };

    return sgp__http_provider_new(out, &kind, parts, options, err);
}
