/*
 * sigv4_uri.c - path and query of the canonical request.
 *
 * Path and query are passed as they are on the wire. As every service but S3 requires, the path is
 * encoded once more ("%" becomes "%25"); escapes in the query stay.
 */
#include "sgp_sigv4.h"

#include <string.h>

#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_uri.h"

/* A path of this length needs no allocation. The operation's path has one byte. */
#define USUAL_PATH_BYTES 64

static sgp_str before_char(sgp_str text, char c)
{
    const char *at = text.len > 0 ? memchr(text.ptr, c, text.len) : NULL;

    return at ? sgp__slice(text, 0, (size_t)(at - text.ptr)) : text;
}

/* Returns the length without the last "/segment". */
static size_t drop_last_segment(const char *path, size_t len)
{
    while (len > 0 && path[len - 1] != '/')
        len--;
    return len > 0 ? len - 1 : 0;
}

/*
 * botocore/utils.py, remove_dot_segments: RFC 3986, 5.2.4, without empty segments. The result
 * starts with '/' and is at most one byte longer than path.
 */
static size_t normalize_path(char *to, sgp_str path)
{
    size_t used = 0;

    for (size_t at = 0; at < path.len;) {
        sgp_str segment = before_char(sgp__slice(path, at, path.len), '/');

        at += segment.len + 1;
        if (segment.len == 0 || (segment.len == 1 && segment.ptr[0] == '.')) continue;
        if (segment.len == 2 && memcmp(segment.ptr, "..", 2) == 0) {
            used = drop_last_segment(to, used);
            continue;
        }
        to[used++] = '/';
        memcpy(to + used, segment.ptr, segment.len);
        used += segment.len;
    }
    if (used == 0 || path.ptr[path.len - 1] == '/') to[used++] = '/';
    return used;
}

static void put_encoded_path(sgp__buf *out, sgp_str path)
{
    for (size_t i = 0; i < path.len; i++)
        if (path.ptr[i] == '/')
            sgp__buf_put_char(out, '/');
        else
            sgp__uri_put_char(out, path.ptr[i]);
}

sgp_status sgp__sigv4_put_path(sgp__buf *out, sgp_str path, sgp__sigv4_path how, sgp_error *err)
{
    char usual[USUAL_PATH_BYTES], *room;
    sgp__buf normalized;
    sgp_status status;

    if (path.len == 0) path = sgp_str_from("/");
    if (how == SGP__SIGV4_RAW_PATH) {
        put_encoded_path(out, path);
        return SGP__BUF_CHECK(out, 4090, "the canonical request", err);
    }
    sgp__buf_init_on(&normalized, usual, sizeof usual, out->allocator, out->limit);
    /* A path that does not start with '/' gets one. */
    room = sgp__buf_reserve(&normalized, path.len + 1);
    if (room) {
        sgp__buf_commit(&normalized, normalize_path(room, path));
        put_encoded_path(out, sgp__buf_str(&normalized));
    }
    status = SGP__BUF_CHECK(&normalized, 4091, "the request's path", err);
    sgp__buf_deinit(&normalized);
    if (status != SGP_OK) return status;
    return SGP__BUF_CHECK(out, 4092, "the canonical request", err);
}

static int is_escape(sgp_str text, size_t at)
{
    return text.ptr[at] == '%' && text.len - at > 2 && sgp__hex_value(text.ptr[at + 1]) >= 0 &&
           sgp__hex_value(text.ptr[at + 2]) >= 0;
}

static void put_encoded_query(sgp__buf *out, sgp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (is_escape(text, i))
            sgp__buf_put_char(out, '%');
        else
            sgp__uri_put_char(out, text.ptr[i]);
}

/* Appends "name=value". A parameter without '=' has an empty value. */
static void put_parameter(sgp__buf *out, sgp_str parameter)
{
    sgp_str name = before_char(parameter, '=');

    put_encoded_query(out, name);
    sgp__buf_put_char(out, '=');
    put_encoded_query(out, sgp__slice(parameter, name.len + 1, parameter.len));
}

/*
 * Orders by name, then by value. The only '=' of an encoded parameter is between them and compares
 * lower than any other character.
 */
static int parameter_compare(sgp_str a, sgp_str b)
{
    size_t shorter = a.len < b.len ? a.len : b.len;

    for (size_t i = 0; i < shorter; i++) {
        unsigned char x = a.ptr[i] == '=' ? 0 : (unsigned char)a.ptr[i];
        unsigned char y = b.ptr[i] == '=' ? 0 : (unsigned char)b.ptr[i];

        if (x != y) return x < y ? -1 : 1;
    }
    return (a.len > b.len) - (a.len < b.len);
}

/* Equal parameters keep their order. */
static int comes_before(sgp_str a, sgp_str b)
{
    int order = parameter_compare(a, b);

    return order < 0 || (order == 0 && a.ptr < b.ptr);
}

/* Encodes the parameters, each with a trailing '&', and returns their number. */
static size_t encode_parameters(sgp__buf *out, sgp_str query)
{
    size_t count = 0;

    for (size_t at = 0; at <= query.len; count++) {
        sgp_str parameter = before_char(sgp__slice(query, at, query.len), '&');

        put_parameter(out, parameter);
        sgp__buf_put_char(out, '&');
        at += parameter.len + 1;
    }
    return count;
}

/* Returns the parameter that follows `last` in sorted order; absent after the last one. If `last`
 * is absent, returns the first one. Searches again each time: there are few parameters. */
static sgp_str next_sorted(sgp_str encoded, sgp_str last)
{
    sgp_str next = { NULL, 0 };

    for (size_t at = 0; at < encoded.len;) {
        sgp_str parameter = before_char(sgp__slice(encoded, at, encoded.len), '&');

        at += parameter.len + 1;
        if (last.ptr && !comes_before(last, parameter)) continue;
        if (!next.ptr || comes_before(parameter, next)) next = parameter;
    }
    return next;
}

/* Puts the result of encode_parameters in sorted order. */
static void put_sorted(sgp__buf *out, sgp_str encoded)
{
    const sgp_str absent = { NULL, 0 };
    sgp_str parameter = next_sorted(encoded, absent);

    while (parameter.ptr) {
        sgp__buf_put_str(out, parameter);
        parameter = next_sorted(encoded, parameter);
        if (parameter.ptr) sgp__buf_put_char(out, '&');
    }
}

/* botocore/auth.py, canonical_query_string. */
sgp_status sgp__sigv4_put_query(sgp__buf *out, sgp_str query, sgp_error *err)
{
    sgp__buf encoded;
    sgp_status status;
    size_t count;

    if (query.len == 0) return SGP_OK;
    sgp__buf_init(&encoded, out->allocator, out->limit);
    count = encode_parameters(&encoded, query);
    status = SGP__BUF_CHECK(&encoded, 4093, "the request's query", err);
    if (status == SGP_OK && count > SGP__SIGV4_QUERY_MAX) {
        status = SGP__FAIL(err, SGP_ERR_LIMIT, 4049,
                           "the request's query has more than %d parameters", SGP__SIGV4_QUERY_MAX);
    }
    if (status == SGP_OK) put_sorted(out, sgp__buf_str(&encoded));
    sgp__buf_deinit(&encoded);
    if (status != SGP_OK) return status;
    return SGP__BUF_CHECK(out, 4094, "the canonical request", err);
}
