/*
 * Writes the request log: one line for each request, flushed at once. See
 * request_log.h.
 */
#include "request_log.h"

#include <string.h>

static void add_bytes(struct ep_text *line, const char *bytes, size_t len)
{
    ep_text_addf(line, "\"");
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)bytes[i];

        if (byte == '"' || byte == '\\')
            ep_text_addf(line, "\\%c", byte);
        else if (byte < 0x20 || byte >= 0x7F)
            ep_text_addf(line, "\\u%04x", byte);
        else
            ep_text_add(line, &bytes[i], 1);
    }
    ep_text_addf(line, "\"");
}

static void add_headers(struct ep_text *line, const struct ep_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        const struct ep_header *header = &request->headers[i];

        ep_text_addf(line, i > 0 ? ", [" : "[");
        add_bytes(line, header->name, strlen(header->name));
        ep_text_addf(line, ", ");
        add_bytes(line, header->value, strlen(header->value));
        ep_text_addf(line, "]");
    }
}

bool ep_request_log_write(FILE *log, unsigned long connection, const struct ep_request *request,
                          int status)
{
    struct ep_text line = { 0 };
    bool written;

    ep_text_addf(&line, "{\"connection\": %lu, \"method\": \"%s\", \"target\": ", connection,
                 request->method);
    add_bytes(&line, request->target, strlen(request->target));
    ep_text_addf(&line, ", \"headers\": [");
    add_headers(&line, request);
    ep_text_addf(&line, "], \"body\": ");
    add_bytes(&line, request->body, request->body_len);
    ep_text_addf(&line, ", \"status\": %d}\n", status);
    written = fwrite(line.data, 1, line.len, log) == line.len && fflush(log) == 0;
    ep_text_free(&line);
    return written;
}
