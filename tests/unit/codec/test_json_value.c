/*
 * test_json_value.c - members, texts and numbers of a checked text, with what
 * other parsers lose.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sgp_arena.h"
#include "sgp_json_value.h"
#include "sgp_json_write.h"

typedef struct fixture {
    fail_alloc memory;
    sgp_arena arena;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    fail_alloc_init(&f.memory, -1);
    sgp__arena_init(&f.arena, &f.memory.api, 100000);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    sgp__arena_deinit(&f->arena);
    assert_int_equal(f->memory.live_blocks, 0);
    assert_int_equal(f->memory.wrong_size, 0);
    return 0;
}

static sgp__json_value parse(const char *text)
{
    sgp__json_value value;

    assert_true(sgp__json_parse(sgp_str_from(text), &value));
    return value;
}

static sgp__json_value member(sgp__json_value object, const char *name)
{
    return sgp__json_member(object, sgp_str_from(name));
}

/* The value v of an object that has only this member. Valid until the next
 * call. */
static sgp__json_value value_of(const char *json)
{
    static char text[500];

    (void)snprintf(text, sizeof text, " {\"v\" : %s } ", json);
    return member(parse(text), "v");
}

static sgp_str text_of(fixture *f, sgp__json_value string)
{
    sgp_str text;

    assert_int_equal(sgp__json_copy(string.text, string.has_escapes, &f->arena, &text, NULL),
                     SGP_OK);
    return text;
}

static void expect(const char *json, sgp__json_token type, const char *text)
{
    sgp__json_value value = value_of(json);

    assert_int_equal(value.type, type);
    assert_int_equal(value.text.len, strlen(text));
    assert_memory_equal(value.text.ptr, text, strlen(text));
}

static void types_are_told_apart(void **state)
{
    (void)state;
    expect("null", SGP__TOKEN_NULL, "null");
    expect("true", SGP__TOKEN_BOOL, "true");
    expect("1", SGP__TOKEN_NUMBER, "1");
    expect("\"1\"", SGP__TOKEN_STRING, "1");
    expect("[ 1, [{}] ]", SGP__TOKEN_LIST, "[ 1, [{}] ]");
    expect("{ \"a\": [1] }", SGP__TOKEN_OBJECT, "{ \"a\": [1] }");
    expect("false", SGP__TOKEN_BOOL, "false");
    assert_true(sgp__json_is_true(value_of("true")));
    assert_false(sgp__json_is_true(value_of("false")));
    assert_false(sgp__json_is_true(value_of("\"t\"")));
}

static void empty_containers_are_told_apart(void **state)
{
    (void)state;
    assert_true(sgp__json_is_empty(value_of("[]")));
    assert_true(sgp__json_is_empty(value_of("[ \n]")));
    assert_true(sgp__json_is_empty(value_of("{ }")));
    assert_false(sgp__json_is_empty(value_of("[[]]")));
    assert_false(sgp__json_is_empty(value_of("{\"a\":1}")));
}

static void the_last_of_equal_names_wins_and_case_counts(void **state)
{
    sgp__json_value v = parse(
        "{\"a\": 1, \"A\": 2, \"a\": {\"c\": \"x\"}, \"b\": 3, \"\\u0064\": 4}");

    assert_str(text_of(*state, member(member(v, "a"), "c")), "x");
    assert_int_equal(member(v, "B").type, SGP__TOKEN_END);
    assert_int_equal(member(v, "c").type, SGP__TOKEN_END);
    assert_int_equal(member(member(v, "b"), "a").type, SGP__TOKEN_END);
    assert_int_equal(member(parse("[\"a\", 1]"), "a").type, SGP__TOKEN_END);
    assert_int_equal(member(parse("{}"), "a").type, SGP__TOKEN_END);
    assert_int_equal(member(v, "d").text.ptr[0], '4');
}

static void members_come_in_their_order(void **state)
{
    sgp__json_value name, value;
    sgp__json_pull members;

    sgp__json_open(&members, parse("{\"a\": {\"x\": [1]}, \"b\\n\": [{}], \"a\": 3}"));
    assert_true(sgp__json_next_member(&members, &name, &value));
    assert_str(text_of(*state, name), "a");
    assert_int_equal(value.type, SGP__TOKEN_OBJECT);
    assert_true(sgp__json_next_member(&members, &name, &value));
    assert_str(text_of(*state, name), "b\n");
    assert_int_equal(value.type, SGP__TOKEN_LIST);
    assert_true(sgp__json_next_member(&members, &name, &value));
    assert_str(text_of(*state, name), "a");
    assert_false(sgp__json_next_member(&members, &name, &value));
}

static void nul_survives_in_texts_and_names(void **state)
{
    fixture *f = *state;
    sgp__json_value object = parse("{\"k\\u0000k\": \"\\u0000\\u0001\\u00020\\u0003\\\\u0000\"}");
    sgp_str name = { "k\0k", 3 }, text = text_of(f, sgp__json_member(object, name));

    assert_int_equal(text.len, 11);
    assert_memory_equal(text.ptr,
                        "\0\1\2"
                        "0\3\\u0000",
                        12);
    assert_int_equal(member(object, "k").type, SGP__TOKEN_END);
}

static void a_string_is_never_taken_for_a_number(void **state)
{
    (void)state;
    assert_int_equal(value_of("\"\\u00025\"").type, SGP__TOKEN_STRING);
    assert_int_equal(value_of("\"\\u0001\"").type, SGP__TOKEN_STRING);
    assert_int_equal(value_of("\"5\"").type, SGP__TOKEN_STRING);
}

static void numbers_are_exact_however_long(void **state)
{
    static const struct {
        const char *number;
        int is_integer, fits;
        int64_t value;
    } cases[] = {
        { "9007199254740993", 1, 1, INT64_C(9007199254740993) },
        { "9223372036854775807", 1, 1, INT64_MAX },
        { "-9223372036854775807", 1, 1, -INT64_MAX },
        { "-0", 1, 1, 0 },
        { "9223372036854775808", 1, 0, 0 },
        { "1.0", 0, 0, 0 },
        { "1e2", 0, 0, 0 },
        { "0.12345678901234567890123456789012345678901234567890123456789012345678901234567890123456"
          "789",
          0, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp__json_value number = value_of(cases[i].number);
        int64_t value = 0;
        expect(cases[i].number, SGP__TOKEN_NUMBER, cases[i].number);
        assert_int_equal(number.is_integer, cases[i].is_integer);
        if (!number.is_integer) continue;
        assert_int_equal(sgp__json_integer(number.text, &value), cases[i].fits);
        assert_int_equal(value, cases[i].value);
    }
}

static void a_text_that_is_not_json_has_no_value(void **state)
{
    static const char *const texts[] = { "", "{\"a\" 1}", "{", "[1}", "1 2", "{\"a\":1},", "nul" };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        sgp__json_value value;
        assert_false(sgp__json_parse(sgp_str_from(texts[i]), &value));
        assert_int_equal(value.type, SGP__TOKEN_END);
        assert_null(value.text.ptr);
    }
}

static void lack_of_memory_is_reported(void **state)
{
    fail_alloc memory;
    sgp_arena arena;
    sgp_error err = TEST_ERROR_INIT;
    sgp_str text;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__arena_init(&arena, &memory.api, 1000);
    assert_int_equal(sgp__json_copy(sgp_str_from("a"), 0, &arena, &text, &err), SGP_ERR_MEMORY);
    assert_int_equal(err.status, SGP_ERR_MEMORY);
    assert_int_equal(memory.live_blocks, 0);
}

/* A view is compared with a text as if it were unescaped. */
static void views_are_compared_without_their_escapes(void **state)
{
    static const struct {
        const char *view, *text;
        int is_same;
    } cases[] = {
        { "a\\u0062c", "abc", 1 },
        { "\\u0061\\u0062\\u0063", "abc", 1 },
        { "a\\u0062c", "ab", 0 },
        { "a\\u0062", "abc", 0 },
        { "\\\\", "\\", 1 },
        { "\\n\\\"\\/", "\n\"/", 1 },
        { "\\u00e9", "\xC3\xA9", 1 },
        { "\\ud83d\\ude00", "\xF0\x9F\x98\x80", 1 },
        { "\\ud83d\\ude00", "\xF0\x9F", 0 },
        { "\\u0000", "", 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(
            sgp__json_view_is(sgp_str_from(cases[i].view), 1, sgp_str_from(cases[i].text)),
            cases[i].is_same);
    assert_true(sgp__json_view_is(sgp_str_from("abc"), 0, sgp_str_from("abc")));
    assert_false(sgp__json_view_is(sgp_str_from("abc"), 0, sgp_str_from("ab")));
}

static void invalid_utf8_is_not_written(void **state)
{
    sgp__buf out;

    sgp__buf_init(&out, &((fixture *)*state)->memory.api, 100);
    assert_false(sgp__json_put_string(&out, sgp_str_from("a\xff")));
    assert_false(sgp__json_put_string(&out, sgp_str_from("\xed\xa0\x80")));
    sgp__buf_deinit(&out);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(types_are_told_apart),
        TEST(empty_containers_are_told_apart),
        TEST(the_last_of_equal_names_wins_and_case_counts),
        TEST(members_come_in_their_order),
        TEST(nul_survives_in_texts_and_names),
        TEST(a_string_is_never_taken_for_a_number),
        TEST(numbers_are_exact_however_long),
        TEST(a_text_that_is_not_json_has_no_value),
        TEST(lack_of_memory_is_reported),
        TEST(views_are_compared_without_their_escapes),
        TEST(invalid_utf8_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
