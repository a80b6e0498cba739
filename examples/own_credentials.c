/*
 * own_credentials.c - brings its own credentials: two lines of a file that another process renews.
 *
 * Usage: own_credentials FILE [IMAGE]
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* One line without its end; non-zero on success. */
static int read_line(FILE *file, char *line, int size)
{
    if (!fgets(line, size, file)) return 0;
    line[strcspn(line, "\r\n")] = '\0';
    return 1;
}

/*
 * Asked before each request that is signed. No file means "nothing to offer": in a chain the next
 * provider is then asked. sgp_credentials_set copies and refuses what cannot be signed with.
 */
static sgp_status get(void *self, int64_t now_us, sgp_credentials *out, sgp_deadline deadline,
                      sgp_error *err)
{
    const char *path = self;
    char id[129] = "", secret[129] = "";
    sgp_str no_token = { NULL, 0 };
    FILE *file = fopen(path, "r");
    sgp_status status;

    (void)now_us;   /* a cache would look at it */
    (void)deadline; /* and a provider that waits at that */
    if (!file) return SGP_NOT_CONFIGURED;
    if (read_line(file, id, sizeof id) && read_line(file, secret, sizeof secret))
        status = sgp_credentials_set(out, sgp_str_from(id), sgp_str_from(secret), no_token, "file",
                                     err);
    else
        status = sgp_error_set(err, SGP_ERR_CREDENTIALS, "%s: it needs two lines", path);
    fclose(file);
    sgp_wipe(secret, sizeof secret);
    return status;
}

int main(int argc, char **argv)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_credentials_provider credentials = SGP_CREDENTIALS_PROVIDER_INIT;
    const sgp_image_version *item;
    sgp_client *client = NULL;
    sgp_pages *pages = NULL;
    sgp_error err;
    sgp_status status;

    if (argc < 2) {
        fprintf(stderr, "usage: own_credentials FILE [IMAGE]\n");
        return 2;
    }
    credentials.self = argv[1]; /* no destroy: it stays ours */
    credentials.get = get;
    options.client.credentials = &credentials;
    request.image_name = argc > 2 ? argv[2] : "my-image";
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = sgp_pages_new(&pages, client, &request, NULL, &err);
    while (status == SGP_OK && (status = sgp_pages_next_item(pages, &item, &err)) == SGP_OK)
        printf("version %" PRId64 "\n", item->version);
    if (status != SGP_END) fprintf(stderr, "%s\n", err.message);
    sgp_pages_free(pages);
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
