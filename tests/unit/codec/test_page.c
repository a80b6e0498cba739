/*
 * test_page.c - response bodies to pages: what botocore reads, and what is
 * refused where it invents.
 */
#include "page_fixture.h"

#include "fail_alloc.h"

#include "expected_pages.h"
#include "expected_times.h"

/* --- what botocore reads ---------------------------------------------------------------------- */

/* One page for all bodies: nothing of an earlier one may show. */
static void pages_are_botocores(void **state)
{
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    for (size_t i = 0; i < sizeof page_bodies / sizeof *page_bodies; i++) {
        if (decode(page_bodies[i].body, &page, &err) != SGP_OK)
            fail_msg("%s: %s", page_bodies[i].body.ptr, sgp_error_message(&err));
        assert_dump(&page.api, page_bodies[i].dump, page_bodies[i].body.ptr);
    }
    sgp__page_deinit(&page);
}

static void times_are_botocores(void **state)
{
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char body[200];
        (void)snprintf(body, sizeof body, "{\"ImageVersions\":[{\"LastModifiedTime\":%s}]}",
                       times[i].json);
        if ((decode(sgp_str_from(body), &page, &err) == SGP_OK) != times[i].valid)
            fail_msg("%s: %s", times[i].json, sgp_error_message(&err));
        if (times[i].valid &&
            sgp_page_image_version(&page.api, 0)->last_modified_time_us != times[i].us)
            fail_msg("%s: %lld", times[i].json,
                     (long long)sgp_page_image_version(&page.api, 0)->last_modified_time_us);
    }
    sgp__page_deinit(&page);
}

static void status_words_become_values_and_unknown_ones_are_kept(void **state)
{
    static const char body[] = "{\"ImageVersions\":[{\"ImageVersionStatus\":\"DELETE_FAILED\"},"
                               "{\"ImageVersionStatus\":\"created\"},{}]}";
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    assert_int_equal(sgp_page_image_version(&page.api, 0)->status, SGP_IMAGE_VERSION_DELETE_FAILED);
    assert_int_equal(sgp_page_image_version(&page.api, 1)->status, SGP_IMAGE_VERSION_UNKNOWN);
    assert_str(sgp_page_image_version(&page.api, 1)->status_text, "created");
    assert_int_equal(sgp_page_image_version(&page.api, 2)->present, 0);
    assert_null(sgp_page_image_version(&page.api, 2)->status_text.ptr);
    sgp__page_deinit(&page);
}

/* Nothing is shared with the items of a list that does not count. */
static void a_second_list_replaces_the_first(void **state)
{
    static const char body[] = "{\"ImageVersions\":[{\"ImageArn\":\"x\"}],"
                               "\"ImageVersions\":[{\"ImageArn\":\"\"},{\"ImageArn\":\"x\"}]}";
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    assert_int_equal(page.api.count, 2);
    assert_str(sgp_page_image_version(&page.api, 0)->image_arn, "");
    assert_str(sgp_page_image_version(&page.api, 1)->image_arn, "x");
    sgp__page_deinit(&page);
}

/* --- what is refused: "Deliberate differences" 1 and the bounds ------------------------------- */

static void wrong_answers_are_refused_by_name(void **state)
{
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    for (size_t i = 0; i < sizeof wrong_answers / sizeof *wrong_answers; i++) {
        sgp_str body = sgp_str_from(wrong_answers[i].body);
        assert_int_equal(decode(body, &page, &err), SGP_ERR_RESPONSE);
        assert_string_equal(sgp_error_message(&err), wrong_answers[i].message);
        assert_empty(&page.api);
    }
    sgp__page_deinit(&page);
}

static void a_deep_body_is_refused(void **state)
{
    char body[1000];
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    memset(body, '[', sizeof body - 1);
    memcpy(body, "{\"a\":", 5);
    body[sizeof body - 1] = '\0';
    sgp__page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_ERR_RESPONSE);
    assert_string_equal(sgp_error_message(&err),
                        "the answer is no JSON: byte 36: nested too deeply");
    sgp__page_deinit(&page);
}

static void a_page_beyond_its_memory_is_over_the_bound(void **state)
{
    static const char head[] = "{\"ImageVersions\":[{\"FailureReason\":\"";
    char *good = repeat(head, "x", SGP_PAGE_MEMORY_MAX - 4096, "\"}]}");
    char *bad = repeat(head, "x", SGP_PAGE_MEMORY_MAX, "\"}]}");
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(good), &page, &err), SGP_OK);
    assert_int_equal(sgp_page_image_version(&page.api, 0)->failure_reason.len,
                     SGP_PAGE_MEMORY_MAX - 4096);
    assert_int_equal(decode(sgp_str_from(bad), &page, &err), SGP_ERR_LIMIT);
    assert_int_equal(page.api.count, 0);
    sgp__page_deinit(&page);
    free(good);
    free(bad);
}

static void a_longer_next_token_is_over_the_bound(void **state)
{
    char *good = repeat("{\"NextToken\":\"", "t", SGP_NEXT_TOKEN_MAX, "\"}");
    char *bad = repeat("{\"NextToken\":\"", "t", SGP_NEXT_TOKEN_MAX + 1, "\"}");
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(good), &page, &err), SGP_OK);
    assert_int_equal(page.api.next_token.len, SGP_NEXT_TOKEN_MAX);
    assert_int_equal(decode(sgp_str_from(bad), &page, &err), SGP_ERR_LIMIT);
    assert_null(page.api.next_token.ptr);
    sgp__page_deinit(&page);
    free(good);
    free(bad);
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status != SGP_OK && fail_at < 100; fail_at++) {
        sgp__page page;
        sgp_error err = TEST_ERROR_INIT;
        fail_alloc memory;
        fail_alloc_init(&memory, fail_at);
        sgp__page_init(&page, &memory.api);
        status = decode(page_bodies[8].body, &page, &err);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_equal(err.status, status);
        sgp__page_deinit(&page);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.wrong_size, 0);
    }
    assert_in_range(fail_at, 2, 99);
}

/* --- raw timestamps --------------------------------------------------------------------------- */

static const char raw_body[] = "{\"ImageVersions\":[{\"CreationTime\":1.60E9,\"LastModifiedTime\":"
                               "\"2020-07-01T00:00:00+05:30\"},"
                               "null,{\"LastModifiedTime\":1600000000}]}";

static sgp_status decode_raw(const char *body, sgp__page *page, sgp_error *err)
{
    return decode_whole(sgp_aws_json_raw_timestamps(), sgp_str_from(body), 0, page, err);
}

static void assert_raw(const sgp_raw_timestamp *raw, const char *text, int is_number)
{
    assert_string_equal(raw->text.ptr, text);
    assert_int_equal(raw->text.len, strlen(text));
    assert_int_equal(raw->is_number, is_number);
}

static void raw_timestamps_are_an_option(void **state)
{
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    assert_int_equal(decode_raw(raw_body, &page, &err), SGP_OK);
    assert_int_equal(page.api.count, 3);
    assert_int_equal(sgp_page_image_version(&page.api, 0)->creation_time_us, 1600000000000000);
    assert_raw(&sgp_page_image_version(&page.api, 0)->raw_timestamps->creation_time, "1.60E9", 1);
    assert_raw(&sgp_page_image_version(&page.api, 0)->raw_timestamps->last_modified_time,
               "2020-07-01T00:00:00+05:30", 0);
    assert_null(sgp_page_image_version(&page.api, 1)->raw_timestamps->creation_time.text.ptr);
    assert_null(sgp_page_image_version(&page.api, 2)->raw_timestamps->creation_time.text.ptr);
    assert_raw(&sgp_page_image_version(&page.api, 2)->raw_timestamps->last_modified_time,
               "1600000000", 1);
    assert_int_equal(decode(sgp_str_from(raw_body), &page, &err), SGP_OK);
    assert_null(sgp_page_image_version(&page.api, 0)->raw_timestamps);
    sgp__page_deinit(&page);
}

static void no_memory_for_raw_timestamps_is_reported(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status == SGP_ERR_MEMORY && fail_at < 100; fail_at++) {
        fail_alloc memory;
        sgp__page page;
        sgp_error err = TEST_ERROR_INIT;
        fail_alloc_init(&memory, fail_at);
        sgp__page_init(&page, &memory.api);
        status = decode_raw(raw_body, &page, &err);
        sgp__page_deinit(&page);
        assert_int_equal(memory.live_blocks, 0);
    }
    assert_int_equal(status, SGP_OK);
    assert_in_range(fail_at, 2, 99);
}

/* A list of so many of one element, decoded into a page of so many bytes. */
static sgp_status decode_many(const char *element, int count, size_t limit, sgp__page *page,
                              sgp_error *err)
{
    size_t size = (strlen(element) + 1) * (size_t)count + 64, used;
    char *body = malloc(size);
    sgp_status status;

    assert_non_null(body);
    used = (size_t)snprintf(body, size, "{\"ImageVersions\":[");
    for (int i = 0; i < count; i++)
        used += (size_t)snprintf(body + used, size - used, "%s%s", i > 0 ? "," : "", element);
    (void)snprintf(body + used, size - used, "]}");
    sgp__page_init(page, NULL);
    page->arena.limit_bytes = limit;
    sgp_error_reset(err);
    status = decode(sgp_str_from(body), page, err);
    free(body);
    return status;
}

static void a_page_holds_as_many_items_as_fit(void **state)
{
    static const char *const elements[] = { "{}", "null", "{\"Version\":1}" };
    sgp_error err = TEST_ERROR_INIT;
    sgp__page page;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(decode_many(elements[i], 8000, SGP_PAGE_MEMORY_MAX, &page, &err), SGP_OK);
        assert_int_equal(page.api.count, 8000);
        assert_int_equal(sgp_page_image_version(&page.api, 7999)->present,
                         i == 0   ? 0
                         : i == 1 ? SGP_IMAGE_VERSION_IS_NULL
                                  : SGP_IMAGE_VERSION_HAS_VERSION);
        sgp__page_deinit(&page);
        assert_int_equal(decode_many(elements[i], 8000, 100000, &page, &err), SGP_ERR_LIMIT);
        assert_non_null(
            strstr(sgp_error_message(&err), "8000 items do not fit the 100000 bytes of a page"));
        assert_int_equal(page.api.count, 0);
        sgp__page_deinit(&page);
    }
}

/* The items alone would fit. */
static void raw_timestamps_count_for_the_limit(void **state)
{
    char *body = repeat("{\"ImageVersions\":[{}", ",{}", 99, "]}");
    sgp_error err = TEST_ERROR_INIT;
    sgp__page page;

    (void)state;
    sgp__page_init(&page, NULL);
    page.arena.limit_bytes = 100 * sizeof(sgp_image_version) + 2000;
    assert_int_equal(decode_whole(sgp_aws_json(), sgp_str_from(body), 100, &page, &err), SGP_OK);
    assert_int_equal(
        decode_whole(sgp_aws_json_raw_timestamps(), sgp_str_from(body), 100, &page, &err),
        SGP_ERR_LIMIT);
    assert_non_null(strstr(sgp_error_message(&err), "100 items do not fit"));
    sgp__page_deinit(&page);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_botocores),
        cmocka_unit_test(times_are_botocores),
        cmocka_unit_test(status_words_become_values_and_unknown_ones_are_kept),
        cmocka_unit_test(a_second_list_replaces_the_first),
        cmocka_unit_test(wrong_answers_are_refused_by_name),
        cmocka_unit_test(a_deep_body_is_refused),
        cmocka_unit_test(a_page_beyond_its_memory_is_over_the_bound),
        cmocka_unit_test(a_longer_next_token_is_over_the_bound),
        cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
        cmocka_unit_test(raw_timestamps_are_an_option),
        cmocka_unit_test(no_memory_for_raw_timestamps_is_reported),
        cmocka_unit_test(a_page_holds_as_many_items_as_fit),
        cmocka_unit_test(raw_timestamps_count_for_the_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
