/*
 * sgp_uri.h - strict parser of http and https URLs.
 *
 * Not a general URI parser: user info, fragments and relative forms are
 * refused.
 */
#ifndef SGP_BASE_URI_H
#define SGP_BASE_URI_H

#include "sgp_buf.h"

/* The parts of a URL. Its texts are views into the URL. */
typedef struct sgp__uri {
    int is_tls;
    sgp_str host;  /* in any case; an IPv6 address without brackets */
    uint16_t port; /* the scheme's default if the URL has no port */
    sgp_str path;  /* "/..." or "" */
} sgp__uri;

/* Parses "http[s]://host[:port][/path[?query]]". `what` names the setting in
 * messages ("endpoint_url"). SGP_ERR_CONFIG for other text. */
SGP_MUST_CHECK sgp_status sgp__uri_parse(const char *text, const char *what, sgp__uri *out,
                                         sgp_error *err);

/* Writes the host in lower case and a NUL: host.len + 1 bytes. */
void sgp__uri_lower_host(const sgp__uri *uri, char *out);

/* Returns the length of the part of a URL or path that messages show: a query or fragment may be a
 * secret. */
size_t sgp__uri_shown_bytes(sgp_str text);

/* Returns "..." if messages show only a part of text, else "". */
const char *sgp__uri_rest(sgp_str text);

/* Formats what messages show of a URL or path: "/path?...". */
#define SGP__SHOWN_FORMAT "%.*s%s"
#define SGP__SHOWN(text) (int)sgp__uri_shown_bytes(text), (text).ptr, sgp__uri_rest(text)

/* Non-zero for a host name of at most SGP_HOST_MAX characters, with or without
 * a trailing dot (botocore/utils.py, is_valid_endpoint_url). */
int sgp__is_host_name(sgp_str text);

/* Non-zero for one host label that is not all digits (botocore/utils.py,
 * validate_region_name). */
int sgp__is_region(sgp_str text);

/* Appends c, percent-encoded in upper case unless it is a letter, a digit or one
 * of "-._~" (RFC 3986, 2.1 and 2.3). */
void sgp__uri_put_char(sgp__buf *out, char c);

/* Non-zero for a text of hexadecimal digits, ':' and '.' with at least two
 * ':'. */
int sgp__is_ipv6(sgp_str text);

#endif
