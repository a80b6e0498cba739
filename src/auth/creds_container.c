/*
 * creds_container.c - the credentials provider of containers: ECS, EKS Pod Identity, Greengrass
 * (botocore/credentials.py, ContainerProvider; botocore/utils.py, ContainerMetadataFetcher).
 */
#include "creds_fetch.h"

#include "ascii.h"
#include "ip_address.h"
#include "mem.h"
#include "uri.h"

#include <string.h>

#define SOURCE "container-role"
#define ECS_URL "http://169.254.170.2"
#define US_PER_SECOND 1000000

typedef struct container_provider {
    sgp__fetch fetch;
    const char *relative_uri;
    const char *full_uri;
    const char *token;
    const char *token_file;
} container_provider;

static const sgp__creds_paths paths = {
    "AccessKeyId", "SecretAccessKey", "Token", "Expiration", 1, 1, 0
};

static int is_not_200(const sgp_http_response *response)
{
    return response->status != 200;
}

static const sgp__fetch_policy policy = { 3, 2 * US_PER_SECOND, US_PER_SECOND, is_not_200 };

/* --- whom to ask ------------------------------------------------------------------------------ */

static int is_loopback(sgp_str host)
{
    static const unsigned char ipv6[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };
    unsigned char bytes[SGP__IP_BYTES_MAX];
    size_t len = sgp__ip_parse(host, bytes);

    return len == 4 ? bytes[0] == 127 : len == 16 && memcmp(bytes, ipv6, 16) == 0;
}

static int is_allowed(const sgp__uri *uri)
{
    static const char *const hosts[] = { "169.254.170.2", "169.254.170.23", "fd00:ec2::23",
                                         "localhost" };
    sgp_str host = sgp_str_from(uri->host);

    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        if (sgp__equal_nocase(host, hosts[i])) return 1;
    return uri->is_tls || is_loopback(host);
}

/* Plain http goes to this host alone: whoever sets the variable could have the token sent away. */
static sgp_status check_host(const char *url, sgp_error *err)
{
    sgp__uri uri;

    SGP_TRY(sgp__uri_parse(url, "AWS_CONTAINER_CREDENTIALS_FULL_URI", &uri, err));
    if (is_allowed(&uri)) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Unsupported host '%s'.  Can only retrieve metadata from a loopback "
                         "address or one of these hosts: 169.254.170.2, 169.254.170.23, "
                         "fd00:ec2::23, localhost",
                         uri.host);
}

/* --- the request ------------------------------------------------------------------------------ */

/* A stray newline at the end of a file is no part of the token (deliberate difference). */
static sgp_status file_token(container_provider *p, sgp_str *out, sgp_error *err)
{
    sgp__fetch *fetch = &p->fetch;
    sgp_status status = SGP_NOT_CONFIGURED;

    if (SGP_HAS(&fetch->platform, read_file))
        status = fetch->platform.read_file(fetch->platform.self, p->token_file,
                                           SGP_DOCUMENT_BYTES_MAX, &fetch->request.arena, out, err);
    if (status == SGP_NOT_CONFIGURED)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: %s cannot be read",
                             p->token_file);
    if (status == SGP_OK) sgp__fetch_look_at_file(fetch, p->token_file);
    while (status == SGP_OK && out->len > 0 && strchr("\r\n \t", out->ptr[out->len - 1]))
        out->len--;
    return status;
}

static sgp_status add_token(container_provider *p, sgp_error *err)
{
    sgp_str token = sgp_str_from(p->token);

    if (p->token_file) SGP_TRY(file_token(p, &token, err));
    if (!token.ptr) return SGP_OK;
    if (!sgp__is_field_value(token))
        return sgp_error_set(err, SGP_ERR_CONFIG, "Auth token value is not a legal header value");
    return sgp_http_request_add(&p->fetch.request, "Authorization", token, err);
}

static sgp_status begin(void *self, int64_t now_us, sgp_error *err)
{
    container_provider *p = self;
    sgp__fetch *fetch = &p->fetch;

    (void)now_us;
    if (p->relative_uri) {
        SGP_TRY(sgp__fetch_begin(fetch, "GET", ECS_URL, p->relative_uri,
                                 "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", err));
    } else {
        SGP_TRY(check_host(p->full_uri, err));
        SGP_TRY(sgp__fetch_begin(fetch, "GET", p->full_uri, "",
                                 "AWS_CONTAINER_CREDENTIALS_FULL_URI", err));
    }
    fetch->request.is_direct = 1;
    SGP_TRY(sgp_http_request_add(&fetch->request, "Accept", sgp_str_from("application/json"), err));
    return add_token(p, err);
}

/* --- the provider ----------------------------------------------------------------------------- */

static sgp_status judge(void *self, int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    container_provider *p = self;
    const sgp_http_response *response = &p->fetch.response;
    char text[256];

    if (response->status == 200)
        return sgp__creds_read(&p->fetch.documents, response->body, &paths, SOURCE, now_us, out,
                               err);
    return sgp_error_set(err, SGP_ERR_RESPONSE,
                         "Error retrieving metadata: Received non 200 response %d from container "
                         "metadata: %s",
                         response->status, sgp__fetch_excerpt(response->body, text, sizeof text));
}

static sgp_status container_get(void *self, int64_t now_us, sgp_credentials *out,
                                sgp_deadline deadline, sgp_error *err)
{
    static const sgp__fetch_steps steps = { &policy, begin, judge };
    const container_provider *p = self;

    if (!p->relative_uri && !p->full_uri) return SGP_NOT_CONFIGURED;
    return sgp__fetch_get(self, &steps, now_us, out, deadline, err);
}

static sgp_status keep_options(container_provider *p, const sgp_creds_container_options *options,
                               sgp_error *err)
{
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->relative_uri, &p->relative_uri, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->full_uri, &p->full_uri, err));
    SGP_TRY(sgp__fetch_keep(&p->fetch, options->token, &p->token, err));
    return sgp__fetch_keep(&p->fetch, options->token_file, &p->token_file, err);
}

sgp_status sgp_creds_container_new(sgp_credentials_provider *out, const sgp_creds_parts *parts,
                                   const sgp_creds_container_options *options, sgp_error *err)
{
    sgp_creds_container_options own = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    void *self;
    sgp_status status;

    SGP_TRY(sgp__fetch_new(out, &self, sizeof(container_provider), SOURCE, parts,
                           "sgp_creds_container_new", err));
    status = sgp__options_copy(&own, sizeof own, options, "sgp_creds_container_new", err);
    if (status == SGP_OK) status = keep_options(self, &own, err);
    return sgp__fetch_offer(self, status, container_get, out);
}
