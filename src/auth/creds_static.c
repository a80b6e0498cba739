/*
 * creds_static.c - credentials given in options.
 *
 * The constructor does not check them; the first get that uses them reports an error.
 */
#include "sagepager/providers.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

#include <string.h>

typedef struct static_provider {
    sgp_credentials_provider base;
    const sgp_allocator *allocator;
    char *access_key_id;
    char *secret_access_key;
    char *session_token;
} static_provider;

static sgp_status fail_partial(sgp_error *err, const char *missing)
{
    /* botocore/exceptions.py, PartialCredentialsError, whose provider is called "explicit". */
    return SGP__FAIL(err, SGP_ERR_CREDENTIALS, 4037,
                     "Partial credentials found in options, missing: %s", missing);
}

/* botocore/session.py, create_client: either both keys are given or none. */
static sgp_status static_get(sgp_credentials_provider *provider, int64_t now_us,
                             sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    const static_provider *p = (static_provider *)provider;

    (void)now_us;
    (void)deadline;
    if (!p->access_key_id && !p->secret_access_key) return SGP_NOT_CONFIGURED;
    if (!p->access_key_id) return fail_partial(err, "access_key_id");
    if (!p->secret_access_key) return fail_partial(err, "secret_access_key");
    return sgp_credentials_set(out, sgp_str_from(p->access_key_id),
                               sgp_str_from(p->secret_access_key), sgp_str_from(p->session_token),
                               "options", err);
}

static void static_destroy(sgp_credentials_provider *provider)
{
    static_provider *p = (static_provider *)provider;

    sgp__free_text(p->allocator, p->access_key_id);
    sgp__free_text(p->allocator, p->secret_access_key);
    sgp__free_text(p->allocator, p->session_token);
    sgp__free(p->allocator, p, sizeof *p);
}

/* *out stays NULL if text is NULL or empty. */
static sgp_status copy_given(const sgp_allocator *allocator, const char *text, char **out,
                             sgp_error *err)
{
    if (!text || text[0] == '\0') return SGP_OK;
    *out = sgp__copy_text(allocator, text);
    return *out ? SGP_OK : SGP__NO_MEMORY(err, strlen(text) + 1);
}

sgp_status sgp_creds_static_new(sgp_credentials_provider **out, const char *access_key_id,
                                const char *secret_access_key, const char *session_token,
                                const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_credentials_provider_type type = { sizeof type, "static", static_get,
                                                        NULL,        NULL,     static_destroy,
                                                        NULL };
    static_provider *p;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 4075, "sgp_creds_static_new", err));
    p = sgp__alloc(allocator, sizeof *p);
    if (!p) return SGP__NO_MEMORY(err, sizeof *p);
    p->base.type = &type;
    p->allocator = allocator;
    status = copy_given(allocator, access_key_id, &p->access_key_id, err);
    if (status == SGP_OK)
        status = copy_given(allocator, secret_access_key, &p->secret_access_key, err);
    if (status == SGP_OK) status = copy_given(allocator, session_token, &p->session_token, err);
    if (status == SGP_OK)
        *out = &p->base;
    else
        static_destroy(&p->base);
    return status;
}
