/*
 * backend_openssl_bundle.c - the certificates of a bundle, parsed when a chain asks for their
 * subject: OpenSSL takes 30 ms for the 140 of a system's bundle, and a chain needs one.
 */
#include "backend_openssl.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>

/* A certificate that is not parsed yet. */
typedef struct entry {
    unsigned char *der;
    long len;
    uint32_t sketch; /* of the subject */
    int is_aux;      /* "TRUSTED CERTIFICATE": what it is trusted for stands behind it */
} entry;

struct sgp__openssl_bundle {
    entry *entries;
    size_t count, room;
    X509_LOOKUP_METHOD *method;
};

/* --- base64 ----------------------------------------------------------------------------------- */

/* Copies what is no blank and no line end into room for all of it; how many characters that are. */
static int squeeze(sgp_str text, char *out)
{
    int count = 0;

    for (size_t i = 0; i < text.len; i++) {
        out[count] = text.ptr[i];
        count += (unsigned char)text.ptr[i] > ' ';
    }
    return count;
}

/* Decodes into room for as many bytes as there are characters. How many; zero: it is no base64;
 * negative: no memory. EVP_DecodeUpdate would pass over line ends too, in three times the time. */
static long decode(sgp_str text, unsigned char *out)
{
    char *base64 = OPENSSL_malloc(text.len);
    int len, count = 0;

    if (!base64) return -1;
    len = squeeze(text, base64);
    if (len > 0) count = EVP_DecodeBlock(out, (const unsigned char *)base64, len);
    for (; count > 0 && base64[len - 1] == '='; len--)
        count--; /* padding is counted */
    OPENSSL_free(base64);
    return count > 0 ? count : 0;
}

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
 * the subject. Zero: it is no certificate. */
static int read_subject(entry *e)
{
    const unsigned char *at = e->der, *end = e->der + e->len, *next;
    int before = 4;

    end = enter(&at, end);
    if (end) end = enter(&at, end); /* TBSCertificate */
    if (!end) return 0;
    if (at < end && *at == (V_ASN1_CONTEXT_SPECIFIC | V_ASN1_CONSTRUCTED)) before++;
    for (; before > 0; before--) {
        if (!(next = enter(&at, end))) return 0;
        at = next;
    }
    next = at;
    if (!(end = enter(&next, end))) return 0;
    e->sketch = sketch_of(at, end);
    return 1;
}

/* --- finding ---------------------------------------------------------------------------------- */

/* Adds the certificate to the store if it has that name by the rules for comparing names (RFC 5280,
 * 7.1), which its bytes may not show. NULL if not. The store holds it. */
static X509 *give(const entry *e, const X509_NAME *name, X509_STORE *store)
{
    const unsigned char *at = e->der;
    X509 *certificate = e->is_aux ? d2i_X509_AUX(NULL, &at, e->len) : d2i_X509(NULL, &at, e->len);
    int is_given = certificate && X509_NAME_cmp(X509_get_subject_name(certificate), name) == 0 &&
                   X509_STORE_add_cert(store, certificate) == 1;

    X509_free(certificate);
    return is_given ? certificate : NULL;
}

static int may_be_called(const entry *e, uint32_t sketch)
{
    return !sketch || !e->sketch || sketch == e->sketch;
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
        const entry *e = &bundle->entries[i];
        X509 *given = may_be_called(e, sketch) ? give(e, name, store) : NULL;
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
        OPENSSL_free(bundle->entries[i].der);
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
    entry e = { NULL, 0, 0, is_aux };
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
