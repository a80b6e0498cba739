/*
 * client.c - sgp_client_new_default: names concrete parts, and reads settings from environment and
 * profile.
 *
 * A program that does not call it links none of the parts that the files of this folder name.
 */
#include "wiring.h"

#include "sagepager/sagepager.h"

#include <stdio.h>
#include <string.h>

/* Settings as copied from environment and profile. */
#define TEXTS_BYTES_MAX 16384u
/* Of an app id in the user agent. */
#define AGENT_CHARACTERS                                                                           \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~,"

/* Parts made here: destroyed here if the client could not be made, owned by it otherwise. */
typedef struct parts {
    sgp_arena texts;
    sgp_platform platform;
    sgp_codec codec;
    sgp_signer signer;
    sgp_credentials_provider credentials;
    sgp_http http;
    sgp_profile *profile; /* NULL once the credentials own it */
} parts;

/* The caller's table may be older and shorter than ours; what it lacks is then absent. Both begin
 * with their size; ours is zeroed. */
static void copy_table(void *ours, size_t bytes, const void *theirs)
{
    size_t size;

    memcpy(&size, theirs, sizeof size);
    memcpy(ours, theirs, size < bytes ? size : bytes);
    memcpy(ours, &bytes, sizeof bytes);
}

/* --- settings --------------------------------------------------------------------------------- */

static int is_given(const char *text)
{
    return text && text[0];
}

static const char *region_of(const parts *made)
{
    const char *region = sgp__env(&made->platform, "AWS_REGION");

    return region ? region
                  : sgp__setting(&made->platform, "AWS_DEFAULT_REGION", made->profile, "region");
}

/* botocore/args.py, compute_client_args, and configprovider.py: the first try counts. */
static sgp_status attempts_of(const parts *made, int *attempts, sgp_error *err)
{
    const char *text = sgp__setting(&made->platform, "AWS_MAX_ATTEMPTS", made->profile,
                                    "max_attempts");

    if (!text) return SGP_OK;
    if (!sgp__read_number(text, attempts))
        return sgp_error_set(err, SGP_ERR_CONFIG,
                             "invalid literal for int() with base 10: '%s' (max_attempts, from "
                             "AWS_MAX_ATTEMPTS or the profile)",
                             text);
    if (*attempts > 0) return SGP_OK;
    return sgp_error_set(
        err, SGP_ERR_CONFIG,
        "Value provided to \"max_attempts\": %d must be an integer greater than or "
        "equal to one.",
        *attempts);
}

/* botocore/args.py and configprovider.py: the names are what they are, case counting. */
static sgp_status retry_mode_of(const parts *made, sgp_retry_mode *mode, sgp_error *err)
{
    static const char *const names[] = { "standard", "adaptive", "legacy" };
    const char *text = sgp__setting(&made->platform, "AWS_RETRY_MODE", made->profile, "retry_mode");

    if (!text) return SGP_OK;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(text, names[i]) == 0) *mode = (sgp_retry_mode)(SGP_RETRY_STANDARD + (int)i);
    if (*mode != SGP_RETRY_DEFAULT) return SGP_OK;
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "Invalid value provided to \"mode\": \"%.100s\" must be one of: "
                         "\"legacy\", \"standard\" or \"adaptive\" (AWS_RETRY_MODE or the "
                         "profile's retry_mode)",
                         text);
}

/* "sagepager/1.2.3 app/ID" (botocore/useragent.py: other characters become '-'). */
static sgp_status user_agent_of(parts *made, const char **agent, sgp_error *err)
{
    const char *id = sgp__setting(&made->platform, "AWS_SDK_UA_APP_ID", made->profile,
                                  "sdk_ua_app_id");
    char text[256];
    size_t start = (size_t)snprintf(text, sizeof text, "sagepager/%s app/", sgp_version());

    if (!id) return SGP_OK;
    (void)snprintf(text + start, sizeof text - start, "%s", id);
    for (char *at = text + start; *at; at++)
        if (!strchr(AGENT_CHARACTERS, *at)) *at = '-';
    return sgp__keep(&made->texts, text, agent, err);
}

/* Fills what the options leave out. A value of the environment is valid until the next look-up, so
 * texts are copied. */
static sgp_status take_settings(parts *made, sgp_client_options *client, sgp_error *err)
{
    const sgp_platform *platform = &made->platform;
    const char *url = NULL;

    if (!is_given(client->region))
        SGP_WIRE(sgp__keep(&made->texts, region_of(made), &client->region, err));
    client->use_fips = sgp__is_on(client->use_fips, platform, "AWS_USE_FIPS_ENDPOINT",
                                  made->profile, "use_fips_endpoint");
    client->use_dualstack = sgp__is_on(client->use_dualstack, platform,
                                       "AWS_USE_DUALSTACK_ENDPOINT", made->profile,
                                       "use_dualstack_endpoint");
    if (client->max_attempts == 0) SGP_WIRE(attempts_of(made, &client->max_attempts, err));
    if (client->retry_mode == SGP_RETRY_DEFAULT)
        SGP_WIRE(retry_mode_of(made, &client->retry_mode, err));
    if (!client->user_agent) SGP_WIRE(user_agent_of(made, &client->user_agent, err));
    if (is_given(client->endpoint_url)) return SGP_OK;
    SGP_WIRE(sgp__endpoint_setting(platform, made->profile, "sagemaker",
                                   "AWS_ENDPOINT_URL_SAGEMAKER", &url, err));
    return sgp__keep(&made->texts, url, &client->endpoint_url, err);
}

/* --- signer and credentials ------------------------------------------------------------------- */

static sgp_status make_signer(sgp_signer *out, const sgp_default_options *options, sgp_error *err)
{
    sgp_backend backend = sgp__backend_of(options);
    sgp_crypto crypto;

    if (options->no_sign_request) {
        *out = sgp_sign_none();
        return SGP_OK;
    }
    if (!backend.crypto) return sgp__no_backend("the SHA-256 of signatures", err);
    crypto = backend.crypto();
    return sgp_sigv4_new(out, &crypto, &options->client.trace, options->client.allocator, err);
}

static void destroy_providers(sgp_credentials_provider *providers, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (providers[i].destroy) providers[i].destroy(providers[i].self);
}

typedef struct provider_list {
    sgp_credentials_provider items[3];
    size_t count;
} provider_list;

/* Everything but the profile is borrowed. */
static sgp__session session_of(const parts *made, const sgp_default_options *options,
                               const char *region)
{
    static const sgp__session empty;
    sgp__session session = empty;
    sgp_backend backend = sgp__backend_of(options);

    session.allocator = options->client.allocator;
    session.platform = made->platform;
    copy_table(&session.http, sizeof session.http, options->client.http);
    copy_table(&session.signer, sizeof session.signer, options->client.signer);
    session.http.destroy = NULL;
    session.signer.destroy = NULL;
    if (backend.crypto) session.crypto = backend.crypto();
    session.trace = options->client.trace;
    session.mfa = options->mfa;
    session.region = region;
    session.use_fips = options->client.use_fips;
    session.use_dualstack = options->client.use_dualstack;
    session.is_profile_named = options->profile && options->profile[0];
    session.profile = made->profile;
    return session;
}

/* AWS IoT when it is asked for; else options, environment (unless the options ask for a profile by
 * name), and the session's. The profile is the last one's as soon as that is made. */
static sgp_status add_providers(provider_list *list, parts *made,
                                const sgp_default_options *options, sgp_error *err)
{
    const sgp_allocator *allocator = options->client.allocator;
    sgp__session session = session_of(made, options, options->client.region);
    sgp_documents documents;
    sgp_creds_parts remote = sgp__session_parts(&session, &documents);

    if (options->iot) {
        SGP_WIRE(sgp_creds_iot_new(&list->items[list->count], &remote, options->iot, err));
        list->count++;
        return SGP_OK;
    }
    SGP_WIRE(sgp_creds_static_new(&list->items[list->count], options->access_key_id,
                                  options->secret_access_key, options->session_token, allocator,
                                  err));
    list->count++;
    if (!session.is_profile_named) {
        SGP_WIRE(sgp_creds_env_new(&list->items[list->count], &made->platform, allocator, err));
        list->count++;
    }
    SGP_WIRE(sgp__session_new(&list->items[list->count], &session, err));
    made->profile = NULL;
    list->count++;
    return SGP_OK;
}

static sgp_status make_credentials(parts *made, const sgp_default_options *options, sgp_error *err)
{
    const sgp_allocator *allocator = options->client.allocator;
    sgp_credentials_provider chain = SGP_CREDENTIALS_PROVIDER_INIT;
    provider_list list;
    sgp_status status;

    list.count = 0;
    status = add_providers(&list, made, options, err);
    if (status == SGP_OK)
        status = sgp_creds_chain_new(&chain, list.items, list.count, allocator, err);
    if (status != SGP_OK) {
        destroy_providers(list.items, list.count);
        return status;
    }
    status = sgp_creds_cache_new(&made->credentials, &chain, &options->client.trace, allocator,
                                 err);
    if (status != SGP_OK) chain.destroy(chain.self);
    return status;
}

/* --- the whole -------------------------------------------------------------------------------- */

/* Makes what the options leave out and points them at it. */
static sgp_status make_parts(parts *made, sgp_default_options *options, sgp_error *err)
{
    sgp_client_options *client = &options->client;
    int needs_credentials;

    if (!client->codec) {
        made->codec = sgp_aws_json();
        client->codec = &made->codec;
    }
    if (!client->signer) {
        SGP_WIRE(make_signer(&made->signer, options, err));
        client->signer = &made->signer;
    }
    if (!client->http) {
        SGP_WIRE(sgp__make_http(&made->http, options, &made->platform, made->profile, err));
        client->http = &made->http;
        if (client->read_timeout_ms == 0) client->read_timeout_ms = options->http1.read_timeout_ms;
    }
    needs_credentials = !client->credentials && !options->no_sign_request;
    if (!needs_credentials) return SGP_OK;
    SGP_WIRE(make_credentials(made, options, err));
    client->credentials = &made->credentials;
    return SGP_OK;
}

static void destroy_parts(parts *made)
{
    if (made->credentials.destroy) made->credentials.destroy(made->credentials.self);
    if (made->signer.destroy) made->signer.destroy(made->signer.self);
    if (made->http.destroy) made->http.destroy(made->http.self);
}

static sgp_status make_client(sgp_client **out, parts *made, sgp_default_options *options,
                              sgp_error *err)
{
    sgp_client_options *client = &options->client;

    if (client->platform)
        copy_table(&made->platform, sizeof made->platform, client->platform);
    else
        made->platform = sgp_platform_posix();
    client->platform = &made->platform;
    SGP_WIRE(
        sgp_profile_new(&made->profile, options->profile, &made->platform, client->allocator, err));
    SGP_WIRE(take_settings(made, client, err));
    SGP_WIRE(make_parts(made, options, err));
    return sgp_client_new(out, client, err);
}

sgp_status sgp_client_new_default(sgp_client **out, const sgp_default_options *options,
                                  sgp_error *err)
{
    sgp_default_options own = SGP_DEFAULT_OPTIONS_INIT;
    parts made;
    sgp_status status;

    sgp_error_reset(err);
    memset(&made, 0, sizeof made);
    if (options && options->size != sizeof own)
        return sgp_error_set(err, SGP_ERR_USAGE,
                             "sgp_client_new_default: start from SGP_DEFAULT_OPTIONS_INIT");
    if (options) own = *options;
    sgp_arena_init(&made.texts, own.client.allocator, TEXTS_BYTES_MAX);
    status = make_client(out, &made, &own, err);
    if (status != SGP_OK) destroy_parts(&made);
    sgp_profile_free(made.profile);
    sgp_arena_deinit(&made.texts);
    return status;
}
