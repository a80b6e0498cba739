/*
 * status_text.c - the names of the statuses.
 */
#include "sagepager/base.h"

#define STATUS_NAME(status) [(status)-SGP_ERR_PROXY] = #status

const char *sgp_status_text(sgp_status status)
{
    static const char *const names[] = {
        STATUS_NAME(SGP_OK),
        STATUS_NAME(SGP_AGAIN),
        STATUS_NAME(SGP_END),
        STATUS_NAME(SGP_NOT_CONFIGURED),
        STATUS_NAME(SGP_ERR_USAGE),
        STATUS_NAME(SGP_ERR_MEMORY),
        STATUS_NAME(SGP_ERR_LIMIT),
        STATUS_NAME(SGP_ERR_PARAM),
        STATUS_NAME(SGP_ERR_CONFIG),
        STATUS_NAME(SGP_ERR_NO_REGION),
        STATUS_NAME(SGP_ERR_NO_CREDENTIALS),
        STATUS_NAME(SGP_ERR_CREDENTIALS),
        STATUS_NAME(SGP_ERR_CONNECT),
        STATUS_NAME(SGP_ERR_TLS),
        STATUS_NAME(SGP_ERR_TIMEOUT),
        STATUS_NAME(SGP_ERR_NETWORK),
        STATUS_NAME(SGP_ERR_PROTOCOL),
        STATUS_NAME(SGP_ERR_RESPONSE),
        STATUS_NAME(SGP_ERR_SERVICE),
        STATUS_NAME(SGP_ERR_PAGING),
        STATUS_NAME(SGP_ERR_TOKEN),
        STATUS_NAME(SGP_ERR_CRYPTO),
        STATUS_NAME(SGP_ERR_PLATFORM),
        STATUS_NAME(SGP_ERR_PROXY),
    };

    if (status < SGP_ERR_PROXY || status > SGP_NOT_CONFIGURED) return "SGP_UNKNOWN";
    return names[status - SGP_ERR_PROXY];
}
