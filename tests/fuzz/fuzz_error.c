/*
 * fuzz_error.c - any bytes as an error answer: a digit for the status, one for a header, the
 * header's value up to a line feed, and the body.
 */
#include "fuzz.h"

#include "sagepager/builtin.h"
#include "utf8.h"

#include <string.h>

static const int statuses[] = { 300, 301, 400, 403, 429, 500, 503, 509, 599, 999 };
static const char *const names[] = { NULL, "x-amzn-errortype", "x-amzn-query-error",
                                     "x-amzn-requestid" };

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Takes the header off the input. */
static void put_header(sgp_http_response *response, sgp_str *input, unsigned choice)
{
    const char *end = input->len > 0 ? memchr(input->ptr, '\n', input->len) : NULL;
    sgp_http_header *header = &response->headers[0];

    if (!names[choice % COUNT(names)] || !end) return;
    header->name = sgp_str_from(names[choice % COUNT(names)]);
    header->value.ptr = input->ptr;
    header->value.len = (size_t)(end - input->ptr);
    response->header_count = 1;
    input->ptr = end + 1;
    input->len -= header->value.len + 1;
}

static void require_text(const char *text, size_t capacity)
{
    REQUIRE(memchr(text, '\0', capacity) != NULL);
    REQUIRE(sgp__utf8_valid(sgp_str_from(text)) == strlen(text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_codec codec = sgp_aws_json();
    sgp_http_response response;
    sgp_error err = SGP_ERROR_INIT;

    if (size < 2) return 0;
    memset(&response, 0, sizeof response);
    response.status = statuses[data[0] % COUNT(statuses)];
    response.body.ptr = (const char *)data + 2;
    response.body.len = size - 2;
    put_header(&response, &response.body, data[1]);
    REQUIRE(codec.decode_error(codec.self, &response, &err) == SGP_ERR_SERVICE);
    REQUIRE(err.status == SGP_ERR_SERVICE);
    require_text(err.code, sizeof err.code);
    require_text(err.message, sizeof err.message);
    return 0;
}
