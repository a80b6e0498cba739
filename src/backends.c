/*
 * backends.c - the TLS backends of this library, by name.
 *
 * The build defines them in order: -DSGP_BACKEND_LIST="SGP_BACKEND(openssl)
 * SGP_BACKEND(mbedtls)". The list may be empty.
 */
#include "sgp_ascii.h"
#include "sagepager/transport.h"

#define SGP_BACKEND(library)                                                                       \
    { sizeof(sgp_backend), #library, sgp_##library##_tls_new, sgp_##library##_crypto },

static const sgp_backend backends[] = { SGP_BACKEND_LIST SGP_BACKEND_INIT };

const sgp_backend *sgp_backend_at(size_t index)
{
    for (const sgp_backend *b = backends; b->name; b++)
        if (index-- == 0) return b;
    return NULL;
}

const sgp_backend *sgp_backend_find(const char *name)
{
    for (const sgp_backend *b = backends; b->name; b++)
        if (name && sgp__same_text(b->name, name)) return b;
    return NULL;
}
