/*
 * rate_limit.c - a token bucket whose fill rate follows CUBIC; see
 * sgp_rate_limit.h.
 */
#include "sgp_rate_limit.h"

#include "sgp_units.h"

#include <string.h>

#define TOKEN (SGP__RATE_UNIT * SGP__US_PER_SECOND)
#define RATE_MIN (SGP__RATE_UNIT / 2)
#define RATE_MAX (SGP__RATE_UNIT * 20000)
#define RATE_SCALE_MAX 2
#define HALF_SECOND_US (SGP__US_PER_SECOND / 2)
/* The slowest bucket is full after two seconds. */
#define FILL_US_MAX (TOKEN / RATE_MIN)
/* By then, CUBIC exceeds RATE_SCALE_MAX * RATE_MAX. */
#define CUBIC_US_MAX (60 * SGP__US_PER_SECOND)

static int64_t larger(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Returns the cube of a time in seconds, as a rate. It fits up to CUBIC_US_MAX.
 * 10^-18 (the cube of 1 us) * 10^10 = 10^-8 (the unit of rates) */
static int64_t cube(int64_t us)
{
    return us * us / 100000 * us / 100000;
}

/* Reverses cube, bit by bit. The root of RATE_MAX has 25 bits. */
static int64_t cube_root(int64_t rate)
{
    int64_t us = 0;

    for (int64_t bit = INT64_C(1) << 24; bit > 0; bit >>= 1)
        if (cube(us + bit) < rate) us += bit;
    return us;
}

/* --- the bucket ------------------------------------------------------------------------------- */

/* Adds the tokens since the last call. The bucket holds those of one second, but
 * at least one. A clock that failed or went back adds none. */
static void refill(sgp__rate_limit *limit, int64_t now_us)
{
    int64_t capacity = larger(limit->fill_rate, SGP__RATE_UNIT) * SGP__US_PER_SECOND;
    int64_t elapsed_us = smaller(now_us - limit->filled_us, FILL_US_MAX);

    if (elapsed_us < 0) return;
    limit->tokens = smaller(capacity, limit->tokens + elapsed_us * limit->fill_rate);
    limit->filled_us = now_us;
}

static void set_rate(sgp__rate_limit *limit, int64_t rate, int64_t now_us)
{
    refill(limit, now_us);
    limit->fill_rate = larger(rate, RATE_MIN);
}

int64_t sgp__rate_limit_take(sgp__rate_limit *limit, int64_t now_us)
{
    if (!limit->is_active) return now_us;
    refill(limit, now_us);
    limit->tokens -= TOKEN;
    if (limit->tokens >= 0) return now_us;
    /* Rounded up, so that the next call finds a token. */
    now_us += (limit->fill_rate - 1 - limit->tokens) / limit->fill_rate;
    limit->tokens += TOKEN;
    return now_us;
}

/* --- the rate --------------------------------------------------------------------------------- */

/* Counts one attempt. At most every half second, the measured rate becomes 0.8 *
 * the rate since the last time + 0.2 * itself. */
static void measure(sgp__rate_limit *limit, int64_t now_us)
{
    int64_t half_seconds = now_us / HALF_SECOND_US - limit->measured_from_half_s;
    int64_t rate;

    limit->count++;
    if (half_seconds <= 0) return;
    rate = limit->count * SGP__RATE_UNIT * 2 / half_seconds;
    limit->measured = smaller((4 * rate + limit->measured) / 5, RATE_MAX);
    limit->count = 0;
    limit->measured_from_half_s += half_seconds;
}

/* beta = 0.7, C = 0.4; k = cbrt(w_max * (1 - beta) / C) */
static int64_t after_throttling(sgp__rate_limit *limit, int64_t now_us)
{
    int64_t rate = limit->is_active ? smaller(limit->measured, limit->fill_rate) : limit->measured;

    limit->w_max = rate;
    limit->k_us = cube_root(rate * 3 / 4);
    limit->throttled_us = now_us;
    limit->is_active = 1;
    return rate * 7 / 10;
}

/* C * (t - k)^3 + w_max */
static int64_t after_success(const sgp__rate_limit *limit, int64_t now_us)
{
    int64_t distance_us = smaller(now_us - limit->throttled_us - limit->k_us, CUBIC_US_MAX);

    return cube(distance_us) * 2 / 5 + limit->w_max;
}

void sgp__rate_limit_note(sgp__rate_limit *limit, int is_throttled, int64_t now_us)
{
    int64_t rate;

    if (now_us < limit->filled_us) return; /* the clock failed or went back */
    measure(limit, now_us);
    rate = is_throttled ? after_throttling(limit, now_us) : after_success(limit, now_us);
    set_rate(limit, smaller(rate, RATE_SCALE_MAX * limit->measured), now_us);
}

void sgp__rate_limit_init(sgp__rate_limit *limit, int64_t now_us)
{
    memset(limit, 0, sizeof *limit);
    limit->fill_rate = SGP__RATE_UNIT;
    limit->filled_us = now_us;
    limit->measured_from_half_s = now_us / SGP__US_PER_SECOND * 2; /* a whole second in botocore */
    limit->throttled_us = now_us;
}
