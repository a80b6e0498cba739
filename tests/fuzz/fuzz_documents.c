/*
 * fuzz_documents.c - credential documents: a byte that says JSON ('j') or XML,
 * then the document. Any input gives members of the three types with their
 * texts, or an error with a message.
 */
#include "fuzz.h"

#include "sagepager/builtin.h"

#include <stdlib.h>
#include <string.h>

#define MEMBERS 6

static void require_members(const sgp_document_member *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int has_value = members[i].type == SGP_DOCUMENT_MEMBER_TEXT ||
                        members[i].type == SGP_DOCUMENT_MEMBER_NUMBER;
        REQUIRE((members[i].value.ptr != NULL) == has_value);
        if (has_value) REQUIRE(members[i].value.ptr[members[i].value.len] == '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_document_member members[MEMBERS] = {
        { "AccessKeyId", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
        { "Expiration", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
        { "roleCredentials.expiration", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
        { "AssumeRoleResult.Credentials.AccessKeyId", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
        { "Error.Code", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
        { "a.b.c", SGP_DOCUMENT_MEMBER_ABSENT, { NULL, 0 } },
    };
    sgp_document_parser *parser;
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena *arena;
    sgp_status status;
    sgp_str text;
    char *copy;

    if (size == 0) return 0;
    copy = calloc(1, size); /* NUL-terminated, as bodies are */
    if (!copy) return 0;
    memcpy(copy, data + 1, size - 1);
    text.ptr = copy;
    text.len = size - 1;
    parser = data[0] == 'j' ? sgp_json_document_parser() : sgp_xml_document_parser();
    REQUIRE(sgp_arena_new(&arena, NULL, 4 * SGP_DOCUMENT_BYTES_MAX, NULL) == SGP_OK);
    status = parser->type->parse(parser, text, members, MEMBERS, arena, &err);
    REQUIRE(status == SGP_OK || status == SGP_ERR_RESPONSE || status == SGP_ERR_LIMIT);
    REQUIRE((status == SGP_OK) == (sgp_error_message(&err)[0] == '\0'));
    if (status == SGP_OK) require_members(members, MEMBERS);
    sgp_arena_free(arena);
    free(copy);
    return 0;
}
