/*
 * sigv4.h - the steps of AWS Signature Version 4 (header form) as functions of their arguments.
 *
 * AWS: "Create a signed AWS API request"; the same choices as botocore/auth.py, SigV4Auth. No
 * presigned URLs, no streaming payloads, no SigV4a. The object that joins the steps is
 * sigv4_signer.c.
 */
#ifndef SGP_AUTH_SIGV4_H
#define SGP_AUTH_SIGV4_H

#include "sagepager/sys/crypto.h"
#include "sagepager/sys/signer.h"

#include "buf.h"
#include "hmac_sha256.h"

/* "YYYYMMDDTHHMMSSZ" and a NUL; its first eight characters are the date of the scope. */
#define SGP__AMZ_DATE_BYTES 17
#define SGP__AMZ_DATE_DAY 8

/* Query parameters that can be signed; our call has none, an endpoint URL could bring some. */
#define SGP__SIGV4_QUERY_MAX 64

/* Whether dot segments and repeated slashes are taken out of the path: yes but for S3. */
typedef enum sgp__sigv4_path { SGP__SIGV4_NORMALIZE_PATH, SGP__SIGV4_KEEP_PATH } sgp__sigv4_path;

/* The headers that are signed, sorted by name. Views into the request and itself: never copied. */
typedef struct sgp__sigv4_headers {
    sgp_http_header items[SGP_HTTP_REQUEST_HEADERS_MAX + 1];
    size_t count;
    char host[SGP_HOST_MAX + 9];
} sgp__sigv4_headers;

/* Everything but the headers that are never signed, and Host. */
void sgp__sigv4_select_headers(sgp__sigv4_headers *out, const sgp_http_request *request);

/* Appends the names, lower-case and once each, joined by ';'. */
void sgp__sigv4_put_signed_names(sgp__buf *out, const sgp__sigv4_headers *headers);

/* Appends the path (without its query) in canonical form. */
SGP_MUST_CHECK sgp_status sgp__sigv4_put_path(sgp__buf *out, sgp_str path, sgp__sigv4_path how,
                                              sgp_error *err);

/* Appends the query (without its '?') in canonical form. */
SGP_MUST_CHECK sgp_status sgp__sigv4_put_query(sgp__buf *out, sgp_str query, sgp_error *err);

/* Step 1. body_digest: SHA-256 of the body. */
SGP_MUST_CHECK sgp_status sgp__sigv4_canonical_request(
    sgp__buf *out, const sgp_http_request *request, const sgp__sigv4_headers *headers,
    sgp__sigv4_path how, const unsigned char body_digest[SGP_SHA256_BYTES], sgp_error *err);

/* Step 2. canonical_digest: SHA-256 of the canonical request. */
SGP_MUST_CHECK sgp_status sgp__sigv4_string_to_sign(
    sgp__buf *out, const char amz_date[SGP__AMZ_DATE_BYTES], const sgp_signing_scope *scope,
    const unsigned char canonical_digest[SGP_SHA256_BYTES], sgp_error *err);

/* Step 3. The key of one day, region and service: a secret. */
SGP_MUST_CHECK sgp_status sgp__sigv4_signing_key(const sgp__hasher *hasher, sgp_str secret,
                                                 const char amz_date[SGP__AMZ_DATE_BYTES],
                                                 const sgp_signing_scope *scope,
                                                 unsigned char key[SGP_SHA256_BYTES],
                                                 sgp_error *err);

/* Step 4. */
SGP_MUST_CHECK sgp_status sgp__sigv4_signature(const sgp__hasher *hasher,
                                               const unsigned char key[SGP_SHA256_BYTES],
                                               sgp_str string_to_sign,
                                               unsigned char signature[SGP_SHA256_BYTES],
                                               sgp_error *err);

/* Step 5. The value of the Authorization header. */
SGP_MUST_CHECK sgp_status sgp__sigv4_authorization(sgp__buf *out, sgp_str access_key_id,
                                                   const char amz_date[SGP__AMZ_DATE_BYTES],
                                                   const sgp_signing_scope *scope,
                                                   const sgp__sigv4_headers *headers,
                                                   const unsigned char signature[SGP_SHA256_BYTES],
                                                   sgp_error *err);

#endif
