/*
 * The paginator's rules over a fake source, one by one.
 * tests/e2e/test_paging_vs_botocore.py compares them with botocore on random
 * cases.
 */
#include "listing_fixture.h"

typedef struct rule {
    const char *name;
    int max_items, page_size;
    const char *starting_token;
    const char *expected; /* pages */
    const char *resume;
    const char *asked[4];
} rule;

/* Expected values: from botocore/paginate.py, PageIterator, rule by rule. */
static const rule rules[] = {
    { "everything", -1, -1, NULL, "1 2 |3 4 |5 |", "none", { "-/-1", "t1/-1", "t2/-1" } },
    { "page size is sent with each request",
      -1,
      7,
      NULL,
      "1 2 |3 4 |5 |",
      "none",
      { "-/7", "t1/7", "t2/7" } },
    { "max items inside the first page", 1, -1, NULL, "1 |", "-#1", { "-/-1" } },
    { "max items inside the second page", 3, -1, NULL, "1 2 |3 |", "t1#1", { "-/-1", "t1/-1" } },
    { "max items at a page border", 2, -1, NULL, "1 2 |", "t1#", { "-/-1" } },
    { "max items is the number of items",
      5,
      -1,
      NULL,
      "1 2 |3 4 |5 |",
      "none",
      { "-/-1", "t1/-1", "t2/-1" } },
    { "max items beyond the end",
      99,
      -1,
      NULL,
      "1 2 |3 4 |5 |",
      "none",
      { "-/-1", "t1/-1", "t2/-1" } },
    { "max items 0 asks once and gives an empty page", 0, -1, NULL, "|", "-#0", { "-/-1" } },
    { "starting in a page", -1, -1, "t0#1", "2 |3 4 |5 |", "none", { "t0/-1", "t1/-1", "t2/-1" } },
    { "starting beyond a page gives an empty one",
      -1,
      -1,
      "t0#9",
      "|3 4 |5 |",
      "none",
      { "t0/-1", "t1/-1", "t2/-1" } },
    { "a negative index counts from the end",
      -1,
      -1,
      "t0#-1",
      "2 |3 4 |5 |",
      "none",
      { "t0/-1", "t1/-1", "t2/-1" } },
    { "a very negative index takes all",
      -1,
      -1,
      "t0#-9",
      "1 2 |3 4 |5 |",
      "none",
      { "t0/-1", "t1/-1", "t2/-1" } },
    { "cut on the first page adds the starting index", 1, -1, "-#1", "2 |", "t1#", { "-/-1" } },
    { "cut on the second page does not", 2, -1, "-#1", "2 |3 |", "t1#1", { "-/-1", "t1/-1" } },
    { "a token without NextToken starts at the first page",
      -1,
      -1,
      "!#",
      "1 2 |3 4 |5 |",
      "none",
      { "-/-1", "t1/-1", "t2/-1" } },
};

static void follows_each_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const rule *r = &rules[i];
        sgp_paginator_options o = options(r->max_items, r->page_size, r->starting_token);
        listing l;
        char out[128];

        assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
        print_message("  %s\n", r->name);
        assert_int_equal(run(&l, out, sizeof out), SGP_END);
        assert_string_equal(out, r->expected);
        assert_string_equal(resume(&l), r->resume);
        for (size_t k = 0; k < 4 && r->asked[k]; k++)
            assert_string_equal(l.source.asked[k], r->asked[k]);
        sgp_paginator_free(l.paginator);
    }
}

static void walks_through_empty_pages_and_missing_lists(void **state)
{
    static const fake_page pages[] = { { 0, 0, "a" }, { 0, -1, "b" }, { 1, 1, "" } };
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 3, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "||1 |"); /* the empty next token is the end */
    assert_string_equal(resume(&l), "none");
    sgp_paginator_free(l.paginator);
}

static void max_items_0_on_an_empty_first_page_keeps_its_token(void **state)
{
    static const fake_page pages[] = { { 0, 0, "t1" }, { 1, 1, NULL } };
    sgp_paginator_options o = options(0, -1, NULL);
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 2, &o), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "|");
    assert_string_equal(resume(&l), "t1#");
    sgp_paginator_free(l.paginator);
}

static void the_same_token_twice_is_an_error_after_the_page(void **state)
{
    static const fake_page pages[] = { { 1, 1, "it's" }, { 2, 1, "it's" }, { 3, 1, NULL } };
    const sgp_page *page;
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 3, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_string_equal(out, "1 |2 |");
    /* Python 3: "...: %s" % {'NextToken': "it's"} */
    assert_string_equal(sgp_error_message(&l.err),
                        "Error during pagination: The same next token was received twice: "
                        "{'NextToken': \"it's\"}");
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, &l.err),
                     SGP_ERR_PAGING); /* final */
    assert_int_equal(sgp_paginator_next_page(l.paginator, &page, NULL), SGP_ERR_PAGING);
    sgp_paginator_free(l.paginator);
}

static void the_starting_token_may_come_back_once(void **state)
{
    static const fake_page pages[] = { { 1, 1, "t0" }, { 2, 1, NULL } };
    sgp_paginator_options o = options(-1, -1, "t0#");
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 2, &o), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "1 |2 |");
    sgp_paginator_free(l.paginator);
}

/* Deliberate difference 2: botocore pages for ever. */
static void a_longer_cycle_of_tokens_is_an_error(void **state)
{
    static const fake_page pages[] = { { 1, 1, "a" }, { 2, 1, "b" }, { 3, 1, "c" } };
    listing l;
    char out[256];

    (void)state;
    assert_int_equal(open_with(&l, pages, 3, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_ERR_PAGING);
    assert_non_null(strstr(sgp_error_message(&l.err), "go round in a cycle of 3 pages"));
    assert_true(sgp_paginator_page_count(l.paginator) <= 9);
    sgp_paginator_free(l.paginator);
}

/* Deliberate difference 3: botocore drops an item and writes a token that is off by one. */
static void negative_max_items_is_refused(void **state)
{
    sgp_paginator_options o = SGP_PAGINATOR_OPTIONS_INIT;
    listing l;

    (void)state;
    o.max_items = sgp_opt_int_of(-1);
    assert_int_equal(open_with(&l, three, 3, &o), SGP_ERR_PARAM);
    assert_non_null(strstr(sgp_error_message(&l.err), "max_items is -1; accepted is 0 or more"));
}

/* Deliberate difference 5: the text None is a token like any other. */
static void a_token_whose_text_is_none_is_sent(void **state)
{
    static const fake_page pages[] = { { 1, 1, "None" }, { 2, 1, NULL } };
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, pages, 2, NULL), SGP_OK);
    assert_int_equal(run(&l, out, sizeof out), SGP_END);
    assert_string_equal(out, "1 |2 |");
    assert_string_equal(l.source.asked[1], "None/-1");
    sgp_paginator_free(l.paginator);
}

static void a_cut_listing_cannot_be_resumed_from_a_token_without_next_token(void **state)
{
    sgp_paginator_options o = options(1, -1, "!#");
    listing l;
    char out[64];

    (void)state;
    assert_int_equal(open_with(&l, three, 3, &o), SGP_OK);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(run(&l, out, sizeof out), SGP_ERR_TOKEN);
        assert_string_equal(out, "");
        assert_string_equal(sgp_error_message(&l.err),
                            "Bad starting token: {'boto_truncate_amount': 1}");
    }
    assert_int_equal(l.source.calls, 1);
    sgp_paginator_free(l.paginator);
}

/* --- where added members go on the wire ------------------------------------------------------- */

/* Opens a listing with a request of the caller's. */
static void open_request(listing *l, const sgp_list_image_versions_request *request,
                         const sgp_paginator_options *o)
{
    attach_error(l);
    assert_int_equal(sgp_list_image_versions_paginator_new_from(
                         &l->paginator, fake_source_make(&l->source, three, 3), fake_codec(), NULL,
                         request, o, &l->err),
                     SGP_OK);
}

/* Fetches a page and compares what the paginator added: next token ("-": none) and page size. */
static void next_adds(listing *l, const char *token, int page_size, int is_token_first)
{
    const sgp_page_params *params = &l->source.params;
    const sgp_page *page;

    assert_int_equal(sgp_paginator_next_page(l->paginator, &page, &l->err), SGP_OK);
    assert_string_equal(params->next_token.ptr ? params->next_token.ptr : "-", token);
    assert_int_equal(params->page_size.is_set ? params->page_size.value : -1, page_size);
    assert_int_equal(params->is_token_first != 0, is_token_first);
    assert_int_equal(params->size, sizeof *params);
}

static sgp_list_image_versions_request make_request(int max_results, const char *next_token)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    request.image_name = "img";
    if (max_results >= 0) request.max_results = sgp_opt_int_of(max_results);
    request.next_token = sgp_str_from(next_token);
    return request;
}

/* A Python dict keeps the place of a key whose value changes and appends a new key. */
static void added_members_keep_the_order_of_a_python_dict(void **state)
{
    sgp_list_image_versions_request request = make_request(-1, NULL);
    sgp_paginator_options o = options(-1, 5, NULL);
    listing l;

    (void)state;
    open_request(&l, &request, &o);
    next_adds(&l, "-", 5, 0);
    next_adds(&l, "t1", 5, 0);
    next_adds(&l, "t2", 5, 0);
    sgp_paginator_free(l.paginator);

    o.starting_token = "t0#";
    open_request(&l, &request, &o);
    next_adds(&l, "t0", 5, 1);
    next_adds(&l, "t1", 5, 1);
    sgp_paginator_free(l.paginator);

    o.starting_token = "-#"; /* deletes NextToken, which page 2 appends */
    open_request(&l, &request, &o);
    next_adds(&l, "-", 5, 0);
    next_adds(&l, "t1", 5, 0);
    sgp_paginator_free(l.paginator);
}

static void members_of_the_request_keep_their_places(void **state)
{
    sgp_list_image_versions_request request = make_request(7, "mine");
    sgp_paginator_options o = options(-1, 5, "t0#");
    listing l;

    (void)state;
    open_request(&l, &request, &o);
    next_adds(&l, "-", -1, 0);
    next_adds(&l, "-", -1, 0);
    assert_string_equal(l.source.asked[0], "t0/5");
    assert_string_equal(l.source.asked[1], "t1/5");
    sgp_paginator_free(l.paginator);
}

static void a_next_token_that_the_starting_token_deletes_is_appended_later(void **state)
{
    sgp_list_image_versions_request request = make_request(-1, "mine");
    sgp_paginator_options o = options(-1, 5, "-#");
    listing l;

    (void)state;
    open_request(&l, &request, &o);
    next_adds(&l, "-", 5, 0);
    next_adds(&l, "t1", 5, 0);
    assert_string_equal(l.source.asked[0], "-/5");
    assert_string_equal(l.source.asked[1], "t1/5");
    sgp_paginator_free(l.paginator);

    o.starting_token = "!#"; /* says nothing of NextToken: the request's own is sent */
    open_request(&l, &request, &o);
    next_adds(&l, "-", 5, 0);
    assert_string_equal(l.source.asked[0], "mine/5");
    next_adds(&l, "-", 5, 0);
    assert_string_equal(l.source.asked[1], "t1/5");
    sgp_paginator_free(l.paginator);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(follows_each_rule),
        cmocka_unit_test(walks_through_empty_pages_and_missing_lists),
        cmocka_unit_test(max_items_0_on_an_empty_first_page_keeps_its_token),
        cmocka_unit_test(the_same_token_twice_is_an_error_after_the_page),
        cmocka_unit_test(the_starting_token_may_come_back_once),
        cmocka_unit_test(a_longer_cycle_of_tokens_is_an_error),
        cmocka_unit_test(negative_max_items_is_refused),
        cmocka_unit_test(a_token_whose_text_is_none_is_sent),
        cmocka_unit_test(a_cut_listing_cannot_be_resumed_from_a_token_without_next_token),
        cmocka_unit_test(added_members_keep_the_order_of_a_python_dict),
        cmocka_unit_test(members_of_the_request_keep_their_places),
        cmocka_unit_test(a_next_token_that_the_starting_token_deletes_is_appended_later),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
