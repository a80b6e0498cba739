/*
 * Tests of src/base/model.c: the texts of the service model's enums.
 */
#include "test.h"

#include "sagepager/model.h"

/*
 * botocore 1.29.27, get_service_model('sagemaker').shape_for(NAME).enum of
 * ImageVersionSortBy, ImageVersionSortOrder and ImageVersionStatus.
 */
static const char *const sort_by_texts[] = { "CREATION_TIME", "LAST_MODIFIED_TIME", "VERSION" };
static const char *const sort_order_texts[] = { "ASCENDING", "DESCENDING" };
static const char *const status_texts[] = { "CREATING", "CREATED", "CREATE_FAILED", "DELETING",
                                            "DELETE_FAILED" };

static void the_names_of_sort_orders_are_the_service_models_texts(void **state)
{
    (void)state;
    assert_string_equal(SGP_IMAGE_VERSION_SORT_BY_CREATION_TIME, sort_by_texts[0]);
    assert_string_equal(SGP_IMAGE_VERSION_SORT_BY_LAST_MODIFIED_TIME, sort_by_texts[1]);
    assert_string_equal(SGP_IMAGE_VERSION_SORT_BY_VERSION, sort_by_texts[2]);
    assert_string_equal(SGP_IMAGE_VERSION_SORT_ORDER_ASCENDING, sort_order_texts[0]);
    assert_string_equal(SGP_IMAGE_VERSION_SORT_ORDER_DESCENDING, sort_order_texts[1]);
}

static void each_status_of_the_service_model_has_its_value(void **state)
{
    (void)state;
    for (int i = 0; i < 5; i++) {
        assert_int_equal(sgp_image_version_status_from(sgp_str_from(status_texts[i])), i + 1);
        assert_string_equal(sgp_image_version_status_text((sgp_image_version_status)(i + 1)),
                            status_texts[i]);
    }
    assert_string_equal(sgp_image_version_status_text(SGP_IMAGE_VERSION_CREATING), "CREATING");
    assert_string_equal(sgp_image_version_status_text(SGP_IMAGE_VERSION_CREATED), "CREATED");
    assert_string_equal(sgp_image_version_status_text(SGP_IMAGE_VERSION_CREATE_FAILED),
                        "CREATE_FAILED");
    assert_string_equal(sgp_image_version_status_text(SGP_IMAGE_VERSION_DELETING), "DELETING");
    assert_string_equal(sgp_image_version_status_text(SGP_IMAGE_VERSION_DELETE_FAILED),
                        "DELETE_FAILED");
}

static void other_texts_are_unknown(void **state)
{
    static const char *const others[] = { "",         "created", "CREATED ", "CREATE",
                                          "CREATEDX", "None",    "VERSION" };
    const sgp_str absent = { NULL, 0 }, with_nul = { "CREATED\0", 8 };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_int_equal(sgp_image_version_status_from(sgp_str_from(others[i])),
                         SGP_IMAGE_VERSION_UNKNOWN);
    assert_int_equal(sgp_image_version_status_from(absent), SGP_IMAGE_VERSION_UNKNOWN);
    assert_int_equal(sgp_image_version_status_from(with_nul), SGP_IMAGE_VERSION_UNKNOWN);
}

static void other_values_have_no_text(void **state)
{
    static const int others[] = { 0, -1, 6, 1000, INT32_MAX, INT32_MIN };

    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++)
        assert_null(sgp_image_version_status_text((sgp_image_version_status)others[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_names_of_sort_orders_are_the_service_models_texts),
        cmocka_unit_test(each_status_of_the_service_model_has_its_value),
        cmocka_unit_test(other_texts_are_unknown),
        cmocka_unit_test(other_values_have_no_text),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
