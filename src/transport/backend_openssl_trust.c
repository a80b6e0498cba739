/*
 * backend_openssl_trust.c - the certificates that OpenSSL trusts: PEM bundles,
 * a hashed folder, or the system's store.
 *
 * SSL_CERT_DIR and SSL_CERT_FILE are not read, as in botocore.
 */
#include "sgp_backend_openssl.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_trust_files.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

/* --- PEM (RFC 7468) --------------------------------------------------------------------------- */

#define BEGIN(label) "-----BEGIN " label "-----"
#define END(label) "-----END " label "-----"

/* A PEM block that contains a certificate. */
typedef struct block_kind {
    const char *begin, *end;
    int is_aux;
} block_kind;

/* Returns NULL if no certificate begins in that line. */
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

/* Moves past the next line and returns it without blanks at its end. */
static sgp_str openssl_take_line(sgp_str *text)
{
    const char *end = memchr(text->ptr, '\n', text->len);
    sgp_str line = sgp__slice(*text, 0, end ? (size_t)(end - text->ptr) : text->len);

    *text = sgp__slice(*text, line.len + 1, text->len);
    while (line.len > 0 && (unsigned char)line.ptr[line.len - 1] <= ' ')
        line.len--;
    return line;
}

/* Moves past the line that begins the next certificate. NULL: there is none. */
static const block_kind *find_block(sgp_str *text)
{
    const block_kind *kind = NULL;

    while (!kind && text->len > 0)
        kind = kind_of(openssl_take_line(text));
    return kind;
}

/* Returns the text up to the line that ends the block. Absent if there is no
 * such line, or another block begins before it. */
static sgp_str take_block(sgp_str *text, const block_kind *kind)
{
    sgp_str base64 = { text->ptr, 0 };

    while (text->len > 0) {
        sgp_str before = *text, line = openssl_take_line(text);
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

/* The context of the parser of bundles. */
typedef struct truster {
    const sgp__tls_settings *settings;
    sgp__openssl_bundle *bundle;
} truster;

static sgp_status openssl_trust_text(void *self, sgp_str text, const char *name, sgp_error *err)
{
    const truster *t = self;
    const block_kind *kind;
    int trusted = 0, skipped = 0, added = 0;

    while (added >= 0 && (kind = find_block(&text)) != NULL) {
        sgp_str base64 = take_block(&text, kind);
        added = base64.ptr ? sgp__openssl_bundle_add(t->bundle, base64, kind->is_aux) : 0;
        trusted += added > 0;
        skipped += added == 0;
    }
    ERR_clear_error(); /* errors of blocks that are not certificates */
    if (added < 0) return sgp__no_memory(err);
    return sgp__tls_count_trusted(t->settings, name, trusted, skipped, err);
}

static sgp_status new_truster(const sgp__tls_settings *settings, X509_STORE *store, truster *out,
                              sgp_error *err)
{
    out->settings = settings;
    out->bundle = sgp__openssl_bundle_new(store);
    if (out->bundle) return SGP_OK;
    ERR_clear_error();
    return sgp__no_memory(err);
}

/* OpenSSL reads only the certificates that a chain needs. */
static sgp_status openssl_trust_folder(X509_STORE *store, const char *folder, sgp_error *err)
{
    if (sgp__trust_is_hashed(folder) && X509_STORE_load_path(store, folder) == 1) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 5031,
                     "Invalid CA folder: %s holds no certificate under its hash; run `openssl "
                     "rehash` on it or give a bundle (ca_file)",
                     folder);
}

/* The folder comes first, because a whole bundle is read at every start. */
sgp_status sgp__openssl_trust_system(const sgp__tls_settings *settings, X509_STORE *store,
                                     const char *folder, const char *const *files, sgp_error *err)
{
    sgp_status status;
    truster t;

    if (openssl_trust_folder(store, folder, NULL) == SGP_OK) return SGP_OK;
    SGP_TRY(new_truster(settings, store, &t, err));
    status = sgp__pem_parse_first(files, settings->allocator, openssl_trust_text, &t, err);
    if (status != SGP_NOT_CONFIGURED) return status;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 5032,
                     "No trusted certificates: neither the folder %s nor a system bundle was "
                     "found; install ca-certificates or give ca_file (AWS_CA_BUNDLE)",
                     folder);
}

sgp_status sgp__openssl_trust(const sgp__tls_settings *settings, X509_STORE *store, sgp_error *err)
{
    const sgp_allocator *allocator = settings->allocator;
    truster t;

    if (sgp__tls_trusts_system(settings))
        return sgp__openssl_trust_system(settings, store, X509_get_default_cert_dir(),
                                         sgp__trust_system_files, err);
    SGP_TRY(new_truster(settings, store, &t, err));
    if (settings->ca.file)
        SGP_TRY(sgp__pem_parse(&settings->ca, allocator, openssl_trust_text, &t, err));
    if (settings->ca_pem.bytes)
        SGP_TRY(sgp__pem_parse(&settings->ca_pem, allocator, openssl_trust_text, &t, err));
    return settings->ca_folder ? openssl_trust_folder(store, settings->ca_folder, err) : SGP_OK;
}
