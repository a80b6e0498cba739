/*
 * fuzz.h - what every fuzz target includes: its entry point and the check that a fuzzer notices.
 */
#ifndef SGP_TEST_FUZZ_H
#define SGP_TEST_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

/* libFuzzer's entry point (llvm.org/docs/LibFuzzer.html); always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Holds for every input whatsoever, or the target stops. */
#define REQUIRE(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) abort();                                                                 \
    } while (0)

#endif
