/*
 * semihosting.c - output, settings, time and files from the computer that runs
 * QEMU or a debugger.
 *
 * A board without a debugger cannot do this: `bkpt` stops it. Write host_print
 * to another UART, take the time from an RTC, and remove the rest. Operations:
 * "Semihosting for AArch32 and AArch64" (github.com/ARM-software/abi-aa).
 */
#include "board.h"

#define SYS_OPEN 0x01
#define SYS_CLOSE 0x02
#define SYS_WRITE0 0x04
#define SYS_READ 0x06
#define SYS_TIME 0x11
#define SYS_GET_CMDLINE 0x15
#define SYS_EXIT_EXTENDED 0x20
#define APPLICATION_EXIT 0x20026u

static int host_call(int operation, const void *argument)
{
    register int r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = argument;

    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void host_print(const char *text)
{
    (void)host_call(SYS_WRITE0, text);
}

int host_command_line(char *out, size_t bytes)
{
    struct {
        char *out;
        size_t bytes;
    } block = { out, bytes };

    return host_call(SYS_GET_CMDLINE, &block) == 0;
}

size_t host_read_file(const char *path, char *out, size_t capacity)
{
    struct {
        const char *path;
        int mode;
        size_t path_bytes;
    } open = { path, 1 /* "rb" */, 0 };
    struct {
        int file;
        char *out;
        size_t capacity;
    } read = { 0, out, capacity };
    int left;

    while (path[open.path_bytes])
        open.path_bytes++;
    read.file = host_call(SYS_OPEN, &open);
    if (read.file < 0) return 0;
    left = host_call(SYS_READ, &read); /* bytes that were not read */
    (void)host_call(SYS_CLOSE, &read.file);
    return left < 0 ? 0 : capacity - (size_t)left;
}

int64_t host_unix_time(void)
{
    return (int64_t)(uint32_t)host_call(SYS_TIME, NULL);
}

void host_exit(int code)
{
    const uint32_t block[2] = { APPLICATION_EXIT, (uint32_t)code };

    for (;;)
        (void)host_call(SYS_EXIT_EXTENDED, block);
}
