/*
 * lend.c - loans: objects that forward to another object and cannot destroy it.
 *
 * A loan of a part that is NULL or incomplete has no type, so the constructor
 * that gets the loan reports it.
 *
 */
#include "sagepager/sys/signer.h"

/* --- sgp_http --------------------------------------------------------------------------------- */

static sgp_http *http_of(sgp_http *http)
{
    return ((sgp_http_loan *)http)->http;
}

static sgp_status http_exchange(sgp_http *http, const sgp_http_request *request,
                                sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    return http_of(http)->type->exchange(http_of(http), request, response, deadline, err);
}

static void http_wants(sgp_http *http, sgp_poll_interest *out)
{
    if (SGP_HAS(http_of(http), wants)) http_of(http)->type->wants(http_of(http), out);
}

static void http_reset(sgp_http *http)
{
    if (SGP_HAS(http_of(http), reset)) http_of(http)->type->reset(http_of(http));
}

static int64_t http_read_timeout_ms(sgp_http *http)
{
    if (!SGP_HAS(http_of(http), read_timeout_ms)) return SGP_READ_TIMEOUT_MS;
    return http_of(http)->type->read_timeout_ms(http_of(http));
}

sgp_http *sgp_http_lend(sgp_http_loan *loan, sgp_http *http)
{
    static const sgp_http_type type = { sizeof type, "loan", http_exchange,       http_wants,
                                        http_reset,  NULL,   http_read_timeout_ms };

    loan->base.type = http && http->type && SGP_HAS(http, exchange) ? &type : NULL;
    loan->http = http;
    return &loan->base;
}

/* --- sgp_signer ------------------------------------------------------------------------------- */

static sgp_status signer_sign(sgp_signer *signer, sgp_http_request *request,
                              const sgp_credentials *credentials, const sgp_signing_scope *scope,
                              int64_t now_us, sgp_error *err)
{
    sgp_signer *lent = ((sgp_signer_loan *)signer)->signer;

    return lent->type->sign(lent, request, credentials, scope, now_us, err);
}

sgp_signer *sgp_signer_lend(sgp_signer_loan *loan, sgp_signer *signer)
{
    static const sgp_signer_type plain = { sizeof plain, "loan", signer_sign, NULL, 0 };
    static const sgp_signer_type anonymous = { sizeof anonymous, "loan", signer_sign, NULL, 1 };

    loan->signer = signer;
    loan->base.type = NULL;
    if (signer && signer->type && SGP_HAS(signer, sign))
        loan->base.type = SGP_HAS(signer, is_anonymous) ? &anonymous : &plain;
    return &loan->base;
}

/* --- sgp_credentials_provider ----------------------------------------------------------------- */

static sgp_credentials_provider *provider_of(sgp_credentials_provider *provider)
{
    return ((sgp_credentials_provider_loan *)provider)->provider;
}

static sgp_status provider_get(sgp_credentials_provider *provider, int64_t now_us,
                               sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    return provider_of(provider)->type->get(provider_of(provider), now_us, out, deadline, err);
}

static void provider_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    if (SGP_HAS(provider_of(provider), wants))
        provider_of(provider)->type->wants(provider_of(provider), out);
}

static void provider_reset(sgp_credentials_provider *provider)
{
    if (SGP_HAS(provider_of(provider), reset))
        provider_of(provider)->type->reset(provider_of(provider));
}

static void provider_invalidate(sgp_credentials_provider *provider)
{
    if (SGP_HAS(provider_of(provider), invalidate))
        provider_of(provider)->type->invalidate(provider_of(provider));
}

sgp_credentials_provider *sgp_credentials_provider_lend(sgp_credentials_provider_loan *loan,
                                                        sgp_credentials_provider *provider)
{
    static const sgp_credentials_provider_type type = {
        sizeof type, "loan", provider_get, provider_wants, provider_reset, NULL, provider_invalidate
    };

    loan->base.type = provider && provider->type && SGP_HAS(provider, get) ? &type : NULL;
    loan->provider = provider;
    return &loan->base;
}
