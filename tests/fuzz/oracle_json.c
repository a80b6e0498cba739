/*
 * oracle_json.c - values of oracle_json.h.
 *
 * cJSON loses information: a string ends at \u0000, a number becomes a double
 * and may have only 63 characters. So it gets a marked copy of the text without
 * numbers and such characters (put_marked).
 */
#include "oracle_json.h"

#include "sgp_arena.h"
#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "json_check.h"

#include <string.h>

/* First byte of a string that stands for a number. */
#define NUMBER_MARK '\002'
/* Stands before the digit 0, 1 or 2 for the characters U+0000 to U+0002
 * themselves. Neither mark can occur by itself: JSON has no raw control
 * characters, and their escapes are rewritten. */
#define ESCAPE_MARK '\001'

/* --- the marked copy -------------------------------------------------------------------------- */

/* How many bytes of the string at `in` to take over as they are: an escape is
 * kept whole. */
static size_t put_string_part(sgp__buf *out, sgp_str in)
{
    char mark[2] = { ESCAPE_MARK, '\0' };

    if (in.ptr[0] != '\\') {
        sgp__buf_put(out, in.ptr, 1);
        return 1;
    }
    if (in.len >= 6 && memcmp(in.ptr, "\\u000", 5) == 0 && in.ptr[5] >= '0' && in.ptr[5] <= '2') {
        mark[1] = in.ptr[5];
        sgp__buf_put(out, mark, sizeof mark);
        return 6;
    }
    sgp__buf_put(out, in.ptr, 2);
    return 2;
}

/* Copies a string, from its first quote to its last; returns its length. */
static size_t put_string(sgp__buf *out, sgp_str in)
{
    size_t at = 1;

    sgp__buf_put_char(out, '"');
    while (in.ptr[at] != '"') {
        sgp_str rest = { in.ptr + at, in.len - at };
        at += put_string_part(out, rest);
    }
    sgp__buf_put_char(out, '"');
    return at + 1;
}

/* Copies a number as a marked string; returns its length. */
static size_t put_number(sgp__buf *out, sgp_str in)
{
    static const char open[] = { '"', NUMBER_MARK };
    size_t len = 0;

    while (len < in.len && strchr("+-.0123456789eE", in.ptr[len]))
        len++;
    sgp__buf_put(out, open, sizeof open);
    sgp__buf_put(out, in.ptr, len);
    sgp__buf_put_char(out, '"');
    return len;
}

/* text has passed the check, so that every string ends and nothing else holds
 * digits or quotes. */
static void put_marked(sgp__buf *out, sgp_str text)
{
    size_t at = 0;

    while (at < text.len) {
        sgp_str rest = { text.ptr + at, text.len - at };
        if (rest.ptr[0] == '"') {
            at += put_string(out, rest);
        } else if (strchr("-0123456789", rest.ptr[0])) {
            at += put_number(out, rest);
        } else {
            sgp__buf_put_char(out, rest.ptr[0]);
            at++;
        }
    }
}

/* --- the tree --------------------------------------------------------------------------------- */

sgp_status oracle_parse(cJSON **out, sgp_str text, sgp_error *err)
{
    json_fault fault;
    sgp__buf marked;
    sgp_status status;

    *out = NULL;
    if (!json_check(text, &fault))
        return sgp_error_set(err, SGP_ERR_RESPONSE, "byte %zu: %s", fault.at, fault.what);
    /* A text grows at most by three bytes for each number, that is for each
     * second byte. */
    sgp__buf_init(&marked, NULL, text.len / 2 * 3 + text.len + 4);
    put_marked(&marked, text);
    status = sgp__buf_check(&marked, 1, "the JSON text", err);
    if (status == SGP_OK) *out = cJSON_ParseWithLengthOpts(marked.ptr, marked.len, NULL, 0);
    if (status == SGP_OK && !*out) status = sgp__no_memory(err); /* the text has been checked */
    sgp__buf_deinit(&marked);
    return status;
}

oracle_type oracle_type_of(const cJSON *value)
{
    if (cJSON_IsObject(value)) return ORACLE_OBJECT;
    if (cJSON_IsArray(value)) return ORACLE_LIST;
    if (cJSON_IsBool(value)) return ORACLE_BOOL;
    if (cJSON_IsNull(value)) return ORACLE_NULL;
    return value->valuestring[0] == NUMBER_MARK ? ORACLE_NUMBER : ORACLE_STRING;
}

const char *oracle_type_name(const cJSON *value)
{
    static const char *const names[] = { "null",     "true or false", "a number",
                                         "a string", "a list",        "an object" };

    return names[oracle_type_of(value)];
}

const cJSON *oracle_member(const cJSON *object, const char *name)
{
    const cJSON *found = NULL;

    for (const cJSON *item = object->child; item; item = item->next)
        if (strcmp(item->string, name) == 0) found = item;
    return found;
}

sgp_str oracle_number(const cJSON *number)
{
    return sgp_str_from(number->valuestring + 1);
}

/* Removes the escape marks, in place. Returns the new length. */
static size_t unmark(char *text, size_t len)
{
    size_t from = 0, to = 0;

    while (from < len) {
        if (text[from] == ESCAPE_MARK) {
            text[to++] = (char)(text[from + 1] - '0');
            from += 2;
        } else {
            text[to++] = text[from++];
        }
    }
    text[to] = '\0';
    return to;
}

sgp_status oracle_text(const cJSON *string, sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    const char *marked = string->valuestring;

    SGP_TRY(sgp_arena_copy(arena, marked, strlen(marked), out, err));
    out->len = unmark((char *)out->ptr, out->len); /* the arena's copy may be written */
    return SGP_OK;
}
