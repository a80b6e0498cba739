/*
 * sign_none.c - the signer that leaves requests unsigned (--no-sign-request).
 */
#include "sagepager/builtin.h"

static sgp_status sign_nothing(sgp_signer *signer, sgp_http_request *request,
                               const sgp_credentials *credentials, const sgp_signing_scope *scope,
                               int64_t now_us, sgp_error *err)
{
    (void)signer;
    (void)request;
    (void)credentials;
    (void)scope;
    (void)now_us;
    (void)err;
    return SGP_OK;
}

sgp_signer *sgp_sign_none(void)
{
    static const sgp_signer_type type = { sizeof type, "none", sign_nothing, NULL, 1 };
    static const sgp_signer signer = { &type };

    return (sgp_signer *)&signer; /* nothing writes to it */
}
