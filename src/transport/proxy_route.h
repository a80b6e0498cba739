/*
 * proxy_route.h - which requests go through which HTTP proxy.
 *
 * Pure: texts in, a decision out. The rules are those of botocore, which are Python's
 * (urllib.request, getproxies and proxy_bypass_environment).
 */
#ifndef SGP_TRANSPORT_PROXY_ROUTE_H
#define SGP_TRANSPORT_PROXY_ROUTE_H

#include "sagepager/builtin.h"
#include "sagepager/sys/http.h"

/* One proxy. `api` points into the rest; host NULL: none. */
typedef struct sgp__proxy_place {
    sgp_proxy api;
    char host[SGP_HOST_MAX + 1];
    char *shown;         /* its URL with *** for the name and password */
    char *authorization; /* "Basic ..."; NULL: none; wiped */
} sgp__proxy_place;

typedef struct sgp__proxy_route {
    const sgp_allocator *allocator;
    sgp__proxy_place https;
    sgp__proxy_place http;
    char *no_proxy;
} sgp__proxy_route;

/* Takes the options apart; NULL: no proxy. SGP_ERR_CONFIG names the option and never shows a
 * password. On failure the route is to be deinitialised all the same. */
SGP_MUST_CHECK sgp_status sgp__proxy_route_init(sgp__proxy_route *route,
                                                const sgp_proxy_options *options,
                                                const sgp_allocator *allocator, sgp_error *err);

void sgp__proxy_route_deinit(sgp__proxy_route *route);

/* The proxy for a request, or NULL: directly. */
const sgp__proxy_place *sgp__proxy_for(const sgp__proxy_route *route,
                                       const sgp_http_request *request);

/* Non-zero when no_proxy, a comma list, excludes a host as sgp_http_request_host writes it. */
int sgp__proxy_bypasses(const char *no_proxy, const char *host);

#endif
