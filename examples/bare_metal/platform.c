/*
 * platform.c - clock, waiting and random numbers for the client
 * (sagepager/sys/platform.h).
 */
#include "board.h"

#define MICROSECONDS 1000000

typedef struct device_platform {
    sgp_platform base;
    int64_t start_seconds; /* wall clock at clock_start */
    uint32_t random;       /* state of the generator; never 0 */
} device_platform;

/*
 * A wrong wall clock does no harm without TLS: the client corrects it by the
 * Date of the service's answers. A board without an RTC may start from its
 * build date.
 */
static int64_t device_wall_us(sgp_platform *platform)
{
    return ((device_platform *)platform)->start_seconds * MICROSECONDS + clock_us();
}

static int64_t device_monotonic_us(sgp_platform *platform)
{
    (void)platform;
    return clock_us();
}

/*
 * xorshift32 (G. Marsaglia, "Xorshift RNGs"). The client spreads its retries
 * with these numbers and marks requests with them; they protect nothing. Read
 * your chip's generator here if it has one.
 */
static sgp_status device_random(sgp_platform *platform, void *bytes, size_t len)
{
    device_platform *p = (device_platform *)platform;
    unsigned char *out = bytes;

    for (; len > 0; len--) {
        p->random ^= p->random << 13;
        p->random ^= p->random >> 17;
        p->random ^= p->random << 5;
        *out++ = (unsigned char)(p->random >> 24);
    }
    return SGP_OK;
}

/* The modem's UART is the only thing to wait for, and only to read. */
static int nothing_is_ready(void)
{
    return 0;
}

static sgp_status device_wait(sgp_platform *platform, const sgp_poll_interest *interest)
{
    int is_uart = interest->fd == UART_MODEM_FD && (interest->events & SGP_POLL_READ);
    int (*is_ready)(void) = is_uart ? uart_has_input : nothing_is_ready;

    (void)platform;
    while (!is_ready() && clock_us() < interest->at_us)
        sleep_unless(is_ready);
    return SGP_OK;
}

static const sgp_platform_type device_platform_type = { .size = sizeof(sgp_platform_type),
                                                        .name = "board",
                                                        .wall_us = device_wall_us,
                                                        .monotonic_us = device_monotonic_us,
                                                        .random = device_random,
                                                        .wait = device_wait };

sgp_platform *board_platform(void)
{
    static device_platform platform;

    if (platform.base.type) return &platform.base;
    platform.base.type = &device_platform_type;
    platform.start_seconds = setting_int("time", host_unix_time());
    platform.random = (uint32_t)platform.start_seconds | 1u;
    return &platform.base;
}
