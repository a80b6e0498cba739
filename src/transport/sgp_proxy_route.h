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

/* One proxy. api.host is NULL if there is no proxy, or refusal says why it cannot be used. */
typedef struct sgp__proxy_server {
    sgp_proxy api;
    const char *shown;   /* its URL with *** for user and password */
    const char *option;  /* where it is from */
    const char *refusal; /* NULL: none */
} sgp__proxy_server;

typedef struct sgp__proxy_route {
    sgp_arena arena; /* owns all texts */
    sgp__proxy_server https;
    sgp__proxy_server http;
    const char *no_proxy;
} sgp__proxy_route;

/* Parses the options of sgp_http1_new; NULL means no proxy. An invalid proxy is
 * no error before a request needs it. Deinitialise the route also after an error. */
SGP_MUST_CHECK sgp_status sgp__proxy_route_init(sgp__proxy_route *route,
                                                const sgp_proxy_options *options,
                                                const sgp_allocator *allocator, sgp_error *err);

void sgp__proxy_route_deinit(sgp__proxy_route *route);

/* Stores the proxy of a request in *out, or NULL if it uses none. SGP_ERR_CONFIG if the proxy is
 * invalid; the message names the option and never shows a password. */
SGP_MUST_CHECK sgp_status sgp__proxy_for(const sgp__proxy_route *route,
                                         const sgp_http_request *request,
                                         const sgp__proxy_server **out, sgp_error *err);

/* Non-zero if no_proxy covers a host in the form of sgp_http_request_host. */
int sgp__proxy_bypasses(const char *no_proxy, const char *host);

#endif
