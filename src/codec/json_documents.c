/*
 * json_documents.c - sgp_document_parser for JSON, on cJSON; the only file that
 * includes its header.
 *
 * cJSON accepts more than JSON, so the scanner checks a document first. It also
 * refuses values that cJSON cannot hold: texts with a NUL, and numbers of more
 * than 63 characters. cJSON allocates with malloc. Its hooks are global to the
 * process, so the library never sets them.
 */
#include "sagepager/builtin.h"

#include "sgp_arena.h"
#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_json_value.h"
#include "sgp_json_write.h"
#include "sgp_mem.h"

#include <cjson/cJSON.h>
#include <string.h>

#define NUMBER_MAX 63

/* --- parse: the check ------------------------------------------------------------------------- */

static int has_nul(sgp_str view)
{
    for (size_t at = 0; at + 6 <= view.len; at += view.ptr[at] == '\\' ? 2 : 1)
        if (memcmp(view.ptr + at, "\\u0000", 6) == 0) return 1;
    return 0;
}

/* Non-zero if cJSON can hold the token just scanned. */
static int fits_cjson(const sgp__json_pull *pull, sgp__json_token token)
{
    if (token == SGP__TOKEN_NUMBER) return pull->view.len <= NUMBER_MAX;
    if (token != SGP__TOKEN_STRING && token != SGP__TOKEN_NAME) return 1;
    return !has_nul(pull->view);
}

static void refuse_value(sgp__json_pull *pull, int number, const char *what)
{
    pull->fault = number;
    pull->fault_text = what;
}

static sgp_status json_documents_check(sgp_str text, sgp_error *err)
{
    sgp__json_pull pull;
    sgp__json_token root, token;

    sgp__json_pull_init(&pull, text);
    root = token = sgp__json_pull_next(&pull);
    while (token != SGP__TOKEN_END && token != SGP__TOKEN_FAULT) {
        if (!fits_cjson(&pull, token))
            refuse_value(&pull, 3121, SGP__TEXT("a NUL or a number of more than 63 characters"));
        token = sgp__json_pull_next(&pull);
    }
    if (token == SGP__TOKEN_FAULT)
        return SGP__FAIL(err, SGP_ERR_RESPONSE, pull.fault, "byte %lu: %s",
                         (unsigned long)sgp__json_pull_offset(&pull), pull.fault_text);
    if (root == SGP__TOKEN_OBJECT) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_RESPONSE, 3012, "expected an object, got %s",
                     sgp__json_token_name(root));
}

/* --- parse: the members ----------------------------------------------------------------------- */

/* Returns the last member with that name, as Python's json.loads does. */
static const cJSON *json_documents_find_member(const cJSON *object, const char *name, size_t len)
{
    const cJSON *found = NULL;

    for (const cJSON *item = cJSON_IsObject(object) ? object->child : NULL; item; item = item->next)
        if (strncmp(item->string, name, len) == 0 && item->string[len] == '\0') found = item;
    return found;
}

static const cJSON *follow(const cJSON *value, const char *path)
{
    while (value && *path) {
        size_t len = strcspn(path, ".");
        value = json_documents_find_member(value, path, len);
        path += len + (path[len] == '.');
    }
    return value;
}

/* Returns the value at a path as it is written: a view into text. */
static sgp__json_value find_value(sgp_str text, const char *path)
{
    sgp__json_value value;

    (void)sgp__json_parse(text, &value);
    while (*path) {
        sgp_str name = { path, strcspn(path, ".") };
        value = sgp__json_member(value, name);
        path += name.len + (path[name.len] == '.');
    }
    return value;
}

static sgp_status copy_member(const cJSON *root, sgp_str text, sgp_document_member *member,
                              sgp_arena *arena, sgp_error *err)
{
    const cJSON *value = follow(root, member->path);
    sgp_str found = { NULL, 0 };

    member->type = SGP_DOCUMENT_MEMBER_ABSENT;
    member->value = found;
    if (!value || cJSON_IsNull(value)) return SGP_OK;
    member->type = SGP_DOCUMENT_MEMBER_OTHER;
    if (cJSON_IsString(value)) {
        member->type = SGP_DOCUMENT_MEMBER_TEXT;
        found = sgp_str_from(value->valuestring);
    } else if (cJSON_IsNumber(value)) {
        member->type = SGP_DOCUMENT_MEMBER_NUMBER;
        found = find_value(text, member->path).text; /* cJSON stores only a double */
    }
    return found.ptr ? sgp_arena_copy(arena, found.ptr, found.len, &member->value, err) : SGP_OK;
}

/* Overwrites all texts. The check has bounded the depth. */
static void wipe(const cJSON *item)
{
    const cJSON *outer[SGP_JSON_DEPTH_MAX] = { NULL };
    size_t depth = 0;

    while (item || depth > 0) {
        if (!item) {
            item = outer[--depth]->next;
            continue;
        }
        if (item->valuestring) sgp_wipe(item->valuestring, strlen(item->valuestring));
        if (item->child) outer[depth++] = item;
        item = item->child ? item->child : item->next;
    }
}

static sgp_status json_documents_parse_document(sgp_document_parser *parser, sgp_str text,
                                                sgp_document_member *members, size_t count,
                                                sgp_arena *arena, sgp_error *err)
{
    sgp_status status = SGP_OK;
    cJSON *root;

    (void)parser;
    SGP_TRY(json_documents_check(text, err));
    root = cJSON_ParseWithLengthOpts(text.ptr, text.len, NULL, 0);
    if (!root) return sgp__no_memory(err); /* the text has been checked */
    for (size_t i = 0; status == SGP_OK && i < count; i++)
        status = copy_member(root, text, &members[i], arena, err);
    wipe(root);
    cJSON_Delete(root);
    return status;
}

/* --- write ------------------------------------------------------------------------------------ */

static sgp_status put_document_value(sgp__buf *out, const sgp_document_member *member,
                                     sgp_error *err)
{
    int is_good = 1;

    if (member->type == SGP_DOCUMENT_MEMBER_NUMBER)
        sgp__buf_put_str(out, member->value);
    else
        is_good = member->type == SGP_DOCUMENT_MEMBER_TEXT &&
                  sgp__json_put_string(out, member->value);
    if (is_good) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 3013, "member %s: expected a number or a text in UTF-8",
                     member->path);
}

static sgp_status put_member(sgp__buf *out, const sgp_document_member *member, sgp_error *err)
{
    if (!sgp__json_put_string(out, sgp_str_from(member->path)))
        return SGP__FAIL(err, SGP_ERR_USAGE, 3122, "the name of a member is not in UTF-8");
    sgp__buf_put_text(out, ": ");
    return put_document_value(out, member, err);
}

static sgp_status put_members(sgp__buf *out, const sgp_document_member *members, size_t count,
                              sgp_error *err)
{
    const char *separator = "{";

    for (size_t i = 0; i < count; i++) {
        if (members[i].type == SGP_DOCUMENT_MEMBER_ABSENT) continue;
        sgp__buf_put_text(out, separator);
        SGP_TRY(put_member(out, &members[i], err));
        separator = ", ";
    }
    sgp__buf_put_text(out, separator[0] == '{' ? "{}" : "}");
    return SGP__BUF_CHECK(out, 3029, "a JSON document", err);
}

static sgp_status write_document(sgp_document_parser *parser, const sgp_document_member *members,
                                 size_t count, sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    sgp__buf buf;
    sgp_status status;

    (void)parser;
    sgp__buf_init(&buf, arena->allocator, SGP_DOCUMENT_BYTES_MAX);
    status = put_members(&buf, members, count, err);
    if (status == SGP_OK) status = sgp_arena_copy(arena, buf.ptr, buf.len, out, err);
    sgp__buf_deinit(&buf);
    return status;
}

/* --- replace ---------------------------------------------------------------------------------- */

/* Puts text with another value of the member. */
static sgp_status put_replaced(sgp__buf *out, sgp_str text, const sgp_document_member *member,
                               sgp_error *err)
{
    sgp__json_value old = find_value(text, member->path);
    size_t quote = old.type == SGP__TOKEN_STRING, start;

    if (old.type == SGP__TOKEN_END)
        return SGP__FAIL(err, SGP_ERR_RESPONSE, 3123, "member %s is missing", member->path);
    start = (size_t)(old.text.ptr - text.ptr);
    sgp__buf_put(out, text.ptr, start - quote);
    SGP_TRY(put_document_value(out, member, err));
    sgp__buf_put_str(out, sgp__slice(text, start + old.text.len + quote, text.len));
    return SGP__BUF_CHECK(out, 3124, "a JSON document", err);
}

/* Each member is replaced in the text that the one before left in the other buffer. */
static sgp_status replace_members(sgp_document_parser *parser, sgp_str text,
                                  const sgp_document_member *members, size_t count,
                                  sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    sgp__buf bufs[2];
    sgp_status status = SGP_OK;

    (void)parser;
    SGP_TRY(json_documents_check(text, err));
    sgp__buf_init(&bufs[0], arena->allocator, SGP_DOCUMENT_BYTES_MAX);
    sgp__buf_init(&bufs[1], arena->allocator, SGP_DOCUMENT_BYTES_MAX);
    for (size_t i = 0; status == SGP_OK && i < count; i++) {
        sgp__buf_reset(&bufs[i % 2]);
        status = put_replaced(&bufs[i % 2], text, &members[i], err);
        text = sgp__buf_str(&bufs[i % 2]);
    }
    if (status == SGP_OK) status = sgp_arena_copy(arena, text.ptr, text.len, out, err);
    sgp__buf_deinit(&bufs[0]);
    sgp__buf_deinit(&bufs[1]);
    return status;
}

sgp_document_parser *sgp_json_document_parser(void)
{
    static const sgp_document_parser_type type = {
        sizeof type, "json", json_documents_parse_document, write_document, NULL, replace_members
    };
    static const sgp_document_parser parser = { &type };

    return (sgp_document_parser *)&parser; /* no slot writes to it */
}
