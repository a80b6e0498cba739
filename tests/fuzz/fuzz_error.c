/*
 * fuzz_error.c - any bytes as an error response: a digit for the status, one
 * for a header, the header's value up to a line feed, and the body.
 */
#include "fuzz.h"

#include "sagepager/builtin.h"
#include "sgp_utf8.h"

#include <string.h>

static const int statuses[] = { 300, 301, 400, 403, 429, 500, 503, 509, 599, 999 };
static const char *const names[] = { NULL, "x-amzn-errortype", "x-amzn-query-error",
                                     "x-amzn-requestid" };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Takes the header's value off the input. */
static void add_header(sgp_http_response *response, sgp_str *input, unsigned choice)
{
    const char *name = names[choice % COUNT(names)];
    const char *end = input->len > 0 ? memchr(input->ptr, '\n', input->len) : NULL;
    sgp_str value = { input->ptr, end ? (size_t)(end - input->ptr) : 0 };

    if (!name || !end) return;
    (void)!sgp_http_response_add_header(response, sgp_str_from(name), value, NULL); /* too long */
    input->ptr = end + 1;
    input->len -= value.len + 1;
}

static void require_text(const char *text, size_t capacity)
{
    REQUIRE(memchr(text, '\0', capacity) != NULL);
    REQUIRE(sgp__utf8_valid(sgp_str_from(text)) == strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_codec *codec = sgp_aws_json();
    sgp_http_response *response;
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_str input;

    if (size < 2) return 0;
    input.ptr = (const char *)data + 2;
    input.len = size - 2;
    REQUIRE(sgp_http_response_new(&response, NULL, size, NULL) == SGP_OK);
    REQUIRE(sgp_http_response_begin(response, statuses[data[0] % COUNT(statuses)], sgp_str_from(""),
                                    NULL) == SGP_OK);
    add_header(response, &input, data[1]);
    REQUIRE(sgp_http_response_append_body(response, input.ptr, input.len, NULL) == SGP_OK);
    REQUIRE(codec->type->decode_error(codec, response, &err) == SGP_ERR_SERVICE);
    REQUIRE(err.status == SGP_ERR_SERVICE);
    require_text(err.code, sizeof err.code);
    require_text(text, sizeof text);
    sgp_http_response_free(response);
    return 0;
}
