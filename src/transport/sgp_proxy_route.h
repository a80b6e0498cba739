/*
 * sgp_proxy_route.h - decides which requests go through which HTTP proxy.
 *
 * Pure functions of texts. The rules are those of botocore and Python
 * (urllib.request, getproxies and proxy_bypass_environment).
 */
#ifndef SGP_TRANSPORT_PROXY_ROUTE_H
#define SGP_TRANSPORT_PROXY_ROUTE_H

#include "sagepager/transport.h"

#include "sgp_arena.h"

/* One proxy. api.host is NULL if there is no proxy. */
typedef struct sgp__proxy_server {
    sgp_proxy api;
    const char *shown; /* its URL with *** for user and password */
} sgp__proxy_server;

typedef struct sgp__proxy_route {
    sgp_arena arena; /* owns all texts */
    sgp__proxy_server https;
    sgp__proxy_server http;
    const char *no_proxy;
} sgp__proxy_route;

/* Parses the options of sgp_http1_new; NULL means no proxy. SGP_ERR_CONFIG
 * names the option and never shows a password. Deinitialise the route also
 * after an error. */
SGP_MUST_CHECK sgp_status sgp__proxy_route_init(sgp__proxy_route *route,
                                                const sgp_proxy_options *options,
                                                const sgp_allocator *allocator, sgp_error *err);

void sgp__proxy_route_deinit(sgp__proxy_route *route);

/* Returns the proxy of a request, or NULL if it uses none. */
const sgp__proxy_server *sgp__proxy_for(const sgp__proxy_route *route,
                                        const sgp_http_request *request);

/* Non-zero if no_proxy covers a host in the form of sgp_http_request_host. */
int sgp__proxy_bypasses(const char *no_proxy, const char *host);

#endif
