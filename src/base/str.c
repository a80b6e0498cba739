/*
 * str.c - the small public value types: counted text, optional integers,
 * deadlines.
 */
#include "sagepager/base.h"

#include <string.h>

sgp_str sgp_str_from(const char *text)
{
    sgp_str str;

    str.ptr = text;
    str.len = text ? strlen(text) : 0;
    return str;
}

int sgp_str_equal(sgp_str a, sgp_str b)
{
    if (!a.ptr || !b.ptr) return a.ptr == b.ptr;
    return a.len == b.len && memcmp(a.ptr, b.ptr, a.len) == 0;
}

sgp_opt_int sgp_opt_int_of(int64_t value)
{
    sgp_opt_int opt;

    opt.is_set = 1;
    opt.value = value;
    return opt;
}

sgp_deadline sgp_deadline_none(void)
{
    sgp_deadline deadline;

    deadline.at_us = INT64_MAX;
    return deadline;
}

sgp_deadline sgp_deadline_in(int64_t now_us, int64_t after_us)
{
    sgp_deadline deadline;

    if (after_us < 0) after_us = 0;
    deadline.at_us = now_us > INT64_MAX - after_us ? INT64_MAX : now_us + after_us;
    return deadline;
}

sgp_deadline sgp_deadline_sooner(sgp_deadline a, sgp_deadline b)
{
    return a.at_us < b.at_us ? a : b;
}
