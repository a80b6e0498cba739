/*
 * sts.c - requests to the Security Token Service.
 */
#include "sgp_sts.h"

#include "sgp_http_refusal.h"
#include "sgp_mem.h"
#include "sgp_service_call.h"
#include "sgp_uri.h"

#include <string.h>

static int sts_contains(sgp_str text, const char *part)
{
    size_t len = strlen(part);

    for (size_t i = 0; i + len <= text.len; i++)
        if (memcmp(text.ptr + i, part, len) == 0) return 1;
    return 0;
}

/* botocore/retries/special.py, RetryIDPCommunicationError. */
static int sts_is_retried(const sgp_http_response *response)
{
    return sts_contains(response->body, "<Code>IDPCommunicationError<");
}

const sgp__http_provider_policy sgp__sts_policy = { .timeout_us = 60 * SGP__US_PER_SECOND,
                                                    .is_retried = sts_is_retried,
                                                    .find_pause_us = sgp__service_pause_us };

/* Encodes text as Python's quote_plus does. */
static void sts_put_value(sgp__buf *out, sgp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (text.ptr[i] == ' ')
            sgp__buf_put_char(out, '+');
        else
            sgp__uri_put_char(out, text.ptr[i]);
}

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
        sts_put_value(out, parameters[i].value);
    }
}

sgp_status sgp__sts_begin(sgp__http_provider *p, const char *url, const char *operation,
                          const sgp__sts_parameter *parameters, size_t count, sgp_error *err)
{
    sgp__buf form;
    sgp_status status;

    SGP_TRY(sgp__http_provider_begin(p, "POST", url, "", SGP__STS_URL, err));
    sgp__buf_init(&form, p->allocator, 3 * SGP_DOCUMENT_BYTES_MAX);
    put_form(&form, operation, parameters, count);
    status = SGP__BUF_CHECK(&form, 4096, "an STS request", err);
    if (status == SGP_OK)
        status = sgp__http_provider_set_body(p, "application/x-www-form-urlencoded; charset=utf-8",
                                             sgp__buf_str(&form), err);
    sgp__buf_deinit(&form);
    return status;
}

sgp_status sgp__sts_check(sgp__http_provider *p, const char *operation,
                          const sgp__creds_paths *paths, int64_t now_us, sgp_credentials *out,
                          sgp_error *err)
{
    if (p->response.api.status == 200) return sgp__http_provider_parse(p, paths, now_us, out, err);
    return sgp__http_provider_refuse_call(p, operation, err);
}

sgp_str sgp__sts_session_name(const char *name, int64_t now_us,
                              char out[SGP__STS_SESSION_NAME_BYTES])
{
    if (name) return sgp_str_from(name);
    (void)sgp__format(out, SGP__STS_SESSION_NAME_BYTES, "sagepager-session-%lld",
                      (long long)(now_us / SGP__US_PER_SECOND));
    return sgp_str_from(out);
}
