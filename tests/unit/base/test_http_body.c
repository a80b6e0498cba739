/*
 * Tests of a response's body in src/base/http_message.c: appending, reserving,
 * and a sink that consumes the body while it arrives.
 */
#include "test.h"

#include "sgp_http_message.h"

#include "fail_alloc.h"

static const sgp_str absent = { NULL, 0 };

static void assert_all_freed(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void a_body_is_joined_and_terminated(void **state)
{
    sgp__http_response response;

    (void)state;
    sgp__http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_append_body(&response.api, NULL, 0, NULL), SGP_OK);
    assert_str(response.api.body, "");
    for (int i = 0; i < 5000; i++)
        assert_int_equal(sgp_http_response_append_body(&response.api, "ab\0", 3, NULL), SGP_OK);
    assert_int_equal(response.api.body.len, 15000);
    for (size_t i = 0; i < 15000; i += 3)
        assert_memory_equal(response.api.body.ptr + i, "ab\0", 3);
    assert_int_equal(response.api.body.ptr[15000], 0);
    sgp__http_response_deinit(&response);
}

static void a_body_is_taken_up_to_its_limit(void **state)
{
    static const size_t limits[] = { 1, 2, 1023, 1024, 1025, 3000, 4096 };
    static const char bytes[4097];

    (void)state;
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        fail_alloc memory;
        sgp__http_response response;
        sgp_error err = TEST_ERROR_INIT;

        fail_alloc_init(&memory, -1);
        sgp__http_response_init(&response, &memory.api, limits[i]);
        assert_int_equal(sgp_http_response_append_body(&response.api, bytes, limits[i] + 1, &err),
                         SGP_ERR_LIMIT);
        assert_int_equal(memory.count, 0);
        assert_int_equal(sgp_http_response_append_body(&response.api, bytes, limits[i] - 1, NULL),
                         SGP_OK);
        assert_int_equal(sgp_http_response_append_body(&response.api, bytes, 1, NULL), SGP_OK);
        assert_int_equal(sgp_http_response_append_body(&response.api, bytes, 1, NULL),
                         SGP_ERR_LIMIT);
        assert_int_equal(response.api.body.len, limits[i]);
        assert_true(memory.live_bytes <= (long)limits[i] + 1);
        sgp__http_response_deinit(&response);
        assert_all_freed(&memory);
    }
}

static void a_body_without_a_limit_does_not_wrap(void **state)
{
    sgp__http_response response;

    (void)state;
    sgp__http_response_init(&response, NULL, SIZE_MAX);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(sgp_http_response_append_body(&response.api, "abc", 3, NULL), SGP_OK);
    assert_int_equal(response.api.body.len, 6000);
    assert_int_equal(sgp_http_response_append_body(&response.api, "abc", SIZE_MAX, NULL),
                     SGP_ERR_LIMIT);
    sgp__http_response_deinit(&response);
}

static void a_body_keeps_its_memory_and_without_memory_its_content(void **state)
{
    fail_alloc memory;
    sgp__http_response response;
    char bytes[3000];
    int needed;

    (void)state;
    memset(bytes, 'b', sizeof bytes);
    fail_alloc_init(&memory, -1);
    sgp__http_response_init(&response, &memory.api, 0);
    assert_int_equal(sgp_http_response_append_body(&response.api, bytes, sizeof bytes, NULL),
                     SGP_OK);
    needed = memory.count;
    sgp_http_response_reset(&response.api);
    assert_int_equal(sgp_http_response_append_body(&response.api, bytes, sizeof bytes, NULL),
                     SGP_OK);
    assert_int_equal(memory.count, needed);
    memory.fail_at = 0;
    assert_int_equal(sgp_http_response_append_body(&response.api, bytes, sizeof bytes, NULL),
                     SGP_ERR_MEMORY);
    assert_int_equal(response.api.body.len, sizeof bytes);
    assert_memory_equal(response.api.body.ptr, bytes, sizeof bytes);
    sgp__http_response_deinit(&response);
    assert_all_freed(&memory);
}

static void a_body_can_be_read_into_its_reserve(void **state)
{
    sgp__http_response response;
    sgp_error err = TEST_ERROR_INIT;
    size_t room;
    char *at;

    (void)state;
    sgp__http_response_init(&response, NULL, 5000);
    assert_int_equal(sgp_http_response_reserve(&response.api, 4000, &at, &room, NULL), SGP_OK);
    assert_int_equal(room, 4000);
    assert_int_equal(sgp_http_response_append_body(&response.api, "hello", 5, NULL), SGP_OK);
    assert_int_equal(sgp_http_response_reserve(&response.api, 1, &at, &room, NULL), SGP_OK);
    assert_int_equal(room, 3995);
    memset(at, 'x', room);
    assert_int_equal(response.api.body.len, 5);
    assert_int_equal(sgp_http_response_append_body(&response.api, at, 5, NULL), SGP_OK);
    assert_str(response.api.body, "helloxxxxx");
    assert_int_equal(response.api.body.ptr[10], '\0');
    assert_int_equal(sgp_http_response_reserve(&response.api, SIZE_MAX, &at, &room, NULL), SGP_OK);
    assert_int_equal(room, 4990); /* what may come */
    memset(at, 'y', room);
    assert_int_equal(sgp_http_response_append_body(&response.api, at, room, NULL), SGP_OK);
    assert_int_equal(response.api.body.len, 5000);
    assert_int_equal(sgp_http_response_reserve(&response.api, 1, &at, &room, &err), SGP_ERR_LIMIT);
    assert_string_equal(sgp_error_message(&err), "the response's body is longer than 5000 bytes");
    sgp__http_response_deinit(&response);
}

static void a_reserve_has_at_least_one_byte(void **state)
{
    sgp__http_response response;
    size_t room;
    char *at;

    (void)state;
    sgp__http_response_init(&response, NULL, 5000);
    for (size_t len = 0; len < 5000; len++) {
        assert_int_equal(sgp_http_response_reserve(&response.api, 0, &at, &room, NULL), SGP_OK);
        assert_true(room >= 1);
        assert_int_equal(sgp_http_response_append_body(&response.api, "x", 1, NULL), SGP_OK);
    }
    assert_int_equal(sgp_http_response_reserve(&response.api, 0, &at, &room, NULL), SGP_ERR_LIMIT);
    sgp__http_response_deinit(&response);
}

/* --- a body that a sink consumes -------------------------------------------------------------- */

/* Consumes all but the last `rest` bytes, and may fail. */
typedef struct fake_sink {
    sgp__body_sink base;
    size_t rest;
    sgp_status failure;
    size_t surplus; /* added to *consumed, which breaks the contract */
    int writes;
    int restarts;
    size_t longest; /* body that it saw */
    char consumed[40000];
    size_t consumed_len;
} fake_sink;

static sgp_status fake_write(sgp__body_sink *sink, const sgp_http_response *response,
                             size_t *consumed, sgp_error *err)
{
    fake_sink *s = (fake_sink *)sink;
    const size_t bytes = response->body.len > s->rest ? response->body.len - s->rest : 0;

    s->writes++;
    if (response->body.len > s->longest) s->longest = response->body.len;
    if (s->failure != SGP_OK) return sgp_error_set(err, s->failure, "no more");
    memcpy(s->consumed + s->consumed_len, response->body.ptr, bytes);
    s->consumed_len += bytes;
    *consumed = bytes + s->surplus;
    return SGP_OK;
}

static void fake_restart(sgp__body_sink *sink)
{
    fake_sink *s = (fake_sink *)sink;

    s->restarts++;
    s->consumed_len = 0;
}

static void begin_with_sink(sgp__http_response *response, fake_sink *s, size_t rest,
                            size_t max_body_bytes)
{
    memset(s, 0, sizeof *s);
    s->base.write = fake_write;
    s->base.restart = fake_restart;
    s->rest = rest;
    sgp__http_response_init(response, NULL, max_body_bytes);
    response->sink = &s->base;
}

static char byte_at(size_t at)
{
    return (char)('a' + at % 26);
}

/* Appends `count` bytes, `at_once` bytes a call. */
static sgp_status feed(sgp_http_response *response, size_t count, size_t at_once, sgp_error *err)
{
    char bytes[5000];
    sgp_status status = SGP_OK;
    size_t at = 0;

    while (status == SGP_OK && at < count) {
        const size_t some = count - at < at_once ? count - at : at_once;

        for (size_t i = 0; i < some; i++)
            bytes[i] = byte_at(at + i);
        status = sgp_http_response_append_body(response, bytes, some, err);
        at += some;
    }
    return status;
}

/* However it arrives, and however much the sink leaves: what it consumed and
 * what remains is the body. */
static void a_sink_consumes_the_body_while_it_arrives(void **state)
{
    static const size_t sizes[] = { 1, 7, 4096, 5000 }, rests[] = { 0, 1, 100, 3000, 9000 };
    sgp__http_response response;
    fake_sink s;

    (void)state;
    for (size_t i = 0; i < 20; i++) {
        const size_t rest = rests[i % 5];
        const sgp_str *body = &response.api.body;

        begin_with_sink(&response, &s, rest, 0);
        assert_int_equal(feed(&response.api, 30000, sizes[i / 5], NULL), SGP_OK);
        assert_true(s.writes > 1 && s.writes < 20);
        assert_int_equal(response.consumed_bytes, s.consumed_len);
        assert_int_equal(s.consumed_len + body->len, 30000);
        assert_int_equal(body->ptr[body->len], '\0');
        memcpy(s.consumed + s.consumed_len, body->ptr, body->len);
        for (size_t at = 0; at < 30000; at++)
            assert_int_equal(s.consumed[at], byte_at(at));
        if (rest <= 100) assert_int_equal(response.body_capacity, 4096);
        assert_true(s.longest <= 4 * rest + 4096);
        sgp__http_response_deinit(&response);
    }
}

static void a_body_read_into_its_reserve_is_consumed_too(void **state)
{
    sgp__http_response response;
    sgp_error err = TEST_ERROR_INIT;
    size_t sent = 0;
    fake_sink s;

    (void)state;
    begin_with_sink(&response, &s, 10, 0);
    while (sent < 20000) {
        size_t room = 0;
        char *at = NULL;

        assert_int_equal(sgp_http_response_reserve(&response.api, 20000 - sent, &at, &room, &err),
                         SGP_OK);
        assert_true(room >= 1);
        if (room > 20000 - sent) room = 20000 - sent;
        for (size_t i = 0; i < room; i++)
            at[i] = byte_at(sent + i);
        assert_int_equal(sgp_http_response_append_body(&response.api, at, room, &err), SGP_OK);
        sent += room;
    }
    memcpy(s.consumed + s.consumed_len, response.api.body.ptr, response.api.body.len);
    assert_int_equal(s.consumed_len + response.api.body.len, 20000);
    for (size_t at = 0; at < 20000; at++)
        assert_int_equal(s.consumed[at], byte_at(at));
    sgp__http_response_deinit(&response);
}

static void consumed_bytes_count_for_the_limit(void **state)
{
    sgp__http_response response;
    sgp_error err = TEST_ERROR_INIT;
    fake_sink s;

    (void)state;
    begin_with_sink(&response, &s, 0, 10000);
    assert_int_equal(feed(&response.api, 10001, 100, &err), SGP_ERR_LIMIT);
    assert_int_equal(response.consumed_bytes + response.api.body.len, 10000);
    assert_int_equal(sgp_http_response_begin(&response.api, 200, absent, NULL), SGP_OK);
    assert_int_equal(response.consumed_bytes, 0);
    assert_int_equal(feed(&response.api, 10000, 100, NULL), SGP_OK);
    sgp__http_response_deinit(&response);
}

static void a_response_that_starts_over_restarts_its_sink(void **state)
{
    sgp__http_response response;
    fake_sink s;

    (void)state;
    begin_with_sink(&response, &s, 0, 0);
    assert_int_equal(sgp_http_response_begin(&response.api, 200, absent, NULL), SGP_OK);
    assert_int_equal(s.restarts, 1);
    assert_int_equal(feed(&response.api, 10000, 5000, NULL), SGP_OK);
    assert_true(s.consumed_len > 0);
    assert_int_equal(sgp_http_response_begin(&response.api, 99, absent, NULL), SGP_ERR_PROTOCOL);
    assert_int_equal(s.restarts, 2);
    assert_int_equal(s.consumed_len, 0);
    assert_int_equal(feed(&response.api, 9000, 5000, NULL), SGP_OK);
    sgp_http_response_reset(&response.api);
    assert_int_equal(s.restarts, 3);
    assert_null(response.api.body.ptr);
    sgp__http_response_deinit(&response);
    assert_int_equal(s.restarts, 4);
}

static void the_status_of_a_sink_is_returned(void **state)
{
    sgp__http_response response;
    sgp_error err = TEST_ERROR_INIT;
    fake_sink s;

    (void)state;
    begin_with_sink(&response, &s, 0, 0);
    s.failure = SGP_ERR_MEMORY;
    assert_int_equal(feed(&response.api, 10000, 100, &err), SGP_ERR_MEMORY);
    assert_string_equal(sgp_error_message(&err), "no more");
    assert_int_equal(s.writes, 1);
    sgp__http_response_deinit(&response);
}

static void a_sink_cannot_consume_more_than_it_got(void **state)
{
    sgp__http_response response;
    sgp_error err = TEST_ERROR_INIT;
    fake_sink s;

    (void)state;
    begin_with_sink(&response, &s, 0, 0);
    s.surplus = 1;
    assert_int_equal(feed(&response.api, 10000, 100, &err), SGP_ERR_USAGE);
    assert_int_equal(response.consumed_bytes, 0);
    sgp__http_response_deinit(&response);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_joined_and_terminated),
        cmocka_unit_test(a_body_is_taken_up_to_its_limit),
        cmocka_unit_test(a_body_without_a_limit_does_not_wrap),
        cmocka_unit_test(a_body_keeps_its_memory_and_without_memory_its_content),
        cmocka_unit_test(a_body_can_be_read_into_its_reserve),
        cmocka_unit_test(a_reserve_has_at_least_one_byte),
        cmocka_unit_test(a_sink_consumes_the_body_while_it_arrives),
        cmocka_unit_test(a_body_read_into_its_reserve_is_consumed_too),
        cmocka_unit_test(consumed_bytes_count_for_the_limit),
        cmocka_unit_test(a_response_that_starts_over_restarts_its_sink),
        cmocka_unit_test(the_status_of_a_sink_is_returned),
        cmocka_unit_test(a_sink_cannot_consume_more_than_it_got),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
