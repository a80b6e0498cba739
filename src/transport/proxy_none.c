/*
 * proxy_none.c - what proxy.c and proxy_route.c are in a build without proxies.
 */
#include "sgp_proxy.h"
#include "sgp_proxy_route.h"

#include "sgp_err.h"

sgp_status sgp__proxy_route_init(sgp__proxy_route *route, const sgp_proxy_options *options,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    (void)route;
    (void)allocator;
    if (!options || (!options->https_proxy && !options->http_proxy)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 5091,
                     "sgp_http1_new: options.proxy: this library was built without SGP_PROXIES");
}

void sgp__proxy_route_deinit(sgp__proxy_route *route)
{
    (void)route;
}

sgp_status sgp__proxy_for(const sgp__proxy_route *route, const sgp_http_request *request,
                          const sgp__proxy_server **out, sgp_error *err)
{
    (void)route;
    (void)request;
    (void)err;
    *out = NULL;
    return SGP_OK;
}

sgp_status sgp__proxy_stream_new(sgp_stream **out, sgp_stream *inner, const sgp_target *target,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    (void)out;
    (void)inner;
    (void)target;
    (void)allocator;
    return SGP__FAIL(err, SGP_ERR_USAGE, 5092,
                     "sgp_net_dialer: target.via: this library was built without SGP_PROXIES");
}
