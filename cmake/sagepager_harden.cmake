# What makes the programs harder to attack: sgp_harden has the options, sgp_harden_program applies
# them to a program. Only for this project built by itself and for this machine: another project and
# the builds for devices choose their own options. Sanitizers and coverage have checks of their own.
#
# -z now does more than protect the table of functions. A function that is bound at its first call
# saves the registers of its caller on the stack, below all frames, where no code can wipe them. The
# stack of such a program still held the secret key after sgp_client_free.

include(CheckCCompilerFlag)
include(CheckLinkerFlag)
include(CheckPIESupported)

set(SGP_IS_HARDENED OFF)
if(SGP_TOP_LEVEL AND SGP_PLATFORM STREQUAL "posix" AND NOT CMAKE_CROSSCOMPILING
   AND NOT (SGP_SANITIZE OR SGP_COVERAGE OR SGP_BUILD_FUZZERS
            OR "${CMAKE_C_FLAGS}" MATCHES "-fsanitize"))
    set(SGP_IS_HARDENED ON)
endif()

add_library(sgp_harden INTERFACE)
if(SGP_IS_HARDENED)
    check_pie_supported(LANGUAGES C)
    check_c_compiler_flag(-fstack-protector-strong SGP_HAS_STACK_PROTECTOR)
    if(SGP_HAS_STACK_PROTECTOR)
        target_compile_options(sgp_harden INTERFACE -fstack-protector-strong)
    endif()
    # Needs optimisation. The compiler of a distribution may define it already.
    target_compile_options(sgp_harden INTERFACE
        "$<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
    check_linker_flag(C "LINKER:-z,relro,-z,now" SGP_HAS_BIND_NOW)
    if(SGP_HAS_BIND_NOW)
        target_link_options(sgp_harden INTERFACE "LINKER:-z,relro,-z,now")
    endif()
endif()

function(sgp_harden_program target)
    target_link_libraries(${target} PRIVATE sgp_harden)
    if(SGP_IS_HARDENED)
        set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    endif()
endfunction()
