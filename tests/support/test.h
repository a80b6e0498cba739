/*
 * test.h - what every CMocka test includes first.
 */
#ifndef SGP_TEST_H
#define SGP_TEST_H

/* cmocka.h of 1.1.5 needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

/* Compares an sgp_str with a C string. */
#define assert_str(text, expected)                                                                 \
    do {                                                                                           \
        assert_non_null((text).ptr);                                                               \
        assert_string_equal((text).ptr, expected);                                                 \
        assert_int_equal((text).len, strlen(expected));                                            \
    } while (0)

#endif
