/*
 * profile_shared.c - shares the credentials of a profile with other programs, where the AWS CLI
 * does: those of roles, web identities and SSO.
 */
#include "sgp_wiring.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <string.h>

#define ACCOUNT_DIGITS 12
/* Colons before the account of "arn:aws:iam::123456789012:role/r". */
#define ACCOUNT_COLONS 4

/* Stores the account in out; "" if the ARN has none. The role of the answer has the same one. */
static void account_of(const char *arn, char out[ACCOUNT_DIGITS + 1])
{
    out[0] = '\0';
    for (int i = 0; arn && i < ACCOUNT_COLONS; i++) {
        arn = strchr(arn, ':');
        if (arn) arn++;
    }
    if (!arn || strcspn(arn, ":") != ACCOUNT_DIGITS) return;
    memcpy(out, arn, ACCOUNT_DIGITS);
    out[ACCOUNT_DIGITS] = '\0';
}

static sgp_status wrap_shared(sgp__profile_provider *p, const char *key, const char *account_id,
                              sgp_credentials_provider **provider, sgp_error *err)
{
    sgp_creds_shared_options options = SGP_CREDS_SHARED_OPTIONS_INIT;

    options.provider = *provider;
    options.cache = p->credentials_cache;
    options.key = key;
    options.account_id = account_id && account_id[0] ? account_id : NULL;
    options.trace = p->trace;
    options.allocator = p->allocator;
    return sgp_creds_shared_new(provider, &options, err);
}

static int can_share(const sgp__profile_provider *p)
{
    return p->credentials_cache && p->crypto && SGP_HAS(p->crypto, sha1);
}

static sgp_status end_sharing(sgp_status status, sgp_credentials_provider **provider)
{
    if (status == SGP_OK) return status;
    SGP__DESTROY(*provider);
    *provider = NULL;
    return status;
}

sgp_status sgp__share_role(sgp__profile_provider *p, const sgp_creds_assume_role_options *role,
                           sgp_credentials_provider **provider, sgp_error *err)
{
    char key[SGP_CREDENTIALS_CACHE_KEY_BYTES], account[ACCOUNT_DIGITS + 1];
    sgp_status status;

    if (!can_share(p)) return SGP_OK;
    account_of(role->role_arn, account);
    status = sgp_role_cache_key(role, sgp_json_document_parser(), p->crypto, p->allocator, key,
                                err);
    if (status == SGP_OK) status = wrap_shared(p, key, account, provider, err);
    return end_sharing(status, provider);
}

sgp_status sgp__share_sso(sgp__profile_provider *p, const sgp_creds_sso_options *sso,
                          sgp_credentials_provider **provider, sgp_error *err)
{
    char key[SGP_CREDENTIALS_CACHE_KEY_BYTES];
    sgp_status status;

    if (!can_share(p)) return SGP_OK;
    status = sgp_sso_cache_key(sso, sgp_json_document_parser(), p->crypto, p->allocator, key, err);
    if (status == SGP_OK) status = wrap_shared(p, key, sso->account_id, provider, err);
    return end_sharing(status, provider);
}
