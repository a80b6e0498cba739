/*
 * out_json.c - the AWS CLI's json output, streamed.
 *
 * Byte for byte what Python's json.dumps(indent=4, ensure_ascii=False) prints of botocore's full
 * result (awscli/formatter.py, JSONFormatter), but written as pages arrive. The end is always
 * written, so that the output is one valid document.
 */
#include "json_text.h"
#include "output.h"

static const json_layout item_layout = { "\n            ", " ", "\n        " };

/* A page without the list adds nothing, as in botocore's build_full_result. */
static void put_page(sink *out, output_state *state, const sgp_page *page)
{
    if (!page->has_items) return;
    if (!state->has_list) sink_puts(out, "{\n    \"ImageVersions\": [");
    state->has_list = 1;
    for (size_t i = 0; i < page->count; i++) {
        sink_puts(out, state->has_items ? ",\n        " : "\n        ");
        json_item_put(out, sgp_page_image_version(page, i), state->times, &item_layout);
        state->has_items = 1;
    }
}

/* An empty result prints nothing at all, not even braces (JSONFormatter._format_response). */
static void put_end(sink *out, output_state *state, sgp_str token)
{
    if (!state->has_list && token.ptr == NULL) return;
    if (state->has_list)
        sink_puts(out, state->has_items ? "\n    ]" : "]");
    else
        sink_puts(out, "{");
    if (token.ptr != NULL) {
        sink_puts(out, state->has_list ? ",\n    " : "\n    ");
        sink_puts(out, "\"NextToken\": ");
        json_text_put(out, token);
    }
    sink_puts(out, "\n}\n");
}

const output_format output_json = { "json", 1, put_page, put_end };
