/*
 * creds_fetch.c - one exchange of a credentials provider, with its tries and pauses.
 *
 * Never waits: it answers SGP_AGAIN and says until when. What a document holds: creds_document.c.
 */
#include "creds_fetch.h"

#include "ascii.h"
#include "mem.h"
#include "uri.h"

#include <string.h>

/* Settings of one provider: a URL, an ARN, file names, a token. */
#define TEXTS_BYTES_MAX 65536u

/* --- making and freeing ----------------------------------------------------------------------- */

#define COPY_PART(ours, theirs)                                                                    \
    (void)sgp__table_copy(&(ours), sizeof(ours), (theirs), sizeof(size_t))

static sgp_status copy_parts(sgp__fetch *fetch, const sgp_creds_parts *parts)
{
    COPY_PART(fetch->http, parts->http);
    COPY_PART(fetch->documents, parts->documents);
    COPY_PART(fetch->platform, parts->platform);
    fetch->trace = parts->trace;
    fetch->allocator = parts->allocator;
    return fetch->http.exchange && fetch->documents.read && fetch->platform.monotonic_us &&
                   fetch->platform.wall_us && fetch->platform.random
               ? SGP_OK
               : SGP_ERR_USAGE;
}

sgp_status sgp__fetch_new(const sgp_credentials_provider *out, void **self, size_t bytes,
                          const char *source, const sgp_creds_parts *parts, const char *constructor,
                          sgp_error *err)
{
    static const sgp_creds_parts none = SGP_CREDS_PARTS_INIT;
    sgp_creds_parts own = none;
    sgp__fetch *fetch, copy;

    sgp_error_reset(err);
    memset(&copy, 0, sizeof copy);
    if (!out || !sgp__table_copy(&own, sizeof own, parts, sizeof(size_t)) ||
        !sgp__allocator_valid(own.allocator) || copy_parts(&copy, &own) != SGP_OK)
        return sgp_error_set(
            err, SGP_ERR_USAGE,
            "%s needs an out, http, documents, platform and a complete allocator or "
            "none",
            constructor);
    *self = fetch = sgp__alloc(own.allocator, bytes);
    if (!fetch) return sgp__no_memory(err);
    *fetch = copy;
    fetch->source = source;
    fetch->bytes = bytes;
    sgp_arena_init(&fetch->texts, fetch->allocator, TEXTS_BYTES_MAX);
    sgp_http_request_init(&fetch->request, fetch->allocator);
    sgp_http_response_init(&fetch->response, fetch->allocator, SGP_DOCUMENT_BYTES_MAX);
    return SGP_OK;
}

static void free_own(sgp__fetch *fetch)
{
    sgp_arena_deinit(&fetch->texts);
    sgp_http_request_deinit(&fetch->request);
    sgp_http_response_deinit(&fetch->response);
    sgp__free(fetch->allocator, fetch, fetch->bytes);
}

static void provider_wants(void *self, sgp_wants *out)
{
    sgp__fetch *fetch = self;

    *out = (sgp_wants)SGP_WANTS_INIT;
    if (!fetch->on_wants || !fetch->on_wants(self, out)) sgp__fetch_wants(fetch, out);
}

static void provider_reset(void *self)
{
    sgp__fetch *fetch = self;

    sgp__fetch_reset(fetch);
    if (fetch->on_reset) fetch->on_reset(self);
}

static void provider_destroy(void *self)
{
    sgp__fetch *fetch = self;

    provider_reset(self);
    if (fetch->on_destroy) fetch->on_destroy(self);
    if (fetch->http.destroy) fetch->http.destroy(fetch->http.self);
    if (fetch->documents.destroy) fetch->documents.destroy(fetch->documents.self);
    free_own(fetch);
}

sgp_status sgp__fetch_offer(sgp__fetch *self, sgp_status status,
                            sgp_status (*get)(void *self, int64_t now_us, sgp_credentials *out,
                                              sgp_deadline deadline, sgp_error *err),
                            sgp_credentials_provider *out)
{
    if (status != SGP_OK) {
        free_own(self);
        return status;
    }
    *out = (sgp_credentials_provider)SGP_CREDENTIALS_PROVIDER_INIT;
    out->self = self;
    out->get = get;
    out->wants = provider_wants;
    out->reset = provider_reset;
    out->destroy = provider_destroy;
    return SGP_OK;
}

sgp_status sgp__options_copy(void *ours, size_t bytes, const void *theirs, const char *constructor,
                             sgp_error *err)
{
    if (sgp__table_copy(ours, bytes, theirs, sizeof(size_t))) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_USAGE, "%s needs options", constructor);
}

sgp_status sgp__fetch_keep(sgp__fetch *fetch, const char *text, const char **out, sgp_error *err)
{
    sgp_str copy = { NULL, 0 };

    if (text) SGP_TRY(sgp_arena_copy(&fetch->texts, text, strlen(text), &copy, err));
    *out = copy.ptr;
    return SGP_OK;
}

/* --- a request -------------------------------------------------------------------------------- */

static sgp_status keep_in_request(sgp__fetch *fetch, sgp_str text, sgp_str *out, sgp_error *err)
{
    return sgp_arena_copy(&fetch->request.arena, text.ptr, text.len, out, err);
}

/* The URL's path, one slash, and path. */
static sgp_status join_path(sgp__fetch *fetch, sgp_str base, const char *path, sgp_error *err)
{
    sgp__buf joined;
    sgp_status status;

    while (base.len > 0 && base.ptr[base.len - 1] == '/' && path[0])
        base.len--;
    sgp__buf_init(&joined, fetch->allocator, SGP_URL_MAX + SGP_DOCUMENT_BYTES_MAX);
    sgp__buf_put_str(&joined, base);
    if (path[0] ? path[0] != '/' : base.len == 0) sgp__buf_put_char(&joined, '/');
    sgp__buf_put_text(&joined, path);
    status = sgp__buf_check(&joined, "a URL", err);
    if (status == SGP_OK)
        status = keep_in_request(fetch, sgp__buf_str(&joined), &fetch->request.path, err);
    sgp__buf_deinit(&joined);
    return status;
}

sgp_status sgp__fetch_begin(sgp__fetch *fetch, const char *method, const char *url,
                            const char *path, const char *what, sgp_error *err)
{
    sgp_http_request *request = &fetch->request;
    sgp__uri uri;

    sgp__fetch_reset(fetch);
    SGP_TRY(sgp__uri_parse(url, what, &uri, err));
    SGP_TRY(keep_in_request(fetch, sgp_str_from(method), &request->method, err));
    SGP_TRY(keep_in_request(fetch, sgp_str_from(uri.host), &request->host, err));
    request->is_tls = uri.is_tls;
    request->port = uri.port;
    return join_path(fetch, uri.path, path, err);
}

sgp_status sgp__fetch_body(sgp__fetch *fetch, const char *content_type, sgp_str text,
                           sgp_error *err)
{
    SGP_TRY(sgp_http_request_add(&fetch->request, "Content-Type", sgp_str_from(content_type), err));
    return keep_in_request(fetch, text, &fetch->request.body, err);
}

/* --- an exchange ------------------------------------------------------------------------------ */

static int64_t now_us(const sgp__fetch *fetch)
{
    return fetch->platform.monotonic_us(fetch->platform.self);
}

static sgp_status begin_attempt(sgp__fetch *fetch, const sgp__fetch_policy *policy, sgp_error *err)
{
    int64_t now = now_us(fetch);

    if (now < 0)
        return sgp_error_set(err, SGP_ERR_PLATFORM, "the platform's monotonic clock failed");
    if (now < fetch->resume_at_us) return SGP_AGAIN;
    fetch->resume_at_us = 0;
    fetch->limit = sgp_deadline_in(now, policy->timeout_us);
    fetch->is_under_way = 1;
    fetch->attempts++;
    sgp__trace(&fetch->trace, "credentials", "%s: %s %s:%u%.300s", fetch->source,
               fetch->request.method.ptr, fetch->request.host.ptr, (unsigned)fetch->request.port,
               fetch->request.path.ptr);
    return SGP_OK;
}

/* Zero when there will be no other attempt. */
static int schedule_next(sgp__fetch *fetch, const sgp__fetch_policy *policy, sgp_deadline deadline)
{
    int64_t resume_at_us = sgp_deadline_in(now_us(fetch), policy->pause_us).at_us;

    if (fetch->attempts >= policy->attempts || resume_at_us >= deadline.at_us) return 0;
    fetch->resume_at_us = resume_at_us;
    return 1;
}

/* The transport only knows that some deadline has passed. */
static void explain_timeout(const sgp__fetch *fetch, const sgp__fetch_policy *policy,
                            sgp_deadline deadline, sgp_error *err)
{
    int64_t now = now_us(fetch);

    if (now < fetch->limit.at_us || now >= deadline.at_us) return;
    sgp_error_reset(err);
    (void)sgp_error_set(err, SGP_ERR_TIMEOUT, "%s:%u did not answer within %d ms",
                        fetch->request.host.ptr, (unsigned)fetch->request.port,
                        (int)(policy->timeout_us / 1000));
    err->retryable = 1;
}

static sgp_status end_attempt(sgp__fetch *fetch, const sgp__fetch_policy *policy,
                              sgp_deadline deadline, sgp_status status, sgp_error *err)
{
    int is_worth_it = status == SGP_OK ? policy->is_retried(&fetch->response) : err->retryable;

    fetch->is_under_way = 0;
    if (status == SGP_ERR_TIMEOUT) explain_timeout(fetch, policy, deadline, err);
    if (status == SGP_OK)
        sgp__trace(&fetch->trace, "credentials", "%s: HTTP status %d", fetch->source,
                   fetch->response.status);
    if (!is_worth_it || !schedule_next(fetch, policy, deadline)) return status;
    sgp_error_reset(err);
    return SGP_AGAIN;
}

sgp_status sgp__fetch_run(sgp__fetch *fetch, const sgp__fetch_policy *policy, sgp_deadline deadline,
                          sgp_error *err)
{
    sgp_error unread = SGP_ERROR_INIT;
    sgp_status status;

    if (!err) err = &unread;
    if (!fetch->is_under_way) SGP_TRY(begin_attempt(fetch, policy, err));
    status = fetch->http.exchange(fetch->http.self, &fetch->request, &fetch->response,
                                  sgp_deadline_sooner(fetch->limit, deadline), err);
    return status == SGP_AGAIN ? status : end_attempt(fetch, policy, deadline, status, err);
}

void sgp__fetch_wants(const sgp__fetch *fetch, sgp_wants *out)
{
    *out = (sgp_wants)SGP_WANTS_INIT;
    if (fetch->is_under_way && fetch->http.wants) fetch->http.wants(fetch->http.self, out);
    if (fetch->is_under_way && fetch->limit.at_us < out->at_us && out->fd >= 0)
        out->at_us = fetch->limit.at_us;
    if (!fetch->is_under_way && fetch->resume_at_us > 0) out->at_us = fetch->resume_at_us;
}

void sgp__fetch_reset(sgp__fetch *fetch)
{
    if (fetch->is_under_way && fetch->http.reset) fetch->http.reset(fetch->http.self);
    fetch->is_under_way = 0;
    fetch->attempts = 0;
    fetch->resume_at_us = 0;
    sgp_http_request_deinit(&fetch->request); /* wiped, and no memory is held between two */
    sgp_http_response_deinit(&fetch->response);
}

/* --- failures --------------------------------------------------------------------------------- */

sgp_status sgp__creds_fail(const char *source, sgp_status status, sgp_error *err)
{
    if (status == SGP_ERR_MEMORY || status == SGP_ERR_PLATFORM || status == SGP_ERR_USAGE ||
        status == SGP_ERR_CRYPTO)
        return status;
    sgp_error_prefix(err, "Error when retrieving credentials from %s", source);
    if (err) err->status = SGP_ERR_CREDENTIALS;
    return SGP_ERR_CREDENTIALS;
}

sgp_status sgp__fetch_fail(const sgp__fetch *fetch, sgp_status status, sgp_deadline deadline,
                           sgp_error *err)
{
    if (status != SGP_ERR_TIMEOUT || now_us(fetch) < deadline.at_us)
        return sgp__creds_fail(fetch->source, status, err);
    sgp_error_prefix(err, "Error when retrieving credentials from %s", fetch->source);
    return status;
}

static sgp_status run_steps(sgp__fetch *self, const sgp__fetch_steps *steps, int64_t now_us,
                            sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    if (!self->request.method.ptr) SGP_TRY(steps->begin(self, now_us, err));
    SGP_TRY(sgp__fetch_run(self, steps->policy, deadline, err));
    return steps->judge(self, now_us, out, err);
}

sgp_status sgp__fetch_get(sgp__fetch *self, const sgp__fetch_steps *steps, int64_t now_us,
                          sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    sgp_status status = run_steps(self, steps, now_us, out, deadline, err);

    if (status == SGP_AGAIN) return status;
    if (status < SGP_OK && status != SGP_ERR_CREDENTIALS)
        status = sgp__fetch_fail(self, status, deadline, err);
    sgp__fetch_reset(self);
    return status;
}

const char *sgp__fetch_excerpt(sgp_str body, char *out, size_t out_size)
{
    size_t len = body.len < out_size - 1 ? body.len : out_size - 1;

    for (size_t i = 0; i < len; i++)
        out[i] = body.ptr[i] >= ' ' && body.ptr[i] <= '~' ? body.ptr[i] : ' ';
    out[len] = '\0';
    return out;
}

void sgp__fetch_look_at_file(sgp__fetch *fetch, const char *path)
{
    const sgp_platform *platform = &fetch->platform;

    if (fetch->has_looked || !fetch->trace.line || !SGP_HAS(platform, is_open_to_others)) return;
    fetch->has_looked = 1;
    if (platform->is_open_to_others(platform->self, path))
        sgp__trace(&fetch->trace, "credentials",
                   "%s may be read by others than its owner: chmod 600 would mend it", path);
}

void sgp__put_encoded(sgp__buf *out, sgp_str text, int is_form)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        unsigned char byte = (unsigned char)c;
        char escaped[3] = { '%', digits[byte >> 4], digits[byte & 15] };

        if (sgp__is_alpha(c) || sgp__is_digit(c) || (c && strchr("-._~", c)))
            sgp__buf_put_char(out, c);
        else if (c == ' ' && is_form)
            sgp__buf_put_char(out, '+');
        else
            sgp__buf_put(out, escaped, sizeof escaped);
    }
}
