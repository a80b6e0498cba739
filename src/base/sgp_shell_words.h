/*
 * sgp_shell_words.h - splits a command line into words as a shell does (Python's
 * shlex.split).
 */
#ifndef SGP_BASE_SHELL_WORDS_H
#define SGP_BASE_SHELL_WORDS_H

#include "sgp_buf.h"

/* Moves the first word from *text to `word`, without its quotes. Returns zero
 * if there is no word, a quote is not closed or word->status is an error. */
int sgp__next_word(sgp_str *text, sgp__buf *word);

/* Stores all words in memory of arena, with NULL after the last. SGP_ERR_CONFIG
 * if a quote is not closed, SGP_ERR_LIMIT, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__split_words(sgp_str text, sgp_arena *arena, char ***words,
                                           sgp_error *err);

#endif
