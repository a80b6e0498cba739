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

typedef struct fixture {
    fake_platform clock;
    sgp_platform platform;
    fake_http http_state;
    sgp_http http;
    char authorization[512]; /* of the last request */
    sgp_default_options options;
    sgp_client *client;
    sgp_error err;
} fixture;

/* In a library without a backend the caller brings one; here its TLS is never used. */
static ref_sha256_self reference;

static inline sgp_status own_wrap(void *self, const sgp_stream *inner, const char *host,
                                  sgp_stream *stream, sgp_error *err)
{
    (void)self;
    (void)inner;
    (void)stream;
    return sgp_error_set(err, SGP_ERR_TLS, "no TLS for %s in this test", host);
}

static inline sgp_status own_tls_new(sgp_tls *out, const sgp_tls_options *options,
                                     const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_tls empty = SGP_TLS_INIT;

    (void)options;
    (void)allocator;
    (void)err;
    *out = empty;
    out->wrap = own_wrap;
    return SGP_OK;
}

static inline sgp_crypto own_crypto(void)
{
    return ref_sha256_make(&reference);
}

static const sgp_backend own_backend = { sizeof own_backend, "own", own_tls_new, own_crypto };

static inline sgp_status exchange(void *self, const sgp_http_request *request,
                                  sgp_http_response *response, sgp_deadline deadline,
                                  sgp_error *err)
{
    fixture *f = self;
    sgp_str value = sgp_http_request_find(request, "authorization");

    (void)snprintf(f->authorization, sizeof f->authorization, "%s", value.ptr ? value.ptr : "none");
    return fake_http__exchange(&f->http_state, request, response, deadline, err);
}

static inline void destroy(void *self)
{
    ((fixture *)self)->http_state.destroys++;
}

static inline void prepare(fixture *f, const char *const *env)
{
    static const sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;

    memset(f, 0, sizeof *f);
    f->clock.wall_us = 1767323045000000; /* 2026-01-02T03:04:05Z */
    f->clock.env = env;
    f->platform = fake_platform_make(&f->clock);
    f->http = fake_http_make(&f->http_state);
    f->http.self = f;
    f->http.exchange = exchange;
    f->http.wants = NULL;
    f->http.reset = NULL;
    f->http.destroy = destroy;
    f->options = options;
    f->options.backend = sgp_backend_at(0) ? NULL : &own_backend;
    f->options.client.platform = &f->platform;
    f->options.client.http = &f->http;
}

static inline sgp_status make(fixture *f)
{
    return sgp_client_new_default(&f->client, &f->options, &f->err);
}

static inline sgp_status call(fixture *f)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_status status;
    sgp_page page;

    request.image_name = "my-image";
    request.max_results = sgp_opt(2);
    sgp_page_init(&page, NULL);
    status = sgp_client_list_image_versions(f->client, &request, &page, &f->err);
    sgp_page_deinit(&page);
    return status;
}

#endif
