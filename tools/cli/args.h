/*
 * args.h - parses argv into plain data, or refuses it with the AWS CLI's messages.
 *
 * Checks only what the AWS CLI checks before it sends a request: options, numbers, times, the form
 * of --endpoint-url. The service checks names and sort orders.
 */
#ifndef SAGEPAGER_CLI_ARGS_H
#define SAGEPAGER_CLI_ARGS_H

#include "error_format.h"
#include "output.h"
#include "sagepager/builtin.h"

typedef enum colour_choice { COLOUR_AUTO, COLOUR_OFF, COLOUR_ON } colour_choice;

/* colour_is_on: auto means standard output is a terminal and NO_COLOR is unset or empty
 * (no-color.org). */
int colour_is_on(colour_choice choice, sgp_platform *platform);

typedef enum skeleton_choice { SKELETON_NONE, SKELETON_INPUT, SKELETON_OUTPUT } skeleton_choice;

/* The parsed command line. Texts are argv's own or live in `memory`; NULL: the option was not
 * given. */
typedef struct args {
    const char *command;
    const char *subcommand; /* "list", after "configure" */
    const char *image_name;
    sgp_opt_int creation_time_after_us;
    sgp_opt_int creation_time_before_us;
    sgp_opt_int last_modified_time_after_us;
    sgp_opt_int last_modified_time_before_us;
    const char *sort_by;
    const char *sort_order;
    sgp_opt_int max_items;
    sgp_opt_int page_size;
    const char *starting_token;
    int stable_tokens;
    int no_paginate;         /* also set by the next two options and SKELETON_OUTPUT */
    sgp_opt_int max_results; /* of a single call */
    const char *next_token;
    const char *region;
    const char *profile;
    const char *endpoint_url;
    const char *ca_bundle;
    sgp_opt_int connect_timeout_s; /* 0: none */
    sgp_opt_int read_timeout_s;
    const char *query;
    const output_format *output;    /* NULL: from environment or profile */
    const sgp_backend *tls_backend; /* NULL: the library's first */
    int no_sign_request;
    int no_verify_ssl;
    int no_cli_pager;
    int debug;
    int ignored; /* options that have no effect here */
    colour_choice colour;
    error_format error_format;
    const char *cli_input_json;
    skeleton_choice skeleton;
    sgp_arena *memory; /* owns texts that are not argv's */
    int help;          /* with either of these two the rest is ignored */
    int version;
} args;

/* Why a command line was refused. */
typedef struct args_refusal {
    const char *kind; /* the AWS CLI's class; NULL: none */
    int shows_usage;  /* non-zero: the form was wrong, not only a value */
    int is_early;     /* the AWS CLI refuses it before it looks at any option */
    int exit_code;
    char text[1024];
} args_refusal;

/*
 * args_parse: parses argv into `out`. Options may be anywhere and may be abbreviated; the last
 * one of a kind counts. --help and --version end the parsing. Returns 0, or -1 with refusal filled.
 * Uses getopt's global state: call it once a process.
 */
int args_parse(int argc, char **argv, args *out, args_refusal *refusal);

/* args_free: call it after args_parse, even if that failed. */
void args_free(args *a);

#endif /* SAGEPAGER_CLI_ARGS_H */
