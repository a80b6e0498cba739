/*
 * debug.c - --debug; see debug.h.
 */
#include "debug.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "local_time.h"
#include "message.h"

static int64_t wall_us(void)
{
    struct timespec now = { 0, 0 };

    (void)clock_gettime(CLOCK_REALTIME, &now); /* cannot fail for this clock */
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

/* Each line of a text gets its own time and topic, so that grep finds it. */
static void print_lines(void *self, const char *topic, const char *text, size_t text_len)
{
    const char *end = text + text_len;
    char when[DATE_ISO_BYTES];

    (void)self;
    (void)local_time_text(wall_us(), when);
    do {
        const char *newline = memchr(text, '\n', (size_t)(end - text));
        sgp_str line = { text, (size_t)((newline != NULL ? newline : end) - text) };
        message_trace(when, topic, line);
        text = newline != NULL ? newline + 1 : end;
    } while (text < end);
}

const sgp_trace *debug_trace(void)
{
    static const sgp_trace trace = { sizeof(trace), NULL, print_lines };

    return &trace;
}

/* A setting, its value and its source. */
typedef struct setting {
    const char *name;
    const char *value;
    const char *source;
} setting;

static void print_setting(const setting *s)
{
    char line[SGP_URL_MAX + 128];

    (void)snprintf(line, sizeof(line), "%s = %s (from %s)", s->name, s->value, s->source);
    print_lines(NULL, "settings", line, strlen(line));
}

/* Where settings come from beside the options. */
typedef struct lookup {
    sgp_platform *platform;
    const sgp_profile *profile;
} lookup;

/* Returns the option if it is set, else the first of two variables that is, else the profile's
 * setting. Empty counts as not set. */
static setting find_setting(const char *name, const char *option_value, const char *option_name,
                            const char *const *variables, const lookup *p)
{
    setting found = { name, option_value, option_name };

    if (option_value != NULL && option_value[0] != '\0') return found;
    for (size_t i = 0; i < 2 && variables[i] != NULL; i++) {
        found.value = p->platform->type->getenv(p->platform, variables[i]);
        found.source = variables[i];
        if (found.value != NULL && found.value[0] != '\0') return found;
    }
    found.value = sgp_profile_get(p->profile, SGP_PROFILE_BOTH, name);
    found.source = "the profile";
    if (found.value != NULL && found.value[0] == '\0') found.value = NULL;
    return found;
}

static void print_region(const args *a, const lookup *p)
{
    static const char *const variables[2] = { "AWS_REGION", "AWS_DEFAULT_REGION" };
    setting region = find_setting("region", a->region, "--region", variables, p);

    print_setting(&region);
}

/* The client reports the URL that it uses, so only the source is looked up. If the source has
 * another URL, it was ignored (AWS_IGNORE_CONFIGURED_ENDPOINT_URLS). */
static void print_endpoint(const args *a, const sgp_client *client, const lookup *p)
{
    static const char *const variables[2] = { "AWS_ENDPOINT_URL_SAGEMAKER", "AWS_ENDPOINT_URL" };
    setting url = find_setting("endpoint_url", a->endpoint_url, "--endpoint-url", variables, p);
    const char *used = sgp_client_endpoint_url(client);
    char shown[SGP_URL_MAX + 1]; /* a query may be a secret */

    if (url.value == NULL || strncasecmp(url.value, used, strlen(used)) != 0)
        url.source = "the profile or the region";
    (void)snprintf(shown, sizeof(shown), "%.*s", (int)strcspn(used, "?"), used);
    url.value = shown;
    print_setting(&url);
}

static void print_ca_bundle(const args *a, const lookup *p)
{
    static const char *const variables[2] = { "AWS_CA_BUNDLE", NULL };
    setting ca = find_setting("ca_bundle", a->ca_bundle, "--ca-bundle", variables, p);

    if (ca.value == NULL) {
        ca.value = p->platform->type->getenv(p->platform, "REQUESTS_CA_BUNDLE");
        ca.source = "REQUESTS_CA_BUNDLE";
    }
    if (ca.value == NULL) {
        ca.value = "the system's trust store";
        ca.source = "default";
    }
    print_setting(&ca);
}

static void print_profile(const args *a, const sgp_profile *profile, sgp_platform *platform)
{
    static const char *const variables[] = { "AWS_PROFILE", "AWS_DEFAULT_PROFILE" };
    setting shown = { "profile", sgp_profile_name(profile), "default" };

    for (size_t i = 2; i-- > 0;) {
        const char *value = platform->type->getenv(platform, variables[i]);
        if (value != NULL && value[0] != '\0') shown.source = variables[i];
    }
    if (a->profile != NULL && a->profile[0] != '\0') shown.source = "--profile";
    print_setting(&shown);
}

static void print_backend(const args *a)
{
    const sgp_backend *used = a->tls_backend != NULL ? a->tls_backend : sgp_backend_at(0);
    setting backend = { "tls_backend", used->name,
                        a->tls_backend != NULL ? "--tls-backend" : "default" };

    print_setting(&backend);
}

/* A key ID is half a secret, so only the fact that a variable is set is shown. */
static void print_credentials(sgp_platform *platform)
{
    static const char *const variables[] = { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
                                             "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN" };

    for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
        const char *value = platform->type->getenv(platform, variables[i]);
        int is_set = value != NULL && value[0] != '\0';
        setting shown = { "credentials", is_set ? "(set)" : "(not set)", variables[i] };
        print_setting(&shown);
    }
}

void debug_settings(const args *a, const sgp_client *client, sgp_platform *platform)
{
    lookup p = { platform, NULL };
    sgp_profile *profile = NULL;

    /* The client was made with the same profile, so this fails only without memory. */
    if (sgp_profile_new(&profile, a->profile, platform, NULL, NULL) != SGP_OK) return;
    p.profile = profile;
    print_profile(a, profile, platform);
    print_region(a, &p);
    print_endpoint(a, client, &p);
    print_ca_bundle(a, &p);
    print_backend(a);
    print_credentials(platform);
    sgp_profile_free(profile);
}
