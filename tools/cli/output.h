/*
 * output.h - what an output format is: told of each page and of the end.
 *
 * A new format is one out_x.c file with such a table and its line in output.c. Formats write to the
 * sink only; whoever drives them flushes it after each page.
 */
#ifndef SAGEPAGER_CLI_OUTPUT_H
#define SAGEPAGER_CLI_OUTPUT_H

#include "item_member.h"
#include "sagepager/model.h"
#include "sink.h"

/* Where a document stands: all that a format remembers between pages. */
typedef struct output_state {
    int has_list;  /* some page had the member ImageVersions */
    int has_items; /* some page had an item */
    int is_raw;    /* one call of the service and not a listing (--no-paginate) */
    time_format times;
    int is_coloured;   /* of tables */
    int is_cut;        /* at the end: pages are missing that were asked for */
    char failure[512]; /* what a format could not do, in words; empty: nothing */
    void *own;         /* what a format needs beside these; freed by its end */
} output_state;

typedef struct output_format {
    const char *name;  /* as --output takes it */
    int carries_token; /* non-zero: the resume token is part of the document */
    void (*page)(sink *out, output_state *state, const sgp_page *page);
    /* Closes the document. token is where a listing that was cut short goes on, or absent. */
    void (*end)(sink *out, output_state *state, sgp_str token);
} output_format;

extern const output_format output_json;
extern const output_format output_jsonl;
extern const output_format output_off;
extern const output_format output_table;
extern const output_format output_text;
extern const output_format output_yaml;
extern const output_format output_yaml_stream;

/* output_find: the format of that name, or NULL. */
const output_format *output_find(const char *name);

#endif /* SAGEPAGER_CLI_OUTPUT_H */
