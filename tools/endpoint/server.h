/*
 * The HTTP and HTTPS server on loopback. It makes an ep_request of each request
 * and sends the ep_reply. It knows paths and methods; other files make
 * SageMaker's responses.
 */
#ifndef EP_SERVER_H
#define EP_SERVER_H

#include <openssl/ssl.h>
#include <stdint.h>
#include <stdio.h>

#include "dataset.h"
#include "fault.h"
#include "sigv4_check.h"

/* All pointers are borrowed and must outlive the server. */
struct ep_server_config {
    const char *host; /* a loopback address, 127.x.y.z or ::1 */
    uint16_t port;    /* 0: a free one */
    SSL_CTX *tls;     /* NULL: plain HTTP */
    const struct ep_auth *auth;
    const struct ep_dataset *dataset;
    struct ep_fault_plan faults;
    FILE *request_log; /* NULL: none */
};

struct ep_server;

/* Returns true for the addresses on which the server may listen. */
bool ep_server_host_valid(const char *host);

/* Listens, and handles SIGINT and SIGTERM. On failure returns NULL and a
 * message in `why`. */
struct ep_server *ep_server_start(const struct ep_server_config *config, struct ep_text *why);

/* Returns the URL, such as `http://127.0.0.1:8080`, valid as long as the
 * server. */
const char *ep_server_url(const struct ep_server *server);

/* Serves until SIGINT or SIGTERM. Returns false if the event loop fails. */
bool ep_server_run(struct ep_server *server);

void ep_server_free(struct ep_server *server);

#endif
