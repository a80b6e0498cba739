/*
 * backend_openssl_trust.c - whom OpenSSL trusts: a PEM bundle, or the system's store.
 *
 * No environment is read here (SSL_CERT_DIR, SSL_CERT_FILE): botocore looks at neither.
 */
#include "backend_openssl.h"

#include "err.h"
#include "trust_files.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

int sgp__openssl_lacks_memory(void)
{
    unsigned long code;
    int found = 0;

    while ((code = ERR_get_error()) != 0)
        found |= ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE;
    return found;
}

/* Takes bytes over. Zero when they are no certificate; negative: no memory. */
static int add_certificate(sgp__openssl_bundle *bundle, const char *type, unsigned char *bytes,
                           long len)
{
    int is_aux = strcmp(type, PEM_STRING_X509_TRUSTED) == 0;

    if (is_aux || strcmp(type, PEM_STRING_X509) == 0 || strcmp(type, PEM_STRING_X509_OLD) == 0)
        return sgp__openssl_bundle_add(bundle, bytes, len, is_aux);
    OPENSSL_free(bytes);
    return 0;
}

/* What was found in a bundle. */
typedef struct tally {
    int trusted;
    int skipped; /* could not be parsed */
} tally;

/* Reads one PEM block and adds it if it is a certificate; SGP_END: no more; SGP_ERR_MEMORY. */
static sgp_status next_certificate(sgp__openssl_bundle *bundle, BIO *pem, tally *count)
{
    char *type = NULL;
    char *header = NULL;
    unsigned char *bytes = NULL;
    long len = 0;
    int added;

    ERR_clear_error();
    if (PEM_read_bio(pem, &type, &header, &bytes, &len) != 1) {
        unsigned long code = ERR_peek_last_error();
        /* A broken block has been read past its end; after another failure the same would come
         * again for ever. */
        int is_broken_block = ERR_GET_LIB(code) == ERR_LIB_PEM &&
                              ERR_GET_REASON(code) != PEM_R_NO_START_LINE;
        if (code == 0 || sgp__openssl_lacks_memory())
            return SGP_ERR_MEMORY; /* only that fails in silence */
        count->skipped += is_broken_block;
        return is_broken_block ? SGP_OK : SGP_END;
    }
    added = add_certificate(bundle, type, bytes, len);
    count->trusted += added > 0;
    count->skipped += added == 0;
    OPENSSL_free(type);
    OPENSSL_free(header);
    return added < 0 || sgp__openssl_lacks_memory() ? SGP_ERR_MEMORY : SGP_OK;
}

static sgp_status trust_text(const sgp__tls_settings *settings, sgp__openssl_bundle *bundle,
                             sgp_str pem, const char *name, sgp_error *err)
{
    BIO *bio = BIO_new_mem_buf(pem.ptr, (int)pem.len); /* at most SGP_CA_BYTES_MAX */
    tally count = { 0, 0 };
    sgp_status status = bio ? SGP_OK : SGP_ERR_MEMORY;

    while (status == SGP_OK)
        status = next_certificate(bundle, bio, &count);
    BIO_free(bio);
    if (status == SGP_ERR_MEMORY) {
        ERR_clear_error();
        return sgp__no_memory(err);
    }
    return sgp__tls_count_trusted(settings, name, count.trusted, count.skipped, err);
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
