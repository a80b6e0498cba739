/*
 * backend_openssl_trust.c - whom OpenSSL trusts: a PEM bundle, or the system's store.
 *
 * No environment is read here (SSL_CERT_DIR, SSL_CERT_FILE): botocore looks at neither.
 */
#include "backend_openssl.h"

#include "ascii.h"
#include "err.h"
#include "trust_files.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

/* --- PEM (RFC 7468) --------------------------------------------------------------------------- */

#define BEGIN(label) "-----BEGIN " label "-----"
#define END(label) "-----END " label "-----"

/* A block with a certificate in it. */
typedef struct block_kind {
    const char *begin, *end;
    int is_aux;
} block_kind;

/* NULL: no certificate begins in that line. */
static const block_kind *kind_of(sgp_str line)
{
    static const block_kind kinds[] = {
        { BEGIN(PEM_STRING_X509), END(PEM_STRING_X509), 0 },
        { BEGIN(PEM_STRING_X509_OLD), END(PEM_STRING_X509_OLD), 0 },
        { BEGIN(PEM_STRING_X509_TRUSTED), END(PEM_STRING_X509_TRUSTED), 1 },
    };

    if (line.len == 0 || line.ptr[0] != '-') return NULL;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (sgp_str_equal(line, sgp_str_from(kinds[i].begin))) return &kinds[i];
    return NULL;
}

/* The next line of text, which is not empty, without what stands at its end. */
static sgp_str take_line(sgp_str *text)
{
    const char *end = memchr(text->ptr, '\n', text->len);
    sgp_str line = sgp__slice(*text, 0, end ? (size_t)(end - text->ptr) : text->len);

    *text = sgp__slice(*text, line.len + 1, text->len);
    while (line.len > 0 && (unsigned char)line.ptr[line.len - 1] <= ' ')
        line.len--;
    return line;
}

/* Up to behind the line that begins the next certificate. NULL: there is none. */
static const block_kind *find_block(sgp_str *text)
{
    const block_kind *kind = NULL;

    while (!kind && text->len > 0)
        kind = kind_of(take_line(text));
    return kind;
}

/* What a block has before the line that ends it. Absent: another begins before, or nothing does. */
static sgp_str take_block(sgp_str *text, const block_kind *kind)
{
    sgp_str base64 = { text->ptr, 0 };

    while (text->len > 0) {
        sgp_str before = *text, line = take_line(text);
        base64.len = (size_t)(line.ptr - base64.ptr);
        if (line.len == 0 || line.ptr[0] != '-') continue;
        if (sgp_str_equal(line, sgp_str_from(kind->end))) return base64;
        *text = before;
        break;
    }
    base64.ptr = NULL;
    return base64;
}

/* --- bundles ---------------------------------------------------------------------------------- */

static sgp_status trust_text(const sgp__tls_settings *settings, sgp__openssl_bundle *bundle,
                             sgp_str text, const char *name, sgp_error *err)
{
    const block_kind *kind;
    int trusted = 0, skipped = 0, added = 0;

    while (added >= 0 && (kind = find_block(&text)) != NULL) {
        sgp_str base64 = take_block(&text, kind);
        added = base64.ptr ? sgp__openssl_bundle_add(bundle, base64, kind->is_aux) : 0;
        trusted += added > 0;
        skipped += added == 0;
    }
    ERR_clear_error(); /* what was no certificate left something */
    if (added < 0) return sgp__no_memory(err);
    return sgp__tls_count_trusted(settings, name, trusted, skipped, err);
}

static sgp_status trust_pem(const sgp__tls_settings *settings, sgp__openssl_bundle *bundle,
                            const sgp__pem *pem, sgp_error *err)
{
    sgp__buf text;
    sgp_status status;

    sgp__buf_init(&text, settings->allocator, SGP_CA_BYTES_MAX);
    status = sgp__pem_load(pem, &text, err);
    if (status == SGP_OK)
        status = trust_text(settings, bundle, sgp__buf_str(&text), sgp__pem_name(pem), err);
    sgp__buf_deinit(&text);
    return status;
}

static sgp_status new_bundle(X509_STORE *store, sgp__openssl_bundle **out, sgp_error *err)
{
    *out = sgp__openssl_bundle_new(store);
    if (*out) return SGP_OK;
    ERR_clear_error();
    return sgp__no_memory(err);
}

/* OpenSSL then reads just the certificates that a chain asks for. */
static sgp_status trust_folder(X509_STORE *store, const char *folder, sgp_error *err)
{
    if (sgp__trust_is_hashed(folder) && X509_STORE_load_path(store, folder) == 1) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Invalid CA folder: %s holds no certificate under its hash; run `openssl "
                         "rehash` on it or give a bundle (ca_file)",
                         folder);
}

/* The folder first: of a bundle of 140 certificates all have to be read at every start. */
sgp_status sgp__openssl_trust_places(const sgp__tls_settings *settings, X509_STORE *store,
                                     const sgp__openssl_places *places, sgp_error *err)
{
    sgp__openssl_bundle *bundle;

    if (trust_folder(store, places->folder, NULL) == SGP_OK) return SGP_OK;
    SGP_TRY(new_bundle(store, &bundle, err));
    for (size_t i = 0; places->files[i]; i++) {
        sgp__pem pem = { NULL, NULL, 0, places->files[i] };
        sgp__buf text;
        sgp_status status;

        sgp__buf_init(&text, settings->allocator, SGP_CA_BYTES_MAX);
        status = sgp__trust_read_file(places->files[i], &text, NULL);
        if (status == SGP_OK)
            status = trust_text(settings, bundle, sgp__buf_str(&text), pem.option, NULL);
        sgp__buf_deinit(&text);
        if (status == SGP_OK) return SGP_OK;
        if (status == SGP_ERR_MEMORY) return sgp__no_memory(err);
    }
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "No trusted certificates: neither the folder %s nor a system bundle was "
                         "found; install ca-certificates or give ca_file (AWS_CA_BUNDLE)",
                         places->folder);
}

sgp_status sgp__openssl_trust(const sgp__tls_settings *settings, X509_STORE *store, sgp_error *err)
{
    sgp__openssl_places places = { X509_get_default_cert_dir(), sgp__trust_system_files };
    sgp__openssl_bundle *bundle;

    if (sgp__tls_trusts_system(settings))
        return sgp__openssl_trust_places(settings, store, &places, err);
    SGP_TRY(new_bundle(store, &bundle, err));
    if (settings->ca.file) SGP_TRY(trust_pem(settings, bundle, &settings->ca, err));
    if (settings->ca_pem.bytes) SGP_TRY(trust_pem(settings, bundle, &settings->ca_pem, err));
    return settings->ca_folder ? trust_folder(store, settings->ca_folder, err) : SGP_OK;
}
