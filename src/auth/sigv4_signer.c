/*
 * sigv4_signer.c - the sgp_signer of AWS Signature Version 4: the steps of sigv4.h in order, with
 * the signing key of the day kept. Knows nothing of what is signed, and reads no clock.
 */
#include "sagepager/builtin.h"

#include <string.h>

#include "civil_time.h"
#include "err.h"
#include "hmac_sha256.h"
#include "mem.h"
#include "sigv4.h"

/* Header names in the order the AWS CLI sends them. */
#define DATE_HEADER "X-Amz-Date"
#define TOKEN_HEADER "X-Amz-Security-Token"
#define AUTHORIZATION_HEADER "Authorization"

/* Far above what a request that fits its own bound can need; nothing grows without one. */
#define SIGNING_TEXT_MAX SGP_HTTP_REQUEST_MEMORY_MAX

typedef struct key_cache {
    int is_filled;
    unsigned char identity[SGP_SHA256_BYTES]; /* of what the key was derived from */
    unsigned char key[SGP_SHA256_BYTES];
} key_cache;

typedef struct sigv4_signer {
    const sgp_allocator *allocator;
    sgp__hasher hasher;
    sgp_trace trace;
    key_cache cache;
    sgp__buf text; /* one step's; its memory is kept */
} sigv4_signer;

/* What one signing works on. */
typedef struct signing {
    const sgp_credentials *credentials;
    const sgp_signing_scope *scope;
    char amz_date[SGP__AMZ_DATE_BYTES];
    sgp__sigv4_headers headers;
    sgp__buf told; /* for the trace */
} signing;

/* Appends the canonical request without the session token, which is a secret. */
static void put_masked(sgp__buf *out, const char *canonical)
{
    static const char token_line[] = "\nx-amz-security-token:";
    const char *token = strstr(canonical, token_line);

    if (!token) {
        sgp__buf_put_text(out, canonical);
        return;
    }
    token += sizeof token_line - 1;
    sgp__buf_put(out, canonical, (size_t)(token - canonical));
    sgp__buf_put_text(out, "***");
    sgp__buf_put_text(out, token + strcspn(token, "\n"));
}

static void note_canonical(const sigv4_signer *signer, signing *work)
{
    if (!SGP_HAS(&signer->trace, line)) return;
    sgp__buf_put_text(&work->told, "canonical request:\n");
    put_masked(&work->told, sgp__buf_str(&signer->text).ptr);
}

/* Without memory for it the trace is left out: it must not fail a request. */
static void trace_signing(const sigv4_signer *signer, signing *work)
{
    if (!SGP_HAS(&signer->trace, line)) return;
    sgp__buf_put_text(&work->told, "\nstring to sign:\n");
    sgp__buf_put_str(&work->told, sgp__buf_str(&signer->text));
    if (work->told.status != SGP_OK) return;
    signer->trace.line(signer->trace.self, "sign", work->told.ptr, work->told.len);
}

/* A digest of all that the signing key depends on, and of whose it is: equal means reusable. */
static sgp_status key_identity(const sigv4_signer *signer, const signing *work,
                               unsigned char identity[SGP_SHA256_BYTES], sgp_error *err)
{
    /* No part can hold a NUL, so one between them keeps "ab" + "c" apart from "a" + "bc". */
    const sgp__bytes nul = sgp__bytes_of("", 1);
    const sgp_credentials *keys = work->credentials;
    const sgp__bytes pieces[] = {
        sgp__bytes_of(keys->access_key_id.ptr, keys->access_key_id.len),
        nul,
        sgp__bytes_of(keys->secret_access_key.ptr, keys->secret_access_key.len),
        nul,
        sgp__bytes_of(work->amz_date, SGP__AMZ_DATE_DAY),
        nul,
        sgp__bytes_of_text(work->scope->region),
        nul,
        sgp__bytes_of_text(work->scope->service),
    };

    return sgp__sha256(&signer->hasher, pieces, sizeof pieces / sizeof *pieces, identity, err);
}

/* Leaves the right signing key in the cache, or an empty cache. */
static sgp_status refresh_key(sigv4_signer *signer, const signing *work, sgp_error *err)
{
    key_cache *cache = &signer->cache;
    unsigned char identity[SGP_SHA256_BYTES];
    sgp_status status = key_identity(signer, work, identity, err);

    if (status == SGP_OK && cache->is_filled &&
        memcmp(cache->identity, identity, sizeof identity) == 0) {
        goto out;
    }
    sgp_wipe(cache, sizeof *cache);
    if (status != SGP_OK) goto out;

    status = sgp__sigv4_signing_key(&signer->hasher, work->credentials->secret_access_key,
                                    work->amz_date, work->scope, cache->key, err);
    if (status != SGP_OK) goto out;
    memcpy(cache->identity, identity, sizeof identity);
    cache->is_filled = 1;
out:
    sgp_wipe(identity, sizeof identity);
    return status;
}

static sgp_status digest_of(const sigv4_signer *signer, sgp_str text,
                            unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    const sgp__bytes piece = sgp__bytes_of(text.ptr, text.len);

    return sgp__sha256(&signer->hasher, &piece, 1, digest, err);
}

static sgp_status add_date_and_token(sgp_http_request *request, const signing *work, sgp_error *err)
{
    SGP_TRY(sgp_http_request_add(request, DATE_HEADER, sgp_str_from(work->amz_date), err));
    if (work->credentials->session_token.len == 0) return SGP_OK;
    return sgp_http_request_add(request, TOKEN_HEADER, work->credentials->session_token, err);
}

/* Steps 1 and 2; the string to sign takes the place of the canonical request. */
static sgp_status make_string_to_sign(sigv4_signer *signer, signing *work,
                                      const sgp_http_request *request, sgp_error *err)
{
    sgp__buf *text = &signer->text;
    unsigned char digest[SGP_SHA256_BYTES];

    sgp__sigv4_select_headers(&work->headers, request);
    SGP_TRY(digest_of(signer, request->body, digest, err));
    SGP_TRY(sgp__sigv4_canonical_request(text, request, &work->headers, SGP__SIGV4_NORMALIZE_PATH,
                                         digest, err));
    note_canonical(signer, work);
    SGP_TRY(digest_of(signer, sgp__buf_str(text), digest, err));
    sgp__buf_reset(text);
    return sgp__sigv4_string_to_sign(text, work->amz_date, work->scope, digest, err);
}

/* Steps 3 to 5; the header's value takes the place of the string to sign. */
static sgp_status make_authorization(sigv4_signer *signer, const signing *work, sgp_error *err)
{
    sgp__buf *text = &signer->text;
    unsigned char signature[SGP_SHA256_BYTES];

    SGP_TRY(refresh_key(signer, work, err));
    SGP_TRY(sgp__sigv4_signature(&signer->hasher, signer->cache.key, sgp__buf_str(text), signature,
                                 err));
    sgp__buf_reset(text);
    return sgp__sigv4_authorization(text, work->credentials->access_key_id, work->amz_date,
                                    work->scope, &work->headers, signature, err);
}

static sgp_status sign_request(sigv4_signer *signer, signing *work, sgp_http_request *request,
                               sgp_error *err)
{
    SGP_TRY(add_date_and_token(request, work, err));
    SGP_TRY(make_string_to_sign(signer, work, request, err));
    trace_signing(signer, work);
    SGP_TRY(make_authorization(signer, work, err));
    return sgp_http_request_add(request, AUTHORIZATION_HEADER, sgp__buf_str(&signer->text), err);
}

static sgp_status check_inputs(const sgp_http_request *request, const sgp_credentials *credentials,
                               const sgp_signing_scope *scope, int64_t now_us, sgp_error *err)
{
    if (!request || !credentials || !scope || !scope->region || !scope->service) {
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "signing needs a request, credentials, a region and a service");
    }
    if (now_us < SGP__TIME_MIN_US || now_us > SGP__TIME_MAX_US) {
        return sgp_error_set(err, SGP_ERR_PLATFORM,
                             "cannot sign: the clock is outside the years 1 to 9999");
    }
    return SGP_OK;
}

static void signing_init(signing *work, const sigv4_signer *signer,
                         const sgp_credentials *credentials, const sgp_signing_scope *scope,
                         int64_t now_us)
{
    work->credentials = credentials;
    work->scope = scope;
    sgp__format_amz_date(now_us, work->amz_date);
    sgp__buf_init(&work->told, signer->allocator, 3 * (size_t)SIGNING_TEXT_MAX);
}

/* A request that could not be signed keeps the headers it came with. */
static sgp_status sigv4_sign(void *self, sgp_http_request *request,
                             const sgp_credentials *credentials, const sgp_signing_scope *scope,
                             int64_t now_us, sgp_error *err)
{
    sigv4_signer *signer = self;
    signing work;
    size_t headers_before;
    sgp_status status;

    SGP_TRY(check_inputs(request, credentials, scope, now_us, err));
    headers_before = request->header_count;
    signing_init(&work, signer, credentials, scope, now_us);
    status = sign_request(signer, &work, request, err);
    if (status != SGP_OK) request->header_count = headers_before;
    sgp__buf_deinit(&work.told);
    sgp__buf_reset(&signer->text); /* the session token was in it */
    return status;
}

static void sigv4_destroy(void *self)
{
    sigv4_signer *signer = self;

    sgp__hasher_deinit(&signer->hasher);
    sgp__buf_deinit(&signer->text);
    sgp__free(signer->allocator, signer, sizeof *signer);
}

sgp_status sgp_sigv4_new(sgp_signer *out, const sgp_crypto *crypto, const sgp_trace *trace,
                         const sgp_allocator *allocator, sgp_error *err)
{
    sigv4_signer *signer;
    sgp_status status;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator)) {
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_sigv4_new needs an out and a complete allocator or none");
    }
    signer = sgp__alloc(allocator, sizeof *signer);
    if (!signer) return sgp__no_memory(err);
    signer->allocator = allocator;
    sgp__buf_init(&signer->text, allocator, SIGNING_TEXT_MAX);
    status = sgp__hasher_init(&signer->hasher, crypto, allocator, err);
    if (status != SGP_OK) {
        sgp__free(allocator, signer, sizeof *signer);
        return status;
    }
    if (trace &&
        !sgp__table_copy(&signer->trace, sizeof signer->trace, trace, offsetof(sgp_trace, line))) {
        sigv4_destroy(signer);
        return sgp_error_set(err, SGP_ERR_USAGE, "sgp_trace: start from SGP_TRACE_INIT");
    }
    *out = (sgp_signer)SGP_SIGNER_INIT;
    out->self = signer;
    out->sign = sigv4_sign;
    out->destroy = sigv4_destroy;
    return SGP_OK;
}
