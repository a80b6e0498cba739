/*
 * http1.c - one HTTP/1.1 exchange over any dialer, resumable at every byte; it never waits itself.
 *
 * No redirects, no cookies, no pipelining, no content coding. The wire format is http1_wire.c's.
 */
#include "http1_state.h"

#include "err.h"
#include "mem.h"

#include <string.h>

/* Request line, Host, Content-Length and separators beside the texts of the request. */
#define REQUEST_BYTES_MAX (SGP_HTTP_REQUEST_MEMORY_MAX + 1024)
/* A head that is not complete yet, and what one more read may bring. */
#define RESPONSE_BYTES_MAX (SGP_HTTP_HEAD_MAX + SGP_HTTP_READ_BYTES)

/*
 * Each state has one function. It returns SGP_OK to go on with the (maybe changed) state, SGP_AGAIN
 * when the stream has nothing now, SGP_END when the response is complete, or an error.
 */

/* --- states ----------------------------------------------------------------------------------- */

static sgp_status connect_afresh(const http1_call *call)
{
    http1 *h = call->h;

    h->is_reused = 0;
    h->sent = 0;
    h->state = HTTP1_CONNECT;
    return sgp__http1_open(call);
}

/* https goes through a tunnel, in which the proxy is no matter of HTTP any more. */
static const sgp_proxy *forward_proxy(const http1_call *call)
{
    return call->h->proxy && !call->request->is_tls ? &call->h->proxy->api : NULL;
}

static sgp_status step_idle(const http1_call *call)
{
    http1 *h = call->h;

    sgp_http_response_reset(call->response);
    h->sent = 0;
    h->scanned = 0;
    h->interim_count = 0;
    h->proxy = sgp__proxy_for(&h->route, call->request);
    SGP_TRY(sgp__http1_put_request(&h->out, call->request, forward_proxy(call), call->err));
    if (!sgp__http1_reuse(call)) return connect_afresh(call);
    h->is_reused = 1;
    h->state = HTTP1_SEND;
    sgp__http1_restart_silence(h);
    return SGP_OK;
}

static sgp_status step_connect(const http1_call *call)
{
    http1 *h = call->h;
    sgp_status status = sgp__stream_connect(
        &h->stream, sgp_deadline_sooner(call->deadline, h->limit), call->err);

    sgp__stream_wants(&h->stream, h->now_us, &h->wants);
    SGP_TRY(status);
    h->state = HTTP1_SEND;
    sgp__http1_restart_silence(h);
    return SGP_OK;
}

/* An end where the response is not complete is a broken connection. */
static sgp_status refuse_end(const http1_call *call, sgp_status status)
{
    if (status != SGP_END) return status;
    return sgp_error_set(call->err, SGP_ERR_NETWORK, "the peer closed the connection");
}

static sgp_status receive(const http1_call *call)
{
    return refuse_end(call, sgp__http1_receive(call));
}

/* The peer does not take the request now: it may be answering already (RFC 9112, 9.5). */
static sgp_status listen_while_sending(const http1_call *call)
{
    http1 *h = call->h;
    sgp_wants to_write = h->wants;
    sgp_status status = receive(call);

    if (status == SGP_OK) h->state = HTTP1_HEAD;
    if (status != SGP_AGAIN) return status;
    h->wants.events |= to_write.events;
    if (to_write.at_us < h->wants.at_us) h->wants.at_us = to_write.at_us;
    return SGP_AGAIN;
}

/* No answer can be there yet: who has something else to do does it before the first read. */
static sgp_status await_answer(http1 *h)
{
    h->state = HTTP1_HEAD;
    if (h->in.len > 0) return SGP_OK;
    h->wants.events = h->wants.fd >= 0 ? SGP_WANT_READ : 0;
    h->wants.at_us = h->wants.fd >= 0 ? INT64_MAX : h->now_us;
    return SGP_AGAIN;
}

static sgp_status step_send(const http1_call *call)
{
    http1 *h = call->h;
    sgp_status status = sgp__http1_write(call);

    if (status == SGP_AGAIN) return listen_while_sending(call);
    return status == SGP_OK && h->sent == h->out.len ? await_answer(h) : status;
}

static sgp_status accept_interim(const http1_call *call, const sgp__http1_head *head)
{
    http1 *h = call->h;
    sgp__http1_framing framing;

    SGP_TRY(sgp__http1_frame(head, 0, &framing, call->err));
    if (head->status == 101)
        return sgp_error_set(call->err, SGP_ERR_PROTOCOL,
                             "the response switches to a protocol that was not asked for");
    if (++h->interim_count > SGP_HTTP_INTERIM_MAX)
        return sgp_error_set(call->err, SGP_ERR_LIMIT,
                             "the response has more than SGP_HTTP_INTERIM_MAX (%d) interim "
                             "responses before it",
                             SGP_HTTP_INTERIM_MAX);
    if (h->sent < h->out.len) h->state = HTTP1_SEND;
    return SGP_OK;
}

static sgp_status copy_head(const http1_call *call, const sgp__http1_head *head)
{
    SGP_TRY(sgp_http_response_begin(call->response, head->status, head->reason, call->err));
    for (size_t i = 0; i < head->header_count; i++)
        SGP_TRY(sgp_http_response_header(call->response, head->headers[i].name,
                                         head->headers[i].value, call->err));
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
    if (h->sent < h->out.len) h->framing.keep_alive = 0; /* the rest will never be sent */
    if (h->framing.kind == SGP__BODY_LENGTH &&
        (uint64_t)h->framing.length > call->response->max_body_bytes)
        return sgp_error_set(call->err, SGP_ERR_LIMIT,
                             "its Content-Length is more than max_body_bytes (%zu)",
                             call->response->max_body_bytes);
    h->state = HTTP1_BODY;
    return SGP_OK;
}

static sgp_status step_head(const http1_call *call)
{
    http1 *h = call->h;
    sgp__http1_head head;
    size_t consumed = 0;
    sgp_status status = sgp__http1_parse_head(sgp__buf_str(&h->in), h->scanned, &head, &consumed,
                                              call->err);

    h->scanned = h->in.len;
    if (status == SGP_AGAIN) return receive(call);
    SGP_TRY(status);
    sgp__http1_trace_head(h, &head);
    SGP_TRY(head.status < 200 ? accept_interim(call, &head) : accept_final(call, &head));
    sgp__buf_drop(&h->in, consumed);
    h->scanned = 0;
    return SGP_OK;
}

/* Moves len bytes from the input to the response's body. */
static sgp_status take_body(const http1_call *call, size_t len)
{
    http1 *h = call->h;

    SGP_TRY(sgp_http_response_body(call->response, h->in.ptr, len, call->err));
    sgp__buf_drop(&h->in, len);
    return SGP_OK;
}

static sgp_status surplus(const http1_call *call)
{
    return sgp_error_set(call->err, SGP_ERR_PROTOCOL, "bytes follow the complete response");
}

/* Straight into the body, and no further than one byte too many. */
static sgp_status receive_body(const http1_call *call)
{
    http1 *h = call->h;
    size_t left = (size_t)h->body_left, room, got;
    char *at;

    SGP_TRY(sgp_http_response_room(call->response, left + 1, &at, &room, call->err));
    if (room > left + 1) room = left + 1;
    SGP_TRY(refuse_end(call, sgp__http1_read(call, at, room, &got)));
    if (got > left) return surplus(call);
    SGP_TRY(sgp_http_response_body(call->response, at, got, call->err));
    h->body_left -= (int64_t)got;
    return SGP_OK;
}

static sgp_status step_body_length(const http1_call *call)
{
    http1 *h = call->h;
    size_t len = (uint64_t)h->body_left < h->in.len ? (size_t)h->body_left : h->in.len;

    if (len > 0) SGP_TRY(take_body(call, len));
    h->body_left -= (int64_t)len;
    return h->body_left == 0 ? SGP_END : receive_body(call);
}

static sgp_status step_body_chunked(const http1_call *call)
{
    http1 *h = call->h;
    size_t used;
    sgp_str data;
    sgp_status status = sgp__chunked_next(&h->chunked, sgp__buf_str(&h->in), &used, &data,
                                          call->err);

    if (status < SGP_OK) return status;
    if (data.len > 0)
        SGP_TRY(sgp_http_response_body(call->response, data.ptr, data.len, call->err));
    sgp__buf_drop(&h->in, used);
    return status == SGP_AGAIN ? receive(call) : status;
}

static sgp_status step_body_until_close(const http1_call *call)
{
    if (call->h->in.len > 0) SGP_TRY(take_body(call, call->h->in.len));
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

static sgp_status read_clock(const http1_call *call)
{
    http1 *h = call->h;

    h->now_us = h->platform.monotonic_us(h->platform.self);
    if (h->now_us < 0)
        return sgp_error_set(call->err, SGP_ERR_PLATFORM, "the monotonic clock failed");
    return h->now_us >= call->deadline.at_us ? SGP_ERR_TIMEOUT : SGP_OK;
}

/* The peer is given its full time, however late the caller comes back: only silence runs out. */
static sgp_status blocked(const http1_call *call)
{
    http1 *h = call->h;
    sgp_deadline next = sgp_deadline_sooner(call->deadline, h->limit);

    if (h->now_us >= h->limit.at_us) return SGP_ERR_TIMEOUT;
    if (next.at_us < h->wants.at_us) h->wants.at_us = next.at_us;
    return SGP_AGAIN;
}

/*
 * A kept connection that breaks before the first byte of an answer was closed by the peer while it
 * was idle: the request goes out once more on a fresh one (RFC 9112, 9.3.1), where the same would
 * be an error.
 */
static sgp_status restart(const http1_call *call)
{
    sgp_error_reset(call->err);
    sgp__http1_drop(call->h);
    sgp__http1_trace_connection(call, "kept connection was closed, retry on a new one to");
    return connect_afresh(call);
}

static sgp_status step(const http1_call *call)
{
    static sgp_status (*const steps[])(const http1_call *) = { step_idle, step_connect, step_send,
                                                               step_head, step_body };
    sgp_status status;

    SGP_TRY(read_clock(call));
    status = steps[call->h->state](call);
    if (status == SGP_ERR_NETWORK && call->h->is_reused) return restart(call);
    return status == SGP_AGAIN ? blocked(call) : status;
}

static void end_exchange(http1 *h)
{
    h->state = HTTP1_IDLE;
    h->is_reused = 0;
    sgp__buf_reset(&h->out);
    sgp__buf_reset(&h->in);
}

/* Surplus bytes mean that the peer and we disagree where the response ends: trust none of it. */
static sgp_status complete(const http1_call *call)
{
    http1 *h = call->h;

    if (h->in.len > 0) return surplus(call);
    if (!h->framing.keep_alive) sgp__http1_drop(h);
    end_exchange(h);
    return SGP_OK;
}

static sgp_status fail(const http1_call *call, sgp_status status)
{
    status = sgp__http1_explain(call, status);
    sgp__http1_drop(call->h);
    end_exchange(call->h);
    sgp_http_response_reset(call->response);
    return status;
}

static sgp_status http1_exchange(void *self, const sgp_http_request *request,
                                 sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    http1_call call = { self, request, response, deadline, err };
    sgp_status status;

    sgp_error_reset(err);
    do {
        status = step(&call);
    } while (status == SGP_OK);
    if (status == SGP_END) status = complete(&call);
    return status < SGP_OK ? fail(&call, status) : status;
}

static void http1_wants(void *self, sgp_wants *out)
{
    *out = ((http1 *)self)->wants;
}

static void http1_reset(void *self)
{
    sgp__http1_drop(self);
    end_exchange(self);
}

static void http1_destroy(void *self)
{
    http1 *h = self;

    sgp__http1_drop(h);
    sgp__dialer_destroy(&h->dialer);
    sgp__buf_deinit(&h->out);
    sgp__buf_deinit(&h->in);
    sgp__proxy_route_deinit(&h->route);
    sgp__free(h->allocator, h, sizeof *h);
}

/* --- construction ----------------------------------------------------------------------------- */

static int64_t timeout_us(int64_t given_ms, int64_t default_ms)
{
    int64_t ms = given_ms == 0 ? default_ms : given_ms;

    return ms < 0 || ms > INT64_MAX / 1000 ? INT64_MAX : ms * 1000;
}

static sgp_status copy_options(http1 *h, const sgp_http1_options *options, sgp_error *err)
{
    sgp_http1_options own = SGP_HTTP1_OPTIONS_INIT;

    if (options && !sgp__table_copy(&own, sizeof own, options, sizeof options->size))
        return sgp_error_set(err, SGP_ERR_USAGE, "sgp_http1_new: the options' size is not set");
    h->connect_timeout_us = timeout_us(own.connect_timeout_ms, SGP_CONNECT_TIMEOUT_MS);
    h->read_timeout_us = timeout_us(own.read_timeout_ms, SGP_READ_TIMEOUT_MS);
    h->trace = own.trace;
    return sgp__proxy_route_init(&h->route, own.proxy, h->allocator, err);
}

static sgp_status copy_parts(http1 *h, const sgp_dialer *dialer, const sgp_platform *platform,
                             sgp_error *err)
{
    SGP_TRY(sgp__dialer_copy(&h->dialer, dialer, err));
    if (!sgp__table_copy(&h->platform, sizeof h->platform, platform,
                         offsetof(sgp_platform, wall_us)) ||
        !SGP_HAS(&h->platform, monotonic_us))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_http1_new: the platform lacks monotonic_us, or its size is not "
                             "set");
    return SGP_OK;
}

sgp_status sgp_http1_new(sgp_http *out, const sgp_dialer *dialer, const sgp_platform *platform,
                         const sgp_http1_options *options, const sgp_allocator *allocator,
                         sgp_error *err)
{
    static const sgp_http empty = SGP_HTTP_INIT;
    http1 *h;
    sgp_status status;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator))
        return sgp_error_set(err, SGP_ERR_USAGE, "sgp_http1_new: out or allocator is not usable");
    h = sgp__alloc(allocator, sizeof *h);
    if (!h) return sgp__no_memory(err);
    h->allocator = allocator;
    sgp__buf_init(&h->out, allocator, REQUEST_BYTES_MAX);
    sgp__buf_init(&h->in, allocator, RESPONSE_BYTES_MAX);
    status = copy_options(h, options, err);
    if (status == SGP_OK) status = copy_parts(h, dialer, platform, err);
    if (status != SGP_OK) {
        sgp__proxy_route_deinit(&h->route);
        sgp__free(allocator, h, sizeof *h);
        return status;
    }
    *out = empty;
    out->self = h;
    out->exchange = http1_exchange;
    out->wants = http1_wants;
    out->reset = http1_reset;
    out->destroy = http1_destroy;
    return SGP_OK;
}
