/*
 * uart.c - UART 1 of the mps2 board (CMSDK APB UART): an interrupt puts bytes into a ring;
 * sending waits.
 *
 * The device has no flow control. QEMU keeps a byte back while the last one is unread, so a
 * full ring only switches the interrupt off. On a real line use RTS/CTS there.
 */
#include "board.h"

#define UART ((volatile uint32_t *)0x40005000u)
enum { DATA, STATE, CONTROL, INTERRUPT, DIVIDER };
#define STATE_SEND_FULL 1u
#define STATE_RECEIVED 2u
#define CONTROL_ON 3u
#define CONTROL_RECEIVE_INTERRUPT 8u
#define INTERRUPT_RECEIVE 2u
#define UART_IRQ 2
#define ENABLE_IRQ (*(volatile uint32_t *)0xE000E100u)

#define RING_BYTES 1024u /* a power of two */

static volatile unsigned char ring[RING_BYTES];
static volatile uint32_t received, taken; /* bytes since start; they may wrap around */

static uint32_t waiting(void)
{
    return received - taken;
}

void uart_interrupt(void);
void uart_interrupt(void)
{
    UART[INTERRUPT] = INTERRUPT_RECEIVE;
    while ((UART[STATE] & STATE_RECEIVED) && waiting() < RING_BYTES)
        ring[received++ % RING_BYTES] = (unsigned char)UART[DATA];
    if (waiting() == RING_BYTES) UART[CONTROL] = CONTROL_ON;
}

void board_uart_start(void)
{
    UART[DIVIDER] = 16;
    ENABLE_IRQ = 1u << UART_IRQ;
    UART[CONTROL] = CONTROL_ON | CONTROL_RECEIVE_INTERRUPT;
}

/* The byte that was left in the UART raises no interrupt any more, so the handler is called. */
static void resume(void)
{
    if (UART[CONTROL] & CONTROL_RECEIVE_INTERRUPT) return;
    UART[CONTROL] = CONTROL_ON | CONTROL_RECEIVE_INTERRUPT;
    __asm volatile("cpsid i" ::: "memory");
    uart_interrupt();
    __asm volatile("cpsie i" ::: "memory");
}

int board_uart_is_ready(void)
{
    return waiting() > 0;
}

int board_uart_get(unsigned char *byte)
{
    if (waiting() == 0) return 0;
    *byte = ring[taken % RING_BYTES];
    taken++;
    if (waiting() <= RING_BYTES / 2) resume();
    return 1;
}

void board_uart_put(unsigned char byte)
{
    while (UART[STATE] & STATE_SEND_FULL) {
    }
    UART[DATA] = byte;
}
