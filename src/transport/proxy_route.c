/*
 * proxy_route.c - decides which requests go through which HTTP proxy.
 */
#include "sgp_proxy_route.h"

#include "sgp_ascii.h"
#include "sgp_base64.h"
#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_strip.h"
#include "sgp_uri.h"

#include <string.h>

/* --- a proxy's URL ---------------------------------------------------------------------------- */

/* The components of a URL, as text. */
typedef struct components {
    sgp_str scheme;   /* "http://" or "https://" */
    sgp_str user;     /* absent: there is no '@' */
    sgp_str password; /* absent: there is no ':' before the '@' */
    sgp_str address;  /* host, port, path */
} components;

/* Returns the last `wanted` before end, or NULL. */
static const char *find_last(const char *text, const char *end, char wanted)
{
    for (const char *at = end; at > text; at--)
        if (at[-1] == wanted) return at - 1;
    return NULL;
}

/* The default scheme is http (botocore/httpsession.py, _fix_proxy_url). */
static components split_url(sgp_str text)
{
    components p = { sgp_str_from("http://"), { NULL, 0 }, { NULL, 0 }, text };
    const char *end, *at, *colon;

    if (sgp__equal_nocase(sgp__slice(text, 0, 8), "https://"))
        p.scheme = sgp__slice(text, 0, 8);
    else if (sgp__equal_nocase(sgp__slice(text, 0, 7), "http://"))
        p.scheme = sgp__slice(text, 0, 7);
    if (p.scheme.ptr == text.ptr) p.address = sgp__slice(text, p.scheme.len, text.len);
    if (sgp__starts_with(p.address, "//")) p.address = sgp__slice(p.address, 2, p.address.len);
    end = p.address.ptr + strcspn(p.address.ptr, "/?#");
    at = find_last(p.address.ptr, end, '@');
    if (!at) return p;
    p.user = sgp__slice(p.address, 0, (size_t)(at - p.address.ptr));
    p.address = sgp__slice(p.address, p.user.len + 1, p.address.len);
    colon = p.user.len > 0 ? memchr(p.user.ptr, ':', p.user.len) : NULL;
    if (!colon) return p;
    p.password = sgp__slice(p.user, (size_t)(colon - p.user.ptr) + 1, p.user.len);
    p.user.len = (size_t)(colon - p.user.ptr);
    return p;
}

/* As urllib.parse.unquote: '%' without two hexadecimal digits stays. */
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

/* RFC 7617. As in botocore (proxy_headers_for) with user and password only. */
static sgp_status route_make_authorization(sgp__proxy_server *server, const components *p,
                                           sgp_arena *arena, sgp_error *err)
{
    sgp__buf plain, text;
    sgp_status status;

    if (p->user.len == 0 || p->password.len == 0) return SGP_OK;
    sgp__buf_init(&plain, arena->allocator, SGP_URL_MAX);
    sgp__buf_init(&text, arena->allocator, 2 * SGP_URL_MAX);
    put_unquoted(&plain, p->user);
    sgp__buf_put_char(&plain, ':');
    put_unquoted(&plain, p->password);
    sgp__buf_put_text(&text, "Basic ");
    if (plain.status == SGP_OK) sgp__base64_encode(&text, plain.ptr, plain.len);
    status = SGP__BUF_CHECK(plain.status != SGP_OK ? &plain : &text, 5105, "the proxy's password",
                            err);
    if (status == SGP_OK)
        status = sgp__arena_copy_text(arena, text.ptr, &server->api.authorization, err);
    sgp__buf_deinit(&plain);
    sgp__buf_deinit(&text);
    return status;
}

/* botocore/httpsession.py, mask_proxy_url. */
static sgp_status mask_url(sgp__proxy_server *server, const components *p, sgp_arena *arena,
                           sgp_error *err)
{
    sgp__buf shown;
    sgp_status status;

    sgp__buf_init(&shown, arena->allocator, 2 * SGP_URL_MAX);
    sgp__buf_put_str(&shown, p->scheme);
    if (p->user.len > 0) sgp__buf_put_text(&shown, "***");
    if (p->password.ptr) sgp__buf_put_char(&shown, ':');
    if (p->password.len > 0) sgp__buf_put_text(&shown, "***");
    if (p->user.ptr) sgp__buf_put_char(&shown, '@');
    sgp__buf_put_str(&shown, p->address);
    status = SGP__BUF_CHECK(&shown, 5190, "the proxy's URL", err);
    if (status == SGP_OK) status = sgp__arena_copy_text(arena, shown.ptr, &server->shown, err);
    sgp__buf_deinit(&shown);
    return status;
}

static sgp_status route_store(sgp__proxy_server *server, const sgp__uri *uri, sgp_arena *arena,
                              sgp_error *err)
{
    char *host = sgp_arena_alloc(arena, uri->host.len + 1);

    if (!host) return SGP__NO_MEMORY(err, sgp__arena_wanted(arena, uri->host.len + 1));
    sgp__uri_lower_host(uri, host);
    server->api.size = sizeof server->api;
    server->api.host = host;
    server->api.port = uri->port;
    server->api.is_tls = uri->is_tls;
    return SGP_OK;
}

/* The strict parser accepts no '_' in a host, but names of proxies may hold one. */
static void hide_underscores(char *text)
{
    for (; *text; text++)
        if (*text == '_') *text = 'x';
}

/* The strict parser gets the URL without the secrets. */
static sgp_status route_parse_url(sgp__proxy_server *server, const components *p, sgp_arena *arena,
                                  sgp_error *err)
{
    sgp__uri uri;
    sgp__buf url;
    sgp_status status;

    sgp__buf_init(&url, arena->allocator, SGP_URL_MAX);
    sgp__buf_put_str(&url, p->scheme);
    sgp__buf_put_str(&url, p->address);
    status = SGP__BUF_CHECK(&url, 5191, "the proxy's URL", err);
    if (status == SGP_OK) {
        hide_underscores(url.ptr);
        if (sgp__uri_parse(url.ptr, server->option, &uri, NULL) != SGP_OK)
            server->refusal = "is not the URL of a proxy";
    }
    if (status == SGP_OK && !server->refusal) {
        uri.host.ptr = p->address.ptr + (uri.host.ptr - url.ptr) - p->scheme.len;
        status = route_store(server, &uri, arena, err);
    }
    sgp__buf_deinit(&url);
    return status;
}

static sgp_status route_parse(sgp__proxy_server *server, const char *text, const char *option,
                              sgp_arena *arena, sgp_error *err)
{
    components p;

    if (!text || text[0] == '\0') return SGP_OK;
    p = split_url(sgp_str_from(text));
    server->option = option;
    if (strlen(text) + 8 > SGP_URL_MAX) server->refusal = "is too long";
    if (sgp__find(p.address.ptr, "://")) server->refusal = "has another scheme";
    if (server->refusal) return SGP_OK;
    SGP_TRY(route_parse_url(server, &p, arena, err));
    if (server->refusal) return SGP_OK;
    SGP_TRY(route_make_authorization(server, &p, arena, err));
    return mask_url(server, &p, arena, err);
}

/* --- the route -------------------------------------------------------------------------------- */

sgp_status sgp__proxy_route_init(sgp__proxy_route *route, const sgp_proxy_options *options,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    sgp_proxy_options own;

    memset(route, 0, sizeof *route);
    sgp__arena_init(&route->arena, allocator, SIZE_MAX);
    SGP_TRY(
        SGP__OPTIONS_COPY(&own, sizeof own, options, 5104, "sgp_http1_new", "options.proxy", err));
    SGP_TRY(route_parse(&route->https, own.https_proxy, "https_proxy", &route->arena, err));
    SGP_TRY(route_parse(&route->http, own.http_proxy, "http_proxy", &route->arena, err));
    return sgp__arena_copy_text(&route->arena, own.no_proxy, &route->no_proxy, err);
}

void sgp__proxy_route_deinit(sgp__proxy_route *route)
{
    sgp__arena_deinit(&route->arena);
}

/* --- no_proxy --------------------------------------------------------------------------------- */

/* Non-zero if a lower-case text is an entry of no_proxy, which may have any case. */
static int is_entry(sgp_str text, sgp_str entry)
{
    size_t same = 0;

    while (same < text.len && same < entry.len && text.ptr[same] == sgp__lower(entry.ptr[same]))
        same++;
    return same == text.len && same == entry.len;
}

static int ends_with_label(sgp_str text, sgp_str entry)
{
    if (text.len <= entry.len || text.ptr[text.len - entry.len - 1] != '.') return 0;
    return is_entry(sgp__slice(text, text.len - entry.len, entry.len), entry);
}

/* host is "name:port" or "name". An entry may cover it or the name alone. */
static int entry_covers(sgp_str entry, sgp_str host, sgp_str name)
{
    return is_entry(host, entry) || is_entry(name, entry) || ends_with_label(host, entry) ||
           ends_with_label(name, entry);
}

/* As urllib.parse._splitport: removes the port of "host:digits". */
static sgp_str without_port(sgp_str host)
{
    size_t len = host.len;

    while (len > 0 && sgp__is_digit(host.ptr[len - 1]))
        len--;
    return len > 0 && host.ptr[len - 1] == ':' ? sgp__slice(host, 0, len - 1) : host;
}

/* Moves past the next entry. Returns it without leading dots. */
static sgp_str next_entry(const char **list)
{
    size_t len = strcspn(*list, ",");
    sgp_str raw = { *list, len };
    sgp_str entry = sgp__strip(raw);

    *list += len + ((*list)[len] == ',');
    while (entry.len > 0 && entry.ptr[0] == '.')
        entry = sgp__slice(entry, 1, entry.len);
    return entry;
}

int sgp__proxy_bypasses(const char *no_proxy, const char *host)
{
    sgp_str text = sgp_str_from(host);

    if (!no_proxy) return 0;
    if (sgp__same_text(no_proxy, "*")) return 1;
    while (*no_proxy) {
        sgp_str entry = next_entry(&no_proxy);
        if (entry.len > 0 && entry_covers(entry, text, without_port(text))) return 1;
    }
    return 0;
}

static sgp_status check_server(const sgp__proxy_server *server, sgp_error *err)
{
    if (!server->refusal) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 5141,
                     "%s %s; accepted is [http[s]://][user:password@]host[:port], as option or "
                     "environment variable",
                     server->option, server->refusal);
}

sgp_status sgp__proxy_for(const sgp__proxy_route *route, const sgp_http_request *request,
                          const sgp__proxy_server **out, sgp_error *err)
{
    const sgp__proxy_server *server = request->is_tls ? &route->https : &route->http;
    char host[SGP_HOST_MAX + 9];

    *out = NULL;
    if (!server->option || request->is_direct) return SGP_OK;
    (void)sgp_http_request_host(request, host, sizeof host);
    if (sgp__proxy_bypasses(route->no_proxy, host)) return SGP_OK;
    *out = server;
    return check_server(server, err);
}
