/*
 * stack.h - a client of all layers over peers in memory: sigv4, AWS JSON, HTTP/1.1, TLS of a
 * backend; memory that counts and fails, and a clock that stands still.
 */
#ifndef SGP_TEST_STACK_H
#define SGP_TEST_STACK_H

#include "test.h"

#include "fail_alloc.h"
#include "fake_platform.h"
#include "ref_sha256.h"

#include "sagepager/sagepager.h"

typedef struct stack {
    sgp_dialer peers;
    const sgp_backend *backend; /* NULL: no TLS */
    const char *ca_pem;
    int nonblocking;
    int max_attempts;
    sgp_pages_options options;
    fail_alloc memory;
    fake_platform clock;
    ref_sha256_self reference;
    sgp_client *client;
    sgp_pages *pages;
    sgp_error err;
} stack;

static inline void stack_init(stack *s, sgp_dialer peers)
{
    static const sgp_pages_options options = SGP_PAGES_OPTIONS_INIT;

    memset(s, 0, sizeof *s);
    s->peers = peers;
    s->options = options;
    fail_alloc_init(&s->memory, -1);
    s->clock.wall_us = 1614230400000000;
}

static inline sgp_status stack__http(stack *s, const sgp_platform *platform, sgp_http *out)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_tls tls = SGP_TLS_INIT;
    sgp_dialer dialer;
    sgp_status status = SGP_OK;

    options.ca_pem = s->ca_pem;
    options.ca_pem_bytes = s->ca_pem ? strlen(s->ca_pem) : 0;
    if (s->backend) status = s->backend->tls_new(&tls, &options, &s->memory.api, &s->err);
    if (status != SGP_OK) return status;
    status = sgp_connect_new(&dialer, &s->peers, tls.wrap ? &tls : NULL, &s->memory.api, &s->err);
    if (status != SGP_OK) {
        if (tls.destroy) tls.destroy(tls.self);
        return status;
    }
    status = sgp_http1_new(out, &dialer, platform, NULL, &s->memory.api, &s->err);
    if (status != SGP_OK) dialer.destroy(dialer.self);
    return status;
}

static inline sgp_status stack__client(stack *s, const sgp_http *http, const sgp_signer *signer,
                                       const sgp_credentials_provider *credentials,
                                       const sgp_platform *platform)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_codec codec = sgp_aws_json();

    options.region = "us-west-2";
    options.endpoint_url = s->backend ? "https://localhost" : "http://localhost";
    options.http = http;
    options.codec = &codec;
    options.signer = signer;
    options.credentials = credentials;
    options.platform = platform;
    options.allocator = &s->memory.api;
    options.nonblocking = s->nonblocking;
    options.max_attempts = s->max_attempts;
    return sgp_client_new(&s->client, &options, &s->err);
}

/* Makes s->client. On a failure nothing is left. */
static inline sgp_status stack_make_client(stack *s)
{
    sgp_platform platform = fake_platform_make(&s->clock);
    sgp_crypto crypto = s->backend ? s->backend->crypto() : ref_sha256_make(&s->reference);
    sgp_signer signer = SGP_SIGNER_INIT;
    sgp_credentials_provider credentials = SGP_CREDENTIALS_PROVIDER_INIT;
    sgp_http http = SGP_HTTP_INIT;
    sgp_status status = stack__http(s, &platform, &http);

    if (status == SGP_OK) status = sgp_sigv4_new(&signer, &crypto, NULL, &s->memory.api, &s->err);
    if (status == SGP_OK)
        status = sgp_creds_static_new(&credentials, "AKID", "secret", NULL, &s->memory.api,
                                      &s->err);
    if (status == SGP_OK) status = stack__client(s, &http, &signer, &credentials, &platform);
    if (status == SGP_OK) return SGP_OK;
    if (credentials.destroy) credentials.destroy(credentials.self);
    if (signer.destroy) signer.destroy(signer.self);
    if (http.destroy) http.destroy(http.self);
    return status;
}

/* Makes s->pages, with s->options. */
static inline sgp_status stack_start_listing(stack *s)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    request.image_name = "img";
    return sgp_pages_new(&s->pages, s->client, &request, &s->options, &s->err);
}

/* Frees what there is; nothing may be left, and no secret unwiped. */
static inline void stack_finish(stack *s)
{
    sgp_pages_free(s->pages);
    sgp_client_free(s->client);
    assert_int_equal(s->memory.live_blocks, 0);
    assert_int_equal(s->memory.unwiped, 0);
    assert_int_equal(s->memory.wrong_size, 0);
    assert_int_equal(s->reference.open, 0);
}

#endif
