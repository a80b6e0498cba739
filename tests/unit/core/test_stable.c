/*
 * Stable resume tokens: random listings that are cut, changed and resumed, over
 * a service whose own tokens are indexes (the worst there is); and tokens that
 * are refused.
 */
#include "test.h"
#include "fake_source.h"

#include "sgp_stable_token.h"

#include <inttypes.h>

#define SCHEDULES 10000
#define VERSIONS_MAX 128
#define SECOND_US INT64_C(1000000)

/* --- a service whose listing changes ---------------------------------------------------------- */

typedef struct version {
    int exists;
    int is_old; /* was there when the first listing began */
    int64_t created_us;
    int delivered;
} version;

/* Version n is versions[n]. */
typedef struct service {
    sgp_page_source base;
    version versions[VERSIONS_MAX];
    int count;
    int64_t now_us;
    int page_size;
    uint32_t random;
    int by_version, is_descending;
} service;

static uint32_t draw(service *s, uint32_t below)
{
    s->random = s->random * 1664525u + 1013904223u;
    return (s->random >> 8) % below;
}

/* Several share a creation time now and then. */
static void create(service *s)
{
    version *v = &s->versions[s->count];

    if (s->count == VERSIONS_MAX) return;
    if (draw(s, 4) > 0) s->now_us += draw(s, 3) * SECOND_US / 2 + draw(s, 1000);
    memset(v, 0, sizeof *v);
    v->exists = 1;
    v->created_us = s->now_us;
    s->count++;
}

static int is_before(const service *s, int a, int b)
{
    int64_t left = s->by_version ? a : s->versions[a].created_us;
    int64_t right = s->by_version ? b : s->versions[b].created_us;

    if (left != right) return s->is_descending ? left > right : left < right;
    return (a * 7919) % 101 < (b * 7919) % 101; /* the order of ties is nobody's business */
}

/* The service takes whole seconds, rounded down. */
static int passes(const service *s, const sgp_list_image_versions_request *r, int n)
{
    int64_t after = r->creation_time_after_us.value / SECOND_US * SECOND_US;
    int64_t before = r->creation_time_before_us.value / SECOND_US * SECOND_US;

    if (!s->versions[n].exists) return 0;
    if (r->creation_time_after_us.is_set && s->versions[n].created_us < after) return 0;
    return !r->creation_time_before_us.is_set || s->versions[n].created_us <= before;
}

static int sorted(const service *s, const sgp_list_image_versions_request *r, int *out)
{
    int count = 0;

    for (int n = 0; n < s->count; n++) {
        int at = count;
        if (!passes(s, r, n)) continue;
        for (; at > 0 && is_before(s, n, out[at - 1]); at--)
            out[at] = out[at - 1];
        out[at] = n;
        count++;
    }
    return count;
}

static sgp_status append_version(const service *s, sgp_page *page, int n, sgp_error *err)
{
    sgp_image_version *item;

    if (sgp_page_append_image_version(page, &item, err) != SGP_OK) return SGP_ERR_MEMORY;
    item->present = SGP_IMAGE_VERSION_HAS_VERSION | SGP_IMAGE_VERSION_HAS_CREATION_TIME;
    item->version = n;
    item->creation_time_us = s->versions[n].created_us;
    return SGP_OK;
}

static sgp_status fetch_page(sgp_page_source *source,
                             const sgp_list_image_versions_request *request,
                             const sgp_page_params *params, sgp_page *page, sgp_error *err)
{
    const service *s = (const service *)source;
    int all[VERSIONS_MAX];
    int count = sorted(s, request, all);
    int start = params->next_token.ptr ? atoi(params->next_token.ptr) : 0;
    char token[16];

    sgp_page_reset(page);
    page->has_items = 1;
    for (int i = start; i < count && (int)page->count < s->page_size; i++)
        if (append_version(s, page, all[i], err) != SGP_OK) return SGP_ERR_MEMORY;
    if (start + s->page_size >= count) return SGP_OK;
    (void)snprintf(token, sizeof token, "%d", start + s->page_size);
    return sgp_arena_copy(sgp_page_arena(page), token, strlen(token), &page->next_token, err);
}

/* --- schedules -------------------------------------------------------------------------------- */

static sgp_paginator *open_listing(service *s, const char *token, int is_stable)
{
    static const sgp_page_source_type type = {
        sizeof type, "service", fetch_page, NULL, NULL, NULL
    };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    sgp_paginator *paginator = NULL;

    request.image_name = "img";
    request.sort_by = s->by_version ? "VERSION" : "CREATION_TIME";
    request.sort_order = s->is_descending ? "DESCENDING" : "ASCENDING";
    options.starting_token = token;
    options.stable_tokens = is_stable;
    s->base.type = &type;
    assert_int_equal(sgp_list_image_versions_paginator_new_from(&paginator, &s->base, fake_codec(),
                                                                NULL, &request, &options, NULL),
                     SGP_OK);
    return paginator;
}

static int take_items(service *s, sgp_paginator *paginator, int count)
{
    const sgp_image_version *item;

    for (; count > 0; count--) {
        if (sgp_paginator_next_image_version(paginator, &item, NULL) != SGP_OK) return 0;
        s->versions[item->version].delivered++;
    }
    return 1;
}

static int take_pages(service *s, sgp_paginator *paginator, int count)
{
    const sgp_page *page;

    for (; count > 0; count--) {
        if (sgp_paginator_next_page(paginator, &page, NULL) != SGP_OK) return 0;
        for (size_t i = 0; i < page->count; i++)
            s->versions[sgp_page_image_version(page, i)->version].delivered++;
    }
    return 1;
}

/* Zero when the listing has ended. */
static int take_some(service *s, sgp_paginator *paginator)
{
    return draw(s, 2) ? take_items(s, paginator, (int)draw(s, 12))
                      : take_pages(s, paginator, (int)draw(s, 3));
}

static void change(service *s)
{
    for (uint32_t i = draw(s, 5); i > 0; i--)
        create(s);
    for (uint32_t i = draw(s, 4); i > 0 && s->count > 0; i--)
        s->versions[draw(s, (uint32_t)s->count)].exists = 0;
}

static void run_schedule(service *s, int is_stable)
{
    char token[600] = "";
    int goes_on = 1;

    while (goes_on) {
        sgp_paginator *paginator = open_listing(s, token[0] ? token : NULL, is_stable);
        sgp_str resume = { NULL, 0 };
        goes_on = take_some(s, paginator);
        assert_int_equal(sgp_paginator_resume_token(paginator, &resume, NULL), SGP_OK);
        if (!resume.ptr && sgp_paginator_page_count(paginator) > 0) goes_on = 0; /* all was there */
        (void)snprintf(token, sizeof token, "%s", resume.ptr ? resume.ptr : "");
        sgp_paginator_free(paginator);
        if (goes_on) change(s);
    }
}

/* How many items that were there all the time were not delivered once, or any twice. */
static int faults_of(uint32_t seed, int is_stable)
{
    static service s;
    int faults = 0;

    memset(&s, 0, sizeof s);
    s.random = seed;
    s.now_us = INT64_C(1600000000000000);
    s.by_version = (int)draw(&s, 2);
    s.is_descending = (int)draw(&s, 2);
    s.page_size = 1 + (int)draw(&s, 9);
    for (uint32_t i = draw(&s, 30); i > 0; i--)
        create(&s);
    for (int n = 0; n < s.count; n++)
        s.versions[n].is_old = 1;
    run_schedule(&s, is_stable);
    for (int n = 0; n < s.count; n++) {
        int is_due = s.versions[n].is_old && s.versions[n].exists;
        faults += s.versions[n].delivered > 1 || (is_due && s.versions[n].delivered == 0);
    }
    return faults;
}

static void ten_thousand_schedules_without_a_duplicate_or_a_skip(void **state)
{
    int faults_by_index = 0;

    (void)state;
    for (uint32_t seed = 1; seed <= SCHEDULES; seed++) {
        if (faults_of(seed, 1) != 0) fail_msg("schedule %" PRIu32, seed);
        faults_by_index += faults_of(seed, 0) != 0;
    }
    /* The same schedules with botocore's tokens: the test can fail. */
    assert_true(faults_by_index > SCHEDULES / 2);
}

/* --- tokens ----------------------------------------------------------------------------------- */

static sgp_status start_with(sgp_list_image_versions_request *request, const char *token,
                             sgp_error *err)
{
    static const fake_page pages[] = { { 1, 2, NULL } };
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    fake_source fake;
    sgp_page_source *source = fake_source_make(&fake, pages, 1);
    sgp_paginator *paginator = NULL;
    sgp_status status;

    options.starting_token = token;
    status = sgp_list_image_versions_paginator_new_from(&paginator, source, fake_codec(), NULL,
                                                        request, &options, err);
    sgp_paginator_free(paginator);
    return status;
}

static void make_token(char out[600])
{
    service s;
    sgp_paginator *paginator;
    sgp_str token;

    memset(&s, 0, sizeof s);
    s.now_us = INT64_C(1600000000000000);
    s.is_descending = 1;
    s.page_size = 10;
    create(&s);
    create(&s);
    create(&s);
    paginator = open_listing(&s, NULL, 1);
    assert_int_equal(take_items(&s, paginator, 2), 1);
    assert_true(sgp_paginator_has_stable_tokens(paginator));
    assert_int_equal(sgp_paginator_resume_token(paginator, &token, NULL), SGP_OK);
    (void)snprintf(out, 600, "%s", token.ptr);
    sgp_paginator_free(paginator);
}

static void a_token_is_for_one_listing_alone(void **state)
{
    static const sgp_list_image_versions_request init = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_list_image_versions_request r = init;
    char token[600];
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    make_token(token);
    r.image_name = "img";
    assert_int_equal(start_with(&r, token, &err), SGP_OK); /* the default order is the same */
    r.sort_by = "CREATION_TIME";
    r.sort_order = "DESCENDING";
    assert_int_equal(start_with(&r, token, &err), SGP_OK);
    r.max_results = sgp_opt_int_of(7);
    assert_int_equal(start_with(&r, token, &err), SGP_OK);
    r.image_name = "other";
    assert_int_equal(start_with(&r, token, &err), SGP_ERR_TOKEN);
    assert_non_null(
        strstr(sgp_error_message(&err), "it was made for another image, order or filter"));
    r.image_name = "img";
    r.sort_order = "ASCENDING";
    assert_int_equal(start_with(&r, token, &err), SGP_ERR_TOKEN);
    r = init;
    r.image_name = "img";
    r.last_modified_time_after_us = sgp_opt_int_of(0);
    assert_int_equal(start_with(&r, token, &err), SGP_ERR_TOKEN);
    r = init;
    r.image_name = "img";
    r.sort_by = SGP_IMAGE_VERSION_SORT_BY_LAST_MODIFIED_TIME;
    assert_int_equal(start_with(&r, token, &err), SGP_ERR_TOKEN);
    assert_non_null(
        strstr(sgp_error_message(&err), "stable tokens need the order CREATION_TIME or VERSION"));
}

static void damaged_tokens_are_refused(void **state)
{
    sgp_list_image_versions_request r = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    char token[600], damaged[600];
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    make_token(token);
    r.image_name = "img";
    for (size_t i = strlen("sgp-stable-1:"); i < strlen(token); i++) {
        memcpy(damaged, token, sizeof damaged);
        damaged[i] = damaged[i] == '1' ? '2' : '1';
        assert_int_equal(start_with(&r, damaged, &err), SGP_ERR_TOKEN);
        memcpy(damaged, token, sizeof damaged);
        damaged[i] = '\0';
        assert_int_equal(start_with(&r, damaged, &err), SGP_ERR_TOKEN);
    }
    (void)snprintf(damaged, sizeof damaged, "%.500s:99999999999999999999", token);
    assert_int_equal(start_with(&r, damaged, &err), SGP_ERR_TOKEN);
    assert_int_equal(start_with(&r, "sgp-stable-1:0000000000000000:9223372036854775808:1", &err),
                     SGP_ERR_TOKEN);
    assert_int_equal(start_with(&r, "sgp-stable-2:1", &err), SGP_ERR_TOKEN);
    assert_non_null(strstr(sgp_error_message(&err), "of another version"));
}

/* A creation time that no service sends, with the right hash: a bound would overflow. */
static void impossible_times_are_refused(void **state)
{
    sgp_list_image_versions_request r = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp__cursor cursor = { 1, 0, INT64_MAX, { 1 }, 1 };
    sgp__order order;
    sgp_arena *arena;
    sgp_str token;

    (void)state;
    assert_int_equal(sgp_arena_new(&arena, NULL, 65536, NULL), SGP_OK);
    r.image_name = "img";
    assert_true(sgp__order_of(&r, &order));
    assert_int_equal(sgp__stable_token_write(&cursor, &order, arena, &token, NULL), SGP_OK);
    assert_int_equal(start_with(&r, token.ptr, NULL), SGP_ERR_TOKEN);
    assert_string_equal(token.ptr, "sgp-stable-1:e3a91bf01afbfc70:9223372036854775807:1");
    cursor.key = INT64_MIN;
    assert_int_equal(sgp__stable_token_write(&cursor, &order, arena, &token, NULL), SGP_OK);
    assert_int_equal(start_with(&r, token.ptr, NULL), SGP_ERR_TOKEN);
    r.sort_by = "VERSION";
    assert_true(sgp__order_of(&r, &order));
    assert_int_equal(sgp__stable_token_write(&cursor, &order, arena, &token, NULL), SGP_OK);
    assert_int_equal(start_with(&r, token.ptr, NULL), SGP_OK);
    sgp_arena_free(arena);
}

/* Only these texts are orders that can be resumed. */
static void an_order_is_compared_as_a_text(void **state)
{
    static const char *const unknown[] = { "version", "VERSION ", "", "LAST_MODIFIED_TIME",
                                           "ASCENDING" };
    sgp_list_image_versions_request r = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp__order order, same;

    (void)state;
    assert_true(sgp__order_of(&r, &order));
    assert_false(order.by_version);
    assert_true(order.is_descending);
    r.sort_by = "CREATION_TIME";
    r.sort_order = "DESCENDING";
    assert_true(sgp__order_of(&r, &same));
    assert_true(order.listing == same.listing);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        r.sort_by = unknown[i];
        assert_false(sgp__order_of(&r, &order));
    }
    r.sort_by = "VERSION";
    r.sort_order = "ASCENDING";
    assert_true(sgp__order_of(&r, &order));
    assert_true(order.by_version);
    assert_false(order.is_descending);
    r.sort_order = "descending";
    assert_false(sgp__order_of(&r, &order));
    r.sort_order = NULL;
    r.next_token = sgp_str_from("t");
    assert_false(sgp__order_of(&r, &order));
}

/* Tokens of commit 0a06df2, which must stay valid. */
static void the_form_of_a_token_never_changes(void **state)
{
    sgp_list_image_versions_request r = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    (void)state;
    r.image_name = "img";
    assert_int_equal(start_with(&r, "sgp-stable-1:4f4b7426acc238e9:1600000000000000:7:9", NULL),
                     SGP_OK);
    r.sort_by = "VERSION";
    r.sort_order = "ASCENDING";
    r.creation_time_after_us = sgp_opt_int_of(5);
    assert_int_equal(start_with(&r, "sgp-stable-1:7339a71cd2a6db59:9:9", NULL), SGP_OK);
}

/* Two pages of two versions, without creation times; the second fails once. */
static sgp_paginator *open_small(fake_source *fake, const char *sort_by)
{
    static const fake_page pages[] = { { 1, 2, "t1" }, { 3, 2, NULL } };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    sgp_page_source *source = fake_source_make(fake, pages, 2);
    sgp_paginator *paginator = NULL;

    fake->fail_at = 1;
    request.image_name = "img";
    request.sort_by = sort_by;
    request.sort_order = SGP_IMAGE_VERSION_SORT_ORDER_ASCENDING;
    options.stable_tokens = 1;
    assert_int_equal(sgp_list_image_versions_paginator_new_from(&paginator, source, fake_codec(),
                                                                NULL, &request, &options, NULL),
                     SGP_OK);
    return paginator;
}

static void an_order_that_changes_keeps_the_usual_tokens(void **state)
{
    fake_source fake;
    sgp_paginator *paginator = open_small(&fake, "LAST_MODIFIED_TIME");
    const sgp_image_version *item;
    sgp_str token;

    (void)state;
    assert_false(sgp_paginator_has_stable_tokens(paginator));
    assert_int_equal(sgp_paginator_next_image_version(paginator, &item, NULL), SGP_OK);
    assert_int_equal(sgp_paginator_resume_token(paginator, &token, NULL), SGP_OK);
    assert_string_equal(token.ptr, "-#1");
    sgp_paginator_free(paginator);
}

static void items_that_are_skipped_count_as_delivered(void **state)
{
    fake_source fake;
    sgp_paginator *paginator = open_small(&fake, "VERSION");
    const sgp_image_version *item;
    const sgp_page *page;
    sgp_str token;

    (void)state;
    assert_int_equal(sgp_paginator_next_image_version(paginator, &item, NULL), SGP_OK);
    assert_int_equal(sgp_paginator_next_page(paginator, &page, NULL), SGP_ERR_NETWORK);
    assert_int_equal(sgp_paginator_resume_token(paginator, &token, NULL), SGP_OK);
    assert_non_null(strstr(token.ptr, ":2:2"));
    sgp_paginator_free(paginator);
}

static void the_longest_token_is_written_and_read(void **state)
{
    sgp__order order = { 1, 0, UINT64_MAX };
    sgp__cursor cursor = { 1, 0, INT64_MIN, { 0 }, SGP__TIES_MAX }, again;
    sgp_arena *arena;
    sgp_str token;

    (void)state;
    for (size_t i = 0; i < SGP__TIES_MAX; i++)
        cursor.versions[i] = INT64_MIN + (int64_t)i;
    assert_int_equal(sgp_arena_new(&arena, NULL, 65536, NULL), SGP_OK);
    assert_int_equal(sgp__stable_token_write(&cursor, &order, arena, &token, NULL), SGP_OK);
    assert_int_equal(token.len,
                     strlen("sgp-stable-1:") + 16 + 17 * strlen(":-9223372036854775808"));
    assert_int_equal(sgp__stable_token_read(token, &order, &again, NULL), SGP_OK);
    assert_memory_equal(again.versions, cursor.versions, sizeof cursor.versions);
    sgp_arena_free(arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_schedules_without_a_duplicate_or_a_skip),
        cmocka_unit_test(a_token_is_for_one_listing_alone),
        cmocka_unit_test(damaged_tokens_are_refused),
        cmocka_unit_test(impossible_times_are_refused),
        cmocka_unit_test(an_order_is_compared_as_a_text),
        cmocka_unit_test(the_form_of_a_token_never_changes),
        cmocka_unit_test(an_order_that_changes_keeps_the_usual_tokens),
        cmocka_unit_test(items_that_are_skipped_count_as_delivered),
        cmocka_unit_test(the_longest_token_is_written_and_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
