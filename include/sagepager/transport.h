/*
 * sagepager/transport.h - constructors of the shipped transport: dialers, TLS, SHA-256, HTTP/1.1.
 *
 * A program links only the parts that it names. Each constructor stores a new object in
 * *out; sys/http.h describes ownership. Platforms, allocators and traces are borrowed and
 * must outlive the object. OpenSSL, Mbed TLS and getaddrinfo always allocate from the C
 * library.
 *
 * Constructors fail with SGP_ERR_USAGE, whose message names the part and the slot, or with
 * SGP_ERR_MEMORY. Other errors are stated below.
 */
#ifndef SAGEPAGER_TRANSPORT_H
#define SAGEPAGER_TRANSPORT_H

#include "sagepager/sys/crypto.h"
#include "sagepager/sys/http.h"
#include "sagepager/sys/platform.h"
#include "sagepager/sys/stream.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- dialers ---------------------------------------------------------------------------------- */

/*
 * sgp_tcp_dialer_new: a dialer for non-blocking TCP over POSIX sockets, with TCP_NODELAY
 * and without SIGPIPE. It tries all addresses of a name, IPv6 and IPv4, in getaddrinfo's
 * order, and divides the remaining time among the remaining addresses. getaddrinfo blocks,
 * and no deadline ends it: provide your own dialer if that matters. `open` refuses is_tls
 * and via (SGP_ERR_USAGE). Missing if the library was built with SGP_PLATFORM=none.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_tcp_dialer_new(sgp_dialer **out, sgp_platform *platform,
                                                     const sgp_allocator *allocator,
                                                     sgp_error *err);

/*
 * sgp_net_dialer_new: a dialer for complete connections. It opens a stream with `inner`.
 * If the target names a proxy, it asks the proxy for a tunnel. If the target or the proxy
 * asks for TLS, it wraps the stream in `tls`. tls may be NULL; `open` then refuses TLS
 * (SGP_ERR_USAGE). Owns inner and tls.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_net_dialer_new(sgp_dialer **out, sgp_dialer *inner,
                                                     sgp_tls *tls, const sgp_allocator *allocator,
                                                     sgp_error *err);

/* --- TLS and SHA-256 -------------------------------------------------------------------------- */

/*
 * Trust and identity of a TLS backend. Start from SGP_TLS_OPTIONS_INIT; texts and bytes
 * are copied. If any of ca_file, ca_pem and ca_folder is given, the backend trusts only
 * those certificates, otherwise those of the system's trust store. It skips certificates
 * of a bundle that it cannot parse; the trace ("connect") counts them. Files are read at
 * the first connection. Revocation is not checked, neither by lists nor by OCSP.
 */
typedef struct sgp_tls_options {
    size_t size;
    const char *ca_file;   /* PEM bundle, at most SGP_CA_BYTES_MAX */
    const void *ca_pem;    /* PEM bundle in memory */
    size_t ca_pem_bytes;   /* 1..SGP_CA_BYTES_MAX if ca_pem is given */
    const char *ca_folder; /* made by `openssl rehash`; files without a hash name are ignored */

    /* Mutual TLS: the client's certificate with its intermediates, and its unencrypted key. Each
     * comes from a file or from memory; the file takes precedence. If no key is given, the
     * certificate's PEM text must contain it, as with botocore's Config.client_cert. */
    const char *client_cert_file;
    const void *client_cert_pem;
    size_t client_cert_pem_bytes;
    const char *client_key_file;
    const void *client_key_pem;
    size_t client_key_pem_bytes;

    /* Non-zero: accept every certificate. Anyone on the path can then read the traffic, and change
     * everything that is not signed. For experiments only. */
    int insecure_skip_verification;
    const sgp_trace *trace; /* NULL: no trace */
} sgp_tls_options;

#define SGP_TLS_OPTIONS_INIT SGP_SIZED_INIT(sgp_tls_options)

/*
 * TLS of one library. All backends
 *   - require TLS 1.2 or newer;
 *   - verify the chain;
 *   - verify the host against the certificate's subject alternative names only. A wildcard
 *     must be the whole leftmost label, and at least two labels must follow (RFC 6125, 6.4);
 *   - send SNI unless the host is an address, and ALPN http/1.1;
 *   - offer the session of the last connection to the next one to the same host.
 *
 * sgp_openssl_tls_new: OpenSSL 3. It reads a hashed folder lazily, the system's too.
 * sgp_mbedtls_tls_new: Mbed TLS 2.28 or 3.6. The first wrap parses all trusted
 * certificates; give a small bundle if memory is scarce.
 *
 * options may be NULL. The constructors fail with SGP_ERR_CONFIG for a key without a
 * certificate and for a text in memory of 0 or more than SGP_CA_BYTES_MAX bytes. If a file
 * cannot be read or contains nothing usable, `wrap` fails with SGP_ERR_CONFIG and names the
 * file; SGP_ERR_LIMIT past SGP_CA_BYTES_MAX. Each function exists only in a library that
 * was built with its backend (SGP_BACKENDS).
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_openssl_tls_new(sgp_tls **out, const sgp_tls_options *options,
                                                      const sgp_allocator *allocator,
                                                      sgp_error *err);
SGP_API SGP_MUST_CHECK sgp_status sgp_mbedtls_tls_new(sgp_tls **out, const sgp_tls_options *options,
                                                      const sgp_allocator *allocator,
                                                      sgp_error *err);

/* sgp_openssl_crypto, sgp_mbedtls_crypto: return the SHA-256 of the same libraries; static. */
SGP_API sgp_crypto *sgp_openssl_crypto(void);
SGP_API sgp_crypto *sgp_mbedtls_crypto(void);

/*
 * A backend: TLS and SHA-256 of one library, and its name. To make sgp_client_new_default
 * use another library, define your own. It is borrowed during the call that takes it. Later
 * versions may append members.
 */
typedef struct sgp_backend {
    size_t size; /* sizeof(sgp_backend) where the backend was compiled */
    const char *name;
    sgp_status (*tls_new)(sgp_tls **out, const sgp_tls_options *options,
                          const sgp_allocator *allocator, sgp_error *err);
    sgp_crypto *(*crypto)(void);
} sgp_backend;

#define SGP_BACKEND_INIT SGP_SIZED_INIT(sgp_backend)

/* sgp_backend_at: returns the backend number `index` of this library; 0 is the default. NULL past
 * the last one. Static. */
SGP_API const sgp_backend *sgp_backend_at(size_t index);

/* sgp_backend_find: returns the backend of that name, "openssl" or "mbedtls", or NULL. Static. */
SGP_API const sgp_backend *sgp_backend_find(const char *name);

/* --- HTTP/1.1 --------------------------------------------------------------------------------- */

/*
 * HTTP proxies, with the meaning of HTTPS_PROXY, HTTP_PROXY and NO_PROXY in botocore. Start
 * from SGP_PROXY_OPTIONS_INIT; texts are copied, and passwords are wiped. A proxy is
 * "[http[s]://][user:password@]host[:port]" with user and password percent-encoded; other
 * text is SGP_ERR_CONFIG. Requests to https endpoints use a CONNECT tunnel. Requests to http
 * endpoints use the absolute form (RFC 9112, 3.2.2); a refusal of the proxy then looks like
 * a response of the service.
 */
typedef struct sgp_proxy_options {
    size_t size;
    const char *https_proxy; /* for https endpoints; NULL or "": none */
    const char *http_proxy;  /* for http endpoints; NULL or "": none */
    const char *no_proxy;    /* "*", or a comma-separated list of hosts to reach directly; an entry
                                covers "host", "host:port" and subdomains; no address ranges */
} sgp_proxy_options;

#define SGP_PROXY_OPTIONS_INIT SGP_SIZED_INIT(sgp_proxy_options)

/* Options of sgp_http1_new. Start from SGP_HTTP1_OPTIONS_INIT; zero means default. */
typedef struct sgp_http1_options {
    size_t size;
    int64_t connect_timeout_ms;     /* 0: SGP_CONNECT_TIMEOUT_MS; negative: none */
    int64_t read_timeout_ms;        /* longest silence; 0: SGP_READ_TIMEOUT_MS; negative: none */
    const sgp_trace *trace;         /* NULL: no trace */
    const sgp_proxy_options *proxy; /* NULL: no proxies; copied */
} sgp_http1_options;

#define SGP_HTTP1_OPTIONS_INIT SGP_SIZED_INIT(sgp_http1_options)

/*
 * sgp_http1_new: strict, bounded, resumable HTTP/1.1 over a dialer (RFC 9112). It reuses one
 * connection. If the peer has closed that connection, http1 sends the request once more on a
 * new one, which does not count as a retry. Bytes that arrive together with the end of a
 * response are an error; bytes that arrive later close the idle connection at its next use.
 * Owns dialer. options may be NULL. An invalid proxy is SGP_ERR_CONFIG of the first exchange that
 * needs it.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_http1_new(sgp_http **out, sgp_dialer *dialer,
                                                sgp_platform *platform,
                                                const sgp_http1_options *options,
                                                const sgp_allocator *allocator, sgp_error *err);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_TRANSPORT_H */
