/*
 * platform_test.c - the contract of sgp_platform (sys/platform.h), on the POSIX platform and on the
 * fake of the tests.
 */
#include "test.h"

#include "sagepager/builtin.h"

#include "sgp_arena.h"
#include "fake_platform.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define WAKE_UPS_MAX 1000

typedef struct subject {
    const char *name;
    sgp_platform *platform;
    fake_platform fake;
} subject;

static int64_t monotonic(const subject *s)
{
    return s->platform->type->monotonic_us(s->platform);
}

static sgp_status wait_for(const subject *s, const sgp_poll_interest *wants)
{
    return s->platform->type->wait(s->platform, wants);
}

static void has_a_complete_table(const subject *s)
{
    assert_int_equal(s->platform->type->size, sizeof(sgp_platform_type));
    assert_non_null(s->platform->type->wall_us);
    assert_non_null(s->platform->type->monotonic_us);
    assert_non_null(s->platform->type->random);
    assert_non_null(s->platform->type->wait);
    assert_non_null(s->platform->type->name);
}

static void has_clocks_that_do_not_go_back(const subject *s)
{
    int64_t last = monotonic(s);

    assert_true(s->platform->type->wall_us(s->platform) >= 0);
    assert_true(last >= 0);
    for (int i = 0; i < 1000; i++) {
        int64_t now = monotonic(s);

        assert_true(now >= last);
        last = now;
    }
}

/* Waking early is allowed, so the wait is repeated, but not for ever. */
static void reaches_the_time_it_waits_for(const subject *s)
{
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
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
    sgp_poll_interest wants = SGP_POLL_INTEREST_INIT;
    int64_t start = monotonic(s);
    int ends[2];

    assert_int_equal(pipe(ends), 0);
    wants.fd = ends[1];
    wants.events = SGP_POLL_WRITE;
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
    assert_int_equal(s->platform->type->random(s->platform, bytes + 1, 8), SGP_OK);
    assert_int_equal(bytes[0], 0xEE);
    assert_int_equal(bytes[9], 0xEE);
    assert_int_equal(s->platform->type->random(s->platform, bytes, 0), SGP_OK);
    assert_int_equal(bytes[0], 0xEE);
}

static void knows_no_variable_that_is_not_set(const subject *s)
{
    if (!SGP_HAS(s->platform, getenv)) return;
    assert_null(s->platform->type->getenv(s->platform, "SGP_TEST_A_VARIABLE_NOBODY_SETS"));
}

static void has_no_file_that_is_not_there(const subject *s)
{
    sgp_str text = { NULL, 0 };
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena arena;

    if (!SGP_HAS(s->platform, read_file)) return;
    sgp__arena_init(&arena, NULL, 100000);
    assert_int_equal(
        s->platform->type->read_file(s->platform, "/no/such/file", 1000, &arena, &text, &err),
        SGP_NOT_CONFIGURED);
    assert_int_equal(err.status, SGP_OK);
    sgp__arena_deinit(&arena);
}

/* A lock excludes other holders, also in the same process, until it is released. */
static void gives_a_lock_to_one_holder_at_a_time(const subject *s)
{
    const sgp_platform_type *type = s->platform->type;
    char folder[] = "/tmp/sagepager-test-XXXXXX";
    char path[sizeof folder + 8];
    int64_t one = 0, two = 0;
    sgp_error err = TEST_ERROR_INIT;

    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/lock", folder);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(type->lock_file(s->platform, path, &one, &err), SGP_OK);
        assert_int_equal(type->lock_file(s->platform, path, &two, &err), SGP_AGAIN);
        assert_int_equal(err.status, SGP_OK);
        type->unlock_file(s->platform, one);
    }
    (void)unlink(path);
    assert_int_equal(rmdir(folder), 0);
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

static void a_variable_that_is_not_set_is_null(void **state)
{
    (void)state;
    run_on_every_platform(knows_no_variable_that_is_not_set);
}

static void a_missing_file_is_not_configured(void **state)
{
    (void)state;
    run_on_every_platform(has_no_file_that_is_not_there);
}

static void a_lock_has_one_holder_at_a_time(void **state)
{
    (void)state;
    run_on_every_platform(gives_a_lock_to_one_holder_at_a_time);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_platform_has_a_complete_table),
        cmocka_unit_test(every_platform_has_clocks_that_do_not_go_back),
        cmocka_unit_test(every_platform_reaches_the_time_it_waits_for),
        cmocka_unit_test(every_platform_wakes_for_a_ready_descriptor),
        cmocka_unit_test(every_platform_fills_exactly_the_bytes_asked_for),
        cmocka_unit_test(a_variable_that_is_not_set_is_null),
        cmocka_unit_test(a_missing_file_is_not_configured),
        cmocka_unit_test(a_lock_has_one_holder_at_a_time),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
