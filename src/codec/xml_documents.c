/*
 * xml_documents.c - sgp_documents on XML (the answers of STS), on expat; the only file that
 * includes its header.
 *
 * An element's value is its text, blanks around it included; elements in it do not count. A
 * document type declaration is refused: with it entities, which nobody needs here, are gone.
 */
#include "sagepager/builtin.h"

#include "buf.h"
#include "err.h"
#include "mem.h"

#include <expat.h>
#include <string.h>

#define DEPTH_MAX SGP_JSON_DEPTH_MAX

/* Expat 2.9 deprecates XML_GetCurrentLineNumber; earlier versions have no other function. */
#if XML_MAJOR_VERSION > 2 || XML_MINOR_VERSION >= 9
#define line_number XML_GetCurrentLineNumber64
#else
#define line_number XML_GetCurrentLineNumber
#endif

typedef struct reader {
    XML_Parser parser;
    sgp_member *members;
    size_t count;
    sgp_arena *arena;
    sgp_error *err;
    sgp_status status;
    int depth;                 /* elements open; the root is the first */
    size_t lengths[DEPTH_MAX]; /* of the path outside each */
    sgp__buf path;             /* of the element that is open, without the root */
    sgp_member *open;          /* the member that is being read */
    sgp__buf text;
} reader;

/* --- memory that is wiped --------------------------------------------------------------------- */

/* Expat keeps pieces of the text, and has no place for an allocator. */


/* Aligned for any type, as what follows it must be. */
typedef union block {
    size_t bytes; /* the whole block's */
    long double align_long_double;
    void *align_pointer;
    int64_t align_int64;
} block;

static void *wiped_malloc(size_t bytes)
{
    block *b = bytes < SIZE_MAX - sizeof *b ? sgp__alloc(NULL, sizeof *b + bytes) : NULL;

    if (!b) return NULL;
    b->bytes = sizeof *b + bytes;
    return b + 1;
}

static void wiped_free(void *ptr)
{
    block *b = ptr ? (block *)ptr - 1 : NULL;

    if (b) sgp__free(NULL, b, b->bytes);
}

static void *wiped_realloc(void *ptr, size_t bytes)
{
    block *b = ptr ? (block *)ptr - 1 : NULL, *moved;

    if (!b) return wiped_malloc(bytes);
    if (bytes >= SIZE_MAX - sizeof *b) return NULL;
    moved = sgp__realloc(NULL, b, b->bytes, sizeof *b + bytes);
    if (!moved) return NULL;
    moved->bytes = sizeof *b + bytes;
    return moved + 1;
}

/* --- events ----------------------------------------------------------------------------------- */

static void stop(reader *r, sgp_status status)
{
    r->status = status;
    (void)XML_StopParser(r->parser, XML_FALSE); /* fails only when it has stopped already */
}

static void refuse(reader *r, const char *what)
{
    stop(r, sgp_error_set(r->err, SGP_ERR_RESPONSE, "line %lu: %s",
                          (unsigned long)line_number(r->parser), what));
}

static sgp_member *find_member(const reader *r)
{
    for (size_t i = 0; i < r->count; i++)
        if (sgp_str_equal(sgp__buf_str(&r->path), sgp_str_from(r->members[i].path)) &&
            r->members[i].type == SGP_MEMBER_ABSENT)
            return &r->members[i];
    return NULL;
}

static void on_start(void *self, const XML_Char *name, const XML_Char **attributes)
{
    reader *r = self;

    (void)attributes;
    if (r->status != SGP_OK) return;
    if (r->depth == DEPTH_MAX) {
        refuse(r, "it is nested too deeply");
        return;
    }
    r->lengths[r->depth] = r->path.len;
    if (r->path.len > 0) sgp__buf_put_char(&r->path, '.');
    if (r->depth++ > 0) sgp__buf_put_text(&r->path, name);
    sgp__buf_reset(&r->text);
    r->open = find_member(r);
}

static void on_text(void *self, const XML_Char *text, int len)
{
    reader *r = self;

    if (r->status == SGP_OK && r->open) sgp__buf_put(&r->text, text, (size_t)len);
}

static void take_text(reader *r)
{
    sgp_str text = sgp__buf_str(&r->text);
    sgp_status status = sgp__buf_check(&r->text, "an element", r->err);

    if (status == SGP_OK)
        status = sgp_arena_copy(r->arena, text.ptr, text.len, &r->open->value, r->err);
    if (status != SGP_OK) {
        stop(r, status);
        return;
    }
    r->open->type = SGP_MEMBER_TEXT;
    r->open = NULL;
}

static void on_end(void *self, const XML_Char *name)
{
    reader *r = self;

    (void)name; /* expat has compared it */
    if (r->status != SGP_OK) return;
    if (r->open) take_text(r);
    r->path.len = r->lengths[--r->depth];
}

static void on_doctype(void *self, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_subset)
{
    (void)name;
    (void)system;
    (void)public;
    (void)has_subset;
    refuse(self, "a document type declaration is not accepted");
}

/* --- the whole -------------------------------------------------------------------------------- */

static void parse(reader *r, sgp_str text)
{
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_start, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    if (XML_Parse(r->parser, text.ptr, (int)text.len, XML_TRUE) == XML_STATUS_OK) return;
    if (r->status != SGP_OK) return;
    if (XML_GetErrorCode(r->parser) == XML_ERROR_NO_MEMORY)
        r->status = sgp__no_memory(r->err);
    else
        refuse(r, XML_ErrorString(XML_GetErrorCode(r->parser)));
}

static sgp_status read_xml(void *self, sgp_str text, sgp_member *members, size_t count,
                           sgp_arena *arena, sgp_error *err)
{
    static const XML_Memory_Handling_Suite memory = { wiped_malloc, wiped_realloc, wiped_free };
    reader r;

    (void)self; /* stateless */
    if (text.len > SGP_DOCUMENT_BYTES_MAX)
        return sgp_error_set(err, SGP_ERR_LIMIT, "it is longer than %d bytes",
                             SGP_DOCUMENT_BYTES_MAX);
    memset(&r, 0, sizeof r);
    for (size_t i = 0; i < count; i++) {
        members[i].type = SGP_MEMBER_ABSENT;
        members[i].value = sgp_str_from(NULL);
    }
    r.members = members;
    r.count = count;
    r.arena = arena;
    r.err = err;
    r.parser = XML_ParserCreate_MM(NULL, &memory, NULL);
    if (!r.parser) return sgp__no_memory(err);
    sgp__buf_init(&r.path, arena->allocator, SGP_DOCUMENT_BYTES_MAX);
    sgp__buf_init(&r.text, arena->allocator, SGP_DOCUMENT_BYTES_MAX);
    parse(&r, text);
    if (r.status == SGP_OK) r.status = sgp__buf_check(&r.path, "an element's path", err);
    sgp__buf_deinit(&r.path);
    sgp__buf_deinit(&r.text);
    XML_ParserFree(r.parser);
    return r.status;
}

sgp_documents sgp_xml_documents(void)
{
    sgp_documents documents = SGP_DOCUMENTS_INIT;

    documents.read = read_xml;
    return documents;
}
