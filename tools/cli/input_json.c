/*
 * input_json.c - reads the request's members from a JSON object; see input_json.h.
 */
#include "input_json.h"

#include <stddef.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "jmespath.h"
#include "time_arg.h"
#include "value_print.h"

typedef enum member_kind { MEMBER_TEXT, MEMBER_TIME, MEMBER_INTEGER } member_kind;

typedef struct member_rule {
    const char *name;
    member_kind kind;
    size_t offset; /* in args */
} member_rule;

static const member_rule rules[] = {
    { "CreationTimeAfter", MEMBER_TIME, offsetof(args, creation_time_after_us) },
    { "CreationTimeBefore", MEMBER_TIME, offsetof(args, creation_time_before_us) },
    { "ImageName", MEMBER_TEXT, offsetof(args, image_name) },
    { "LastModifiedTimeAfter", MEMBER_TIME, offsetof(args, last_modified_time_after_us) },
    { "LastModifiedTimeBefore", MEMBER_TIME, offsetof(args, last_modified_time_before_us) },
    { "MaxResults", MEMBER_INTEGER, offsetof(args, max_results) },
    { "NextToken", MEMBER_TEXT, offsetof(args, next_token) },
    { "SortBy", MEMBER_TEXT, offsetof(args, sort_by) },
    { "SortOrder", MEMBER_TEXT, offsetof(args, sort_order) },
};

#define RULE_COUNT (sizeof(rules) / sizeof(rules[0]))

typedef struct reason {
    char *text;
    size_t size;
} reason;

/* --- refusals ------------------------------------------------------------------------- */

static int refuse_type(const member_rule *rule, const jm_value *value, const reason *why)
{
    static const char *const valid[] = { "<class 'str'>",
                                         "<class 'datetime.datetime'>, timestamp-string",
                                         "<class 'int'>" };
    char room[JM_NUMBER_BYTES];
    sgp_str shown = value_is_scalar(value) ? value_python_text(value, room) : sgp_str_from("...");

    (void)snprintf(why->text, why->size,
                   "Parameter validation failed:\nInvalid type for parameter %s, value: %.100s, "
                   "type: <class '%s'>, valid types: %s",
                   rule->name, shown.ptr, jm_python_type(value), valid[rule->kind]);
    return -1;
}

static int refuse_unknown(sgp_str name, const reason *why)
{
    size_t used = (size_t)snprintf(why->text, why->size,
                                   "Parameter validation failed:\nUnknown parameter in input: "
                                   "\"%.100s\", must be one of: ",
                                   name.ptr);

    for (size_t i = 0; i < RULE_COUNT && used < why->size; i++)
        used += (size_t)snprintf(why->text + used, why->size - used, "%s%s", i > 0 ? ", " : "",
                                 rules[i].name);
    return -1;
}

/* --- members -------------------------------------------------------------------------- */

static int take_text(const member_rule *rule, const jm_value *value, const char **out,
                     const reason *why)
{
    if (value->kind != JM_STRING) return refuse_type(rule, value, why);
    if (*out == NULL) *out = value->text.ptr;
    return 0;
}

static int take_time(const member_rule *rule, const jm_value *value, sgp_opt_int *out,
                     const reason *why)
{
    char room[JM_NUMBER_BYTES];
    int64_t us = 0;

    if ((value->kind != JM_STRING && value->kind != JM_NUMBER) ||
        time_arg_parse(value_python_text(value, room), &us) != TIME_ARG_TAKEN)
        return refuse_type(rule, value, why);
    if (!out->is_set) *out = sgp_opt_int_of(us);
    return 0;
}

static int take_integer(const member_rule *rule, const jm_value *value, sgp_opt_int *out,
                        const reason *why)
{
    if (value->kind != JM_NUMBER || !value->is_integer) return refuse_type(rule, value, why);
    if (value->is_big) {
        (void)snprintf(
            why->text, why->size,
            "Parameter validation failed:\nInvalid value for parameter %s, value: %.100s: "
            "expected an integer from %" PRId64 " to %" PRId64,
            rule->name, value->text.ptr, INT64_MIN, INT64_MAX);
        return -1;
    }
    if (!out->is_set) *out = sgp_opt_int_of(value->integer);
    return 0;
}

static int take_member(sgp_str name, const jm_value *value, args *a, const reason *why)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        void *member = (char *)a + rules[i].offset;
        if (!sgp_str_equal(name, sgp_str_from(rules[i].name))) continue;
        if (rules[i].kind == MEMBER_TEXT) return take_text(&rules[i], value, member, why);
        if (rules[i].kind == MEMBER_TIME) return take_time(&rules[i], value, member, why);
        return take_integer(&rules[i], value, member, why);
    }
    return refuse_unknown(name, why);
}

int input_json_apply(const char *json, args *a, sgp_arena *arena, char *why, size_t why_size)
{
    const reason r = { why, why_size };
    const jm_value *whole = NULL;
    jm j;

    memset(&j, 0, sizeof(j));
    j.arena = arena;
    whole = jm_from_json(&j, sgp_str_from(json));
    if (whole == NULL) {
        (void)snprintf(why, why_size, "Error parsing parameter 'cli-input-json': %s",
                       j.has_failed ? j.message : "Invalid JSON received.");
        return -1;
    }
    if (whole->kind != JM_OBJECT) {
        (void)snprintf(why, why_size,
                       "Error parsing parameter '--cli-input-json': Invalid type: expecting map, "
                       "received <class '%s'>",
                       jm_python_type(whole));
        return -1;
    }
    for (size_t i = 0; i < whole->count; i++)
        if (take_member(whole->names[i], whole->items[i], a, &r) != 0) return -1;
    return 0;
}
