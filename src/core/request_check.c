/*
 * request_check.c - botocore's checks of a request (botocore/validate.py,
 * ParamValidator), in its order.
 *
 * botocore leaves maximum lengths, patterns and the values of enums to the
 * service, and so does this file.
 */
#include "sgp_core.h"

#include "sgp_err.h"

sgp_opt_int sgp__max_results(const sgp_list_image_versions_request *request,
                             const sgp_page_params *params)
{
    return request->max_results.is_set ? request->max_results : params->page_size;
}

sgp_status sgp__request_check(const sgp_list_image_versions_request *request,
                              const sgp_page_params *params, sgp_error *err)
{
    sgp_opt_int max_results = sgp__max_results(request, params);
    const char *name_fault = "";
    char size_fault[96] = "";

    if (!request->image_name)
        name_fault = "\nMissing required parameter in input: \"ImageName\"";
    else if (request->image_name[0] == '\0')
        name_fault = "\nInvalid length for parameter ImageName, value: 0, valid min length: 1";
    if (max_results.is_set && max_results.value < 1)
        (void)sgp__format(size_fault, sizeof size_fault,
                          "\nInvalid value for parameter MaxResults, value: %lld"
                          ", valid min value: 1",
                          (long long)max_results.value);
    if (!name_fault[0] && !size_fault[0]) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_PARAM, 2031, "Parameter validation failed:%s%s", name_fault,
                     size_fault);
}
