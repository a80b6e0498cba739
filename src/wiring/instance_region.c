/*
 * instance_region.c - the region of the EC2 instance that runs the program (AWS CLI v2,
 * awscli/utils.py, InstanceMetadataRegionFetcher).
 */
#include "sgp_wiring.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_http_message.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_trace.h"
#include "sgp_units.h"
#include "sgp_uri.h"

#include <string.h>

#define TOKEN_PATH "latest/api/token"
#define ZONE_PATH "latest/meta-data/placement/availability-zone/"
#define V1_TIMEOUT_MS 250

typedef struct region_query {
    sgp__wiring *wiring;
    sgp_http *http; /* the client's; owned if the wiring made it */
    sgp_creds_imds_options options;
    sgp__uri uri;
    sgp__http_request request;
    sgp__http_response response;
    sgp_str token; /* absent: version 1 of the service */
} region_query;

/* --- is this an instance? --------------------------------------------------------------------- */

static sgp_str read_vendor_file(sgp_platform *platform, const char *path, sgp_arena *arena)
{
    sgp_str text;

    if (platform->type->read_file(platform, path, 4096, arena, &text, NULL) == SGP_OK) return text;
    return sgp_str_from(NULL);
}

static int has_prefix_nocase(sgp_str text, const char *prefix)
{
    sgp_str start = { text.ptr, strlen(prefix) };

    return text.len >= start.len && sgp__equal_nocase(start, prefix);
}

/* Firmware and hypervisor name the vendor (AWS, "Detect whether a host is an EC2 instance"), so
 * nobody waits for an address that does not exist elsewhere. If the firmware's name cannot be read,
 * the host may be an instance. */
static int may_be_instance(sgp_platform *platform, sgp_arena *arena)
{
    sgp_str vendor;

    if (!SGP_HAS(platform, read_file)) return 1;
    vendor = read_vendor_file(platform, "/sys/devices/virtual/dmi/id/sys_vendor", arena);
    if (!vendor.ptr || has_prefix_nocase(vendor, "Amazon")) return 1;
    return has_prefix_nocase(read_vendor_file(platform, "/sys/hypervisor/uuid", arena), "ec2");
}

/* --- requests --------------------------------------------------------------------------------- */

static sgp_status region_set_path(region_query *q, const char *path, sgp_error *err)
{
    sgp__buf joined;
    sgp_status status;

    sgp__buf_init(&joined, q->wiring->client.allocator, SGP_URL_MAX);
    sgp__buf_put_str(&joined, q->uri.path);
    if (q->uri.path.len == 0 || q->uri.path.ptr[q->uri.path.len - 1] != '/')
        sgp__buf_put_char(&joined, '/');
    sgp__buf_put_text(&joined, path);
    status = SGP__BUF_CHECK(&joined, 6090, "the path of the instance's metadata", err);
    if (status == SGP_OK)
        status = sgp_arena_copy(&q->request.arena, joined.ptr, joined.len, &q->request.api.path,
                                err);
    sgp__buf_deinit(&joined);
    return status;
}

static sgp_status region_begin(region_query *q, const char *method, const char *path,
                               const char *name, sgp_str value, sgp_error *err)
{
    sgp_http_request *request = &q->request.api;

    sgp_http_request_reset(request);
    request->method = sgp_str_from(method);
    request->is_direct = 1;
    request->is_tls = q->uri.is_tls;
    request->port = q->uri.port;
    SGP_TRY(
        sgp_arena_copy(&q->request.arena, q->uri.host.ptr, q->uri.host.len, &request->host, err));
    SGP_TRY(region_set_path(q, path, err));
    return value.ptr ? sgp_http_request_add_header(request, name, value, err) : SGP_OK;
}

/* Waits until the exchange can go on. */
static sgp_status wait_for_http(const region_query *q, sgp_deadline deadline, sgp_error *err)
{
    sgp_platform *platform = q->wiring->client.platform;
    sgp_poll_interest interest = SGP_POLL_INTEREST_INIT;

    if (SGP_HAS(q->http, wants)) q->http->type->wants(q->http, &interest);
    if (interest.at_us > deadline.at_us) interest.at_us = deadline.at_us;
    if (platform->type->wait(platform, &interest) == SGP_OK) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_PLATFORM, 6091, "the platform's wait function failed");
}

static sgp_status region_attempt(region_query *q, sgp_error *err)
{
    sgp_platform *platform = q->wiring->client.platform;
    int64_t now_us = platform->type->monotonic_us(platform);
    sgp_deadline deadline = sgp_deadline_in(now_us, q->options.timeout_ms * SGP__US_PER_MS);
    sgp_status status;

    sgp_http_response_reset(&q->response.api);
    while ((status = sgp__http_exchange(q->http, &q->request.api, &q->response.api, deadline,
                                        err)) == SGP_AGAIN) {
        status = wait_for_http(q, deadline, err);
        if (status != SGP_OK) break;
    }
    if (status != SGP_OK && SGP_HAS(q->http, reset)) q->http->type->reset(q->http);
    return status;
}

/* Makes up to options.attempts attempts; ends early if is_final accepts the response. */
static sgp_status region_run_attempts(region_query *q, int (*is_final)(int http_status),
                                      sgp_error *err)
{
    sgp_status status = SGP_OK;

    for (int i = 0; i < q->options.attempts; i++) {
        sgp_error_reset(err);
        status = region_attempt(q, err);
        if (status == SGP_OK && is_final(q->response.api.status)) return SGP_OK;
    }
    return status;
}

static int is_final_for_token(int http_status)
{
    return http_status == 200 || http_status == 400 || (http_status >= 403 && http_status <= 405);
}

static int is_final_for_zone(int http_status)
{
    return http_status == 200;
}

/* --- the region ------------------------------------------------------------------------------- */

static sgp_status region_keep_token(region_query *q, sgp_str token, sgp_error *err)
{
    return sgp_arena_copy(&q->wiring->texts, token.ptr, token.len, &q->token, err);
}

/* A refusal or a late answer means version 1. A late token may have been lost on its way to a
 * container; version 1 then answers at once or never. Without any answer nobody is asked again. */
static sgp_status region_get_token(region_query *q, sgp_error *err)
{
    static const char ttl[] = "x-aws-ec2-metadata-token-ttl-seconds";
    const sgp_http_response *response = &q->response.api;
    sgp_status status;

    SGP_TRY(region_begin(q, "PUT", TOKEN_PATH, ttl, sgp_str_from("21600"), err));
    status = region_run_attempts(q, is_final_for_token, err);
    if (status == SGP_ERR_TIMEOUT && !q->options.is_v1_disabled) {
        if (q->options.timeout_ms > V1_TIMEOUT_MS) q->options.timeout_ms = V1_TIMEOUT_MS;
        return SGP_OK;
    }
    SGP_TRY(status);
    if (response->status == 200) return region_keep_token(q, sgp__trim_line(response->body), err);
    return response->status == 400 || q->options.is_v1_disabled ? SGP_NOT_CONFIGURED : SGP_OK;
}

static sgp_status region_get_zone(region_query *q, sgp_error *err)
{
    sgp_error_reset(err);
    SGP_TRY(region_begin(q, "GET", ZONE_PATH, "x-aws-ec2-metadata-token", q->token, err));
    SGP_TRY(region_run_attempts(q, is_final_for_zone, err));
    return q->response.api.status == 200 ? SGP_OK : SGP_NOT_CONFIGURED;
}

/* The region is the zone without its last character. */
static sgp_status take_region(const region_query *q, char region[SGP_REGION_MAX + 1])
{
    sgp_str zone = sgp__trim_line(q->response.api.body);

    if (zone.len < 2 || zone.len - 1 > SGP_REGION_MAX) return SGP_NOT_CONFIGURED;
    zone.len--;
    if (!sgp__is_region(zone)) return SGP_NOT_CONFIGURED;
    sgp__copy_truncated(region, SGP_REGION_MAX + 1, zone);
    return SGP_OK;
}

static sgp_status region_ask(region_query *q, char region[SGP_REGION_MAX + 1], sgp_error *err)
{
    const sgp_trace *trace = q->wiring->client.trace;
    sgp_status status = region_get_token(q, err);

    if (status == SGP_OK) status = region_get_zone(q, err);
    if (status == SGP_OK) status = take_region(q, region);
    if (status == SGP_OK) SGP__TRACE(trace, "region", "%s, from the instance", region);
    if (status == SGP_OK || status == SGP_ERR_MEMORY) return status;
    SGP__TRACE(trace, "region", "the instance has none: %.300s", sgp_error_message(err));
    sgp_error_reset(err);
    return SGP_NOT_CONFIGURED;
}

static sgp_status region_prepare(region_query *q, sgp_error *err)
{
    sgp__wiring *w = q->wiring;
    sgp_platform *platform = w->client.platform;
    const char *endpoint;

    SGP_TRY(sgp__imds_options(platform, w->profile, &w->texts, &q->options, err));
    endpoint = q->options.endpoint;
    if (!endpoint && !may_be_instance(platform, &w->texts)) return SGP_NOT_CONFIGURED;
    if (!endpoint) endpoint = "http://169.254.169.254/";
    return sgp__uri_parse(endpoint, "the instance's endpoint (AWS_EC2_METADATA_SERVICE_ENDPOINT)",
                          &q->uri, err);
}

static void region_query_free(region_query *q)
{
    sgp__http_request_deinit(&q->request);
    sgp__http_response_deinit(&q->response);
    sgp__free(q->wiring->client.allocator, q, sizeof *q);
}

static sgp_status ask_instance(sgp__wiring *w, char region[SGP_REGION_MAX + 1], sgp_error *err)
{
    const sgp_allocator *allocator = w->client.allocator;
    region_query *q = sgp__alloc(allocator, sizeof *q);
    sgp_status status;

    if (!q) return SGP__NO_MEMORY(err, sizeof *q);
    q->wiring = w;
    sgp__http_request_init(&q->request, allocator);
    sgp__http_response_init(&q->response, allocator, SGP_DOCUMENT_BYTES_MAX);
    status = region_prepare(q, err);
    q->http = w->client.http;
    if (status == SGP_OK && !q->http) {
        status = sgp__make_http(&w->made_http, w, err);
        q->http = w->made_http;
    }
    if (status == SGP_OK) status = region_ask(q, region, err);
    SGP__DESTROY(w->made_http);
    region_query_free(q);
    return status;
}

sgp_status sgp_instance_region(const sgp_default_options *options, char region[SGP_REGION_MAX + 1],
                               sgp_error *err)
{
    sgp__wiring *wiring = NULL;
    sgp_error own = SGP_ERROR_INIT;
    sgp_status status;

    region[0] = '\0';
    sgp_error_reset(err);
    if (!err) err = &own;
    status = sgp__wiring_new(&wiring, options, err);
    if (!wiring) return status;
    status = sgp__wiring_load_profile(wiring, err);
    if (status == SGP_OK) status = ask_instance(wiring, region, err);
    sgp__wiring_free(wiring);
    return status;
}
