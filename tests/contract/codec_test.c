/*
 * The contract of sgp_codec (sys/codec.h), run on the shipped codecs and on a
 * canned fake.
 */
#include "test.h"

#include "fail_alloc.h"
#include "sagepager/builtin.h"

#include <stdlib.h>

/* What a codec is given to decode; each has its own wire format. */
typedef struct subject {
    const char *name;
    sgp_codec *codec;
    const char *page;  /* one item of version 7, next token "t2" */
    const char *wrong; /* is not a page */
    const char *error; /* code Oops, message no */
} subject;

/* --- the fake: a body is one word or number --------------------------------------------------- */

static sgp_status fake_encode(sgp_codec *codec, const sgp_list_image_versions_request *request,
                              const sgp_page_params *params, sgp_http_request *out, sgp_error *err)
{
    sgp_status status = sgp_http_request_add_header(out, "Content-Type", sgp_str_from("text/plain"),
                                                    err);
    sgp_str name = sgp_str_from(request->image_name);

    (void)codec;
    (void)params;
    out->method = sgp_str_from("POST");
    return status != SGP_OK
               ? status
               : sgp_arena_copy(sgp_http_request_arena(out), name.ptr, name.len, &out->body, err);
}

typedef struct fake_decoder {
    sgp_page_decoder base;
    sgp_page *page;
} fake_decoder;

static sgp_status fake_finish(sgp_page_decoder *decoder, sgp_str rest, sgp_error *err)
{
    sgp_page *page = ((fake_decoder *)decoder)->page;
    sgp_image_version *item;
    sgp_status status;

    if (!sgp_str_equal(rest, sgp_str_from("page"))) {
        sgp_page_reset(page);
        return sgp_error_set(err, SGP_ERR_RESPONSE, "the body is not a page");
    }
    status = sgp_page_append_image_version(page, &item, err);
    if (status != SGP_OK) return status;
    item->present = SGP_IMAGE_VERSION_HAS_VERSION;
    item->version = 7;
    return sgp_arena_copy(sgp_page_arena(page), "t2", 2, &page->next_token, err);
}

static sgp_status fake_decode(sgp_codec *codec, sgp_page *page, size_t expected_items,
                              sgp_page_decoder **out, sgp_error *err)
{
    static const sgp_page_decoder_type type = { sizeof type, "fake", NULL, fake_finish, NULL };
    fake_decoder *decoder;

    (void)codec;
    (void)expected_items;
    sgp_page_reset(page);
    decoder = sgp_arena_alloc(sgp_page_arena(page), sizeof *decoder);
    if (!decoder) return sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
    decoder->base.type = &type;
    decoder->page = page;
    *out = &decoder->base;
    return SGP_OK;
}

static sgp_status fake_decode_error(sgp_codec *codec, const sgp_http_response *response,
                                    sgp_error *err)
{
    (void)codec;
    (void)response;
    if (!err) return SGP_ERR_SERVICE;
    memcpy(err->code, "Oops", 5);
    return sgp_error_set(err, SGP_ERR_SERVICE, "no");
}

/* "N" or "NEXT@N", or just "NEXT": enough to go there and back. */
static sgp_status fake_encode_token(sgp_codec *codec, const sgp_position *position,
                                    sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    char text[100];
    int len = snprintf(text, sizeof text, "%.40s",
                       position->next_token.ptr ? position->next_token.ptr : "-");

    (void)codec;
    if (position->truncate.is_set)
        len += snprintf(text + len, sizeof text - (size_t)len, "@%ld",
                        (long)position->truncate.value);
    return sgp_arena_copy(arena, text, (size_t)len, out, err);
}

static sgp_status fake_decode_token(sgp_codec *codec, sgp_str text, sgp_arena *arena,
                                    sgp_position *out, sgp_error *err)
{
    const char *at = memchr(text.ptr, '@', text.len);
    size_t len = at ? (size_t)(at - text.ptr) : text.len;

    (void)codec;
    out->has_next_token = 1;
    if (at) out->truncate = sgp_opt_int_of(strtol(at + 1, NULL, 10));
    if (len == 1 && text.ptr[0] == '-') return SGP_OK;
    return sgp_arena_copy(arena, text.ptr, len, &out->next_token, err);
}

static sgp_codec *fake_codec(void)
{
    static const sgp_codec_type type = { sizeof type,       "fake",
                                         fake_encode,       fake_decode,
                                         fake_decode_error, fake_encode_token,
                                         fake_decode_token, NULL };
    static sgp_codec codec = { &type };

    return &codec;
}

/* --- running ---------------------------------------------------------------------------------- */

static void run_on_every_codec(void (*check)(const subject *s))
{
    static const char page[] = "{\"ImageVersions\": [{\"Version\": 7}], \"NextToken\": \"t2\"}";
    static const char error[] = "{\"__type\": \"Oops\", \"message\": \"no\"}";
    const subject subjects[] = {
        { "aws_json", sgp_aws_json(), page, "[]", error },
        { "aws_json with raw timestamps", sgp_aws_json_raw_timestamps(), page, "[]", error },
        { "fake", fake_codec(), "page", "other", "error" },
    };

    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        print_message("  on %s\n", subjects[i].name);
        check(&subjects[i]);
        if (SGP_HAS(subjects[i].codec, destroy))
            subjects[i].codec->type->destroy(subjects[i].codec);
    }
}

static sgp_page *new_page(const sgp_allocator *allocator)
{
    sgp_page *page;

    assert_int_equal(sgp_page_new(&page, allocator, NULL), SGP_OK);
    return page;
}

static sgp_arena *new_arena(void)
{
    sgp_arena *arena;

    assert_int_equal(sgp_arena_new(&arena, NULL, 10000, NULL), SGP_OK);
    return arena;
}

static sgp_page_decoder *start(const subject *s, sgp_page *page)
{
    sgp_page_decoder *decoder = NULL;

    assert_int_equal(s->codec->type->decode_list_image_versions(s->codec, page, 0, &decoder, NULL),
                     SGP_OK);
    assert_non_null(decoder);
    return decoder;
}

static void assert_empty(const sgp_page *page)
{
    assert_int_equal(page->has_items, 0);
    assert_int_equal(page->count, 0);
    assert_null(page->next_token.ptr);
}

static void assert_is_the_page(const sgp_page *page)
{
    assert_int_equal(page->has_items, 1);
    assert_int_equal(page->count, 1);
    assert_int_equal(sgp_page_image_version(page, 0)->present, SGP_IMAGE_VERSION_HAS_VERSION);
    assert_int_equal(sgp_page_image_version(page, 0)->version, 7);
    assert_str(page->next_token, "t2");
}

/* Finishes with a copy, because nothing in the page may point into the body. */
static sgp_status finish(sgp_page_decoder *decoder, const char *rest, sgp_error *err)
{
    size_t len = strlen(rest);
    char *copy = malloc(len + 1);
    sgp_str text = { copy, len };
    sgp_status status;

    assert_non_null(copy);
    memcpy(copy, rest, len + 1);
    status = decoder->type->finish(decoder, text, err);
    free(copy);
    return status;
}

static sgp_status decode_page(const subject *s, const char *body, sgp_page *page, sgp_error *err)
{
    sgp_page_decoder *decoder = start(s, page);

    assert_empty(page);
    return finish(decoder, body, err);
}

/* A decoder without the slot consumes nothing. */
static size_t feed(sgp_page_decoder *decoder, const char *body, size_t len)
{
    sgp_str bytes = { body, len };
    size_t consumed = 0;

    if (!SGP_HAS(decoder, feed)) return 0;
    assert_int_equal(decoder->type->feed(decoder, bytes, &consumed, NULL), SGP_OK);
    assert_true(consumed <= len);
    return consumed;
}

static sgp_http_response *respond(int status, const char *body)
{
    sgp_http_response *response;

    assert_int_equal(sgp_http_response_new(&response, NULL, 0, NULL), SGP_OK);
    assert_int_equal(sgp_http_response_begin(response, status, sgp_str_from(""), NULL), SGP_OK);
    assert_int_equal(sgp_http_response_append_body(response, body, strlen(body), NULL), SGP_OK);
    return response;
}

/* --- the contract ----------------------------------------------------------------------------- */

static void has_all_mandatory_slots(const subject *s)
{
    sgp_page *page = new_page(NULL);
    sgp_page_decoder *decoder = start(s, page);

    assert_int_equal(s->codec->type->size, sizeof(sgp_codec_type));
    assert_true(s->codec->type->name[0] != '\0');
    assert_true(SGP_HAS(s->codec, encode_list_image_versions));
    assert_true(SGP_HAS(s->codec, decode_list_image_versions));
    assert_true(SGP_HAS(s->codec, decode_error));
    assert_true(SGP_HAS(s->codec, encode_token));
    assert_true(SGP_HAS(s->codec, decode_token));
    assert_int_equal(decoder->type->size, sizeof(sgp_page_decoder_type));
    assert_true(decoder->type->name[0] != '\0');
    assert_true(SGP_HAS(decoder, finish));
    sgp_page_free(page);
}

static void leaves_headers_and_target_of_a_request_alone(const subject *s)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_http_request *out;

    request.image_name = "img";
    assert_int_equal(sgp_http_request_new(&out, NULL, NULL), SGP_OK);
    out->path = sgp_str_from("/p");
    assert_int_equal(sgp_http_request_add_header(out, "X-First", sgp_str_from("1"), NULL), SGP_OK);
    assert_int_equal(
        s->codec->type->encode_list_image_versions(s->codec, &request, NULL, out, NULL), SGP_OK);
    assert_str(out->headers[0].name, "X-First");
    assert_true(sgp_http_request_find_header(out, "content-type").len > 0);
    assert_str(out->path, "/p");
    assert_null(out->host.ptr);
    assert_str(out->method, "POST");
    assert_true(out->body.len > 0);
    assert_int_equal(out->body.ptr[out->body.len], '\0');
    sgp_http_request_free(out);
}

static void fills_a_page_that_outlives_the_body(const subject *s)
{
    sgp_page *page = new_page(NULL);
    sgp_error err = TEST_ERROR_INIT;

    assert_int_equal(decode_page(s, s->page, page, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_is_the_page(page);
    sgp_page_free(page);
}

static void empties_the_page_when_the_body_is_wrong(const subject *s)
{
    sgp_page *page = new_page(NULL);
    sgp_error err = TEST_ERROR_INIT;

    assert_int_equal(decode_page(s, s->page, page, &err), SGP_OK);
    assert_int_equal(decode_page(s, s->wrong, page, &err), SGP_ERR_RESPONSE);
    assert_int_equal(err.status, SGP_ERR_RESPONSE);
    assert_true(sgp_error_message(&err)[0] != '\0');
    assert_empty(page);
    sgp_page_free(page);
}

static void fills_a_page_in_constant_memory(const subject *s)
{
    fail_alloc memory;
    sgp_page *page;
    sgp_error err = TEST_ERROR_INIT;
    long after_first = 0, after_second = 0;

    fail_alloc_init(&memory, -1);
    page = new_page(&memory.api);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(decode_page(s, s->page, page, &err), SGP_OK);
        if (i == 0) after_first = memory.live_bytes;
        if (i == 1) after_second = memory.live_bytes;
        assert_in_range(memory.live_bytes, 1, after_first);
        if (i > 1) assert_int_equal(memory.live_bytes, after_second);
    }
    sgp_page_free(page);
    assert_int_equal(memory.live_blocks, 0);
}

/* The page is the same wherever the body is cut, and empty until the end. */
static void decodes_a_page_that_comes_in_two_parts(const subject *s)
{
    sgp_page *page = new_page(NULL);

    for (size_t cut = 0; cut <= strlen(s->page); cut++) {
        sgp_page_decoder *decoder = start(s, page);
        size_t consumed = feed(decoder, s->page, cut);
        assert_empty(page);
        assert_int_equal(finish(decoder, s->page + consumed, NULL), SGP_OK);
        assert_is_the_page(page);
    }
    sgp_page_free(page);
}

/* What was decoded of an aborted body does not show in the next page. */
static void starts_over_after_an_abort(const subject *s)
{
    sgp_page *page = new_page(NULL);
    sgp_page_decoder *decoder = start(s, page);

    (void)feed(decoder, s->page, strlen(s->page) - 1);
    if (SGP_HAS(decoder, abort)) decoder->type->abort(decoder);
    assert_empty(page);
    assert_int_equal(decode_page(s, s->page, page, NULL), SGP_OK);
    assert_is_the_page(page);
    sgp_page_free(page);
}

static void reports_a_service_error(const subject *s)
{
    sgp_http_response *response = respond(400, s->error);
    sgp_error err = TEST_ERROR_INIT;

    assert_int_equal(s->codec->type->decode_error(s->codec, response, &err), SGP_ERR_SERVICE);
    assert_int_equal(s->codec->type->decode_error(s->codec, response, NULL), SGP_ERR_SERVICE);
    sgp_http_response_free(response);
    assert_int_equal(err.status, SGP_ERR_SERVICE);
    assert_string_equal(err.code, "Oops");
    assert_string_equal(sgp_error_message(&err), "no");
}

static void reads_back_the_tokens_it_writes(const subject *s)
{
    static const struct {
        const char *next_token;
        sgp_opt_int truncate;
    } cases[] = {
        { NULL, { 0, 0 } },  { NULL, { 1, 3 } },  { "t1", { 0, 0 } },
        { "t1", { 1, 99 } }, { "t1", { 1, -1 } },
    };
    sgp_arena *arena = new_arena();

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        sgp_position position = SGP_POSITION_INIT, got = SGP_POSITION_INIT;
        sgp_str token;
        position.next_token = sgp_str_from(cases[i].next_token);
        position.truncate = cases[i].truncate;
        assert_int_equal(s->codec->type->encode_token(s->codec, &position, arena, &token, NULL),
                         SGP_OK);
        assert_int_equal(token.ptr[token.len], '\0');
        assert_int_equal(s->codec->type->decode_token(s->codec, token, arena, &got, NULL), SGP_OK);
        assert_true(sgp_str_equal(got.next_token, position.next_token));
        assert_true(got.has_next_token);
        assert_int_equal(got.truncate.is_set, position.truncate.is_set);
        assert_int_equal(got.truncate.value, position.truncate.value);
    }
    sgp_arena_free(arena);
}

static void takes_a_service_token_as_it_is(const subject *s)
{
    char text[] = "service token";
    sgp_str token = { text, strlen(text) };
    sgp_position got = SGP_POSITION_INIT;
    sgp_arena *arena = new_arena();

    assert_int_equal(s->codec->type->decode_token(s->codec, token, arena, &got, NULL), SGP_OK);
    memset(text, 'x', sizeof text); /* the position lives in the arena */
    assert_str(got.next_token, "service token");
    assert_int_equal(got.truncate.is_set, 0);
    sgp_arena_free(arena);
}

#define ON_EVERY_CODEC(check)                                                                      \
    static void every_codec_##check(void **state)                                                  \
    {                                                                                              \
        (void)state;                                                                               \
        run_on_every_codec(check);                                                                 \
    }

ON_EVERY_CODEC(has_all_mandatory_slots)
ON_EVERY_CODEC(leaves_headers_and_target_of_a_request_alone)
ON_EVERY_CODEC(fills_a_page_that_outlives_the_body)
ON_EVERY_CODEC(empties_the_page_when_the_body_is_wrong)
ON_EVERY_CODEC(fills_a_page_in_constant_memory)
ON_EVERY_CODEC(decodes_a_page_that_comes_in_two_parts)
ON_EVERY_CODEC(starts_over_after_an_abort)
ON_EVERY_CODEC(reports_a_service_error)
ON_EVERY_CODEC(reads_back_the_tokens_it_writes)
ON_EVERY_CODEC(takes_a_service_token_as_it_is)

/* One object of each kind, however often it is asked for. */
static void the_shipped_codecs_are_static(void **state)
{
    (void)state;
    assert_ptr_equal(sgp_aws_json(), sgp_aws_json());
    assert_ptr_equal(sgp_aws_json_raw_timestamps(), sgp_aws_json_raw_timestamps());
    assert_ptr_not_equal(sgp_aws_json(), sgp_aws_json_raw_timestamps());
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_codec_has_all_mandatory_slots),
        cmocka_unit_test(every_codec_leaves_headers_and_target_of_a_request_alone),
        cmocka_unit_test(every_codec_fills_a_page_that_outlives_the_body),
        cmocka_unit_test(every_codec_empties_the_page_when_the_body_is_wrong),
        cmocka_unit_test(every_codec_fills_a_page_in_constant_memory),
        cmocka_unit_test(every_codec_decodes_a_page_that_comes_in_two_parts),
        cmocka_unit_test(every_codec_starts_over_after_an_abort),
        cmocka_unit_test(every_codec_reports_a_service_error),
        cmocka_unit_test(every_codec_reads_back_the_tokens_it_writes),
        cmocka_unit_test(every_codec_takes_a_service_token_as_it_is),
        cmocka_unit_test(the_shipped_codecs_are_static),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
