/*
 * jmespath_value.c - compares values, and converts them from and to JSON.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jmespath_node.h"
#include "utf8.h"

/* --- comparing ------------------------------------------------------------------------ */

int jm_is_true(const jm_value *value)
{
    switch (value->kind) {
    case JM_NULL:
        return 0;
    case JM_BOOLEAN:
        return value->is_true;
    case JM_STRING:
        return value->text.len > 0;
    case JM_LIST:
    case JM_OBJECT:
        return value->count > 0;
    default:
        return 1;
    }
}

const char *jm_python_type(const jm_value *value)
{
    static const char *const names[] = { "NoneType", "bool", "float", "str", "list", "dict", "" };

    return value->kind == JM_NUMBER && value->is_integer ? "int" : names[value->kind];
}

static int equal_objects(const jm_value *a, const jm_value *b)
{
    for (size_t i = 0; i < a->count; i++) {
        const jm_value *other = jm_member(b, a->names[i]);
        if (other == NULL || !jm_equal(a->items[i], other)) return 0;
    }
    return a->count == b->count;
}

static int equal_lists(const jm_value *a, const jm_value *b)
{
    for (size_t i = 0; i < a->count && i < b->count; i++)
        if (!jm_equal(a->items[i], b->items[i])) return 0;
    return a->count == b->count;
}

/* In Python a boolean is an integer: 0 or 1. */
static int equal_numbers(const jm_value *a, const jm_value *b)
{
    int is_a = a->kind == JM_NUMBER || a->kind == JM_BOOLEAN;
    int is_b = b->kind == JM_NUMBER || b->kind == JM_BOOLEAN;

    return is_a && is_b && jm_compare_numbers(a, b) == 0;
}

int jm_equal(const jm_value *a, const jm_value *b)
{
    if (a->kind == JM_NUMBER || a->kind == JM_BOOLEAN) return equal_numbers(a, b);
    if (a->kind != b->kind) return 0;
    switch (a->kind) {
    case JM_STRING:
        return sgp_str_equal(a->text, b->text);
    case JM_LIST:
        return equal_lists(a, b);
    case JM_OBJECT:
        return equal_objects(a, b);
    default:
        return 1;
    }
}

/* The order of code points is that of UTF-8's bytes. */
int jm_compare_texts(const jm_value *a, const jm_value *b)
{
    size_t len = a->text.len < b->text.len ? a->text.len : b->text.len;
    int difference = len > 0 ? memcmp(a->text.ptr, b->text.ptr, len) : 0;

    if (difference != 0) return difference;
    return (a->text.len > b->text.len) - (a->text.len < b->text.len);
}

/* --- from JSON ------------------------------------------------------------------------ */

/* A JSON text and its tree. cJSON has doubles only, so numbers are read from the text. A walk of
 * the tree meets them in the order of the text. */
typedef struct json_reader {
    jm *j;
    const char *at; /* behind the last number */
    const char *end;
} json_reader;

static const char *skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\') at++;
    return at + 1;
}

static int is_number_character(char c)
{
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

/* Numbers begin with a digit or '-'; outside of strings nothing else does. */
static sgp_str next_number(json_reader *r)
{
    sgp_str number = { NULL, 0 };

    while (r->at < r->end && *r->at != '-' && (*r->at < '0' || *r->at > '9'))
        r->at = *r->at == '"' ? skip_string(r->at, r->end) : r->at + 1;
    number.ptr = r->at;
    while (r->at < r->end && is_number_character(*r->at))
        r->at++;
    number.len = (size_t)(r->at - number.ptr);
    return number;
}

static const jm_value *from_tree(json_reader *r, const cJSON *tree);

static const jm_value *from_container(json_reader *r, const cJSON *tree)
{
    size_t room = (size_t)cJSON_GetArraySize(tree);
    jm_value *value = cJSON_IsObject(tree) ? jm_object(r->j, room) : jm_list(r->j, room);
    const cJSON *child = NULL;

    cJSON_ArrayForEach(child, tree)
    {
        const jm_value *item = value != NULL ? from_tree(r, child) : NULL;
        const jm_value *name = NULL;
        if (item == NULL) return NULL;
        if (value->kind == JM_LIST) {
            jm_append(value, item);
            continue;
        }
        name = jm_copied_string(r->j, sgp_str_from(child->string));
        if (name == NULL) return NULL;
        jm_set(value, name->text, item);
    }
    return value;
}

static const jm_value *from_tree(json_reader *r, const cJSON *tree)
{
    if (cJSON_IsBool(tree)) return jm_boolean(cJSON_IsTrue(tree));
    if (cJSON_IsNumber(tree)) return jm_parse_number(r->j, next_number(r));
    if (cJSON_IsString(tree)) return jm_copied_string(r->j, sgp_str_from(tree->valuestring));
    if (cJSON_IsArray(tree) || cJSON_IsObject(tree)) return from_container(r, tree);
    return jm_null();
}

/* Python refuses a byte order mark, and control characters in a string; cJSON accepts both. */
static int is_strict(sgp_str json)
{
    int is_in_string = 0;

    if (json.len >= 3 && memcmp(json.ptr, "\xEF\xBB\xBF", 3) == 0) return 0;
    for (size_t i = 0; i < json.len; i++) {
        if (is_in_string && (unsigned char)json.ptr[i] < 0x20) return 0;
        if (is_in_string && json.ptr[i] == '\\')
            i++;
        else if (json.ptr[i] == '"')
            is_in_string = !is_in_string;
    }
    return 1;
}

/* cJSON truncates a text there. */
static int has_nul_escape(sgp_str json)
{
    static const char nul[] = "\\u0000";

    for (size_t i = 0; i + 1 < json.len; i++) {
        if (json.ptr[i] != '\\') continue;
        if (json.len - i >= sizeof(nul) - 1 && memcmp(json.ptr + i, nul, sizeof(nul) - 1) == 0)
            return 1;
        i++; /* what it escapes may be another one */
    }
    return 0;
}

const jm_value *jm_from_json(jm *j, sgp_str text)
{
    const char *end = NULL;
    cJSON *tree = is_strict(text) ? cJSON_ParseWithLengthOpts(text.ptr, text.len + 1, &end, 1)
                                  : NULL;
    json_reader reader = { j, text.ptr, text.ptr + text.len };
    const jm_value *value = NULL;

    if (tree != NULL && has_nul_escape(text))
        (void)jm_fail(j, "a text with the character \\u0000 is not supported");
    else if (tree != NULL)
        value = from_tree(&reader, tree);
    cJSON_Delete(tree);
    return value;
}

/* --- to JSON -------------------------------------------------------------------------- */

/* A text under construction in the arena. */
typedef struct writer {
    jm *j;
    char *bytes;
    size_t len, room;
} writer;

static void put(writer *w, const char *bytes, size_t len)
{
    size_t room = w->room * 2 + len + 64;
    char *larger = NULL;

    if (w->j->has_failed) return;
    if (w->bytes == NULL || w->len + len >= w->room) {
        larger = sgp_arena_alloc(w->j->arena, room);
        if (larger == NULL) {
            (void)jm_fail(w->j, "out of memory");
            return;
        }
        if (w->len > 0) memcpy(larger, w->bytes, w->len);
        w->bytes = larger;
        w->room = room;
    }
    memcpy(w->bytes + w->len, bytes, len);
    w->len += len;
}

static void put_text(writer *w, const char *text)
{
    put(w, text, strlen(text));
}

static void put_escaped(writer *w, uint32_t code)
{
    static const char special[] = "\"\\\b\f\n\r\t", letters[] = "\"\\bfnrt";
    const char *found = code < 0x80 && code > 0 ? strchr(special, (int)code) : NULL;
    char text[16];

    if (found != NULL)
        (void)snprintf(text, sizeof(text), "\\%c", letters[found - special]);
    else if (code >= 0x10000)
        (void)snprintf(text, sizeof(text), "\\u%04x\\u%04x",
                       (unsigned)(0xD800 + ((code - 0x10000) >> 10)),
                       (unsigned)(0xDC00 + (code & 0x3FF)));
    else if (code < 0x20 || code > 0x7E)
        (void)snprintf(text, sizeof(text), code == 0x7F ? "\x7F" : "\\u%04x", (unsigned)code);
    else
        (void)snprintf(text, sizeof(text), "%c", (char)code);
    put_text(w, text);
}

static void put_string(writer *w, sgp_str text)
{
    put_text(w, "\"");
    for (size_t at = 0; at < text.len;)
        put_escaped(w, utf8_next(text, &at));
    put_text(w, "\"");
}

static void put_value(writer *w, const jm_value *value)
{
    char number[JM_NUMBER_BYTES];

    if (value->kind == JM_STRING) put_string(w, value->text);
    if (value->kind == JM_NUMBER) put_text(w, jm_number_text(value, number));
    if (value->kind == JM_BOOLEAN) put_text(w, value->is_true ? "true" : "false");
    if (value->kind == JM_NULL) put_text(w, "null");
    if (value->kind != JM_LIST && value->kind != JM_OBJECT) return;
    put_text(w, value->kind == JM_LIST ? "[" : "{");
    for (size_t i = 0; i < value->count; i++) {
        if (i > 0) put_text(w, ",");
        if (value->kind == JM_OBJECT) put_string(w, value->names[i]);
        if (value->kind == JM_OBJECT) put_text(w, ":");
        put_value(w, value->items[i]);
    }
    put_text(w, value->kind == JM_LIST ? "]" : "}");
}

const jm_value *jm_to_json(jm *j, const jm_value *value)
{
    writer w = { j, NULL, 0, 0 };
    sgp_str text;

    put_value(&w, value);
    text.ptr = w.bytes;
    text.len = w.len;
    return j->has_failed ? NULL : jm_string(j, text);
}
