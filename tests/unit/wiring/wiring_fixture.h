/*
 * wiring_fixture.h - sgp_client_new_default over a fake environment, fake files and a fake HTTP.
 */
#ifndef SGP_TEST_WIRING_FIXTURE_H
#define SGP_TEST_WIRING_FIXTURE_H

#include "test.h"

#include <stdlib.h>

#include "fail_alloc.h"
#include "fake_http.h"
#include "fake_platform.h"
#include "ref_sha256.h"

#include "sagepager/sagepager.h"

/* options points to the nested options of the fixture, so it cannot be copied. */
typedef struct fixture {
    fake_http http_state; /* first: a pointer to it is one to the fixture */
    fake_platform clock;
    char authorization[512]; /* of the last request */
    sgp_default_options options;
    sgp_client_options client_options;
    sgp_tls_options tls_options;
    sgp_http1_options http1_options;
    sgp_client *client;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} fixture;

/* In a library without a backend the caller brings one; here its TLS is never used. */
static ref_sha256_self reference;

static inline sgp_status own_wrap(sgp_tls *tls, sgp_stream *inner, const char *host,
                                  sgp_stream **out, sgp_error *err)
{
    (void)tls;
    (void)inner;
    (void)out;
    return sgp_error_set(err, SGP_ERR_TLS, "no TLS for %s in this test", host);
}

static inline sgp_status own_tls_new(sgp_tls **out, const sgp_tls_options *options,
                                     const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_tls_type type = { sizeof type, "own", own_wrap, NULL };
    static sgp_tls tls = { &type };

    (void)options;
    (void)allocator;
    (void)err;
    *out = &tls;
    return SGP_OK;
}

static inline sgp_crypto *own_crypto(void)
{
    return ref_sha256_make(&reference);
}

static const sgp_backend own_backend = { sizeof own_backend, "own", own_tls_new, own_crypto };

static inline sgp_status exchange(sgp_http *http, const sgp_http_request *request,
                                  sgp_http_response *response, sgp_deadline deadline,
                                  sgp_error *err)
{
    fixture *f = (fixture *)http;
    sgp_str value = sgp_http_request_find_header(request, "authorization");

    (void)snprintf(f->authorization, sizeof f->authorization, "%s", value.ptr ? value.ptr : "none");
    return fake_http__exchange(http, request, response, deadline, err);
}

static inline void prepare(fixture *f, const char *const *env)
{
    static const sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    static const sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    static const sgp_tls_options tls_options = SGP_TLS_OPTIONS_INIT;
    static const sgp_http1_options http1_options = SGP_HTTP1_OPTIONS_INIT;

    memset(f, 0, sizeof *f);
    f->err.buffer = f->err_text;
    f->err.buffer_bytes = sizeof f->err_text;
    f->clock.wall_us = 1767323045000000; /* 2026-01-02T03:04:05Z */
    f->clock.env = env;
    f->options = options;
    f->client_options = client_options;
    f->tls_options = tls_options;
    f->http1_options = http1_options;
    f->options.client = &f->client_options;
    f->options.tls = &f->tls_options;
    f->options.http1 = &f->http1_options;
    f->options.backend = sgp_backend_at(0) ? NULL : &own_backend;
    f->client_options.platform = fake_platform_make(&f->clock);
    f->client_options.http = fake_http_make(&f->http_state);
    f->http_state.type.exchange = exchange;
    f->http_state.type.wants = NULL;
    f->http_state.type.reset = NULL;
}

static inline sgp_status make(fixture *f)
{
    return sgp_client_new_default(&f->client, &f->options, &f->err);
}

static inline sgp_status call(fixture *f)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_status status;
    sgp_page *page = NULL;

    request.image_name = "my-image";
    request.max_results = sgp_opt_int_of(2);
    assert_int_equal(sgp_page_new(&page, NULL, NULL), SGP_OK);
    status = sgp_client_list_image_versions(f->client, &request, page, &f->err);
    sgp_page_free(page);
    return status;
}

#endif
