/*
 * Tests of src/base/memory_none.c: without a default allocator, each constructor
 * refuses NULL. This program contains memory_none.c, so the linker does not take
 * memory_malloc.c from the library.
 */
#include "test.h"

#include <sagepager/sagepager.h>

#include "sgp_mem.h"

#include "fail_alloc.h"

/* Calls constructor NAME with these arguments and an error, and expects the refusal. */
#define ASSERT_REFUSES(name, ...)                                                                  \
    do {                                                                                           \
        sgp_error refusal = TEST_ERROR_INIT;                                                       \
        assert_int_equal(name(__VA_ARGS__, &refusal), SGP_ERR_USAGE);                              \
        assert_string_equal(sgp_error_message(&refusal),                                           \
                            #name ": allocator is NULL, but this library is built without malloc " \
                                  "(SGP_PLATFORM=none)");                                          \
    } while (0)

static void messages_and_memory_need_an_allocator(void **state)
{
    sgp_arena *arena = NULL;
    sgp_page *page = NULL;
    sgp_http_request *request = NULL;
    sgp_http_response *response = NULL;
    sgp_credentials *credentials = NULL;
    sgp_profile *profile = NULL;

    (void)state;
    ASSERT_REFUSES(sgp_arena_new, &arena, NULL, 1000);
    ASSERT_REFUSES(sgp_page_new, &page, NULL);
    ASSERT_REFUSES(sgp_http_request_new, &request, NULL);
    ASSERT_REFUSES(sgp_http_response_new, &response, NULL, 1000);
    ASSERT_REFUSES(sgp_credentials_new, &credentials, NULL);
    ASSERT_REFUSES(sgp_profile_new, &profile, NULL, sgp_platform_posix(), NULL);
}

static void providers_need_an_allocator(void **state)
{
    sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;
    sgp_credentials_provider *out = NULL;

    (void)state;
    ASSERT_REFUSES(sgp_creds_static_new, &out, "id", "key", NULL, NULL);
    ASSERT_REFUSES(sgp_creds_env_new, &out, NULL, NULL);
    ASSERT_REFUSES(sgp_creds_profile_new, &out, NULL, SGP_PROFILE_BOTH, NULL);
    ASSERT_REFUSES(sgp_creds_process_new, &out, NULL, NULL, NULL, NULL);
    ASSERT_REFUSES(sgp_creds_container_new, &out, &parts, NULL);
    ASSERT_REFUSES(sgp_creds_imds_new, &out, &parts, NULL);
    ASSERT_REFUSES(sgp_creds_assume_role_new, &out, &parts, NULL);
    ASSERT_REFUSES(sgp_creds_web_identity_new, &out, &parts, NULL);
    ASSERT_REFUSES(sgp_creds_sso_new, &out, &parts, NULL);
    ASSERT_REFUSES(sgp_creds_iot_new, &out, &parts, NULL);
    ASSERT_REFUSES(sgp_creds_cache_new, &out, NULL, NULL, NULL);
    ASSERT_REFUSES(sgp_creds_chain_new, &out, NULL, 0, NULL);
}

static void parts_of_a_client_need_an_allocator(void **state)
{
    sgp_signer *signer = NULL;
    sgp_dialer *dialer = NULL;
    sgp_http *http = NULL;

    (void)state;
    ASSERT_REFUSES(sgp_sigv4_new, &signer, NULL, NULL, NULL);
    ASSERT_REFUSES(sgp_tcp_dialer_new, &dialer, sgp_platform_posix(), NULL);
    ASSERT_REFUSES(sgp_net_dialer_new, &dialer, NULL, NULL, NULL);
    ASSERT_REFUSES(sgp_http1_new, &http, NULL, NULL, NULL, NULL);
}

static void each_backend_needs_an_allocator(void **state)
{
    const sgp_backend *backend;
    sgp_tls *tls = NULL;

    (void)state;
    for (size_t i = 0; (backend = sgp_backend_at(i)); i++) {
        sgp_error err = TEST_ERROR_INIT;
        assert_int_equal(backend->tls_new(&tls, NULL, NULL, &err), SGP_ERR_USAGE);
        assert_non_null(strstr(sgp_error_message(&err), "_tls_new: allocator is NULL"));
    }
}

static void clients_and_paginators_need_an_allocator(void **state)
{
    sgp_client_options options = SGP_CLIENT_OPTIONS_INIT;
    sgp_client *client = NULL;
    sgp_paginator *paginator = NULL;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    ASSERT_REFUSES(sgp_client_new, &client, &options);
    ASSERT_REFUSES(sgp_client_new_default, &client, NULL);
    assert_int_equal(
        sgp_list_image_versions_paginator_new_from(&paginator, NULL, NULL, NULL, NULL, NULL, &err),
        SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "paginator_new: allocator is NULL"));
}

static void with_an_allocator_they_work(void **state)
{
    sgp_credentials_provider *provider = NULL;
    sgp_error err = TEST_ERROR_INIT;
    sgp_page *page = NULL;
    fail_alloc memory;

    (void)state;
    fail_alloc_init(&memory, -1);
    assert_int_equal(sgp_page_new(&page, &memory.api, &err), SGP_OK);
    sgp_page_free(page);
    assert_int_equal(sgp_creds_static_new(&provider, "id", "key", NULL, &memory.api, &err), SGP_OK);
    provider->type->destroy(provider);
    assert_int_equal(memory.live_blocks, 0);
}

/* Should a check be missing, the caller gets SGP_ERR_MEMORY and no crash. */
static void null_has_no_memory(void **state)
{
    (void)state;
    assert_null(sgp__default_allocator());
    assert_null(sgp__alloc(NULL, 1));
    assert_null(sgp__realloc(NULL, NULL, 0, 1));
    assert_null(sgp__copy_text(NULL, "text"));
    sgp__free(NULL, NULL, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_and_memory_need_an_allocator),
        cmocka_unit_test(providers_need_an_allocator),
        cmocka_unit_test(parts_of_a_client_need_an_allocator),
        cmocka_unit_test(each_backend_needs_an_allocator),
        cmocka_unit_test(clients_and_paginators_need_an_allocator),
        cmocka_unit_test(with_an_allocator_they_work),
        cmocka_unit_test(null_has_no_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
