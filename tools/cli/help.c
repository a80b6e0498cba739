/*
 * help.c - the texts of --help and of the usage block.
 */
#include "help.h"

#define USAGE "usage: sagepager [options] list-image-versions --image-name NAME [options]\n"
#define USAGE_LIST "       sagepager [options] configure list [options]\n"

static const char *const help_lines[] = {
    USAGE USAGE_LIST,
    "\n"
    "Lists the versions of a SageMaker image, as aws sagemaker list-image-versions does;\n"
    "configure list shows where region, profile and credentials come from.\n"
    "\n"
    "What to list\n"
    "  --image-name NAME                 the image; required\n"
    "  --creation-time-after TIME        created at TIME or later; default: no bound\n"
    "  --creation-time-before TIME       created at TIME or earlier\n"
    "  --last-modified-time-after TIME   modified at TIME or later\n"
    "  --last-modified-time-before TIME  modified at TIME or earlier\n"
    "       TIME: epoch seconds (1614230400), ISO 8601 (2021-02-25T05:20:00Z; UTC without an\n"
    "       offset), RFC 822, or as people write it (Feb 25 2021, 10:30); whole seconds are sent\n"
    "  --sort-by WORD                    CREATION_TIME (the service's default),\n"
    "                                    LAST_MODIFIED_TIME or VERSION\n"
    "  --sort-order WORD                 ASCENDING or DESCENDING (the service's default)\n",
    "  --cli-input-json JSON             the request's members, {\"ImageName\": \"NAME\", ...}; "
    "what the\n"
    "                                    command line says goes before\n"
    "  --generate-cli-skeleton KIND      print a sample of such a request (KIND is input, or left\n"
    "                                    out) or of an answer (output); nothing is sent\n"
    "       Texts and times may be file://PATH, the text of a file.\n"
    "How much\n"
    "  --max-items N                     stop after N items, 0 or more; default: all\n"
    "  --page-size N                     items in one request, 1 to 100; default: the service's\n"
    "  --no-paginate                     one call of the service, whatever more there is; so do\n"
    "  --max-results N, --next-token T   which go into that call as they are\n"
    "  --starting-token TOKEN            go on where a listing of sagepager, the AWS CLI or boto3\n"
    "                                    was cut short\n"
    "  --stable-tokens                   tokens to resume with name the last version printed, so\n"
    "                                    that none comes twice or is left out when others are\n"
    "                                    created or deleted meanwhile; not for boto3 or the AWS\n"
    "                                    CLI, nor sorted by LAST_MODIFIED_TIME\n"
    "Where and how\n"
    "  --region NAME                     default: AWS_REGION, AWS_DEFAULT_REGION, the profile's\n"
    "  --profile NAME                    of ~/.aws/config and ~/.aws/credentials; default:\n"
    "                                    AWS_PROFILE, AWS_DEFAULT_PROFILE, `default`\n"
    "  --endpoint-url URL                http://HOST/ or https://HOST/; default:\n"
    "                                    AWS_ENDPOINT_URL_SAGEMAKER, AWS_ENDPOINT_URL, the\n"
    "                                    profile's, the region's\n"
    "  --ca-bundle FILE                  PEM certificates to trust; default: AWS_CA_BUNDLE, the\n"
    "                                    profile's, the system's\n"
    "  --no-sign-request                 send requests unsigned; no credentials are looked for\n"
    "  --no-verify-ssl                   take any certificate: for trying things out\n"
    "  --cli-connect-timeout SECONDS     default 60; 0: none\n"
    "  --cli-read-timeout SECONDS        longest silence of the service; default 60; 0: none\n"
    "  --tls-backend NAME                openssl or mbedtls, as far as built in; default: the "
    "first\n"
    "  --output FORMAT                   json, yaml, text: printed as pages arrive; table: at the\n"
    "                                    end; yaml-stream: a list of pages; jsonl: one item a\n"
    "                                    line; off: nothing; default:\n"
    "                                    AWS_DEFAULT_OUTPUT, the profile's, json\n"
    "  --query EXPRESSION                JMESPath: what to print of the result, or of each page\n"
    "                                    with text\n"
    "  --color WORD                      on, off or auto (on a terminal, unless NO_COLOR is set):\n"
    "                                    colours of tables\n"
    "  --no-cli-pager                    on a terminal, print without AWS_PAGER, the profile's\n"
    "                                    cli_pager, PAGER or less\n"
    "  --no-cli-auto-prompt              taken, as scripts have it; nothing is ever asked\n"
    "  --cli-binary-format WORD          taken likewise, base64 or raw-in-base64-out: nothing is\n"
    "                                    binary\n"
    "  --debug                           say on standard error what is done; secrets are masked\n"
    "  --version                         print the version, the releases it matches, and what is\n"
    "                                    built in\n"
    "  --help, -h                        print this; so does the word help\n"
    "Options may be abbreviated and may stand anywhere; the last one of a kind counts.\n",
    "\n"
    "Credentials: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN (not with\n"
    "--profile), then what the profile says (a role, web identity, SSO, keys, a process), then\n"
    "the container's or the instance's. Proxies: HTTPS_PROXY, HTTP_PROXY and NO_PROXY. Times are\n"
    "printed in the zone TZ names. A listing cut short by --max-items, an error or Ctrl-C leaves\n"
    "a token to resume with: NextToken in json; on standard error after an error, Ctrl-C, or\n"
    "with jsonl.\n"
    "\n"
    "Exit codes\n"
    "    0  all was printed, or the reader of the output went away\n"
    "  130  interrupted by Ctrl-C (143: by SIGTERM)\n"
    "  252  the command line or a parameter is not valid\n"
    "  253  no region, no credentials, no such pager, a wrong cli_timestamp_format\n"
    "  254  the service answered with an error\n"
    "  255  anything else: connection, TLS, time-out, an answer that cannot be read\n",
    "\n"
    "Examples\n"
    "  sagepager list-image-versions --image-name my-image --max-items 20\n"
    "  sagepager list-image-versions --image-name my-image --sort-by VERSION --output jsonl\n",
};

void help_print(FILE *to)
{
    for (size_t i = 0; i < sizeof(help_lines) / sizeof(help_lines[0]); i++)
        (void)fputs(help_lines[i], to);
}

void help_usage(FILE *to)
{
    (void)fputs("\n" USAGE "To see help text, you can run:\n\n  sagepager --help\n", to);
}
