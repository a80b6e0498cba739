/*
 * small_device.c - a device without files, environment and sockets: credentials from options, a
 * container's agent, AWS IoT and a provider of its own, kept by the cache.
 *
 * Linked with the static library alone and cJSON. check-consumers proves that no other provider
 * came along. Not an example to learn from: those it asks answer from memory.
 */
#include <sagepager/sagepager.h>

#include <stdio.h>
#include <string.h>

static int64_t now_us(void *self)
{
    (void)self;
    return 1767323045000000; /* 2026-01-02T03:04:05Z */
}

static sgp_status draw(void *self, void *bytes, size_t len)
{
    (void)self;
    memset(bytes, 0, len);
    return SGP_OK;
}

static sgp_status answer(void *self, const sgp_http_request *request, sgp_http_response *response,
                         sgp_deadline deadline, sgp_error *err)
{
    static const char container[] = "{\"AccessKeyId\": \"CONTAINER\", \"SecretAccessKey\": \"s\", "
                                    "\"Token\": \"t\", \"Expiration\": \"2026-01-02T04:00:00Z\"}";
    static const char iot[] = "{\"credentials\": {\"accessKeyId\": \"IOT\", \"secretAccessKey\": "
                              "\"s\", \"sessionToken\": \"t\", \"expiration\": "
                              "\"2026-01-02T04:00:00Z\"}}";
    const char *body = strstr(request->path.ptr, "role-aliases") ? iot : container;
    sgp_status status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);

    (void)self;
    (void)deadline;
    return status == SGP_OK ? sgp_http_response_body(response, body, strlen(body), err) : status;
}

static sgp_status own(void *self, int64_t at_us, sgp_credentials *out, sgp_deadline deadline,
                      sgp_error *err)
{
    (void)self;
    (void)at_us;
    (void)deadline;
    return sgp_credentials_set(out, sgp_str_from("OWN"), sgp_str_from("s"), sgp_str_from(""), "own",
                               err);
}

static void show(const sgp_credentials_provider *provider)
{
    sgp_credentials credentials;
    sgp_error err = SGP_ERROR_INIT;

    sgp_credentials_init(&credentials, NULL);
    if (provider->get(provider->self, now_us(NULL), &credentials, sgp_deadline_none(), &err) ==
        SGP_OK)
        printf("%s from %s\n", credentials.access_key_id.ptr, credentials.source);
    else
        printf("%s\n", err.message);
    sgp_credentials_deinit(&credentials);
}

/* Options that say nothing, then the given provider; in a cache. */
static sgp_status keep(sgp_credentials_provider *last)
{
    sgp_credentials_provider list[2], chain;
    sgp_status status = sgp_creds_static_new(&list[0], NULL, NULL, NULL, NULL, NULL);

    list[1] = *last;
    if (status == SGP_OK) status = sgp_creds_chain_new(&chain, list, 2, NULL, NULL);
    if (status == SGP_OK) status = sgp_creds_cache_new(last, &chain, NULL, NULL, NULL);
    return status;
}

int main(void)
{
    sgp_creds_container_options container = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    sgp_creds_iot_options iot = SGP_CREDS_IOT_OPTIONS_INIT;
    sgp_credentials_provider providers[3] = { SGP_CREDENTIALS_PROVIDER_INIT,
                                              SGP_CREDENTIALS_PROVIDER_INIT,
                                              SGP_CREDENTIALS_PROVIDER_INIT };
    sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;
    sgp_documents documents = sgp_json_documents();
    sgp_platform platform = SGP_PLATFORM_INIT;
    sgp_http http = SGP_HTTP_INIT;
    int failures = 0;

    platform.wall_us = now_us;
    platform.monotonic_us = now_us;
    platform.random = draw;
    http.exchange = answer;
    parts.http = &http;
    parts.documents = &documents;
    parts.platform = &platform;
    container.relative_uri = "/credentials";
    iot.endpoint_url = "https://x.credentials.iot.us-west-2.amazonaws.com";
    iot.role_alias = "alias";
    failures += sgp_creds_container_new(&providers[0], &parts, &container, NULL) != SGP_OK;
    failures += sgp_creds_iot_new(&providers[1], &parts, &iot, NULL) != SGP_OK;
    providers[2].get = own;
    for (size_t i = 0; failures == 0 && i < 3; i++) {
        failures += keep(&providers[i]) != SGP_OK;
        show(&providers[i]);
        providers[i].destroy(providers[i].self);
    }
    return failures;
}
