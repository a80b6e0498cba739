/*
 * remote_login.h - a provider of login sessions for the tests of remote_fixture.h.
 */
#ifndef SGP_TEST_REMOTE_LOGIN_H
#define SGP_TEST_REMOTE_LOGIN_H

#include "remote_fixture.h"
#include "ref_sha256.h"

#define LOGIN_SESSION "arn:aws:sts::123456789012:me"
/* Named by Python's hashlib.sha256(LOGIN_SESSION). */
#define LOGIN_FILE "/cache/b5a0d7d1e09c8fce71734929add30f96c3bc3f1383f5c458317462a71a381032.json"
#define LOGIN_URL "https://us-west-2.signin.aws.amazon.com"

typedef struct login_crypto {
    ref_sha256_self sha256;
    sgp_status fail_key;  /* of es256_public_key */
    sgp_status fail_sign; /* of es256_sign */
} login_crypto;

static inline sgp_status login__fail(sgp_status status, sgp_error *err)
{
    return status == SGP_OK ? status : sgp_error_set(err, status, "the key has no curve");
}

/* The public key of make_login_proofs.py. */
static inline sgp_status login__public_key(sgp_crypto *self, sgp_str pem,
                                           unsigned char key[SGP_ES256_BYTES], sgp_error *err)
{
    assert_str(pem, "private KEY");
    memset(key, 'x', SGP_ES256_BYTES / 2);
    memset(key + SGP_ES256_BYTES / 2, '~', SGP_ES256_BYTES / 2);
    return login__fail(((login_crypto *)self)->fail_key, err);
}

static inline sgp_status login__sign(sgp_crypto *self, sgp_str pem,
                                     const unsigned char digest[SGP_SHA256_BYTES],
                                     unsigned char signature[SGP_ES256_BYTES], sgp_error *err)
{
    assert_str(pem, "private KEY");
    memcpy(signature, digest, SGP_SHA256_BYTES);
    memcpy(signature + SGP_SHA256_BYTES, digest, SGP_SHA256_BYTES);
    return login__fail(((login_crypto *)self)->fail_sign, err);
}

static inline sgp_crypto *login_crypto_make(login_crypto *c)
{
    memset(c, 0, sizeof *c);
    (void)ref_sha256_make(&c->sha256);
    c->sha256.type.es256_public_key = login__public_key;
    c->sha256.type.es256_sign = login__sign;
    return &c->sha256.base;
}

static inline sgp_status remote_make_login(remote *r, sgp_crypto *crypto, const char *url)
{
    sgp_creds_login_options options = SGP_CREDS_LOGIN_OPTIONS_INIT;

    options.session_name = LOGIN_SESSION;
    options.signin_url = url;
    options.cache_folder = "/cache";
    options.crypto = crypto;
    return sgp_creds_login_new(&r->provider, &r->parts, &options, &r->err);
}

#endif
