/*
 * date_token.c - splits a date's text into tokens; see date_token.h.
 *
 * The hard part is dots. Between words and whole numbers they separate (20.09.2009, a.m.); within a
 * number they start its fraction (30.447). Only the end of the run tells which.
 */
#include "date_token.h"

#include <string.h>
#include <strings.h>

/* Letters beyond ASCII make words too, but no known ones. */
static int is_letter(char c)
{
    return (unsigned char)c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static int is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Python's str.isspace() accepts four control characters more than C's. */
static int is_blank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1C && c <= 0x1F);
}

sgp_str date_token_part(sgp_str text, size_t from, size_t to)
{
    sgp_str part;

    part.ptr = text.ptr + from;
    part.len = to - from;
    return part;
}

static int add(date_tokens *out, sgp_str token)
{
    if (out->count == DATE_TOKENS) return 0;
    out->at[out->count++] = token;
    return 1;
}

/* --- runs of words and numbers -------------------------------------------------------- */

/* A run continues with characters of its kind; once it has a dot, with either kind that follows
 * one. */
typedef struct run {
    int is_word;
    int has_point;
    int has_letters; /* of more than one letter alone */
    size_t dots;
    size_t end;
} run;

static int goes_on(const run *r, sgp_str text, size_t start)
{
    char c = text.ptr[r->end];
    char before = text.ptr[r->end - 1];

    if (r->is_word ? is_letter(c) : is_digit(c)) return 1;
    if (c == '.') return 1;
    if (c == ',') return !r->is_word && !r->has_point && r->end - start >= 2;
    return r->has_point && before == '.' && (is_letter(c) || is_digit(c));
}

static void take(run *r, sgp_str text)
{
    char c = text.ptr[r->end++];

    if (r->is_word) r->has_letters = 1;
    if (c == '.') r->dots++;
    if (c == '.' || c == ',') r->has_point = 1;
    if (is_letter(c)) r->is_word = 1;
    if (is_digit(c)) r->is_word = 0;
}

static run find_run(sgp_str text, size_t start)
{
    run r = { 0, 0, 0, 0, 0 };

    r.end = start + 1;
    r.is_word = is_letter(text.ptr[start]);
    while (r.end < text.len && goes_on(&r, text, start))
        take(&r, text);
    if (r.end < text.len && r.is_word) r.has_letters = 1; /* the character that ended it */
    return r;
}

static int add_parts(date_tokens *out, sgp_str run_text)
{
    size_t start = 0;

    for (size_t i = 0; i <= run_text.len; i++) {
        if (i < run_text.len && run_text.ptr[i] != '.' && run_text.ptr[i] != ',') continue;
        if (i > start && !add(out, date_token_part(run_text, start, i))) return 0;
        if (i < run_text.len && !add(out, date_token_part(run_text, i, i + 1))) return 0;
        start = i + 1;
    }
    return 1;
}

static int add_run(date_tokens *out, sgp_str text, const run *r, size_t start)
{
    sgp_str whole = date_token_part(text, start, r->end);
    char last = text.ptr[r->end - 1];

    if (r->has_point && (r->has_letters || r->dots > 1 || last == '.' || last == ','))
        return add_parts(out, whole);
    return add(out, whole);
}

int date_tokens_cut(sgp_str text, date_tokens *out)
{
    static const sgp_str blank = { " ", 1 };

    out->count = 0;
    for (size_t at = 0; at < text.len;) {
        run r = { 0, 0, 0, 0, 0 };
        int has_room = 0;
        r.end = at + 1;
        if (is_letter(text.ptr[at]) || is_digit(text.ptr[at])) {
            r = find_run(text, at);
            has_room = add_run(out, text, &r, at);
        } else {
            has_room = add(out, is_blank(text.ptr[at]) ? blank : date_token_part(text, at, at + 1));
        }
        if (!has_room) return 0;
        at = r.end;
    }
    return 1;
}

/* --- what a token is ------------------------------------------------------------------ */

int date_token_is(sgp_str text, const char *word)
{
    return text.len == strlen(word) && strncasecmp(text.ptr, word, text.len) == 0;
}

int date_token_is_mark(sgp_str text, const char *marks)
{
    return text.len == 1 && text.ptr[0] != '\0' && strchr(marks, text.ptr[0]) != NULL;
}

int date_token_is_digits(sgp_str text)
{
    return date_token_number(text, 0, text.len) >= 0;
}

size_t date_token_point(sgp_str number)
{
    size_t at = 0;

    while (at < number.len && number.ptr[at] != '.' && number.ptr[at] != ',')
        at++;
    return at;
}

int date_token_is_number(sgp_str text)
{
    size_t point = date_token_point(text);

    if (date_token_number(text, 0, point) < 0) return 0;
    return point == text.len || date_token_number(text, point + 1, text.len) >= 0;
}

int date_token_number(sgp_str text, size_t from, size_t to)
{
    int number = 0;

    if (to > text.len) to = text.len;
    if (from >= to) return -1;
    for (size_t i = from; i < to; i++) {
        if (!is_digit(text.ptr[i])) return -1;
        if (number < DATE_TOO_LARGE) number = number * 10 + (text.ptr[i] - '0');
    }
    return number < DATE_TOO_LARGE ? number : DATE_TOO_LARGE;
}
