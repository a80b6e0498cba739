/*
 * http1.c - one HTTP/1.1 exchange over any dialer. It can resume at every byte
 * and never waits.
 *
 * No redirects, cookies, pipelining or content coding. http1_wire.c writes and
 * parses the messages.
 */
#include "sgp_http1_state.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_units.h"

#include <string.h>

/* The request's texts, request line, Host, Content-Length and separators. */
#define HTTP1_REQUEST_BYTES_MAX (SGP_HTTP_REQUEST_MEMORY_MAX + 1024)
/* An incomplete head and one more read. */
#define RESPONSE_BYTES_MAX (SGP_HTTP_HEAD_MAX + SGP_HTTP_READ_BYTES)

/*
 * Each state has one function. It returns SGP_OK to continue with h->state,
 * SGP_AGAIN if the stream cannot move a byte now, SGP_END if the response is
 * complete, or an error.
 */

/* --- states ----------------------------------------------------------------------------------- */

static sgp_status start_connecting(const http1_call *call)
{
    http1 *h = call->h;

    h->is_reused = 0;
    h->io.sent = 0;
    h->state = HTTP1_CONNECT;
    return sgp__http1_open(call);
}

/* Returns the proxy that gets the request itself, or NULL. https goes through a tunnel instead. */
static const sgp_proxy *forward_proxy(const http1_call *call)
{
    return call->h->proxy && !call->request->is_tls ? &call->h->proxy->api : NULL;
}

static sgp_status step_idle(const http1_call *call)
{
    http1 *h = call->h;

    sgp_http_response_reset(call->response);
    h->io.sent = 0;
    h->io.scanned = 0;
    h->interim_count = 0;
    SGP_TRY(sgp__proxy_for(&h->route, call->request, &h->proxy, call->err));
    SGP_TRY(sgp__http1_put_request(&h->io.out, call->request, forward_proxy(call), call->err));
    if (!sgp__http1_reuse(call)) return start_connecting(call);
    h->is_reused = 1;
    h->state = HTTP1_SEND;
    sgp__http1_restart_read_timeout(h);
    return SGP_OK;
}

static sgp_status http1_step_connect(const http1_call *call)
{
    SGP_TRY(sgp__http1_connect(call));
    call->h->state = HTTP1_SEND;
    return SGP_OK;
}

/* An end of the stream before the response is complete is an error. */
static sgp_status refuse_end(const http1_call *call, sgp_status status)
{
    if (status != SGP_END) return status;
    return SGP__FAIL(call->err, SGP_ERR_NETWORK, 5033, "the peer closed the connection");
}

static sgp_status http1_receive(const http1_call *call)
{
    return refuse_end(call, sgp__http1_receive(call));
}

/* A peer that accepts no bytes may already be answering (RFC 9112, 9.5). */
static sgp_status listen_while_sending(const http1_call *call)
{
    http1 *h = call->h;
    sgp_poll_interest to_write = h->wants;
    sgp_status status = http1_receive(call);

    if (status == SGP_OK) h->state = HTTP1_HEAD;
    if (status != SGP_AGAIN) return status;
    h->wants.events |= to_write.events;
    if (to_write.at_us < h->wants.at_us) h->wants.at_us = to_write.at_us;
    return SGP_AGAIN;
}

/* Yields once, so that the caller can work before the first read. */
static sgp_status await_answer(http1 *h)
{
    h->state = HTTP1_HEAD;
    if (h->io.in.len > 0) return SGP_OK;
    h->wants.events = h->wants.fd >= 0 ? SGP_POLL_READ : 0;
    h->wants.at_us = h->wants.fd >= 0 ? INT64_MAX : h->now_us;
    return SGP_AGAIN;
}

static sgp_status http1_step_send(const http1_call *call)
{
    http1 *h = call->h;
    sgp_status status = sgp__http1_send(call);

    if (status == SGP_AGAIN) return listen_while_sending(call);
    if (status != SGP_OK || h->io.sent < h->io.out.len) return status;
    sgp__buf_deinit(&h->io.out);
    return await_answer(h);
}

static sgp_status accept_interim(const http1_call *call, const sgp__http1_head *head)
{
    http1 *h = call->h;
    sgp__http1_framing framing;

    SGP_TRY(sgp__http1_frame(head, 0, &framing, call->err));
    if (head->status == 101)
        return SGP__FAIL(call->err, SGP_ERR_PROTOCOL, 5034,
                         "the response switches to a protocol that was not asked for");
    if (++h->interim_count > SGP_HTTP_INTERIM_MAX)
        return SGP__FAIL(call->err, SGP_ERR_LIMIT, 5035,
                         "the response has more than SGP_HTTP_INTERIM_MAX (%d) interim "
                         "responses before it",
                         SGP_HTTP_INTERIM_MAX);
    if (h->io.sent < h->io.out.len) h->state = HTTP1_SEND;
    return SGP_OK;
}

static sgp_status copy_head(const http1_call *call, const sgp__http1_head *head)
{
    sgp_str rest = head->fields;
    sgp_http_header header;

    SGP_TRY(sgp_http_response_begin(call->response, head->status, head->reason, call->err));
    while (sgp__http1_next_header(&rest, &header))
        SGP_TRY(
            sgp_http_response_add_header(call->response, header.name, header.value, call->err));
    return SGP_OK;
}

static sgp_status accept_final(const http1_call *call, const sgp__http1_head *head)
{
    static const sgp__chunked start = { SGP__CHUNK_SIZE_FIRST, 0, 0, 0 };
    http1 *h = call->h;
    int is_head = sgp_str_equal(call->request->method, sgp_str_from("HEAD"));

    SGP_TRY(sgp__http1_frame(head, is_head, &h->framing, call->err));
    SGP_TRY(copy_head(call, head));
    h->body_left = h->framing.length;
    h->chunked = start;
    if (h->io.sent < h->io.out.len) h->framing.keep_alive = 0; /* the rest is never sent */
    if (h->framing.kind == SGP__BODY_LENGTH &&
        (uint64_t)h->framing.length > call->response->max_body_bytes)
        return SGP__FAIL(call->err, SGP_ERR_LIMIT, 5036,
                         "its Content-Length is more than max_body_bytes (%lu)",
                         (unsigned long)call->response->max_body_bytes);
    h->state = HTTP1_BODY;
    return SGP_OK;
}

static sgp_status http1_step_head(const http1_call *call)
{
    http1 *h = call->h;
    sgp__http1_head head;
    size_t consumed = 0;
    sgp_status status = sgp__http1_parse_head(sgp__buf_str(&h->io.in), h->io.scanned, &head,
                                              &consumed, call->err);

    h->io.scanned = h->io.in.len;
    if (status == SGP_AGAIN) return http1_receive(call);
    SGP_TRY(status);
    sgp__http1_trace_head(h, &head);
    SGP_TRY(head.status < 200 ? accept_interim(call, &head) : accept_final(call, &head));
    sgp__buf_drop(&h->io.in, consumed);
    h->io.scanned = 0;
    return SGP_OK;
}

static sgp_status surplus(const http1_call *call)
{
    return SGP__FAIL(call->err, SGP_ERR_PROTOCOL, 5037, "bytes follow the complete response");
}

/* Takes bytes that arrived with the head, else reads. */
static sgp_status take_body(const http1_call *call, char *at, size_t bytes, size_t *got)
{
    sgp__buf *in = &call->h->io.in;

    if (in->len == 0) return refuse_end(call, sgp__http1_read(call, at, bytes, got));
    *got = bytes < in->len ? bytes : in->len;
    memcpy(at, in->ptr, *got);
    sgp__buf_drop(in, *got);
    if (in->len == 0) sgp__buf_deinit(in);
    return SGP_OK;
}

/* Receives a part of the body: at most *left bytes, and `more` bytes that must not
 * come. */
static sgp_status receive_body(const http1_call *call, int64_t *left, size_t more)
{
    size_t most = (*left < INT32_MAX ? (size_t)*left : INT32_MAX) + more, bytes, got;
    char *at;

    SGP_TRY(sgp_http_response_reserve(call->response, most, &at, &bytes, call->err));
    SGP_TRY(take_body(call, at, bytes < most ? bytes : most, &got));
    if ((int64_t)got > *left) return surplus(call);
    *left -= (int64_t)got;
    return sgp_http_response_append_body(call->response, at, got, call->err);
}

static sgp_status step_body_length(const http1_call *call)
{
    http1 *h = call->h;

    return h->body_left == 0 ? SGP_END : receive_body(call, &h->body_left, 1);
}

static sgp_status step_body_chunked(const http1_call *call)
{
    http1 *h = call->h;
    size_t used;
    sgp_str data;
    sgp_status status;

    if (h->io.in.len == 0 && h->chunked.state == SGP__CHUNK_DATA && h->chunked.left > 0)
        return receive_body(call, &h->chunked.left, 0);
    status = sgp__chunked_next(&h->chunked, sgp__buf_str(&h->io.in), &used, &data, call->err);
    if (status < SGP_OK) return status;
    if (data.len > 0)
        SGP_TRY(sgp_http_response_append_body(call->response, data.ptr, data.len, call->err));
    sgp__buf_drop(&h->io.in, used);
    return status == SGP_AGAIN ? http1_receive(call) : status;
}

static sgp_status step_body_until_close(const http1_call *call)
{
    sgp__buf *in = &call->h->io.in;

    SGP_TRY(sgp_http_response_append_body(call->response, in->ptr, in->len, call->err));
    sgp__buf_drop(in, in->len);
    return sgp__http1_receive(call);
}

static sgp_status step_body(const http1_call *call)
{
    switch (call->h->framing.kind) {
    case SGP__BODY_LENGTH:
        return step_body_length(call);
    case SGP__BODY_CHUNKED:
        return step_body_chunked(call);
    case SGP__BODY_UNTIL_CLOSE:
        return step_body_until_close(call);
    default:
        return SGP_END;
    }
}

/* --- one call --------------------------------------------------------------------------------- */

static sgp_status http1_read_clock(const http1_call *call)
{
    http1 *h = call->h;

    h->now_us = h->platform->type->monotonic_us(h->platform);
    if (h->now_us < 0)
        return SGP__FAIL(call->err, SGP_ERR_PLATFORM, 5038, "the monotonic clock failed");
    return h->now_us >= call->deadline.at_us ? SGP_ERR_TIMEOUT : SGP_OK;
}

/* Checks the read timeout only after the stream had nothing. So a caller that
 * calls again late still gets the bytes that have arrived. */
static sgp_status blocked(const http1_call *call)
{
    http1 *h = call->h;
    sgp_deadline next = sgp_deadline_sooner(call->deadline, h->limit);

    if (h->now_us >= h->limit.at_us) return SGP_ERR_TIMEOUT;
    if (next.at_us < h->wants.at_us) h->wants.at_us = next.at_us;
    return SGP_AGAIN;
}

static void end_exchange(http1 *h)
{
    h->state = HTTP1_IDLE;
    h->is_reused = 0;
    sgp__buf_deinit(&h->io.out);
    sgp__buf_deinit(&h->io.in);
}

static void http1_reset(sgp_http *http)
{
    http1 *h = (http1 *)http;

    sgp__stream_close(&h->io.stream);
    end_exchange(h);
}

/*
 * If a reused connection breaks before the first byte of the response, the peer
 * had closed it while it was idle. The request is sent once more on a new
 * connection (RFC 9112, 9.3.1), where the same failure is an error.
 */
static sgp_status http1_restart(const http1_call *call)
{
    sgp_error_reset(call->err);
    http1_reset(&call->h->base);
    sgp__http1_trace_connection(call, "kept connection was closed, retry on a new one to");
    return SGP_OK;
}

static sgp_status step(const http1_call *call)
{
    static sgp_status (*const steps[])(const http1_call *) = { step_idle, http1_step_connect,
                                                               http1_step_send, http1_step_head,
                                                               step_body };
    sgp_status status;

    SGP_TRY(http1_read_clock(call));
    status = steps[call->h->state](call);
    if (status == SGP_ERR_NETWORK && call->h->is_reused) return http1_restart(call);
    return status == SGP_AGAIN ? blocked(call) : status;
}

/* Bytes after the response mean that peer and parser disagree on its end, so no
 * part of the response can be trusted. */
static sgp_status complete(const http1_call *call)
{
    http1 *h = call->h;

    if (h->io.in.len > 0) return surplus(call);
    if (!h->framing.keep_alive) sgp__stream_close(&h->io.stream);
    end_exchange(h);
    return SGP_OK;
}

static sgp_status http1_fail(const http1_call *call, sgp_status status)
{
    status = sgp__http1_explain(call, status);
    sgp__stream_close(&call->h->io.stream);
    end_exchange(call->h);
    sgp_http_response_reset(call->response);
    return status;
}

/* --- slots ------------------------------------------------------------------------------------ */

/* The running exchange may belong to another user of a loan. Its bytes must not
 * reach this response. */
static void begin_or_resume(http1 *h, const sgp_http_response *response)
{
    if (h->state != HTTP1_IDLE && h->response != response) http1_reset(&h->base);
    h->response = response;
}

static sgp_status yield(http1 *h)
{
    h->wants.fd = -1;
    h->wants.events = 0;
    h->wants.at_us = SGP__AT_ONCE;
    return SGP_AGAIN;
}

/* A peer that always has bytes must not keep the caller from its other work. */
static sgp_status run_slice(const http1_call *call)
{
    http1 *h = call->h;
    sgp_status status = step(call);
    sgp_deadline end = sgp_deadline_in(h->now_us, SGP_HTTP_SLICE_MS * SGP__US_PER_MS);

    while (status == SGP_OK && h->now_us < end.at_us)
        status = step(call);
    return status == SGP_OK ? yield(h) : status;
}

static sgp_status http1_exchange(sgp_http *http, const sgp_http_request *request,
                                 sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    http1_call call = { (http1 *)http, request, response, deadline, err };
    sgp_status status;

    sgp_error_reset(err);
    begin_or_resume(call.h, response);
    status = run_slice(&call);
    if (status == SGP_END) status = complete(&call);
    return status < SGP_OK ? http1_fail(&call, status) : status;
}

static void http1_wants(sgp_http *http, sgp_poll_interest *out)
{
    *out = ((http1 *)http)->wants;
}

static void http1_destroy(sgp_http *http)
{
    http1 *h = (http1 *)http;

    http1_reset(http);
    SGP__DESTROY(h->dialer);
    sgp__proxy_route_deinit(&h->route);
    sgp__free(h->allocator, h, sizeof *h);
}

static int64_t http1_read_timeout_ms(sgp_http *http)
{
    int64_t timeout_us = ((http1 *)http)->read_timeout_us;

    return timeout_us == INT64_MAX ? -1 : timeout_us / SGP__US_PER_MS;
}

/* --- construction ----------------------------------------------------------------------------- */

static int64_t timeout_us(int64_t given_ms, int64_t default_ms)
{
    int64_t ms = given_ms == 0 ? default_ms : given_ms;

    return ms < 0 || ms > INT64_MAX / SGP__US_PER_MS ? INT64_MAX : ms * SGP__US_PER_MS;
}

static sgp_status http1_copy_options(http1 *h, const sgp_http1_options *options, sgp_error *err)
{
    sgp_http1_options own;

    SGP_TRY(SGP__OPTIONS_COPY(&own, sizeof own, options, 5098, "sgp_http1_new", "options", err));
    h->connect_timeout_us = timeout_us(own.connect_timeout_ms, SGP_CONNECT_TIMEOUT_MS);
    h->read_timeout_us = timeout_us(own.read_timeout_ms, SGP_READ_TIMEOUT_MS);
    h->trace = own.trace;
    return sgp__proxy_route_init(&h->route, own.proxy, h->allocator, err);
}

static sgp_status http1_check_parts(const sgp_dialer *dialer, const sgp_platform *platform,
                                    sgp_error *err)
{
    static const sgp__slot dialer_slots[] = { SGP__SLOT(sgp_dialer_type, open) };
    static const sgp__slot platform_slots[] = { SGP__SLOT(sgp_platform_type, monotonic_us) };

    SGP_TRY(SGP__PART_CHECK(dialer, 5095, "sgp_http1_new", "dialer", dialer_slots, err));
    return SGP__PART_CHECK(platform, 5096, "sgp_http1_new", "platform", platform_slots, err);
}

sgp_status sgp_http1_new(sgp_http **out, sgp_dialer *dialer, sgp_platform *platform,
                         const sgp_http1_options *options, const sgp_allocator *allocator,
                         sgp_error *err)
{
    static const sgp_http_type type = { sizeof type,          "http1",     http1_exchange,
                                        http1_wants,          http1_reset, http1_destroy,
                                        http1_read_timeout_ms };
    http1 *h;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 5097, "sgp_http1_new", err));
    SGP_TRY(http1_check_parts(dialer, platform, err));
    h = sgp__alloc(allocator, sizeof *h);
    if (!h) return SGP__NO_MEMORY(err, sizeof *h);
    h->base.type = &type;
    h->allocator = allocator;
    sgp__buf_init(&h->io.out, allocator, HTTP1_REQUEST_BYTES_MAX);
    sgp__buf_init(&h->io.in, allocator, RESPONSE_BYTES_MAX);
    status = http1_copy_options(h, options, err);
    if (status != SGP_OK) {
        http1_destroy(&h->base); /* the dialer is not owned yet */
        return status;
    }
    h->dialer = dialer;
    h->platform = platform;
    *out = &h->base;
    return SGP_OK;
}
