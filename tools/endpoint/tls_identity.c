/*
 * Makes a throw-away CA and a certificate for localhost, 127.0.0.1 and ::1
 * (OpenSSL 3, P-256, SHA-256). See tls_identity.h.
 */
#include "tls_identity.h"

#include <errno.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { DAY_S = 86400, VALID_DAYS = 30, SERIAL_SIZE = 16 };

struct extension {
    int nid;
    const char *value;
};

static const struct extension ca_extensions[] = {
    { NID_basic_constraints, "critical,CA:TRUE,pathlen:0" },
    { NID_key_usage, "critical,keyCertSign,cRLSign" },
    { NID_subject_key_identifier, "hash" },
};

static const struct extension leaf_extensions[] = {
    { NID_basic_constraints, "critical,CA:FALSE" },
    { NID_key_usage, "critical,digitalSignature" },
    { NID_ext_key_usage, "serverAuth" },
    { NID_subject_key_identifier, "hash" },
    { NID_authority_key_identifier, "keyid:always" },
    { NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1" },
};

static bool add_extensions(X509 *certificate, X509 *issuer, const struct extension *extensions,
                           size_t count)
{
    X509V3_CTX context;

    X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
    for (size_t i = 0; i < count; i++) {
        X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, extensions[i].nid,
                                                        extensions[i].value);
        bool added = extension != NULL && X509_add_ext(certificate, extension, -1) == 1;

        X509_EXTENSION_free(extension);
        if (!added) return false;
    }
    return true;
}

/* The serial number is random, so that clients that store certificates can
 * distinguish those of two starts. */
static bool set_serial(X509 *certificate)
{
    unsigned char bytes[SERIAL_SIZE];
    BIGNUM *number;
    bool done;

    if (RAND_bytes(bytes, sizeof bytes) != 1) return false;
    bytes[0] &= 0x7F; /* RFC 5280 section 4.1.2.2: positive */
    number = BN_bin2bn(bytes, sizeof bytes, NULL);
    done = number != NULL && BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != NULL;
    BN_free(number);
    return done;
}

static bool set_name(X509 *certificate, const char *common_name)
{
    return X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                                      (const unsigned char *)common_name, -1, -1, 0) == 1;
}

/* Validity starts a day ago, so that a client with a slow clock accepts the
 * certificate. */
static bool set_basics(X509 *certificate, const char *common_name, EVP_PKEY *key)
{
    return X509_set_version(certificate, X509_VERSION_3) == 1 && set_serial(certificate) &&
           X509_gmtime_adj(X509_getm_notBefore(certificate), -(long)DAY_S) != NULL &&
           X509_gmtime_adj(X509_getm_notAfter(certificate), (long)VALID_DAYS * DAY_S) != NULL &&
           set_name(certificate, common_name) && X509_set_pubkey(certificate, key) == 1;
}

static X509 *make_ca(EVP_PKEY *key)
{
    X509 *ca = X509_new();

    if (ca != NULL && set_basics(ca, "sagepager-endpoint throw-away CA", key) &&
        X509_set_issuer_name(ca, X509_get_subject_name(ca)) == 1 &&
        add_extensions(ca, ca, ca_extensions, sizeof ca_extensions / sizeof ca_extensions[0]) &&
        X509_sign(ca, key, EVP_sha256()) > 0)
        return ca;
    X509_free(ca);
    return NULL;
}

static X509 *make_leaf(EVP_PKEY *key, X509 *ca, EVP_PKEY *ca_key)
{
    X509 *leaf = X509_new();

    if (leaf != NULL && set_basics(leaf, "localhost", key) &&
        X509_set_issuer_name(leaf, X509_get_subject_name(ca)) == 1 &&
        add_extensions(leaf, ca, leaf_extensions,
                       sizeof leaf_extensions / sizeof leaf_extensions[0]) &&
        X509_sign(leaf, ca_key, EVP_sha256()) > 0)
        return leaf;
    X509_free(leaf);
    return NULL;
}

static SSL_CTX *make_context(X509 *leaf, EVP_PKEY *key)
{
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());

    if (context != NULL && SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
        SSL_CTX_use_certificate(context, leaf) == 1 && SSL_CTX_use_PrivateKey(context, key) == 1)
        return context;
    SSL_CTX_free(context);
    return NULL;
}

/* Makes the keys and the context in memory and returns the CA certificate. */
static X509 *make_certificates(struct ep_tls_identity *identity)
{
    EVP_PKEY *ca_key = EVP_EC_gen("P-256");
    EVP_PKEY *leaf_key = EVP_EC_gen("P-256");
    X509 *ca = ca_key != NULL ? make_ca(ca_key) : NULL;
    X509 *leaf = ca != NULL && leaf_key != NULL ? make_leaf(leaf_key, ca, ca_key) : NULL;

    if (leaf != NULL) identity->context = make_context(leaf, leaf_key);
    X509_free(leaf);
    EVP_PKEY_free(leaf_key);
    EVP_PKEY_free(ca_key);
    return ca;
}

static bool make_directory(struct ep_tls_identity *identity)
{
    const char *base = getenv("TMPDIR");
    struct ep_text directory = { 0 };
    struct ep_text path = { 0 };

    ep_text_addf(&directory, "%s/sagepager-endpoint-XXXXXX",
                 base != NULL && base[0] != '\0' ? base : "/tmp");
    if (mkdtemp(directory.data) == NULL) {
        ep_text_free(&directory);
        return false;
    }
    ep_text_addf(&path, "%s/ca.pem", directory.data);
    identity->directory = directory.data;
    identity->ca_path = path.data;
    return true;
}

static bool write_ca(const struct ep_tls_identity *identity, X509 *ca)
{
    FILE *file = fopen(identity->ca_path, "w");
    bool written;

    if (file == NULL) return false;
    written = PEM_write_X509(file, ca) == 1;
    return fclose(file) == 0 && written;
}

bool ep_tls_identity_make(struct ep_tls_identity *identity, struct ep_text *why)
{
    X509 *ca = make_certificates(identity);
    bool made = false;

    if (ca == NULL || identity->context == NULL)
        ep_text_addf(why, "--tls: the certificates could not be made: %s",
                     ERR_error_string(ERR_get_error(), NULL));
    else if (!make_directory(identity) || !write_ca(identity, ca))
        ep_text_addf(why, "--tls: the CA certificate could not be written under TMPDIR or /tmp: %s",
                     strerror(errno));
    else
        made = true;
    X509_free(ca);
    return made;
}

void ep_tls_identity_free(struct ep_tls_identity *identity)
{
    SSL_CTX_free(identity->context);
    if (identity->directory != NULL) {
        (void)unlink(identity->ca_path); /* nothing can be done about a failure at exit */
        (void)rmdir(identity->directory);
    }
    free(identity->ca_path);
    free(identity->directory);
    *identity = (struct ep_tls_identity){ 0 };
}
