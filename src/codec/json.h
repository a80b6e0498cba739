/*
 * json.h - how the codec reads and writes JSON, whatever library does the reading.
 *
 * Reading is json_cjson.c and what any library shares, json_value.c; writing is json_write.c. Knows
 * nothing of AWS. Values are views into their document and live as long as it.
 */
#ifndef SGP_CODEC_JSON_H
#define SGP_CODEC_JSON_H

#include "buf.h"
#include "sagepager/base.h"

typedef enum sgp__json_type {
    SGP__JSON_NULL,
    SGP__JSON_BOOL,
    SGP__JSON_NUMBER,
    SGP__JSON_STRING,
    SGP__JSON_LIST,
    SGP__JSON_OBJECT
} sgp__json_type;

typedef struct sgp__json_value sgp__json_value;

/* A parsed text. Zero-initialised it is empty and may be deinitialised. */
typedef struct sgp__json {
    void *tree; /* private */
} sgp__json;

/*
 * Parses text, which must be strict JSON. SGP_ERR_RESPONSE "byte 12: expected ':'" when it is not;
 * SGP_ERR_MEMORY. The document must be deinitialised whatever came out.
 */
SGP_MUST_CHECK sgp_status sgp__json_parse(sgp__json *json, sgp_str text,
                                          const sgp_allocator *allocator, sgp_error *err);
void sgp__json_deinit(sgp__json *json);

/* Overwrites the texts in a document that may hold secrets; it can only be deinitialised then. */
void sgp__json_wipe(sgp__json *json);

const sgp__json_value *sgp__json_root(const sgp__json *json);
sgp__json_type sgp__json_type_of(const sgp__json_value *value);

/* "a string", "null", ... for messages. */
const char *sgp__json_type_name(const sgp__json_value *value);

/* The member of that name, case counting, the last one of several as in Python's json.loads; NULL
 * when there is none. name holds no control character. object may be any value. */
const sgp__json_value *sgp__json_member(const sgp__json_value *object, const char *name);

/* Walks over the elements of a list or the members of an object; NULL after the last. */
const sgp__json_value *sgp__json_first(const sgp__json_value *container);
const sgp__json_value *sgp__json_next(const sgp__json_value *value);
size_t sgp__json_count(const sgp__json_value *container);

/* Non-zero when a later member of the same object has the same name and so hides this one. */
int sgp__json_is_hidden(const sgp__json_value *member);

int sgp__json_is_true(const sgp__json_value *value);

/* A number as it is written. Lives as long as the document. */
sgp_str sgp__json_number(const sgp__json_value *number);

/* Non-zero when a number is written without fraction and exponent: Python's int, not its float. */
int sgp__json_is_integer(const sgp__json_value *number);

/* The exact value of such a number; zero when it does not fit. */
int sgp__json_integer(const sgp__json_value *number, int64_t *out);

/* The same of a number's text, wherever it was read. */
int sgp__json_is_whole(sgp_str number);
int sgp__json_whole(sgp_str digits, int64_t *out);

/* Copies the decoded text of a string, or the name of an object's member, into arena. It may hold
 * NULs. SGP_ERR_MEMORY, SGP_ERR_LIMIT. */
SGP_MUST_CHECK sgp_status sgp__json_text(const sgp__json_value *string, sgp_arena *arena,
                                         sgp_str *out, sgp_error *err);
SGP_MUST_CHECK sgp_status sgp__json_name(const sgp__json_value *member, sgp_arena *arena,
                                         sgp_str *out, sgp_error *err);

/*
 * Appends text as a JSON string in quotes, byte for byte as Python's json.dumps does by default:
 * all but ASCII as lower-case \uXXXX. Returns zero, having put a part, when text is not valid
 * UTF-8.
 */
SGP_MUST_CHECK int sgp__json_put_string(sgp__buf *out, sgp_str text);

#endif
