/*
 * page_source_test.c - what every sgp_page_source must do, run on a client and
 * on the fake.
 */
#include "client_fixture.h"

typedef struct subject {
    fixture client;
    fake_source fake;
    sgp_page_source *source; /* what is tested */
    sgp_list_image_versions_request request;
    sgp_page_params params;
    sgp_page *page;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err;
} subject;

/* Two items, a failure, one item; with `again`, SGP_AGAIN once before each. */
typedef struct kind {
    void (*make)(subject *s, int again);
    void (*stop)(subject *s);
} kind;

static void make_client(subject *s, int again)
{
    static const answer answers[] = { { 200, "2" }, { SGP_ERR_NETWORK, "cut" }, { 200, "1" } };
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;

    prepare(&s->client, answers);
    s->client.again = s->client.waiting = again;
    options.nonblocking = 1;
    options.max_attempts = 1;
    assert_int_equal(make(&s->client, &options), SGP_OK);
    s->source = sgp_client_page_source(s->client.client);
}

static void stop_client(subject *s)
{
    finish(&s->client);
}

static void make_fake(subject *s, int again)
{
    static const fake_page pages[] = { { 1, 2, NULL }, { 3, 1, NULL } };

    s->source = fake_source_make_prefetching(&s->fake, pages, 2);
    s->fake.again = s->fake.waiting = again;
    s->fake.fail_at = 1;
}

static void stop_fake(subject *s)
{
    (void)s;
}

static void start(void **state, subject *s, int again)
{
    static const sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    static const sgp_page_params params = SGP_PAGE_PARAMS_INIT;

    memset(s, 0, sizeof *s);
    assert_int_equal(sgp_page_new(&s->page, NULL, NULL), SGP_OK);
    s->request = request;
    s->request.image_name = "img";
    s->params = params;
    s->err.buffer = s->err_text;
    s->err.buffer_bytes = sizeof s->err_text;
    ((const kind *)*state)->make(s, again);
}

static void stop(void **state, subject *s)
{
    ((const kind *)*state)->stop(s);
    sgp_page_free(s->page);
}

static sgp_status fetch(subject *s)
{
    return s->source->type->fetch(s->source, &s->request, &s->params, s->page, &s->err);
}

static sgp_status start_prefetch(subject *s)
{
    return s->source->type->start(s->source, &s->request, &s->params, s->page, &s->err);
}

static void the_table_is_complete(void **state)
{
    subject s;

    start(state, &s, 0);
    assert_int_equal(s.source->type->size, sizeof(sgp_page_source_type));
    assert_true(s.source->type->name[0] != '\0');
    assert_true(SGP_HAS(s.source, fetch));
    assert_true(SGP_HAS(s.source, cancel));
    assert_true(SGP_HAS(s.source, start) && SGP_HAS(s.source, drop));
    stop(state, &s);
}

static void a_page_is_replaced_and_a_failed_fetch_can_be_repeated(void **state)
{
    subject s;

    start(state, &s, 0);
    assert_int_equal(fetch(&s), SGP_OK);
    assert_int_equal(s.page->count, 2);
    assert_int_equal(fetch(&s), SGP_ERR_NETWORK);
    assert_int_equal(s.err.status, SGP_ERR_NETWORK);
    assert_true(sgp_error_message(&s.err)[0] != '\0');
    sgp_error_reset(&s.err);
    assert_int_equal(fetch(&s), SGP_OK);
    assert_int_equal(s.page->count, 1);
    stop(state, &s);
}

static void again_is_repeated_with_the_same_arguments(void **state)
{
    subject s;

    start(state, &s, 1);
    assert_int_equal(fetch(&s), SGP_AGAIN);
    assert_int_equal(s.page->count, 0);
    assert_int_equal(fetch(&s), SGP_OK);
    assert_int_equal(s.page->count, 2);
    stop(state, &s);
}

static void after_cancel_another_request_can_be_sent(void **state)
{
    subject s;
    sgp_list_image_versions_request other;

    start(state, &s, 1);
    other = s.request;
    other.max_results = sgp_opt_int_of(7);
    assert_int_equal(fetch(&s), SGP_AGAIN);
    s.source->type->cancel(s.source);
    assert_int_equal(s.source->type->fetch(s.source, &other, &s.params, s.page, &s.err), SGP_OK);
    assert_int_equal(s.page->count, 2);
    s.source->type->cancel(s.source); /* nothing is running: harmless */
    stop(state, &s);
}

static void a_prefetch_is_completed_by_fetch_or_dropped(void **state)
{
    subject s;

    start(state, &s, 1);
    assert_int_equal(start_prefetch(&s), SGP_AGAIN);
    assert_int_equal(fetch(&s), SGP_OK);
    assert_int_equal(s.page->count, 2);
    assert_int_equal(start_prefetch(&s), SGP_AGAIN);
    s.source->type->drop(s.source, s.page);
    s.source->type->drop(s.source, s.page); /* nothing is running: harmless */
    stop(state, &s);
}

#define TEST_OF(test, made) cmocka_unit_test_prestate(test, (void *)(uintptr_t) & (made))
#define ALL_TESTS(made)                                                                            \
    TEST_OF(the_table_is_complete, made),                                                          \
        TEST_OF(a_page_is_replaced_and_a_failed_fetch_can_be_repeated, made),                      \
        TEST_OF(again_is_repeated_with_the_same_arguments, made),                                  \
        TEST_OF(a_prefetch_is_completed_by_fetch_or_dropped, made),                                \
        TEST_OF(after_cancel_another_request_can_be_sent, made)

int main(void)
{
    static const kind client = { make_client, stop_client };
    static const kind fake = { make_fake, stop_fake };
    const struct CMUnitTest tests[] = { ALL_TESTS(client), ALL_TESTS(fake) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
