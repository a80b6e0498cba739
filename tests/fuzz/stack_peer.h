/*
 * stack_peer.h - a dialer whose streams lead to one peer that plays all servers, and a TLS that
 * changes no byte. The input says how each connection and each answer behaves; where it has ended,
 * connections are good and answers are successes.
 */
#ifndef SGP_TEST_STACK_PEER_H
#define SGP_TEST_STACK_PEER_H

#include "fake_platform.h"
#include "stack_answers.h"
#include "stack_input.h"

#include "sagepager/sys/stream.h"

/*
 * Calls of the peer's streams, except wants, within one call of the library. A call of http1
 * yields after 10 ms of its clock (SGP_HTTP_SLICE_MS), which advances by 50 us at each reading, so
 * after about 200 steps of a few calls each.
 */
#define STACK_SLOT_CALLS_MAX 2000

/* Streams that are open at once, at most. */
#define STACK_STREAMS 8
#define STACK_REQUEST_MAX 16384
#define STACK_BYTES_MAX (STACK_BODY_MAX + 4096)

struct stack_peer;

typedef enum stack_end { END_IDLE, END_CLOSE, END_RESET, END_STALL } stack_end;

typedef struct stack_stream {
    sgp_stream base;
    struct stack_peer *peer;
    int is_open;
    stack_role to; /* at the other end; ROLE_PROXY: a proxy, before it has made a tunnel */
    /* how it connects */
    unsigned connect_agains;
    unsigned connect_mode;
    /* how it takes bytes */
    size_t write_piece;
    int write_alternates;
    size_t write_limit; /* 0: none */
    int answers_early;  /* at the limit it answers instead of failing */
    size_t written;
    /* what it sends */
    char bytes[STACK_BYTES_MAX];
    size_t len;
    size_t at;
    size_t repeats_from; /* after the last byte go on from there; SIZE_MAX: end */
    size_t left;         /* bytes until the end */
    size_t piece;
    int read_alternates;
    stack_end end;
    unsigned calls[2];
    /* what it got */
    char request[STACK_REQUEST_MAX];
    size_t request_len;
} stack_stream;

typedef struct stack_tls_stream {
    sgp_stream base;
    struct stack_peer *peer;
    sgp_stream *inner; /* NULL: not in use */
    unsigned agains;
    int alternates;
    unsigned calls;
    unsigned fails_at; /* that many calls are good; 0: all */
    int refuses;
} stack_tls_stream;

typedef struct stack_peer {
    sgp_dialer dialer;
    sgp_tls tls;
    stack_input input;
    stack_service service;
    fake_platform *clock;
    int is_tunnel_required; /* requests of services must come through TLS */
    int tls_depth;          /* TLS streams within whose slot we are */
    unsigned slot_calls;    /* since the caller set it to 0 */
    int is_stalled;         /* the last SGP_AGAIN was for want of bytes: time must pass */
    int has_lied;           /* an answer did not come from the real listing */
    int may_quote;          /* an answer with secrets was changed */
    int live_streams;
    unsigned successes[ROLE_COUNT];
    stack_answer answer;
    stack_stream streams[STACK_STREAMS];
    stack_tls_stream tls_streams[STACK_STREAMS];
} stack_peer;

/* Resets all but the buffers, which are large. */
void stack_peer_init(stack_peer *peer, fake_platform *clock);

#endif
