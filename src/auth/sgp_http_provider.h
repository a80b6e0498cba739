/*
 * sgp_http_provider.h - the base of credentials providers that send HTTP requests.
 *
 * It owns the parts and runs one exchange with its attempts. It never waits: it returns SGP_AGAIN.
 */
#ifndef SGP_AUTH_HTTP_PROVIDER_H
#define SGP_AUTH_HTTP_PROVIDER_H

#include "sagepager/providers.h"

#include "sgp_buf.h"
#include "sgp_creds_document.h"
#include "sgp_err.h"
#include "sgp_http_message.h"
#include "sgp_part.h"
#include "sgp_retry.h"
#include "sgp_trace.h"
#include "sgp_units.h"

/* Secrets of one request that sgp__http_provider_hide knows. */
#define SGP__SECRETS_MAX 2

typedef struct sgp__http_provider sgp__http_provider;

/* The attempts of one exchange. */
typedef struct sgp__http_provider_policy sgp__http_provider_policy;
struct sgp__http_provider_policy {
    int64_t timeout_us; /* of each attempt */
    int attempts;
    int64_t pause_us; /* between two attempts */
    /* Non-zero if this response is retried. For other failures sgp_error.retryable decides. */
    int (*is_retried)(const sgp_http_response *response);
    /* If it is not NULL, it decides instead: it returns the pause before the next attempt, or a
     * negative number if there is none. `status` is that of the exchange. */
    int64_t (*find_pause_us)(sgp__http_provider *p, const sgp__http_provider_policy *policy,
                             sgp_status status, sgp_error *err);
};

/* A text option. An array of them ends with the name NULL. */
typedef struct sgp__text_option {
    const char *name;
    size_t offset; /* in the options */
    int is_required;
    const char *url; /* what the URL is in messages; NULL: the option is not a URL */
} sgp__text_option;

/* The constant properties of one kind of provider. */
typedef struct sgp__http_provider_kind {
    const char *constructor;
    const sgp_credentials_provider_type *type;
    size_t bytes;          /* of the provider */
    size_t options_offset; /* of the options in the provider */
    size_t options_bytes;
    const sgp__text_option *texts;
    sgp_status (*init)(sgp__http_provider *p, sgp_error *err); /* last step of the constructor;
                                                                  may be NULL */
    /* Runs a get that sends several requests. err is not NULL. */
    sgp_status (*run)(sgp__http_provider *p, int64_t now_us, sgp_credentials *out,
                      sgp_deadline deadline, sgp_error *err);
    /* If run is NULL, a get sends one request: `begin` makes it, and `check` checks its
     * response. */
    const sgp__http_provider_policy *policy;
    sgp_status (*begin)(sgp__http_provider *p, int64_t now_us, sgp_error *err);
    sgp_status (*check)(sgp__http_provider *p, int64_t now_us, sgp_credentials *out,
                        sgp_error *err);
} sgp__http_provider_kind;

/* The first member of each provider. The name of its type is botocore's method name
 * ("container-role"). */
struct sgp__http_provider {
    sgp_credentials_provider base;
    const sgp__http_provider_kind *kind;
    const sgp_allocator *allocator;
    sgp_http *http;              /* owned */
    sgp_document_parser *parser; /* owned */
    sgp_platform *platform;
    const sgp_trace *trace;
    int is_clear_text_allowed; /* to any host */
    sgp__retry retry;          /* of calls to AWS services */
    sgp_arena texts;      /* copies of the options */
    int has_checked_file; /* sgp__http_provider_read_file warns once */
    sgp_error own_error;  /* of a get whose caller passes NULL */

    /* The current exchange. */
    sgp__http_request request;
    sgp__http_response response;
    sgp_str secrets[SGP__SECRETS_MAX]; /* in the memory of request */
    int is_sending;
    int attempts;
    int64_t resume_at_us;  /* end of the pause; 0: none */
    sgp_deadline deadline; /* of the attempt */
};

/*
 * Makes a provider: checks and stores parts and options, and copies the texts of the options. On
 * success the provider owns parts->http and parts->parser; on failure they stay the caller's.
 * SGP_ERR_USAGE names the constructor and the argument; SGP_ERR_CONFIG for a URL that
 * sgp__http_provider_begin would refuse; SGP_ERR_LIMIT, SGP_ERR_MEMORY, or the error of init.
 */
SGP_MUST_CHECK sgp_status sgp__http_provider_new(sgp_credentials_provider **out,
                                                 const sgp__http_provider_kind *kind,
                                                 const sgp_creds_parts *parts, const void *options,
                                                 sgp_error *err);

/* clang-format off */
#define SGP__TEXT_OPTION(type, member, is_required)                                                \
    { #member, offsetof(type, member), is_required, NULL }
#define SGP__URL_OPTION(type, member, is_required, what)                                           \
    { #member, offsetof(type, member), is_required, (what) }
#define SGP__TEXT_OPTIONS_END { NULL, 0, 0, NULL }
/* The first members of the kind of a provider that has a member `options`. */
#define SGP__HTTP_PROVIDER_KIND(constructor, type, provider, texts)                                \
    (constructor), &(type), sizeof(provider), offsetof(provider, options),                         \
        sizeof(((provider *)0)->options), (texts)
/* A type with the shared slots. */
#define SGP__HTTP_PROVIDER_TYPE(name, reset)                                                       \
    { sizeof(sgp_credentials_provider_type), (name), sgp__http_provider_get,                       \
      sgp__http_provider_wants, (reset), sgp__http_provider_destroy, NULL }
/* clang-format on */

/*
 * The shared slots. When a get ends, it resets the provider. On an error it leaves `out` empty and
 * prefixes the message with sgp__creds_fail. SGP_ERR_CREDENTIALS gets no prefix, because it has
 * botocore's whole message. Once the call's deadline has passed, SGP_ERR_TIMEOUT stays the status.
 */
sgp_status sgp__http_provider_get(sgp_credentials_provider *provider, int64_t now_us,
                                  sgp_credentials *out, sgp_deadline deadline, sgp_error *err);
void sgp__http_provider_wants(sgp_credentials_provider *provider, sgp_poll_interest *out);
void sgp__http_provider_reset(sgp_credentials_provider *provider); /* aborts the exchange */
void sgp__http_provider_destroy(sgp_credentials_provider *provider);

/*
 * Starts a request to url with `path` appended, which may be "". `what` names url in messages. An
 * http request never uses a proxy. SGP_ERR_CONFIG if url is invalid, or http to another host than
 * this one although that is not allowed; SGP_ERR_LIMIT, SGP_ERR_MEMORY.
 */
SGP_MUST_CHECK sgp_status sgp__http_provider_begin(sgp__http_provider *p, const char *method,
                                                   const char *url, const char *path,
                                                   const char *what, sgp_error *err);

/* Copies the body into the request and adds its Content-Type. */
SGP_MUST_CHECK sgp_status sgp__http_provider_set_body(sgp__http_provider *p,
                                                      const char *content_type, sgp_str body,
                                                      sgp_error *err);

/* Copies a secret of the request, which no message then shows. At most SGP__SECRETS_MAX a request.
 * SGP_ERR_LIMIT, SGP_ERR_MEMORY. */
SGP_MUST_CHECK sgp_status sgp__http_provider_hide(sgp__http_provider *p, sgp_str secret,
                                                  sgp_error *err);

/* Runs the exchange with its attempts. SGP_OK with a response of any status; SGP_AGAIN; or the
 * error of the last attempt. err is not NULL. */
SGP_MUST_CHECK sgp_status sgp__http_provider_run(sgp__http_provider *p,
                                                 const sgp__http_provider_policy *policy,
                                                 sgp_deadline deadline, sgp_error *err);

/* Parses the credentials in the response. Errors as for sgp__creds_parse. */
SGP_MUST_CHECK sgp_status sgp__http_provider_parse(sgp__http_provider *p,
                                                   const sgp__creds_paths *paths, int64_t now_us,
                                                   sgp_credentials *out, sgp_error *err);

/* Reads a file with a secret. The first time, it warns in the trace if others can read the file.
 * SGP_NOT_CONFIGURED if the file cannot be opened or the platform has no read_file; other errors as
 * for read_file. */
SGP_MUST_CHECK sgp_status sgp__http_provider_read_file(sgp__http_provider *p, const char *path,
                                                       sgp_arena *arena, sgp_str *out,
                                                       sgp_error *err);

#endif
