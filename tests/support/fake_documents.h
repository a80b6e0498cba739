/*
 * fake_documents.h - an sgp_documents whose documents are lines "path=value"; a value after '#' is
 * a number, one after '?' something else. A document that starts with '!' is none.
 */
#ifndef SGP_TEST_FAKE_DOCUMENTS_H
#define SGP_TEST_FAKE_DOCUMENTS_H

#include "sagepager/sys/documents.h"

#include <stdio.h>
#include <string.h>

static inline sgp_status fake_documents__take(const char *line, size_t len, sgp_member *member,
                                              sgp_arena *arena, sgp_error *err)
{
    member->type = SGP_MEMBER_TEXT;
    if (len > 0 && line[0] == '?') member->type = SGP_MEMBER_OTHER;
    if (len > 0 && line[0] == '#') {
        member->type = SGP_MEMBER_NUMBER;
        line++;
        len--;
    }
    return sgp_arena_copy(arena, line, len, &member->value, err);
}

static inline sgp_status fake_documents__find(const char *text, sgp_member *member,
                                              sgp_arena *arena, sgp_error *err)
{
    size_t path_len = strlen(member->path);

    member->type = SGP_MEMBER_ABSENT;
    member->value = sgp_str_from(NULL);
    while (*text) {
        size_t len = strcspn(text, "\n");
        if (len > path_len && strncmp(text, member->path, path_len) == 0 && text[path_len] == '=')
            return fake_documents__take(text + path_len + 1, len - path_len - 1, member, arena,
                                        err);
        text += len + (text[len] == '\n');
    }
    return SGP_OK;
}

static inline sgp_status fake_documents__read(void *self, sgp_str text, sgp_member *members,
                                              size_t count, sgp_arena *arena, sgp_error *err)
{
    sgp_status status = SGP_OK;

    (void)self;
    if (text.ptr[0] == '!') return sgp_error_set(err, SGP_ERR_RESPONSE, "byte 0: not a document");
    for (size_t i = 0; i < count && status == SGP_OK; i++)
        status = fake_documents__find(text.ptr, &members[i], arena, err);
    return status;
}

static inline sgp_status fake_documents__write(void *self, const sgp_member *members, size_t count,
                                               sgp_arena *arena, sgp_str *out, sgp_error *err)
{
    char text[1024] = "";
    size_t used = 0;

    (void)self;
    for (size_t i = 0; i < count; i++)
        if (members[i].type != SGP_MEMBER_ABSENT)
            used += (size_t)snprintf(text + used, sizeof text - used, "%s=%s\n", members[i].path,
                                     members[i].value.ptr);
    return sgp_arena_copy(arena, text, used, out, err);
}

static inline sgp_documents fake_documents_make(void)
{
    sgp_documents documents = SGP_DOCUMENTS_INIT;

    documents.read = fake_documents__read;
    documents.write = fake_documents__write;
    return documents;
}

#endif
