/* Sends the bytes of a fault in place of an answer, and ends the connection as it says. */
#ifndef EP_FAULT_SEND_H
#define EP_FAULT_SEND_H

#include <event2/http.h>

#include "fault.h"

struct ep_sending;

/* Takes the connection of `http` out of evhttp's hands, and what `bytes` holds. Whoever is told
 * that the connection closes frees what is returned. */
struct ep_sending *ep_fault_send(struct event_base *base, struct evhttp_request *http,
                                 const struct ep_fault *fault, struct ep_text *bytes);

/* NULL is fine. */
void ep_sending_free(struct ep_sending *sending);

#endif
