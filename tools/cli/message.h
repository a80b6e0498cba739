/*
 * message.h - everything the command says on standard error.
 *
 * The form is the AWS CLI's since 2.34 (awscli/errorhandler.py): a blank line, the program's name,
 * "[ERROR]: " and one sentence. Nothing here decides what is an error.
 */
#ifndef SAGEPAGER_CLI_MESSAGE_H
#define SAGEPAGER_CLI_MESSAGE_H

#include <stdint.h>

#include "sagepager/base.h"

/* message_error: one error; kind is the class named in "An error occurred (kind): ", or NULL. */
void message_error(const char *kind, const char *sentence);

/* message_hint: one line more about what to do. */
void message_hint(const char *hint);

/* message_resume: how much was printed and how to get the rest; the token may be absent. */
void message_resume(int64_t items, sgp_str token);

#endif /* SAGEPAGER_CLI_MESSAGE_H */
