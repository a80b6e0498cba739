/*
 * message.h - everything the command prints on standard error.
 *
 * The form is the AWS CLI's since 2.34 (awscli/errorhandler.py): a blank line, the program's name,
 * "[ERROR]: " and one sentence.
 */
#ifndef SAGEPAGER_CLI_MESSAGE_H
#define SAGEPAGER_CLI_MESSAGE_H

#include <stdint.h>

#include "sagepager/base.h"

/* message_error: prints an error; kind is the class in "An error occurred (kind): ", or NULL. */
void message_error(const char *kind, const char *sentence);

/* message_hint: prints a further line about what to do. */
void message_hint(const char *hint);

/* message_trace: prints a line of --debug. */
void message_trace(const char *when, const char *topic, sgp_str line);

/* message_resume: prints the number of items and how to get the rest; nothing if the token is
 * absent. is_withheld: the items were read but not printed. */
void message_resume(int64_t items, int is_withheld, sgp_str token);

#endif /* SAGEPAGER_CLI_MESSAGE_H */
