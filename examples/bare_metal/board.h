/*
 * board.h - what the example needs of a board. startup.c, uart.c and semihosting.c
 * provide it for QEMU's mps2-an386; write these three anew for yours.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stddef.h>
#include <stdint.h>

/* --- startup.c -------------------------------------------------------------------------------- */

/* Returns the microseconds since reset, in steps of a millisecond. */
int64_t board_uptime_us(void);

/* Sleeps until the next interrupt, which comes after a millisecond at the latest. */
void board_sleep(void);

/* Fills the unused part of the stack with a pattern; returns the bytes in use now. */
size_t board_paint_stack(void);

/* Returns the most bytes of stack that were in use since board_paint_stack. */
size_t board_stack_peak(void);

/* --- uart.c: the line to the modem ------------------------------------------------------------ */

void board_uart_start(void);

/* Non-zero if board_uart_get has a byte. */
int board_uart_is_ready(void);

/* Stores the next byte; returns zero if there is none. */
int board_uart_get(unsigned char *byte);

/* Waits until the line takes the byte. */
void board_uart_put(unsigned char byte);

/* --- semihosting.c: the debugger's side, here QEMU -------------------------------------------- */

void board_print(const char *text);
void board_print_number(int64_t value);

/* Copies the words given to the program, with single blanks between them. */
void board_command_line(char *out, size_t out_bytes);

/* Returns the seconds since 1970 by the debugger's clock. */
int64_t board_debugger_time(void);

void board_exit(int code) __attribute__((noreturn));

#endif
