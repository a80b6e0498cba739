/*
 * creds_container.c - credentials of containers: ECS, EKS Pod Identity, Greengrass
 * (botocore/credentials.py, ContainerProvider; botocore/utils.py, ContainerMetadataFetcher).
 */
#include "sgp_http_refusal.h"

#include "sgp_ascii.h"

#include <string.h>

#define CONTAINER_SOURCE "container-role"
#define ECS_URL "http://169.254.170.2"
#define FULL_URI "AWS_CONTAINER_CREDENTIALS_FULL_URI"

typedef struct container_provider {
    sgp__http_provider base;
    sgp_creds_container_options options;
} container_provider;

static const sgp__creds_paths container_paths = SGP__CREDS_PATHS(CONTAINER_SOURCE, "", "Token", 1);

static int is_not_200(const sgp_http_response *response)
{
    return response->status != 200;
}

static const sgp__http_provider_policy container_policy = { 2 * SGP__US_PER_SECOND, 3,
                                                            SGP__US_PER_SECOND, is_not_200, NULL };

/* --- request ---------------------------------------------------------------------------------- */

static sgp_status container_read_token(container_provider *p, sgp_str *out, sgp_error *err)
{
    sgp_status status = sgp__http_provider_read_file(&p->base, p->options.token_file,
                                                     &p->base.request.arena, out, err);

    if (status == SGP_NOT_CONFIGURED)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 4008,
                         "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: %s cannot be read",
                         p->options.token_file);
    if (status == SGP_OK) *out = sgp__trim_line(*out);
    return status;
}

/* A refusal may quote the token without the scheme before it, such as "Bearer". */
static sgp_str without_scheme(sgp_str token)
{
    size_t at = 0;

    while (at < token.len && token.ptr[at] != ' ')
        at++;
    while (at < token.len && token.ptr[at] == ' ')
        at++;
    return at < token.len ? sgp__slice(token, at, token.len) : token;
}

static sgp_status add_token(container_provider *p, sgp_error *err)
{
    sgp_str token = sgp_str_from(p->options.token);

    if (p->options.token_file) SGP_TRY(container_read_token(p, &token, err));
    if (!token.ptr) return SGP_OK;
    if (!sgp__is_field_value(token))
        return SGP__FAIL(err, SGP_ERR_CONFIG, 4009, "Auth token value is not a legal header value");
    SGP_TRY(sgp__http_provider_hide(&p->base, without_scheme(token), err));
    return sgp_http_request_add_header(&p->base.request.api, "Authorization", token, err);
}

static sgp_status container_begin_url(container_provider *p, sgp_error *err)
{
    if (p->options.relative_uri)
        return sgp__http_provider_begin(&p->base, "GET", ECS_URL, p->options.relative_uri,
                                        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", err);
    return sgp__http_provider_begin(&p->base, "GET", p->options.full_uri, "", FULL_URI, err);
}

/* The query of a URI may be its secret. */
static sgp_status hide_query(sgp__http_provider *p, sgp_error *err)
{
    sgp_str path = p->request.api.path;
    const char *mark = memchr(path.ptr, '?', path.len);

    if (!mark) return SGP_OK;
    return sgp__http_provider_hide(p, sgp_str_from(mark + 1), err);
}

static sgp_status container_begin(sgp__http_provider *base, int64_t now_us, sgp_error *err)
{
    container_provider *p = (container_provider *)base;

    (void)now_us;
    if (!p->options.relative_uri && !p->options.full_uri) return SGP_NOT_CONFIGURED;
    SGP_TRY(container_begin_url(p, err));
    base->request.api.is_direct = 1;
    SGP_TRY(hide_query(base, err));
    SGP_TRY(sgp_http_request_add_header(&base->request.api, "Accept",
                                        sgp_str_from("application/json"), err));
    return add_token(p, err);
}

/* --- provider --------------------------------------------------------------------------------- */

static sgp_status container_check(sgp__http_provider *p, int64_t now_us, sgp_credentials *out,
                                  sgp_error *err)
{
    const sgp_http_response *response = &p->response.api;

    if (response->status == 200)
        return sgp__http_provider_parse(p, &container_paths, now_us, out, err);
    (void)SGP__FAIL(err, SGP_ERR_RESPONSE, 4010,
                    "Error retrieving metadata: Received non 200 response %d from container "
                    "metadata: ",
                    response->status);
    return sgp__http_provider_refuse(p, err);
}

/* A full URI that is not used need not be valid. */
static sgp_status container_init(sgp__http_provider *base, sgp_error *err)
{
    container_provider *p = (container_provider *)base;

    (void)err;
    if (p->options.relative_uri) p->options.full_uri = NULL;
    return SGP_OK;
}

sgp_status sgp_creds_container_new(sgp_credentials_provider **out, const sgp_creds_parts *parts,
                                   const sgp_creds_container_options *options, sgp_error *err)
{
    static const sgp_credentials_provider_type type = SGP__HTTP_PROVIDER_TYPE(
        CONTAINER_SOURCE, sgp__http_provider_reset);
    static const sgp__text_option texts[] = {
        SGP__TEXT_OPTION(sgp_creds_container_options, relative_uri, 0),
        SGP__URL_OPTION(sgp_creds_container_options, full_uri, 0, FULL_URI),
        SGP__TEXT_OPTION(sgp_creds_container_options, token, 0),
        SGP__TEXT_OPTION(sgp_creds_container_options, token_file, 0),
        SGP__TEXT_OPTIONS_END,
    };
    static const sgp__http_provider_kind kind = {
        SGP__HTTP_PROVIDER_KIND("sgp_creds_container_new", type, container_provider, texts),
        .init = container_init,
        .policy = &container_policy,
        .begin = container_begin,
        .check = container_check,
    };

    return sgp__http_provider_new(out, &kind, parts, options, err);
}
