/*
 * service_call.c - retries of calls to an AWS service, by the rules that botocore has for all its
 * clients.
 */
#include "sgp_service_call.h"

#include "sgp_http_refusal.h"

const sgp__http_provider_policy sgp__service_policy = { .timeout_us = 60 * SGP__US_PER_SECOND,
                                                        .find_pause_us = sgp__service_pause_us };

/* Returns SGP_ERR_SERVICE and describes the refusal in err if the response is one. */
static sgp_status describe_refusal(const sgp__http_provider *p, sgp_status status, sgp_error *err)
{
    if (status != SGP_OK || p->response.api.status < 300) return status;
    err->http_status = p->response.api.status;
    sgp__http_provider_find_code(p, err->code);
    return SGP_ERR_SERVICE;
}

static int is_retried_by_service(const sgp__http_provider *p,
                                 const sgp__http_provider_policy *policy, sgp_status status,
                                 const sgp_error *err)
{
    if (p->attempts >= p->retry.max_attempts) return 0;
    return sgp__retry_wanted(p->retry.mode, status, err) ||
           (status == SGP_ERR_SERVICE && policy->is_retried &&
            policy->is_retried(&p->response.api));
}

int64_t sgp__service_pause_us(sgp__http_provider *p, const sgp__http_provider_policy *policy,
                              sgp_status status, sgp_error *err)
{
    sgp_status failure = describe_refusal(p, status, err);
    int64_t pause_us = -1;
    uint32_t draw;

    if (is_retried_by_service(p, policy, failure, err) &&
        p->platform->type->random(p->platform, &draw, sizeof draw) == SGP_OK)
        pause_us = sgp__retry_take_us(&p->retry, p->attempts, failure, err, &p->response.api, draw);
    if (failure != status) sgp_error_reset(err);
    return pause_us;
}
