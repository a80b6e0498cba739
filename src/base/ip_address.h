/*
 * ip_address.h - IPv4 and IPv6 addresses from text to bytes, without the operating system.
 */
#ifndef SGP_BASE_IP_ADDRESS_H
#define SGP_BASE_IP_ADDRESS_H

#include "sagepager/base.h"

#define SGP__IP_BYTES_MAX 16

/*
 * Bytes of the address that text is, in network order: 4 for "127.0.0.1", 16 for "::1" (RFC 4291,
 * 2.2), 0 when it is none. Strict as inet_pton: no octal, no zone, no shorthand with fewer dots.
 */
size_t sgp__ip_parse(sgp_str text, unsigned char out[SGP__IP_BYTES_MAX]);

#endif
