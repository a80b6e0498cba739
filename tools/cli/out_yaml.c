/*
 * out_yaml.c - the AWS CLI's yaml output, streamed with libyaml, which its own library uses too
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

static void put_item(yaml_writer *y, const sgp_image_version *item, time_format times)
{
    char room[ITEM_MEMBER_BYTES];

    if (item->present & SGP_IMAGE_VERSION_IS_NULL) {
        yaml_put_bare(y, "null");
        return;
    }
    yaml_start_mapping(y);
    for (size_t i = 0; i < ITEM_MEMBERS; i++) {
        printed_member member;
        if (!(item->present & item_members[i].bit)) continue;
        member = item_member_print(item, i, times, room);
        yaml_put_text(y, sgp_str_from(item_members[i].name));
        if (member.is_number)
            yaml_put_bare(y, member.text.ptr);
        else
            yaml_put_text(y, member.text);
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
        put_item(y, sgp_page_image_version(page, i), state->times);
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

/* --- a list of pages (StreamedYAMLFormatter) ------------------------------------------- */

static void put_members(yaml_writer *y, const sgp_page *page, time_format times)
{
    if (page->has_items) {
        yaml_put_text(y, sgp_str_from("ImageVersions"));
        yaml_start_list(y);
        for (size_t i = 0; i < page->count; i++)
            put_item(y, sgp_page_image_version(page, i), times);
        yaml_end_list(y);
    }
    if (page->next_token.ptr == NULL) return;
    yaml_put_text(y, sgp_str_from("NextToken"));
    yaml_put_text(y, page->next_token);
}

/* An empty response of a single call prints nothing; an empty page of a listing is a page. */
static void put_stream_page(sink *out, output_state *state, const sgp_page *page)
{
    yaml_writer *y = NULL;

    if (state->is_raw && !page->has_items && page->next_token.ptr == NULL) return;
    y = yaml_begin(out);
    if (y == NULL) return;
    yaml_start_list(y);
    yaml_start_mapping(y);
    put_members(y, page, state->times);
    yaml_end_mapping(y);
    yaml_end_list(y);
    yaml_finish(y);
}

static void put_stream_end(sink *out, output_state *state, sgp_str token)
{
    (void)out;
    (void)state;
    (void)token;
}

const output_format output_yaml_stream = { "yaml-stream", 0, put_stream_page, put_stream_end };

const output_format output_yaml = { "yaml", 1, put_page, put_end };
