/*
 * backend_openssl.c - sgp_tls over OpenSSL 3: its options and the context that
 * its streams share.
 *
 * Certificates are verified unless insecure_skip_verification is set. The
 * context is made at the first wrap, so that a client that never connects reads
 * no trust store.
 */
#include "sgp_backend_openssl.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_stream_call.h"

#include <openssl/err.h>

typedef struct openssl_tls {
    sgp_tls base;
    sgp__tls_settings settings;
    sgp__openssl_shared shared; /* empty until the first wrap */
} openssl_tls;

/* --- context ---------------------------------------------------------------------------------- */

/* As in botocore (urllib3 create_urllib3_context), but without renegotiation
 * and with tickets. This backend stores the session of the last host, so
 * OpenSSL's cache is off. */
static int openssl_configure(SSL_CTX *ctx)
{
    static const unsigned char http11[] = "\x08http/1.1";

    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    (void)SSL_CTX_set_options(ctx, SSL_OP_NO_COMPRESSION |
                                       SSL_OP_NO_RENEGOTIATION); /* returns the options */
    (void)SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
    (void)SSL_CTX_set_mode(ctx,
                           SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    (void)SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY); /* see openssl_outcome */
    return SSL_CTX_set_min_proto_version(ctx, TLS1_2_VERSION) == 1 &&
           SSL_CTX_set_alpn_protos(ctx, http11, sizeof(http11) - 1) == 0;
}

static sgp_status openssl_set_trust(const openssl_tls *tls, SSL_CTX *ctx, sgp_error *err)
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

    if (!ctx || !openssl_configure(ctx))
        status = SGP__FAIL(err, SGP_ERR_TLS, 5016, "OpenSSL made no TLS context");
    else
        status = openssl_set_trust(tls, ctx, err);
    if (status == SGP_OK) status = sgp__openssl_client(&tls->settings, ctx, err);
    ERR_clear_error();
    if (status != SGP_OK)
        SSL_CTX_free(ctx);
    else
        *out = ctx;
    return status;
}

/*
 * Frees the context, so that the next wrap makes a new one. This is necessary
 * if memory ran out in a handshake: OpenSSL may then have marked a trusted
 * certificate as invalid and refuse every peer. Open streams hold references to
 * the old context.
 */
static void drop_context(sgp__openssl_shared *shared)
{
    SSL_SESSION_free(shared->session);
    shared->session = NULL;
    SSL_CTX_free(shared->ctx);
    shared->ctx = NULL;
    shared->is_suspect = 0;
}

/* --- slots ------------------------------------------------------------------------------------ */

static sgp_status openssl_tls_wrap(sgp_tls *self, sgp_stream *inner, const char *host,
                                   sgp_stream **out, sgp_error *err)
{
    openssl_tls *tls = (openssl_tls *)self;
    sgp__openssl_shared *shared = &tls->shared;

    SGP_TRY(SGP__STREAM_CHECK(inner, 5118, "sgp_tls.wrap", "inner", err));
    if (shared->is_suspect) drop_context(shared);
    if (!shared->ctx) SGP_TRY(make_context(tls, &shared->ctx, err));
    if (!shared->method) shared->method = sgp__openssl_bio_method();
    if (!shared->method) return sgp__no_memory(err);
    return sgp__openssl_stream_new(out, shared, inner, host, err);
}

static void openssl_tls_destroy(sgp_tls *self)
{
    openssl_tls *tls = (openssl_tls *)self;
    const sgp_allocator *allocator = tls->settings.allocator;

    drop_context(&tls->shared);
    BIO_meth_free(tls->shared.method);
    sgp__tls_settings_deinit(&tls->settings);
    sgp__free(allocator, tls, sizeof *tls);
}

sgp_status sgp_openssl_tls_new(sgp_tls **out, const sgp_tls_options *options,
                               const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_tls_type type = { sizeof type, "openssl", openssl_tls_wrap,
                                       openssl_tls_destroy };
    openssl_tls *tls;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 5094, "sgp_openssl_tls_new", err));
    tls = sgp__alloc(allocator, sizeof *tls);
    if (!tls) return SGP__NO_MEMORY(err, sizeof *tls);
    tls->base.type = &type;
    tls->shared.allocator = allocator;
    status = sgp__tls_settings_init(&tls->settings, options, allocator, "sgp_openssl_tls_new", err);
    if (status != SGP_OK) {
        openssl_tls_destroy(&tls->base);
        return status;
    }
    *out = &tls->base;
    return SGP_OK;
}
