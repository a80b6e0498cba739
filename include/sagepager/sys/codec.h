/*
 * sagepager/sys/codec.h - implement sgp_codec to replace the wire format.
 *
 * Only the codec knows the form of requests, responses and resume tokens. Shipped:
 * sgp_aws_json (builtin.h).
 */
#ifndef SAGEPAGER_SYS_CODEC_H
#define SAGEPAGER_SYS_CODEC_H

#include "sagepager/model.h"
#include "sagepager/sys/http.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The position of a starting or resume token (botocore/paginate.py, TokenDecoder):
 * next_token selects a page, and truncate is the number of its items to skip. Start from
 * SGP_POSITION_INIT.
 */
typedef struct sgp_position {
    size_t size;
    intptr_t has_next_token; /* zero: the token has no member NextToken; "e30=" is {} */
    sgp_str next_token;      /* absent: the first page */
    sgp_opt_int truncate;    /* boto_truncate_amount; a negative value counts from the page's end */
} sgp_position;

#define SGP_POSITION_INIT SGP_SIZED_INIT(sgp_position)

/*
 * A decoder of the body of one successful response into a page. The caller ends it by
 * exactly one call of finish or abort and does not use the object after that.
 */
typedef struct sgp_page_decoder sgp_page_decoder;

typedef struct sgp_page_decoder_type {
    size_t size;      /* sizeof(sgp_page_decoder_type) where the implementation was compiled */
    const char *name; /* static */
    /*
     * Optional; without it the caller collects the whole body for finish. Decodes a prefix
     * of `bytes` and stores its length, at most bytes.len and possibly 0, in *consumed. The
     * next call gets the remaining bytes again, followed by new ones. SGP_ERR_MEMORY,
     * SGP_ERR_LIMIT.
     */
    sgp_status (*feed)(sgp_page_decoder *decoder, sgp_str bytes, size_t *consumed, sgp_error *err);
    /*
     * Mandatory. Decodes `rest`, the bytes of the body that feed did not consume, and
     * fills the page. Without feed, `rest` is the whole body. The page stays empty for
     * callers until finish succeeds; after an error it is empty. SGP_ERR_RESPONSE if the
     * body is not a response of the operation, SGP_ERR_MEMORY, SGP_ERR_LIMIT.
     */
    sgp_status (*finish)(sgp_page_decoder *decoder, sgp_str rest, sgp_error *err);
    /* Optional; without it the caller resets the page. Empties the page, because the rest of the
     * body will not arrive. */
    void (*abort)(sgp_page_decoder *decoder);
} sgp_page_decoder_type;

struct sgp_page_decoder {
    const sgp_page_decoder_type *type;
};

/* A codec. Ownership as described in sys/http.h. */
typedef struct sgp_codec sgp_codec;

typedef struct sgp_codec_type {
    size_t size;      /* sizeof(sgp_codec_type) where the implementation was compiled */
    const char *name; /* "aws_json"; static */
    /*
     * Mandatory. Sets the method and body of out and adds the protocol's headers, such as
     * X-Amz-Target and Content-Type. Texts must be static or live in
     * sgp_http_request_arena(out). The client sets host, port and path. `params` is NULL or
     * holds members to write after those of `request`; a member is never in both.
     * SGP_ERR_PARAM for text that is not
     * UTF-8, SGP_ERR_LIMIT, SGP_ERR_MEMORY.
     */
    sgp_status (*encode_list_image_versions)(sgp_codec *codec,
                                             const sgp_list_image_versions_request *request,
                                             const sgp_page_params *params, sgp_http_request *out,
                                             sgp_error *err);
    /*
     * Mandatory. Resets `page`, starts a decoder that fills it and stores the decoder in
     * *out. Allocate the decoder in the page's arena, because the caller does not free it.
     * expected_items is the number of requested items, or 0 if unknown; it is a hint.
     * SGP_ERR_MEMORY.
     */
    sgp_status (*decode_list_image_versions)(sgp_codec *codec, sgp_page *page,
                                             size_t expected_items, sgp_page_decoder **out,
                                             sgp_error *err);
    /*
     * Mandatory. Decodes an error response, a status of 300 or more: copies the code to
     * err->code, and sets status (SGP_ERR_SERVICE) and message as botocore reports them.
     * Every body gives an error, even one that cannot be parsed. The client sets the other
     * members. Returns SGP_ERR_SERVICE, or SGP_ERR_MEMORY.
     */
    sgp_status (*decode_error)(sgp_codec *codec, const sgp_http_response *response,
                               sgp_error *err);
    /*
     * Mandatory. Writes the resume token of a position into arena and stores it in *out,
     * byte for byte as botocore writes it. NextToken is always written, as null if it is
     * absent. SGP_ERR_PARAM if it is not UTF-8, SGP_ERR_LIMIT, SGP_ERR_MEMORY.
     */
    sgp_status (*encode_token)(sgp_codec *codec, const sgp_position *position, sgp_arena *arena,
                               sgp_str *out, sgp_error *err);
    /*
     * Mandatory. Parses a starting token in any of its forms: JSON in base64,
     * TOKEN___INDEX, or a token of the service. *out is preset to SGP_POSITION_INIT; set
     * has_next_token if the token has a NextToken member. Texts live in arena.
     * SGP_ERR_TOKEN with botocore's "Bad starting token: ..."; SGP_ERR_PARAM for a member
     * that the operation does not have; SGP_ERR_LIMIT; SGP_ERR_MEMORY.
     */
    sgp_status (*decode_token)(sgp_codec *codec, sgp_str text, sgp_arena *arena, sgp_position *out,
                               sgp_error *err);
    /* Optional. Frees the object. */
    void (*destroy)(sgp_codec *codec);
} sgp_codec_type;

struct sgp_codec {
    const sgp_codec_type *type;
};

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_CODEC_H */
