/*
 * memory_cache.h - an sgp_credentials_cache in memory.
 */
#ifndef SGP_TEST_MEMORY_CACHE_H
#define SGP_TEST_MEMORY_CACHE_H

#include "sagepager/sys/credentials_cache.h"

#include <stdio.h>
#include <string.h>

#define MEMORY_CACHE_MAX 4

typedef struct memory_cache {
    sgp_credentials_cache base;
    sgp_status fail_load;
    sgp_status fail_store;
    int loads, stores;
    size_t count;
    struct {
        char key[SGP_CREDENTIALS_CACHE_KEY_BYTES];
        char texts[3][64];
        int64_t expires_us;
        char source[32];
        char account_id[32];
    } entries[MEMORY_CACHE_MAX];
} memory_cache;

static inline size_t memory_cache__find(const memory_cache *m, const char *key)
{
    size_t i = 0;

    while (i < m->count && strcmp(m->entries[i].key, key) != 0)
        i++;
    return i;
}

static inline sgp_status memory_cache__load(sgp_credentials_cache *self, const char *key,
                                            sgp_credentials *out, sgp_error *err)
{
    memory_cache *m = (memory_cache *)self;
    size_t i = memory_cache__find(m, key);
    sgp_status status;

    m->loads++;
    if (m->fail_load != SGP_OK) return sgp_error_set(err, m->fail_load, "load fails");
    if (i == m->count) return SGP_NOT_CONFIGURED;
    status = sgp_credentials_set(out, sgp_str_from(m->entries[i].texts[0]),
                                 sgp_str_from(m->entries[i].texts[1]),
                                 sgp_str_from(m->entries[i].texts[2]), "memory", err);
    out->expires_us = m->entries[i].expires_us;
    return status;
}

static inline sgp_status memory_cache__store(sgp_credentials_cache *self, const char *key,
                                             const sgp_credentials *credentials,
                                             const char *account_id, sgp_error *err)
{
    memory_cache *m = (memory_cache *)self;
    size_t i = memory_cache__find(m, key);

    m->stores++;
    if (m->fail_store != SGP_OK || i == MEMORY_CACHE_MAX)
        return sgp_error_set(err, m->fail_store, "store fails");
    if (i == m->count) m->count++;
    (void)snprintf(m->entries[i].key, sizeof m->entries[i].key, "%s", key);
    (void)snprintf(m->entries[i].texts[0], 64, "%s", credentials->access_key_id.ptr);
    (void)snprintf(m->entries[i].texts[1], 64, "%s", credentials->secret_access_key.ptr);
    (void)snprintf(m->entries[i].texts[2], 64, "%s", credentials->session_token.ptr);
    m->entries[i].expires_us = credentials->expires_us;
    (void)snprintf(m->entries[i].source, 32, "%s", credentials->source);
    (void)snprintf(m->entries[i].account_id, 32, "%s", account_id ? account_id : "");
    return SGP_OK;
}

static inline sgp_credentials_cache *memory_cache_make(memory_cache *m)
{
    static const sgp_credentials_cache_type type = { sizeof type, "memory", memory_cache__load,
                                                     memory_cache__store, NULL };

    memset(m, 0, sizeof *m);
    m->base.type = &type;
    return &m->base;
}

#endif
