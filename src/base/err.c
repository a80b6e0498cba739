/*
 * err.c - the error: the code that detects a failure sets it, its callers
 * prefix their context.
 */
#include "sgp_err.h"

#include "sgp_utf8.h"

#include <string.h>

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

char *sgp__message_of(sgp_error *err, size_t *capacity)
{
    *capacity = has_buffer(err) ? err->buffer_bytes : sizeof err->short_message;
    return has_buffer(err) ? err->buffer : err->short_message;
}

sgp_status sgp__fail_at(sgp_error *err, sgp_status status, int number)
{
    if (!err || err->status != SGP_OK) return status;
    err->status = status;
    err->place = number;
    return status;
}

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
    char *message = sgp__message_of(to, &capacity);

    memcpy(to, from, offsetof(sgp_error, buffer));
    memcpy(to->code, from->code, sizeof to->code);
    memcpy(to->request_id, from->request_id, sizeof to->request_id);
    sgp__copy_truncated(message, capacity, sgp_str_from(sgp_error_message(from)));
}

void sgp__copy_truncated(char *out, size_t capacity, sgp_str text)
{
    size_t len = text.len < capacity ? text.len : capacity - 1;

    if (len > 0) memcpy(out, text.ptr, len);
    out[len] = '\0';
    if (len < text.len) sgp__drop_partial_character(out);
}

/* Removes the first bytes of a character whose last bytes were truncated. */
void sgp__drop_partial_character(char *text)
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
