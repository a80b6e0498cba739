/*
 * sgp_proxy.h - a stream through an HTTP proxy: CONNECT (RFC 9110, 9.3.6).
 */
#ifndef SGP_TRANSPORT_PROXY_H
#define SGP_TRANSPORT_PROXY_H

#include "sagepager/sys/stream.h"

/*
 * Makes a stream to target->host through the proxy target->via and stores it in
 * *out. `inner` is a stream to the proxy. The new stream owns inner; on an error
 * inner stays the caller's. The new stream's connect requests the tunnel as
 * botocore does: "CONNECT host:port HTTP/1.0". If the proxy refuses or does not
 * speak HTTP, connect returns SGP_ERR_PROXY and sets err->http_status, if there
 * is one.
 */
SGP_MUST_CHECK sgp_status sgp__proxy_stream_new(sgp_stream **out, sgp_stream *inner,
                                                const sgp_target *target,
                                                const sgp_allocator *allocator, sgp_error *err);

#endif
