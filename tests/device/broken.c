/*
 * broken.c - one call on the device with a part that is broken, as main.c's word broken=... says:
 * each must end in an error that names the part, and with an empty pool. For test_device.py.
 */
#include "board.h"

#include <sagepager/sagepager.h>

#include <string.h>

static unsigned char memory[32 * 1024] __attribute__((aligned(8)));
static char command_line[256];
static const char *broken;

static int is(const char *what)
{
    return broken && strcmp(broken, what) == 0;
}

/* --- parts ------------------------------------------------------------------------------------ */

static int64_t wall_us(sgp_platform *platform)
{
    (void)platform;
    return is("wall-clock") ? -1 : 1700000000000000;
}

static int64_t monotonic_us(sgp_platform *platform)
{
    (void)platform;
    return is("monotonic-clock") ? -1 : board_uptime_us();
}

static sgp_status fill_random(sgp_platform *platform, void *bytes, size_t len)
{
    (void)platform;
    memset(bytes, 0, len);
    return is("random") ? SGP_ERR_PLATFORM : SGP_OK;
}

static sgp_status wait(sgp_platform *platform, const sgp_poll_interest *interest)
{
    (void)platform;
    (void)interest;
    board_sleep();
    return is("wait") ? SGP_ERR_PLATFORM : SGP_OK;
}

static sgp_status stream_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    (void)deadline;
    (void)err;
    return is("wait") ? SGP_AGAIN : SGP_OK;
}

static sgp_status stream_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                              sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    (void)buffer;
    (void)deadline;
    *got = is("stream-reads-too-much") ? capacity + 1 : 0;
    if (is("random")) return sgp_error_set(err, SGP_ERR_NETWORK, "cut"); /* tried again */
    return SGP_OK;
}

static sgp_status stream_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                               sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    (void)bytes;
    (void)deadline;
    (void)err;
    *put = is("stream-writes-too-much") ? len + 1 : len;
    return SGP_OK;
}

static void stream_close(sgp_stream *stream)
{
    (void)stream;
}

static sgp_status dialer_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                              sgp_error *err)
{
    static sgp_stream_type type = { .size = sizeof type,
                                    .name = "broken",
                                    .connect = stream_connect,
                                    .read = stream_read,
                                    .write = stream_write,
                                    .close = stream_close };
    static sgp_stream stream = { &type };

    (void)dialer;
    (void)target;
    (void)err;
    if (is("stream-without-read")) type.read = NULL;
    *out = &stream;
    return SGP_OK;
}

static sgp_status hash_init(sgp_crypto *crypto, void *context, sgp_error *err)
{
    (void)crypto;
    (void)context;
    (void)err;
    return is("sha256") ? SGP_ERR_CRYPTO : SGP_OK;
}

static sgp_status hash_update(sgp_crypto *crypto, void *context, const void *bytes, size_t len,
                              sgp_error *err)
{
    (void)crypto;
    (void)context;
    (void)bytes;
    (void)len;
    (void)err;
    return SGP_OK;
}

static sgp_status hash_final(sgp_crypto *crypto, void *context,
                             unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    (void)crypto;
    (void)context;
    (void)err;
    memset(digest, 0, SGP_SHA256_BYTES);
    return SGP_OK;
}

/* --- one call --------------------------------------------------------------------------------- */

static sgp_platform_type platform_type = { .size = sizeof platform_type,
                                           .name = "broken",
                                           .wall_us = wall_us,
                                           .monotonic_us = monotonic_us,
                                           .random = fill_random,
                                           .wait = wait };
static const sgp_dialer_type dialer_type = { .size = sizeof dialer_type,
                                             .name = "broken",
                                             .open = dialer_open };
static const sgp_crypto_type crypto_type = { .size = sizeof crypto_type,
                                             .name = "broken",
                                             .context_bytes = 4,
                                             .init = hash_init,
                                             .update = hash_update,
                                             .final = hash_final };
static sgp_platform platform = { &platform_type };
static sgp_dialer dialer = { &dialer_type };
static sgp_crypto crypto = { &crypto_type };

static sgp_status list(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_paginator *paginator = NULL;
    const sgp_page *page;
    sgp_status status;

    request.image_name = "x";
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, err);
    if (status == SGP_OK) status = sgp_paginator_next_page(paginator, &page, err);
    sgp_paginator_free(paginator);
    return status;
}

static void destroy_parts(const sgp_client_options *options)
{
    if (options->http) options->http->type->destroy(options->http);
    if (options->signer) options->signer->type->destroy(options->signer);
    if (options->credentials) options->credentials->type->destroy(options->credentials);
}

static sgp_status run(const sgp_allocator *allocator, sgp_error *err)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_client *client = NULL;
    sgp_status status;

    if (is("no-allocator")) allocator = NULL;
    if (is("no-wall-clock")) platform_type.wall_us = NULL;
    if (is("no-random")) platform_type.random = NULL;
    options.region = "us-west-2";
    options.endpoint_url = "http://device.test";
    options.platform = &platform;
    options.allocator = allocator;
    options.codec = sgp_aws_json();
    status = sgp_creds_static_new(&options.credentials, "id", "secret", NULL, allocator, err);
    if (status == SGP_OK) status = sgp_sigv4_new(&options.signer, &crypto, NULL, allocator, err);
    if (status == SGP_OK)
        status = sgp_http1_new(&options.http, &dialer, &platform, NULL, allocator, err);
    if (status == SGP_OK) status = sgp_client_new(&client, &options, err);
    if (!client) destroy_parts(&options);
    if (client) status = list(client, err);
    sgp_client_free(client);
    return status;
}

int main(void)
{
    char text[400];
    sgp_error err = SGP_ERROR_INIT;
    sgp_pool *pool = NULL;
    sgp_status status;

    board_command_line(command_line, sizeof command_line);
    broken = strstr(command_line, "broken=");
    if (broken) broken += strlen("broken=");
    if (sgp_pool_new(&pool, memory, sizeof memory) != SGP_OK) return 2;
    status = run(sgp_pool_allocator(pool), &err);
    board_print("error ");
    board_print_number(status);
    board_print("\nmessage ");
    board_print(sgp_error_describe(&err, text, sizeof text));
    board_print("\npool-left ");
    board_print_number((int64_t)sgp_pool_used_bytes(pool));
    board_print("\n");
    return 1;
}

/* uart.c is not linked. */
void uart_interrupt(void);
void uart_interrupt(void)
{
}
