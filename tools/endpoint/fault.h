/*
 * Faults by name (--fault): the bytes that replace a response. fault_send.c
 * sends them; this file does not use connections.
 */
#ifndef EP_FAULT_H
#define EP_FAULT_H

#include "text.h"

enum ep_fault_ending { EP_FAULT_CLOSE, EP_FAULT_RESET, EP_FAULT_STALL };

/*
 * A member that is not set is as in a good response. In `head`, @ is replaced
 * by the length of the body, < by that length minus five, > by that length plus
 * five. In `before`, # is replaced by the length in hexadecimal.
 */
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
    unsigned cut_percent; /* bytes to send of all; 0: all */
    enum ep_fault_ending ending;
    unsigned wait_ms;
    unsigned drip_ms; /* between single bytes */
};

/* Returns NULL for an unknown name. */
const struct ep_fault *ep_fault_find(const char *name);

/* NULL after the last. */
const struct ep_fault *ep_fault_at(size_t index);

/* Renders the bytes to send; `body` is that of the good response. */
void ep_fault_render(const struct ep_fault *fault, const struct ep_text *body, struct ep_text *out);

/* A fault for a number of requests; 0: for all that follow. Without a fault,
 * responses are good. */
struct ep_fault_use {
    const struct ep_fault *fault;
    unsigned long requests;
};

enum { EP_FAULT_USES_MAX = 16 };

struct ep_fault_plan {
    struct ep_fault_use uses[EP_FAULT_USES_MAX];
    size_t count;
};

/* Counts the next request and returns its fault, or NULL. */
const struct ep_fault *ep_fault_next(struct ep_fault_plan *plan);

#endif
