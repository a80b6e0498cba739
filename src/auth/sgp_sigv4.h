/*
 * sgp_sigv4.h - the steps of AWS Signature Version 4 (header form) as functions of their arguments.
 *
 * They follow AWS, "Create a signed AWS API request", and botocore/auth.py, SigV4Auth. Presigned
 * URLs, streaming payloads and SigV4a are not supported. sigv4_signer.c runs the steps in order.
 */
#ifndef SGP_AUTH_SIGV4_H
#define SGP_AUTH_SIGV4_H

#include "sagepager/sys/crypto.h"
#include "sagepager/sys/signer.h"

#include "sgp_buf.h"
#include "sgp_hmac_sha256.h"

/* "YYYYMMDDTHHMMSSZ" and a NUL. The first eight characters are the date of the scope. */
#define SGP__AMZ_DATE_BYTES 17
#define SGP__AMZ_DATE_DAY 8

/* Limit of query parameters. The operation has none, but an endpoint URL may have some. */
#define SGP__SIGV4_QUERY_MAX 64

/* Every service but S3 requires a path without dot segments and repeated slashes. */
typedef enum sgp__sigv4_path { SGP__SIGV4_NORMALIZE_PATH, SGP__SIGV4_RAW_PATH } sgp__sigv4_path;

/* The place of Host in sgp__sigv4_headers, because it is not among the request's headers. */
#define SGP__SIGV4_HOST SGP_HTTP_REQUEST_HEADERS_MAX

/* The signed headers of a request, sorted by name. */
typedef struct sgp__sigv4_headers {
    const sgp_http_request *request;                       /* borrowed */
    unsigned char order[SGP_HTTP_REQUEST_HEADERS_MAX + 1]; /* indices of its headers */
    size_t count;
} sgp__sigv4_headers;

/* Selects Host and all headers but those that are never signed. Add no header to the request
 * before the steps that use `out`. */
void sgp__sigv4_select_headers(sgp__sigv4_headers *out, const sgp_http_request *request);

/* Appends the names in lower case, each once, joined by ';'. */
void sgp__sigv4_put_signed_names(sgp__buf *out, const sgp__sigv4_headers *headers);

/* Appends the path (without its query) in canonical form. */
SGP_MUST_CHECK sgp_status sgp__sigv4_put_path(sgp__buf *out, sgp_str path, sgp__sigv4_path how,
                                              sgp_error *err);

/* Appends the query (without its '?') in canonical form. */
SGP_MUST_CHECK sgp_status sgp__sigv4_put_query(sgp__buf *out, sgp_str query, sgp_error *err);

/* Step 1: appends the canonical request. body_digest is the SHA-256 of the body. */
SGP_MUST_CHECK sgp_status
sgp__sigv4_canonical_request(sgp__buf *out, const sgp__sigv4_headers *headers, sgp__sigv4_path how,
                             const unsigned char body_digest[SGP_SHA256_BYTES], sgp_error *err);

/* Step 2: appends the string to sign. canonical_digest is the SHA-256 of the canonical request. */
SGP_MUST_CHECK sgp_status sgp__sigv4_string_to_sign(
    sgp__buf *out, const char amz_date[SGP__AMZ_DATE_BYTES], const sgp_signing_scope *scope,
    const unsigned char canonical_digest[SGP_SHA256_BYTES], sgp_error *err);

/* Step 3: derives the key of one day, region and service, a secret. */
SGP_MUST_CHECK sgp_status sgp__sigv4_signing_key(const sgp__hasher *hasher, sgp_str secret,
                                                 const char amz_date[SGP__AMZ_DATE_BYTES],
                                                 const sgp_signing_scope *scope,
                                                 unsigned char key[SGP_SHA256_BYTES],
                                                 sgp_error *err);

/* Step 4: signs the string. */
SGP_MUST_CHECK sgp_status sgp__sigv4_signature(const sgp__hasher *hasher,
                                               const unsigned char key[SGP_SHA256_BYTES],
                                               sgp_str string_to_sign,
                                               unsigned char signature[SGP_SHA256_BYTES],
                                               sgp_error *err);

/* Step 5: appends the value of the Authorization header. */
SGP_MUST_CHECK sgp_status sgp__sigv4_authorization(sgp__buf *out, sgp_str access_key_id,
                                                   const char amz_date[SGP__AMZ_DATE_BYTES],
                                                   const sgp_signing_scope *scope,
                                                   const sgp__sigv4_headers *headers,
                                                   const unsigned char signature[SGP_SHA256_BYTES],
                                                   sgp_error *err);

#endif
