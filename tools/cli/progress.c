/*
 * progress.c - one line on the terminal; see progress.h.
 */
#include "progress.h"

#include <inttypes.h>
#include <stdio.h>

#define FIRST_AFTER_US 1000000
#define AGAIN_AFTER_US 200000

/* Wide enough for the longest line; blanks clear it on terminals of any kind. */
#define LINE_WIDTH 60

void progress_init(progress *p, int is_on, int64_t now_us)
{
    p->is_on = is_on;
    p->is_shown = 0;
    p->next_us = now_us + FIRST_AFTER_US;
}

void progress_show(progress *p, int64_t now_us, int64_t pages, int64_t items)
{
    char line[LINE_WIDTH + 1];

    if (!p->is_on || now_us < p->next_us) return;
    (void)snprintf(line, sizeof(line), "pages: %" PRId64 ", items: %" PRId64, pages, items);
    (void)fprintf(stderr, "\r%-*s\r%s", LINE_WIDTH, "", line);
    p->is_shown = 1;
    p->next_us = now_us + AGAIN_AFTER_US;
}

void progress_clear(progress *p)
{
    if (p->is_shown) (void)fprintf(stderr, "\r%-*s\r", LINE_WIDTH, "");
    p->is_shown = 0;
}

void progress_end(progress *p)
{
    progress_clear(p);
    p->is_on = 0;
}
