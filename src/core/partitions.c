/*
 * partitions.c - the hosts of the partitions' regions, with FIPS and dual-stack. A
 * build without partitions has partitions_none.c instead.
 *
 * Pure. The tables and rules are those of botocore data/partitions.json and
 * data/sagemaker/2017-07-24/endpoint-rule-set-1.json.
 */
#include "sgp_core.h"

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_mem.h"

#include <string.h>

typedef struct partition {
    const char *prefixes;      /* of region names, before "-word-digits"; each ends in a blank */
    const char *global_region; /* the one region name without that form */
    const char *dns_suffix;
    const char *dualstack_dns_suffix;
    int has_api_fips_host; /* rule 4: FIPS hosts start with api-fips.sagemaker */
    int refuses_dualstack; /* an older resolver of botocore has no such host and fails */
} partition;

/* The first one is also the default. */
static const partition partitions[] = {
    { "us eu ap sa ca me af il mx ", "aws-global", "amazonaws.com", "api.aws", 1, 0 },
    { "cn ", "aws-cn-global", "amazonaws.com.cn", "api.amazonwebservices.com.cn", 0, 0 },
    { "eusc-de ", "", "amazonaws.eu", "api.amazonwebservices.eu", 0, 0 },
    { "us-iso ", "aws-iso-global", "c2s.ic.gov", "api.aws.ic.gov", 0, 0 },
    { "us-isob ", "aws-iso-b-global", "sc2s.sgov.gov", "api.aws.scloud", 0, 0 },
    { "eu-isoe ", "aws-iso-e-global", "cloud.adc-e.uk", "api.cloud-aws.adc-e.uk", 0, 1 },
    { "us-isof ", "aws-iso-f-global", "csp.hci.ic.gov", "api.aws.hci.ic.gov", 0, 1 },
    { "us-gov ", "aws-us-gov-global", "amazonaws.com", "api.aws", 1, 0 },
};

/* Returns the length of the prefix of a region name "prefix-word-digits"; 0 for other names. */
static size_t prefix_length(const char *region)
{
    size_t len = strlen(region), digits = 0, word = 0;

    while (len > 0 && sgp__is_digit(region[len - 1]))
        len--, digits++;
    if (digits == 0 || len == 0 || region[--len] != '-') return 0;
    while (len > 0 && region[len - 1] != '-')
        len--, word++;
    return word > 0 && len > 0 ? len - 1 : 0;
}

static int has_prefix(const partition *p, const char *region, size_t len)
{
    const char *end;

    for (const char *at = p->prefixes; *at; at = end + 1) {
        end = strchr(at, ' ');
        if ((size_t)(end - at) == len && memcmp(at, region, len) == 0) return 1;
    }
    return 0;
}

static const partition *partition_of(const char *region)
{
    size_t len = prefix_length(region);

    for (size_t i = 0; i < sizeof partitions / sizeof *partitions; i++) {
        const partition *p = &partitions[i];
        if (sgp__same_text(region, p->global_region)) return p;
        if (len > 0 && has_prefix(p, region, len)) return p;
    }
    return &partitions[0];
}

static sgp_status dualstack_refused(sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_CONFIG, 2020,
                     "Unable to construct a modeled endpoint with the following variant(s) "
                     "['dualstack']: the partition has no dual-stack hosts; disable dual-stack");
}

/* Rules 3 to 6 of the endpoint rule set. */
sgp_status sgp__url_from_region(sgp__endpoint *out, int use_fips, int use_dualstack,
                                const sgp_allocator *allocator, sgp_error *err)
{
    char url[SGP_HOST_MAX + 9];
    const partition *p = partition_of(out->region);
    const char *service = use_fips ? "api.sagemaker-fips" : "api.sagemaker";
    const char *suffix = use_dualstack ? p->dualstack_dns_suffix : p->dns_suffix;

    if (use_dualstack && p->refuses_dualstack) return dualstack_refused(err);
    if (use_fips && !use_dualstack && p->has_api_fips_host) service = "api-fips.sagemaker";
    (void)sgp__format(url, sizeof url, "https://%s.%s.%s", service, out->region, suffix);
    out->url = sgp__copy_text(allocator, url);
    return out->url ? SGP_OK : SGP__NO_MEMORY(err, strlen(url) + 1);
}

/* Prefixes of host names, without and with FIPS; indexed by sgp_service. */
static const char *const service_hosts[][2] = { { "sts", "sts-fips" },
                                                { "portal.sso", "portal.sso-fips" },
                                                { "oidc", "oidc-fips" },
                                                { "signin", "signin-fips" } };

/* GovCloud's plain hosts are FIPS hosts. */
static int is_always_fips(const partition *p, int use_dualstack)
{
    return sgp__same_text(p->global_region, "aws-us-gov-global") && !use_dualstack;
}

/* Of the sign-in service's plain hosts, in the order of the partitions. */
static const char *const signin_suffixes[] = {
    "signin.aws.amazon.com",     "signin.amazonaws.cn",         "signin.amazonaws-eusc.eu",
    "signin.c2shome.ic.gov",     "signin.sc2shome.sgov.gov",    "signin.csphome.adc-e.uk",
    "signin.csphome.hci.ic.gov", "signin.amazonaws-us-gov.com",
};

/* botocore data/signin/2023-01-01/endpoint-rule-set-1.json. GovCloud has its own hosts with FIPS
 * too, and one of them has no region. Returns zero for hosts like those of other services. */
static int put_signin_url(const partition *p, const char *region, int use_fips, int use_dualstack,
                          char *out, size_t out_bytes)
{
    int is_gov = sgp__same_text(p->global_region, "aws-us-gov-global");

    if (use_dualstack || (use_fips && !is_gov)) return 0;
    if (use_fips && sgp__same_text(region, "us-gov-west-1"))
        (void)sgp__format(out, out_bytes, "https://signin-fips.amazonaws-us-gov.com");
    else if (use_fips)
        (void)sgp__format(out, out_bytes, "https://%s.signin-fips.amazonaws-us-gov.com", region);
    else
        (void)sgp__format(out, out_bytes, "https://%s.%s", region, signin_suffixes[p - partitions]);
    return 1;
}

sgp_status sgp_service_url(sgp_service service, const char *region, int use_fips, int use_dualstack,
                           char *out, size_t out_bytes, sgp_error *err)
{
    char name[SGP_REGION_MAX + 1];
    const partition *p;

    sgp_error_reset(err);
    if ((unsigned)service >= sizeof service_hosts / sizeof *service_hosts)
        return SGP__FAIL(err, SGP_ERR_USAGE, 2021,
                         "sgp_service_url: service is %d: expected one of SGP_SERVICE_*",
                         (int)service);
    SGP_TRY(sgp__region_take(region, name, &use_fips, err));
    p = partition_of(name);
    if (use_dualstack && p->refuses_dualstack) return dualstack_refused(err);
    if (service == SGP_SERVICE_SIGNIN &&
        put_signin_url(p, name, use_fips, use_dualstack, out, out_bytes))
        return SGP_OK;
    if (is_always_fips(p, use_dualstack)) use_fips = 0;
    (void)sgp__format(out, out_bytes, "https://%s.%s.%s", service_hosts[service][use_fips != 0],
                      name, use_dualstack ? p->dualstack_dns_suffix : p->dns_suffix);
    return SGP_OK;
}
