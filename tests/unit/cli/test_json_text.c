/*
 * test_json_text.c - texts, items and times as JSON. Expected texts: Python 3.11's
 * json.dumps(value, ensure_ascii=False) and datetime.isoformat(), TZ=UTC.
 */
#include "test.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "json_text.h"
#include "local_time.h"

static const json_layout compact = { "", "", "" };

/* What fits into the sink's buffer is not written yet. */
static void assert_written(const sink *out, const char *expected)
{
    assert_int_equal(out->len, strlen(expected));
    assert_memory_equal(out->bytes, expected, out->len);
}

static void escapes_as_python_does(void **state)
{
    static const char text[] = "a\"b\\c/\b\f\n\r\t\0\x01\x1f\x7f\xC3\xA9\xE2\x80\xA8";
    sink out;

    (void)state;
    sink_init(&out, -1);
    json_text_put(&out, (sgp_str){ text, sizeof(text) - 1 });
    assert_written(&out, "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0000\\u0001\\u001f\x7f\xC3\xA9"
                         "\xE2\x80\xA8\"");
}

static void empty_text(void **state)
{
    sink out;

    (void)state;
    sink_init(&out, -1);
    json_text_put(&out, (sgp_str){ "", 0 });
    assert_written(&out, "\"\"");
}

static void members_in_model_order(void **state)
{
    sgp_image_version item;
    sink out;

    (void)state;
    memset(&item, 0, sizeof(item));
    item.present = SGP_IMAGE_VERSION_HAS_CREATION_TIME | SGP_IMAGE_VERSION_HAS_FAILURE_REASON |
                   SGP_IMAGE_VERSION_HAS_IMAGE_ARN | SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN |
                   SGP_IMAGE_VERSION_HAS_STATUS | SGP_IMAGE_VERSION_HAS_LAST_MODIFIED_TIME |
                   SGP_IMAGE_VERSION_HAS_VERSION;
    item.creation_time_us = INT64_C(1600000000500000);
    item.last_modified_time_us = INT64_C(1600000000000000);
    item.failure_reason = sgp_str_from("r");
    item.image_arn = sgp_str_from("a");
    item.image_version_arn = sgp_str_from("None");
    item.status_text = sgp_str_from("CREATED");
    item.version = INT64_MAX;
    sink_init(&out, -1);
    json_item_put(&out, &item, TIME_FORMAT_ISO8601, &compact);
    assert_written(&out, "{\"CreationTime\":\"2020-09-13T12:26:40.500000+00:00\","
                         "\"FailureReason\":\"r\",\"ImageArn\":\"a\",\"ImageVersionArn\":\"None\","
                         "\"ImageVersionStatus\":\"CREATED\","
                         "\"LastModifiedTime\":\"2020-09-13T12:26:40+00:00\","
                         "\"Version\":9223372036854775807}");
}

static void absent_members_and_null_elements(void **state)
{
    sgp_image_version item;
    sink out;

    (void)state;
    memset(&item, 0, sizeof(item));
    sink_init(&out, -1);
    json_item_put(&out, &item, TIME_FORMAT_ISO8601, &compact);
    item.present = SGP_IMAGE_VERSION_IS_NULL;
    json_item_put(&out, &item, TIME_FORMAT_ISO8601, &compact);
    item.present = SGP_IMAGE_VERSION_HAS_VERSION;
    json_item_put(&out, &item, TIME_FORMAT_ISO8601, &compact);
    assert_written(&out, "{}null{\"Version\":0}");
}

typedef struct moment {
    int64_t us;
    const char *text;
} moment;

static void times_to_the_microsecond(void **state)
{
    static const moment cases[] = {
        { 0, "1970-01-01T00:00:00+00:00" },
        { 1, "1970-01-01T00:00:00.000001+00:00" },
        { -1, "1969-12-31T23:59:59.999999+00:00" },
        { -1000000, "1969-12-31T23:59:59+00:00" },
        { INT64_C(-62135596800000000), "0001-01-01T00:00:00+00:00" },
        { INT64_C(253402300799999999), "9999-12-31T23:59:59.999999+00:00" },
    };
    char text[DATE_ISO_BYTES];

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_string_equal(local_time_text(cases[i].us, text), cases[i].text);
}

/* After a failure further data is dropped and the first cause is kept. */
static void first_write_failure_is_kept(void **state)
{
    sink out;

    (void)state;
    sink_init(&out, -1);
    for (int i = 0; i < SINK_BYTES; i++)
        sink_puts(&out, "abc");
    sink_flush(&out);
    assert_int_not_equal(out.os_error, 0);
    assert_int_equal(out.len, 0);
}

static void long_texts_come_out_whole(void **state)
{
    char got[SINK_BYTES * 2 + 10];
    int ends[2];
    sink out;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    sink_init(&out, ends[1]);
    for (int i = 0; i < SINK_BYTES / 4; i++)
        sink_puts(&out, "12345678");
    sink_puts(&out, "end");
    sink_flush(&out);
    (void)close(ends[1]);
    assert_int_equal(read(ends[0], got, sizeof(got)), SINK_BYTES * 2 + 3);
    assert_memory_equal(got + SINK_BYTES * 2 - 8, "12345678end", 11);
    (void)close(ends[0]);
}

static int use_utc(void **state)
{
    (void)state;
    if (setenv("TZ", "UTC", 1) != 0) return -1;
    tzset();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_as_python_does),
        cmocka_unit_test(empty_text),
        cmocka_unit_test(members_in_model_order),
        cmocka_unit_test(absent_members_and_null_elements),
        cmocka_unit_test(times_to_the_microsecond),
        cmocka_unit_test(first_write_failure_is_kept),
        cmocka_unit_test(long_texts_come_out_whole),
    };

    return cmocka_run_group_tests(tests, use_utc, NULL);
}
