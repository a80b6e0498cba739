/*
 * One HTTP request and one response as plain data, without sockets or the HTTP
 * library. The server passes the request to the checks and gets the response.
 */
#ifndef EP_REQUEST_H
#define EP_REQUEST_H

#include <stddef.h>

#include "text.h"

struct ep_header {
    const char *name; /* as received */
    const char *value;
};

/* All pointers point into the HTTP library's request and are valid as long as
 * it. */
struct ep_request {
    const char *method;
    const char *target; /* as received */
    const char *path;
    const char *query; /* without '?'; may be "" */
    const struct ep_header *headers;
    size_t header_count;
    const char *body;
    size_t body_len;
};

struct ep_reply {
    int status;
    struct ep_text body;
};

/* Returns the value of the first header of that name, in any letter case, or
 * NULL. */
const char *ep_request_header(const struct ep_request *request, const char *name);

/* Responds with {"__type": type, "message": sentence}, the form of the common
 * front end's errors. */
void ep_reply_error(struct ep_reply *reply, int status, const char *type, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* The same with the member `Message`, the form of the errors in the service's
 * model. */
void ep_reply_service_error(struct ep_reply *reply, const char *type, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
