/*
 * drive.c - the poll interest of a call, and the only loop that waits.
 */
#include "sgp_client_state.h"
#include "sgp_err.h"
#include "sgp_units.h"

void sgp_client_wants(sgp_client *client, sgp_poll_interest *out)
{
    static const sgp_poll_interest nothing = SGP_POLL_INTEREST_INIT;

    *out = nothing;
    if (client->state == SGP__CALL_EXCHANGE && SGP_HAS(client->http, wants))
        client->http->type->wants(client->http, out);
    else if (client->state == SGP__CALL_CREDENTIALS && SGP_HAS(client->provider, wants))
        client->provider->type->wants(client->provider, out);
    else if (client->state == SGP__CALL_BACKOFF || client->state == SGP__CALL_SIGN)
        out->at_us = client->retry_at_us;
    if (out->fd < 0 && out->at_us == INT64_MAX)
        out->at_us = sgp__client_now_us(client) + SGP__POLL_INTERVAL_US;
    if (out->at_us > client->deadline.at_us) out->at_us = client->deadline.at_us;
}

sgp_status sgp__drive(sgp_client *client, sgp_status (*step)(sgp_client *client, sgp_error *err),
                      sgp_error *err)
{
    for (;;) {
        sgp_poll_interest interest;
        sgp_status status = step(client, err);

        if (status != SGP_AGAIN || client->nonblocking) return status;
        sgp_client_wants(client, &interest);
        if (client->platform->type->wait(client->platform, &interest) != SGP_OK)
            return SGP__FAIL(err, SGP_ERR_PLATFORM, 2017, "the platform's wait function failed");
    }
}
