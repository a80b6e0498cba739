/*
 * fuzz_page.c - any bytes as the body of a successful answer, read by both values of SGP_JSON: they
 * must find the same items, or the same fault.
 */
#include "fuzz.h"

#include "sagepager/builtin.h"
#include "utf8.h"

#include <string.h>

/* aws_json_page_cjson.c, compiled under this name. */
void read_pages_with_cjson(sgp_codec *codec);

static void require_text(sgp_str text, int present)
{
    REQUIRE((text.ptr != NULL) == present);
    if (!present) return;
    REQUIRE(text.ptr[text.len] == '\0');
    REQUIRE(sgp__utf8_valid(text) == text.len);
}

static void require_item(const sgp_image_version *item)
{
    require_text(item->failure_reason, (item->present & SGP_HAS_FAILURE_REASON) != 0);
    require_text(item->image_arn, (item->present & SGP_HAS_IMAGE_ARN) != 0);
    require_text(item->image_version_arn, (item->present & SGP_HAS_IMAGE_VERSION_ARN) != 0);
    require_text(item->status_text, (item->present & SGP_HAS_STATUS) != 0);
    REQUIRE(!(item->present & SGP_IS_NULL) || item->present == SGP_IS_NULL);
    REQUIRE((item->present & SGP_HAS_VERSION) || item->version == 0);
}

static void require_page(const sgp_page *page)
{
    REQUIRE(page->has_items || page->count == 0);
    REQUIRE(page->arena.used_bytes <= SGP_PAGE_MEMORY_MAX + 64);
    for (size_t i = 0; i < page->count; i++)
        require_item(&page->items[i]);
    require_text(page->next_token, page->next_token.ptr != NULL);
    REQUIRE(page->next_token.len <= SGP_NEXT_TOKEN_MAX);
}

static void require_failure(const sgp_page *page, sgp_status status, const sgp_error *err)
{
    REQUIRE(status == SGP_ERR_RESPONSE || status == SGP_ERR_LIMIT);
    REQUIRE(err->status == status && err->message[0]);
    REQUIRE(!page->has_items && page->count == 0 && !page->items && !page->next_token.ptr);
}

static int is_same(sgp_str a, sgp_str b)
{
    return (a.ptr == NULL) == (b.ptr == NULL) && a.len == b.len &&
           (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static void require_same_sent(const sgp_sent_time *a, const sgp_sent_time *b)
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
    REQUIRE((a->sent_times == NULL) == (b->sent_times == NULL));
    if (!a->sent_times) return;
    require_same_sent(&a->sent_times->creation_time, &b->sent_times->creation_time);
    require_same_sent(&a->sent_times->last_modified_time, &b->sent_times->last_modified_time);
}

static void require_same_page(const sgp_page *a, const sgp_page *b)
{
    REQUIRE(a->has_items == b->has_items && a->count == b->count);
    REQUIRE(is_same(a->next_token, b->next_token));
    for (size_t i = 0; i < a->count; i++)
        require_same_item(&a->items[i], &b->items[i]);
}

/* The body in pieces, as long as one of its bytes says: the same page, or the same fault. */
static void compare_pieces(const sgp_codec *codec, sgp_str body, const sgp_page *whole,
                           const sgp_error *fault)
{
    size_t piece = body.len > 0 ? 1 + (unsigned char)body.ptr[body.len / 2] * body.len / 256 : 1;
    sgp_http_response response;
    sgp_error err = SGP_ERROR_INIT;
    sgp_page page;
    sgp_status status = SGP_OK;

    sgp_http_response_init(&response, NULL, 0);
    sgp_page_init(&page, NULL);
    for (size_t at = 0; status == SGP_OK && at < body.len; at += piece) {
        size_t some = body.len - at < piece ? body.len - at : piece;
        REQUIRE(sgp_http_response_body(&response, body.ptr + at, some, &err) == SGP_OK);
        status = codec->decode_part(codec->self, &response, &page, &err);
        REQUIRE(!page.has_items && page.count == 0 && !page.next_token.ptr);
    }
    if (status == SGP_OK) status = codec->decode_page(codec->self, &response, &page, &err);
    sgp_http_response_deinit(&response); /* nothing in the page may point into it */
    REQUIRE(status == fault->status && strcmp(err.message, fault->message) == 0);
    require_same_page(&page, whole);
    sgp_page_deinit(&page);
}

static void compare(const sgp_codec *codec, sgp_str body)
{
    sgp_codec by_tree = *codec;
    sgp_http_response response, same;
    sgp_error err = SGP_ERROR_INIT, other_err = SGP_ERROR_INIT;
    sgp_page page, other;
    sgp_status status;

    memset(&response, 0, sizeof response);
    response.status = 200;
    response.body = body;
    same = response;
    sgp_page_init(&page, NULL);
    sgp_page_init(&other, NULL);
    status = codec->decode_page(codec->self, &response, &page, &err);
    read_pages_with_cjson(&by_tree);
    REQUIRE(by_tree.decode_page(by_tree.self, &same, &other, &other_err) == status);
    REQUIRE(strcmp(err.message, other_err.message) == 0);
    require_same_page(&page, &other);
    if (status == SGP_OK)
        require_page(&page);
    else
        require_failure(&page, status, &err);
    compare_pieces(codec, body, &page, &err);
    sgp_page_deinit(&other);
    sgp_page_deinit(&page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_codec codec = sgp_aws_json(), keeping = sgp_aws_json_keeping_times();
    sgp_str body = { (const char *)data, size };

    compare(&codec, body);
    compare(&keeping, body);
    return 0;
}
