/*
 * Tests of src/base/base64.c against Python's base64 module, its leniency
 * included.
 */
#include "test.h"

#include "sgp_base64.h"

#include "base64_cases.inc"

static void encoding_is_pythons(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof encode_cases / sizeof encode_cases[0]; i++) {
        sgp__buf out;

        sgp__buf_init(&out, NULL, 1000);
        sgp__base64_encode(&out, encode_cases[i].bytes, encode_cases[i].len);
        assert_str(sgp__buf_str(&out), encode_cases[i].text);
        sgp__buf_deinit(&out);
    }
}

static void decoding_is_as_lenient_as_python(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof decode_cases / sizeof decode_cases[0]; i++) {
        const sgp_str text = { decode_cases[i].text, decode_cases[i].len };
        sgp__buf out;

        sgp__buf_init(&out, NULL, 1000);
        if (sgp__base64_decode_lenient(&out, text) != decode_cases[i].ok)
            fail_msg("case %zu, \"%s\": ok should be %d", i, text.ptr, decode_cases[i].ok);
        if (decode_cases[i].ok) {
            assert_int_equal(out.len, decode_cases[i].count);
            assert_memory_equal(sgp__buf_str(&out).ptr, decode_cases[i].bytes, out.len);
        }
        sgp__buf_deinit(&out);
    }
}

static void every_byte_survives_a_round_trip(void **state)
{
    char bytes[256];
    sgp__buf text, back;

    (void)state;
    for (int i = 0; i < 256; i++)
        bytes[i] = (char)i;
    sgp__buf_init(&text, NULL, 1000);
    sgp__buf_init(&back, NULL, 1000);
    sgp__base64_encode(&text, bytes, sizeof bytes);
    assert_true(sgp__base64_decode_lenient(&back, sgp__buf_str(&text)));
    assert_int_equal(back.len, sizeof bytes);
    assert_memory_equal(back.ptr, bytes, sizeof bytes);
    sgp__buf_deinit(&text);
    sgp__buf_deinit(&back);
}

static void the_buffers_limit_holds(void **state)
{
    sgp__buf out;

    (void)state;
    sgp__buf_init(&out, NULL, 3);
    sgp__base64_encode(&out, "a", 1);
    assert_int_equal(out.status, SGP_ERR_LIMIT);
    sgp__buf_reset(&out);
    (void)sgp__base64_decode_lenient(&out, sgp_str_from("QUJDREVG"));
    assert_int_equal(out.status, SGP_ERR_LIMIT);
    assert_str(sgp__buf_str(&out), "ABC");
    sgp__buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(encoding_is_pythons),
        cmocka_unit_test(decoding_is_as_lenient_as_python),
        cmocka_unit_test(every_byte_survives_a_round_trip),
        cmocka_unit_test(the_buffers_limit_holds),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
