/*
 * rate_limit.c - a token bucket whose fill rate follows CUBIC; see
 * sgp_rate_limit.h.
 */
#include "sgp_rate_limit.h"

#include "sgp_units.h"

#include <string.h>

#define RATE_MIN 0.5
#define SMOOTHING 0.8
#define SCALE 0.4
#define BETA 0.7
#define RATE_SCALE_MAX 2.0

static double seconds(int64_t us)
{
    return (double)us / (double)SGP__US_PER_SECOND;
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* Newton's method, because cbrt would need the math library. value >= 0. */
static double cube_root(double value)
{
    double root = larger(value, 1.0);

    for (int i = 0; i < 100 && value > 0; i++)
        root = (2.0 * root + value / (root * root)) / 3.0;
    return value > 0 ? root : 0;
}

/* --- the bucket ------------------------------------------------------------------------------- */

static void refill(sgp__rate_limit *limit, int64_t now_us)
{
    double more = seconds(now_us - limit->filled_us) * limit->fill_rate;

    limit->tokens = smaller(limit->capacity, limit->tokens + more);
    limit->filled_us = now_us;
}

static void set_rate(sgp__rate_limit *limit, double rate, int64_t now_us)
{
    refill(limit, now_us);
    limit->fill_rate = larger(rate, RATE_MIN);
    limit->capacity = larger(rate, 1.0);
    limit->tokens = smaller(limit->tokens, limit->capacity);
}

int64_t sgp__rate_limit_take(sgp__rate_limit *limit, int64_t now_us)
{
    double wait_us;

    if (!limit->is_active) return now_us;
    refill(limit, now_us);
    if (limit->tokens >= 1.0) {
        limit->tokens -= 1.0;
        return now_us;
    }
    wait_us = (1.0 - limit->tokens) / limit->fill_rate * (double)SGP__US_PER_SECOND;
    return now_us + (int64_t)wait_us + 1; /* rounded up, so that the next call finds a token */
}

/* --- the rate --------------------------------------------------------------------------------- */

static double half_seconds_floor(int64_t us)
{
    return (double)(us / (SGP__US_PER_SECOND / 2)) / 2.0;
}

static void measure(sgp__rate_limit *limit, int64_t now_us)
{
    double now = half_seconds_floor(now_us);

    limit->count += 1.0;
    if (now <= limit->measured_from) return;
    limit->measured = limit->count / (now - limit->measured_from) * SMOOTHING +
                      limit->measured * (1.0 - SMOOTHING);
    limit->count = 0;
    limit->measured_from = now;
}

static double after_throttling(sgp__rate_limit *limit, int64_t now_us)
{
    double rate = limit->is_active ? smaller(limit->measured, limit->fill_rate) : limit->measured;

    limit->w_max = rate;
    limit->k = cube_root(rate * (1.0 - BETA) / SCALE);
    limit->throttled_us = now_us;
    limit->is_active = 1;
    return rate * BETA;
}

static double after_success(const sgp__rate_limit *limit, int64_t now_us)
{
    double distance = seconds(now_us - limit->throttled_us) - limit->k;

    return SCALE * distance * distance * distance + limit->w_max;
}

void sgp__rate_limit_note(sgp__rate_limit *limit, int is_throttled, int64_t now_us)
{
    double rate;

    measure(limit, now_us);
    rate = is_throttled ? after_throttling(limit, now_us) : after_success(limit, now_us);
    set_rate(limit, smaller(rate, RATE_SCALE_MAX * limit->measured), now_us);
}

void sgp__rate_limit_init(sgp__rate_limit *limit, int64_t now_us)
{
    memset(limit, 0, sizeof *limit);
    limit->fill_rate = 1.0;
    limit->capacity = 1.0;
    limit->filled_us = now_us;
    limit->measured_from = (double)(now_us / SGP__US_PER_SECOND);
    limit->throttled_us = now_us;
}
