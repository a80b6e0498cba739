/*
 * err.c - the error: the code that detects a failure sets it, its callers
 * prefix their context. Every function writes the message in place.
 */
#include "sgp_err.h"

#include "sgp_utf8.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define ERR_NAME(status) [(status)-SGP_ERR_PROXY] = #status

const char *sgp_status_text(sgp_status status)
{
    static const char *const names[] = {
        ERR_NAME(SGP_OK),
        ERR_NAME(SGP_AGAIN),
        ERR_NAME(SGP_END),
        ERR_NAME(SGP_NOT_CONFIGURED),
        ERR_NAME(SGP_ERR_USAGE),
        ERR_NAME(SGP_ERR_MEMORY),
        ERR_NAME(SGP_ERR_LIMIT),
        ERR_NAME(SGP_ERR_PARAM),
        ERR_NAME(SGP_ERR_CONFIG),
        ERR_NAME(SGP_ERR_NO_REGION),
        ERR_NAME(SGP_ERR_NO_CREDENTIALS),
        ERR_NAME(SGP_ERR_CREDENTIALS),
        ERR_NAME(SGP_ERR_CONNECT),
        ERR_NAME(SGP_ERR_TLS),
        ERR_NAME(SGP_ERR_TIMEOUT),
        ERR_NAME(SGP_ERR_NETWORK),
        ERR_NAME(SGP_ERR_PROTOCOL),
        ERR_NAME(SGP_ERR_RESPONSE),
        ERR_NAME(SGP_ERR_SERVICE),
        ERR_NAME(SGP_ERR_PAGING),
        ERR_NAME(SGP_ERR_TOKEN),
        ERR_NAME(SGP_ERR_CRYPTO),
        ERR_NAME(SGP_ERR_PLATFORM),
        ERR_NAME(SGP_ERR_PROXY),
    };

    if (status < SGP_ERR_PROXY || status > SGP_NOT_CONFIGURED) return "SGP_UNKNOWN";
    return names[status - SGP_ERR_PROXY];
}

/* --- the message ------------------------------------------------------------------------------ */

static int has_buffer(const sgp_error *err)
{
    return err->buffer && err->buffer_bytes > 0;
}

/* A buffer is not initialised before the first reset or failure. */
const char *sgp_error_message(const sgp_error *err)
{
    if (err->status == SGP_OK) return "";
    return has_buffer(err) ? err->buffer : err->short_message;
}

/* Returns the memory of the message and stores its size, the NUL included. */
static char *message_of(sgp_error *err, size_t *capacity)
{
    *capacity = has_buffer(err) ? err->buffer_bytes : sizeof err->short_message;
    return has_buffer(err) ? err->buffer : err->short_message;
}

/* Removes the first bytes of a character whose last bytes were truncated. */
static void drop_partial_character(char *text)
{
    sgp_str last = { text, strlen(text) };
    size_t start = last.len;
    uint32_t code;

    while (start > 0 && last.len - start < 4 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0 || (unsigned char)text[start - 1] < 0xC0) return;
    last.ptr += start - 1;
    last.len -= start - 1;
    if (sgp__utf8_decode(last, &code) == 0) text[start - 1] = '\0';
}

/* Non-zero if a printf of `length` characters did not fit into `capacity`. */
static int is_truncated(int length, size_t capacity)
{
    return length >= 0 && (size_t)length >= capacity;
}

sgp_status sgp_error_set(sgp_error *err, sgp_status status, const char *format, ...)
{
    size_t capacity;
    char *message;
    va_list args;
    int len;

    if (!err || err->status != SGP_OK) return status;
    err->status = status;
    message = message_of(err, &capacity);
    va_start(args, format);
    len = vsnprintf(message, capacity, format, args);
    va_end(args);
    if (is_truncated(len, capacity)) drop_partial_character(message);
    return status;
}

sgp_status sgp__no_memory(sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
}

/* Moves the message `by` bytes to the right, truncated; by < capacity. */
static void move_message(char *message, size_t capacity, size_t by)
{
    size_t len = strlen(message), room = capacity - 1 - by;
    size_t moved = len < room ? len : room;

    memmove(message + by, message, moved);
    message[by + moved] = '\0';
    if (moved < len) drop_partial_character(message + by);
}

/* Inserts a text before the message. vsnprintf writes its NUL over the first
 * byte of the moved message, so that byte is restored. */
static void insert(sgp_error *err, const char *format, va_list args)
{
    size_t capacity;
    char *message = message_of(err, &capacity), first;
    va_list again;
    int len;

    va_copy(again, args);
    len = vsnprintf(NULL, 0, format, again);
    va_end(again);
    if (len < 0) return;
    if ((size_t)len < capacity) move_message(message, capacity, (size_t)len);
    first = (size_t)len < capacity ? message[len] : '\0';
    (void)vsnprintf(message, capacity, format, args);
    if ((size_t)len < capacity)
        message[len] = first;
    else
        drop_partial_character(message);
}

void sgp__error_insert(sgp_error *err, const char *format, ...)
{
    va_list args;

    if (!err || err->status == SGP_OK) return;
    va_start(args, format);
    insert(err, format, args);
    va_end(args);
}

void sgp_error_prefix(sgp_error *err, const char *format, ...)
{
    va_list args;

    if (!err || err->status == SGP_OK) return;
    sgp__error_insert(err, ": ");
    va_start(args, format);
    insert(err, format, args);
    va_end(args);
}

void sgp__error_append(sgp_error *err, const char *format, ...)
{
    size_t capacity, used;
    char *message;
    va_list args;
    int len;

    if (!err || err->status == SGP_OK) return;
    message = message_of(err, &capacity);
    used = strlen(message);
    va_start(args, format);
    len = vsnprintf(message + used, capacity - used, format, args);
    va_end(args);
    if (is_truncated(len, capacity - used)) drop_partial_character(message);
}

/* --- the whole error -------------------------------------------------------------------------- */

void sgp_error_reset(sgp_error *err)
{
    if (!err) return;
    memset(err, 0, offsetof(sgp_error, buffer));
    err->code[0] = '\0';
    err->request_id[0] = '\0';
    err->short_message[0] = '\0';
    if (has_buffer(err)) err->buffer[0] = '\0';
}

void sgp__error_copy(sgp_error *to, const sgp_error *from)
{
    size_t capacity;
    char *message = message_of(to, &capacity);

    memcpy(to, from, offsetof(sgp_error, buffer));
    memcpy(to->code, from->code, sizeof to->code);
    memcpy(to->request_id, from->request_id, sizeof to->request_id);
    sgp__copy_truncated(message, capacity, sgp_str_from(sgp_error_message(from)));
}

/* botocore/retries/standard.py marks every error of the last permitted
 * attempt. */
static void describe_service_error(const sgp_error *err, char *out, size_t out_bytes)
{
    char retries[48] = "";

    if (err->retries_exhausted)
        (void)snprintf(retries, sizeof retries, " (reached max retries: %d)", err->attempts - 1);
    (void)snprintf(out, out_bytes,
                   "An error occurred (%s) when calling the ListImageVersions operation%s: %s",
                   err->code, retries, sgp_error_message(err));
}

const char *sgp_error_describe(const sgp_error *err, char *out, size_t out_bytes)
{
    const char *message = sgp_error_message(err);

    if (out_bytes == 0) return out;
    if (err->status == SGP_ERR_SERVICE)
        describe_service_error(err, out, out_bytes);
    else
        sgp__copy_truncated(out, out_bytes,
                            sgp_str_from(message[0] ? message : sgp_status_text(err->status)));
    if (strlen(out) == out_bytes - 1) drop_partial_character(out);
    return out;
}

void sgp__copy_truncated(char *out, size_t capacity, sgp_str text)
{
    size_t len = text.len < capacity ? text.len : capacity - 1;

    if (len > 0) memcpy(out, text.ptr, len);
    out[len] = '\0';
    if (len < text.len) drop_partial_character(out);
}
