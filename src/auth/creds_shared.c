/*
 * creds_shared.c - credentials that programs share by a cache
 * (v2 of the AWS CLI, botocore/credentials.py, CachedCredentialFetcher).
 */
#include "sagepager/providers.h"

#include "sgp_credentials.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_trace.h"
#include "sgp_units.h"

#include <string.h>

#define SHARED_CONSTRUCTOR "sgp_creds_shared_new"
/* With less time left, credentials are requested. */
#define SHARED_WINDOW_US (15 * 60 * SGP__US_PER_SECOND)
#define ACCOUNT_MAX 63

typedef struct shared_provider {
    sgp_credentials_provider base;
    sgp_creds_shared_options options; /* provider is owned */
    char key[SGP_CREDENTIALS_CACHE_KEY_BYTES];
    char account_id[ACCOUNT_MAX + 1]; /* "": unknown */
    int is_requesting;
    int is_invalid; /* the service rejected the credentials, so the cache is not asked */
} shared_provider;

static shared_provider *shared_whole(sgp_credentials_provider *provider)
{
    return (shared_provider *)provider;
}

/* --- cache ------------------------------------------------------------------------------------ */

/* SGP_NOT_CONFIGURED unless the cache has credentials that last. */
static sgp_status shared_load(shared_provider *p, int64_t now_us, sgp_credentials *out,
                              sgp_error *err)
{
    sgp_credentials_cache *cache = p->options.cache;
    const char *name = p->options.provider->type->name;
    sgp_status status = cache->type->load(cache, p->key, out, err);

    if (status == SGP_OK && out->expires_us - SHARED_WINDOW_US >= now_us) {
        out->source = name;
        SGP__TRACE(p->options.trace, "credentials", "%s: from the cache", name);
        return SGP_OK;
    }
    sgp__credentials_deinit((sgp__credentials *)out);
    if (status == SGP_ERR_MEMORY) return status;
    sgp_error_reset(err);
    return SGP_NOT_CONFIGURED;
}

/* Credentials that never expire are not from a role. */
static void shared_store(const shared_provider *p, const sgp_credentials *credentials)
{
    sgp_credentials_cache *cache = p->options.cache;
    sgp_error own = SGP_ERROR_INIT;

    if (credentials->expires_us == INT64_MAX) return;
    if (cache->type->store(cache, p->key, credentials, p->account_id[0] ? p->account_id : NULL,
                           &own) == SGP_OK)
        return;
    SGP__TRACE(p->options.trace, "credentials", "%s: not stored in the cache: %.300s",
               p->options.provider->type->name, sgp_error_message(&own));
}

/* --- provider --------------------------------------------------------------------------------- */

static sgp_status shared_get(sgp_credentials_provider *provider, int64_t now_us,
                             sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    shared_provider *p = shared_whole(provider);
    sgp_credentials_provider *inner = p->options.provider;
    sgp_status status = SGP_NOT_CONFIGURED;

    if (!p->is_requesting && !p->is_invalid) status = shared_load(p, now_us, out, err);
    if (status != SGP_NOT_CONFIGURED) return status;
    status = inner->type->get(inner, now_us, out, deadline, err);
    p->is_requesting = status == SGP_AGAIN;
    if (status != SGP_OK) return status;
    p->is_invalid = 0;
    shared_store(p, out);
    return SGP_OK;
}

static void shared_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    sgp_credentials_provider *inner = shared_whole(provider)->options.provider;

    if (SGP_HAS(inner, wants)) inner->type->wants(inner, out);
}

static void shared_reset(sgp_credentials_provider *provider)
{
    shared_provider *p = shared_whole(provider);
    sgp_credentials_provider *inner = p->options.provider;

    if (p->is_requesting && SGP_HAS(inner, reset)) inner->type->reset(inner);
    p->is_requesting = 0;
}

static void shared_invalidate(sgp_credentials_provider *provider)
{
    shared_provider *p = shared_whole(provider);
    sgp_credentials_provider *inner = p->options.provider;

    p->is_invalid = 1;
    if (SGP_HAS(inner, invalidate)) inner->type->invalidate(inner);
}

static void shared_destroy(sgp_credentials_provider *provider)
{
    shared_provider *p = shared_whole(provider);

    SGP__DESTROY(p->options.provider);
    sgp__free(p->options.allocator, p, sizeof *p);
}

/* --- construction ----------------------------------------------------------------------------- */

static sgp_status shared_check(const sgp_creds_shared_options *options, sgp_error *err)
{
    static const sgp__slot provider[] = { SGP__SLOT(sgp_credentials_provider_type, get) };
    static const sgp__slot cache[] = { SGP__SLOT(sgp_credentials_cache_type, load),
                                       SGP__SLOT(sgp_credentials_cache_type, store) };

    SGP_TRY(SGP__PART_CHECK(options->provider, 4116, SHARED_CONSTRUCTOR, "options.provider",
                            provider, err));
    SGP_TRY(SGP__PART_CHECK(options->cache, 4117, SHARED_CONSTRUCTOR, "options.cache", cache, err));
    if (!options->key || !options->key[0] ||
        strlen(options->key) >= SGP_CREDENTIALS_CACHE_KEY_BYTES)
        return SGP__FAIL(err, SGP_ERR_USAGE, 4118,
                         SHARED_CONSTRUCTOR ": options.key is not a text of 1 to %d bytes",
                         SGP_CREDENTIALS_CACHE_KEY_BYTES - 1);
    if (!options->account_id || strlen(options->account_id) <= ACCOUNT_MAX) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 4119,
                     SHARED_CONSTRUCTOR ": options.account_id is longer than %d bytes",
                     ACCOUNT_MAX);
}

sgp_status sgp_creds_shared_new(sgp_credentials_provider **out,
                                const sgp_creds_shared_options *options, sgp_error *err)
{
    static const sgp_credentials_provider_type type = { sizeof type,      "shared",
                                                        shared_get,       shared_wants,
                                                        shared_reset,     shared_destroy,
                                                        shared_invalidate };
    sgp_creds_shared_options own;
    shared_provider *p;

    sgp_error_reset(err);
    SGP_TRY(
        SGP__OPTIONS_REQUIRE(&own, sizeof own, options, 4114, SHARED_CONSTRUCTOR, "options", err));
    SGP_TRY(SGP__OUT_CHECK(out, own.allocator, 4115, SHARED_CONSTRUCTOR, err));
    SGP_TRY(shared_check(&own, err));
    p = sgp__alloc(own.allocator, sizeof *p);
    if (!p) return SGP__NO_MEMORY(err, sizeof *p);
    p->base.type = &type;
    p->options = own;
    memcpy(p->key, own.key, strlen(own.key));
    if (own.account_id) memcpy(p->account_id, own.account_id, strlen(own.account_id));
    *out = &p->base;
    return SGP_OK;
}
