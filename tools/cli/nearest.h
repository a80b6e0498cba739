/*
 * nearest.h - finds the candidate closest to a mistyped word.
 */
#ifndef SAGEPAGER_CLI_NEAREST_H
#define SAGEPAGER_CLI_NEAREST_H

#include <stddef.h>

/*
 * nearest_word: returns the candidate with the fewest single-character changes from word (its first
 * word_len characters), or NULL if none is close enough.
 */
const char *nearest_word(const char *word, size_t word_len, const char *const *candidates,
                         size_t count);

#endif /* SAGEPAGER_CLI_NEAREST_H */
