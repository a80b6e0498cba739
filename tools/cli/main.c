/*
 * main.c - the sagepager command: runs the subcommand of the command line and
 * returns its exit code.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "args.h"
#include "configure_list.h"
#include "error_report.h"
#include "exit_code.h"
#include "help.h"
#include "interrupt.h"
#include "listing.h"
#include "message.h"
#include "sagepager/sagepager.h"
#include "skeleton.h"
#include "version.h"

/*
 * The first socket would get the number of a standard descriptor that the caller closed, and items
 * would be written to the service. A read-only stand-in makes such a write fail.
 */
static void reserve_standard_descriptors(void)
{
    int fd = 0;

    do
        fd = open("/dev/null", O_RDONLY);
    while (fd >= 0 && fd <= STDERR_FILENO);
    if (fd >= 0) (void)close(fd);
}

/* The usage block is part of the message (awscli/argparser.py, CLIArgParser.error). */
static int refuse(const args *a, const args_refusal *refusal)
{
    char message[sizeof(refusal->text) + sizeof("\n\n" HELP_USAGE)];
    error_info info = { refusal->kind, message, NULL, 0 };

    (void)snprintf(message, sizeof(message), "%s%s", refusal->text,
                   refusal->shows_usage ? "\n\n" HELP_USAGE : "");
    (void)error_report(a, &info);
    return refusal->exit_code;
}

/* Prints a text; the disk may be full. */
static int print_text(const args *a)
{
    if (a->help)
        help_print(stdout);
    else if (a->skeleton == SKELETON_INPUT)
        (void)fputs(skeleton_input, stdout);
    else
        version_print(stdout);
    if ((fflush(stdout) == 0 && !ferror(stdout)) || errno == EPIPE) return EXIT_CODE_OK;
    message_error(NULL, "Could not write to standard output");
    return EXIT_CODE_GENERAL;
}

int main(int argc, char **argv)
{
    args a;
    args_refusal refusal;
    int code = EXIT_CODE_OK;

    reserve_standard_descriptors();
    tzset(); /* localtime_r need not look at TZ by itself (POSIX) */
    interrupt_watch();
    if (args_parse(argc, argv, &a, &refusal) != 0)
        code = refuse(&a, &refusal);
    else if (a.help || a.version || a.skeleton == SKELETON_INPUT)
        code = print_text(&a);
    else
        code = a.subcommand != NULL ? configure_list_run(&a) : listing_run(&a);
    args_free(&a);
    return code;
}
