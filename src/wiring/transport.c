/*
 * transport.c - makes the default HTTP: sockets, TLS of a backend, and proxies.
 */
#include "sgp_wiring.h"

#include "sgp_err.h"
#include "sgp_part.h"
#include "sgp_strip.h"
#include "sgp_trace.h"

#include <string.h>

sgp_status sgp__no_backend(const char *part, sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6018,
                     "there is no TLS backend for %s: give options.backend, or build the "
                     "library with one (SGP_BACKENDS)",
                     part);
}

/* --- TLS -------------------------------------------------------------------------------------- */

static const char *variable_of(const sgp__wiring *w, const char *name)
{
    sgp_platform *platform = w->client.platform;

    return SGP_HAS(platform, getenv) ? platform->type->getenv(platform, name) : NULL;
}

/* Returns where the path was found. A value that is set but empty counts (botocore/session.py,
 * create_client; endpoint.py, _get_verify_value). */
static const char *find_ca_file(const sgp__wiring *w, sgp_tls_options *tls)
{
    if (tls->ca_file) return "the option ca_file (--ca-bundle)";
    tls->ca_file = variable_of(w, "AWS_CA_BUNDLE");
    if (tls->ca_file) return "AWS_CA_BUNDLE";
    tls->ca_file = sgp_profile_get(w->profile, SGP_PROFILE_BOTH, "ca_bundle");
    if (tls->ca_file) return "ca_bundle of the profile";
    tls->ca_file = variable_of(w, "REQUESTS_CA_BUNDLE");
    return "REQUESTS_CA_BUNDLE";
}

static sgp_status read_ca_file(const sgp__wiring *w, sgp_tls_options *tls, sgp_error *err)
{
    const char *source;

    if (tls->ca_pem || tls->ca_folder || tls->insecure_skip_verification) return SGP_OK;
    source = find_ca_file(w, tls);
    if (!tls->ca_file || sgp__strip(sgp_str_from(tls->ca_file)).len > 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6019,
                     "Invalid CA bundle: %s is empty or blank: give the path of a PEM file, or "
                     "leave it unset to trust the system's authorities",
                     source);
}

/* Without a backend *out stays NULL: only http works, and the dialer refuses https. */
static sgp_status make_tls(sgp_tls **out, const sgp__wiring *w, sgp_error *err)
{
    sgp_tls_options tls = w->tls;

    if (!w->backend.tls_new) return SGP_OK;
    if (!tls.trace) tls.trace = w->client.trace;
    SGP_TRY(read_ca_file(w, &tls, err));
    sgp__file_warning(w->client.platform, tls.trace, "connect",
                      tls.client_key_file ? tls.client_key_file : tls.client_cert_file);
    return w->backend.tls_new(out, &tls, w->client.allocator, err);
}

/* --- dialer and HTTP -------------------------------------------------------------------------- */

static sgp_status make_dialer(sgp_dialer **out, const sgp__wiring *w, sgp_error *err)
{
    const sgp_allocator *allocator = w->client.allocator;
    sgp_dialer *tcp = NULL;
    sgp_tls *tls = NULL;
    sgp_status status = sgp_tcp_dialer_new(&tcp, w->client.platform, allocator, err);

    if (status == SGP_OK) status = make_tls(&tls, w, err);
    if (status == SGP_OK) status = sgp_net_dialer_new(out, tcp, tls, allocator, err);
    if (status == SGP_OK) return status;
    SGP__DESTROY(tls);
    SGP__DESTROY(tcp);
    return status;
}

static sgp_status make_http1(sgp_http **out, const sgp__wiring *w, const sgp_http1_options *http1,
                             sgp_error *err)
{
    sgp_dialer *dialer = NULL;
    sgp_status status;

    SGP_TRY(make_dialer(&dialer, w, err));
    status = sgp_http1_new(out, dialer, w->client.platform, http1, w->client.allocator, err);
    if (status != SGP_OK) SGP__DESTROY(dialer);
    return status;
}

/* --- proxies ---------------------------------------------------------------------------------- */

/* Copies the lower-case variable, else the upper-case one. An empty lower-case variable disables
 * the upper-case one (Python's urllib.request.getproxies_environment, which botocore uses). */
static sgp_status copy_proxy(sgp_platform *platform, const char *small, const char *capitals,
                             sgp_arena *arena, const char **out, sgp_error *err)
{
    const char *value = platform->type->getenv(platform, small);

    if (!value && capitals) value = platform->type->getenv(platform, capitals);
    return value && value[0] ? sgp__arena_copy_text(arena, value, out, err) : SGP_OK;
}

/* In a CGI program HTTP_PROXY may be the header "Proxy" of a request, so it is ignored there (the
 * same function of Python). */
static sgp_status read_proxies(sgp_platform *platform, sgp_arena *arena, sgp_proxy_options *out,
                               sgp_error *err)
{
    const char *http = "HTTP_PROXY";

    if (!SGP_HAS(platform, getenv)) return SGP_OK;
    if (platform->type->getenv(platform, "REQUEST_METHOD")) http = NULL;
    SGP_TRY(copy_proxy(platform, "https_proxy", "HTTPS_PROXY", arena, &out->https_proxy, err));
    SGP_TRY(copy_proxy(platform, "http_proxy", http, arena, &out->http_proxy, err));
    return copy_proxy(platform, "no_proxy", "NO_PROXY", arena, &out->no_proxy, err);
}

sgp_status sgp__make_http(sgp_http **out, const sgp__wiring *wiring, sgp_error *err)
{
    sgp_http1_options http1 = wiring->http1;
    sgp_proxy_options proxies = SGP_PROXY_OPTIONS_INIT;
    sgp_status status = SGP_OK;
    sgp_arena texts;

    sgp__arena_init(&texts, wiring->client.allocator, SGP_PROXY_MEMORY_MAX);
    if (!http1.trace) http1.trace = wiring->client.trace;
    if (!http1.proxy) {
        status = read_proxies(wiring->client.platform, &texts, &proxies, err);
        http1.proxy = &proxies;
    }
    if (status == SGP_OK) status = make_http1(out, wiring, &http1, err);
    sgp__arena_deinit(&texts); /* wipes the passwords */
    return status;
}
