/*
 * this_host.c - which hosts are this machine: those that may get secrets in clear text.
 */
#include "sgp_this_host.h"

#include "sgp_ascii.h"
#include "sgp_ip_address.h"

#include <string.h>

static int is_loopback(const unsigned char *bytes, size_t len)
{
    static const unsigned char ipv6[16] = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 };

    return len == 4 ? bytes[0] == 127 : len == 16 && memcmp(bytes, ipv6, 16) == 0;
}

/* The fixed addresses of the agents of ECS and EKS (botocore/utils.py,
 * ContainerMetadataFetcher) and of the instance metadata service. */
static int is_metadata(const unsigned char *bytes, size_t len)
{
    static const char *const hosts[] = { "169.254.169.254", "fd00:ec2::254", "169.254.170.2",
                                         "169.254.170.23", "fd00:ec2::23" };
    unsigned char other[SGP__IP_BYTES_MAX];

    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        if (sgp__ip_parse(sgp_str_from(hosts[i]), other) == len && memcmp(bytes, other, len) == 0)
            return 1;
    return 0;
}

int sgp__is_this_host(sgp_str host)
{
    unsigned char bytes[SGP__IP_BYTES_MAX];
    size_t len = sgp__ip_parse(host, bytes);

    if (len == 0) return sgp__equal_nocase(host, "localhost");
    return is_loopback(bytes, len) || is_metadata(bytes, len);
}
