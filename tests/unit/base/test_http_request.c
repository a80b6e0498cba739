/*
 * Tests of the request in src/base/http_message.c: headers that could smuggle
 * are refused, limits hold, the Host value has its forms.
 */
#include "test.h"

#include "sgp_http_message.h"

#include "fail_alloc.h"

#include <stdlib.h>

static const sgp_str absent = { NULL, 0 };

static sgp_str bytes_of(const char *ptr, size_t len)
{
    const sgp_str text = { ptr, len };

    return text;
}

static void assert_all_freed(const fail_alloc *memory)
{
    assert_int_equal(memory->live_blocks, 0);
    assert_int_equal(memory->unwiped, 0);
    assert_int_equal(memory->wrong_size, 0);
}

static void an_empty_request_needs_no_memory(void **state)
{
    fail_alloc memory;
    sgp__http_request request;

    (void)state;
    fail_alloc_init(&memory, 0);
    sgp__http_request_init(&request, &memory.api);
    assert_int_equal(request.api.header_count, 0);
    assert_null(sgp_http_request_find_header(&request.api, "Host").ptr);
    sgp_http_request_reset(&request.api);
    sgp__http_request_deinit(&request);
    sgp__http_request_deinit(&request);
    assert_int_equal(memory.count, 0);
}

static void headers_are_copied_and_found_without_case(void **state)
{
    char name[] = "X-One", value[] = "1";
    sgp__http_request request;

    (void)state;
    sgp__http_request_init(&request, NULL);
    assert_int_equal(sgp_http_request_add_header(&request.api, name, sgp_str_from(value), NULL),
                     SGP_OK);
    assert_int_equal(sgp_http_request_add_header(&request.api, "x-one", sgp_str_from("2"), NULL),
                     SGP_OK);
    assert_int_equal(sgp_http_request_add_header(&request.api, "Empty", absent, NULL), SGP_OK);
    name[0] = value[0] = 'z';
    assert_int_equal(request.api.header_count, 3);
    assert_str(request.api.headers[0].name, "X-One");
    assert_str(sgp_http_request_find_header(&request.api, "X-ONE"), "1");
    assert_str(sgp_http_request_find_header(&request.api, "empty"), "");
    assert_null(sgp_http_request_find_header(&request.api, "X-On").ptr);
    sgp__http_request_deinit(&request);
}

static void a_value_that_could_inject_is_refused_and_not_shown(void **state)
{
    (void)state;
    for (int c = 0; c < 256; c++) {
        const char value[] = { 's', 'e', 'c', 'r', 'e', 't', (char)c, 'x' };
        const int fits = c == '\t' || (c >= 0x20 && c != 0x7F);
        sgp__http_request request;
        sgp_error err = TEST_ERROR_INIT;

        sgp__http_request_init(&request, NULL);
        assert_int_equal(sgp_http_request_add_header(&request.api, "X-H", bytes_of(value, 8), &err),
                         fits ? SGP_OK : SGP_ERR_USAGE);
        assert_int_equal(request.api.header_count, fits);
        if (!fits) assert_non_null(strstr(sgp_error_message(&err), "X-H"));
        assert_null(strstr(sgp_error_message(&err), "secret"));
        sgp__http_request_deinit(&request);
    }
}

static void a_name_that_is_not_a_token_is_refused(void **state)
{
    sgp__http_request request;

    (void)state;
    sgp__http_request_init(&request, NULL);
    assert_int_equal(sgp_http_request_add_header(&request.api, NULL, absent, NULL), SGP_ERR_USAGE);
    assert_int_equal(sgp_http_request_add_header(&request.api, "", absent, NULL), SGP_ERR_USAGE);
    for (int c = 1; c < 256; c++) {
        const char name[] = { 'X', (char)c, 'Y', '\0' };
        /* RFC 9110, 5.6.2: tchar. */
        const int fits = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                         (c >= 'a' && c <= 'z') || strchr("!#$%&'*+-.^_`|~", c) != NULL;
        sgp_error err = TEST_ERROR_INIT;

        assert_int_equal(sgp_http_request_add_header(&request.api, name, absent, &err),
                         fits ? SGP_OK : SGP_ERR_USAGE);
        sgp_http_request_reset(&request.api);
    }
    sgp__http_request_deinit(&request);
}

static void a_request_takes_headers_up_to_its_limit(void **state)
{
    sgp__http_request request;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    sgp__http_request_init(&request, NULL);
    for (int i = 0; i < SGP_HTTP_REQUEST_HEADERS_MAX; i++)
        assert_int_equal(sgp_http_request_add_header(&request.api, "A", sgp_str_from("v"), &err),
                         SGP_OK);
    assert_int_equal(sgp_http_request_add_header(&request.api, "Last", sgp_str_from("v"), &err),
                     SGP_ERR_LIMIT);
    assert_int_equal(request.api.header_count, SGP_HTTP_REQUEST_HEADERS_MAX);
    assert_non_null(strstr(sgp_error_message(&err), "Last"));
    sgp__http_request_deinit(&request);
}

static void a_request_takes_memory_up_to_its_limit(void **state)
{
    const size_t len = SGP_HTTP_REQUEST_MEMORY_MAX;
    char *value = malloc(len);
    sgp__http_request request;

    (void)state;
    assert_non_null(value);
    memset(value, 'v', len);
    sgp__http_request_init(&request, NULL);
    assert_int_equal(sgp_http_request_add_header(&request.api, "A", bytes_of(value, len), NULL),
                     SGP_ERR_LIMIT);
    assert_int_equal(request.api.header_count, 0);
    assert_int_equal(
        sgp_http_request_add_header(&request.api, "A", bytes_of(value, len - 100), NULL), SGP_OK);
    assert_int_equal(request.api.header_count, 1);
    sgp__http_request_deinit(&request);
    free(value);
}

static void a_reset_request_is_empty_and_wiped(void **state)
{
    fail_alloc memory;
    sgp__http_request request;
    const char *value;

    (void)state;
    fail_alloc_init(&memory, -1);
    sgp__http_request_init(&request, &memory.api);
    assert_int_equal(sgp_http_request_add_header(&request.api, "A", sgp_str_from("secret"), NULL),
                     SGP_OK);
    request.api.port = 80;
    request.api.body = sgp_str_from("body");
    value = request.api.headers[0].value.ptr;
    sgp_http_request_reset(&request.api);
    assert_memory_equal(value, "\0\0\0\0\0\0", 6);
    assert_int_equal(request.api.header_count, 0);
    assert_int_equal(request.api.port, 0);
    assert_null(request.api.body.ptr);
    assert_int_equal(memory.live_blocks, 1);
    assert_int_equal(sgp_http_request_add_header(&request.api, "A", sgp_str_from("secret"), NULL),
                     SGP_OK);
    assert_int_equal(memory.count, 1);
    sgp__http_request_deinit(&request);
    assert_all_freed(&memory);
}

static void a_header_without_memory_is_not_added(void **state)
{
    static char value[3000];

    (void)state;
    memset(value, 'v', sizeof value);
    for (int fail_at = 0; fail_at < 2; fail_at++) {
        fail_alloc memory;
        sgp__http_request request;
        sgp_error err = TEST_ERROR_INIT;

        fail_alloc_init(&memory, fail_at);
        sgp__http_request_init(&request, &memory.api);
        assert_int_equal(
            sgp_http_request_add_header(&request.api, "A", bytes_of(value, sizeof value), &err),
            SGP_ERR_MEMORY);
        assert_int_equal(err.status, SGP_ERR_MEMORY);
        assert_int_equal(request.api.header_count, 0);
        sgp__http_request_deinit(&request);
        assert_all_freed(&memory);
    }
}

/* RFC 9110, 7.2 and RFC 3986, 3.2.2. The default port is omitted, as in
 * botocore (botocore/auth.py, SigV4Auth's host header). */
static void the_host_has_brackets_and_a_port_where_needed(void **state)
{
    static const struct {
        const char *host;
        int is_tls;
        uint16_t port;
        const char *text;
    } cases[] = {
        { "h.example", 1, 443, "h.example" },
        { "h.example", 0, 80, "h.example" },
        { "h.example", 1, 80, "h.example:80" },
        { "h.example", 0, 443, "h.example:443" },
        { "127.0.0.1", 0, 65535, "127.0.0.1:65535" },
        { "::1", 1, 443, "[::1]" },
        { "::1", 0, 8080, "[::1]:8080" },
        { "::ffff:1.2.3.4", 0, 80, "[::ffff:1.2.3.4]" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char out[SGP_HOST_MAX + 9];
        sgp__http_request request;

        sgp__http_request_init(&request, NULL);
        request.api.host = sgp_str_from(cases[i].host);
        request.api.is_tls = cases[i].is_tls;
        request.api.port = cases[i].port;
        assert_ptr_equal(sgp_http_request_host(&request.api, out, sizeof out), out);
        assert_string_equal(out, cases[i].text);
        assert_string_equal(sgp_http_request_host(&request.api, out, 4)[3] ? "long" : "cut", "cut");
        assert_memory_equal(out, cases[i].text, 3);
    }
}

static void the_longest_host_fits_the_promised_size(void **state)
{
    char host[SGP_HOST_MAX], out[SGP_HOST_MAX + 9];
    sgp__http_request request;

    (void)state;
    memset(host, ':', sizeof host);
    sgp__http_request_init(&request, NULL);
    request.api.host = bytes_of(host, sizeof host);
    request.api.port = 65535;
    sgp_http_request_host(&request.api, out, sizeof out);
    assert_int_equal(strlen(out), sizeof out - 1);
    assert_string_equal(out + strlen(out) - 7, "]:65535");
}

static void a_callers_request_is_made_by_the_library(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_http_request *request = NULL;

    (void)state;
    fail_alloc_init(&memory, -1);
    (void)sgp_error_set(&err, SGP_ERR_TLS, "of an earlier call");
    assert_int_equal(sgp_http_request_new(&request, &memory.api, &err), SGP_OK);
    assert_int_equal(err.status, SGP_OK);
    assert_int_equal(request->header_count, 0);
    assert_int_equal(sgp_http_request_add_header(request, "A", sgp_str_from("secret"), &err),
                     SGP_OK);
    assert_non_null(sgp_arena_alloc(sgp_http_request_arena(request), 1000));
    sgp_http_request_free(request);
    sgp_http_request_free(NULL);
    assert_all_freed(&memory);
}

static void a_request_is_not_made_without_out_functions_or_memory(void **state)
{
    fail_alloc memory;
    sgp_error err = TEST_ERROR_INIT;
    sgp_http_request *request = NULL;

    (void)state;
    fail_alloc_init(&memory, 0);
    assert_int_equal(sgp_http_request_new(&request, &memory.api, &err), SGP_ERR_MEMORY);
    assert_int_equal(sgp_http_request_new(NULL, &memory.api, &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err), "sgp_http_request_new: out is NULL");
    memory.api.size = sizeof(size_t);
    assert_int_equal(sgp_http_request_new(&request, &memory.api, &err), SGP_ERR_USAGE);
    assert_null(request);
    assert_int_equal(memory.count, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_request_needs_no_memory),
        cmocka_unit_test(headers_are_copied_and_found_without_case),
        cmocka_unit_test(a_value_that_could_inject_is_refused_and_not_shown),
        cmocka_unit_test(a_name_that_is_not_a_token_is_refused),
        cmocka_unit_test(a_request_takes_headers_up_to_its_limit),
        cmocka_unit_test(a_request_takes_memory_up_to_its_limit),
        cmocka_unit_test(a_reset_request_is_empty_and_wiped),
        cmocka_unit_test(a_header_without_memory_is_not_added),
        cmocka_unit_test(the_host_has_brackets_and_a_port_where_needed),
        cmocka_unit_test(the_longest_host_fits_the_promised_size),
        cmocka_unit_test(a_callers_request_is_made_by_the_library),
        cmocka_unit_test(a_request_is_not_made_without_out_functions_or_memory),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
