/*
 * json_documents.c - sgp_documents on JSON: members by their path, and flat objects out.
 */
#include "sagepager/builtin.h"

#include "ascii.h"
#include "err.h"
#include "json.h"

#include <string.h>

/* --- reading ---------------------------------------------------------------------------------- */

/* The first name of a path, copied to name; *path moves behind it. Zero when it is too long. */
static int next_name(const char **path, char *name, size_t capacity)
{
    size_t len = strcspn(*path, ".");

    if (len >= capacity) return 0;
    memcpy(name, *path, len);
    name[len] = '\0';
    *path += len + ((*path)[len] == '.');
    return 1;
}

static const sgp__json_value *follow(const sgp__json_value *value, const char *path)
{
    char name[64];

    while (value && *path)
        value = next_name(&path, name, sizeof name) ? sgp__json_member(value, name) : NULL;
    return value;
}

static sgp_status take(const sgp__json_value *root, sgp_member *member, sgp_arena *arena,
                       sgp_error *err)
{
    const sgp__json_value *value = follow(root, member->path);
    sgp_str number;

    member->type = SGP_MEMBER_ABSENT;
    member->value.ptr = NULL;
    member->value.len = 0;
    if (!value) return SGP_OK;
    switch (sgp__json_type_of(value)) {
    case SGP__JSON_STRING:
        member->type = SGP_MEMBER_TEXT;
        return sgp__json_text(value, arena, &member->value, err);
    case SGP__JSON_NUMBER:
        member->type = SGP_MEMBER_NUMBER;
        number = sgp__json_number(value);
        return sgp_arena_copy(arena, number.ptr, number.len, &member->value, err);
    case SGP__JSON_NULL:
        break;
    default:
        member->type = SGP_MEMBER_OTHER;
    }
    return SGP_OK;
}

static sgp_status read_root(const sgp__json_value *root, sgp_member *members, size_t count,
                            sgp_arena *arena, sgp_error *err)
{
    if (sgp__json_type_of(root) != SGP__JSON_OBJECT)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "expected an object, got %s",
                             sgp__json_type_name(root));
    for (size_t i = 0; i < count; i++)
        SGP_TRY(take(root, &members[i], arena, err));
    return SGP_OK;
}

static sgp_status read_json(void *self, sgp_str text, sgp_member *members, size_t count,
                            sgp_arena *arena, sgp_error *err)
{
    sgp__json json = { NULL };
    sgp_status status = sgp__json_parse(&json, text, arena->allocator, err);

    (void)self; /* stateless */
    if (status == SGP_OK) status = read_root(sgp__json_root(&json), members, count, arena, err);
    sgp__json_wipe(&json);
    sgp__json_deinit(&json);
    return status;
}

/* --- writing ---------------------------------------------------------------------------------- */

static sgp_status put_member(sgp__buf *out, const sgp_member *member, sgp_error *err)
{
    int is_good = sgp__json_put_string(out, sgp_str_from(member->path));

    sgp__buf_put_text(out, ": ");
    if (member->type == SGP_MEMBER_NUMBER)
        sgp__buf_put_str(out, member->value);
    else
        is_good = is_good && member->type == SGP_MEMBER_TEXT &&
                  sgp__json_put_string(out, member->value);
    if (is_good) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_USAGE, "member %s cannot be written as JSON", member->path);
}

static sgp_status put_members(sgp__buf *out, const sgp_member *members, size_t count,
                              sgp_error *err)
{
    const char *separator = "{";

    for (size_t i = 0; i < count; i++) {
        if (members[i].type == SGP_MEMBER_ABSENT) continue;
        sgp__buf_put_text(out, separator);
        SGP_TRY(put_member(out, &members[i], err));
        separator = ", ";
    }
    sgp__buf_put_text(out, separator[0] == '{' ? "{}" : "}");
    return sgp__buf_check(out, "a JSON document", err);
}

static sgp_status write_json(void *self, const sgp_member *members, size_t count, sgp_arena *arena,
                             sgp_str *out, sgp_error *err)
{
    sgp__buf buf;
    sgp_status status;

    (void)self; /* stateless */
    sgp__buf_init(&buf, arena->allocator, SGP_DOCUMENT_BYTES_MAX);
    status = put_members(&buf, members, count, err);
    if (status == SGP_OK) status = sgp_arena_copy(arena, buf.ptr, buf.len, out, err);
    sgp__buf_deinit(&buf);
    return status;
}

sgp_documents sgp_json_documents(void)
{
    sgp_documents documents = SGP_DOCUMENTS_INIT;

    documents.read = read_json;
    documents.write = write_json;
    return documents;
}
