/*
 * Faults by name (--fault): what goes over the wire in place of an answer. Knows nothing of
 * connections; fault_send.c sends what is rendered here.
 */
#ifndef EP_FAULT_H
#define EP_FAULT_H

#include "text.h"

enum ep_fault_ending { EP_FAULT_CLOSE, EP_FAULT_RESET, EP_FAULT_STALL };

/* Unset members mean: as in a good answer. In `head` the character @ stands for the length of the
 * body, < and > for five less and more; in `before`, # for the length in hexadecimal. */
struct ep_fault {
    const char *name;
    const char *what; /* for --help */
    const char *prefix;
    unsigned prefix_times;
    const char *head;
    const char *before; /* of the body, and after it */
    const char *body;
    unsigned body_times;
    const char *after;
    unsigned cut_percent; /* how much of all is sent; 0: all */
    enum ep_fault_ending ending;
    unsigned wait_ms;
    unsigned drip_ms; /* between single bytes */
};

/* NULL: there is none of that name. */
const struct ep_fault *ep_fault_find(const char *name);

/* NULL after the last. */
const struct ep_fault *ep_fault_at(size_t index);

/* The bytes that are sent; `body` is the good answer's. */
void ep_fault_render(const struct ep_fault *fault, const struct ep_text *body, struct ep_text *out);

/* A fault for so many requests; 0: for all that follow. No fault: good answers. */
struct ep_fault_use {
    const struct ep_fault *fault;
    unsigned long requests;
};

enum { EP_FAULT_USES_MAX = 16 };

struct ep_fault_plan {
    struct ep_fault_use uses[EP_FAULT_USES_MAX];
    size_t count;
};

/* The fault of the next request, or NULL; counts it. */
const struct ep_fault *ep_fault_next(struct ep_fault_plan *plan);

#endif
