/*
 * sgp_ip_address.h - parses IPv4 and IPv6 addresses without the operating system.
 */
#ifndef SGP_BASE_IP_ADDRESS_H
#define SGP_BASE_IP_ADDRESS_H

#include "sagepager/base.h"

#define SGP__IP_BYTES_MAX 16

/*
 * Writes the address to out in network order and returns its number of bytes: 4
 * for IPv4, 16 for IPv6 (RFC 4291, 2.2), 0 if text is not an address. As strict
 * as inet_pton: no octal numbers, no zones, no shorthand with fewer dots.
 */
size_t sgp__ip_parse(sgp_str text, unsigned char out[SGP__IP_BYTES_MAX]);

#endif
