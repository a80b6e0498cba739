/*
 * backend_mbedtls_verify.c - checks that a certificate is valid for the host,
 * after Mbed TLS's check.
 *
 * Mbed TLS 2.28 does not check addresses. It accepts a name in the subject
 * alone and a wildcard over a top-level domain, which OpenSSL refuses.
 */
#include "sgp_backend_mbedtls.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_ip_address.h"

#include <string.h>

/* GeneralName, RFC 5280, 4.2.1.6. */
#define TAG_DNS_NAME (MBEDTLS_ASN1_CONTEXT_SPECIFIC | 2)
#define TAG_IP_ADDRESS (MBEDTLS_ASN1_CONTEXT_SPECIFIC | 7)

sgp_status sgp__mbedtls_peer_init(sgp__mbedtls_peer *peer, const char *host, sgp_error *err)
{
    memset(peer, 0, sizeof *peer);
    SGP_TRY(sgp__tls_copy_host(peer->host, host, err));
    peer->address_len = sgp__ip_parse(sgp_str_from(peer->host), peer->address);
    return SGP_OK;
}

/* RFC 6125, 6.4.3, as OpenSSL reads it: "*." stands for one label before at least two others. */
static int name_covers(sgp_str pattern, const char *host)
{
    const char *dot = strchr(host, '.');
    sgp_str parent = sgp__slice(pattern, 2, pattern.len);
    const char *inner;

    if (!sgp__starts_with(pattern, "*."))
        return pattern.len > 0 && sgp__equal_nocase(pattern, host);
    inner = parent.len > 0 ? memchr(parent.ptr, '.', parent.len) : NULL;
    return inner && inner + 1 < parent.ptr + parent.len && dot && dot > host &&
           sgp__equal_nocase(parent, dot + 1);
}

static int name_is_for(const mbedtls_x509_buf *name, const sgp__mbedtls_peer *peer)
{
    sgp_str text = { (const char *)name->p, name->len };

    if (peer->address_len > 0)
        return name->tag == TAG_IP_ADDRESS && name->len == peer->address_len &&
               memcmp(name->p, peer->address, name->len) == 0;
    return name->tag == TAG_DNS_NAME && name_covers(text, peer->host);
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
    peer->is_self_signed = subject->len > 0 && subject->len == issuer->len &&
                           memcmp(subject->p, issuer->p, subject->len) == 0;
    return 0;
}

/* Reports the flag that OpenSSL checks first (chain, name, times), and last the purpose. */
sgp_status sgp__mbedtls_refusal(const sgp__mbedtls_peer *peer, uint32_t flags, sgp_error *err)
{
    const char *reason = "it does not meet Mbed TLS's rules for keys and digests";

    if (flags & MBEDTLS_X509_BADCERT_NOT_TRUSTED)
        reason = peer->is_self_signed ? "self-signed certificate"
                                      : "unable to get local issuer certificate";
    else if (flags & MBEDTLS_X509_BADCERT_CN_MISMATCH)
        return SGP__FAIL(err, SGP_ERR_TLS, 5014,
                         "certificate verify failed: %s mismatch, certificate is not valid "
                         "for '%s'.",
                         peer->address_len > 0 ? "IP address" : "Hostname", peer->host);
    else if (flags & MBEDTLS_X509_BADCERT_EXPIRED)
        reason = "certificate has expired";
    else if (flags & MBEDTLS_X509_BADCERT_FUTURE)
        reason = "certificate is not yet valid";
    else if (flags & (MBEDTLS_X509_BADCERT_KEY_USAGE | MBEDTLS_X509_BADCERT_EXT_KEY_USAGE |
                      MBEDTLS_X509_BADCERT_NS_CERT_TYPE))
        reason = "unsuitable certificate purpose";
    return SGP__FAIL(err, SGP_ERR_TLS, 5015, "certificate verify failed: %s", reason);
}
