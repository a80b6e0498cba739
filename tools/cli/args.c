/*
 * args.c - parses the command line; see args.h.
 *
 * One table lists what every option takes and where it goes. The texts of refusals are those of
 * argparse and the AWS CLI (awscli/argparser.py, argprocess.py, customizations/globalargs.py).
 */
#include "args.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "exit_code.h"
#include "input_json.h"
#include "int_arg.h"
#include "nearest.h"
#include "out_query.h"
#include "param_file.h"
#include "time_arg.h"

#define COMMAND "list-image-versions"
#define CONFIGURE "configure"

typedef enum takes {
    TAKES_TEXT,
    TAKES_PARAM, /* of the operation: a value file://PATH is read */
    TAKES_TIME,
    TAKES_INT,
    TAKES_LATE_INT, /* the AWS CLI parses these after argparse */
    TAKES_FORMAT,
    TAKES_BACKEND,
    TAKES_COLOUR,
    TAKES_ERROR_FORMAT,
    TAKES_BINARY_FORMAT,
    TAKES_SKELETON, /* its value is optional */
    TAKES_NOTHING
} takes;

typedef struct option_rule {
    const char *name; /* without the dashes */
    takes takes;
    size_t offset;      /* of its member in args */
    const char *member; /* the request's member, for TAKES_TIME */
} option_rule;

static const option_rule rules[] = {
    { "image-name", TAKES_PARAM, offsetof(args, image_name), NULL },
    { "creation-time-after", TAKES_TIME, offsetof(args, creation_time_after_us),
      "CreationTimeAfter" },
    { "creation-time-before", TAKES_TIME, offsetof(args, creation_time_before_us),
      "CreationTimeBefore" },
    { "last-modified-time-after", TAKES_TIME, offsetof(args, last_modified_time_after_us),
      "LastModifiedTimeAfter" },
    { "last-modified-time-before", TAKES_TIME, offsetof(args, last_modified_time_before_us),
      "LastModifiedTimeBefore" },
    { "sort-by", TAKES_PARAM, offsetof(args, sort_by), NULL },
    { "sort-order", TAKES_PARAM, offsetof(args, sort_order), NULL },
    { "page-size", TAKES_INT, offsetof(args, page_size), NULL },
    { "starting-token", TAKES_PARAM, offsetof(args, starting_token), NULL },
    { "stable-tokens", TAKES_NOTHING, offsetof(args, stable_tokens), NULL },
    { "no-paginate", TAKES_NOTHING, offsetof(args, no_paginate), NULL },
    { "max-results", TAKES_LATE_INT, offsetof(args, max_results), NULL },
    { "max-items", TAKES_INT, offsetof(args, max_items), NULL },
    { "next-token", TAKES_PARAM, offsetof(args, next_token), NULL },
    { "region", TAKES_TEXT, offsetof(args, region), NULL },
    { "profile", TAKES_TEXT, offsetof(args, profile), NULL },
    { "endpoint-url", TAKES_TEXT, offsetof(args, endpoint_url), NULL },
    { "ca-bundle", TAKES_TEXT, offsetof(args, ca_bundle), NULL },
    { "no-sign-request", TAKES_NOTHING, offsetof(args, no_sign_request), NULL },
    { "no-verify-ssl", TAKES_NOTHING, offsetof(args, no_verify_ssl), NULL },
    { "no-cli-pager", TAKES_NOTHING, offsetof(args, no_cli_pager), NULL },
    { "cli-connect-timeout", TAKES_LATE_INT, offsetof(args, connect_timeout_s), NULL },
    { "cli-read-timeout", TAKES_LATE_INT, offsetof(args, read_timeout_s), NULL },
    { "tls-backend", TAKES_BACKEND, offsetof(args, tls_backend), NULL },
    { "no-cli-auto-prompt", TAKES_NOTHING, offsetof(args, ignored), NULL },
    { "cli-binary-format", TAKES_BINARY_FORMAT, offsetof(args, ignored), NULL },
    { "cli-input-json", TAKES_PARAM, offsetof(args, cli_input_json), NULL },
    { "generate-cli-skeleton", TAKES_SKELETON, offsetof(args, skeleton), NULL },
    { "query", TAKES_TEXT, offsetof(args, query), NULL },
    { "output", TAKES_FORMAT, offsetof(args, output), NULL },
    { "color", TAKES_COLOUR, offsetof(args, colour), NULL },
    { "cli-error-format", TAKES_ERROR_FORMAT, offsetof(args, error_format), NULL },
    { "debug", TAKES_NOTHING, offsetof(args, debug), NULL },
    { "help", TAKES_NOTHING, offsetof(args, help), NULL },
    { "version", TAKES_NOTHING, offsetof(args, version), NULL },
};

#define RULE_COUNT (sizeof(rules) / sizeof(rules[0]))

/* getopt returns a character, or this plus the index of a rule. */
#define RULE_BASE 256

/* --- refusals -------------------------------------------------------------------------- */

static int refuse(args_refusal *r, const char *format, ...) SGP_PRINTF(2, 3);

static int refuse(args_refusal *r, const char *format, ...)
{
    va_list list;

    r->kind = "ParamValidation";
    r->shows_usage = 1;
    r->exit_code = EXIT_CODE_PARAM;
    va_start(list, format);
    (void)vsnprintf(r->text, sizeof(r->text), format, list); /* a long value is truncated */
    va_end(list);
    return -1;
}

/* The form is right and only a value is wrong, so the usage block would not help. */
static int without_usage(args_refusal *r)
{
    r->shows_usage = 0;
    return -1;
}

/* For failures that the AWS CLI does not classify. */
static int as_general(args_refusal *r)
{
    r->kind = NULL;
    r->exit_code = EXIT_CODE_GENERAL;
    return without_usage(r);
}

/* argparse looks at global options and the command first; then no option counts. */
static int as_early(args_refusal *r)
{
    r->is_early = 1;
    return -1;
}

/* The AWS CLI words unknown options without a class (awscli/clidriver.py). */
static int refuse_unknown(args_refusal *r, const char *word)
{
    const char *names[RULE_COUNT];
    const char *bare = word + strspn(word, "-");
    size_t bare_len = strcspn(bare, "=");
    const char *near = NULL;

    for (size_t i = 0; i < RULE_COUNT; i++)
        names[i] = rules[i].name;
    near = nearest_word(bare, bare_len, names, RULE_COUNT);
    if (near != NULL)
        (void)refuse(r, "Unknown options: %s\nDid you mean --%s?", word, near);
    else
        (void)refuse(r, "Unknown options: %s", word);
    r->kind = NULL;
    return -1;
}

static int starts_like(const option_rule *candidate, const char *bare, size_t len)
{
    return strncmp(candidate->name, bare, len) == 0;
}

/* argparse lists all options that an abbreviation matches (argparse.py, _parse_optional). */
static int refuse_ambiguous(args_refusal *r, const char *word)
{
    const char *bare = word + 2;
    size_t len = strcspn(bare, "=");
    size_t used = 0;
    const char *comma = "";

    (void)refuse(r, "ambiguous option: --%.*s could match ", (int)len, bare);
    for (size_t i = 0; i < RULE_COUNT; i++) {
        if (!starts_like(&rules[i], bare, len)) continue;
        used = strlen(r->text);
        (void)snprintf(r->text + used, sizeof(r->text) - used, "%s--%s", comma, rules[i].name);
        comma = ", ";
    }
    return -1;
}

/* Reports why getopt refused a long option: it is ambiguous, unknown, or takes no value. */
static int refuse_long(args_refusal *r, const char *word)
{
    const char *bare = word + 2;
    const char *equals = strchr(bare, '=');
    size_t len = strcspn(bare, "=");
    size_t matches = 0;

    for (size_t i = 0; i < RULE_COUNT; i++)
        matches += starts_like(&rules[i], bare, len) ? 1 : 0;
    if (matches > 1) return refuse_ambiguous(r, word);
    if (matches == 0 || equals == NULL) return refuse_unknown(r, word);
    return refuse(r, "argument --%.*s: ignored explicit argument '%s'", (int)len, bare, equals + 1);
}

static int refuse_short(args_refusal *r, int letter)
{
    char word[3] = { '-', (char)letter, '\0' };

    return refuse_unknown(r, word);
}

/* --- values -------------------------------------------------------------------------- */

/* A separate word that looks like an option is one, as in argparse (argparse.py,
 * _parse_optional): `--image-name --debug` is a missing value, not an image called --debug. */
static int looks_like_option(const char *word)
{
    return word[0] == '-' && word[1] != '\0' && strchr("0123456789.", word[1]) == NULL &&
           strchr(word, ' ') == NULL;
}

static int take_time(const option_rule *rule, const char *value, sgp_opt_int *out, args_refusal *r)
{
    int64_t us = 0;

    switch (time_arg_parse(sgp_str_from(value), &us)) {
    case TIME_ARG_TAKEN:
        *out = sgp_opt_int_of(us);
        return 0;
    case TIME_ARG_BEYOND_CLOCKS:
        (void)refuse(r, "Unable to calculate correct timezone offset for \"%s\"", value);
        return as_general(r);
    case TIME_ARG_REFUSED:
        break;
    }
    (void)refuse(r,
                 "Parameter validation failed:\nInvalid type for parameter %s, value: %s, type: "
                 "<class 'str'>, valid types: <class 'datetime.datetime'>, timestamp-string\n"
                 "Write it as 2020-01-02T03:04:05Z (UTC without an offset), 2020-01-02, or epoch "
                 "seconds (1614230400).",
                 rule->member, value);
    return without_usage(r);
}

static int take_int(const option_rule *rule, const char *value, sgp_opt_int *out, args_refusal *r)
{
    int64_t number = 0;

    switch (int_arg_parse(value, &number)) {
    case INT_ARG_TAKEN:
        *out = sgp_opt_int_of(number);
        return 0;
    case INT_ARG_OUT_OF_RANGE:
        return refuse(r, "argument --%s: %s does not fit: expected an integer " INT_ARG_RANGE,
                      rule->name, value);
    default:
        return refuse(r, "argument --%s: invalid int value: '%s'", rule->name, value);
    }
}

static int take_late_int(const option_rule *rule, const char *value, sgp_opt_int *out,
                         args_refusal *r)
{
    int64_t number = 0;

    switch (int_arg_parse(value, &number)) {
    case INT_ARG_TAKEN:
        *out = sgp_opt_int_of(number);
        return 0;
    case INT_ARG_OUT_OF_RANGE:
        (void)refuse(r, "argument --%s: %s does not fit: expected an integer " INT_ARG_RANGE,
                     rule->name, value);
        return as_general(r);
    default:
        (void)refuse(r, "invalid literal for int() with base 10: '%s'", value);
        return as_general(r);
    }
}

static int take_format(const char *value, const output_format **out, args_refusal *r)
{
    *out = output_find(value);
    if (*out != NULL) return 0;
    return refuse(r,
                  "argument --output: Found invalid choice '%s', valid choices are: json, jsonl, "
                  "off, table, text, yaml, yaml-stream",
                  value);
}

static int take_colour(const char *value, colour_choice *out, args_refusal *r)
{
    static const char *const names[] = { "auto", "off", "on" };

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (strcmp(value, names[i]) == 0) {
            *out = (colour_choice)i;
            return 0;
        }
    return refuse(
        r, "argument --color: Found invalid choice '%s', valid choices are: on, off, auto", value);
}

int colour_is_on(colour_choice choice, sgp_platform *platform)
{
    const char *no_colour = platform->type->getenv(platform, "NO_COLOR");

    if (choice != COLOUR_AUTO) return choice == COLOUR_ON;
    return isatty(STDOUT_FILENO) && (no_colour == NULL || no_colour[0] == '\0');
}

static int take_error_format(const char *value, error_format *out, args_refusal *r)
{
    *out = error_format_find(value);
    if (*out != ERROR_FORMAT_UNSET) return 0;
    return refuse(r,
                  "argument --cli-error-format: Found invalid choice '%s', valid choices "
                  "are: " ERROR_FORMAT_NAMES,
                  value);
}

/* No parameter is binary. */
static int check_binary_format(const char *value, args_refusal *r)
{
    if (strcmp(value, "base64") == 0 || strcmp(value, "raw-in-base64-out") == 0) return 0;
    return refuse(r,
                  "argument --cli-binary-format: Found invalid choice '%s', valid choices are: "
                  "base64, raw-in-base64-out",
                  value);
}

static int take_skeleton(const char *value, skeleton_choice *out, args_refusal *r)
{
    *out = SKELETON_INPUT;
    if (value == NULL || strcmp(value, "input") == 0) return 0;
    *out = SKELETON_OUTPUT;
    if (strcmp(value, "output") == 0) return 0;
    return refuse(r,
                  "argument --generate-cli-skeleton: Found invalid choice '%s', valid choices are: "
                  "input, output",
                  value);
}

/* Lists the backends that this command was built with. */
static int take_backend(const char *value, const sgp_backend **out, args_refusal *r)
{
    size_t used = 0;

    *out = sgp_backend_find(value);
    if (*out != NULL) return 0;
    (void)refuse(r,
                 "argument --tls-backend: Found invalid choice '%s', valid choices are: ", value);
    for (size_t i = 0; sgp_backend_at(i) != NULL; i++) {
        used = strlen(r->text);
        (void)snprintf(r->text + used, sizeof(r->text) - used, "%s%s", i > 0 ? ", " : "",
                       sgp_backend_at(i)->name);
    }
    return -1;
}

/* awscli/paramfile.py: only for members of the request. */
static int take_file(const option_rule *rule, const char **value, args *out, args_refusal *r)
{
    char why[900] = "";

    if (rule->takes != TAKES_PARAM && rule->takes != TAKES_TIME) return 0;
    if (param_file_read(value, out->memory, why, sizeof(why)) == 0) return 0;
    (void)refuse(r, "Error parsing parameter '--%s': %s", rule->name, why);
    return without_usage(r);
}

static int take_value(const option_rule *rule, const char *value, args *out, args_refusal *r)
{
    void *member = (char *)out + rule->offset;

    if (take_file(rule, &value, out, r) != 0) return -1;

    switch (rule->takes) {
    case TAKES_TEXT:
    case TAKES_PARAM:
        *(const char **)member = value;
        return 0;
    case TAKES_TIME:
        return take_time(rule, value, member, r);
    case TAKES_INT:
        return take_int(rule, value, member, r);
    case TAKES_LATE_INT:
        return take_late_int(rule, value, member, r);
    case TAKES_FORMAT:
        return take_format(value, member, r);
    case TAKES_BACKEND:
        return take_backend(value, member, r);
    case TAKES_COLOUR:
        return take_colour(value, member, r);
    case TAKES_ERROR_FORMAT:
        return take_error_format(value, member, r);
    case TAKES_BINARY_FORMAT:
        return check_binary_format(value, r);
    case TAKES_SKELETON:
        return take_skeleton(value, member, r);
    case TAKES_NOTHING:
        *(int *)member = 1;
        return 0;
    }
    return 0;
}

static int take_subcommand(const char *word, args *out, args_refusal *r)
{
    if (strcmp(word, "list") != 0)
        return refuse(r,
                      "argument subcommand: Found invalid choice '%s'\nThe only one is " CONFIGURE
                      " list.",
                      word);
    out->subcommand = word;
    return 0;
}

static int refuse_command(const char *word, args_refusal *r)
{
    static const char *const commands[] = { COMMAND, CONFIGURE };
    const char *near = nearest_word(word, strlen(word), commands, 2);

    if (near != NULL)
        (void)refuse(r, "argument command: Found invalid choice '%s'\nDid you mean %s?", word,
                     near);
    else
        (void)refuse(r,
                     "argument command: Found invalid choice '%s'\nThe commands are " COMMAND
                     " and " CONFIGURE " list.",
                     word);
    return as_early(r);
}

static int take_word(const char *word, args *out, args_refusal *r)
{
    if (out->command != NULL && strcmp(out->command, CONFIGURE) == 0 && out->subcommand == NULL)
        return take_subcommand(word, out, r);
    if (strcmp(word, "help") == 0) {
        out->help = 1;
        return 0;
    }
    if (out->command != NULL) return refuse_unknown(r, word);
    if (strcmp(word, COMMAND) != 0 && strcmp(word, CONFIGURE) != 0) return refuse_command(word, r);
    out->command = word;
    return 0;
}

/* --- the whole -------------------------------------------------------------------------- */

static void getopt_table(struct option table[RULE_COUNT + 1])
{
    memset(table, 0, (RULE_COUNT + 1) * sizeof(table[0]));
    for (size_t i = 0; i < RULE_COUNT; i++) {
        table[i].name = rules[i].name;
        table[i].has_arg = rules[i].takes == TAKES_NOTHING    ? no_argument
                           : rules[i].takes == TAKES_SKELETON ? optional_argument
                                                              : required_argument;
        table[i].val = RULE_BASE + (int)i;
    }
}

/* An option of the AWS CLI itself, not of the operation. */
static int is_global(const option_rule *rule)
{
    if (rule->takes == TAKES_LATE_INT) return rule->offset != offsetof(args, max_results);
    return rule->takes != TAKES_PARAM && rule->takes != TAKES_TIME && rule->takes != TAKES_INT &&
           rule->takes != TAKES_SKELETON;
}

static int refuse_missing_value(const option_rule *rule, args_refusal *r)
{
    (void)refuse(r, "argument --%s: expected one argument", rule->name);
    return is_global(rule) ? as_early(r) : -1;
}

/* An optional value is the next word, unless that is an option. */
static const char *optional_value(int argc, char **argv)
{
    if (optarg != NULL || optind >= argc || looks_like_option(argv[optind])) return optarg;
    return argv[optind++];
}

/* Handles one result of getopt. */
static int take(int answer, int argc, char **argv, args *out, args_refusal *r)
{
    const option_rule *rule = NULL;

    if (answer == 1) return take_word(optarg, out, r);
    if (answer == ':') return refuse_missing_value(&rules[optopt - RULE_BASE], r);
    if (answer == 'h') {
        out->help = 1;
        return 0;
    }
    if (answer == '?' && optopt > 0 && optopt < RULE_BASE) return refuse_short(r, optopt);
    if (answer == '?') return refuse_long(r, argv[optind - 1]);
    rule = &rules[answer - RULE_BASE];
    if (rule->takes == TAKES_SKELETON) return take_value(rule, optional_value(argc, argv), out, r);
    if (optarg != NULL && optarg == argv[optind - 1] && looks_like_option(optarg))
        return refuse_missing_value(rule, r);
    if (take_value(rule, optarg, out, r) == 0) return 0;
    return is_global(rule) ? as_early(r) : -1;
}

/* Paging arguments that are false in Python pass that check and reach botocore's. */
static int check_untrue_paging(const args *a, args_refusal *r)
{
    if (a->starting_token == NULL && !a->page_size.is_set && !a->max_items.is_set) return 0;
    (void)refuse(r, "Parameter validation failed:\nUnknown parameter in input: "
                    "\"PaginationConfig\", must be one of: CreationTimeAfter, CreationTimeBefore, "
                    "ImageName, LastModifiedTimeAfter, LastModifiedTimeBefore, MaxResults, "
                    "NextToken, SortBy, SortOrder");
    return without_usage(r);
}

/* awscli/customizations/paginate.py, ensure_paging_params_not_set: arguments that are true in
 * Python. */
static int check_paging(args *a, args_refusal *r)
{
    static const char *const names[] = { "--starting-token", "--page-size", "--max-items" };
    const int used[] = { a->starting_token != NULL && a->starting_token[0] != '\0',
                         a->page_size.is_set && a->page_size.value != 0,
                         a->max_items.is_set && a->max_items.value != 0 };
    const char *separator = "";
    size_t len = 0;

    if (a->max_results.is_set || a->next_token != NULL || a->skeleton == SKELETON_OUTPUT)
        a->no_paginate = 1;
    if (!a->no_paginate || a->skeleton == SKELETON_INPUT) return 0;
    if (a->skeleton == SKELETON_OUTPUT) return check_untrue_paging(a, r);
    if (!used[0] && !used[1] && !used[2]) return check_untrue_paging(a, r);
    (void)refuse(r, "Cannot specify --no-paginate along with pagination arguments: ");
    for (size_t i = 0; i < 3; i++) {
        len = strlen(r->text);
        if (!used[i]) continue;
        (void)snprintf(r->text + len, sizeof(r->text) - len, "%s%s", separator, names[i]);
        separator = ", ";
    }
    return without_usage(r);
}

/* awscli/customizations/globalargs.py, resolve_types. */
static int check_query(const args *a, args_refusal *r)
{
    char why[512] = "";

    if (a->query == NULL) return 0;
    if (a->output == &output_jsonl) {
        (void)refuse(r, "--query and --output jsonl cannot be used together: take json");
        return without_usage(r);
    }
    if (out_query_check(a->query, why, sizeof(why))) return 0;
    (void)refuse(r, "Bad value for --query %s: %s", a->query, why);
    return without_usage(r);
}

/* The command line takes precedence. */
static int take_input_json(args *a, args_refusal *r)
{
    char why[1000] = "";

    if (a->cli_input_json == NULL ||
        input_json_apply(a->cli_input_json, a, a->memory, why, sizeof(why)) == 0)
        return 0;
    (void)refuse(r, "%s", why);
    return without_usage(r);
}

/* Checks the options together, as awscli does before it sends a request. */
static int check(args *a, args_refusal *r)
{
    if (a->command == NULL) {
        (void)refuse(r, "the following arguments are required: command");
        return as_early(r);
    }
    if (strcmp(a->command, CONFIGURE) == 0 && a->subcommand == NULL)
        return refuse(r,
                      "the following arguments are required: subcommand\nThe only one is " CONFIGURE
                      " list.");
    if (take_input_json(a, r) != 0) return -1;
    if (a->image_name == NULL && a->subcommand == NULL && a->cli_input_json == NULL &&
        a->skeleton != SKELETON_INPUT)
        return refuse(r, "the following arguments are required: --image-name");
    if (check_paging(a, r) != 0 || check_query(a, r) != 0) return -1;
    if (a->endpoint_url == NULL || strstr(a->endpoint_url, "://") != NULL) return 0;
    (void)refuse(r,
                 "Bad value for --endpoint-url \"%s\": scheme is missing.  Must be of the form "
                 "http://<hostname>/ or https://<hostname>/",
                 a->endpoint_url);
    return without_usage(r);
}

/* Parses to the end, or to --help, --version or a refusal. */
static int take_all(int argc, char **argv, args *out, args_refusal *r)
{
    struct option table[RULE_COUNT + 1];
    int answer = 0;

    getopt_table(table);
    /* '-': getopt returns other words in order, whatever POSIXLY_CORRECT says; ':': it prints
     * nothing. */
    while ((answer = getopt_long(argc, argv, "-:h", table, NULL)) != -1) {
        if (take(answer, argc, argv, out, r) != 0) return -1;
        if (out->help || out->version) return 0;
    }
    for (; optind < argc; optind++) /* what follows "--" */
        if (take_word(argv[optind], out, r) != 0) return -1;
    return check(out, r);
}

/* How a refusal is printed depends on options that may follow what was refused. */
static void take_rest(int argc, char **argv, args *out)
{
    struct option table[RULE_COUNT + 1];
    args_refusal ignored;
    int answer = 0;

    getopt_table(table);
    while ((answer = getopt_long(argc, argv, "-:h", table, NULL)) != -1) {
        const option_rule *rule = answer >= RULE_BASE ? &rules[answer - RULE_BASE] : NULL;
        if (rule == NULL || optarg == NULL) continue;
        if (rule->takes == TAKES_ERROR_FORMAT || rule->takes == TAKES_COLOUR ||
            rule->offset == offsetof(args, profile))
            (void)take_value(rule, optarg, out, &ignored);
    }
}

static void forget_options(args *out)
{
    out->profile = NULL;
    out->error_format = ERROR_FORMAT_UNSET;
    out->colour = COLOUR_AUTO;
}

int args_parse(int argc, char **argv, args *out, args_refusal *refusal)
{

    memset(out, 0, sizeof(*out));
    memset(refusal, 0, sizeof(*refusal));
    if (sgp_arena_new(&out->memory, NULL, SGP_FULL_RESULT_MEMORY_MAX, NULL) != SGP_OK) {
        (void)refuse(refusal, "out of memory");
        return as_general(refusal);
    }
    if (take_all(argc, argv, out, refusal) == 0) return 0;
    if (refusal->is_early)
        forget_options(out);
    else
        take_rest(argc, argv, out);
    return -1;
}

void args_free(args *a)
{
    sgp_arena_free(a->memory);
}
