/*
 * retry_codes.c - what the retry modes ask about an error response.
 */
#include "sgp_core.h"

#include "sgp_ascii.h"

int sgp__code_is_one_of(const char *code, const char *const *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (sgp__same_text(code, codes[i])) return 1;
    return 0;
}

int sgp__is_transient_http_status(int status)
{
    return status == 500 || status == 502 || status == 503 || status == 504;
}
