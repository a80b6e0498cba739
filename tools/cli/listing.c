/*
 * listing.c - fetches and prints pages; see listing.h.
 *
 * The client is non-blocking and this file does all the waiting, so that Ctrl-C takes effect during
 * an exchange. Name look-up is the exception: getaddrinfo blocks.
 */
#include "listing.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client_options.h"
#include "debug.h"
#include "error_report.h"
#include "exit_code.h"
#include "interrupt.h"
#include "message.h"
#include "out_query.h"
#include "pager.h"
#include "progress.h"
#include "sagepager/sagepager.h"
#include "skeleton.h"
#include "table.h"

/* Longest single wait: a signal that arrives just before poll is noticed after it. */
#define TICK_MS 100

typedef struct listing {
    const args *args;
    const output_format *format;
    sgp_platform *platform;
    sgp_credentials_cache *cache; /* outlives the client */
    sgp_client *client;
    sgp_paginator *pages;
    progress progress;
    output_state state;
    sink out;
    pager pager;
} listing;

static int64_t now_us(const listing *l)
{
    return l->platform->type->monotonic_us(l->platform);
}

/* --- opening -------------------------------------------------------------------------- */

static sgp_status open_client(listing *l, sgp_error *err)
{
    client_options options;
    sgp_status st = client_options_read(l->args, l->platform, &options, err);

    l->cache = options.all.credentials_cache;
    if (st != SGP_OK) return st;
    options.client.nonblocking = 1;
    options.client.codec = sgp_aws_json_raw_timestamps();
    if (l->args->skeleton == SKELETON_OUTPUT) {
        options.client.http = skeleton_http();
        options.all.no_sign_request = 1;
    }
    if (l->args->no_verify_ssl)
        message_hint("sagepager: [WARNING]: nothing is verified (--no-verify-ssl): any peer is "
                     "accepted as the service");
    return client_options_open(&options, &l->client, err);
}

static sgp_list_image_versions_request request_of(const args *a)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;

    request.image_name = a->image_name;
    request.creation_time_after_us = a->creation_time_after_us;
    request.creation_time_before_us = a->creation_time_before_us;
    request.last_modified_time_after_us = a->last_modified_time_after_us;
    request.last_modified_time_before_us = a->last_modified_time_before_us;
    request.sort_by = a->sort_by;
    request.sort_order = a->sort_order;
    request.max_results = a->max_results;
    request.next_token = sgp_str_from(a->next_token);
    return request;
}

static sgp_status open_pages(listing *l, sgp_error *err)
{
    sgp_list_image_versions_request request = request_of(l->args);
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    const args *a = l->args;
    sgp_status st = SGP_OK;

    options.max_items = a->max_items;
    options.page_size = a->page_size;
    options.starting_token = a->starting_token;
    options.stable_tokens = a->stable_tokens;
    st = sgp_list_image_versions_paginator_new(&l->pages, l->client, &request, &options, err);
    if (st == SGP_OK && a->stable_tokens && !sgp_paginator_has_stable_tokens(l->pages))
        message_hint("sagepager: [WARNING]: in this order versions can move between two runs: "
                     "tokens are the usual ones");
    return st;
}

static sgp_status begin_query(listing *l, sgp_error *err)
{
    const output_format *inner = l->format;

    if (inner == &output_jsonl)
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "--query and the output jsonl cannot be used together: take json");
    l->format = out_query_begin(&l->state, l->args->query, inner);
    return l->format != NULL ? SGP_OK : sgp_error_set(err, SGP_ERR_MEMORY, "out of memory");
}

static sgp_status choose_format(listing *l, sgp_error *err)
{
    const args *a = l->args;
    output_settings settings = { NULL, TIME_FORMAT_ISO8601 };
    sgp_status st = output_settings_read(a, l->platform, &settings, err);

    l->format = settings.format;
    l->state.times = settings.times;
    /* The sample's times suit Python's str(), which all formats but JSON print. */
    if (a->skeleton == SKELETON_OUTPUT && l->format != &output_json && l->format != &output_jsonl)
        l->state.times = TIME_FORMAT_WIRE;
    l->state.is_coloured = l->format == &output_table && colour_is_on(a->colour, l->platform);
    return st;
}

/* A terminal shows either progress or items. A pager starts when there is something to show. */
static void before_first_byte(sink *out, void *data)
{
    listing *l = data;

    if (isatty(STDOUT_FILENO)) progress_end(&l->progress);
    pager_start(&l->pager, l->args, l->platform, out);
}

static sgp_status listing_open(listing *l, const args *a, sgp_error *err)
{
    sgp_status st = SGP_OK;

    memset(l, 0, sizeof(*l));
    l->args = a;
    l->platform = sgp_platform_posix();
    sink_init(&l->out, STDOUT_FILENO);
    l->out.before_first = before_first_byte;
    l->out.data = l;
    progress_init(&l->progress, !a->debug && isatty(STDERR_FILENO), now_us(l));
    st = choose_format(l, err);
    if (st == SGP_OK && a->query != NULL) st = begin_query(l, err);
    if (st == SGP_OK) st = open_client(l, err);
    if (st != SGP_OK) return st;
    if (a->debug) debug_settings(a, l->client, l->platform);
    l->state.is_raw = a->no_paginate;
    return a->no_paginate ? SGP_OK : open_pages(l, err);
}

/* --- pages -------------------------------------------------------------------------- */

static int wait_ms(const listing *l, const sgp_poll_interest *wants)
{
    int64_t left_us = wants->at_us - now_us(l);

    if (left_us <= 0) return 0;
    return left_us < TICK_MS * 1000 ? (int)(left_us / 1000) + 1 : TICK_MS;
}

static void wait_ready(const listing *l)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    struct pollfd ready = { -1, 0, 0 };

    sgp_client_wants(l->client, &wants);
    ready.fd = wants.fd;
    if (wants.events & SGP_POLL_READ) ready.events |= POLLIN;
    if (wants.events & SGP_POLL_WRITE) ready.events |= POLLOUT;
    (void)poll(&ready, 1, wait_ms(l, &wants)); /* waking early is harmless, a signal included */
}

static void show_progress(listing *l)
{
    progress_show(&l->progress, now_us(l), sgp_paginator_page_count(l->pages),
                  sgp_paginator_item_count(l->pages));
}

/* As sgp_paginator_next_page, but SGP_AGAIN means that a signal came. */
static sgp_status next_page(listing *l, const sgp_page **page, sgp_error *err)
{
    while (!interrupt_signal()) {
        sgp_status st = sgp_paginator_next_page(l->pages, page, err);
        if (st != SGP_AGAIN) return st;
        show_progress(l);
        wait_ready(l);
    }
    return SGP_AGAIN;
}

/* Prints pages until the listing ends, the reader closes the pipe or a signal comes. */
static sgp_status print_pages(listing *l, sgp_error *err)
{
    const sgp_page *page = NULL;
    sgp_status st = SGP_OK;

    while ((st = next_page(l, &page, err)) == SGP_OK) {
        l->format->page(&l->out, &l->state, page);
        sink_flush(&l->out);
        if (l->out.os_error != 0) break;
        show_progress(l);
    }
    return st;
}

/* --- the end -------------------------------------------------------------------------- */

/* Returns the resume token; absent at the end, before the first page and after an error. */
static sgp_str resume_token(listing *l, sgp_error *err)
{
    sgp_str token = { NULL, 0 };

    sgp_error_reset(err);
    if (sgp_paginator_page_count(l->pages) == 0) return token;
    if (sgp_paginator_resume_token(l->pages, &token, err) != SGP_OK) token.ptr = NULL;
    return token;
}

/* A reader that closes the pipe (| head) is not an error; the AWS CLI agrees. */
static int report_write_failure(int os_error)
{
    char sentence[256];

    if (os_error == EPIPE) return EXIT_CODE_OK;
    (void)snprintf(sentence, sizeof(sentence), "Could not write to standard output: %s",
                   strerror(os_error));
    message_error(NULL, sentence);
    return EXIT_CODE_GENERAL;
}

static int report_interrupt(void)
{
    message_error(NULL, "Interrupted");
    return EXIT_CODE_SIGNAL + interrupt_signal();
}

/* Lets the pager end before anything is reported; reports a missing one. */
static int end_output(listing *l)
{
    static const error_info no_pager = {
        "Pager",
        "Unable to redirect output to pager: there is no such command. Name another in AWS_PAGER, "
        "or take --no-cli-pager.",
        NULL, 0
    };
    int is_pager = 0;

    sink_flush(&l->out);
    l->out.before_first = NULL; /* colours that are reset are nothing to page */
    is_pager = pager_finish(&l->pager, &l->out) == 0;
    if (l->state.is_coloured) table_reset_colours(&l->out);
    sink_flush(&l->out);
    if (is_pager) return EXIT_CODE_OK;
    (void)error_report(l->args, &no_pager);
    return EXIT_CODE_CONFIG;
}

/* Reports a failed listing even if nobody reads the items any more. */
static int report_end(const listing *l, sgp_status st, const sgp_error *err)
{
    if (st == SGP_AGAIN) return report_interrupt();
    if (st < 0) return exit_report(l->args, err);
    if (l->state.failure[0] != '\0') {
        message_error(NULL, l->state.failure);
        return EXIT_CODE_GENERAL;
    }
    if (l->out.os_error != 0) return report_write_failure(l->out.os_error);
    return EXIT_CODE_OK;
}

static sgp_status one_call(listing *l, sgp_page *page, sgp_error *err)
{
    const sgp_list_image_versions_request request = request_of(l->args);
    sgp_status st = SGP_AGAIN;

    while (st == SGP_AGAIN && !interrupt_signal()) {
        st = sgp_client_list_image_versions(l->client, &request, page, err);
        if (st == SGP_AGAIN) wait_ready(l);
    }
    sgp_client_cancel(l->client); /* after a signal; otherwise no call is running */
    return st;
}

/* Prints the service's response with its next token; there is no paging, so nothing to resume. */
static int run_one_call(listing *l)
{
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_page *page = NULL;
    sgp_status st = sgp_page_new(&page, NULL, &err);
    int code = EXIT_CODE_OK;

    if (st == SGP_OK) st = one_call(l, page, &err);
    l->state.is_cut = st != SGP_OK;
    if (st == SGP_OK) l->format->page(&l->out, &l->state, page);
    l->format->end(&l->out, &l->state, page != NULL ? page->next_token : sgp_str_from(NULL));
    sgp_page_free(page);
    code = end_output(l);
    return code != EXIT_CODE_OK ? code : report_end(l, st, &err);
}

/* A program that parses the error finds the token in the output. */
static int is_token_in_output(const listing *l, int code)
{
    return l->format->carries_token && l->args->query == NULL && code == EXIT_CODE_SERVICE &&
           error_format_is_document(error_format_resolve(l->args));
}

static int listing_finish(listing *l, sgp_status st, const sgp_error *err)
{
    const output_format *format = l->format;
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error token_err = SGP_ERROR_INIT_WITH(text);
    sgp_str token = resume_token(l, &token_err);
    int code = EXIT_CODE_OK;

    l->state.is_cut = st != SGP_END;
    format->end(&l->out, &l->state, token);
    progress_end(&l->progress);
    code = end_output(l);
    if (code == EXIT_CODE_OK) code = report_end(l, st, err);
    if (code == EXIT_CODE_OK && token_err.status != SGP_OK) code = exit_report(l->args, &token_err);
    if (l->out.os_error == 0 && (code != EXIT_CODE_OK || !format->carries_token) &&
        !is_token_in_output(l, code))
        message_resume(sgp_paginator_item_count(l->pages), l->state.is_withheld, token);
    return code;
}

int listing_run(const args *a)
{
    listing l;
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    int code = EXIT_CODE_OK;

    if (listing_open(&l, a, &err) != SGP_OK)
        code = exit_report(a, &err);
    else if (a->no_paginate)
        code = run_one_call(&l);
    else
        code = listing_finish(&l, print_pages(&l, &err), &err);
    sgp_paginator_free(l.pages);
    sgp_client_free(l.client);
    credentials_cache_end(l.cache);
    return code;
}
