/*
 * stack_peer.c - the peer of the targets that run the whole stack.
 */
#include "stack_peer.h"

#include "fuzz.h"
#include "stack_secrets.h"

#include <stdio.h>
#include <string.h>

static void count_slot_call(stack_peer *peer)
{
    REQUIRE(++peer->slot_calls <= STACK_SLOT_CALLS_MAX);
}

/* --- secrets ---------------------------------------------------------------------------------- */

static void require_only_for(const char *request, stack_role role, const char *secret,
                             unsigned roles)
{
    REQUIRE((roles >> role & 1u) || !strstr(request, secret));
}

/* Each secret goes only to whom it is for, and the secret access keys to nobody. */
static void check_secrets(const stack_peer *peer, const char *request, stack_role role)
{
    unsigned signed_roles = 1u << ROLE_SERVICE | 1u << ROLE_STS;

    require_only_for(request, role, OWN_KEY, 0);
    require_only_for(request, role, OWN_SESSION, signed_roles);
    require_only_for(request, role, OWN_WEB_TOKEN, 1u << ROLE_STS);
    require_only_for(request, role, OWN_ACCESS, 1u << ROLE_PORTAL);
    require_only_for(request, role, OWN_REFRESH, 1u << ROLE_OIDC);
    require_only_for(request, role, OWN_CLIENT, 1u << ROLE_OIDC);
    require_only_for(request, role, OWN_CONTAINER, 1u << ROLE_CONTAINER);
    require_only_for(request, role, OWN_PROXY, 0);
    if (peer->is_tunnel_required)
        require_only_for(request, role, OWN_PROXY_BASE64, 1u << ROLE_PROXY);
    if (peer->may_quote) return;
    require_only_for(request, role, PEER_KEY, 0);
    require_only_for(request, role, PEER_SESSION, signed_roles);
    require_only_for(request, role, PEER_ACCESS, 1u << ROLE_PORTAL);
    require_only_for(request, role, PEER_REFRESH, 1u << ROLE_OIDC);
    require_only_for(request, role, PEER_IMDS, 1u << ROLE_IMDS);
}

/* --- answers ---------------------------------------------------------------------------------- */

static void put(stack_stream *s, const char *bytes, size_t len)
{
    if (len > sizeof s->bytes - s->len) len = sizeof s->bytes - s->len;
    memcpy(s->bytes + s->len, bytes, len);
    s->len += len;
}

static void put_text(stack_stream *s, const char *text)
{
    put(s, text, strlen(text));
}

static void put_number_line(stack_stream *s, const char *format, size_t number)
{
    char line[64];

    (void)snprintf(line, sizeof line, format, (unsigned)number);
    put_text(s, line);
}

static void put_chunk(stack_stream *s, const char *bytes, size_t len)
{
    if (len == 0) return;
    put_number_line(s, "%x;a=b\r\n", len);
    put(s, bytes, len);
    put_text(s, "\r\n");
}

typedef enum framing { BY_LENGTH, BY_CHUNKS, BY_CLOSE, AFTER_INTERIM } framing;

static void put_body(stack_stream *s, const stack_answer *answer, framing how)
{
    size_t half = answer->body_len / 2;

    switch (how) {
    case BY_CHUNKS:
        put_text(s, "Transfer-Encoding: chunked\r\n\r\n");
        put_chunk(s, answer->body, half);
        put_chunk(s, answer->body + half, answer->body_len - half);
        put_text(s, "0\r\na: b\r\n\r\n");
        break;
    case BY_CLOSE:
        put_text(s, "Connection: close\r\n\r\n");
        put(s, answer->body, answer->body_len);
        s->end = END_CLOSE;
        break;
    default:
        put_number_line(s, "Content-Length: %u\r\n\r\n", answer->body_len);
        put(s, answer->body, answer->body_len);
    }
}

static void put_answer(stack_stream *s, const stack_answer *answer, framing how)
{
    if (how == AFTER_INTERIM) put_text(s, "HTTP/1.1 103 Early Hints\r\na: b\r\n\r\n");
    put_text(s, "HTTP/1.1 ");
    put_text(s, answer->status);
    put_text(s, "\r\n");
    put_text(s, answer->fields);
    if (answer->begins_tunnel)
        put_text(s, "\r\n");
    else
        put_body(s, answer, how);
}

static void cut(stack_stream *s, size_t at, size_t len)
{
    if (len > s->len - at) len = s->len - at;
    memmove(s->bytes + at, s->bytes + at + len, s->len - at - len);
    s->len -= len;
}

static void insert(stack_stream *s, size_t at, stack_input part)
{
    size_t len = (size_t)(part.end - part.at);

    if (len > sizeof s->bytes - s->len) len = sizeof s->bytes - s->len;
    memmove(s->bytes + at + len, s->bytes + at, s->len - at);
    if (len > 0) memcpy(s->bytes + at, part.at, len);
    s->len += len;
}

static void mutate(stack_stream *s, stack_input *input)
{
    for (unsigned n = stack_take(input) % 4 + 1; n > 0 && s->len > 0; n--) {
        size_t at = stack_take_two(input) % s->len;
        unsigned what = stack_take(input);
        if (what % 3 == 0)
            s->bytes[at] = (char)stack_take(input);
        else if (what % 3 == 1)
            cut(s, at, what / 3 + 1);
        else
            insert(s, at, stack_take_part(input, what / 16 + 1));
    }
}

static void put_raw(stack_stream *s, stack_input *input)
{
    stack_input part = stack_take_part(input, stack_take_two(input) % 2048);

    put(s, (const char *)part.at, (size_t)(part.end - part.at));
}

/* A peer that always has more bytes. */
static void put_endless(stack_stream *s, stack_input *input, unsigned variant)
{
    static const char *const texts[STACK_VARIANTS][2] = {
        { "", "HTTP/1.1 103 Early Hints\r\n\r\n" },
        { "HTTP/1.1 200 OK\r\n", "a: b\r\n" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\n \r\n" },
        { "HTTP/1.1 200 OK\r\n\r\n", " " },
        { "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n", "[" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;", "a" },
        { "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "a: b\r\n" },
        { "HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n", NULL },
    };

    put_text(s, texts[variant][0]);
    s->repeats_from = s->len;
    if (texts[variant][1])
        put_text(s, texts[variant][1]);
    else
        put_raw(s, input);
    if (s->repeats_from == s->len) put_text(s, "\n");
}

/* The first byte says what comes, the second one how. */
static void fill_answer(stack_stream *s, stack_input *input, unsigned what, stack_role role)
{
    stack_peer *peer = s->peer;
    stack_answer *answer = &peer->answer;

    stack_answer_make(answer, &peer->service, role, s->request, what >> 5);
    switch (what & 7u) {
    case 3:
        put_answer(s, answer, (framing)(what >> 3 & 3u));
        mutate(s, input);
        peer->may_quote |= answer->has_secrets;
        answer->is_success = answer->is_true = 0;
        break;
    case 4:
        put_raw(s, input);
        answer->is_success = answer->is_true = 0;
        break;
    case 5:
        put_endless(s, input, what >> 5);
        answer->is_success = answer->is_true = 0;
        break;
    case 7:
        answer->is_success = 0;
        break;
    default:
        put_answer(s, answer, (framing)(what >> 3 & 3u));
    }
    if (role == ROLE_SERVICE && !answer->is_true) peer->has_lied = 1;
}

static void deliver(stack_stream *s, stack_input *input, unsigned how)
{
    static const size_t pieces[] = { STACK_BYTES_MAX, 1, 7, 100 };
    static const int64_t delays_us[] = { 0, 10000, 1000000, 61000000 };

    s->piece = pieces[how & 3u];
    s->read_alternates = how >> 2 & 1;
    s->left = s->repeats_from == SIZE_MAX ? s->len : SIZE_MAX;
    if (how >> 3 & 1u) s->left = stack_take_two(input) % (s->len + 1); /* cut off */
    if (how >> 4 & 3u) s->end = (stack_end)(how >> 4 & 3u);
    fake_platform_pass(s->peer->clock, delays_us[how >> 6]);
}

static void begin_answer(stack_stream *s)
{
    s->len = s->at = 0;
    s->repeats_from = SIZE_MAX;
    s->end = END_IDLE;
}

static void answer(stack_stream *s)
{
    stack_input *input = &s->peer->input;
    stack_role role = stack_role_of(s->request);
    unsigned what = stack_take(input), how = stack_take(input);

    REQUIRE(role != ROLE_UNKNOWN);
    REQUIRE(s->to == ROLE_PROXY || s->to == role);
    REQUIRE(!s->peer->is_tunnel_required || s->peer->tls_depth > 0 || role == ROLE_PROXY ||
            role == ROLE_IMDS || role == ROLE_CONTAINER);
    check_secrets(s->peer, s->request, role);
    begin_answer(s);
    fill_answer(s, input, what, role);
    deliver(s, input, how);
    if (s->peer->answer.begins_tunnel) s->to = stack_role_of_host(s->request + sizeof "CONNECT");
    s->peer->is_stalled = 0;
    s->peer->successes[role] += (unsigned)s->peer->answer.is_success;
    s->request_len = 0;
}

/* Answers before the request is complete, and takes no more of it. */
static void answer_early(stack_stream *s)
{
    begin_answer(s);
    put_text(s, "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    s->left = s->piece = s->len;
    s->answers_early = 0;
}

/* Returns the bytes of the request whose head is complete; 0: it is not. */
static size_t request_bytes(const stack_stream *s)
{
    const char *end = strstr(s->request, "\r\n\r\n");
    const char *length = strstr(s->request, "\r\nContent-Length: ");
    size_t bytes = end ? (size_t)(end - s->request) + 4 : 0;

    if (!end || !length || length > end) return bytes;
    return bytes + (size_t)strtoul(length + 18, NULL, 10);
}

/* --- the stream ------------------------------------------------------------------------------- */

static stack_stream *stream_of(sgp_stream *stream)
{
    stack_stream *s = (stack_stream *)stream;

    REQUIRE(s->is_open);
    count_slot_call(s->peer);
    return s;
}

static sgp_status stall(stack_stream *s)
{
    s->peer->is_stalled = 1;
    return SGP_AGAIN;
}

static sgp_status peer_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    stack_stream *s = stream_of(stream);

    (void)deadline;
    if (s->connect_agains > 0) {
        s->connect_agains--;
        return SGP_AGAIN;
    }
    if (s->connect_mode == 6) return stall(s);
    if (s->connect_mode != 5) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONNECT, "the peer refuses");
}

static sgp_status at_end(stack_stream *s, sgp_error *err)
{
    if (s->end == END_CLOSE) return SGP_END;
    if (s->end == END_RESET) return sgp_error_set(err, SGP_ERR_NETWORK, "the peer resets");
    return stall(s);
}

static sgp_status peer_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                            sgp_deadline deadline, sgp_error *err)
{
    stack_stream *s = stream_of(stream);
    size_t len = s->len - s->at;

    (void)deadline;
    REQUIRE(capacity > 0);
    if (s->left == 0) return at_end(s, err);
    if (s->read_alternates && s->calls[0]++ % 2 == 0) return SGP_AGAIN;
    if (len > s->left) len = s->left;
    if (len > s->piece) len = s->piece;
    if (len > capacity) len = capacity;
    memcpy(buffer, s->bytes + s->at, len);
    s->at += len;
    s->left -= len;
    if (s->at == s->len) s->at = s->repeats_from == SIZE_MAX ? 0 : s->repeats_from;
    *got = len;
    return SGP_OK;
}

static sgp_status refuse_bytes(stack_stream *s, sgp_error *err)
{
    if (s->answers_early) answer_early(s);
    if (s->len > 0) return stall(s);
    return sgp_error_set(err, SGP_ERR_NETWORK, "the peer resets while it gets bytes");
}

static void take_request(stack_stream *s, const void *bytes, size_t len)
{
    size_t wanted;

    memcpy(s->request + s->request_len, bytes, len);
    s->request_len += len;
    s->request[s->request_len] = '\0';
    REQUIRE(strlen(s->request) == s->request_len);
    wanted = request_bytes(s);
    REQUIRE(wanted == 0 || s->request_len <= wanted);
    if (s->request_len == wanted) answer(s);
}

static sgp_status peer_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put_bytes,
                             sgp_deadline deadline, sgp_error *err)
{
    stack_stream *s = stream_of(stream);

    (void)deadline;
    REQUIRE(len > 0);
    if (s->write_alternates && s->calls[1]++ % 2 == 0) return SGP_AGAIN;
    if (len > s->write_piece) len = s->write_piece;
    if (s->write_limit > 0 && s->written >= s->write_limit) return refuse_bytes(s, err);
    REQUIRE(len < sizeof s->request - s->request_len);
    s->written += len;
    take_request(s, bytes, len);
    *put_bytes = len;
    return SGP_OK;
}

static void peer_close(sgp_stream *stream)
{
    stack_stream *s = stream_of(stream);

    s->is_open = 0;
    s->peer->live_streams--;
    memset(s->request, 0, s->request_len);
}

static void peer_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    REQUIRE(((stack_stream *)stream)->is_open);
    out->fd = 7;
    out->events = SGP_POLL_READ;
}

/* --- the dialer ------------------------------------------------------------------------------- */

static stack_stream *free_stream(stack_peer *peer)
{
    for (int i = 0; i < STACK_STREAMS; i++)
        if (!peer->streams[i].is_open) return &peer->streams[i];
    abort(); /* nobody needs so many */
}

static void set_behaviour(stack_stream *s, unsigned how)
{
    static const size_t pieces[] = { STACK_REQUEST_MAX, 16, 100, STACK_REQUEST_MAX };

    s->connect_mode = how & 7u;
    s->connect_agains = (how & 7u) == 4 ? 2 : 0;
    s->write_piece = pieces[how >> 3 & 3u];
    s->write_alternates = (how >> 3 & 3u) == 3;
    s->write_limit = (how >> 5) * 61;
    s->answers_early = how >> 5 & 1;
}

static sgp_status peer_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                            sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type, "stack_peer", peer_connect, peer_read,
                                          peer_write,  peer_close,   peer_wants };
    stack_peer *peer = (stack_peer *)(void *)((char *)dialer - offsetof(stack_peer, dialer));
    unsigned how = stack_take(&peer->input);
    stack_stream *s = free_stream(peer);

    REQUIRE(!target->is_tls && !target->via);
    count_slot_call(peer);
    if ((how & 7u) == 7) return sgp_error_set(err, SGP_ERR_CONNECT, "the name does not resolve");
    begin_answer(s);
    s->base.type = &type;
    s->peer = peer;
    s->is_open = 1;
    s->to = stack_role_of_host(target->host);
    s->left = s->written = s->request_len = 0;
    s->calls[0] = s->calls[1] = 0;
    set_behaviour(s, how);
    peer->live_streams++;
    *out = &s->base;
    return SGP_OK;
}

/* --- TLS that changes nothing ----------------------------------------------------------------- */

static stack_tls_stream *tls_of(sgp_stream *stream)
{
    stack_tls_stream *t = (stack_tls_stream *)stream;

    REQUIRE(t->inner);
    return t;
}

/* SGP_OK: the call goes on to the inner stream. */
static sgp_status tls_gate(stack_tls_stream *t, sgp_error *err)
{
    t->calls++;
    if (t->fails_at > 0 && t->calls >= t->fails_at)
        return sgp_error_set(err, SGP_ERR_TLS, "a record is broken");
    return t->alternates && t->calls % 2 == 0 ? SGP_AGAIN : SGP_OK;
}

static sgp_status tls_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    stack_tls_stream *t = tls_of(stream);
    sgp_status status = t->inner->type->connect(t->inner, deadline, err);

    if (status != SGP_OK) return status;
    if (t->agains > 0) {
        t->agains--;
        return SGP_AGAIN;
    }
    return t->refuses ? sgp_error_set(err, SGP_ERR_TLS, "the certificate is not trusted") : SGP_OK;
}

static sgp_status tls_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                           sgp_deadline deadline, sgp_error *err)
{
    stack_tls_stream *t = tls_of(stream);
    sgp_status status = tls_gate(t, err);

    if (status != SGP_OK) return status;
    t->peer->tls_depth++;
    status = t->inner->type->read(t->inner, buffer, capacity, got, deadline, err);
    t->peer->tls_depth--;
    return status;
}

static sgp_status tls_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put_bytes,
                            sgp_deadline deadline, sgp_error *err)
{
    stack_tls_stream *t = tls_of(stream);
    sgp_status status = tls_gate(t, err);

    if (status != SGP_OK) return status;
    t->peer->tls_depth++;
    status = t->inner->type->write(t->inner, bytes, len, put_bytes, deadline, err);
    t->peer->tls_depth--;
    return status;
}

static void tls_close(sgp_stream *stream)
{
    stack_tls_stream *t = tls_of(stream);

    t->inner->type->close(t->inner);
    t->inner = NULL;
    t->peer->live_streams--;
}

static void tls_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    const stack_tls_stream *t = (stack_tls_stream *)stream;

    REQUIRE(t->inner);
    if (SGP_HAS(t->inner, wants)) t->inner->type->wants(t->inner, out);
}

static stack_tls_stream *free_tls_stream(stack_peer *peer)
{
    for (int i = 0; i < STACK_STREAMS; i++)
        if (!peer->tls_streams[i].inner) return &peer->tls_streams[i];
    abort(); /* nobody needs so many */
}

static sgp_status tls_wrap(sgp_tls *tls, sgp_stream *inner, const char *host, sgp_stream **out,
                           sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type, "stack_tls", tls_connect, tls_read,
                                          tls_write,   tls_close,   tls_wants };
    stack_peer *peer = (stack_peer *)(void *)((char *)tls - offsetof(stack_peer, tls));
    unsigned how = stack_take(&peer->input);
    stack_tls_stream *t = free_tls_stream(peer);

    (void)host;
    if ((how & 15u) == 15) return sgp_error_set(err, SGP_ERR_CONFIG, "the CA file is unusable");
    memset(t, 0, sizeof *t);
    t->base.type = &type;
    t->peer = peer;
    t->inner = inner;
    t->refuses = (how & 15u) == 14;
    t->alternates = (how & 15u) == 13;
    t->fails_at = (how & 15u) == 12 ? how >> 4 : 0;
    t->agains = how >> 6;
    peer->live_streams++;
    *out = &t->base;
    return SGP_OK;
}

void stack_peer_init(stack_peer *peer, fake_platform *clock)
{
    static const sgp_dialer_type dialer = { sizeof dialer, "stack_peer", peer_open, NULL };
    static const sgp_tls_type tls = { sizeof tls, "stack_tls", tls_wrap, NULL };

    memset(peer, 0, offsetof(stack_peer, answer));
    for (int i = 0; i < STACK_STREAMS; i++) {
        peer->streams[i].is_open = 0;
        peer->tls_streams[i].inner = NULL;
    }
    peer->dialer.type = &dialer;
    peer->tls.type = &tls;
    peer->clock = clock;
}
