/*
 * page_source_test.c - what every sgp_page_source must do, run on a client and on the fake.
 */
#include "client_fixture.h"

typedef struct subject {
    fixture client;
    fake_source fake;
    sgp_page_source source; /* what is tested */
    sgp_list_image_versions_request request;
    sgp_page page;
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

    s->source = fake_source_make_ahead(&s->fake, pages, 2);
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

    memset(s, 0, sizeof *s);
    sgp_page_init(&s->page, NULL);
    s->request = request;
    s->request.image_name = "img";
    ((const kind *)*state)->make(s, again);
}

static void stop(void **state, subject *s)
{
    sgp_page_deinit(&s->page);
    ((const kind *)*state)->stop(s);
}

static sgp_status fetch(subject *s)
{
    return s->source.fetch(s->source.self, &s->request, &s->page, &s->err);
}

static void the_table_is_complete(void **state)
{
    subject s;

    start(state, &s, 0);
    assert_int_equal(s.source.size, sizeof s.source);
    assert_non_null(s.source.fetch);
    assert_non_null(s.source.cancel);
    stop(state, &s);
}

static void a_page_replaces_what_was_there_and_a_failure_can_be_repeated(void **state)
{
    subject s;

    start(state, &s, 0);
    assert_int_equal(fetch(&s), SGP_OK);
    assert_int_equal(s.page.count, 2);
    assert_int_equal(fetch(&s), SGP_ERR_NETWORK);
    assert_int_equal(s.err.status, SGP_ERR_NETWORK);
    assert_true(s.err.message[0] != '\0');
    sgp_error_reset(&s.err);
    assert_int_equal(fetch(&s), SGP_OK);
    assert_int_equal(s.page.count, 1);
    stop(state, &s);
}

static void again_is_repeated_with_the_same_arguments(void **state)
{
    subject s;

    start(state, &s, 1);
    assert_int_equal(fetch(&s), SGP_AGAIN);
    assert_int_equal(s.page.count, 0);
    assert_int_equal(fetch(&s), SGP_OK);
    assert_int_equal(s.page.count, 2);
    stop(state, &s);
}

static void what_is_cancelled_leaves_room_for_another_request(void **state)
{
    subject s;
    sgp_list_image_versions_request other;

    start(state, &s, 1);
    other = s.request;
    other.max_results = sgp_opt(7);
    assert_int_equal(fetch(&s), SGP_AGAIN);
    s.source.cancel(s.source.self);
    assert_int_equal(s.source.fetch(s.source.self, &other, &s.page, &s.err), SGP_OK);
    assert_int_equal(s.page.count, 2);
    s.source.cancel(s.source.self); /* nothing under way: harmless */
    stop(state, &s);
}

static void what_is_started_ahead_is_completed_by_fetch_or_dropped(void **state)
{
    subject s;

    start(state, &s, 1);
    assert_int_equal(s.source.start(s.source.self, &s.request, &s.page, &s.err), SGP_AGAIN);
    assert_int_equal(fetch(&s), SGP_OK);
    assert_int_equal(s.page.count, 2);
    assert_int_equal(s.source.start(s.source.self, &s.request, &s.page, &s.err), SGP_AGAIN);
    s.source.drop(s.source.self, &s.request);
    s.source.drop(s.source.self, &s.request); /* nothing under way: harmless */
    stop(state, &s);
}

#define ALL_TESTS(made)                                                                            \
    cmocka_unit_test_prestate(the_table_is_complete, (void *)(uintptr_t)&made),                    \
        cmocka_unit_test_prestate(a_page_replaces_what_was_there_and_a_failure_can_be_repeated,    \
                                  (void *)(uintptr_t)&made),                                       \
        cmocka_unit_test_prestate(again_is_repeated_with_the_same_arguments,                       \
                                  (void *)(uintptr_t)&made),                                       \
        cmocka_unit_test_prestate(what_is_started_ahead_is_completed_by_fetch_or_dropped,          \
                                  (void *)(uintptr_t)&made),                                       \
        cmocka_unit_test_prestate(what_is_cancelled_leaves_room_for_another_request,               \
                                  (void *)(uintptr_t)&made)

int main(void)
{
    static const kind client = { make_client, stop_client };
    static const kind fake = { make_fake, stop_fake };
    const struct CMUnitTest tests[] = { ALL_TESTS(client), ALL_TESTS(fake) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
