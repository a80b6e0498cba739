/*
 * Tests of sgp__file_warning (src/base/trace.c): it warns in the trace about a
 * file that others can read, and only then.
 */
#include "test.h"

#include "sgp_trace.h"

#include "fake_platform.h"
#include "recorded_trace.h"

static void a_file_that_others_can_read_is_reported(void **state)
{
    fake_platform fake = { .is_open = 1 };
    recorded_trace trace;
    const sgp_trace *on = recorded_trace_make(&trace);

    (void)state;
    sgp__file_warning(fake_platform_make(&fake), on, "credentials", "/home/me/.aws/credentials");
    assert_int_equal(trace.lines, 1);
    assert_string_equal(trace.text, "credentials: /home/me/.aws/credentials can be read by others "
                                    "than its owner: run chmod 600 on it\n");
}

static void a_private_file_is_not_reported(void **state)
{
    fake_platform fake = { .is_open = 0 };
    recorded_trace trace;
    const sgp_trace *on = recorded_trace_make(&trace);

    (void)state;
    sgp__file_warning(fake_platform_make(&fake), on, "sign", "/key.pem");
    assert_int_equal(trace.lines, 0);
}

static void without_a_path_a_trace_or_the_slot_nothing_is_reported(void **state)
{
    fake_platform fake = { .is_open = 1 };
    recorded_trace trace;
    const sgp_trace *on = recorded_trace_make(&trace);
    sgp_platform *platform = fake_platform_make(&fake);

    (void)state;
    sgp__file_warning(platform, on, "sign", NULL);
    sgp__file_warning(platform, NULL, "sign", "/key.pem");
    fake.type.is_open_to_others = NULL;
    sgp__file_warning(platform, on, "sign", "/key.pem");
    (void)fake_platform_make(&fake);
    fake.type.size = offsetof(sgp_platform_type, is_open_to_others); /* an older platform */
    sgp__file_warning(platform, on, "sign", "/key.pem");
    assert_int_equal(trace.lines, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_file_that_others_can_read_is_reported),
        cmocka_unit_test(a_private_file_is_not_reported),
        cmocka_unit_test(without_a_path_a_trace_or_the_slot_nothing_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
