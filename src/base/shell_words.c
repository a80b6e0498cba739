/*
 * shell_words.c - splits a command line into words as a shell does (Python's
 * shlex.split).
 */
#include "sgp_shell_words.h"

#include "sgp_arena.h"
#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_mem.h"

#include <string.h>

static int words_is_blank(char c)
{
    return c && strchr(" \t\r\n", c);
}

static sgp_str words_skip_blanks(sgp_str text)
{
    while (text.len > 0 && words_is_blank(text.ptr[0]))
        text = sgp__slice(text, 1, text.len);
    return text;
}

/* Non-zero if a backslash before `next` escapes it. Inside double quotes only
 * '"' and '\\' can be escaped, inside single quotes nothing. */
static int escapes(char quote, char next)
{
    return quote == '"' ? next == '"' || next == '\\' : quote != '\'';
}

int sgp__next_word(sgp_str *text, sgp__buf *word)
{
    char quote = '\0';
    size_t i = 0;

    sgp__buf_reset(word);
    *text = words_skip_blanks(*text);
    for (; i < text->len && (quote || !words_is_blank(text->ptr[i])); i++) {
        char c = text->ptr[i];
        if (quote ? c == quote : c == '"' || c == '\'')
            quote = quote ? '\0' : c;
        else if (c == '\\' && i + 1 < text->len && escapes(quote, text->ptr[i + 1]))
            sgp__buf_put_char(word, text->ptr[++i]);
        else
            sgp__buf_put_char(word, c);
    }
    *text = sgp__slice(*text, i, text->len);
    return i > 0 && !quote && word->status == SGP_OK;
}

static sgp_status put_words(sgp_str text, sgp__buf *word, sgp_arena *arena, char **words,
                            sgp_error *err)
{
    size_t count = 0;
    sgp_str copy;

    for (text = words_skip_blanks(text); text.len > 0; text = words_skip_blanks(text)) {
        int is_whole = sgp__next_word(&text, word);

        SGP_TRY(SGP__BUF_CHECK(word, 1053, "a command's word", err));
        if (!is_whole)
            return SGP__FAIL(err, SGP_ERR_CONFIG, 1040, "a quotation in the command does not end");
        if (count == SGP_PROCESS_WORDS_MAX)
            return SGP__FAIL(err, SGP_ERR_LIMIT, 1041, "the command has more than %d words",
                             SGP_PROCESS_WORDS_MAX);
        SGP_TRY(sgp_arena_copy(arena, sgp__buf_str(word).ptr, word->len, &copy, err));
        memcpy(&words[count++], &copy.ptr, sizeof words[0]);
    }
    return SGP_OK;
}

sgp_status sgp__split_words(sgp_str text, sgp_arena *arena, char ***words, sgp_error *err)
{
    sgp__buf word;
    sgp_status status;

    *words = sgp_arena_alloc(arena, (SGP_PROCESS_WORDS_MAX + 1) * sizeof **words);
    if (!*words)
        return SGP__NO_MEMORY(
            err, sgp__arena_wanted(arena, (SGP_PROCESS_WORDS_MAX + 1) * sizeof **words));
    sgp__buf_init(&word, arena->allocator, SGP_CONFIG_BYTES_MAX);
    status = put_words(text, &word, arena, *words, err);
    sgp__buf_deinit(&word);
    return status;
}
