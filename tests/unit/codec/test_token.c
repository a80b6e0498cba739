/*
 * test_token.c - resume tokens against botocore's paginate.py, both ways, and
 * what is refused.
 */
#include "test.h"

#include "sgp_arena.h"
#include "sgp_base64.h"
#include "fail_alloc.h"
#include "sagepager/builtin.h"

#include <stdlib.h>

#include "expected_decodes.h"
#include "expected_invalid_parameters.h"
#include "expected_positions.h"

/* As large as a listing gives to one token. */
#define TOKEN_MEMORY (2 * SGP_STARTING_TOKEN_MAX)

typedef struct fixture {
    sgp_codec *codec;
    sgp_arena arena;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp__buf base64;
} fixture;

static int set_up(void **state)
{
    static fixture f;

    memset(&f, 0, sizeof f);
    f.codec = sgp_aws_json();
    f.err.buffer = f.err_text;
    f.err.buffer_bytes = sizeof f.err_text;
    sgp__arena_init(&f.arena, NULL, TOKEN_MEMORY);
    sgp__buf_init(&f.base64, NULL, TOKEN_MEMORY);
    *state = &f;
    return 0;
}

static int tear_down(void **state)
{
    fixture *f = *state;

    sgp__arena_deinit(&f->arena);
    sgp__buf_deinit(&f->base64);
    return 0;
}

static sgp_status decode(fixture *f, sgp_str token, sgp_position *out)
{
    static const sgp_position preset = SGP_POSITION_INIT;

    sgp_error_reset(&f->err);
    sgp_arena_reset(&f->arena);
    *out = preset;
    return f->codec->type->decode_token(f->codec, token, &f->arena, out, &f->err);
}

static sgp_status decode_json(fixture *f, const char *json, sgp_position *out)
{
    sgp__buf_reset(&f->base64);
    sgp__base64_encode(&f->base64, json, strlen(json));
    return decode(f, sgp__buf_str(&f->base64), out);
}

static void written_tokens_are_botocores(void **state)
{
    fixture *f = *state;

    for (size_t i = 0; i < sizeof positions / sizeof *positions; i++) {
        sgp_str token;
        assert_int_equal(f->codec->type->encode_token(f->codec, &positions[i].position, &f->arena,
                                                      &token, &f->err),
                         SGP_OK);
        assert_str(token, positions[i].token);
    }
}

static void written_tokens_can_be_read(void **state)
{
    fixture *f = *state;

    for (size_t i = 0; i < sizeof positions / sizeof *positions; i++) {
        const sgp_position *expected = &positions[i].position;
        sgp_position got;
        assert_int_equal(decode(f, sgp_str_from(positions[i].token), &got), SGP_OK);
        assert_true(sgp_str_equal(got.next_token, expected->next_token));
        assert_int_equal(got.has_next_token, 1);
        assert_int_equal(got.truncate.is_set, expected->truncate.is_set);
        assert_int_equal(got.truncate.value, expected->truncate.value);
    }
}

/* botocore knows no "not set" for the amount: it is 0 then. */
static void tokens_are_read_as_by_botocore(void **state)
{
    fixture *f = *state;

    for (size_t i = 0; i < sizeof decodes / sizeof *decodes; i++) {
        const sgp_position *expected = &decodes[i].position;
        sgp_position got;
        if (decode(f, decodes[i].token, &got) != SGP_OK)
            fail_msg("%s: %s", decodes[i].token.ptr, sgp_error_message(&f->err));
        if (!sgp_str_equal(got.next_token, expected->next_token) ||
            got.has_next_token != expected->has_next_token ||
            got.truncate.value != expected->truncate.value)
            fail_msg("%s: %s, %lld", decodes[i].token.ptr,
                     got.next_token.ptr ? got.next_token.ptr : "none",
                     (long long)got.truncate.value);
    }
}

static void parameters_are_checked_as_by_botocore(void **state)
{
    fixture *f = *state;

    for (size_t i = 0; i < sizeof invalid_parameters / sizeof *invalid_parameters; i++) {
        sgp_position got;
        int fine = invalid_parameters[i].message[0] == '\0';
        assert_int_equal(decode(f, sgp_str_from(invalid_parameters[i].token), &got),
                         fine ? SGP_OK : SGP_ERR_PARAM);
        assert_string_equal(sgp_error_message(&f->err), invalid_parameters[i].message);
    }
}

/* Deliberate difference: botocore crashes on a scalar. */
static void json_other_than_an_object_is_a_service_token(void **state)
{
    static const char *const cases[] = {
        "5", "-1.5", "\"text\"", "true", "null", "[1, {}]", "NaN"
    };
    fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_position got;
        assert_int_equal(decode_json(f, cases[i], &got), SGP_OK);
        assert_true(sgp_str_equal(got.next_token, sgp__buf_str(&f->base64)));
        assert_false(got.truncate.is_set);
    }
}

/* Python accepts these as JSON, but they cannot be passed on as text. */
static void json_beyond_the_standard_is_a_service_token(void **state)
{
    static const char *const cases[] = { "{\"NextToken\": NaN}", "{\"NextToken\": \"\\ud800\"}",
                                         "{\"boto_truncate_amount\": Infinity}" };
    fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_position got;
        assert_int_equal(decode_json(f, cases[i], &got), SGP_OK);
        assert_true(sgp_str_equal(got.next_token, sgp__buf_str(&f->base64)));
    }
}

static void bad_tokens_are_refused(void **state)
{
    static const struct {
        const char *token, *message;
    } cases[] = {
        /* botocore's own words (paginate.py,
         * _convert_deprecated_starting_token) */
        { "a___b___c", "Bad starting token: a___b___c" },
        { "______", "Bad starting token: ______" },
        { "a___1___2", "Bad starting token: a___1___2" },
        { "a___1_______2", "Bad starting token: a___1_______2" },
        { "a___9223372036854775808",
          "Bad starting token: the index after ___ does not fit 64 bits" },
        { "caf\xe9", "Bad starting token: byte 3 is not valid UTF-8" },
    };
    fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_position got;
        assert_int_equal(decode(f, sgp_str_from(cases[i].token), &got), SGP_ERR_TOKEN);
        assert_string_equal(sgp_error_message(&f->err), cases[i].message);
    }
}

static void bad_objects_are_refused(void **state)
{
    static const char integer[] =
        "Bad starting token: boto_truncate_amount must be an integer of at most 64 bits";
    static const char sets_name[] = "Bad starting token: it sets ImageName; a starting token may "
                                    "only hold NextToken and boto_truncate_amount";
    static const struct {
        const char *json, *message;
    } cases[] = {
        { "{\"boto_truncate_amount\": \"1\"}",
          "Bad starting token: boto_truncate_amount must be an integer, not a string" },
        { "{\"boto_truncate_amount\": []}",
          "Bad starting token: boto_truncate_amount must be an integer, not a list" },
        { "{\"boto_truncate_amount\": 1.0}", integer },
        { "{\"boto_truncate_amount\": 9223372036854775808}", integer },
        { "{\"ImageName\": \"other\"}", sets_name },
        { "{\"ImageName\": null, \"X\": 1}", sets_name },
        { "{\"\\u0049\\u006d\\u0061\\u0067\\u0065\\u004e\\u0061\\u006d\\u0065\": 1}", sets_name },
        { "{\"MaxResults\": 1}",
          "Bad starting token: it sets MaxResults; a starting token may only "
          "hold NextToken and boto_truncate_amount" },
        { "{\"NextToken\": \"YQ==\", \"boto_encoded_keys\": [[\"NextToken\"]]}",
          "Bad starting token: boto_encoded_keys says that it is binary, but NextToken is text" },
    };
    fixture *f = *state;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_position got;
        assert_int_equal(decode_json(f, cases[i].json, &got), SGP_ERR_TOKEN);
        assert_string_equal(sgp_error_message(&f->err), cases[i].message);
    }
}

/* A name of 5000 NULs neither ends the message nor fills it. */
static void strange_names_are_shown_in_part(void **state)
{
    fixture *f = *state;
    sgp__buf json;
    sgp_position got;

    sgp__buf_init(&json, NULL, TOKEN_MEMORY);
    sgp__buf_put_text(&json, "{\"");
    for (int i = 0; i < 5000; i++)
        sgp__buf_put_text(&json, "\\u0000");
    sgp__buf_put_text(&json, "\": 1}");
    assert_int_equal(decode_json(f, json.ptr, &got), SGP_ERR_PARAM);
    assert_non_null(
        strstr(sgp_error_message(&f->err), "\xEF\xBF\xBD\", must be one of: CreationTimeAfter"));
    sgp__buf_deinit(&json);
}

static void a_list_of_errors_is_cut_at_its_bound(void **state)
{
    fixture *f = *state;
    sgp__buf json;
    sgp_position got;

    sgp__buf_init(&json, NULL, TOKEN_MEMORY);
    sgp__buf_put_text(&json, "{\"NextToken\": null");
    for (int i = 0; i < 5000; i++) {
        sgp__buf_put_text(&json, ",\"");
        sgp__buf_put_int(&json, i);
        sgp__buf_put_text(&json, "\":1");
    }
    sgp__buf_put_text(&json, "}");
    assert_int_equal(decode_json(f, json.ptr, &got), SGP_ERR_PARAM);
    assert_int_equal(strlen(sgp_error_message(&f->err)), SGP_ERROR_MESSAGE_MAX);
    sgp__buf_deinit(&json);
}

static void lengths_are_bounded(void **state)
{
    static char text[SGP_STARTING_TOKEN_MAX + 1];
    fixture *f = *state;
    sgp_str token = { text, SGP_NEXT_TOKEN_MAX };
    sgp_position got;

    memset(text, '.', sizeof text);
    assert_int_equal(decode(f, token, &got), SGP_OK);
    token.len++;
    assert_int_equal(decode(f, token, &got), SGP_ERR_LIMIT);
    assert_string_equal(sgp_error_message(&f->err),
                        "NextToken has 8193 bytes: at most 8192 are accepted");
    token.len = sizeof text;
    assert_int_equal(decode(f, token, &got), SGP_ERR_LIMIT);
    assert_string_equal(sgp_error_message(&f->err),
                        "the starting token has 65793 bytes: at most 65792 are accepted");
}

/* limits.h: SGP_STARTING_TOKEN_MAX is made for this. */
static void the_longest_next_token_survives_its_resume_token(void **state)
{
    static char text[SGP_NEXT_TOKEN_MAX];
    fixture *f = *state;
    sgp_position position = SGP_POSITION_INIT;
    sgp_position got;
    sgp_str token, copy;

    memset(text, '\1', sizeof text);
    position.next_token.ptr = text;
    position.next_token.len = sizeof text;
    position.truncate = sgp_opt_int_of(-INT64_MAX);
    assert_int_equal(f->codec->type->encode_token(f->codec, &position, &f->arena, &token, &f->err),
                     SGP_OK);
    sgp__buf_put_str(&f->base64, token);
    copy = sgp__buf_str(&f->base64);
    assert_int_equal(decode(f, copy, &got), SGP_OK);
    assert_true(sgp_str_equal(got.next_token, position.next_token));
    assert_int_equal(got.truncate.value, -INT64_MAX);
}

static void a_position_that_cannot_be_written_is_refused(void **state)
{
    fixture *f = *state;
    sgp_position position = SGP_POSITION_INIT;
    sgp_str token;

    position.next_token = sgp_str_from("\xff");
    assert_int_equal(f->codec->type->encode_token(f->codec, &position, &f->arena, &token, &f->err),
                     SGP_ERR_PARAM);
    assert_string_equal(sgp_error_message(&f->err), "NextToken is not valid UTF-8");
}

static sgp_status run_with_memory(fail_alloc *memory, const char *text)
{
    sgp_codec *codec = sgp_aws_json();
    sgp_position position = SGP_POSITION_INIT;
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;
    sgp_status status;
    sgp_str out;

    sgp__arena_init(&arena, &memory->api, TOKEN_MEMORY);
    status = codec->type->decode_token(codec, sgp_str_from(text), &arena, &position, &err);
    if (status == SGP_OK) status = codec->type->encode_token(codec, &position, &arena, &out, &err);
    assert_int_equal(err.status, status);
    sgp__arena_deinit(&arena);
    return status;
}

static void fail_at_every_allocation(const char *text, sgp_status expected)
{
    sgp_status status = SGP_ERR_MEMORY;
    int fail_at;

    for (fail_at = 0; status == SGP_ERR_MEMORY && fail_at < 200; fail_at++) {
        fail_alloc memory;
        fail_alloc_init(&memory, fail_at);
        status = run_with_memory(&memory, text);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped + memory.wrong_size, 0);
    }
    assert_int_equal(status, expected);
    assert_in_range(fail_at, 3, 199);
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    fail_at_every_allocation(positions[4].token, SGP_OK);
    fail_at_every_allocation("service token___7", SGP_OK);
    fail_at_every_allocation(invalid_parameters[1].token, SGP_ERR_PARAM);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(written_tokens_are_botocores),
        TEST(written_tokens_can_be_read),
        TEST(tokens_are_read_as_by_botocore),
        TEST(parameters_are_checked_as_by_botocore),
        TEST(json_other_than_an_object_is_a_service_token),
        TEST(json_beyond_the_standard_is_a_service_token),
        TEST(bad_tokens_are_refused),
        TEST(bad_objects_are_refused),
        TEST(strange_names_are_shown_in_part),
        TEST(a_list_of_errors_is_cut_at_its_bound),
        TEST(lengths_are_bounded),
        TEST(the_longest_next_token_survives_its_resume_token),
        TEST(a_position_that_cannot_be_written_is_refused),
        TEST(every_failed_allocation_is_reported_and_nothing_leaks),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
