/*
 * test_json_pull.c - the strict scanner against Python's json module, and where
 * it points.
 */
#include "test.h"

#include "json_check.h"

#include <stdlib.h>

#include "expected_json.h"

static void agrees_with_python(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof json_texts / sizeof *json_texts; i++) {
        json_fault fault;
        int valid = json_check(json_texts[i].text, &fault);
        if (valid != json_texts[i].valid)
            fail_msg("%s: %d at %zu (%s)", json_texts[i].text.ptr, valid, fault.at, fault.what);
    }
}

/* Each prefix is a block of its own, so that a sanitizer sees any read beyond
 * its end. */
static void every_prefix_of_a_good_text_is_bad(void **state)
{
    static const char text[] =
        "{\"a\": [1.5e-7, \"\\ud83d\\ude00\\n\xc3\xa9\", true, null, {}], \"b\": -0}";

    (void)state;
    for (size_t len = 0; len < sizeof text; len++) {
        char *copy = malloc(len ? len : 1);
        sgp_str prefix = { copy, len };
        json_fault fault;
        assert_non_null(copy);
        memcpy(copy, text, len);
        assert_int_equal(json_check(prefix, &fault), len == sizeof text - 1);
        assert_true(fault.at <= len);
        free(copy);
    }
}

static void a_deep_text_ends_at_the_bound(void **state)
{
    json_fault fault;
    sgp_str text = { NULL, 100000 };
    char *brackets = malloc(text.len);

    (void)state;
    assert_non_null(brackets);
    memset(brackets, '[', text.len);
    text.ptr = brackets;
    assert_false(json_check(text, &fault));
    assert_int_equal(fault.at, SGP_JSON_DEPTH_MAX);
    assert_string_equal(fault.what, "nested too deeply");
    free(brackets);
}

/* "[0,0,...]" with `zeros` zeros, which are that many values and one for the
 * list. */
static int check_list_of(size_t zeros, json_fault *fault)
{
    sgp_str text = { NULL, 2 * zeros + 1 };
    char *bytes = malloc(text.len);
    int good;

    assert_non_null(bytes);
    for (size_t i = 0; i < zeros; i++) {
        bytes[2 * i] = i > 0 ? ',' : '[';
        bytes[2 * i + 1] = '0';
    }
    bytes[text.len - 1] = ']';
    text.ptr = bytes;
    good = json_check(text, fault);
    free(bytes);
    return good;
}

static void the_number_of_values_is_bounded(void **state)
{
    json_fault fault;

    (void)state;
    assert_true(check_list_of(SGP_JSON_VALUES_MAX - 1, &fault));
    assert_false(check_list_of(SGP_JSON_VALUES_MAX, &fault));
    assert_string_equal(fault.what, "more values than SGP_JSON_VALUES_MAX");
}

/* Offsets counted by hand. */
static void faults_point_at_the_byte(void **state)
{
    static const struct {
        const char *text;
        size_t at;
        const char *what;
    } cases[] = {
        { "", 0, "expected a value" },
        { "\xEF\xBB\xBF{}", 0, "expected a value" },
        { "{} x", 3, "something follows the JSON text" },
        { "{\"a\" 1}", 5, "expected ':'" },
        { "{1:2}", 1, "expected a member name" },
        { "[1 2]", 3, "expected ',' or the end of the list or object" },
        { "[1,]", 3, "expected a value" },
        { "[01]", 2, "a number with leading zeros" },
        { "[-]", 2, "expected a digit" },
        { "[1.]", 3, "expected a digit" },
        { "[NaN]", 1, "expected a value" },
        { "[\"a\nb\"]", 3, "control character in a string" },
        { "[\"\\x\"]", 3, "unknown escape" },
        { "[\"\\u12x4\"]", 6, "expected four hexadecimal digits" },
        { "[\"a\\ud83d\"]", 3, "half of a surrogate pair" },
        { "[\"a\\udc00\"]", 3, "half of a surrogate pair" },
        { "[\"a\xff\"]", 3, "not valid UTF-8" },
        { "[\"abc", 5, "the string does not end" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_fault fault;
        assert_false(json_check(sgp_str_from(NULL), &fault));
        assert_int_equal(fault.at, 0);
        assert_false(json_check(sgp_str_from(cases[i].text), &fault));
        assert_string_equal(fault.what, cases[i].what);
        assert_int_equal(fault.at, cases[i].at);
    }
}

static void numbers_are_taken_apart(void **state)
{
    static const struct {
        const char *text;
        int is_whole, is_short;
        uint64_t digits;
        int scale;
    } cases[] = {
        { "0", 1, 1, 0, 0 },
        { "-17", 1, 1, 17, 0 },
        { "1614230400.123", 0, 1, 1614230400123, -3 },
        { "1.614230400123E9", 0, 1, 1614230400123, -3 },
        { "1e+2", 0, 1, 1, 2 },
        { "5e-03", 0, 1, 5, -3 },
        { "0.500", 0, 1, 500, -3 },
        { "123456789012345678", 1, 1, 123456789012345678, 0 },
        { "1234567890123456789", 1, 0, 0, 0 },
        { "0.123456789012345678", 0, 0, 0, 0 },
        { "1e1000", 0, 0, 0, 0 },
        { "99999999999999999999999999999999", 1, 0, 0, 0 },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp__json_pull pull;
        sgp__json_pull_init(&pull, sgp_str_from(cases[i].text));
        assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_NUMBER);
        assert_int_equal(pull.is_whole, cases[i].is_whole);
        assert_int_equal(pull.is_short, cases[i].is_short);
        if (!pull.is_short) continue;
        assert_int_equal(pull.digits, cases[i].digits);
        assert_int_equal(pull.scale, cases[i].scale);
    }
}

/* Numbers are scanned in steps of eight digits: any byte may be anywhere in
 * such a step. */
static void a_number_ends_at_the_first_other_byte(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        for (size_t at = 1; at < 18; at++) {
            char text[] = "123456789123456789";
            sgp_str all = { text, sizeof text - 1 };
            sgp__json_pull pull;

            if (strchr("0123456789.eE", byte) && byte != '\0') continue;
            text[at] = (char)byte;
            sgp__json_pull_init(&pull, all);
            assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_NUMBER);
            assert_int_equal(pull.view.len, at);
            text[at] = '\0';
            assert_true(pull.digits == strtoull(text, NULL, 10));
        }
    }
}

/* Texts are scanned in steps of eight bytes too, and the last step looks beyond
 * the quote. */
static void every_byte_of_a_text_is_checked(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        for (size_t at = 1; at < 19; at++) {
            for (size_t behind = 0; behind < 10; behind++) {
                char text[] = "\"ABCDEFGHIJKLMNOPQR\"         ";
                sgp_str all = { text, 20 + behind };
                json_fault fault;

                text[at] = (char)byte;
                assert_int_equal(json_check(all, &fault),
                                 byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\');
            }
        }
    }
}

/* Starts on a copy, which is returned, so that a sanitizer sees any read beyond
 * its end. */
static char *start_on_copy(sgp__json_pull *pull, const char *text)
{
    sgp_str fragment = sgp_str_from(text);
    char *copy = malloc(fragment.len);

    assert_non_null(copy);
    memcpy(copy, text, fragment.len);
    fragment.ptr = copy;
    sgp__json_pull_init(pull, fragment);
    return copy;
}

static int takes_name(const char *text, int tokens)
{
    sgp__json_pull pull;
    char *copy = start_on_copy(&pull, text);
    size_t len;
    int taken;

    for (int i = 0; i < tokens; i++)
        assert_int_not_equal(sgp__json_pull_next(&pull), SGP__TOKEN_FAULT);
    len = sgp__json_pull_offset(&pull);
    taken = sgp__json_pull_take_name(&pull, "\"ab\":", 5);
    assert_true(taken || sgp__json_pull_offset(&pull) == len);
    if (taken) assert_int_equal(sgp__json_pull_value(&pull), SGP__TOKEN_BOOL);
    free(copy);
    return taken;
}

static void an_expected_name_is_taken(void **state)
{
    (void)state;
    assert_true(takes_name("{\"ab\":true}", 1));
    assert_true(takes_name("{\"ab\": true}", 1));
    assert_true(takes_name("{\"x\":1,\"ab\":true}", 3));
    assert_true(takes_name("{\"x\":{\"y\":[]},\"ab\":true}", 7));
}

static void another_name_is_not_taken(void **state)
{
    (void)state;
    assert_false(takes_name("\"ab\":true", 0));       /* before all */
    assert_false(takes_name("{,\"ab\":true}", 1));    /* a comma without a member */
    assert_false(takes_name("{\"x\":1\"ab\":1}", 3)); /* no comma */
    assert_false(takes_name("{\"x\":\"ab\":1}", 2));  /* a value's place */
    assert_false(takes_name("[1,\"ab\":1]", 2));      /* a list */
    assert_false(takes_name("{}\"ab\":1", 2));        /* after all */
    assert_false(takes_name("{},\"ab\":1", 2));
    assert_false(takes_name("{\"abc\":true}", 1));
    assert_false(takes_name("{ \"ab\":true}", 1));
    assert_false(takes_name("{\"ab\" :true}", 1));
    assert_false(takes_name("{\"ab\"", 1));
    assert_false(takes_name("{\"ab", 1));
    assert_false(takes_name("{", 1));
    assert_false(takes_name("{\"x\":1,", 3));
}

/* The value of the member that text begins with. */
static int takes_text(const char *text, const char *value)
{
    sgp__json_pull pull;
    char *copy = start_on_copy(&pull, text);
    int taken;

    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_OBJECT);
    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_NAME);
    taken = sgp__json_pull_take_text(&pull, sgp_str_from(value));
    if (taken) assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_CLOSE);
    free(copy);
    return taken;
}

static void an_expected_text_is_taken(void **state)
{
    (void)state;
    assert_true(takes_text("{\"a\":\"xy\"}", "xy"));
    assert_true(takes_text("{\"a\": \n\"xy\"}", "xy"));
    assert_true(takes_text("{\"a\":\"\"}", ""));
    assert_false(takes_text("{\"a\":\"xy\"}", "xz"));
    assert_false(takes_text("{\"a\":\"xy\"}", "x"));
    assert_false(takes_text("{\"a\":\"xy\"}", "xyz"));
    assert_false(takes_text("{\"a\":\"xy\"}", ""));
    assert_false(takes_text("{\"a\":\"xy", "xy"));
    assert_false(takes_text("{\"a\":\"x", "xy"));
    assert_false(takes_text("{\"a\":\"", ""));
    assert_false(takes_text("{\"a\":", ""));
    assert_false(takes_text("{\"a\":xy", "xy"));
    assert_false(takes_text("{\"a\":17", "17"));
}

static void a_text_counts_as_a_value(void **state)
{
    sgp__json_pull pull;

    (void)state;
    sgp__json_pull_init(&pull, sgp_str_from("{\"a\":\"xy\"}"));
    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_OBJECT);
    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_NAME);
    pull.values = SGP_JSON_VALUES_MAX;
    assert_false(sgp__json_pull_take_text(&pull, sgp_str_from("xy")));
    pull.values--;
    assert_true(sgp__json_pull_take_text(&pull, sgp_str_from("xy")));
    assert_int_equal(pull.values, SGP_JSON_VALUES_MAX);
}

/* Rewinds after a fault and continues with the rest of the text at another
 * address. */
static void a_mark_can_be_rewound_to(void **state)
{
    char rest[] = "[[1],22]}";
    sgp__json_pull pull;
    sgp__json_mark mark;

    (void)state;
    sgp__json_pull_init(&pull, sgp_str_from("{\"a\":[[1],2"));
    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_OBJECT);
    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_NAME);
    mark = sgp__json_pull_mark(&pull);
    assert_int_equal(sgp__json_pull_skip(&pull, sgp__json_pull_next(&pull)), SGP__TOKEN_FAULT);
    sgp__json_pull_rewind(&pull, &mark);
    assert_int_equal(pull.fault, 0);
    assert_int_equal(sgp__json_pull_offset(&pull), 5);
    sgp__json_pull_resume(&pull, sgp_str_from(rest));
    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_LIST);
    assert_int_equal(sgp__json_pull_skip_rest(&pull), SGP__TOKEN_CLOSE);
    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_CLOSE);
    assert_int_equal(sgp__json_pull_next(&pull), SGP__TOKEN_END);
    assert_int_equal(pull.values, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_python),
        cmocka_unit_test(every_prefix_of_a_good_text_is_bad),
        cmocka_unit_test(a_deep_text_ends_at_the_bound),
        cmocka_unit_test(the_number_of_values_is_bounded),
        cmocka_unit_test(faults_point_at_the_byte),
        cmocka_unit_test(numbers_are_taken_apart),
        cmocka_unit_test(a_number_ends_at_the_first_other_byte),
        cmocka_unit_test(every_byte_of_a_text_is_checked),
        cmocka_unit_test(an_expected_name_is_taken),
        cmocka_unit_test(another_name_is_not_taken),
        cmocka_unit_test(an_expected_text_is_taken),
        cmocka_unit_test(a_text_counts_as_a_value),
        cmocka_unit_test(a_mark_can_be_rewound_to),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
