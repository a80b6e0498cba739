/*
 * sagepager/sys/document_parser.h - implement sgp_document_parser to replace the parser of
 * credential documents.
 *
 * Containers, instances, programs, STS, SSO and AWS IoT return credentials as small
 * JSON or XML documents. A provider names the members that it needs; the parser finds
 * them.
 * Shipped: sgp_json_document_parser, sgp_xml_document_parser (builtin.h).
 */
#ifndef SAGEPAGER_SYS_DOCUMENT_PARSER_H
#define SAGEPAGER_SYS_DOCUMENT_PARSER_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Type of a member's value. */
typedef enum sgp_document_member_type {
    SGP_DOCUMENT_MEMBER_ABSENT, /* missing or null */
    SGP_DOCUMENT_MEMBER_TEXT,
    SGP_DOCUMENT_MEMBER_NUMBER, /* value is the number as written */
    SGP_DOCUMENT_MEMBER_OTHER   /* list, object, true or false; value is absent */
} sgp_document_member_type;

/*
 * One member of a document. `path` has the names from the root inwards, joined by '.':
 * "roleCredentials.accessKeyId". It does not name the root itself, such as an XML
 * document's outermost element. Names are case-sensitive. If several members have the same
 * name, the last one counts in JSON, the first one in XML. Frozen at 1.0, because it is
 * passed in arrays.
 */
typedef struct sgp_document_member {
    const char *path;
    sgp_document_member_type type;
    sgp_str value;
} sgp_document_member;

/* A document parser. Ownership as described in sys/http.h. */
typedef struct sgp_document_parser sgp_document_parser;

typedef struct sgp_document_parser_type {
    size_t size;      /* sizeof(sgp_document_parser_type) where it was compiled */
    const char *name; /* "json"; static */
    /*
     * Mandatory. Finds the `count` members by their paths and sets their type and value.
     * Values live in arena. SGP_ERR_RESPONSE if `text` is not a document. The message names
     * the position ("byte 12: expected ':'") and never quotes `text`, which may be a secret.
     * SGP_ERR_LIMIT, SGP_ERR_MEMORY.
     */
    sgp_status (*parse)(sgp_document_parser *parser, sgp_str text, sgp_document_member *members,
                        size_t count, sgp_arena *arena, sgp_error *err);
    /*
     * Optional. Writes a document with these members, in their order, into arena and stores
     * it in *out, NUL-terminated. Each path is a single name. Members are texts or numbers;
     * absent ones are not written. SGP_ERR_USAGE for other types and for a text that is not
     * UTF-8, SGP_ERR_LIMIT, SGP_ERR_MEMORY.
     */
    sgp_status (*write)(sgp_document_parser *parser, const sgp_document_member *members,
                        size_t count, sgp_arena *arena, sgp_str *out, sgp_error *err);
    /* Optional. Frees the object. */
    void (*destroy)(sgp_document_parser *parser);
    /*
     * Optional. Copies the document `text` into arena with new values of these members, and stores
     * the copy in *out, NUL-terminated. All other bytes stay as they are. Members are texts or
     * numbers. If several members have the same name, the one that parse finds is replaced.
     * SGP_ERR_RESPONSE if `text` is not a document or has not all of these members; the message
     * never quotes `text`. SGP_ERR_USAGE as for write, SGP_ERR_LIMIT, SGP_ERR_MEMORY.
     */
    sgp_status (*replace)(sgp_document_parser *parser, sgp_str text,
                          const sgp_document_member *members, size_t count, sgp_arena *arena,
                          sgp_str *out, sgp_error *err);
} sgp_document_parser_type;

struct sgp_document_parser {
    const sgp_document_parser_type *type;
};

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_SYS_DOCUMENT_PARSER_H */
