/*
 * Tests of messages in src/base/err.c: set, prefix, insert, append and copy
 * against a model, with buffers of every size and without a buffer. Nothing is
 * written outside the buffer, and no character is split.
 */
#include "test.h"

#include "sgp_err.h"

#include <stdlib.h>

#define CAPACITY_MAX 40
#define TEXT_MAX 300

/* Characters of one to four bytes, so that every truncation point occurs. */
static const char mixed[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80zz\xf0\x9f\x98\x80\xe2\x82\xac"
                            "\xc3\xa9\xc3\xa9y\xe2\x82\xac\xe2\x82\xac\xf0\x9f\x98\x80\xf0\x9f\x98"
                            "\x80x";

/* The longest prefix of text with at most `max` bytes that splits no
 * character. */
static size_t whole_characters(const char *text, size_t max)
{
    size_t len = strlen(text) < max ? strlen(text) : max;

    while (((unsigned char)text[len] & 0xC0) == 0x80)
        len--;
    return len;
}

/* An error whose buffer is a block of the heap, so that a sanitizer sees its
 * end. */
typedef struct fixture {
    sgp_error err;
    size_t capacity; /* of the message, with or without a buffer */
} fixture;

static fixture begin(size_t buffer_bytes)
{
    static const sgp_error initial = SGP_ERROR_INIT;
    fixture f = { initial, buffer_bytes };

    if (buffer_bytes > 0) {
        f.err.buffer = malloc(buffer_bytes);
        assert_non_null(f.err.buffer);
        memset(f.err.buffer, 'z', buffer_bytes);
        f.err.buffer_bytes = buffer_bytes;
        sgp_error_reset(&f.err);
    } else {
        f.capacity = sizeof f.err.short_message;
    }
    return f;
}

static void end(fixture *f)
{
    free(f->err.buffer);
}

/* Compares the message with as much of the text as the model lets it hold. */
static void assert_message(const fixture *f, const char *whole_text)
{
    const size_t len = whole_characters(whole_text, f->capacity - 1);

    if (strlen(sgp_error_message(&f->err)) != len ||
        memcmp(sgp_error_message(&f->err), whole_text, len) != 0)
        fail_msg("%lu bytes: \"%s\" should be the start of \"%s\"", (unsigned long)f->capacity,
                 sgp_error_message(&f->err), whole_text);
}

/* Writes the first `len` bytes of the mixed text, or fewer whole characters. */
static const char *start_of_mixed(char *out, size_t len)
{
    len = whole_characters(mixed, len);
    memcpy(out, mixed, len);
    out[len] = '\0';
    return out;
}

static void a_message_is_set_in_a_buffer_of_any_size(void **state)
{
    (void)state;
    for (size_t capacity = 0; capacity <= CAPACITY_MAX; capacity++)
        for (size_t len = 0; len < sizeof mixed; len++) {
            fixture f = begin(capacity);
            char text[TEXT_MAX];

            start_of_mixed(text, len);
            assert_int_equal(sgp_error_set(&f.err, SGP_ERR_TLS, "%s", text), SGP_ERR_TLS);
            assert_message(&f, text);
            assert_int_equal(sgp_error_set(&f.err, SGP_ERR_LIMIT, "second"), SGP_ERR_LIMIT);
            assert_message(&f, text);
            assert_int_equal(f.err.status, SGP_ERR_TLS);
            end(&f);
        }
}

/* Runs one case of sgp_error_prefix and of sgp__error_insert. */
static void check_prefix(size_t capacity, const char *prefix, const char *text)
{
    fixture f = begin(capacity), g = begin(capacity);
    char whole[2 * TEXT_MAX];

    (void)sgp_error_set(&f.err, SGP_ERR_TLS, "%s", text);
    sgp_error_prefix(&f.err, "%s", prefix);
    (void)snprintf(whole, sizeof whole, "%s: %s", prefix, text);
    assert_message(&f, whole);
    (void)sgp_error_set(&g.err, SGP_ERR_TLS, "%s", text);
    sgp__error_insert(&g.err, "%s", prefix);
    (void)snprintf(whole, sizeof whole, "%s%s", prefix, text);
    assert_message(&g, whole);
    end(&f);
    end(&g);
}

static void a_prefix_of_any_length_goes_before_a_message_of_any_length(void **state)
{
    (void)state;
    for (size_t capacity = 1; capacity <= CAPACITY_MAX; capacity++)
        for (size_t prefix_len = 0; prefix_len < sizeof mixed; prefix_len++)
            for (size_t len = 0; len < sizeof mixed; len++) {
                char prefix[TEXT_MAX], text[TEXT_MAX];

                check_prefix(capacity, start_of_mixed(prefix, prefix_len),
                             start_of_mixed(text, len));
            }
}

static void a_short_message_takes_prefixes_up_to_its_end(void **state)
{
    static const char *const texts[] = { "", "x", mixed };

    (void)state;
    for (size_t prefix_len = 0; prefix_len < 2 * SGP_ERROR_SHORT_MESSAGE_MAX; prefix_len++)
        for (size_t i = 0; i < 3; i++) {
            char prefix[2 * SGP_ERROR_SHORT_MESSAGE_MAX] = "";

            memset(prefix, 'p', prefix_len);
            check_prefix(0, prefix, texts[i]);
        }
}

static void prefixes_add_up(void **state)
{
    fixture f = begin(31);

    (void)state;
    (void)sgp_error_set(&f.err, SGP_ERR_TLS, "refused");
    sgp_error_prefix(&f.err, "%s:%d", "host", 443);
    sgp_error_prefix(&f.err, "credentials");
    assert_string_equal(sgp_error_message(&f.err), "credentials: host:443: refused");
    end(&f);
}

static void an_appended_text_is_truncated_at_any_length(void **state)
{
    (void)state;
    for (size_t capacity = 0; capacity <= CAPACITY_MAX; capacity++)
        for (size_t len = 0; len < sizeof mixed; len++)
            for (size_t more = 0; more < sizeof mixed; more++) {
                fixture f = begin(capacity);
                char text[TEXT_MAX], tail[TEXT_MAX], whole[2 * TEXT_MAX];

                start_of_mixed(text, len);
                start_of_mixed(tail, more);
                (void)sgp_error_set(&f.err, SGP_ERR_TLS, "%s", text);
                /* What the set dropped does not come back. */
                (void)snprintf(whole, sizeof whole, "%s%s", sgp_error_message(&f.err), tail);
                sgp__error_append(&f.err, "%s", tail);
                assert_message(&f, whole);
                end(&f);
            }
}

static void without_an_error_nothing_is_prefixed_or_appended(void **state)
{
    fixture f = begin(30);

    (void)state;
    sgp_error_prefix(&f.err, "prefix");
    sgp__error_insert(&f.err, "prefix");
    sgp__error_append(&f.err, "tail");
    assert_string_equal(sgp_error_message(&f.err), "");
    sgp_error_prefix(NULL, "prefix");
    sgp__error_insert(NULL, "prefix");
    sgp__error_append(NULL, "tail");
    end(&f);
}

static void an_error_is_copied_between_buffers_of_any_size(void **state)
{
    (void)state;
    for (size_t from_bytes = 0; from_bytes <= CAPACITY_MAX; from_bytes++)
        for (size_t to_bytes = 0; to_bytes <= CAPACITY_MAX; to_bytes++) {
            fixture from = begin(from_bytes), to = begin(to_bytes);
            char *const buffer = to.err.buffer;

            (void)sgp_error_set(&from.err, SGP_ERR_SERVICE, "%s", mixed);
            memcpy(from.err.code, "Code", 5);
            memcpy(from.err.request_id, "ID", 3);
            from.err.attempts = 2;
            from.err.retryable = 1;
            from.err.http_status = 503;
            (void)sgp_error_set(&to.err, SGP_ERR_TLS, "replaced");
            sgp__error_copy(&to.err, &from.err);
            assert_message(&to, sgp_error_message(&from.err));
            assert_memory_equal(&to.err, &from.err,
                                offsetof(sgp_error, place) + sizeof from.err.place);
            assert_string_equal(to.err.code, "Code");
            assert_string_equal(to.err.request_id, "ID");
            assert_ptr_equal(to.err.buffer, buffer);
            assert_int_equal(to.err.buffer_bytes, to_bytes);
            end(&from);
            end(&to);
        }
}

static void a_buffer_without_size_and_a_size_without_buffer_are_no_buffer(void **state)
{
    char text[] = "z";
    sgp_error err = SGP_ERROR_INIT;

    (void)state;
    err.buffer = text;
    (void)sgp_error_set(&err, SGP_ERR_TLS, "%s", "short");
    sgp_error_prefix(&err, "p");
    assert_string_equal(sgp_error_message(&err), "p: short");
    assert_string_equal(text, "z");
    err.buffer = NULL;
    err.buffer_bytes = 100;
    assert_string_equal(sgp_error_message(&err), "p: short");
    sgp__error_append(&err, "!");
    assert_string_equal(sgp_error_message(&err), "p: short!");
    sgp_error_reset(&err);
    assert_string_equal(sgp_error_message(&err), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_message_is_set_in_a_buffer_of_any_size),
        cmocka_unit_test(a_prefix_of_any_length_goes_before_a_message_of_any_length),
        cmocka_unit_test(a_short_message_takes_prefixes_up_to_its_end),
        cmocka_unit_test(prefixes_add_up),
        cmocka_unit_test(an_appended_text_is_truncated_at_any_length),
        cmocka_unit_test(without_an_error_nothing_is_prefixed_or_appended),
        cmocka_unit_test(an_error_is_copied_between_buffers_of_any_size),
        cmocka_unit_test(a_buffer_without_size_and_a_size_without_buffer_are_no_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
