/*
 * sgp_http_message.h - the whole structs of request and response (sys/http.h), for
 * code that embeds them.
 */
#ifndef SGP_BASE_HTTP_MESSAGE_H
#define SGP_BASE_HTTP_MESSAGE_H

#include "sgp_arena.h"
#include "sgp_buf.h"
#include "sagepager/sys/http.h"

typedef struct sgp__http_request {
    sgp_http_request api; /* must be first: functions cast a pointer to it */
    sgp_http_header headers[SGP_HTTP_REQUEST_HEADERS_MAX];
    sgp_arena arena; /* owns all texts */
} sgp__http_request;

/* Makes an empty request; allocates nothing. */
void sgp__http_request_init(sgp__http_request *request, const sgp_allocator *allocator);

/* Wipes and frees the memory. May be called twice. */
void sgp__http_request_deinit(sgp__http_request *request);

/* Appends the value of the Host header, as sgp_http_request_host writes it. */
void sgp__buf_put_host(sgp__buf *out, const sgp_http_request *request);

/* Consumes the body of a response while it arrives. */
typedef struct sgp__body_sink sgp__body_sink;

struct sgp__body_sink {
    /* Consumes a prefix of response->body and stores its length in *consumed,
     * which may be 0. An error ends the exchange with its status. */
    sgp_status (*write)(sgp__body_sink *sink, const sgp_http_response *response, size_t *consumed,
                        sgp_error *err);
    /* Discards the consumed bytes, because the response is begun again, reset or freed. */
    void (*restart)(sgp__body_sink *sink);
};

typedef struct sgp__http_response {
    sgp_http_response api; /* must be first: functions cast a pointer to it */
    sgp_http_header *headers; /* the same as api.headers; in the arena */
    size_t header_capacity;   /* of headers */
    sgp_arena arena;          /* owns reason and headers */
    char *body_memory;
    size_t body_capacity;
    size_t consumed_bytes; /* total that sink has consumed */
    sgp__body_sink *sink;  /* borrowed; NULL: the whole body is collected */
} sgp__http_response;

/*
 * Calls exchange and checks the result: an outcome that exchange must not return, an error in err
 * that it overlooked, and a status below 200 become errors. err must not be NULL.
 */
SGP_MUST_CHECK sgp_status sgp__http_exchange(sgp_http *http, const sgp_http_request *request,
                                             sgp_http_response *response, sgp_deadline deadline,
                                             sgp_error *err);

/* Makes an empty response; allocates nothing. max_body_bytes 0 means
 * SGP_RESPONSE_BODY_MAX. */
void sgp__http_response_init(sgp__http_response *response, const sgp_allocator *allocator,
                             size_t max_body_bytes);

/* Frees the memory. May be called twice. */
void sgp__http_response_deinit(sgp__http_response *response);

#endif
