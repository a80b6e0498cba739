/*
 * sagepager-endpoint: a local replacement for SageMaker's ListImageVersions.
 * This file starts and stops it. The endpoint tests the sagepager library, so
 * it uses none of its code.
 */
#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

#include "dataset.h"
#include "options.h"
#include "server.h"
#include "tls_identity.h"

enum { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2 };

static bool load_dataset(const struct ep_options *options, struct ep_dataset *dataset,
                         struct ep_text *why)
{
    bool use_sample = options->data == NULL && !options->generate;

    if (use_sample && !ep_dataset_add_json(dataset, "sample.json", (const char *)ep_sample_data,
                                           ep_sample_data_len, why))
        return false;
    if (options->data != NULL && !ep_dataset_add_file(dataset, options->data, why)) return false;
    if (!options->generate) return true;
    ep_text_free(why);
    ep_text_addf(why, "--generate: ");
    return ep_dataset_generate(dataset, options->generate_image, options->generate_count, why);
}

static bool open_request_log(const char *path, FILE **log, struct ep_text *why)
{
    if (path == NULL) return true;
    *log = fopen(path, "a");
    if (*log == NULL)
        ep_text_addf(why, "--request-log: '%s' cannot be opened for appending: %s", path,
                     strerror(errno));
    return *log != NULL;
}

/* Flushed at once, because the parent process waits for these lines. */
static bool announce(const struct ep_server *server, const struct ep_tls_identity *identity)
{
    printf("listening on %s\n", ep_server_url(server));
    if (identity->ca_path != NULL) printf("CA certificate: %s\n", identity->ca_path);
    return fflush(stdout) == 0;
}

static int serve(const struct ep_options *options, const struct ep_dataset *dataset, FILE *log,
                 struct ep_text *why)
{
    struct ep_tls_identity identity = { 0 };
    struct ep_server *server = NULL;
    int code = EXIT_FAILED;

    if (options->tls && !ep_tls_identity_make(&identity, why)) goto out;
    server = ep_server_start(&(struct ep_server_config){ .host = options->host,
                                                         .port = options->port,
                                                         .tls = identity.context,
                                                         .auth = &options->auth,
                                                         .dataset = dataset,
                                                         .faults = options->faults,
                                                         .request_log = log },
                             why);
    if (server != NULL && announce(server, &identity) && ep_server_run(server)) code = EXIT_OK;
out:
    ep_server_free(server);
    ep_tls_identity_free(&identity);
    return code;
}

/* Data set and log come from options, so a mistake in them is a usage error. */
static int run(const struct ep_options *options, struct ep_text *why)
{
    struct ep_dataset dataset = { 0 };
    FILE *log = NULL;
    int code = EXIT_USAGE;

    if (load_dataset(options, &dataset, why)) {
        ep_text_free(why);
        if (open_request_log(options->request_log, &log, why))
            code = serve(options, &dataset, log, why);
    }
    if (log != NULL) (void)fclose(log); /* every line was flushed and checked when written */
    ep_dataset_free(&dataset);
    return code;
}

int main(int argc, char **argv)
{
    struct ep_options options;
    struct ep_text why = { 0 };
    enum ep_options_outcome outcome = ep_options_read(argc, argv, &options);
    int code;

    if (outcome == EP_OPTIONS_BAD) return EXIT_USAGE;
    if (outcome == EP_OPTIONS_DONE) return fflush(stdout) == 0 ? EXIT_OK : EXIT_FAILED;
    code = run(&options, &why);
    if (code != EXIT_OK)
        (void)fprintf(stderr, "sagepager-endpoint: %s\n", why.len > 0 ? why.data : "failed");
    ep_text_free(&why);
    libevent_global_shutdown();
    return code;
}
