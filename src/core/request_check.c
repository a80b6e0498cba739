/*
 * request_check.c - botocore's checks of a request (botocore/validate.py,
 * ParamValidator), in its order.
 *
 * botocore leaves maximum lengths, patterns and the values of enums to the
 * service, and so does this file.
 */
#include "sgp_core.h"

#include "sgp_err.h"

#define SIZE_FAULT_BYTES 96

sgp_opt_int sgp__max_results(const sgp_list_image_versions_request *request,
                             const sgp_page_params *params)
{
    return request->max_results.is_set ? request->max_results : params->page_size;
}

static int is_too_small(sgp_opt_int max_results)
{
    return max_results.is_set && max_results.value < 1;
}

/* Both return "" for a valid value. */
static const char *name_fault(const char *name)
{
    if (!name) return "\nMissing required parameter in input: \"ImageName\"";
    return name[0] ? ""
                   : "\nInvalid length for parameter ImageName, value: 0, valid min length: 1";
}

static const char *size_fault(sgp_opt_int max_results, char text[SIZE_FAULT_BYTES])
{
    text[0] = '\0';
    if (is_too_small(max_results))
        (void)sgp__format(text, SIZE_FAULT_BYTES,
                          "\nInvalid value for parameter MaxResults, value: %lld"
                          ", valid min value: 1",
                          (long long)max_results.value);
    return text;
}

sgp_status sgp__request_check(const sgp_list_image_versions_request *request,
                              const sgp_page_params *params, sgp_error *err)
{
    sgp_opt_int max_results = sgp__max_results(request, params);
    const char *name = request->image_name;
    char text[SIZE_FAULT_BYTES];

    if (name && name[0] && !is_too_small(max_results)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_PARAM, 2031, "Parameter validation failed:%s%s",
                     name_fault(name), size_fault(max_results, text));
}
