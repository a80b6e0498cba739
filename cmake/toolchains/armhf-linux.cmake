# 32-bit ARM Linux: `long`, pointers and time_t of 32 bits, `char` without a sign.
set(CMAKE_SYSTEM_PROCESSOR arm)
set(compiler arm-linux-gnueabihf-gcc)
set(multiarch arm-linux-gnueabihf)
set(qemu qemu-arm)
include("${CMAKE_CURRENT_LIST_DIR}/debian-cross.cmake")
