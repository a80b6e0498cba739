/*
 * Tests of src/base/words.c. Expected words: words_cases.inc, made by make_words_cases.py with
 * Python's shlex.split.
 */
#include "test.h"

#include "words.h"

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
        sgp_error err = SGP_ERROR_INIT;
        sgp_status status;
        sgp_arena arena;

        sgp_arena_init(&arena, NULL, 100000);
        status = sgp__split_words(sgp_str_from(words_cases[i].text), &arena, &words, &err);
        print_message("  %s\n", words_cases[i].text);
        assert_int_equal(status, words_cases[i].words ? SGP_OK : SGP_ERR_CONFIG);
        for (size_t w = 0; status == SGP_OK && words[w]; w++)
            (void)snprintf(joined + strlen(joined), sizeof joined - strlen(joined), "%s|",
                           words[w]);
        if (words_cases[i].words) assert_string_equal(joined, words_cases[i].words);
        sgp_arena_deinit(&arena);
    }
}

static void there_is_a_bound(void **state)
{
    char text[2 * (SGP_PROCESS_WORDS_MAX + 1) + 1] = "";
    char **words = NULL;
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena arena;

    (void)state;
    sgp_arena_init(&arena, NULL, 100000);
    for (size_t i = 0; i < SGP_PROCESS_WORDS_MAX; i++)
        memcpy(text + 2 * i, "a ", 3);
    assert_int_equal(sgp__split_words(sgp_str_from(text), &arena, &words, &err), SGP_OK);
    assert_null(words[SGP_PROCESS_WORDS_MAX]);
    memcpy(text + 2 * SGP_PROCESS_WORDS_MAX, "a", 2);
    assert_int_equal(sgp__split_words(sgp_str_from(text), &arena, &words, &err), SGP_ERR_LIMIT);
    sgp_arena_deinit(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_split_as_python_does),
        cmocka_unit_test(there_is_a_bound),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
