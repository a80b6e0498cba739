/*
 * http_refusal.c - what a message may quote of a response that is not the expected one.
 *
 * The body may hold credentials whatever its status is, so it is never quoted as it is.
 */
#include "sgp_http_refusal.h"

#include "sgp_ascii.h"
#include "sgp_mem.h"

#include <string.h>

#define REFUSAL_TEXTS_BYTES_MAX (2u * SGP_DOCUMENT_BYTES_MAX)
#define REFUSAL_MESSAGE_MAX 1023
/* Real tokens are longer. Masking a shorter text could spoil other words. */
#define SECRET_BYTES_MIN 16
/* Members that are looked for; those of the code come first. */
#define CODE_COUNT 5
#define MEMBER_COUNT 9

/* --- texts of the response -------------------------------------------------------------------- */

static size_t secret_at(const sgp__http_provider *p, sgp_str text)
{
    for (size_t i = 0; i < SGP__SECRETS_MAX; i++) {
        sgp_str secret = p->secrets[i];
        if (secret.len >= SECRET_BYTES_MIN && secret.len <= text.len &&
            memcmp(secret.ptr, text.ptr, secret.len) == 0)
            return secret.len;
    }
    return 0;
}

/* Returns how many bytes precede the first one that must not be shown. */
static size_t shown_bytes(const sgp__http_provider *p, sgp_str text)
{
    size_t at = 0;

    if (!text.ptr) return 0;
    while (at < text.len && text.ptr[at] >= ' ' && text.ptr[at] <= '~' &&
           secret_at(p, sgp__slice(text, at, text.len)) == 0)
        at++;
    return at;
}

static void append_masked(const sgp__http_provider *p, sgp_str text, sgp_error *err)
{
    size_t left = REFUSAL_MESSAGE_MAX;

    while (text.len > 0 && left > 0) {
        size_t run = shown_bytes(p, text), hidden;

        if (run > left) run = left;
        SGP__APPEND(err, "%.*s", (int)run, text.ptr);
        left -= run;
        text = sgp__slice(text, run, text.len);
        if (text.len == 0 || left == 0) return;
        hidden = secret_at(p, text);
        SGP__APPEND(err, "%s", hidden > 0 ? "***" : " ");
        left--;
        text = sgp__slice(text, hidden > 0 ? hidden : 1, text.len);
    }
}

/* Removes what is not the code of "ns#Code:http://...". */
static sgp_str bare_code(sgp_str code)
{
    const char *colon = code.len > 0 ? memchr(code.ptr, ':', code.len) : NULL;

    if (colon) code.len = (size_t)(colon - code.ptr);
    for (size_t at = code.len; at > 0; at--)
        if (code.ptr[at - 1] == '#') return sgp__slice(code, at, code.len);
    return code;
}

static int is_code(const sgp__http_provider *p, sgp_str code)
{
    for (size_t i = 0; i < code.len; i++)
        if (!sgp__is_alpha(code.ptr[i]) && !sgp__is_digit(code.ptr[i]) &&
            (!code.ptr[i] || !strchr("._-", code.ptr[i])))
            return 0;
    return code.len > 0 && code.len <= SGP_ERROR_CODE_MAX && shown_bytes(p, code) == code.len;
}

/* --- what it says ----------------------------------------------------------------------------- */

static sgp_str first_text(const sgp_document_member *members, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sgp__member_is_text(&members[i])) return members[i].value;
    return sgp_str_from(NULL);
}

static void find_texts(const sgp_document_member *members, sgp__refusal *out)
{
    out->code = first_text(members, CODE_COUNT);
    out->message = first_text(members + CODE_COUNT, MEMBER_COUNT - CODE_COUNT);
}

/* Below status 300 it looks for nothing, because such a body holds what was wanted: credentials. */
static sgp_status find_refusal(const sgp__http_provider *p, sgp_arena *arena, sgp__refusal *out)
{
    /* STS; AWS JSON; agents, AWS IoT, instances and SSO; OAuth (SSO OIDC) */
    sgp_document_member members[MEMBER_COUNT] = {
        SGP__MEMBER("Error.Code"), SGP__MEMBER("__type"),  SGP__MEMBER("code"),
        SGP__MEMBER("Code"),       SGP__MEMBER("error"),   SGP__MEMBER("Error.Message"),
        SGP__MEMBER("message"),    SGP__MEMBER("Message"), SGP__MEMBER("error_description")
    };
    const sgp_http_response *response = &p->response.api;
    sgp_str header = sgp_http_response_find_header(response, "x-amzn-ErrorType");
    sgp_status status;

    memset(out, 0, sizeof *out);
    if (response->status < 300) return SGP_OK;
    status = sgp__document_parse(p->parser, response->body, members, MEMBER_COUNT, arena, NULL);
    if (status == SGP_ERR_MEMORY) return status;
    if (status == SGP_OK) find_texts(members, out);
    if (header.len > 0) out->code = header;
    out->code = bare_code(out->code);
    return SGP_OK;
}

void sgp__refusal_append(const sgp__http_provider *p, const sgp__refusal *refusal, sgp_error *err)
{
    int has_code = is_code(p, refusal->code), has_message = refusal->message.len > 0;

    if (has_code) append_masked(p, refusal->code, err);
    if (has_code && has_message) SGP__APPEND(err, ": ");
    append_masked(p, refusal->message, err);
    if (!has_code && !has_message)
        SGP__APPEND(err, "its body of %lu bytes is not shown",
                    (unsigned long)p->response.api.body.len);
}

void sgp__http_provider_find_code(const sgp__http_provider *p, char code[SGP_ERROR_CODE_MAX + 1])
{
    sgp__refusal refusal;
    sgp_arena arena;

    code[0] = '\0';
    sgp__arena_init(&arena, p->allocator, REFUSAL_TEXTS_BYTES_MAX);
    if (find_refusal(p, &arena, &refusal) == SGP_OK && is_code(p, refusal.code))
        (void)sgp__excerpt(refusal.code, code, SGP_ERROR_CODE_MAX + 1);
    sgp__arena_deinit(&arena);
}

/* --- errors ----------------------------------------------------------------------------------- */

sgp_status sgp__http_provider_refuse(sgp__http_provider *p, sgp_error *err)
{
    sgp__refusal refusal;
    sgp_arena arena;
    sgp_status status;

    sgp__arena_init(&arena, p->allocator, REFUSAL_TEXTS_BYTES_MAX);
    status = find_refusal(p, &arena, &refusal);
    if (status == SGP_OK) sgp__refusal_append(p, &refusal, err);
    sgp__arena_deinit(&arena);
    if (status == SGP_OK) return err->status;
    sgp_error_reset(err);
    return sgp__no_memory(err);
}

static sgp_status refuse_call(const sgp__http_provider *p, const char *operation,
                              const sgp__refusal *refusal, sgp_error *err)
{
    if (!is_code(p, refusal->code)) {
        (void)SGP__FAIL(err, SGP_ERR_RESPONSE, 4056,
                        "HTTP status %d from %s: ", p->response.api.status, operation);
        sgp__refusal_append(p, refusal, err);
        return SGP_ERR_RESPONSE;
    }
    (void)sgp__excerpt(refusal->code, err->code, sizeof err->code);
    (void)SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4057,
                    "An error occurred (%s) when calling the %s operation: ", err->code, operation);
    append_masked(p, refusal->message, err);
    err->http_status = p->response.api.status;
    return SGP_ERR_CREDENTIALS;
}

sgp_status sgp__http_provider_refuse_call(sgp__http_provider *p, const char *operation,
                                          sgp_error *err)
{
    sgp__refusal refusal;
    sgp_arena arena;
    sgp_status status;

    sgp__arena_init(&arena, p->allocator, REFUSAL_TEXTS_BYTES_MAX);
    status = find_refusal(p, &arena, &refusal);
    status = status == SGP_OK ? refuse_call(p, operation, &refusal, err) : sgp__no_memory(err);
    sgp__arena_deinit(&arena);
    return status;
}
