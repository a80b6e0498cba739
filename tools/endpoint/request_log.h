/*
 * The log of requests that tests read to compare what clients put on the wire. It holds signatures
 * and tokens as received; it is meant for throw-away credentials only.
 */
#ifndef EP_REQUEST_LOG_H
#define EP_REQUEST_LOG_H

#include <stdio.h>

#include "request.h"

/*
 * Appends one line, a JSON object: `connection` (number, from 1), `method`, `target`, `headers`
 * (list of [name, value], received order and spelling), `body`, `status`. In its texts every
 * character is one byte received (U+00XX for byte XX), so any bytes survive. False when the line
 * could not be written.
 */
bool ep_request_log_write(FILE *log, unsigned long connection, const struct ep_request *request,
                          int status);

#endif
