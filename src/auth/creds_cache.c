/*
 * creds_cache.c - the credentials provider that keeps what another one gave until it is about to
 * expire (botocore/credentials.py, RefreshableCredentials).
 */
#include "creds_fetch.h"

#include "mem.h"

#define US_PER_MINUTE (INT64_C(60) * 1000000)
/* Left before the end: refreshed if that works; must be refreshed. */
#define ADVISORY_US (15 * US_PER_MINUTE)
#define MANDATORY_US (10 * US_PER_MINUTE)
/* Credentials that live shorter than the windows would be fetched before each request. */
#define PAUSE_US (US_PER_MINUTE / 2)

typedef struct cache_provider {
    const sgp_allocator *allocator;
    sgp_credentials_provider inner;
    sgp_trace trace;
    sgp_credentials held; /* no key id: none */
    sgp_credentials next; /* being fetched */
    int is_fetching;
    int is_stale; /* the service has refused those held */
    int64_t fetched_us;
} cache_provider;

static sgp_status copy_out(const cache_provider *cache, sgp_credentials *out, sgp_error *err)
{
    const sgp_credentials *held = &cache->held;

    SGP_TRY(sgp_credentials_set(out, held->access_key_id, held->secret_access_key,
                                held->session_token, held->source, err));
    out->expires_us = held->expires_us;
    return SGP_OK;
}

static int holds(const cache_provider *cache)
{
    return cache->held.access_key_id.ptr && !cache->is_stale;
}

static int is_due(const cache_provider *cache, int64_t now_us)
{
    int64_t expires_us = cache->held.expires_us;

    if (!holds(cache)) return 1;
    if (expires_us == INT64_MAX || expires_us - ADVISORY_US > now_us) return 0;
    if (expires_us <= now_us) return 1;
    return now_us < cache->fetched_us || now_us - cache->fetched_us >= PAUSE_US;
}

static void keep(cache_provider *cache)
{
    sgp_credentials_deinit(&cache->held);
    cache->held = cache->next;
    sgp_credentials_init(&cache->next, cache->allocator);
    cache->is_stale = 0;
}

/* In the advisory window those held are good enough. */
static int may_go_on(const cache_provider *cache, int64_t now_us)
{
    return holds(cache) && cache->held.expires_us - MANDATORY_US > now_us;
}

static sgp_status after_failure(cache_provider *cache, sgp_status status, int64_t now_us,
                                sgp_credentials *out, sgp_error *err)
{
    sgp_credentials_deinit(&cache->next);
    if (!may_go_on(cache, now_us)) return status;
    sgp__trace(&cache->trace, "credentials",
               "refresh failed, the old ones are good for some minutes: %.300s",
               err ? err->message : "");
    sgp_error_reset(err);
    return copy_out(cache, out, err);
}

static sgp_status cache_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                            sgp_error *err)
{
    cache_provider *cache = self;
    sgp_status status;

    if (!cache->is_fetching && !is_due(cache, now_us)) return copy_out(cache, out, err);
    cache->is_fetching = 1;
    status = cache->inner.get(cache->inner.self, now_us, &cache->next, deadline, err);
    if (status == SGP_AGAIN) return status;
    cache->is_fetching = 0;
    cache->fetched_us = now_us;
    if (status != SGP_OK) return after_failure(cache, status, now_us, out, err);
    keep(cache);
    return copy_out(cache, out, err);
}

static void cache_wants(void *self, sgp_wants *out)
{
    const cache_provider *cache = self;

    if (cache->inner.wants) cache->inner.wants(cache->inner.self, out);
}

static void cache_reset(void *self)
{
    cache_provider *cache = self;

    if (cache->is_fetching && cache->inner.reset) cache->inner.reset(cache->inner.self);
    cache->is_fetching = 0;
    sgp_credentials_deinit(&cache->next);
}

static void cache_invalidate(void *self)
{
    cache_provider *cache = self;

    cache->is_stale = 1;
    if (cache->inner.invalidate) cache->inner.invalidate(cache->inner.self);
}

static void cache_destroy(void *self)
{
    cache_provider *cache = self;

    sgp_credentials_deinit(&cache->held);
    sgp_credentials_deinit(&cache->next);
    if (cache->inner.destroy) cache->inner.destroy(cache->inner.self);
    sgp__free(cache->allocator, cache, sizeof *cache);
}

sgp_status sgp_creds_cache_new(sgp_credentials_provider *out, const sgp_credentials_provider *inner,
                               const sgp_trace *trace, const sgp_allocator *allocator,
                               sgp_error *err)
{
    static const sgp_credentials_provider empty = SGP_CREDENTIALS_PROVIDER_INIT;
    sgp_credentials_provider own = empty;
    cache_provider *cache;

    sgp_error_reset(err);
    if (!out || !sgp__table_copy(&own, sizeof own, inner, sizeof(size_t)) || !own.get ||
        !sgp__allocator_valid(allocator))
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_creds_cache_new needs an out, a provider with get and a complete "
                             "allocator or none");
    cache = sgp__alloc(allocator, sizeof *cache);
    if (!cache) return sgp__no_memory(err);
    cache->allocator = allocator;
    cache->inner = own;
    if (trace) cache->trace = *trace;
    sgp_credentials_init(&cache->held, allocator);
    sgp_credentials_init(&cache->next, allocator);
    *out = empty;
    out->self = cache;
    out->get = cache_get;
    out->wants = cache_wants;
    out->reset = cache_reset;
    out->destroy = cache_destroy;
    out->invalidate = cache_invalidate;
    return SGP_OK;
}
