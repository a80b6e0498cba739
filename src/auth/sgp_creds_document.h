/*
 * sgp_creds_document.h - credentials from a JSON or XML document, and the messages of providers.
 */
#ifndef SGP_AUTH_CREDS_DOCUMENT_H
#define SGP_AUTH_CREDS_DOCUMENT_H

#include "sagepager/sys/credentials.h"
#include "sagepager/sys/document_parser.h"

/* Initialises an sgp_document_member that is to be parsed. */
#define SGP__MEMBER(name)                                                                          \
    {                                                                                              \
        .path = (name)                                                                             \
    }

/* The members that hold credentials. */
typedef struct sgp__creds_paths {
    const char *source; /* of the credentials; static */
    const char *access_key_id;
    const char *secret_access_key;
    const char *session_token;
    const char *expiry;
    int is_temporary; /* non-zero: token and expiry are required */
    int expiry_is_ms; /* non-zero: expiry is a number of milliseconds instead of a text */
    int may_be_expired; /* non-zero: an expiry that has passed is accepted */
} sgp__creds_paths;

/* Initialises the paths of most documents. */
#define SGP__CREDS_PATHS(source, prefix, token, is_temporary)                                      \
    {                                                                                              \
        source, prefix "AccessKeyId", prefix "SecretAccessKey", prefix token, prefix "Expiration", \
            is_temporary, 0, 0                                                                     \
    }

/* Calls the parser. Its outcome must not become that of get, because a chain would ask the next
 * provider after SGP_NOT_CONFIGURED. Every outcome but SGP_OK is SGP_ERR_USAGE. */
SGP_MUST_CHECK sgp_status sgp__document_parse(sgp_document_parser *parser, sgp_str text,
                                              sgp_document_member *members, size_t count,
                                              sgp_arena *arena, sgp_error *err);

/* Parses credentials into out; arena holds temporary texts. SGP_ERR_RESPONSE names a member that is
 * missing or has the wrong type, or an expiry that is not after now_us (unless
 * may_be_expired is set). SGP_ERR_LIMIT, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__creds_parse(sgp_document_parser *parser, sgp_str text,
                                           const sgp__creds_paths *paths, int64_t now_us,
                                           sgp_arena *arena, sgp_credentials *out, sgp_error *err);

/* SGP_ERR_RESPONSE unless the member is a text. */
SGP_MUST_CHECK sgp_status sgp__member_text(const sgp_document_member *member, sgp_error *err);

/* Returns a member for a document that is written: a text, or absent if value is. */
sgp_document_member sgp__member_of(const char *path, sgp_str value);

/* Bytes for a time as the AWS CLI writes it in its caches: "2030-01-02T03:04:05Z". */
#define SGP__UTC_TEXT_BYTES 64

/* Writes a time of the years 1..9999 to out and returns its text. */
sgp_str sgp__utc_text(int64_t us, char out[SGP__UTC_TEXT_BYTES]);

/* Non-zero if the member is a text that is not empty. */
int sgp__member_is_text(const sgp_document_member *member);

/* Copies text for a message: truncated, and blanks replace all but printable ASCII. Returns out. */
const char *sgp__excerpt(sgp_str text, char *out, size_t out_bytes);

/* Inserts at most max_bytes of text before the message, with the same replacements. */
void sgp__error_insert_excerpt(sgp_error *err, sgp_str text, size_t max_bytes);

/*
 * Prefixes err with "Error when retrieving credentials from SOURCE" and returns
 * SGP_ERR_CREDENTIALS. Returns SGP_ERR_MEMORY, _PLATFORM, _USAGE and _CRYPTO unchanged and without
 * a prefix.
 */
sgp_status sgp__creds_fail(const char *source, sgp_status status, sgp_error *err);

#endif
