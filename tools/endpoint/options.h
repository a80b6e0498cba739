/*
 * The command line of sagepager-endpoint. It is checked without opening files
 * or sockets. The environment and configuration files are not read.
 */
#ifndef EP_OPTIONS_H
#define EP_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "fault.h"
#include "sigv4_check.h"

/* Strings point into argv or are constant. */
struct ep_options {
    const char *data; /* NULL: the shipped sample, unless versions are generated */
    bool generate;
    size_t generate_count;
    const char *generate_image;
    const char *host;
    uint16_t port;
    bool tls;
    struct ep_auth auth;
    struct ep_fault_plan faults;
    const char *request_log; /* NULL: none */
};

enum ep_options_outcome {
    EP_OPTIONS_RUN,
    EP_OPTIONS_DONE, /* help or version was printed: exit 0 */
    EP_OPTIONS_BAD,  /* the error was printed: exit 2 */
};

enum ep_options_outcome ep_options_read(int argc, char **argv, struct ep_options *options);

#endif
