/*
 * buf.c - a growable byte buffer with a limit and a sticky error.
 */
#include "sgp_buf.h"

#include "sgp_err.h"
#include "sgp_mem.h"

#include <string.h>

#define BUF_FIRST_CAPACITY 64u

void sgp__buf_init(sgp__buf *buf, const sgp_allocator *allocator, size_t limit)
{
    memset(buf, 0, sizeof *buf);
    buf->allocator = allocator;
    buf->limit = limit;
}

void sgp__buf_init_on(sgp__buf *buf, char *given, size_t given_bytes,
                      const sgp_allocator *allocator, size_t limit)
{
    sgp__buf_init(buf, allocator, limit);
    buf->given = given;
    buf->ptr = given;
    buf->capacity = given_bytes;
    given[0] = '\0';
}

static void release(const sgp__buf *buf)
{
    if (buf->ptr == buf->given)
        sgp_wipe(buf->ptr, buf->capacity);
    else
        sgp__free(buf->allocator, buf->ptr, buf->capacity);
}

static void grow(sgp__buf *buf, size_t wanted)
{
    size_t capacity = buf->capacity ? buf->capacity * 2 : BUF_FIRST_CAPACITY;
    char *ptr;

    if (capacity > buf->limit + 1) capacity = buf->limit + 1;
    if (capacity < wanted) capacity = wanted;
    ptr = sgp__alloc(buf->allocator, capacity);
    if (!ptr) {
        buf->status = SGP_ERR_MEMORY;
        buf->wanted = capacity;
        return;
    }
    if (buf->ptr) memcpy(ptr, buf->ptr, buf->len + 1);
    release(buf);
    buf->ptr = ptr;
    buf->capacity = capacity;
}

char *sgp__buf_reserve(sgp__buf *buf, size_t room)
{
    if (buf->status != SGP_OK) return NULL;
    if (room > buf->limit || buf->len > buf->limit - room) {
        buf->status = SGP_ERR_LIMIT;
        return NULL;
    }
    if (buf->capacity < buf->len + room + 1) grow(buf, buf->len + room + 1);
    return buf->status == SGP_OK ? buf->ptr + buf->len : NULL;
}

void sgp__buf_commit(sgp__buf *buf, size_t used)
{
    buf->len += used;
    buf->ptr[buf->len] = '\0';
}

void sgp__buf_put(sgp__buf *buf, const void *bytes, size_t len)
{
    char *room = sgp__buf_reserve(buf, len);

    if (!room) return;
    if (len > 0) memcpy(room, bytes, len);
    sgp__buf_commit(buf, len);
}

void sgp__buf_put_str(sgp__buf *buf, sgp_str text)
{
    sgp__buf_put(buf, text.ptr, text.len);
}

void sgp__buf_put_text(sgp__buf *buf, const char *text)
{
    sgp__buf_put(buf, text, strlen(text));
}

void sgp__buf_put_char(sgp__buf *buf, char c)
{
    sgp__buf_put(buf, &c, 1);
}

void sgp__buf_put_int(sgp__buf *buf, int64_t value)
{
    char digits[24];
    size_t at = sizeof digits;
    uint64_t rest = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;

    do {
        digits[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest > 0);
    if (value < 0) digits[--at] = '-';
    sgp__buf_put(buf, digits + at, sizeof digits - at);
}

void sgp__buf_put_hex(sgp__buf *buf, const void *bytes, size_t len)
{
    static const char hex[] = "0123456789abcdef";
    const unsigned char *in = bytes;
    char *out = sgp__buf_reserve(buf, len * 2);

    if (!out) return;
    for (size_t i = 0; i < len; i++) {
        out[2 * i] = hex[in[i] >> 4];
        out[2 * i + 1] = hex[in[i] & 15];
    }
    sgp__buf_commit(buf, len * 2);
}

void sgp__buf_drop(sgp__buf *buf, size_t count)
{
    if (count == 0) return;
    memmove(buf->ptr, buf->ptr + count, buf->len - count);
    buf->len -= count;
    buf->ptr[buf->len] = '\0';
}

void sgp__buf_reset(sgp__buf *buf)
{
    sgp_wipe(buf->ptr, buf->capacity);
    buf->len = 0;
    buf->status = SGP_OK;
}

void sgp__buf_deinit(sgp__buf *buf)
{
    release(buf);
    buf->ptr = NULL;
    buf->len = 0;
    buf->capacity = 0;
    buf->status = SGP_OK;
}

sgp_str sgp__buf_str(const sgp__buf *buf)
{
    sgp_str text;

    text.ptr = buf->ptr ? buf->ptr : "";
    text.len = buf->len;
    return text;
}

sgp_status sgp__buf_check(const sgp__buf *buf, int number, const char *what, sgp_error *err)
{
    if (buf->status == SGP_ERR_LIMIT)
        return SGP__FAIL(err, SGP_ERR_LIMIT, number, "%s is longer than %lu bytes", what,
                         (unsigned long)buf->limit);
    return buf->status == SGP_OK ? SGP_OK : SGP__NO_MEMORY(err, buf->wanted);
}
