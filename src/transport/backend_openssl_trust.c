/*
 * backend_openssl_trust.c - whom OpenSSL trusts: a PEM bundle, or the system's store.
 *
 * No environment is read here (SSL_CERT_DIR, SSL_CERT_FILE): botocore looks at neither.
 */
#include "backend_openssl.h"

#include "ascii.h"
#include "err.h"

#include <dirent.h>
#include <limits.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

/* Non-zero when a lack of memory is among the thread's errors; empties them. */
static int lacks_memory(void)
{
    unsigned long code;
    int found = 0;

    while ((code = ERR_get_error()) != 0)
        found |= ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE;
    return found;
}

/* Non-zero when bytes hold a certificate and it was added. */
static int add_certificate(X509_STORE *store, const char *type, const unsigned char *bytes,
                           long len)
{
    X509 *certificate = NULL;
    int added;

    if (strcmp(type, PEM_STRING_X509) == 0 || strcmp(type, PEM_STRING_X509_OLD) == 0)
        certificate = d2i_X509(NULL, &bytes, len);
    if (strcmp(type, PEM_STRING_X509_TRUSTED) == 0) certificate = d2i_X509_AUX(NULL, &bytes, len);
    added = certificate && X509_STORE_add_cert(store, certificate) == 1;
    X509_free(certificate);
    return added;
}

/* Reads one PEM block and adds it if it is a certificate; SGP_END: no more; SGP_ERR_MEMORY. */
static sgp_status next_certificate(X509_STORE *store, BIO *pem, int *count)
{
    char *type = NULL;
    char *header = NULL;
    unsigned char *bytes = NULL;
    long len = 0;

    ERR_clear_error();
    if (PEM_read_bio(pem, &type, &header, &bytes, &len) != 1) {
        unsigned long code = ERR_peek_last_error();
        /* A broken block has been read past its end; after another failure the same would come
         * again for ever. */
        int is_broken_block = ERR_GET_LIB(code) == ERR_LIB_PEM &&
                              ERR_GET_REASON(code) != PEM_R_NO_START_LINE;
        if (code == 0 || lacks_memory()) return SGP_ERR_MEMORY; /* only that fails in silence */
        return is_broken_block ? SGP_OK : SGP_END;
    }
    *count += add_certificate(store, type, bytes, len);
    OPENSSL_free(type);
    OPENSSL_free(header);
    OPENSSL_free(bytes);
    return lacks_memory() ? SGP_ERR_MEMORY : SGP_OK;
}

static sgp_status trust_bio(X509_STORE *store, BIO *pem, const char *name, sgp_error *err)
{
    sgp_status status;
    int count = 0;

    do {
        status = next_certificate(store, pem, &count);
    } while (status == SGP_OK);
    if (status == SGP_ERR_MEMORY) return sgp__no_memory(err);
    if (count > 0) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Invalid CA bundle: %s holds no usable certificate; give a file of "
                         "certificates in PEM form",
                         name);
}

sgp_status sgp__openssl_trust_pem(X509_STORE *store, const void *pem, size_t bytes,
                                  const char *name, sgp_error *err)
{
    BIO *bio;
    sgp_status status;

    if (bytes > INT_MAX)
        return sgp_error_set(err, SGP_ERR_CONFIG, "Invalid CA bundle: %s is too large", name);
    bio = BIO_new_mem_buf(pem, (int)bytes);
    if (!bio) {
        ERR_clear_error();
        return sgp__no_memory(err);
    }
    status = trust_bio(store, bio, name, err);
    BIO_free(bio);
    return status;
}

sgp_status sgp__openssl_trust_file(X509_STORE *store, const char *path, sgp_error *err)
{
    BIO *bio = BIO_new_file(path, "r");
    sgp_status status;

    if (!bio) {
        if (lacks_memory()) return sgp__no_memory(err);
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "Invalid CA bundle: the file %s cannot be read; check the path given "
                             "(option ca_file, AWS_CA_BUNDLE or --ca-bundle)",
                             path);
    }
    status = trust_bio(store, bio, path, err);
    BIO_free(bio);
    return status;
}

/* "HHHHHHHH.N": the subject's hash as openssl-rehash names its links. */
static int is_hash_link(const char *name)
{
    for (int i = 0; i < 8; i++)
        if (sgp__hex_value(name[i]) < 0) return 0;
    return name[8] == '.' && sgp__is_digit(name[9]);
}

static int has_hash_links(const char *folder)
{
    DIR *dir = opendir(folder);
    const struct dirent *entry;
    int found = 0;

    if (!dir) return 0;
    while (!found && (entry = readdir(dir)) != NULL)
        found = is_hash_link(entry->d_name);
    (void)closedir(dir);
    return found;
}

/*
 * The folder first: OpenSSL then reads just the certificates a chain asks for, where a bundle of
 * 140 would have to be parsed at every start.
 */
sgp_status sgp__openssl_trust_places(X509_STORE *store, const sgp__openssl_places *places,
                                     sgp_error *err)
{
    if (has_hash_links(places->folder) && X509_STORE_load_path(store, places->folder) == 1)
        return SGP_OK;
    for (size_t i = 0; places->files[i]; i++) {
        sgp_status status = sgp__openssl_trust_file(store, places->files[i], NULL);
        if (status == SGP_OK) return SGP_OK;
        if (status == SGP_ERR_MEMORY) return sgp__no_memory(err);
    }
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "No trusted certificates: neither the folder %s nor a system bundle was "
                         "found; install ca-certificates or give ca_file (AWS_CA_BUNDLE)",
                         places->folder);
}

sgp_status sgp__openssl_trust_system(X509_STORE *store, sgp_error *err)
{
    const char *const files[] = { X509_get_default_cert_file(),
                                  "/etc/ssl/certs/ca-certificates.crt",
                                  "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", NULL };
    sgp__openssl_places places = { X509_get_default_cert_dir(), files };

    return sgp__openssl_trust_places(store, &places, err);
}
