/*
 * err.c - the error value: set once by who saw the failure, prefixed by who knows the context.
 */
#include "err.h"

#include "utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *sgp_status_text(sgp_status status)
{
    switch (status) {
    case SGP_OK:
        return "SGP_OK";
    case SGP_AGAIN:
        return "SGP_AGAIN";
    case SGP_END:
        return "SGP_END";
    case SGP_NOT_CONFIGURED:
        return "SGP_NOT_CONFIGURED";
    case SGP_ERR_USAGE:
        return "SGP_ERR_USAGE";
    case SGP_ERR_MEMORY:
        return "SGP_ERR_MEMORY";
    case SGP_ERR_LIMIT:
        return "SGP_ERR_LIMIT";
    case SGP_ERR_PARAM:
        return "SGP_ERR_PARAM";
    case SGP_ERR_CONFIG:
        return "SGP_ERR_CONFIG";
    case SGP_ERR_NO_REGION:
        return "SGP_ERR_NO_REGION";
    case SGP_ERR_NO_CREDENTIALS:
        return "SGP_ERR_NO_CREDENTIALS";
    case SGP_ERR_CREDENTIALS:
        return "SGP_ERR_CREDENTIALS";
    case SGP_ERR_CONNECT:
        return "SGP_ERR_CONNECT";
    case SGP_ERR_TLS:
        return "SGP_ERR_TLS";
    case SGP_ERR_TIMEOUT:
        return "SGP_ERR_TIMEOUT";
    case SGP_ERR_NETWORK:
        return "SGP_ERR_NETWORK";
    case SGP_ERR_PROTOCOL:
        return "SGP_ERR_PROTOCOL";
    case SGP_ERR_RESPONSE:
        return "SGP_ERR_RESPONSE";
    case SGP_ERR_SERVICE:
        return "SGP_ERR_SERVICE";
    case SGP_ERR_PAGING:
        return "SGP_ERR_PAGING";
    case SGP_ERR_TOKEN:
        return "SGP_ERR_TOKEN";
    case SGP_ERR_CRYPTO:
        return "SGP_ERR_CRYPTO";
    case SGP_ERR_PLATFORM:
        return "SGP_ERR_PLATFORM";
    case SGP_ERR_PROXY:
        return "SGP_ERR_PROXY";
    }
    return "SGP_UNKNOWN";
}

void sgp_error_reset(sgp_error *err)
{
    if (!err) return;
    memset(err, 0, offsetof(sgp_error, code));
    err->code[0] = '\0'; /* the texts are 2 KB, and this is done in each layer of a call */
    err->message[0] = '\0';
    err->request_id[0] = '\0';
}

/* The text may have been cut inside a character: takes the broken rest of it off. */
static void drop_partial_character(char *text)
{
    sgp_str all = sgp_str_from(text);
    size_t start = all.len;

    while (start > 0 && all.len - start < 4 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xC0) {
        sgp_str last = { text + start - 1, all.len - start + 1 };
        uint32_t code;
        if (sgp__utf8_decode(last, &code) == 0) text[start - 1] = '\0';
    }
}

sgp_status sgp_error_set(sgp_error *err, sgp_status status, const char *format, ...)
{
    va_list args;
    int len;

    if (!err || err->status != SGP_OK) return status;
    err->status = status;
    va_start(args, format);
    len = vsnprintf(err->message, sizeof err->message, format, args);
    va_end(args);
    if (len >= (int)sizeof err->message) drop_partial_character(err->message);
    return status;
}

void sgp_error_prefix(sgp_error *err, const char *format, ...)
{
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    va_list args;
    size_t used;

    if (!err || err->status == SGP_OK) return;
    va_start(args, format);
    (void)vsnprintf(text, sizeof text, format, args); /* a cut prefix is still a prefix */
    va_end(args);
    used = strlen(text);
    if (snprintf(text + used, sizeof text - used, ": %s", err->message) >=
        (int)(sizeof text - used))
        drop_partial_character(text);
    memcpy(err->message, text, strlen(text) + 1);
}

/* botocore/retries/standard.py: every error of the last permitted attempt says so. */
static void describe_service_error(const sgp_error *err, char *out, size_t out_size)
{
    char retries[48] = "";

    if (err->retries_exhausted)
        (void)snprintf(retries, sizeof retries, " (reached max retries: %d)", err->attempts - 1);
    (void)snprintf(out, out_size,
                   "An error occurred (%s) when calling the ListImageVersions operation%s: %s",
                   err->code, retries, err->message);
}

const char *sgp_error_describe(const sgp_error *err, char *out, size_t out_size)
{
    if (out_size == 0) return out;
    if (err->status == SGP_ERR_SERVICE)
        describe_service_error(err, out, out_size);
    else
        (void)snprintf(out, out_size, "%s",
                       err->message[0] ? err->message : sgp_status_text(err->status));
    if (strlen(out) == out_size - 1) drop_partial_character(out);
    return out;
}

sgp_status sgp__no_memory(sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
}

void sgp__copy_cut(char *out, size_t capacity, sgp_str text)
{
    size_t len = text.len < capacity ? text.len : capacity - 1;

    if (len > 0) memcpy(out, text.ptr, len);
    out[len] = '\0';
    if (len < text.len) drop_partial_character(out);
}

int sgp__table_copy(void *ours, size_t ours_bytes, const void *theirs, size_t minimum_bytes)
{
    size_t size = 0;

    memset(ours, 0, ours_bytes);
    if (!theirs) return 0;
    memcpy(&size, theirs, sizeof size);
    if (size < minimum_bytes) return 0;
    memcpy(ours, theirs, size < ours_bytes ? size : ours_bytes);
    memcpy(ours, &ours_bytes, sizeof ours_bytes);
    return 1;
}
