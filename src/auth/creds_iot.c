/*
 * creds_iot.c - credentials of devices with an X.509 certificate, from AWS IoT over mutual TLS
 * (AWS IoT Core developer guide, "Authorizing direct calls to AWS services using AWS IoT Core
 * credential provider").
 */
#include "sgp_http_refusal.h"

#include "sgp_ascii.h"

#include <string.h>

#define IOT_SOURCE "iot"
#define ENDPOINT "the AWS IoT credentials endpoint"
#define ROLE_ALIAS_MAX 128

typedef struct iot_provider {
    sgp__http_provider base;
    sgp_creds_iot_options options;
} iot_provider;

static const sgp__creds_paths iot_paths = { IOT_SOURCE,
                                            "credentials.accessKeyId",
                                            "credentials.secretAccessKey",
                                            "credentials.sessionToken",
                                            "credentials.expiration",
                                            1,
                                            0,
                                            0 };

static int iot_is_retried(const sgp_http_response *response)
{
    return response->status >= 500 || response->status == 429;
}

static const sgp__http_provider_policy iot_policy = { 10 * SGP__US_PER_SECOND, 3,
                                                      500 * SGP__US_PER_MS, iot_is_retried, NULL };

static sgp_status iot_begin(sgp__http_provider *base, int64_t now_us, sgp_error *err)
{
    const iot_provider *p = (iot_provider *)base;
    sgp_http_request *request = &base->request.api;
    char path[ROLE_ALIAS_MAX + 32];

    (void)now_us;
    (void)sgp__format(path, sizeof path, "/role-aliases/%s/credentials", p->options.role_alias);
    SGP_TRY(sgp__http_provider_begin(base, "GET", p->options.endpoint_url, path, ENDPOINT, err));
    SGP_TRY(sgp_http_request_add_header(request, "Accept", sgp_str_from("*/*"), err));
    if (!p->options.thing_name) return SGP_OK;
    return sgp_http_request_add_header(request, "x-amzn-iot-thingname",
                                       sgp_str_from(p->options.thing_name), err);
}

/* 403: certificate, role alias, policy or thing name do not match; the body has details. */
static sgp_status iot_check(sgp__http_provider *p, int64_t now_us, sgp_credentials *out,
                            sgp_error *err)
{
    const sgp_http_response *response = &p->response.api;

    if (response->status == 200) return sgp__http_provider_parse(p, &iot_paths, now_us, out, err);
    (void)SGP__FAIL(err, SGP_ERR_RESPONSE, 4026,
                    "HTTP status %d for role alias %s: ", response->status,
                    ((iot_provider *)p)->options.role_alias);
    return sgp__http_provider_refuse(p, err);
}

static int is_role_alias(const char *text)
{
    size_t len = text ? strlen(text) : 0;

    for (size_t i = 0; i < len; i++)
        if (!sgp__is_alpha(text[i]) && !sgp__is_digit(text[i]) && !strchr("=@-", text[i])) return 0;
    return len > 0 && len <= ROLE_ALIAS_MAX;
}

static sgp_status iot_init(sgp__http_provider *base, sgp_error *err)
{
    const char *alias = ((iot_provider *)base)->options.role_alias;

    if (is_role_alias(alias)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 4027,
                     "invalid AWS IoT role alias '%s': expected 1 to %d letters, digits, '=', "
                     "'@' and '-'",
                     alias ? alias : "", ROLE_ALIAS_MAX);
}

sgp_status sgp_creds_iot_new(sgp_credentials_provider **out, const sgp_creds_parts *parts,
                             const sgp_creds_iot_options *options, sgp_error *err)
{
    static const sgp_credentials_provider_type type = SGP__HTTP_PROVIDER_TYPE(
        IOT_SOURCE, sgp__http_provider_reset);
    static const sgp__text_option texts[] = {
        SGP__URL_OPTION(sgp_creds_iot_options, endpoint_url, 1, ENDPOINT),
        SGP__TEXT_OPTION(sgp_creds_iot_options, role_alias, 0),
        SGP__TEXT_OPTION(sgp_creds_iot_options, thing_name, 0),
        SGP__TEXT_OPTIONS_END,
    };
    static const sgp__http_provider_kind kind = {
        SGP__HTTP_PROVIDER_KIND("sgp_creds_iot_new", type, iot_provider, texts),
        .init = iot_init,
        .policy = &iot_policy,
        .begin = iot_begin,
        .check = iot_check,
    };

    return sgp__http_provider_new(out, &kind, parts, options, err);
}
