/*
 * args.h - the command line: argv to plain data, or a refusal in the AWS CLI's words.
 *
 * Checks only what the AWS CLI checks before it calls: words of the command line, numbers, times,
 * the form of --endpoint-url. Names and sort words are left to the service, as there.
 */
#ifndef SAGEPAGER_CLI_ARGS_H
#define SAGEPAGER_CLI_ARGS_H

#include "output.h"
#include "sagepager/builtin.h"

typedef enum colour_choice { COLOUR_AUTO, COLOUR_OFF, COLOUR_ON } colour_choice;

typedef enum skeleton_choice { SKELETON_NONE, SKELETON_INPUT, SKELETON_OUTPUT } skeleton_choice;

/* What was asked for. Texts are argv's own or lie in memory; NULL: the option was not given. */
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
    int no_paginate;         /* set by the two that follow and SKELETON_OUTPUT, too */
    sgp_opt_int max_results; /* of one raw call */
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
    int ignored; /* options that change nothing here */
    colour_choice colour;
    const char *cli_input_json;
    skeleton_choice skeleton;
    sgp_arena memory; /* texts that are not argv's */
    int help;         /* with either of these two nothing else counts */
    int version;
} args;

/* Why a command line was refused. */
typedef struct args_refusal {
    const char *kind; /* as message_error takes it */
    int shows_usage;  /* non-zero: the form was wrong, not a value */
    int exit_code;
    char text[1024];
} args_refusal;

/*
 * args_parse: reads the whole of argv; options may stand anywhere, may be abbreviated, and the last
 * one of a kind counts. Returns 0, or -1 with refusal filled; --help and --version end the reading.
 * Uses getopt's global state: once a process.
 */
int args_parse(int argc, char **argv, args *out, args_refusal *refusal);

/* args_free: after args_parse, whatever it returned. */
void args_free(args *a);

#endif /* SAGEPAGER_CLI_ARGS_H */
