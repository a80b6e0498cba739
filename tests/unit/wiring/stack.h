/*
 * stack.h - a client of all layers over peers in memory: sigv4, AWS JSON, HTTP/1.1 and TLS of a
 * backend. Its memory counts allocations and can fail; its clock stands still.
 */
#ifndef SGP_TEST_STACK_H
#define SGP_TEST_STACK_H

#include "test.h"

#include "fail_alloc.h"
#include "fake_platform.h"
#include "ref_sha256.h"

#include "sgp_part.h"
#include "sagepager/sagepager.h"

typedef struct stack {
    sgp_dialer *peers;
    const sgp_backend *backend; /* NULL: no TLS */
    const char *ca_pem;
    int nonblocking;
    int max_attempts;
    sgp_paginator_options options;
    fail_alloc memory;
    fake_platform clock;
    ref_sha256_self reference;
    sgp_client *client;
    sgp_paginator *pages;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
} stack;

static inline void stack_init(stack *s, sgp_dialer *peers)
{
    static const sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;

    memset(s, 0, sizeof *s);
    s->err.buffer = s->err_text;
    s->err.buffer_bytes = sizeof s->err_text;
    s->peers = peers;
    s->options = options;
    fail_alloc_init(&s->memory, -1);
    s->clock.wall_us = 1614230400000000;
}

static inline sgp_status stack__dialer(stack *s, sgp_dialer **out)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_tls *tls = NULL;
    sgp_status status = SGP_OK;

    options.ca_pem = s->ca_pem;
    options.ca_pem_bytes = s->ca_pem ? strlen(s->ca_pem) : 0;
    if (s->backend) status = s->backend->tls_new(&tls, &options, &s->memory.api, &s->err);
    if (status != SGP_OK) return status;
    status = sgp_net_dialer_new(out, s->peers, tls, &s->memory.api, &s->err);
    if (status != SGP_OK) SGP__DESTROY(tls);
    return status;
}

static inline sgp_status stack__http(stack *s, sgp_platform *platform, sgp_http **out)
{
    sgp_dialer *dialer = NULL;
    sgp_status status = stack__dialer(s, &dialer);

    if (status != SGP_OK) return status;
    status = sgp_http1_new(out, dialer, platform, NULL, &s->memory.api, &s->err);
    if (status != SGP_OK) SGP__DESTROY(dialer);
    return status;
}

static inline sgp_status stack__client(stack *s, sgp_http *http, sgp_signer *signer,
                                       sgp_credentials_provider *credentials,
                                       sgp_platform *platform)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;

    options.region = "us-west-2";
    options.endpoint_url = s->backend ? "https://localhost" : "http://localhost";
    options.http = http;
    options.codec = sgp_aws_json();
    options.signer = signer;
    options.credentials = credentials;
    options.platform = platform;
    options.allocator = &s->memory.api;
    options.nonblocking = s->nonblocking;
    options.max_attempts = s->max_attempts;
    return sgp_client_new(&s->client, &options, &s->err);
}

/* Makes s->client. On failure nothing is left allocated. */
static inline sgp_status stack_make_client(stack *s)
{
    sgp_platform *platform = fake_platform_make(&s->clock);
    sgp_crypto *crypto = s->backend ? s->backend->crypto() : ref_sha256_make(&s->reference);
    sgp_signer *signer = NULL;
    sgp_credentials_provider *credentials = NULL;
    sgp_http *http = NULL;
    sgp_status status = stack__http(s, platform, &http);

    if (status == SGP_OK) status = sgp_sigv4_new(&signer, crypto, NULL, &s->memory.api, &s->err);
    if (status == SGP_OK)
        status = sgp_creds_static_new(&credentials, "AKID", "secret", NULL, &s->memory.api,
                                      &s->err);
    if (status == SGP_OK) status = stack__client(s, http, signer, credentials, platform);
    if (status == SGP_OK) return SGP_OK;
    SGP__DESTROY(credentials);
    SGP__DESTROY(signer);
    SGP__DESTROY(http);
    return status;
}

/* Makes s->pages with s->options. */
static inline sgp_status stack_start_listing(stack *s)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    request.image_name = "img";
    return sgp_list_image_versions_paginator_new(&s->pages, s->client, &request, &s->options,
                                                 &s->err);
}

/* Frees everything and checks that no memory leaked and all secrets were wiped. */
static inline void stack_finish(stack *s)
{
    sgp_paginator_free(s->pages);
    sgp_client_free(s->client);
    assert_int_equal(s->memory.live_blocks, 0);
    assert_int_equal(s->memory.unwiped, 0);
    assert_int_equal(s->memory.wrong_size, 0);
    assert_int_equal(s->reference.open, 0);
}

#endif
