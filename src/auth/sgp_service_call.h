/*
 * sgp_service_call.h - attempts of a call to an AWS service, such as STS and SSO.
 */
#ifndef SGP_AUTH_SERVICE_CALL_H
#define SGP_AUTH_SERVICE_CALL_H

#include "sgp_http_provider.h"

extern const sgp__http_provider_policy sgp__service_policy;

/*
 * find_pause_us of sgp__http_provider_policy by the rules of sgp_retry.h. is_retried may be NULL;
 * it adds responses to those that are retried anyway. botocore makes a client for each request of
 * credentials, so requests share neither quota nor rate limit.
 */
int64_t sgp__service_pause_us(sgp__http_provider *p, const sgp__http_provider_policy *policy,
                              sgp_status status, sgp_error *err);

#endif
