/*
 * table.c - computes widths and prints the lines of tables; see table.h. The arithmetic is that of
 * awscli/table.py.
 */
#include "table.h"

#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include "text_width.h"

#define TERMINAL_WIDTH 80 /* if standard output is not a terminal */

#define CELL_PADDING 4 /* of a column's widest cell */

/* ECMA-48, SGR */
#define RESET "\x1b[0m"
#define BRIGHT "\x1b[1m"
#define DIM "\x1b[2m"
#define YELLOW "\x1b[33m"
#define BLUE "\x1b[34m"

/* --- sections ------------------------------------------------------------------------- */

void table_section_init(table_section *section, sgp_str title, size_t indent)
{
    memset(section, 0, sizeof(*section));
    section->title = title;
    section->indent = indent;
    section->rows_end = &section->rows;
}

sgp_str *table_add_row(table_section *section, sgp_arena *arena)
{
    table_row *row = sgp_arena_alloc(arena, sizeof(*row));

    if (row != NULL)
        row->cells = sgp_arena_alloc(arena, (section->columns + 1) * sizeof(*row->cells));
    if (row == NULL || row->cells == NULL) return NULL;
    *section->rows_end = row;
    section->rows_end = &row->next;
    section->row_count++;
    return row->cells;
}

/* Turns one row under a header into rows of key and value. */
static int turn(table_section *section, sgp_arena *arena)
{
    table_section turned;

    if (section->header == NULL || section->row_count != 1) return 1;
    table_section_init(&turned, section->title, section->indent);
    turned.columns = 2;
    for (size_t i = 0; i < section->columns; i++) {
        sgp_str *cells = table_add_row(&turned, arena);
        if (cells == NULL) return 0;
        cells[0] = section->header[i];
        cells[1] = section->rows->cells[i];
    }
    *section = turned;
    return 1;
}

static void widen(table_section *section, const sgp_str *cells)
{
    for (size_t i = 0; cells != NULL && i < section->columns; i++) {
        size_t width = text_width(cells[i]);
        if (width > section->widths[i]) section->widths[i] = width;
    }
}

static int measure(table_section *sections, size_t count, sgp_arena *arena)
{
    for (size_t i = 0; i < count; i++) {
        table_section *s = &sections[i];
        s->widths = sgp_arena_alloc(arena, (s->columns + 1) * sizeof(*s->widths));
        if (s->widths == NULL) return 0;
        widen(s, s->header);
        for (const table_row *row = s->rows; row != NULL; row = row->next)
            widen(s, row->cells);
    }
    return 1;
}

/* --- widths --------------------------------------------------------------------------- */

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

static size_t section_width(const table_section *s)
{
    size_t title = text_width(s->title);
    size_t cells = 0;

    for (size_t i = 0; i < s->columns; i++)
        cells += s->widths[i] + CELL_PADDING;
    return larger(title, cells) + 2 + 2 * s->indent; /* the edges */
}

static size_t table_width(const table_section *sections, size_t count)
{
    size_t width = 0;

    for (size_t i = 0; i < count; i++)
        width = larger(width, section_width(&sections[i]));
    return width;
}

/* Python's round: half to even. value is not negative. */
static size_t round_half_even(double value)
{
    size_t whole = (size_t)value;
    double rest = value - (double)whole;

    if (rest > 0.5 || (rest == 0.5 && whole % 2 == 1)) whole++;
    return whole;
}

/* Scales the columns to the width in proportion; distributes the rounding error alternately. */
static void scale_widths(const table_section *s, size_t width, size_t *scaled)
{
    size_t unscaled = 0;
    size_t sum = 0;

    for (size_t i = 0; i < s->columns; i++)
        unscaled += s->widths[i] + CELL_PADDING;
    for (size_t i = 0; i < s->columns; i++) {
        double scale = (double)width / (double)unscaled;
        scaled[i] = round_half_even(scale * (double)(s->widths[i] + CELL_PADDING));
        sum += scaled[i];
    }
    for (size_t i = 0; sum > width; i = (i + 1) % s->columns, sum--)
        scaled[i]--;
    for (size_t i = s->columns; sum < width; sum++) {
        i = i == 0 ? s->columns - 1 : i - 1;
        scaled[i]++;
        if (i == 0) i = s->columns;
    }
}

/* --- lines ---------------------------------------------------------------------------- */

/* Writes a coloured line as colorama does: it resets after each write to a standard stream. */
typedef struct painter {
    sink *out;
    int is_coloured;
    int has_resets;
} painter;

static painter painter_of(sink *out, int is_coloured)
{
    painter p;

    p.out = out;
    p.is_coloured = is_coloured;
    p.has_resets = is_coloured && out->fd == STDOUT_FILENO;
    return p;
}

static void reset(const painter *p)
{
    if (p->has_resets) sink_put_control(p->out, RESET);
}

static void put_edge(const painter *p, size_t indent)
{
    for (size_t i = 0; i < indent; i++)
        sink_put_control(p->out, p->is_coloured ? DIM YELLOW "|" RESET : "|");
    reset(p);
}

static void end_line(const painter *p, size_t indent)
{
    reset(p);
    put_edge(p, indent);
    sink_puts(p->out, "\n");
    reset(p);
}

static void put_repeated(sink *out, const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++)
        sink_puts(out, text);
}

static void put_rule(const painter *p, const table_section *s, const size_t *widths)
{
    put_edge(p, s->indent);
    for (size_t i = 0; i < s->columns; i++) {
        if (i == 0) sink_puts(p->out, "+");
        put_repeated(p->out, "-", widths[i] - (i == 0 ? 2 : 1));
        sink_puts(p->out, "+");
    }
    end_line(p, s->indent);
}

static void put_centred(const painter *p, sgp_str text, size_t width, int has_edge)
{
    size_t text_columns = text_width(text);
    size_t left = width / 2 > text_columns / 2 + 1 ? width / 2 - text_columns / 2 - 1 : 0;
    size_t used = (has_edge ? 1u : 0u) + left + text_columns;
    sink *out = p->out;

    if (has_edge) sink_puts(out, "|");
    put_repeated(out, " ", left);
    sink_put(out, text.ptr != NULL ? text.ptr : "", text.len);
    put_repeated(out, " ", width - 1 > used ? width - 1 - used : 0);
    sink_puts(out, "|");
}

static void put_left(const painter *p, sgp_str text, size_t width, int has_edge)
{
    size_t text_columns = text_width(text);
    size_t edges = has_edge ? 2 : 1;
    size_t left = width >= text_columns + 2 + edges ? 2 : 0;
    size_t used = (has_edge ? 1u : 0u) + left + text_columns;
    sink *out = p->out;

    if (has_edge) sink_puts(out, "|");
    put_repeated(out, " ", left);
    if (p->is_coloured) sink_put_control(out, BRIGHT BLUE);
    sink_put(out, text.ptr != NULL ? text.ptr : "", text.len);
    if (p->is_coloured) sink_put_control(out, RESET);
    put_repeated(out, " ", width - 1 > used ? width - 1 - used : 0);
    sink_puts(out, "|");
}

static void put_row(const painter *p, const table_section *s, const sgp_str *cells,
                    const size_t *widths,
                    void (*put_cell)(const painter *p, sgp_str text, size_t width, int has_edge))
{
    put_edge(p, s->indent);
    for (size_t i = 0; i < s->columns; i++)
        put_cell(p, cells[i], widths[i], i == 0);
    end_line(p, s->indent);
}

static void put_title(const painter *p, const table_section *s, size_t width)
{
    put_edge(p, s->indent);
    put_centred(p, s->title, width, 1);
    end_line(p, s->indent);
}

/* Without header and rows the line is as wide as the title's. */
static void put_bare_rule(const painter *p, const table_section *s, size_t width)
{
    table_section bare;

    table_section_init(&bare, s->title, s->indent);
    bare.columns = 1;
    put_rule(p, &bare, &width);
}

static void put_section(const painter *p, const table_section *s, size_t width, size_t *widths)
{
    put_title(p, s, width);
    if (s->row_count > 0 && s->columns == 0) return; /* rows of nothing */
    if (s->header == NULL && s->rows == NULL) {
        put_bare_rule(p, s, width);
        return;
    }
    scale_widths(s, width, widths);
    put_rule(p, s, widths);
    if (s->header != NULL) {
        put_row(p, s, s->header, widths, put_centred);
        put_rule(p, s, widths);
    }
    for (const table_row *row = s->rows; row != NULL; row = row->next)
        put_row(p, s, row->cells, widths, put_left);
    if (s->rows != NULL) put_rule(p, s, widths);
}

/* With or without a pager. */
static size_t terminal_width(void)
{
    struct winsize size;

    if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
        return TERMINAL_WIDTH;
    return size.ws_col;
}

static int turn_all(table_section *sections, size_t count, sgp_arena *arena)
{
    for (size_t i = 0; i < count; i++)
        if (!turn(&sections[i], arena)) return 0;
    return measure(sections, count, arena);
}

int table_print(sink *out, table_section *sections, size_t count, int is_coloured, sgp_arena *arena)
{
    const painter p = painter_of(out, is_coloured);
    size_t columns = 1;
    size_t *widths = NULL;
    size_t width = 0;

    if (!measure(sections, count, arena)) return 0;
    width = table_width(sections, count);
    if (width > terminal_width() && !turn_all(sections, count, arena)) return 0;
    width = table_width(sections, count);
    for (size_t i = 0; i < count; i++)
        columns = larger(columns, sections[i].columns);
    widths = sgp_arena_alloc(arena, columns * sizeof(*widths));
    if (widths == NULL) return 0;
    put_repeated(out, "-", width);
    sink_puts(out, "\n");
    reset(&p);
    for (size_t i = 0; i < count; i++)
        put_section(&p, &sections[i], width - 2 * sections[i].indent, widths);
    return 1;
}

void table_reset_colours(sink *out)
{
    if (isatty(out->fd)) sink_put_control(out, RESET);
}
