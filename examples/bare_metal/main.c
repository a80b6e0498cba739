/*
 * main.c - lists the versions of a SageMaker image on a Cortex-M4 without operating system: no
 * sockets, no files, no malloc. README.md says how to run it, docs/embedded.md how to bring it to
 * another board.
 *
 * The words of the command line stand for what a product knows or reads from its settings:
 *
 *     url=http://127.0.0.1:8080    the endpoint            image=demo-image   what to list
 *     region=us-west-2             to sign for             page=10            PageSize
 *     id=... secret=...            the keys                max=25             MaxItems
 *     time=1700000000              a clock that is wrong   token=...          where to resume
 *     stable=1                     stable resume tokens    quiet=1            no line for each item
 *     attempts=3                   of each request         pool=40000         bytes of memory
 *     timeout=60000                milliseconds of silence from the peer
 */
#include "board.h"
#include "modem.h"
#include "platform.h"
#include "sha256.h"

#include <sagepager/sagepager.h>

#include <string.h>

/* All memory that the library uses. A listing needs far less (docs/embedded.md); this much lets the
 * library read even the longest response that it accepts before it refuses it. */
#define POOL_BYTES (96u * 1024u)
static unsigned char memory[POOL_BYTES] __attribute__((aligned(8)));

/* --- the command line ------------------------------------------------------------------------- */

static char command_line[3072];

static void read_command_line(void)
{
    board_command_line(command_line, sizeof command_line - 1);
    for (char *at = command_line; *at; at++)
        if (*at == ' ') *at = '\0';
}

/* Returns what follows "name=", or `otherwise`. */
static const char *word(const char *name, const char *otherwise)
{
    size_t len = strlen(name);

    for (const char *at = command_line; *at; at += strlen(at) + 1)
        if (strncmp(at, name, len) == 0 && at[len] == '=') return at + len + 1;
    return otherwise;
}

static int64_t number(const char *name, int64_t otherwise)
{
    const char *text = word(name, NULL);
    int64_t value = 0;

    if (!text) return otherwise;
    for (const char *at = *text == '-' ? text + 1 : text; *at; at++)
        value = value * 10 + (*at - '0');
    return *text == '-' ? -value : value;
}

/* --- output ----------------------------------------------------------------------------------- */

static void print_figure(const char *name, int64_t value)
{
    board_print(name);
    board_print_number(value);
}

/* A build without texts has a number for each place that can fail (scripts/explain-error). */
static void print_error(sgp_status status, const sgp_error *err)
{
    static char text[400];

    print_figure("error ", status);
    print_figure(" place ", err->place);
    print_figure(" http ", err->http_status);
    print_figure(" attempts ", err->attempts);
    board_print("\nmessage ");
    board_print(sgp_error_describe(err, text, sizeof text));
    board_print("\n");
}

/* FNV-1a over what was listed, so that a test can compare it with another program's listing. */
static uint32_t add_to_hash(uint32_t hash, const void *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        hash = (hash ^ ((const unsigned char *)bytes)[i]) * 16777619u;
    return hash;
}

static uint32_t use(const sgp_image_version *item, uint32_t hash)
{
    hash = add_to_hash(hash, item->image_version_arn.ptr, item->image_version_arn.len);
    hash = add_to_hash(hash, &item->creation_time_us, sizeof item->creation_time_us);
    hash = add_to_hash(hash, item->status_text.ptr, item->status_text.len);
    if (number("quiet", 0)) return hash;
    print_figure("version ", item->version);
    board_print(" ");
    board_print(item->status_text.ptr);
    board_print(" ");
    board_print(item->image_version_arn.ptr);
    board_print("\n");
    return hash;
}

/* --- the client: one part upon the other ------------------------------------------------------ */

static void destroy_signer(sgp_signer *signer)
{
    if (signer && SGP_HAS(signer, destroy)) signer->type->destroy(signer);
}

static void destroy_credentials(sgp_credentials_provider *provider)
{
    if (provider && SGP_HAS(provider, destroy)) provider->type->destroy(provider);
}

/* HTTP over connections over the modem. For TLS, give sgp_net_dialer_new an sgp_tls. */
static sgp_status make_http(sgp_http **out, sgp_platform *platform, const sgp_allocator *allocator,
                            sgp_error *err)
{
    sgp_http1_options options = SGP_HTTP1_OPTIONS_INIT;
    sgp_dialer *dialer = NULL;
    sgp_status status = sgp_net_dialer_new(&dialer, modem_dialer(), NULL, allocator, err);

    if (status != SGP_OK) return status;
    options.read_timeout_ms = options.connect_timeout_ms = number("timeout", 0);
    status = sgp_http1_new(out, dialer, platform, &options, allocator, err);
    if (status != SGP_OK) dialer->type->destroy(dialer);
    return status;
}

static sgp_status make_client(sgp_client **out, sgp_platform *platform,
                              const sgp_allocator *allocator, sgp_error *err)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_status status;

    options.region = word("region", "us-west-2");
    options.endpoint_url = word("url", "http://127.0.0.1:8080");
    options.max_attempts = (int)number("attempts", 0);
    options.platform = platform;
    options.allocator = allocator;
    options.codec = sgp_aws_json();
    status = sgp_creds_static_new(&options.credentials, word("id", "AKIDEXAMPLE"),
                                  word("secret", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), NULL,
                                  allocator, err);
    if (status == SGP_OK)
        status = sgp_sigv4_new(&options.signer, device_crypto(), NULL, allocator, err);
    if (status == SGP_OK) status = make_http(&options.http, platform, allocator, err);
    if (status == SGP_OK) status = sgp_client_new(out, &options, err); /* owns the parts now */
    if (status == SGP_OK) return SGP_OK;
    if (options.http) options.http->type->destroy(options.http);
    destroy_signer(options.signer);
    destroy_credentials(options.credentials);
    return status;
}

/* --- the listing ------------------------------------------------------------------------------ */

static sgp_status make_paginator(sgp_paginator **out, sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator_options options = SGP_PAGINATOR_OPTIONS_INIT;

    request.image_name = word("image", "demo-image");
    options.page_size = sgp_opt_int_of(number("page", 10));
    if (word("max", NULL)) options.max_items = sgp_opt_int_of(number("max", 0));
    options.starting_token = word("token", NULL);
    options.stable_tokens = (int)number("stable", 0);
    return sgp_list_image_versions_paginator_new(out, client, &request, &options, err);
}

/* Prints how far the listing came, and the token that continues it. */
static void print_end(sgp_paginator *paginator, uint32_t hash)
{
    sgp_str token = { NULL, 0 };

    print_figure("items ", sgp_paginator_item_count(paginator));
    print_figure(" pages ", sgp_paginator_page_count(paginator));
    print_figure(" hash ", hash);
    board_print("\n");
    if (sgp_paginator_resume_token(paginator, &token, NULL) != SGP_OK || token.len == 0) return;
    board_print("token ");
    board_print(token.ptr);
    board_print("\n");
}

static sgp_status list(sgp_client *client, sgp_error *err)
{
    const sgp_page *page;
    sgp_paginator *paginator = NULL;
    uint32_t hash = 2166136261u;
    sgp_status status = make_paginator(&paginator, client, err);

    if (status != SGP_OK) return status;
    while ((status = sgp_paginator_next_page(paginator, &page, err)) == SGP_OK)
        for (size_t i = 0; i < page->count; i++)
            hash = use(sgp_page_image_version(page, i), hash);
    print_end(paginator, hash);
    sgp_paginator_free(paginator);
    return status;
}

static sgp_status run(const sgp_allocator *allocator, sgp_error *err)
{
    sgp_client *client = NULL;
    sgp_platform *platform = device_platform(number("time", board_debugger_time()));
    sgp_status status = make_client(&client, platform, allocator, err);

    if (status == SGP_OK) status = list(client, err);
    sgp_client_free(client);
    return status;
}

int main(void)
{
    static char message[256]; /* longer ones are truncated */
    sgp_error err = SGP_ERROR_INIT_WITH(message);
    sgp_pool *pool = NULL;
    sgp_status status;
    size_t before;

    read_command_line();
    board_uart_start();
    if (sgp_pool_new(&pool, memory, (size_t)number("pool", POOL_BYTES)) != SGP_OK) return 2;
    before = board_paint_stack();
    status = run(sgp_pool_allocator(pool), &err);
    if (status != SGP_END) print_error(status, &err);
    print_figure("stack ", (int64_t)(board_stack_peak() - before));
    print_figure(" pool-peak ", (int64_t)sgp_pool_peak_bytes(pool));
    print_figure(" pool-left ", (int64_t)sgp_pool_used_bytes(pool));
    board_print("\n");
    return status == SGP_END ? 0 : 1;
}
