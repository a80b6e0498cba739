/*
 * out_yaml.c - the AWS CLI's yaml output, streamed, on libyaml, on which its own library stands too
 * (awscli/formatter.py, YAMLFormatter: ruamel.yaml, safe, block style).
 */
#include "item_member.h"
#include "output.h"
#include "yaml_writer.h"

static yaml_writer *yaml_of(sink *out, output_state *state)
{
    if (state->own == NULL) {
        state->own = yaml_begin(out);
        if (state->own != NULL) yaml_start_mapping(state->own);
    }
    return state->own;
}

static void put_item(yaml_writer *y, const sgp_image_version *item)
{
    char room[LOCAL_TIME_BYTES];

    if (item->present & SGP_IS_NULL) {
        yaml_put_bare(y, "null");
        return;
    }
    yaml_start_mapping(y);
    for (size_t i = 0; i < ITEM_MEMBERS; i++) {
        if (!(item->present & item_members[i].bit)) continue;
        yaml_put_text(y, sgp_str_from(item_members[i].name));
        if (item_members[i].is_number)
            yaml_put_bare(y, item_member_text(item, i, room).ptr);
        else
            yaml_put_text(y, item_member_text(item, i, room));
    }
    yaml_end_mapping(y);
}

static void put_page(sink *out, output_state *state, const sgp_page *page)
{
    yaml_writer *y = page->has_items ? yaml_of(out, state) : NULL;

    if (y == NULL) return;
    if (!state->has_list) {
        yaml_put_text(y, sgp_str_from("ImageVersions"));
        yaml_start_list(y);
    }
    state->has_list = 1;
    for (size_t i = 0; i < page->count; i++)
        put_item(y, &page->items[i]);
    yaml_flush_out(y);
}

static void put_end(sink *out, output_state *state, sgp_str token)
{
    yaml_writer *y = token.ptr != NULL ? yaml_of(out, state) : state->own;

    if (y == NULL) return;
    if (state->has_list) yaml_end_list(y);
    if (token.ptr != NULL) {
        yaml_put_text(y, sgp_str_from("NextToken"));
        yaml_put_text(y, token);
    }
    yaml_end_mapping(y);
    yaml_finish(y);
    state->own = NULL;
}

const output_format output_yaml = { "yaml", 1, put_page, put_end };
