# What the toolchain files for Debian's cross compilers share. They set `compiler`, `multiarch` (the
# name of the architecture's folders) and `qemu` (a program of qemu-user). Pass CMake
# -DCMAKE_SYSROOT=FOLDER: where scripts/test-arch has unpacked the architecture's packages. CTest
# runs the programs under qemu.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_C_COMPILER ${compiler})
set(CMAKE_LIBRARY_ARCHITECTURE ${multiarch})
set(CMAKE_CROSSCOMPILING_EMULATOR ${qemu} -L "${CMAKE_SYSROOT}")

set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(ENV{PKG_CONFIG_SYSROOT_DIR} "${CMAKE_SYSROOT}")
set(ENV{PKG_CONFIG_LIBDIR}
    "${CMAKE_SYSROOT}/usr/lib/${multiarch}/pkgconfig:${CMAKE_SYSROOT}/usr/share/pkgconfig")
