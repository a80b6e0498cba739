# 64-bit IBM Z Linux: the most significant byte first, `char` without a sign.
set(CMAKE_SYSTEM_PROCESSOR s390x)
set(compiler s390x-linux-gnu-gcc)
set(multiarch s390x-linux-gnu)
set(qemu qemu-s390x)
include("${CMAKE_CURRENT_LIST_DIR}/debian-cross.cmake")
