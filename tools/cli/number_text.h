/*
 * number_text.h - floating-point numbers as Python prints them.
 */
#ifndef SAGEPAGER_CLI_NUMBER_TEXT_H
#define SAGEPAGER_CLI_NUMBER_TEXT_H

#define NUMBER_TEXT_BYTES 40

/* number_text: writes the shortest text that is parsed back as the same number, as repr() does;
 * Infinity and NaN as json.dumps() does. Returns room. */
const char *number_text(double number, char room[NUMBER_TEXT_BYTES]);

#endif /* SAGEPAGER_CLI_NUMBER_TEXT_H */
