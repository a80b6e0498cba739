/*
 * configure_list.c - shows where settings come from; see configure_list.h.
 *
 * Rows and texts: awscli/customizations/configure/list.py.
 */
#include "configure_list.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client_options.h"
#include "exit_code.h"
#include "message.h"
#include "sagepager/sagepager.h"
#include "sink.h"

/* A client must have a region; without one, requests for credentials are signed for this one. */
#define STAND_IN_REGION "us-east-1"
#define SHOWN_CHARACTERS 4

typedef struct row {
    const char *name;
    const char *value; /* NULL: not set */
    const char *type;
    const char *location;
} row;

typedef struct lookup {
    sink *out;
    sgp_platform *platform;
    sgp_profile *profile;
    sgp_credentials *credentials; /* without a key ID none were found */
    char instance_region[SGP_REGION_MAX + 1]; /* "" if one is configured or the instance has none */
} lookup;

static const char *variable(const lookup *l, const char *name)
{
    const char *value = l->platform->type->getenv(l->platform, name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

/* --- the rows ------------------------------------------------------------------------- */

static void put_right(sink *out, const char *text, size_t width)
{
    for (size_t len = strlen(text); len < width; len++)
        sink_puts(out, " ");
    sink_puts(out, text);
}

static void print_row(sink *out, const row *r)
{
    static const char unset[] = "None";

    put_right(out, r->name, 10);
    sink_puts(out, " ");
    put_right(out, r->value != NULL ? r->value : "<not set>", 24);
    sink_puts(out, " ");
    put_right(out, r->value != NULL ? r->type : unset, 16);
    sink_puts(out, "    ");
    sink_puts(out, r->value != NULL ? r->location : unset);
    sink_puts(out, "\n");
}

static void print_profile(const args *a, const lookup *l)
{
    row r = { "profile", a->profile, "manual", "--profile" };

    if (r.value == NULL || r.value[0] == '\0') {
        r.value = variable(l, "AWS_PROFILE");
        if (r.value == NULL) r.value = variable(l, "AWS_DEFAULT_PROFILE");
        r.type = "env";
        r.location = "['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']";
    }
    print_row(l->out, &r);
}

static void print_key(const lookup *l, const char *name, sgp_str key, const char *source)
{
    char masked[32] = "";
    row r = { name, NULL, source, "" };
    size_t from = key.len > SHOWN_CHARACTERS ? key.len - SHOWN_CHARACTERS : 0;

    if (key.ptr != NULL) {
        (void)snprintf(masked, sizeof(masked), "****************%s", key.ptr + from);
        r.value = masked;
    }
    print_row(l->out, &r);
}

static void print_region(const lookup *l)
{
    row r = { "region", variable(l, "AWS_REGION"), "env", "['AWS_REGION', 'AWS_DEFAULT_REGION']" };
    const char *config = NULL;

    if (r.value == NULL) r.value = variable(l, "AWS_DEFAULT_REGION");
    if (r.value == NULL) {
        r.value = sgp_profile_get(l->profile, SGP_PROFILE_BOTH, "region");
        r.type = "config-file";
        config = variable(l, "AWS_CONFIG_FILE");
        r.location = config != NULL ? config : "~/.aws/config";
    }
    if (r.value == NULL && l->instance_region[0] != '\0') {
        r.value = l->instance_region;
        r.type = "imds";
        r.location = "";
    }
    print_row(l->out, &r);
}

static int print_table(const args *a, const lookup *l)
{
    static const row head[] = { { "Name", "Value", "Type", "Location" },
                                { "----", "-----", "----", "--------" } };

    print_row(l->out, &head[0]);
    print_row(l->out, &head[1]);
    print_profile(a, l);
    print_key(l, "access_key", l->credentials->access_key_id, l->credentials->source);
    print_key(l, "secret_key", l->credentials->secret_access_key, l->credentials->source);
    print_region(l);
    sink_flush(l->out);
    if (l->out->os_error == 0 || l->out->os_error == EPIPE) return EXIT_CODE_OK;
    message_error(NULL, "Could not write to standard output");
    return EXIT_CODE_GENERAL;
}

/* --- looking up ----------------------------------------------------------------------- */

static sgp_status find_credentials(const args *a, lookup *l, sgp_error *err)
{
    client_options options;
    sgp_client *client = NULL;
    sgp_status st = client_options_read(a, l->platform, &options, err);

    if (st == SGP_OK) st = sgp_client_new_default(&client, &options.all, err);
    if (st == SGP_ERR_NO_REGION) {
        st = sgp_instance_region(&options.all, l->instance_region, err);
        if (st < SGP_OK) return st;
        options.client.region = st == SGP_OK ? l->instance_region : STAND_IN_REGION;
        st = sgp_client_new_default(&client, &options.all, err);
    }
    if (st == SGP_OK) st = sgp_client_get_credentials(client, l->credentials, err);
    sgp_client_free(client);
    credentials_cache_end(options.all.credentials_cache);
    return st == SGP_ERR_NO_CREDENTIALS ? SGP_OK : st;
}

int configure_list_run(const args *a)
{
    char text[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sink out;
    lookup l;
    int code = EXIT_CODE_OK;

    sink_init(&out, STDOUT_FILENO);
    memset(&l, 0, sizeof(l));
    l.out = &out;
    l.platform = sgp_platform_posix();
    if (sgp_credentials_new(&l.credentials, NULL, &err) == SGP_OK &&
        sgp_profile_new(&l.profile, a->profile, l.platform, NULL, &err) == SGP_OK &&
        find_credentials(a, &l, &err) == SGP_OK)
        code = print_table(a, &l);
    else
        code = exit_report(a, &err);
    sgp_credentials_free(l.credentials);
    sgp_profile_free(l.profile);
    return code;
}
