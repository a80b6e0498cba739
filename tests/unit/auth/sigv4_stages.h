/*
 * sigv4_stages.h - runs the steps of src/auth/sgp_sigv4.h one by one and stores each result.
 */
#ifndef SGP_TEST_SIGV4_STAGES_H
#define SGP_TEST_SIGV4_STAGES_H

#include "test.h"

#include "sgp_hmac_sha256.h"
#include "sgp_sigv4.h"

#include "counting_crypto.h"

#define STAGE_TEXT_MAX 65536

typedef struct sigv4_stages {
    sgp__sigv4_headers headers;
    sgp__buf canonical;
    sgp__buf string_to_sign;
    sgp__buf authorization;
    char canonical_digest[2 * SGP_SHA256_BYTES + 1];
    char key[2 * SGP_SHA256_BYTES + 1];
    char signature[2 * SGP_SHA256_BYTES + 1];
} sigv4_stages;

static inline void stage_hex(const unsigned char digest[SGP_SHA256_BYTES], char *out)
{
    for (size_t i = 0; i < SGP_SHA256_BYTES; i++) {
        snprintf(out + 2 * i, 3, "%02x", digest[i]);
    }
}

static inline void stage_sha256(sgp_str text, unsigned char *digest)
{
    const sgp__bytes piece = sgp__bytes_of(text.ptr, text.len);
    counting_crypto crypto;
    sgp__hasher hasher;

    counting_crypto_init(&crypto, -1);
    assert_int_equal(sgp__hasher_init(&hasher, &crypto.base, NULL, "test", NULL), SGP_OK);
    assert_int_equal(sgp__sha256(&hasher, &piece, 1, digest, NULL), SGP_OK);
    sgp__hasher_deinit(&hasher);
}

/* The request has every signed header, X-Amz-Date included. */
static inline void sigv4_stages_run(sigv4_stages *s, const sgp_http_request *request,
                                    sgp__sigv4_path how, const char *id, const char *secret,
                                    const char *amz_date, const sgp_signing_scope *scope)
{
    unsigned char digest[SGP_SHA256_BYTES], key[SGP_SHA256_BYTES];
    counting_crypto crypto;
    sgp__hasher hasher;

    counting_crypto_init(&crypto, -1);
    assert_int_equal(sgp__hasher_init(&hasher, &crypto.base, NULL, "test", NULL), SGP_OK);
    sgp__buf_init(&s->canonical, NULL, STAGE_TEXT_MAX);
    sgp__buf_init(&s->string_to_sign, NULL, STAGE_TEXT_MAX);
    sgp__buf_init(&s->authorization, NULL, STAGE_TEXT_MAX);
    sgp__sigv4_select_headers(&s->headers, request);
    stage_sha256(request->body, digest);
    assert_int_equal(sgp__sigv4_canonical_request(&s->canonical, &s->headers, how, digest, NULL),
                     SGP_OK);
    stage_sha256(sgp__buf_str(&s->canonical), digest);
    stage_hex(digest, s->canonical_digest);
    assert_int_equal(sgp__sigv4_string_to_sign(&s->string_to_sign, amz_date, scope, digest, NULL),
                     SGP_OK);
    assert_int_equal(
        sgp__sigv4_signing_key(&hasher, sgp_str_from(secret), amz_date, scope, key, NULL), SGP_OK);
    stage_hex(key, s->key);
    assert_int_equal(
        sgp__sigv4_signature(&hasher, key, sgp__buf_str(&s->string_to_sign), digest, NULL), SGP_OK);
    stage_hex(digest, s->signature);
    sgp__hasher_deinit(&hasher);
    assert_int_equal(sgp__sigv4_authorization(&s->authorization, sgp_str_from(id), amz_date, scope,
                                              &s->headers, digest, NULL),
                     SGP_OK);
}

static inline void sigv4_stages_deinit(sigv4_stages *s)
{
    sgp__buf_deinit(&s->canonical);
    sgp__buf_deinit(&s->string_to_sign);
    sgp__buf_deinit(&s->authorization);
}

#endif
