/*
 * transport.c - the default HTTP: sockets, TLS of a backend, proxies, each as settings say.
 */
#include "wiring.h"

#include <string.h>

/* The one asked for, else the library's first; empty when there is none. */
sgp_backend sgp__backend_of(const sgp_default_options *options)
{
    static const sgp_backend none = SGP_BACKEND_INIT;
    const sgp_backend *given = options->backend ? options->backend : sgp_backend_at(0);
    sgp_backend own = none;

    if (!given) return none;
    memcpy(&own, given, given->size < sizeof own ? given->size : sizeof own);
    return own;
}

sgp_status sgp__no_backend(const char *part, sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "there is no TLS backend for %s: give options.backend, or build the "
                         "library with one (SGP_BACKENDS)",
                         part);
}

/* Without a backend http is left; https is then refused by the dialer. */
static sgp_status make_tls(sgp_tls *out, const sgp_default_options *options,
                           const sgp_platform *platform, const sgp_profile *profile, sgp_error *err)
{
    sgp_backend backend = sgp__backend_of(options);
    sgp_tls_options tls = options->tls;

    if (!backend.tls_new) return SGP_OK;
    if (!tls.trace.line) tls.trace = options->client.trace;
    if (!tls.ca_pem && !tls.ca_folder && (!tls.ca_file || !tls.ca_file[0]) && platform->getenv)
        tls.ca_file = platform->getenv(platform->self, "AWS_CA_BUNDLE");
    if (!tls.ca_pem && !tls.ca_folder && !tls.ca_file)
        tls.ca_file = sgp__of_profile(profile, "ca_bundle");
    /* botocore/httpsession.py refuses it too; the AWS CLI silently stops verifying. */
    if (!tls.ca_pem && tls.ca_file && strspn(tls.ca_file, " \t\r\n") == strlen(tls.ca_file))
        return sgp_error_set(
            err, SGP_ERR_CONFIG,
            "Invalid CA bundle: the path given in options or AWS_CA_BUNDLE is empty or blank; "
            "give that of a PEM file or none");
    sgp__look_at_file(platform, &tls.trace, "connect",
                      tls.client_key_file ? tls.client_key_file : tls.client_cert_file);
    return backend.tls_new(out, &tls, options->client.allocator, err);
}

/* Sockets, then TLS, as one dialer. On failure nothing is left. */
static sgp_status make_dialer(sgp_dialer *out, const sgp_default_options *options,
                              const sgp_platform *platform, const sgp_profile *profile,
                              sgp_error *err)
{
    const sgp_allocator *allocator = options->client.allocator;
    sgp_dialer sockets = SGP_DIALER_INIT;
    sgp_tls tls = SGP_TLS_INIT;
    sgp_status status = sgp_sockets_new(&sockets, platform, allocator, err);

    if (status == SGP_OK) status = make_tls(&tls, options, platform, profile, err);
    if (status == SGP_OK)
        status = sgp_connect_new(out, &sockets, tls.wrap ? &tls : NULL, allocator, err);
    if (status == SGP_OK) return status;
    if (tls.destroy) tls.destroy(tls.self);
    if (sockets.destroy) sockets.destroy(sockets.self);
    return status;
}

static sgp_status make_http_of(sgp_http *out, const sgp_default_options *options,
                               const sgp_http1_options *http1, const sgp_platform *platform,
                               const sgp_profile *profile, sgp_error *err)
{
    sgp_dialer dialer = SGP_DIALER_INIT;
    sgp_status status = make_dialer(&dialer, options, platform, profile, err);

    if (status != SGP_OK) return status;
    status = sgp_http1_new(out, &dialer, platform, http1, options->client.allocator, err);
    if (status != SGP_OK && dialer.destroy) dialer.destroy(dialer.self);
    return status;
}

/* In small letters, else in capitals; an empty one in small letters cancels the other (Python's
 * urllib.request.getproxies_environment, which botocore uses). The text is copied into arena. */
static sgp_status proxy_variable(const sgp_platform *platform, const char *small,
                                 const char *capitals, sgp_arena *arena, const char **out,
                                 sgp_error *err)
{
    const char *value = platform->getenv(platform->self, small);

    if (!value && capitals) value = platform->getenv(platform->self, capitals);
    return value && value[0] ? sgp__keep(arena, value, out, err) : SGP_OK;
}

/* HTTP_PROXY may be a request's header "Proxy" in a CGI program (the same function). */
static sgp_status proxies_of(const sgp_platform *platform, sgp_arena *arena, sgp_proxy_options *out,
                             sgp_error *err)
{
    const char *http = "HTTP_PROXY";
    sgp_status status;

    if (!platform->getenv) return SGP_OK;
    if (platform->getenv(platform->self, "REQUEST_METHOD")) http = NULL;
    status = proxy_variable(platform, "https_proxy", "HTTPS_PROXY", arena, &out->https_proxy, err);
    if (status == SGP_OK)
        status = proxy_variable(platform, "http_proxy", http, arena, &out->http_proxy, err);
    if (status == SGP_OK)
        status = proxy_variable(platform, "no_proxy", "NO_PROXY", arena, &out->no_proxy, err);
    return status;
}

sgp_status sgp__make_http(sgp_http *out, const sgp_default_options *options,
                          const sgp_platform *platform, const sgp_profile *profile, sgp_error *err)
{
    sgp_http1_options http1 = options->http1;
    sgp_proxy_options proxies = SGP_PROXY_OPTIONS_INIT;
    sgp_status status = SGP_OK;
    sgp_arena texts;

    sgp_arena_init(&texts, options->client.allocator, SGP_PROXY_MEMORY_MAX);
    if (!http1.trace.line) http1.trace = options->client.trace;
    if (!http1.proxy) {
        status = proxies_of(platform, &texts, &proxies, err);
        http1.proxy = &proxies;
    }
    if (status == SGP_OK) status = make_http_of(out, options, &http1, platform, profile, err);
    sgp_arena_deinit(&texts); /* wipes the passwords */
    return status;
}
