/*
 * fuzz_bundle.c - any bytes as a CA bundle in PEM form. If no certificate is
 * reported as broken, each certificate that OpenSSL's reader finds must be
 * found by its name.
 */
#include "fuzz.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "sgp_backend_openssl.h"

/* The end of the trace line if nothing is broken. */
#define WHOLE ", 0 skipped"

/* Returns the next certificate by OpenSSL's reader; NULL at the end or if it is
 * broken. */
static X509 *next_certificate(BIO *pem)
{
    char *label = NULL, *header = NULL;
    unsigned char *bytes = NULL;
    const unsigned char *at;
    long len = 0;
    X509 *certificate = NULL;

    if (PEM_read_bio(pem, &label, &header, &bytes, &len) != 1) return NULL;
    at = bytes;
    if (strcmp(label, PEM_STRING_X509_TRUSTED) == 0)
        certificate = d2i_X509_AUX(NULL, &at, len);
    else if (strcmp(label, PEM_STRING_X509) == 0 || strcmp(label, PEM_STRING_X509_OLD) == 0)
        certificate = d2i_X509(NULL, &at, len);
    OPENSSL_free(label);
    OPENSSL_free(header);
    OPENSSL_free(bytes);
    return certificate;
}

static void require_found(X509_STORE *store, X509 *expected)
{
    X509_STORE_CTX *ctx = X509_STORE_CTX_new();
    STACK_OF(X509) * found;
    int matches = 0;

    REQUIRE(ctx && X509_STORE_CTX_init(ctx, store, NULL, NULL) == 1);
    found = X509_STORE_CTX_get1_certs(ctx, X509_get_subject_name(expected));
    for (int i = 0; i < sk_X509_num(found); i++)
        matches += X509_cmp(sk_X509_value(found, i), expected) == 0;
    REQUIRE(matches > 0);
    sk_X509_pop_free(found, X509_free);
    X509_STORE_CTX_free(ctx);
}

static void note(void *self, const char *topic, const char *text, size_t text_len)
{
    (void)topic;
    *(int *)self = text_len < strlen(WHOLE) || strcmp(text + text_len - strlen(WHOLE), WHOLE) != 0;
}

/* OpenSSL's reader treats other bytes as blanks at the end of a line, NUL as
 * the end of a line, and ignores base64 after '-'. */
static int is_plain(const uint8_t *data, size_t size)
{
    uint8_t first = 0;

    for (size_t at = 0; at < size; at++) {
        if (at == 0 || data[at - 1] == '\n') first = data[at];
        if (data[at] == 0 || data[at] >= 0x80 || (data[at] == '-' && first != '-')) return 0;
    }
    return 1;
}

static void compare(X509_STORE *store, BIO *pem)
{
    X509 *certificate;

    while ((certificate = next_certificate(pem)) != NULL) {
        require_found(store, certificate);
        X509_free(certificate);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp__tls_settings settings;
    sgp_trace trace = SGP_TRACE_INIT;
    int is_broken = 0;
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    X509_STORE *store = X509_STORE_new();
    BIO *pem = BIO_new_mem_buf(data, (int)size);
    sgp_status status;

    REQUIRE(store && pem);
    memset(&settings, 0, sizeof settings);
    settings.ca_pem.bytes = (void *)(uintptr_t)data;
    settings.ca_pem.len = size;
    settings.ca_pem.option = "ca_pem";
    trace.self = &is_broken;
    trace.line = note;
    settings.trace = &trace;
    status = sgp__openssl_trust(&settings, store, &err);
    REQUIRE(status == SGP_OK || status == SGP_ERR_CONFIG);
    if (status == SGP_ERR_CONFIG) is_broken = strstr(sgp_error_message(&err), "(0 that") == NULL;
    if (!is_broken && is_plain(data, size)) compare(store, pem);
    ERR_clear_error();
    BIO_free(pem);
    X509_STORE_free(store);
    return 0;
}
