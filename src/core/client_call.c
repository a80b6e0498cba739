/*
 * client_call.c - the states of one call: credentials, encode and sign,
 * exchange, back off.
 *
 * Only drive.c waits. retry.c decides whether a failure is retried; endpoint.c
 * decides where requests go.
 */
#include "sgp_client_state.h"

#include "sgp_ascii.h"
#include "sgp_civil_time.h"
#include "sgp_clock_skew.h"
#include "sgp_err.h"
#include "sgp_frame.h"
#include "sgp_part.h"
#include "sgp_trace.h"
#include "sgp_units.h"

/* --- clocks ----------------------------------------------------------------------------------- */

/* Negative: the platform's clock failed. */
static int64_t wall_us(const sgp_client *client)
{
    return client->platform->type->wall_us(client->platform);
}

/* Returns the time to sign with. Negative: the platform's clock failed. A forged Date may lead to a
 * time that cannot be signed with; without this check, no later Date could correct it. */
static int64_t signing_us(const sgp_client *client)
{
    int64_t now, service;

    if (!client->is_clock_wrong) return wall_us(client);
    now = sgp__client_now_us(client);
    if (now < 0) return now;
    service = now + client->service_offset_us;
    return service >= 0 && service <= SGP__TIME_MAX_US ? service : wall_us(client);
}

static sgp_status clock_failed(sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_PLATFORM, 2004, "the platform's monotonic clock failed");
}

static sgp_status wall_clock_failed(sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_PLATFORM, 2005, "the platform's wall clock failed");
}

sgp_status sgp__client_set_deadline(sgp_client *client, sgp_error *err)
{
    int64_t now = sgp__client_now_us(client), timeout_ms = client->call_timeout_ms;

    if (now < 0) return clock_failed(err);
    client->deadline = sgp_deadline_in(
        now, timeout_ms > INT64_MAX / SGP__US_PER_MS ? INT64_MAX : timeout_ms * SGP__US_PER_MS);
    return SGP_OK;
}

static sgp_status call_check_deadline(const sgp_client *client, sgp_error *err)
{
    int64_t now = sgp__client_now_us(client);

    if (client->state == SGP__CALL_IDLE) return SGP_OK;
    if (now < 0) return clock_failed(err);
    if (now < client->deadline.at_us) return SGP_OK;
    err->retryable = 1;
    return SGP__FAIL(err, SGP_ERR_TIMEOUT, 2006,
                     "the call did not end within call_timeout_ms = %lld",
                     (long long)client->call_timeout_ms);
}

/* --- states: each function does the work of its state and sets the next one ------------------- */

static int needs_credentials(const sgp_client *client)
{
    return !SGP_HAS(client->signer, is_anonymous);
}

static void call_begin_attempt(sgp_client *client)
{
    client->state = needs_credentials(client) ? SGP__CALL_CREDENTIALS : SGP__CALL_SIGN;
}

static sgp_status call_start(sgp_client *client, sgp_error *err)
{
    client->attempts = 0;
    client->has_refreshed = 0;
    client->has_corrected = 0;
    sgp_page_reset(client->page);
    sgp__retry_begin(&client->retry);
    if (!client->omit_retry_headers)
        sgp__retry_headers_begin(&client->retry_headers, client->platform);
    SGP_TRY(sgp__request_check(&client->request, &client->params, err));
    SGP_TRY(sgp__client_set_deadline(client, err));
    call_begin_attempt(client);
    return SGP_OK;
}

static sgp_status ask_provider(sgp_client *client, sgp_error *err)
{
    sgp_credentials_provider *provider = client->provider;
    sgp_credentials *found = &client->credentials.api;
    int64_t wall = wall_us(client);
    sgp_status status;

    if (wall < 0) return wall_clock_failed(err);
    status = provider->type->get(provider, wall, found, client->deadline, err);
    if (status == SGP_OK && found->access_key_id.len == 0)
        return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 2007,
                         "get of %s returned SGP_OK without credentials", provider->type->name);
    return SGP__SLOT_RESULT(provider, 2050, "get", status, SGP__MAY_AGAIN | SGP__MAY_NOT_CONFIGURED,
                            err);
}

static sgp_status get_credentials(sgp_client *client, sgp_error *err)
{
    const sgp_credentials *found = &client->credentials.api;
    sgp_status status = ask_provider(client, err);

    if (status == SGP_NOT_CONFIGURED)
        return SGP__FAIL(err, SGP_ERR_NO_CREDENTIALS, 2008,
                         "Unable to locate credentials: set the options access_key_id and "
                         "secret_access_key, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, "
                         "or configure a profile");
    if (status != SGP_OK) return status;
    SGP__TRACE(client->trace, "credentials", "from %s%s",
               found->source ? found->source : "a provider",
               found->session_token.ptr ? ", with a session token" : "");
    client->state = SGP__CALL_SIGN;
    return SGP_OK;
}

sgp_status sgp__client_credentials_step(sgp_client *client, sgp_error *err)
{
    SGP_TRY(call_check_deadline(client, err));
    return get_credentials(client, err);
}

/* In adaptive mode, returns SGP_AGAIN until the rate permits another request. */
static sgp_status wait_for_rate(sgp_client *client)
{
    int64_t now = sgp__client_now_us(client);

    if (client->retry.mode != SGP_RETRY_ADAPTIVE) return SGP_OK;
    client->retry_at_us = sgp__rate_limit_take(&client->rate, now);
    return client->retry_at_us > now ? SGP_AGAIN : SGP_OK;
}

static void set_target(const sgp__endpoint *endpoint, sgp_http_request *request)
{
    const sgp__uri *uri = &endpoint->uri;

    request->is_tls = uri->is_tls;
    request->host = sgp_str_from(endpoint->host);
    request->port = uri->port;
    request->path = uri->path.len > 0 ? uri->path : sgp_str_from("/");
}

/* The order of the headers is the AWS CLI's. */
static sgp_status call_encode(sgp_client *client, sgp_http_request *out, sgp_error *err)
{
    sgp_codec *codec = client->codec;
    sgp_status status;

    sgp_http_request_reset(out);
    set_target(&client->endpoint, out);
    SGP_TRY(sgp_http_request_add_header(out, "Accept-Encoding", sgp_str_from("identity"), err));
    status = codec->type->encode_list_image_versions(codec, &client->request, &client->params, out,
                                                     err);
    SGP_TRY(SGP__SLOT_RESULT(codec, 2051, "encode_list_image_versions", status, 0, err));
    if (!out->method.ptr)
        return SGP__FAIL(err, SGP_ERR_USAGE, 2009, "encode_list_image_versions of %s set no method",
                         codec->type->name);
    return sgp_http_request_add_header(out, "User-Agent", sgp_str_from(client->user_agent), err);
}

static sgp_status call_sign(sgp_client *client, sgp_http_request *request, int64_t wall,
                            sgp_error *err)
{
    sgp_signing_scope scope = SGP_SIGNING_SCOPE_INIT;
    sgp_status status;

    scope.region = client->endpoint.region;
    scope.service = "sagemaker";
    status = client->signer->type->sign(client->signer, request,
                                        needs_credentials(client) ? &client->credentials.api : NULL,
                                        &scope, wall, err);
    return SGP__SLOT_RESULT(client->signer, 2052, "sign", status, 0, err);
}

/* In legacy mode botocore does not announce the limit before the first failure. */
static int announced_max(const sgp_client *client)
{
    return client->retry.mode == SGP_RETRY_LEGACY && client->attempts == 1
               ? 0
               : client->retry.max_attempts;
}

/* Each attempt is encoded and signed with its own time and credentials (botocore/endpoint.py). */
static sgp_status encode_and_sign(sgp_client *client, sgp_error *err)
{
    sgp_http_request *request = &client->http_request.api;
    int64_t wall = signing_us(client);

    SGP_TRY(wait_for_rate(client));
    if (wall < 0) return wall_clock_failed(err);
    SGP_TRY(call_encode(client, request, err));
    SGP_TRY(call_sign(client, request, wall, err));
    client->attempts++;
    SGP_TRY(sgp__retry_headers_add(&client->retry_headers, client->attempts, announced_max(client),
                                   request, err));
    sgp__trace_request(client->trace, request, client->attempts);
    sgp_http_response_reset(&client->http_response.api);
    client->state = SGP__CALL_EXCHANGE;
    return SGP_OK;
}

static sgp_status finish_page(sgp_client *client, sgp_str id, sgp_error *err)
{
    sgp_page *page = client->page;

    sgp__retry_give_back(&client->retry);
    SGP_TRY(sgp__client_finish_decoder(client, err));
    if (!id.ptr) return SGP_OK;
    return sgp_arena_copy(sgp_page_arena(page), id.ptr, id.len, &page->request_id, err);
}

static sgp_status decode_error(sgp_client *client, sgp_error *err)
{
    sgp_codec *codec = client->codec;
    sgp_status status = codec->type->decode_error(codec, &client->http_response.api, err);

    if (status == SGP_OK)
        return SGP__FAIL(err, SGP_ERR_USAGE, 2010, "decode_error of %s returned SGP_OK",
                         codec->type->name);
    return SGP__SLOT_RESULT(codec, 2053, "decode_error", status, 0, err);
}

static SGP__NOINLINE sgp_status check_response(sgp_client *client, sgp_error *err)
{
    const sgp_http_response *response = &client->http_response.api;
    sgp_str id = sgp_http_response_find_header(response, "x-amzn-requestid");
    sgp_status status = sgp__client_has_page(response) ? finish_page(client, id, err)
                                                       : decode_error(client, err);

    if (status == SGP_OK) return SGP_OK;
    err->http_status = response->status;
    sgp__copy_truncated(err->request_id, sizeof err->request_id, id);
    return status;
}

/* --- after a failed attempt ------------------------------------------------------------------- */

static sgp_status schedule_retry(sgp_client *client, sgp_status status, sgp_error *err)
{
    uint32_t draw = 0;
    int64_t delay_us;

    if (client->platform->type->random(client->platform, &draw, sizeof draw) != SGP_OK) {
        sgp_error_reset(err);
        return SGP__FAIL(err, SGP_ERR_PLATFORM, 2011, "the platform's random function failed");
    }
    delay_us = sgp__retry_take_us(&client->retry, client->attempts, status, err,
                                  &client->http_response.api, draw);
    if (delay_us < 0) return status; /* too many retries */
    client->retry_at_us = sgp_deadline_in(sgp__client_now_us(client), delay_us).at_us;
    if (client->retry_at_us >= client->deadline.at_us) return status; /* too late to help */
    SGP__TRACE(client->trace, "retry", "attempt %d failed (%s): next one in %u ms",
               client->attempts, err->code[0] ? err->code : sgp_status_text(status),
               (unsigned)delay_us / 1000);
    sgp_error_reset(err);
    client->state = SGP__CALL_BACKOFF;
    return SGP_OK;
}

/* Codes that services return for an expired session token. */
static int are_expired(const sgp_error *err)
{
    return sgp__same_text(err->code, "ExpiredToken") ||
           sgp__same_text(err->code, "ExpiredTokenException");
}

static int call_can_refresh(const sgp_client *client)
{
    return !client->has_refreshed && needs_credentials(client) &&
           SGP_HAS(client->provider, invalidate);
}

/* Happens at most once a call. It uses no quota and no delay, because the service is healthy. */
static sgp_status refresh_credentials(sgp_client *client, sgp_error *err)
{
    client->has_refreshed = 1;
    client->provider->type->invalidate(client->provider);
    SGP__TRACE(client->trace, "credentials", "expired for the service: fetching new ones");
    sgp_error_reset(err);
    client->state = SGP__CALL_CREDENTIALS;
    return SGP_OK;
}

/*
 * Signs again with the service's time, at most once a call and without quota or
 * delay. Later calls do so too, until another refusal corrects this. If the
 * machine's own clock agrees with the service, an earlier correction was wrong.
 */
static sgp_status call_correct_clock(sgp_client *client, int64_t skew_us, sgp_error *err)
{
    const sgp_http_response *refusal = &client->http_response.api;

    client->has_corrected = 1;
    client->service_offset_us = signing_us(client) + skew_us - sgp__client_now_us(client);
    client->is_clock_wrong = sgp__clock_skew_us(refusal, wall_us(client)) != 0;
    sgp_error_reset(err);
    client->state = SGP__CALL_SIGN;
    return SGP_OK;
}

static int is_time_refused(const sgp_client *client, const sgp_error *err, int64_t *skew_us)
{
    return !client->has_corrected && needs_credentials(client) && err->status == SGP_ERR_SERVICE &&
           sgp__clock_is_wrong(err, &client->http_response.api, signing_us(client), client->trace,
                               skew_us);
}

/* botocore/retries/standard.py checks in this order: attempts left, kind of failure, quota. */
static sgp_status retry_or_fail(sgp_client *client, sgp_status status, sgp_error *err)
{
    int is_retryable = sgp__retry_wanted(client->retry.mode, status, err);

    err->retryable = is_retryable;
    err->retries_exhausted = client->attempts >= client->retry.max_attempts &&
                             (is_retryable || client->retry.mode != SGP_RETRY_LEGACY);
    if (status == SGP_ERR_SERVICE)
        sgp__clock_hint(err, client->has_corrected ? signing_us(client) - wall_us(client) : 0);
    if (err->retries_exhausted || !is_retryable) return status;
    return schedule_retry(client, status, err);
}

static SGP__NOINLINE sgp_status after_failure(sgp_client *client, sgp_status status, sgp_error *err)
{
    int64_t skew_us = 0;

    sgp__client_abort_decoder(client);
    sgp__retry_headers_note(&client->retry_headers, &client->http_response.api);
    if (is_time_refused(client, err, &skew_us)) return call_correct_clock(client, skew_us, err);
    if (are_expired(err) && call_can_refresh(client)) return refresh_credentials(client, err);
    return retry_or_fail(client, status, err);
}

static sgp_status call_exchange(sgp_client *client, sgp_error *err)
{
    sgp_status status = sgp__http_exchange(client->http, &client->http_request.api,
                                           &client->http_response.api, client->deadline, err);

    if (status == SGP_AGAIN) return status;
    client->state = SGP__CALL_IDLE;
    if (status == SGP_OK) status = check_response(client, err);
    sgp__rate_limit_note(&client->rate, sgp__retry_is_throttled(status, err),
                         sgp__client_now_us(client));
    return status == SGP_OK ? SGP_OK : after_failure(client, status, err);
}

static sgp_status back_off(sgp_client *client, sgp_error *err)
{
    (void)err;
    if (sgp__client_now_us(client) < client->retry_at_us) return SGP_AGAIN;
    call_begin_attempt(client);
    return SGP_OK;
}

/* --- the state machine ------------------------------------------------------------------------ */

sgp_status sgp__client_step(sgp_client *client, sgp_error *err)
{
    static sgp_status (*const states[])(sgp_client *, sgp_error *) = { call_start, get_credentials,
                                                                       encode_and_sign,
                                                                       call_exchange, back_off };
    sgp_status status;

    do {
        status = call_check_deadline(client, err);
        if (status == SGP_OK) status = states[client->state](client, err);
    } while (status == SGP_OK && client->state != SGP__CALL_IDLE);
    return status;
}

/* Every call ends here too, so that credentials and the signed request live no
 * longer than necessary. */
void sgp_client_cancel(sgp_client *client)
{
    if (!client) return;
    if (client->state == SGP__CALL_EXCHANGE && SGP_HAS(client->http, reset))
        client->http->type->reset(client->http);
    if (client->state == SGP__CALL_CREDENTIALS && SGP_HAS(client->provider, reset))
        client->provider->type->reset(client->provider);
    sgp__client_abort_decoder(client);
    client->state = SGP__CALL_IDLE;
    client->is_prefetch = 0;
    sgp_http_request_reset(&client->http_request.api);
    sgp__credentials_deinit(&client->credentials);
}
