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

/* Prompts, and reads a line without showing it; Ctrl-C interrupts the read. What was typed before
 * the prompt is dropped, and nothing after it. Zero when there is no code. */
static int ask_hidden(int fd, const char *serial, char *line, size_t size)
{
    struct termios shown;
    struct termios hidden;
    ssize_t got = 0;

    if (tcgetattr(fd, &shown) != 0) return 0;
    hidden = shown;
    hidden.c_lflag &= (tcflag_t)~ECHO;
    if (tcsetattr(fd, TCSAFLUSH, &hidden) != 0) return 0;
    (void)dprintf(fd, "Enter MFA code for %s: ", serial);
    got = read(fd, line, size - 1);
    (void)tcsetattr(fd, TCSADRAIN, &shown); /* nothing more can be done about it */
    (void)dprintf(fd, "\n");
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
    has_code = ask_hidden(fd, serial, code, code_size);
    (void)close(fd);
    return has_code ? SGP_OK : SGP_ERR_PLATFORM;
}

sgp_mfa mfa_prompt(void)
{
    sgp_mfa mfa = { NULL, ask };

    return mfa;
}
