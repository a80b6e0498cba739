/*
 * test_page_parts.c - what the library's own reader of pages adds: bodies that come in pieces, and
 * memory that is known beforehand. Not built with SGP_JSON=cjson.
 */
#include "page_fixture.h"

#include "fail_alloc.h"

#include "expected_pages.h"

/* A body that comes in pieces of so many bytes, each looked at when it has come. */
static sgp_status decode_pieces(const sgp_codec *codec, sgp_str body, size_t piece, sgp_page *page,
                                sgp_error *err)
{
    sgp_http_response response;
    sgp_status status;

    sgp_http_response_init(&response, NULL, 0);
    sgp_error_reset(err);
    status = sgp_http_response_begin(&response, 200, sgp_str_from(NULL), err);
    for (size_t at = 0; status == SGP_OK && at < body.len; at += piece) {
        size_t some = body.len - at < piece ? body.len - at : piece;
        status = sgp_http_response_body(&response, body.ptr + at, some, err);
        if (status == SGP_OK) status = codec->decode_part(codec->self, &response, page, err);
        assert_int_equal(page->count, 0);
        assert_false(page->has_items);
    }
    if (status == SGP_OK) status = codec->decode_page(codec->self, &response, page, err);
    sgp_http_response_deinit(&response);
    return status;
}

static const size_t pieces[] = { 1, 2, 3, 7, 20, 60 };

#define PIECES (sizeof pieces / sizeof *pieces)

static void pages_in_pieces_are_the_same(void **state)
{
    sgp_codec codec = sgp_aws_json();
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < PIECES * sizeof page_bodies / sizeof *page_bodies; i++) {
        sgp_str body = page_bodies[i / PIECES].body;
        if (decode_pieces(&codec, body, pieces[i % PIECES], &page, &err) != SGP_OK)
            fail_msg("%s: %s", body.ptr, err.message);
        assert_dump(&page, page_bodies[i / PIECES].dump, body.ptr);
    }
    sgp_page_deinit(&page);
}

static void wrong_answers_in_pieces_are_refused_the_same(void **state)
{
    sgp_codec codec = sgp_aws_json();
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < PIECES * sizeof wrong_answers / sizeof *wrong_answers; i++) {
        sgp_str body = sgp_str_from(wrong_answers[i / PIECES].body);
        assert_int_equal(decode_pieces(&codec, body, pieces[i % PIECES], &page, &err),
                         SGP_ERR_RESPONSE);
        assert_refused(&page, &err, wrong_answers[i / PIECES].message);
    }
    sgp_page_deinit(&page);
}

static void whatever_is_cut_is_read_when_there_is_more(void **state)
{
    static const char *const bodies[] = {
        " \n {\"x\":1234,\"ImageVersions\":[ {\"Version\":7} , null , {} ],\"y\":-1.5e10 } \n ",
        "{\"ImageVersions\":[{\"Version\":7},null,{}],\"\\u0078\":[1,[22,{}]],\"y\":false}",
    };
    sgp_codec codec = sgp_aws_json();
    sgp_page page;
    sgp_error err;

    (void)state;
    sgp_page_init(&page, NULL);
    for (size_t i = 0; i < 2 * PIECES; i++) {
        sgp_str body = sgp_str_from(bodies[i % 2]);
        if (decode_pieces(&codec, body, pieces[i / 2], &page, &err) != SGP_OK)
            fail_msg("%s: %s", body.ptr, err.message);
        assert_int_equal(page.count, 3);
        assert_int_equal(page.items[0].version, 7);
        assert_int_equal(page.items[1].present, SGP_IS_NULL);
    }
    sgp_page_deinit(&page);
}

/* By its owner: what was read of it is gone. */
static void a_page_must_not_be_reset_while_it_is_filled(void **state)
{
    sgp_codec codec = sgp_aws_json();
    sgp_http_response response;
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    sgp_page_init(&page, NULL);
    sgp_http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_body(&response, "{\"x\":1,", 7, &err), SGP_OK);
    assert_int_equal(codec.decode_part(codec.self, &response, &page, &err), SGP_OK);
    assert_int_equal(response.taken_bytes, 6);
    sgp_page_reset(&page);
    assert_int_equal(codec.decode_page(codec.self, &response, &page, &err), SGP_ERR_USAGE);
    assert_string_equal(
        err.message,
        "the page was reset while it was being filled: leave it alone until the call is over");
    sgp_http_response_deinit(&response);
    sgp_page_deinit(&page);
}

/* A text that the item before has too is not copied, unless it is spelled in another way. */
static void texts_that_repeat_are_kept_once(void **state)
{
    static const char body[] =
        "{\"ImageVersions\":[{\"ImageArn\":\"a/b\"},{\"ImageArn\":\"a/b\"},null,"
        "{\"ImageArn\":\"a/b\"},{\"ImageArn\":\"a\\/b\"},"
        "{\"ImageArn\":\"a/b\"},{},{\"ImageArn\":\"\"}]}";
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;
    const sgp_image_version *items;

    (void)state;
    sgp_page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    items = page.items;
    assert_ptr_equal(items[1].image_arn.ptr, items[0].image_arn.ptr);
    assert_ptr_equal(items[3].image_arn.ptr, items[0].image_arn.ptr);
    assert_ptr_not_equal(items[4].image_arn.ptr, items[0].image_arn.ptr);
    for (size_t i = 0; i < 6; i++)
        if (i != 2) assert_str(items[i].image_arn, "a/b");
    assert_null(items[6].image_arn.ptr);
    assert_str(items[7].image_arn, "");
    sgp_page_deinit(&page);
}

/* What a short page takes and what a full one takes is the same. */
static void memory_follows_from_the_items_asked_for(void **state)
{
    long peaks[2];

    (void)state;
    for (int i = 0; i < 2; i++) {
        char *body = repeat("{\"ImageVersions\":[{}", ",{\"ImageVersionArn\":\"a name\"}",
                            i ? 99 : 1, "]}");
        fail_alloc memory;
        sgp_page page;
        sgp_error err;
        fail_alloc_init(&memory, -1);
        sgp_page_init(&page, &memory.api);
        page.expected_items = 100;
        assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
        assert_int_equal(page.count, i ? 100 : 2);
        sgp_page_deinit(&page);
        peaks[i] = memory.peak_bytes;
        free(body);
    }
    assert_int_equal(peaks[0], peaks[1]);
}

/* What was copied of an item that did not end yet is not kept beside what is copied of it again. */
static void steps_that_are_done_again_take_no_more_memory(void **state)
{
    sgp_str body = sgp_str_from(
        "{\"ImageVersions\":[{\"LastModifiedTime\":\"2020-07-01T00:00:00Z\","
        "\"CreationTime\":1.60e9,\"FailureReason\":\"a\\u0062c\"}]}");
    sgp_codec codec = sgp_aws_json_keeping_times();
    size_t used[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        sgp_page page;
        sgp_error err;
        sgp_page_init(&page, NULL);
        assert_int_equal(decode_pieces(&codec, body, i ? 1 : body.len, &page, &err), SGP_OK);
        assert_str(page.items[0].sent_times->last_modified_time.text, "2020-07-01T00:00:00Z");
        assert_str(page.items[0].sent_times->creation_time.text, "1.60e9");
        used[i] = page.arena.used_bytes;
        sgp_page_deinit(&page);
    }
    assert_int_equal(used[1], used[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_in_pieces_are_the_same),
        cmocka_unit_test(wrong_answers_in_pieces_are_refused_the_same),
        cmocka_unit_test(whatever_is_cut_is_read_when_there_is_more),
        cmocka_unit_test(a_page_must_not_be_reset_while_it_is_filled),
        cmocka_unit_test(texts_that_repeat_are_kept_once),
        cmocka_unit_test(memory_follows_from_the_items_asked_for),
        cmocka_unit_test(steps_that_are_done_again_take_no_more_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
