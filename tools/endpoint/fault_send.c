/*
 * Sends faults; see fault_send.h. Each connection has one struct ep_sending,
 * which is freed with it.
 */
#include "fault_send.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <stdlib.h>
#include <sys/socket.h>

struct ep_sending {
    struct evhttp_connection *http;
    struct bufferevent *stream;
    struct event *timer;
    const struct ep_fault *fault;
    struct ep_text bytes;
    size_t sent;
};

void ep_sending_free(struct ep_sending *s)
{
    if (s == NULL) return;
    event_free(s->timer);
    ep_text_free(&s->bytes);
    free(s);
}

/* Frees s through the close callback of the connection. */
static void end(struct ep_sending *s, bool is_reset)
{
    const struct linger at_once = { 1, 0 };

    if (is_reset)
        (void)setsockopt(bufferevent_getfd(s->stream), SOL_SOCKET, SO_LINGER, &at_once,
                         sizeof at_once);
    evhttp_connection_free(s->http);
}

static void wait_for(struct ep_sending *s, unsigned ms)
{
    const struct timeval duration = { (time_t)(ms / 1000), (suseconds_t)(ms % 1000 * 1000) };

    (void)event_add(s->timer, &duration);
}

/* All bytes have been sent: send more, or end the connection. */
static void on_drained(struct bufferevent *stream, void *arg)
{
    struct ep_sending *s = arg;

    (void)stream;
    if (evtimer_pending(s->timer, NULL)) return; /* nothing was written yet */
    if (s->sent < s->bytes.len)
        wait_for(s, s->fault->drip_ms);
    else if (s->fault->ending != EP_FAULT_STALL)
        end(s, s->fault->ending == EP_FAULT_RESET);
}

static void on_time(evutil_socket_t fd, short events, void *arg)
{
    struct ep_sending *s = arg;
    size_t left = s->bytes.len - s->sent;
    size_t part = s->fault->drip_ms > 0 && left > 1 ? 1 : left;

    (void)fd;
    (void)events;
    if (part == 0) {
        on_drained(s->stream, s);
        return;
    }
    bufferevent_write(s->stream, s->bytes.data + s->sent, part);
    s->sent += part;
}

/* The peer has gone. */
static void on_event(struct bufferevent *stream, short events, void *arg)
{
    (void)stream;
    if (events & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) end(arg, false);
}

struct ep_sending *ep_fault_send(struct event_base *base, struct evhttp_request *http,
                                 const struct ep_fault *fault, struct ep_text *bytes)
{
    struct ep_sending *s = ep_alloc(1, sizeof *s);

    s->http = evhttp_request_get_connection(http);
    s->stream = evhttp_connection_get_bufferevent(s->http);
    s->timer = evtimer_new(base, on_time, s);
    s->fault = fault;
    s->bytes = *bytes;
    *bytes = (struct ep_text){ 0 };
    bufferevent_setcb(s->stream, NULL, on_drained, on_event, s);
    bufferevent_enable(s->stream, EV_READ | EV_WRITE);
    wait_for(s, fault->wait_ms);
    return s;
}
