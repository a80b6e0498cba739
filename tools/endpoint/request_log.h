/*
 * The log of requests. Tests read it to compare the requests of clients. It
 * contains signatures and tokens, so use it with throw-away credentials only.
 */
#ifndef EP_REQUEST_LOG_H
#define EP_REQUEST_LOG_H

#include <stdio.h>

#include "request.h"

/*
 * Appends one line, a JSON object: `connection` (a number from 1), `method`,
 * `target`, `headers` (list of [name, value] in received order and spelling),
 * `body`, `status`. Each character of its texts is one received byte (U+00XX
 * for byte XX), so all bytes are preserved. Returns false if the line could not
 * be written.
 */
bool ep_request_log_write(FILE *log, unsigned long connection, const struct ep_request *request,
                          int status);

#endif
