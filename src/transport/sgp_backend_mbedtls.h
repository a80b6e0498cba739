/*
 * sgp_backend_mbedtls.h - declarations of the Mbed TLS backend, and the only file
 * that handles the differences between Mbed TLS 2.28 and 3.6.
 *
 * mbedtls_config.h must define SSL_CLI_C, SSL_PROTO_TLS1_2, X509_CRT_PARSE_C,
 * PEM_PARSE_C, SHA1_C, SHA256_C, CTR_DRBG_C, ENTROPY_C, SSL_ALPN,
 * SSL_SERVER_NAME_INDICATION, and ERROR_STRERROR_DUMMY or ERROR_C, which costs
 * 12 KB and adds texts to error codes. Optional: SSL_SESSION_TICKETS,
 * HAVE_TIME_DATE (without it no certificate ever expires), PK_WRITE_C with
 * ECDSA_C (for es256_sign of sgp_crypto). Not used: FS_IO, NET_C, TIMING_C.
 */
#ifndef SGP_TRANSPORT_BACKEND_MBEDTLS_H
#define SGP_TRANSPORT_BACKEND_MBEDTLS_H

#include <mbedtls/ctr_drbg.h>
#include <mbedtls/entropy.h>
#include <mbedtls/error.h>
#include <mbedtls/sha1.h>
#include <mbedtls/sha256.h>
#include <mbedtls/ssl.h>
#include <mbedtls/version.h>

#include "sgp_tls_settings.h"

#if MBEDTLS_VERSION_NUMBER < 0x03000000
#define SGP__MBEDTLS_START() 0
#define SGP__MBEDTLS_TLS12_OR_NEWER(conf)                                                          \
    mbedtls_ssl_conf_min_version(conf, MBEDTLS_SSL_MAJOR_VERSION_3, MBEDTLS_SSL_MINOR_VERSION_3)
#define SGP__MBEDTLS_PARSE_KEY(key, bytes, len, rng)                                               \
    ((void)(rng), mbedtls_pk_parse_key(key, bytes, len, NULL, 0))
#define SGP__MBEDTLS_CHECK_PAIR(certificate, key, rng)                                             \
    ((void)(rng), mbedtls_pk_check_pair(&(certificate)->pk, key))
#define SGP__MBEDTLS_SIGN(key, digest, out, out_bytes, len, rng)                                   \
    ((void)(out_bytes), mbedtls_pk_sign(key, MBEDTLS_MD_SHA256, digest, SGP_SHA256_BYTES, out,     \
                                        len, mbedtls_ctr_drbg_random, rng))
#define SGP__MBEDTLS_TAKE_TICKETS(conf) ((void)(conf))
#define SGP__MBEDTLS_NEW_TICKET (-0x7FFFFFFF) /* TLS 1.3 only; no function returns this */
#define SGP__MBEDTLS_BAD_VERSION MBEDTLS_ERR_SSL_BAD_HS_PROTOCOL_VERSION
#define SGP__MBEDTLS_BAD_CERTIFICATE MBEDTLS_ERR_SSL_BAD_HS_CERTIFICATE
#define SGP__SHA1 mbedtls_sha1_ret
#define SGP__SHA256_STARTS mbedtls_sha256_starts_ret
#define SGP__SHA256_UPDATE mbedtls_sha256_update_ret
#define SGP__SHA256_FINISH mbedtls_sha256_finish_ret
#else
#include <psa/crypto.h>
/* TLS 1.3 uses PSA, whose initialisation is global and may be repeated. */
#define SGP__MBEDTLS_START() ((int)psa_crypto_init())
#define SGP__MBEDTLS_TLS12_OR_NEWER(conf)                                                          \
    mbedtls_ssl_conf_min_tls_version(conf, MBEDTLS_SSL_VERSION_TLS1_2)
#define SGP__MBEDTLS_PARSE_KEY(key, bytes, len, rng)                                               \
    mbedtls_pk_parse_key(key, bytes, len, NULL, 0, mbedtls_ctr_drbg_random, rng)
#define SGP__MBEDTLS_CHECK_PAIR(certificate, key, rng)                                             \
    mbedtls_pk_check_pair(&(certificate)->pk, key, mbedtls_ctr_drbg_random, rng)
#define SGP__MBEDTLS_SIGN(key, digest, out, out_bytes, len, rng)                                   \
    mbedtls_pk_sign(key, MBEDTLS_MD_SHA256, digest, SGP_SHA256_BYTES, out, out_bytes, len,         \
                    mbedtls_ctr_drbg_random, rng)
#define SGP__MBEDTLS_NEW_TICKET MBEDTLS_ERR_SSL_RECEIVED_NEW_SESSION_TICKET
#define SGP__MBEDTLS_BAD_VERSION MBEDTLS_ERR_SSL_BAD_PROTOCOL_VERSION
#define SGP__MBEDTLS_BAD_CERTIFICATE MBEDTLS_ERR_SSL_BAD_CERTIFICATE
/* Since 3.6.1 Mbed TLS reports tickets of TLS 1.3 only if this is enabled. */
#if MBEDTLS_VERSION_NUMBER >= 0x03060100 && defined(MBEDTLS_SSL_PROTO_TLS1_3) &&                   \
    defined(MBEDTLS_SSL_SESSION_TICKETS)
#define SGP__MBEDTLS_TAKE_TICKETS(conf)                                                            \
    mbedtls_ssl_conf_tls13_enable_signal_new_session_tickets(                                      \
        conf, MBEDTLS_SSL_TLS1_3_SIGNAL_NEW_SESSION_TICKETS_ENABLED)
#else
#define SGP__MBEDTLS_TAKE_TICKETS(conf) ((void)(conf))
#endif
#define SGP__SHA1 mbedtls_sha1
#define SGP__SHA256_STARTS mbedtls_sha256_starts
#define SGP__SHA256_UPDATE mbedtls_sha256_update
#define SGP__SHA256_FINISH mbedtls_sha256_finish
#endif

/* A device leaves PK_WRITE_C out. Then nothing refers to the code that signs. */
#if defined(MBEDTLS_PK_WRITE_C) && defined(MBEDTLS_ECDSA_C)
#define SGP__MBEDTLS_ES256_SLOTS sgp__mbedtls_es256_public_key, sgp__mbedtls_es256_sign
#define SGP__MBEDTLS_WRITE_KEY mbedtls_pk_write_pubkey_der
#else
#define SGP__MBEDTLS_WRITE_KEY(key, out, out_bytes) ((void)(key), (void)(out), -1)
#define SGP__MBEDTLS_ES256_SLOTS NULL, NULL
#endif

/* Shared by all streams of one sgp_tls, which outlives them. */
typedef struct sgp__mbedtls_shared {
    const sgp_allocator *allocator;
    mbedtls_ssl_config conf;
    const char *protocols[2]; /* for ALPN; conf points here */
    mbedtls_x509_crt trusted;
    mbedtls_x509_crt client_cert;
    mbedtls_pk_context client_key;
    mbedtls_ctr_drbg_context random;
    int lacks_memory;                    /* non-zero: gathering entropy ran out of memory */
    mbedtls_ssl_session session;         /* of the last connection, to session_host */
    char session_host[SGP_HOST_MAX + 1]; /* "": none */
} sgp__mbedtls_shared;

/* --- backend_mbedtls_stream.c ----------------------------------------------------------------- */

/* As sgp_tls.wrap; shared is borrowed. */
SGP_MUST_CHECK sgp_status sgp__mbedtls_stream_new(sgp_stream **out, sgp__mbedtls_shared *shared,
                                                  sgp_stream *inner, const char *host,
                                                  sgp_error *err);

/* Reports a failed call of Mbed TLS. SGP_ERR_MEMORY if memory ran out;
 * otherwise `status`, with `what` and the text or number of the code. */
sgp_status sgp__mbedtls_failed(int code, sgp_status status, const char *what, sgp_error *err);

/* --- backend_mbedtls_es256.c ------------------------------------------------------------------ */

/* Slots of sgp_crypto. */
SGP_MUST_CHECK sgp_status sgp__mbedtls_es256_public_key(sgp_crypto *crypto, sgp_str pem,
                                                        unsigned char public_key[SGP_ES256_BYTES],
                                                        sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__mbedtls_es256_sign(sgp_crypto *crypto, sgp_str pem,
                                                  const unsigned char digest[SGP_SHA256_BYTES],
                                                  unsigned char signature[SGP_ES256_BYTES],
                                                  sgp_error *err);

/* --- backend_mbedtls_verify.c ----------------------------------------------------------------- */

/* The peer that a certificate must be valid for. */
typedef struct sgp__mbedtls_peer {
    char host[SGP_HOST_MAX + 1]; /* without a trailing dot */
    unsigned char address[16];
    size_t address_len; /* 0: host is a name */
    int is_self_signed; /* the peer's certificate */
} sgp__mbedtls_peer;

/* SGP_ERR_USAGE as by sgp__tls_copy_host. */
SGP_MUST_CHECK sgp_status sgp__mbedtls_peer_init(sgp__mbedtls_peer *peer, const char *host,
                                                 sgp_error *err);

/* For mbedtls_ssl_set_verify; self is an sgp__mbedtls_peer. Only adds flags. */
int sgp__mbedtls_verify(void *self, mbedtls_x509_crt *certificate, int depth, uint32_t *flags);

/* Reports why a certificate was refused, with OpenSSL's messages. */
sgp_status sgp__mbedtls_refusal(const sgp__mbedtls_peer *peer, uint32_t flags, sgp_error *err);

#endif
