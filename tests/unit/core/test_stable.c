/*
 * Stable resume tokens: random listings that are cut, changed and resumed, over a service whose own
 * tokens are indexes (the worst there is); and tokens that are refused.
 */
#include "test.h"
#include "fake_source.h"

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
    version versions[VERSIONS_MAX];
    int count;
    int64_t now_us;
    int page_size;
    uint32_t random;
    sgp_image_version page[VERSIONS_MAX];
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

static sgp_status fetch_page(void *self, const sgp_list_image_versions_request *request,
                             sgp_page *page, sgp_error *err)
{
    service *s = self;
    int all[VERSIONS_MAX];
    int count = sorted(s, request, all);
    int start = request->next_token.ptr ? atoi(request->next_token.ptr) : 0;
    char token[16];

    sgp_page_reset(page);
    page->items = s->page;
    page->has_items = 1;
    for (int i = start; i < count && (int)page->count < s->page_size; i++) {
        sgp_image_version *item = &s->page[page->count++];
        memset(item, 0, sizeof *item);
        item->present = SGP_HAS_VERSION | SGP_HAS_CREATION_TIME;
        item->version = all[i];
        item->creation_time_us = s->versions[all[i]].created_us;
    }
    if (start + s->page_size >= count) return SGP_OK;
    (void)snprintf(token, sizeof token, "%d", start + s->page_size);
    return sgp_arena_copy(&page->arena, token, strlen(token), &page->next_token, err);
}

/* --- schedules -------------------------------------------------------------------------------- */

static sgp_pages *open_listing(service *s, const char *token, int is_stable)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;
    sgp_page_source source = SGP_PAGE_SOURCE_INIT;
    sgp_codec codec = fake_codec();
    sgp_pages *pages = NULL;
    sgp_error err;

    request.image_name = "img";
    request.sort_by = s->by_version ? SGP_SORT_BY_VERSION : SGP_SORT_BY_CREATION_TIME;
    request.sort_order = s->is_descending ? SGP_SORT_ORDER_DESCENDING : SGP_SORT_ORDER_ASCENDING;
    options.starting_token = token;
    options.stable_tokens = is_stable;
    source.self = s;
    source.fetch = fetch_page;
    assert_int_equal(sgp_pages_new_from(&pages, &source, &codec, NULL, &request, &options, &err),
                     SGP_OK);
    return pages;
}

static int take_items(service *s, sgp_pages *pages, int count)
{
    const sgp_image_version *item;

    for (; count > 0; count--) {
        if (sgp_pages_next_item(pages, &item, NULL) != SGP_OK) return 0;
        s->versions[item->version].delivered++;
    }
    return 1;
}

static int take_pages(service *s, sgp_pages *pages, int count)
{
    const sgp_page *page;

    for (; count > 0; count--) {
        if (sgp_pages_next(pages, &page, NULL) != SGP_OK) return 0;
        for (size_t i = 0; i < page->count; i++)
            s->versions[page->items[i].version].delivered++;
    }
    return 1;
}

/* Zero when the listing has ended. */
static int take_some(service *s, sgp_pages *pages)
{
    return draw(s, 2) ? take_items(s, pages, (int)draw(s, 12))
                      : take_pages(s, pages, (int)draw(s, 3));
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
        sgp_pages *pages = open_listing(s, token[0] ? token : NULL, is_stable);
        sgp_str resume = { NULL, 0 };
        goes_on = take_some(s, pages);
        assert_int_equal(sgp_pages_resume_token(pages, &resume, NULL), SGP_OK);
        if (!resume.ptr && sgp_pages_page_count(pages) > 0) goes_on = 0; /* all was there */
        (void)snprintf(token, sizeof token, "%s", resume.ptr ? resume.ptr : "");
        sgp_pages_free(pages);
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
    static const fake_page pages_of[] = { { 1, 2, NULL } };
    sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;
    fake_source fake;
    sgp_page_source source = fake_source_make(&fake, pages_of, 1);
    sgp_codec codec = fake_codec();
    sgp_pages *pages = NULL;
    sgp_status status;

    options.starting_token = token;
    status = sgp_pages_new_from(&pages, &source, &codec, NULL, request, &options, err);
    sgp_pages_free(pages);
    return status;
}

static void make_token(char out[600])
{
    service s;
    sgp_pages *pages;
    sgp_str token;

    memset(&s, 0, sizeof s);
    s.now_us = INT64_C(1600000000000000);
    s.is_descending = 1;
    s.page_size = 10;
    create(&s);
    create(&s);
    create(&s);
    pages = open_listing(&s, NULL, 1);
    assert_int_equal(take_items(&s, pages, 2), 1);
    assert_true(sgp_pages_has_stable_tokens(pages));
    assert_int_equal(sgp_pages_resume_token(pages, &token, NULL), SGP_OK);
    (void)snprintf(out, 600, "%s", token.ptr);
    sgp_pages_free(pages);
}

static void a_token_is_for_one_listing_alone(void **state)
{
    static const sgp_list_image_versions_request init = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_list_image_versions_request r = init;
    char token[600];
    sgp_error err;

    (void)state;
    make_token(token);
    r.image_name = "img";
    assert_int_equal(start_with(&r, token, &err), SGP_OK); /* the default order is the same */
    r.sort_by_text = "CREATION_TIME";
    r.sort_order_text = "DESCENDING";
    assert_int_equal(start_with(&r, token, &err), SGP_OK);
    r.max_results = sgp_opt(7);
    assert_int_equal(start_with(&r, token, &err), SGP_OK);
    r.image_name = "other";
    assert_int_equal(start_with(&r, token, &err), SGP_ERR_TOKEN);
    assert_non_null(strstr(err.message, "it was made for another image, order or filter"));
    r.image_name = "img";
    r.sort_order_text = "ASCENDING";
    assert_int_equal(start_with(&r, token, &err), SGP_ERR_TOKEN);
    r = init;
    r.image_name = "img";
    r.last_modified_time_after_us = sgp_opt(0);
    assert_int_equal(start_with(&r, token, &err), SGP_ERR_TOKEN);
    r = init;
    r.image_name = "img";
    r.sort_by = SGP_SORT_BY_LAST_MODIFIED_TIME;
    assert_int_equal(start_with(&r, token, &err), SGP_ERR_TOKEN);
    assert_non_null(strstr(err.message, "stable tokens need the order CREATION_TIME or VERSION"));
}

static void damaged_tokens_are_refused(void **state)
{
    sgp_list_image_versions_request r = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    char token[600], damaged[600];
    sgp_error err;

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
    assert_non_null(strstr(err.message, "of another version"));
}

/* Two pages of two versions, without creation times; the second fails once. */
static sgp_pages *open_small(fake_source *fake, sgp_sort_by sort_by)
{
    static const fake_page pages_of[] = { { 1, 2, "t1" }, { 3, 2, NULL } };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;
    sgp_page_source source = fake_source_make(fake, pages_of, 2);
    sgp_codec codec = fake_codec();
    sgp_pages *pages = NULL;

    fake->fail_at = 1;
    request.image_name = "img";
    request.sort_by = sort_by;
    request.sort_order = SGP_SORT_ORDER_ASCENDING;
    options.stable_tokens = 1;
    assert_int_equal(sgp_pages_new_from(&pages, &source, &codec, NULL, &request, &options, NULL),
                     SGP_OK);
    return pages;
}

static void an_order_that_changes_keeps_the_usual_tokens(void **state)
{
    fake_source fake;
    sgp_pages *pages = open_small(&fake, SGP_SORT_BY_LAST_MODIFIED_TIME);
    const sgp_image_version *item;
    sgp_str token;

    (void)state;
    assert_false(sgp_pages_has_stable_tokens(pages));
    assert_int_equal(sgp_pages_next_item(pages, &item, NULL), SGP_OK);
    assert_int_equal(sgp_pages_resume_token(pages, &token, NULL), SGP_OK);
    assert_string_equal(token.ptr, "-#1");
    sgp_pages_free(pages);
}

static void items_that_are_skipped_count_as_delivered(void **state)
{
    fake_source fake;
    sgp_pages *pages = open_small(&fake, SGP_SORT_BY_VERSION);
    const sgp_image_version *item;
    const sgp_page *page;
    sgp_str token;

    (void)state;
    assert_int_equal(sgp_pages_next_item(pages, &item, NULL), SGP_OK);
    assert_int_equal(sgp_pages_next(pages, &page, NULL), SGP_ERR_NETWORK);
    assert_int_equal(sgp_pages_resume_token(pages, &token, NULL), SGP_OK);
    assert_non_null(strstr(token.ptr, ":2:2"));
    sgp_pages_free(pages);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ten_thousand_schedules_without_a_duplicate_or_a_skip),
        cmocka_unit_test(a_token_is_for_one_listing_alone),
        cmocka_unit_test(damaged_tokens_are_refused),
        cmocka_unit_test(an_order_that_changes_keeps_the_usual_tokens),
        cmocka_unit_test(items_that_are_skipped_count_as_delivered),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
