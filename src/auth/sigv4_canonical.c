/*
 * sigv4_canonical.c - selects the signed headers and makes the canonical request. Path and query:
 * sigv4_uri.c.
 */
#include "sgp_sigv4.h"

#include <string.h>

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_http_message.h"

/*
 * botocore/auth.py (1.43.67), SIGNED_HEADERS_BLACKLIST: headers that HTTP layers change.
 * "accept-encoding" is not in that list, but botocore adds that header after signing.
 */
static const char *const never_signed[] = {
    "accept-encoding",
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "x-amzn-trace-id",
};

static int is_signed(sgp_str name)
{
    for (size_t i = 0; i < sizeof never_signed / sizeof *never_signed; i++) {
        if (sgp__equal_nocase(name, never_signed[i])) return 0;
    }
    return 1;
}

static int name_compare(sgp_str a, sgp_str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;

    for (size_t i = 0; i < shorter; i++) {
        unsigned char x = (unsigned char)sgp__lower(a.ptr[i]);
        unsigned char y = (unsigned char)sgp__lower(b.ptr[i]);

        if (x != y) return x < y ? -1 : 1;
    }
    return (a.len > b.len) - (a.len < b.len);
}

static sgp_str header_name(const sgp__sigv4_headers *headers, size_t index)
{
    return index == SGP__SIGV4_HOST ? sgp_str_from("host") : headers->request->headers[index].name;
}

/* Inserts after equal names: the joined value has duplicates in their order. */
static void insert_header(sgp__sigv4_headers *headers, size_t index)
{
    sgp_str name = header_name(headers, index);
    size_t at = headers->count++;

    for (; at > 0 && name_compare(header_name(headers, headers->order[at - 1]), name) > 0; at--) {
        headers->order[at] = headers->order[at - 1];
    }
    headers->order[at] = (unsigned char)index;
}

void sgp__sigv4_select_headers(sgp__sigv4_headers *out, const sgp_http_request *request)
{
    out->request = request;
    out->count = 0;
    insert_header(out, SGP__SIGV4_HOST);
    for (size_t i = 0; i < request->header_count; i++) {
        if (is_signed(request->headers[i].name)) insert_header(out, i);
    }
}

static sgp_str name_at(const sgp__sigv4_headers *headers, size_t at)
{
    return header_name(headers, headers->order[at]);
}

static int repeats_previous(const sgp__sigv4_headers *headers, size_t at)
{
    return at > 0 && name_compare(name_at(headers, at - 1), name_at(headers, at)) == 0;
}

static void put_lower(sgp__buf *out, sgp_str text)
{
    char *room = sgp__buf_reserve(out, text.len);

    if (!room) return;
    for (size_t i = 0; i < text.len; i++) {
        room[i] = sgp__lower(text.ptr[i]);
    }
    sgp__buf_commit(out, text.len);
}

static int canonical_is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/* botocore/auth.py, _header_value: trims, and replaces each run of white space by one blank. */
static void put_collapsed(sgp__buf *out, sgp_str value)
{
    size_t used = 0;
    char *room;

    value = sgp__trim(value);
    room = sgp__buf_reserve(out, value.len);
    if (!room) return;
    for (size_t i = 0; i < value.len; i++) {
        if (!canonical_is_blank(value.ptr[i])) {
            room[used++] = value.ptr[i];
        } else if (!canonical_is_blank(value.ptr[i - 1])) {
            room[used++] = ' ';
        }
    }
    sgp__buf_commit(out, used);
}

void sgp__sigv4_put_signed_names(sgp__buf *out, const sgp__sigv4_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        if (repeats_previous(headers, i)) continue;
        if (i > 0) sgp__buf_put_char(out, ';');
        put_lower(out, name_at(headers, i));
    }
}

static void put_header_value(sgp__buf *out, const sgp__sigv4_headers *headers, size_t index)
{
    if (index == SGP__SIGV4_HOST) {
        sgp__buf_put_host(out, headers->request);
    } else {
        put_collapsed(out, headers->request->headers[index].value);
    }
}

/* Puts one line per name. The values of duplicates are joined by ','. */
static void put_header_lines(sgp__buf *out, const sgp__sigv4_headers *headers)
{
    for (size_t i = 0; i < headers->count; i++) {
        if (repeats_previous(headers, i)) {
            sgp__buf_put_char(out, ',');
        } else {
            if (i > 0) sgp__buf_put_char(out, '\n');
            put_lower(out, name_at(headers, i));
            sgp__buf_put_char(out, ':');
        }
        put_header_value(out, headers, headers->order[i]);
    }
    sgp__buf_put_char(out, '\n');
}

/* Returns the length of the path, without the query. */
static size_t path_length(sgp_str target)
{
    const char *mark = target.len > 0 ? memchr(target.ptr, '?', target.len) : NULL;

    return mark ? (size_t)(mark - target.ptr) : target.len;
}

/*
 * Returns an upper bound: each byte of the target becomes at most three, and names occur twice. The
 * memory is allocated at once, because a growing buffer would leave copies of a session token.
 */
static size_t canonical_room(const sgp__sigv4_headers *headers)
{
    const size_t separators = 16; /* of one header; with Host also a port and brackets */
    const sgp_http_request *request = headers->request;
    size_t room = request->method.len + 3 * request->path.len + request->host.len +
                  2 * SGP_SHA256_BYTES + separators;

    for (size_t i = 0; i < headers->count; i++) {
        room += 2 * name_at(headers, i).len + separators;
        if (headers->order[i] != SGP__SIGV4_HOST)
            room += request->headers[headers->order[i]].value.len;
    }
    return room;
}

/* botocore/auth.py, canonical_request. */
sgp_status sgp__sigv4_canonical_request(sgp__buf *out, const sgp__sigv4_headers *headers,
                                        sgp__sigv4_path how,
                                        const unsigned char body_digest[SGP_SHA256_BYTES],
                                        sgp_error *err)
{
    const sgp_http_request *request = headers->request;
    size_t path_len = path_length(request->path);

    if (!sgp__buf_reserve(out, canonical_room(headers))) {
        return SGP__BUF_CHECK(out, 4086, "the canonical request", err);
    }
    sgp__buf_put_str(out, request->method);
    sgp__buf_put_char(out, '\n');
    SGP_TRY(sgp__sigv4_put_path(out, sgp__slice(request->path, 0, path_len), how, err));
    sgp__buf_put_char(out, '\n');
    SGP_TRY(
        sgp__sigv4_put_query(out, sgp__slice(request->path, path_len + 1, request->path.len), err));
    sgp__buf_put_char(out, '\n');
    put_header_lines(out, headers);
    sgp__buf_put_char(out, '\n');
    sgp__sigv4_put_signed_names(out, headers);
    sgp__buf_put_char(out, '\n');
    sgp__buf_put_hex(out, body_digest, SGP_SHA256_BYTES);
    return SGP__BUF_CHECK(out, 4087, "the canonical request", err);
}
