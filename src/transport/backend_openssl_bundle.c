/*
 * backend_openssl_bundle.c - the certificates of a bundle, parsed when a chain
 * needs their subject.
 *
 * OpenSSL takes 30 ms to parse the 140 certificates of a system's bundle, and a
 * chain needs one.
 */
#include "sgp_backend_openssl.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>

typedef struct entry {
    unsigned char *der; /* NULL once it is parsed */
    long len;
    X509 *certificate;     /* NULL: not parsed yet, or broken */
    uint32_t subject_hash; /* see hash_name */
    int is_aux;            /* of a "TRUSTED CERTIFICATE": its purposes follow the certificate */
} entry;

struct sgp__openssl_bundle {
    entry *entries;
    size_t count, room;
    X509_LOOKUP_METHOD *method;
};

/* --- base64 ----------------------------------------------------------------------------------- */

/* Copies text without blanks and line ends to out. Returns the length. */
static int remove_blanks(sgp_str text, char *out)
{
    int count = 0;

    for (size_t i = 0; i < text.len; i++) {
        out[count] = text.ptr[i];
        count += (unsigned char)text.ptr[i] > ' ';
    }
    return count;
}

/* Decodes text to out, which has text.len bytes. Returns the length, zero if
 * text is not base64, or a negative value without memory. EVP_DecodeUpdate
 * skips line ends too, but takes three times as long. */
static long decode(sgp_str text, unsigned char *out)
{
    char *base64 = OPENSSL_malloc(text.len);
    int len, count = 0;

    if (!base64) return -1;
    len = remove_blanks(text, base64);
    if (len > 0) count = EVP_DecodeBlock(out, (const unsigned char *)base64, len);
    for (; count > 0 && base64[len - 1] == '='; len--)
        count--; /* EVP_DecodeBlock counts padding */
    OPENSSL_free(base64);
    return count > 0 ? count : 0;
}

/* --- the subject of a certificate ------------------------------------------------------------- */

/* Moves *at to the content of an ASN.1 value. Returns its end, or NULL. */
static const unsigned char *bundle_enter(const unsigned char **at, const unsigned char *end)
{
    long len;
    int tag, class;

    if (*at >= end || (ASN1_get_object(at, &len, &tag, &class, end - *at) & 0x81)) return NULL;
    return *at + len;
}

static int is_ascii_string(int tag)
{
    return tag == V_ASN1_PRINTABLESTRING || tag == V_ASN1_IA5STRING;
}

/* Ignores blanks and case. Weights are summed, because a name's sets have no order. */
static uint32_t weight(unsigned char byte)
{
    uint32_t folded = byte >= 'A' && byte <= 'Z' ? byte + 32u : byte;

    return byte == ' ' || (byte >= '\t' && byte <= '\r') ? 0 : folded * folded;
}

/* Returns the hash of a subject name; equal names have equal hashes. Zero if
 * the hash is unknown, because a text is not encoded in UTF-8. */
static uint32_t hash_name(const unsigned char *at, const unsigned char *end)
{
    uint32_t sum = 1;

    while (at < end) {
        int tag = *at;
        const unsigned char *next = bundle_enter(&at, end);
        if (!next) return 0;
        if (tag & V_ASN1_CONSTRUCTED) continue; /* continues with its content */
        if (tag != V_ASN1_OBJECT && tag != V_ASN1_UTF8STRING && !is_ascii_string(tag)) return 0;
        for (; at < next; at++) {
            if (*at >= 0x80 && is_ascii_string(tag)) return 0;
            sum += weight(*at);
        }
    }
    return sum;
}

static uint32_t bundle_hash_of(const X509_NAME *name)
{
    const unsigned char *bytes;
    size_t len;

    return X509_NAME_get0_der(name, &bytes, &len) == 1 ? hash_name(bytes, bytes + len) : 0;
}

/* RFC 5280, 4.1: before the subject come version (optional), serial number,
 * algorithm, issuer and validity. Returns zero if e is not a certificate. */
static int read_subject(entry *e)
{
    const unsigned char *at = e->der, *end = e->der + e->len, *next;
    int before = 4;

    end = bundle_enter(&at, end);
    if (end) end = bundle_enter(&at, end); /* TBSCertificate */
    if (!end) return 0;
    if (at < end && *at == (V_ASN1_CONTEXT_SPECIFIC | V_ASN1_CONSTRUCTED)) before++;
    for (; before > 0; before--) {
        if (!(next = bundle_enter(&at, end))) return 0;
        at = next;
    }
    next = at;
    if (!(end = bundle_enter(&next, end))) return 0;
    e->subject_hash = hash_name(at, end);
    return 1;
}

/* --- finding ---------------------------------------------------------------------------------- */

/*
 * Parses the certificate, once: a peer's chain can ask for a hundred names that
 * have no hash, so that each certificate has to be compared. It is lost if there
 * is no memory, until the next connection reads the bundle again.
 */
static const X509 *parsed(entry *e)
{
    const unsigned char *at = e->der;

    if (!at) return e->certificate;
    e->certificate = e->is_aux ? d2i_X509_AUX(NULL, &at, e->len) : d2i_X509(NULL, &at, e->len);
    OPENSSL_free(e->der);
    e->der = NULL;
    return e->certificate;
}

/* Adds the certificate to the store if its subject equals name (RFC 5280, 7.1;
 * the bytes may differ). Returns the certificate or NULL. */
static X509 *add_if_named(entry *e, const X509_NAME *name, X509_STORE *store)
{
    const X509 *certificate = parsed(e);

    if (!certificate || X509_NAME_cmp(X509_get_subject_name(certificate), name) != 0) return NULL;
    return X509_STORE_add_cert(store, e->certificate) == 1 ? e->certificate : NULL;
}

static int may_be_named(const entry *e, uint32_t hash)
{
    return !hash || !e->subject_hash || hash == e->subject_hash;
}

/* OpenSSL calls this if the store has no certificate with that subject. Adds
 * all certificates with the subject to the store; OpenSSL chooses by the
 * key. */
static int by_subject(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name,
                      X509_OBJECT *out)
{
    sgp__openssl_bundle *bundle = X509_LOOKUP_get_method_data(lookup);
    X509_STORE *store = X509_LOOKUP_get_store(lookup);
    uint32_t hash = bundle_hash_of(name);
    X509 *found = NULL;

    ERR_set_mark();
    for (size_t i = 0; type == X509_LU_X509 && i < bundle->count; i++) {
        entry *e = &bundle->entries[i];
        X509 *added = may_be_named(e, hash) ? add_if_named(e, name, store) : NULL;
        if (!found) found = added;
    }
    ERR_pop_to_mark(); /* errors of broken certificates */
    if (!found || X509_OBJECT_set1_X509(out, found) != 1) return 0;
    X509_free(found); /* X509_LOOKUP_get_by_subject_fn(3): the caller takes another reference */
    return 1;
}

/* --- making and freeing ----------------------------------------------------------------------- */

/* bundle is NULL if the store could not add the lookup. */
static void free_bundle(sgp__openssl_bundle *bundle)
{
    if (!bundle) return;
    for (size_t i = 0; i < bundle->count; i++) {
        OPENSSL_free(bundle->entries[i].der);
        X509_free(bundle->entries[i].certificate);
    }
    OPENSSL_free(bundle->entries);
    X509_LOOKUP_meth_free(bundle->method);
    OPENSSL_free(bundle);
}

static void free_with_store(X509_LOOKUP *lookup)
{
    free_bundle(X509_LOOKUP_get_method_data(lookup));
}

sgp__openssl_bundle *sgp__openssl_bundle_new(X509_STORE *store)
{
    sgp__openssl_bundle *bundle = OPENSSL_zalloc(sizeof *bundle);
    X509_LOOKUP *lookup = NULL;

    if (!bundle) return NULL;
    bundle->method = X509_LOOKUP_meth_new("certificates of a bundle");
    if (bundle->method && X509_LOOKUP_meth_set_get_by_subject(bundle->method, by_subject) == 1 &&
        X509_LOOKUP_meth_set_free(bundle->method, free_with_store) == 1)
        lookup = X509_STORE_add_lookup(store, bundle->method);
    if (!lookup) {
        free_bundle(bundle);
        return NULL;
    }
    (void)X509_LOOKUP_set_method_data(lookup, bundle); /* cannot fail */
    return bundle;
}

static int has_room(sgp__openssl_bundle *bundle)
{
    size_t room = bundle->room > 0 ? bundle->room * 2 : 16;
    entry *entries;

    if (bundle->count < bundle->room) return 1;
    entries = OPENSSL_realloc(bundle->entries, room * sizeof *entries);
    if (!entries) return 0;
    bundle->entries = entries;
    bundle->room = room;
    return 1;
}

int sgp__openssl_bundle_add(sgp__openssl_bundle *bundle, sgp_str base64, int is_aux)
{
    entry e = { NULL, 0, NULL, 0, is_aux };
    int added = 0;

    if (base64.len == 0) return 0;
    e.der = OPENSSL_malloc(base64.len); /* at most SGP_CA_BYTES_MAX */
    e.len = e.der ? decode(base64, e.der) : -1;
    if (e.len < 0) added = -1;
    if (e.len > 0 && read_subject(&e)) added = has_room(bundle) ? 1 : -1;
    if (added > 0)
        bundle->entries[bundle->count++] = e;
    else
        OPENSSL_free(e.der);
    return added;
}
