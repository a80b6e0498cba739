/*
 * remote_fixture.h - for tests of providers that send requests: scripted HTTP, documents and
 * platform, and checked memory. Times are around 2026-01-02T03:04:05Z.
 */
#ifndef SGP_TEST_REMOTE_FIXTURE_H
#define SGP_TEST_REMOTE_FIXTURE_H

#include "test.h"

#include "sagepager/providers.h"

#include "sgp_credentials.h"
#include "fail_alloc.h"
#include "fake_document_parser.h"
#include "fake_http.h"
#include "fake_platform.h"

#define NOW_US INT64_C(1767323045000000)
#define LATER "2026-01-02T04:04:05Z"
#define LATER_US (NOW_US + INT64_C(3600000000))
#define STEPS_MAX 1000

typedef struct remote {
    fake_http http;
    fake_platform platform;
    fail_alloc memory;
    sgp_trace trace;
    sgp_creds_parts parts;
    sgp_credentials_provider *provider; /* NULL: not made yet */
    sgp__credentials out;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
    char traced[4096];
} remote;

static inline void remote__trace(void *self, const char *topic, const char *text, size_t len)
{
    remote *r = self;
    size_t used = strlen(r->traced);

    (void)snprintf(r->traced + used, sizeof r->traced - used, "%s: %.*s\n", topic, (int)len, text);
}

static inline void remote_init(remote *r)
{
    static const sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;
    static const sgp_trace trace = SGP_TRACE_INIT;

    memset(r, 0, sizeof *r);
    fail_alloc_init(&r->memory, -1);
    r->err.buffer = r->err_text;
    r->err.buffer_bytes = sizeof r->err_text;
    r->platform.wall_us = NOW_US;
    r->platform.monotonic_us = 1000;
    r->trace = trace;
    r->trace.self = r;
    r->trace.line = remote__trace;
    r->parts = parts;
    r->parts.http = fake_http_make(&r->http);
    r->parts.parser = fake_document_parser_make();
    r->parts.platform = fake_platform_make(&r->platform);
    r->parts.allocator = &r->memory.api;
    r->parts.trace = &r->trace;
    sgp__credentials_init(&r->out, &r->memory.api);
}

static inline void remote_destroy_provider(remote *r)
{
    if (r->provider) r->provider->type->destroy(r->provider);
    r->provider = NULL;
}

/* Checks that all memory is wiped and freed. */
static inline void remote_deinit(remote *r)
{
    remote_destroy_provider(r);
    sgp__credentials_deinit(&r->out);
    assert_int_equal(r->memory.live_blocks, 0);
    assert_int_equal(r->memory.unwiped, 0);
}

static inline sgp_status remote_get_once(remote *r, sgp_deadline deadline, sgp_error *err)
{
    return r->provider->type->get(r->provider, r->platform.wall_us, &r->out.api, deadline, err);
}

static inline void remote_wants(remote *r, sgp_poll_interest *out)
{
    static const sgp_poll_interest preset = SGP_POLL_INTEREST_INIT;

    *out = preset;
    if (SGP_HAS(r->provider, wants)) r->provider->type->wants(r->provider, out);
}

/* Repeats get until it is done, and waits in between. */
static inline sgp_status remote_get_with(remote *r, sgp_deadline deadline, sgp_error *err)
{
    for (int i = 0; i < STEPS_MAX; i++) {
        sgp_poll_interest wants;
        sgp_status status = remote_get_once(r, deadline, err);

        if (status != SGP_AGAIN) return status;
        remote_wants(r, &wants);
        (void)r->parts.platform->type->wait(r->parts.platform, &wants);
    }
    fail_msg("still not finished after %d steps", STEPS_MAX);
    return SGP_AGAIN;
}

static inline sgp_status remote_get_until(remote *r, sgp_deadline deadline)
{
    sgp_error_reset(&r->err);
    return remote_get_with(r, deadline, &r->err);
}

static inline sgp_status remote_get(remote *r)
{
    return remote_get_until(r, sgp_deadline_none());
}

static inline void remote_expect(const remote *r, const char *source)
{
    assert_int_equal(r->err.status, SGP_OK);
    assert_str(r->out.api.access_key_id, "AKID");
    assert_str(r->out.api.secret_access_key, "secret");
    assert_str(r->out.api.session_token, "token");
    assert_string_equal(r->out.api.source, source);
    assert_null(strstr(r->traced, "secret"));
}

/* Checks that get fails with SGP_ERR_CREDENTIALS and a message that contains `message`, and that no
 * credentials of an earlier get are left. */
static inline void remote_expect_failure(remote *r, const char *message)
{
    const sgp_str old = sgp_str_from("old");
    const char *got;

    assert_int_equal(sgp_credentials_set(&r->out.api, old, old, old, "old", NULL), SGP_OK);
    assert_int_equal(remote_get(r), SGP_ERR_CREDENTIALS);
    assert_int_equal(r->err.status, SGP_ERR_CREDENTIALS);
    got = sgp_error_message(&r->err);
    if (!strstr(got, message)) fail_msg("'%s' does not contain '%s'", got, message);
    assert_null(r->out.api.access_key_id.ptr);
}

/* Fails each allocation of `new_one` and a get in turn. Nothing leaks, and at last get succeeds. */
static inline void remote_starve(void (*make)(remote *r), sgp_status (*new_one)(remote *r))
{
    sgp_status status = SGP_ERR_MEMORY;

    for (int fail_at = 0; fail_at < 200 && status != SGP_OK; fail_at++) {
        remote r;
        remote_init(&r);
        make(&r);
        r.memory.fail_at = fail_at;
        status = new_one(&r);
        if (status == SGP_OK) status = remote_get(&r);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        remote_deinit(&r);
    }
    assert_int_equal(status, SGP_OK);
}

#endif
