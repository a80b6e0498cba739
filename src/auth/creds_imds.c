/*
 * creds_imds.c - the credentials provider of EC2 instances: IMDSv2, and v1 where an instance has
 * no other (botocore/utils.py, InstanceMetadataFetcher; botocore/credentials.py,
 * InstanceMetadataProvider).
 *
 * Where nobody answers this is no instance, and nothing is configured; what an instance does answer
 * and cannot be used is an error.
 */
#include "creds_fetch.h"

#include "ascii.h"

#include <string.h>

#define SOURCE "iam-role"
#define US_PER_MS 1000
#define US_PER_MINUTE (INT64_C(60) * 1000000)
#define ROLES_PATH "latest/meta-data/iam/security-credentials/"
/* A token that does not come in time may have been stopped on its way (a container behind a hop
 * limit of 1); v1 then answers at once or never. */
#define V1_TIMEOUT_US (250 * US_PER_MS)
#define ROLE_MAX 256

typedef enum imds_step { ASK_TOKEN, ASK_ROLE, ASK_CREDENTIALS } imds_step;

typedef struct imds_provider {
    sgp__fetch fetch;
    const char *endpoint;
    int is_v1_disabled;
    sgp__fetch_policy policy;

    imds_step step;
    int is_late;     /* the token did not come in time */
    sgp_arena arena; /* of one get: token, role */
    sgp_str token;   /* absent: v1 */
    sgp_str role;
} imds_provider;

/* An expiry that is past is stretched: take_document. */
static const sgp__creds_paths paths = {
    "AccessKeyId", "SecretAccessKey", "Token", "Expiration", 1, 1, 0
};

static int is_worth_another_try(const sgp_http_response *response)
{
    return response->status != 200 && (response->status < 400 || response->status > 405 ||
                                       response->status == 401 || response->status == 402);
}

/* --- requests --------------------------------------------------------------------------------- */

static sgp_status add(imds_provider *p, const char *name, const char *value, sgp_error *err)
{
    return sgp_http_request_add(&p->fetch.request, name, sgp_str_from(value), err);
}

static sgp_status begin(imds_provider *p, sgp_error *err)
{
    char path[sizeof ROLES_PATH + ROLE_MAX] = ROLES_PATH;

    if (p->step == ASK_TOKEN) {
        SGP_TRY(sgp__fetch_begin(&p->fetch, "PUT", p->endpoint, "latest/api/token",
                                 "ec2_metadata_service_endpoint", err));
        SGP_TRY(add(p, "x-aws-ec2-metadata-token-ttl-seconds", "21600", err));
    } else {
        if (p->role.ptr) memcpy(path + sizeof ROLES_PATH - 1, p->role.ptr, p->role.len + 1);
        SGP_TRY(sgp__fetch_begin(&p->fetch, "GET", p->endpoint, path,
                                 "ec2_metadata_service_endpoint", err));
        if (p->token.ptr) SGP_TRY(add(p, "x-aws-ec2-metadata-token", p->token.ptr, err));
    }
    p->fetch.request.is_direct = 1;
    return SGP_OK;
}

static sgp_status keep(imds_provider *p, sgp_str *out, sgp_error *err)
{
    const sgp_str body = p->fetch.response.body;

    return sgp_arena_copy(&p->arena, body.ptr, body.len, out, err);
}

/* --- answers: each returns SGP_OK to go on --------------------------------------------------- */

static sgp_status take_token(imds_provider *p, sgp_error *err)
{
    int status = p->fetch.response.status;

    if (status == 400)
        return sgp_error_set(err, SGP_ERR_RESPONSE,
                             "Error retrieving metadata: the token request was called a bad one "
                             "(HTTP status 400)");
    if (status == 200) {
        SGP_TRY(keep(p, &p->token, err));
        if (p->token.len > 0 && sgp__is_field_value(p->token)) return SGP_OK;
        return sgp_error_set(err, SGP_ERR_RESPONSE, "Error retrieving metadata: the token is none");
    }
    if (!p->is_v1_disabled) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_RESPONSE,
                         "Error retrieving metadata: Unable to retrieve token for use in IMDSv2 "
                         "call and IMDSv1 has been disabled");
}

/* IAM's characters of a role's name, and its path's. */
static int is_role(sgp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!sgp__is_alpha(text.ptr[i]) && !sgp__is_digit(text.ptr[i]) &&
            (!text.ptr[i] || !strchr("_+=,.@-/", text.ptr[i])))
            return 0;
    return text.len > 0 && text.len < ROLE_MAX;
}

static sgp_status take_role(imds_provider *p, sgp_error *err)
{
    if (p->fetch.response.status != 200 || p->fetch.response.body.len == 0) {
        sgp__trace(&p->fetch.trace, "credentials", SOURCE ": this instance has no role");
        return SGP_NOT_CONFIGURED;
    }
    if (is_role(p->fetch.response.body)) return keep(p, &p->role, err);
    return sgp_error_set(err, SGP_ERR_RESPONSE,
                         "Error retrieving metadata: what should be the name of the role is none");
}

/* {"Code": "AssumeRoleUnauthorizedAccess", "Message": "..."}, with status 200. */
static sgp_status check_code(imds_provider *p, sgp_error *err)
{
    sgp_member members[] = { { "Code", SGP_MEMBER_ABSENT, { NULL, 0 } },
                             { "Message", SGP_MEMBER_ABSENT, { NULL, 0 } },
                             { "AccessKeyId", SGP_MEMBER_ABSENT, { NULL, 0 } } };
    const sgp_documents *documents = &p->fetch.documents;
    char code[64], message[256];

    SGP_TRY(documents->read(documents->self, p->fetch.response.body, members, 3, &p->arena, err));
    if (members[2].type != SGP_MEMBER_ABSENT || members[0].type == SGP_MEMBER_ABSENT) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_RESPONSE, "Error retrieving metadata: %s: %s",
                         sgp__fetch_excerpt(members[0].value, code, sizeof code),
                         sgp__fetch_excerpt(members[1].value, message, sizeof message));
}

/* botocore/utils.py, _evaluate_expiration: instances keep what they have when the service that
 * renews it is down, and it is still accepted. */
static sgp_status stretch_expiry(imds_provider *p, int64_t now_us, sgp_credentials *out,
                                 sgp_error *err)
{
    unsigned char draw[2];
    int64_t offset_us;

    if (p->fetch.platform.random(p->fetch.platform.self, draw, sizeof draw) != SGP_OK)
        return sgp_error_set(err, SGP_ERR_PLATFORM, "the platform's random function failed");
    offset_us = 17 * US_PER_MINUTE + ((int64_t)draw[0] * 256 + draw[1]) * 8 * US_PER_MINUTE / 65536;
    if (now_us < out->expires_us - offset_us) return SGP_OK;
    sgp__trace(&p->fetch.trace, "credentials",
               SOURCE ": the instance's credentials are about to expire or "
                      "have; they are used for some more minutes");
    out->expires_us = now_us + offset_us;
    return SGP_OK;
}

static sgp_status take_document(imds_provider *p, int64_t now_us, sgp_credentials *out,
                                sgp_error *err)
{
    char text[256];

    if (p->fetch.response.status != 200)
        return sgp_error_set(err, SGP_ERR_RESPONSE,
                             "Error retrieving metadata: HTTP status %d for the role's "
                             "credentials: %s",
                             p->fetch.response.status,
                             sgp__fetch_excerpt(p->fetch.response.body, text, sizeof text));
    SGP_TRY(check_code(p, err));
    SGP_TRY(sgp__creds_read(&p->fetch.documents, p->fetch.response.body, &paths, SOURCE, INT64_MIN,
                            out, err));
    return stretch_expiry(p, now_us, out, err);
}

/* --- the provider ----------------------------------------------------------------------------- */

/* Nobody there: no instance. In the middle of the talk it is a failure. */
static sgp_status after_silence(imds_provider *p, sgp_status status, sgp_deadline deadline,
                                sgp_error *err)
{
    int64_t now = p->fetch.platform.monotonic_us(p->fetch.platform.self);

    if (status == SGP_ERR_MEMORY || status == SGP_ERR_PLATFORM || now >= deadline.at_us)
        return status;
    if (p->step == ASK_TOKEN && status == SGP_ERR_TIMEOUT && !p->is_v1_disabled) {
        sgp_error_reset(err);
        p->is_late = 1;
        return SGP_OK;
    }
    if (p->step == ASK_CREDENTIALS || (p->step == ASK_ROLE && p->token.ptr)) return status;
    sgp__trace(&p->fetch.trace, "credentials", SOURCE ": nobody answers: %.300s", err->message);
    sgp_error_reset(err);
    return SGP_NOT_CONFIGURED;
}

static sgp_status take_answer(imds_provider *p, int64_t now_us, sgp_credentials *out,
                              sgp_error *err)
{
    switch (p->step) {
    case ASK_TOKEN:
        return take_token(p, err);
    case ASK_ROLE:
        return take_role(p, err);
    case ASK_CREDENTIALS:
        break;
    }
    return take_document(p, now_us, out, err);
}

/* One of the three exchanges; SGP_OK when it has ended well. */
static sgp_status take_step(imds_provider *p, int64_t now_us, sgp_credentials *out,
                            sgp_deadline deadline, sgp_error *err)
{
    sgp__fetch_policy policy = p->policy;
    sgp_status status;

    if (p->is_late && policy.timeout_us > V1_TIMEOUT_US) policy.timeout_us = V1_TIMEOUT_US;
    if (!p->fetch.request.method.ptr) SGP_TRY(begin(p, err));
    status = sgp__fetch_run(&p->fetch, &policy, deadline, err);
    if (status == SGP_AGAIN) return status;
    status = status == SGP_OK ? take_answer(p, now_us, out, err)
                              : after_silence(p, status, deadline, err);
    sgp__fetch_reset(&p->fetch);
    return status;
}

static void start_again(void *self)
{
    imds_provider *p = self;

    sgp_arena_deinit(&p->arena);
    p->step = ASK_TOKEN;
    p->is_late = 0;
    p->token = p->role = sgp_str_from(NULL);
}

static sgp_status imds_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                           sgp_error *err)
{
    imds_provider *p = self;
    sgp_error unread = SGP_ERROR_INIT;
    sgp_status status = SGP_OK;

    if (!err) err = &unread;
    while (status == SGP_OK) {
        status = take_step(p, now_us, out, deadline, err);
        if (status == SGP_OK && p->step++ == ASK_CREDENTIALS) break;
    }
    if (status == SGP_AGAIN) return status;
    if (status < SGP_OK) {
        status = sgp__fetch_fail(&p->fetch, status, deadline, err);
        sgp_credentials_deinit(out);
    }
    sgp__fetch_reset(&p->fetch);
    start_again(p);
    return status;
}

static sgp_status keep_options(imds_provider *p, const sgp_creds_imds_options *options,
                               sgp_error *err)
{
    const char *endpoint = options->endpoint && options->endpoint[0] ? options->endpoint
                                                                     : "http://169.254.169.254/";

    p->is_v1_disabled = options->is_v1_disabled;
    p->policy.attempts = options->attempts > 0 ? options->attempts : 1;
    p->policy.timeout_us = (options->timeout_ms > 0 ? options->timeout_ms : 1000) * US_PER_MS;
    p->policy.is_retried = is_worth_another_try;
    p->fetch.on_reset = start_again;
    sgp_arena_init(&p->arena, p->fetch.allocator, 4 * SGP_DOCUMENT_BYTES_MAX);
    return sgp__fetch_keep(&p->fetch, endpoint, &p->endpoint, err);
}

sgp_status sgp_creds_imds_new(sgp_credentials_provider *out, const sgp_creds_parts *parts,
                              const sgp_creds_imds_options *options, sgp_error *err)
{
    sgp_creds_imds_options own = SGP_CREDS_IMDS_OPTIONS_INIT;
    void *self;
    sgp_status status;

    SGP_TRY(sgp__fetch_new(out, &self, sizeof(imds_provider), SOURCE, parts, "sgp_creds_imds_new",
                           err));
    status = sgp__options_copy(&own, sizeof own, options, "sgp_creds_imds_new", err);
    if (status == SGP_OK) status = keep_options(self, &own, err);
    return sgp__fetch_offer(self, status, imds_get, out);
}
