/*
 * own_parts.c - a program as a firmware author writes it: every part is its own, none
 * is shipped.
 *
 * Linked with the static library alone. check-consumers proves that neither TLS nor
 * JSON nor sockets are linked. Its service answers from memory.
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* --- a codec whose wire format is one digit: the number of versions --------------------------- */

static sgp_status encode_request(sgp_codec *codec, const sgp_list_image_versions_request *request,
                                 const sgp_page_params *params, sgp_http_request *out,
                                 sgp_error *err)
{
    (void)codec;
    (void)params;
    out->method = sgp_str_from("POST");
    out->body = sgp_str_from(request->image_name);
    return sgp_http_request_add_header(out, "Content-Type", sgp_str_from("text/plain"), err);
}

typedef struct digit_decoder {
    sgp_page_decoder base;
    sgp_page *page;
} digit_decoder;

/* Without `feed` the client collects the body, so `rest` is all of it. */
static sgp_status finish(sgp_page_decoder *decoder, sgp_str rest, sgp_error *err)
{
    sgp_page *page = ((digit_decoder *)decoder)->page;
    int count = rest.len == 1 ? rest.ptr[0] - '0' : -1;
    sgp_status status = SGP_OK;
    sgp_image_version *item;

    if (count < 0 || count > 9)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "the body is not a digit");
    for (; status == SGP_OK && count > 0; count--) {
        status = sgp_page_append_image_version(page, &item, err);
        if (status != SGP_OK) break;
        item->present = SGP_IMAGE_VERSION_HAS_VERSION;
        item->version = count;
    }
    page->has_items = 1;
    if (status != SGP_OK) sgp_page_reset(page);
    return status;
}

static sgp_status decode_page(sgp_codec *codec, sgp_page *page, size_t expected_items,
                              sgp_page_decoder **out, sgp_error *err)
{
    static const sgp_page_decoder_type type = { .size = sizeof type,
                                                .name = "digit",
                                                .finish = finish };
    digit_decoder *decoder;

    (void)codec;
    (void)expected_items;
    sgp_page_reset(page);
    decoder = sgp_arena_alloc(sgp_page_arena(page), sizeof *decoder);
    if (!decoder) return sgp_error_set(err, SGP_ERR_MEMORY, "no memory for a decoder");
    decoder->base.type = &type;
    decoder->page = page;
    *out = &decoder->base;
    return SGP_OK;
}

static sgp_status decode_error(sgp_codec *codec, const sgp_http_response *response, sgp_error *err)
{
    (void)codec;
    return sgp_error_set(err, SGP_ERR_SERVICE, "status %d", response->status);
}

static sgp_status encode_token(sgp_codec *codec, const sgp_position *position, sgp_arena *arena,
                               sgp_str *out, sgp_error *err)
{
    (void)codec;
    return sgp_arena_copy(arena, position->next_token.ptr, position->next_token.len, out, err);
}

static sgp_status decode_token(sgp_codec *codec, sgp_str text, sgp_arena *arena, sgp_position *out,
                               sgp_error *err)
{
    (void)codec;
    out->has_next_token = 1;
    return sgp_arena_copy(arena, text.ptr, text.len, &out->next_token, err);
}

static const sgp_codec_type codec_type = { .size = sizeof(sgp_codec_type),
                                           .name = "digit",
                                           .encode_list_image_versions = encode_request,
                                           .decode_list_image_versions = decode_page,
                                           .decode_error = decode_error,
                                           .encode_token = encode_token,
                                           .decode_token = decode_token };

/* --- HTTP, signer, credentials ---------------------------------------------------------------- */

static sgp_status exchange(sgp_http *http, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    sgp_status status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);

    (void)http;
    (void)deadline;
    if (status != SGP_OK) return status;
    if (!sgp_http_request_find_header(request, "Authorization").ptr)
        return sgp_error_set(err, SGP_ERR_PROTOCOL, "the request is not signed");
    return sgp_http_response_append_body(response, "3", 1, err);
}

static const sgp_http_type http_type = { .size = sizeof(sgp_http_type),
                                         .name = "memory",
                                         .exchange = exchange };

static sgp_status sign(sgp_signer *signer, sgp_http_request *request,
                       const sgp_credentials *credentials, const sgp_signing_scope *scope,
                       int64_t now_us, sgp_error *err)
{
    (void)signer;
    (void)scope;
    (void)now_us;
    return sgp_http_request_add_header(request, "Authorization", credentials->access_key_id, err);
}

static const sgp_signer_type signer_type = { .size = sizeof(sgp_signer_type),
                                             .name = "own",
                                             .sign = sign };

static sgp_status get_credentials(sgp_credentials_provider *provider, int64_t now_us,
                                  sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    (void)provider;
    (void)now_us;
    (void)deadline;
    return sgp_credentials_set(out, sgp_str_from("ID"), sgp_str_from("SECRET"), sgp_str_from(NULL),
                               "own", err);
}

static const sgp_credentials_provider_type credentials_type = {
    .size = sizeof(sgp_credentials_provider_type), .name = "own", .get = get_credentials
};

/* --- a platform whose clock counts its readings ----------------------------------------------- */

typedef struct counting_platform {
    sgp_platform base;
    int64_t now_us;
} counting_platform;

static int64_t clock_us(sgp_platform *platform)
{
    return ++((counting_platform *)platform)->now_us;
}

static sgp_status fill_random(sgp_platform *platform, void *bytes, size_t len)
{
    (void)platform;
    memset(bytes, 7, len);
    return SGP_OK;
}

static sgp_status do_not_wait(sgp_platform *platform, const sgp_poll_interest *interest)
{
    (void)platform;
    (void)interest;
    return SGP_OK;
}

static const sgp_platform_type platform_type = { .size = sizeof(sgp_platform_type),
                                                 .name = "counting",
                                                 .wall_us = clock_us,
                                                 .monotonic_us = clock_us,
                                                 .random = fill_random,
                                                 .wait = do_not_wait };

/* ---------------------------------------------------------------------------------------------- */

static sgp_status list(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_page *page;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = "my-image";
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, err);
    while (status == SGP_OK && (status = sgp_paginator_next_page(paginator, &page, err)) == SGP_OK)
        for (size_t i = 0; i < page->count; i++)
            printf("version %" PRId64 "\n", sgp_page_image_version(page, i)->version);
    sgp_paginator_free(paginator);
    return status;
}

int main(void)
{
    counting_platform platform = { { &platform_type }, 0 };
    sgp_http http = { &http_type };
    sgp_codec codec = { &codec_type };
    sgp_signer signer = { &signer_type };
    sgp_credentials_provider credentials = { &credentials_type };
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_error err = SGP_ERROR_INIT;
    sgp_client *client = NULL;
    sgp_status status;

    options.region = "us-west-2";
    options.http = &http;
    options.codec = &codec;
    options.signer = &signer;
    options.credentials = &credentials;
    options.platform = &platform.base;
    status = sgp_client_new(&client, &options, &err);
    if (status == SGP_OK) status = list(client, &err);
    sgp_client_free(client);
    if (status == SGP_END) return 0;
    fprintf(stderr, "%s: %s\n", sgp_status_text(status), sgp_error_message(&err));
    return 1;
}
