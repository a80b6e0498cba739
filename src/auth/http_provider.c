/*
 * http_provider.c - the parts of a provider, and one exchange with its attempts and pauses.
 */
#include "sgp_http_provider.h"

#include "sgp_ascii.h"
#include "sgp_civil_time.h"
#include "sgp_clock_skew.h"
#include "sgp_credentials.h"
#include "sgp_mem.h"
#include "sgp_this_host.h"
#include "sgp_trace.h"
#include "sgp_uri.h"

#include <limits.h>
#include <string.h>

/* Settings of one provider: a URL, an ARN, file names, a token. */
#define PROVIDER_TEXTS_BYTES_MAX 65536u
/* The texts of a document. The arena rounds each one up, so its limit is twice the document's. */
#define DOCUMENT_TEXTS_BYTES_MAX (2u * SGP_DOCUMENT_BYTES_MAX)

static sgp__http_provider *provider_whole(sgp_credentials_provider *provider)
{
    return (sgp__http_provider *)provider;
}

/* --- construction ----------------------------------------------------------------------------- */

static sgp_status provider_check_parts(const sgp_creds_parts *parts, const char *constructor,
                                       sgp_error *err)
{
    static const sgp__slot http[] = { SGP__SLOT(sgp_http_type, exchange) };
    static const sgp__slot parser[] = { SGP__SLOT(sgp_document_parser_type, parse) };
    static const sgp__slot platform[] = { SGP__SLOT(sgp_platform_type, wall_us),
                                          SGP__SLOT(sgp_platform_type, monotonic_us),
                                          SGP__SLOT(sgp_platform_type, random) };

    SGP_TRY(SGP__PART_CHECK(parts->http, 4077, constructor, "parts.http", http, err));
    SGP_TRY(SGP__PART_CHECK(parts->parser, 4078, constructor, "parts.parser", parser, err));
    return SGP__PART_CHECK(parts->platform, 4079, constructor, "parts.platform", platform, err);
}

static sgp_status store_retries(sgp__http_provider *p, const sgp_creds_parts *parts, sgp_error *err)
{
    if (parts->max_attempts < 0 || parts->max_attempts > INT_MAX)
        return SGP__FAIL(err, SGP_ERR_USAGE, 4180,
                         "%s: parts.max_attempts is %lld: expected 1 to %d, or 0 for the mode's",
                         p->kind->constructor, (long long)parts->max_attempts, INT_MAX);
    return sgp__retry_init(&p->retry, (sgp_retry_mode)parts->retry_mode, (int)parts->max_attempts,
                           err);
}

static void store_parts(sgp__http_provider *p, const sgp_creds_parts *parts)
{
    p->allocator = parts->allocator;
    p->http = parts->http;
    p->parser = parts->parser;
    p->platform = parts->platform;
    p->trace = parts->trace;
    p->is_clear_text_allowed = parts->insecure_clear_text_credentials != 0;
    sgp__arena_init(&p->texts, p->allocator, PROVIDER_TEXTS_BYTES_MAX);
    sgp__http_request_init(&p->request, p->allocator);
    sgp__http_response_init(&p->response, p->allocator, SGP_DOCUMENT_BYTES_MAX);
}

static const char **option_text(sgp__http_provider *p, const sgp__text_option *option)
{
    char *options = (char *)p + p->kind->options_offset;

    return (const char **)(void *)(options + option->offset);
}

static sgp_status provider_copy_text(sgp__http_provider *p, const sgp__text_option *option,
                                     sgp_error *err)
{
    const char **text = option_text(p, option);

    if (*text || !option->is_required) return sgp__arena_copy_text(&p->texts, *text, text, err);
    return SGP__FAIL(err, SGP_ERR_USAGE, 4043, "%s: options.%s is NULL", p->kind->constructor,
                     option->name);
}

/* Requests and responses hold secrets. In clear text anyone on the path could read them. */
static sgp_status parse_url(const sgp__http_provider *p, const char *url, const char *what,
                            sgp__uri *uri, sgp_error *err)
{
    SGP_TRY(sgp__uri_parse(url, what, uri, err));
    if (uri->is_tls || p->is_clear_text_allowed || sgp__is_this_host(uri->host)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 4097,
                     "%s is %.*s: without TLS, credentials are requested only from this host "
                     "(localhost, loopback and metadata addresses); use https or such a host",
                     what, (int)(uri->path.ptr - url), url);
}

/* Reports a URL that is refused here already, not when the first request needs it. */
static sgp_status check_urls(sgp__http_provider *p, sgp_error *err)
{
    sgp__uri uri;

    for (const sgp__text_option *option = p->kind->texts; option->name; option++) {
        const char *url = *option_text(p, option);
        if (option->url && url) SGP_TRY(parse_url(p, url, option->url, &uri, err));
    }
    return SGP_OK;
}

static sgp_status store_options(sgp__http_provider *p, const void *options, sgp_error *err)
{
    const sgp__http_provider_kind *kind = p->kind;

    SGP_TRY(SGP__OPTIONS_REQUIRE((char *)p + kind->options_offset, kind->options_bytes, options,
                                 4081, kind->constructor, "options", err));
    for (const sgp__text_option *text = kind->texts; text->name; text++)
        SGP_TRY(provider_copy_text(p, text, err));
    if (kind->init) SGP_TRY(kind->init(p, err));
    return check_urls(p, err);
}

static void provider_free_own(sgp__http_provider *p)
{
    sgp__arena_deinit(&p->texts);
    sgp__http_request_deinit(&p->request);
    sgp__http_response_deinit(&p->response);
    sgp__free(p->allocator, p, p->kind->bytes);
}

sgp_status sgp__http_provider_new(sgp_credentials_provider **out,
                                  const sgp__http_provider_kind *kind, const sgp_creds_parts *parts,
                                  const void *options, sgp_error *err)
{
    sgp_creds_parts own;
    sgp__http_provider *p;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OPTIONS_REQUIRE(&own, sizeof own, parts, 4082, kind->constructor, "parts", err));
    SGP_TRY(SGP__OUT_CHECK(out, own.allocator, 4080, kind->constructor, err));
    SGP_TRY(provider_check_parts(&own, kind->constructor, err));
    p = sgp__alloc(own.allocator, kind->bytes);
    if (!p) return SGP__NO_MEMORY(err, kind->bytes);
    p->base.type = kind->type;
    p->kind = kind;
    store_parts(p, &own);
    status = store_retries(p, &own, err);
    if (status == SGP_OK) status = store_options(p, options, err);
    if (status == SGP_OK)
        *out = &p->base;
    else
        provider_free_own(p);
    return status;
}

void sgp__http_provider_destroy(sgp_credentials_provider *provider)
{
    sgp__http_provider *p = provider_whole(provider);

    provider->type->reset(provider);
    SGP__DESTROY(p->http);
    SGP__DESTROY(p->parser);
    provider_free_own(p);
}

/* --- request ---------------------------------------------------------------------------------- */

static sgp_status copy_to_request(sgp__http_provider *p, sgp_str text, sgp_str *out, sgp_error *err)
{
    return sgp_arena_copy(&p->request.arena, text.ptr, text.len, out, err);
}

/* Joins the URL's path and `path` by one slash. */
static sgp_status join_path(sgp__http_provider *p, sgp_str base, const char *path, sgp_error *err)
{
    sgp__buf joined;
    sgp_status status;

    while (base.len > 0 && base.ptr[base.len - 1] == '/' && path[0])
        base.len--;
    sgp__buf_init(&joined, p->allocator, SGP_URL_MAX + SGP_DOCUMENT_BYTES_MAX);
    sgp__buf_put_str(&joined, base);
    if (path[0] ? path[0] != '/' : base.len == 0) sgp__buf_put_char(&joined, '/');
    sgp__buf_put_text(&joined, path);
    status = SGP__BUF_CHECK(&joined, 4083, "a URL", err);
    if (status == SGP_OK)
        status = copy_to_request(p, sgp__buf_str(&joined), &p->request.api.path, err);
    sgp__buf_deinit(&joined);
    return status;
}

static sgp_status copy_host(sgp__http_provider *p, const sgp__uri *uri, sgp_error *err)
{
    char *host = sgp_arena_alloc(&p->request.arena, uri->host.len + 1);

    if (!host) return SGP__NO_MEMORY(err, sgp__arena_wanted(&p->request.arena, uri->host.len + 1));
    sgp__uri_lower_host(uri, host);
    p->request.api.host = sgp_str_from(host);
    return SGP_OK;
}

sgp_status sgp__http_provider_begin(sgp__http_provider *p, const char *method, const char *url,
                                    const char *path, const char *what, sgp_error *err)
{
    sgp_http_request *request = &p->request.api;
    sgp__uri uri;

    sgp__http_provider_reset(&p->base);
    SGP_TRY(parse_url(p, url, what, &uri, err));
    SGP_TRY(copy_to_request(p, sgp_str_from(method), &request->method, err));
    SGP_TRY(copy_host(p, &uri, err));
    request->is_tls = uri.is_tls;
    request->is_direct = !uri.is_tls;
    request->port = uri.port;
    return join_path(p, uri.path, path, err);
}

sgp_status sgp__http_provider_set_body(sgp__http_provider *p, const char *content_type,
                                       sgp_str body, sgp_error *err)
{
    SGP_TRY(sgp_http_request_add_header(&p->request.api, "Content-Type", sgp_str_from(content_type),
                                        err));
    return copy_to_request(p, body, &p->request.api.body, err);
}

sgp_status sgp__http_provider_hide(sgp__http_provider *p, sgp_str secret, sgp_error *err)
{
    size_t next = p->secrets[0].len > 0;

    return copy_to_request(p, secret, &p->secrets[next], err);
}

/* --- exchange --------------------------------------------------------------------------------- */

static int64_t monotonic_us(const sgp__http_provider *p)
{
    return p->platform->type->monotonic_us(p->platform);
}

static sgp_status provider_begin_attempt(sgp__http_provider *p,
                                         const sgp__http_provider_policy *policy, sgp_error *err)
{
    const sgp_http_request *request = &p->request.api;
    int64_t now = monotonic_us(p);

    if (now < 0)
        return SGP__FAIL(err, SGP_ERR_PLATFORM, 4044, "the platform's monotonic clock failed");
    if (now < p->resume_at_us) return SGP_AGAIN;
    p->resume_at_us = 0;
    p->deadline = sgp_deadline_in(now, policy->timeout_us);
    p->is_sending = 1;
    p->attempts++;
    SGP__TRACE(p->trace, "credentials", "%s: %s %s:%u" SGP__SHOWN_FORMAT, p->base.type->name,
               request->method.ptr, request->host.ptr, (unsigned)request->port,
               SGP__SHOWN(request->path));
    return SGP_OK;
}

/* Negative: there is no further attempt. */
static int64_t attempt_pause_us(sgp__http_provider *p, const sgp__http_provider_policy *policy,
                                sgp_status status, sgp_error *err)
{
    int is_retried;

    if (policy->find_pause_us) return policy->find_pause_us(p, policy, status, err);
    is_retried = status == SGP_OK ? policy->is_retried(&p->response.api) : err->retryable;
    return is_retried && p->attempts < policy->attempts ? policy->pause_us : -1;
}

/* Returns zero if the call's deadline comes first. */
static int schedule_attempt(sgp__http_provider *p, int64_t pause_us, sgp_deadline deadline)
{
    int64_t resume_at_us = sgp_deadline_in(monotonic_us(p), pause_us).at_us;

    if (resume_at_us >= deadline.at_us) return 0;
    p->resume_at_us = resume_at_us;
    return 1;
}

/* Rewrites the message if the attempt's deadline has passed, because the transport calls it the
 * call's deadline. */
static void explain_timeout(const sgp__http_provider *p, const sgp__http_provider_policy *policy,
                            sgp_deadline deadline, sgp_error *err)
{
    int64_t now = monotonic_us(p);

    if (now < p->deadline.at_us || now >= deadline.at_us) return;
    sgp_error_reset(err);
    (void)SGP__FAIL(err, SGP_ERR_TIMEOUT, 4045, "%s:%u did not answer within %d ms",
                    p->request.api.host.ptr, (unsigned)p->request.api.port,
                    (int)(policy->timeout_us / SGP__US_PER_MS));
    err->retryable = 1;
}

static sgp_status end_attempt(sgp__http_provider *p, const sgp__http_provider_policy *policy,
                              sgp_deadline deadline, sgp_status status, sgp_error *err)
{
    int64_t pause_us = attempt_pause_us(p, policy, status, err);

    p->is_sending = 0;
    if (status == SGP_ERR_TIMEOUT) explain_timeout(p, policy, deadline, err);
    if (status == SGP_OK)
        SGP__TRACE(p->trace, "credentials", "%s: HTTP status %d", p->base.type->name,
                   p->response.api.status);
    if (pause_us < 0 || !schedule_attempt(p, pause_us, deadline)) return status;
    sgp_error_reset(err);
    return SGP_AGAIN;
}

sgp_status sgp__http_provider_run(sgp__http_provider *p, const sgp__http_provider_policy *policy,
                                  sgp_deadline deadline, sgp_error *err)
{
    sgp_status status;

    if (!p->is_sending) SGP_TRY(provider_begin_attempt(p, policy, err));
    status = sgp__http_exchange(p->http, &p->request.api, &p->response.api,
                                sgp_deadline_sooner(p->deadline, deadline), err);
    return status == SGP_AGAIN ? status : end_attempt(p, policy, deadline, status, err);
}

void sgp__http_provider_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    const sgp__http_provider *p = provider_whole(provider);

    if (!p->is_sending) {
        if (p->resume_at_us > 0) out->at_us = p->resume_at_us;
        return;
    }
    if (SGP_HAS(p->http, wants)) p->http->type->wants(p->http, out);
    if (out->fd >= 0 && p->deadline.at_us < out->at_us) out->at_us = p->deadline.at_us;
}

/* Frees the memory too, because credentials are requested rarely. */
void sgp__http_provider_reset(sgp_credentials_provider *provider)
{
    sgp__http_provider *p = provider_whole(provider);

    if (p->is_sending && SGP_HAS(p->http, reset)) p->http->type->reset(p->http);
    p->is_sending = 0;
    p->attempts = 0;
    p->resume_at_us = 0;
    p->retry.spent = 0;
    memset(p->secrets, 0, sizeof p->secrets);
    sgp__http_request_deinit(&p->request);
    sgp__http_response_deinit(&p->response);
}

/* --- get -------------------------------------------------------------------------------------- */

/* An expiry is a time by the clock of whoever issued the credentials. It
 * becomes one by the caller's clock, so that a wrong clock neither refuses new
 * credentials nor keeps old ones. */
sgp_status sgp__http_provider_parse(sgp__http_provider *p, const sgp__creds_paths *paths,
                                    int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    int64_t skew_us = sgp__clock_skew_us(&p->response.api, now_us);
    sgp_arena arena;
    sgp_status status;

    sgp__arena_init(&arena, p->allocator, DOCUMENT_TEXTS_BYTES_MAX);
    status = sgp__creds_parse(p->parser, p->response.api.body, paths, now_us + skew_us, &arena, out,
                              err);
    sgp__arena_deinit(&arena);
    if (status == SGP_OK && out->expires_us <= SGP__TIME_MAX_US) out->expires_us -= skew_us;
    return status;
}

static sgp_status run_once(sgp__http_provider *p, int64_t now_us, sgp_credentials *out,
                           sgp_deadline deadline, sgp_error *err)
{
    if (!p->request.api.method.ptr) SGP_TRY(p->kind->begin(p, now_us, err));
    SGP_TRY(sgp__http_provider_run(p, p->kind->policy, deadline, err));
    return p->kind->check(p, now_us, out, err);
}

static sgp_status prefix_error(const sgp__http_provider *p, sgp_status status,
                               sgp_deadline deadline, sgp_error *err)
{
    if (status >= SGP_OK || status == SGP_ERR_CREDENTIALS) return status;
    if (status != SGP_ERR_TIMEOUT || monotonic_us(p) < deadline.at_us)
        return sgp__creds_fail(p->base.type->name, status, err);
    SGP__PREFIX(err, "Error when retrieving credentials from %s", p->base.type->name);
    return status;
}

/* The functions that it calls read members of the error, such as `retryable`. So err is never NULL
 * for them. */
sgp_status sgp__http_provider_get(sgp_credentials_provider *provider, int64_t now_us,
                                  sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    sgp__http_provider *p = provider_whole(provider);
    sgp_status status;

    sgp__credentials_deinit((sgp__credentials *)out);
    sgp_error_reset(&p->own_error);
    if (!err) err = &p->own_error;
    status = p->kind->run ? p->kind->run(p, now_us, out, deadline, err)
                          : run_once(p, now_us, out, deadline, err);
    if (status == SGP_AGAIN) return status;
    status = prefix_error(p, status, deadline, err);
    provider->type->reset(provider);
    return status;
}

/* --- texts ------------------------------------------------------------------------------------ */

sgp_status sgp__http_provider_read_file(sgp__http_provider *p, const char *path, sgp_arena *arena,
                                        sgp_str *out, sgp_error *err)
{
    sgp_platform *platform = p->platform;

    if (!SGP_HAS(platform, read_file)) return SGP_NOT_CONFIGURED;
    SGP_TRY(platform->type->read_file(platform, path, SGP_DOCUMENT_BYTES_MAX, arena, out, err));
    if (!p->has_checked_file) sgp__file_warning(platform, p->trace, "credentials", path);
    p->has_checked_file = 1;
    return SGP_OK;
}
