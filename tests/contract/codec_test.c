/*
 * The contract of sgp_codec (sys/codec.h), run on the shipped codec and on a canned fake.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sagepager/builtin.h"

#include <stdlib.h>

/* What a codec is given to read; each has its own wire format. */
typedef struct subject {
    const char *name;
    sgp_codec codec;
    const char *page;  /* one item of version 7, next token "t2" */
    const char *wrong; /* is no page */
    const char *error; /* code Oops, message no */
} subject;

/* --- the fake: one word or number a body ------------------------------------------------------ */

static sgp_status fake_encode_request(void *self, const sgp_list_image_versions_request *request,
                                      sgp_http_request *out, sgp_error *err)
{
    sgp_status status = sgp_http_request_add(out, "Content-Type", sgp_str_from("text/plain"), err);
    sgp_str name = sgp_str_from(request->image_name);

    (void)self;
    out->method = sgp_str_from("POST");
    return status != SGP_OK ? status
                            : sgp_arena_copy(&out->arena, name.ptr, name.len, &out->body, err);
}

static sgp_status fake_decode_page(void *self, sgp_http_response *response, sgp_page *page,
                                   sgp_error *err)
{
    sgp_image_version *item;

    (void)self;
    sgp_page_reset(page);
    if (!sgp_str_equal(response->body, sgp_str_from("page")))
        return sgp_error_set(err, SGP_ERR_RESPONSE, "the answer is no page");
    item = sgp_arena_alloc(&page->arena, sizeof *item);
    if (!item) return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
    item->present = SGP_HAS_VERSION;
    item->version = 7;
    page->items = item;
    page->count = 1;
    page->has_items = 1;
    return sgp_arena_copy(&page->arena, "t2", 2, &page->next_token, err);
}

static sgp_status fake_decode_error(void *self, const sgp_http_response *response, sgp_error *err)
{
    (void)self;
    (void)response;
    if (!err) return SGP_ERR_SERVICE;
    memcpy(err->code, "Oops", 5);
    return sgp_error_set(err, SGP_ERR_SERVICE, "no");
}

/* "N" or "NEXT@N", or just "NEXT": enough to go there and back. */
static sgp_status fake_encode_token(void *self, const sgp_position *position, sgp_arena *arena,
                                    sgp_str *out, sgp_error *err)
{
    char text[100];
    int len = snprintf(text, sizeof text, "%.40s",
                       position->next_token.ptr ? position->next_token.ptr : "-");

    (void)self;
    if (position->truncate.is_set)
        len += snprintf(text + len, sizeof text - (size_t)len, "@%ld",
                        (long)position->truncate.value);
    return sgp_arena_copy(arena, text, (size_t)len, out, err);
}

static sgp_status fake_decode_token(void *self, sgp_str text, sgp_arena *arena, sgp_position *out,
                                    sgp_error *err)
{
    const char *at = memchr(text.ptr, '@', text.len);
    size_t len = at ? (size_t)(at - text.ptr) : text.len;

    (void)self;
    memset(out, 0, sizeof *out);
    out->has_next_token = 1;
    if (at) out->truncate = sgp_opt(strtol(at + 1, NULL, 10));
    if (len == 1 && text.ptr[0] == '-') return SGP_OK;
    return sgp_arena_copy(arena, text.ptr, len, &out->next_token, err);
}

static sgp_codec fake_codec(void)
{
    sgp_codec codec = SGP_CODEC_INIT;

    codec.encode_request = fake_encode_request;
    codec.decode_page = fake_decode_page;
    codec.decode_error = fake_decode_error;
    codec.encode_token = fake_encode_token;
    codec.decode_token = fake_decode_token;
    return codec;
}

/* --- running ---------------------------------------------------------------------------------- */

static void run_on_every_codec(void (*check)(const subject *s))
{
    const subject subjects[] = {
        { "aws_json", sgp_aws_json(),
          "{\"ImageVersions\": [{\"Version\": 7}], \"NextToken\": \"t2\"}", "[]",
          "{\"__type\": \"Oops\", \"message\": \"no\"}" },
        { "aws_json keeping times", sgp_aws_json_keeping_times(),
          "{\"ImageVersions\": [{\"Version\": 7}], \"NextToken\": \"t2\"}", "[]",
          "{\"__type\": \"Oops\", \"message\": \"no\"}" },
        { "fake", fake_codec(), "page", "other", "error" },
    };

    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        print_message("  on %s\n", subjects[i].name);
        check(&subjects[i]);
        if (subjects[i].codec.destroy) subjects[i].codec.destroy(subjects[i].codec.self);
    }
}

static void fill_response(sgp_http_response *response, int status, const char *body)
{
    assert_int_equal(sgp_http_response_begin(response, status, sgp_str_from(""), NULL), SGP_OK);
    assert_int_equal(sgp_http_response_body(response, body, strlen(body), NULL), SGP_OK);
}

static sgp_status decode_page(const subject *s, const char *body, sgp_page *page, sgp_error *err)
{
    sgp_http_response response;
    sgp_status status;

    sgp_http_response_init(&response, NULL, 0);
    fill_response(&response, 200, body);
    status = s->codec.decode_page(s->codec.self, &response, page, err);
    sgp_http_response_deinit(&response); /* nothing in the page may point into it */
    return status;
}

/* --- what every codec keeps ------------------------------------------------------------------- */

static void has_a_complete_table(const subject *s)
{
    assert_int_equal(s->codec.size, sizeof(sgp_codec));
    assert_non_null(s->codec.encode_request);
    assert_non_null(s->codec.decode_page);
    assert_non_null(s->codec.decode_error);
    assert_non_null(s->codec.encode_token);
    assert_non_null(s->codec.decode_token);
}

static void leaves_headers_and_target_of_a_request_alone(const subject *s)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_http_request out;

    request.image_name = "img";
    sgp_http_request_init(&out, NULL);
    out.path = sgp_str_from("/p");
    assert_int_equal(sgp_http_request_add(&out, "X-First", sgp_str_from("1"), NULL), SGP_OK);
    assert_int_equal(s->codec.encode_request(s->codec.self, &request, &out, NULL), SGP_OK);
    assert_str(out.headers[0].name, "X-First");
    assert_true(sgp_http_request_find(&out, "content-type").len > 0);
    assert_str(out.path, "/p");
    assert_null(out.host.ptr);
    assert_str(out.method, "POST");
    assert_true(out.body.len > 0);
    assert_int_equal(out.body.ptr[out.body.len], '\0');
    sgp_http_request_deinit(&out);
}

static void fills_a_page_that_outlives_the_answer(const subject *s)
{
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    sgp_page_init(&page, NULL);
    assert_int_equal(decode_page(s, s->page, &page, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_int_equal(page.has_items, 1);
    assert_int_equal(page.count, 1);
    assert_int_equal(page.items[0].present, SGP_HAS_VERSION);
    assert_int_equal(page.items[0].version, 7);
    assert_str(page.next_token, "t2");
    sgp_page_deinit(&page);
}

static void empties_the_page_when_the_answer_is_wrong(const subject *s)
{
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;

    sgp_page_init(&page, NULL);
    assert_int_equal(decode_page(s, s->page, &page, &err), SGP_OK);
    assert_int_equal(decode_page(s, s->wrong, &page, &err), SGP_ERR_RESPONSE);
    assert_int_equal(err.status, SGP_ERR_RESPONSE);
    assert_true(err.message[0] != '\0');
    assert_int_equal(page.has_items, 0);
    assert_int_equal(page.count, 0);
    assert_null(page.next_token.ptr);
    sgp_page_deinit(&page);
}

static void keeps_the_page_at_constant_memory(const subject *s)
{
    fail_alloc memory;
    sgp_page page;
    sgp_error err = SGP_ERROR_INIT;
    long after_first = 0, after_second = 0;

    fail_alloc_init(&memory, -1);
    sgp_page_init(&page, &memory.api);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(decode_page(s, s->page, &page, &err), SGP_OK);
        if (i == 0) after_first = memory.live_bytes;
        if (i == 1) after_second = memory.live_bytes;
        assert_in_range(memory.live_bytes, 1, after_first);
        if (i > 1) assert_int_equal(memory.live_bytes, after_second);
    }
    sgp_page_deinit(&page);
    assert_int_equal(memory.live_blocks, 0);
}

/* One that cannot leaves the body as it is. */
static void take_part(const subject *s, sgp_http_response *response, sgp_page *page)
{
    size_t taken = response->taken_bytes, len = response->body.len;

    if (!s->codec.decode_part) return;
    assert_int_equal(s->codec.decode_part(s->codec.self, response, page, NULL), SGP_OK);
    assert_int_equal(response->taken_bytes - taken + response->body.len, len);
    assert_int_equal(page->count, 0);
    assert_null(page->next_token.ptr);
}

/* The page is the same wherever the body was cut. */
static void reads_a_page_that_comes_in_two_parts(const subject *s)
{
    sgp_page page;

    sgp_page_init(&page, NULL);
    for (size_t cut = 0; cut <= strlen(s->page); cut++) {
        sgp_http_response response;
        sgp_http_response_init(&response, NULL, 0);
        fill_response(&response, 200, s->page);
        response.body.len = cut;
        take_part(s, &response, &page);
        assert_int_equal(
            sgp_http_response_body(&response, s->page + cut, strlen(s->page) - cut, NULL), SGP_OK);
        assert_int_equal(s->codec.decode_page(s->codec.self, &response, &page, NULL), SGP_OK);
        sgp_http_response_deinit(&response);
        assert_int_equal(page.count, 1);
        assert_int_equal(page.items[0].version, 7);
        assert_str(page.next_token, "t2");
    }
    sgp_page_deinit(&page);
}

/* What was read of a body that is not the end of the story does not show in the next one's page. */
static void begins_anew_with_another_answer(const subject *s)
{
    sgp_http_response response;
    sgp_page page;

    sgp_page_init(&page, NULL);
    sgp_http_response_init(&response, NULL, 0);
    fill_response(&response, 200, s->page);
    response.body.len -= 1;
    take_part(s, &response, &page);
    fill_response(&response, 200, s->page);
    assert_int_equal(s->codec.decode_page(s->codec.self, &response, &page, NULL), SGP_OK);
    assert_int_equal(page.count, 1);
    assert_str(page.next_token, "t2");
    sgp_http_response_deinit(&response);
    sgp_page_deinit(&page);
}

static void reports_a_service_error(const subject *s)
{
    sgp_http_response response;
    sgp_error err = SGP_ERROR_INIT;

    sgp_http_response_init(&response, NULL, 0);
    fill_response(&response, 400, s->error);
    assert_int_equal(s->codec.decode_error(s->codec.self, &response, &err), SGP_ERR_SERVICE);
    assert_int_equal(s->codec.decode_error(s->codec.self, &response, NULL), SGP_ERR_SERVICE);
    sgp_http_response_deinit(&response);
    assert_int_equal(err.status, SGP_ERR_SERVICE);
    assert_string_equal(err.code, "Oops");
    assert_string_equal(err.message, "no");
}

static void reads_back_the_tokens_it_writes(const subject *s)
{
    static const sgp_position positions[] = {
        { { NULL, 0 }, 1, { 0, 0 } },  { { NULL, 0 }, 1, { 1, 3 } },  { { "t1", 2 }, 1, { 0, 0 } },
        { { "t1", 2 }, 1, { 1, 99 } }, { { "t1", 2 }, 1, { 1, -1 } },
    };
    sgp_arena arena;

    sgp_arena_init(&arena, NULL, 10000);
    for (size_t i = 0; i < sizeof positions / sizeof *positions; i++) {
        sgp_position got;
        sgp_str token;
        assert_int_equal(s->codec.encode_token(s->codec.self, &positions[i], &arena, &token, NULL),
                         SGP_OK);
        assert_int_equal(token.ptr[token.len], '\0');
        assert_int_equal(s->codec.decode_token(s->codec.self, token, &arena, &got, NULL), SGP_OK);
        assert_true(sgp_str_equal(got.next_token, positions[i].next_token));
        assert_int_equal(got.has_next_token, 1);
        assert_int_equal(got.truncate.is_set, positions[i].truncate.is_set);
        assert_int_equal(got.truncate.value, positions[i].truncate.value);
    }
    sgp_arena_deinit(&arena);
}

static void takes_a_service_token_as_it_is(const subject *s)
{
    char text[] = "service token";
    sgp_str token = { text, strlen(text) };
    sgp_position got;
    sgp_arena arena;

    sgp_arena_init(&arena, NULL, 10000);
    assert_int_equal(s->codec.decode_token(s->codec.self, token, &arena, &got, NULL), SGP_OK);
    memset(text, 'x', sizeof text); /* the position lives in the arena */
    assert_str(got.next_token, "service token");
    assert_int_equal(got.truncate.is_set, 0);
    sgp_arena_deinit(&arena);
}

#define ON_EVERY_CODEC(check)                                                                      \
    static void every_codec_##check(void **state)                                                  \
    {                                                                                              \
        (void)state;                                                                               \
        run_on_every_codec(check);                                                                 \
    }

ON_EVERY_CODEC(has_a_complete_table)
ON_EVERY_CODEC(leaves_headers_and_target_of_a_request_alone)
ON_EVERY_CODEC(fills_a_page_that_outlives_the_answer)
ON_EVERY_CODEC(empties_the_page_when_the_answer_is_wrong)
ON_EVERY_CODEC(keeps_the_page_at_constant_memory)
ON_EVERY_CODEC(reads_a_page_that_comes_in_two_parts)
ON_EVERY_CODEC(begins_anew_with_another_answer)
ON_EVERY_CODEC(reports_a_service_error)
ON_EVERY_CODEC(reads_back_the_tokens_it_writes)
ON_EVERY_CODEC(takes_a_service_token_as_it_is)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_codec_has_a_complete_table),
        cmocka_unit_test(every_codec_leaves_headers_and_target_of_a_request_alone),
        cmocka_unit_test(every_codec_fills_a_page_that_outlives_the_answer),
        cmocka_unit_test(every_codec_empties_the_page_when_the_answer_is_wrong),
        cmocka_unit_test(every_codec_keeps_the_page_at_constant_memory),
        cmocka_unit_test(every_codec_reads_a_page_that_comes_in_two_parts),
        cmocka_unit_test(every_codec_begins_anew_with_another_answer),
        cmocka_unit_test(every_codec_reports_a_service_error),
        cmocka_unit_test(every_codec_reads_back_the_tokens_it_writes),
        cmocka_unit_test(every_codec_takes_a_service_token_as_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
