/*
 * semihosting.c - text, arguments, time and exit through the debugger (Arm, "Semihosting for
 * AArch32 and AArch64"). A product writes to its own log and reads its own settings instead.
 */
#include "board.h"

enum { WRITE_TEXT = 0x04, SECONDS = 0x11, COMMAND_LINE = 0x15, EXIT_WITH_CODE = 0x20 };

static int call(int operation, const void *argument)
{
    register int r0 __asm("r0") = operation;
    register const void *r1 __asm("r1") = argument;

    __asm volatile("bkpt 0xAB" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void board_print(const char *text)
{
    (void)call(WRITE_TEXT, text);
}

void board_print_number(int64_t value)
{
    char text[24], *at = text + sizeof text - 1;
    uint64_t left = value < 0 ? 0u - (uint64_t)value : (uint64_t)value;

    *at = '\0';
    do
        *--at = (char)('0' + left % 10);
    while ((left /= 10) > 0);
    if (value < 0) *--at = '-';
    board_print(at);
}

void board_command_line(char *out, size_t out_bytes)
{
    struct {
        char *out;
        size_t bytes;
    } block = { out, out_bytes };

    if (call(COMMAND_LINE, &block) != 0) out[0] = '\0';
}

int64_t board_debugger_time(void)
{
    return (uint32_t)call(SECONDS, NULL);
}

void board_exit(int code)
{
    struct {
        uint32_t reason, code;
    } block = { 0x20026u /* the application ended */, (uint32_t)code };

    for (;;)
        (void)call(EXIT_WITH_CODE, &block);
}
