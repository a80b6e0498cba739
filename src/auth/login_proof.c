/*
 * login_proof.c - proves to the sign-in service that the session's key is here: a DPoP proof
 * (RFC 9449), signed with ES256.
 *
 * The texts are those of botocore/credentials.py, _build_dpop_header, byte for byte.
 */
#include "sgp_login_proof.h"

#include "sgp_base64.h"
#include "sgp_uri.h"

#define PROOF_BYTES_MAX 8192u
#define PART_BYTES_MAX 4096u
#define UUID_BYTES 16
#define COORDINATE_BYTES (SGP_ES256_BYTES / 2)

/* --- base64url without padding (RFC 4648, 5) -------------------------------------------------- */

static char url_character(char c)
{
    return c == '+' ? '-' : c == '/' ? '_' : c;
}

static void put_base64url(sgp__buf *out, const void *bytes, size_t len)
{
    size_t start = out->len;

    sgp__base64_encode(out, bytes, len);
    if (out->status != SGP_OK) return;
    while (out->len > start && out->ptr[out->len - 1] == '=')
        out->ptr[--out->len] = '\0';
    for (size_t at = start; at < out->len; at++)
        out->ptr[at] = url_character(out->ptr[at]);
}

/* --- header ----------------------------------------------------------------------------------- */

static sgp_status refuse_session_key(sgp_error *err)
{
    SGP__PREFIX(err, "Error loading login session token: Unable to load private key from cached "
                     "token. Please reauthenticate with 'aws login'");
    if (err) err->status = SGP_ERR_CREDENTIALS;
    return SGP_ERR_CREDENTIALS;
}

static sgp_status put_proof_header(sgp__login_provider *p, sgp__buf *out, sgp_error *err)
{
    sgp_crypto *crypto = p->options.crypto;
    unsigned char key[SGP_ES256_BYTES];
    sgp_status status = crypto->type->es256_public_key(crypto, p->session.key, key, err);

    status = SGP__SLOT_RESULT(crypto, 4104, "es256_public_key", status, 0, err);
    if (status == SGP_ERR_CRYPTO) return refuse_session_key(err);
    SGP_TRY(status);
    sgp__buf_put_text(out,
                      "{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{\"kty\":\"EC\",\"x\":\"");
    put_base64url(out, key, COORDINATE_BYTES);
    sgp__buf_put_text(out, "\",\"y\":\"");
    put_base64url(out, key + COORDINATE_BYTES, COORDINATE_BYTES);
    sgp__buf_put_text(out, "\",\"crv\":\"P-256\"}}");
    return SGP_OK;
}

/* --- claims ----------------------------------------------------------------------------------- */

/* The URL of the request as botocore joins it: scheme and host as configured. A URL has two
 * characters that JSON escapes. */
static sgp_status put_request_url(const sgp__login_provider *p, sgp__buf *out, sgp_error *err)
{
    const char *url = p->options.signin_url;
    sgp_str path = p->base.request.api.path;
    sgp__uri uri;

    SGP_TRY(sgp__uri_parse(url, SGP__LOGIN_URL, &uri, err));
    sgp__buf_put(out, url, (size_t)(uri.path.ptr - url));
    for (size_t i = 0; i < path.len; i++) {
        if (path.ptr[i] == '"' || path.ptr[i] == '\\') sgp__buf_put_char(out, '\\');
        sgp__buf_put_char(out, path.ptr[i]);
    }
    return SGP_OK;
}

/* A random UUID (RFC 9562, 5.4), as Python's uuid.uuid4 prints it. */
static sgp_status put_uuid(const sgp__login_provider *p, sgp__buf *out, sgp_error *err)
{
    static const unsigned char groups[] = { 4, 2, 2, 2, 6 };
    unsigned char bytes[UUID_BYTES];
    size_t at = 0;

    if (p->base.platform->type->random(p->base.platform, bytes, sizeof bytes) != SGP_OK)
        return SGP__FAIL(err, SGP_ERR_PLATFORM, 4105, "the platform's random failed");
    bytes[6] = (unsigned char)((bytes[6] & 0x0Fu) | 0x40u);
    bytes[8] = (unsigned char)((bytes[8] & 0x3Fu) | 0x80u);
    for (size_t i = 0; i < sizeof groups; at += groups[i++]) {
        if (i > 0) sgp__buf_put_char(out, '-');
        sgp__buf_put_hex(out, bytes + at, groups[i]);
    }
    return SGP_OK;
}

static sgp_status put_claims(const sgp__login_provider *p, int64_t now_us, sgp__buf *out,
                             sgp_error *err)
{
    sgp__buf_put_text(out, "{\"htm\":\"POST\",\"htu\":\"");
    SGP_TRY(put_request_url(p, out, err));
    sgp__buf_put_text(out, "\",\"iat\":");
    sgp__buf_put_int(out, now_us / SGP__US_PER_SECOND);
    sgp__buf_put_text(out, ",\"jti\":\"");
    SGP_TRY(put_uuid(p, out, err));
    sgp__buf_put_text(out, "\"}");
    return SGP_OK;
}

/* --- the proof -------------------------------------------------------------------------------- */

/* Appends the part as base64url. */
static sgp_status put_proof_part(const sgp__buf *part, sgp__buf *proof, sgp_error *err)
{
    SGP_TRY(SGP__BUF_CHECK(part, 4106, "a part of the DPoP proof", err));
    if (proof->len > 0) sgp__buf_put_char(proof, '.');
    put_base64url(proof, part->ptr, part->len);
    return SGP__BUF_CHECK(proof, 4107, "the DPoP proof", err);
}

static sgp_status put_signature(sgp__login_provider *p, sgp__buf *proof, sgp_error *err)
{
    sgp_crypto *crypto = p->options.crypto;
    unsigned char digest[SGP_SHA256_BYTES], signature[SGP_ES256_BYTES];
    sgp_status status;

    SGP_TRY(sgp__login_sha256(p, sgp__buf_str(proof), digest, err));
    status = crypto->type->es256_sign(crypto, p->session.key, digest, signature, err);
    SGP_TRY(SGP__SLOT_RESULT(crypto, 4108, "es256_sign", status, 0, err));
    sgp__buf_put_char(proof, '.');
    put_base64url(proof, signature, sizeof signature);
    return SGP__BUF_CHECK(proof, 4109, "the DPoP proof", err);
}

static sgp_status put_proof(sgp__login_provider *p, int64_t now_us, sgp__buf *part, sgp__buf *proof,
                            sgp_error *err)
{
    SGP_TRY(put_proof_header(p, part, err));
    SGP_TRY(put_proof_part(part, proof, err));
    sgp__buf_reset(part);
    SGP_TRY(put_claims(p, now_us, part, err));
    SGP_TRY(put_proof_part(part, proof, err));
    return put_signature(p, proof, err);
}

sgp_status sgp__login_add_proof(sgp__login_provider *p, int64_t now_us, sgp_error *err)
{
    sgp__buf part, proof;
    sgp_status status;

    sgp__buf_init(&part, p->base.allocator, PART_BYTES_MAX);
    sgp__buf_init(&proof, p->base.allocator, PROOF_BYTES_MAX);
    status = put_proof(p, now_us, &part, &proof, err);
    if (status == SGP_OK)
        status = sgp_http_request_add_header(&p->base.request.api, "DPoP", sgp__buf_str(&proof),
                                             err);
    sgp__buf_deinit(&part);
    sgp__buf_deinit(&proof);
    return status;
}
