/*
 * sagepager/sys/documents.h - implement this to bring your own reader of credential documents.
 *
 * Credentials come as small JSON or XML documents (containers, instances, programs, STS, SSO, AWS
 * IoT). A provider names the members it wants; whoever implements this finds them. Shipped:
 * sgp_json_documents, sgp_xml_documents (builtin.h). Headers under sys/ may change in a minor
 * release, with a note in the changelog.
 */
#ifndef SAGEPAGER_SYS_DOCUMENTS_H
#define SAGEPAGER_SYS_DOCUMENTS_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What a member turned out to be. */
typedef enum sgp_member_type {
    SGP_MEMBER_ABSENT, /* not there, or null */
    SGP_MEMBER_TEXT,
    SGP_MEMBER_NUMBER, /* value is the number as it is written */
    SGP_MEMBER_OTHER   /* a list, an object, true, false: no value */
} sgp_member_type;

/*
 * One member of a document. path are the names from the root inwards with '.' between them:
 * "roleCredentials.accessKeyId". The root itself, an XML document's outermost element, has no part
 * in it. Names count their case. Of several members of one name JSON takes the last, XML the first.
 */
typedef struct sgp_member {
    const char *path;
    sgp_member_type type;
    sgp_str value;
} sgp_member;

/* Ownership of self as in sgp_http: only if destroy is set, only after a constructor succeeded. */
typedef struct sgp_documents {
    size_t size;
    void *self;
    /*
     * Mandatory. Fills type and value of each of count members, whose path is set; values live in
     * arena. SGP_ERR_RESPONSE with a message that says where ("byte 12: expected ':'") when text is
     * no document; it never shows text, which may be a secret. SGP_ERR_LIMIT, SGP_ERR_MEMORY.
     */
    sgp_status (*read)(void *self, sgp_str text, sgp_member *members, size_t count,
                       sgp_arena *arena, sgp_error *err);
    /*
     * Optional. Writes a document with these members, in their order, into arena, NUL-terminated.
     * Paths have one name each; absent members are left out. SGP_ERR_USAGE for any other kind and
     * for a text that is not UTF-8, SGP_ERR_LIMIT, SGP_ERR_MEMORY.
     */
    sgp_status (*write)(void *self, const sgp_member *members, size_t count, sgp_arena *arena,
                        sgp_str *out, sgp_error *err);
    /* Optional. Frees self. */
    void (*destroy)(void *self);
} sgp_documents;

#define SGP_DOCUMENTS_INIT { sizeof(sgp_documents), NULL, NULL, NULL, NULL }

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_DOCUMENTS_H */
