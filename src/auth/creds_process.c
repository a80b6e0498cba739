/*
 * creds_process.c - the credentials provider that runs a program (botocore/credentials.py,
 * ProcessProvider). No shell is involved: the command is split into words as a shell would.
 */
#include "creds_fetch.h"

#include "mem.h"
#include "words.h"

#include <string.h>

#define SOURCE "custom-process"
#define OUTPUTS_BYTES_MAX (8u * SGP_DOCUMENT_BYTES_MAX)

typedef struct process_provider {
    const sgp_allocator *allocator;
    sgp_documents documents;
    sgp_platform platform;
    char *command;

    /* The program that runs. */
    int is_running;
    sgp_run run;
    sgp_arena arena; /* words and output */
} process_provider;

static const sgp__creds_paths paths = {
    "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration", 0, 0, 0
};

static sgp_status check_version(process_provider *p, sgp_error *err)
{
    sgp_member version = { "Version", SGP_MEMBER_ABSENT, { NULL, 0 } };
    char text[32] = "<Version key not provided>";

    SGP_TRY(p->documents.read(p->documents.self, p->run.output, &version, 1, &p->arena, err));
    if (version.type == SGP_MEMBER_NUMBER && sgp_str_equal(version.value, sgp_str_from("1")))
        return SGP_OK;
    if (version.type != SGP_MEMBER_ABSENT)
        (void)sgp__fetch_excerpt(version.value, text, sizeof text);
    return sgp_error_set(err, SGP_ERR_RESPONSE,
                         "Unsupported version '%s' for credential process provider, supported "
                         "versions: 1",
                         text);
}

static sgp_status judge(process_provider *p, int64_t now_us, sgp_credentials *out, sgp_error *err)
{
    char text[512];

    if (p->run.exit_code != 0)
        return sgp_error_set(err, SGP_ERR_RESPONSE, "%s (the command ended with exit code %d)",
                             sgp__fetch_excerpt(p->run.errors, text, sizeof text),
                             p->run.exit_code);
    SGP_TRY(check_version(p, err));
    return sgp__creds_read(&p->documents, p->run.output, &paths, SOURCE, now_us, out, err);
}

static sgp_status start(process_provider *p, sgp_error *err)
{
    char **argv;

    SGP_TRY(sgp__split_words(sgp_str_from(p->command), &p->arena, &argv, err));
    if (!argv[0])
        return sgp_error_set(err, SGP_ERR_CONFIG, "the setting credential_process is empty");
    memset(&p->run, 0, sizeof p->run);
    p->run.argv = (const char *const *)argv;
    p->run.max_bytes = SGP_DOCUMENT_BYTES_MAX;
    p->run.arena = &p->arena;
    p->is_running = 1;
    return SGP_OK;
}

static sgp_status check_deadline(process_provider *p, sgp_deadline deadline, sgp_error *err)
{
    if (p->platform.monotonic_us(p->platform.self) < deadline.at_us) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_TIMEOUT,
                         "The call's deadline passed while the credential_process %s ran",
                         p->run.argv[0]);
}

static void process_reset(void *self)
{
    process_provider *p = self;

    if (p->is_running) p->platform.run_end(p->platform.self, &p->run);
    p->is_running = 0;
    sgp_arena_deinit(&p->arena); /* wipes what was printed */
}

static sgp_status run(process_provider *p, int64_t now_us, sgp_credentials *out,
                      sgp_deadline deadline, sgp_error *err)
{
    sgp_status status;

    if (!p->is_running) SGP_TRY(start(p, err));
    status = p->platform.run(p->platform.self, &p->run, err);
    if (status == SGP_AGAIN) {
        SGP_TRY(check_deadline(p, deadline, err));
        return status;
    }
    return status == SGP_OK ? judge(p, now_us, out, err) : status;
}

static sgp_status process_get(void *self, int64_t now_us, sgp_credentials *out,
                              sgp_deadline deadline, sgp_error *err)
{
    process_provider *p = self;
    sgp_status status = run(p, now_us, out, deadline, err);

    if (status == SGP_AGAIN) return status;
    if (status < SGP_OK && status != SGP_ERR_TIMEOUT) status = sgp__creds_fail(SOURCE, status, err);
    process_reset(p);
    return status;
}

static void process_wants(void *self, sgp_wants *out)
{
    const process_provider *p = self;

    *out = (sgp_wants)SGP_WANTS_INIT;
    if (p->is_running) *out = p->run.wants;
}

static void process_destroy(void *self)
{
    process_provider *p = self;

    process_reset(p);
    if (p->documents.destroy) p->documents.destroy(p->documents.self);
    sgp__free_text(p->allocator, p->command);
    sgp__free(p->allocator, p, sizeof *p);
}

static sgp_status check_parts(process_provider *p, const char *command,
                              const sgp_platform *platform, const sgp_documents *documents,
                              const sgp_allocator *allocator, sgp_error *err)
{
    memset(p, 0, sizeof *p);
    p->allocator = allocator;
    if (command && sgp__allocator_valid(allocator) &&
        sgp__table_copy(&p->platform, sizeof p->platform, platform, sizeof(size_t)) &&
        sgp__table_copy(&p->documents, sizeof p->documents, documents, sizeof(size_t)) &&
        p->documents.read && p->platform.monotonic_us && p->platform.run && p->platform.run_end)
        return SGP_OK;
    return sgp_error_set(err, SGP_ERR_USAGE,
                         "sgp_creds_process_new needs a command, documents, a platform that can "
                         "run programs and a complete allocator or none");
}

sgp_status sgp_creds_process_new(sgp_credentials_provider *out, const char *command,
                                 const sgp_platform *platform, const sgp_documents *documents,
                                 const sgp_allocator *allocator, sgp_error *err)
{
    process_provider own, *p;

    sgp_error_reset(err);
    SGP_TRY(check_parts(&own, command, platform, documents, allocator, err));
    p = sgp__alloc(allocator, sizeof *p);
    if (!p) return sgp__no_memory(err);
    *p = own;
    p->command = sgp__copy_text(allocator, command);
    if (!p->command) {
        sgp__free(allocator, p, sizeof *p);
        return sgp__no_memory(err);
    }
    sgp_arena_init(&p->arena, allocator, OUTPUTS_BYTES_MAX);
    *out = (sgp_credentials_provider)SGP_CREDENTIALS_PROVIDER_INIT;
    out->self = p;
    out->get = process_get;
    out->wants = process_wants;
    out->reset = process_reset;
    out->destroy = process_destroy;
    return SGP_OK;
}
