/*
 * own_credentials.c - brings its own credentials: two lines of a file that another
 * process renews.
 *
 * Usage: own_credentials FILE [IMAGE]
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef struct file_credentials {
    sgp_credentials_provider base;
    const char *path;
} file_credentials;

/* Reads one line without its end; zero if the file has no further line or the line does not fit. */
static int read_line(FILE *file, char *line, int size)
{
    size_t len;

    if (!fgets(line, size, file)) return 0;
    len = strcspn(line, "\r\n");
    if (line[len] == '\0' && !feof(file)) return 0;
    line[len] = '\0';
    return 1;
}

/*
 * The client calls this before each request that it signs. If the file cannot be
 * opened, this returns SGP_NOT_CONFIGURED, and a chain asks the next provider.
 * sgp_credentials_set copies the texts and refuses invalid ones.
 */
static sgp_status get(sgp_credentials_provider *provider, int64_t now_us, sgp_credentials *out,
                      sgp_deadline deadline, sgp_error *err)
{
    const char *path = ((file_credentials *)provider)->path;
    char id[129] = "", secret[129] = "";
    sgp_str no_token = { NULL, 0 };
    FILE *file = fopen(path, "r");
    sgp_status status;

    (void)now_us;   /* a cache compares it with expires_us */
    (void)deadline; /* a provider that waits honours it */
    if (!file) return SGP_NOT_CONFIGURED;
    (void)setvbuf(file, NULL, _IONBF, 0); /* no copy of the secret in the C library */
    if (read_line(file, id, sizeof id) && read_line(file, secret, sizeof secret))
        status = sgp_credentials_set(out, sgp_str_from(id), sgp_str_from(secret), no_token, "file",
                                     err);
    else
        status = sgp_error_set(err, SGP_ERR_CREDENTIALS,
                               "%s: expected a key ID and a secret on two lines", path);
    fclose(file);
    sgp_wipe(secret, sizeof secret);
    return status;
}

static const sgp_credentials_provider_type file_credentials_type = {
    .size = sizeof(sgp_credentials_provider_type), .name = "file", .get = get
};

static sgp_status list(sgp_client *client, const char *image_name, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_image_version *item;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = image_name;
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, err);
    while (status == SGP_OK &&
           (status = sgp_paginator_next_image_version(paginator, &item, err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    sgp_paginator_free(paginator);
    return status;
}

int main(int argc, char **argv)
{
    /* Without a `destroy` slot it stays ours; it must outlive the client. */
    file_credentials credentials = { { &file_credentials_type }, argc > 1 ? argv[1] : NULL };
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;
    sgp_status status;

    if (argc < 2) {
        fprintf(stderr, "usage: own_credentials FILE [IMAGE]\n");
        return 2;
    }
    client_options.credentials = &credentials.base;
    options.client = &client_options;
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, argc > 2 ? argv[2] : "my-image", &err);
    if (status != SGP_END) fprintf(stderr, "%s\n", sgp_error_message(&err));
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
