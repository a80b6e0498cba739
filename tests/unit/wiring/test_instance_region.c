/*
 * sgp_instance_region over a fake platform and a fake HTTP. The requests and the rules are those of
 * AWS CLI v2 (awscli/utils.py, InstanceMetadataRegionFetcher; botocore/utils.py, IMDSFetcher).
 */
#include "wiring_fixture.h"

#define VENDOR_FILE "/sys/devices/virtual/dmi/id/sys_vendor"

static const char *const amazon[] = { VENDOR_FILE, "Amazon EC2\n", NULL };

static sgp_status find(fixture *f, const char *const *env, const char *const *files, char *region)
{
    f->clock.env = env;
    f->clock.files = files;
    f->options.client = &f->client_options;
    return sgp_instance_region(&f->options, region, &f->err);
}

static void start(fixture *f)
{
    prepare(f, NULL);
    f->http_state.bodies[0] = "the-token";
    f->http_state.bodies[1] = "us-west-2b";
}

static void the_region_is_the_zone_without_its_letter(void **state)
{
    char region[SGP_REGION_MAX + 1];
    fixture f;

    (void)state;
    start(&f);
    assert_int_equal(find(&f, NULL, amazon, region), SGP_OK);
    assert_string_equal(region, "us-west-2");
    assert_string_equal(f.http_state.seen[0], "PUT http://169.254.169.254:80/latest/api/token\n"
                                              "x-aws-ec2-metadata-token-ttl-seconds: 21600\n");
    assert_string_equal(f.http_state.seen[1],
                        "GET http://169.254.169.254:80/latest/meta-data/placement/"
                        "availability-zone/\nx-aws-ec2-metadata-token: the-token\n");
    assert_int_equal(f.http_state.next, 2);
    assert_int_equal(f.http_state.destroys, 0); /* the caller's */
}

static void settings_say_whom_to_ask(void **state)
{
    static const char *const env[] = { "AWS_EC2_METADATA_SERVICE_ENDPOINT", "http://127.0.0.1:8/x",
                                       NULL };
    static const char *const elsewhere[] = { VENDOR_FILE, "QEMU\n", NULL };
    char region[SGP_REGION_MAX + 1];
    fixture f;

    (void)state;
    start(&f);
    f.http_state.again = 3;
    assert_int_equal(find(&f, env, elsewhere, region), SGP_OK); /* configured, so asked anyway */
    assert_string_equal(region, "us-west-2");
    assert_non_null(strstr(f.http_state.seen[0], "PUT http://127.0.0.1:8/x/latest/api/token\n"));
}

static void expect_nobody_asked(const char *const *env, const char *const *files)
{
    char region[SGP_REGION_MAX + 1];
    fixture f;

    start(&f);
    assert_int_equal(find(&f, env, files, region), SGP_NOT_CONFIGURED);
    assert_string_equal(region, "");
    assert_int_equal(f.http_state.next, 0);
}

static void away_from_an_instance_nobody_is_asked(void **state)
{
    static const char *const disabled[] = { "AWS_EC2_METADATA_DISABLED", "True", NULL };
    static const char *const others[][5] = { { VENDOR_FILE, "QEMU\n", NULL },
                                             { VENDOR_FILE, "LENOVO", NULL },
                                             { VENDOR_FILE, "", NULL },
                                             { VENDOR_FILE, "Xen", "/sys/hypervisor/uuid",
                                               "1ec2aaaa-1111", NULL } };

    (void)state;
    expect_nobody_asked(disabled, amazon);
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        expect_nobody_asked(NULL, others[i]);
}

static void an_instance_is_known_by_firmware_or_hypervisor(void **state)
{
    static const char *const instances[][5] = { { VENDOR_FILE, "Amazon EC2", NULL },
                                                { VENDOR_FILE, "Xen\n", "/sys/hypervisor/uuid",
                                                  "EC2e1916-9099\n", NULL },
                                                { NULL } };
    char region[SGP_REGION_MAX + 1];

    (void)state;
    for (size_t i = 0; i < sizeof instances / sizeof instances[0]; i++) {
        fixture f;
        start(&f);
        assert_int_equal(find(&f, NULL, instances[i], region), SGP_OK);
    }
}

static void expect_none(fixture *f, const char *const *env, int exchanges)
{
    char region[SGP_REGION_MAX + 1];

    assert_int_equal(find(f, env, amazon, region), SGP_NOT_CONFIGURED);
    assert_string_equal(region, "");
    assert_int_equal(f->err.status, SGP_OK);
    assert_int_equal(f->http_state.next, exchanges);
}

static void without_an_answer_there_is_no_region(void **state)
{
    static const char *const twice[] = { "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "2", NULL };
    fixture f;

    (void)state;
    start(&f);
    f.http_state.bodies[0] = NULL;
    f.http_state.failures[0] = SGP_ERR_CONNECT;
    expect_none(&f, NULL, 1);
    start(&f);
    f.http_state.bodies[0] = f.http_state.bodies[1] = NULL;
    expect_none(&f, twice, 2);
    start(&f);
    f.http_state.statuses[0] = 400;
    expect_none(&f, NULL, 1);
    start(&f);
    f.http_state.statuses[1] = 404;
    expect_none(&f, NULL, 2);
}

static void version_1_serves_without_a_token(void **state)
{
    static const char *const v2_only[] = { "AWS_EC2_METADATA_V1_DISABLED", "true", NULL };
    static const int refusals[] = { 403, 404, 405 };
    char region[SGP_REGION_MAX + 1];
    fixture f;

    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        start(&f);
        f.http_state.statuses[0] = refusals[i];
        assert_int_equal(find(&f, NULL, amazon, region), SGP_OK);
        assert_null(strstr(f.http_state.seen[1], "token"));
        start(&f);
        f.http_state.statuses[0] = refusals[i];
        expect_none(&f, v2_only, 1);
    }
    start(&f);
    f.http_state.bodies[0] = NULL;
    f.http_state.failures[0] = SGP_ERR_TIMEOUT;
    assert_int_equal(find(&f, NULL, amazon, region), SGP_OK);
    assert_int_equal(f.http_state.last_deadline.at_us, 250000);
}

static void an_answer_that_is_no_zone_is_none(void **state)
{
    static const char *const zones[] = {
        "", "a", "<html></html>", "us west 2a", "-a", "us-west-2.a"
    };

    (void)state;
    for (size_t i = 0; i < sizeof zones / sizeof zones[0]; i++) {
        fixture f;
        start(&f);
        f.http_state.bodies[1] = zones[i];
        expect_none(&f, NULL, 2);
    }
}

static void line_ends_around_the_zone_are_removed(void **state)
{
    char region[SGP_REGION_MAX + 1];
    fixture f;

    (void)state;
    start(&f);
    f.http_state.bodies[1] = "eu-central-1a\r\n";
    assert_int_equal(find(&f, NULL, amazon, region), SGP_OK);
    assert_string_equal(region, "eu-central-1");
}

static void invalid_settings_are_errors(void **state)
{
    static const char *const mode[] = { "AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE", "ipv5", NULL };
    static const char *const url[] = { "AWS_EC2_METADATA_SERVICE_ENDPOINT", "imds.local", NULL };
    char region[SGP_REGION_MAX + 1];
    fixture f;

    (void)state;
    start(&f);
    assert_int_equal(find(&f, mode, amazon, region), SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&f.err), "endpoint mode: ipv5"));
    start(&f);
    assert_int_equal(find(&f, url, amazon, region), SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&f.err), "AWS_EC2_METADATA_SERVICE_ENDPOINT"));
    assert_int_equal(sgp_instance_region(&f.options, region, NULL), SGP_ERR_CONFIG);
}

static void every_allocation_may_fail(void **state)
{
    char region[SGP_REGION_MAX + 1];

    (void)state;
    for (int n = 0;; n++) {
        fail_alloc memory;
        fixture f;
        sgp_status status;
        start(&f);
        fail_alloc_init(&memory, n);
        f.client_options.allocator = &memory.api;
        status = find(&f, NULL, amazon, region);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
        if (status == SGP_OK) break;
        assert_int_equal(status, SGP_ERR_MEMORY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_region_is_the_zone_without_its_letter),
        cmocka_unit_test(settings_say_whom_to_ask),
        cmocka_unit_test(away_from_an_instance_nobody_is_asked),
        cmocka_unit_test(an_instance_is_known_by_firmware_or_hypervisor),
        cmocka_unit_test(without_an_answer_there_is_no_region),
        cmocka_unit_test(version_1_serves_without_a_token),
        cmocka_unit_test(an_answer_that_is_no_zone_is_none),
        cmocka_unit_test(line_ends_around_the_zone_are_removed),
        cmocka_unit_test(invalid_settings_are_errors),
        cmocka_unit_test(every_allocation_may_fail),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
