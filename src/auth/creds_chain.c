/*
 * creds_chain.c - asks other providers in order (botocore/credentials.py, CredentialResolver).
 * Stores no credentials: each get starts with the first provider.
 */
#include "sagepager/providers.h"

#include <string.h>

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#define CHAIN_CONSTRUCTOR "sgp_creds_chain_new"
#define PROVIDERS_MAX 16

typedef struct chain_provider {
    sgp_credentials_provider base;
    const sgp_allocator *allocator;
    sgp_credentials_provider *providers[PROVIDERS_MAX]; /* owned */
    size_t count;
    size_t current; /* index of the provider that returned SGP_AGAIN; otherwise 0 */
} chain_provider;

static chain_provider *chain_whole(sgp_credentials_provider *provider)
{
    return (chain_provider *)provider;
}

static sgp_status chain_get(sgp_credentials_provider *provider, int64_t now_us,
                            sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    chain_provider *chain = chain_whole(provider);
    sgp_status status = SGP_NOT_CONFIGURED;

    for (; chain->current < chain->count; chain->current++) {
        sgp_credentials_provider *current = chain->providers[chain->current];
        status = current->type->get(current, now_us, out, deadline, err);
        if (status == SGP_AGAIN) return status;
        if (status != SGP_NOT_CONFIGURED) break;
    }
    chain->current = 0;
    return status;
}

static void chain_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    const chain_provider *chain = chain_whole(provider);
    sgp_credentials_provider *current = chain->providers[chain->current];

    if (current && SGP_HAS(current, wants)) current->type->wants(current, out);
}

static void chain_reset(sgp_credentials_provider *provider)
{
    chain_provider *chain = chain_whole(provider);
    sgp_credentials_provider *current = chain->providers[chain->current];

    if (current && SGP_HAS(current, reset)) current->type->reset(current);
    chain->current = 0;
}

/* Invalidates all providers, because the chain does not record which one returned the
 * credentials. */
static void chain_invalidate(sgp_credentials_provider *provider)
{
    const chain_provider *chain = chain_whole(provider);

    for (size_t i = 0; i < chain->count; i++) {
        sgp_credentials_provider *one = chain->providers[i];
        if (SGP_HAS(one, invalidate)) one->type->invalidate(one);
    }
}

static void chain_destroy(sgp_credentials_provider *provider)
{
    chain_provider *chain = chain_whole(provider);

    for (size_t i = 0; i < chain->count; i++)
        SGP__DESTROY(chain->providers[i]);
    sgp__free(chain->allocator, chain, sizeof *chain);
}

static sgp_status check_providers(sgp_credentials_provider *const *providers, size_t count,
                                  sgp_error *err)
{
    static const sgp__slot slots[] = { SGP__SLOT(sgp_credentials_provider_type, get) };
    char name[24];

    if (count > PROVIDERS_MAX)
        return SGP__FAIL(err, SGP_ERR_USAGE, 4005, CHAIN_CONSTRUCTOR ": count is %lu: at most %d",
                         (unsigned long)count, PROVIDERS_MAX);
    if (!providers && count > 0)
        return SGP__FAIL(err, SGP_ERR_USAGE, 4006, CHAIN_CONSTRUCTOR ": providers is NULL");
    for (size_t i = 0; i < count; i++) {
        (void)sgp__format(name, sizeof name, "providers[%d]", (int)i);
        SGP_TRY(SGP__PART_CHECK(providers[i], 4063, CHAIN_CONSTRUCTOR, name, slots, err));
    }
    return SGP_OK;
}

sgp_status sgp_creds_chain_new(sgp_credentials_provider **out,
                               sgp_credentials_provider *const *providers, size_t count,
                               const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_credentials_provider_type type = { sizeof type,     "chain",     chain_get,
                                                        chain_wants,     chain_reset, chain_destroy,
                                                        chain_invalidate };
    chain_provider *chain;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 4064, CHAIN_CONSTRUCTOR, err));
    SGP_TRY(check_providers(providers, count, err));
    chain = sgp__alloc(allocator, sizeof *chain);
    if (!chain) return SGP__NO_MEMORY(err, sizeof *chain);
    chain->base.type = &type;
    chain->allocator = allocator;
    chain->count = count;
    if (count > 0) memcpy(chain->providers, providers, count * sizeof *providers);
    *out = &chain->base;
    return SGP_OK;
}
