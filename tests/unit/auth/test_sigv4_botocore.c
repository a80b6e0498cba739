/*
 * Cross-check of the signer with botocore: sigv4_cases.json has random requests with the results of
 * SigV4Auth. make_sigv4_cases.py makes it.
 */
#include "json_file.h"
#include "sigv4_stages.h"

#include "sagepager/builtin.h"

#include "sgp_credentials.h"
#include "sgp_http_message.h"

static int hex_digit(char c)
{
    return c <= '9' ? c - '0' : c - 'a' + 10;
}

static size_t from_hex(const char *hex, char *out)
{
    size_t len = strlen(hex) / 2;

    for (size_t i = 0; i < len; i++) {
        out[i] = (char)(hex_digit(hex[2 * i]) << 4 | hex_digit(hex[2 * i + 1]));
    }
    return len;
}

static void make_request(sgp__http_request *whole, const cJSON *one, char *body)
{
    sgp_http_request *request = &whole->api;
    const cJSON *header;

    sgp__http_request_init(whole, NULL);
    request->method = sgp_str_from(json_text(one, "method"));
    request->is_tls = cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(one, "tls"));
    request->host = sgp_str_from(json_text(one, "host"));
    request->port = (uint16_t)cJSON_GetObjectItemCaseSensitive(one, "port")->valueint;
    request->path = sgp_str_from(json_text(one, "target"));
    request->body.len = from_hex(json_text(one, "body"), body);
    request->body.ptr = body;
    cJSON_ArrayForEach(header, cJSON_GetObjectItemCaseSensitive(one, "headers"))
    {
        const char *name = cJSON_GetStringValue(cJSON_GetArrayItem(header, 0));
        const char *value = cJSON_GetStringValue(cJSON_GetArrayItem(header, 1));

        assert_int_equal(sgp_http_request_add_header(request, name, sgp_str_from(value), NULL),
                         SGP_OK);
    }
}

/* The canonical request is made of the signed request without Authorization. */
static void assert_canonical(int number, sgp_http_request *request, const char *expected)
{
    const sgp_signing_scope any = { sizeof any, "r", "s" };
    sigv4_stages s;

    request->header_count--;
    sigv4_stages_run(&s, request, SGP__SIGV4_NORMALIZE_PATH, "x", "x", "20260102T030405Z", &any);
    if (strcmp(s.canonical_digest, expected) != 0) {
        fail_msg("case %d: other canonical request:\n%s", number, sgp__buf_str(&s.canonical).ptr);
    }
    request->header_count++;
    sigv4_stages_deinit(&s);
}

static void check_case(sgp_signer *signer, int number, const cJSON *one)
{
    char body[64];
    sgp_signing_scope scope = SGP_SIGNING_SCOPE_INIT;
    sgp__credentials credentials;
    sgp__http_request request;
    int64_t now_us = (int64_t)cJSON_GetObjectItemCaseSensitive(one, "now_us")->valuedouble;
    const char *expected = json_text(one, "authorization");
    sgp_str got;

    scope.region = json_text(one, "region");
    scope.service = json_text(one, "service");
    make_request(&request, one, body);
    sgp__credentials_init(&credentials, NULL);
    assert_int_equal(sgp_credentials_set(&credentials.api, sgp_str_from(json_text(one, "id")),
                                         sgp_str_from(json_text(one, "secret")),
                                         sgp_str_from(json_text(one, "token")), "test", NULL),
                     SGP_OK);
    assert_int_equal(
        signer->type->sign(signer, &request.api, &credentials.api, &scope, now_us, NULL), SGP_OK);
    assert_canonical(number, &request.api, json_text(one, "canonical_sha256"));
    got = sgp_http_request_find_header(&request.api, "authorization");
    if (!sgp_str_equal(got, sgp_str_from(expected))) {
        fail_msg("case %d:\n     got %s\nexpected %s", number, got.ptr, expected);
    }
    sgp__credentials_deinit(&credentials);
    sgp__http_request_deinit(&request);
}

static void random_requests_are_signed_as_botocore_signs_them(void **state)
{
    cJSON *cases = json_file_read(SGP_TEST_DIR "/unit/auth/sigv4_cases.json");
    const cJSON *one;
    counting_crypto crypto;
    sgp_signer *signer;
    int count = 0;

    (void)state;
    counting_crypto_init(&crypto, -1);
    assert_int_equal(sgp_sigv4_new(&signer, &crypto.base, NULL, NULL, NULL), SGP_OK);
    cJSON_ArrayForEach(one, cases)
    {
        check_case(signer, count++, one);
    }
    assert_true(count >= 200);
    signer->type->destroy(signer);
    cJSON_Delete(cases);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_requests_are_signed_as_botocore_signs_them),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
