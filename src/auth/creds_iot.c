/*
 * creds_iot.c - the credentials provider of devices with an X.509 certificate: AWS IoT's
 * credentials endpoint, asked over mutual TLS (AWS IoT Core developer guide, "Authorizing direct
 * calls to AWS services using AWS IoT Core credential provider").
 */
#include "creds_fetch.h"

#include "ascii.h"

#include <stdio.h>
#include <string.h>

#define SOURCE "iot"
#define ROLE_ALIAS_MAX 128
#define TIMEOUT_US 10000000
#define PAUSE_US 500000

typedef struct iot_provider {
    sgp__fetch fetch;
    const char *endpoint_url;
    const char *role_alias;
    const char *thing_name;
} iot_provider;

static const sgp__creds_paths paths = { "credentials.accessKeyId",
                                        "credentials.secretAccessKey",
                                        "credentials.sessionToken",
                                        "credentials.expiration",
                                        1,
                                        1,
                                        0 };

static int is_server_error(const sgp_http_response *response)
{
    return response->status >= 500 || response->status == 429;
}

static const sgp__fetch_policy policy = { 3, TIMEOUT_US, PAUSE_US, is_server_error };

static sgp_status begin(void *self, int64_t now_us, sgp_error *err)
{
    iot_provider *p = self;
    char path[ROLE_ALIAS_MAX + 32];

    (void)now_us;
    (void)snprintf(path, sizeof path, "/role-aliases/%s/credentials", p->role_alias);
    SGP_TRY(sgp__fetch_begin(&p->fetch, "GET", p->endpoint_url, path,
                             "the AWS IoT credentials endpoint", err));
    SGP_TRY(sgp_http_request_add(&p->fetch.request, "Accept", sgp_str_from("*/*"), err));
    if (!p->thing_name) return SGP_OK;
    return sgp_http_request_add(&p->fetch.request, "x-amzn-iot-thingname",
                                sgp_str_from(p->thing_name), err);
}

/* 403: certificate, role alias, policy or thing name do not go together; the body says more. */
static sgp_status judge(void *self, int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    iot_provider *p = self;
    const sgp_http_response *response = &p->fetch.response;
    char text[256];

    if (response->status == 200)
        return sgp__creds_read(&p->fetch.documents, response->body, &paths, SOURCE, now_us, out,
                               err);
    return sgp_error_set(err, SGP_ERR_RESPONSE, "HTTP status %d for role alias %s: %s",
                         response->status, p->role_alias,
                         sgp__fetch_excerpt(response->body, text, sizeof text));
}

static sgp_status iot_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                          sgp_error *err)
{
    static const sgp__fetch_steps steps = { &policy, begin, judge };

    return sgp__fetch_get(self, &steps, now_us, out, deadline, err);
}

static int is_role_alias(const char *text)
{
    size_t len = text ? strlen(text) : 0;

    for (size_t i = 0; i < len; i++)
        if (!sgp__is_alpha(text[i]) && !sgp__is_digit(text[i]) && !strchr("=@-", text[i])) return 0;
    return len > 0 && len <= ROLE_ALIAS_MAX;
}

static sgp_status keep_options(iot_provider *p, const sgp_creds_iot_options *options,
                               sgp_error *err)
{
    if (!options->endpoint_url)
        return sgp_error_set(err, SGP_ERR_USAGE, "sgp_creds_iot_new needs endpoint_url");
    if (!is_role_alias(options->role_alias))
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "the role alias is no AWS IoT role alias: 1 to %d letters, digits, "
                             "'=', '@' and '-'",
                             ROLE_ALIAS_MAX);
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->endpoint_url, &p->endpoint_url, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->role_alias, &p->role_alias, err));
    return sgp__fetch_keep(&p->fetch, options->thing_name, &p->thing_name, err);
}

sgp_status sgp_creds_iot_new(sgp_credentials_provider *out, const sgp_creds_parts *parts,
                             const sgp_creds_iot_options *options, sgp_error *err)
{
    sgp_creds_iot_options own = SGP_CREDS_IOT_OPTIONS_INIT;
    void *self;
    sgp_status status;

    SGP_TRY(
        sgp__fetch_new(out, &self, sizeof(iot_provider), SOURCE, parts, "sgp_creds_iot_new", err));
    status = sgp__options_copy(&own, sizeof own, options, "sgp_creds_iot_new", err);
    if (status == SGP_OK) status = keep_options(self, &own, err);
    return sgp__fetch_offer(self, status, iot_get, out);
}
