/*
 * err_numbers.c - errors without messages: what err_texts.c is in other builds.
 */
#include "sgp_err.h"

sgp_status sgp_error_set(sgp_error *err, sgp_status status, const char *format, ...)
{
    (void)format;
    return sgp__fail_at(err, status, 0);
}

void sgp_error_prefix(sgp_error *err, const char *format, ...)
{
    (void)err;
    (void)format;
}

const char *sgp_error_describe(const sgp_error *err, char *out, size_t out_bytes)
{
    (void)sgp__format(out, out_bytes, "error %d at %d, HTTP status %d, code '%s'", (int)err->status,
                      err->place, err->http_status, err->code);
    return out;
}
