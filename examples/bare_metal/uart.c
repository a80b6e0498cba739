/*
 * uart.c - UART 1 of the board: an interrupt moves received bytes to a ring
 * buffer.
 *
 * Registers: Arm Cortex-M System Design Kit Technical Reference Manual, 4.3
 * (APB UART).
 *
 * If the ring is full, the driver leaves bytes in the UART. QEMU then holds
 * back the sender. On a real line use RTS/CTS for that, or make the ring larger
 * than the longest burst: a lost byte breaks the modem's frames.
 */
#include "board.h"

typedef struct uart_registers {
    volatile uint32_t data;
    volatile uint32_t state;
    volatile uint32_t control;
    volatile uint32_t interrupt; /* read: which; write 1: clear */
    volatile uint32_t divider;
} uart_registers;

#define UART1 ((uart_registers *)0x40005000u)
#define STATE_TRANSMIT_FULL 0x1u
#define STATE_RECEIVE_FULL 0x2u
#define CONTROL_ON 0x3u /* transmitter and receiver */
#define CONTROL_RECEIVE_INTERRUPT 0x8u
#define INTERRUPT_RECEIVE 0x2u

#define NVIC_ISER (*(volatile uint32_t *)0xE000E100u)
#define UART1_RECEIVE 2 /* interrupt number, as in startup.c */

#define CPU_HZ 25000000u
#define BAUD 115200u /* QEMU does not care */

/*
 * The interrupt alone writes `put`, main alone writes `got`. Both only grow and
 * may wrap.
 */
#define RING_BYTES 1024u /* a power of 2 */
static volatile unsigned char ring[RING_BYTES];
static volatile uint32_t put, got;

static uint32_t ring_used(void)
{
    return put - got;
}

void uart_start(void)
{
    UART1->divider = CPU_HZ / BAUD;
    UART1->control = CONTROL_ON | CONTROL_RECEIVE_INTERRUPT;
    NVIC_ISER = 1u << UART1_RECEIVE;
}

void uart_handler(void)
{
    UART1->interrupt = INTERRUPT_RECEIVE;
    while (ring_used() < RING_BYTES && (UART1->state & STATE_RECEIVE_FULL)) {
        ring[put % RING_BYTES] = (unsigned char)UART1->data;
        put = put + 1;
    }
    if (ring_used() == RING_BYTES) UART1->control = CONTROL_ON; /* uart_get resumes */
}

/* A byte that came while the interrupt was off raises none, so move it now. */
static void resume(void)
{
    __asm volatile("cpsid i" ::: "memory");
    UART1->control = CONTROL_ON | CONTROL_RECEIVE_INTERRUPT;
    uart_handler();
    __asm volatile("cpsie i" ::: "memory");
}

int uart_has_input(void)
{
    return ring_used() > 0;
}

size_t uart_get(void *bytes, size_t capacity)
{
    unsigned char *out = bytes;
    size_t len = 0;

    for (; len < capacity && uart_has_input(); len++) {
        out[len] = ring[got % RING_BYTES];
        got = got + 1;
    }
    if (!(UART1->control & CONTROL_RECEIVE_INTERRUPT) && ring_used() <= RING_BYTES / 2) resume();
    return len;
}

void uart_put(const void *bytes, size_t len)
{
    const unsigned char *from = bytes;

    for (; len > 0; len--) {
        while (UART1->state & STATE_TRANSMIT_FULL)
            continue;
        UART1->data = *from++;
    }
}
