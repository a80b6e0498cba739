/*
 * platform.c - an sgp_platform without operating system.
 */
#include "platform.h"

#include "board.h"

static int64_t start_us;
static uint32_t random_state;

static int64_t wall_us(sgp_platform *platform)
{
    (void)platform;
    return start_us + board_uptime_us();
}

static int64_t monotonic_us(sgp_platform *platform)
{
    (void)platform;
    return board_uptime_us();
}

/* Spreads retries and names calls, so it may be guessed. A TLS library needs a true source. */
static sgp_status fill_random(sgp_platform *platform, void *bytes, size_t len)
{
    unsigned char *to = bytes;

    (void)platform;
    for (size_t i = 0; i < len; i++) {
        random_state = random_state * 1664525u + 1013904223u;
        to[i] = (unsigned char)(random_state >> 24);
    }
    return SGP_OK;
}

/* fd 0 is the UART (modem.c). */
static int is_ready(const sgp_poll_interest *interest)
{
    return interest->fd == 0 && (interest->events & SGP_POLL_READ) && board_uart_is_ready();
}

static sgp_status wait(sgp_platform *platform, const sgp_poll_interest *interest)
{
    (void)platform;
    while (board_uptime_us() < interest->at_us && !is_ready(interest))
        board_sleep();
    return SGP_OK;
}

sgp_platform *device_platform(int64_t start_seconds)
{
    static const sgp_platform_type type = {
        .size = sizeof type,
        .name = "device",
        .wall_us = wall_us,
        .monotonic_us = monotonic_us,
        .random = fill_random,
        .wait = wait,
    };
    static sgp_platform platform = { &type };

    start_us = start_seconds * 1000000;
    random_state = (uint32_t)start_seconds;
    return &platform;
}
