/*
 * backend_openssl.c - sgp_tls on OpenSSL 3: its options and the context all its streams share.
 *
 * Verification is on unless the options say otherwise in so many words. The context is made at the
 * first wrap, so that a client that never connects reads no trust store.
 */
#include "backend_openssl.h"

#include "err.h"
#include "mem.h"

#include <openssl/err.h>

typedef struct openssl_tls {
    sgp__tls_settings settings;
    sgp__openssl_shared shared; /* empty until the first wrap */
} openssl_tls;

/* --- context ---------------------------------------------------------------------------------- */

/* What botocore asks of its TLS (urllib3 create_urllib3_context), no renegotiation, and tickets,
 * unlike there. Sessions are kept by us, one for the last host, and not by OpenSSL. */
static int configure(SSL_CTX *ctx)
{
    static const unsigned char http11[] = "\x08http/1.1";

    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION |
                                       SSL_OP_NO_RENEGOTIATION); /* returns the options */
    (void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_mode(ctx,
                           SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_alpn_protos(ctx, http11, sizeof(http11) - 1) == 0;
}

/* Whom to trust, or that it does not matter. */
static sgp_status set_trust(const openssl_tls *tls, SSL_CTX *ctx, sgp_error *err)
{
    if (!tls->settings.is_insecure)
        return sgp__openssl_trust(&tls->settings, SSL_CTX_get_cert_store(ctx), err);
    SSL_CTX_set_verify(ctx, SSL_VERIFY_NONE, NULL);
    sgp__tls_warn(&tls->settings);
    return SGP_OK;
}

static sgp_status make_context(const openssl_tls *tls, SSL_CTX **out, sgp_error *err)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    sgp_status status;

    if (!ctx || !configure(ctx))
        status = sgp_error_set(err, SGP_ERR_TLS, "OpenSSL made no TLS context");
    else
        status = set_trust(tls, ctx, err);
    if (status == SGP_OK) status = sgp__openssl_client(&tls->settings, ctx, err);
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
    SSL_SESSION_free(shared->session);
    shared->session = NULL;
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
    return sgp__openssl_stream_new(stream, shared, inner, host, tls->settings.allocator, err);
}

static void tls_destroy(void *self)
{
    openssl_tls *tls = self;
    const sgp_allocator *allocator = tls->settings.allocator;

    drop_context(&tls->shared);
    BIO_meth_free(tls->shared.method);
    sgp__tls_settings_deinit(&tls->settings);
    sgp__free(allocator, tls, sizeof *tls);
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
    status = sgp__tls_settings_init(&tls->settings, options, allocator, err);
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
