/*
 * test_page_parts.c - bodies that come in parts, and the memory of a page,
 * which is known beforehand.
 */
#include "page_fixture.h"

#include "fail_alloc.h"

#include "expected_pages.h"

/* Feeds all bytes that came and were not consumed, whenever `piece` more have
 * come. Each time they are at another address, with nothing behind them that a
 * sanitizer would not report. */
static sgp_status feed_pieces(sgp_page_decoder *decoder, sgp_str body, size_t piece,
                              sgp__page *page, size_t *consumed, sgp_error *err)
{
    sgp_status status = SGP_OK;

    for (size_t came = 0; status == SGP_OK && came < body.len;) {
        size_t taken = 0, len;
        char *copy;
        sgp_str bytes;
        came += body.len - came < piece ? body.len - came : piece;
        len = came - *consumed;
        copy = malloc(len > 0 ? len : 1);
        assert_non_null(copy);
        memcpy(copy, body.ptr + *consumed, len);
        bytes.ptr = copy;
        bytes.len = len;
        status = decoder->type->feed(decoder, bytes, &taken, err);
        assert_true(taken <= len);
        *consumed += taken;
        free(copy); /* nothing may point into it */
        assert_empty(&page->api);
    }
    return status;
}

static sgp_status decode_pieces(sgp_codec *codec, sgp_str body, size_t piece, sgp__page *page,
                                sgp_error *err)
{
    sgp_page_decoder *decoder = start_decoder(codec, page, 0);
    size_t consumed = 0;
    sgp_status status;
    sgp_str rest;

    sgp_error_reset(err);
    status = feed_pieces(decoder, body, piece, page, &consumed, err);
    rest.ptr = body.ptr + consumed;
    rest.len = body.len - consumed;
    if (status == SGP_OK) return decoder->type->finish(decoder, rest, err);
    decoder->type->abort(decoder);
    return status;
}

static const size_t pieces[] = { 1, 2, 3, 7, 20, 60 };

#define PIECES (sizeof pieces / sizeof *pieces)

static void pages_in_pieces_are_the_same(void **state)
{
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    for (size_t i = 0; i < PIECES * sizeof page_bodies / sizeof *page_bodies; i++) {
        sgp_str body = page_bodies[i / PIECES].body;
        if (decode_pieces(sgp_aws_json(), body, pieces[i % PIECES], &page, &err) != SGP_OK)
            fail_msg("%s: %s", body.ptr, sgp_error_message(&err));
        assert_dump(&page.api, page_bodies[i / PIECES].dump, body.ptr);
    }
    sgp__page_deinit(&page);
}

static void wrong_answers_in_pieces_are_refused_the_same(void **state)
{
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    for (size_t i = 0; i < PIECES * sizeof wrong_answers / sizeof *wrong_answers; i++) {
        sgp_str body = sgp_str_from(wrong_answers[i / PIECES].body);
        assert_int_equal(decode_pieces(sgp_aws_json(), body, pieces[i % PIECES], &page, &err),
                         SGP_ERR_RESPONSE);
        assert_string_equal(sgp_error_message(&err), wrong_answers[i / PIECES].message);
        assert_empty(&page.api);
    }
    sgp__page_deinit(&page);
}

static void a_cut_step_is_decoded_when_there_is_more(void **state)
{
    static const char *const bodies[] = {
        " \n {\"x\":1234,\"ImageVersions\":[ {\"Version\":7} , null , {} ],\"y\":-1.5e10 } \n ",
        "{\"ImageVersions\":[{\"Version\":7},null,{}],\"\\u0078\":[1,[22,{}]],\"y\":false}",
    };
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    for (size_t i = 0; i < 2 * PIECES; i++) {
        sgp_str body = sgp_str_from(bodies[i % 2]);
        if (decode_pieces(sgp_aws_json(), body, pieces[i / 2], &page, &err) != SGP_OK)
            fail_msg("%s: %s", body.ptr, sgp_error_message(&err));
        assert_int_equal(page.api.count, 3);
        assert_int_equal(sgp_page_image_version(&page.api, 0)->version, 7);
        assert_int_equal(sgp_page_image_version(&page.api, 1)->present, SGP_IMAGE_VERSION_IS_NULL);
    }
    sgp__page_deinit(&page);
}

/* What was decoded before an abort does not show, and the page can be filled
 * again. */
static void an_aborted_page_is_empty(void **state)
{
    static const char body[] =
        "{\"ImageVersions\":[{\"Version\":1},{\"Version\":2}],\"NextToken\":\"t\"}";
    sgp_str whole = sgp_str_from(body);
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__page_init(&page, NULL);
    for (size_t len = 0; len <= whole.len; len++) {
        sgp_page_decoder *decoder = start_decoder(sgp_aws_json(), &page, 0);
        sgp_str part = { body, len };
        size_t consumed = 0;
        assert_int_equal(feed_pieces(decoder, part, 7, &page, &consumed, &err), SGP_OK);
        decoder->type->abort(decoder);
        assert_empty(&page.api);
    }
    assert_int_equal(decode(whole, &page, &err), SGP_OK);
    assert_int_equal(page.api.count, 2);
    sgp__page_deinit(&page);
}

static void an_empty_rest_is_enough(void **state)
{
    sgp_str body = sgp_str_from("{\"ImageVersions\":[{}]}");
    sgp_str nothing = { NULL, 0 };
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;
    sgp_page_decoder *decoder;
    size_t consumed = 0;

    (void)state;
    sgp__page_init(&page, NULL);
    decoder = start_decoder(sgp_aws_json(), &page, 0);
    assert_int_equal(feed_pieces(decoder, body, body.len, &page, &consumed, &err), SGP_OK);
    assert_int_equal(consumed, body.len);
    assert_int_equal(decoder->type->finish(decoder, nothing, &err), SGP_OK);
    assert_int_equal(page.api.count, 1);
    sgp__page_deinit(&page);
}

/* A text is not copied if the item before has the same one, written in the same
 * way. */
static void repeated_texts_are_stored_once(void **state)
{
    static const char body[] =
        "{\"ImageVersions\":[{\"ImageArn\":\"a/b\"},{\"ImageArn\":\"a/b\"},null,"
        "{\"ImageArn\":\"a/b\"},{\"ImageArn\":\"a\\/b\"},"
        "{\"ImageArn\":\"a/b\"},{},{\"ImageArn\":\"\"}]}";
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;
    const sgp_image_version *items;

    (void)state;
    sgp__page_init(&page, NULL);
    assert_int_equal(decode(sgp_str_from(body), &page, &err), SGP_OK);
    items = page.items;
    assert_ptr_equal(items[1].image_arn.ptr, items[0].image_arn.ptr);
    assert_ptr_equal(items[3].image_arn.ptr, items[0].image_arn.ptr);
    assert_ptr_not_equal(items[4].image_arn.ptr, items[0].image_arn.ptr);
    for (size_t i = 0; i < 6; i++)
        if (i != 2) assert_str(items[i].image_arn, "a/b");
    assert_null(items[6].image_arn.ptr);
    assert_str(items[7].image_arn, "");
    sgp__page_deinit(&page);
}

/* Peak memory of decoding a page of `count` items when `expected` were
 * requested. */
static long peak_of(size_t count, size_t expected)
{
    char *body = repeat("{\"ImageVersions\":[{}", ",{\"ImageVersionArn\":\"a name\"}", count - 1,
                        "]}");
    fail_alloc memory;
    sgp__page page;
    sgp_error err = TEST_ERROR_INIT;

    fail_alloc_init(&memory, -1);
    sgp__page_init(&page, &memory.api);
    assert_int_equal(decode_whole(sgp_aws_json(), sgp_str_from(body), expected, &page, &err),
                     SGP_OK);
    assert_int_equal(page.api.count, count);
    sgp__page_deinit(&page);
    free(body);
    return memory.peak_bytes;
}

/* A short page takes what a full one takes. */
static void memory_follows_from_the_expected_items(void **state)
{
    (void)state;
    assert_int_equal(peak_of(2, 100), peak_of(100, 100));
    assert_int_equal(peak_of(2, 0), peak_of(10, 0));
    assert_true(peak_of(2, 0) < peak_of(2, 100));
    assert_int_equal(peak_of(2, SIZE_MAX), peak_of(2, SGP_EXPECTED_ITEMS_MAX));
}

/* Copies made for an item that was cut are freed before it is decoded again. */
static void repeated_steps_take_no_more_memory(void **state)
{
    sgp_str body = sgp_str_from(
        "{\"ImageVersions\":[{\"LastModifiedTime\":\"2020-07-01T00:00:00Z\","
        "\"CreationTime\":1.60e9,\"FailureReason\":\"a\\u0062c\"}]}");
    sgp_codec *codec = sgp_aws_json_raw_timestamps();
    size_t used[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        sgp__page page;
        sgp_error err = TEST_ERROR_INIT;
        sgp__page_init(&page, NULL);
        assert_int_equal(decode_pieces(codec, body, i ? 1 : body.len, &page, &err), SGP_OK);
        assert_str(sgp_page_image_version(&page.api, 0)->raw_timestamps->last_modified_time.text,
                   "2020-07-01T00:00:00Z");
        assert_str(sgp_page_image_version(&page.api, 0)->raw_timestamps->creation_time.text,
                   "1.60e9");
        used[i] = page.arena.used_bytes;
        sgp__page_deinit(&page);
    }
    assert_int_equal(used[1], used[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_in_pieces_are_the_same),
        cmocka_unit_test(wrong_answers_in_pieces_are_refused_the_same),
        cmocka_unit_test(a_cut_step_is_decoded_when_there_is_more),
        cmocka_unit_test(an_aborted_page_is_empty),
        cmocka_unit_test(an_empty_rest_is_enough),
        cmocka_unit_test(repeated_texts_are_stored_once),
        cmocka_unit_test(memory_follows_from_the_expected_items),
        cmocka_unit_test(repeated_steps_take_no_more_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
