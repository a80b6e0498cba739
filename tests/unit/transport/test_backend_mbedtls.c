/*
 * test_backend_mbedtls.c - the Mbed TLS backend without MBEDTLS_ERROR_C, and
 * what no certificate of the contract tests shows. The program replaces
 * mbedtls_strerror by the one of MBEDTLS_ERROR_STRERROR_DUMMY.
 */
#include "test.h"

#include "sgp_backend_mbedtls.h"

void mbedtls_strerror(int code, char *buffer, size_t capacity)
{
    (void)code;
    if (capacity > 0) buffer[0] = '\0';
}

static void a_code_without_a_text_is_shown_as_a_number(void **state)
{
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(sgp__mbedtls_failed(-0x2700, SGP_ERR_TLS, "TLS failed", &err), SGP_ERR_TLS);
    assert_string_equal(sgp_error_message(&err), "TLS failed: error -0x2700");
}

static void a_lack_of_memory_is_reported_as_such(void **state)
{
    static const int codes[] = { MBEDTLS_ERR_SSL_ALLOC_FAILED, MBEDTLS_ERR_X509_ALLOC_FAILED,
                                 MBEDTLS_ERR_PK_ALLOC_FAILED };

    (void)state;
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
        assert_int_equal(sgp__mbedtls_failed(codes[i], SGP_ERR_TLS, "TLS failed", NULL),
                         SGP_ERR_MEMORY);
}

/* Mbed TLS ignores a certificate whose signature algorithm it does not know,
 * and verifies an empty one in its place, without subject and issuer. */
static void an_ignored_certificate_is_for_no_host_and_not_self_signed(void **state)
{
    sgp__mbedtls_peer peer;
    mbedtls_x509_crt empty;
    uint32_t flags = MBEDTLS_X509_BADCERT_NOT_TRUSTED;
    sgp_error err = TEST_ERROR_INIT;

    (void)state;
    assert_int_equal(sgp__mbedtls_peer_init(&peer, "api.example.com", NULL), SGP_OK);
    mbedtls_x509_crt_init(&empty);
    assert_int_equal(sgp__mbedtls_verify(&peer, &empty, 0, &flags), 0);
    assert_true(flags & MBEDTLS_X509_BADCERT_CN_MISMATCH);
    assert_int_equal(sgp__mbedtls_refusal(&peer, flags, &err), SGP_ERR_TLS);
    assert_string_equal(sgp_error_message(&err),
                        "certificate verify failed: unable to get local issuer certificate");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_code_without_a_text_is_shown_as_a_number),
        cmocka_unit_test(a_lack_of_memory_is_reported_as_such),
        cmocka_unit_test(an_ignored_certificate_is_for_no_host_and_not_self_signed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
