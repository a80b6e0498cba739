/*
 * table.h - the AWS CLI's tables: titled sections of rows in columns (awscli/table.py, MultiTable).
 *
 * Rows are kept until the whole is printed, since every width depends on all of them.
 */
#ifndef SAGEPAGER_CLI_TABLE_H
#define SAGEPAGER_CLI_TABLE_H

#include "sagepager/base.h"
#include "sink.h"

#define TABLE_COLUMNS_MAX 7

typedef struct table_row {
    struct table_row *next;
    sgp_str cells[TABLE_COLUMNS_MAX];
} table_row;

typedef struct table_section {
    const char *title;
    size_t indent;
    size_t columns;
    int has_header;
    table_row header;
    table_row *rows;
    table_row **rows_end;
    size_t row_count;
    size_t widths[TABLE_COLUMNS_MAX]; /* of the widest cell */
} table_section;

/* table_section_init: an empty section; title is static. */
void table_section_init(table_section *section, const char *title, size_t indent, size_t columns);

/* table_add_row: a row in memory of arena, cells empty; NULL when there is none. The caller fills
 * it, then says so. */
table_row *table_add_row(table_section *section, sgp_arena *arena);

/* table_note_row: its cells are filled: they count for the widths. Also for the header. */
void table_note_row(table_section *section, const table_row *row);

/* table_print: prints the sections, which may turn sideways where they are too wide for a terminal
 * of that width. Zero when there was no memory for that. */
int table_print(sink *out, table_section *sections, size_t count, size_t terminal_width,
                sgp_arena *arena);

#endif /* SAGEPAGER_CLI_TABLE_H */
