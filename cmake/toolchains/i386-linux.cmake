# 32-bit x86 Linux: `long` and pointers of 32 bits, int64_t aligned to 4 bytes, `long double` of 12.
set(CMAKE_SYSTEM_PROCESSOR i686)
set(compiler i686-linux-gnu-gcc)
set(multiarch i386-linux-gnu)
set(qemu qemu-i386)
include("${CMAKE_CURRENT_LIST_DIR}/debian-cross.cmake")
