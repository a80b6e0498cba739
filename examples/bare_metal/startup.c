/*
 * startup.c - reset, interrupts, clock and stack of a Cortex-M4. The addresses in this file
 * are the processor's own (ARMv7-M Architecture Reference Manual, B3); board.ld gives the
 * memory's.
 */
#include "board.h"

#define SYSTICK ((volatile uint32_t *)0xE000E010u) /* control, reload, current */
#define COPROCESSORS (*(volatile uint32_t *)0xE000ED88u)
#define FAULT_STATUS (*(volatile uint32_t *)0xE000ED28u)
#define MPU ((volatile uint32_t *)0xE000ED90u) /* type, control, region, base, attributes */

#define CLOCK_HZ 25000000u
#define TICK_US 1000
#define PAINT 0xA5C3A5C3u

/* Defined by board.ld. */
extern uint32_t data_load[], data_start[], data_end[], bss_start[], bss_end[];
extern uint32_t stack_start[], stack_end[];

int main(void);
void uart_interrupt(void); /* uart.c */

static volatile uint32_t ticks;

/* --- clock ------------------------------------------------------------------------------------ */

static void systick_interrupt(void)
{
    ticks++;
}

static void start_clock(void)
{
    SYSTICK[1] = CLOCK_HZ / (1000000u / TICK_US) - 1;
    SYSTICK[2] = 0;
    SYSTICK[0] = 7; /* the processor's clock, with interrupt, on */
}

int64_t board_uptime_us(void)
{
    return (int64_t)ticks * TICK_US;
}

void board_sleep(void)
{
    __asm volatile("wfi");
}

/* --- stack ------------------------------------------------------------------------------------ */

static size_t bytes_above(const volatile uint32_t *address)
{
    return (size_t)((const volatile char *)stack_end - (const volatile char *)address);
}

size_t board_paint_stack(void)
{
    volatile uint32_t *here = __builtin_frame_address(0);

    for (volatile uint32_t *word = stack_start; word < here - 16; word++)
        *word = PAINT;
    return bytes_above(here);
}

size_t board_stack_peak(void)
{
    const volatile uint32_t *word = stack_start;

    while (word < stack_end && *word == PAINT)
        word++;
    return bytes_above(word);
}

/* --- reset and faults ------------------------------------------------------------------------- */

/* Flash begins at address 0, so a NULL pointer can be read there without a fault. The MPU turns the
 * first kilobyte, which holds vectors only, into one that nobody may touch. */
static void guard_null_pointers(void)
{
    MPU[2] = 0;              /* region 0 */
    MPU[3] = 0;              /* from address 0 */
    MPU[4] = (9u << 1) | 1u; /* 2^(9+1) bytes, no access, on */
    MPU[1] = (1u << 2) | 1u; /* on; the default map elsewhere */
    __asm volatile("dsb\n isb");
}

/* The compiler moves 64-bit numbers with registers of the floating-point unit. */
static void start_fpu(void)
{
    COPROCESSORS |= 0xFu << 20;
    __asm volatile("dsb\n isb");
}

static void reset(void)
{
    const uint32_t *from = data_load;

    start_fpu();
    for (uint32_t *to = data_start; to < data_end; to++)
        *to = *from++;
    for (uint32_t *to = bss_start; to < bss_end; to++)
        *to = 0;
    guard_null_pointers();
    start_clock();
    board_exit(main());
}

/* `frame` holds r0-r3, r12, lr, pc and psr, as the processor pushed them. */
static __attribute__((used)) void report_fault(const uint32_t *frame)
{
    board_print("\nfault: pc ");
    board_print_number(frame[6]);
    board_print(" lr ");
    board_print_number(frame[5]);
    board_print(" status ");
    board_print_number(FAULT_STATUS);
    board_print("\n");
    board_exit(99);
}

static __attribute__((naked)) void fault(void)
{
    __asm volatile("mov r0, sp\n b report_fault");
}

/* The initial stack pointer, 15 exceptions, then the board's interrupts; uart.c uses number 2. */
static void (*const vectors[16 + 3])(void) __attribute__((section(".vectors"), used)) = {
    (void (*)(void))stack_end,
    [1] = reset,
    [2] = fault, /* NMI, hard fault, memory, bus, usage */
    [3] = fault,
    [4] = fault,
    [5] = fault,
    [6] = fault,
    [11] = fault, /* calls and debugging, which nothing here uses */
    [12] = fault,
    [14] = fault,
    [15] = systick_interrupt,
    [16 + 2] = uart_interrupt,
};
