/*
 * sgp_tls_settings.h - the settings that all TLS backends share: a copy of the
 * options, and the PEM texts that the options name. Files are read when they are
 * needed.
 *
 * It depends on no TLS library.
 */
#ifndef SGP_TRANSPORT_TLS_SETTINGS_H
#define SGP_TRANSPORT_TLS_SETTINGS_H

#include "sagepager/transport.h"

/* A PEM text of a file or, if file is NULL, of memory. Both NULL: not given. */
typedef struct sgp__pem {
    const char *file;
    void *bytes;
    size_t len;
    const char *option; /* names the text in messages if it is in memory; static */
} sgp__pem;

typedef struct sgp__tls_settings {
    const sgp_allocator *allocator;
    sgp__pem ca;     /* from a file only */
    sgp__pem ca_pem; /* from memory only; trusted in addition to ca */
    char *ca_folder;
    sgp__pem client_cert;
    sgp__pem client_key;
    const sgp_trace *trace;
    int is_insecure; /* non-zero: certificates are not verified */
} sgp__tls_settings;

/* Copies the options of `constructor`. Call deinit also after an error.
 * SGP_ERR_USAGE, SGP_ERR_CONFIG, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__tls_settings_init(sgp__tls_settings *settings,
                                                 const sgp_tls_options *options,
                                                 const sgp_allocator *allocator,
                                                 const char *constructor, sgp_error *err);
void sgp__tls_settings_deinit(sgp__tls_settings *settings);

/* Non-zero if the options name no certificates, so that the system's trust store is used. */
int sgp__tls_trusts_system(const sgp__tls_settings *settings);

int sgp__pem_is_given(const sgp__pem *pem);

/* Returns the text of the client's key, by default that of the certificate. */
const sgp__pem *sgp__tls_client_key(const sgp__tls_settings *settings);

/* Returns the name of the text in messages: the path or the option. */
const char *sgp__pem_name(const sgp__pem *pem);

/* Parses a NUL-terminated PEM text. Messages call it `name`. */
typedef sgp_status (*sgp__pem_parser)(void *self, sgp_str text, const char *name, sgp_error *err);

/* Loads the text, calls parse and wipes the text. SGP_ERR_CONFIG names a file
 * that cannot be read; SGP_ERR_LIMIT, SGP_ERR_MEMORY, or the error of parse. */
SGP_MUST_CHECK sgp_status sgp__pem_parse(const sgp__pem *pem, const sgp_allocator *allocator,
                                         sgp__pem_parser parse, void *self, sgp_error *err);

/* Parses the first file that can be read and parsed. files ends with NULL.
 * SGP_NOT_CONFIGURED if there is none, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__pem_parse_first(const char *const *files,
                                               const sgp_allocator *allocator,
                                               sgp__pem_parser parse, void *self, sgp_error *err);

/* Traces how many certificates of `name` are trusted and how many cannot be
 * parsed. SGP_ERR_CONFIG if none is trusted. */
SGP_MUST_CHECK sgp_status sgp__tls_count_trusted(const sgp__tls_settings *settings,
                                                 const char *name, int trusted, int skipped,
                                                 sgp_error *err);

/* Traces that certificates are not verified. */
void sgp__tls_warn(const sgp__tls_settings *settings);

/* Copies a host without a trailing dot: "host." is the absolute form of the
 * name (RFC 1034, 3.1), but certificates and SNI have no dot. SGP_ERR_USAGE for
 * NULL, "" and more than SGP_HOST_MAX bytes. */
SGP_MUST_CHECK sgp_status sgp__tls_copy_host(char out[SGP_HOST_MAX + 1], const char *host,
                                             sgp_error *err);

#endif
