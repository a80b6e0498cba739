/*
 * exit_code.c - maps errors to exit codes and messages; see exit_code.h.
 */
#include "exit_code.h"

#include <stdio.h>
#include <string.h>

#include "error_report.h"
#include "message.h"

/* The library's message and the service's code and message. */
#define SENTENCE_BYTES (SGP_ERROR_MESSAGE_MAX + SGP_ERROR_CODE_MAX + 256)

/* How a class of errors ends the command. Others exit with 255 and the library's message. */
typedef struct outcome {
    sgp_status status;
    int exit_code;
    const char *kind; /* the class the AWS CLI wraps the sentence in, or NULL */
    const char
        *sentence;    /* replaces the library's message, which cannot name our options; or NULL */
    const char *hint; /* a further line, or NULL */
} outcome;

static const outcome outcomes[] = {
    { SGP_ERR_PARAM, EXIT_CODE_PARAM, "ParamValidation", NULL, NULL },
    { SGP_ERR_NO_REGION, EXIT_CODE_CONFIG, "NoRegion",
      "You must specify a region. You can also configure your region by running \"aws configure\".",
      "Give one with --region, in AWS_REGION or in the profile." },
    { SGP_ERR_NO_CREDENTIALS, EXIT_CODE_CONFIG, "NoCredentials",
      "Unable to locate credentials. You can configure credentials by running \"aws login\".",
      "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN if they are "
      "temporary, "
      "or configure a profile." },
    { SGP_ERR_SERVICE, EXIT_CODE_SERVICE, NULL, NULL, NULL },
    { SGP_ERR_TLS, EXIT_CODE_GENERAL, NULL, NULL,
      "To trust a CA of your own, name its certificate with --ca-bundle or in AWS_CA_BUNDLE." },
};

static const outcome other_outcome = { SGP_OK, EXIT_CODE_GENERAL, NULL, NULL, NULL };

/* An error of STS counts as an error of the service. */
static const outcome *outcome_of(const sgp_error *err)
{
    sgp_status status = err->status;

    if (status == SGP_ERR_CREDENTIALS && err->code[0] != '\0') status = SGP_ERR_SERVICE;
    for (size_t i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++)
        if (outcomes[i].status == status) return &outcomes[i];
    return &other_outcome;
}

sgp_status exit_kind(sgp_error *err, const char *kind)
{
    (void)snprintf(err->code, sizeof(err->code), "%s", kind);
    return err->status;
}

/* The message of STS follows botocore's sentence. Its document names the code first. */
static const char *message_of_source(const char *sentence)
{
    static const char end[] = " operation: ";
    const char *at = strstr(sentence, end);

    return at != NULL ? at + sizeof(end) - 1 : sentence;
}

static void describe_service(const sgp_error *err, const char *sentence, error_info *info)
{
    info->code = err->code;
    info->sentence = sentence;
    info->has_message_first = err->status == SGP_ERR_SERVICE;
    info->message = info->has_message_first ? sgp_error_message(err) : message_of_source(sentence);
}

int exit_report(const args *a, const sgp_error *err)
{
    const outcome *o = outcome_of(err);
    char sentence[SENTENCE_BYTES];
    error_info info = { o->kind, o->sentence != NULL ? o->sentence : sentence, NULL, 0 };
    int is_classed = err->status == SGP_ERR_CONFIG && err->code[0] != '\0';

    (void)sgp_error_describe(err, sentence, sizeof(sentence));
    if (is_classed) info.code = err->code;
    if (o->exit_code == EXIT_CODE_SERVICE) describe_service(err, sentence, &info);
    if (error_report(a, &info) && o->hint != NULL) message_hint(o->hint);
    return is_classed ? EXIT_CODE_CONFIG : o->exit_code;
}
