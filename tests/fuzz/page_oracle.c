/*
 * page_oracle.c - decodes the whole body to cJSON's tree and then takes member
 * by member.
 */
#include "page_oracle.h"

#include "sgp_ascii.h"
#include "sgp_civil_time.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "oracle_json.h"

#include <stdlib.h>

/* One element of ImageVersions. */
typedef struct item_decoder {
    const cJSON *object;
    size_t index;
    sgp_image_version *item;
    sgp_raw_timestamps *raw; /* of the item; NULL: not wanted */
    sgp_arena *arena;
    sgp_error *err;
} item_decoder;

/* A member that exists and is not null, noted as present; botocore drops null
 * members. */
static const cJSON *take_member(item_decoder *d, const char *name, unsigned bit)
{
    const cJSON *value = oracle_member(d->object, name);

    if (!value || cJSON_IsNull(value)) return NULL;
    d->item->present |= bit;
    return value;
}

static sgp_status wrong(const item_decoder *d, const char *name, const char *expected,
                        const char *got)
{
    return sgp_error_set(d->err, SGP_ERR_RESPONSE, "ImageVersions[%zu].%s: expected %s, got %s",
                         d->index, name, expected, got);
}

static sgp_status decode_text(item_decoder *d, const char *name, unsigned bit, sgp_str *out)
{
    const cJSON *value = take_member(d, name, bit);

    if (!value) return SGP_OK;
    if (oracle_type_of(value) != ORACLE_STRING)
        return wrong(d, name, "a string", oracle_type_name(value));
    return oracle_text(value, d->arena, out, d->err);
}

static int is_whole(sgp_str number)
{
    for (size_t i = 0; i < number.len; i++)
        if (number.ptr[i] != '-' && !sgp__is_digit(number.ptr[i])) return 0;
    return 1;
}

static int parse_whole(sgp_str number, int64_t *out)
{
    int negative = number.ptr[0] == '-';
    int64_t magnitude = sgp__parse_decimal(negative ? sgp__slice(number, 1, number.len) : number,
                                           INT64_MAX);

    if (magnitude < 0) return 0;
    *out = negative ? -magnitude : magnitude;
    return 1;
}

static sgp_status decode_integer(item_decoder *d, const char *name, unsigned bit, int64_t *out)
{
    const cJSON *value = take_member(d, name, bit);

    if (!value) return SGP_OK;
    if (oracle_type_of(value) != ORACLE_NUMBER)
        return wrong(d, name, "an integer", oracle_type_name(value));
    if (!is_whole(oracle_number(value)))
        return wrong(d, name, "an integer", "a number with fraction or exponent");
    if (!parse_whole(oracle_number(value), out))
        return wrong(d, name, "an integer", "one beyond 64 bits");
    return SGP_OK;
}

static sgp_status copy_number(item_decoder *d, sgp_str number, sgp_raw_timestamp *raw)
{
    if (!raw) return SGP_OK;
    raw->is_number = 1;
    return sgp_arena_copy(d->arena, number.ptr, number.len, &raw->text, d->err);
}

static int64_t round_half_even(double value)
{
    const int64_t floor = (int64_t)value - ((double)(int64_t)value > value);
    const double rest = value - (double)floor;

    return floor + (rest > 0.5 || (rest == 0.5 && floor % 2 != 0));
}

/* The library has no floating point; this is how Python does it. */
static int parse_seconds(sgp_str number, int64_t *us)
{
    const double seconds = strtod(number.ptr, NULL);
    int64_t whole;

    if (number.len > 400 || !(seconds >= -62135596801.0 && seconds <= 253402300800.0)) return 0;
    whole = (int64_t)seconds;
    *us = whole * SGP__US_PER_SECOND + round_half_even((seconds - (double)whole) * 1e6);
    return *us >= SGP__TIME_MIN_US && *us <= SGP__TIME_MAX_US;
}

static sgp_status decode_time(item_decoder *d, const char *name, unsigned bit, int64_t *us,
                              sgp_raw_timestamp *raw)
{
    const cJSON *value = take_member(d, name, bit);
    sgp_str text;
    int good;

    if (!value) return SGP_OK;
    switch (oracle_type_of(value)) {
    case ORACLE_NUMBER:
        good = parse_seconds(oracle_number(value), us);
        SGP_TRY(copy_number(d, oracle_number(value), raw));
        break;
    case ORACLE_STRING:
        SGP_TRY(oracle_text(value, d->arena, &text, d->err));
        good = sgp_time_from_text(text, us) == SGP_OK;
        if (raw) raw->text = text;
        break;
    default:
        return wrong(d, name, "a time", oracle_type_name(value));
    }
    if (good) return SGP_OK;
    return wrong(d, name, "a time of the years 1 to 9999",
                 oracle_type_of(value) == ORACLE_NUMBER ? "another number" : "another text");
}

static sgp_status decode_item(item_decoder *d)
{
    sgp_image_version *item = d->item;

    SGP_TRY(decode_time(d, "CreationTime", SGP_IMAGE_VERSION_HAS_CREATION_TIME,
                        &item->creation_time_us, d->raw ? &d->raw->creation_time : NULL));
    SGP_TRY(decode_text(d, "FailureReason", SGP_IMAGE_VERSION_HAS_FAILURE_REASON,
                        &item->failure_reason));
    SGP_TRY(decode_text(d, "ImageArn", SGP_IMAGE_VERSION_HAS_IMAGE_ARN, &item->image_arn));
    SGP_TRY(decode_text(d, "ImageVersionArn", SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN,
                        &item->image_version_arn));
    SGP_TRY(decode_text(d, "ImageVersionStatus", SGP_IMAGE_VERSION_HAS_STATUS, &item->status_text));
    item->status = sgp_image_version_status_from(item->status_text);
    SGP_TRY(decode_time(d, "LastModifiedTime", SGP_IMAGE_VERSION_HAS_LAST_MODIFIED_TIME,
                        &item->last_modified_time_us, d->raw ? &d->raw->last_modified_time : NULL));
    return decode_integer(d, "Version", SGP_IMAGE_VERSION_HAS_VERSION, &item->version);
}

static sgp_status decode_element(item_decoder *d)
{
    if (cJSON_IsNull(d->object)) {
        d->item->present = SGP_IMAGE_VERSION_IS_NULL;
        return SGP_OK;
    }
    if (cJSON_IsObject(d->object)) return decode_item(d);
    return sgp_error_set(d->err, SGP_ERR_RESPONSE, "ImageVersions[%zu]: expected an object, got %s",
                         d->index, oracle_type_name(d->object));
}

static sgp_status append_element(item_decoder *d, int raw_timestamps, sgp_page *page)
{
    d->index = page->count;
    SGP_TRY(sgp_page_append_image_version(page, &d->item, d->err));
    d->raw = raw_timestamps ? sgp_arena_alloc(d->arena, sizeof *d->raw) : NULL;
    if (raw_timestamps && !d->raw) return sgp__no_memory(d->err);
    d->item->raw_timestamps = d->raw;
    return decode_element(d);
}

static sgp_status decode_items(const cJSON *body, int raw_timestamps, sgp_page *page,
                               sgp_error *err)
{
    const cJSON *list = oracle_member(body, "ImageVersions");
    item_decoder d = { NULL, 0, NULL, NULL, sgp_page_arena(page), err };

    if (!list || cJSON_IsNull(list)) return SGP_OK;
    if (!cJSON_IsArray(list))
        return sgp_error_set(err, SGP_ERR_RESPONSE, "ImageVersions: expected a list, got %s",
                             oracle_type_name(list));
    page->has_items = 1;
    for (d.object = list->child; d.object; d.object = d.object->next)
        SGP_TRY(append_element(&d, raw_timestamps, page));
    return SGP_OK;
}

static sgp_status decode_next_token(const cJSON *body, sgp_page *page, sgp_error *err)
{
    const cJSON *value = oracle_member(body, "NextToken");

    if (!value || cJSON_IsNull(value)) return SGP_OK;
    if (oracle_type_of(value) != ORACLE_STRING)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "NextToken: expected a string, got %s",
                             oracle_type_name(value));
    SGP_TRY(oracle_text(value, sgp_page_arena(page), &page->next_token, err));
    if (page->next_token.len <= SGP_NEXT_TOKEN_MAX) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_LIMIT, "NextToken has %zu bytes: at most %d are accepted",
                         page->next_token.len, SGP_NEXT_TOKEN_MAX);
}

static sgp_status decode_root(const cJSON *body, int raw_timestamps, sgp_page *page, sgp_error *err)
{
    if (!cJSON_IsObject(body))
        return sgp_error_set(err, SGP_ERR_RESPONSE, "the answer: expected an object, got %s",
                             oracle_type_name(body));
    SGP_TRY(decode_items(body, raw_timestamps, page, err));
    return decode_next_token(body, page, err);
}

sgp_status page_oracle_decode(sgp_str body, int raw_timestamps, sgp_page *page, sgp_error *err)
{
    cJSON *root;
    sgp_status status;

    sgp_page_reset(page);
    if (body.len == 0)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "the answer is empty: expected an object");
    status = oracle_parse(&root, body, err);
    if (status != SGP_OK)
        sgp_error_prefix(err, "the answer is no JSON");
    else
        status = decode_root(root, raw_timestamps, page, err);
    cJSON_Delete(root);
    if (status != SGP_OK) sgp_page_reset(page);
    return status;
}
