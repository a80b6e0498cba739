/*
 * plain.c - no TLS: anyone on the path can read the traffic. tls.c replaces
 * this file.
 */
#include "board.h"

sgp_status secure_dialer_new(sgp_dialer **out, const sgp_allocator *allocator, sgp_error *err)
{
    (void)allocator;
    (void)err;
    *out = modem_dialer();
    return SGP_OK;
}

sgp_crypto *secure_crypto(void)
{
    return sha256_crypto();
}

void secure_report(void)
{
}
