/*
 * Tests of src/base/err.c: the first error wins, long messages are truncated
 * between characters, and service errors read as in botocore.
 * test_err_message.c tests buffers of every size.
 */
#include "test.h"

#include "sgp_err.h"
#include "sgp_mem.h"

#include "client_error_cases.inc"

#include <stdlib.h>

#define E_ACUTE "\xc3\xa9"
#define GRIN "\xf0\x9f\x98\x80"

static void every_status_has_its_own_name(void **state)
{
    (void)state;
    for (int a = SGP_ERR_PROXY; a <= SGP_NOT_CONFIGURED; a++) {
        assert_memory_equal(sgp_status_text((sgp_status)a), "SGP_", 4);
        assert_string_not_equal(sgp_status_text((sgp_status)a), "SGP_UNKNOWN");
        for (int b = SGP_ERR_PROXY; b < a; b++)
            assert_string_not_equal(sgp_status_text((sgp_status)a), sgp_status_text((sgp_status)b));
    }
    assert_string_equal(sgp_status_text(SGP_ERR_TLS), "SGP_ERR_TLS");
    assert_string_equal(sgp_status_text((sgp_status)(SGP_ERR_PROXY - 1)), "SGP_UNKNOWN");
    assert_string_equal(sgp_status_text((sgp_status)(SGP_NOT_CONFIGURED + 1)), "SGP_UNKNOWN");
}

static void an_error_fits_a_small_stack(void **state)
{
    (void)state;
    assert_true(sizeof(sgp_error) <= 256);
}

static void a_reset_error_is_the_initial_one_with_its_buffer(void **state)
{
    const sgp_error initial = SGP_ERROR_INIT;
    char text[10] = "left over";
    sgp_error err;

    (void)state;
    memset(&err, 'x', sizeof err);
    err.buffer = text;
    err.buffer_bytes = sizeof text;
    sgp_error_reset(&err);
    assert_memory_equal(&err, &initial, offsetof(sgp_error, place) + sizeof err.place);
    assert_ptr_equal(err.buffer, text);
    assert_int_equal(err.buffer_bytes, sizeof text);
    assert_string_equal(err.code, "");
    assert_string_equal(err.request_id, "");
    assert_string_equal(sgp_error_message(&err), "");
    err.buffer = NULL;
    assert_string_equal(sgp_error_message(&err), "");
    sgp_error_reset(NULL);
}

static void the_first_error_wins(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(sgp_error_set(&err, SGP_ERR_TLS, "first %d", 1), SGP_ERR_TLS);
    assert_int_equal(sgp_error_set(&err, SGP_ERR_NETWORK, "second"), SGP_ERR_NETWORK);
    assert_int_equal(sgp__no_memory(&err), SGP_ERR_MEMORY);
    assert_int_equal(err.status, SGP_ERR_TLS);
    assert_string_equal(sgp_error_message(&err), "first 1");
    assert_int_equal(sgp_error_set(NULL, SGP_ERR_LIMIT, "nowhere"), SGP_ERR_LIMIT);
}

static void running_out_of_memory_has_a_message(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(sgp__no_memory(&err), SGP_ERR_MEMORY);
    assert_int_equal(err.status, SGP_ERR_MEMORY);
    assert_string_equal(sgp_error_message(&err), "out of memory");
    assert_int_equal(sgp__no_memory(NULL), SGP_ERR_MEMORY);
}

static void a_prefix_goes_before_the_message(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp_error_prefix(NULL, "nothing");
    sgp_error_prefix(&err, "nothing");
    assert_string_equal(sgp_error_message(&err), "");
    sgp_error_set(&err, SGP_ERR_CONNECT, "refused");
    sgp_error_prefix(&err, "host %s", "h");
    assert_string_equal(sgp_error_message(&err), "host h: refused");
    assert_int_equal(err.status, SGP_ERR_CONNECT);
    sgp_error_prefix(&err, "%s", "credentials");
    assert_string_equal(sgp_error_message(&err), "credentials: host h: refused");
}

/* Returns `lead` 'x's and then the character as often as it fits into
 * `bytes`. */
static char *long_text(size_t lead, const char *character, size_t bytes)
{
    const size_t len = strlen(character);
    char *text = calloc(bytes + 1, 1);

    assert_non_null(text);
    memset(text, 'x', lead);
    for (size_t at = lead; at + len <= bytes; at += len)
        memcpy(text + at, character, len);
    return text;
}

/* Returns the bytes of `lead` and of the whole characters that fit into
 * `max`. */
static size_t fitting(size_t lead, const char *character, size_t max)
{
    return lead + (max - lead) / strlen(character) * strlen(character);
}

static const char *const characters[] = { "y", E_ACUTE, "\xe2\x82\xac", GRIN };

static void a_long_message_is_truncated_between_characters(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t lead = 0; lead < 5; lead++) {
            char *text = long_text(lead, characters[i], 2 * SGP_ERROR_MESSAGE_MAX);
            sgp_error err = TEST_ERROR_INIT;

            sgp_error_set(&err, SGP_ERR_SERVICE, "%s", text);
            assert_int_equal(strlen(sgp_error_message(&err)),
                             fitting(lead, characters[i], SGP_ERROR_MESSAGE_MAX));
            assert_memory_equal(sgp_error_message(&err), text, strlen(sgp_error_message(&err)));
            free(text);
        }
}

static void a_message_that_just_fits_is_whole(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        const size_t lead = SGP_ERROR_MESSAGE_MAX % strlen(characters[i]);
        char *text = long_text(lead, characters[i], SGP_ERROR_MESSAGE_MAX);
        sgp_error err = TEST_ERROR_INIT;

        assert_int_equal(strlen(text), SGP_ERROR_MESSAGE_MAX);
        sgp_error_set(&err, SGP_ERR_SERVICE, "%s", text);
        assert_string_equal(sgp_error_message(&err), text);
        free(text);
    }
}

static void a_prefixed_message_is_truncated_between_characters(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++)
        for (size_t lead = 0; lead < 5; lead++) {
            char *text = long_text(lead, characters[i], SGP_ERROR_MESSAGE_MAX);
            sgp_error err = TEST_ERROR_INIT;

            sgp_error_set(&err, SGP_ERR_SERVICE, "%s", text);
            sgp_error_prefix(&err, "before");
            assert_memory_equal(sgp_error_message(&err), "before: ", 8);
            assert_int_equal(strlen(sgp_error_message(&err)),
                             fitting(lead + 8, characters[i], SGP_ERROR_MESSAGE_MAX));
            assert_memory_equal(sgp_error_message(&err) + 8, text,
                                strlen(sgp_error_message(&err)) - 8);
            free(text);
        }
}

static void a_prefix_too_long_itself_is_truncated_between_characters(void **state)
{
    char *text = long_text(0, E_ACUTE, 2 * SGP_ERROR_MESSAGE_MAX);
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp_error_set(&err, SGP_ERR_SERVICE, "lost");
    sgp_error_prefix(&err, "%s", text);
    assert_int_equal(strlen(sgp_error_message(&err)), fitting(0, E_ACUTE, SGP_ERROR_MESSAGE_MAX));
    assert_memory_equal(sgp_error_message(&err), text, strlen(sgp_error_message(&err)));
    free(text);
}

static void set_service_error(sgp_error *err, const char *code, const char *message)
{
    (void)sgp_error_set(err, SGP_ERR_SERVICE, "%s", message);
    sgp__copy_truncated(err->code, sizeof err->code, sgp_str_from(code));
}

static void service_errors_read_as_botocore_writes_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof client_error_cases / sizeof client_error_cases[0]; i++) {
        sgp_error err = TEST_ERROR_INIT;
        char out[SGP_ERROR_MESSAGE_MAX + 256];

        set_service_error(&err, client_error_cases[i].code, client_error_cases[i].message);
        err.retries_exhausted = client_error_cases[i].exhausted;
        err.attempts = client_error_cases[i].attempts;
        assert_ptr_equal(sgp_error_describe(&err, out, sizeof out), out);
        assert_string_equal(out, client_error_cases[i].sentence);
    }
}

static void other_errors_read_as_their_message(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    char out[100];

    (void)state;
    sgp_error_set(&err, SGP_ERR_PARAM, "Parameter validation failed:\n%s", "line");
    err.retries_exhausted = 1;
    assert_string_equal(sgp_error_describe(&err, out, sizeof out),
                        "Parameter validation failed:\nline");
    sgp_error_reset(&err);
    err.status = SGP_ERR_TLS;
    assert_string_equal(sgp_error_describe(&err, out, sizeof out), "SGP_ERR_TLS");
    sgp_error_reset(&err);
    assert_string_equal(sgp_error_describe(&err, out, sizeof out), "SGP_OK");
}

static void a_description_is_truncated_between_characters_at_any_size(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    char whole[200], out[200];
    size_t len;

    (void)state;
    set_service_error(&err, "C", E_ACUTE GRIN E_ACUTE "x" GRIN);
    len = strlen(sgp_error_describe(&err, whole, sizeof whole));
    for (size_t size = 1; size <= len + 2; size++) {
        size_t kept = size - 1 < len ? size - 1 : len;

        while (kept < len && ((unsigned char)whole[kept] & 0xC0) == 0x80)
            kept--;
        memset(out, 'z', sizeof out);
        sgp_error_describe(&err, out, size);
        assert_int_equal(strlen(out), kept);
        assert_memory_equal(out, whole, kept);
        assert_int_equal(out[size], 'z');
    }
}

static void a_description_into_nothing_writes_nothing(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    char out[] = "z";

    (void)state;
    set_service_error(&err, "C", "m");
    assert_ptr_equal(sgp_error_describe(&err, out, 0), out);
    assert_string_equal(out, "z");
}

static void a_copy_is_truncated_between_characters(void **state)
{
    static const struct {
        const char *text;
        size_t capacity;
        const char *cut;
    } cases[] = {
        { "abc", 4, "abc" },
        { "abcd", 4, "abc" },
        { "", 4, "" },
        { "abc", 1, "" },
        { "ab" E_ACUTE, 4, "ab" },
        { "ab" E_ACUTE, 5, "ab" E_ACUTE },
        { GRIN, 4, "" },
        { "a" GRIN "b", 6, "a" GRIN },
        { E_ACUTE E_ACUTE, 4, E_ACUTE },
        { "a\x80\x80\x80\x80\x80", 4, "a\x80\x80" }, /* not UTF-8: not a partial character */
    };
    const sgp_str absent = { NULL, 0 };
    char out[10];

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sgp__copy_truncated(out, cases[i].capacity, sgp_str_from(cases[i].text));
        assert_string_equal(out, cases[i].cut);
    }
    sgp__copy_truncated(out, sizeof out, absent);
    assert_string_equal(out, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_own_name),
        cmocka_unit_test(an_error_fits_a_small_stack),
        cmocka_unit_test(a_reset_error_is_the_initial_one_with_its_buffer),
        cmocka_unit_test(the_first_error_wins),
        cmocka_unit_test(running_out_of_memory_has_a_message),
        cmocka_unit_test(a_prefix_goes_before_the_message),
        cmocka_unit_test(a_long_message_is_truncated_between_characters),
        cmocka_unit_test(a_message_that_just_fits_is_whole),
        cmocka_unit_test(a_prefixed_message_is_truncated_between_characters),
        cmocka_unit_test(a_prefix_too_long_itself_is_truncated_between_characters),
        cmocka_unit_test(service_errors_read_as_botocore_writes_them),
        cmocka_unit_test(other_errors_read_as_their_message),
        cmocka_unit_test(a_description_is_truncated_between_characters_at_any_size),
        cmocka_unit_test(a_description_into_nothing_writes_nothing),
        cmocka_unit_test(a_copy_is_truncated_between_characters),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
