/*
 * sigv4.c - string to sign, signing key, signature and the value of Authorization.
 */
#include "sgp_sigv4.h"

#define ALGORITHM "AWS4-HMAC-SHA256"
#define TERMINATOR "aws4_request"

/* "YYYYMMDD/region/service/aws4_request" */
static void put_scope(sgp__buf *out, const char *amz_date, const sgp_signing_scope *scope)
{
    sgp__buf_put(out, amz_date, SGP__AMZ_DATE_DAY);
    sgp__buf_put_char(out, '/');
    sgp__buf_put_text(out, scope->region);
    sgp__buf_put_char(out, '/');
    sgp__buf_put_text(out, scope->service);
    sgp__buf_put_text(out, "/" TERMINATOR);
}

/* botocore/auth.py, string_to_sign. */
sgp_status sgp__sigv4_string_to_sign(sgp__buf *out, const char amz_date[SGP__AMZ_DATE_BYTES],
                                     const sgp_signing_scope *scope,
                                     const unsigned char canonical_digest[SGP_SHA256_BYTES],
                                     sgp_error *err)
{
    sgp__buf_put_text(out, ALGORITHM "\n");
    sgp__buf_put_text(out, amz_date);
    sgp__buf_put_char(out, '\n');
    put_scope(out, amz_date, scope);
    sgp__buf_put_char(out, '\n');
    sgp__buf_put_hex(out, canonical_digest, SGP_SHA256_BYTES);
    return SGP__BUF_CHECK(out, 4084, "the string to sign", err);
}

/* botocore/auth.py, signature: the result of each HMAC is the key of the next. */
sgp_status sgp__sigv4_signing_key(const sgp__hasher *hasher, sgp_str secret,
                                  const char amz_date[SGP__AMZ_DATE_BYTES],
                                  const sgp_signing_scope *scope,
                                  unsigned char key[SGP_SHA256_BYTES], sgp_error *err)
{
    const sgp__bytes first[] = { { "AWS4", 4 }, { secret.ptr, secret.len } };
    const sgp__bytes derived = sgp__bytes_of(key, SGP_SHA256_BYTES);
    const sgp__bytes rest[] = { sgp__bytes_of_text(scope->region),
                                sgp__bytes_of_text(scope->service),
                                sgp__bytes_of_text(TERMINATOR) };
    sgp_status status = sgp__hmac_sha256(hasher, first, 2,
                                         sgp__bytes_of(amz_date, SGP__AMZ_DATE_DAY), key, err);

    for (size_t i = 0; i < sizeof rest / sizeof *rest && status == SGP_OK; i++)
        status = sgp__hmac_sha256(hasher, &derived, 1, rest[i], key, err);
    return status;
}

sgp_status sgp__sigv4_signature(const sgp__hasher *hasher,
                                const unsigned char key[SGP_SHA256_BYTES], sgp_str string_to_sign,
                                unsigned char signature[SGP_SHA256_BYTES], sgp_error *err)
{
    const sgp__bytes key_bytes = sgp__bytes_of(key, SGP_SHA256_BYTES);

    return sgp__hmac_sha256(hasher, &key_bytes, 1,
                            sgp__bytes_of(string_to_sign.ptr, string_to_sign.len), signature, err);
}

/* botocore/auth.py, _inject_signature_to_request. */
sgp_status sgp__sigv4_authorization(sgp__buf *out, sgp_str access_key_id,
                                    const char amz_date[SGP__AMZ_DATE_BYTES],
                                    const sgp_signing_scope *scope,
                                    const sgp__sigv4_headers *headers,
                                    const unsigned char signature[SGP_SHA256_BYTES], sgp_error *err)
{
    sgp__buf_put_text(out, ALGORITHM " Credential=");
    sgp__buf_put_str(out, access_key_id);
    sgp__buf_put_char(out, '/');
    put_scope(out, amz_date, scope);
    sgp__buf_put_text(out, ", SignedHeaders=");
    sgp__sigv4_put_signed_names(out, headers);
    sgp__buf_put_text(out, ", Signature=");
    sgp__buf_put_hex(out, signature, SGP_SHA256_BYTES);
    return SGP__BUF_CHECK(out, 4085, "the Authorization header", err);
}
