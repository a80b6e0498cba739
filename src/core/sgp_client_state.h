/*
 * sgp_client_state.h - the client's struct and the steps of a call, shared by the
 * client's files.
 *
 * client.c makes and frees a client. client_page_source.c starts and ends
 * calls, client_call.c runs their states, client_body.c decodes bodies, drive.c
 * waits.
 *
 */
#ifndef SGP_CORE_CLIENT_STATE_H
#define SGP_CORE_CLIENT_STATE_H

#include "sagepager/client.h"

#include "sgp_core.h"
#include "sgp_credentials.h"
#include "sgp_http_message.h"
#include "sgp_rate_limit.h"
#include "sgp_retry.h"
#include "sgp_retry_headers.h"

typedef enum sgp__call_state {
    SGP__CALL_IDLE,        /* no call is running */
    SGP__CALL_CREDENTIALS, /* asks the provider */
    SGP__CALL_SIGN,        /* encodes and signs the request, once retry_at_us has passed */
    SGP__CALL_EXCHANGE,    /* sends the request and receives the response */
    SGP__CALL_BACKOFF      /* an attempt failed; the next one starts at retry_at_us */
} sgp__call_state;

/* The small members come first: code for ARM is smaller if their offsets are. */
struct sgp_client {
    sgp_page_source base;

    /* The running call. */
    const sgp_list_image_versions_request *given; /* the caller's; identifies the call. NULL:
                                                     credentials alone */
    sgp_page *page;
    int is_prefetch; /* no caller waits for the page yet, so any other call aborts this one */
    sgp_deadline deadline;
    int attempts;        /* requests sent */
    int has_refreshed;   /* the credentials had expired and were fetched again */
    int has_corrected;   /* the clock was wrong */
    int64_t retry_at_us; /* in BACKOFF, and in SIGN if the rate is limited */
    sgp_page_decoder *decoder; /* NULL: not begun */
    sgp__call_state state;

    /* Parts. The platform and the trace are borrowed. */
    sgp_http *http;
    sgp_codec *codec;
    sgp_signer *signer;
    sgp_credentials_provider *provider; /* NULL: none; only with an anonymous signer */
    sgp_platform *platform;
    const sgp_trace *trace;
    const sgp_allocator *allocator;

    /* Settings. */
    sgp__endpoint endpoint;
    char *user_agent;
    int nonblocking;
    int omit_retry_headers;
    int64_t call_timeout_ms;

    /* State that outlives a call. */
    sgp__retry retry;
    sgp__retry_headers retry_headers;
    sgp__rate_limit rate;      /* adaptive mode */
    int is_clock_wrong;        /* the service said so: sign with its time */
    int64_t service_offset_us; /* its time minus the monotonic clock, which nobody sets */

    /* The rest of the running call. */
    sgp_list_image_versions_request request; /* a copy of *given */
    sgp_page_params params;
    sgp__credentials credentials;
    sgp__http_request http_request;
    sgp__http_response http_response;
    sgp__body_sink sink; /* of http_response */
    sgp_error scratch;   /* replaces a NULL err */
};

static inline int64_t sgp__client_now_us(const sgp_client *client)
{
    return client->platform->type->monotonic_us(client->platform);
}

/* --- client_call.c ---------------------------------------------------------------------------- */

/* Sets the deadline of a call that starts now. SGP_ERR_PLATFORM. */
SGP_MUST_CHECK sgp_status sgp__client_set_deadline(sgp_client *client, sgp_error *err);

/* Runs states until the call is done. SGP_AGAIN if a state has to wait; errors
 * as sgp_client_list_image_versions. */
SGP_MUST_CHECK sgp_status sgp__client_step(sgp_client *client, sgp_error *err);

/* Runs only the state CREDENTIALS. SGP_AGAIN; errors as sgp_client_get_credentials. */
SGP_MUST_CHECK sgp_status sgp__client_credentials_step(sgp_client *client, sgp_error *err);

/* --- client_body.c ---------------------------------------------------------------------------- */

/* Attaches the sink that decodes the body of a response while it arrives. */
void sgp__client_init_sink(sgp_client *client);

/* Non-zero if the status announces a page. Statuses from 300 on are errors, and
 * redirects are not followed (botocore/client.py, parsers.py). */
int sgp__client_has_page(const sgp_http_response *response);

/* Decodes the rest of the body and fills the page. Errors as finish of sgp_page_decoder_type. */
SGP_MUST_CHECK sgp_status sgp__client_finish_decoder(sgp_client *client, sgp_error *err);

/* Aborts the decoder, if one is running. */
void sgp__client_abort_decoder(sgp_client *client);

/* --- drive.c ---------------------------------------------------------------------------------- */

/* Calls step. If the client is blocking, waits after SGP_AGAIN and calls step
 * again. Errors of step; SGP_ERR_PLATFORM if the platform's wait fails. */
SGP_MUST_CHECK sgp_status sgp__drive(sgp_client *client,
                                     sgp_status (*step)(sgp_client *client, sgp_error *err),
                                     sgp_error *err);

#endif
