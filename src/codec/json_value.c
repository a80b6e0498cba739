/*
 * json_value.c - values of sgp_json_value.h, found by scanning.
 */
#include "sgp_json_value.h"

#include "sgp_ascii.h"
#include "sgp_err.h"

static const sgp__json_value none = { SGP__TOKEN_END, { NULL, 0 }, 0, 0 };

/* Takes the next value or name. */
static sgp__json_value json_value_take_value(sgp__json_pull *pull)
{
    sgp__json_value value;

    value.type = sgp__json_pull_next(pull);
    value.text = pull->view;
    value.has_escapes = pull->has_escapes;
    value.is_integer = pull->is_whole;
    if (value.type == SGP__TOKEN_OBJECT || value.type == SGP__TOKEN_LIST) {
        value.text.ptr = pull->at - 1;
        (void)sgp__json_pull_skip_rest(pull);
        value.text.len = (size_t)(pull->at - value.text.ptr);
    }
    return value;
}

int sgp__json_parse(sgp_str text, sgp__json_value *out)
{
    sgp__json_pull pull;

    sgp__json_pull_init(&pull, text);
    *out = json_value_take_value(&pull);
    if (sgp__json_pull_next(&pull) == SGP__TOKEN_END) return 1;
    *out = none;
    return 0;
}

void sgp__json_open(sgp__json_pull *members, sgp__json_value object)
{
    sgp__json_pull_init(members, object.text);
    (void)sgp__json_pull_next(members);
}

int sgp__json_next_member(sgp__json_pull *members, sgp__json_value *name, sgp__json_value *value)
{
    *name = json_value_take_value(members);
    if (name->type != SGP__TOKEN_NAME) return 0;
    *value = json_value_take_value(members);
    return 1;
}

sgp__json_value sgp__json_member(sgp__json_value object, sgp_str name)
{
    sgp__json_value found = none, own_name, value;
    sgp__json_pull members;

    if (object.type != SGP__TOKEN_OBJECT) return none;
    sgp__json_open(&members, object);
    while (sgp__json_next_member(&members, &own_name, &value))
        if (sgp__json_view_is(own_name.text, own_name.has_escapes, name)) found = value;
    return found;
}

int sgp__json_has_value(const sgp__json_value *value)
{
    return value->type != SGP__TOKEN_END && value->type != SGP__TOKEN_NULL;
}

int sgp__json_is_empty(sgp__json_value container)
{
    sgp__json_pull pull;

    sgp__json_open(&pull, container);
    return sgp__json_pull_next(&pull) == SGP__TOKEN_CLOSE;
}

int sgp__json_is_true(sgp__json_value value)
{
    return value.type == SGP__TOKEN_BOOL && value.text.ptr[0] == 't';
}

int sgp__json_integer(sgp_str digits, int64_t *out)
{
    int negative = digits.ptr[0] == '-';
    int64_t magnitude;

    if (negative) digits = sgp__slice(digits, 1, digits.len);
    magnitude = sgp__parse_decimal(digits, INT64_MAX);
    if (magnitude < 0) return 0;
    *out = negative ? -magnitude : magnitude;
    return 1;
}

sgp_status sgp__json_copy(sgp_str view, int has_escapes, sgp_arena *arena, sgp_str *out,
                          sgp_error *err)
{
    char *copy;

    SGP_TRY(sgp_arena_copy(arena, view.ptr, view.len, out, err));
    if (!has_escapes) return SGP_OK;
    copy = (char *)out->ptr; /* the arena's copy may be written */
    out->len = sgp__json_unescape(copy, out->len);
    copy[out->len] = '\0';
    return SGP_OK;
}
