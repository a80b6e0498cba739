/*
 * backend_mbedtls_verify.c - is the certificate for the host we meant? Mbed TLS's own check, and
 * ours behind it.
 *
 * Ours is there because Mbed TLS 2.28 knows no addresses, and because a name in the subject alone
 * or a wildcard over a top-level domain would pass there and not in OpenSSL.
 */
#include "backend_mbedtls.h"

#include "ascii.h"
#include "err.h"
#include "ip_address.h"

#include <string.h>

/* GeneralName, RFC 5280, 4.2.1.6. */
#define TAG_DNS_NAME (MBEDTLS_ASN1_CONTEXT_SPECIFIC | 2)
#define TAG_IP_ADDRESS (MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7)

void sgp__mbedtls_peer_init(sgp__mbedtls_peer *peer, const char *host)
{
    sgp_str name = sgp_str_from(host);

    memset(peer, 0, sizeof *peer);
    /* "host." is the absolute form of the name (RFC 1034, 3.1); certificates and SNI have none. */
    if (name.len > 1 && name.ptr[name.len - 1] == '.') name.len--;
    sgp__copy_cut(peer->host, sizeof peer->host, name);
    peer->address_len = sgp__ip_parse(sgp_str_from(peer->host), peer->address);
}

static int equal_nocase(sgp_str a, sgp_str b)
{
    if (a.len != b.len) return 0;
    for (size_t i = 0; i < a.len; i++)
        if (sgp__lower(a.ptr[i]) != sgp__lower(b.ptr[i])) return 0;
    return 1;
}

/* What follows the first dot; "" when there is none. */
static sgp_str after_first_label(sgp_str name)
{
    const char *dot = name.len > 0 ? memchr(name.ptr, '.', name.len) : NULL;

    return sgp__slice(name, dot ? (size_t)(dot - name.ptr) + 1 : name.len, name.len);
}

int sgp__mbedtls_name_covers(sgp_str pattern, sgp_str host)
{
    sgp_str parent, host_parent;

    if (!sgp__starts_with(pattern, "*.")) return pattern.len > 0 && equal_nocase(pattern, host);
    parent = sgp__slice(pattern, 2, pattern.len);
    host_parent = after_first_label(host);
    if (host.len > 0 && host.ptr[0] == '.') return 0;
    return after_first_label(parent).len > 0 && equal_nocase(parent, host_parent);
}

static int name_is_for(const mbedtls_x509_buf *name, const sgp__mbedtls_peer *peer)
{
    sgp_str text = { (const char *)name->p, name->len };

    if (peer->address_len > 0)
        return name->tag == TAG_IP_ADDRESS && name->len == peer->address_len &&
               memcmp(name->p, peer->address, name->len) == 0;
    return name->tag == TAG_DNS_NAME && sgp__mbedtls_name_covers(text, sgp_str_from(peer->host));
}

static int certificate_is_for(const mbedtls_x509_crt *certificate, const sgp__mbedtls_peer *peer)
{
    const mbedtls_x509_sequence *name = &certificate->subject_alt_names;

    for (; name; name = name->next)
        if (name->buf.p && name_is_for(&name->buf, peer)) return 1;
    return 0;
}

int sgp__mbedtls_verify(void *self, mbedtls_x509_crt *certificate, int depth, uint32_t *flags)
{
    sgp__mbedtls_peer *peer = self;
    const mbedtls_x509_buf *subject = &certificate->subject_raw;
    const mbedtls_x509_buf *issuer = &certificate->issuer_raw;

    if (depth > 0) return 0;
    if (!certificate_is_for(certificate, peer)) *flags |= MBEDTLS_X509_BADCERT_CN_MISMATCH;
    peer->is_self_signed = subject->len == issuer->len &&
                           memcmp(subject->p, issuer->p, subject->len) == 0;
    return 0;
}

/* The flag that OpenSSL would have come across first (X509_verify_cert: chain, name, times). */
sgp_status sgp__mbedtls_refusal(const sgp__mbedtls_peer *peer, uint32_t flags, sgp_error *err)
{
    const char *reason = "it does not meet Mbed TLS's rules for keys, digests or usage";

    if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED)
        reason = peer->is_self_signed ? "self-signed certificate"
                                      : "unable to get local issuer certificate";
    else if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH)
        return sgp_error_set(err, SGP_ERR_TLS,
                             "certificate verify failed: %s mismatch, certificate is not valid "
                             "for '%s'.",
                             peer->address_len > 0 ? "IP address" : "Hostname", peer->host);
    else if (flags & MBEDTLS_X509_BADCERT_EXPIRED)
        reason = "certificate has expired";
    else if (flags & MBEDTLS_X509_BADCERT_FUTURE)
        reason = "certificate is not yet valid";
    return sgp_error_set(err, SGP_ERR_TLS, "certificate verify failed: %s", reason);
}
