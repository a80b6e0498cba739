/*
 * The canonical request of SigV4: sorts the query, trims header values and
 * collapses their blanks. Rules: IAM user guide, "Create a signed AWS API
 * request", step 1.
 */
#include "sigv4_canonical.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct parameter {
    struct ep_text name;
    struct ep_text value;
};

static int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef";
    const char *at = c != '\0' ? strchr(digits, c >= 'A' && c <= 'F' ? c + 32 : c) : NULL;

    return at != NULL ? (int)(at - digits) : -1;
}

static bool is_unreserved(unsigned char c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

/* Decodes %XX and encodes it again, so that each spelling of a byte becomes the
 * canonical one. */
static void add_encoded(struct ep_text *out, const char *from, const char *end)
{
    ep_text_add(out, "", 0);
    while (from < end) {
        unsigned char byte = (unsigned char)*from++;

        if (byte == '%' && end - from >= 2 && hex_digit(from[0]) >= 0 && hex_digit(from[1]) >= 0) {
            byte = (unsigned char)(hex_digit(from[0]) * 16 + hex_digit(from[1]));
            from += 2;
        }
        ep_text_addf(out, is_unreserved(byte) ? "%c" : "%%%02X", byte);
    }
}

static int compare_parameters(const void *left, const void *right)
{
    const struct parameter *a = left;
    const struct parameter *b = right;
    int order = strcmp(a->name.data, b->name.data);

    return order != 0 ? order : strcmp(a->value.data, b->value.data);
}

/* Reads the parameter that ends before `end`; a name without '=' has an empty value. */
static void read_parameter(const char *at, const char *end, struct parameter *parameter)
{
    const char *equals = memchr(at, '=', (size_t)(end - at));

    add_encoded(&parameter->name, at, equals != NULL ? equals : end);
    add_encoded(&parameter->value, equals != NULL ? equals + 1 : end, end);
}

static size_t read_query(const char *query, struct parameter *parameters)
{
    size_t count = 0;

    while (*query != '\0') {
        const char *end = query + strcspn(query, "&");

        if (end > query) read_parameter(query, end, &parameters[count++]);
        query = *end == '&' ? end + 1 : end;
    }
    return count;
}

static void add_query(const char *query, struct ep_text *out)
{
    /* Each parameter takes at least one character and one separator. */
    struct parameter *parameters = ep_alloc(strlen(query) / 2 + 1, sizeof *parameters);
    size_t count = read_query(query, parameters);

    qsort(parameters, count, sizeof *parameters, compare_parameters);
    for (size_t i = 0; i < count; i++) {
        ep_text_addf(out, "%s%s=%s", i > 0 ? "&" : "", parameters[i].name.data,
                     parameters[i].value.data);
        ep_text_free(&parameters[i].name);
        ep_text_free(&parameters[i].value);
    }
    free(parameters);
}

/* Removes blanks around the value and replaces runs of blanks inside by one
 * space. */
static void add_header_value(const char *value, struct ep_text *out)
{
    const char *gap = "";

    for (value += strspn(value, " \t"); *value != '\0'; value += strspn(value, " \t")) {
        size_t word = strcspn(value, " \t");

        ep_text_addf(out, "%s%.*s", gap, (int)word, value);
        value += word;
        gap = " ";
    }
}

/* If a header was sent several times, its values are joined by commas in
 * received order. */
static void add_header_line(const struct ep_request *request, const char *name, size_t len,
                            struct ep_text *out)
{
    const char *comma = "";

    ep_text_addf(out, "%.*s:", (int)len, name);
    for (size_t i = 0; i < request->header_count; i++) {
        const struct ep_header *header = &request->headers[i];

        if (strlen(header->name) != len || strncasecmp(header->name, name, len) != 0) continue;
        ep_text_addf(out, "%s", comma);
        add_header_value(header->value, out);
        comma = ",";
    }
    ep_text_addf(out, "\n");
}

void ep_sigv4_canonical_request(const struct ep_request *request, const char *signed_headers,
                                const char *payload_hash, struct ep_text *out)
{
    const char *name = signed_headers;

    ep_text_addf(out, "%s\n%s\n", request->method, request->path);
    add_query(request->query, out);
    ep_text_addf(out, "\n");
    while (*name != '\0') {
        size_t len = strcspn(name, ";");

        add_header_line(request, name, len, out);
        name += name[len] == ';' ? len + 1 : len;
    }
    ep_text_addf(out, "\n%s\n%s", signed_headers, payload_hash);
}
