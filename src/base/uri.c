/*
 * uri.c - strict parser of http and https URLs.
 */
#include "sgp_uri.h"

#include "sgp_ascii.h"
#include "sgp_err.h"

#include <string.h>

static int is_label_char(char c)
{
    return sgp__is_digit(c) || sgp__is_alpha(c) || c == '-';
}

/* 1..63 letters, digits and '-', without '-' at either end. */
static int is_label(sgp_str label)
{
    if (label.len < 1 || label.len > 63) return 0;
    if (label.ptr[0] == '-' || label.ptr[label.len - 1] == '-') return 0;
    for (size_t i = 0; i < label.len; i++)
        if (!is_label_char(label.ptr[i])) return 0;
    return 1;
}

int sgp__is_host_name(sgp_str text)
{
    if (text.len == 0 || text.len > SGP_HOST_MAX) return 0;
    if (text.ptr[text.len - 1] == '.') text.len--;
    for (;;) {
        const char *dot = text.len > 0 ? memchr(text.ptr, '.', text.len) : NULL;
        size_t len = dot ? (size_t)(dot - text.ptr) : text.len;
        if (!is_label(sgp__slice(text, 0, len))) return 0;
        if (!dot) return 1;
        text = sgp__slice(text, len + 1, text.len);
    }
}

int sgp__is_region(sgp_str text)
{
    size_t digits = 0;

    if (!is_label(text)) return 0;
    while (digits < text.len && sgp__is_digit(text.ptr[digits]))
        digits++;
    return digits < text.len;
}

int sgp__is_ipv6(sgp_str text)
{
    int colons = 0;

    if (text.len > SGP_HOST_MAX) return 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ':')
            colons++;
        else if (sgp__hex_value(text.ptr[i]) < 0 && text.ptr[i] != '.')
            return 0;
    }
    return colons >= 2;
}

void sgp__uri_put_char(sgp__buf *out, char c)
{
    static const char digits[] = "0123456789ABCDEF";
    unsigned char byte = (unsigned char)c;
    char escaped[3] = { '%', digits[byte >> 4], digits[byte & 15] };

    if (sgp__is_alpha(c) || sgp__is_digit(c) || (c && strchr("-._~", c)))
        sgp__buf_put_char(out, c);
    else
        sgp__buf_put(out, escaped, sizeof escaped);
}

size_t sgp__uri_shown_bytes(sgp_str text)
{
    for (size_t at = 0; at < text.len; at++)
        if (text.ptr[at] == '?' || text.ptr[at] == '#') return at + 1;
    return text.len;
}

const char *sgp__uri_rest(sgp_str text)
{
    return sgp__uri_shown_bytes(text) < text.len ? "..." : "";
}

/* Zero for a text that may contain a password or that has control
 * characters. */
static int may_be_shown(const char *text)
{
    for (; *text; text++)
        if (*text <= ' ' || *text > '~' || *text == '@') return 0;
    return 1;
}

static sgp_str shown_text(const char *text)
{
    return sgp__slice(sgp_str_from(may_be_shown(text) ? text : "..."), 0, 200);
}

#define URI_REFUSE(err, what, text, number, why)                                                   \
    uri_refuse((err), (number), (what), (text), SGP__TEXT(why))

static sgp_status uri_refuse(sgp_error *err, int number, const char *what, const char *text,
                             const char *why)
{
    return SGP__FAIL(err, SGP_ERR_CONFIG, number,
                     "%s \"" SGP__SHOWN_FORMAT "\": %s; accepted is http[s]://host[:port][/path]",
                     what, SGP__SHOWN(shown_text(text)), why);
}

/* Zero for a character that must not occur in a request target: a blank, a
 * control character, '#' and others, and non-ASCII. */
static int is_path(sgp_str path)
{
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c <= 0x20 || c >= 0x7F || strchr("#\"<>\\^`{|}", c)) return 0;
    }
    return 1;
}

/* Splits "host[:port]" or "[v6][:port]"; port is absent if there is no
 * colon. */
static int split_authority(sgp_str authority, sgp_str *host, sgp_str *port)
{
    const char *colon;

    port->ptr = NULL;
    port->len = 0;
    *host = authority;
    if (authority.len > 0 && authority.ptr[0] == '[') {
        const char *end = memchr(authority.ptr, ']', authority.len);
        if (!end) return 0;
        *host = sgp__slice(authority, 1, (size_t)(end - authority.ptr) - 1);
        authority = sgp__slice(authority, host->len + 2, authority.len);
        if (authority.len == 0) return sgp__is_ipv6(*host);
        *port = sgp__slice(authority, 1, authority.len);
        return authority.ptr[0] == ':' && sgp__is_ipv6(*host);
    }
    colon = authority.len > 0 ? memchr(authority.ptr, ':', authority.len) : NULL;
    if (colon) {
        host->len = (size_t)(colon - authority.ptr);
        *port = sgp__slice(authority, host->len + 1, authority.len);
    }
    return sgp__is_host_name(*host);
}

static sgp_status parse_authority(sgp_str authority, const char *what, const char *text,
                                  sgp__uri *out, sgp_error *err)
{
    sgp_str port;
    int64_t number = out->is_tls ? 443 : 80;

    if (authority.len > 0 && memchr(authority.ptr, '@', authority.len))
        return URI_REFUSE(err, what, text, 1061, "it contains a user name or password ('@')");
    if (!split_authority(authority, &out->host, &port))
        return URI_REFUSE(err, what, text, 1062,
                          "its host is neither a host name nor an IP address");
    if (port.ptr) number = sgp__parse_decimal(port, 65535);
    if (number < 1)
        return URI_REFUSE(err, what, text, 1063, "its port is not a number from 1 to 65535");
    out->port = (uint16_t)number;
    return SGP_OK;
}

sgp_status sgp__uri_parse(const char *text, const char *what, sgp__uri *out, sgp_error *err)
{
    sgp_str rest;
    size_t end;

    memset(out, 0, sizeof *out);
    if (!text) text = "";
    rest = sgp_str_from(text);
    if (rest.len > SGP_URL_MAX)
        return URI_REFUSE(err, what, text, 1064, "it is longer than 2048 characters");
    if (sgp__equal_nocase(sgp__slice(rest, 0, 8), "https://"))
        out->is_tls = 1;
    else if (!sgp__equal_nocase(sgp__slice(rest, 0, 7), "http://"))
        return URI_REFUSE(err, what, text, 1065, "it starts with neither http:// nor https://");
    rest = sgp__slice(rest, out->is_tls ? 8 : 7, rest.len);
    for (end = 0; end < rest.len && !strchr("/?#", rest.ptr[end]); end++) {
    }
    out->path = sgp__slice(rest, end, rest.len);
    if (!is_path(out->path) || (out->path.len > 0 && out->path.ptr[0] != '/'))
        return URI_REFUSE(err, what, text, 1066,
                          "its path contains an invalid character or does not start with '/'");
    return parse_authority(sgp__slice(rest, 0, end), what, text, out, err);
}

void sgp__uri_lower_host(const sgp__uri *uri, char *out)
{
    for (size_t i = 0; i < uri->host.len; i++)
        out[i] = sgp__lower(uri->host.ptr[i]);
    out[uri->host.len] = '\0';
}
