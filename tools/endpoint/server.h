/*
 * The HTTP and HTTPS server on loopback: turns what arrives into an ep_request and sends the
 * ep_reply back. It knows which paths and methods exist, not what SageMaker answers.
 */
#ifndef EP_SERVER_H
#define EP_SERVER_H

#include <openssl/ssl.h>
#include <stdint.h>
#include <stdio.h>

#include "dataset.h"
#include "fault.h"
#include "sigv4_check.h"

/* Everything pointed to outlives the server. */
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

/* True for the addresses the server may listen on. */
bool ep_server_host_valid(const char *host);

/* Listens and takes SIGINT and SIGTERM over; NULL and a sentence in `why` when it cannot. */
struct ep_server *ep_server_start(const struct ep_server_config *config, struct ep_text *why);

/* `http://127.0.0.1:8080`; lives as long as the server. */
const char *ep_server_url(const struct ep_server *server);

/* Serves until SIGINT or SIGTERM; false when the event loop failed. */
bool ep_server_run(struct ep_server *server);

void ep_server_free(struct ep_server *server);

#endif
