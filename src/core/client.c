/*
 * client.c - makes a client from the caller's parts, and frees it.
 */
#include "sgp_client_state.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_trace.h"
#include "sgp_uri.h"

#include <string.h>

#define CLIENT_NAME "sgp_client_new"

/* Reserved at once, as in paginator.c, because a listing's later requests carry
 * a token and are longer than its first one. */
#define USUAL_REQUEST_BYTES 768

static sgp_status check_codec(const sgp_codec *codec, sgp_error *err)
{
    static const sgp__slot slots[] = { SGP__SLOT(sgp_codec_type, encode_list_image_versions),
                                       SGP__SLOT(sgp_codec_type, decode_list_image_versions),
                                       SGP__SLOT(sgp_codec_type, decode_error),
                                       SGP__SLOT(sgp_codec_type, encode_token),
                                       SGP__SLOT(sgp_codec_type, decode_token) };

    return SGP__PART_CHECK(codec, 2039, CLIENT_NAME, "codec", slots, err);
}

static sgp_status check_signer(const sgp_client_options *options, sgp_error *err)
{
    static const sgp__slot signer[] = { SGP__SLOT(sgp_signer_type, sign) };
    static const sgp__slot provider[] = { SGP__SLOT(sgp_credentials_provider_type, get) };

    SGP_TRY(SGP__PART_CHECK(options->signer, 2040, CLIENT_NAME, "signer", signer, err));
    if (SGP_HAS(options->signer, is_anonymous) && !options->credentials) return SGP_OK;
    return SGP__PART_CHECK(options->credentials, 2041, CLIENT_NAME, "credentials", provider, err);
}

static sgp_status check_platform(const sgp_client_options *options, sgp_error *err)
{
    static const sgp__slot slots[] = { SGP__SLOT(sgp_platform_type, wall_us),
                                       SGP__SLOT(sgp_platform_type, monotonic_us),
                                       SGP__SLOT(sgp_platform_type, random),
                                       SGP__SLOT(sgp_platform_type, wait) };

    return sgp__part_check(options->platform, 2043, SGP__TEXT(CLIENT_NAME), SGP__TEXT("platform"),
                           slots, options->nonblocking ? 3 : 4, err);
}

static sgp_status client_check_parts(const sgp_client_options *options, sgp_error *err)
{
    static const sgp__slot http[] = { SGP__SLOT(sgp_http_type, exchange) };

    SGP_TRY(SGP__PART_CHECK(options->http, 2042, CLIENT_NAME, "http", http, err));
    SGP_TRY(check_codec(options->codec, err));
    SGP_TRY(check_signer(options, err));
    return check_platform(options, err);
}

static sgp_status check_settings(const sgp_client_options *options, sgp_error *err)
{
    if (options->max_attempts < 0)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 2001,
                         "max_attempts is %d: expected 1 or more, or 0 for the default",
                         options->max_attempts);
    if (options->call_timeout_ms < 0)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 2002,
                         "call_timeout_ms is %lld"
                         ": expected 1 or more, or 0 for the default",
                         (long long)options->call_timeout_ms);
    return SGP_OK;
}

static void client_copy_options(sgp_client *client, const sgp_client_options *options)
{
    int64_t timeout_ms = options->call_timeout_ms;

    client->http = options->http;
    client->codec = options->codec;
    client->signer = options->signer;
    client->provider = options->credentials;
    client->platform = options->platform;
    client->trace = options->trace;
    client->allocator = options->allocator;
    client->nonblocking = options->nonblocking;
    client->omit_retry_headers = options->omit_retry_headers;
    client->call_timeout_ms = timeout_ms ? timeout_ms : SGP_CALL_TIMEOUT_MS;
}

static void client_init(sgp_client *client, size_t max_body_bytes)
{
    sgp_http *http = client->http;

    sgp__rate_limit_init(&client->rate, sgp__client_now_us(client));
    client->retry_headers.read_timeout_ms = SGP_HAS(http, read_timeout_ms)
                                                ? http->type->read_timeout_ms(http)
                                                : SGP_READ_TIMEOUT_MS;
    sgp__credentials_init(&client->credentials, client->allocator);
    sgp__http_request_init(&client->http_request, client->allocator);
    sgp__arena_reserve(&client->http_request.arena, USUAL_REQUEST_BYTES);
    sgp__http_response_init(&client->http_response, client->allocator, max_body_bytes);
    sgp__client_init_sink(client);
}

static sgp_status client_copy_texts(sgp_client *client, const sgp_client_options *options,
                                    sgp_error *err)
{
    const char *agent = options->user_agent ? options->user_agent : SGP__USER_AGENT;

    client->user_agent = sgp__copy_text(client->allocator, agent);
    if (!client->user_agent) return SGP__NO_MEMORY(err, strlen(agent) + 1);
    return sgp__endpoint_resolve(options->region, options->use_fips, options->use_dualstack,
                                 options->endpoint_url, client->allocator, &client->endpoint, err);
}

/* Frees everything but the parts, which stay the caller's if the constructor fails. */
static void client_free_own(sgp_client *client)
{
    sgp__credentials_deinit(&client->credentials);
    sgp__http_request_deinit(&client->http_request);
    sgp__http_response_deinit(&client->http_response);
    sgp__free_text(client->allocator, client->user_agent);
    sgp__endpoint_deinit(&client->endpoint, client->allocator);
    sgp__free(client->allocator, client, sizeof *client);
}

sgp_status sgp_client_new(sgp_client **out, const sgp_client_options *options, sgp_error *err)
{
    sgp_client_options own;
    sgp_client *client;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OPTIONS_REQUIRE(&own, sizeof own, options, 2045, CLIENT_NAME, "options", err));
    SGP_TRY(SGP__OUT_CHECK(out, own.allocator, 2044, CLIENT_NAME, err));
    SGP_TRY(client_check_parts(&own, err));
    SGP_TRY(check_settings(&own, err));
    client = sgp__alloc(own.allocator, sizeof *client);
    if (!client) return SGP__NO_MEMORY(err, sizeof *client);
    client_copy_options(client, &own);
    client_init(client, own.max_body_bytes);
    status = sgp__retry_init(&client->retry, own.retry_mode, own.max_attempts, err);
    if (status == SGP_OK) status = client_copy_texts(client, &own, err);
    if (status != SGP_OK) {
        client_free_own(client);
        return status;
    }
    SGP__TRACE(client->trace, "endpoint", SGP__SHOWN_FORMAT ", signed for region %s",
               SGP__SHOWN(sgp_str_from(client->endpoint.url)), client->endpoint.region);
    *out = client;
    return SGP_OK;
}

void sgp_client_free(sgp_client *client)
{
    if (!client) return;
    sgp_client_cancel(client);
    SGP__DESTROY(client->provider); /* first: it may use the client's http and signer */
    SGP__DESTROY(client->http);
    SGP__DESTROY(client->codec);
    SGP__DESTROY(client->signer);
    client_free_own(client);
}

const char *sgp_client_endpoint_url(const sgp_client *client)
{
    return client->endpoint.url;
}

sgp_codec *sgp_client_codec(const sgp_client *client)
{
    return client->codec;
}

const sgp_allocator *sgp_client_allocator(const sgp_client *client)
{
    return client->allocator;
}
