/*
 * The contract of sgp_documents (sys/documents.h), run on JSON, XML and the fake of the unit tests.
 */
#include "test.h"

#include <stdlib.h>

#include "sagepager/builtin.h"

#include "fail_alloc.h"
#include "fake_documents.h"

#define LIMIT 1000000u
#define GARBAGE_BYTES (1024u * 1024u)

typedef struct kind {
    const char *name;
    sgp_documents (*make)(void);
    const char *document; /* a.b is text, a.c is empty */
    const char *garbage;
    int is_whole; /* a document that was cut is none */
} kind;

static const kind kinds[] = {
    { "JSON", sgp_json_documents, "{\"x\": \"no\", \"a\": {\"b\": \"text \\u00e9\", \"c\": \"\"}}",
      "<html>", 1 },
    { "XML", sgp_xml_documents,
      "<?xml version=\"1.0\"?>\n<root xmlns=\"https://x/\"><x>no</x><a><b>text "
      "&#xe9;</b><c/></a></root>\n",
      "{\"a\": 1}", 1 },
    { "fake", fake_documents_make, "x=no\na.b=text \xC3\xA9\na.c=\n", "!", 0 },
};

static void read_one(const kind *k, const char *text, sgp_member *member, sgp_status expected)
{
    sgp_documents documents = k->make();
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena arena;

    sgp_arena_init(&arena, NULL, LIMIT);
    assert_int_equal(documents.read(documents.self, sgp_str_from(text), member, 1, &arena, &err),
                     expected);
    assert_int_equal(err.status, expected);
    if (expected != SGP_OK) assert_int_not_equal(err.message[0], '\0');
    sgp_arena_deinit(&arena);
}

static void members_are_found_by_their_path(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        sgp_member members[] = { { "a.b", SGP_MEMBER_ABSENT, { NULL, 0 } },
                                 { "a.none", SGP_MEMBER_TEXT, { "stale", 5 } },
                                 { "a.c", SGP_MEMBER_ABSENT, { NULL, 0 } },
                                 { "b", SGP_MEMBER_ABSENT, { NULL, 0 } } };
        sgp_documents documents = kinds[i].make();
        sgp_error err = SGP_ERROR_INIT;
        fail_alloc memory;
        sgp_arena arena;

        print_message("  on %s\n", kinds[i].name);
        fail_alloc_init(&memory, -1);
        sgp_arena_init(&arena, &memory.api, LIMIT);
        assert_int_equal(documents.read(documents.self, sgp_str_from(kinds[i].document), members, 4,
                                        &arena, &err),
                         SGP_OK);
        assert_int_equal(members[0].type, SGP_MEMBER_TEXT);
        assert_str(members[0].value, "text \xC3\xA9");
        assert_int_equal(members[1].type, SGP_MEMBER_ABSENT);
        assert_null(members[1].value.ptr);
        assert_int_equal(members[2].type, SGP_MEMBER_TEXT);
        assert_int_equal(members[2].value.len, 0);
        assert_int_equal(members[3].type, SGP_MEMBER_ABSENT);
        sgp_arena_deinit(&arena);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.unwiped, 0);
    }
}

static void what_is_no_document_is_refused(void **state)
{
    sgp_member member = { "a.b", SGP_MEMBER_ABSENT, { NULL, 0 } };

    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        print_message("  on %s\n", kinds[i].name);
        read_one(&kinds[i], kinds[i].garbage, &member, SGP_ERR_RESPONSE);
    }
}

static void a_document_cut_anywhere_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        size_t len = strlen(kinds[i].document) - 1; /* XML's ends in a newline */
        for (size_t cut = 0; kinds[i].is_whole && cut < len; cut++) {
            sgp_member member = { "a.b", SGP_MEMBER_ABSENT, { NULL, 0 } };
            char text[256] = "";
            memcpy(text, kinds[i].document, cut);
            read_one(&kinds[i], text, &member, SGP_ERR_RESPONSE);
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
            sgp_member member = { "a.b", SGP_MEMBER_ABSENT, { NULL, 0 } };
            sgp_documents documents = kinds[i].make();
            sgp_error err = SGP_ERROR_INIT;
            sgp_arena arena;
            sgp_status status;
            sgp_arena_init(&arena, NULL, LIMIT);
            status = documents.read(documents.self, sgp_str_from(text), &member, 1, &arena, &err);
            assert_true(status == SGP_ERR_RESPONSE || status == SGP_ERR_LIMIT);
            sgp_arena_deinit(&arena);
        }
    }
    free(text);
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        sgp_status status = SGP_ERR_MEMORY;
        for (int fail_at = 0; fail_at < 50 && status != SGP_OK; fail_at++) {
            sgp_member member = { "a.b", SGP_MEMBER_ABSENT, { NULL, 0 } };
            sgp_documents documents = kinds[i].make();
            fail_alloc memory;
            sgp_arena arena;
            fail_alloc_init(&memory, fail_at);
            sgp_arena_init(&arena, &memory.api, LIMIT);
            status = documents.read(documents.self, sgp_str_from(kinds[i].document), &member, 1,
                                    &arena, NULL);
            if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
            sgp_arena_deinit(&arena);
            assert_int_equal(memory.live_blocks, 0);
        }
        assert_int_equal(status, SGP_OK);
    }
}

/* --- of one kind only ------------------------------------------------------------------------- */

static void json_tells_kinds_apart(void **state)
{
    static const struct {
        const char *text;
        sgp_member_type type;
        const char *value;
    } cases[] = {
        { "{\"a\":{\"b\":1614230400123}}", SGP_MEMBER_NUMBER, "1614230400123" },
        { "{\"a\":{\"b\":null}}", SGP_MEMBER_ABSENT, NULL },
        { "{\"a\":{\"b\":[1]}}", SGP_MEMBER_OTHER, NULL },
        { "{\"a\":{\"b\":true}}", SGP_MEMBER_OTHER, NULL },
        { "{\"a\":\"b\"}", SGP_MEMBER_ABSENT, NULL },
        { "{\"a\":{\"b\":\"1\",\"b\":\"2\"}}", SGP_MEMBER_TEXT, "2" },
        { "{\"A\":{\"b\":\"1\"}}", SGP_MEMBER_ABSENT, NULL },
    };
    sgp_documents json = sgp_json_documents();
    sgp_member list = { "a", SGP_MEMBER_ABSENT, { NULL, 0 } };
    sgp_arena arena;

    (void)state;
    sgp_arena_init(&arena, NULL, LIMIT);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sgp_member member = { "a.b", SGP_MEMBER_ABSENT, { NULL, 0 } };
        assert_int_equal(json.read(NULL, sgp_str_from(cases[i].text), &member, 1, &arena, NULL),
                         SGP_OK);
        assert_int_equal(member.type, cases[i].type);
        if (cases[i].value)
            assert_str(member.value, cases[i].value);
        else
            assert_null(member.value.ptr);
    }
    sgp_arena_deinit(&arena);
    read_one(&kinds[0], "[\"a\"]", &list, SGP_ERR_RESPONSE);
}

static void json_is_written(void **state)
{
    const sgp_member members[] = { { "one", SGP_MEMBER_TEXT, { "a\"\xC3\xA9\n", 5 } },
                                   { "none", SGP_MEMBER_ABSENT, { NULL, 0 } },
                                   { "two", SGP_MEMBER_NUMBER, { "12", 2 } } };
    const sgp_member bad = { "one", SGP_MEMBER_TEXT, { "\xFF", 1 } };
    sgp_documents json = sgp_json_documents();
    sgp_str out;
    sgp_arena arena;

    (void)state;
    sgp_arena_init(&arena, NULL, LIMIT);
    assert_int_equal(json.write(NULL, members, 3, &arena, &out, NULL), SGP_OK);
    assert_str(out, "{\"one\": \"a\\\"\\u00e9\\n\", \"two\": 12}");
    assert_int_equal(json.write(NULL, members, 0, &arena, &out, NULL), SGP_OK);
    assert_str(out, "{}");
    assert_int_equal(json.write(NULL, &bad, 1, &arena, &out, NULL), SGP_ERR_USAGE);
    sgp_arena_deinit(&arena);
}

static void xml_has_its_own_traps(void **state)
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
    sgp_documents xml = sgp_xml_documents();

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        sgp_member member = { "a.b", SGP_MEMBER_ABSENT, { NULL, 0 } };
        sgp_error err = SGP_ERROR_INIT;
        sgp_status status;
        sgp_arena arena;
        sgp_arena_init(&arena, NULL, LIMIT);
        status = xml.read(NULL, sgp_str_from(cases[i].text), &member, 1, &arena, &err);
        assert_int_equal(status, cases[i].value ? SGP_OK : SGP_ERR_RESPONSE);
        if (cases[i].value) assert_str(member.value, cases[i].value);
        sgp_arena_deinit(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_are_found_by_their_path),
        cmocka_unit_test(what_is_no_document_is_refused),
        cmocka_unit_test(a_document_cut_anywhere_is_refused),
        cmocka_unit_test(a_megabyte_of_garbage_is_refused),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
        cmocka_unit_test(json_tells_kinds_apart),
        cmocka_unit_test(json_is_written),
        cmocka_unit_test(xml_has_its_own_traps),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
