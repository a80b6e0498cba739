/*
 * wiring.c - sgp_client_new_default: the one place that names concrete parts and reads settings
 * from environment and profile.
 *
 * A program that does not call it links none of the parts it names.
 */
#include "sagepager/builtin.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* Parts made here: destroyed here if the client could not be made, owned by it otherwise. */
typedef struct parts {
    sgp_platform platform;
    sgp_codec codec;
    sgp_signer signer;
    sgp_credentials_provider credentials;
    sgp_http http;
    sgp_profile *profile; /* of use while the others are made */
} parts;

/* The value of an environment variable; an empty one counts as not set. */
static const char *env(const sgp_platform *platform, const char *name)
{
    const char *value = platform->getenv ? platform->getenv(platform->self, name) : NULL;

    return value && value[0] ? value : NULL;
}

/* A setting of the profile; an empty one counts as not set. */
static const char *of_profile(const sgp_profile *profile, const char *key)
{
    const char *value = sgp_profile_get(profile, SGP_PROFILE_BOTH, key);

    return value && value[0] ? value : NULL;
}

static int is_true(const char *text)
{
    static const char word[] = "true"; /* in any case, as botocore/utils.py, ensure_boolean */
    size_t i = 0;

    while (text && i < sizeof word - 1 && (text[i] | 0x20) == word[i])
        i++;
    return text && i == sizeof word - 1 && text[i] == '\0';
}

/* A switch that is on by option, variable or profile, the first of them that is set. */
static int is_on(int option, const sgp_platform *platform, const char *variable,
                 const sgp_profile *profile, const char *key)
{
    const char *text = env(platform, variable);

    return option || is_true(text ? text : of_profile(profile, key));
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

/* Options; environment, unless the options ask for a profile by name; profile (botocore's
 * credentials.py, create_credential_resolver). */
static sgp_status add_providers(provider_list *list, const parts *made,
                                const sgp_default_options *options, sgp_error *err)
{
    const sgp_allocator *allocator = options->client.allocator;
    sgp_status status = sgp_creds_static_new(&list->items[0], options->access_key_id,
                                             options->secret_access_key, options->session_token,
                                             allocator, err);

    if (status != SGP_OK) return status;
    list->count = 1;
    if (!options->profile || !options->profile[0]) {
        status = sgp_creds_env_new(&list->items[1], &made->platform, allocator, err);
        if (status != SGP_OK) return status;
        list->count = 2;
    }
    status = sgp_creds_profile_new(&list->items[list->count], made->profile, allocator, err);
    if (status == SGP_OK) list->count++;
    return status;
}

static sgp_status make_credentials(parts *made, const sgp_default_options *options, sgp_error *err)
{
    provider_list list;
    sgp_status status;

    list.count = 0;
    status = add_providers(&list, made, options, err);
    if (status == SGP_OK)
        status = sgp_creds_chain_new(&made->credentials, list.items, list.count,
                                     options->client.allocator, err);
    if (status != SGP_OK) destroy_providers(list.items, list.count);
    return status;
}

/* The one asked for, else the library's first; empty when there is none. */
static sgp_backend backend_of(const sgp_default_options *options)
{
    static const sgp_backend none = SGP_BACKEND_INIT;
    const sgp_backend *given = options->backend ? options->backend : sgp_backend_at(0);
    sgp_backend own = none;

    if (!given) return none;
    memcpy(&own, given, given->size < sizeof own ? given->size : sizeof own);
    return own;
}

static sgp_status no_backend(const char *part, sgp_error *err)
{
    return sgp_error_set(err, SGP_ERR_CONFIG,
                         "there is no TLS backend for %s: give options.backend, or build the "
                         "library with one (SGP_BACKENDS)",
                         part);
}

static sgp_status make_signer(sgp_signer *out, const sgp_default_options *options, sgp_error *err)
{
    sgp_backend backend = backend_of(options);
    sgp_crypto crypto;

    if (options->no_sign_request) {
        *out = sgp_sign_none();
        return SGP_OK;
    }
    if (!backend.crypto) return no_backend("the SHA-256 of signatures", err);
    crypto = backend.crypto();
    return sgp_sigv4_new(out, &crypto, &options->client.trace, options->client.allocator, err);
}

/* Without a backend http is left; https is then refused by the dialer. */
static sgp_status make_tls(sgp_tls *out, const sgp_default_options *options, const parts *made,
                           sgp_error *err)
{
    const sgp_platform *platform = &made->platform;
    sgp_backend backend = backend_of(options);
    sgp_tls_options tls = options->tls;

    if (!backend.tls_new) return SGP_OK;
    if (!tls.trace.line) tls.trace = options->client.trace;
    if (!tls.ca_pem && !tls.ca_folder && (!tls.ca_file || !tls.ca_file[0]) && platform->getenv)
        tls.ca_file = platform->getenv(platform->self, "AWS_CA_BUNDLE");
    if (!tls.ca_pem && !tls.ca_folder && !tls.ca_file)
        tls.ca_file = of_profile(made->profile, "ca_bundle");
    /* botocore/httpsession.py refuses it too; the AWS CLI silently stops verifying. */
    if (!tls.ca_pem && tls.ca_file && strspn(tls.ca_file, " \t\r\n") == strlen(tls.ca_file))
        return sgp_error_set(
            err, SGP_ERR_CONFIG,
            "Invalid CA bundle: AWS_CA_BUNDLE is empty or blank; set it to the path "
            "of a PEM file or unset it");
    return backend.tls_new(out, &tls, options->client.allocator, err);
}

/* Sockets, then TLS, as one dialer. On failure nothing is left. */
static sgp_status make_dialer(sgp_dialer *out, const sgp_default_options *options,
                              const parts *made, sgp_error *err)
{
    const sgp_allocator *allocator = options->client.allocator;
    sgp_dialer sockets = SGP_DIALER_INIT;
    sgp_tls tls = SGP_TLS_INIT;
    sgp_status status = sgp_sockets_new(&sockets, &made->platform, allocator, err);

    if (status == SGP_OK) status = make_tls(&tls, options, made, err);
    if (status == SGP_OK)
        status = sgp_connect_new(out, &sockets, tls.wrap ? &tls : NULL, allocator, err);
    if (status == SGP_OK) return status;
    if (tls.destroy) tls.destroy(tls.self);
    if (sockets.destroy) sockets.destroy(sockets.self);
    return status;
}

static sgp_status make_http_of(sgp_http *out, const sgp_default_options *options,
                               const sgp_http1_options *http1, const parts *made, sgp_error *err)
{
    sgp_dialer dialer = SGP_DIALER_INIT;
    sgp_status status = make_dialer(&dialer, options, made, err);

    if (status != SGP_OK) return status;
    status = sgp_http1_new(out, &dialer, &made->platform, http1, options->client.allocator, err);
    if (status != SGP_OK && dialer.destroy) dialer.destroy(dialer.self);
    return status;
}

/* In small letters, else in capitals; an empty one in small letters cancels the other (Python's
 * urllib.request.getproxies_environment, which botocore uses). The text is copied into arena. */
static sgp_status proxy_variable(const sgp_platform *platform, const char *small,
                                 const char *capitals, sgp_arena *arena, const char **out,
                                 sgp_error *err)
{
    const char *value = platform->getenv(platform->self, small);
    sgp_str copy = { NULL, 0 };
    sgp_status status;

    if (!value && capitals) value = platform->getenv(platform->self, capitals);
    if (!value || !value[0]) return SGP_OK;
    status = sgp_arena_copy(arena, value, strlen(value), &copy, err);
    *out = copy.ptr;
    return status;
}

/* HTTP_PROXY may be a request's header "Proxy" in a CGI program (the same function). */
static sgp_status proxies_of(const sgp_platform *platform, sgp_arena *arena, sgp_proxy_options *out,
                             sgp_error *err)
{
    const char *http = "HTTP_PROXY";
    sgp_status status;

    if (!platform->getenv) return SGP_OK;
    if (platform->getenv(platform->self, "REQUEST_METHOD")) http = NULL;
    status = proxy_variable(platform, "https_proxy", "HTTPS_PROXY", arena, &out->https_proxy, err);
    if (status == SGP_OK)
        status = proxy_variable(platform, "http_proxy", http, arena, &out->http_proxy, err);
    if (status == SGP_OK)
        status = proxy_variable(platform, "no_proxy", "NO_PROXY", arena, &out->no_proxy, err);
    return status;
}

static sgp_status make_http(parts *made, const sgp_default_options *options, sgp_error *err)
{
    sgp_http1_options http1 = options->http1;
    sgp_proxy_options proxies = SGP_PROXY_OPTIONS_INIT;
    sgp_status status = SGP_OK;
    sgp_arena texts;

    sgp_arena_init(&texts, options->client.allocator, SGP_PROXY_MEMORY_MAX);
    if (!http1.trace.line) http1.trace = options->client.trace;
    if (!http1.proxy) {
        status = proxies_of(&made->platform, &texts, &proxies, err);
        http1.proxy = &proxies;
    }
    if (status == SGP_OK) status = make_http_of(&made->http, options, &http1, made, err);
    sgp_arena_deinit(&texts); /* wipes the passwords */
    return status;
}

/* The caller's may be older and shorter than ours; what it lacks is then absent. */
static sgp_platform platform_of(const sgp_platform *given)
{
    static const sgp_platform empty = SGP_PLATFORM_INIT;
    sgp_platform own = empty;

    if (!given) return sgp_platform_posix();
    memcpy(&own, given, given->size < sizeof own ? given->size : sizeof own);
    own.size = sizeof own;
    return own;
}

/* Makes what the options leave out and points them at it. */
static sgp_status make_parts(parts *made, sgp_default_options *options, sgp_error *err)
{
    sgp_client_options *client = &options->client;
    sgp_status status;

    made->platform = platform_of(client->platform);
    client->platform = &made->platform;
    status = sgp_profile_new(&made->profile, options->profile, &made->platform, client->allocator,
                             err);
    if (status != SGP_OK) return status;
    if (!client->codec) {
        made->codec = sgp_aws_json();
        client->codec = &made->codec;
    }
    if (!client->signer) {
        status = make_signer(&made->signer, options, err);
        client->signer = &made->signer;
    }
    if (status == SGP_OK && !client->credentials) {
        status = make_credentials(made, options, err);
        client->credentials = &made->credentials;
    }
    if (status == SGP_OK && !client->http) {
        status = make_http(made, options, err);
        client->http = &made->http;
    }
    return status;
}

static void destroy_parts(parts *made)
{
    if (made->signer.destroy) made->signer.destroy(made->signer.self);
    if (made->credentials.destroy) made->credentials.destroy(made->credentials.self);
    if (made->http.destroy) made->http.destroy(made->http.self);
}

/* botocore/configprovider.py, ConfiguredEndpointProvider. */
static sgp_status endpoint_of(const parts *made, const char **url, sgp_error *err)
{
    const sgp_platform *platform = &made->platform;

    *url = NULL;
    if (is_on(0, platform, "AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", made->profile,
              "ignore_configured_endpoint_urls"))
        return SGP_OK;
    *url = env(platform, "AWS_ENDPOINT_URL_SAGEMAKER");
    if (!*url) *url = env(platform, "AWS_ENDPOINT_URL");
    return *url ? SGP_OK : sgp_profile_endpoint_url(made->profile, "sagemaker", url, err);
}

static const char *region_of(const parts *made)
{
    const char *region = env(&made->platform, "AWS_REGION");

    if (!region) region = env(&made->platform, "AWS_DEFAULT_REGION");
    return region ? region : of_profile(made->profile, "region");
}

/* A whole number with a sign and blanks around it, as Python's int() takes it; one too large is
 * INT_MAX. Zero when it is none. */
static int read_number(const char *text, int *number)
{
    int is_negative = 0, digits = 0;

    *number = 0;
    text += strspn(text, " \t");
    if (*text == '-' || *text == '+') is_negative = *text++ == '-';
    for (; *text >= '0' && *text <= '9'; text++, digits++)
        *number = *number > (INT_MAX - 9) / 10 ? INT_MAX : *number * 10 + (*text - '0');
    if (is_negative) *number = -*number;
    return digits > 0 && text[strspn(text, " \t")] == '\0';
}

/* botocore/args.py, compute_client_args, and configprovider.py: the first try counts. */
static sgp_status attempts_of(const parts *made, int *attempts, sgp_error *err)
{
    const char *text = env(&made->platform, "AWS_MAX_ATTEMPTS");

    if (!text) text = of_profile(made->profile, "max_attempts");
    if (!text) return SGP_OK;
    if (!read_number(text, attempts))
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

/* Texts from the environment are copied: the next look-up may overwrite them. Only one is needed
 * at a time beside the endpoint's. */
static sgp_status new_client(sgp_client **out, const parts *made, sgp_client_options *client,
                             sgp_error *err)
{
    char region[SGP_REGION_MAX + 2] = "";
    const char *text = client->region && client->region[0] ? client->region : region_of(made);
    sgp_status status = SGP_OK;

    if (text) (void)snprintf(region, sizeof region, "%s", text); /* too long stays too long */
    client->region = region;
    client->use_fips = is_on(client->use_fips, &made->platform, "AWS_USE_FIPS_ENDPOINT",
                             made->profile, "use_fips_endpoint");
    client->use_dualstack = is_on(client->use_dualstack, &made->platform,
                                  "AWS_USE_DUALSTACK_ENDPOINT", made->profile,
                                  "use_dualstack_endpoint");
    if (client->max_attempts == 0) status = attempts_of(made, &client->max_attempts, err);
    if (status == SGP_OK && (!client->endpoint_url || !client->endpoint_url[0]))
        status = endpoint_of(made, &client->endpoint_url, err);
    return status == SGP_OK ? sgp_client_new(out, client, err) : status;
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
    status = make_parts(&made, &own, err);
    if (status == SGP_OK) status = new_client(out, &made, &own.client, err);
    if (status != SGP_OK) destroy_parts(&made);
    sgp_profile_free(made.profile);
    return status;
}
