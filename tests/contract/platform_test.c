/*
 * The contract of sgp_platform (sys/platform.h), run on the POSIX platform and on the fake one.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "fake_platform.h"

#include <unistd.h>

#define WAKE_UPS_MAX 1000

typedef struct subject {
    const char *name;
    sgp_platform platform;
    fake_platform fake;
} subject;

static int64_t monotonic(const subject *s)
{
    return s->platform.monotonic_us(s->platform.self);
}

static sgp_status wait_for(const subject *s, const sgp_wants *wants)
{
    return s->platform.wait(s->platform.self, wants);
}

static void has_a_complete_table(const subject *s)
{
    assert_int_equal(s->platform.size, sizeof(sgp_platform));
    assert_non_null(s->platform.wall_us);
    assert_non_null(s->platform.monotonic_us);
    assert_non_null(s->platform.random);
    assert_non_null(s->platform.wait);
}

static void has_clocks_that_do_not_go_back(const subject *s)
{
    int64_t last = monotonic(s);

    assert_true(s->platform.wall_us(s->platform.self) >= 0);
    assert_true(last >= 0);
    for (int i = 0; i < 1000; i++) {
        int64_t now = monotonic(s);

        assert_true(now >= last);
        last = now;
    }
}

/* Waking early is allowed, so the wait is repeated, as its caller does; never without an end. */
static void reaches_the_time_it_waits_for(const subject *s)
{
    sgp_wants wants = SGP_WANTS_INIT;
    int wake_ups = 0;

    wants.at_us = monotonic(s) + 5000;
    while (monotonic(s) < wants.at_us) {
        assert_int_equal(wait_for(s, &wants), SGP_OK);
        assert_true(++wake_ups < WAKE_UPS_MAX);
    }
    assert_int_equal(wait_for(s, &wants), SGP_OK);
}

static void wakes_for_a_ready_descriptor(const subject *s)
{
    sgp_wants wants = SGP_WANTS_INIT;
    int64_t start = monotonic(s);
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    wants.fd = ends[1];
    wants.events = SGP_WANT_WRITE;
    wants.at_us = start + 60000000;
    assert_int_equal(wait_for(s, &wants), SGP_OK);
    assert_true(monotonic(s) < start + 30000000);
    close(ends[0]);
    close(ends[1]);
}

static void fills_exactly_the_bytes_asked_for(const subject *s)
{
    unsigned char bytes[10];

    memset(bytes, 0xEE, sizeof bytes);
    assert_int_equal(s->platform.random(s->platform.self, bytes + 1, 8), SGP_OK);
    assert_int_equal(bytes[0], 0xEE);
    assert_int_equal(bytes[9], 0xEE);
    assert_int_equal(s->platform.random(s->platform.self, bytes, 0), SGP_OK);
    assert_int_equal(bytes[0], 0xEE);
}

static void knows_no_variable_that_is_not_set(const subject *s)
{
    if (!s->platform.getenv) return;
    assert_null(s->platform.getenv(s->platform.self, "SGP_TEST_A_VARIABLE_NOBODY_SETS"));
}

static void has_no_file_that_is_not_there(const subject *s)
{
    sgp_str text = { NULL, 0 };
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena arena;

    if (!s->platform.read_file) return;
    sgp_arena_init(&arena, NULL, 100000);
    assert_int_equal(s->platform.read_file(s->platform.self, "/no/such/file", 1000, &arena, &text,
                                           &err),
                     SGP_NOT_CONFIGURED);
    assert_int_equal(err.status, SGP_OK);
    sgp_arena_deinit(&arena);
}

static void run_on_every_platform(void (*clause)(const subject *))
{
    subject subjects[2];

    memset(subjects, 0, sizeof subjects);
    subjects[0].name = "posix";
    subjects[0].platform = sgp_platform_posix();
    subjects[1].name = "fake";
    subjects[1].platform = fake_platform_make(&subjects[1].fake);
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++) {
        print_message("  on %s\n", subjects[i].name);
        clause(&subjects[i]);
    }
}

static void every_platform_has_a_complete_table(void **state)
{
    (void)state;
    run_on_every_platform(has_a_complete_table);
}

static void every_platform_has_clocks_that_do_not_go_back(void **state)
{
    (void)state;
    run_on_every_platform(has_clocks_that_do_not_go_back);
}

static void every_platform_reaches_the_time_it_waits_for(void **state)
{
    (void)state;
    run_on_every_platform(reaches_the_time_it_waits_for);
}

static void every_platform_wakes_for_a_ready_descriptor(void **state)
{
    (void)state;
    run_on_every_platform(wakes_for_a_ready_descriptor);
}

static void every_platform_fills_exactly_the_bytes_asked_for(void **state)
{
    (void)state;
    run_on_every_platform(fills_exactly_the_bytes_asked_for);
}

static void no_platform_knows_a_variable_that_is_not_set(void **state)
{
    (void)state;
    run_on_every_platform(knows_no_variable_that_is_not_set);
}

static void no_platform_has_a_file_that_is_not_there(void **state)
{
    (void)state;
    run_on_every_platform(has_no_file_that_is_not_there);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_platform_has_a_complete_table),
        cmocka_unit_test(every_platform_has_clocks_that_do_not_go_back),
        cmocka_unit_test(every_platform_reaches_the_time_it_waits_for),
        cmocka_unit_test(every_platform_wakes_for_a_ready_descriptor),
        cmocka_unit_test(every_platform_fills_exactly_the_bytes_asked_for),
        cmocka_unit_test(no_platform_knows_a_variable_that_is_not_set),
        cmocka_unit_test(no_platform_has_a_file_that_is_not_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
