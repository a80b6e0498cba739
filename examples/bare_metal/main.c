/*
 * main.c - lists the versions of a SageMaker image on a board without an
 * operating system.
 *
 * Start reading here. make_client joins the board's parts to a client, `list`
 * prints page after page, and main says what it took. README.md shows how to
 * run it and names the settings.
 */
#include "board.h"

#include <sagepager/builtin.h>
#include <sagepager/paginator.h>

#define POOL_BYTES (64 * 1024)

static unsigned char memory[POOL_BYTES]; /* all memory that the library uses, but stack */
static char message[256];                /* of an error; a longer one is truncated */

/* --- trace ------------------------------------------------------------------------------------ */

/*
 * "trace=1" prints what the library does. Errors are botocore's sentences; the
 * trace has the reason of a failed connection.
 */
static void print_trace(void *self, const char *topic, const char *text, size_t text_len)
{
    const sgp_str line = { text, text_len };

    (void)self;
    print(topic);
    print(": ");
    print_str(line);
    print("\n");
}

static const sgp_trace *trace(void)
{
    static const sgp_trace printing = { sizeof(sgp_trace), NULL, print_trace };

    return setting("trace", NULL) ? &printing : NULL;
}

/* --- the client ------------------------------------------------------------------------------- */

/*
 * A constructor owns the parts that it gets once it returns SGP_OK. Until then
 * they are ours.
 */
static sgp_status make_http(sgp_http **out, const sgp_allocator *allocator, sgp_error *err)
{
    sgp_http1_options options = SGP_HTTP1_OPTIONS_INIT;
    sgp_dialer *dialer = NULL;
    sgp_status status = secure_dialer_new(&dialer, allocator, err);

    if (status != SGP_OK) return status;
    options.connect_timeout_ms = setting_int("connect-timeout-ms", 0);
    options.read_timeout_ms = setting_int("read-timeout-ms", 0);
    options.trace = trace();
    status = sgp_http1_new(out, dialer, board_platform(), &options, allocator, err);
    if (status != SGP_OK && SGP_HAS(dialer, destroy)) dialer->type->destroy(dialer);
    return status;
}

static void destroy_parts(const sgp_client_options *options)
{
    sgp_http *http = options->http;
    sgp_signer *signer = options->signer;
    sgp_credentials_provider *credentials = options->credentials;

    if (http && SGP_HAS(http, destroy)) http->type->destroy(http);
    if (signer && SGP_HAS(signer, destroy)) signer->type->destroy(signer);
    if (credentials && SGP_HAS(credentials, destroy)) credentials->type->destroy(credentials);
}

static sgp_status make_client(sgp_client **out, const sgp_allocator *allocator, sgp_error *err)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_status status = make_http(&options.http, allocator, err);

    if (status == SGP_OK)
        status = sgp_sigv4_new(&options.signer, secure_crypto(), trace(), allocator, err);
    if (status == SGP_OK)
        status = sgp_creds_static_new(&options.credentials, setting("key-id", "AKIDEXAMPLE"),
                                      setting("secret", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
                                      NULL, allocator, err);
    options.codec = sgp_aws_json();
    options.platform = board_platform();
    options.allocator = allocator;
    options.trace = trace();
    options.region = setting("region", "us-west-2");
    options.endpoint_url = setting("url", "http://127.0.0.1:8080");
    options.max_attempts = (int)setting_int("attempts", 0);
    if (status == SGP_OK) status = sgp_client_new(out, &options, err);
    if (status != SGP_OK) destroy_parts(&options);
    return status;
}

/* --- the listing ------------------------------------------------------------------------------ */

static void print_version(const sgp_image_version *version)
{
    print("version=");
    print_int(version->version);
    print(" status=");
    print_str(version->status_text);
    print(" created_us=");
    print_int(version->creation_time_us);
    print(" modified_us=");
    print_int(version->last_modified_time_us);
    print(" arn=");
    print_str(version->image_version_arn);
    print(" image=");
    print_str(version->image_arn);
    print(" failure=");
    print_str(version->failure_reason);
    print("\n");
}

static void report_int(const char *name, int64_t value)
{
    print(name);
    print_int(value);
    print("\n");
}

static void report_str(const char *name, sgp_str text)
{
    print(name);
    print_str(text);
    print("\n");
}

/*
 * With "token=..." a later run goes on after the last version printed, even
 * after an error.
 */
static void report_listing(sgp_paginator *paginator)
{
    sgp_str token = { NULL, 0 };

    report_int("items: ", sgp_paginator_item_count(paginator));
    report_int("pages: ", sgp_paginator_page_count(paginator));
    if (sgp_paginator_resume_token(paginator, &token, NULL) == SGP_OK) report_str("token: ", token);
}

static sgp_status list(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;
    sgp_paginator *paginator = NULL;
    const sgp_page *page;
    sgp_status status;
    size_t i;

    request.image_name = setting("image", "demo-image");
    options.page_size = setting_opt_int("page-size");
    options.max_items = setting_opt_int("max-items");
    options.starting_token = setting("token", NULL);
    options.stable_tokens = setting("stable", NULL) != NULL;
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, &options, err);
    if (status != SGP_OK) return status;
    while ((status = sgp_paginator_next_page(paginator, &page, err)) == SGP_OK)
        for (i = 0; i < page->count; i++)
            print_version(sgp_page_image_version(page, i));
    report_listing(paginator);
    sgp_paginator_free(paginator);
    return status;
}

/* --- the program ------------------------------------------------------------------------------ */

/*
 * scripts/explain-error turns `place` into a sentence if the library has no
 * texts (SGP_TEXTS=OFF).
 */
static void report_error(const sgp_error *err)
{
    report_str("error: ", sgp_str_from(sgp_error_message(err)));
    report_int("place: ", err->place);
    report_str("code: ", sgp_str_from(err->code));
    report_int("http-status: ", err->http_status);
    report_int("attempts: ", err->attempts);
    report_int("retryable: ", err->retryable);
}

/* The pool lies in `memory` as well. */
static sgp_status run(sgp_error *err)
{
    sgp_pool *pool = NULL;
    sgp_client *client = NULL;
    sgp_status status = sgp_pool_new(&pool, memory, (size_t)setting_int("pool-bytes", POOL_BYTES));

    if (status != SGP_OK) return sgp_error_set(err, status, "pool-bytes is too small for a pool");
    status = make_client(&client, sgp_pool_allocator(pool), err);
    if (status == SGP_OK) status = list(client, err);
    sgp_client_free(client);
    report_int("pool-peak: ", (int64_t)sgp_pool_peak_bytes(pool));
    report_int("pool-wanted: ", (int64_t)sgp_pool_wanted_bytes(pool)); /* 0: it was large enough */
    report_int("pool-left: ", (int64_t)sgp_pool_used_bytes(pool));
    return status;
}

int main(void)
{
    sgp_error err = SGP_ERROR_INIT_WITH(message);
    sgp_status status;

    settings_read();
    clock_start();
    uart_start();
    stack_paint();
    status = run(&err);
    report_int("stack-used: ", (int64_t)stack_used());
    report_int("stack-size: ", (int64_t)stack_size());
    secure_report();
    if (status != SGP_END) report_error(&err);
    report_str("status: ", sgp_str_from(sgp_status_text(status)));
    return status == SGP_END ? 0 : 1;
}
