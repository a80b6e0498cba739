/*
 * Tests of src/base/shell_words.c. make_words_cases.py makes the expected
 * words, words_cases.inc, with Python's shlex.split.
 */
#include "test.h"

#include "sgp_arena.h"
#include "sgp_shell_words.h"

struct words_case {
    const char *text;
    const char *words; /* each with '|' after it; NULL: shlex raises ValueError */
};

#include "words_cases.inc"

static void lines_are_split_as_python_does(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof words_cases / sizeof words_cases[0]; i++) {
        char joined[256] = "";
        char **words = NULL;
        sgp_error err = TEST_ERROR_INIT;
        sgp_status status;
        sgp_arena arena;

        sgp__arena_init(&arena, NULL, 100000);
        status = sgp__split_words(sgp_str_from(words_cases[i].text), &arena, &words, &err);
        print_message("  %s\n", words_cases[i].text);
        assert_int_equal(status, words_cases[i].words ? SGP_OK : SGP_ERR_CONFIG);
        for (size_t w = 0; status == SGP_OK && words[w]; w++)
            (void)snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s|",
                           words[w]);
        if (words_cases[i].words) assert_string_equal(joined, words_cases[i].words);
        sgp__arena_deinit(&arena);
    }
}

static void the_number_of_words_is_limited(void **state)
{
    char text[2 * (SGP_PROCESS_WORDS_MAX + 1) + 1] = "";
    char **words = NULL;
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;

    (void)state;
    sgp__arena_init(&arena, NULL, 100000);
    for (size_t i = 0; i < SGP_PROCESS_WORDS_MAX; i++)
        memcpy(text + 2 * i, "a ", 3);
    assert_int_equal(sgp__split_words(sgp_str_from(text), &arena, &words, &err), SGP_OK);
    assert_null(words[SGP_PROCESS_WORDS_MAX]);
    memcpy(text + 2 * SGP_PROCESS_WORDS_MAX, "a", 2);
    assert_int_equal(sgp__split_words(sgp_str_from(text), &arena, &words, &err), SGP_ERR_LIMIT);
    sgp__arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_split_as_python_does),
        cmocka_unit_test(the_number_of_words_is_limited),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
