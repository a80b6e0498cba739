/*
 * test_page.c - answers into pages: what botocore reads, and what is refused where it invents.
 */
#include "page_fixture.h"

#include "fail_alloc.h"

#include "expected_pages.h"
#include "expected_times.h"

/* --- what botocore reads ---------------------------------------------------------------------- */

/* One page for all bodies: nothing of an earlier one may show. */
static void pages_are_botocores(void **state)
{
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < sizeof page_bodies / sizeof *page_bodies; i++) {
        if (decode(page_bodies[i].body, &page, &err) != SGP_OK)
            fail_msg("%s: %s", page_bodies[i].body.ptr, err.message);
        assert_dump(&page, page_bodies[i].dump, page_bodies[i].body.ptr);
    }
    sgp_page_deinit(&page);
}

static void times_are_botocores(void **state)
{
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        char body[200];
        (void)snprintf(body, sizeof body, "{\"ImageVersions\":[{\"LastModifiedTime\":%s}]}",
                       times[i].json);
        if ((decode(sgp_str_from(body), &page, &err) == SGP_OK) != times[i].valid)
            fail_msg("%s: %s", times[i].json, err.message);
        if (times[i].valid && page.items[0].last_modified_time_us != times[i].us)
            fail_msg("%s: %lld", times[i].json, (long long)page.items[0].last_modified_time_us);
    }
    sgp_page_deinit(&page);
}

static void status_words_become_values_and_unknown_ones_are_kept(void **state)
{
    static const char body[] = "{\"ImageVersions\":[{\"ImageVersionStatus\":\"DELETE_FAILED\"},"
                               "{\"ImageVersionStatus\":\"created\"},{}]}";
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    assert_int_equal(page.items[0].status, SGP_IMAGE_VERSION_DELETE_FAILED);
    assert_int_equal(page.items[1].status, SGP_IMAGE_VERSION_UNKNOWN);
    assert_str(page.items[1].status_text, "created");
    assert_int_equal(page.items[2].present, 0);
    assert_null(page.items[2].status_text.ptr);
    sgp_page_deinit(&page);
}

/* Nothing is shared with the items of a list that does not count. */
static void a_second_list_begins_anew(void **state)
{
    static const char body[] = "{\"ImageVersions\":[{\"ImageArn\":\"x\"}],"
                               "\"ImageVersions\":[{\"ImageArn\":\"\"},{\"ImageArn\":\"x\"}]}";
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    assert_int_equal(page.count, 2);
    assert_str(page.items[0].image_arn, "");
    assert_str(page.items[1].image_arn, "x");
    sgp_page_deinit(&page);
}

/* --- what is refused: "Deliberate differences" 1 and the bounds ------------------------------- */

static void wrong_answers_are_refused_by_name(void **state)
{
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < sizeof wrong_answers / sizeof *wrong_answers; i++) {
        sgp_str body = sgp_str_from(wrong_answers[i].body);
        assert_int_equal(decode(body, &page, &err), SGP_ERR_RESPONSE);
        assert_refused(&page, &err, wrong_answers[i].message);
    }
    sgp_page_deinit(&page);
}

static void a_deep_body_is_refused(void **state)
{
    char body[1000];
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    memset(body, '[', sizeof body - 1);
    memcpy(body, "{\"a\":", 5);
    body[sizeof body - 1] = '\0';
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_ERR_RESPONSE);
    assert_string_equal(err.message, "the answer is no JSON: byte 36: nested too deeply");
    sgp_page_deinit(&page);
}

static void a_page_beyond_its_memory_is_over_the_bound(void **state)
{
    static const char head[] = "{\"ImageVersions\":[{\"FailureReason\":\"";
    char *good = repeat(head, "x", SGP_PAGE_MEMORY_MAX - 4096, "\"}]}");
    char *bad = repeat(head, "x", SGP_PAGE_MEMORY_MAX, "\"}]}");
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(good), &page, &err), SGP_OK);
    assert_int_equal(page.items[0].failure_reason.len, SGP_PAGE_MEMORY_MAX - 4096);
    assert_int_equal(decode(sgp_str_from(bad), &page, &err), SGP_ERR_LIMIT);
    assert_int_equal(page.count, 0);
    sgp_page_deinit(&page);
    free(good);
    free(bad);
}

static void a_longer_next_token_is_over_the_bound(void **state)
{
    char *good = repeat("{\"NextToken\":\"", "t", SGP_NEXT_TOKEN_MAX, "\"}");
    char *bad = repeat("{\"NextToken\":\"", "t", SGP_NEXT_TOKEN_MAX + 1, "\"}");
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(good), &page, &err), SGP_OK);
    assert_int_equal(page.next_token.len, SGP_NEXT_TOKEN_MAX);
    assert_int_equal(decode(sgp_str_from(bad), &page, &err), SGP_ERR_LIMIT);
    assert_null(page.next_token.ptr);
    sgp_page_deinit(&page);
    free(good);
    free(bad);
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status != SGP_OK && fail_at < 100; fail_at++) {
        sgp_page page;
        sgp_error err = SGP_ERROR_INIT;
        fail_alloc memory;
        fail_alloc_init(&memory, fail_at);
        sgp_page_init(&page, &memory.api);
        status = decode(page_bodies[8].body, &page, &err);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        assert_int_equal(err.status, status);
        sgp_page_deinit(&page);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.wrong_size, 0);
    }
    assert_in_range(fail_at, 2, 99);
}

/* --- times as sent ---------------------------------------------------------------------------- */

static const char sent_body[] = "{\"ImageVersions\":[{\"CreationTime\":1.60E9,\"LastModifiedTime\":"
                                "\"2020-07-01T00:00:00+05:30\"},"
                                "null,{\"LastModifiedTime\":1600000000}]}";

static sgp_status decode_keeping_of(const char *body, sgp_page *page, sgp_error *err)
{
    sgp_codec codec = sgp_aws_json_keeping_times();
    sgp_http_response response;

    memset(&response, 0, sizeof response);
    response.status = 200;
    response.body = sgp_str_from(body);
    sgp_error_reset(err);
    return codec.decode_page(codec.self, &response, page, err);
}

static sgp_status decode_keeping(sgp_page *page, sgp_error *err)
{
    return decode_keeping_of(sent_body, page, err);
}

static void assert_sent(const sgp_sent_time *sent, const char *text, int is_number)
{
    assert_string_equal(sent->text.ptr, text);
    assert_int_equal(sent->text.len, strlen(text));
    assert_int_equal(sent->is_number, is_number);
}

static void times_are_kept_as_sent_when_asked_for(void **state)
{
    sgp_page page;
    sgp_error err;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode_keeping(&page, &err), SGP_OK);
    assert_int_equal(page.count, 3);
    assert_int_equal(page.items[0].creation_time_us, 1600000000000000);
    assert_sent(&page.items[0].sent_times->creation_time, "1.60E9", 1);
    assert_sent(&page.items[0].sent_times->last_modified_time, "2020-07-01T00:00:00+05:30", 0);
    assert_null(page.items[1].sent_times->creation_time.text.ptr);
    assert_null(page.items[2].sent_times->creation_time.text.ptr);
    assert_sent(&page.items[2].sent_times->last_modified_time, "1600000000", 1);
    assert_int_equal(decode(sgp_str_from(sent_body), &page, &err), SGP_OK);
    assert_null(page.items[0].sent_times);
    sgp_page_deinit(&page);
}

static void no_memory_for_times_is_said(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    (void)state;
    for (fail_at = 0; status == SGP_ERR_MEMORY && fail_at < 100; fail_at++) {
        fail_alloc memory;
        sgp_page page;
        sgp_error err;
        fail_alloc_init(&memory, fail_at);
        sgp_page_init(&page, &memory.api);
        status = decode_keeping(&page, &err);
        sgp_page_deinit(&page);
        assert_int_equal(memory.live_blocks, 0);
    }
    assert_int_equal(status, SGP_OK);
    assert_in_range(fail_at, 2, 99);
}

/* A list of so many of one element, decoded into a page of so many bytes. */
static sgp_status decode_many(const char *element, int count, size_t limit, sgp_page *page,
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
    sgp_page_init(page, NULL);
    page->arena.limit_bytes = limit;
    sgp_error_reset(err);
    status = decode(sgp_str_from(body), page, err);
    free(body);
    return status;
}

static void a_page_holds_as_many_items_as_fit(void **state)
{
    static const char *const elements[] = { "{}", "null", "{\"Version\":1}" };
    sgp_error err = SGP_ERROR_INIT;
    sgp_page page;

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(decode_many(elements[i], 8000, SGP_PAGE_MEMORY_MAX, &page, &err), SGP_OK);
        assert_int_equal(page.count, 8000);
        assert_int_equal(page.items[7999].present, i == 0   ? 0
                                                   : i == 1 ? SGP_IS_NULL
                                                            : SGP_HAS_VERSION);
        sgp_page_deinit(&page);
        assert_int_equal(decode_many(elements[i], 8000, 100000, &page, &err), SGP_ERR_LIMIT);
        assert_non_null(strstr(err.message, "8000 items do not fit the 100000 bytes of a page"));
        assert_int_equal(page.count, 0);
        sgp_page_deinit(&page);
    }
}

/* The items alone would fit. */
static void what_is_kept_beside_the_items_counts_as_well(void **state)
{
    char *body = repeat("{\"ImageVersions\":[{}", ",{}", 99, "]}");
    sgp_error err = SGP_ERROR_INIT;
    sgp_page page;

    (void)state;
    sgp_page_init(&page, NULL);
    page.expected_items = 100;
    page.arena.limit_bytes = 100 * sizeof(sgp_image_version) + 2000;
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    assert_int_equal(decode_keeping_of(body, &page, &err), SGP_ERR_LIMIT);
    assert_non_null(strstr(err.message, "100 items do not fit"));
    sgp_page_deinit(&page);
    free(body);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_botocores),
        cmocka_unit_test(times_are_botocores),
        cmocka_unit_test(status_words_become_values_and_unknown_ones_are_kept),
        cmocka_unit_test(a_second_list_begins_anew),
        cmocka_unit_test(wrong_answers_are_refused_by_name),
        cmocka_unit_test(a_deep_body_is_refused),
        cmocka_unit_test(a_page_beyond_its_memory_is_over_the_bound),
        cmocka_unit_test(a_longer_next_token_is_over_the_bound),
        cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
        cmocka_unit_test(times_are_kept_as_sent_when_asked_for),
        cmocka_unit_test(no_memory_for_times_is_said),
        cmocka_unit_test(a_page_holds_as_many_items_as_fit),
        cmocka_unit_test(what_is_kept_beside_the_items_counts_as_well),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
