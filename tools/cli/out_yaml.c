/*
 * out_yaml.c - the AWS CLI's yaml output, streamed, on libyaml, on which its own library stands too
 * (awscli/formatter.py, YAMLFormatter: ruamel.yaml, safe, block style).
 */
#include <errno.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include "item_member.h"
#include "output.h"

/* Texts that a reader would take for something else if they stood bare (ruamel.yaml/resolver.py,
 * YAML 1.2): they get quotes. */
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

typedef struct out_yaml {
    yaml_emitter_t emitter;
    regex_t others[OTHER_KINDS];
    size_t other_count; /* compiled */
    sink *out;
} out_yaml;

/* --- events --------------------------------------------------------------------------- */

static int write_to_sink(void *self, unsigned char *bytes, size_t size)
{
    sink_put(((out_yaml *)self)->out, bytes, size);
    return 1; /* the sink keeps its failure */
}

static void emit(out_yaml *y, yaml_event_t *event, int is_made)
{
    if ((!is_made || !yaml_emitter_emit(&y->emitter, event)) && y->out->os_error == 0)
        y->out->os_error = y->emitter.error == YAML_EMITTER_ERROR ? EILSEQ : ENOMEM;
}

static int is_other_kind(const out_yaml *y, const char *text, size_t len)
{
    if (memchr(text, '\n', len) != NULL || memchr(text, '\0', len) != NULL) return 0;
    for (size_t i = 0; i < y->other_count; i++)
        if (regexec(&y->others[i], text, 0, NULL, 0) == 0) return 1;
    return 0;
}

static yaml_char_t *as_yaml(const char *text)
{
    return (yaml_char_t *)(uintptr_t)text; /* libyaml copies it and changes nothing */
}

static void put_bare(out_yaml *y, const char *text)
{
    yaml_event_t event;

    emit(y, &event,
         yaml_scalar_event_initialize(&event, NULL, NULL, as_yaml(text), (int)strlen(text), 1, 0,
                                      YAML_PLAIN_SCALAR_STYLE));
}

static void put_text(out_yaml *y, sgp_str text)
{
    yaml_event_t event;
    const char *start = text.ptr != NULL ? text.ptr : "";
    int may_be_plain = !is_other_kind(y, start, text.len);

    emit(y, &event,
         yaml_scalar_event_initialize(&event, NULL, as_yaml("tag:yaml.org,2002:str"),
                                      as_yaml(start), (int)text.len, may_be_plain, 1,
                                      YAML_ANY_SCALAR_STYLE));
}

static void start_mapping(out_yaml *y)
{
    yaml_event_t event;

    emit(y, &event,
         yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_MAPPING_STYLE));
}

static void end_mapping(out_yaml *y)
{
    yaml_event_t event;

    emit(y, &event, yaml_mapping_end_event_initialize(&event));
}

/* --- the document --------------------------------------------------------------------- */

static int prepare(out_yaml *y, sink *out)
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

static void start_document(out_yaml *y)
{
    yaml_event_t event;

    emit(y, &event, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING));
    emit(y, &event, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1));
    start_mapping(y);
}

/* NULL when there is no memory; the sink knows. */
static out_yaml *yaml_of(sink *out, output_state *state)
{
    out_yaml *y = state->own;

    if (y != NULL) return y;
    y = calloc(1, sizeof(*y));
    if (y == NULL || !prepare(y, out)) {
        free(y);
        out->os_error = ENOMEM;
        return NULL;
    }
    start_document(y);
    state->own = y;
    return y;
}

static void put_item(out_yaml *y, const sgp_image_version *item)
{
    char room[LOCAL_TIME_BYTES];

    if (item->present & SGP_IS_NULL) {
        put_bare(y, "null");
        return;
    }
    start_mapping(y);
    for (size_t i = 0; i < ITEM_MEMBERS; i++) {
        if (!(item->present & item_members[i].bit)) continue;
        put_text(y, sgp_str_from(item_members[i].name));
        if (item_members[i].is_number)
            put_bare(y, item_member_text(item, i, room).ptr);
        else
            put_text(y, item_member_text(item, i, room));
    }
    end_mapping(y);
}

static void put_page(sink *out, output_state *state, const sgp_page *page)
{
    out_yaml *y = page->has_items ? yaml_of(out, state) : NULL;
    yaml_event_t event;

    if (y == NULL) return;
    if (!state->has_list) {
        put_text(y, sgp_str_from("ImageVersions"));
        emit(
            y, &event,
            yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, YAML_BLOCK_SEQUENCE_STYLE));
    }
    state->has_list = 1;
    for (size_t i = 0; i < page->count; i++)
        put_item(y, &page->items[i]);
    (void)yaml_emitter_flush(&y->emitter); /* write_to_sink never fails */
}

static void finish(out_yaml *y, const output_state *state, sgp_str token)
{
    yaml_event_t event;

    if (state->has_list) emit(y, &event, yaml_sequence_end_event_initialize(&event));
    if (token.ptr != NULL) {
        put_text(y, sgp_str_from("NextToken"));
        put_text(y, token);
    }
    end_mapping(y);
    emit(y, &event, yaml_document_end_event_initialize(&event, 1));
    emit(y, &event, yaml_stream_end_event_initialize(&event));
}

static void put_end(sink *out, output_state *state, sgp_str token)
{
    out_yaml *y = state->own;

    if (y == NULL && token.ptr != NULL) y = yaml_of(out, state);
    if (y == NULL) return;
    finish(y, state, token);
    yaml_emitter_delete(&y->emitter);
    for (size_t i = 0; i < y->other_count; i++)
        regfree(&y->others[i]);
    free(y);
    state->own = NULL;
}

const output_format output_yaml = { "yaml", 1, put_page, put_end };
