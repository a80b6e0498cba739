/*
 * board.h - what the files of this example provide to each other.
 *
 * A port to another board rewrites startup.c, board.ld, clock.c, uart.c and
 * semihosting.c. It replaces modem.c by the commands of its own modem. The
 * other files stay.
 */
#ifndef BOARD_H
#define BOARD_H

#include <sagepager/sys/crypto.h>
#include <sagepager/sys/platform.h>
#include <sagepager/sys/stream.h>

/* --- processor: startup.c, clock.c ------------------------------------------------------------ */

/*
 * stack_paint: fills the unused stack with a pattern. stack_used: returns the
 * most bytes that the stack has had below the caller of stack_paint since then.
 */
void stack_paint(void);
size_t stack_used(void);
/* stack_size: returns the bytes that board.ld reserves for the stack. */
size_t stack_size(void);

/*
 * clock_start: starts SysTick. clock_us: returns the microseconds since
 * clock_start, in whole milliseconds.
 */
void clock_start(void);
int64_t clock_us(void);
void clock_handler(void); /* interrupt */

/*
 * sleep_unless: stops the processor until the next interrupt, at most a
 * millisecond, unless is_ready returns non-zero. It calls is_ready with
 * interrupts off, so no interrupt is missed in between.
 */
void sleep_unless(int (*is_ready)(void));

/* --- UART 1, the modem's: uart.c -------------------------------------------------------------- */

#define UART_MODEM_FD 1 /* our name for it in sgp_poll_interest.fd */

void uart_start(void);
void uart_put(const void *bytes, size_t len);  /* waits while the line is full */
size_t uart_get(void *bytes, size_t capacity); /* returns at once; 0: nothing has come */
int uart_has_input(void);
void uart_handler(void); /* interrupt */

/* --- the debugger's host: semihosting.c ------------------------------------------------------- */

void host_print(const char *text);
int host_command_line(char *out, size_t bytes);                      /* zero: failed */
size_t host_read_file(const char *path, char *out, size_t capacity); /* 0: failed */
int64_t host_unix_time(void);                                        /* seconds */
void host_exit(int code) __attribute__((noreturn));

/* --- text: print.c, settings.c ---------------------------------------------------------------- */

void print(const char *text);
void print_str(sgp_str text); /* control characters become '?' */
void print_int(int64_t value);
void print_hex(uint32_t value);

/*
 * settings_read: reads "name=value" words. Call it before the functions below.
 */
void settings_read(void);
/*
 * setting: returns the value of a setting, or `otherwise`, which may be NULL.
 */
const char *setting(const char *name, const char *otherwise);
int64_t setting_int(const char *name, int64_t otherwise);
sgp_opt_int setting_opt_int(const char *name);

/* --- parts of the client ---------------------------------------------------------------------- */

sgp_platform *board_platform(void); /* platform.c; call clock_start before */
sgp_dialer *modem_dialer(void);     /* modem.c; call uart_start before */
sgp_crypto *sha256_crypto(void);    /* sha256.c */

/*
 * secure_dialer_new: makes the dialer of the client and stores it in *out.
 * secure_crypto: returns SHA-256. plain.c: neither of them with TLS; tls.c:
 * both from Mbed TLS.
 */
sgp_status secure_dialer_new(sgp_dialer **out, const sgp_allocator *allocator, sgp_error *err);
sgp_crypto *secure_crypto(void);
void secure_report(void); /* prints the memory that TLS took */

#endif
