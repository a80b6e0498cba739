/*
 * fuzz_tls_records.c - any records of a TLS server, and any calls of a TLS stream. Compiled once
 * for each backend, which TLS_NEW makes.
 *
 * Input: how the peer speaks, how the wire moves bytes, a program of calls, and what the peer
 * sends: raw bytes, a list of records, or the actions of a server that is real until its bytes are
 * changed.
 */
#include "fuzz.h"

#include "sgp_stream_call.h"
#include "stack_input.h"
#include "stack_memory.h"
#include "tls_peer.h"

#include "sagepager/transport.h"

#include <openssl/err.h>

#include <string.h>

/* Repeated after SGP_AGAIN by all operations of an input. */
#define REPEATS_MAX 400
#define RECORD_MAX 600
#define FLIPS 4

typedef enum speech { RAW, RECORDS, SERVER } speech;

typedef struct wire {
    sgp_stream base;
    speech speech;
    stack_input input;
    size_t piece;
    int alternates;
    unsigned calls;
    unsigned writes_left; /* until one fails; 0: none fails */
    sgp_status end;       /* after the last byte: SGP_END, SGP_AGAIN, SGP_ERR_NETWORK */
    /* of the current call of the TLS stream */
    unsigned reads;
    unsigned agains;
    int is_open;
    /* the record that is being sent */
    unsigned char record[5 + RECORD_MAX];
    size_t len;
    size_t at;
    unsigned repeats_left;
    /* of the server */
    tls_peer server;
    size_t sent;
    size_t flip_at[FLIPS]; /* offsets of bytes that are changed; 0: none */
    unsigned char flip_by[FLIPS];
} wire;

typedef struct client {
    wire wire;
    stack_memory memory;
    sgp_tls *tls;
    sgp_stream *stream; /* NULL: none is open */
    int is_connected;
    int is_broken;    /* only close may follow */
    size_t write_len; /* of a write that is not done; 0: none */
    unsigned repeats;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} client;

/* --- what the peer sends ---------------------------------------------------------------------- */

/* A record whose length need not be that of its bytes. 255 repetitions are without end. */
static void next_record(wire *w)
{
    static const unsigned char types[] = { 22, 21, 23, 20, 24, 0, 255, 22 };
    static const unsigned char versions[] = { 3, 4, 1, 0 };
    unsigned what = stack_take(&w->input);
    unsigned said = stack_take_two(&w->input) % (RECORD_MAX + 1);
    stack_input bytes = stack_take_part(&w->input, what & 0x80u ? said : stack_take(&w->input));
    size_t len = (size_t)(bytes.end - bytes.at);

    if (what & 0x40u) said = (unsigned)len; /* the usual case: both agree */
    w->record[0] = types[what & 7u];
    w->record[1] = 3;
    w->record[2] = versions[what >> 3 & 3u];
    w->record[3] = (unsigned char)(said >> 8);
    w->record[4] = (unsigned char)said;
    if (len > RECORD_MAX) len = RECORD_MAX;
    memcpy(w->record + 5, bytes.at, len);
    w->len = 5 + len;
    w->at = 0;
    w->repeats_left = what & 0x20u ? stack_take(&w->input) : 0;
}

static void next_raw(wire *w)
{
    stack_input bytes = stack_take_part(&w->input, RECORD_MAX);

    w->len = (size_t)(bytes.end - bytes.at);
    w->at = 0;
    if (w->len > 0) memcpy(w->record, bytes.at, w->len);
}

/* Returns zero at the end of the input. */
static int refill(wire *w)
{
    if (w->at < w->len) return 1;
    if (w->repeats_left > 0) {
        if (w->repeats_left < 255) w->repeats_left--;
        w->at = 0;
        return 1;
    }
    if (w->input.at == w->input.end) return 0;
    if (w->speech == RAW)
        next_raw(w);
    else
        next_record(w);
    return 1;
}

static sgp_status send_bytes(wire *w, char *buffer, size_t capacity, size_t *got)
{
    size_t len;

    if (!refill(w)) return SGP_END;
    len = w->len - w->at < capacity ? w->len - w->at : capacity;
    memcpy(buffer, w->record + w->at, len);
    w->at += len;
    *got = len;
    return SGP_OK;
}

/* --- the server ------------------------------------------------------------------------------- */

static void send_tickets(SSL *ssl, unsigned count)
{
    for (; count > 0; count--)
        if (SSL_new_session_ticket(ssl) == 1) (void)SSL_do_handshake(ssl);
}

/* Returns zero if there is no action left. */
static int act(wire *w)
{
    static const char text[256] = "data";
    SSL *ssl = w->server.ssl;
    unsigned what = stack_take(&w->input);

    if (w->input.at == w->input.end) return 0;
    switch (what & 7u) {
    case 0:
    case 1:
        (void)SSL_write(ssl, text, (int)(what >> 3) + 1);
        break;
    case 2:
        if (SSL_key_update(ssl, what >> 3 & 1) == 1) (void)SSL_do_handshake(ssl);
        break;
    case 3:
        send_tickets(ssl, (what >> 3) + 1);
        break;
    case 4:
        if (SSL_renegotiate(ssl) == 1) (void)SSL_do_handshake(ssl);
        break;
    case 5:
        (void)SSL_shutdown(ssl);
        break;
    default: /* a record in the clear */
        next_record(w);
    }
    ERR_clear_error();
    return 1;
}

static void flip(wire *w, char *bytes, size_t len)
{
    for (int i = 0; i < FLIPS; i++)
        if (w->flip_at[i] >= w->sent && w->flip_at[i] < w->sent + len)
            bytes[w->flip_at[i] - w->sent] ^= (char)w->flip_by[i];
    w->sent += len;
}

static sgp_status serve(wire *w, char *buffer, size_t capacity, size_t *got)
{
    sgp_stream *server = &w->server.wire;
    sgp_status status;

    if (w->at < w->len || w->repeats_left > 0) return send_bytes(w, buffer, capacity, got);
    status = server->type->read(server, buffer, capacity, got, sgp_deadline_none(), NULL);
    if (status == SGP_AGAIN && SSL_is_init_finished(w->server.ssl)) {
        if (!act(w)) return SGP_END;
        status = w->at < w->len ? send_bytes(w, buffer, capacity, got)
                                : server->type->read(server, buffer, capacity, got,
                                                     sgp_deadline_none(), NULL);
    }
    if (status == SGP_OK) flip(w, buffer, *got);
    return status;
}

/* --- the wire --------------------------------------------------------------------------------- */

static wire *wire_of(sgp_stream *stream)
{
    wire *w = (wire *)stream;

    REQUIRE(w->is_open);
    return w;
}

static sgp_status again(wire *w)
{
    w->agains++;
    return SGP_AGAIN;
}

static sgp_status wire_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    wire *w = wire_of(stream);

    (void)deadline;
    (void)err;
    return w->alternates && w->calls++ == 0 ? again(w) : SGP_OK;
}

static sgp_status at_end(wire *w, sgp_error *err)
{
    if (w->end == SGP_AGAIN) return again(w);
    return w->end == SGP_END ? SGP_END : sgp_error_set(err, w->end, "the wire is cut");
}

static sgp_status wire_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                            sgp_deadline deadline, sgp_error *err)
{
    wire *w = wire_of(stream);
    sgp_status status;

    (void)deadline;
    REQUIRE(capacity > 0);
    REQUIRE(++w->reads <= SGP__INNER_CALLS_MAX);
    if (w->alternates && w->calls++ % 2 == 0) return again(w);
    if (capacity > w->piece) capacity = w->piece;
    status = w->speech == SERVER ? serve(w, buffer, capacity, got)
                                 : send_bytes(w, buffer, capacity, got);
    if (status == SGP_END) return at_end(w, err);
    return status == SGP_AGAIN ? again(w) : status;
}

static sgp_status wire_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                             sgp_deadline deadline, sgp_error *err)
{
    wire *w = wire_of(stream);
    sgp_stream *server = &w->server.wire;

    REQUIRE(len > 0);
    if (w->writes_left > 0 && --w->writes_left == 0) {
        w->writes_left = 1; /* it stays broken */
        return sgp_error_set(err, SGP_ERR_NETWORK, "the wire is cut");
    }
    if (w->alternates && w->calls++ % 2 == 0) return again(w);
    if (len > w->piece) len = w->piece;
    if (w->speech == SERVER) return server->type->write(server, bytes, len, put, deadline, err);
    *put = len;
    return SGP_OK;
}

static void wire_close(sgp_stream *stream)
{
    wire_of(stream)->is_open = 0;
}

static void wire_wants(sgp_stream *stream, sgp_poll_interest *out)
{
    (void)wire_of(stream);
    out->fd = 7;
    out->events = SGP_POLL_READ;
}

/* --- calls of the TLS stream ------------------------------------------------------------------ */

/* Made once, because keys take long to make. */
static const char *authority_pem(tls_identity *server)
{
    static tls_identity authority, identity;
    static char *pem;

    if (!pem) {
        authority = tls_identity_make("test authority", NULL, NULL, -1, 1);
        identity = tls_identity_make("test server", "DNS:localhost", &authority, -1, 1);
        pem = tls_identity_pem(&authority);
    }
    *server = identity;
    return pem;
}

static sgp_error *begin(client *c)
{
    static const sgp_error none = SGP_ERROR_INIT;

    c->wire.reads = c->wire.agains = 0;
    c->err = none;
    c->err.buffer = c->err_text;
    c->err.buffer_bytes = sizeof c->err_text;
    return &c->err;
}

/* After SGP_AGAIN that no call of the wire returned, the caller must not wait for the wire. */
static void check_wants(client *c)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    if (SGP_HAS(c->stream, wants)) c->stream->type->wants(c->stream, &wants);
    if (c->wire.agains == 0) REQUIRE(wants.at_us <= 0);
}

static sgp_status check(client *c, sgp_status status, int may_end)
{
    REQUIRE(status <= SGP_AGAIN || (may_end && status == SGP_END));
    REQUIRE(status != SGP_ERR_USAGE);
    REQUIRE(ERR_peek_error() == 0);
    if (status < SGP_OK) {
        REQUIRE(c->err.status == status && sgp_error_message(&c->err)[0]);
        c->is_broken = 1;
    }
    if (status == SGP_AGAIN) check_wants(c);
    return status;
}

static void start_wire(client *c)
{
    static const sgp_stream_type type = { sizeof type, "records",  wire_connect, wire_read,
                                          wire_write,  wire_close, wire_wants };
    wire *w = &c->wire;

    w->base.type = &type;
    w->is_open = 1;
    w->calls = 0;
    w->len = w->at = w->sent = 0;
    w->repeats_left = 0;
}

static void open_stream(client *c)
{
    sgp_status status;

    start_wire(c);
    status = c->tls->type->wrap(c->tls, &c->wire.base, "localhost", &c->stream, begin(c));
    if (status != SGP_OK) {
        REQUIRE(status == SGP_ERR_MEMORY && c->err.status == status && !c->stream);
        REQUIRE(c->wire.is_open);
    }
    c->is_connected = c->is_broken = 0;
    c->write_len = 0;
}

static void close_stream(client *c)
{
    if (!c->stream) return;
    (void)begin(c);
    c->stream->type->close(c->stream);
    c->stream = NULL;
    REQUIRE(!c->wire.is_open);
}

static sgp_status connect_once(client *c)
{
    sgp_error *err = begin(c);
    sgp_status status = c->stream->type->connect(c->stream, sgp_deadline_none(), err);

    c->is_connected = status == SGP_OK;
    return check(c, status, 0);
}

static sgp_status read_once(client *c, size_t capacity)
{
    char buffer[512];
    size_t got = 0;
    sgp_error *err = begin(c);
    sgp_status status = c->stream->type->read(c->stream, buffer, capacity, &got,
                                              sgp_deadline_none(), err);

    REQUIRE(status != SGP_OK || (got > 0 && got <= capacity));
    return check(c, status, 1);
}

/* A write that returned SGP_AGAIN is repeated with the same arguments. */
static sgp_status write_once(client *c, size_t len)
{
    static const char bytes[512] = "{}";
    size_t put = 0;
    sgp_error *err = begin(c);
    sgp_status status;

    if (c->write_len > 0) len = c->write_len;
    status = c->stream->type->write(c->stream, bytes, len, &put, sgp_deadline_none(), err);
    REQUIRE(status != SGP_OK || (put > 0 && put <= len));
    c->write_len = status == SGP_AGAIN ? len : 0;
    return check(c, status, 0);
}

static sgp_status call(client *c, unsigned op, size_t len)
{
    if (!c->stream || c->is_broken) return SGP_ERR_NETWORK;
    if (op == 0 || !c->is_connected) return connect_once(c);
    return op == 1 ? read_once(c, len) : write_once(c, len);
}

static sgp_status drive(client *c, unsigned op, size_t len)
{
    sgp_status status = call(c, op, len);

    while (status == SGP_AGAIN && c->repeats < REPEATS_MAX) {
        c->repeats++;
        status = call(c, op, len);
    }
    return status;
}

/* --- one input -------------------------------------------------------------------------------- */

static void reopen(client *c)
{
    close_stream(c);
    if (c->wire.is_open) c->wire.is_open = 0; /* wrap failed, so it was ours */
    if (c->wire.speech == SERVER) tls_peer_again(&c->wire.server);
    open_stream(c);
}

static void run_operation(client *c, unsigned op)
{
    size_t len = (op >> 4) * 33 + 1;

    switch (op & 7u) {
    case 0:
    case 1:
    case 2:
        (void)call(c, op & 3u, len);
        break;
    case 3:
        (void)drive(c, 0, 0);
        break;
    case 4:
    case 5:
        (void)drive(c, (op & 7u) - 3, len);
        break;
    case 6:
        stack_memory_fail(&c->memory, op >> 3 & 7u, op >> 6, 0);
        break;
    default:
        reopen(c);
    }
}

static void run_program(client *c, stack_input program)
{
    int reads = 0;

    open_stream(c);
    while (program.at < program.end)
        run_operation(c, stack_take(&program));
    (void)drive(c, 0, 0);
    (void)drive(c, 2, 2);
    while (reads++ < 20 && drive(c, 1, sizeof "data" * 40) == SGP_OK)
        continue;
    close_stream(c);
}

static void apply_head(client *c, stack_input *input)
{
    static const size_t pieces[] = { 65536, 1, 7, 100 };
    static const sgp_status ends[] = { SGP_END, SGP_AGAIN, SGP_ERR_NETWORK, SGP_END };
    unsigned how = stack_take(input), moves = stack_take(input);
    wire *w = &c->wire;

    w->speech = (speech)(how % 3);
    w->piece = pieces[moves & 3u];
    w->alternates = moves >> 2 & 1;
    w->end = ends[moves >> 3 & 3u];
    w->writes_left = moves >> 5;
    if (how >> 6) stack_memory_fail(&c->memory, how >> 3 & 7u, how >> 6, 0);
    for (int i = 0; w->speech == SERVER && i < FLIPS; i++) {
        w->flip_at[i] = stack_take_two(input) % 4096;
        w->flip_by[i] = (unsigned char)stack_take(input);
    }
}

static sgp_status make_tls(client *c, const char *pem)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;

    options.ca_pem = pem;
    options.ca_pem_bytes = strlen(pem);
    return TLS_NEW(&c->tls, &options, &c->memory.api, begin(c));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static client c;
    stack_input input = { data, data + size };
    tls_identity identity;
    const char *pem = authority_pem(&identity);
    stack_input program;
    sgp_status status;

    memset(&c, 0, sizeof c);
    stack_memory_init(&c.memory);
    apply_head(&c, &input);
    program = stack_take_part(&input, stack_take(&input) % 32);
    c.wire.input = input;
    if (c.wire.speech == SERVER)
        tls_peer_start(&c.wire.server, &identity, size % 2 ? TLS1_2_VERSION : 0);
    if (c.wire.speech == SERVER) (void)tls_peer_stream(&c.wire.server);
    status = make_tls(&c, pem);
    REQUIRE(status == SGP_OK || status == SGP_ERR_MEMORY);
    if (status == SGP_OK) {
        run_program(&c, program);
        c.tls->type->destroy(c.tls);
    }
    if (c.wire.speech == SERVER) tls_peer_stop(&c.wire.server);
    REQUIRE(c.memory.live_blocks == 0);
    return 0;
}
