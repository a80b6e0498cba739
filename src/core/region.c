/*
 * region.c - region names.
 */
#include "sgp_core.h"

#include "sgp_ascii.h"
#include "sgp_err.h"

#include <string.h>

static int remove_all(char *text, const char *part)
{
    size_t len = strlen(part);
    int found = 0;

    for (const char *at = sgp__find(text, part); at; at = sgp__find(at, part), found = 1)
        memmove(text + (at - text), at + len, strlen(at + len) + 1);
    return found;
}

sgp_status sgp__region_take(const char *region, char out[SGP_REGION_MAX + 1], int *use_fips,
                            sgp_error *err)
{
    sgp_str text = sgp_str_from(region);

    if (text.len == 0)
        return SGP__FAIL(err, SGP_ERR_NO_REGION, 2018,
                         "no region is configured: set the option region, AWS_REGION or "
                         "AWS_DEFAULT_REGION");
    if (sgp__is_region(text)) {
        memcpy(out, text.ptr, text.len + 1);
        if (remove_all(out, "fips-") + remove_all(out, "-fips")) *use_fips = 1;
        if (sgp__is_region(sgp_str_from(out))) return SGP_OK;
    }
    return SGP__FAIL(err, SGP_ERR_CONFIG, 2019,
                     "Provided region_name '%.100s' doesn't match a supported format: letters, "
                     "digits and '-' only, such as us-west-2",
                     region);
}
