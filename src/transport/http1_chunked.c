/*
 * http1_chunked.c - parses a chunked body (RFC 9112, 7.1): data in bulk, the
 * rest byte by byte.
 *
 * Chunk extensions and trailers are limited in length and dropped; this library
 * requests none.
 */
#include "sgp_http1_wire.h"

#include "sgp_ascii.h"
#include "sgp_err.h"

#define CHUNKED_REFUSE(err, number, what)                                                          \
    SGP__FAIL(err, SGP_ERR_PROTOCOL, number, "%s" what, "the chunked response body ")

static int is_value_char(char c)
{
    unsigned char u = (unsigned char)c;
    return c == '\t' || (u >= ' ' && u != 0x7f);
}

static sgp_status on_size_digit(sgp__chunked *chunked, int digit, sgp_error *err)
{
    if (chunked->left > (INT64_MAX - digit) / 16)
        return CHUNKED_REFUSE(err, 5131, "has too large a chunk size");
    chunked->left = chunked->left * 16 + digit;
    chunked->state = SGP__CHUNK_SIZE;
    return SGP_OK;
}

/* Refuses blanks before ';' (RFC 9112, 7.1.1): parsers disagree on them. */
static sgp_status on_size(sgp__chunked *chunked, char c, sgp_error *err)
{
    int digit = sgp__hex_value(c);

    if (digit >= 0) return on_size_digit(chunked, digit, err);
    if (chunked->state == SGP__CHUNK_SIZE_FIRST)
        return CHUNKED_REFUSE(err, 5132, "has no chunk size");
    if (c != ';' && c != '\r')
        return CHUNKED_REFUSE(err, 5133, "has a chunk size that is not hexadecimal digits alone");
    chunked->state = c == ';' ? SGP__CHUNK_EXTENSION : SGP__CHUNK_SIZE_LF;
    return SGP_OK;
}

static sgp_status on_extension(sgp__chunked *chunked, char c, sgp_error *err)
{
    if (c == '\r') {
        chunked->state = SGP__CHUNK_SIZE_LF;
        return SGP_OK;
    }
    if (!is_value_char(c))
        return CHUNKED_REFUSE(err, 5134, "has a control character in a chunk extension");
    return SGP_OK;
}

static sgp_status on_size_line(sgp__chunked *chunked, char c, sgp_error *err)
{
    if (++chunked->line_bytes > SGP_HTTP_CHUNK_LINE_MAX)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 5040,
                         "a chunk-size line of the response is longer than "
                         "SGP_HTTP_CHUNK_LINE_MAX (%d bytes)",
                         SGP_HTTP_CHUNK_LINE_MAX);
    if (chunked->state == SGP__CHUNK_EXTENSION) return on_extension(chunked, c, err);
    if (chunked->state != SGP__CHUNK_SIZE_LF) return on_size(chunked, c, err);
    if (c != '\n') return CHUNKED_REFUSE(err, 5135, "has a bare CR after a chunk size");
    chunked->line_bytes = 0;
    chunked->state = chunked->left > 0 ? SGP__CHUNK_DATA : SGP__CHUNK_TRAILER_FIRST;
    return SGP_OK;
}

static sgp_status on_data_end(sgp__chunked *chunked, char c, sgp_error *err)
{
    char expected = chunked->state == SGP__CHUNK_DATA_CR ? '\r' : '\n';

    if (c != expected) return CHUNKED_REFUSE(err, 5136, "has a chunk that does not end in CRLF");
    chunked->state = chunked->state == SGP__CHUNK_DATA_CR ? SGP__CHUNK_DATA_LF
                                                          : SGP__CHUNK_SIZE_FIRST;
    return SGP_OK;
}

/* A trailer is as strict as a header line (parse_field in http1_wire.c). */
static sgp_status on_trailer_line(sgp__chunked *chunked, char c, sgp_error *err)
{
    switch (chunked->state) {
    case SGP__CHUNK_TRAILER_FIRST:
        if (c == '\r')
            chunked->state = SGP__CHUNK_LAST_LF;
        else if (sgp__is_token_char(c))
            chunked->state = SGP__CHUNK_TRAILER_NAME;
        else
            return CHUNKED_REFUSE(err, 5137, "has a trailer without a name");
        return SGP_OK;
    case SGP__CHUNK_TRAILER_NAME:
        if (c == ':')
            chunked->state = SGP__CHUNK_TRAILER_VALUE;
        else if (!sgp__is_token_char(c))
            return CHUNKED_REFUSE(err, 5138, "has a trailer whose name is not a word");
        return SGP_OK;
    case SGP__CHUNK_TRAILER_VALUE:
        if (c == '\r')
            chunked->state = SGP__CHUNK_TRAILER_LF;
        else if (!is_value_char(c))
            return CHUNKED_REFUSE(err, 5139, "has a control character in a trailer");
        return SGP_OK;
    default:
        if (c != '\n') return CHUNKED_REFUSE(err, 5140, "has a bare CR after a trailer");
        chunked->state = chunked->state == SGP__CHUNK_LAST_LF ? SGP__CHUNK_DONE
                                                              : SGP__CHUNK_TRAILER_FIRST;
        return SGP_OK;
    }
}

static sgp_status on_trailer(sgp__chunked *chunked, char c, sgp_error *err)
{
    if (++chunked->trailer_bytes > SGP_HTTP_HEAD_MAX)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 5041,
                         "the trailers of the response are longer than SGP_HTTP_HEAD_MAX "
                         "(%d bytes)",
                         SGP_HTTP_HEAD_MAX);
    return on_trailer_line(chunked, c, err);
}

static sgp_status on_byte(sgp__chunked *chunked, char c, sgp_error *err)
{
    if (chunked->state < SGP__CHUNK_DATA) return on_size_line(chunked, c, err);
    if (chunked->state < SGP__CHUNK_TRAILER_FIRST) return on_data_end(chunked, c, err);
    return on_trailer(chunked, c, err);
}

/* Returns the bytes that belong to the current chunk. */
static sgp_str take_data(sgp__chunked *chunked, sgp_str bytes)
{
    if ((uint64_t)chunked->left < bytes.len) bytes.len = (size_t)chunked->left;
    chunked->left -= (int64_t)bytes.len;
    if (chunked->left == 0) chunked->state = SGP__CHUNK_DATA_CR;
    return bytes;
}

sgp_status sgp__chunked_next(sgp__chunked *chunked, sgp_str bytes, size_t *used, sgp_str *data,
                             sgp_error *err)
{
    *data = sgp__slice(bytes, 0, 0);
    for (*used = 0; *used < bytes.len && chunked->state != SGP__CHUNK_DONE; (*used)++) {
        if (chunked->state == SGP__CHUNK_DATA) {
            *data = take_data(chunked, sgp__slice(bytes, *used, bytes.len));
            *used += data->len;
            return SGP_OK;
        }
        SGP_TRY(on_byte(chunked, bytes.ptr[*used], err));
    }
    return chunked->state == SGP__CHUNK_DONE ? SGP_END : SGP_AGAIN;
}
