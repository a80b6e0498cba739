/*
 * sagepager/sys/stream.h - implement sgp_dialer and sgp_stream, or sgp_tls, to replace sockets or
 * TLS.
 *
 * A dialer opens a stream to a host and port; sgp_tls wraps any stream in TLS.
 * sgp_http1_new (transport.h) speaks HTTP over the streams of a dialer. Shipped:
 * sgp_tcp_dialer_new, sgp_net_dialer_new, sgp_openssl_tls_new, sgp_mbedtls_tls_new.
 * docs/porting.md walks through an implementation.
 */
#ifndef SAGEPAGER_SYS_STREAM_H
#define SAGEPAGER_SYS_STREAM_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A byte stream to one peer. Its owner calls close exactly once, and nothing after that.
 *
 * connect, read and write may return SGP_AGAIN, which means that no byte was moved. The
 * caller then waits as `wants` says and calls again with the same arguments, except that
 * the deadline may be later. SGP_OK with zero bytes is forbidden. If a slot returns an
 * error, it fills err, and the caller can only close the stream.
 *
 * One call does little work: a stream over another stream, such as TLS, returns SGP_AGAIN
 * after some reads of it that gave no byte for the caller, with a time that has passed in
 * `wants`. So a peer that floods it cannot keep the caller beyond its deadline.
 *
 * The deadline is for implementations that block or that divide the time among several
 * attempts; the caller checks it too.
 */
typedef struct sgp_stream sgp_stream;

typedef struct sgp_stream_type {
    size_t size;      /* sizeof(sgp_stream_type) where the implementation was compiled */
    const char *name; /* "tcp"; static */
    /* Mandatory. Connects. Returns SGP_OK once bytes can flow, and again at each later call. */
    sgp_status (*connect)(sgp_stream *stream, sgp_deadline deadline, sgp_error *err);
    /*
     * Mandatory. Reads 1..capacity bytes into buffer and stores the number in *got.
     * SGP_END: the peer closed the stream in an orderly way. Before http1 reuses an idle
     * connection, it reads with a deadline of now. So an implementation that blocks must
     * honour the deadline (SGP_ERR_TIMEOUT).
     */
    sgp_status (*read)(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                       sgp_deadline deadline, sgp_error *err);
    /* Mandatory. Writes 1..len bytes and stores the number in *put. */
    sgp_status (*write)(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                        sgp_deadline deadline, sgp_error *err);
    /* Mandatory. Closes the stream without waiting, and frees the object and the inner stream, if
     * it owns one. */
    void (*close)(sgp_stream *stream);
    /* Optional. Stores in *out, preset to SGP_POLL_INTEREST_INIT, what to wait for after SGP_AGAIN.
     * If the slot is missing or sets nothing, the caller polls every few milliseconds. */
    void (*wants)(sgp_stream *stream, sgp_poll_interest *out);
} sgp_stream_type;

struct sgp_stream {
    const sgp_stream_type *type;
};

/* An HTTP proxy. Start from SGP_PROXY_INIT. Texts are borrowed during the call. */
typedef struct sgp_proxy {
    size_t size;
    const char *host; /* as in sgp_target */
    uint16_t port;
    int is_tls;                /* non-zero: TLS to the proxy itself, verified for its host */
    const char *authorization; /* value of Proxy-Authorization, a secret; NULL: not sent */
} sgp_proxy;

#define SGP_PROXY_INIT SGP_SIZED_INIT(sgp_proxy)

/* Where to connect. Start from SGP_TARGET_INIT. Texts are borrowed during the call. */
typedef struct sgp_target {
    size_t size;
    const char *host; /* name or address; IPv6 without brackets */
    uint16_t port;
    int is_tls;           /* non-zero: the stream must carry TLS, verified for host */
    const sgp_proxy *via; /* HTTP proxy to tunnel through by CONNECT; NULL: connect directly */
} sgp_target;

#define SGP_TARGET_INIT SGP_SIZED_INIT(sgp_target)

/* A dialer. Ownership as described in sys/http.h. */
typedef struct sgp_dialer sgp_dialer;

typedef struct sgp_dialer_type {
    size_t size;      /* sizeof(sgp_dialer_type) where the implementation was compiled */
    const char *name; /* "tcp"; static */
    /*
     * Mandatory. Makes a stream for `target` and stores it in *out; the caller must close
     * it. It does not connect yet. On an error *out is unchanged. Never SGP_AGAIN. A
     * dialer without TLS refuses is_tls, and one without proxies refuses via, with
     * SGP_ERR_USAGE.
     */
    sgp_status (*open)(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                       sgp_error *err);
    /* Optional. Frees the object. The caller has closed the streams that it opened. */
    void (*destroy)(sgp_dialer *dialer);
} sgp_dialer_type;

struct sgp_dialer {
    const sgp_dialer_type *type;
};

/*
 * TLS of one library. Ownership as described in sys/http.h. An implementation sends the
 * host as SNI, unless the host is an address. It verifies the peer's certificate, and that
 * the certificate is valid for the host.
 */
typedef struct sgp_tls sgp_tls;

typedef struct sgp_tls_type {
    size_t size;      /* sizeof(sgp_tls_type) where the implementation was compiled */
    const char *name; /* "openssl"; static */
    /*
     * Mandatory. Makes a TLS client stream over `inner` and stores it in *out. The new
     * stream owns inner and closes it. On an error inner stays the caller's, open and
     * unchanged, and *out is unchanged. The new stream's connect connects inner and runs
     * the handshake. host is borrowed during the call.
     */
    sgp_status (*wrap)(sgp_tls *tls, sgp_stream *inner, const char *host, sgp_stream **out,
                       sgp_error *err);
    /* Optional. Frees the object. The caller has closed the streams that it wrapped. */
    void (*destroy)(sgp_tls *tls);
} sgp_tls_type;

struct sgp_tls {
    const sgp_tls_type *type;
};

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_STREAM_H */
