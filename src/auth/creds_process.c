/*
 * creds_process.c - credentials that a program prints (botocore/credentials.py, ProcessProvider).
 * No shell runs: the command is split into words as a shell splits it.
 */
#include "sagepager/providers.h"

#include "sgp_arena.h"
#include "sgp_ascii.h"
#include "sgp_credentials.h"
#include "sgp_creds_document.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_shell_words.h"

#include <string.h>

#define PROCESS_CONSTRUCTOR "sgp_creds_process_new"
#define PROCESS_SOURCE "custom-process"
#define PROCESS_TEXTS_BYTES_MAX (8u * SGP_DOCUMENT_BYTES_MAX)
#define PROCESS_EXCERPT_MAX 511
#define VERSION_MAX 8
/* What separates words: a command of blanks has none. */
#define BLANKS " \t\r\n"

typedef struct process_provider {
    sgp_credentials_provider base;
    const sgp_allocator *allocator;
    sgp_platform *platform;
    sgp_document_parser *parser; /* owned */
    char *command;

    /* The current get. */
    int is_running;
    sgp_process process;
    sgp_arena arena; /* words, output and parsed texts */
} process_provider;

static const sgp__creds_paths process_paths = SGP__CREDS_PATHS(PROCESS_SOURCE, "", "SessionToken",
                                                               0);

static process_provider *process_whole(sgp_credentials_provider *provider)
{
    return (process_provider *)provider;
}

/* A member that is no version may be anything that the program prints, so it is not quoted. */
static int is_version(sgp_str text)
{
    for (size_t i = 0; i < text.len; i++)
        if (!sgp__is_digit(text.ptr[i]) && text.ptr[i] != '.') return 0;
    return text.len > 0 && text.len <= VERSION_MAX;
}

static sgp_status check_version(process_provider *p, sgp_error *err)
{
    sgp_document_member version = SGP__MEMBER("Version");
    char text[32] = "<Version key not provided>";

    SGP_TRY(sgp__document_parse(p->parser, p->process.output, &version, 1, &p->arena, err));
    if (version.type == SGP_DOCUMENT_MEMBER_NUMBER &&
        sgp_str_equal(version.value, sgp_str_from("1")))
        return SGP_OK;
    if (version.type != SGP_DOCUMENT_MEMBER_ABSENT)
        (void)sgp__excerpt(is_version(version.value) ? version.value : sgp_str_from("..."), text,
                           sizeof text);
    return SGP__FAIL(err, SGP_ERR_RESPONSE, 4028,
                     "Unsupported version '%s' for credential process provider, supported "
                     "versions: 1",
                     text);
}

static sgp_status process_check(process_provider *p, int64_t now_us, sgp_credentials *out,
                                sgp_error *err)
{
    if (p->process.exit_code != 0) {
        (void)SGP__FAIL(err, SGP_ERR_RESPONSE, 4029, " (the command ended with exit code %d)",
                        p->process.exit_code);
        sgp__error_insert_excerpt(err, p->process.errors, PROCESS_EXCERPT_MAX);
        return SGP_ERR_RESPONSE;
    }
    SGP_TRY(check_version(p, err));
    return sgp__creds_parse(p->parser, p->process.output, &process_paths, now_us, &p->arena, out,
                            err);
}

static sgp_status process_start(process_provider *p, sgp_error *err)
{
    char **argv;

    SGP_TRY(sgp__split_words(sgp_str_from(p->command), &p->arena, &argv, err));
    memset(&p->process, 0, sizeof p->process);
    p->process.argv = (const char *const *)argv;
    p->process.max_bytes = SGP_DOCUMENT_BYTES_MAX;
    p->process.arena = &p->arena;
    p->is_running = 1;
    return SGP_OK;
}

static sgp_status process_check_deadline(process_provider *p, sgp_deadline deadline, sgp_error *err)
{
    if (p->platform->type->monotonic_us(p->platform) < deadline.at_us) return SGP_AGAIN;
    return SGP__FAIL(err, SGP_ERR_TIMEOUT, 4031,
                     "The call's deadline passed while the credential_process %s ran",
                     p->process.argv[0]);
}

static sgp_status process_run(process_provider *p, int64_t now_us, sgp_credentials *out,
                              sgp_deadline deadline, sgp_error *err)
{
    sgp_status status;

    if (!p->is_running) SGP_TRY(process_start(p, err));
    status = p->platform->type->process_run(p->platform, &p->process, err);
    status = SGP__SLOT_RESULT(p->platform, 4071, "process_run", status, SGP__MAY_AGAIN, err);
    if (status == SGP_AGAIN) return process_check_deadline(p, deadline, err);
    return status == SGP_OK ? process_check(p, now_us, out, err) : status;
}

static void process_wants(sgp_credentials_provider *provider, sgp_poll_interest *out)
{
    if (process_whole(provider)->is_running) *out = process_whole(provider)->process.wants;
}

static void process_reset(sgp_credentials_provider *provider)
{
    process_provider *p = process_whole(provider);

    if (p->is_running) p->platform->type->process_end(p->platform, &p->process);
    p->is_running = 0;
    sgp__arena_deinit(&p->arena); /* wipes the output */
}

static sgp_status process_get(sgp_credentials_provider *provider, int64_t now_us,
                              sgp_credentials *out, sgp_deadline deadline, sgp_error *err)
{
    sgp_status status;

    sgp__credentials_deinit((sgp__credentials *)out);
    status = process_run(process_whole(provider), now_us, out, deadline, err);
    if (status == SGP_AGAIN) return status;
    if (status < SGP_OK && status != SGP_ERR_TIMEOUT)
        status = sgp__creds_fail(PROCESS_SOURCE, status, err);
    process_reset(provider);
    return status;
}

static void process_destroy(sgp_credentials_provider *provider)
{
    process_provider *p = process_whole(provider);

    process_reset(provider);
    SGP__DESTROY(p->parser);
    sgp__free_text(p->allocator, p->command);
    sgp__free(p->allocator, p, sizeof *p);
}

static const sgp_credentials_provider_type type = { sizeof type,   PROCESS_SOURCE, process_get,
                                                    process_wants, process_reset,  process_destroy,
                                                    NULL };

static sgp_status process_check_parts(const char *command, sgp_platform *platform,
                                      sgp_document_parser *parser, sgp_error *err)
{
    static const sgp__slot platform_slots[] = { SGP__SLOT(sgp_platform_type, monotonic_us),
                                                SGP__SLOT(sgp_platform_type, process_run),
                                                SGP__SLOT(sgp_platform_type, process_end) };
    static const sgp__slot parser_slots[] = { SGP__SLOT(sgp_document_parser_type, parse) };

    if (!command)
        return SGP__FAIL(err, SGP_ERR_USAGE, 4032, PROCESS_CONSTRUCTOR ": command is NULL");
    if (command[strspn(command, BLANKS)] == '\0')
        return SGP__FAIL(err, SGP_ERR_CONFIG, 4030, "the setting credential_process is empty");
    SGP_TRY(SGP__PART_CHECK(platform, 4068, PROCESS_CONSTRUCTOR, "platform", platform_slots, err));
    return SGP__PART_CHECK(parser, 4069, PROCESS_CONSTRUCTOR, "parser", parser_slots, err);
}

sgp_status sgp_creds_process_new(sgp_credentials_provider **out, const char *command,
                                 sgp_platform *platform, sgp_document_parser *parser,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    process_provider *p;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 4070, PROCESS_CONSTRUCTOR, err));
    SGP_TRY(process_check_parts(command, platform, parser, err));
    p = sgp__alloc(allocator, sizeof *p);
    if (!p) return SGP__NO_MEMORY(err, sizeof *p);
    p->command = sgp__copy_text(allocator, command);
    if (!p->command) {
        sgp__free(allocator, p, sizeof *p);
        return SGP__NO_MEMORY(err, strlen(command) + 1);
    }
    p->base.type = &type;
    p->allocator = allocator;
    p->platform = platform;
    p->parser = parser;
    sgp__arena_init(&p->arena, allocator, PROCESS_TEXTS_BYTES_MAX);
    *out = &p->base;
    return SGP_OK;
}
