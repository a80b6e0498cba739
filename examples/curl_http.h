/*
 * curl_http.h - an sgp_http on libcurl, for own_http_curl.c and for your program.
 */
#ifndef CURL_HTTP_H
#define CURL_HTTP_H

#include <sagepager/sys/http.h>
#include <sagepager/sys/platform.h>

/*
 * curl_http_new: stores a new HTTP layer in *out. It blocks and honours deadlines.
 * ca_file names a PEM bundle that replaces the trust store of libcurl. NULL selects
 * libcurl's store. Both arguments are borrowed and must outlive the object. Proxies
 * come from the environment, as libcurl reads it. SGP_ERR_MEMORY.
 */
sgp_status curl_http_new(sgp_http **out, const char *ca_file, sgp_platform *platform,
                         sgp_error *err);

#endif
