/*
 * sgp_credentials.h - the whole struct of a set of credentials, for code that
 * embeds it.
 */
#ifndef SGP_BASE_CREDENTIALS_H
#define SGP_BASE_CREDENTIALS_H

#include "sagepager/sys/credentials.h"

typedef struct sgp__credentials {
    sgp_credentials api; /* must be first: functions cast a pointer to it */
    const sgp_allocator *allocator;
    char *memory; /* all texts */
    size_t memory_bytes;
} sgp__credentials;

/* Makes an empty set; allocates nothing. */
void sgp__credentials_init(sgp__credentials *credentials, const sgp_allocator *allocator);

/* Wipes and frees the texts. May be called twice. */
void sgp__credentials_deinit(sgp__credentials *credentials);

/* Replaces `to` by a copy of `from`. Errors as for sgp_credentials_set. */
SGP_MUST_CHECK sgp_status sgp__credentials_copy(sgp_credentials *to, const sgp_credentials *from,
                                                sgp_error *err);

#endif
