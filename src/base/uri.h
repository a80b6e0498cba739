/*
 * uri.h - takes an http or https URL apart and checks the host, strictly.
 *
 * Not a general URI parser: no user info, no fragment, no relative forms; those are refused.
 */
#ifndef SGP_BASE_URI_H
#define SGP_BASE_URI_H

#include "sagepager/base.h"

typedef struct sgp__uri {
    int is_tls;
    char host[SGP_HOST_MAX + 1]; /* lower-case; an IPv6 address without its brackets */
    uint16_t port;               /* the scheme's default when not written */
    sgp_str path;                /* view into the text: "/..." or "" */
} sgp__uri;

/*
 * Parses "http[s]://host[:port][/path[?query]]". SGP_ERR_CONFIG, with a message that names what is
 * wrong and what is accepted, for anything else; `what` names the setting ("endpoint_url").
 */
SGP_MUST_CHECK sgp_status sgp__uri_parse(const char *text, const char *what, sgp__uri *out,
                                         sgp_error *err);

/* Labels of letters, digits and '-', 1..63 each, no '-' at either end, SGP_HOST_MAX in all; one
 * trailing dot is allowed (botocore/utils.py is_valid_endpoint_url). */
int sgp__is_host_name(sgp_str text);

/* One such label that is not all digits (botocore/utils.py validate_region_name). */
int sgp__is_region(sgp_str text);

/* Characters of an IPv6 address (digits, a-f, ':', '.') with at least two ':'. */
int sgp__is_ipv6(sgp_str text);

#endif
