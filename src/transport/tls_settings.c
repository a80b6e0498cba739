/*
 * tls_settings.c - the settings that all TLS backends share: a copy of the
 * options, and the PEM texts.
 */
#include "sgp_tls_settings.h"

#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_trace.h"
#include "sgp_trust_files.h"

#include <string.h>

/* --- copies ----------------------------------------------------------------------------------- */

static sgp_status copy_pem(const sgp_allocator *allocator, const char *file, const void *bytes,
                           size_t len, sgp__pem *out, sgp_error *err)
{
    out->file = sgp__copy_text(allocator, file);
    if (file && !out->file) return SGP__NO_MEMORY(err, strlen(file) + 1);
    if (!bytes) return SGP_OK;
    if (len == 0 || len > SGP_CA_BYTES_MAX)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5082,
                         "%s has %lu bytes: expected 1 to SGP_CA_BYTES_MAX (%u)", out->option,
                         (unsigned long)len, SGP_CA_BYTES_MAX);
    out->bytes = sgp__alloc(allocator, len);
    if (!out->bytes) return SGP__NO_MEMORY(err, len);
    memcpy(out->bytes, bytes, len);
    out->len = len;
    return SGP_OK;
}

static sgp_status tls_settings_copy_options(sgp__tls_settings *s, const sgp_tls_options *o,
                                            sgp_error *err)
{
    const sgp_allocator *a = s->allocator;

    SGP_TRY(copy_pem(a, o->ca_file, NULL, 0, &s->ca, err));
    SGP_TRY(copy_pem(a, NULL, o->ca_pem, o->ca_pem_bytes, &s->ca_pem, err));
    s->ca_folder = sgp__copy_text(a, o->ca_folder);
    if (o->ca_folder && !s->ca_folder) return SGP__NO_MEMORY(err, strlen(o->ca_folder) + 1);
    SGP_TRY(copy_pem(a, o->client_cert_file, o->client_cert_pem, o->client_cert_pem_bytes,
                     &s->client_cert, err));
    SGP_TRY(copy_pem(a, o->client_key_file, o->client_key_pem, o->client_key_pem_bytes,
                     &s->client_key, err));
    if (sgp__pem_is_given(&s->client_key) && !sgp__pem_is_given(&s->client_cert))
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5083,
                         "a client key is given without its certificate: set client_cert_file "
                         "or client_cert_pem too");
    return SGP_OK;
}

sgp_status sgp__tls_settings_init(sgp__tls_settings *settings, const sgp_tls_options *options,
                                  const sgp_allocator *allocator, const char *constructor,
                                  sgp_error *err)
{
    sgp_tls_options own;

    memset(settings, 0, sizeof *settings);
    settings->allocator = allocator;
    settings->ca_pem.option = "ca_pem";
    settings->client_cert.option = "client_cert_pem";
    settings->client_key.option = "client_key_pem";
    SGP_TRY(SGP__OPTIONS_COPY(&own, sizeof own, options, 5112, constructor, "options", err));
    settings->trace = own.trace;
    settings->is_insecure = own.insecure_skip_verification;
    return tls_settings_copy_options(settings, &own, err);
}

static void free_pem(const sgp_allocator *allocator, sgp__pem *pem)
{
    sgp__free_text(allocator, (char *)pem->file);
    sgp__free(allocator, pem->bytes, pem->len);
}

void sgp__tls_settings_deinit(sgp__tls_settings *settings)
{
    free_pem(settings->allocator, &settings->ca);
    free_pem(settings->allocator, &settings->ca_pem);
    free_pem(settings->allocator, &settings->client_cert);
    free_pem(settings->allocator, &settings->client_key);
    sgp__free_text(settings->allocator, settings->ca_folder);
}

/* --- questions -------------------------------------------------------------------------------- */

int sgp__tls_trusts_system(const sgp__tls_settings *settings)
{
    return !settings->ca.file && !settings->ca_pem.bytes && !settings->ca_folder;
}

int sgp__pem_is_given(const sgp__pem *pem)
{
    return pem->file || pem->bytes;
}

const sgp__pem *sgp__tls_client_key(const sgp__tls_settings *settings)
{
    return sgp__pem_is_given(&settings->client_key) ? &settings->client_key
                                                    : &settings->client_cert;
}

const char *sgp__pem_name(const sgp__pem *pem)
{
    return pem->file ? pem->file : pem->option;
}

/* --- parsing ---------------------------------------------------------------------------------- */

static sgp_status tls_settings_load(const sgp__pem *pem, sgp__buf *out, sgp_error *err)
{
    if (pem->file) return sgp__trust_read_file(pem->file, out, err);
    sgp__buf_put(out, pem->bytes, pem->len);
    return SGP__BUF_CHECK(out, 5113, sgp__pem_name(pem), err);
}

sgp_status sgp__pem_parse(const sgp__pem *pem, const sgp_allocator *allocator,
                          sgp__pem_parser parse, void *self, sgp_error *err)
{
    sgp__buf text;
    sgp_status status;

    sgp__buf_init(&text, allocator, SGP_CA_BYTES_MAX);
    status = tls_settings_load(pem, &text, err);
    if (status == SGP_OK) status = parse(self, sgp__buf_str(&text), sgp__pem_name(pem), err);
    sgp__buf_deinit(&text); /* wipes a key */
    return status;
}

sgp_status sgp__pem_parse_first(const char *const *files, const sgp_allocator *allocator,
                                sgp__pem_parser parse, void *self, sgp_error *err)
{
    for (; *files; files++) {
        sgp__pem pem = { *files, NULL, 0, NULL };
        sgp_status status = sgp__pem_parse(&pem, allocator, parse, self, NULL);
        if (status == SGP_OK) return SGP_OK;
        if (status == SGP_ERR_MEMORY) return sgp__no_memory(err);
    }
    return SGP_NOT_CONFIGURED;
}

sgp_status sgp__tls_count_trusted(const sgp__tls_settings *settings, const char *name, int trusted,
                                  int skipped, sgp_error *err)
{
    if (trusted == 0)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 5084,
                         "Invalid CA bundle: %s holds no usable certificate (%d that cannot be "
                         "parsed); give certificates in PEM form",
                         name, skipped);
    SGP__TRACE(settings->trace, "connect", "trust %d certificates of %s, %d skipped", trusted, name,
               skipped);
    return SGP_OK;
}

void sgp__tls_warn(const sgp__tls_settings *settings)
{
    SGP__TRACE(settings->trace, "connect", "insecure: certificates are NOT verified");
}

sgp_status sgp__tls_copy_host(char out[SGP_HOST_MAX + 1], const char *host, sgp_error *err)
{
    sgp_str name = sgp_str_from(host);

    if (name.len == 0 || name.len > SGP_HOST_MAX)
        return SGP__FAIL(err, SGP_ERR_USAGE, 5085, "TLS needs a host of 1 to %d bytes",
                         SGP_HOST_MAX);
    if (name.len > 1 && name.ptr[name.len - 1] == '.') name.len--;
    sgp__copy_truncated(out, SGP_HOST_MAX + 1, name);
    return SGP_OK;
}
