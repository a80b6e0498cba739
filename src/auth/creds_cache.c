/*
 * creds_cache.c - caches the credentials of another provider until shortly before they expire
 * (botocore/credentials.py, RefreshableCredentials).
 */
#include "sagepager/providers.h"

#include "sgp_credentials.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_trace.h"
#include "sgp_units.h"

#define CACHE_US_PER_MINUTE (60 * SGP__US_PER_SECOND)
/* Times before expiry. From ADVISORY_US on a get tries to refresh; from MANDATORY_US on the refresh
 * must succeed. */
#define ADVISORY_US (15 * CACHE_US_PER_MINUTE)
#define MANDATORY_US (10 * CACHE_US_PER_MINUTE)
/* Pause between two refreshes. Without it, credentials that live for less than ADVISORY_US would be
 * refreshed at each get. */
#define PAUSE_US (CACHE_US_PER_MINUTE / 2)

typedef struct cache_provider {
    sgp_credentials_provider base;
    const sgp_allocator *allocator;
    sgp_credentials_provider *inner; /* owned */
    const sgp_trace *trace;
    sgp__credentials cached; /* empty at first */
    sgp__credentials next;   /* filled by inner */
    int is_refreshing;
    int is_invalid; /* the service rejected the cached ones */
    int64_t refreshed_us;
} cache_provider;

static cache_provider *cache_whole(sgp_credentials_provider *provider)
{
    return (cache_provider *)provider;
}

static int is_filled(const cache_provider *cache)
{
    return cache->cached.api.access_key_id.ptr && !cache->is_invalid;
}

static int is_due(const cache_provider *cache, int64_t now_us)
{
    int64_t expires_us = cache->cached.api.expires_us;

    if (!is_filled(cache)) return 1;
    if (expires_us == INT64_MAX || expires_us - ADVISORY_US > now_us) return 0;
    if (expires_us <= now_us) return 1;
    return now_us < cache->refreshed_us || now_us - cache->refreshed_us >= PAUSE_US;
}

static void commit(cache_provider *cache)
{
    sgp__credentials_deinit(&cache->cached);
    cache->cached = cache->next;
    sgp__credentials_init(&cache->next, cache->allocator);
    cache->is_invalid = 0;
}

/* After a failed refresh, returns the cached credentials if they are valid for longer than
 * MANDATORY_US. */
static sgp_status fall_back(cache_provider *cache, sgp_status status, int64_t now_us,
                            sgp_credentials *out, sgp_error *err)
{
    sgp__credentials_deinit(&cache->next);
    sgp__credentials_deinit((sgp__credentials *)out);
    if (!is_filled(cache) || cache->cached.api.expires_us - MANDATORY_US <= now_us) return status;
    SGP__TRACE(cache->trace, "credentials",
               "the refresh failed, the cached ones are used for some more minutes: %.300s",
               err ? sgp_error_message(err) : "");
    sgp_error_reset(err);
    return sgp__credentials_copy(out, &cache->cached.api, err);
}

static sgp_status cache_get(sgp_credentials_provider *provider, int64_t now_us,
                            sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    cache_provider *cache = cache_whole(provider);
    sgp_status status;

    if (!cache->is_refreshing && !is_due(cache, now_us))
        return sgp__credentials_copy(out, &cache->cached.api, err);
    cache->is_refreshing = 1;
    status = cache->inner->type->get(cache->inner, now_us, &cache->next.api, deadline, err);
    if (status == SGP_AGAIN) return status;
    cache->is_refreshing = 0;
    cache->refreshed_us = now_us;
    if (status != SGP_OK) return fall_back(cache, status, now_us, out, err);
    commit(cache);
    return sgp__credentials_copy(out, &cache->cached.api, err);
}

static void cache_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    sgp_credentials_provider *inner = cache_whole(provider)->inner;

    if (SGP_HAS(inner, wants)) inner->type->wants(inner, out);
}

static void cache_reset(sgp_credentials_provider *provider)
{
    cache_provider *cache = cache_whole(provider);

    if (cache->is_refreshing && SGP_HAS(cache->inner, reset))
        cache->inner->type->reset(cache->inner);
    cache->is_refreshing = 0;
    sgp__credentials_deinit(&cache->next);
}

static void cache_invalidate(sgp_credentials_provider *provider)
{
    cache_provider *cache = cache_whole(provider);

    cache->is_invalid = 1;
    if (SGP_HAS(cache->inner, invalidate)) cache->inner->type->invalidate(cache->inner);
}

static void cache_destroy(sgp_credentials_provider *provider)
{
    cache_provider *cache = cache_whole(provider);

    sgp__credentials_deinit(&cache->cached);
    sgp__credentials_deinit(&cache->next);
    SGP__DESTROY(cache->inner);
    sgp__free(cache->allocator, cache, sizeof *cache);
}

sgp_status sgp_creds_cache_new(sgp_credentials_provider **out, sgp_credentials_provider *inner,
                               const sgp_trace *trace, const sgp_allocator *allocator,
                               sgp_error *err)
{
    static const sgp_credentials_provider_type type = { sizeof type,     "cache",     cache_get,
                                                        cache_wants,     cache_reset, cache_destroy,
                                                        cache_invalidate };
    static const sgp__slot slots[] = { SGP__SLOT(sgp_credentials_provider_type, get) };
    cache_provider *cache;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 4062, "sgp_creds_cache_new", err));
    SGP_TRY(SGP__PART_CHECK(inner, 4061, "sgp_creds_cache_new", "inner", slots, err));
    cache = sgp__alloc(allocator, sizeof *cache);
    if (!cache) return SGP__NO_MEMORY(err, sizeof *cache);
    cache->base.type = &type;
    cache->allocator = allocator;
    cache->inner = inner;
    cache->trace = trace;
    sgp__credentials_init(&cache->cached, allocator);
    sgp__credentials_init(&cache->next, allocator);
    *out = &cache->base;
    return SGP_OK;
}
