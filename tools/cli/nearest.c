/*
 * nearest.c - finds the candidate closest to a mistyped word; see nearest.h.
 */
#include "nearest.h"

#include <string.h>

/* A word longer than every option is not a typing mistake. */
#define WORD_MAX 40

static size_t smallest(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;

    return least < c ? least : c;
}

/* Levenshtein distance, row by row; both lengths are at most WORD_MAX. */
static size_t distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t row[WORD_MAX + 1];

    for (size_t j = 0; j <= b_len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a_len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b_len; j++) {
            size_t changed = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = smallest(changed, row[j] + 1, row[j - 1] + 1);
        }
    }
    return row[b_len];
}

const char *nearest_word(const char *word, size_t word_len, const char *const *candidates,
                         size_t count)
{
    const char *best = NULL;
    size_t best_distance = word_len / 2 + 1; /* more than half of it wrong: not that word */

    if (word_len > WORD_MAX) return NULL;
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(candidates[i]);
        size_t away = len <= WORD_MAX ? distance(word, word_len, candidates[i], len) : WORD_MAX;
        if (away >= best_distance) continue;
        best_distance = away;
        best = candidates[i];
    }
    return best;
}
