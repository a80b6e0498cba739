/*
 * The contract of sgp_document_parser (sys/document_parser.h), run on JSON, XML
 * and the fake of the unit tests.
 */
#include "test.h"

#include "fail_alloc.h"
#include "fake_document_parser.h"
#include "sagepager/builtin.h"

#include <cjson/cJSON.h>
#include <stdlib.h>

#define LIMIT 1000000u
#define GARBAGE_BYTES (1024u * 1024u)

typedef struct kind {
    const char *name;
    sgp_document_parser *(*make)(void);
    const char *document; /* a.b is text, a.c is empty */
    const char *garbage;
    int is_whole; /* a part of a document is not a document */
} kind;

static const kind kinds[] = {
    { "JSON", sgp_json_document_parser,
      "{\"x\": \"no\", \"a\": {\"b\": \"text \\u00e9\", \"c\": \"\"}}", "<html>", 1 },
    { "XML", sgp_xml_document_parser,
      "<?xml version=\"1.0\"?>\n<root xmlns=\"https://x/\"><x>no</x><a><b>text "
      "&#xe9;</b><c/></a></root>\n",
      "{\"a\": 1}", 1 },
    { "fake", fake_document_parser_make, "x=no\na.b=text \xC3\xA9\na.c=\n", "!", 0 },
};

static sgp_arena *new_arena(const sgp_allocator *allocator)
{
    sgp_arena *arena;

    return sgp_arena_new(&arena, allocator, LIMIT, NULL) == SGP_OK ? arena : NULL;
}

static void parse_one(const kind *k, const char *text, sgp_document_member *member,
                      sgp_status expected)
{
    sgp_document_parser *parser = k->make();
    sgp_error err = TEST_ERROR_INIT;
    sgp_arena *arena;

    arena = new_arena(NULL);
    assert_int_equal(parser->type->parse(parser, sgp_str_from(text), member, 1, arena, &err),
                     expected);
    assert_int_equal(err.status, expected);
    if (expected != SGP_OK) assert_int_not_equal(sgp_error_message(&err)[0], '\0');
    sgp_arena_free(arena);
}

static void members_are_found_by_their_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        sgp_document_member members[] = { { "a.b", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
                                          { "a.none", SGP_DOCUMENT_MEMBER_TEXT, { "stale", 5 } },
                                          { "a.c", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
                                          { "b", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } } };
        sgp_document_parser *parser = kinds[i].make();
        sgp_error err = TEST_ERROR_INIT;
        fail_alloc memory;
        sgp_arena *arena;

        print_message("  on %s\n", kinds[i].name);
        fail_alloc_init(&memory, -1);
        arena = new_arena(&memory.api);
        assert_int_equal(
            parser->type->parse(parser, sgp_str_from(kinds[i].document), members, 4, arena, &err),
            SGP_OK);
        assert_int_equal(members[0].type, SGP_DOCUMENT_MEMBER_TEXT);
        assert_str(members[0].value, "text \xC3\xA9");
        assert_int_equal(members[1].type, SGP_DOCUMENT_MEMBER_ABSENT);
        assert_null(members[1].value.ptr);
        assert_int_equal(members[2].type, SGP_DOCUMENT_MEMBER_TEXT);
        assert_int_equal(members[2].value.len, 0);
        assert_int_equal(members[3].type, SGP_DOCUMENT_MEMBER_ABSENT);
        sgp_arena_free(arena);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
    }
}

static void garbage_is_refused(void **state)
{
    sgp_document_member member = { "a.b", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        print_message("  on %s\n", kinds[i].name);
        parse_one(&kinds[i], kinds[i].garbage, &member, SGP_ERR_RESPONSE);
    }
}

static void a_part_of_a_document_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t len = strlen(kinds[i].document) - 1; /* XML's ends in a newline */
        for (size_t cut = 0; kinds[i].is_whole && cut < len; cut++) {
            sgp_document_member member = { "a.b", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };
            char text[256] = "";
            memcpy(text, kinds[i].document, cut);
            parse_one(&kinds[i], text, &member, SGP_ERR_RESPONSE);
        }
    }
}

static void a_megabyte_of_garbage_is_refused(void **state)
{
    static const char *const patterns[] = { "[", "<a>", "{\"a\":", "x", "\xFF" };
    char *text = malloc(GARBAGE_BYTES + 1);

    (void)state;
    assert_non_null(text);
    for (size_t p = 0; p < sizeof patterns / sizeof patterns[0]; p++) {
        size_t len = strlen(patterns[p]);
        for (size_t at = 0; at < GARBAGE_BYTES; at++)
            text[at] = patterns[p][at % len];
        text[GARBAGE_BYTES] = '\0';
        for (size_t i = 0; kinds[i].is_whole; i++) {
            sgp_document_member member = { "a.b", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };
            sgp_document_parser *parser = kinds[i].make();
            sgp_error err = TEST_ERROR_INIT;
            sgp_arena *arena;
            sgp_status status;
            arena = new_arena(NULL);
            status = parser->type->parse(parser, sgp_str_from(text), &member, 1, arena, &err);
            assert_true(status == SGP_ERR_RESPONSE || status == SGP_ERR_LIMIT);
            sgp_arena_free(arena);
        }
    }
    free(text);
}

static void every_failed_allocation_is_reported_and_nothing_leaks(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        sgp_status status = SGP_ERR_MEMORY;
        for (int fail_at = 0; fail_at < 50 && status != SGP_OK; fail_at++) {
            sgp_document_member member = { "a.b", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };
            sgp_document_parser *parser = kinds[i].make();
            fail_alloc memory;
            sgp_arena *arena;
            fail_alloc_init(&memory, fail_at);
            arena = new_arena(&memory.api);
            status = arena ? parser->type->parse(parser, sgp_str_from(kinds[i].document), &member,
                                                 1, arena, NULL)
                           : SGP_ERR_MEMORY;
            if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
            sgp_arena_free(arena);
            assert_int_equal(memory.live_blocks, 0);
        }
        assert_int_equal(status, SGP_OK);
    }
}

static void has_all_mandatory_slots(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        sgp_document_parser *parser = kinds[i].make();
        assert_int_equal(parser->type->size, sizeof(sgp_document_parser_type));
        assert_true(parser->type->name[0] != '\0');
        assert_true(SGP_HAS(parser, parse));
        assert_ptr_equal(parser, kinds[i].make());
    }
}

/* --- of one kind only ------------------------------------------------------------------------- */

static void json_distinguishes_types(void **state)
{
    static const struct {
        const char *text;
        sgp_document_member_type type;
        const char *value;
    } cases[] = {
        { "{\"a\":{\"b\":1614230400123}}", SGP_DOCUMENT_MEMBER_NUMBER, "1614230400123" },
        { "{\"a\":{\"b\":null}}", SGP_DOCUMENT_MEMBER_ABSENT, NULL },
        { "{\"a\":{\"b\":[1]}}", SGP_DOCUMENT_MEMBER_OTHER, NULL },
        { "{\"a\":{\"b\":true}}", SGP_DOCUMENT_MEMBER_OTHER, NULL },
        { "{\"a\":\"b\"}", SGP_DOCUMENT_MEMBER_ABSENT, NULL },
        { "{\"a\":{\"b\":\"1\",\"b\":\"2\"}}", SGP_DOCUMENT_MEMBER_TEXT, "2" },
        { "{\"A\":{\"b\":\"1\"}}", SGP_DOCUMENT_MEMBER_ABSENT, NULL },
        { "{\"a\":{\"b\":1}}", SGP_DOCUMENT_MEMBER_NUMBER, "1" },
        { "{\"a\":{\"b\":-2.5}}", SGP_DOCUMENT_MEMBER_NUMBER, "-2.5" },
        { "{\"a\":{\"b\":1.0}}", SGP_DOCUMENT_MEMBER_NUMBER, "1.0" },
        { "{\"a\":{\"b\":9007199254740993}}", SGP_DOCUMENT_MEMBER_NUMBER, "9007199254740993" },
        { "{\"a\":{\"b\":\"x\",\"b\":2},\"a\":{\"\\u0062\":3}}", SGP_DOCUMENT_MEMBER_NUMBER, "3" },
        { "{\"a\":{\"b\":\"\\u0001\\u0002\"}}", SGP_DOCUMENT_MEMBER_TEXT, "\1\2" },
        { "{\"a\":{\"b\":\"\\\\u0000\"}}", SGP_DOCUMENT_MEMBER_TEXT, "\\u0000" },
        { "{\"a\":{\"b\":{}}}", SGP_DOCUMENT_MEMBER_OTHER, NULL },
        { "{\"a\":{\"c\":{\"b\":\"1\"},\"bb\":\"2\"},\"a.b\":\"3\"}", SGP_DOCUMENT_MEMBER_ABSENT,
          NULL },
    };
    sgp_document_parser *json = sgp_json_document_parser();
    sgp_document_member list = { "a", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };
    sgp_arena *arena;

    (void)state;
    arena = new_arena(NULL);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sgp_document_member member = { "a.b", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };
        assert_int_equal(
            json->type->parse(json, sgp_str_from(cases[i].text), &member, 1, arena, NULL), SGP_OK);
        assert_int_equal(member.type, cases[i].type);
        if (cases[i].value)
            assert_str(member.value, cases[i].value);
        else
            assert_null(member.value.ptr);
    }
    sgp_arena_free(arena);
    parse_one(&kinds[0], "[\"a\"]", &list, SGP_ERR_RESPONSE);
}

/* cJSON alone would take the first five, end texts at a NUL, and cut
 * numbers. */
static void json_is_strict(void **state)
{
    static const char *const cases[] = {
        "{\"a\":\"\t\"}",
        "{\"a\":\"\xff\"}",
        "{\"a\":01}",
        "{\"a\":1} x",
        "\xEF\xBB\xBF{}",
        "{\"a\":\"x\\u0000y\"}",
        "{\"x\\u0000y\":1}",
        "{\"a\":0.1234567890123456789012345678901234567890123456789012345678901234}",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
        "null",
    };
    sgp_document_member member = { "a", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        parse_one(&kinds[0], cases[i], &member, SGP_ERR_RESPONSE);
}

static void *no_malloc(size_t bytes)
{
    (void)bytes;
    return NULL;
}

/* The hooks are global: the library never sets them, this test program may. */
static void a_failed_allocation_of_cjson_is_reported(void **state)
{
    cJSON_Hooks hooks = { no_malloc, free };
    sgp_document_member member = { "a", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };

    (void)state;
    cJSON_InitHooks(&hooks);
    parse_one(&kinds[0], "{\"a\":1}", &member, SGP_ERR_MEMORY);
    cJSON_InitHooks(NULL);
}

static size_t unwiped;

/* Blocks of cJSON that are freed with the secret in them. */
static void check_free(void *ptr)
{
    size_t *block = ptr ? (size_t *)ptr - 2 : NULL;

    if (!block) return;
    for (size_t i = 0; i + 6 <= block[0]; i++)
        if (memcmp((char *)ptr + i, "SECRET", 6) == 0) unwiped++;
    free(block);
}

static void *sized_malloc(size_t bytes)
{
    size_t *block = malloc(bytes + 2 * sizeof *block);

    if (!block) return NULL;
    block[0] = bytes;
    return block + 2;
}

static void json_texts_are_wiped(void **state)
{
    cJSON_Hooks hooks = { sized_malloc, check_free };
    sgp_document_member member = { "a", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };

    (void)state;
    cJSON_InitHooks(&hooks);
    parse_one(
        &kinds[0],
        "{\"x\":[\"SECRET1\",{\"y\":\"SECRET2\"},[[\"SECRET3\"]],[]],\"z\":{},\"a\":\"SECRET4\"}",
        &member, SGP_OK);
    cJSON_InitHooks(NULL);
    assert_int_equal(unwiped, 0);
}

static void json_is_written(void **state)
{
    const sgp_document_member members[] = {
        { "one", SGP_DOCUMENT_MEMBER_TEXT, { "a\"\xC3\xA9\n", 5 } },
        { "none", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
        { "two", SGP_DOCUMENT_MEMBER_NUMBER, { "12", 2 } }
    };
    const sgp_document_member bad = { "one", SGP_DOCUMENT_MEMBER_TEXT, { "\xFF", 1 } };
    sgp_document_parser *json = sgp_json_document_parser();
    sgp_str out;
    sgp_arena *arena;

    (void)state;
    arena = new_arena(NULL);
    assert_int_equal(json->type->write(json, members, 3, arena, &out, NULL), SGP_OK);
    assert_str(out, "{\"one\": \"a\\\"\\u00e9\\n\", \"two\": 12}");
    assert_int_equal(json->type->write(json, members, 0, arena, &out, NULL), SGP_OK);
    assert_str(out, "{}");
    assert_int_equal(json->type->write(json, &bad, 1, arena, &out, NULL), SGP_ERR_USAGE);
    sgp_arena_free(arena);
}

/* The bytes around the values stay: blanks, order, unknown members, duplicates, escapes. */
static void json_values_are_replaced_and_all_other_bytes_stay(void **state)
{
    static const char text[] = "{ \"a\" : {\"b\":\"old\\\"\",\"x\":[1, 2.50]},\n\"n\":7, \"a\":"
                               "{\"b\":\"\\u00e9\", \"y\":null}, \"id\" : \"\\/\" }\n";
    const sgp_document_member members[] = {
        { "n", SGP_DOCUMENT_MEMBER_TEXT, { "new \"\n", 6 } },
        { "a.b", SGP_DOCUMENT_MEMBER_TEXT, { "longer than before", 18 } },
        { "id", SGP_DOCUMENT_MEMBER_NUMBER, { "12", 2 } }
    };
    sgp_document_parser *json = sgp_json_document_parser();
    sgp_arena *arena = new_arena(NULL);
    sgp_str out;

    (void)state;
    assert_int_equal(json->type->replace(json, sgp_str_from(text), members, 3, arena, &out, NULL),
                     SGP_OK);
    assert_str(out, "{ \"a\" : {\"b\":\"old\\\"\",\"x\":[1, 2.50]},\n\"n\":\"new \\\"\\n\", \"a\":"
                    "{\"b\":\"longer than before\", \"y\":null}, \"id\" : 12 }\n");
    assert_int_equal(json->type->replace(json, sgp_str_from(text), members, 0, arena, &out, NULL),
                     SGP_OK);
    assert_str(out, text);
    sgp_arena_free(arena);
}

static void json_values_that_cannot_be_replaced_are_errors(void **state)
{
    static const struct {
        const char *text, *path, *value;
        sgp_status status;
        const char *message;
    } cases[] = {
        { "{\"a\":{\"b\":1}}", "a.c", "x", SGP_ERR_RESPONSE, "member a.c is missing" },
        { "{\"a\":1}", "a.c", "x", SGP_ERR_RESPONSE, "member a.c is missing" },
        { "{\"a\":1", "a", "x", SGP_ERR_RESPONSE, "byte 6" },
        { "[]", "a", "x", SGP_ERR_RESPONSE, "expected an object" },
        { "{\"a\":1}", "a", "\xFF", SGP_ERR_USAGE, "UTF-8" },
    };

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const sgp_document_member member = { cases[i].path, SGP_DOCUMENT_MEMBER_TEXT,
                                             sgp_str_from(cases[i].value) };
        sgp_document_parser *json = sgp_json_document_parser();
        sgp_arena *arena = new_arena(NULL);
        sgp_error err = TEST_ERROR_INIT;
        sgp_str out;

        assert_int_equal(
            json->type->replace(json, sgp_str_from(cases[i].text), &member, 1, arena, &out, &err),
            cases[i].status);
        assert_non_null(strstr(sgp_error_message(&err), cases[i].message));
        sgp_arena_free(arena);
    }
}

static void a_lack_of_memory_while_replacing_leaves_nothing(void **state)
{
    const sgp_document_member members[] = { { "a", SGP_DOCUMENT_MEMBER_TEXT, { "secret", 6 } },
                                            { "b", SGP_DOCUMENT_MEMBER_TEXT, { "secret", 6 } } };
    sgp_document_parser *json = sgp_json_document_parser();
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int fail_at = 1; status != SGP_OK && fail_at < 50; fail_at++) {
        fail_alloc memory;
        sgp_arena *arena;
        sgp_str out;

        fail_alloc_init(&memory, fail_at);
        arena = new_arena(&memory.api);
        assert_non_null(arena);
        status = json->type->replace(json, sgp_str_from("{\"a\":\"\",\"b\":\"\"}"), members, 2,
                                     arena, &out, NULL);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
        sgp_arena_free(arena);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
    }
    assert_int_equal(status, SGP_OK);
}

static void xml_is_strict(void **state)
{
    static const struct {
        const char *text;
        const char *value; /* NULL: refused */
    } cases[] = {
        { "<r><a><b>1</b><b>2</b></a></r>", "1" },
        { "<r><a><b>x<!-- y --><![CDATA[<z>]]>&amp;</b></a></r>", "x<z>&" },
        { "<r><a><b> x\n</b></a></r>", " x\n" },
        { "<!DOCTYPE r [<!ENTITY e \"x\">]><r><a><b>&e;</b></a></r>", NULL },
        { "<!DOCTYPE r SYSTEM \"file:///etc/passwd\"><r/>", NULL },
        { "<r><a><b>&e;</b></a></r>", NULL },
        { "<r><a></r></a>", NULL },
        { "<r/><r/>", NULL },
        { "<r><a><b>\x01</b></a></r>", NULL },
        { "<r><a><b>\xFF</b></a></r>", NULL },
    };
    sgp_document_parser *xml = sgp_xml_document_parser();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sgp_document_member member = { "a.b", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } };
        sgp_error err = TEST_ERROR_INIT;
        sgp_status status;
        sgp_arena *arena;
        arena = new_arena(NULL);
        status = xml->type->parse(xml, sgp_str_from(cases[i].text), &member, 1, arena, &err);
        assert_int_equal(status, cases[i].value ? SGP_OK : SGP_ERR_RESPONSE);
        if (cases[i].value) assert_str(member.value, cases[i].value);
        sgp_arena_free(arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(has_all_mandatory_slots),
        cmocka_unit_test(members_are_found_by_their_path),
        cmocka_unit_test(garbage_is_refused),
        cmocka_unit_test(a_part_of_a_document_is_refused),
        cmocka_unit_test(a_megabyte_of_garbage_is_refused),
        cmocka_unit_test(every_failed_allocation_is_reported_and_nothing_leaks),
        cmocka_unit_test(json_distinguishes_types),
        cmocka_unit_test(json_is_strict),
        cmocka_unit_test(a_failed_allocation_of_cjson_is_reported),
        cmocka_unit_test(json_texts_are_wiped),
        cmocka_unit_test(json_is_written),
        cmocka_unit_test(json_values_are_replaced_and_all_other_bytes_stay),
        cmocka_unit_test(json_values_that_cannot_be_replaced_are_errors),
        cmocka_unit_test(a_lack_of_memory_while_replacing_leaves_nothing),
        cmocka_unit_test(xml_is_strict),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
