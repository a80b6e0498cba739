/*
 * yaml_writer.h - writes one YAML document, event by event: block style, texts quoted where a
 * parser would not read them as texts.
 */
#ifndef SAGEPAGER_CLI_YAML_WRITER_H
#define SAGEPAGER_CLI_YAML_WRITER_H

#include "sagepager/base.h"
#include "sink.h"

typedef struct yaml_writer yaml_writer;

/* yaml_begin: starts a document. Returns NULL without memory; failures are recorded in the sink,
 * here and later. */
yaml_writer *yaml_begin(sink *out);

void yaml_put_text(yaml_writer *y, sgp_str text);
void yaml_put_bare(yaml_writer *y, const char *text); /* a number, true, false, null */
void yaml_start_mapping(yaml_writer *y);              /* then names and values alternately */
void yaml_end_mapping(yaml_writer *y);
void yaml_start_list(yaml_writer *y);
void yaml_end_list(yaml_writer *y);

/* yaml_flush_out: passes what is complete to the sink. */
void yaml_flush_out(yaml_writer *y);

/* yaml_finish: ends the document and frees y. */
void yaml_finish(yaml_writer *y);

#endif /* SAGEPAGER_CLI_YAML_WRITER_H */
