/*
 * creds_chain.c - the credentials provider that asks others in turn (botocore/credentials.py,
 * CredentialResolver). Keeps no credentials: what is found is looked for again at the next get.
 */
#include "sagepager/builtin.h"

#include <string.h>

#include "err.h"
#include "mem.h"

#define PROVIDERS_MAX 16

typedef struct chain_provider {
    const sgp_allocator *allocator;
    sgp_credentials_provider providers[PROVIDERS_MAX];
    size_t count;
    size_t current; /* the one that said SGP_AGAIN; the first otherwise */
} chain_provider;

static sgp_status provider_get(const sgp_credentials_provider *provider, int64_t now_us,
                               sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    return provider->get(provider->self, now_us, out, deadline, err);
}

static sgp_status chain_get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                            sgp_error *err)
{
    chain_provider *chain = self;
    sgp_status status = SGP_NOT_CONFIGURED;

    while (chain->current < chain->count) {
        status = provider_get(&chain->providers[chain->current], now_us, out, deadline, err);
        if (status == SGP_AGAIN) return status;
        if (status != SGP_NOT_CONFIGURED) break;
        chain->current++;
    }
    chain->current = 0;
    return status;
}

/* A provider without wants leaves out as it came: its caller, who has a clock, then polls. */
static void chain_wants(void *self, sgp_wants *out)
{
    const chain_provider *chain = self;
    const sgp_credentials_provider *provider = &chain->providers[chain->current];

    *out = (sgp_wants)SGP_WANTS_INIT;
    if (chain->count > 0 && SGP_HAS(provider, wants)) provider->wants(provider->self, out);
}

static void chain_reset(void *self)
{
    chain_provider *chain = self;
    const sgp_credentials_provider *provider = &chain->providers[chain->current];

    if (chain->count > 0 && SGP_HAS(provider, reset)) provider->reset(provider->self);
    chain->current = 0;
}

/* Which of them gave the credentials is not known any more, and does not matter. */
static void chain_invalidate(void *self)
{
    chain_provider *chain = self;

    for (size_t i = 0; i < chain->count; i++) {
        sgp_credentials_provider *provider = &chain->providers[i];

        if (SGP_HAS(provider, invalidate)) provider->invalidate(provider->self);
    }
}

static void chain_destroy(void *self)
{
    chain_provider *chain = self;

    for (size_t i = 0; i < chain->count; i++) {
        sgp_credentials_provider *provider = &chain->providers[i];

        if (SGP_HAS(provider, destroy)) provider->destroy(provider->self);
    }
    sgp__free(chain->allocator, chain, sizeof *chain);
}

static sgp_status copy_providers(chain_provider *chain, const sgp_credentials_provider *providers,
                                 size_t count, sgp_error *err)
{
    for (size_t i = 0; i < count; i++) {
        sgp_credentials_provider *ours = &chain->providers[i];

        if (!sgp__table_copy(ours, sizeof *ours, &providers[i],
                             offsetof(sgp_credentials_provider, get)) ||
            !SGP_HAS(ours, get)) {
            return sgp_error_set(err, SGP_ERR_USAGE,
                                 "credentials provider %zu of the chain has no get: set it, "
                                 "starting from SGP_CREDENTIALS_PROVIDER_INIT",
                                 i);
        }
    }
    chain->count = count;
    return SGP_OK;
}

static sgp_status check_inputs(const sgp_credentials_provider *out,
                               const sgp_credentials_provider *providers, size_t count,
                               const sgp_allocator *allocator, sgp_error *err)
{
    if (!out || (!providers && count > 0) || !sgp__allocator_valid(allocator)) {
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_creds_chain_new needs an out, providers and a complete "
                             "allocator or none");
    }
    if (count > PROVIDERS_MAX) {
        return sgp_error_set(err, SGP_ERR_USAGE, "a chain takes at most %d credentials providers",
                             PROVIDERS_MAX);
    }
    return SGP_OK;
}

sgp_status sgp_creds_chain_new(sgp_credentials_provider *out,
                               const sgp_credentials_provider *providers, size_t count,
                               const sgp_allocator *allocator, sgp_error *err)
{
    chain_provider *chain;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(check_inputs(out, providers, count, allocator, err));
    chain = sgp__alloc(allocator, sizeof *chain);
    if (!chain) return sgp__no_memory(err);
    chain->allocator = allocator;
    status = copy_providers(chain, providers, count, err);
    if (status != SGP_OK) {
        sgp__free(allocator, chain, sizeof *chain);
        return status;
    }
    *out = (sgp_credentials_provider)SGP_CREDENTIALS_PROVIDER_INIT;
    out->self = chain;
    out->get = chain_get;
    out->wants = chain_wants;
    out->reset = chain_reset;
    out->destroy = chain_destroy;
    out->invalidate = chain_invalidate;
    return SGP_OK;
}
