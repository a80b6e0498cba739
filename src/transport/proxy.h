/*
 * proxy.h - a stream through an HTTP proxy: CONNECT (RFC 9110, 9.3.6).
 */
#ifndef SGP_TRANSPORT_PROXY_H
#define SGP_TRANSPORT_PROXY_H

#include "sagepager/sys/stream.h"

/*
 * Makes a stream to the target through the proxy at the other end of *inner, as botocore asks for
 * one: "CONNECT host:port HTTP/1.0". SGP_OK and *stream owns *inner, or an error and *inner is
 * still the caller's. A proxy that refuses or does not speak HTTP gives SGP_ERR_PROXY from connect,
 * with err->http_status if there is one.
 */
SGP_MUST_CHECK sgp_status sgp__proxy_stream_new(sgp_stream *stream, const sgp_stream *inner,
                                                const sgp_target *target,
                                                const sgp_allocator *allocator, sgp_error *err);

#endif
