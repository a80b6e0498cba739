/*
 * backend_mbedtls.c - sgp_tls on Mbed TLS 2.28 and 3.6: its options and what its streams share.
 *
 * Verification has no off-switch here. All is made at the first wrap, so that a client that never
 * connects reads no trust store and asks for no entropy.
 */
#include "backend_mbedtls.h"

#include "err.h"
#include "mem.h"
#include "trust_files.h"

#include <string.h>

#include <mbedtls/pem.h>

typedef struct mbedtls_tls {
    sgp__tls_settings settings;
    sgp__mbedtls_shared *shared; /* NULL until the first wrap */
} mbedtls_tls;

sgp_status sgp__mbedtls_failed(int code, sgp_status status, const char *what, sgp_error *err)
{
    char text[128] = "";

    if (code == MBEDTLS_ERR_SSL_ALLOC_FAILED || code == MBEDTLS_ERR_X509_ALLOC_FAILED ||
        code == MBEDTLS_ERR_PEM_ALLOC_FAILED || code == MBEDTLS_ERR_PK_ALLOC_FAILED)
        return sgp__no_memory(err);
    mbedtls_strerror(code, text, sizeof text);
    return sgp_error_set(err, status, "%s: %s", what, text);
}

/* --- trust ------------------------------------------------------------------------------------ */

/* The certificates in a chain, whose first place is there before there is any. */
static int count_of(const mbedtls_x509_crt *chain)
{
    int count = 0;

    for (; chain; chain = chain->next)
        count += chain->raw.p != NULL;
    return count;
}

/* Adds those of a PEM text; a failure of one leaves the others in. The NUL belongs to the text. */
static sgp_status trust_text(const mbedtls_tls *tls, sgp_str pem, const char *name, sgp_error *err)
{
    mbedtls_x509_crt *chain = &tls->shared->trusted;
    int before = count_of(chain);
    int code = pem.len > 0
                   ? mbedtls_x509_crt_parse(chain, (const unsigned char *)pem.ptr, pem.len + 1)
                   : 0;

    if (code == MBEDTLS_ERR_X509_ALLOC_FAILED) return sgp__no_memory(err);
    /* Positive: how many could not be parsed. Negative: none could, and that is all it says. */
    return sgp__tls_count_trusted(&tls->settings, name, count_of(chain) - before,
                                  code > 0 ? code : code < 0, err);
}

static sgp_status trust_pem(const mbedtls_tls *tls, const sgp__pem *pem, sgp_error *err)
{
    sgp__buf text;
    sgp_status status;

    sgp__buf_init(&text, tls->settings.allocator, SGP_CA_BYTES_MAX);
    status = sgp__pem_load(pem, &text, err);
    if (status == SGP_OK) status = trust_text(tls, sgp__buf_str(&text), sgp__pem_name(pem), err);
    sgp__buf_deinit(&text);
    return status;
}

static sgp_status trust_folder(const mbedtls_tls *tls, const char *folder, sgp_error *err)
{
    sgp__buf text;
    sgp_status status;

    sgp__buf_init(&text, tls->settings.allocator, SGP_CA_BYTES_MAX);
    status = sgp__trust_read_folder(folder, &text, err);
    if (status == SGP_OK) status = trust_text(tls, sgp__buf_str(&text), folder, err);
    sgp__buf_deinit(&text);
    return status;
}

/* The first bundle that is there. */
static sgp_status trust_system(const mbedtls_tls *tls, sgp_error *err)
{
    for (size_t i = 0; sgp__trust_system_files[i]; i++) {
        sgp__pem pem = { NULL, NULL, 0, sgp__trust_system_files[i] };
        sgp__buf text;
        sgp_status status;

        sgp__buf_init(&text, tls->settings.allocator, SGP_CA_BYTES_MAX);
        status = sgp__trust_read_file(sgp__trust_system_files[i], &text, NULL);
        if (status == SGP_OK) status = trust_text(tls, sgp__buf_str(&text), pem.option, NULL);
        sgp__buf_deinit(&text);
        if (status == SGP_OK) return SGP_OK;
        if (status == SGP_ERR_MEMORY) return sgp__no_memory(err);
    }
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "No trusted certificates: no system bundle was found (%s and others); "
                         "install ca-certificates or give ca_file (AWS_CA_BUNDLE)",
                         sgp__trust_system_files[0]);
}

static sgp_status load_trust(const mbedtls_tls *tls, sgp_error *err)
{
    const sgp__tls_settings *s = &tls->settings;

    if (sgp__tls_trusts_system(s)) return trust_system(tls, err);
    if (s->ca.file) SGP_TRY(trust_pem(tls, &s->ca, err));
    if (s->ca_pem.bytes) SGP_TRY(trust_pem(tls, &s->ca_pem, err));
    return s->ca_folder ? trust_folder(tls, s->ca_folder, err) : SGP_OK;
}

/* --- our own certificate ---------------------------------------------------------------------- */

static sgp_status parse_client_cert(const mbedtls_tls *tls, const sgp__buf *text, sgp_error *err)
{
    const sgp__pem *pem = &tls->settings.client_cert;
    int code = mbedtls_x509_crt_parse(&tls->shared->client_cert, (const unsigned char *)text->ptr,
                                      text->len + 1);

    if (code == 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Invalid client certificate: %s is not one in PEM form",
                         sgp__pem_name(pem));
}

static sgp_status parse_client_key(const mbedtls_tls *tls, const sgp__buf *text, sgp_error *err)
{
    sgp__mbedtls_shared *shared = tls->shared;
    const char *name = sgp__pem_name(sgp__tls_client_key(&tls->settings));
    int code = SGP__MBEDTLS_PARSE_KEY(&shared->client_key, (const unsigned char *)text->ptr,
                                      text->len + 1, &shared->random);

    if (code == MBEDTLS_ERR_PK_PASSWORD_REQUIRED)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "Invalid client key: the one in %s is encrypted; give it decrypted",
                             name);
    if (code != 0)
        return sgp_error_set(err, SGP_ERR_CONFIG, "Invalid client key: %s holds none in PEM form",
                             name);
    if (SGP__MBEDTLS_CHECK_PAIR(&shared->client_cert, &shared->client_key, &shared->random) != 0)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "Invalid client key: the one in %s does not belong to the "
                             "certificate in %s",
                             name, sgp__pem_name(&tls->settings.client_cert));
    return SGP_OK;
}

typedef sgp_status (*pem_parser)(const mbedtls_tls *tls, const sgp__buf *text, sgp_error *err);

static sgp_status load_and_parse(const mbedtls_tls *tls, const sgp__pem *pem, pem_parser parse,
                                 sgp_error *err)
{
    sgp__buf text;
    sgp_status status;

    sgp__buf_init(&text, tls->settings.allocator, SGP_CA_BYTES_MAX);
    status = sgp__pem_load(pem, &text, err);
    if (status == SGP_OK && text.len == 0) sgp__buf_put_char(&text, '\n'); /* no PEM either */
    if (status == SGP_OK) status = parse(tls, &text, err);
    sgp__buf_deinit(&text); /* wipes the key */
    return status;
}

static sgp_status load_client(const mbedtls_tls *tls, sgp_error *err)
{
    const sgp__tls_settings *s = &tls->settings;
    sgp__mbedtls_shared *shared = tls->shared;
    int code;

    if (!sgp__pem_is_given(&s->client_cert)) return SGP_OK;
    SGP_TRY(load_and_parse(tls, &s->client_cert, parse_client_cert, err));
    SGP_TRY(load_and_parse(tls, sgp__tls_client_key(s), parse_client_key, err));
    code = mbedtls_ssl_conf_own_cert(&shared->conf, &shared->client_cert, &shared->client_key);
    return code == 0 ? SGP_OK
                     : sgp__mbedtls_failed(code, SGP_ERR_TLS, "the client certificate", err);
}

/* --- what the streams share ------------------------------------------------------------------- */

/* Now and then: in between, the context (38 KB in Debian 12's build) would only lie there. */
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

static sgp_status configure(sgp__mbedtls_shared *shared, sgp_error *err)
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

/* Whom to trust, or that it does not matter. */
static sgp_status set_trust(mbedtls_tls *tls, sgp_error *err)
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
    if (!tls->shared) return sgp__no_memory(err);
    shared_init(tls->shared, allocator);
    status = configure(tls->shared, err);
    if (status == SGP_OK) status = set_trust(tls, err);
    if (status == SGP_OK) status = load_client(tls, err);
    if (status == SGP_OK) {
        mbedtls_ssl_conf_ca_chain(&tls->shared->conf, &tls->shared->trusted, NULL);
        return SGP_OK;
    }
    shared_free(tls->shared);
    tls->shared = NULL;
    return status;
}

/* --- the interface ---------------------------------------------------------------------------- */

static sgp_status tls_wrap(void *self, const sgp_stream *inner, const char *host,
                           sgp_stream *stream, sgp_error *err)
{
    mbedtls_tls *tls = self;

    if (!tls->shared) SGP_TRY(make_shared(tls, err));
    return sgp__mbedtls_stream_new(stream, tls->shared, inner, host, tls->settings.allocator, err);
}

static void tls_destroy(void *self)
{
    mbedtls_tls *tls = self;
    const sgp_allocator *allocator = tls->settings.allocator;

    shared_free(tls->shared);
    sgp__tls_settings_deinit(&tls->settings);
    sgp__free(allocator, tls, sizeof *tls);
}

sgp_status sgp_mbedtls_tls_new(sgp_tls *out, const sgp_tls_options *options,
                               const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_tls empty = SGP_TLS_INIT;
    mbedtls_tls *tls;
    sgp_status status;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_mbedtls_tls_new: out or allocator is not usable");
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
