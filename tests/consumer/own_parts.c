/*
 * own_parts.c - a program as a firmware author writes it: every part is its own, none is shipped.
 *
 * Linked with the static library alone. check-consumers proves that neither TLS nor JSON nor
 * sockets came along. Not an example to learn from: its service answers from memory.
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- a codec whose wire format is one digit: how many versions there are ---------------------- */

static sgp_status encode_request(void *self, const sgp_list_image_versions_request *request,
                                 sgp_http_request *out, sgp_error *err)
{
    (void)self;
    (void)err;
    out->method = sgp_str_from("POST");
    out->body = sgp_str_from(request->image_name);
    return sgp_http_request_add(out, "Content-Type", sgp_str_from("text/plain"), err);
}

static sgp_status decode_page(void *self, sgp_http_response *response, sgp_page *page,
                              sgp_error *err)
{
    size_t count = response->body.len == 1 ? (size_t)(response->body.ptr[0] - '0') : 0;
    sgp_image_version *items;

    (void)self;
    sgp_page_reset(page);
    items = sgp_arena_alloc(&page->arena, count * sizeof *items);
    if (!items) return sgp_error_set(err, SGP_ERR_MEMORY, "no memory for %zu items", count);
    for (size_t i = 0; i < count; i++) {
        items[i].present = SGP_HAS_VERSION;
        items[i].version = (int64_t)(count - i);
    }
    page->items = items;
    page->count = count;
    page->has_items = 1;
    return SGP_OK;
}

static sgp_status decode_error(void *self, const sgp_http_response *response, sgp_error *err)
{
    (void)self;
    return sgp_error_set(err, SGP_ERR_SERVICE, "status %d", response->status);
}

static sgp_status encode_token(void *self, const sgp_position *position, sgp_arena *arena,
                               sgp_str *out, sgp_error *err)
{
    (void)self;
    return sgp_arena_copy(arena, position->next_token.ptr, position->next_token.len, out, err);
}

static sgp_status decode_token(void *self, sgp_str text, sgp_arena *arena, sgp_position *out,
                               sgp_error *err)
{
    (void)self;
    out->has_next_token = 1;
    return sgp_arena_copy(arena, text.ptr, text.len, &out->next_token, err);
}

/* --- HTTP, signer, credentials, platform ------------------------------------------------------ */

static sgp_status exchange(void *self, const sgp_http_request *request, sgp_http_response *response,
                           sgp_deadline deadline, sgp_error *err)
{
    sgp_status status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);

    (void)self;
    (void)deadline;
    if (status != SGP_OK) return status;
    if (!sgp_http_request_find(request, "Authorization").ptr)
        return sgp_error_set(err, SGP_ERR_PROTOCOL, "the request is not signed");
    return sgp_http_response_body(response, "3", 1, err);
}

static sgp_status sign(void *self, sgp_http_request *request, const sgp_credentials *credentials,
                       const sgp_signing_scope *scope, int64_t now_us, sgp_error *err)
{
    (void)self;
    (void)scope;
    (void)now_us;
    return sgp_http_request_add(request, "Authorization", credentials->access_key_id, err);
}

static sgp_status get_credentials(void *self, int64_t now_us, sgp_credentials *out,
                                  sgp_deadline deadline, sgp_error *err)
{
    (void)self;
    (void)now_us;
    (void)deadline;
    return sgp_credentials_set(out, sgp_str_from("ID"), sgp_str_from("SECRET"), sgp_str_from(NULL),
                               "own", err);
}

static int64_t clock_us(void *self)
{
    int64_t *now = self;

    return ++*now;
}

static sgp_status fill_random(void *self, void *bytes, size_t len)
{
    (void)self;
    memset(bytes, 7, len);
    return SGP_OK;
}

static sgp_status do_not_wait(void *self, const sgp_wants *wants)
{
    (void)self;
    (void)wants;
    return SGP_OK;
}

/* ---------------------------------------------------------------------------------------------- */

static sgp_status list(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_page *page;
    sgp_pages *pages = NULL;
    sgp_status status;

    request.image_name = "my-image";
    status = sgp_pages_new(&pages, client, &request, NULL, err);
    while (status == SGP_OK && (status = sgp_pages_next(pages, &page, err)) == SGP_OK)
        for (size_t i = 0; i < page->count; i++)
            printf("version %" PRId64 "\n", page->items[i].version);
    sgp_pages_free(pages);
    return status;
}

int main(void)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_http http = SGP_HTTP_INIT;
    sgp_codec codec = SGP_CODEC_INIT;
    sgp_signer signer = SGP_SIGNER_INIT;
    sgp_credentials_provider credentials = SGP_CREDENTIALS_PROVIDER_INIT;
    sgp_platform platform = SGP_PLATFORM_INIT;
    sgp_client *client = NULL;
    sgp_error err = SGP_ERROR_INIT;
    int64_t now = 0;
    sgp_status status;

    http.exchange = exchange;
    codec.encode_request = encode_request;
    codec.decode_page = decode_page;
    codec.decode_error = decode_error;
    codec.encode_token = encode_token;
    codec.decode_token = decode_token;
    signer.sign = sign;
    credentials.get = get_credentials;
    platform.self = &now;
    platform.wall_us = clock_us;
    platform.monotonic_us = clock_us;
    platform.random = fill_random;
    platform.wait = do_not_wait;
    options.region = "us-west-2";
    options.http = &http;
    options.codec = &codec;
    options.signer = &signer;
    options.credentials = &credentials;
    options.platform = &platform;
    status = sgp_client_new(&client, &options, &err);
    if (status == SGP_OK) status = list(client, &err);
    sgp_client_free(client);
    if (status == SGP_END) return 0;
    fprintf(stderr, "%s: %s\n", sgp_status_text(status), err.message);
    return 1;
}
