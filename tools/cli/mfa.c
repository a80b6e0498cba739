/*
 * mfa.c - the prompt for an MFA code; see mfa.h.
 *
 * On the terminal itself, as Python's getpass does: standard input and output may be pipes.
 */
#include "mfa.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

/* Reads a line without showing it; Ctrl-C interrupts the read. Zero when there is none. */
static int read_hidden(int fd, char *line, size_t size)
{
    struct termios shown;
    struct termios hidden;
    ssize_t got = 0;

    if (tcgetattr(fd, &shown) != 0) return 0;
    hidden = shown;
    hidden.c_lflag &= (tcflag_t)~ECHO;
    if (tcsetattr(fd, TCSAFLUSH, &hidden) != 0) return 0;
    got = read(fd, line, size - 1);
    (void)tcsetattr(fd, TCSAFLUSH, &shown); /* nothing more can be done about it */
    line[got > 0 ? got : 0] = '\0';
    line[strcspn(line, "\r\n")] = '\0';
    return line[0] != '\0';
}

static sgp_status ask(void *self, const char *serial, char *code, size_t code_size)
{
    int fd = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
    int has_code = 0;

    (void)self;
    if (fd < 0) return SGP_ERR_PLATFORM;
    (void)dprintf(fd, "Enter MFA code for %s: ", serial);
    has_code = read_hidden(fd, code, code_size);
    (void)dprintf(fd, "\n");
    (void)close(fd);
    return has_code ? SGP_OK : SGP_ERR_PLATFORM;
}

sgp_mfa mfa_prompt(void)
{
    sgp_mfa mfa = { NULL, ask };

    return mfa;
}
