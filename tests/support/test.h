/*
 * test.h - every CMocka test includes this first.
 */
#ifndef SGP_TEST_H
#define SGP_TEST_H

/* cmocka.h of 1.1.5 needs these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sagepager/base.h"

#include <stdio.h>
#include <string.h>

/* Initialises a local sgp_error with a buffer that holds every message. */
#define TEST_ERROR_INIT SGP_ERROR_INIT_WITH(((char[SGP_ERROR_MESSAGE_MAX + 1]){ 0 }))

/* Compares an sgp_str with a C string. */
#define assert_str(text, expected)                                                                 \
    do {                                                                                           \
        assert_non_null((text).ptr);                                                               \
        assert_string_equal((text).ptr, expected);                                                 \
        assert_int_equal((text).len, strlen(expected));                                            \
    } while (0)

#endif
