/*
 * backend_openssl_bundle.c - the certificates of a bundle, parsed when a chain asks for their
 * subject: OpenSSL takes 30 ms for the 140 of a system's bundle, and a chain needs one.
 */
#include "backend_openssl.h"

#include <string.h>

#include <openssl/asn1.h>
#include <openssl/err.h>

/* DER, and where in it the subject is. */
typedef struct entry {
    unsigned char *bytes;
    long len;
    size_t subject_at, subject_len;
    uint32_t sketch; /* of the subject */
    int is_aux;      /* "TRUSTED CERTIFICATE": what it is trusted for stands behind it */
    int is_given;
} entry;

struct sgp__openssl_bundle {
    entry *entries;
    size_t count, room;
    X509_LOOKUP_METHOD *method;
};

/* --- the subject of a certificate ------------------------------------------------------------- */

/* The header of the ASN.1 value at *at, and on to its content; its end, or NULL. */
static const unsigned char *enter(const unsigned char **at, const unsigned char *end)
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

/* Blanks and case do not count; nor does the order, of which a name's sets have none. */
static uint32_t weight(unsigned char byte)
{
    uint32_t folded = byte >= 'A' && byte <= 'Z' ? byte + 32u : byte;

    return byte == ' ' || (byte >= '\t' && byte <= '\r') ? 0 : folded * folded;
}

/* A number that names have in common which are the same, so that most others need not be parsed to
 * see that they are not. Zero: not known, for texts in an encoding that is not UTF-8's. */
static uint32_t sketch_of(const unsigned char *at, const unsigned char *end)
{
    uint32_t sum = 1;

    while (at < end) {
        int tag = *at;
        const unsigned char *next = enter(&at, end);
        if (!next) return 0;
        if (tag & V_ASN1_CONSTRUCTED) continue; /* with what is in it */
        if (tag != V_ASN1_OBJECT && tag != V_ASN1_UTF8STRING && !is_ascii_string(tag)) return 0;
        for (; at < next; at++) {
            if (*at >= 0x80 && is_ascii_string(tag)) return 0;
            sum += weight(*at);
        }
    }
    return sum;
}

static uint32_t sketch_of_name(const X509_NAME *name)
{
    const unsigned char *bytes;
    size_t len;

    return X509_NAME_get0_der(name, &bytes, &len) == 1 ? sketch_of(bytes, bytes + len) : 0;
}

/* RFC 5280, 4.1: version, which may be left out, serial number, algorithm, issuer, validity; then
 * the subject. */
static int find_subject(entry *e)
{
    const unsigned char *at = e->bytes, *end = e->bytes + e->len, *next, *start;
    int before = 4;

    end = enter(&at, end);
    if (end) end = enter(&at, end); /* TBSCertificate */
    if (!end) return 0;
    if (at < end && *at == (V_ASN1_CONTEXT_SPECIFIC | V_ASN1_CONSTRUCTED)) before++;
    for (; before > 0; before--) {
        if (!(next = enter(&at, end))) return 0;
        at = next;
    }
    start = at;
    if (!(next = enter(&at, end))) return 0;
    e->subject_at = (size_t)(start - e->bytes);
    e->subject_len = (size_t)(next - start);
    e->sketch = sketch_of(start, next);
    return 1;
}

/* --- finding ---------------------------------------------------------------------------------- */

/* The same by the rules for comparing names (RFC 5280, 7.1), which the bytes may not show. */
static int is_called(const entry *e, const X509_NAME *name, uint32_t sketch)
{
    const unsigned char *at = e->bytes + e->subject_at;
    X509_NAME *subject;
    int same;

    if (sketch && e->sketch && sketch != e->sketch) return 0;
    subject = d2i_X509_NAME(NULL, &at, (long)e->subject_len);
    same = subject && X509_NAME_cmp(subject, name) == 0;

    X509_NAME_free(subject);
    return same;
}

/* Adds the certificate to the store, once. NULL when it is none after all. The store holds it. */
static X509 *give(entry *e, X509_STORE *store)
{
    const unsigned char *at = e->bytes;
    X509 *certificate;

    if (e->is_given) return NULL;
    e->is_given = 1;
    certificate = e->is_aux ? d2i_X509_AUX(NULL, &at, e->len) : d2i_X509(NULL, &at, e->len);
    if (certificate && X509_STORE_add_cert(store, certificate) != 1) {
        X509_free(certificate);
        return NULL;
    }
    X509_free(certificate);
    return certificate;
}

/* Called when the store itself has no certificate of that subject. Gives it all of them: which is
 * the right one OpenSSL sees by their keys. */
static int by_subject(X509_LOOKUP *lookup, X509_LOOKUP_TYPE type, const X509_NAME *name,
                      X509_OBJECT *out)
{
    sgp__openssl_bundle *bundle = X509_LOOKUP_get_method_data(lookup);
    X509_STORE *store = X509_LOOKUP_get_store(lookup);
    uint32_t sketch = sketch_of_name(name);
    X509 *found = NULL;

    ERR_set_mark();
    for (size_t i = 0; type == X509_LU_X509 && i < bundle->count; i++) {
        entry *e = &bundle->entries[i];
        X509 *given = is_called(e, name, sketch) ? give(e, store) : NULL;
        if (!found) found = given;
    }
    ERR_pop_to_mark(); /* what a broken certificate left */
    if (!found || X509_OBJECT_set1_X509(out, found) != 1) return 0;
    X509_free(found); /* as X509_LOOKUP_get_by_subject_fn(3) says: OpenSSL counts it once more */
    return 1;
}

/* --- making and freeing ----------------------------------------------------------------------- */

/* NULL: of a lookup that the store could not take. */
static void free_bundle(sgp__openssl_bundle *bundle)
{
    if (!bundle) return;
    for (size_t i = 0; i < bundle->count; i++)
        OPENSSL_free(bundle->entries[i].bytes);
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

int sgp__openssl_bundle_add(sgp__openssl_bundle *bundle, unsigned char *bytes, long len, int is_aux)
{
    entry e = { bytes, len, 0, 0, 0, is_aux, 0 };
    int is_certificate = find_subject(&e);

    if (is_certificate && has_room(bundle)) {
        bundle->entries[bundle->count++] = e;
        return 1;
    }
    OPENSSL_free(bytes);
    return is_certificate ? -1 : 0;
}
