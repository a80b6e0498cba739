/*
 * stack_world.c - the stack, its callers and their checks.
 */
#include "stack_world.h"

#include "fuzz.h"
#include "stack_memory.h"
#include "stack_peer.h"
#include "stack_secrets.h"
#include "stack_settings.h"

#include "sagepager/sagepager.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define START_US INT64_C(1767323045000000) /* 2026-01-02T03:04:05Z */
/* Calls that all operations of an input may repeat after SGP_AGAIN. */
#define REPEATS_MAX 1000
#define OPERATIONS_MAX 64
#define TOKEN_MAX 2047
#define PAGINATORS 2

/* What may be running: an operation that returned SGP_AGAIN. */
typedef enum user { NOBODY, PAGINATOR_0, PAGINATOR_1, DIRECT, CREDENTIALS } user;

typedef struct listing {
    sgp_paginator *paginator;
    sgp_page *full; /* of sgp_paginator_full_result */
    sgp_opt_int max_items;
    int has_start;    /* with a starting token */
    int64_t expected; /* version of the next item; -1: unknown */
    int is_within;    /* the last item came by next_image_version */
    sgp_status final; /* SGP_OK: none yet */
} listing;

typedef struct world {
    stack_input program;
    int is_tunnel;
    int is_nonblocking;
    stack_memory memory;
    stack_peer peer;
    fake_platform clock;
    int64_t fail_clock_after; /* readings; 0: never */
    unsigned waits;           /* of the running call */
    unsigned repeats;
    sgp_crypto crypto;
    int open_digests;
    unsigned fail_digest_after; /* 0: never */
    const char *env[STACK_ENV_MAX];
    const stack_scenario *scenario;
    sgp_trace trace;
    int has_trace;
    int has_proxy;
    int64_t call_timeout_us;
    sgp_http_loan loan;
    sgp_client *client;
    listing listings[PAGINATORS];
    sgp_list_image_versions_request direct_request; /* the client compares its address */
    sgp_page *direct;
    sgp_credentials *credentials;
    user running;
    int64_t running_since_us;
    int64_t saved_expected;
    int has_saved;
    char saved[TOKEN_MAX + 1];
    unsigned err_mode;
    sgp_error err;
    char err_text[SGP_ERROR_MESSAGE_MAX + 1];
    unsigned head[STACK_HEAD_BYTES];
} world;

/* --- secrets ---------------------------------------------------------------------------------- */

static int contains(const char *text, size_t len, const char *part)
{
    size_t bytes = strlen(part);

    for (const char *at = text; len >= bytes; at++, len--) {
        const char *next = memchr(at, part[0], len - bytes + 1);
        if (!next) return 0;
        len -= (size_t)(next - at);
        at = next;
        if (memcmp(at, part, bytes) == 0) return 1;
    }
    return 0;
}

static void require_no_secret(const char *text, size_t len, int may_have_peers)
{
    REQUIRE(!contains(text, len, OWN_MARK));
    REQUIRE(!contains(text, len, OWN_PROXY_BASE64));
    REQUIRE(may_have_peers || !contains(text, len, PEER_MARK));
}

/* A changed answer may show its body as a head, which a trace shows. */
static void on_trace(void *self, const char *topic, const char *text, size_t text_len)
{
    REQUIRE(topic && topic[0]);
    require_no_secret(text, text_len, ((world *)self)->peer.may_quote);
}

/*
 * The parsers of documents allocate from the C library and wipe what they parsed. A sanitizer shows
 * each block of the C library before it is freed.
 */
extern int __sanitizer_install_malloc_and_free_hooks(void (*on_malloc)(const volatile void *,
                                                                       size_t),
                                                     void (*on_free)(const volatile void *))
    __attribute__((weak));
extern size_t __sanitizer_get_allocated_size(const volatile void *ptr) __attribute__((weak));

static int are_blocks_watched;

static void on_c_malloc(const volatile void *ptr, size_t bytes)
{
    (void)ptr;
    (void)bytes;
}

static void on_c_free(const volatile void *ptr)
{
    const char *bytes = (const char *)(uintptr_t)ptr;
    size_t len = are_blocks_watched && ptr ? __sanitizer_get_allocated_size(ptr) : 0;

    REQUIRE(!contains(bytes, len, OWN_MARK) && !contains(bytes, len, PEER_MARK));
}

static void watch_c_library(void)
{
    static int is_installed;

    if (!is_installed && __sanitizer_install_malloc_and_free_hooks)
        (void)__sanitizer_install_malloc_and_free_hooks(on_c_malloc, on_c_free);
    is_installed = 1;
    are_blocks_watched = 1;
}

/* --- platform --------------------------------------------------------------------------------- */

static world *world_of(sgp_platform *platform)
{
    return (world *)(void *)((char *)platform - offsetof(world, clock));
}

static int64_t world_monotonic(sgp_platform *platform)
{
    world *w = world_of(platform);

    if (w->fail_clock_after > 0 && --w->fail_clock_after == 0) return -1;
    return fake_platform__monotonic(platform);
}

/* Time passes until what is wanted if the peer has nothing to give, else a little. The longer a
 * call waits, the faster, so that each call ends. */
static void pass_time(world *w, const sgp_poll_interest *wants)
{
    unsigned shift = w->waits++ / 64 < 14 ? w->waits / 64 : 14;
    int64_t us = INT64_C(1000) << shift;

    if ((wants->fd < 0 || w->peer.is_stalled) && wants->at_us != INT64_MAX)
        us = wants->at_us - w->clock.monotonic_us;
    w->peer.is_stalled = 0;
    if (us > 0) fake_platform_pass(&w->clock, us);
}

static sgp_status world_wait(sgp_platform *platform, const sgp_poll_interest *wants)
{
    world *w = world_of(platform);

    REQUIRE(!w->is_nonblocking);
    REQUIRE(wants->at_us != INT64_MAX);
    w->peer.slot_calls = 0;
    pass_time(w, wants);
    return SGP_OK;
}

static sgp_platform *make_platform(world *w)
{
    sgp_platform *platform = fake_platform_make(&w->clock);

    w->clock.type.monotonic_us = world_monotonic;
    w->clock.type.wait = world_wait;
    w->clock.wall_us = START_US;
    w->clock.monotonic_us = 1000000;
    w->clock.tick_us = 50;
    w->clock.env = w->env;
    w->clock.files = w->scenario->files;
    w->clock.output = stack_program_output;
    w->clock.errors = "an error";
    return platform;
}

/* --- crypto: fast, not secure ----------------------------------------------------------------- */

static sgp_status digest_init(sgp_crypto *crypto, void *context, sgp_error *err)
{
    world *w = (world *)(void *)((char *)crypto - offsetof(world, crypto));
    uint64_t start = UINT64_C(0xcbf29ce484222325);

    if (w->fail_digest_after > 0 && --w->fail_digest_after == 0)
        return sgp_error_set(err, SGP_ERR_CRYPTO, "no digest");
    memcpy(context, &start, sizeof start);
    w->open_digests++;
    return SGP_OK;
}

static sgp_status digest_update(sgp_crypto *crypto, void *context, const void *bytes, size_t len,
                                sgp_error *err)
{
    uint64_t hash;

    (void)crypto;
    (void)err;
    memcpy(&hash, context, sizeof hash);
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * UINT64_C(0x100000001b3);
    memcpy(context, &hash, sizeof hash);
    return SGP_OK;
}

static sgp_status digest_final(sgp_crypto *crypto, void *context,
                               unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    world *w = (world *)(void *)((char *)crypto - offsetof(world, crypto));
    uint64_t hash;

    (void)err;
    memcpy(&hash, context, sizeof hash);
    for (int i = 0; i < SGP_SHA256_BYTES; i++)
        digest[i] = (unsigned char)(hash >> (i % 8 * 8));
    memset(context, 0, sizeof hash);
    w->open_digests--;
    return SGP_OK;
}

static sgp_status digest_sha1(sgp_crypto *crypto, const void *bytes, size_t len,
                              unsigned char digest[SGP_SHA1_BYTES], sgp_error *err)
{
    (void)crypto;
    (void)bytes;
    (void)len;
    (void)err;
    memset(digest, 0, SGP_SHA1_BYTES);
    return SGP_OK;
}

static world the_world;

static sgp_crypto *get_crypto(void)
{
    return &the_world.crypto;
}

/* --- errors and results ----------------------------------------------------------------------- */

/* The error that the next call gets: with a buffer, without one, or none. */
static sgp_error *next_err(world *w)
{
    static const sgp_error none = SGP_ERROR_INIT;

    if (w->err_mode == 3) return NULL;
    if (w->err_mode == 2) return &w->err; /* used again, as it is */
    w->err = none;
    if (w->err_mode == 1) return &w->err;
    w->err.buffer = w->err_text;
    w->err.buffer_bytes = sizeof w->err_text;
    return &w->err;
}

static void check_error(sgp_status status, const sgp_error *err)
{
    const char *message;

    REQUIRE(strcmp(sgp_status_text(status), "SGP_UNKNOWN") != 0);
    REQUIRE(status != SGP_NOT_CONFIGURED);
    if (!err) return;
    message = sgp_error_message(err);
    REQUIRE(strlen(message) <= (err->buffer ? SGP_ERROR_MESSAGE_MAX : SGP_ERROR_SHORT_MESSAGE_MAX));
    REQUIRE(memchr(err->code, 0, sizeof err->code));
    REQUIRE(memchr(err->request_id, 0, sizeof err->request_id));
    require_no_secret(message, strlen(message), 0);
    require_no_secret(err->code, strlen(err->code), 0);
    require_no_secret(err->request_id, strlen(err->request_id), 0);
    if (status < SGP_OK) /* what a service refuses may have a code alone, as in botocore */
        REQUIRE(err->status == status && (message[0] || err->code[0]));
    else
        REQUIRE(err->status == SGP_OK && !message[0]);
}

/* --- one call --------------------------------------------------------------------------------- */

static void before_call(world *w, user who)
{
    w->peer.slot_calls = 0;
    w->waits = w->running == who && who != NOBODY ? w->waits : 0;
}

static void check_wants(world *w)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    sgp_client_wants(w->client, &wants);
    REQUIRE(wants.at_us <= w->clock.monotonic_us + w->call_timeout_us);
    REQUIRE(wants.fd == -1 || (wants.fd == 7 && wants.events != 0));
}

/* A call ends at its deadline. Only the running operation may go on; another one is a mistake. */
static void after_call(world *w, user who, sgp_status status, const sgp_error *err,
                       int64_t began_us)
{
    int is_running = w->running == who;

    check_error(status, err);
    REQUIRE(status != SGP_ERR_USAGE || (w->running != NOBODY && !is_running));
    if (status == SGP_ERR_USAGE) return;
    if (status != SGP_AGAIN) {
        if (is_running) w->running = NOBODY;
        return;
    }
    REQUIRE(w->is_nonblocking);
    if (!is_running) w->running_since_us = w->clock.monotonic_us;
    REQUIRE(!is_running || began_us < w->running_since_us + w->call_timeout_us);
    w->running = who;
    check_wants(w);
}

/* --- client ----------------------------------------------------------------------------------- */

static sgp_status make_http(world *w, sgp_http **out, sgp_error *err)
{
    static const sgp_proxy_options no_proxy = SGP_PROXY_OPTIONS_INIT;
    static const char *const proxies[] = { "http://proxy.test:3128",
                                           "http://user:" OWN_PROXY "@proxy.test:3128",
                                           "https://proxy.test",
                                           "https://user:" OWN_PROXY "@proxy.test" };
    sgp_http1_options options = SGP_HTTP1_OPTIONS_INIT;
    sgp_proxy_options proxy = no_proxy;
    sgp_dialer *dialer = NULL;
    sgp_status status = sgp_net_dialer_new(&dialer, &w->peer.dialer,
                                           w->is_tunnel ? &w->peer.tls : NULL, &w->memory.api, err);

    if (status != SGP_OK) return status;
    if (w->has_proxy)
        proxy.http_proxy = proxy.https_proxy = proxies[w->head[1] >> 4 & (w->is_tunnel ? 3 : 1)];
    options.proxy = &proxy;
    options.read_timeout_ms = w->head[7] & 1 ? 3000 : 0;
    options.connect_timeout_ms = w->head[7] & 2 ? 2000 : 0;
    options.trace = w->has_trace ? &w->trace : NULL;
    status = sgp_http1_new(out, dialer, &w->clock.base, &options, &w->memory.api, err);
    if (status != SGP_OK) dialer->type->destroy(dialer);
    return status;
}

static void fill_client_options(world *w, sgp_client_options *options, sgp_http *http)
{
    static const int64_t timeouts_ms[] = { 30000, 300, 5000, 900000 };

    options->http = http;
    options->platform = &w->clock.base;
    options->allocator = &w->memory.api;
    options->trace = w->has_trace ? &w->trace : NULL;
    options->nonblocking = w->is_nonblocking;
    options->retry_mode = (sgp_retry_mode)(w->head[2] & 3u);
    options->max_attempts = (int)(w->head[2] >> 2 & 3u);
    options->omit_retry_headers = (int)(w->head[2] >> 4 & 1u);
    options->max_body_bytes = w->head[2] >> 5 & 1u ? 300 : 8192;
    if (w->head[2] >> 6 & 1u) options->codec = sgp_aws_json_raw_timestamps();
    options->call_timeout_ms = timeouts_ms[w->head[7] >> 2 & 3u];
    w->call_timeout_us = options->call_timeout_ms * 1000;
}

static sgp_status make_client_over(world *w, sgp_http *http, sgp_error *err)
{
    sgp_client_options client = SGP_CLIENT_OPTIONS_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_creds_iot_options iot = SGP_CREDS_IOT_OPTIONS_INIT;
    sgp_backend backend = SGP_BACKEND_INIT;

    fill_client_options(w, &client, http);
    backend.name = "fake";
    backend.crypto = get_crypto;
    iot.endpoint_url = w->is_tunnel ? "https://iot.test" : "http://iot.test";
    iot.role_alias = "alias";
    options.client = &client;
    options.backend = &backend;
    options.no_sign_request = w->scenario->is_anonymous;
    options.insecure_clear_text_credentials = !w->is_tunnel;
    if (w->scenario->uses_iot) options.iot = &iot;
    if (w->scenario->has_keys) {
        options.access_key_id = "AKID";
        options.secret_access_key = OWN_KEY;
        options.session_token = OWN_SESSION;
    }
    return sgp_client_new_default(&w->client, &options, err);
}

static void make_client(world *w)
{
    sgp_http *http = NULL;
    sgp_error *err = next_err(w);
    sgp_status status;

    before_call(w, NOBODY);
    status = make_http(w, &http, err);
    if (status == SGP_OK) {
        status = make_client_over(w, http, err);
        if (status != SGP_OK) http->type->destroy(http);
    }
    REQUIRE(status == SGP_OK || status == SGP_ERR_MEMORY);
    check_error(status, err);
}

/* --- listings --------------------------------------------------------------------------------- */

static void free_listing(world *w, unsigned n)
{
    listing *l = &w->listings[n];

    sgp_paginator_free(l->paginator);
    sgp_page_free(l->full);
    memset(l, 0, sizeof *l);
    if (w->running == PAGINATOR_0 + n) w->running = NOBODY;
}

static void free_client(world *w)
{
    for (unsigned n = 0; n < PAGINATORS; n++)
        free_listing(w, n);
    sgp_client_free(w->client);
    w->client = NULL;
    w->running = NOBODY;
    sgp_page_free(w->direct);
    w->direct = NULL;
    sgp_credentials_free(w->credentials);
    w->credentials = NULL;
}

/* Chooses where the listing starts; the token lives in `raw` or in the world. */
static const char *choose_start(world *w, listing *l, unsigned how, char raw[16])
{
    stack_input part;

    l->expected = -1;
    switch (how & 3u) {
    case 1:
    case 2:
        if (!w->has_saved) break;
        l->expected = w->saved_expected;
        l->has_start = 1;
        return w->saved;
    case 3:
        part = stack_take_part(&w->program, 15);
        memset(raw, 0, 16);
        memcpy(raw, part.at, (size_t)(part.end - part.at));
        l->has_start = 1;
        return raw;
    default:
        break;
    }
    l->expected = 0;
    return NULL;
}

static void new_listing(world *w, unsigned n)
{
    static const char *const orders[] = { NULL, NULL, "VERSION", "LAST_MODIFIED_TIME" };
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    unsigned how = stack_take(&w->program), items = stack_take(&w->program);
    listing *l = &w->listings[n];
    sgp_error *err;
    sgp_status status;
    char raw[16];

    free_listing(w, n);
    request.image_name = "img";
    request.sort_by = orders[how >> 6];
    options.starting_token = choose_start(w, l, how, raw);
    options.no_prefetch = (int)(how >> 2 & 1u);
    options.stable_tokens = (int)(how >> 3 & 1u);
    if (how >> 4 & 1u) options.page_size = sgp_opt_int_of(items % 5 + 1);
    if (how >> 5 & 1u) options.max_items = sgp_opt_int_of(items / 5);
    if (options.stable_tokens) l->expected = -1;
    l->max_items = options.max_items;
    err = next_err(w);
    status = sgp_list_image_versions_paginator_new(&l->paginator, w->client, &request, &options,
                                                   err);
    check_error(status, err);
    REQUIRE((status == SGP_OK) == (l->paginator != NULL));
    REQUIRE(status == SGP_OK || status == SGP_ERR_MEMORY || options.starting_token);
}

static void check_text(sgp_str text)
{
    REQUIRE(text.ptr ? text.ptr[text.len] == '\0' : text.len == 0);
}

static void check_item(const sgp_image_version *item)
{
    REQUIRE(item);
    check_text(item->failure_reason);
    check_text(item->image_arn);
    check_text(item->image_version_arn);
    check_text(item->status_text);
}

static void check_page(const sgp_page *page)
{
    check_text(page->next_token);
    check_text(page->request_id);
    REQUIRE(page->count == 0 || page->has_items);
    for (size_t i = 0; i < page->count; i++)
        check_item(sgp_page_image_version(page, i));
    REQUIRE(!sgp_page_image_version(page, page->count));
}

/* No item of the real listing repeats or is missing, whatever happened between. */
static void check_order(const world *w, listing *l, const sgp_image_version *item)
{
    if (w->peer.has_lied) l->expected = -1;
    if (l->expected < 0) return;
    REQUIRE(item->version == l->expected);
    l->expected++;
}

static void took_page(const world *w, listing *l, const sgp_page *page)
{
    check_page(page);
    for (size_t i = 0; i < page->count; i++)
        check_order(w, l, sgp_page_image_version(page, i));
}

static void took_item(const world *w, listing *l, const sgp_image_version *item)
{
    check_item(item);
    l->is_within = 1;
    check_order(w, l, item);
}

typedef enum how_to_list { BY_PAGE, BY_ITEM, IN_FULL } how_to_list;

static sgp_status list_in_full(listing *l, sgp_error *err)
{
    sgp_status status = sgp_paginator_full_result(l->paginator, l->full, err);

    l->expected = -1;
    check_page(l->full);
    return status;
}

static sgp_status list_once(world *w, unsigned n, how_to_list how, sgp_error *err)
{
    listing *l = &w->listings[n];
    const sgp_page *page = NULL;
    const sgp_image_version *item = NULL;
    sgp_status status;

    if (how == IN_FULL) return list_in_full(l, err);
    if (how == BY_PAGE) {
        if (l->is_within) l->expected = -1; /* it skips the rest of a page */
        l->is_within = 0;
        status = sgp_paginator_next_page(l->paginator, &page, err);
        if (status == SGP_OK) took_page(w, l, page);
        return status;
    }
    status = sgp_paginator_next_image_version(l->paginator, &item, err);
    if (status == SGP_OK) took_item(w, l, item);
    return status;
}

static int is_final(sgp_status status)
{
    return status == SGP_END || status == SGP_ERR_PAGING || status == SGP_ERR_TOKEN;
}

/* Several calls of the client in one call of the paginator have a deadline each. */
static void check_progress(world *w, listing *l, user who, int64_t pages, int64_t items)
{
    if (sgp_paginator_page_count(l->paginator) > pages && w->running == who)
        w->running_since_us = w->clock.monotonic_us;
    REQUIRE(sgp_paginator_page_count(l->paginator) >= pages);
    REQUIRE(sgp_paginator_item_count(l->paginator) >= items);
    REQUIRE(!l->max_items.is_set || sgp_paginator_item_count(l->paginator) <= l->max_items.value);
}

static sgp_status call_listing(world *w, unsigned n, how_to_list how)
{
    listing *l = &w->listings[n];
    user who = (user)(PAGINATOR_0 + (int)n);
    int64_t pages = sgp_paginator_page_count(l->paginator);
    int64_t items = sgp_paginator_item_count(l->paginator);
    int64_t began_us = w->clock.monotonic_us;
    sgp_error *err = next_err(w);
    sgp_status status;

    if (how == IN_FULL && !l->full && sgp_page_new(&l->full, &w->memory.api, err) != SGP_OK)
        return SGP_ERR_MEMORY;
    before_call(w, who);
    status = list_once(w, n, how, err);
    check_progress(w, l, who, pages, items);
    after_call(w, who, status, err, began_us);
    if (how == IN_FULL) return status;
    REQUIRE(l->final == SGP_OK || status == l->final);
    if (is_final(status)) l->final = status;
    return status;
}

/* --- resume tokens ---------------------------------------------------------------------------- */

/* The token is absent after a complete listing and where nothing was delivered. It exists within a
 * listing, whatever happened to its last call. */
static void check_presence(const world *w, const listing *l, sgp_str token)
{
    if (l->final == SGP_END && !l->max_items.is_set) REQUIRE(!token.ptr);
    if (sgp_paginator_page_count(l->paginator) == 0) REQUIRE(!l->has_start == !token.ptr);
    if (!w->peer.has_lied && l->expected > 0 && l->expected < w->peer.service.versions)
        REQUIRE(token.ptr);
}

static void save_token(world *w, unsigned n)
{
    listing *l = &w->listings[n];
    sgp_str token = { NULL, 0 };
    sgp_error *err = next_err(w);
    sgp_status status = sgp_paginator_resume_token(l->paginator, &token, err);

    check_error(status, err);
    REQUIRE(status != SGP_ERR_USAGE);
    if (status != SGP_OK) return;
    check_presence(w, l, token);
    check_text(token);
    if (!token.ptr || token.len > TOKEN_MAX || strlen(token.ptr) != token.len) return;
    w->has_saved = 1;
    memcpy(w->saved, token.ptr, token.len + 1);
    w->saved_expected = l->expected;
}

/* --- calls without a paginator ---------------------------------------------------------------- */

static sgp_status call_direct(world *w)
{
    static const sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    int64_t began_us = w->clock.monotonic_us;
    sgp_error *err = next_err(w);
    sgp_status status;

    if (!w->direct && sgp_page_new(&w->direct, &w->memory.api, err) != SGP_OK)
        return SGP_ERR_MEMORY;
    before_call(w, DIRECT);
    w->direct_request = request;
    w->direct_request.image_name = "img";
    status = sgp_client_list_image_versions(w->client, &w->direct_request, w->direct, err);
    after_call(w, DIRECT, status, err, began_us);
    if (status == SGP_OK) check_page(w->direct);
    if (status < SGP_OK && status != SGP_ERR_USAGE) REQUIRE(w->direct->count == 0);
    return status;
}

static sgp_status call_credentials(world *w)
{
    int64_t began_us = w->clock.monotonic_us;
    sgp_error *err = next_err(w);
    sgp_status status;

    if (!w->credentials && sgp_credentials_new(&w->credentials, &w->memory.api, err) != SGP_OK)
        return SGP_ERR_MEMORY;
    before_call(w, CREDENTIALS);
    status = sgp_client_get_credentials(w->client, w->credentials, err);
    after_call(w, CREDENTIALS, status, err, began_us);
    if (status == SGP_OK) REQUIRE(w->credentials->secret_access_key.len > 0);
    return status;
}

/* --- the program ------------------------------------------------------------------------------ */

static sgp_status call(world *w, user who, how_to_list how)
{
    if (who == DIRECT) return call_direct(w);
    return who == CREDENTIALS ? call_credentials(w)
                              : call_listing(w, (unsigned)(who - PAGINATOR_0), how);
}

static void wait_as_wanted(world *w)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;

    sgp_client_wants(w->client, &wants);
    pass_time(w, &wants);
}

/* Repeats a call until it ends. */
static sgp_status drive(world *w, user who, how_to_list how)
{
    sgp_status status = call(w, who, how);

    while (status == SGP_AGAIN && w->repeats < REPEATS_MAX) {
        w->repeats++;
        wait_as_wanted(w);
        status = call(w, who, how);
    }
    return status;
}

static void fail_memory(world *w)
{
    unsigned how = stack_take(&w->program), after = stack_take(&w->program);

    stack_memory_fail(&w->memory, after, how & 15u, how >> 4 == 0 ? 0 : (how >> 4) * 7);
}

static void step_clock(world *w, unsigned how)
{
    static const int64_t steps_us[] = { 60000000,    900000000, 3600000000,  36000000000,
                                        -3600000000, -60000000, 86400000000, -315360000000000 };

    if (how & 8u)
        fake_platform_pass(&w->clock, INT64_C(1000) << (how & 7u) * 2);
    else
        w->clock.wall_us += steps_us[how & 7u];
}

static int needs_client(unsigned op)
{
    return op <= 9;
}

static void list(world *w, unsigned n, how_to_list how, int is_driven)
{
    user who = (user)(PAGINATOR_0 + (int)n);

    if (!w->listings[n].paginator) return;
    if (is_driven)
        (void)drive(w, who, how);
    else
        (void)call(w, who, how);
}

static void run_operation(world *w, unsigned op, unsigned how)
{
    unsigned n = how & 1u;
    int is_driven = (how & 2u) == 0;

    if (needs_client(op) && !w->client) return;
    switch (op) {
    case 0:
    case 1:
        list(w, n, BY_PAGE, is_driven);
        break;
    case 2:
        list(w, n, BY_ITEM, is_driven);
        break;
    case 3:
        list(w, n, IN_FULL, is_driven);
        break;
    case 4:
        new_listing(w, n);
        break;
    case 5:
        if (w->listings[n].paginator) save_token(w, n);
        break;
    case 6:
        free_listing(w, n);
        break;
    case 7:
        sgp_client_cancel(w->client);
        w->running = NOBODY;
        break;
    case 8:
        (void)(is_driven ? drive(w, DIRECT, BY_PAGE) : call_direct(w));
        break;
    case 9:
        (void)(is_driven ? drive(w, CREDENTIALS, BY_PAGE) : call_credentials(w));
        break;
    case 10:
        free_client(w);
        break;
    case 11:
        if (!w->client) make_client(w);
        break;
    case 12:
        step_clock(w, how);
        break;
    case 13:
        w->err_mode = how & 3u;
        break;
    case 14:
        fail_memory(w);
        break;
    default: /* time passes as after SGP_AGAIN */
        if (w->client) wait_as_wanted(w);
    }
}

/* At the end of every program a listing runs to its end, as far as the peer lets it. */
static void finish_program(world *w)
{
    stack_memory_fail(&w->memory, 0, 0, 0);
    if (!w->client) make_client(w);
    if (!w->listings[0].paginator) new_listing(w, 0);
    for (int pages = 0; pages < 40 && w->listings[0].paginator; pages++)
        if (drive(w, PAGINATOR_0, BY_PAGE) != SGP_OK) break;
    if (w->listings[0].paginator) save_token(w, 0);
}

static void run_program(world *w)
{
    while (w->program.at < w->program.end) {
        unsigned op = stack_take(&w->program);
        run_operation(w, op & 15u, op >> 4);
    }
    finish_program(w);
}

/* --- one input -------------------------------------------------------------------------------- */

static void apply_head(world *w)
{
    static const sgp_crypto_type crypto = { sizeof crypto, "fake",       8,           digest_init,
                                            digest_update, digest_final, digest_sha1, NULL,
                                            NULL,          NULL };
    const unsigned *head = w->head;

    w->scenario = &stack_scenarios[head[0] % stack_scenario_count];
    w->is_nonblocking = !(head[1] & 1u);
    w->has_trace = !(head[1] & 2u);
    w->has_proxy = (int)(head[1] >> 2 & 1u);
    w->trace.size = sizeof w->trace;
    w->trace.self = w;
    w->trace.line = on_trace;
    w->peer.service.versions = head[3] % 12;
    w->peer.service.page_size = head[4] % 4 + 1;
    stack_memory_fail(&w->memory, (head[5] & 3u) * 256 + head[6], head[5] >> 2 & 7u,
                      head[5] >> 5 == 0 ? 0 : (head[5] >> 5) * 37);
    w->clock.random_byte = (unsigned char)head[8];
    w->clock.is_open = (int)(head[9] & 1u);
    w->clock.exit_code = head[9] >> 1 & 1u ? 3 : 0;
    w->clock.run_again = (int)(head[9] >> 2 & 3u);
    w->fail_clock_after = head[10] * 4;
    w->fail_digest_after = head[11];
    w->err_mode = head[12] & 3u;
    w->crypto.type = &crypto;
    stack_environment(w->scenario, w->is_tunnel, w->env);
}

static void start(world *w, const uint8_t *data, size_t size, int is_tunnel)
{
    stack_input input = { data, data + size };

    memset(w, 0, offsetof(world, peer));
    memset(&w->clock, 0, offsetof(world, err_text) - offsetof(world, clock));
    stack_memory_init(&w->memory);
    stack_peer_init(&w->peer, &w->clock);
    w->is_tunnel = w->peer.is_tunnel_required = is_tunnel;
    for (size_t i = 0; i < STACK_HEAD_BYTES; i++)
        w->head[i] = stack_take(&input);
    apply_head(w);
    (void)make_platform(w);
    w->program = stack_take_part(&input, stack_take(&input) % OPERATIONS_MAX);
    w->peer.input = input;
}

static void finish(world *w)
{
    free_client(w);
    REQUIRE(w->peer.live_streams == 0);
    REQUIRE(w->memory.live_blocks == 0);
    REQUIRE(w->open_digests == 0);
    are_blocks_watched = 0;
}

void stack_run(const uint8_t *data, size_t size, int is_tunnel)
{
    world *w = &the_world;

    /* An input with a secret could make the peer send it elsewhere. */
    if (contains((const char *)data, size, OWN_MARK) ||
        contains((const char *)data, size, PEER_MARK))
        return;
    start(w, data, size, is_tunnel);
    watch_c_library();
    make_client(w);
    run_program(w);
    finish(w);
}
