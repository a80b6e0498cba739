/*
 * The body of a response and the decoder that the client feeds with it: begun,
 * fed, finished or aborted.
 */
#include "client_fixture.h"

/* Byte n of each body is 'a' + n % 26. The bodies are longer than what a response holds at once. */
#define BODY_BYTES 10000
#define PART_BYTES 1000

/* --- a codec whose decoder has feed ----------------------------------------------------------- */

typedef struct feeding_codec {
    sgp_codec base;
    sgp_codec_type type;
    sgp_page_decoder_type decoder_type; /* tests may clear slots */
    sgp_status feed_status;
    const char *next_token; /* of each page; NULL: none */
    int begun, finished, aborted;
    size_t expected_items;
    char body[BODY_BYTES + 1]; /* what the last decoder got */
    size_t body_bytes;
    size_t largest; /* most bytes that a call of feed or finish got */
} feeding_codec;

typedef struct feeding_decoder {
    sgp_page_decoder base;
    feeding_codec *codec;
    sgp_page *page;
} feeding_decoder;

static void take(feeding_codec *codec, const char *bytes, size_t len)
{
    assert_true(codec->body_bytes + len <= BODY_BYTES);
    if (len > 0) memcpy(codec->body + codec->body_bytes, bytes, len);
    codec->body_bytes += len;
}

/* Consumes all but three bytes. */
static sgp_status feed(sgp_page_decoder *decoder, sgp_str bytes, size_t *consumed, sgp_error *err)
{
    feeding_codec *codec = ((feeding_decoder *)decoder)->codec;

    if (bytes.len > codec->largest) codec->largest = bytes.len;
    if (codec->feed_status != SGP_OK) return sgp_error_set(err, codec->feed_status, "feed failed");
    *consumed = bytes.len > 3 ? bytes.len - 3 : 0;
    take(codec, bytes.ptr, *consumed);
    return SGP_OK;
}

static sgp_status finish_decoder(sgp_page_decoder *decoder, sgp_str rest, sgp_error *err)
{
    feeding_decoder *d = (feeding_decoder *)decoder;
    sgp_image_version *item;

    if (rest.len > d->codec->largest) d->codec->largest = rest.len;
    d->codec->finished++;
    take(d->codec, rest.ptr, rest.len);
    d->page->next_token = sgp_str_from(d->codec->next_token);
    return sgp_page_append_image_version(d->page, &item, err);
}

static void abort_decoder(sgp_page_decoder *decoder)
{
    feeding_decoder *d = (feeding_decoder *)decoder;

    d->codec->aborted++;
    sgp_page_reset(d->page);
}

static sgp_status begin_decoder(sgp_codec *self, sgp_page *page, size_t expected_items,
                                sgp_page_decoder **out, sgp_error *err)
{
    feeding_codec *codec = (feeding_codec *)self;
    feeding_decoder *decoder;

    (void)err;
    sgp_page_reset(page);
    decoder = sgp_arena_alloc(sgp_page_arena(page), sizeof *decoder);
    assert_non_null(decoder);
    decoder->base.type = &codec->decoder_type;
    decoder->codec = codec;
    decoder->page = page;
    codec->begun++;
    codec->expected_items = expected_items;
    codec->body_bytes = 0;
    *out = &decoder->base;
    return SGP_OK;
}

/* --- an HTTP that sends a body in parts ------------------------------------------------------- */

typedef struct parts_http {
    sgp_http base;
    sgp_http_type type;
    size_t body_bytes;
    int status;
    size_t fail_at;    /* byte at which an exchange fails, once; 0: never */
    size_t restart_at; /* byte at which the response starts over, once; 0: never */
    size_t again_at;   /* byte at which exchange returns SGP_AGAIN, once; 0: never */
    int again_after;   /* ended exchanges before the one that returns it */
    int is_begun;
    size_t sent;
    int exchanges; /* ended */
} parts_http;

static sgp_status begin_response(parts_http *h, sgp_http_response *response, sgp_error *err)
{
    h->is_begun = 1;
    h->sent = 0;
    return sgp_http_response_begin(response, h->status, sgp_str_from(""), err);
}

static sgp_status end_exchange(parts_http *h, sgp_status status)
{
    h->is_begun = 0;
    h->exchanges++;
    return status;
}

static sgp_status send_part(parts_http *h, sgp_http_response *response, sgp_error *err)
{
    char part[PART_BYTES];
    size_t len = h->body_bytes - h->sent < PART_BYTES ? h->body_bytes - h->sent : PART_BYTES;

    for (size_t i = 0; i < len; i++)
        part[i] = (char)('a' + (h->sent + i) % 26);
    h->sent += len;
    return sgp_http_response_append_body(response, part, len, err);
}

/* Non-zero the first time that the exchange has reached that byte. */
static int is_reached(const parts_http *h, size_t *at)
{
    if (*at == 0 || h->sent < *at) return 0;
    *at = 0;
    return 1;
}

static sgp_status exchange_parts(sgp_http *http, const sgp_http_request *request,
                                 sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    parts_http *h = (parts_http *)http;

    (void)request;
    (void)deadline;
    if (!h->is_begun) assert_int_equal(begin_response(h, response, err), SGP_OK);
    while (h->sent < h->body_bytes) {
        sgp_status status = send_part(h, response, err);
        if (status != SGP_OK) return end_exchange(h, status);
        if (h->exchanges >= h->again_after && is_reached(h, &h->again_at)) return SGP_AGAIN;
        if (is_reached(h, &h->fail_at))
            return end_exchange(h, sgp_error_set(err, SGP_ERR_NETWORK, "cut"));
        if (is_reached(h, &h->restart_at))
            assert_int_equal(begin_response(h, response, err), SGP_OK);
    }
    return end_exchange(h, SGP_OK);
}

static void reset_parts(sgp_http *http)
{
    ((parts_http *)http)->is_begun = 0;
}

/* --- the fixture ------------------------------------------------------------------------------ */

typedef struct body_fixture {
    fixture f;
    feeding_codec codec;
    parts_http http;
} body_fixture;

static void prepare_body(body_fixture *b)
{
    static const sgp_page_decoder_type decoder = { sizeof decoder, "feeding", feed, finish_decoder,
                                                   abort_decoder };
    static const sgp_http_type http = { sizeof http, "parts", exchange_parts, NULL, reset_parts,
                                        NULL,        NULL };

    memset(b, 0, sizeof *b);
    prepare(&b->f, NULL);
    b->codec.type = *fake_codec()->type;
    b->codec.type.decode_list_image_versions = begin_decoder;
    b->codec.decoder_type = decoder;
    b->codec.base.type = &b->codec.type;
    b->http.type = http;
    b->http.base.type = &b->http.type;
    b->http.status = 200;
    b->http.body_bytes = BODY_BYTES;
}

static void make_body_client(body_fixture *b, int nonblocking)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    o.http = &b->http.base;
    o.codec = &b->codec.base;
    o.nonblocking = nonblocking;
    assert_int_equal(make(&b->f, &o), SGP_OK);
}

static sgp_status call_body(body_fixture *b)
{
    make_body_client(b, 0);
    return call(&b->f);
}

/* Each decoder has ended exactly once. */
static void finish_body(body_fixture *b, int finished, int aborted)
{
    finish(&b->f);
    assert_int_equal(b->codec.finished, finished);
    assert_int_equal(b->codec.aborted, aborted);
    assert_int_equal(b->codec.begun, finished + aborted);
}

static void assert_body_is_complete(const feeding_codec *codec)
{
    assert_int_equal(codec->body_bytes, BODY_BYTES);
    for (size_t i = 0; i < BODY_BYTES; i++)
        assert_int_equal(codec->body[i], 'a' + i % 26);
}

/* --- tests ------------------------------------------------------------------------------------ */

static void a_body_is_decoded_while_it_arrives(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    assert_int_equal(call_body(&b), SGP_OK);
    assert_int_equal(b.f.page.api.count, 1);
    assert_body_is_complete(&b.codec);
    assert_true(b.codec.largest <= 4096);
    finish_body(&b, 1, 0);
}

static void without_feed_the_body_is_decoded_as_a_whole(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    b.codec.decoder_type.feed = NULL;
    assert_int_equal(call_body(&b), SGP_OK);
    assert_body_is_complete(&b.codec);
    assert_int_equal(b.codec.largest, BODY_BYTES);
    finish_body(&b, 1, 0);
}

static void a_short_or_empty_body_is_decoded_at_the_end(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes <= 100; bytes += 100) {
        body_fixture b;
        prepare_body(&b);
        b.http.body_bytes = bytes;
        assert_int_equal(call_body(&b), SGP_OK);
        assert_int_equal(b.codec.body_bytes, bytes);
        assert_int_equal(b.f.page.api.count, 1);
        finish_body(&b, 1, 0);
    }
}

static void a_failed_exchange_aborts_the_decoder(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    b.http.fail_at = 6000;
    assert_int_equal(call_body(&b), SGP_OK); /* the retry */
    assert_int_equal(b.http.exchanges, 2);
    assert_body_is_complete(&b.codec);
    assert_int_equal(b.f.page.api.count, 1);
    finish_body(&b, 1, 1);
}

static void the_decoder_is_aborted_before_the_retry(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    b.http.fail_at = 6000;
    make_body_client(&b, 1);
    assert_int_equal(call(&b.f), SGP_AGAIN); /* backs off */
    assert_int_equal(b.http.exchanges, 1);
    assert_int_equal(b.codec.aborted, 1);
    sgp_client_cancel(b.f.client);
    finish_body(&b, 0, 1);
}

static void a_response_that_starts_over_aborts_the_decoder(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    b.http.restart_at = 6000;
    assert_int_equal(call_body(&b), SGP_OK);
    assert_int_equal(b.http.exchanges, 1);
    assert_body_is_complete(&b.codec);
    finish_body(&b, 1, 1);
}

static void without_abort_the_page_is_reset(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    b.codec.decoder_type.abort = NULL;
    b.http.again_at = 6000;
    make_body_client(&b, 1);
    assert_int_equal(call(&b.f), SGP_AGAIN);
    b.f.page.api.has_items = 1; /* as a decoder may leave it */
    sgp_client_cancel(b.f.client);
    assert_int_equal(b.f.page.api.has_items, 0);
    finish(&b.f);
}

static void cancelling_aborts_the_decoder(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    b.http.again_at = 6000;
    make_body_client(&b, 1);
    assert_int_equal(call(&b.f), SGP_AGAIN);
    assert_int_equal(b.codec.begun, 1);
    sgp_client_cancel(b.f.client);
    assert_int_equal(b.codec.aborted, 1);
    assert_int_equal(call(&b.f), SGP_OK); /* usable again */
    assert_body_is_complete(&b.codec);
    finish_body(&b, 1, 1);
}

static void a_failed_feed_ends_the_call(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    b.codec.feed_status = SGP_ERR_LIMIT;
    assert_int_equal(call_body(&b), SGP_ERR_LIMIT);
    assert_string_equal(sgp_error_message(&b.f.err), "feed failed");
    assert_int_equal(b.http.exchanges, 1);
    assert_int_equal(b.f.page.api.count, 0);
    finish_body(&b, 0, 1);
}

static void an_error_response_is_not_decoded_as_a_page(void **state)
{
    body_fixture b;

    (void)state;
    prepare_body(&b);
    b.http.status = 400;
    assert_int_equal(call_body(&b), SGP_ERR_SERVICE);
    assert_int_equal(strlen(b.f.err.code), SGP_ERROR_CODE_MAX); /* the whole body was there */
    finish_body(&b, 0, 0);
}

static size_t expected_for(int64_t max_results, int64_t page_size)
{
    sgp_page_params params = SGP_PAGE_PARAMS_INIT;
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_source *source;
    body_fixture b;

    prepare_body(&b);
    make_body_client(&b, 0);
    request.image_name = "img";
    if (max_results > 0) request.max_results = sgp_opt_int_of(max_results);
    if (page_size > 0) params.page_size = sgp_opt_int_of(page_size);
    source = sgp_client_page_source(b.f.client);
    assert_int_equal(source->type->fetch(source, &request, &params, &b.f.page.api, &b.f.err),
                     SGP_OK);
    finish_body(&b, 1, 0);
    return b.codec.expected_items;
}

static void the_decoder_gets_the_number_of_items_that_were_requested(void **state)
{
    (void)state;
    assert_int_equal(expected_for(0, 0), 0);
    assert_int_equal(expected_for(7, 0), 7);
    assert_int_equal(expected_for(0, 8), 8);
    assert_int_equal(expected_for(INT64_MAX, 0), SGP_EXPECTED_ITEMS_MAX);
}

static void the_paginators_page_size_is_checked(void **state)
{
    sgp_page_params params = SGP_PAGE_PARAMS_INIT;
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page_source *source;
    body_fixture b;

    (void)state;
    prepare_body(&b);
    make_body_client(&b, 0);
    request.image_name = "img";
    params.page_size = sgp_opt_int_of(0);
    source = sgp_client_page_source(b.f.client);
    assert_int_equal(source->type->fetch(source, &request, &params, &b.f.page.api, &b.f.err),
                     SGP_ERR_PARAM);
    assert_string_equal(sgp_error_message(&b.f.err),
                        "Parameter validation failed:\n"
                        "Invalid value for parameter MaxResults, value: 0, valid min value: 1");
    assert_int_equal(b.http.exchanges, 0);
    finish_body(&b, 0, 0);
}

/* --- a prefetch in the middle of its body ----------------------------------------------------- */

/* Delivers the first page. The second one is being decoded. */
static sgp_paginator *begin_prefetch(body_fixture *b)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator *paginator = NULL;
    const sgp_page *page;

    prepare_body(b);
    b->codec.next_token = "t";
    b->http.again_at = 6000;
    b->http.again_after = 1;
    make_body_client(b, 1);
    request.image_name = "img";
    assert_int_equal(
        sgp_list_image_versions_paginator_new(&paginator, b->f.client, &request, NULL, &b->f.err),
        SGP_OK);
    assert_int_equal(sgp_paginator_next_page(paginator, &page, &b->f.err), SGP_OK);
    assert_int_equal(b->codec.begun, 2);
    assert_int_equal(b->codec.finished, 1);
    return paginator;
}

static void freeing_the_paginator_aborts_the_decoder(void **state)
{
    body_fixture b;

    (void)state;
    sgp_paginator_free(begin_prefetch(&b));
    assert_int_equal(b.codec.aborted, 1);
    assert_int_equal(call(&b.f), SGP_OK);
    finish_body(&b, 2, 1);
}

static void a_cancelled_prefetch_is_repeated(void **state)
{
    sgp_paginator *paginator;
    const sgp_page *page;
    body_fixture b;

    (void)state;
    paginator = begin_prefetch(&b);
    sgp_client_cancel(b.f.client);
    assert_int_equal(b.codec.aborted, 1);
    assert_int_equal(sgp_paginator_next_page(paginator, &page, &b.f.err), SGP_OK);
    assert_int_equal(page->count, 1);
    sgp_paginator_free(paginator);
    finish_body(&b, 2, 1);
}

static void a_call_of_another_page_ends_the_prefetch(void **state)
{
    sgp_paginator *paginator;
    const sgp_page *page;
    body_fixture b;

    (void)state;
    paginator = begin_prefetch(&b);
    assert_int_equal(call(&b.f), SGP_OK);
    assert_int_equal(b.codec.aborted, 1);
    assert_int_equal(sgp_paginator_next_page(paginator, &page, &b.f.err), SGP_OK);
    sgp_paginator_free(paginator);
    finish_body(&b, 3, 1);
}

static void a_page_that_is_needed_and_then_cancelled_is_repeated(void **state)
{
    sgp_paginator *paginator;
    const sgp_page *page;
    body_fixture b;

    (void)state;
    paginator = begin_prefetch(&b);
    b.http.again_at = 7000;
    assert_int_equal(sgp_paginator_next_page(paginator, &page, &b.f.err), SGP_AGAIN);
    sgp_client_cancel(b.f.client);
    assert_int_equal(sgp_paginator_next_page(paginator, &page, &b.f.err), SGP_OK);
    sgp_paginator_free(paginator);
    finish_body(&b, 2, 1);
}

/* The call's deadline starts when the page is needed. */
static void a_prefetch_ends_if_its_deadline_cannot_be_set(void **state)
{
    sgp_paginator *paginator;
    const sgp_page *page;
    body_fixture b;

    (void)state;
    paginator = begin_prefetch(&b);
    b.f.clock.monotonic_us = -1;
    assert_int_equal(sgp_paginator_next_page(paginator, &page, &b.f.err), SGP_ERR_PLATFORM);
    assert_int_equal(b.codec.aborted, 1);
    b.f.clock.monotonic_us = 5000000;
    assert_int_equal(sgp_paginator_next_page(paginator, &page, &b.f.err), SGP_OK);
    sgp_paginator_free(paginator);
    finish_body(&b, 2, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_body_is_decoded_while_it_arrives),
        cmocka_unit_test(without_feed_the_body_is_decoded_as_a_whole),
        cmocka_unit_test(a_short_or_empty_body_is_decoded_at_the_end),
        cmocka_unit_test(a_failed_exchange_aborts_the_decoder),
        cmocka_unit_test(the_decoder_is_aborted_before_the_retry),
        cmocka_unit_test(a_response_that_starts_over_aborts_the_decoder),
        cmocka_unit_test(without_abort_the_page_is_reset),
        cmocka_unit_test(cancelling_aborts_the_decoder),
        cmocka_unit_test(a_failed_feed_ends_the_call),
        cmocka_unit_test(an_error_response_is_not_decoded_as_a_page),
        cmocka_unit_test(the_decoder_gets_the_number_of_items_that_were_requested),
        cmocka_unit_test(the_paginators_page_size_is_checked),
        cmocka_unit_test(freeing_the_paginator_aborts_the_decoder),
        cmocka_unit_test(a_cancelled_prefetch_is_repeated),
        cmocka_unit_test(a_call_of_another_page_ends_the_prefetch),
        cmocka_unit_test(a_page_that_is_needed_and_then_cancelled_is_repeated),
        cmocka_unit_test(a_prefetch_ends_if_its_deadline_cannot_be_set),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
