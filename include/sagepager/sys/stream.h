/*
 * sagepager/sys/stream.h - implement this to bring your own bytes: stream, dialer, TLS.
 *
 * A dialer opens a stream to a host and port; sgp_tls wraps any stream in TLS. sgp_http1_new
 * (builtin.h) speaks HTTP over what a dialer opens. Shipped: sgp_sockets_new, sgp_connect_new,
 * sgp_openssl_tls_new, sgp_mbedtls_tls_new; docs/porting.md walks through writing one. Headers
 * under sys/ may change in a minor release, with a changelog note.
 */
#ifndef SAGEPAGER_SYS_STREAM_H
#define SAGEPAGER_SYS_STREAM_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A byte stream to one peer. Returned by value; whoever holds it must call close exactly once and
 * nothing after that. All functions but close and wants may answer SGP_AGAIN: nothing was moved;
 * wait as wants says, then call again with the same arguments. SGP_OK with zero bytes is forbidden.
 * On SGP_ERR_* err is filled; the stream can then only be closed. The deadline is for
 * implementations that block or that divide the time among several tries; the caller checks it too.
 */
typedef struct sgp_stream {
    size_t size;
    void *self;
    /* Mandatory. Makes the connection; SGP_OK once bytes can flow, and again each time after. */
    sgp_status (*connect)(void *self, sgp_deadline deadline, sgp_error *err);
    /*
     * Mandatory. 1..capacity bytes into buffer; SGP_END: the peer has closed in an orderly way. An
     * idle connection is probed with a deadline of now before it is used again, so an
     * implementation that blocks must honour the deadline (SGP_ERR_TIMEOUT).
     */
    sgp_status (*read)(void *self, void *buffer, size_t capacity, size_t *got,
                       sgp_deadline deadline, sgp_error *err);
    /* Mandatory. Takes 1..len bytes; *put says how many. */
    sgp_status (*write)(void *self, const void *bytes, size_t len, size_t *put,
                        sgp_deadline deadline, sgp_error *err);
    /* Mandatory. Closes at once, without waiting, and frees self (and an inner stream it owns). */
    void (*close)(void *self);
    /* Optional. After SGP_AGAIN: what to wait for; out comes as SGP_WANTS_INIT. Absent, or nothing
     * set: the caller polls every few milliseconds. */
    void (*wants)(void *self, sgp_wants *out);
} sgp_stream;

#define SGP_STREAM_INIT { sizeof(sgp_stream), NULL, NULL, NULL, NULL, NULL, NULL }

/* An HTTP proxy on the way. Borrowed during the call. */
typedef struct sgp_proxy {
    const char *host; /* as in sgp_target */
    uint16_t port;
    int is_tls;                /* non-zero: TLS to the proxy itself, verified for its host */
    const char *authorization; /* the value of Proxy-Authorization, a secret; NULL: none */
} sgp_proxy;

/* Where to connect to. host is a name or an address without brackets; borrowed during the call. */
typedef struct sgp_target {
    const char *host;
    uint16_t port;
    int is_tls;           /* non-zero: the stream must carry TLS, verified for host */
    const sgp_proxy *via; /* NULL: directly; else through this proxy by CONNECT */
} sgp_target;

/*
 * Opens streams. Ownership of self as in sgp_http: only if destroy is set, only after a constructor
 * succeeded.
 */
typedef struct sgp_dialer {
    size_t size;
    void *self;
    /*
     * Mandatory. Makes a stream object for target, without connecting yet: SGP_OK and *stream is
     * the caller's to close, or an error and *stream is untouched. Never SGP_AGAIN. A dialer that
     * cannot do TLS or proxies refuses is_tls or via with SGP_ERR_USAGE.
     */
    sgp_status (*open)(void *self, const sgp_target *target, sgp_stream *stream, sgp_error *err);
    /* Optional. Frees self; streams it opened are closed before. */
    void (*destroy)(void *self);
} sgp_dialer;

#define SGP_DIALER_INIT { sizeof(sgp_dialer), NULL, NULL, NULL }

/*
 * TLS of one library. wrap always does both: sends host as SNI (unless it is an address) and
 * verifies that the peer's certificate is valid for host.
 */
typedef struct sgp_tls {
    size_t size;
    void *self;
    /*
     * Mandatory. Makes a TLS client stream over *inner: SGP_OK and *stream owns *inner (closing one
     * closes both), or an error and *inner is still the caller's, open and untouched. The handshake
     * happens in stream->connect. host is borrowed during the call.
     */
    sgp_status (*wrap)(void *self, const sgp_stream *inner, const char *host, sgp_stream *stream,
                       sgp_error *err);
    /* Optional. Frees self; streams it wrapped are closed before. */
    void (*destroy)(void *self);
} sgp_tls;

#define SGP_TLS_INIT { sizeof(sgp_tls), NULL, NULL, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_STREAM_H */
