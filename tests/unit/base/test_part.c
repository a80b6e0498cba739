/*
 * Tests of src/base/part.c: type tables and options of every size. Each is put
 * at the end of a heap block, so that a sanitizer sees a read past `size`.
 */
#include "test.h"

#include "sgp_part.h"

#include "fail_alloc.h"

#include <stdlib.h>

/* --- parts ------------------------------------------------------------------------------------ */

/* A type table as this library knows it; `later` came after the others. */
typedef struct toy_type {
    size_t size;
    const char *name;
    int (*first)(void);
    int (*second)(void);
    int (*optional)(void);
    intptr_t flag;
    int (*later)(void);
    void (*destroy)(const void *toy);
} toy_type;

typedef struct toy {
    const toy_type *type;
    int *destroyed;
} toy;

static int answer(void)
{
    return 42;
}

static void destroy(const void *object)
{
    (*((const toy *)object)->destroyed)++;
}

static const toy_type whole_type = {
    sizeof whole_type, "toy", answer, answer, answer, 0, answer, destroy
};

static const sgp__slot slots[] = { SGP__SLOT(toy_type, first), SGP__SLOT(toy_type, second),
                                   SGP__SLOT(toy_type, later) };

static sgp_status check(const toy *part, sgp_error *err)
{
    sgp_error_reset(err);
    return SGP__PART_CHECK(part, 1, "sgp_box_new", "toy", slots, err);
}

/* Returns the first `bytes` bytes of a type in a heap block of that size, at
 * least the size member. SGP_HAS computes the addresses of slots past it, but
 * reads none: AddressSanitizer checks that. Clang's UBSan, which refuses the
 * addresses too, must not know the size. */
static toy_type *short_type(const toy_type *from, size_t bytes)
{
    toy_type *volatile memory = malloc(bytes < sizeof(size_t) ? sizeof(size_t) : bytes);
    toy_type *type = memory;

    assert_non_null(type);
    memcpy(type, from, bytes);
    memcpy(type, &bytes, sizeof bytes);
    return type;
}

static void a_part_that_is_null_or_has_no_type_is_refused(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    const toy without_type = { NULL, NULL };

    (void)state;
    assert_int_equal(check(NULL, &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err), "sgp_box_new: toy is NULL");
    assert_int_equal(check(&without_type, &err), SGP_ERR_USAGE);
    assert_memory_equal(sgp_error_message(&err), "sgp_box_new: toy has no type table", 34);
    assert_int_equal(check(NULL, NULL), SGP_ERR_USAGE);
}

static void each_mandatory_slot_is_required_by_its_name(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    toy_type type = whole_type;
    const toy part = { &type, NULL };

    (void)state;
    assert_int_equal(check(&part, &err), SGP_OK);
    type.first = NULL;
    assert_int_equal(check(&part, &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err),
                        "sgp_box_new: toy (toy) lacks the mandatory slot first");
    type = whole_type, type.second = NULL;
    assert_int_equal(check(&part, &err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "slot second"));
    type = whole_type, type.later = NULL;
    assert_int_equal(check(&part, &err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "slot later"));
    type = whole_type, type.optional = NULL, type.destroy = NULL;
    assert_int_equal(check(&part, &err), SGP_OK);
}

static void a_type_without_name_is_accepted(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    toy_type type = whole_type;
    const toy part = { &type, NULL };

    (void)state;
    type.name = NULL;
    assert_int_equal(check(&part, &err), SGP_OK);
    type.second = NULL;
    assert_int_equal(check(&part, &err), SGP_ERR_USAGE);
    assert_non_null(strstr(sgp_error_message(&err), "toy (unnamed) lacks"));
}

/* Of every size from 0 on: a slot that the size cuts off is missing and not
 * read. */
static void a_type_is_not_read_past_its_size(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes <= sizeof(toy_type); bytes++) {
        sgp_error err = TEST_ERROR_INIT;
        toy_type *type = short_type(&whole_type, bytes);
        const toy part = { type, NULL };
        const char *missing = NULL;

        if (bytes < offsetof(toy_type, destroy)) missing = "slot later";
        if (bytes < offsetof(toy_type, optional)) missing = "slot second";
        if (bytes < offsetof(toy_type, second)) missing = "slot first";
        if (bytes < offsetof(toy_type, first)) missing = "no type table";
        assert_int_equal(check(&part, &err), missing ? SGP_ERR_USAGE : SGP_OK);
        if (missing) assert_non_null(strstr(sgp_error_message(&err), missing));
        free(type);
    }
}

static void a_type_of_a_newer_program_is_accepted(void **state)
{
    struct {
        toy_type known;
        int (*unknown)(void);
    } newer = { whole_type, answer };
    sgp_error err = TEST_ERROR_INIT;
    const toy part = { &newer.known, NULL };

    (void)state;
    newer.known.size = sizeof newer;
    assert_int_equal(check(&part, &err), SGP_OK);
}

static void a_part_without_mandatory_slots_needs_a_type_only(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    toy_type *type = short_type(&whole_type, offsetof(toy_type, first));
    const toy part = { type, NULL };

    (void)state;
    assert_int_equal(sgp__part_check(&part, 1, "sgp_box_new", "toy", NULL, 0, &err), SGP_OK);
    assert_int_equal(sgp__part_check(NULL, 1, "sgp_box_new", "toy", NULL, 0, &err), SGP_ERR_USAGE);
    free(type);
}

/* Of every size and value: SGP_HAS reads nothing past `size`. */
static void an_optional_slot_exists_inside_the_size_only(void **state)
{
    (void)state;
    for (size_t bytes = 0; bytes <= sizeof(toy_type); bytes++) {
        toy_type *type = short_type(&whole_type, bytes);
        const toy part = { type, NULL };

        assert_int_equal(!!SGP_HAS(&part, first), bytes >= offsetof(toy_type, second));
        assert_int_equal(!!SGP_HAS(&part, optional), bytes >= offsetof(toy_type, flag));
        assert_int_equal(!!SGP_HAS(&part, later), bytes >= offsetof(toy_type, destroy));
        assert_int_equal(!!SGP_HAS(&part, destroy), bytes == sizeof(toy_type));
        assert_false(SGP_HAS(&part, flag)); /* it is 0 */
        free(type);
    }
}

static void only_a_part_with_destroy_is_destroyed(void **state)
{
    toy_type *type = short_type(&whole_type, offsetof(toy_type, destroy));
    int destroyed = 0;
    const toy whole = { &whole_type, &destroyed }, older = { type, &destroyed };
    const toy *part = NULL;

    (void)state;
    SGP__DESTROY(part);
    part = &older;
    SGP__DESTROY(part);
    assert_int_equal(destroyed, 0);
    part = &whole;
    SGP__DESTROY(part);
    assert_int_equal(destroyed, 1);
    free(type);
}

/* --- options ---------------------------------------------------------------------------------- */

/* The options as this library knows them. */
typedef struct options {
    size_t size;
    const char *first;
    int64_t second;
    const char *third;
} options;

/* Puts `bytes` bytes of `from`, and zeros behind it, into a heap block of that
 * size. */
static void *block_of(const options *from, size_t bytes, size_t size)
{
    void *block = calloc(1, bytes);

    assert_non_null(block);
    memcpy(block, from, bytes < sizeof *from ? bytes : sizeof *from);
    memcpy(block, &size, sizeof size);
    return block;
}

static sgp_status copy(options *ours, const void *theirs, sgp_error *err)
{
    memset(ours, 'x', sizeof *ours);
    sgp_error_reset(err);
    return sgp__options_copy(ours, sizeof *ours, theirs, 1, "sgp_box_new", "options", err);
}

static const options all_set = { sizeof all_set, "first", 2, "third" };

static void options_are_copied(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    options ours;

    (void)state;
    assert_int_equal(copy(&ours, &all_set, &err), SGP_OK);
    assert_int_equal(ours.size, sizeof ours);
    assert_string_equal(ours.first, "first");
    assert_int_equal(ours.second, 2);
    assert_string_equal(ours.third, "third");
}

static void no_options_are_the_defaults_unless_they_are_required(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    options ours;

    (void)state;
    assert_int_equal(copy(&ours, NULL, &err), SGP_OK);
    assert_int_equal(ours.size, sizeof ours);
    assert_null(ours.first);
    assert_int_equal(ours.second, 0);
    assert_null(ours.third);
    assert_int_equal(
        sgp__options_require(&ours, sizeof ours, NULL, 1, "sgp_box_new", "options", &err),
        SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err), "sgp_box_new: options is NULL");
    assert_int_equal(
        sgp__options_require(&ours, sizeof ours, &all_set, 1, "sgp_box_new", "options", NULL),
        SGP_OK);
    assert_string_equal(ours.first, "first");
}

static void an_impossible_size_is_refused_and_nothing_else_is_read(void **state)
{
    static const size_t sizes[] = { 0,
                                    1,
                                    sizeof(size_t),
                                    sizeof(options) - 1,
                                    4097,
                                    4104,
                                    sizeof(options) + 1,
                                    SIZE_MAX,
                                    4096 + sizeof(void *),
                                    SIZE_MAX / 2 };

    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        sgp_error err = TEST_ERROR_INIT;
        void *theirs = block_of(&all_set, sizeof(size_t), sizes[i]);
        char text[40];
        options ours;

        (void)snprintf(text, sizeof text, "the size of options is %lu;", (unsigned long)sizes[i]);
        assert_int_equal(copy(&ours, theirs, &err), SGP_ERR_USAGE);
        assert_memory_equal(sgp_error_message(&err), "sgp_box_new: ", 13);
        assert_non_null(strstr(sgp_error_message(&err), text));
        free(theirs);
    }
}

static void options_of_an_older_program_lack_the_newer_members(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    options ours;
    void *theirs = block_of(&all_set, offsetof(options, third), offsetof(options, third));

    (void)state;
    assert_int_equal(copy(&ours, theirs, &err), SGP_OK);
    assert_int_equal(ours.size, sizeof ours);
    assert_string_equal(ours.first, "first");
    assert_int_equal(ours.second, 2);
    assert_null(ours.third);
    free(theirs);
    theirs = block_of(&all_set, offsetof(options, second), offsetof(options, second));
    assert_int_equal(copy(&ours, theirs, &err), SGP_OK);
    assert_string_equal(ours.first, "first");
    assert_int_equal(ours.second, 0);
    free(theirs);
}

/* Every byte of what this library does not know must be zero. */
static void options_of_a_newer_program_must_not_set_unknown_members(void **state)
{
    const size_t bytes = sizeof(options) + 4 * sizeof(void *);
    options ours;

    (void)state;
    for (size_t at = sizeof(options); at <= bytes; at++) {
        sgp_error err = TEST_ERROR_INIT;
        char *theirs = block_of(&all_set, bytes, bytes);

        if (at < bytes) theirs[at] = 1;
        assert_int_equal(copy(&ours, theirs, &err), at < bytes ? SGP_ERR_USAGE : SGP_OK);
        if (at < bytes)
            assert_string_equal(sgp_error_message(&err),
                                "sgp_box_new: options sets a member that this version of the "
                                "library does not have");
        else
            assert_string_equal(ours.third, "third");
        assert_true(at < bytes || ours.size == sizeof ours);
        free(theirs);
    }
}

static void options_of_the_largest_size_are_read_to_their_end(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    char *theirs = block_of(&all_set, 4096, 4096);
    options ours;

    (void)state;
    assert_int_equal(copy(&ours, theirs, &err), SGP_OK);
    theirs[4095] = 1;
    assert_int_equal(copy(&ours, theirs, &err), SGP_ERR_USAGE);
    free(theirs);
}

/* --- out and allocator ------------------------------------------------------------------------ */

static void out_and_a_whole_allocator_are_required(void **state)
{
    sgp_error err = TEST_ERROR_INIT;
    fail_alloc memory;
    int out = 0;

    (void)state;
    fail_alloc_init(&memory, -1);
    assert_int_equal(sgp__out_check(&out, NULL, 1, "sgp_box_new", &err), SGP_OK);
    assert_int_equal(sgp__out_check(&out, &memory.api, 1, "sgp_box_new", &err), SGP_OK);
    assert_int_equal(sgp__out_check(NULL, &memory.api, 1, "sgp_box_new", &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err), "sgp_box_new: out is NULL");
    sgp_error_reset(&err);
    memory.api.size = 0;
    assert_int_equal(sgp__out_check(&out, &memory.api, 1, "sgp_box_new", &err), SGP_ERR_USAGE);
    assert_string_equal(sgp_error_message(&err),
                        "sgp_box_new: the allocator lacks size, alloc or free");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_part_that_is_null_or_has_no_type_is_refused),
        cmocka_unit_test(each_mandatory_slot_is_required_by_its_name),
        cmocka_unit_test(a_type_without_name_is_accepted),
        cmocka_unit_test(a_type_is_not_read_past_its_size),
        cmocka_unit_test(a_type_of_a_newer_program_is_accepted),
        cmocka_unit_test(a_part_without_mandatory_slots_needs_a_type_only),
        cmocka_unit_test(an_optional_slot_exists_inside_the_size_only),
        cmocka_unit_test(only_a_part_with_destroy_is_destroyed),
        cmocka_unit_test(options_are_copied),
        cmocka_unit_test(no_options_are_the_defaults_unless_they_are_required),
        cmocka_unit_test(an_impossible_size_is_refused_and_nothing_else_is_read),
        cmocka_unit_test(options_of_an_older_program_lack_the_newer_members),
        cmocka_unit_test(options_of_a_newer_program_must_not_set_unknown_members),
        cmocka_unit_test(options_of_the_largest_size_are_read_to_their_end),
        cmocka_unit_test(out_and_a_whole_allocator_are_required),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
