/*
 * aws_json_request.c - a ListImageVersions request as AWS JSON 1.1, byte for byte as botocore.
 *
 * Does not check values as botocore does: that is the client's part, before it comes here.
 */
#include "aws_json.h"

#include "civil_time.h"
#include "err.h"
#include "json.h"

/* On the stack: a body of this length takes no memory beside the request's. */
#define USUAL_BODY_BYTES 256

/* The object under construction; the first text that cannot be written is remembered. */
typedef struct body_writer {
    sgp__buf out;
    int members;
    const char *bad_text;
} body_writer;

/* json.dumps' separators; names are ASCII without anything to escape. */
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

/* botocore/serialize.py, _timestamp_unixtimestamp: whole seconds, rounded downwards. */
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

/* A paginator's own members stand where Python's dict keeps what was inserted last: at the end. */
static int is_added(const sgp_list_image_versions_request *request, int member)
{
    return request->added[0] == member || request->added[1] == member;
}

static void put_added(body_writer *w, const sgp_list_image_versions_request *request, int member)
{
    if (member == SGP_MEMBER_MAX_RESULTS) put_integer(w, "MaxResults", request->max_results);
    if (member == SGP_MEMBER_NEXT_TOKEN) put_text(w, "NextToken", request->next_token);
}

static sgp_str sort_by_word(const sgp_list_image_versions_request *request)
{
    return sgp_str_from(request->sort_by_text ? request->sort_by_text
                                              : sgp_sort_by_text(request->sort_by));
}

static sgp_str sort_order_word(const sgp_list_image_versions_request *request)
{
    return sgp_str_from(request->sort_order_text ? request->sort_order_text
                                                 : sgp_sort_order_text(request->sort_order));
}

static void put_body(body_writer *w, const sgp_list_image_versions_request *request)
{
    sgp__buf_put_char(&w->out, '{');
    put_time(w, "CreationTimeAfter", request->creation_time_after_us);
    put_time(w, "CreationTimeBefore", request->creation_time_before_us);
    put_text(w, "ImageName", sgp_str_from(request->image_name));
    put_time(w, "LastModifiedTimeAfter", request->last_modified_time_after_us);
    put_time(w, "LastModifiedTimeBefore", request->last_modified_time_before_us);
    if (!is_added(request, SGP_MEMBER_MAX_RESULTS)) put_added(w, request, SGP_MEMBER_MAX_RESULTS);
    if (!is_added(request, SGP_MEMBER_NEXT_TOKEN)) put_added(w, request, SGP_MEMBER_NEXT_TOKEN);
    put_text(w, "SortBy", sort_by_word(request));
    put_text(w, "SortOrder", sort_order_word(request));
    put_added(w, request, request->added[0]);
    if (request->added[1] != request->added[0]) put_added(w, request, request->added[1]);
    sgp__buf_put_char(&w->out, '}');
}

/* A number outside the enum has no word; leaving the member out would list in another order. */
static sgp_status check_enums(const sgp_list_image_versions_request *request, sgp_error *err)
{
    if (request->sort_by != SGP_SORT_BY_UNSET && !sort_by_word(request).ptr)
        return sgp_error_set(err, SGP_ERR_USAGE, "sort_by: %d is no value of its enum",
                             (int)request->sort_by);
    if (request->sort_order != SGP_SORT_ORDER_UNSET && !sort_order_word(request).ptr)
        return sgp_error_set(err, SGP_ERR_USAGE, "sort_order: %d is no value of its enum",
                             (int)request->sort_order);
    return SGP_OK;
}

static sgp_status encode_body(const sgp_list_image_versions_request *request, sgp_http_request *out,
                              sgp_error *err)
{
    char usual[USUAL_BODY_BYTES];
    body_writer w = { { 0 }, 0, NULL };
    sgp_str body;
    sgp_status status;

    sgp__buf_init_on(&w.out, usual, sizeof usual, out->arena.allocator,
                     SGP_HTTP_REQUEST_MEMORY_MAX);
    put_body(&w, request);
    status = sgp__buf_check(&w.out, "the request body", err);
    if (status == SGP_OK && w.bad_text)
        status = sgp_error_set(err, SGP_ERR_PARAM, "%s is not valid UTF-8", w.bad_text);
    body = sgp__buf_str(&w.out);
    if (status == SGP_OK) status = sgp_arena_copy(&out->arena, body.ptr, body.len, &out->body, err);
    sgp__buf_deinit(&w.out);
    return status;
}

sgp_status sgp__aws_json_encode_request(void *self, const sgp_list_image_versions_request *request,
                                        sgp_http_request *out, sgp_error *err)
{
    (void)self; /* stateless */
    SGP_TRY(check_enums(request, err));
    SGP_TRY(sgp__next_token_check(request->next_token, err));
    out->method = sgp_str_from("POST");
    SGP_TRY(sgp_http_request_add(out, "X-Amz-Target", sgp_str_from("SageMaker.ListImageVersions"),
                                 err));
    SGP_TRY(
        sgp_http_request_add(out, "Content-Type", sgp_str_from("application/x-amz-json-1.1"), err));
    return encode_body(request, out, err);
}
