/*
 * text_width.h - the width of a text in columns, as the AWS CLI counts it (awscli/table.py,
 * utils.py).
 */
#ifndef SAGEPAGER_CLI_TEXT_WIDTH_H
#define SAGEPAGER_CLI_TEXT_WIDTH_H

#include <stddef.h>

#include "sagepager/base.h"

/* text_width: counts two for each character of East Asian width wide, full or ambiguous, else
 * one. text is UTF-8. */
size_t text_width(sgp_str text);

#endif /* SAGEPAGER_CLI_TEXT_WIDTH_H */
