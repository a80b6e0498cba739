/*
 * nearest.h - what did you mean? The candidate closest to a mistyped word.
 */
#ifndef SAGEPAGER_CLI_NEAREST_H
#define SAGEPAGER_CLI_NEAREST_H

#include <stddef.h>

/*
 * nearest_word: of count candidates the one with the fewest single-character changes from word
 * (its first word_len characters), or NULL when none is close enough to be worth naming.
 */
const char *nearest_word(const char *word, size_t word_len, const char *const *candidates,
                         size_t count);

#endif /* SAGEPAGER_CLI_NEAREST_H */
