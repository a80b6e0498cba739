/*
 * sigv4_signer.c - the signer of AWS Signature Version 4: the steps of sgp_sigv4.h in order, with a
 * cache of the signing key of the day. It does not depend on the operation and reads no clock.
 */
#include "sagepager/builtin.h"

#include <string.h>

#include "sgp_ascii.h"
#include "sgp_civil_time.h"
#include "sgp_err.h"
#include "sgp_frame.h"
#include "sgp_hmac_sha256.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_sigv4.h"
#include "sgp_trace.h"

#define SIGNER_CONSTRUCTOR "sgp_sigv4_new"

/* Header names, in the order in which the AWS CLI sends them. */
#define DATE_HEADER "X-Amz-Date"
#define TOKEN_HEADER "X-Amz-Security-Token"
#define AUTHORIZATION_HEADER "Authorization"

/* A request within its own limit needs far less. */
#define SIGNING_TEXT_MAX SGP_HTTP_REQUEST_MEMORY_MAX

typedef struct key_cache {
    int is_filled;
    unsigned char identity[SGP_SHA256_BYTES]; /* digest of the key's inputs */
    unsigned char key[SGP_SHA256_BYTES];
} key_cache;

typedef struct sigv4_signer {
    sgp_signer base;
    const sgp_allocator *allocator;
    const sgp_trace *trace;
    sgp__buf text; /* of one step; its memory serves all steps of a signing */
    sgp__hasher hasher;
    key_cache cache;
} sigv4_signer;

/* The state of one signing. */
typedef struct signing {
    const sgp_credentials *credentials;
    sgp_signing_scope scope;
    char amz_date[SGP__AMZ_DATE_BYTES];
    sgp__sigv4_headers headers;
    sgp__buf trace_text;
} signing;

/* --- trace ------------------------------------------------------------------------------------ */

static const char *after_line(const char *text)
{
    text += strcspn(text, "\n");
    return *text ? text + 1 : text;
}

/* Appends method, path and masked query of the canonical request, one line each. Returns the
 * rest. */
static const char *put_masked_target(sgp__buf *out, const char *canonical)
{
    const char *query = after_line(after_line(canonical));

    sgp__buf_put(out, canonical, (size_t)(query - canonical));
    if (*query != '\n') sgp__buf_put_text(out, "***");
    return query + strcspn(query, "\n");
}

/* Appends the canonical request without what may be a secret: the query and the session token. */
static void put_masked(sgp__buf *out, const char *canonical)
{
    static const char token_line[] = "\nx-amz-security-token:";
    const char *token;

    canonical = put_masked_target(out, canonical);
    token = sgp__find(canonical, token_line);
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
    if (!sgp__trace_is_on(signer->trace)) return;
    sgp__buf_put_text(&work->trace_text, "canonical request:\n");
    put_masked(&work->trace_text, sgp__buf_str(&signer->text).ptr);
}

/* If memory runs out, the trace is skipped, because it must not fail a request. */
static void trace_signing(const sigv4_signer *signer, signing *work)
{
    sgp__buf *text = &work->trace_text;

    if (!sgp__trace_is_on(signer->trace)) return;
    sgp__buf_put_text(text, "\nstring to sign:\n");
    sgp__buf_put_str(text, sgp__buf_str(&signer->text));
    if (text->status == SGP_OK)
        signer->trace->line(signer->trace->self, "sign", text->ptr, text->len);
}

/* --- key -------------------------------------------------------------------------------------- */

/* Computes a digest of everything that the signing key depends on, and of the access key ID. */
static SGP__NOINLINE sgp_status key_identity(const sigv4_signer *signer, const signing *work,
                                             unsigned char identity[SGP_SHA256_BYTES],
                                             sgp_error *err)
{
    /* No part contains a NUL, so a NUL between parts distinguishes "ab" + "c" from "a" + "bc". */
    const sgp__bytes nul = sgp__bytes_of("", 1);
    const sgp_credentials *keys = work->credentials;
    const sgp__bytes parts[] = {
        sgp__bytes_of(keys->access_key_id.ptr, keys->access_key_id.len),
        nul,
        sgp__bytes_of(keys->secret_access_key.ptr, keys->secret_access_key.len),
        nul,
        sgp__bytes_of(work->amz_date, SGP__AMZ_DATE_DAY),
        nul,
        sgp__bytes_of_text(work->scope.region),
        nul,
        sgp__bytes_of_text(work->scope.service),
    };

    return sgp__sha256(&signer->hasher, parts, sizeof parts / sizeof *parts, identity, err);
}

/* Step 3: leaves the right signing key in the cache, or an empty cache. */
static SGP__NOINLINE sgp_status refresh_key(sigv4_signer *signer, const signing *work,
                                            sgp_error *err)
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
                                    work->amz_date, &work->scope, cache->key, err);
    if (status != SGP_OK) goto out;
    memcpy(cache->identity, identity, sizeof identity);
    cache->is_filled = 1;
out:
    sgp_wipe(identity, sizeof identity);
    return status;
}

/* --- signing ---------------------------------------------------------------------------------- */

static sgp_status digest_of(const sigv4_signer *signer, sgp_str text,
                            unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    const sgp__bytes bytes = sgp__bytes_of(text.ptr, text.len);

    return sgp__sha256(&signer->hasher, &bytes, 1, digest, err);
}

static sgp_status add_date_and_token(sgp_http_request *request, const signing *work, sgp_error *err)
{
    SGP_TRY(sgp_http_request_add_header(request, DATE_HEADER, sgp_str_from(work->amz_date), err));
    if (work->credentials->session_token.len == 0) return SGP_OK;
    return sgp_http_request_add_header(request, TOKEN_HEADER, work->credentials->session_token,
                                       err);
}

/* Steps 1 and 2: the string to sign replaces the canonical request in signer->text. */
static SGP__NOINLINE sgp_status make_string_to_sign(sigv4_signer *signer, signing *work,
                                                    const sgp_http_request *request, sgp_error *err)
{
    sgp__buf *text = &signer->text;
    unsigned char digest[SGP_SHA256_BYTES];

    sgp__sigv4_select_headers(&work->headers, request);
    SGP_TRY(digest_of(signer, request->body, digest, err));
    SGP_TRY(
        sgp__sigv4_canonical_request(text, &work->headers, SGP__SIGV4_NORMALIZE_PATH, digest, err));
    note_canonical(signer, work);
    SGP_TRY(digest_of(signer, sgp__buf_str(text), digest, err));
    sgp__buf_reset(text);
    return sgp__sigv4_string_to_sign(text, work->amz_date, &work->scope, digest, err);
}

/* Steps 4 and 5: the value of the header replaces the string to sign. */
static SGP__NOINLINE sgp_status signer_make_authorization(sigv4_signer *signer, const signing *work,
                                                          sgp_error *err)
{
    sgp__buf *text = &signer->text;
    unsigned char signature[SGP_SHA256_BYTES];

    SGP_TRY(sgp__sigv4_signature(&signer->hasher, signer->cache.key, sgp__buf_str(text), signature,
                                 err));
    sgp__buf_reset(text);
    return sgp__sigv4_authorization(text, work->credentials->access_key_id, work->amz_date,
                                    &work->scope, &work->headers, signature, err);
}

static sgp_status sign_request(sigv4_signer *signer, signing *work, sgp_http_request *request,
                               sgp_error *err)
{
    SGP_TRY(add_date_and_token(request, work, err));
    SGP_TRY(make_string_to_sign(signer, work, request, err));
    trace_signing(signer, work);
    SGP_TRY(refresh_key(signer, work, err));
    SGP_TRY(signer_make_authorization(signer, work, err));
    return sgp_http_request_add_header(request, AUTHORIZATION_HEADER, sgp__buf_str(&signer->text),
                                       err);
}

static sgp_status check_inputs(const sgp_http_request *request, const signing *work, int64_t now_us,
                               sgp_error *err)
{
    if (!request || !work->credentials || !work->scope.region || !work->scope.service)
        return SGP__FAIL(err, SGP_ERR_USAGE, 4046,
                         "cannot sign: request, credentials, region or service is NULL");
    if (now_us < SGP__TIME_MIN_US || now_us > SGP__TIME_MAX_US)
        return SGP__FAIL(err, SGP_ERR_PLATFORM, 4047,
                         "cannot sign: the clock is outside the years 1 to 9999");
    return SGP_OK;
}

/* After an error the request has only the headers that it had before. */
static sgp_status sigv4_sign(sgp_signer *base, sgp_http_request *request,
                             const sgp_credentials *credentials, const sgp_signing_scope *scope,
                             int64_t now_us, sgp_error *err)
{
    sigv4_signer *signer = (sigv4_signer *)base;
    signing work;
    size_t headers_before;
    sgp_status status;

    work.credentials = credentials;
    SGP_TRY(
        SGP__OPTIONS_REQUIRE(&work.scope, sizeof work.scope, scope, 4089, "sign", "scope", err));
    SGP_TRY(check_inputs(request, &work, now_us, err));
    sgp__format_amz_date(now_us, work.amz_date);
    sgp__buf_init(&work.trace_text, signer->allocator, 3 * (size_t)SIGNING_TEXT_MAX);
    headers_before = request->header_count;
    status = sign_request(signer, &work, request, err);
    if (status != SGP_OK) request->header_count = headers_before;
    sgp__buf_deinit(&work.trace_text);
    sgp__buf_deinit(&signer->text); /* it held the session token */
    return status;
}

static void sigv4_destroy(sgp_signer *base)
{
    sigv4_signer *signer = (sigv4_signer *)base;

    sgp__hasher_deinit(&signer->hasher);
    sgp__free(signer->allocator, signer, sizeof *signer);
}

sgp_status sgp_sigv4_new(sgp_signer **out, sgp_crypto *crypto, const sgp_trace *trace,
                         const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_signer_type type = { sizeof type, "sigv4", sigv4_sign, sigv4_destroy, 0 };
    sigv4_signer *signer;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 4088, SIGNER_CONSTRUCTOR, err));
    if (trace && !sgp__trace_is_complete(trace))
        return SGP__FAIL(err, SGP_ERR_USAGE, 4048,
                         SIGNER_CONSTRUCTOR ": the trace lacks size or line");
    signer = sgp__alloc(allocator, sizeof *signer);
    if (!signer) return SGP__NO_MEMORY(err, sizeof *signer);
    signer->base.type = &type;
    signer->allocator = allocator;
    signer->trace = trace;
    sgp__buf_init(&signer->text, allocator, SIGNING_TEXT_MAX);
    status = sgp__hasher_init(&signer->hasher, crypto, allocator, SIGNER_CONSTRUCTOR, err);
    if (status == SGP_OK)
        *out = &signer->base;
    else
        sgp__free(allocator, signer, sizeof *signer);
    return status;
}
