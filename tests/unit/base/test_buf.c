/*
 * Tests of src/base/buf.c: growth up to the limit, sticky errors, numbers,
 * wiping.
 */
#include "test.h"

#include "sgp_buf.h"

#include "fail_alloc.h"

static void assert_all_given_back(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void an_empty_buffer_is_an_empty_text_without_memory(void **state)
{
    fail_alloc memory;
    sgp__buf buf;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__buf_init(&buf, &memory.api, 10);
    assert_str(sgp__buf_str(&buf), "");
    assert_int_equal(sgp__buf_check(&buf, 1, "it", NULL), SGP_OK);
    sgp__buf_drop(&buf, 0);
    sgp__buf_reset(&buf);
    assert_str(sgp__buf_str(&buf), "");
    sgp__buf_deinit(&buf);
    sgp__buf_deinit(&buf);
    assert_int_equal(memory.count, 0);
}

static void puts_are_joined_and_terminated(void **state)
{
    sgp__buf buf;
    sgp_str absent = { NULL, 0 };

    (void)state;
    sgp__buf_init(&buf, NULL, 100);
    sgp__buf_put(&buf, "ab", 2);
    sgp__buf_put_text(&buf, "cd");
    sgp__buf_put_str(&buf, sgp_str_from("ef"));
    sgp__buf_put_str(&buf, absent);
    sgp__buf_put_char(&buf, 'g');
    sgp__buf_put_hex(&buf, "\x00\x7f\xff\xa5", 4);
    assert_str(sgp__buf_str(&buf), "abcdefg007fffa5");
    assert_int_equal(sgp__buf_check(&buf, 1, "it", NULL), SGP_OK);
    sgp__buf_deinit(&buf);
}

static void assert_wiped(const char *memory, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        assert_int_equal(memory[i], 0);
}

static void what_fits_given_memory_stays_there(void **state)
{
    char given[8];
    fail_alloc memory;
    sgp__buf buf;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__buf_init_on(&buf, given, sizeof given, &memory.api, 100);
    assert_str(sgp__buf_str(&buf), "");
    sgp__buf_put_text(&buf, "secret");
    sgp__buf_reset(&buf);
    assert_wiped(given, sizeof given);
    sgp__buf_put_text(&buf, "secrets");
    assert_str(sgp__buf_str(&buf), "secrets");
    assert_ptr_equal(buf.ptr, given);
    sgp__buf_put_char(&buf, '!');
    assert_int_equal(sgp__buf_check(&buf, 1, "it", NULL), SGP_ERR_MEMORY);
    assert_str(sgp__buf_str(&buf), "secrets");
    sgp__buf_deinit(&buf);
    assert_wiped(given, sizeof given);
    sgp__buf_deinit(&buf);
    assert_all_given_back(&memory);
}

static void what_outgrows_given_memory_leaves_nothing_in_it(void **state)
{
    char given[8];
    fail_alloc memory;
    sgp__buf buf;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__buf_init_on(&buf, given, sizeof given, &memory.api, 9);
    sgp__buf_put_text(&buf, "secrets");
    sgp__buf_put_text(&buf, "!!");
    assert_wiped(given, sizeof given);
    assert_str(sgp__buf_str(&buf), "secrets!!");
    sgp__buf_put_char(&buf, '!');
    assert_int_equal(sgp__buf_check(&buf, 1, "it", NULL), SGP_ERR_LIMIT);
    sgp__buf_deinit(&buf);
    assert_all_given_back(&memory);
}

static void integers_are_written_up_to_their_extremes(void **state)
{
    static const struct {
        int64_t value;
        const char *text;
    } cases[] = {
        { 0, "0" },
        { 7, "7" },
        { -7, "-7" },
        { 10, "10" },
        { -100, "-100" },
        { INT32_MIN, "-2147483648" },
        { UINT32_MAX, "4294967295" },
        { INT64_MAX, "9223372036854775807" },
        { INT64_MIN + 1, "-9223372036854775807" },
        { INT64_MIN, "-9223372036854775808" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sgp__buf buf;

        sgp__buf_init(&buf, NULL, 100);
        sgp__buf_put_int(&buf, cases[i].value);
        assert_str(sgp__buf_str(&buf), cases[i].text);
        sgp__buf_deinit(&buf);
    }
}

static void the_limit_is_exact_and_its_error_sticks(void **state)
{
    sgp__buf buf;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__buf_init(&buf, NULL, 200);
    for (int i = 0; i < 200; i++)
        sgp__buf_put_char(&buf, 'x');
    assert_int_equal(sgp__buf_check(&buf, 1, "it", &err), SGP_OK);
    assert_int_equal(buf.len, 200);
    sgp__buf_put(&buf, "", 0);
    assert_int_equal(buf.status, SGP_OK);
    sgp__buf_put_char(&buf, 'y');
    assert_int_equal(buf.len, 200);
    sgp__buf_put(&buf, "", 0);
    assert_null(sgp__buf_reserve(&buf, 0));
    assert_int_equal(sgp__buf_check(&buf, 1, "the thing", &err), SGP_ERR_LIMIT);
    assert_string_equal(sgp_error_message(&err), "the thing is longer than 200 bytes");
    sgp__buf_deinit(&buf);
}

static void a_put_that_does_not_fit_is_left_out_whole(void **state)
{
    sgp__buf buf;

    (void)state;
    sgp__buf_init(&buf, NULL, 10);
    sgp__buf_put_text(&buf, "12345678");
    sgp__buf_put_text(&buf, "abc");
    sgp__buf_put_char(&buf, 'd'); /* would fit, but the error sticks */
    sgp__buf_put_int(&buf, 1);
    sgp__buf_put_hex(&buf, "a", 1);
    assert_str(sgp__buf_str(&buf), "12345678");
    assert_int_equal(buf.status, SGP_ERR_LIMIT);
    sgp__buf_reset(&buf);
    sgp__buf_put_text(&buf, "1234567890");
    assert_str(sgp__buf_str(&buf), "1234567890");
    assert_int_equal(sgp__buf_check(&buf, 1, "it", NULL), SGP_OK);
    sgp__buf_deinit(&buf);
}

static void a_buffer_never_holds_more_than_its_limit_and_a_nul(void **state)
{
    fail_alloc memory;
    sgp__buf buf;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__buf_init(&buf, &memory.api, 70);
    for (int i = 0; i < 70; i++)
        sgp__buf_put_char(&buf, 'x');
    assert_int_equal(memory.live_bytes, 71);
    sgp__buf_deinit(&buf);
    assert_all_given_back(&memory);
}

static void a_limit_of_nothing_and_of_everything_both_work(void **state)
{
    sgp__buf none, all;

    (void)state;
    sgp__buf_init(&none, NULL, 0);
    sgp__buf_put(&none, "", 0);
    assert_int_equal(none.status, SGP_OK);
    sgp__buf_put_char(&none, 'x');
    assert_int_equal(none.status, SGP_ERR_LIMIT);
    sgp__buf_deinit(&none);
    sgp__buf_init(&all, NULL, SIZE_MAX);
    for (int i = 0; i < 1000; i++)
        sgp__buf_put_char(&all, 'x');
    assert_int_equal(all.len, 1000);
    sgp__buf_deinit(&all);
}

static void reserved_room_is_committed_in_part(void **state)
{
    sgp__buf buf;
    char *room;

    (void)state;
    sgp__buf_init(&buf, NULL, 100);
    sgp__buf_put_text(&buf, "ab");
    room = sgp__buf_reserve(&buf, 98);
    assert_non_null(room);
    memcpy(room, "cdef", 4);
    sgp__buf_commit(&buf, 3);
    assert_str(sgp__buf_str(&buf), "abcde");
    assert_null(sgp__buf_reserve(&buf, 96));
    assert_int_equal(buf.status, SGP_ERR_LIMIT);
    sgp__buf_deinit(&buf);
}

static void dropping_takes_from_the_front(void **state)
{
    sgp__buf buf;

    (void)state;
    sgp__buf_init(&buf, NULL, 100);
    sgp__buf_put_text(&buf, "abcdef");
    sgp__buf_drop(&buf, 2);
    assert_str(sgp__buf_str(&buf), "cdef");
    sgp__buf_drop(&buf, 4);
    assert_str(sgp__buf_str(&buf), "");
    sgp__buf_put_text(&buf, "g");
    assert_str(sgp__buf_str(&buf), "g");
    sgp__buf_deinit(&buf);
}

static void reset_wipes_and_keeps_the_memory(void **state)
{
    fail_alloc memory;
    sgp__buf buf;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__buf_init(&buf, &memory.api, 1000);
    for (int i = 0; i < 300; i++)
        sgp__buf_put_char(&buf, 's');
    sgp__buf_drop(&buf, 290); /* what was moved away must be wiped as well */
    sgp__buf_reset(&buf);
    for (size_t at = 0; at < buf.capacity; at++)
        assert_int_equal(buf.ptr[at], 0);
    assert_int_equal(memory.live_blocks, 1);
    sgp__buf_deinit(&buf);
    assert_all_given_back(&memory);
}

static void out_of_memory_sticks_and_keeps_what_was_put(void **state)
{
    (void)state;
    for (int fail_at = 0; fail_at < 4; fail_at++) {
        fail_alloc memory;
        sgp__buf buf;
        sgp_error err = TEST_ERROR_INIT;
        size_t len;
        int count;

        fail_alloc_init(&memory, fail_at);
        sgp__buf_init(&buf, &memory.api, 100000);
        for (int i = 0; i < 10000; i++)
            sgp__buf_put_char(&buf, 'x');
        assert_int_equal(sgp__buf_check(&buf, 1, "it", &err), SGP_ERR_MEMORY);
        assert_int_equal(err.status, SGP_ERR_MEMORY);
        len = buf.len;
        count = memory.count;
        memory.fail_at = -1;
        sgp__buf_put_text(&buf, "more than there is room for in what was allocated up to now");
        assert_int_equal(memory.count, count);
        assert_int_equal(buf.len, len);
        assert_int_equal(sgp__buf_str(&buf).len, len);
        sgp__buf_deinit(&buf);
        assert_all_given_back(&memory);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_text_without_memory),
        cmocka_unit_test(puts_are_joined_and_terminated),
        cmocka_unit_test(what_fits_given_memory_stays_there),
        cmocka_unit_test(what_outgrows_given_memory_leaves_nothing_in_it),
        cmocka_unit_test(integers_are_written_up_to_their_extremes),
        cmocka_unit_test(the_limit_is_exact_and_its_error_sticks),
        cmocka_unit_test(a_put_that_does_not_fit_is_left_out_whole),
        cmocka_unit_test(a_buffer_never_holds_more_than_its_limit_and_a_nul),
        cmocka_unit_test(a_limit_of_nothing_and_of_everything_both_work),
        cmocka_unit_test(reserved_room_is_committed_in_part),
        cmocka_unit_test(dropping_takes_from_the_front),
        cmocka_unit_test(reset_wipes_and_keeps_the_memory),
        cmocka_unit_test(out_of_memory_sticks_and_keeps_what_was_put),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
