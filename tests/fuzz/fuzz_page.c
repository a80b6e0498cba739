/*
 * fuzz_page.c - any bytes as the body of a successful answer.
 */
#include "fuzz.h"

#include "sagepager/builtin.h"
#include "utf8.h"

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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_codec codec = sgp_aws_json();
    sgp_http_response response;
    sgp_error err = SGP_ERROR_INIT;
    sgp_page page;
    sgp_status status;

    memset(&response, 0, sizeof response);
    response.status = 200;
    response.body.ptr = (const char *)data;
    response.body.len = size;
    sgp_page_init(&page, NULL);
    status = codec.decode_page(codec.self, &response, &page, &err);
    if (status == SGP_OK)
        require_page(&page);
    else
        require_failure(&page, status, &err);
    sgp_page_deinit(&page);
    return 0;
}
