/*
 * backend_openssl.c - sgp_tls on OpenSSL 3: its options and the context all its streams share.
 *
 * Verification has no off-switch here. The context is made at the first wrap, so that a client that
 * never connects reads no trust store.
 */
#include "backend_openssl.h"

#include "err.h"
#include "mem.h"

#include <string.h>

#include <openssl/err.h>

typedef struct openssl_tls {
    const sgp_allocator *allocator;
    char *ca_file;
    void *ca_pem;
    size_t ca_pem_bytes;
    sgp__openssl_shared shared; /* empty until the first wrap */
} openssl_tls;

/* --- context ---------------------------------------------------------------------------------- */

static sgp_status load_trust(const openssl_tls *tls, SSL_CTX *ctx, sgp_error *err)
{
    X509_STORE *store = SSL_CTX_get_cert_store(ctx);

    if (tls->ca_file) return sgp__openssl_trust_file(store, tls->ca_file, err);
    if (tls->ca_pem)
        return sgp__openssl_trust_pem(store, tls->ca_pem, tls->ca_pem_bytes, "ca_pem", err);
    return sgp__openssl_trust_system(store, err);
}

/* What botocore asks of its TLS (urllib3 create_urllib3_context), and no renegotiation. */
static int configure(SSL_CTX *ctx)
{
    static const unsigned char http11[] = "\x08http/1.1";

    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                       SSL_OP_NO_RENEGOTIATION); /* returns the options */
    (void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_mode(ctx,
                           SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_alpn_protos(ctx, http11, sizeof(http11) - 1) == 0;
}

static sgp_status make_context(const openssl_tls *tls, SSL_CTX **out, sgp_error *err)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    sgp_status status;

    if (!ctx || !configure(ctx))
        status = sgp_error_set(err, SGP_ERR_TLS, "OpenSSL made no TLS context");
    else
        status = load_trust(tls, ctx, err);
    ERR_clear_error();
    if (status != SGP_OK)
        SSL_CTX_free(ctx);
    else
        *out = ctx;
    return status;
}

/* --- the interface ---------------------------------------------------------------------------- */

/*
 * Where memory runs out in a handshake, OpenSSL may note a trusted certificate as an invalid one,
 * and would refuse every peer from then on. Streams that are open keep the context they have.
 */
static void drop_context(sgp__openssl_shared *shared)
{
    SSL_CTX_free(shared->ctx);
    shared->ctx = NULL;
    shared->is_suspect = 0;
}

static sgp_status tls_wrap(void *self, const sgp_stream *inner, const char *host,
                           sgp_stream *stream, sgp_error *err)
{
    openssl_tls *tls = self;
    sgp__openssl_shared *shared = &tls->shared;

    if (shared->is_suspect) drop_context(shared);
    if (!shared->ctx) SGP_TRY(make_context(tls, &shared->ctx, err));
    if (!shared->method) shared->method = sgp__openssl_bio_method();
    if (!shared->method) return sgp__no_memory(err);
    return sgp__openssl_stream_new(stream, shared, inner, host, tls->allocator, err);
}

static void tls_destroy(void *self)
{
    openssl_tls *tls = self;

    drop_context(&tls->shared);
    BIO_meth_free(tls->shared.method);
    sgp__free_text(tls->allocator, tls->ca_file);
    sgp__free(tls->allocator, tls->ca_pem, tls->ca_pem_bytes);
    sgp__free(tls->allocator, tls, sizeof *tls);
}

static sgp_status copy_options(openssl_tls *tls, const sgp_tls_options *options, sgp_error *err)
{
    sgp_tls_options own = SGP_TLS_OPTIONS_INIT;

    if (options && !sgp__table_copy(&own, sizeof own, options, sizeof options->size))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_openssl_tls_new: the options' size is not set");
    if (own.ca_file) {
        tls->ca_file = sgp__copy_text(tls->allocator, own.ca_file);
        return tls->ca_file ? SGP_OK : sgp__no_memory(err);
    }
    if (!own.ca_pem) return SGP_OK;
    if (own.ca_pem_bytes == 0)
        return sgp_error_set(err, SGP_ERR_CONFIG, "Invalid CA bundle: ca_pem is empty");
    tls->ca_pem = sgp__alloc(tls->allocator, own.ca_pem_bytes);
    if (!tls->ca_pem) return sgp__no_memory(err);
    memcpy(tls->ca_pem, own.ca_pem, own.ca_pem_bytes);
    tls->ca_pem_bytes = own.ca_pem_bytes;
    return SGP_OK;
}

sgp_status sgp_openssl_tls_new(sgp_tls *out, const sgp_tls_options *options,
                               const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_tls empty = SGP_TLS_INIT;
    openssl_tls *tls;
    sgp_status status;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_openssl_tls_new: out or allocator is not usable");
    tls = sgp__alloc(allocator, sizeof *tls);
    if (!tls) return sgp__no_memory(err);
    tls->allocator = allocator;
    status = copy_options(tls, options, err);
    if (status != SGP_OK) {
        tls_destroy(tls);
        return status;
    }
    *out = empty;
    out->self = tls;
    out->wrap = tls_wrap;
    out->destroy = tls_destroy;
    return SGP_OK;
}
