/*
 * retry_headers.c - writes the IDs of a call and the number of an attempt; see
 * sgp_retry_headers.h.
 */
#include "sgp_retry_headers.h"

#include "sgp_civil_time.h"
#include "sgp_err.h"

#include <string.h>

#define UUID_CHARS 36
#define TIME_CHARS 16

void sgp__retry_headers_begin(sgp__retry_headers *headers, sgp_platform *platform)
{
    if (!headers->has_seed)
        headers->has_seed = platform->type->random(platform, headers->seed, sizeof headers->seed) ==
                            SGP_OK;
    headers->calls++;
    headers->ttl_us = 0;
}

void sgp__retry_headers_note(sgp__retry_headers *headers, const sgp_http_response *response)
{
    sgp_str date = sgp_http_response_find_header(response, "Date");
    int64_t date_us;

    if (headers->read_timeout_ms < 0 || !date.ptr) return;
    if (sgp_time_from_text(date, &date_us) != SGP_OK) return;
    if (headers->read_timeout_ms > (SGP__TIME_MAX_US - date_us) / SGP__US_PER_MS) return;
    headers->ttl_us = date_us + headers->read_timeout_ms * SGP__US_PER_MS;
}

/* RFC 9562, 5.4: version 4, variant 10. */
static void write_uuid(const sgp__retry_headers *headers, char out[UUID_CHARS + 1])
{
    static const char digits[] = "0123456789abcdef";
    unsigned char id[SGP__INVOCATION_BYTES];

    memcpy(id, headers->seed, sizeof id);
    for (int i = 0; i < 4; i++)
        id[12 + i] = (unsigned char)(id[12 + i] ^ (headers->calls >> (24 - 8 * i)));
    id[6] = (unsigned char)((id[6] & 0x0F) | 0x40);
    id[8] = (unsigned char)((id[8] & 0x3F) | 0x80);
    for (size_t i = 0; i < sizeof id; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *out++ = '-';
        *out++ = digits[id[i] >> 4];
        *out++ = digits[id[i] & 15];
    }
    *out = '\0';
}

sgp_status sgp__retry_headers_add(const sgp__retry_headers *headers, int number, int max,
                                  sgp_http_request *request, sgp_error *err)
{
    char id[UUID_CHARS + 1], ttl[TIME_CHARS + 1] = "", text[80];
    size_t used;

    if (!headers->has_seed) return SGP_OK;
    write_uuid(headers, id);
    SGP_TRY(sgp_http_request_add_header(request, "amz-sdk-invocation-id", sgp_str_from(id), err));
    if (headers->ttl_us != 0) sgp__format_amz_date(headers->ttl_us, ttl);
    used = sgp__format(text, sizeof text, ttl[0] ? "ttl=%s; attempt=%d" : "%sattempt=%d", ttl,
                       number);
    if (max > 0) (void)sgp__format(text + used, sizeof text - used, "; max=%d", max);
    return sgp_http_request_add_header(request, "amz-sdk-request", sgp_str_from(text), err);
}
