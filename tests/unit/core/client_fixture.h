/*
 * client_fixture.h - a client all of whose parts are faked and scripted.
 */
#ifndef SGP_TEST_CLIENT_FIXTURE_H
#define SGP_TEST_CLIENT_FIXTURE_H

#include "test.h"
#include "fail_alloc.h"
#include "fake_platform.h"
#include "fake_source.h"

/* One answer of the scripted HTTP: a response, or a failure when status is negative. */
typedef struct answer {
    int status;
    const char *body;
} answer;

typedef struct fixture {
    fake_platform clock;
    const answer *answers;
    const char *const *dates; /* the Date header of each answer; NULL: none */
    size_t sent;              /* exchanges begun */
    int again;                /* SGP_AGAIN before each answer */
    int waiting;
    int resets, provider_resets, destroyed, signed_count, asked_credentials;
    int credentials_again;
    int no_random; /* the platform's random function fails */
    sgp_status credentials_status;
    int64_t signed_at_us;
    int64_t asked_at_us; /* the time that the provider was told last */
    char target[128];    /* of the last request */
    char headers[512];
    sgp_client *client;
    sgp_error err;
    sgp_list_image_versions_request request;
    sgp_page page;
    char trace[4096];
} fixture;

/* --- the fake parts --------------------------------------------------------------------------- */

static inline sgp_status fake_exchange(void *self, const sgp_http_request *request,
                                       sgp_http_response *response, sgp_deadline deadline,
                                       sgp_error *err)
{
    fixture *f = self;
    const answer *a = &f->answers[f->sent];
    const char *date = f->dates ? f->dates[f->sent] : NULL;
    char host[300];

    assert_true(deadline.at_us > f->clock.monotonic_us);
    if (f->waiting > 0) return f->waiting--, SGP_AGAIN;
    f->waiting = f->again;
    f->sent++;
    (void)snprintf(f->target, sizeof f->target, "%s %s://%s%s", request->method.ptr,
                   request->is_tls ? "https" : "http",
                   sgp_http_request_host(request, host, sizeof host), request->path.ptr);
    f->headers[0] = '\0';
    for (size_t i = 0; i < request->header_count; i++)
        (void)snprintf(f->headers + strlen(f->headers), sizeof f->headers - strlen(f->headers),
                       "%s: %s\n", request->headers[i].name.ptr, request->headers[i].value.ptr);
    if (a->status < 0) return sgp_error_set(err, (sgp_status)a->status, "%s", a->body);
    if (sgp_http_response_begin(response, a->status, sgp_str_from(""), err) != SGP_OK ||
        sgp_http_response_header(response, sgp_str_from("X-Amzn-RequestId"), sgp_str_from("id-1"),
                                 err) != SGP_OK)
        return err->status;
    if (date && sgp_http_response_header(response, sgp_str_from("date"), sgp_str_from(date), err))
        return err->status;
    return sgp_http_response_body(response, a->body, strlen(a->body), err);
}

static inline void fake_reset(void *self)
{
    ((fixture *)self)->resets++;
}

static inline void fake_provider_reset(void *self)
{
    ((fixture *)self)->provider_resets++;
}

static inline void fake_destroy(void *self)
{
    ((fixture *)self)->destroyed++;
}

static inline sgp_status fake_sign(void *self, sgp_http_request *request,
                                   const sgp_credentials *credentials,
                                   const sgp_signing_scope *scope, int64_t now_us, sgp_error *err)
{
    fixture *f = self;

    f->signed_count++;
    f->signed_at_us = now_us;
    assert_string_equal(scope->service, "sagemaker");
    assert_string_equal(credentials->access_key_id.ptr, "AKIDEXAMPLE");
    return sgp_http_request_add(request, "Authorization", sgp_str_from("signature-of-the-fake"),
                                err);
}

static inline sgp_status fake_get(void *self, int64_t now_us, sgp_credentials *out,
                                  sgp_deadline deadline, sgp_error *err)
{
    fixture *f = self;

    (void)deadline;
    f->asked_at_us = now_us;
    f->asked_credentials++;
    if (f->credentials_again > 0) return f->credentials_again--, SGP_AGAIN;
    if (f->credentials_status == SGP_NOT_CONFIGURED) return SGP_NOT_CONFIGURED;
    if (f->credentials_status < 0)
        return sgp_error_set(err, f->credentials_status, "profile x: broken");
    return sgp_credentials_set(out, sgp_str_from("AKIDEXAMPLE"), sgp_str_from("secret"),
                               sgp_str_from("session-token"), "fake", err);
}

static inline sgp_status no_random(void *self, void *bytes, size_t len)
{
    (void)self;
    (void)bytes;
    (void)len;
    return SGP_ERR_PLATFORM;
}

static inline void fake_trace(void *self, const char *topic, const char *text, size_t len)
{
    fixture *f = self;
    size_t used = strlen(f->trace);

    (void)snprintf(f->trace + used, sizeof f->trace - used, "%s: %.*s\n", topic, (int)len, text);
}

/* --- the fixture ------------------------------------------------------------------------------ */

static inline void prepare(fixture *f, const answer *answers)
{
    memset(f, 0, sizeof *f);
    f->answers = answers;
    f->clock.wall_us = 1600000000000000;
    f->clock.monotonic_us = 5000000;
    f->clock.random_byte = 0x80; /* a draw of about 1/2 */
    sgp_page_init(&f->page, NULL);
}

static inline sgp_status make(fixture *f, const sgp_client_options *wanted)
{
    sgp_client_options own = *wanted;
    sgp_http http = SGP_HTTP_INIT;
    sgp_signer signer = SGP_SIGNER_INIT;
    sgp_credentials_provider provider = SGP_CREDENTIALS_PROVIDER_INIT;
    sgp_codec codec = fake_codec();
    sgp_platform platform = fake_platform_make(&f->clock);

    http.self = signer.self = provider.self = f;
    http.exchange = fake_exchange;
    http.reset = fake_reset;
    http.destroy = signer.destroy = provider.destroy = fake_destroy;
    signer.sign = fake_sign;
    provider.get = fake_get;
    provider.reset = fake_provider_reset;
    if (!own.http) own.http = &http;
    own.signer = &signer;
    own.credentials = &provider;
    own.codec = &codec;
    if (f->no_random) platform.random = no_random;
    own.platform = &platform;
    if (!own.region) own.region = "us-west-2";
    return sgp_client_new(&f->client, &own, &f->err);
}

static inline void make_ok(fixture *f, const answer *answers)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    prepare(f, answers);
    assert_int_equal(make(f, &o), SGP_OK);
}

/* The same request again and again: what answers SGP_AGAIN is repeated with the same arguments. */
static inline sgp_status call(fixture *f)
{
    static const sgp_list_image_versions_request init = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    f->request = init;
    f->request.image_name = "img";
    return sgp_client_list_image_versions(f->client, &f->request, &f->page, &f->err);
}

static inline void finish(fixture *f)
{
    sgp_client_free(f->client);
    sgp_page_deinit(&f->page);
}

#endif
