/*
 * test_json.c - json.h: the traps of the JSON library must not show through it.
 */
#include "test.h"

#include "fail_alloc.h"
#include "json.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

typedef struct fixture {
    fail_alloc memory;
    sgp__json json;
    sgp_arena arena;
    sgp_error err;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    memset(&f, 0, sizeof f);
    fail_alloc_init(&f.memory, -1);
    sgp_arena_init(&f.arena, &f.memory.api, 100000);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    sgp__json_deinit(&f->json);
    sgp_arena_deinit(&f->arena);
    assert_int_equal(f->memory.live_blocks, 0);
    assert_int_equal(f->memory.wrong_size, 0);
    return 0;
}

static const sgp__json_value *parse(fixture *f, const char *text)
{
    sgp__json_deinit(&f->json);
    assert_int_equal(sgp__json_parse(&f->json, sgp_str_from(text), &f->memory.api, &f->err),
                     SGP_OK);
    return sgp__json_root(&f->json);
}

static sgp_str text_of(fixture *f, const sgp__json_value *value)
{
    sgp_str text;

    assert_int_equal(sgp__json_text(value, &f->arena, &text, &f->err), SGP_OK);
    return text;
}

static void types_are_told_apart(void **state)
{
    const sgp__json_value *v = sgp__json_first(
        parse(*state, "[null, true, 1, \"1\", [], {}, false]"));

    for (int type = SGP__JSON_NULL; type <= SGP__JSON_OBJECT; type++, v = sgp__json_next(v))
        assert_int_equal(sgp__json_type_of(v), type);
    assert_int_equal(sgp__json_type_of(v), SGP__JSON_BOOL);
    assert_false(sgp__json_is_true(v));
    assert_null(sgp__json_next(v));
}

static void the_last_of_equal_names_wins_and_case_counts(void **state)
{
    const sgp__json_value *v = parse(*state, "{\"a\": 1, \"A\": 2, \"a\": \"x\", \"b\": 3}");

    assert_str(text_of(*state, sgp__json_member(v, "a")), "x");
    assert_true(sgp__json_is_hidden(sgp__json_first(v)));
    assert_false(sgp__json_is_hidden(sgp__json_member(v, "a")));
    assert_null(sgp__json_member(v, "B"));
    assert_null(sgp__json_member(sgp__json_member(v, "b"), "a"));
    assert_int_equal(sgp__json_count(v), 4);
}

/* cJSON alone ends a string at a NUL and cannot say that it did. */
static void nul_and_the_marks_survive_in_texts_and_names(void **state)
{
    fixture *f = *state;
    const sgp__json_value *v = parse(f,
                                     "{\"k\\u0000k\": \"\\u0000\\u0001\\u00020\\u0003\\\\u0000\"}");
    sgp_str text = text_of(f, sgp__json_first(v));
    sgp_str name;

    assert_int_equal(text.len, 11);
    assert_memory_equal(text.ptr,
                        "\0\1\2"
                        "0\3\\u0000",
                        12);
    assert_int_equal(sgp__json_name(sgp__json_first(v), &f->arena, &name, &f->err), SGP_OK);
    assert_int_equal(name.len, 3);
    assert_memory_equal(name.ptr, "k\0k", 4);
    assert_null(sgp__json_member(v, "k"));
}

static void a_string_is_never_taken_for_a_number(void **state)
{
    const sgp__json_value *v = sgp__json_first(parse(*state, "[\"\\u00025\", \"\\u0001\", \"5\"]"));

    for (; v; v = sgp__json_next(v))
        assert_int_equal(sgp__json_type_of(v), SGP__JSON_STRING);
}

/* cJSON alone keeps 53 bits and breaks off after 63 characters. */
static void numbers_are_exact_however_long(void **state)
{
    static const char digits[] =
        "[9007199254740993, 9223372036854775807, -9223372036854775807, -0, "
        "9223372036854775808, 1.0, 1e2, 0.1234567890123456789012345678901234567"
        "8901234567890123456789012345678901234567890123456789]";
    const sgp__json_value *v = sgp__json_first(parse(*state, digits));
    const int64_t expected[] = { INT64_C(9007199254740993), INT64_MAX, -INT64_MAX, 0 };
    int64_t value;

    for (size_t i = 0; i < 4; i++, v = sgp__json_next(v)) {
        assert_true(sgp__json_is_integer(v));
        assert_true(sgp__json_integer(v, &value));
        assert_int_equal(value, expected[i]);
    }
    assert_true(sgp__json_is_integer(v));
    assert_false(sgp__json_integer(v, &value));
    for (v = sgp__json_next(v); v; v = sgp__json_next(v))
        assert_false(sgp__json_is_integer(v));
    v = sgp__json_first(sgp__json_root(&((fixture *)*state)->json));
    assert_str(sgp__json_number(v), "9007199254740993");
}

static void what_is_no_json_is_refused_with_its_place(void **state)
{
    fixture *f = *state;

    assert_int_equal(sgp__json_parse(&f->json, sgp_str_from("{\"a\" 1}"), &f->memory.api, &f->err),
                     SGP_ERR_RESPONSE);
    assert_string_equal(f->err.message, "byte 5: expected ':'");
    assert_null(sgp__json_root(&f->json));
}

static void *no_malloc(size_t bytes)
{
    (void)bytes;
    return NULL;
}

/* The hooks are global: the library never sets them, this test program may. */
static void memory_that_cjson_lacks_is_reported(void **state)
{
    fixture *f = *state;
    cJSON_Hooks hooks = { no_malloc, free };

    cJSON_InitHooks(&hooks);
    assert_int_equal(sgp__json_parse(&f->json, sgp_str_from("[1]"), &f->memory.api, &f->err),
                     SGP_ERR_MEMORY);
    cJSON_InitHooks(NULL);
    assert_null(sgp__json_root(&f->json));
}

static void memory_that_we_lack_is_reported(void **state)
{
    fixture *f = *state;
    fail_alloc none;

    fail_alloc_init(&none, 0);
    assert_int_equal(sgp__json_parse(&f->json, sgp_str_from("[1]"), &none.api, &f->err),
                     SGP_ERR_MEMORY);
    assert_int_equal(none.live_blocks, 0);
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
        TEST(the_last_of_equal_names_wins_and_case_counts),
        TEST(nul_and_the_marks_survive_in_texts_and_names),
        TEST(a_string_is_never_taken_for_a_number),
        TEST(numbers_are_exact_however_long),
        TEST(what_is_no_json_is_refused_with_its_place),
        TEST(memory_that_cjson_lacks_is_reported),
        TEST(memory_that_we_lack_is_reported),
        TEST(invalid_utf8_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
