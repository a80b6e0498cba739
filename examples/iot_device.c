/*
 * iot_device.c - a device without an IAM user: its certificate gets it a role's credentials from
 * AWS IoT, and with those it lists.
 *
 * Usage: iot_device ENDPOINT-URL ROLE-ALIAS THING CERTIFICATE KEY [IMAGE]
 *
 * The endpoint is the one that `aws iot describe-endpoint --endpoint-type iot:CredentialProvider`
 * names; the role alias and the policy it needs are described in the AWS IoT Core developer guide,
 * "Authorizing direct calls to AWS services using AWS IoT Core credential provider".
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>

static sgp_status list(sgp_client *client, const char *image, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_image_version *item;
    sgp_pages *pages = NULL;
    sgp_status status;

    request.image_name = image;
    status = sgp_pages_new(&pages, client, &request, NULL, err);
    if (status != SGP_OK) return status;
    while ((status = sgp_pages_next_item(pages, &item, err)) == SGP_OK)
        printf("%" PRId64 "\n", item->version);
    sgp_pages_free(pages);
    return status == SGP_END ? SGP_OK : status;
}

int main(int argc, char **argv)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_creds_iot_options iot = SGP_CREDS_IOT_OPTIONS_INIT;
    sgp_client *client = NULL;
    sgp_error err;
    sgp_status status;

    if (argc < 6) {
        fprintf(stderr,
                "usage: iot_device ENDPOINT-URL ROLE-ALIAS THING CERTIFICATE KEY [IMAGE]\n");
        return 2;
    }
    iot.endpoint_url = argv[1];
    iot.role_alias = argv[2];
    iot.thing_name = argv[3];
    options.tls.client_cert_file = argv[4];
    options.tls.client_key_file = argv[5];
    options.iot = &iot;
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, argc > 6 ? argv[6] : "my-image", &err);
    if (status != SGP_OK) {
        char text[1024];
        fprintf(stderr, "%s\n", sgp_error_describe(&err, text, sizeof text));
    }
    sgp_client_free(client);
    return status == SGP_OK ? 0 : 1;
}
