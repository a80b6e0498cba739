/*
 * number_table.h - runs the table of number texts; shared by test_ascii.c and
 * test_locale.c.
 */
#ifndef SGP_TEST_NUMBER_TABLE_H
#define SGP_TEST_NUMBER_TABLE_H

#include "sgp_ascii.h"

#include "double_cases.inc"

static inline void assert_numbers_are_pythons(void)
{
    for (size_t i = 0; i < sizeof double_cases / sizeof double_cases[0]; i++) {
        const sgp_str text = { double_cases[i].text, double_cases[i].len };
        double value = 0.0;

        if (sgp__parse_double(text, &value) != double_cases[i].ok)
            fail_msg("\"%s\": ok should be %d", text.ptr, double_cases[i].ok);
        /* Bit by bit, so that -0.0 is not 0.0. */
        if (double_cases[i].ok && memcmp(&value, &double_cases[i].value, sizeof value) != 0)
            fail_msg("\"%s\": %a should be %a", text.ptr, value, double_cases[i].value);
    }
}

#endif
