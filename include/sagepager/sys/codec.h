/*
 * sagepager/sys/codec.h - implement this to bring your own JSON: model <-> bytes.
 *
 * Everything that knows what the operation looks like on the wire, or what a resume token looks
 * like, is behind this interface. Shipped: sgp_aws_json (builtin.h). Headers under sys/ may
 * change in a minor release, with a note in the changelog.
 */
#ifndef SAGEPAGER_SYS_CODEC_H
#define SAGEPAGER_SYS_CODEC_H

#include "sagepager/model.h"
#include "sagepager/sys/http.h"

#ifdef __cplusplus
extern "C" {
#endif

/*
 * The position a starting token or resume token stands for (botocore/paginate.py, TokenDecoder):
 * the page that next_token asks for, and how many of its items to leave out.
 */
typedef struct sgp_position {
    sgp_str next_token;       /* absent: the first page */
    int has_next_token;       /* zero: the token does not speak of NextToken at all ("e30=" = {}) */
    sgp_opt_int truncate;     /* boto_truncate_amount; negative ones count from the page's end */
} sgp_position;

/* Ownership of self as in sgp_http: only if destroy is set, only after a constructor succeeded. */
typedef struct sgp_codec {
    size_t size;
    void *self;
    /*
     * Mandatory. Sets the method, adds the protocol's headers (X-Amz-Target, Content-Type) and sets
     * the body of out, whose arena holds them. Host, port and path are the client's. SGP_ERR_PARAM
     * for text that is not UTF-8, SGP_ERR_USAGE for an enum value out of range, SGP_ERR_LIMIT,
     * SGP_ERR_MEMORY.
     */
    sgp_status (*encode_request)(void *self, const sgp_list_image_versions_request *request,
                                 sgp_http_request *out, sgp_error *err);
    /*
     * Mandatory. Reads a successful answer's body into page, which is reset, or goes on with what
     * decode_part has begun. Texts of the page live in its arena. SGP_ERR_RESPONSE for a body that
     * is not what the operation promises.
     */
    sgp_status (*decode_page)(void *self, sgp_http_response *response, sgp_page *page,
                              sgp_error *err);
    /*
     * Mandatory. Reads an error answer: fills err->status (SGP_ERR_SERVICE), code and message as
     * botocore would report them, whatever the body holds; the client adds the rest. Returns
     * SGP_ERR_SERVICE, or SGP_ERR_MEMORY.
     */
    sgp_status (*decode_error)(void *self, const sgp_http_response *response, sgp_error *err);
    /*
     * Mandatory. Writes the resume token of a position into arena, NUL-terminated: byte for byte
     * botocore's. next_token is always written, as null when absent.
     */
    sgp_status (*encode_token)(void *self, const sgp_position *position, sgp_arena *arena,
                               sgp_str *out, sgp_error *err);
    /*
     * Mandatory. Reads a starting token in any of its spellings (JSON in base64, TOKEN___INDEX, a
     * service token as it is). Texts of out live in arena. SGP_ERR_TOKEN with botocore's "Bad
     * starting token: ...", SGP_ERR_PARAM for a member the operation does not have, SGP_ERR_LIMIT.
     */
    sgp_status (*decode_token)(void *self, sgp_str text, sgp_arena *arena, sgp_position *out,
                               sgp_error *err);
    /* Optional. Frees self. */
    void (*destroy)(void *self);
    /*
     * Optional. As decode_page, of a body that has not come whole: takes off its front what it has
     * read (sgp_http_response_take), as far as that is sure, and is called again, or decode_page,
     * when more has come. Without it a body is held whole. A body of which nothing was taken yet
     * (taken_bytes is 0) may be another answer's: then page is reset. To the page's owner it is
     * empty until decode_page is done. SGP_ERR_MEMORY, SGP_ERR_LIMIT.
     */
    sgp_status (*decode_part)(void *self, sgp_http_response *response, sgp_page *page,
                              sgp_error *err);
} sgp_codec;

#define SGP_CODEC_INIT { sizeof(sgp_codec), NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_CODEC_H */
