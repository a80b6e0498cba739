/*
 * Addresses from text: what inet_pton takes and nothing else.
 */
#include "test.h"

#include "sgp_ip_address.h"

typedef struct ip_case {
    const char *text;
    size_t len;
    unsigned char bytes[SGP__IP_BYTES_MAX];
} ip_case;

static const ip_case cases[] = {
#include "ip_cases.inc"
};

static void texts_are_read_as_inet_pton_reads_them(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned char out[SGP__IP_BYTES_MAX];
        size_t len = sgp__ip_parse(sgp_str_from(cases[i].text), out);
        if (len != cases[i].len) fail_msg("'%s': %zu bytes", cases[i].text, len);
        assert_memory_equal(out, cases[i].bytes, len);
    }
}

static void a_nul_inside_is_no_address(void **state)
{
    unsigned char out[SGP__IP_BYTES_MAX];
    sgp_str text = { "127.0.0.1\0x", 11 };

    (void)state;
    assert_int_equal(sgp__ip_parse(text, out), 0);
    text.len = 9;
    assert_int_equal(sgp__ip_parse(text, out), 4);
    text.ptr = NULL;
    text.len = 0;
    assert_int_equal(sgp__ip_parse(text, out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_read_as_inet_pton_reads_them),
        cmocka_unit_test(a_nul_inside_is_no_address),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
