/*
 * output.h - the interface of output formats: each page, then the end.
 *
 * A new format is one out_x.c file with such a table and its line in output.c. Formats write to the
 * sink only; their caller flushes it after each page.
 */
#ifndef SAGEPAGER_CLI_OUTPUT_H
#define SAGEPAGER_CLI_OUTPUT_H

#include "item_member.h"
#include "sagepager/model.h"
#include "sink.h"

/* What a format remembers between pages. */
typedef struct output_state {
    int has_list;  /* at least one page had the member ImageVersions */
    int has_items; /* at least one page had an item */
    int is_raw;    /* a single call, not a listing (--no-paginate) */
    time_format times;
    int is_coloured;   /* of tables */
    int is_cut;        /* at the end: the listing ended early */
    int is_withheld;   /* set by `end`: items were read but not printed */
    char failure[512]; /* why the format failed; empty: it did not */
    void *own;         /* the format's own state; its `end` frees it */
} output_state;

typedef struct output_format {
    const char *name;  /* as --output takes it */
    int carries_token; /* non-zero: the resume token is part of the document */
    void (*page)(sink *out, output_state *state, const sgp_page *page);
    /* Closes the document. token is the resume token of a listing that ended early, or absent. */
    void (*end)(sink *out, output_state *state, sgp_str token);
} output_format;

extern const output_format output_json;
extern const output_format output_jsonl;
extern const output_format output_off;
extern const output_format output_table;
extern const output_format output_text;
extern const output_format output_yaml;
extern const output_format output_yaml_stream;

/* output_find: returns the format of that name, or NULL. */
const output_format *output_find(const char *name);

/* output_at: returns the format number `index`, in order of names; NULL past the last one. */
const output_format *output_at(size_t index);

#endif /* SAGEPAGER_CLI_OUTPUT_H */
