/*
 * table.h - the AWS CLI's tables: titled sections of rows in columns (awscli/table.py, MultiTable).
 *
 * Rows are collected until all are printed, because every width depends on all of them.
 */
#ifndef SAGEPAGER_CLI_TABLE_H
#define SAGEPAGER_CLI_TABLE_H

#include "sagepager/base.h"
#include "sink.h"

typedef struct table_row {
    struct table_row *next;
    sgp_str *cells;
} table_row;

typedef struct table_section {
    sgp_str title;
    size_t indent;
    size_t columns;
    const sgp_str *header; /* `columns` cells; NULL: none */
    table_row *rows;
    table_row **rows_end;
    size_t row_count;
    size_t *widths; /* of the widest cell of each column; private */
} table_section;

/* table_section_init: makes an empty section. Set columns and header before adding rows. */
void table_section_init(table_section *section, sgp_str title, size_t indent);

/* table_add_row: appends a row of section->columns empty cells in memory of arena and returns
 * the cells to fill, or NULL without memory. */
sgp_str *table_add_row(table_section *section, sgp_arena *arena);

/* table_print: prints the sections. A section that is too wide for the terminal, or for 80
 * columns without one, is printed sideways. Returns zero without memory. */
int table_print(sink *out, table_section *sections, size_t count, int is_coloured,
                sgp_arena *arena);

/* table_reset_colours: resets the terminal's colours at the end of the program, as colorama
 * does. */
void table_reset_colours(sink *out);

#endif /* SAGEPAGER_CLI_TABLE_H */
