/*
 * iot_device.c - a device without an IAM user: it exchanges its certificate for a
 * role's credentials at AWS IoT, and lists with them.
 *
 * Usage: iot_device ENDPOINT-URL ROLE-ALIAS THING CERTIFICATE KEY [IMAGE]
 *
 * `aws iot describe-endpoint --endpoint-type iot:CredentialProvider` prints the host
 * of the endpoint. The AWS IoT Core developer guide describes the role alias and its
 * policy: "Authorizing direct calls to AWS services using AWS IoT Core credential
 * provider".
 */
#include <sagepager/sagepager.h>

#include <inttypes.h>
#include <stdio.h>

static sgp_status list(sgp_client *client, const char *image, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    const sgp_image_version *item;
    sgp_paginator *paginator = NULL;
    sgp_status status;

    request.image_name = image;
    status = sgp_list_image_versions_paginator_new(&paginator, client, &request, NULL, err);
    while (status == SGP_OK &&
           (status = sgp_paginator_next_image_version(paginator, &item, err)) == SGP_OK)
        printf("%" PRId64 "\n", item->version);
    sgp_paginator_free(paginator);
    return status;
}

int main(int argc, char **argv)
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_creds_iot_options iot = SGP_CREDS_IOT_OPTIONS_INIT;
    sgp_tls_options tls = SGP_TLS_OPTIONS_INIT;
    char message[SGP_ERROR_MESSAGE_MAX + 1], text[SGP_ERROR_MESSAGE_MAX + 200];
    sgp_error err = SGP_ERROR_INIT_WITH(message);
    sgp_client *client = NULL;
    sgp_status status;

    if (argc < 6) {
        fprintf(stderr,
                "usage: iot_device ENDPOINT-URL ROLE-ALIAS THING CERTIFICATE KEY [IMAGE]\n");
        return 2;
    }
    iot.endpoint_url = argv[1];
    iot.role_alias = argv[2];
    iot.thing_name = argv[3];
    tls.client_cert_file = argv[4];
    tls.client_key_file = argv[5];
    options.iot = &iot;
    options.tls = &tls;
    status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, argc > 6 ? argv[6] : "my-image", &err);
    if (status != SGP_END) fprintf(stderr, "%s\n", sgp_error_describe(&err, text, sizeof text));
    sgp_client_free(client);
    return status == SGP_END ? 0 : 1;
}
