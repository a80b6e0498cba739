/*
 * fake_document_parser.h - an sgp_document_parser whose documents are lines
 * "path=value". A value that starts with '#' is a number, one that starts with
 * '?' has another type. Text that starts with '!' is not a document.
 */
#ifndef SGP_TEST_FAKE_DOCUMENT_PARSER_H
#define SGP_TEST_FAKE_DOCUMENT_PARSER_H

#include "sagepager/sys/document_parser.h"

#include <stdio.h>
#include <string.h>

static inline sgp_status fake_document_parser__take(const char *line, size_t len,
                                                    sgp_document_member *member, sgp_arena *arena,
                                                    sgp_error *err)
{
    member->type = SGP_DOCUMENT_MEMBER_TEXT;
    if (len > 0 && line[0] == '?') member->type = SGP_DOCUMENT_MEMBER_OTHER;
    if (len > 0 && line[0] == '#') {
        member->type = SGP_DOCUMENT_MEMBER_NUMBER;
        line++;
        len--;
    }
    return sgp_arena_copy(arena, line, len, &member->value, err);
}

static inline sgp_status fake_document_parser__find(const char *text, sgp_document_member *member,
                                                    sgp_arena *arena, sgp_error *err)
{
    size_t path_len = strlen(member->path);

    member->type = SGP_DOCUMENT_MEMBER_ABSENT;
    member->value = sgp_str_from(NULL);
    while (*text) {
        size_t len = strcspn(text, "\n");
        if (len > path_len && strncmp(text, member->path, path_len) == 0 && text[path_len] == '=')
            return fake_document_parser__take(text + path_len + 1, len - path_len - 1, member,
                                              arena, err);
        text += len + (text[len] == '\n');
    }
    return SGP_OK;
}

static inline sgp_status fake_document_parser__parse(sgp_document_parser *self, sgp_str text,
                                                     sgp_document_member *members, size_t count,
                                                     sgp_arena *arena, sgp_error *err)
{
    sgp_status status = SGP_OK;

    (void)self;
    if (text.ptr[0] == '!') return sgp_error_set(err, SGP_ERR_RESPONSE, "byte 0: not a document");
    for (size_t i = 0; i < count && status == SGP_OK; i++)
        status = fake_document_parser__find(text.ptr, &members[i], arena, err);
    return status;
}

static inline sgp_status fake_document_parser__write(sgp_document_parser *self,
                                                     const sgp_document_member *members,
                                                     size_t count, sgp_arena *arena, sgp_str *out,
                                                     sgp_error *err)
{
    char text[1024] = "";
    size_t used = 0;

    (void)self;
    for (size_t i = 0; i < count; i++) {
        if (members[i].type == SGP_DOCUMENT_MEMBER_ABSENT) continue;
        if (members[i].type == SGP_DOCUMENT_MEMBER_OTHER)
            return sgp_error_set(err, SGP_ERR_USAGE, "%s has no value", members[i].path);
        used += (size_t)snprintf(text + used, sizeof text - used, "%s=%s\n", members[i].path,
                                 members[i].value.ptr);
        if (used >= sizeof text)
            return sgp_error_set(err, SGP_ERR_LIMIT, "the document is too long");
    }
    return sgp_arena_copy(arena, text, used, out, err);
}

static inline sgp_status fake_document_parser__replace(sgp_document_parser *self, sgp_str text,
                                                       const sgp_document_member *members,
                                                       size_t count, sgp_arena *arena, sgp_str *out,
                                                       sgp_error *err)
{
    char copy[2048];
    const char *at = text.ptr;
    size_t used = 0, found = 0;

    (void)self;
    while (*at && used < sizeof copy / 2) {
        size_t len = strcspn(at, "\n"), i = 0, name = strcspn(at, "=");
        while (i < count && (strlen(members[i].path) != name || strncmp(members[i].path, at, name)))
            i++;
        used += i < count ? (size_t)snprintf(copy + used, 512, "%s=%s\n", members[i].path,
                                             members[i].value.ptr)
                          : (size_t)snprintf(copy + used, 512, "%.*s\n", (int)len, at);
        found += i < count;
        at += len + (at[len] == '\n');
    }
    if (found < count) return sgp_error_set(err, SGP_ERR_RESPONSE, "a member is missing");
    return sgp_arena_copy(arena, copy, used, out, err);
}

static inline sgp_document_parser *fake_document_parser_make(void)
{
    static const sgp_document_parser_type type = { sizeof type,
                                                   "fake_document_parser",
                                                   fake_document_parser__parse,
                                                   fake_document_parser__write,
                                                   NULL,
                                                   fake_document_parser__replace };
    static sgp_document_parser parser = { &type };

    return &parser;
}

#endif
