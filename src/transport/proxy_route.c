/*
 * proxy_route.c - which requests go through which HTTP proxy.
 */
#include "proxy_route.h"

#include "ascii.h"
#include "base64.h"
#include "buf.h"
#include "err.h"
#include "mem.h"
#include "uri.h"

#include <stdio.h>
#include <string.h>

/* --- a proxy's URL ---------------------------------------------------------------------------- */

/* A URL taken apart as text. */
typedef struct parts {
    sgp_str scheme;   /* "http://" or "https://" */
    sgp_str user;     /* absent: there is no '@' */
    sgp_str password; /* absent: there is no ':' before the '@' */
    sgp_str place;    /* host, port, path */
} parts;

static int contains(sgp_str text, const char *word)
{
    sgp_str part = sgp_str_from(word);

    for (size_t at = 0; at + part.len <= text.len; at++)
        if (memcmp(text.ptr + at, part.ptr, part.len) == 0) return 1;
    return 0;
}

/* The last of that character before `end`, or NULL. */
static const char *find_last(const char *text, const char *end, char wanted)
{
    for (const char *at = end; at > text; at--)
        if (at[-1] == wanted) return at - 1;
    return NULL;
}

/* Without a scheme it is http (botocore/httpsession.py, ProxyConfiguration._fix_proxy_url). */
static parts take_apart(sgp_str text)
{
    parts p = { sgp_str_from("http://"), { NULL, 0 }, { NULL, 0 }, text };
    const char *end, *at, *colon;

    if (sgp__equal_nocase(sgp__slice(text, 0, 8), "https://"))
        p.scheme = sgp__slice(text, 0, 8);
    else if (sgp__equal_nocase(sgp__slice(text, 0, 7), "http://"))
        p.scheme = sgp__slice(text, 0, 7);
    if (p.scheme.ptr == text.ptr) p.place = sgp__slice(text, p.scheme.len, text.len);
    if (sgp__starts_with(p.place, "//")) p.place = sgp__slice(p.place, 2, p.place.len);
    end = p.place.ptr + strcspn(p.place.ptr, "/?#");
    at = find_last(p.place.ptr, end, '@');
    if (!at) return p;
    p.user = sgp__slice(p.place, 0, (size_t)(at - p.place.ptr));
    p.place = sgp__slice(p.place, p.user.len + 1, p.place.len);
    colon = p.user.len > 0 ? memchr(p.user.ptr, ':', p.user.len) : NULL;
    if (!colon) return p;
    p.password = sgp__slice(p.user, (size_t)(colon - p.user.ptr) + 1, p.user.len);
    p.user.len = (size_t)(colon - p.user.ptr);
    return p;
}

/* urllib.parse.unquote: what is no %XX stays as it is. */
static void put_unquoted(sgp__buf *out, sgp_str text)
{
    for (size_t i = 0; i < text.len; i++) {
        int high = i + 2 < text.len ? sgp__hex_value(text.ptr[i + 1]) : -1;
        int low = i + 2 < text.len ? sgp__hex_value(text.ptr[i + 2]) : -1;
        if (text.ptr[i] != '%' || high < 0 || low < 0) {
            sgp__buf_put_char(out, text.ptr[i]);
            continue;
        }
        sgp__buf_put_char(out, (char)(high * 16 + low));
        i += 2;
    }
}

/* RFC 7617. Only with both a name and a password, as botocore (proxy_headers_for). */
static sgp_status make_authorization(sgp__proxy_place *place, const parts *p,
                                     const sgp_allocator *allocator, sgp_error *err)
{
    sgp__buf plain, text;
    sgp_status status;

    if (p->user.len == 0 || p->password.len == 0) return SGP_OK;
    sgp__buf_init(&plain, allocator, SGP_URL_MAX);
    sgp__buf_init(&text, allocator, 2 * SGP_URL_MAX);
    put_unquoted(&plain, p->user);
    sgp__buf_put_char(&plain, ':');
    put_unquoted(&plain, p->password);
    sgp__buf_put_text(&text, "Basic ");
    if (plain.status == SGP_OK) sgp__base64_encode(&text, plain.ptr, plain.len);
    status = sgp__buf_check(plain.status != SGP_OK ? &plain : &text, "the proxy's password", err);
    if (status == SGP_OK) place->authorization = sgp__copy_text(allocator, text.ptr);
    if (status == SGP_OK && !place->authorization) status = sgp__no_memory(err);
    sgp__buf_deinit(&plain);
    sgp__buf_deinit(&text);
    return status;
}

/* botocore/httpsession.py, mask_proxy_url. */
static sgp_status show(sgp__proxy_place *place, const parts *p, const sgp_allocator *allocator,
                       sgp_error *err)
{
    char shown[SGP_URL_MAX + 16];

    (void)snprintf(shown, sizeof shown, "%.*s%s%s%s%s%.*s", (int)p->scheme.len, p->scheme.ptr,
                   p->user.len > 0 ? "***" : "", p->password.ptr ? ":" : "",
                   p->password.len > 0 ? "***" : "", p->user.ptr ? "@" : "", (int)p->place.len,
                   p->place.ptr);
    place->shown = sgp__copy_text(allocator, shown);
    return place->shown ? SGP_OK : sgp__no_memory(err);
}

static sgp_status refuse(const char *option, const char *why, sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "%s %s; accepted is [http[s]://][user:password@]host[:port], as option or "
                         "environment variable",
                         option, why);
}

/* The place alone, without the secrets, goes through the strict parser. */
static sgp_status parse(sgp__proxy_place *place, const char *text, const char *option,
                        const sgp_allocator *allocator, sgp_error *err)
{
    parts p = take_apart(sgp_str_from(text));
    char url[SGP_URL_MAX + 1];
    sgp__uri uri;

    if (strlen(text) + 8 > SGP_URL_MAX) return refuse(option, "is too long", err);
    if (contains(p.place, "://")) return refuse(option, "has another scheme", err);
    (void)snprintf(url, sizeof url, "%.*s%.*s", (int)p.scheme.len, p.scheme.ptr, (int)p.place.len,
                   p.place.ptr);
    if (sgp__uri_parse(url, option, &uri, NULL) != SGP_OK)
        return refuse(option, "is no proxy's URL", err);
    SGP_TRY(make_authorization(place, &p, allocator, err));
    SGP_TRY(show(place, &p, allocator, err));
    memcpy(place->host, uri.host, sizeof place->host);
    place->api.host = place->host;
    place->api.port = uri.port;
    place->api.is_tls = uri.is_tls;
    place->api.authorization = place->authorization;
    return SGP_OK;
}

/* --- the route -------------------------------------------------------------------------------- */

static sgp_status parse_if_given(sgp__proxy_place *place, const char *text, const char *option,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    return text && text[0] ? parse(place, text, option, allocator, err) : SGP_OK;
}

sgp_status sgp__proxy_route_init(sgp__proxy_route *route, const sgp_proxy_options *options,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    sgp_proxy_options own = SGP_PROXY_OPTIONS_INIT;

    memset(route, 0, sizeof *route);
    route->allocator = allocator;
    if (!options) return SGP_OK;
    if (!sgp__table_copy(&own, sizeof own, options, sizeof options->size))
        return sgp_error_set(err, SGP_ERR_USAGE, "the proxy options' size is not set");
    SGP_TRY(parse_if_given(&route->https, own.https_proxy, "https_proxy", allocator, err));
    SGP_TRY(parse_if_given(&route->http, own.http_proxy, "http_proxy", allocator, err));
    if (!own.no_proxy) return SGP_OK;
    route->no_proxy = sgp__copy_text(allocator, own.no_proxy);
    return route->no_proxy ? SGP_OK : sgp__no_memory(err);
}

static void free_place(const sgp__proxy_place *place, const sgp_allocator *allocator)
{
    sgp__free_text(allocator, place->shown);
    sgp__free_text(allocator, place->authorization);
}

void sgp__proxy_route_deinit(sgp__proxy_route *route)
{
    free_place(&route->https, route->allocator);
    free_place(&route->http, route->allocator);
    sgp__free_text(route->allocator, route->no_proxy);
}

/* --- no_proxy --------------------------------------------------------------------------------- */

static int ends_with_label(sgp_str text, sgp_str entry)
{
    sgp_str end;

    if (text.len <= entry.len || text.ptr[text.len - entry.len - 1] != '.') return 0;
    end = sgp__slice(text, text.len - entry.len, entry.len);
    return memcmp(end.ptr, entry.ptr, entry.len) == 0;
}

/* host is "name:port" or "name"; both it and the name alone count. */
static int entry_covers(sgp_str entry, sgp_str host, sgp_str name)
{
    return sgp_str_equal(host, entry) || sgp_str_equal(name, entry) ||
           ends_with_label(host, entry) || ends_with_label(name, entry);
}

/* urllib.parse._splitport: "host:digits" without the port; anything else whole. */
static sgp_str without_port(sgp_str host)
{
    size_t len = host.len;

    while (len > 0 && sgp__is_digit(host.ptr[len - 1]))
        len--;
    return len > 0 && host.ptr[len - 1] == ':' ? sgp__slice(host, 0, len - 1) : host;
}

/* The next entry in lower case without blanks and leading dots; *list moves behind it. */
static sgp_str next_entry(const char **list, char *room, size_t capacity)
{
    size_t len = strcspn(*list, ",");
    sgp_str raw = { *list, len };
    sgp_str entry = sgp__trim(raw);

    *list += len + ((*list)[len] == ',');
    while (entry.len > 0 && entry.ptr[0] == '.')
        entry = sgp__slice(entry, 1, entry.len);
    if (entry.len >= capacity) entry.len = 0; /* longer than any host */
    for (size_t i = 0; i < entry.len; i++)
        room[i] = sgp__lower(entry.ptr[i]);
    entry.ptr = room;
    return entry;
}

int sgp__proxy_bypasses(const char *no_proxy, const char *host)
{
    char room[SGP_HOST_MAX + 16];
    sgp_str text = sgp_str_from(host);

    if (!no_proxy) return 0;
    if (strcmp(no_proxy, "*") == 0) return 1;
    while (*no_proxy) {
        sgp_str entry = next_entry(&no_proxy, room, sizeof room);
        if (entry.len > 0 && entry_covers(entry, text, without_port(text))) return 1;
    }
    return 0;
}

const sgp__proxy_place *sgp__proxy_for(const sgp__proxy_route *route,
                                       const sgp_http_request *request)
{
    const sgp__proxy_place *place = request->is_tls ? &route->https : &route->http;
    char host[SGP_HOST_MAX + 9];

    if (!place->api.host || request->is_direct) return NULL;
    (void)sgp_http_request_host(request, host, sizeof host);
    return sgp__proxy_bypasses(route->no_proxy, host) ? NULL : place;
}
