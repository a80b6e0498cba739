/*
 * client_fixture.h - a client whose parts are all faked and scripted.
 */
#ifndef SGP_TEST_CLIENT_FIXTURE_H
#define SGP_TEST_CLIENT_FIXTURE_H

#include "test.h"
#include "fail_alloc.h"
#include "fake_platform.h"
#include "fake_source.h"

#include "sgp_credentials.h"
#include "sgp_page.h"

/* One answer of the scripted HTTP: a response, or a failure if status is negative. */
typedef struct answer {
    int status;
    const char *body;
} answer;

struct fixture;

/* Parts. Tests may clear slots of their types. */
typedef struct fixture_http {
    sgp_http base;
    sgp_http_type type;
    struct fixture *f;
} fixture_http;

typedef struct fixture_signer {
    sgp_signer base;
    sgp_signer_type type;
    struct fixture *f;
} fixture_signer;

typedef struct fixture_provider {
    sgp_credentials_provider base;
    sgp_credentials_provider_type type;
    struct fixture *f;
} fixture_provider;

typedef struct fixture {
    fake_platform clock;
    fixture_http http;
    fixture_signer signer;
    fixture_provider provider;
    const answer *answers;
    const char *const *dates; /* the Date header of each answer; NULL: none */
    size_t sent;              /* exchanges begun */
    int again;                /* SGP_AGAIN before each answer */
    int waiting;
    int resets, provider_resets, destroyed, signed_count, asked_credentials, invalidated;
    int credentials_again;
    sgp_status credentials_status;
    int64_t signed_at_us;
    int64_t asked_at_us;     /* the time that the provider got last */
    int64_t read_timeout_ms; /* of the http */
    char target[128];        /* of the last request */
    char headers[512];
    sgp_client *client;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err;
    sgp_list_image_versions_request request;
    sgp__page page;
    char trace[4096];
} fixture;

/* --- the fake parts --------------------------------------------------------------------------- */

static inline void fake_record(fixture *f, const sgp_http_request *request)
{
    char host[300];

    (void)snprintf(f->target, sizeof f->target, "%s %s://%s%s", request->method.ptr,
                   request->is_tls ? "https" : "http",
                   sgp_http_request_host(request, host, sizeof host), request->path.ptr);
    f->headers[0] = '\0';
    for (size_t i = 0; i < request->header_count; i++)
        (void)snprintf(f->headers + strlen(f->headers), sizeof f->headers - strlen(f->headers),
                       "%s: %s\n", request->headers[i].name.ptr, request->headers[i].value.ptr);
}

static inline sgp_status fake_exchange(sgp_http *http, const sgp_http_request *request,
                                       sgp_http_response *response, sgp_deadline deadline,
                                       sgp_error *err)
{
    fixture *f = ((fixture_http *)http)->f;
    const answer *a = &f->answers[f->sent];
    const char *date = f->dates ? f->dates[f->sent] : NULL;

    assert_true(deadline.at_us > f->clock.monotonic_us);
    if (f->waiting > 0) return f->waiting--, SGP_AGAIN;
    f->waiting = f->again;
    f->sent++;
    fake_record(f, request);
    if (a->status < 0) return sgp_error_set(err, (sgp_status)a->status, "%s", a->body);
    if (sgp_http_response_begin(response, a->status, sgp_str_from(""), err) != SGP_OK ||
        sgp_http_response_add_header(response, sgp_str_from("X-Amzn-RequestId"),
                                     sgp_str_from("id-1"), err) != SGP_OK)
        return err->status;
    if (date &&
        sgp_http_response_add_header(response, sgp_str_from("date"), sgp_str_from(date), err))
        return err->status;
    return sgp_http_response_append_body(response, a->body, strlen(a->body), err);
}

static inline void fake_reset(sgp_http *http)
{
    ((fixture_http *)http)->f->resets++;
}

static inline void fake_http_destroy(sgp_http *http)
{
    ((fixture_http *)http)->f->destroyed++;
}

static inline int64_t fake_read_timeout_ms(sgp_http *http)
{
    return ((fixture_http *)http)->f->read_timeout_ms;
}

static inline sgp_status fake_sign(sgp_signer *signer, sgp_http_request *request,
                                   const sgp_credentials *credentials,
                                   const sgp_signing_scope *scope, int64_t now_us, sgp_error *err)
{
    fixture *f = ((fixture_signer *)signer)->f;

    f->signed_count++;
    f->signed_at_us = now_us;
    assert_string_equal(scope->service, "sagemaker");
    if (f->signer.type.is_anonymous)
        assert_null(credentials);
    else
        assert_string_equal(credentials->access_key_id.ptr, "AKIDEXAMPLE");
    return sgp_http_request_add_header(request, "Authorization",
                                       sgp_str_from("signature-of-the-fake"), err);
}

static inline void fake_signer_destroy(sgp_signer *signer)
{
    ((fixture_signer *)signer)->f->destroyed++;
}

static inline sgp_status fake_get(sgp_credentials_provider *provider, int64_t now_us,
                                  sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    fixture *f = ((fixture_provider *)provider)->f;

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

static inline void fake_provider_reset(sgp_credentials_provider *provider)
{
    ((fixture_provider *)provider)->f->provider_resets++;
}

static inline void fake_provider_destroy(sgp_credentials_provider *provider)
{
    ((fixture_provider *)provider)->f->destroyed++;
}

static inline sgp_status no_random(sgp_platform *platform, void *bytes, size_t len)
{
    (void)platform;
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

static inline void prepare_parts(fixture *f)
{
    static const sgp_http_type http = { sizeof http, "fixture_http",    fake_exchange,       NULL,
                                        fake_reset,  fake_http_destroy, fake_read_timeout_ms };
    static const sgp_signer_type signer = { sizeof signer, "fixture_signer", fake_sign,
                                            fake_signer_destroy, 0 };
    static const sgp_credentials_provider_type provider = {
        sizeof provider,     "fixture_provider",    fake_get, NULL,
        fake_provider_reset, fake_provider_destroy, NULL
    };

    f->http.type = http;
    f->signer.type = signer;
    f->provider.type = provider;
    f->http.base.type = &f->http.type;
    f->signer.base.type = &f->signer.type;
    f->provider.base.type = &f->provider.type;
    f->http.f = f->signer.f = f->provider.f = f;
    (void)fake_platform_make(&f->clock);
}

static inline void prepare(fixture *f, const answer *answers)
{
    memset(f, 0, sizeof *f);
    prepare_parts(f);
    f->answers = answers;
    f->clock.wall_us = 1600000000000000;
    f->clock.monotonic_us = 5000000;
    f->clock.random_byte = 0x80; /* a draw of about 1/2 */
    f->read_timeout_ms = 60000;
    f->err.buffer = f->err_text;
    f->err.buffer_bytes = sizeof f->err_text;
    sgp__page_init(&f->page, NULL);
}

/* Fills in the parts that `wanted` leaves NULL. */
static inline sgp_status make(fixture *f, const sgp_client_options *wanted)
{
    sgp_client_options own = *wanted;

    if (!own.http) own.http = &f->http.base;
    if (!own.signer) own.signer = &f->signer.base;
    if (!own.credentials) own.credentials = &f->provider.base;
    if (!own.codec) own.codec = fake_codec();
    if (!own.platform) own.platform = &f->clock.base;
    if (!own.region) own.region = "us-west-2";
    return sgp_client_new(&f->client, &own, &f->err);
}

static inline void make_ok(fixture *f, const answer *answers)
{
    sgp_client_options o = SGP_CLIENT_OPTIONS_INIT;

    prepare(f, answers);
    assert_int_equal(make(f, &o), SGP_OK);
}

/* The same request each time, because a call that returned SGP_AGAIN is repeated with it. */
static inline sgp_status call(fixture *f)
{
    static const sgp_list_image_versions_request init = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    f->request = init;
    f->request.image_name = "img";
    return sgp_client_list_image_versions(f->client, &f->request, &f->page.api, &f->err);
}

static inline void finish(fixture *f)
{
    sgp_client_free(f->client);
    sgp__page_deinit(&f->page);
}

#endif
