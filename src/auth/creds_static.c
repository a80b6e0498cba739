/*
 * creds_static.c - the credentials provider of keys given in options: the same ones for ever.
 *
 * Checks nothing at construction: what is wrong with the keys is told by the call that needs them.
 */
#include "sagepager/builtin.h"

#include <string.h>

#include "err.h"
#include "mem.h"

typedef struct static_provider {
    const sgp_allocator *allocator;
    char *access_key_id;
    char *secret_access_key;
    char *session_token;
} static_provider;

static sgp_status partial(sgp_error *err, const char *missing)
{
    /* botocore/exceptions.py, PartialCredentialsError, whose provider is called "explicit". */
    return sgp_error_set(err, SGP_ERR_CREDENTIALS,
                         "Partial credentials found in options, missing: %s", missing);
}

/* botocore/session.py, create_client: both, or neither. */
static sgp_status static_get(void *self, int64_t now_us, sgp_credentials *out,
                             sgp_deadline deadline, sgp_error *err)
{
    const static_provider *provider = self;

    (void)now_us;
    (void)deadline;
    if (!provider->access_key_id && !provider->secret_access_key) return SGP_NOT_CONFIGURED;
    if (!provider->access_key_id) return partial(err, "access_key_id");
    if (!provider->secret_access_key) return partial(err, "secret_access_key");
    return sgp_credentials_set(out, sgp_str_from(provider->access_key_id),
                               sgp_str_from(provider->secret_access_key),
                               sgp_str_from(provider->session_token), "options", err);
}

static void static_destroy(void *self)
{
    static_provider *provider = self;

    sgp__free_text(provider->allocator, provider->access_key_id);
    sgp__free_text(provider->allocator, provider->secret_access_key);
    sgp__free_text(provider->allocator, provider->session_token);
    sgp__free(provider->allocator, provider, sizeof *provider);
}

/* *out stays NULL for a text that is not given; zero when there is no memory. */
static int copy_given(const sgp_allocator *allocator, const char *text, char **out)
{
    if (!text || text[0] == '\0') return 1;
    *out = sgp__copy_text(allocator, text);
    return *out != NULL;
}

sgp_status sgp_creds_static_new(sgp_credentials_provider *out, const char *access_key_id,
                                const char *secret_access_key, const char *session_token,
                                const sgp_allocator *allocator, sgp_error *err)
{
    static_provider *provider;

    sgp_error_reset(err);
    if (!out || !sgp__allocator_valid(allocator)) {
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_creds_static_new needs an out and a complete allocator or none");
    }
    provider = sgp__alloc(allocator, sizeof *provider);
    if (!provider) return sgp__no_memory(err);
    provider->allocator = allocator;
    if (!copy_given(allocator, access_key_id, &provider->access_key_id) ||
        !copy_given(allocator, secret_access_key, &provider->secret_access_key) ||
        !copy_given(allocator, session_token, &provider->session_token)) {
        static_destroy(provider);
        return sgp__no_memory(err);
    }
    *out = (sgp_credentials_provider)SGP_CREDENTIALS_PROVIDER_INIT;
    out->self = provider;
    out->get = static_get;
    out->destroy = static_destroy;
    return SGP_OK;
}
