/*
 * tls_settings.h - what every TLS backend is made with: its own copy of the options, and the PEM
 * texts they name, read when they are needed.
 *
 * Knows no TLS library.
 */
#ifndef SGP_TRANSPORT_TLS_SETTINGS_H
#define SGP_TRANSPORT_TLS_SETTINGS_H

#include "sagepager/builtin.h"

#include "buf.h"

/* One PEM text: of a file, or else of memory; neither: not given. */
typedef struct sgp__pem {
    char *file;
    void *bytes;
    size_t len;
    const char *option; /* how messages call what is in memory; static */
} sgp__pem;

typedef struct sgp__tls_settings {
    const sgp_allocator *allocator;
    sgp__pem ca;     /* the file */
    sgp__pem ca_pem; /* the memory: trusted as well, not instead */
    char *ca_folder;
    sgp__pem client_cert;
    sgp__pem client_key;
    sgp_trace trace;
    int is_insecure; /* nothing is verified, and nobody trusted */
} sgp__tls_settings;

/* Copies options, which may be NULL. On failure settings are to be deinitialised all the same. */
SGP_MUST_CHECK sgp_status sgp__tls_settings_init(sgp__tls_settings *settings,
                                                 const sgp_tls_options *options,
                                                 const sgp_allocator *allocator, sgp_error *err);
void sgp__tls_settings_deinit(sgp__tls_settings *settings);

/* Non-zero when the system's trust store is to be used. */
int sgp__tls_trusts_system(const sgp__tls_settings *settings);

int sgp__pem_is_given(const sgp__pem *pem);

/* The key, or where it is not given the certificate's text, beside which it then stands. */
const sgp__pem *sgp__tls_client_key(const sgp__tls_settings *settings);

/* What messages call it: the file's path or the option's name. */
const char *sgp__pem_name(const sgp__pem *pem);

/* Appends the text to out, whose bound holds; SGP_ERR_CONFIG names a file that cannot be read. */
SGP_MUST_CHECK sgp_status sgp__pem_load(const sgp__pem *pem, sgp__buf *out, sgp_error *err);

/* Notes in the trace how many certificates of `name` are trusted and how many were not readable;
 * none usable is SGP_ERR_CONFIG. */
SGP_MUST_CHECK sgp_status sgp__tls_count_trusted(const sgp__tls_settings *settings,
                                                 const char *name, int trusted, int skipped,
                                                 sgp_error *err);

/* Says in the trace that nothing is verified. */
void sgp__tls_warn(const sgp__tls_settings *settings);

#endif
