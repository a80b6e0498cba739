/*
 * out_off.c - no output: only the exit code, and errors on standard error.
 */
#include "output.h"

static void put_page(sink *out, output_state *state, const sgp_page *page)
{
    (void)out;
    (void)state;
    (void)page;
}

static void put_end(sink *out, output_state *state, sgp_str token)
{
    (void)out;
    (void)state;
    (void)token;
}

const output_format output_off = { "off", 1, put_page, put_end };
