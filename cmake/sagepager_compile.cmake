# One interface target with the language level and the warnings that all our code is compiled with.

add_library(sgp_compile INTERFACE)
target_compile_options(sgp_compile INTERFACE
    -std=c99 -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wvla)
if(SGP_PLATFORM STREQUAL "none") # so that a program's linker can drop each unused function
    target_compile_options(sgp_compile INTERFACE -ffunction-sections -fdata-sections)
endif()
if(SGP_WERROR)
    target_compile_options(sgp_compile INTERFACE -Werror)
endif()
if(SGP_SANITIZE) # -O1: with more, UBSan triples the time it takes to compile
    target_compile_options(sgp_compile INTERFACE
        -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
    target_link_options(sgp_compile INTERFACE -fsanitize=address,undefined)
endif()
if(SGP_COVERAGE)
    target_compile_options(sgp_compile INTERFACE -O0 --coverage)
    target_link_options(sgp_compile INTERFACE --coverage)
endif()
if(SGP_BUILD_FUZZERS)
    target_compile_options(sgp_compile INTERFACE -fsanitize=fuzzer-no-link)
    target_link_options(sgp_compile INTERFACE -fsanitize=fuzzer-no-link)
endif()
