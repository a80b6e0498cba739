/*
 * json_cjson.c - json.h's reading half on cJSON; the only file that includes its header.
 *
 * cJSON is lax where it reads (so json_pull.c goes first) and lossy where it stores: a string ends
 * at \u0000, a number becomes a double and may have 63 characters. So it is handed a marked copy of
 * the text in which no number and no awkward character is left (put_marked). It allocates with
 * malloc: its hooks are global to the process and not ours to set.
 */
#include "json.h"

#include "err.h"
#include "json_pull.h"

#include <cjson/cJSON.h>
#include <string.h>

/* First byte of a string that stands for a number. */
#define NUMBER_MARK '\002'
/* Stands before the digit 0, 1 or 2 for the characters U+0000 to U+0002 themselves. Neither mark
 * can occur by itself: JSON has no raw control characters, and their escapes are rewritten. */
#define ESCAPE_MARK '\001'

static const cJSON *node(const sgp__json_value *value)
{
    return (const cJSON *)(const void *)value;
}

static const sgp__json_value *view(const cJSON *item)
{
    return (const sgp__json_value *)(const void *)item;
}

/* --- the marked copy -------------------------------------------------------------------------- */

/* How many bytes of the string at `in` to take over as they are: an escape is kept whole. */
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

/* text has passed the check, so that every string ends and nothing else holds digits or quotes. */
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

/* --- the document ----------------------------------------------------------------------------- */

sgp_status sgp__json_parse(sgp__json *json, sgp_str text, const sgp_allocator *allocator,
                           sgp_error *err)
{
    sgp__json_fault fault;
    sgp__buf marked;
    sgp_status status;

    json->tree = NULL;
    if (!sgp__json_check(text, &fault))
        return sgp_error_set(err, SGP_ERR_RESPONSE, "byte %zu: %s", fault.at, fault.what);
    /* The most a text can grow is by three bytes for each number, i.e. for each second byte. */
    sgp__buf_init(&marked, allocator, text.len / 2 * 3 + text.len + 4);
    put_marked(&marked, text);
    status = sgp__buf_check(&marked, "the JSON text", err);
    if (status == SGP_OK) {
        json->tree = cJSON_ParseWithLengthOpts(marked.ptr, marked.len, NULL, 0);
        if (!json->tree) status = sgp__no_memory(err); /* the text itself is known to be good */
    }
    sgp__buf_deinit(&marked);
    return status;
}

void sgp__json_deinit(sgp__json *json)
{
    cJSON_Delete(json->tree);
    json->tree = NULL;
}

/* Nested at most SGP_JSON_DEPTH_MAX deep, as the check before the parser has seen to. */
static void wipe(cJSON *item)
{
    for (; item; item = item->next) {
        if (item->valuestring) sgp_wipe(item->valuestring, strlen(item->valuestring));
        wipe(item->child);
    }
}

void sgp__json_wipe(sgp__json *json)
{
    wipe(json->tree);
}

const sgp__json_value *sgp__json_root(const sgp__json *json)
{
    return view(json->tree);
}

sgp__json_type sgp__json_type_of(const sgp__json_value *value)
{
    const cJSON *item = node(value);

    if (cJSON_IsObject(item)) return SGP__JSON_OBJECT;
    if (cJSON_IsArray(item)) return SGP__JSON_LIST;
    if (cJSON_IsBool(item)) return SGP__JSON_BOOL;
    if (cJSON_IsNull(item)) return SGP__JSON_NULL;
    return item->valuestring[0] == NUMBER_MARK ? SGP__JSON_NUMBER : SGP__JSON_STRING;
}

const sgp__json_value *sgp__json_member(const sgp__json_value *object, const char *name)
{
    const cJSON *found = NULL;

    if (!cJSON_IsObject(node(object))) return NULL;
    for (const cJSON *item = node(object)->child; item; item = item->next)
        if (strcmp(item->string, name) == 0) found = item;
    return view(found);
}

const sgp__json_value *sgp__json_first(const sgp__json_value *container)
{
    return view(node(container)->child);
}

const sgp__json_value *sgp__json_next(const sgp__json_value *value)
{
    return view(node(value)->next);
}

size_t sgp__json_count(const sgp__json_value *container)
{
    size_t count = 0;

    for (const cJSON *item = node(container)->child; item; item = item->next)
        count++;
    return count;
}

int sgp__json_is_hidden(const sgp__json_value *member)
{
    for (const cJSON *later = node(member)->next; later; later = later->next)
        if (strcmp(later->string, node(member)->string) == 0) return 1;
    return 0;
}

int sgp__json_is_true(const sgp__json_value *value)
{
    return cJSON_IsTrue(node(value));
}

sgp_str sgp__json_number(const sgp__json_value *number)
{
    return sgp_str_from(node(number)->valuestring + 1);
}

/* --- decoded text ----------------------------------------------------------------------------- */

/* Takes the escape marks out, in place. */
static void unmark(char *text, size_t *len)
{
    size_t from = 0, to = 0;

    while (from < *len) {
        if (text[from] == ESCAPE_MARK) {
            text[to++] = (char)(text[from + 1] - '0');
            from += 2;
        } else {
            text[to++] = text[from++];
        }
    }
    text[to] = '\0';
    *len = to;
}

static sgp_status copy_unmarked(const char *marked, sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    SGP_TRY(sgp_arena_copy(arena, marked, strlen(marked), out, err));
    unmark((char *)out->ptr, &out->len); /* the arena's copy is ours to write */
    return SGP_OK;
}

sgp_status sgp__json_text(const sgp__json_value *string, sgp_arena *arena, sgp_str *out,
                          sgp_error *err)
{
    return copy_unmarked(node(string)->valuestring, arena, out, err);
}

sgp_status sgp__json_name(const sgp__json_value *member, sgp_arena *arena, sgp_str *out,
                          sgp_error *err)
{
    return copy_unmarked(node(member)->string, arena, out, err);
}
