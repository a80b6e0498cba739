/*
 * mfa.c - prompts for an MFA code; see mfa.h.
 *
 * It uses the terminal itself, as Python's getpass does: standard input and output may be pipes.
 */
#include "mfa.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "sink.h"

static void prompt(int fd, const char *serial)
{
    sink out;

    sink_init(&out, fd);
    sink_puts(&out, "Enter MFA code for ");
    sink_puts(&out, serial);
    sink_puts(&out, ": ");
    sink_flush(&out);
}

/* Prompts and reads a line without echo; Ctrl-C interrupts the read. Input typed before the
 * prompt is discarded. Returns zero if there is no code. */
static int ask_hidden(int fd, const char *serial, char *line, size_t size)
{
    struct termios shown;
    struct termios hidden;
    ssize_t got = 0;

    if (tcgetattr(fd, &shown) != 0) return 0;
    hidden = shown;
    hidden.c_lflag &= (tcflag_t)~ECHO;
    if (tcsetattr(fd, TCSAFLUSH, &hidden) != 0) return 0;
    prompt(fd, serial);
    got = read(fd, line, size - 1);
    (void)tcsetattr(fd, TCSADRAIN, &shown); /* a failure cannot be repaired */
    (void)dprintf(fd, "\n");
    line[got > 0 ? got : 0] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    return line[0] != '\0';
}

sgp_status mfa_prompt(void *data, const char *serial, char *code, size_t code_bytes)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    int has_code = 0;

    (void)data;
    if (fd < 0) return SGP_ERR_PLATFORM;
    has_code = ask_hidden(fd, serial, code, code_bytes);
    (void)close(fd);
    return has_code ? SGP_OK : SGP_ERR_PLATFORM;
}
