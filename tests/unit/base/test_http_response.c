/*
 * Tests of the response in src/base/http_message.c: an adapter cannot pass its bounds, and what was
 * there before is gone.
 */
#include "test.h"

#include "sagepager/sys/http.h"

#include "fail_alloc.h"

static const sgp_str absent = { NULL, 0 };

static sgp_str bytes_of(const char *ptr, size_t len)
{
    const sgp_str text = { ptr, len };

    return text;
}

static void assert_all_given_back(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void an_empty_response_needs_no_memory(void **state)
{
    fail_alloc memory;
    sgp_http_response response;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp_http_response_init(&response, &memory.api, 0);
    assert_int_equal(response.status, 0);
    assert_int_equal(response.max_body_bytes, SGP_RESPONSE_BODY_MAX);
    assert_null(response.body.ptr);
    sgp_http_response_reset(&response);
    sgp_http_response_deinit(&response);
    sgp_http_response_deinit(&response);
    assert_int_equal(memory.count, 0);
}

static void a_response_begins_with_a_status_of_three_digits(void **state)
{
    static const struct {
        int status;
        sgp_status result;
    } cases[] = {
        { 100, SGP_OK },
        { 200, SGP_OK },
        { 999, SGP_OK },
        { 99, SGP_ERR_PROTOCOL },
        { 1000, SGP_ERR_PROTOCOL },
        { 0, SGP_ERR_PROTOCOL },
        { -200, SGP_ERR_PROTOCOL },
    };
    sgp_http_response response;

    (void)state;
    sgp_http_response_init(&response, NULL, 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sgp_error err = SGP_ERROR_INIT;

        assert_int_equal(
            sgp_http_response_begin(&response, cases[i].status, sgp_str_from("Fine"), &err),
            cases[i].result);
        assert_int_equal(response.status, cases[i].result == SGP_OK ? cases[i].status : 0);
        assert_int_equal(err.status, cases[i].result);
    }
    assert_int_equal(sgp_http_response_begin(&response, 200, absent, NULL), SGP_OK);
    assert_str(response.reason, "");
    sgp_http_response_deinit(&response);
}

static void beginning_drops_what_was_there(void **state)
{
    sgp_http_response response;

    (void)state;
    sgp_http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response, 503, sgp_str_from("Busy"), NULL), SGP_OK);
    assert_int_equal(
        sgp_http_response_header(&response, sgp_str_from("A"), sgp_str_from("1"), NULL), SGP_OK);
    assert_int_equal(sgp_http_response_body(&response, "old", 3, NULL), SGP_OK);
    assert_int_equal(sgp_http_response_begin(&response, 200, sgp_str_from("OK"), NULL), SGP_OK);
    assert_str(response.reason, "OK");
    assert_null(sgp_http_response_find(&response, "A").ptr);
    assert_null(response.body.ptr);
    assert_int_equal(sgp_http_response_body(&response, "new", 3, NULL), SGP_OK);
    assert_str(response.body, "new");
    sgp_http_response_deinit(&response);
}

static void response_headers_are_copied_and_found_without_case(void **state)
{
    char name[] = "Date", value[] = " now\t\r\n";
    sgp_http_response response;

    (void)state;
    sgp_http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response, 200, absent, NULL), SGP_OK);
    assert_int_equal(
        sgp_http_response_header(&response, sgp_str_from(name), sgp_str_from(value), NULL), SGP_OK);
    assert_int_equal(
        sgp_http_response_header(&response, sgp_str_from("DATE"), sgp_str_from("then"), NULL),
        SGP_OK);
    name[0] = value[0] = 'z';
    assert_str(sgp_http_response_find(&response, "date"), "now");
    assert_int_equal(response.header_count, 2);
    sgp_http_response_deinit(&response);
}

static void a_response_takes_headers_up_to_its_bound(void **state)
{
    sgp_http_response response;
    sgp_error err = SGP_ERROR_INIT;
    const sgp_str a = { "A", 1 };

    (void)state;
    sgp_http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response, 200, absent, NULL), SGP_OK);
    for (int i = 0; i < SGP_HTTP_RESPONSE_HEADERS_MAX; i++)
        assert_int_equal(sgp_http_response_header(&response, a, a, &err), SGP_OK);
    assert_int_equal(sgp_http_response_header(&response, a, a, &err), SGP_ERR_LIMIT);
    assert_int_equal(response.header_count, SGP_HTTP_RESPONSE_HEADERS_MAX);
    sgp_http_response_deinit(&response);
}

/* Reason, names and values of one response, split over `count` headers, `total` bytes in all. */
static sgp_status head_of(size_t total, size_t count, sgp_error *err)
{
    static char text[2 * SGP_HTTP_HEAD_MAX];
    sgp_http_response response;
    sgp_status status;

    memset(text, 'v', sizeof text);
    sgp_http_response_init(&response, NULL, 0);
    status = sgp_http_response_begin(&response, 200, sgp_str_from("OK"), err);
    total -= 2;
    for (size_t i = 0; i < count && status == SGP_OK; i++) {
        const size_t share = i + 1 < count ? total / count : total - (count - 1) * (total / count);

        status = sgp_http_response_header(&response, bytes_of("N", 1), bytes_of(text, share - 1),
                                          err);
    }
    sgp_http_response_deinit(&response);
    return status;
}

static void a_head_is_taken_up_to_its_bound_however_it_is_split(void **state)
{
    static const size_t counts[] = { 1, 2, 3, 10, SGP_HTTP_RESPONSE_HEADERS_MAX };

    (void)state;
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) {
        sgp_error err = SGP_ERROR_INIT;

        assert_int_equal(head_of(SGP_HTTP_HEAD_MAX, counts[i], &err), SGP_OK);
        assert_int_equal(head_of(SGP_HTTP_HEAD_MAX + 1, counts[i], &err), SGP_ERR_LIMIT);
        assert_non_null(strstr(err.message, "16384"));
    }
}

static void a_reason_longer_than_a_head_is_refused(void **state)
{
    static char text[SGP_HTTP_HEAD_MAX + 1];
    sgp_http_response response;

    (void)state;
    memset(text, 'r', sizeof text);
    sgp_http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_begin(&response, 200, bytes_of(text, sizeof text), NULL),
                     SGP_ERR_LIMIT);
    assert_int_equal(response.status, 0);
    assert_int_equal(sgp_http_response_begin(&response, 200, bytes_of(text, sizeof text - 1), NULL),
                     SGP_OK);
    sgp_http_response_deinit(&response);
}

static void a_body_is_joined_and_terminated(void **state)
{
    sgp_http_response response;

    (void)state;
    sgp_http_response_init(&response, NULL, 0);
    assert_int_equal(sgp_http_response_body(&response, NULL, 0, NULL), SGP_OK);
    assert_str(response.body, "");
    for (int i = 0; i < 5000; i++)
        assert_int_equal(sgp_http_response_body(&response, "ab\0", 3, NULL), SGP_OK);
    assert_int_equal(response.body.len, 15000);
    for (size_t i = 0; i < 15000; i += 3)
        assert_memory_equal(response.body.ptr + i, "ab\0", 3);
    assert_int_equal(response.body.ptr[15000], 0);
    sgp_http_response_deinit(&response);
}

static void a_body_is_taken_up_to_its_bound(void **state)
{
    static const size_t bounds[] = { 1, 2, 1023, 1024, 1025, 3000, 4096 };
    static const char bytes[4097];

    (void)state;
    for (size_t i = 0; i < sizeof bounds / sizeof bounds[0]; i++) {
        fail_alloc memory;
        sgp_http_response response;
        sgp_error err = SGP_ERROR_INIT;

        fail_alloc_init(&memory, -1);
        sgp_http_response_init(&response, &memory.api, bounds[i]);
        assert_int_equal(sgp_http_response_body(&response, bytes, bounds[i] + 1, &err),
                         SGP_ERR_LIMIT);
        assert_int_equal(memory.count, 0);
        assert_int_equal(sgp_http_response_body(&response, bytes, bounds[i] - 1, NULL), SGP_OK);
        assert_int_equal(sgp_http_response_body(&response, bytes, 1, NULL), SGP_OK);
        assert_int_equal(sgp_http_response_body(&response, bytes, 1, NULL), SGP_ERR_LIMIT);
        assert_int_equal(response.body.len, bounds[i]);
        assert_true(memory.live_bytes <= (long)bounds[i] + 1);
        sgp_http_response_deinit(&response);
        assert_all_given_back(&memory);
    }
}

static void a_body_without_a_bound_does_not_wrap(void **state)
{
    sgp_http_response response;

    (void)state;
    sgp_http_response_init(&response, NULL, SIZE_MAX);
    for (int i = 0; i < 2000; i++)
        assert_int_equal(sgp_http_response_body(&response, "abc", 3, NULL), SGP_OK);
    assert_int_equal(response.body.len, 6000);
    assert_int_equal(sgp_http_response_body(&response, "abc", SIZE_MAX, NULL), SGP_ERR_LIMIT);
    sgp_http_response_deinit(&response);
}

static void a_body_keeps_its_memory_and_stays_as_it_was_without(void **state)
{
    fail_alloc memory;
    sgp_http_response response;
    char bytes[3000];
    int needed;

    (void)state;
    memset(bytes, 'b', sizeof bytes);
    fail_alloc_init(&memory, -1);
    sgp_http_response_init(&response, &memory.api, 0);
    assert_int_equal(sgp_http_response_body(&response, bytes, sizeof bytes, NULL), SGP_OK);
    needed = memory.count;
    sgp_http_response_reset(&response);
    assert_int_equal(sgp_http_response_body(&response, bytes, sizeof bytes, NULL), SGP_OK);
    assert_int_equal(memory.count, needed);
    memory.fail_at = 0;
    assert_int_equal(sgp_http_response_body(&response, bytes, sizeof bytes, NULL), SGP_ERR_MEMORY);
    assert_int_equal(response.body.len, sizeof bytes);
    assert_memory_equal(response.body.ptr, bytes, sizeof bytes);
    sgp_http_response_deinit(&response);
    assert_all_given_back(&memory);
}

static void a_body_can_be_read_into_its_room(void **state)
{
    sgp_http_response response;
    sgp_error err = SGP_ERROR_INIT;
    size_t room;
    char *at;

    (void)state;
    sgp_http_response_init(&response, NULL, 5000);
    assert_int_equal(sgp_http_response_room(&response, 4000, &at, &room, NULL), SGP_OK);
    assert_int_equal(room, 4000);
    assert_int_equal(sgp_http_response_body(&response, "hello", 5, NULL), SGP_OK);
    assert_int_equal(sgp_http_response_room(&response, 1, &at, &room, NULL), SGP_OK);
    assert_int_equal(room, 3995);
    memset(at, 'x', room);
    assert_int_equal(response.body.len, 5);
    assert_int_equal(sgp_http_response_body(&response, at, 5, NULL), SGP_OK);
    assert_str(response.body, "helloxxxxx");
    assert_int_equal(response.body.ptr[10], '\0');
    assert_int_equal(sgp_http_response_room(&response, SIZE_MAX, &at, &room, NULL), SGP_OK);
    assert_int_equal(room, 4990); /* what may come */
    memset(at, 'y', room);
    assert_int_equal(sgp_http_response_body(&response, at, room, NULL), SGP_OK);
    assert_int_equal(response.body.len, 5000);
    assert_int_equal(sgp_http_response_room(&response, 1, &at, &room, &err), SGP_ERR_LIMIT);
    assert_string_equal(err.message, "the response's body is longer than 5000 bytes");
    sgp_http_response_deinit(&response);
}

/* --- in parts --------------------------------------------------------------------------------- */

/* Takes all but a rest, and may fail. */
typedef struct taker {
    size_t rest;
    sgp_status answer;
    int calls;
    size_t longest; /* body that it saw */
    char taken[40000];
    size_t taken_len;
} taker;

static sgp_status take_part(void *self, sgp_http_response *response, sgp_error *err)
{
    taker *t = self;
    size_t bytes = response->body.len > t->rest ? response->body.len - t->rest : 0;

    t->calls++;
    if (response->body.len > t->longest) t->longest = response->body.len;
    if (t->answer != SGP_OK) return sgp_error_set(err, t->answer, "no more");
    memcpy(t->taken + t->taken_len, response->body.ptr, bytes);
    t->taken_len += bytes;
    sgp_http_response_take(response, bytes);
    return SGP_OK;
}

static char byte_at(size_t at)
{
    return (char)('a' + at % 26);
}

/* Puts so many bytes into the body, in pieces. */
static sgp_status feed(sgp_http_response *response, size_t count, size_t piece, sgp_error *err)
{
    char bytes[5000];
    sgp_status status = SGP_OK;
    size_t at = 0;

    while (status == SGP_OK && at < count) {
        size_t some = count - at < piece ? count - at : piece;
        for (size_t i = 0; i < some; i++)
            bytes[i] = byte_at(at + i);
        status = sgp_http_response_body(response, bytes, some, err);
        at += some;
    }
    return status;
}

static void begin_parts(sgp_http_response *response, taker *t, size_t rest, size_t max_bytes)
{
    memset(t, 0, sizeof *t);
    t->rest = rest;
    sgp_http_response_init(response, NULL, max_bytes);
    response->read = take_part;
    response->reader = t;
}

/* However it comes, and however much is left over: what was taken and what stays is the body. */
static void a_body_is_read_in_parts(void **state)
{
    static const size_t pieces[] = { 1, 7, 4096, 5000 }, rests[] = { 0, 1, 100, 3000, 9000 };
    sgp_http_response response;
    taker t;

    (void)state;
    for (size_t i = 0; i < 20; i++) {
        size_t rest = rests[i % 5];
        begin_parts(&response, &t, rest, 0);
        assert_int_equal(feed(&response, 30000, pieces[i / 5], NULL), SGP_OK);
        assert_true(t.calls > 1 && t.calls < 20);
        assert_int_equal(response.taken_bytes, t.taken_len);
        assert_int_equal(t.taken_len + response.body.len, 30000);
        assert_int_equal(response.body.ptr[response.body.len], '\0');
        memcpy(t.taken + t.taken_len, response.body.ptr, response.body.len);
        for (size_t at = 0; at < 30000; at++)
            assert_int_equal(t.taken[at], byte_at(at));
        if (rest <= 100) assert_int_equal(response.body_capacity, 4096);
        assert_true(t.longest <= 4 * rest + 4096);
        sgp_http_response_deinit(&response);
    }
}

static void parts_count_for_the_bound_and_a_new_body_begins_anew(void **state)
{
    sgp_http_response response;
    sgp_error err = SGP_ERROR_INIT;
    taker t;

    (void)state;
    begin_parts(&response, &t, 0, 10000);
    assert_int_equal(feed(&response, 10001, 100, &err), SGP_ERR_LIMIT);
    assert_int_equal(response.taken_bytes + response.body.len, 10000);
    assert_int_equal(sgp_http_response_begin(&response, 200, sgp_str_from(NULL), &err), SGP_OK);
    assert_int_equal(response.taken_bytes, 0);
    assert_int_equal(feed(&response, 10000, 100, &err), SGP_OK);
    sgp_http_response_deinit(&response);
}

static void what_the_reader_answers_is_passed_on(void **state)
{
    sgp_http_response response;
    sgp_error err = SGP_ERROR_INIT;
    taker t;

    (void)state;
    begin_parts(&response, &t, 0, 0);
    t.answer = SGP_ERR_MEMORY;
    assert_int_equal(feed(&response, 10000, 100, &err), SGP_ERR_MEMORY);
    assert_string_equal(err.message, "no more");
    assert_int_equal(t.calls, 1);
    sgp_http_response_deinit(&response);
}

static void a_part_can_be_taken_of_a_body_that_is_not_ours(void **state)
{
    sgp_http_response response;

    (void)state;
    sgp_http_response_init(&response, NULL, 0);
    response.body = sgp_str_from("hello");
    sgp_http_response_take(&response, 2);
    assert_str(response.body, "llo");
    assert_int_equal(response.taken_bytes, 2);
    sgp_http_response_deinit(&response);
}

static void a_response_without_memory_says_so_at_each_step(void **state)
{
    static char value[3000];
    int complete = 0;

    (void)state;
    memset(value, 'v', sizeof value);
    for (int fail_at = 0; !complete; fail_at++) {
        fail_alloc memory;
        sgp_http_response response;
        sgp_error err = SGP_ERROR_INIT;
        sgp_status status;

        fail_alloc_init(&memory, fail_at);
        sgp_http_response_init(&response, &memory.api, 0);
        status = sgp_http_response_begin(&response, 200, sgp_str_from("OK"), &err);
        if (status == SGP_OK)
            status = sgp_http_response_header(&response, sgp_str_from("A"),
                                              bytes_of(value, sizeof value), &err);
        if (status == SGP_OK) status = sgp_http_response_body(&response, value, sizeof value, &err);
        complete = status == SGP_OK;
        assert_true(complete || status == SGP_ERR_MEMORY);
        assert_int_equal(err.status, status);
        sgp_http_response_deinit(&response);
        assert_all_given_back(&memory);
        assert_true(fail_at < 10);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_response_needs_no_memory),
        cmocka_unit_test(a_response_begins_with_a_status_of_three_digits),
        cmocka_unit_test(beginning_drops_what_was_there),
        cmocka_unit_test(response_headers_are_copied_and_found_without_case),
        cmocka_unit_test(a_response_takes_headers_up_to_its_bound),
        cmocka_unit_test(a_head_is_taken_up_to_its_bound_however_it_is_split),
        cmocka_unit_test(a_reason_longer_than_a_head_is_refused),
        cmocka_unit_test(a_body_is_joined_and_terminated),
        cmocka_unit_test(a_body_is_taken_up_to_its_bound),
        cmocka_unit_test(a_body_without_a_bound_does_not_wrap),
        cmocka_unit_test(a_body_keeps_its_memory_and_stays_as_it_was_without),
        cmocka_unit_test(a_body_can_be_read_into_its_room),
        cmocka_unit_test(a_body_is_read_in_parts),
        cmocka_unit_test(parts_count_for_the_bound_and_a_new_body_begins_anew),
        cmocka_unit_test(what_the_reader_answers_is_passed_on),
        cmocka_unit_test(a_part_can_be_taken_of_a_body_that_is_not_ours),
        cmocka_unit_test(a_response_without_memory_says_so_at_each_step),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
