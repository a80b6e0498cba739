/*
 * small_device.c - a device without files, environment, sockets and heap. It gets
 * credentials from a container's agent, from AWS IoT and from its own provider. Each one
 * comes second in a chain inside a cache; the first provider has no keys.
 *
 * Linked with the static library alone: memory and the parser of documents are the
 * program's. check-consumers proves that no other provider is linked, and test-cross
 * links it for Cortex-M. Its services answer from memory.
 */
#include <sagepager/sagepager.h>

#include <stdio.h>
#include <string.h>

#define MEMORY_BYTES (16 * 1024)

static unsigned char memory[MEMORY_BYTES];

static int64_t now_us(sgp_platform *platform)
{
    (void)platform;
    return 1767323045000000; /* 2026-01-02T03:04:05Z */
}

static sgp_status fill_random(sgp_platform *platform, void *bytes, size_t len)
{
    (void)platform;
    memset(bytes, 0, len);
    return SGP_OK;
}

static sgp_status do_not_wait(sgp_platform *platform, const sgp_poll_interest *interest)
{
    (void)platform;
    (void)interest;
    return SGP_OK;
}

static const sgp_platform_type platform_type = { .size = sizeof(sgp_platform_type),
                                                 .name = "device",
                                                 .wall_us = now_us,
                                                 .monotonic_us = now_us,
                                                 .random = fill_random,
                                                 .wait = do_not_wait };

static sgp_status answer(sgp_http *http, const sgp_http_request *request,
                         sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    static const char container[] = "{\"AccessKeyId\": \"CONTAINER\", \"SecretAccessKey\": \"s\", "
                                    "\"Token\": \"t\", \"Expiration\": \"2026-01-02T04:00:00Z\"}";
    static const char iot[] = "{\"credentials\": {\"accessKeyId\": \"IOT\", \"secretAccessKey\": "
                              "\"s\", \"sessionToken\": \"t\", \"expiration\": "
                              "\"2026-01-02T04:00:00Z\"}}";
    const char *body = strstr(request->path.ptr, "role-aliases") ? iot : container;
    sgp_status status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);

    (void)http;
    (void)deadline;
    if (status != SGP_OK) return status;
    return sgp_http_response_append_body(response, body, strlen(body), err);
}

static const sgp_http_type http_type = { .size = sizeof(sgp_http_type),
                                         .name = "memory",
                                         .exchange = answer };

/* --- documents -------------------------------------------------------------------------------- */

/* Finds the text after `"NAME": "`; NAME is the last one of the path. Enough for the documents
 * above. */
static sgp_status find_member(sgp_str text, sgp_document_member *member, sgp_arena *arena,
                              sgp_error *err)
{
    const char *dot = strrchr(member->path, '.');
    const char *name = dot ? dot + 1 : member->path;
    const char *found = strstr(text.ptr, name), *value = found ? found + strlen(name) + 4 : NULL;

    member->type = found ? SGP_DOCUMENT_MEMBER_TEXT : SGP_DOCUMENT_MEMBER_ABSENT;
    if (!found) return SGP_OK;
    return sgp_arena_copy(arena, value, strcspn(value, "\""), &member->value, err);
}

static sgp_status parse(sgp_document_parser *parser, sgp_str text, sgp_document_member *members,
                        size_t count, sgp_arena *arena, sgp_error *err)
{
    sgp_status status = SGP_OK;

    (void)parser;
    for (size_t i = 0; i < count && status == SGP_OK; i++)
        status = find_member(text, &members[i], arena, err);
    return status;
}

static const sgp_document_parser_type parser_type = { .size = sizeof(sgp_document_parser_type),
                                                      .name = "device",
                                                      .parse = parse };

/* --- providers -------------------------------------------------------------------------------- */

static sgp_status get_own(sgp_credentials_provider *provider, int64_t at_us, sgp_credentials *out,
                          sgp_deadline deadline, sgp_error *err)
{
    (void)provider;
    (void)at_us;
    (void)deadline;
    return sgp_credentials_set(out, sgp_str_from("OWN"), sgp_str_from("s"), sgp_str_from(""), "own",
                               err);
}

static const sgp_credentials_provider_type own_type = {
    .size = sizeof(sgp_credentials_provider_type), .name = "own", .get = get_own
};

static void destroy(sgp_credentials_provider *provider)
{
    if (provider && SGP_HAS(provider, destroy)) provider->type->destroy(provider);
}

static void show(sgp_credentials_provider *provider, const sgp_allocator *allocator)
{
    sgp_credentials *credentials = NULL;
    sgp_error err = SGP_ERROR_INIT;
    sgp_status status = sgp_credentials_new(&credentials, allocator, &err);

    if (status == SGP_OK)
        status = provider->type->get(provider, now_us(NULL), credentials, sgp_deadline_none(),
                                     &err);
    if (status == SGP_OK)
        printf("%s from %s\n", credentials->access_key_id.ptr, credentials->source);
    else
        printf("%s\n", sgp_error_message(&err));
    sgp_credentials_free(credentials);
}

/* Puts `last` behind options that give no keys, and a cache around both. Owns `last`. */
static sgp_status chain(sgp_credentials_provider **out, sgp_credentials_provider *last,
                        const sgp_allocator *allocator)
{
    sgp_credentials_provider *both[2] = { NULL, last }, *first = NULL;
    sgp_status status = sgp_creds_static_new(&both[0], NULL, NULL, NULL, allocator, NULL);

    if (status == SGP_OK) status = sgp_creds_chain_new(&first, both, 2, allocator, NULL);
    if (status != SGP_OK) {
        destroy(both[0]);
        destroy(last);
        return status;
    }
    status = sgp_creds_cache_new(out, first, NULL, allocator, NULL);
    if (status != SGP_OK) destroy(first);
    return status;
}

static int show_chain(sgp_credentials_provider *last, const sgp_allocator *allocator)
{
    sgp_credentials_provider *cache = NULL;

    if (chain(&cache, last, allocator) != SGP_OK) return 1;
    show(cache, allocator);
    destroy(cache);
    return 0;
}

int main(void)
{
    sgp_creds_container_options container = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    sgp_creds_iot_options iot = SGP_CREDS_IOT_OPTIONS_INIT;
    sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;
    sgp_platform platform = { &platform_type };
    sgp_http http = { &http_type };
    sgp_document_parser parser = { &parser_type };
    sgp_credentials_provider own = { &own_type }, *provider = NULL;
    const sgp_allocator *allocator;
    sgp_pool *pool = NULL;
    int failures = 0;

    if (sgp_pool_new(&pool, memory, sizeof memory) != SGP_OK) return 1;
    allocator = sgp_pool_allocator(pool);
    parts.allocator = allocator;
    parts.http = &http;     /* without `destroy`: both providers may have it, one after the other */
    parts.parser = &parser; /* without `destroy` as well */
    parts.platform = &platform;
    container.relative_uri = "/credentials";
    iot.endpoint_url = "https://x.credentials.iot.us-west-2.amazonaws.com";
    iot.role_alias = "alias";
    failures += sgp_creds_container_new(&provider, &parts, &container, NULL) != SGP_OK ||
                show_chain(provider, allocator);
    failures += sgp_creds_iot_new(&provider, &parts, &iot, NULL) != SGP_OK ||
                show_chain(provider, allocator);
    failures += show_chain(&own, allocator);
    return failures + (sgp_pool_used_bytes(pool) > 0);
}
