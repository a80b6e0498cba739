/*
 * client.c - one call: check, credentials, encode, sign, exchange, judge, maybe again, decode.
 *
 * A state machine that never waits: sgp__drive does where the caller wants blocking calls. Not
 * here: paging (paginator.c), what is worth a retry (retry.c), where requests go (endpoint.c).
 */
#include "sagepager/client.h"

#include "attempt.h"
#include "clock_skew.h"
#include "core.h"
#include "err.h"
#include "mem.h"
#include "rate_limit.h"
#include "trace.h"

#include <inttypes.h>
#include <string.h>

/* How often a part is asked again that says neither what it waits for nor until when. */
#define POLL_INTERVAL_US 2000
/* Taken at the start, as in paginator.c: all but the first request of a listing carry a token. */
#define USUAL_REQUEST_BYTES 768

typedef enum call_state {
    IDLE,        /* no call is under way */
    CREDENTIALS, /* the provider is asked */
    SIGN,        /* the request is encoded and signed */
    EXCHANGE,    /* it is on its way */
    BACKOFF      /* it failed; the next attempt is due at retry_at_us */
} call_state;

struct sgp_client {
    char *url; /* of the endpoint, as long as it is */
    sgp__uri uri;
    char region[SGP_REGION_MAX + 1];
    sgp_http http;
    sgp_codec codec;
    sgp_signer signer;
    sgp_credentials_provider provider;
    sgp_platform platform;
    const sgp_allocator *allocator;
    int nonblocking;
    sgp_retry_mode retry_mode;
    int max_attempts;
    int64_t call_timeout_ms;
    char *user_agent;
    sgp_trace trace;
    sgp__retry_quota quota;
    int has_attempt_headers;
    sgp__attempts attempt_headers;
    sgp__rate_limit rate;        /* adaptive mode */
    int64_t clock_correction_us; /* learnt from the service; added to the platform's wall clock */

    /* The call under way. */
    call_state state;
    const sgp_list_image_versions_request *given; /* by the caller, to know the call by */
    sgp_list_image_versions_request request;      /* a copy as long as ours */
    sgp_page *page;
    int is_ahead; /* started before it was wanted: any other call goes before */
    sgp_deadline deadline;
    int attempts;        /* requests sent so far */
    int has_refreshed;   /* the credentials had expired, and others were fetched */
    int has_corrected;   /* the clock was wrong */
    int64_t retry_at_us; /* BACKOFF, and SIGN where the rate is limited */
    sgp_credentials credentials;
    sgp_http_request http_request;
    sgp_http_response http_response;
    sgp_error scratch; /* stands in for a NULL err */
};

/* Statuses from 300 on are errors; redirects are not followed (botocore/client.py, parsers.py). */
static int is_success(const sgp_http_response *response)
{
    return response->status < 300;
}

/* sgp_http_response.read: a page is read while it comes; an error is read when it is whole. */
static sgp_status read_part(void *self, sgp_http_response *response, sgp_error *err)
{
    sgp_client *client = self;

    if (!is_success(response)) return SGP_OK;
    return client->codec.decode_part(client->codec.self, response, client->page, err);
}

/* --- making and freeing ----------------------------------------------------------------------- */

static sgp_status missing_part(sgp_error *err, const char *what)
{
    return sgp_error_set(err, SGP_ERR_USAGE,
                         "sgp_client_new: the option %s is missing or lacks a mandatory function",
                         what);
}

#define COPY_PART(client_part, option)                                                             \
    (void)sgp__table_copy(&(client_part), sizeof(client_part), (option), sizeof(size_t))

static sgp_status copy_parts(sgp_client *client, const sgp_client_options *options, sgp_error *err)
{
    COPY_PART(client->http, options->http);
    COPY_PART(client->codec, options->codec);
    COPY_PART(client->signer, options->signer);
    COPY_PART(client->provider, options->credentials);
    COPY_PART(client->platform, options->platform);
    if (client->codec.decode_part) client->http_response.read = read_part;
    client->http_response.reader = client;
    if (!client->http.exchange) return missing_part(err, "http");
    if (!client->codec.encode_request || !client->codec.decode_page ||
        !client->codec.decode_error || !client->codec.encode_token || !client->codec.decode_token)
        return missing_part(err, "codec");
    if (!client->signer.sign) return missing_part(err, "signer");
    if (client->signer.needs_credentials && !client->provider.get)
        return missing_part(err, "credentials");
    if (!client->platform.wall_us || !client->platform.monotonic_us || !client->platform.random ||
        (!options->nonblocking && !client->platform.wait))
        return missing_part(err, "platform");
    return SGP_OK;
}

static sgp_status copy_settings(sgp_client *client, const sgp_client_options *options,
                                sgp_error *err)
{
    const char *agent = options->user_agent ? options->user_agent : SGP__USER_AGENT;

    if (options->max_attempts < 0)
        return sgp_error_set(err, SGP_ERR_CONFIG, "max_attempts is %d; accepted is 1 or more",
                             options->max_attempts);
    if (options->call_timeout_ms < 0)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "call_timeout_ms is %" PRId64 "; accepted is 1 or more",
                             options->call_timeout_ms);
    if ((int)options->retry_mode < SGP_RETRY_DEFAULT || options->retry_mode > SGP_RETRY_LEGACY)
        return sgp_error_set(err, SGP_ERR_USAGE, "retry_mode is %d; it must be an SGP_RETRY_*",
                             (int)options->retry_mode);
    client->nonblocking = options->nonblocking;
    client->retry_mode = options->retry_mode;
    client->max_attempts = options->max_attempts                     ? options->max_attempts
                           : options->retry_mode == SGP_RETRY_LEGACY ? SGP_MAX_ATTEMPTS_LEGACY
                                                                     : SGP_MAX_ATTEMPTS;
    client->call_timeout_ms = options->call_timeout_ms ? options->call_timeout_ms
                                                       : SGP_CALL_TIMEOUT_MS;
    client->trace = options->trace;
    client->has_attempt_headers = !options->no_attempt_headers;
    client->attempt_headers.read_timeout_ms = options->read_timeout_ms ? options->read_timeout_ms
                                                                       : SGP_READ_TIMEOUT_MS;
    client->user_agent = sgp__copy_text(client->allocator, agent);
    return client->user_agent ? SGP_OK : sgp__no_memory(err);
}

static sgp_status set_endpoint(sgp_client *client, const sgp_client_options *options,
                               sgp_error *err)
{
    sgp__endpoint endpoint;

    SGP_TRY(sgp__endpoint_resolve(options->region, options->use_fips, options->use_dualstack,
                                  options->endpoint_url, &endpoint, err));
    memcpy(client->region, endpoint.region, sizeof client->region);
    client->url = sgp__copy_text(client->allocator, endpoint.url);
    if (!client->url) return sgp__no_memory(err);
    return sgp__uri_parse(client->url, "endpoint_url", &client->uri, err); /* where it stays */
}

/* Everything but the parts: what a failed constructor may free. */
static void free_own(sgp_client *client)
{
    sgp_credentials_deinit(&client->credentials);
    sgp_http_request_deinit(&client->http_request);
    sgp_http_response_deinit(&client->http_response);
    sgp__free_text(client->allocator, client->user_agent);
    sgp__free_text(client->allocator, client->url);
    sgp__free(client->allocator, client, sizeof *client);
}

sgp_status sgp_client_new(sgp_client **out, const sgp_client_options *options, sgp_error *err)
{
    sgp_client_options own = SGP_CLIENT_OPTIONS_INIT;
    sgp_client *client;
    sgp_status status;

    sgp_error_reset(err);
    if (!out || !sgp__table_copy(&own, sizeof own, options, sizeof(size_t)) ||
        !sgp__allocator_valid(own.allocator))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_client_new: start from "
                             "SGP_CLIENT_OPTIONS_INIT and a complete allocator");
    client = sgp__alloc(own.allocator, sizeof *client);
    if (!client) return sgp__no_memory(err);
    client->allocator = own.allocator;
    sgp__retry_quota_init(&client->quota);
    sgp_credentials_init(&client->credentials, own.allocator);
    sgp_http_request_init(&client->http_request, own.allocator);
    sgp__arena_reserve(&client->http_request.arena, USUAL_REQUEST_BYTES);
    sgp_http_response_init(&client->http_response, own.allocator, own.max_body_bytes);
    status = copy_parts(client, &own, err);
    if (status == SGP_OK) status = copy_settings(client, &own, err);
    if (status == SGP_OK) status = set_endpoint(client, &own, err);
    if (status != SGP_OK) {
        free_own(client);
        return status;
    }
    sgp__rate_limit_init(&client->rate, client->platform.monotonic_us(client->platform.self));
    sgp__trace(&client->trace, "endpoint", "%s, signed for region %s", client->url, client->region);
    *out = client;
    return SGP_OK;
}

void sgp_client_free(sgp_client *client)
{
    if (!client) return;
    sgp_client_cancel(client);
    /* Providers may use the client's signer and http. */
    if (client->provider.destroy) client->provider.destroy(client->provider.self);
    if (client->http.destroy) client->http.destroy(client->http.self);
    if (client->codec.destroy) client->codec.destroy(client->codec.self);
    if (client->signer.destroy) client->signer.destroy(client->signer.self);
    free_own(client);
}

const char *sgp_client_endpoint_url(const sgp_client *client)
{
    return client->url;
}

const sgp_codec *sgp_client_codec(const sgp_client *client)
{
    return &client->codec;
}

const sgp_allocator *sgp_client_allocator(const sgp_client *client)
{
    return client->allocator;
}

/* --- the states: each function does what its state says and sets the next one ----------------- */

static int64_t now_us(const sgp_client *client)
{
    return client->platform.monotonic_us(client->platform.self);
}

/* Negative: the platform's clock failed. */
static int64_t wall_us(const sgp_client *client)
{
    int64_t wall = client->platform.wall_us(client->platform.self);

    return wall < 0 ? wall : wall + client->clock_correction_us;
}

static sgp_status clock_failed(sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_PLATFORM, "the platform's monotonic clock failed");
}

static sgp_status set_deadline(sgp_client *client, sgp_error *err)
{
    int64_t now = now_us(client);

    if (now < 0) return clock_failed(err);
    client->deadline = sgp_deadline_in(now, client->call_timeout_ms > INT64_MAX / 1000
                                                ? INT64_MAX
                                                : client->call_timeout_ms * 1000);
    return SGP_OK;
}

/* The service sends no more items than it is asked for, and never more than 100. */
static void expect_items(const sgp_client *client)
{
    const sgp_opt_int *asked = &client->request.max_results;

    if (asked->is_set)
        client->page->expected_items = asked->value < SGP_EXPECTED_ITEMS_MAX
                                           ? (size_t)asked->value
                                           : SGP_EXPECTED_ITEMS_MAX;
}

static sgp_status start(sgp_client *client, sgp_error *err)
{
    client->attempts = 0;
    client->has_refreshed = 0;
    client->has_corrected = 0;
    sgp__retry_begin(&client->quota);
    if (client->has_attempt_headers)
        sgp__attempts_begin(&client->attempt_headers, &client->platform);
    SGP_TRY(sgp__request_check(&client->request, err));
    expect_items(client);
    SGP_TRY(set_deadline(client, err));
    client->state = client->signer.needs_credentials ? CREDENTIALS : SIGN;
    return SGP_OK;
}

static sgp_status get_credentials(sgp_client *client, sgp_error *err)
{
    sgp_status status = client->provider.get(client->provider.self, wall_us(client),
                                             &client->credentials, client->deadline, err);

    if (status == SGP_NOT_CONFIGURED)
        return sgp_error_set(err, SGP_ERR_NO_CREDENTIALS,
                             "Unable to locate credentials: set the options access_key_id and "
                             "secret_access_key, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                             "or configure a profile");
    if (status != SGP_OK) return status;
    sgp__trace(&client->trace, "credentials", "from %s%s",
               client->credentials.source ? client->credentials.source : "a provider",
               client->credentials.session_token.ptr ? ", with a session token" : "");
    client->state = SIGN;
    return SGP_OK;
}

static void set_target(sgp_client *client)
{
    const sgp__uri *uri = &client->uri;

    client->http_request.is_tls = uri->is_tls;
    client->http_request.host = sgp_str_from(uri->host);
    client->http_request.port = uri->port;
    client->http_request.path = uri->path.len > 0 ? uri->path : sgp_str_from("/");
}

/* Adaptive mode: SGP_AGAIN until the rate allows another request. */
static sgp_status wait_for_rate(sgp_client *client)
{
    int64_t now = now_us(client);

    if (client->retry_mode != SGP_RETRY_ADAPTIVE) return SGP_OK;
    client->retry_at_us = sgp__rate_limit_take(&client->rate, now);
    return client->retry_at_us > now ? SGP_AGAIN : SGP_OK;
}

/* Each attempt is encoded and signed afresh, with the time and the credentials of the moment
 * (botocore/endpoint.py). The order of the headers is the AWS CLI's. */
static sgp_status encode_and_sign(sgp_client *client, sgp_error *err)
{
    sgp_http_request *http_request = &client->http_request;
    sgp_signing_scope scope = { client->region, "sagemaker" };
    int64_t wall = wall_us(client);

    SGP_TRY(wait_for_rate(client));
    if (wall < 0) return sgp_error_set(err, SGP_ERR_PLATFORM, "the platform's wall clock failed");
    sgp_http_request_reset(http_request);
    set_target(client);
    SGP_TRY(sgp_http_request_add(http_request, "Accept-Encoding", sgp_str_from("identity"), err));
    SGP_TRY(client->codec.encode_request(client->codec.self, &client->request, http_request, err));
    SGP_TRY(
        sgp_http_request_add(http_request, "User-Agent", sgp_str_from(client->user_agent), err));
    SGP_TRY(client->signer.sign(client->signer.self, http_request,
                                client->signer.needs_credentials ? &client->credentials : NULL,
                                &scope, wall, err));
    client->attempts++;
    SGP_TRY(sgp__attempts_add(&client->attempt_headers, client->attempts, client->max_attempts,
                              http_request, err));
    sgp__trace_request(&client->trace, http_request, client->attempts);
    client->state = EXCHANGE;
    return SGP_OK;
}

static sgp_status judge_response(sgp_client *client, sgp_error *err)
{
    sgp_http_response *response = &client->http_response;
    sgp_str id = sgp_http_response_find(response, "x-amzn-requestid");
    sgp_page *page = client->page;
    sgp_status status;

    if (!is_success(response)) {
        status = client->codec.decode_error(client->codec.self, response, err);
    } else {
        sgp__retry_give_back(&client->quota);
        status = client->codec.decode_page(client->codec.self, response, page, err);
        if (status == SGP_OK && id.ptr)
            status = sgp_arena_copy(&page->arena, id.ptr, id.len, &page->request_id, err);
    }
    if (status == SGP_OK) return SGP_OK;
    err->http_status = response->status;
    sgp__copy_cut(err->request_id, sizeof err->request_id, id);
    return status;
}

static sgp_status schedule_retry(sgp_client *client, sgp_status status, sgp_error *err)
{
    uint32_t draw = 0;
    int64_t delay_us;

    if (client->platform.random(client->platform.self, &draw, sizeof draw) != SGP_OK) {
        sgp_error_reset(err);
        return sgp_error_set(err, SGP_ERR_PLATFORM, "the platform's random function failed");
    }
    delay_us = sgp__retry_delay_us(client->retry_mode, client->attempts, draw);
    client->retry_at_us = sgp_deadline_in(now_us(client), delay_us).at_us;
    if (client->retry_at_us >= client->deadline.at_us) return status; /* too late to help */
    sgp__trace(&client->trace, "retry", "attempt %d failed (%s): next one in %" PRId64 " ms",
               client->attempts, err->code[0] ? err->code : sgp_status_text(status),
               delay_us / 1000);
    sgp_error_reset(err);
    client->state = BACKOFF;
    return SGP_OK;
}

/* The codes of services for a session token whose time is over. */
static int are_expired(const sgp_error *err)
{
    return strcmp(err->code, "ExpiredToken") == 0 ||
           strcmp(err->code, "ExpiredTokenException") == 0;
}

/* Once a call, and beside the attempts: nothing is wrong with the service. */
static sgp_status refresh_credentials(sgp_client *client, sgp_error *err)
{
    client->has_refreshed = 1;
    client->provider.invalidate(client->provider.self);
    sgp__trace(&client->trace, "credentials", "the service says they have expired: once more");
    sgp_error_reset(err);
    client->state = CREDENTIALS;
    return SGP_OK;
}

/* Once a call, and beside the attempts, as above. The correction stays for later calls. */
static sgp_status correct_clock(sgp_client *client, int64_t skew_us, sgp_error *err)
{
    client->has_corrected = 1;
    client->clock_correction_us += skew_us;
    sgp_error_reset(err);
    client->state = SIGN;
    return SGP_OK;
}

static int is_clock_wrong(const sgp_client *client, const sgp_error *err, int64_t *skew_us)
{
    return client->signer.needs_credentials && err->status == SGP_ERR_SERVICE &&
           sgp__clock_is_wrong(err, &client->http_response, wall_us(client), &client->trace,
                               skew_us);
}

/* botocore/retries/standard.py: attempts left, then worth it, then the quota. */
static sgp_status after_failure(sgp_client *client, sgp_status status, sgp_error *err)
{
    int is_worth_it = sgp__retry_wanted(client->retry_mode, status, err);
    int64_t skew_us = 0;

    sgp__attempts_note(&client->attempt_headers, &client->http_response);
    if (!client->has_corrected && is_clock_wrong(client, err, &skew_us))
        return correct_clock(client, skew_us, err);
    if (are_expired(err) && !client->has_refreshed && client->signer.needs_credentials &&
        client->provider.invalidate)
        return refresh_credentials(client, err);
    err->retryable = is_worth_it;
    err->retries_exhausted = client->attempts >= client->max_attempts;
    if (client->retry_mode == SGP_RETRY_LEGACY && !is_worth_it) err->retries_exhausted = 0;
    if (status == SGP_ERR_SERVICE)
        sgp__clock_blame(err, client->has_corrected ? client->clock_correction_us : 0);
    if (err->retries_exhausted || !is_worth_it) return status;
    if (client->retry_mode != SGP_RETRY_LEGACY && !sgp__retry_take(&client->quota, status))
        return status;
    return schedule_retry(client, status, err);
}

static sgp_status exchange(sgp_client *client, sgp_error *err)
{
    sgp_status status;

    status = client->http.exchange(client->http.self, &client->http_request, &client->http_response,
                                   client->deadline, err);
    if (status == SGP_AGAIN) return status;
    client->state = IDLE;
    if (status == SGP_OK) status = judge_response(client, err);
    sgp__rate_limit_note(&client->rate, sgp__retry_is_throttled(status, err), now_us(client));
    return status == SGP_OK ? SGP_OK : after_failure(client, status, err);
}

static sgp_status back_off(sgp_client *client)
{
    if (now_us(client) < client->retry_at_us) return SGP_AGAIN;
    client->state = client->signer.needs_credentials ? CREDENTIALS : SIGN;
    return SGP_OK;
}

static sgp_status run_state(sgp_client *client, sgp_error *err)
{
    switch (client->state) {
    case IDLE:
        return start(client, err);
    case CREDENTIALS:
        return get_credentials(client, err);
    case SIGN:
        return encode_and_sign(client, err);
    case EXCHANGE:
        return exchange(client, err);
    case BACKOFF:
        return back_off(client);
    }
    return SGP_ERR_USAGE;
}

static sgp_status check_deadline(const sgp_client *client, sgp_error *err)
{
    int64_t now = now_us(client);

    if (client->state == IDLE) return SGP_OK;
    if (now < 0) return clock_failed(err);
    if (now < client->deadline.at_us) return SGP_OK;
    err->retryable = 1;
    return sgp_error_set(err, SGP_ERR_TIMEOUT,
                         "the call did not end within call_timeout_ms = %" PRId64,
                         client->call_timeout_ms);
}

/* Runs states until one has to wait or the call is done. */
static sgp_status step(void *self, sgp_error *err)
{
    sgp_client *client = self;
    sgp_status status;

    do {
        status = check_deadline(client, err);
        if (status == SGP_OK) status = run_state(client, err);
    } while (status == SGP_OK && client->state != IDLE);
    return status;
}

/* --- the call --------------------------------------------------------------------------------- */

static void wants(void *self, sgp_wants *out)
{
    sgp_client_wants(self, out);
}

static sgp_status take_arguments(sgp_client *client, const sgp_list_image_versions_request *request,
                                 sgp_page *page, sgp_error *err)
{
    if (!client || !request || !page)
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_client_list_image_versions: an argument is NULL");
    if (client->is_ahead && (client->given != request || client->page != page))
        sgp_client_cancel(client);
    if (client->state != IDLE && (client->given != request || client->page != page))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "another call of this client is under way: repeat or cancel it first");
    if (!sgp__table_copy(&client->request, sizeof client->request, request, sizeof request->size))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "request: start from SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT");
    client->given = request;
    client->page = page;
    return SGP_OK;
}

/* A call that was started ahead is wanted now: the time since then was the caller's own. */
static sgp_status take_over(sgp_client *client, sgp_error *err)
{
    if (!client->is_ahead) return SGP_OK;
    client->is_ahead = 0;
    return set_deadline(client, err);
}

static sgp_status end_call(sgp_client *client, sgp_status status, sgp_error *err)
{
    if (status == SGP_AGAIN) return status;
    if (status != SGP_OK) {
        err->attempts = client->attempts;
        sgp_page_reset(client->page);
    }
    sgp_client_cancel(client);
    return status;
}

sgp_status sgp_client_list_image_versions(sgp_client *client,
                                          const sgp_list_image_versions_request *request,
                                          sgp_page *page, sgp_error *err)
{
    sgp__task task = { client, step, wants };
    sgp_status status;

    if (!err && client) err = &client->scratch;
    sgp_error_reset(err);
    SGP_TRY(take_arguments(client, request, page, err));
    SGP_TRY(take_over(client, err));
    status = client->nonblocking ? step(client, err) : sgp__drive(&client->platform, &task, err);
    return end_call(client, status, err);
}

/* --- credentials alone ------------------------------------------------------------------------ */

static sgp_status start_credentials(sgp_client *client, sgp_error *err)
{
    if (client->state == CREDENTIALS && !client->given) return SGP_OK;
    if (client->is_ahead) sgp_client_cancel(client);
    if (client->state != IDLE)
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "a call of this client is under way: repeat or cancel it first");
    if (!client->provider.get)
        return sgp_error_set(err, SGP_ERR_NO_CREDENTIALS,
                             "Unable to locate credentials: this client has no provider");
    client->given = NULL;
    SGP_TRY(set_deadline(client, err));
    client->state = CREDENTIALS;
    return SGP_OK;
}

static sgp_status credentials_step(void *self, sgp_error *err)
{
    return get_credentials(self, err);
}

sgp_status sgp_client_get_credentials(sgp_client *client, sgp_credentials *out, sgp_error *err)
{
    sgp__task task = { client, credentials_step, wants };
    const sgp_credentials *found;
    sgp_status status;

    if (!err && client) err = &client->scratch;
    sgp_error_reset(err);
    if (!client || !out)
        return sgp_error_set(err, SGP_ERR_USAGE, "sgp_client_get_credentials: an argument is NULL");
    SGP_TRY(start_credentials(client, err));
    status = client->nonblocking ? credentials_step(client, err)
                                 : sgp__drive(&client->platform, &task, err);
    if (status == SGP_AGAIN) return status;
    found = &client->credentials;
    if (status == SGP_OK)
        status = sgp_credentials_set(out, found->access_key_id, found->secret_access_key,
                                     found->session_token, found->source, err);
    if (status == SGP_OK) out->expires_us = found->expires_us;
    sgp_client_cancel(client);
    return status;
}

/* Also what ends each call: credentials and the signed request are kept no longer than needed. */
void sgp_client_cancel(sgp_client *client)
{
    if (!client) return;
    if (client->state == EXCHANGE && client->http.reset) client->http.reset(client->http.self);
    if (client->state == CREDENTIALS && client->provider.reset)
        client->provider.reset(client->provider.self);
    client->state = IDLE;
    client->is_ahead = 0;
    sgp_http_request_reset(&client->http_request);
    sgp_credentials_deinit(&client->credentials);
}

void sgp_client_wants(sgp_client *client, sgp_wants *out)
{
    sgp_wants nothing = SGP_WANTS_INIT;

    *out = nothing;
    if (client->state == EXCHANGE && client->http.wants)
        client->http.wants(client->http.self, out);
    else if (client->state == CREDENTIALS && client->provider.wants)
        client->provider.wants(client->provider.self, out);
    else if (client->state == BACKOFF || client->state == SIGN)
        out->at_us = client->retry_at_us;
    if (out->fd < 0 && out->at_us == INT64_MAX) out->at_us = now_us(client) + POLL_INTERVAL_US;
    if (out->at_us > client->deadline.at_us) out->at_us = client->deadline.at_us;
}

static sgp_status fetch(void *self, const sgp_list_image_versions_request *request, sgp_page *page,
                        sgp_error *err)
{
    return sgp_client_list_image_versions(self, request, page, err);
}

static void cancel(void *self)
{
    sgp_client_cancel(self);
}

static sgp_status start_ahead(void *self, const sgp_list_image_versions_request *request,
                              sgp_page *page, sgp_error *err)
{
    sgp_client *client = self;

    SGP_TRY(take_arguments(client, request, page, err));
    client->is_ahead = 1;
    return end_call(client, step(client, err), err);
}

static void drop_ahead(void *self, const sgp_list_image_versions_request *request)
{
    sgp_client *client = self;

    if (client->is_ahead && client->given == request) sgp_client_cancel(client);
}

sgp_page_source sgp_client_page_source(sgp_client *client)
{
    sgp_page_source source = SGP_PAGE_SOURCE_INIT;

    source.self = client;
    source.fetch = fetch;
    source.cancel = cancel;
    source.start = start_ahead;
    source.drop = drop_ahead;
    return source;
}
