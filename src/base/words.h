/*
 * words.h - a line into words as a shell does it, without a shell (Python's shlex.split).
 */
#ifndef SGP_BASE_WORDS_H
#define SGP_BASE_WORDS_H

#include "buf.h"

/* One word, quotes taken off; the rest stays in *text. Zero when there is none or a quote stays
 * open. */
int sgp__next_word(sgp_str *text, sgp__buf *word);

/* All words, in memory of arena, NULL after the last. SGP_ERR_CONFIG for a quote that stays open,
 * SGP_ERR_LIMIT past SGP_PROCESS_WORDS_MAX. */
SGP_MUST_CHECK sgp_status sgp__split_words(sgp_str text, sgp_arena *arena, char ***words,
                                           sgp_error *err);

#endif
