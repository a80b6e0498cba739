/*
 * retry_codes.c - what the retry modes ask about an error response.
 */
#include "sgp_retry.h"

int sgp__is_transient_http_status(int status)
{
    return status == 500 || status == 502 || status == 503 || status == 504;
}
