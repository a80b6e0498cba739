/*
 * sign_none.c - the signer that adds nothing (--no-sign-request). Asks for no credentials.
 */
#include "sagepager/builtin.h"

static sgp_status sign_nothing(void *self, sgp_http_request *request,
                               const sgp_credentials *credentials, const sgp_signing_scope *scope,
                               int64_t now_us, sgp_error *err)
{
    (void)self;
    (void)request;
    (void)credentials;
    (void)scope;
    (void)now_us;
    (void)err;
    return SGP_OK;
}

sgp_signer sgp_sign_none(void)
{
    sgp_signer signer = SGP_SIGNER_INIT;

    signer.sign = sign_nothing;
    signer.needs_credentials = 0;
    return signer;
}
