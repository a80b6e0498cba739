/*
 * number_text.h - floating-point numbers as Python prints them.
 */
#ifndef SAGEPAGER_CLI_NUMBER_TEXT_H
#define SAGEPAGER_CLI_NUMBER_TEXT_H

#define NUMBER_TEXT_BYTES 40

/* number_text: the shortest text that reads back as the same number, as repr() has it; Infinity and
 * NaN as json.dumps() has them. Returns room. */
const char *number_text(double number, char room[NUMBER_TEXT_BYTES]);

#endif /* SAGEPAGER_CLI_NUMBER_TEXT_H */
