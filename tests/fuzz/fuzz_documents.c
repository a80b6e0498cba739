/*
 * fuzz_documents.c - credential documents: a byte that says JSON ('j') or XML, then the document.
 * Whatever it is: no crash, members of the three kinds with their texts, or a refusal with a
 * message that does not show the document.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "sagepager/builtin.h"

#define MEMBERS 6

static void look_at(const sgp_member *members, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int has_value = members[i].type == SGP_MEMBER_TEXT || members[i].type == SGP_MEMBER_NUMBER;
        REQUIRE((members[i].value.ptr != NULL) == has_value);
        if (has_value) REQUIRE(members[i].value.ptr[members[i].value.len] == '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_member members[MEMBERS] = {
        { "AccessKeyId", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "Expiration", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "roleCredentials.expiration", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "AssumeRoleResult.Credentials.AccessKeyId", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "Error.Code", SGP_MEMBER_ABSENT, { NULL, 0 } },
        { "a.b.c", SGP_MEMBER_ABSENT, { NULL, 0 } },
    };
    sgp_documents documents;
    sgp_error err = SGP_ERROR_INIT;
    sgp_arena arena;
    sgp_status status;
    sgp_str text;
    char *copy;

    if (size == 0) return 0;
    copy = calloc(1, size); /* NUL-terminated, as bodies are */
    if (!copy) return 0;
    memcpy(copy, data + 1, size - 1);
    text.ptr = copy;
    text.len = size - 1;
    documents = data[0] == 'j' ? sgp_json_documents() : sgp_xml_documents();
    sgp_arena_init(&arena, NULL, 4 * SGP_DOCUMENT_BYTES_MAX);
    status = documents.read(NULL, text, members, MEMBERS, &arena, &err);
    REQUIRE(status == SGP_OK || status == SGP_ERR_RESPONSE || status == SGP_ERR_LIMIT);
    REQUIRE((status == SGP_OK) == (err.message[0] == '\0'));
    if (status == SGP_OK) look_at(members, MEMBERS);
    sgp_arena_deinit(&arena);
    free(copy);
    return 0;
}
