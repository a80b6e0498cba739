/*
 * Two clients that share one HTTP object by lending. Their listings take turns, and both prefetch:
 * each must get its own pages.
 */
#include "test.h"

#include "fake_platform.h"
#include "paged_peer.h"
#include "sagepager/sagepager.h"

typedef struct lent {
    fake_platform clock;
    paged_peer peer;
    sgp_http *http;
    sgp_http_loan loans[2];
    sgp_client *clients[2];
    sgp_paginator *paginators[2];
} lent;

static void make_client(lent *l, int i)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;

    options.region = "us-west-2";
    options.endpoint_url = "http://peer.example";
    options.http = sgp_http_lend(&l->loans[i], l->http);
    options.codec = sgp_aws_json();
    options.signer = sgp_sign_none();
    options.platform = &l->clock.base;
    assert_int_equal(sgp_client_new(&l->clients[i], &options, NULL), SGP_OK);
    request.image_name = i == 0 ? "first" : "second";
    assert_int_equal(sgp_list_image_versions_paginator_new(&l->paginators[i], l->clients[i],
                                                           &request, NULL, NULL),
                     SGP_OK);
}

static void start(lent *l)
{
    memset(l, 0, sizeof *l);
    l->clock.monotonic_us = 1000000;
    l->clock.wall_us = 1600000000000000;
    l->peer.pages[0] = "{\"ImageVersions\":[{\"Version\":3}],\"NextToken\":\"t1\"}";
    l->peer.pages[1] = "{\"ImageVersions\":[{\"Version\":2}],\"NextToken\":\"t2\"}";
    l->peer.pages[2] = "{\"ImageVersions\":[{\"Version\":1}]}";
    assert_int_equal(sgp_http1_new(&l->http, paged_peer_dialer(&l->peer),
                                   fake_platform_make(&l->clock), NULL, NULL, NULL),
                     SGP_OK);
    make_client(l, 0);
    make_client(l, 1);
}

static void end(lent *l)
{
    for (int i = 0; i < 2; i++) {
        sgp_paginator_free(l->paginators[i]);
        sgp_client_free(l->clients[i]);
    }
    l->http->type->destroy(l->http);
    assert_int_equal(l->peer.opens, l->peer.closes);
}

static void expect_version(lent *l, int i, int64_t version)
{
    const sgp_image_version *item;

    assert_int_equal(sgp_paginator_next_image_version(l->paginators[i], &item, NULL), SGP_OK);
    assert_int_equal(item->version, version);
}

static void expect_end(lent *l, int i)
{
    const sgp_image_version *item;

    assert_int_equal(sgp_paginator_next_image_version(l->paginators[i], &item, NULL), SGP_END);
}

static void listings_that_take_turns_get_their_own_pages(void **state)
{
    lent l;

    (void)state;
    start(&l);
    for (int64_t version = 3; version > 0; version--) {
        expect_version(&l, 0, version);
        expect_version(&l, 1, version);
    }
    expect_end(&l, 0);
    expect_end(&l, 1);
    end(&l);
}

static void a_listing_in_the_middle_of_another_gets_its_own_pages(void **state)
{
    lent l;

    (void)state;
    start(&l);
    expect_version(&l, 0, 3); /* page t1 is prefetched now */
    for (int64_t version = 3; version > 0; version--)
        expect_version(&l, 1, version);
    expect_end(&l, 1);
    expect_version(&l, 0, 2);
    expect_version(&l, 0, 1);
    expect_end(&l, 0);
    end(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(listings_that_take_turns_get_their_own_pages),
        cmocka_unit_test(a_listing_in_the_middle_of_another_gets_its_own_pages),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
