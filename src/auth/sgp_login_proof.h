/*
 * sgp_login_proof.h - the proof of a login session's key.
 */
#ifndef SGP_AUTH_LOGIN_PROOF_H
#define SGP_AUTH_LOGIN_PROOF_H

#include "sgp_login.h"

/* Adds the header DPoP (RFC 9449) to the request: a JWT that is signed with the session's key
 * (botocore/credentials.py, _build_dpop_header). now_us is its time. SGP_ERR_CREDENTIALS if the key
 * cannot be used; SGP_ERR_LIMIT, SGP_ERR_MEMORY, SGP_ERR_PLATFORM. */
SGP_MUST_CHECK sgp_status sgp__login_add_proof(sgp__login_provider *p, int64_t now_us,
                                               sgp_error *err);

#endif
