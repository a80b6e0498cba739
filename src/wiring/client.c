/*
 * client.c - sgp_client_new_default: reads settings from environment and profile, and makes the
 * parts that the options leave out.
 *
 * A program that does not call it links none of the parts that this folder makes.
 */
#include "sgp_wiring.h"

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sagepager/sagepager.h"

#include <limits.h>
#include <string.h>

#define STACK_CONSTRUCTOR "sgp_client_new_default"
/* Settings copied from environment and profile. */
#define STACK_TEXTS_BYTES_MAX 16384u
/* Characters of an app ID in the user agent. */
#define AGENT_CHARACTERS                                                                           \
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-.^_`|~,"

/* --- settings --------------------------------------------------------------------------------- */

static int is_given(const char *text)
{
    return text && text[0];
}

static const char *setting_of(const sgp__wiring *w, const char *variable, const char *key)
{
    return sgp__setting(w->client.platform, variable, w->profile, key);
}

static const char *region_of(const sgp__wiring *w)
{
    const char *region = sgp__env(w->client.platform, "AWS_REGION");

    return region ? region : setting_of(w, "AWS_DEFAULT_REGION", "region");
}

/* The messages are those of botocore/args.py, compute_client_args, and configprovider.py. */
static sgp_status read_attempts(const sgp__wiring *w, int *attempts, sgp_error *err)
{
    const char *text = setting_of(w, "AWS_MAX_ATTEMPTS", "max_attempts");

    if (!text) return SGP_OK;
    switch (sgp__read_number(text, attempts)) {
    case SGP__NUMBER_READ:
        break;
    case SGP__NUMBER_TOO_LARGE:
        return SGP__FAIL(err, SGP_ERR_CONFIG, 6080,
                         "max_attempts (from AWS_MAX_ATTEMPTS or the profile) is %s: expected an "
                         "integer from 1 to %d",
                         text, INT_MAX);
    default:
        return SGP__FAIL(err, SGP_ERR_CONFIG, 6001,
                         "invalid literal for int() with base 10: '%s' (max_attempts, from "
                         "AWS_MAX_ATTEMPTS or the profile)",
                         text);
    }
    if (*attempts > 0) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6002,
                     "Value provided to \"max_attempts\": %d must be an integer greater than or "
                     "equal to one.",
                     *attempts);
}

/* The names are case-sensitive, as in botocore/args.py and configprovider.py. */
static sgp_status read_retry_mode(const sgp__wiring *w, sgp_retry_mode *mode, sgp_error *err)
{
    static const char *const names[] = { "standard", "adaptive", "legacy" };
    const char *text = setting_of(w, "AWS_RETRY_MODE", "retry_mode");

    if (!text) return SGP_OK;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (strcmp(text, names[i]) == 0) *mode = (sgp_retry_mode)(SGP_RETRY_STANDARD + (int)i);
    if (*mode != SGP_RETRY_DEFAULT) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_CONFIG, 6003,
                     "Invalid value provided to \"mode\": \"%.100s\" must be one of: "
                     "\"legacy\", \"standard\" or \"adaptive\" (AWS_RETRY_MODE or the "
                     "profile's retry_mode)",
                     text);
}

/* "sagepager/1.2.3 app/ID"; other characters become '-' (botocore/useragent.py). */
static sgp_status read_user_agent(sgp__wiring *w, const char **agent, sgp_error *err)
{
    const char *id = setting_of(w, "AWS_SDK_UA_APP_ID", "sdk_ua_app_id");
    char text[256];
    size_t start = sgp__format(text, sizeof text, "sagepager/%s app/", sgp_version());

    if (!id) return SGP_OK;
    (void)sgp__format(text + start, sizeof text - start, "%s", id);
    for (char *at = text + start; *at; at++)
        if (!strchr(AGENT_CHARACTERS, *at)) *at = '-';
    return sgp__arena_copy_text(&w->texts, text, agent, err);
}

static sgp_status read_endpoint(sgp__wiring *w, const char **out, sgp_error *err)
{
    const char *url = NULL;

    SGP_TRY(sgp__endpoint_setting(w->client.platform, w->profile, "sagemaker",
                                  "AWS_ENDPOINT_URL_SAGEMAKER", &url, err));
    return sgp__arena_copy_text(&w->texts, url, out, err);
}

/* Fills the settings that the options leave out. Texts are copied, because a value of the
 * environment is valid only until the next look-up. */
static sgp_status read_settings(sgp__wiring *w, sgp_client_options *client, sgp_error *err)
{
    sgp_platform *platform = client->platform;

    if (!is_given(client->region))
        SGP_TRY(sgp__arena_copy_text(&w->texts, region_of(w), &client->region, err));
    client->use_fips = sgp__is_on(client->use_fips, platform, "AWS_USE_FIPS_ENDPOINT", w->profile,
                                  "use_fips_endpoint");
    client->use_dualstack = sgp__is_on(client->use_dualstack, platform,
                                       "AWS_USE_DUALSTACK_ENDPOINT", w->profile,
                                       "use_dualstack_endpoint");
    if (client->max_attempts == 0) SGP_TRY(read_attempts(w, &client->max_attempts, err));
    if (client->retry_mode == SGP_RETRY_DEFAULT)
        SGP_TRY(read_retry_mode(w, &client->retry_mode, err));
    if (!client->user_agent) SGP_TRY(read_user_agent(w, &client->user_agent, err));
    return is_given(client->endpoint_url) ? SGP_OK : read_endpoint(w, &client->endpoint_url, err);
}

/* --- signer and credentials ------------------------------------------------------------------- */

static sgp_status make_signer(sgp__wiring *w, sgp_error *err)
{
    if (w->options.no_sign_request) {
        w->made_signer = sgp_sign_none();
        return SGP_OK;
    }
    if (!w->backend.crypto) return sgp__no_backend("the SHA-256 of signatures", err);
    return sgp_sigv4_new(&w->made_signer, w->backend.crypto(), w->client.trace, w->client.allocator,
                         err);
}

typedef struct provider_list {
    sgp_credentials_provider *items[3];
    size_t count;
} provider_list;

/* Adds the providers in the order of the chain: options, environment, profile. AWS IoT replaces the
 * first two; a profile named in the options replaces the environment. The provider of the profile
 * then owns the profile. */
static sgp_status add_providers(provider_list *list, sgp__wiring *w, sgp_error *err)
{
    const sgp_default_options *options = &w->options;
    const sgp_allocator *allocator = w->client.allocator;

    if (!options->iot) {
        SGP_TRY(sgp_creds_static_new(&list->items[list->count], options->access_key_id,
                                     options->secret_access_key, options->session_token, allocator,
                                     err));
        list->count++;
        if (!is_given(options->profile)) {
            SGP_TRY(
                sgp_creds_env_new(&list->items[list->count], w->client.platform, allocator, err));
            list->count++;
        }
    }
    SGP_TRY(sgp__profile_provider_new(&list->items[list->count], w, err));
    list->count++;
    w->profile = NULL;
    return SGP_OK;
}

static sgp_status make_chain(sgp__wiring *w, sgp_credentials_provider **out, sgp_error *err)
{
    provider_list list = { { NULL, NULL, NULL }, 0 };
    sgp_status status = add_providers(&list, w, err);

    if (status == SGP_OK)
        status = sgp_creds_chain_new(out, list.items, list.count, w->client.allocator, err);
    for (size_t i = 0; status != SGP_OK && i < list.count; i++)
        SGP__DESTROY(list.items[i]);
    return status;
}

static sgp_status make_credentials(sgp__wiring *w, sgp_error *err)
{
    sgp_credentials_provider *chain = NULL;
    sgp_status status;

    SGP_TRY(make_chain(w, &chain, err));
    status = sgp_creds_cache_new(&w->made_credentials, chain, w->client.trace, w->client.allocator,
                                 err);
    if (status != SGP_OK) SGP__DESTROY(chain);
    return status;
}

/* --- the client ------------------------------------------------------------------------------- */

/* Makes the parts that the options leave out. */
static sgp_status make_parts(sgp__wiring *w, sgp_client_options *client, sgp_error *err)
{
    if (!client->codec) client->codec = sgp_aws_json();
    if (!client->signer) {
        SGP_TRY(make_signer(w, err));
        client->signer = w->made_signer;
    }
    if (!client->http) {
        SGP_TRY(sgp__make_http(&w->made_http, w, err));
        client->http = w->made_http;
    }
    if (client->credentials || w->options.no_sign_request) return SGP_OK;
    SGP_TRY(make_credentials(w, err));
    client->credentials = w->made_credentials;
    return SGP_OK;
}

/* The provider comes first, because it borrows the signer and http. */
static void destroy_parts(sgp__wiring *w)
{
    SGP__DESTROY(w->made_credentials);
    SGP__DESTROY(w->made_signer);
    SGP__DESTROY(w->made_http);
}

/* sgp_client_new checks the parts too, but the wiring uses these ones earlier. */
static sgp_status stack_check_parts(const sgp__wiring *w, sgp_error *err)
{
    SGP_TRY(SGP__PART_CHECK_TYPE(w->client.platform, 6020, STACK_CONSTRUCTOR, "platform", err));
    if (w->client.http)
        SGP_TRY(SGP__PART_CHECK_TYPE(w->client.http, 6021, STACK_CONSTRUCTOR, "http", err));
    if (w->client.signer)
        SGP_TRY(SGP__PART_CHECK_TYPE(w->client.signer, 6022, STACK_CONSTRUCTOR, "signer", err));
    return SGP_OK;
}

sgp_status sgp__wiring_load_profile(sgp__wiring *w, sgp_error *err)
{
    if (!w->client.platform) w->client.platform = sgp_platform_posix();
    SGP_TRY(stack_check_parts(w, err));
    return sgp_profile_new(&w->profile, w->options.profile, w->client.platform, w->client.allocator,
                           err);
}

static sgp_status make_client(sgp_client **out, sgp__wiring *w, sgp_error *err)
{
    SGP_TRY(sgp__wiring_load_profile(w, err));
    SGP_TRY(read_settings(w, &w->client, err));
    SGP_TRY(make_parts(w, &w->client, err));
    return sgp_client_new(out, &w->client, err);
}

static sgp_status copy_other_options(sgp__wiring *w, sgp_error *err)
{
    const sgp_default_options *own = &w->options;

    SGP_TRY(SGP__OPTIONS_COPY(&w->tls, sizeof w->tls, own->tls, 6026, STACK_CONSTRUCTOR,
                              "options.tls", err));
    SGP_TRY(SGP__OPTIONS_COPY(&w->http1, sizeof w->http1, own->http1, 6027, STACK_CONSTRUCTOR,
                              "options.http1", err));
    return SGP__OPTIONS_COPY(&w->backend, sizeof w->backend,
                             own->backend ? own->backend : sgp_backend_at(0), 6028,
                             STACK_CONSTRUCTOR, "options.backend", err);
}

void sgp__wiring_free(sgp__wiring *w)
{
    sgp_profile_free(w->profile);
    sgp__arena_deinit(&w->texts);
    sgp__free(w->client.allocator, w, sizeof *w);
}

sgp_status sgp__wiring_new(sgp__wiring **made, const sgp_default_options *options, sgp_error *err)
{
    sgp_default_options own;
    sgp_client_options client;
    sgp_status status;
    sgp__wiring *w;

    SGP_TRY(SGP__OPTIONS_COPY(&own, sizeof own, options, 6024, STACK_CONSTRUCTOR, "options", err));
    SGP_TRY(SGP__OPTIONS_COPY(&client, sizeof client, own.client, 6025, STACK_CONSTRUCTOR,
                              "options.client", err));
    SGP_TRY(SGP__OUT_CHECK(made, client.allocator, 6023, STACK_CONSTRUCTOR, err));
    w = sgp__alloc(client.allocator, sizeof *w);
    if (!w) return SGP__NO_MEMORY(err, sizeof *w);
    w->options = own;
    w->client = client;
    sgp__arena_init(&w->texts, client.allocator, STACK_TEXTS_BYTES_MAX);
    status = copy_other_options(w, err);
    if (status == SGP_OK)
        *made = w;
    else
        sgp__wiring_free(w);
    return status;
}

sgp_status sgp_client_new_default(sgp_client **out, const sgp_default_options *options,
                                  sgp_error *err)
{
    sgp__wiring *wiring = NULL;
    sgp_status status;

    sgp_error_reset(err);
    status = sgp__wiring_new(&wiring, options, err);
    if (!wiring) return status;
    status = SGP__OUT_CHECK(out, wiring->client.allocator, 6040, STACK_CONSTRUCTOR, err);
    if (status == SGP_OK) status = make_client(out, wiring, err);
    if (status != SGP_OK) destroy_parts(wiring);
    sgp__wiring_free(wiring);
    return status;
}
