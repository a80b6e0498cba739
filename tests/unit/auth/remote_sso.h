/*
 * remote_sso.h - an SSO provider for the tests of remote_fixture.h.
 */
#ifndef SGP_TEST_REMOTE_SSO_H
#define SGP_TEST_REMOTE_SSO_H

#include "remote_fixture.h"

/* The "SHA-1" below is the first bytes of the name, here of the session "my". */
#define SSO_SESSION_FILE "/cache/6d79000000000000000000000000000000000000.json"

static inline sgp_status sso__first_bytes(sgp_crypto *self, const void *bytes, size_t len,
                                          unsigned char digest[SGP_SHA1_BYTES], sgp_error *err)
{
    (void)self, (void)err;
    memset(digest, 0, SGP_SHA1_BYTES);
    memcpy(digest, bytes, len < SGP_SHA1_BYTES ? len : SGP_SHA1_BYTES);
    return SGP_OK;
}

/* session NULL: the token is known by the start URL. */
static inline sgp_status remote_make_sso(remote *r, const char *session, const char *portal_url,
                                         const char *oidc_url)
{
    static const sgp_crypto_type type = { sizeof type, "first bytes",    0,    NULL, NULL,
                                          NULL,        sso__first_bytes, NULL, NULL, NULL };
    sgp_creds_sso_options options = SGP_CREDS_SSO_OPTIONS_INIT;
    sgp_crypto crypto = { &type };

    options.account_id = "123456789012";
    options.role_name = "Role/1";
    options.session_name = session;
    options.start_url = "https://start.test/";
    options.region = "eu-west-1";
    options.portal_url = portal_url;
    options.oidc_url = oidc_url;
    options.cache_folder = "/cache";
    options.crypto = &crypto;
    return sgp_creds_sso_new(&r->provider, &r->parts, &options, &r->err);
}

#endif
