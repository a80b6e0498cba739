/*
 * yaml_writer.h - one YAML document, event by event: block style, texts quoted where they would be
 * taken for something else.
 */
#ifndef SAGEPAGER_CLI_YAML_WRITER_H
#define SAGEPAGER_CLI_YAML_WRITER_H

#include "sagepager/base.h"
#include "sink.h"

typedef struct yaml_writer yaml_writer;

/* yaml_begin: NULL when there is no memory; failures are the sink's, here and later. */
yaml_writer *yaml_begin(sink *out);

void yaml_put_text(yaml_writer *y, sgp_str text);
void yaml_put_bare(yaml_writer *y, const char *text); /* a number, true, false, null */
void yaml_start_mapping(yaml_writer *y);              /* then names and values in turn */
void yaml_end_mapping(yaml_writer *y);
void yaml_start_list(yaml_writer *y);
void yaml_end_list(yaml_writer *y);

/* yaml_flush_out: what can be written already goes to the sink. */
void yaml_flush_out(yaml_writer *y);

/* yaml_finish: ends the document and frees y. */
void yaml_finish(yaml_writer *y);

#endif /* SAGEPAGER_CLI_YAML_WRITER_H */
