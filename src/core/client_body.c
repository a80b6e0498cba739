/*
 * client_body.c - decodes a page while its body arrives.
 *
 * The body of an error response stays in the response: the codec decodes it as
 * a whole.
 */
#include "sgp_client_state.h"

#include "sgp_err.h"
#include "sgp_part.h"

static sgp_client *body_client_of(sgp__body_sink *sink)
{
    return (sgp_client *)((char *)sink - offsetof(sgp_client, sink));
}

int sgp__client_has_page(const sgp_http_response *response)
{
    return response->status < 300;
}

/* The largest number of items that the service may send; 0: unknown. */
static size_t expected_items(const sgp_client *client)
{
    sgp_opt_int asked = sgp__max_results(&client->request, &client->params);

    if (!asked.is_set) return 0;
    return asked.value < SGP_EXPECTED_ITEMS_MAX ? (size_t)asked.value : SGP_EXPECTED_ITEMS_MAX;
}

static sgp_status body_begin(sgp_client *client, sgp_error *err)
{
    static const sgp__slot slots[] = { SGP__SLOT(sgp_page_decoder_type, finish) };
    sgp_codec *codec = client->codec;
    sgp_page_decoder *decoder = NULL;
    sgp_status status;

    if (client->decoder) return SGP_OK;
    status = codec->type->decode_list_image_versions(codec, client->page, expected_items(client),
                                                     &decoder, err);
    SGP_TRY(SGP__SLOT_RESULT(codec, 2047, "decode_list_image_versions", status, 0, err));
    SGP_TRY(SGP__PART_CHECK(decoder, 2046, "decode_list_image_versions", "decoder", slots, err));
    client->decoder = decoder;
    return SGP_OK;
}

/* If the decoder has no `feed`, nothing is consumed, and the response collects the whole body. */
static sgp_status body_feed(sgp__body_sink *sink, const sgp_http_response *response,
                            size_t *consumed, sgp_error *err)
{
    sgp_client *client = body_client_of(sink);
    sgp_status status;

    *consumed = 0;
    if (!sgp__client_has_page(response)) return SGP_OK;
    SGP_TRY(body_begin(client, err));
    if (!SGP_HAS(client->decoder, feed)) return SGP_OK;
    status = client->decoder->type->feed(client->decoder, response->body, consumed, err);
    return SGP__SLOT_RESULT(client->decoder, 2048, "feed", status, 0, err);
}

static void body_restart(sgp__body_sink *sink)
{
    sgp__client_abort_decoder(body_client_of(sink));
}

void sgp__client_init_sink(sgp_client *client)
{
    client->sink.write = body_feed;
    client->sink.restart = body_restart;
    client->http_response.sink = &client->sink;
}

sgp_status sgp__client_finish_decoder(sgp_client *client, sgp_error *err)
{
    sgp_page_decoder *decoder;
    sgp_status status;

    SGP_TRY(body_begin(client, err));
    decoder = client->decoder;
    client->decoder = NULL;
    status = decoder->type->finish(decoder, client->http_response.api.body, err);
    return SGP__SLOT_RESULT(client->codec, 2049, "finish", status, 0, err);
}

void sgp__client_abort_decoder(sgp_client *client)
{
    sgp_page_decoder *decoder = client->decoder;

    client->decoder = NULL;
    if (decoder && SGP_HAS(decoder, abort))
        decoder->type->abort(decoder);
    else if (decoder)
        sgp_page_reset(client->page);
}
