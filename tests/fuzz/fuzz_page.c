/*
 * fuzz_page.c - any bytes as the body of a successful response. The codec, with
 * the body at once and in pieces, and the oracle on cJSON must find the same
 * items or the same fault.
 */
#include "fuzz.h"

#include "sgp_arena.h"
#include "page_oracle.h"
#include "sagepager/builtin.h"
#include "sgp_utf8.h"

#include <string.h>

static void require_text(sgp_str text, int present)
{
    REQUIRE((text.ptr != NULL) == present);
    if (!present) return;
    REQUIRE(text.ptr[text.len] == '\0');
    REQUIRE(sgp__utf8_valid(text) == text.len);
}

static void require_item(const sgp_image_version *item)
{
    require_text(item->failure_reason, (item->present & SGP_IMAGE_VERSION_HAS_FAILURE_REASON) != 0);
    require_text(item->image_arn, (item->present & SGP_IMAGE_VERSION_HAS_IMAGE_ARN) != 0);
    require_text(item->image_version_arn,
                 (item->present & SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN) != 0);
    require_text(item->status_text, (item->present & SGP_IMAGE_VERSION_HAS_STATUS) != 0);
    REQUIRE(!(item->present & SGP_IMAGE_VERSION_IS_NULL) ||
            item->present == SGP_IMAGE_VERSION_IS_NULL);
    REQUIRE((item->present & SGP_IMAGE_VERSION_HAS_VERSION) || item->version == 0);
}

static void require_page(sgp_page *page)
{
    REQUIRE(page->has_items || page->count == 0);
    REQUIRE(sgp_page_arena(page)->used_bytes <= SGP_PAGE_MEMORY_MAX + 64);
    for (size_t i = 0; i < page->count; i++)
        require_item(sgp_page_image_version(page, i));
    require_text(page->next_token, page->next_token.ptr != NULL);
    REQUIRE(page->next_token.len <= SGP_NEXT_TOKEN_MAX);
}

static void require_failure(const sgp_page *page, sgp_status status, const sgp_error *err)
{
    REQUIRE(status == SGP_ERR_RESPONSE || status == SGP_ERR_LIMIT);
    REQUIRE(err->status == status && sgp_error_message(err)[0]);
    REQUIRE(!page->has_items && page->count == 0 && !page->next_token.ptr);
}

static int is_same(sgp_str a, sgp_str b)
{
    return (a.ptr == NULL) == (b.ptr == NULL) && a.len == b.len &&
           (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static void require_same_raw(const sgp_raw_timestamp *a, const sgp_raw_timestamp *b)
{
    REQUIRE(a->is_number == b->is_number);
    REQUIRE(is_same(a->text, b->text));
}

static void require_same_item(const sgp_image_version *a, const sgp_image_version *b)
{
    REQUIRE(a->present == b->present && a->status == b->status && a->version == b->version);
    REQUIRE(a->creation_time_us == b->creation_time_us);
    REQUIRE(a->last_modified_time_us == b->last_modified_time_us);
    REQUIRE(is_same(a->failure_reason, b->failure_reason));
    REQUIRE(is_same(a->image_arn, b->image_arn));
    REQUIRE(is_same(a->image_version_arn, b->image_version_arn));
    REQUIRE(is_same(a->status_text, b->status_text));
    REQUIRE((a->raw_timestamps == NULL) == (b->raw_timestamps == NULL));
    if (!a->raw_timestamps) return;
    require_same_raw(&a->raw_timestamps->creation_time, &b->raw_timestamps->creation_time);
    require_same_raw(&a->raw_timestamps->last_modified_time,
                     &b->raw_timestamps->last_modified_time);
}

static void require_same_page(const sgp_page *a, const sgp_page *b)
{
    REQUIRE(a->has_items == b->has_items && a->count == b->count);
    REQUIRE(is_same(a->next_token, b->next_token));
    for (size_t i = 0; i < a->count; i++)
        require_same_item(sgp_page_image_version(a, i), sgp_page_image_version(b, i));
}

static sgp_page *new_page(void)
{
    sgp_page *page = NULL;

    REQUIRE(sgp_page_new(&page, NULL, NULL) == SGP_OK);
    return page;
}

static sgp_page_decoder *start(sgp_codec *codec, sgp_page *page)
{
    sgp_page_decoder *decoder = NULL;

    REQUIRE(codec->type->decode_list_image_versions(codec, page, 0, &decoder, NULL) == SGP_OK);
    return decoder;
}

/* Nothing in the page may point into the bytes. */
static sgp_str copy_of(sgp_str bytes, size_t from, size_t to)
{
    char *memory = malloc(to - from + 1);
    sgp_str copy = { memory, to - from };

    REQUIRE(memory != NULL);
    if (to > from) memcpy(memory, bytes.ptr + from, to - from);
    memory[to - from] = '\0';
    return copy;
}

/* Feeds whenever so many more bytes have come, then finishes. */
static sgp_status decode_pieces(sgp_codec *codec, sgp_str body, size_t piece, sgp_page *page,
                                sgp_error *err)
{
    sgp_page_decoder *decoder = start(codec, page);
    sgp_status status = SGP_OK;
    size_t consumed = 0;
    sgp_str rest;

    for (size_t came = piece; status == SGP_OK && came < body.len; came += piece) {
        size_t used = 0;
        rest = copy_of(body, consumed, came);
        status = decoder->type->feed(decoder, rest, &used, err);
        REQUIRE(used <= rest.len && !page->has_items && page->count == 0 && !page->next_token.ptr);
        consumed += used;
        free((char *)rest.ptr);
    }
    if (status != SGP_OK) {
        decoder->type->abort(decoder);
        return status;
    }
    rest = copy_of(body, consumed, body.len);
    status = decoder->type->finish(decoder, rest, err);
    free((char *)rest.ptr);
    return status;
}

/* The pieces are as long as one of the body's bytes says. */
static void compare_pieces(sgp_codec *codec, sgp_str body, const sgp_page *whole,
                           const sgp_error *fault)
{
    size_t piece = body.len > 0 ? 1 + (unsigned char)body.ptr[body.len / 2] * body.len / 256 : 1;
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_page *page = new_page();

    REQUIRE(decode_pieces(codec, body, piece, page, &err) == fault->status);
    REQUIRE(strcmp(sgp_error_message(&err), sgp_error_message(fault)) == 0);
    require_same_page(page, whole);
    sgp_page_free(page);
}

static void compare(sgp_codec *codec, int raw_timestamps, sgp_str body)
{
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "", other_text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text), other_err = SGP_ERROR_INIT_WITH(other_text);
    sgp_page *page = new_page(), *other = new_page();
    sgp_page_decoder *decoder = start(codec, page);
    sgp_status status = decoder->type->finish(decoder, body, &err);

    REQUIRE(page_oracle_decode(body, raw_timestamps, other, &other_err) == status);
    REQUIRE(strcmp(sgp_error_message(&err), sgp_error_message(&other_err)) == 0);
    require_same_page(page, other);
    if (status == SGP_OK)
        require_page(page);
    else
        require_failure(page, status, &err);
    compare_pieces(codec, body, page, &err);
    sgp_page_free(other);
    sgp_page_free(page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_str body = { (const char *)data, size };

    compare(sgp_aws_json(), 0, body);
    compare(sgp_aws_json_raw_timestamps(), 1, body);
    return 0;
}
