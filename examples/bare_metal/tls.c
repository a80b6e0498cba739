/*
 * tls.c - TLS 1.2 and SHA-256 from Mbed TLS 2.28, in place of plain.c. See
 * mbedtls_config.h.
 *
 * THE ENTROPY IS A DUMMY, because QEMU's board has no random generator. Anyone
 * can compute the session keys. A product fills mbedtls_hardware_poll from the
 * generator of its chip.
 *
 * Mbed TLS takes its memory from a pool of its own, so that both peaks can be
 * measured.
 */
#include "board.h"

#include <sagepager/transport.h>

#include <mbedtls/entropy_poll.h>
#include <mbedtls/platform.h>
#include <mbedtls/platform_util.h>
#include <string.h>
#include <time.h>

#define TLS_POOL_BYTES (40 * 1024)
#define CA_BYTES 4096

static unsigned char tls_memory[TLS_POOL_BYTES];
static sgp_pool *tls_pool;
static char ca_pem[CA_BYTES]; /* a product has the certificate of its authority in flash */

/* --- memory ----------------------------------------------------------------------------------- */

/*
 * Mbed TLS does not tell the size of what it frees, so it stands before each
 * block.
 */
#define SIZE_BYTES 16u /* keeps the alignment */

static void *tls_calloc(size_t count, size_t size)
{
    const sgp_allocator *allocator = sgp_pool_allocator(tls_pool);
    size_t bytes = count * size + SIZE_BYTES;
    unsigned char *block;

    if (size > 0 && count > (TLS_POOL_BYTES - SIZE_BYTES) / size) return NULL;
    block = allocator->alloc(allocator->self, bytes);
    if (!block) return NULL;
    memset(block, 0, bytes);
    memcpy(block, &bytes, sizeof bytes);
    return block + SIZE_BYTES;
}

static void tls_free(void *ptr)
{
    const sgp_allocator *allocator = sgp_pool_allocator(tls_pool);
    unsigned char *block = ptr;
    size_t bytes;

    if (!block) return;
    block -= SIZE_BYTES;
    memcpy(&bytes, block, sizeof bytes);
    allocator->free(allocator->self, block, bytes);
}

/* --- entropy and time ------------------------------------------------------------------------- */

/* A DUMMY: see the top of this file. */
int mbedtls_hardware_poll(void *data, unsigned char *out, size_t len, size_t *got)
{
    sgp_platform *platform = board_platform();

    (void)data;
    if (platform->type->random(platform, out, len) != SGP_OK) return -1;
    *got = len;
    return 0;
}

static mbedtls_time_t tls_time(mbedtls_time_t *out)
{
    sgp_platform *platform = board_platform();
    mbedtls_time_t now = (mbedtls_time_t)(platform->type->wall_us(platform) / 1000000);

    if (out) *out = now;
    return now;
}

static int is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int month, int year) /* month: 0 to 11 */
{
    static const unsigned char days[12] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };

    return days[month] + (month == 1 && is_leap(year));
}

/*
 * For the dates of certificates. Mbed TLS reads nothing but date and time of
 * day.
 */
struct tm *mbedtls_platform_gmtime_r(const mbedtls_time_t *seconds, struct tm *out)
{
    int days = (int)(*seconds / 86400), rest = (int)(*seconds % 86400);
    int year = 1970, month = 0;

    for (; days >= 365 + is_leap(year); year++)
        days -= 365 + is_leap(year);
    for (; days >= days_of(month, year); month++)
        days -= days_of(month, year);
    memset(out, 0, sizeof *out);
    out->tm_year = year - 1900;
    out->tm_mon = month;
    out->tm_mday = days + 1;
    out->tm_hour = rest / 3600;
    out->tm_min = rest / 60 % 60;
    out->tm_sec = rest % 60;
    return out;
}

/* --- dialer ----------------------------------------------------------------------------------- */

static sgp_status start_tls_library(sgp_error *err)
{
    print("WARNING: the entropy of this board is a dummy. This TLS protects nothing.\n");
    if (sgp_pool_new(&tls_pool, tls_memory, sizeof tls_memory) != SGP_OK)
        return sgp_error_set(err, SGP_ERR_MEMORY, "TLS_POOL_BYTES is too small for a pool");
    (void)mbedtls_platform_set_calloc_free(tls_calloc, tls_free);
    (void)mbedtls_platform_set_time(tls_time);
    return SGP_OK;
}

sgp_status secure_dialer_new(sgp_dialer **out, const sgp_allocator *allocator, sgp_error *err)
{
    sgp_tls_options options = SGP_TLS_OPTIONS_INIT;
    sgp_tls *tls = NULL;
    sgp_status status = start_tls_library(err);

    if (status != SGP_OK) return status;
    options.ca_pem = ca_pem;
    options.ca_pem_bytes = host_read_file(setting("ca", "ca.pem"), ca_pem, sizeof ca_pem);
    status = sgp_mbedtls_tls_new(&tls, &options, allocator, err);
    if (status != SGP_OK) return status;
    status = sgp_net_dialer_new(out, modem_dialer(), tls, allocator, err);
    if (status != SGP_OK && SGP_HAS(tls, destroy)) tls->type->destroy(tls);
    return status;
}

sgp_crypto *secure_crypto(void)
{
    return sgp_mbedtls_crypto();
}

void secure_report(void)
{
    if (!tls_pool) return;
    print("tls-peak: ");
    print_int((int64_t)sgp_pool_peak_bytes(tls_pool));
    print("\ntls-left: ");
    print_int((int64_t)sgp_pool_used_bytes(tls_pool));
    print("\n");
}
