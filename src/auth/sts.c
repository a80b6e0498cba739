/*
 * sts.c - what the providers of assumed roles have in common; see sts.h.
 */
#include "sts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define ATTEMPTS 3
#define TIMEOUT_US 60000000
#define PAUSE_US 500000
#define ERROR_TEXTS_MAX (2u * SGP_DOCUMENT_BYTES_MAX)

static int contains(sgp_str text, const char *part)
{
    size_t len = strlen(part);

    for (size_t i = 0; i + len <= text.len; i++)
        if (memcmp(text.ptr + i, part, len) == 0) return 1;
    return 0;
}

/* IDPCommunicationError is the one error of the model that has the trait `retryable`. */
static int is_worth_another_try(const sgp_http_response *response)
{
    return response->status >= 500 ||
           (response->status >= 400 && (contains(response->body, "<Code>IDPCommunicationError<") ||
                                        contains(response->body, "<Code>Throttling")));
}

const sgp__fetch_policy sgp__sts_policy = { ATTEMPTS, TIMEOUT_US, PAUSE_US, is_worth_another_try };

static void put_form(sgp__buf *out, const char *operation, const sgp__sts_parameter *parameters,
                     size_t count)
{
    sgp__buf_put_text(out, "Action=");
    sgp__buf_put_text(out, operation);
    sgp__buf_put_text(out, "&Version=2011-06-15");
    for (size_t i = 0; i < count; i++) {
        if (!parameters[i].value.ptr) continue;
        sgp__buf_put_char(out, '&');
        sgp__buf_put_text(out, parameters[i].name);
        sgp__buf_put_char(out, '=');
        sgp__put_encoded(out, parameters[i].value, 1);
    }
}

sgp_status sgp__sts_begin(sgp__fetch *fetch, const char *url, const char *operation,
                          const sgp__sts_parameter *parameters, size_t count, sgp_error *err)
{
    sgp__buf form;
    sgp_status status;

    SGP_TRY(sgp__fetch_begin(fetch, "POST", url, "", "the STS endpoint", err));
    sgp__buf_init(&form, fetch->allocator, 3 * SGP_DOCUMENT_BYTES_MAX);
    put_form(&form, operation, parameters, count);
    status = sgp__buf_check(&form, "an STS request", err);
    if (status == SGP_OK)
        status = sgp__fetch_body(fetch, "application/x-www-form-urlencoded; charset=utf-8",
                                 sgp__buf_str(&form), err);
    sgp__buf_deinit(&form);
    return status;
}

static sgp_status say_error(sgp__fetch *fetch, const char *operation, const sgp_member *members,
                            sgp_error *err)
{
    char code[SGP_ERROR_CODE_MAX + 1], message[1024];

    if (!sgp__member_is_text(&members[0]))
        return sgp_error_set(err, SGP_ERR_RESPONSE, "HTTP status %d from STS (%s): %s",
                             fetch->response.status, operation,
                             sgp__fetch_excerpt(fetch->response.body, message, 256));
    (void)sgp__fetch_excerpt(members[0].value, code, sizeof code);
    (void)sgp__fetch_excerpt(members[1].value, message, sizeof message);
    (void)sgp_error_set(err, SGP_ERR_CREDENTIALS,
                        "An error occurred (%s) when calling the %s operation: %s", code, operation,
                        message);
    if (!err) return SGP_ERR_CREDENTIALS;
    memcpy(err->code, code, sizeof code);
    err->http_status = fetch->response.status;
    return SGP_ERR_CREDENTIALS;
}

static sgp_status read_error(sgp__fetch *fetch, const char *operation, sgp_error *err)
{
    sgp_member members[] = { { "Error.Code", SGP_MEMBER_ABSENT, { NULL, 0 } },
                             { "Error.Message", SGP_MEMBER_ABSENT, { NULL, 0 } } };
    sgp_arena arena;
    sgp_status status;

    sgp_arena_init(&arena, fetch->allocator, ERROR_TEXTS_MAX);
    status = fetch->documents.read(fetch->documents.self, fetch->response.body, members, 2, &arena,
                                   NULL);
    if (status != SGP_OK) members[0].type = SGP_MEMBER_ABSENT; /* no XML: its text is shown */
    status = status == SGP_ERR_MEMORY ? sgp_error_set(err, status, "out of memory")
                                      : say_error(fetch, operation, members, err);
    sgp_arena_deinit(&arena);
    return status;
}

sgp_status sgp__sts_judge(sgp__fetch *fetch, const char *operation, const sgp__creds_paths *paths,
                          int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    if (fetch->response.status != 200) return read_error(fetch, operation, err);
    return sgp__creds_read(&fetch->documents, fetch->response.body, paths, fetch->source, now_us,
                           out, err);
}

sgp__session_name sgp__default_session_name(int64_t now_us)
{
    sgp__session_name name;

    (void)snprintf(name.text, sizeof name.text, "sagepager-session-%" PRId64, now_us / 1000000);
    return name;
}
