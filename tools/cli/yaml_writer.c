/*
 * yaml_writer.c - writes YAML events in the AWS CLI's style with libyaml; see yaml_writer.h.
 */
#include "yaml_writer.h"

#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

/* Texts that need quotes, because a parser would not read them as texts
 * (ruamel.yaml/resolver.py, YAML 1.2). */
static const char *const other_kinds[] = {
    "^(true|True|TRUE|false|False|FALSE)$",
    "^([-+]?[0-9][0-9_]*\\.[0-9_]*([eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+"
    "|[-+]?\\.[0-9_]+([eE][-+][0-9]+)?|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN))$",
    "^([-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)$",
    "^(<<|=|~|null|Null|NULL|)$",
    "^([0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?([Tt]|[ \t]+)[0-9][0-9]?"
    ":[0-9]{2}:[0-9]{2}(\\.[0-9]*)?([ \t]*(Z|[-+][0-9][0-9]?(:[0-9]{2})?))?)$",
};

#define OTHER_KINDS (sizeof(other_kinds) / sizeof(other_kinds[0]))

struct yaml_writer {
    yaml_emitter_t emitter;
    regex_t others[OTHER_KINDS];
    size_t other_count; /* compiled */
    sink *out;
};

/* --- events --------------------------------------------------------------------------- */

static int write_to_sink(void *self, unsigned char *bytes, size_t size)
{
    sink_put(((yaml_writer *)self)->out, bytes, size);
    return 1; /* the sink records its failure */
}

static void emit(yaml_writer *y, yaml_event_t *event, int is_made)
{
    if ((!is_made || !yaml_emitter_emit(&y->emitter, event)) && y->out->os_error == 0)
        y->out->os_error = y->emitter.error == YAML_EMITTER_ERROR ? EILSEQ : ENOMEM;
}

static int is_other_kind(const yaml_writer *y, const char *text, size_t len)
{
    if (memchr(text, '\n', len) != NULL || memchr(text, '\0', len) != NULL) return 0;
    for (size_t i = 0; i < y->other_count; i++)
        if (regexec(&y->others[i], text, 0, NULL, 0) == 0) return 1;
    return 0;
}

static yaml_char_t *as_yaml(const char *text)
{
    return (yaml_char_t *)(uintptr_t)text; /* libyaml copies it and does not change it */
}

void yaml_put_bare(yaml_writer *y, const char *text)
{
    yaml_event_t event;

    emit(y, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, as_yaml(text), (int)strlen(text), 1, 0,
                                      YAML_PLAIN_SCALAR_STYLE));
}

void yaml_put_text(yaml_writer *y, sgp_str text)
{
    yaml_event_t event;
    const char *start = text.ptr != NULL ? text.ptr : "";
    int may_be_plain = !is_other_kind(y, start, text.len);

    emit(y, &event,
         yaml_scalar_event_initialize(&event, NULL, as_yaml("tag:yaml.org,2002:str"),
                                      as_yaml(start), (int)text.len, may_be_plain, 1,
                                      YAML_ANY_SCALAR_STYLE));
}

void yaml_start_mapping(yaml_writer *y)
{
    yaml_event_t event;

    emit(y, &event,
         yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

void yaml_end_mapping(yaml_writer *y)
{
    yaml_event_t event;

    emit(y, &event, yaml_mapping_end_event_initialize(&event));
}

/* --- the document --------------------------------------------------------------------- */

static int prepare(yaml_writer *y, sink *out)
{
    y->out = out;
    if (!yaml_emitter_initialize(&y->emitter)) return 0;
    yaml_emitter_set_output(&y->emitter, write_to_sink, y);
    yaml_emitter_set_unicode(&y->emitter, 1);
    while (y->other_count < OTHER_KINDS &&
           regcomp(&y->others[y->other_count], other_kinds[y->other_count],
                   REG_EXTENDED | REG_NOSUB) == 0)
        y->other_count++;
    return y->other_count == OTHER_KINDS;
}

yaml_writer *yaml_begin(sink *out)
{
    yaml_writer *y = calloc(1, sizeof(*y));
    yaml_event_t event;

    if (y == NULL || !prepare(y, out)) {
        free(y);
        out->os_error = ENOMEM;
        return NULL;
    }
    emit(y, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(y, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    return y;
}

void yaml_start_list(yaml_writer *y)
{
    yaml_event_t event;

    emit(y, &event,
         yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
}

void yaml_end_list(yaml_writer *y)
{
    yaml_event_t event;

    emit(y, &event, yaml_sequence_end_event_initialize(&event));
}

void yaml_flush_out(yaml_writer *y)
{
    (void)yaml_emitter_flush(&y->emitter); /* write_to_sink never fails */
}

void yaml_finish(yaml_writer *y)
{
    yaml_event_t event;

    emit(y, &event, yaml_document_end_event_initialize(&event, 1));
    emit(y, &event, yaml_stream_end_event_initialize(&event));
    yaml_emitter_delete(&y->emitter);
    for (size_t i = 0; i < y->other_count; i++)
        regfree(&y->others[i]);
    free(y);
}
