# Builds for Arm Cortex-M without an operating system, with the GNU toolchain arm-none-eabi:
#   cmake -S . -B build --toolchain cmake/toolchains/arm-none-eabi.cmake
#
#   -DSGP_ARM_FLAGS=...   the processor; default: a Cortex-M4 with its FPU
#   -DSGP_ARM_LIBC=...    newlib (default), nano (newlib-nano), picolibc, or any other library that
#                         has a file <name>.specs
# CMake remembers both in the build folder, so use a new folder to change them.
#
# A toolchain file of your own works as well. It must set CMAKE_SYSTEM_NAME to Generic.

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR arm)
set(CMAKE_C_COMPILER arm-none-eabi-gcc)

set(SGP_ARM_FLAGS "-mcpu=cortex-m4 -mthumb -mfloat-abi=hard" CACHE STRING
    "Flags that select the processor")
set(SGP_ARM_LIBC newlib CACHE STRING "C library: newlib, nano, picolibc, or the name of a specs file")
set_property(CACHE SGP_ARM_LIBC PROPERTY STRINGS newlib nano picolibc)

set(CMAKE_C_FLAGS_INIT "${SGP_ARM_FLAGS}")
if(NOT SGP_ARM_LIBC STREQUAL "newlib")
    string(APPEND CMAKE_C_FLAGS_INIT " --specs=${SGP_ARM_LIBC}.specs")
endif()

set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY) # the compiler test has no start-up code to link with
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES SGP_ARM_FLAGS SGP_ARM_LIBC)
set(CMAKE_FIND_USE_CMAKE_SYSTEM_PATH FALSE) # the host's libraries are not for the device
