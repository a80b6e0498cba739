/*
 * err_texts.c - the messages of errors, written in place. A build without texts
 * has err_numbers.c instead.
 */
#include "sgp_err.h"

#include <string.h>

/* Writes a formatted text that is truncated between characters. */
static void write_text(char *out, size_t capacity, const char *format, va_list args)
{
    if (sgp__vformat(out, capacity, format, args) >= capacity) sgp__drop_partial_character(out);
}

static sgp_status fail(sgp_error *err, sgp_status status, int number, const char *format,
                       va_list args)
{
    size_t capacity;
    char *message;

    if (!err || err->status != SGP_OK) return status;
    message = sgp__message_of(err, &capacity);
    write_text(message, capacity, format, args);
    return sgp__fail_at(err, status, number);
}

sgp_status sgp_error_set(sgp_error *err, sgp_status status, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    status = fail(err, status, 0, format, args);
    va_end(args);
    return status;
}

sgp_status sgp__fail(sgp_error *err, sgp_status status, int number, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    status = fail(err, status, number, format, args);
    va_end(args);
    return status;
}

/* Moves the message `by` bytes to the right, truncated; by < capacity. */
static void move_message(char *message, size_t capacity, size_t by)
{
    size_t len = strlen(message), room = capacity - 1 - by;
    size_t moved = len < room ? len : room;

    memmove(message + by, message, moved);
    message[by + moved] = '\0';
    if (moved < len) sgp__drop_partial_character(message + by);
}

/* Inserts a text before the message. The text's NUL overwrites the first byte of
 * the moved message, so that byte is restored. */
static void insert(sgp_error *err, const char *format, va_list args)
{
    size_t capacity, len = sgp__vformat(NULL, 0, format, args);
    char *message = sgp__message_of(err, &capacity), first;

    if (len < capacity) move_message(message, capacity, len);
    first = len < capacity ? message[len] : '\0';
    write_text(message, capacity, format, args);
    if (len < capacity) message[len] = first;
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

    if (!err || err->status == SGP_OK) return;
    message = sgp__message_of(err, &capacity);
    used = strlen(message);
    va_start(args, format);
    write_text(message + used, capacity - used, format, args);
    va_end(args);
}

/* botocore/retries/standard.py marks every error of the last permitted
 * attempt. */
static void describe_service_error(const sgp_error *err, char *out, size_t out_bytes)
{
    char retries[48] = "";

    if (err->retries_exhausted)
        (void)sgp__format(retries, sizeof retries, " (reached max retries: %d)", err->attempts - 1);
    (void)sgp__format(out, out_bytes,
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
    if (strlen(out) == out_bytes - 1) sgp__drop_partial_character(out);
    return out;
}
