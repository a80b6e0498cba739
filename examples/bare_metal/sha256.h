/*
 * sha256.h - SHA-256 for the library's signatures. If your chip has a hash unit, or your TLS
 * library has SHA-256, write these three functions with it.
 */
#ifndef SHA256_H
#define SHA256_H

#include <sagepager/sys/crypto.h>

sgp_crypto *device_crypto(void);

#endif
