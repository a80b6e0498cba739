/*
 * Sends the bytes of a fault instead of a response, and ends the connection as
 * the fault requires.
 */
#ifndef EP_FAULT_SEND_H
#define EP_FAULT_SEND_H

#include <event2/http.h>

#include "fault.h"

struct ep_sending;

/* Takes the connection of `http` from evhttp, and the content of `bytes`. The
 * close callback of the connection must free the result. */
struct ep_sending *ep_fault_send(struct event_base *base, struct evhttp_request *http,
                                 const struct ep_fault *fault, struct ep_text *bytes);

/* NULL is fine. */
void ep_sending_free(struct ep_sending *sending);

#endif
