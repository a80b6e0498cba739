/*
 * One HTTP request and one answer, as plain data: what the server hands to the checks and gets
 * back from them. Knows nothing of sockets or of the HTTP library.
 */
#ifndef EP_REQUEST_H
#define EP_REQUEST_H

#include <stddef.h>

#include "text.h"

struct ep_header {
    const char *name; /* as received */
    const char *value;
};

/* Everything points into the HTTP library's request and lives as long as that does. */
struct ep_request {
    const char *method;
    const char *target; /* as received */
    const char *path;
    const char *query; /* without '?'; "" when there is none */
    const struct ep_header *headers;
    size_t header_count;
    const char *body;
    size_t body_len;
};

struct ep_reply {
    int status;
    struct ep_text body;
};

/* Value of the first header of that name (any letter case), NULL when there is none. */
const char *ep_request_header(const struct ep_request *request, const char *name);

/* Answers {"__type": type, "message": sentence}: the form of errors of the common front end. */
void ep_reply_error(struct ep_reply *reply, int status, const char *type, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same with the member `Message`: the form of errors of the service's own model. */
void ep_reply_service_error(struct ep_reply *reply, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
