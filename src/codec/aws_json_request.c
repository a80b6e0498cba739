/*
 * aws_json_request.c - encodes a ListImageVersions request as AWS JSON 1.1,
 * byte for byte as botocore.
 *
 * It does not repeat botocore's checks of values: the client has made them.
 */
#include "sgp_aws_json.h"

#include "sgp_arena.h"
#include "sgp_civil_time.h"
#include "sgp_err.h"
#include "sgp_json_write.h"
#include "sgp_part.h"

/* Size of a buffer on the stack. A body that fits needs no memory besides the request's. */
#define USUAL_BODY_BYTES 160

#define SLOT "encode_list_image_versions"

/* The object under construction. */
typedef struct body_writer {
    sgp__buf out;
    int members;
    const char *bad_text; /* name of the first text that is not UTF-8 */
} body_writer;

/* json.dumps' separators. Names are ASCII with nothing to escape. */
static void put_name(body_writer *w, const char *name)
{
    sgp__buf_put_text(&w->out, w->members++ > 0 ? ", \"" : "\"");
    sgp__buf_put_text(&w->out, name);
    sgp__buf_put_text(&w->out, "\": ");
}

static void put_integer(body_writer *w, const char *name, sgp_opt_int value)
{
    if (!value.is_set) return;
    put_name(w, name);
    sgp__buf_put_int(&w->out, value.value);
}

/* botocore/serialize.py, _timestamp_unixtimestamp: whole seconds, rounded
 * down. */
static void put_time(body_writer *w, const char *name, sgp_opt_int us)
{
    if (us.is_set) us.value = sgp__floor_seconds(us.value);
    put_integer(w, name, us);
}

static void put_text(body_writer *w, const char *name, sgp_str text)
{
    if (!text.ptr) return;
    put_name(w, name);
    if (!sgp__json_put_string(&w->out, text) && !w->bad_text) w->bad_text = name;
}

static void request_put_request(body_writer *w, const sgp_list_image_versions_request *request)
{
    put_time(w, "CreationTimeAfter", request->creation_time_after_us);
    put_time(w, "CreationTimeBefore", request->creation_time_before_us);
    put_text(w, "ImageName", sgp_str_from(request->image_name));
    put_time(w, "LastModifiedTimeAfter", request->last_modified_time_after_us);
    put_time(w, "LastModifiedTimeBefore", request->last_modified_time_before_us);
    put_integer(w, "MaxResults", request->max_results);
    put_text(w, "NextToken", request->next_token);
    put_text(w, "SortBy", sgp_str_from(request->sort_by));
    put_text(w, "SortOrder", sgp_str_from(request->sort_order));
}

/* A paginator's members come last, because a Python dict appends keys that are inserted later. */
static void put_params(body_writer *w, const sgp_page_params *params)
{
    if (params->is_token_first) put_text(w, "NextToken", params->next_token);
    put_integer(w, "MaxResults", params->page_size);
    if (!params->is_token_first) put_text(w, "NextToken", params->next_token);
}

static sgp_status encode_body(const sgp_list_image_versions_request *request,
                              const sgp_page_params *params, sgp_http_request *out, sgp_error *err)
{
    sgp_arena *arena = sgp_http_request_arena(out);
    char usual[USUAL_BODY_BYTES];
    body_writer w = { { 0 }, 0, NULL };
    sgp_str body;
    sgp_status status;

    sgp__buf_init_on(&w.out, usual, sizeof usual, arena->allocator, SGP_HTTP_REQUEST_MEMORY_MAX);
    sgp__buf_put_char(&w.out, '{');
    request_put_request(&w, request);
    put_params(&w, params);
    sgp__buf_put_char(&w.out, '}');
    status = SGP__BUF_CHECK(&w.out, 3028, "the request body", err);
    if (status == SGP_OK && w.bad_text)
        status = SGP__FAIL(err, SGP_ERR_PARAM, 3010, "%s is not valid UTF-8", w.bad_text);
    body = sgp__buf_str(&w.out);
    if (status == SGP_OK) status = sgp_arena_copy(arena, body.ptr, body.len, &out->body, err);
    sgp__buf_deinit(&w.out);
    return status;
}

sgp_status sgp__aws_json_encode(sgp_codec *codec, const sgp_list_image_versions_request *request,
                                const sgp_page_params *params, sgp_http_request *out,
                                sgp_error *err)
{
    sgp_list_image_versions_request own;
    sgp_page_params own_params;

    (void)codec;
    SGP_TRY(SGP__OPTIONS_REQUIRE(&own, sizeof own, request, 3027, SLOT, "request", err));
    SGP_TRY(SGP__OPTIONS_COPY(&own_params, sizeof own_params, params, 3026, SLOT, "params", err));
    SGP_TRY(sgp__next_token_check(own.next_token, err));
    SGP_TRY(sgp__next_token_check(own_params.next_token, err));
    out->method = sgp_str_from("POST");
    SGP_TRY(sgp_http_request_add_header(out, "X-Amz-Target",
                                        sgp_str_from("SageMaker.ListImageVersions"), err));
    SGP_TRY(sgp_http_request_add_header(out, "Content-Type",
                                        sgp_str_from("application/x-amz-json-1.1"), err));
    return encode_body(&own, &own_params, out, err);
}
