/*
 * backend_mbedtls.c - sgp_tls over Mbed TLS 2.28 and 3.6: its options and the
 * state shared by its streams.
 *
 * Certificates are verified unless insecure_skip_verification is set.
 * Everything is made at the first wrap, so that a client that never connects
 * reads no trust store and gathers no entropy.
 *
 */
#include "sgp_backend_mbedtls.h"

#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_stream_call.h"
#include "sgp_trust_files.h"

typedef struct mbedtls_tls {
    sgp_tls base;
    sgp__tls_settings settings;
    sgp__mbedtls_shared *shared; /* NULL until the first wrap */
} mbedtls_tls;

/* --- trust ------------------------------------------------------------------------------------ */

/* An empty chain has one element without a certificate. */
static int count_of(const mbedtls_x509_crt *chain)
{
    int count = 0;

    for (; chain; chain = chain->next)
        count += chain->raw.p != NULL;
    return count;
}

/* Adds the certificates of a PEM text and skips those it cannot parse. */
static sgp_status mbedtls_trust_text(void *self, sgp_str text, const char *name, sgp_error *err)
{
    const mbedtls_tls *tls = self;
    mbedtls_x509_crt *chain = &tls->shared->trusted;
    int before = count_of(chain), code = 0;

    if (text.len > 0)
        code = mbedtls_x509_crt_parse(chain, (const unsigned char *)text.ptr, text.len + 1);
    if (code == MBEDTLS_ERR_X509_ALLOC_FAILED) return sgp__no_memory(err);
    /* Positive: the number of certificates that could not be parsed. Negative:
     * none could be parsed. */
    return sgp__tls_count_trusted(&tls->settings, name, count_of(chain) - before,
                                  code > 0 ? code : code < 0, err);
}

static sgp_status mbedtls_trust_folder(mbedtls_tls *tls, const char *folder, sgp_error *err)
{
    sgp__buf text;
    sgp_status status;

    sgp__buf_init(&text, tls->settings.allocator, SGP_CA_BYTES_MAX);
    status = sgp__trust_read_folder(folder, &text, err);
    if (status == SGP_OK) status = mbedtls_trust_text(tls, sgp__buf_str(&text), folder, err);
    sgp__buf_deinit(&text);
    return status;
}

static sgp_status trust_system(mbedtls_tls *tls, sgp_error *err)
{
    sgp_status status = sgp__pem_parse_first(sgp__trust_system_files, tls->settings.allocator,
                                             mbedtls_trust_text, tls, err);

    if (status != SGP_NOT_CONFIGURED) return status;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 5001,
                     "No trusted certificates: no system bundle was found (%s and others); "
                     "install ca-certificates or give ca_file (AWS_CA_BUNDLE)",
                     sgp__trust_system_files[0]);
}

static sgp_status load_trust(mbedtls_tls *tls, sgp_error *err)
{
    const sgp__tls_settings *s = &tls->settings;

    if (sgp__tls_trusts_system(s)) return trust_system(tls, err);
    if (s->ca.file) SGP_TRY(sgp__pem_parse(&s->ca, s->allocator, mbedtls_trust_text, tls, err));
    if (s->ca_pem.bytes)
        SGP_TRY(sgp__pem_parse(&s->ca_pem, s->allocator, mbedtls_trust_text, tls, err));
    return s->ca_folder ? mbedtls_trust_folder(tls, s->ca_folder, err) : SGP_OK;
}

/* --- the client's certificate ----------------------------------------------------------------- */

static sgp_status parse_client_cert(void *self, sgp_str text, const char *name, sgp_error *err)
{
    const mbedtls_tls *tls = self;

    if (mbedtls_x509_crt_parse(&tls->shared->client_cert, (const unsigned char *)text.ptr,
                               text.len + 1) == 0)
        return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 5002,
                     "Invalid client certificate: %s is not one in PEM form", name);
}

static sgp_status parse_client_key(void *self, sgp_str text, const char *name, sgp_error *err)
{
    const mbedtls_tls *tls = self;
    sgp__mbedtls_shared *shared = tls->shared;
    int code = SGP__MBEDTLS_PARSE_KEY(&shared->client_key, (const unsigned char *)text.ptr,
                                      text.len + 1, &shared->random);

    if (code == MBEDTLS_ERR_PK_PASSWORD_REQUIRED)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5003,
                         "Invalid client key: the one in %s is encrypted; give it decrypted", name);
    if (code != 0)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5004, "Invalid client key: %s holds none in PEM form",
                         name);
    if (SGP__MBEDTLS_CHECK_PAIR(&shared->client_cert, &shared->client_key, &shared->random) != 0)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5005,
                         "Invalid client key: the one in %s does not belong to the "
                         "certificate in %s",
                         name, sgp__pem_name(&tls->settings.client_cert));
    return SGP_OK;
}

static sgp_status load_client(mbedtls_tls *tls, sgp_error *err)
{
    const sgp__tls_settings *s = &tls->settings;
    sgp__mbedtls_shared *shared = tls->shared;
    int code;

    if (!sgp__pem_is_given(&s->client_cert)) return SGP_OK;
    SGP_TRY(sgp__pem_parse(&s->client_cert, s->allocator, parse_client_cert, tls, err));
    SGP_TRY(sgp__pem_parse(sgp__tls_client_key(s), s->allocator, parse_client_key, tls, err));
    code = mbedtls_ssl_conf_own_cert(&shared->conf, &shared->client_cert, &shared->client_key);
    return code == 0 ? SGP_OK
                     : sgp__mbedtls_failed(code, SGP_ERR_TLS, "the client certificate", err);
}

/* --- state shared by the streams -------------------------------------------------------------- */

/* The context (38 KB in Debian 12's build) exists during the call only. */
static int gather_entropy(void *self, unsigned char *out, size_t len)
{
    sgp__mbedtls_shared *shared = self;
    mbedtls_entropy_context *entropy = sgp__alloc(shared->allocator, sizeof *entropy);
    int code;

    shared->lacks_memory = !entropy;
    if (!entropy) return MBEDTLS_ERR_ENTROPY_SOURCE_FAILED;
    mbedtls_entropy_init(entropy);
    code = mbedtls_entropy_func(entropy, out, len);
    mbedtls_entropy_free(entropy);
    sgp__free(shared->allocator, entropy, sizeof *entropy);
    return code;
}

static void shared_init(sgp__mbedtls_shared *shared, const sgp_allocator *allocator)
{
    shared->allocator = allocator;
    mbedtls_ssl_config_init(&shared->conf);
    mbedtls_x509_crt_init(&shared->trusted);
    mbedtls_x509_crt_init(&shared->client_cert);
    mbedtls_pk_init(&shared->client_key);
    mbedtls_ctr_drbg_init(&shared->random);
    mbedtls_ssl_session_init(&shared->session);
}

static void shared_free(sgp__mbedtls_shared *shared)
{
    if (!shared) return;
    mbedtls_ssl_session_free(&shared->session);
    mbedtls_ssl_config_free(&shared->conf);
    mbedtls_ctr_drbg_free(&shared->random);
    mbedtls_pk_free(&shared->client_key);
    mbedtls_x509_crt_free(&shared->client_cert);
    mbedtls_x509_crt_free(&shared->trusted);
    sgp__free(shared->allocator, shared, sizeof *shared);
}

static sgp_status mbedtls_configure(sgp__mbedtls_shared *shared, sgp_error *err)
{
    mbedtls_ssl_config *conf = &shared->conf;
    int code = SGP__MBEDTLS_START();

    if (code == 0) code = mbedtls_ctr_drbg_seed(&shared->random, gather_entropy, shared, NULL, 0);
    if (shared->lacks_memory) return sgp__no_memory(err);
    if (code != 0) return sgp__mbedtls_failed(code, SGP_ERR_TLS, "no random numbers", err);
    shared->protocols[0] = "http/1.1";
    code = mbedtls_ssl_config_defaults(conf, MBEDTLS_SSL_IS_CLIENT, MBEDTLS_SSL_TRANSPORT_STREAM,
                                       MBEDTLS_SSL_PRESET_DEFAULT);
    if (code == 0) code = mbedtls_ssl_conf_alpn_protocols(conf, shared->protocols);
    if (code != 0) return sgp__mbedtls_failed(code, SGP_ERR_TLS, "no TLS configuration", err);
    mbedtls_ssl_conf_rng(conf, mbedtls_ctr_drbg_random, &shared->random);
    mbedtls_ssl_conf_authmode(conf, MBEDTLS_SSL_VERIFY_REQUIRED);
    SGP__MBEDTLS_TLS12_OR_NEWER(conf);
    SGP__MBEDTLS_TAKE_TICKETS(conf);
    return SGP_OK;
}

static sgp_status mbedtls_set_trust(mbedtls_tls *tls, sgp_error *err)
{
    if (!tls->settings.is_insecure) return load_trust(tls, err);
    mbedtls_ssl_conf_authmode(&tls->shared->conf, MBEDTLS_SSL_VERIFY_NONE);
    sgp__tls_warn(&tls->settings);
    return SGP_OK;
}

static sgp_status make_shared(mbedtls_tls *tls, sgp_error *err)
{
    const sgp_allocator *allocator = tls->settings.allocator;
    sgp_status status;

    tls->shared = sgp__alloc(allocator, sizeof *tls->shared);
    if (!tls->shared) return SGP__NO_MEMORY(err, sizeof *tls->shared);
    shared_init(tls->shared, allocator);
    status = mbedtls_configure(tls->shared, err);
    if (status == SGP_OK) status = mbedtls_set_trust(tls, err);
    if (status == SGP_OK) status = load_client(tls, err);
    if (status == SGP_OK) {
        mbedtls_ssl_conf_ca_chain(&tls->shared->conf, &tls->shared->trusted, NULL);
        return SGP_OK;
    }
    shared_free(tls->shared);
    tls->shared = NULL;
    return status;
}

/* --- slots ------------------------------------------------------------------------------------ */

static sgp_status mbedtls_tls_wrap(sgp_tls *self, sgp_stream *inner, const char *host,
                                   sgp_stream **out, sgp_error *err)
{
    mbedtls_tls *tls = (mbedtls_tls *)self;

    SGP_TRY(SGP__STREAM_CHECK(inner, 5119, "sgp_tls.wrap", "inner", err));
    if (!tls->shared) SGP_TRY(make_shared(tls, err));
    return sgp__mbedtls_stream_new(out, tls->shared, inner, host, err);
}

static void mbedtls_tls_destroy(sgp_tls *self)
{
    mbedtls_tls *tls = (mbedtls_tls *)self;
    const sgp_allocator *allocator = tls->settings.allocator;

    shared_free(tls->shared);
    sgp__tls_settings_deinit(&tls->settings);
    sgp__free(allocator, tls, sizeof *tls);
}

sgp_status sgp_mbedtls_tls_new(sgp_tls **out, const sgp_tls_options *options,
                               const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_tls_type type = { sizeof type, "mbedtls", mbedtls_tls_wrap,
                                       mbedtls_tls_destroy };
    mbedtls_tls *tls;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 5093, "sgp_mbedtls_tls_new", err));
    tls = sgp__alloc(allocator, sizeof *tls);
    if (!tls) return SGP__NO_MEMORY(err, sizeof *tls);
    tls->base.type = &type;
    status = sgp__tls_settings_init(&tls->settings, options, allocator, "sgp_mbedtls_tls_new", err);
    if (status != SGP_OK) {
        mbedtls_tls_destroy(&tls->base);
        return status;
    }
    *out = &tls->base;
    return SGP_OK;
}
