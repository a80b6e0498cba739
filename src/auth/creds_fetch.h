/*
 * creds_fetch.h - what credentials providers that ask somebody over HTTP have in common: the parts
 * they are made of, one exchange with its tries, and a document into credentials.
 */
#ifndef SGP_AUTH_CREDS_FETCH_H
#define SGP_AUTH_CREDS_FETCH_H

#include "sagepager/builtin.h"

#include "buf.h"
#include "err.h"
#include "trace.h"

/* How often and how long one exchange is tried. */
typedef struct sgp__fetch_policy {
    int attempts;
    int64_t timeout_us; /* of each */
    int64_t pause_us;   /* between two */
    /* Non-zero when an answer is worth another try; broken connections always are. */
    int (*is_retried)(const sgp_http_response *response);
} sgp__fetch_policy;

/* The first member of a provider's state. `source` names it in messages and in the credentials
 * ("container-role", botocore's method); static. */
typedef struct sgp__fetch {
    const char *source;
    size_t bytes; /* of the provider's whole state */
    /* Optional; what a provider has beside this struct. */
    int (*on_wants)(void *self, sgp_wants *out); /* zero: the exchange is what is waited for */
    void (*on_reset)(void *self);
    void (*on_destroy)(void *self);
    int has_looked; /* at a file's permissions */
    const sgp_allocator *allocator;
    sgp_http http;
    sgp_documents documents;
    sgp_platform platform;
    sgp_trace trace;
    sgp_arena texts; /* settings, for as long as the provider lives */

    /* The exchange under way. */
    sgp_http_request request;
    sgp_http_response response;
    int is_under_way;
    int attempts;
    int64_t resume_at_us; /* the pause ends; 0: none */
    sgp_deadline limit;   /* of the attempt */
} sgp__fetch;

/*
 * Begins a constructor: the state of a provider, `bytes` zeroed, an sgp__fetch first, with copies
 * of the parts. SGP_ERR_USAGE names the constructor. Follow it by sgp__fetch_offer.
 */
SGP_MUST_CHECK sgp_status sgp__fetch_new(const sgp_credentials_provider *out, void **self,
                                         size_t bytes, const char *source,
                                         const sgp_creds_parts *parts, const char *constructor,
                                         sgp_error *err);

/* Ends a constructor: with SGP_OK out becomes the provider, which owns its parts from then on; with
 * anything else self is freed and the parts stay the caller's. Returns status. */
sgp_status sgp__fetch_offer(sgp__fetch *self, sgp_status status,
                            sgp_status (*get)(void *self, int64_t now_us, sgp_credentials *out,
                                              sgp_deadline deadline, sgp_error *err),
                            sgp_credentials_provider *out);

/* Copies a caller's options struct into one of ours; SGP_ERR_USAGE for NULL. */
SGP_MUST_CHECK sgp_status sgp__options_copy(void *ours, size_t bytes, const void *theirs,
                                            const char *constructor, sgp_error *err);

/* Copies a setting; *out stays NULL for NULL. */
SGP_MUST_CHECK sgp_status sgp__fetch_keep(sgp__fetch *fetch, const char *text, const char **out,
                                          sgp_error *err);

/* Begins a request to url, whose path is followed by path (may be ""). `what` names the setting
 * that url is from. */
SGP_MUST_CHECK sgp_status sgp__fetch_begin(sgp__fetch *fetch, const char *method, const char *url,
                                           const char *path, const char *what, sgp_error *err);

/* Makes text the request's body, with its Content-Type. */
SGP_MUST_CHECK sgp_status sgp__fetch_body(sgp__fetch *fetch, const char *content_type, sgp_str text,
                                          sgp_error *err);

/* Runs the request that was begun: SGP_OK with a response of any status; SGP_AGAIN; what the
 * transport said after the last attempt. */
SGP_MUST_CHECK sgp_status sgp__fetch_run(sgp__fetch *fetch, const sgp__fetch_policy *policy,
                                         sgp_deadline deadline, sgp_error *err);

void sgp__fetch_wants(const sgp__fetch *fetch, sgp_wants *out);

/* Forgets request and response; drops an exchange under way. */
void sgp__fetch_reset(sgp__fetch *fetch);

/* What a provider does whose get is one exchange; self is its state. */
typedef struct sgp__fetch_steps {
    const sgp__fetch_policy *policy;
    sgp_status (*begin)(void *self, int64_t now_us, sgp_error *err);
    sgp_status (*judge)(void *self, int64_t now_us, sgp_credentials *out, sgp_error *err);
} sgp__fetch_steps;

/* A whole get. SGP_ERR_CREDENTIALS of the steps stands for itself, in botocore's own words; the
 * rest goes through sgp__fetch_fail. */
SGP_MUST_CHECK sgp_status sgp__fetch_get(sgp__fetch *self, const sgp__fetch_steps *steps,
                                         int64_t now_us, sgp_credentials *out,
                                         sgp_deadline deadline, sgp_error *err);

/* The end of a get: "Error when retrieving credentials from SOURCE: " goes before what err holds,
 * and its status becomes SGP_ERR_CREDENTIALS unless it is about memory, clock or deadline. */
sgp_status sgp__fetch_fail(const sgp__fetch *fetch, sgp_status status, sgp_deadline deadline,
                           sgp_error *err);

/* The same sentence for providers without a fetch. */
sgp_status sgp__creds_fail(const char *source, sgp_status status, sgp_error *err);

/* A piece of an answer for a message: printable ASCII, cut. Returns out. */
const char *sgp__fetch_excerpt(sgp_str body, char *out, size_t out_size);

/* Where in a document credentials are. expiry NULL: there is none. */
typedef struct sgp__creds_paths {
    const char *access_key_id;
    const char *secret_access_key;
    const char *session_token;
    const char *expiry;
    int needs_token;
    int needs_expiry;
    int expiry_is_ms; /* a number of milliseconds instead of a time */
} sgp__creds_paths;

/* Reads credentials from a document: SGP_ERR_RESPONSE names the member that is missing, of the
 * wrong kind, or a time that has passed. */
SGP_MUST_CHECK sgp_status sgp__creds_read(const sgp_documents *documents, sgp_str text,
                                          const sgp__creds_paths *paths, const char *source,
                                          int64_t now_us, sgp_credentials *out, sgp_error *err);

/* The text of one member; SGP_ERR_RESPONSE when it is missing or no text. */
SGP_MUST_CHECK sgp_status sgp__member_text(const sgp_member *member, sgp_error *err);

/* A member that is text and not empty. */
int sgp__member_is_text(const sgp_member *member);

/* Says in the trace, once, that others than its owner may read a file with a secret. */
void sgp__fetch_look_at_file(sgp__fetch *fetch, const char *path);

/* Puts text percent-encoded: all but letters, digits and "-._~"; in forms blanks become '+'
 * (Python's quote and quote_plus). */
void sgp__put_encoded(sgp__buf *out, sgp_str text, int is_form);

#endif
