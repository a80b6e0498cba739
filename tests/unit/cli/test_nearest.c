/*
 * test_nearest.c - the candidate closest to a mistyped word.
 */
#include "test.h"

#include <string.h>

#include "nearest.h"

static const char *const words[] = { "image-name", "max-items", "page-size", "debug", "sort-by" };

static const char *nearest(const char *word)
{
    return nearest_word(word, strlen(word), words, sizeof(words) / sizeof(words[0]));
}

static void finds_a_word_with_slips(void **state)
{
    (void)state;
    assert_string_equal(nearest("imagename"), "image-name");
    assert_string_equal(nearest("max-itmes"), "max-items");
    assert_string_equal(nearest("pagesize"), "page-size");
    assert_string_equal(nearest("debgu"), "debug");
    assert_string_equal(nearest("sort_by"), "sort-by");
    assert_string_equal(nearest("max-items"), "max-items");
}

static void offers_nothing_for_another_word(void **state)
{
    (void)state;
    assert_null(nearest("frobnicate"));
    assert_null(nearest("x"));
    assert_null(nearest(""));
}

static void only_the_given_length_counts(void **state)
{
    (void)state;
    assert_string_equal(nearest_word("debug=1234567890", 5, words, 5), "debug");
}

static void long_words_are_never_near(void **state)
{
    char longest[500];

    (void)state;
    memset(longest, 'a', sizeof(longest));
    assert_null(nearest_word(longest, sizeof(longest), words, 5));
    assert_null(nearest_word(longest, 40, words, 5));
    assert_null(nearest_word(longest, 41, words, 5));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_a_word_with_slips),
        cmocka_unit_test(offers_nothing_for_another_word),
        cmocka_unit_test(only_the_given_length_counts),
        cmocka_unit_test(long_words_are_never_near),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
