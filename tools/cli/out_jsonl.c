/*
 * out_jsonl.c - JSON Lines: each item is a compact object on a line of its own.
 *
 * Members, order, escapes and times are those of out_json.c. The resume token goes to standard
 * error, so that one reader can parse every line.
 */
#include "json_text.h"
#include "output.h"

static const json_layout item_layout = { "", "", "" };

static void put_page(sink *out, output_state *state, const sgp_page *page)
{
    for (size_t i = 0; i < page->count; i++) {
        json_item_put(out, sgp_page_image_version(page, i), state->times, &item_layout);
        sink_puts(out, "\n");
        state->has_items = 1;
    }
}

static void put_end(sink *out, output_state *state, sgp_str token)
{
    (void)out;
    (void)state;
    (void)token;
}

const output_format output_jsonl = { "jsonl", 0, put_page, put_end };
