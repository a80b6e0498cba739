/*
 * clock.c - a clock from SysTick, the timer of every Cortex-M, and sleep
 * between interrupts.
 */
#include "board.h"

#define CPU_HZ 25000000u /* of mps2-an386 */

#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)

/* 64 bits never wrap: the client's clock must not jump back after 49 days. */
static volatile int64_t milliseconds;

void clock_handler(void)
{
    milliseconds++;
}

void clock_start(void)
{
    SYST_RVR = CPU_HZ / 1000u - 1u;
    SYST_CVR = 0;
    SYST_CSR = 7; /* processor clock, interrupt, on */
}

/*
 * The processor reads 64 bits in two steps, and an interrupt may come in
 * between.
 */
int64_t clock_us(void)
{
    int64_t first, second;

    do {
        first = milliseconds;
        second = milliseconds;
    } while (first != second);
    return first * 1000;
}

/* wfi returns for a pending interrupt even while interrupts are off. */
void sleep_unless(int (*is_ready)(void))
{
    __asm volatile("cpsid i" ::: "memory");
    if (!is_ready()) __asm volatile("dsb\n wfi" ::: "memory");
    __asm volatile("cpsie i\n isb" ::: "memory");
}
