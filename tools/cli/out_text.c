/*
 * out_text.c - the AWS CLI's text output: a line for each item, fields separated by tabs, nothing
 * quoted (awscli/formatter.py, TextFormatter; awscli/text.py). The columns of a page are the
 * members that at least one of its items has.
 */
#include "item_member.h"
#include "output.h"

static const char label[] = "IMAGEVERSIONS";

static void put_line(sink *out, const sgp_image_version *item, unsigned columns, time_format times)
{
    char room[ITEM_MEMBER_BYTES];

    sink_puts(out, label);
    for (size_t i = 0; i < ITEM_MEMBERS; i++) {
        if (!(columns & item_members[i].bit)) continue;
        sink_puts(out, "\t");
        if (item->present & item_members[i].bit) {
            sgp_str text = item_member_print(item, i, times, room).text;
            sink_put(out, text.ptr, text.len);
        }
    }
    sink_puts(out, "\n");
}

static void put_item(sink *out, const sgp_image_version *item, unsigned columns, time_format times)
{
    if (item->present & SGP_IMAGE_VERSION_IS_NULL) {
        sink_puts(out, label);
        sink_puts(out, "\tNone\n");
    } else if (columns != 0) {
        put_line(out, item, columns, times);
    }
}

/* A page without the list is Python's None. In a raw response the token is a text of its own,
 * and texts come before lists. */
static void put_page(sink *out, output_state *state, const sgp_page *page)
{
    unsigned columns = 0;

    if (state->is_raw && page->next_token.ptr != NULL) {
        sink_put(out, page->next_token.ptr, page->next_token.len);
        sink_puts(out, "\n");
    }
    if (!page->has_items && !state->is_raw) sink_puts(out, "None\n");
    for (size_t i = 0; i < page->count; i++)
        columns |= sgp_page_image_version(page, i)->present & ~SGP_IMAGE_VERSION_IS_NULL;
    for (size_t i = 0; i < page->count; i++)
        put_item(out, sgp_page_image_version(page, i), columns, state->times);
}

static void put_end(sink *out, output_state *state, sgp_str token)
{
    if (token.ptr == NULL || state->is_raw) return;
    sink_puts(out, "NEXTTOKEN\t");
    sink_put(out, token.ptr, token.len);
    sink_puts(out, "\n");
}

const output_format output_text = { "text", 1, put_page, put_end };
