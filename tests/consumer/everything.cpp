// everything.cpp - a C++ program that includes the whole library and calls across every layer.
//
// It sends nothing: the endpoint is a port of this machine where nobody listens.
#include <sagepager/sagepager.h>

#include <cstdio>
#include <cstring>

static sgp_status list(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page page;

    request.image_name = "my-image";
    sgp_page_init(&page, NULL);
    const sgp_status status = sgp_client_list_image_versions(client, &request, &page, err);
    sgp_page_deinit(&page);
    return status;
}

int main()
{
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    sgp_error err = SGP_ERROR_INIT;
    sgp_client *client = NULL;

    options.client.region = "us-west-2";
    options.client.endpoint_url = "http://127.0.0.1:1";
    options.client.max_attempts = 1;
    options.access_key_id = "ID";
    options.secret_access_key = "SECRET";
    options.no_sign_request = sgp_backend_at(0) == NULL; /* nothing there to sign with */
    sgp_status status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, &err);
    sgp_client_free(client);
    std::printf("%s %s\n", sgp_version(), sgp_status_text(status));
    return status == SGP_ERR_CONNECT && std::strcmp(sgp_version(), SGP_VERSION) == 0 ? 0 : 1;
}
