/*
 * xml_documents.c - sgp_document_parser for XML (the responses of STS), on
 * expat; the only file that includes its header.
 *
 * An element's value is its text, including blanks at both ends. An element
 * that contains elements has no value. A document type declaration is refused,
 * so there are no entities.
 */
#include "sagepager/builtin.h"

#include "sgp_arena.h"
#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_mem.h"

#include <expat.h>
#include <string.h>

#define DEPTH_MAX SGP_JSON_DEPTH_MAX

/* Expat 2.9 deprecates XML_GetCurrentLineNumber; earlier versions have no other
 * function. */
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 9
#define line_number XML_GetCurrentLineNumber64
#else
#define line_number XML_GetCurrentLineNumber
#endif

typedef struct xml_parser {
    XML_Parser expat;
    sgp_document_member *members;
    size_t count;
    sgp_arena *arena;
    sgp_error *err;
    sgp_status status;
    int depth;                   /* of open elements, the root included */
    uint32_t lengths[DEPTH_MAX]; /* of `path` before each open element */
    sgp__buf path;               /* of the innermost open element, without the root */
    sgp_document_member *open;   /* the member that is being parsed */
    sgp__buf text;
} xml_parser;

/* --- memory that is wiped --------------------------------------------------------------------- */

/* Expat copies the text, so its memory is wiped before it is freed. Its memory
 * functions get no context, so they cannot use the caller's allocator. */

/* As wide as an alignment, so that the memory behind it is aligned too. */
typedef union xml_block {
    size_t bytes; /* of the whole block */
    char padded[SGP__ALIGN_BYTES];
} xml_block;

static void *wiped_malloc(size_t bytes)
{
    xml_block *b = bytes < SIZE_MAX - sizeof *b ? sgp__alloc(NULL, sizeof *b + bytes) : NULL;

    if (!b) return NULL;
    b->bytes = sizeof *b + bytes;
    return b + 1;
}

static void wiped_free(void *ptr)
{
    xml_block *b = ptr ? (xml_block *)ptr - 1 : NULL;

    if (b) sgp__free(NULL, b, b->bytes);
}

static void *wiped_realloc(void *ptr, size_t bytes)
{
    xml_block *b = ptr ? (xml_block *)ptr - 1 : NULL, *moved;

    if (!b) return wiped_malloc(bytes);
    if (bytes >= SIZE_MAX - sizeof *b) return NULL;
    moved = sgp__realloc(NULL, b, b->bytes, sizeof *b + bytes);
    if (!moved) return NULL;
    moved->bytes = sizeof *b + bytes;
    return moved + 1;
}

/* --- events ----------------------------------------------------------------------------------- */

static void stop(xml_parser *p, sgp_status status)
{
    p->status = status;
    (void)XML_StopParser(p->expat, XML_FALSE); /* fails only if it is stopped already */
}

static void xml_refuse(xml_parser *p, const char *what)
{
    stop(p, SGP__FAIL(p->err, SGP_ERR_RESPONSE, 3024, "line %lu: %s",
                      (unsigned long)line_number(p->expat), what));
}

static sgp_document_member *xml_find_member(const xml_parser *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (sgp_str_equal(sgp__buf_str(&p->path), sgp_str_from(p->members[i].path)) &&
            p->members[i].type == SGP_DOCUMENT_MEMBER_ABSENT)
            return &p->members[i];
    return NULL;
}

static void on_start(void *self, const XML_Char *name, const XML_Char **attributes)
{
    xml_parser *p = self;

    (void)attributes;
    if (p->status != SGP_OK) return;
    if (p->depth == DEPTH_MAX) {
        xml_refuse(p, "it is nested too deeply");
        return;
    }
    p->lengths[p->depth] = (uint32_t)p->path.len;
    if (p->path.len > 0) sgp__buf_put_char(&p->path, '.');
    if (p->depth++ > 0) sgp__buf_put_text(&p->path, name);
    sgp__buf_reset(&p->text);
    p->open = xml_find_member(p);
}

static void on_text(void *self, const XML_Char *text, int len)
{
    xml_parser *p = self;

    if (p->status == SGP_OK && p->open) sgp__buf_put(&p->text, text, (size_t)len);
}

static void xml_copy_text(xml_parser *p)
{
    sgp_str text = sgp__buf_str(&p->text);
    sgp_status status = SGP__BUF_CHECK(&p->text, 3035, "an element", p->err);

    if (status == SGP_OK)
        status = sgp_arena_copy(p->arena, text.ptr, text.len, &p->open->value, p->err);
    if (status != SGP_OK) {
        stop(p, status);
        return;
    }
    p->open->type = SGP_DOCUMENT_MEMBER_TEXT;
    p->open = NULL;
}

static void on_end(void *self, const XML_Char *name)
{
    xml_parser *p = self;

    (void)name; /* expat compares it */
    if (p->status != SGP_OK) return;
    if (p->open) xml_copy_text(p);
    p->path.len = p->lengths[--p->depth];
}

static void on_doctype(void *self, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    xml_refuse(self, "a document type declaration is not accepted");
}

/* --- the whole -------------------------------------------------------------------------------- */

static void xml_parse(xml_parser *p, sgp_str text)
{
    XML_SetUserData(p->expat, p);
    XML_SetElementHandler(p->expat, on_start, on_end);
    XML_SetCharacterDataHandler(p->expat, on_text);
    XML_SetStartDoctypeDeclHandler(p->expat, on_doctype);
    if (XML_Parse(p->expat, text.ptr, (int)text.len, XML_TRUE) == XML_STATUS_OK) return;
    if (p->status != SGP_OK) return;
    if (XML_GetErrorCode(p->expat) == XML_ERROR_NO_MEMORY)
        p->status = sgp__no_memory(p->err);
    else
        xml_refuse(p, XML_ErrorString(XML_GetErrorCode(p->expat)));
}

static sgp_status xml_parse_document(sgp_document_parser *parser, sgp_str text,
                                     sgp_document_member *members, size_t count, sgp_arena *arena,
                                     sgp_error *err)
{
    static const XML_Memory_Handling_Suite memory = { wiped_malloc, wiped_realloc, wiped_free };
    xml_parser p;

    (void)parser;
    if (text.len > SGP_DOCUMENT_BYTES_MAX)
        return SGP__FAIL(err, SGP_ERR_LIMIT, 3025, "it is longer than %d bytes",
                         SGP_DOCUMENT_BYTES_MAX);
    memset(&p, 0, sizeof p);
    for (size_t i = 0; i < count; i++) {
        members[i].type = SGP_DOCUMENT_MEMBER_ABSENT;
        members[i].value = sgp_str_from(NULL);
    }
    p.members = members;
    p.count = count;
    p.arena = arena;
    p.err = err;
    p.expat = XML_ParserCreate_MM(NULL, &memory, NULL);
    if (!p.expat) return sgp__no_memory(err);
    sgp__buf_init(&p.path, arena->allocator, SGP_DOCUMENT_BYTES_MAX);
    sgp__buf_init(&p.text, arena->allocator, SGP_DOCUMENT_BYTES_MAX);
    xml_parse(&p, text);
    if (p.status == SGP_OK) p.status = SGP__BUF_CHECK(&p.path, 3036, "an element's path", err);
    sgp__buf_deinit(&p.path);
    sgp__buf_deinit(&p.text);
    XML_ParserFree(p.expat);
    return p.status;
}

sgp_document_parser *sgp_xml_document_parser(void)
{
    static const sgp_document_parser_type type = { sizeof type, "xml", xml_parse_document,
                                                   NULL,        NULL,  NULL };
    static const sgp_document_parser parser = { &type };

    return (sgp_document_parser *)&parser; /* no slot writes to it */
}
