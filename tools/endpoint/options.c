/*
 * Parses the command line of sagepager-endpoint with getopt_long. See
 * options.h.
 */
#include "options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "dataset.h"
#include "server.h"

enum {
    MAX_GENERATED = 1000000,
    MAX_CLOCK_WINDOW = 2000000000, /* 63 years: permits replaying recorded requests */
};

/* Larger than any character, because there are only long options. */
enum {
    OPTION_DATA = 256,
    OPTION_GENERATE,
    OPTION_PORT,
    OPTION_HOST,
    OPTION_TLS,
    OPTION_ACCESS_KEY_ID,
    OPTION_SECRET_ACCESS_KEY,
    OPTION_SESSION_TOKEN,
    OPTION_REGION,
    OPTION_CLOCK_WINDOW,
    OPTION_NO_AUTH,
    OPTION_FAULT,
    OPTION_REQUEST_LOG,
    OPTION_HELP,
    OPTION_VERSION,
};

static const struct option long_options[] = {
    { "data", required_argument, NULL, OPTION_DATA },
    { "generate", required_argument, NULL, OPTION_GENERATE },
    { "port", required_argument, NULL, OPTION_PORT },
    { "host", required_argument, NULL, OPTION_HOST },
    { "tls", no_argument, NULL, OPTION_TLS },
    { "access-key-id", required_argument, NULL, OPTION_ACCESS_KEY_ID },
    { "secret-access-key", required_argument, NULL, OPTION_SECRET_ACCESS_KEY },
    { "session-token", required_argument, NULL, OPTION_SESSION_TOKEN },
    { "region", required_argument, NULL, OPTION_REGION },
    { "clock-window", required_argument, NULL, OPTION_CLOCK_WINDOW },
    { "no-auth", no_argument, NULL, OPTION_NO_AUTH },
    { "fault", required_argument, NULL, OPTION_FAULT },
    { "request-log", required_argument, NULL, OPTION_REQUEST_LOG },
    { "help", no_argument, NULL, OPTION_HELP },
    { "version", no_argument, NULL, OPTION_VERSION },
    { NULL, 0, NULL, 0 },
};

static const char help_text[] =
    "Usage: sagepager-endpoint [OPTION]...\n"
    "Answers SageMaker's ListImageVersions on loopback, for any AWS SDK or tool, until SIGINT or\n"
    "SIGTERM. Prints `listening on URL` once it does.\n"
    "\n"
    "What it answers with\n"
    "  --data FILE              data set (default: a shipped sample, unless --generate is given)\n"
    "  --generate N[:IMAGE]     N made-up versions, 0 to 1000000, of IMAGE (default demo-image);\n"
    "                           with --data they come in addition\n"
    "Where it listens\n"
    "  --host ADDRESS           127.0.0.1 (default), any other 127.x.y.z, or ::1\n"
    "  --port N                 0 to 65535 (default 0: a free one)\n"
    "  --tls                    HTTPS with a throw-away CA; its file is printed on line 2 and\n"
    "                           deleted at exit\n"
    "Who may ask\n"
    "  --access-key-id ID       default AKIDEXAMPLE\n"
    "  --secret-access-key KEY  default wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY\n"
    "  --session-token TOKEN    requests must carry and sign it (default: must carry none)\n"
    "  --region REGION          the only one accepted (default: any)\n"
    "  --clock-window SECONDS   accepted age of a signature, 0 to 2000000000 (default 300)\n"
    "  --no-auth                accept requests without looking at signatures\n"
    "What goes wrong\n"
    "  --fault NAME[:N]         instead of the next N answers, or of all; more --fault go on "
    "after\n"
    "                           that; `good` is a good answer; --fault list prints the names\n"
    "Else\n"
    "  --request-log FILE       append one JSON object per request, as received\n"
    "  --help, --version\n"
    "\n"
    "A data set is JSON; version members are those of the service's answers, only FailureReason\n"
    "may be left out:\n"
    "  {\"images\": [{\"name\": \"my-image\", \"versions\": [{\n"
    "      \"CreationTime\": 1614230400.123, \"LastModifiedTime\": 1614230460, \"Version\": 1,\n"
    "      \"ImageArn\": \"arn:aws:sagemaker:us-west-2:123456789012:image/my-image\",\n"
    "      \"ImageVersionArn\":\n"
    "          \"arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/1\",\n"
    "      \"ImageVersionStatus\": \"CREATE_FAILED\", \"FailureReason\": \"...\"}]}]}\n";

static bool complain(const char *option, const char *given, const char *accepted)
{
    (void)fprintf(stderr, "sagepager-endpoint: %s: '%s' is not accepted: %s\n", option, given,
                  accepted);
    return false;
}

static bool read_number(const char *option, const char *given, unsigned long max,
                        unsigned long *number)
{
    struct ep_text accepted = { 0 };
    bool good = ep_parse_number(given, max, number);

    if (!good) {
        ep_text_addf(&accepted, "it must be an integer from 0 to %lu", max);
        (void)complain(option, given, accepted.data);
    }
    ep_text_free(&accepted);
    return good;
}

static bool read_text(const char *option, const char *given, const char **text)
{
    if (given[0] == '\0') return complain(option, given, "it must not be empty");
    *text = given;
    return true;
}

static bool read_port(const char *given, struct ep_options *options)
{
    unsigned long port;

    if (!read_number("--port", given, UINT16_MAX, &port)) return false;
    options->port = (uint16_t)port;
    return true;
}

static bool read_host(const char *given, struct ep_options *options)
{
    if (!ep_server_host_valid(given))
        return complain("--host", given,
                        "it must be a loopback address, 127.x.y.z or ::1; this server is never "
                        "for other machines");
    options->host = given;
    return true;
}

/* Splits `N:IMAGE` in place; argv belongs to the program. */
static bool read_generate(char *given, struct ep_options *options)
{
    char *colon = strchr(given, ':');
    unsigned long count;

    if (colon != NULL && (!ep_image_name_valid(colon + 1) || strlen(colon + 1) > 63))
        return complain("--generate", given,
                        "after the colon there must be an image name: 1 to 63 letters and digits, "
                        "with single '-' or '.' between them");
    if (colon != NULL) {
        *colon = '\0';
        options->generate_image = colon + 1;
    }
    if (!read_number("--generate", given, MAX_GENERATED, &count)) return false;
    options->generate = true;
    options->generate_count = count;
    return true;
}

static bool read_fault(char *given, struct ep_fault_plan *plan)
{
    char *colon = strchr(given, ':');
    struct ep_fault_use use = { NULL, 0 };

    if (plan->count == EP_FAULT_USES_MAX)
        return complain("--fault", given, "there are 16 of them already");
    if (colon != NULL) {
        *colon = '\0';
        if (!read_number("--fault", colon + 1, MAX_GENERATED, &use.requests)) return false;
    }
    use.fault = ep_fault_find(given);
    if (use.fault == NULL && strcmp(given, "good") != 0)
        return complain("--fault", given, "there is none of that name: see --fault list");
    plan->uses[plan->count++] = use;
    return true;
}

static void list_faults(void)
{
    for (size_t i = 0; ep_fault_at(i) != NULL; i++)
        printf("%-22s %s\n", ep_fault_at(i)->name, ep_fault_at(i)->what);
}

static bool read_option(int option, char *given, struct ep_options *options)
{
    struct ep_auth *auth = &options->auth;

    switch (option) {
    case OPTION_DATA:
        return read_text("--data", given, &options->data);
    case OPTION_GENERATE:
        return read_generate(given, options);
    case OPTION_PORT:
        return read_port(given, options);
    case OPTION_HOST:
        return read_host(given, options);
    case OPTION_TLS:
        options->tls = true;
        return true;
    case OPTION_ACCESS_KEY_ID:
        return read_text("--access-key-id", given, &auth->access_key_id);
    case OPTION_SECRET_ACCESS_KEY:
        return read_text("--secret-access-key", given, &auth->secret_access_key);
    case OPTION_SESSION_TOKEN:
        return read_text("--session-token", given, &auth->session_token);
    case OPTION_REGION:
        return read_text("--region", given, &auth->region);
    case OPTION_CLOCK_WINDOW:
        return read_number("--clock-window", given, MAX_CLOCK_WINDOW, &auth->clock_window_s);
    case OPTION_NO_AUTH:
        auth->enabled = false;
        return true;
    case OPTION_FAULT:
        return read_fault(given, &options->faults);
    default: /* OPTION_REQUEST_LOG */
        return read_text("--request-log", given, &options->request_log);
    }
}

/* The option that getopt_long refused with '?' or ':'; it is just before
 * optind. */
static void complain_about_usage(char **argv, bool value_missing)
{
    const char *culprit = argv[optind - 1];

    if (value_missing)
        (void)fprintf(stderr, "sagepager-endpoint: %s: a value must follow\n", culprit);
    else if (optopt >= OPTION_DATA)
        (void)fprintf(stderr, "sagepager-endpoint: %s: this option takes no value\n", culprit);
    else
        (void)fprintf(
            stderr,
            "sagepager-endpoint: '%s' is not an option (or not one alone); --help lists what "
            "is accepted\n",
            culprit);
}

static const struct ep_options defaults = {
    .generate_image = "demo-image",
    .host = "127.0.0.1",
    /* The example credentials of AWS's documentation; AWS does not accept them. */
    .auth = { .enabled = true,
              .access_key_id = "AKIDEXAMPLE",
              .secret_access_key = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
              .clock_window_s = 300 },
};

enum ep_options_outcome ep_options_read(int argc, char **argv, struct ep_options *options)
{
    int option;

    *options = defaults;
    while ((option = getopt_long(argc, argv, "+:", long_options, NULL)) != -1) {
        switch (option) {
        case OPTION_HELP:
            (void)fputs(help_text, stdout); /* see main */
            return EP_OPTIONS_DONE;
        case OPTION_FAULT:
            if (strcmp(optarg, "list") == 0) {
                list_faults();
                return EP_OPTIONS_DONE;
            }
            if (!read_option(option, optarg, options)) return EP_OPTIONS_BAD;
            break;
        case OPTION_VERSION:
            puts("sagepager-endpoint 0.1.0");
            return EP_OPTIONS_DONE;
        case '?':
        case ':':
            complain_about_usage(argv, option == ':');
            return EP_OPTIONS_BAD;
        default:
            if (!read_option(option, optarg, options)) return EP_OPTIONS_BAD;
        }
    }
    if (optind == argc) return EP_OPTIONS_RUN;
    (void)fprintf(stderr, "sagepager-endpoint: '%s' is not accepted: there are only options\n",
                  argv[optind]);
    return EP_OPTIONS_BAD;
}
