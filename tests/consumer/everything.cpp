// everything.cpp - a C++ program that includes the whole library and calls across every
// layer.
//
// It sends nothing: the endpoint is a port of this machine where nobody listens. Every
// INIT macro that a program starts from must compile here without a warning.
#include <sagepager/sagepager.h>

#include <cstdio>
#include <cstring>

static size_t sizes_of_all_initializers()
{
    const sgp_allocator allocator = SGP_ALLOCATOR_INIT;
    const sgp_trace trace = SGP_TRACE_INIT;
    const sgp_tls_options tls = SGP_TLS_OPTIONS_INIT;
    const sgp_backend backend = SGP_BACKEND_INIT;
    const sgp_proxy_options proxy = SGP_PROXY_OPTIONS_INIT;
    const sgp_http1_options http1 = SGP_HTTP1_OPTIONS_INIT;
    const sgp_creds_parts parts = SGP_CREDS_PARTS_INIT;
    const sgp_creds_container_options container = SGP_CREDS_CONTAINER_OPTIONS_INIT;
    const sgp_creds_imds_options imds = SGP_CREDS_IMDS_OPTIONS_INIT;
    const sgp_creds_assume_role_options role = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;
    const sgp_creds_web_identity_options web = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;
    const sgp_creds_sso_options sso = SGP_CREDS_SSO_OPTIONS_INIT;
    const sgp_creds_iot_options iot = SGP_CREDS_IOT_OPTIONS_INIT;
    const sgp_paginator_options paginator = SGP_PAGINATOR_OPTIONS_INIT;
    const sgp_page_params params = SGP_PAGE_PARAMS_INIT;
    const sgp_position position = SGP_POSITION_INIT;
    const sgp_signing_scope scope = SGP_SIGNING_SCOPE_INIT;
    const sgp_target target = SGP_TARGET_INIT;
    const sgp_proxy via = SGP_PROXY_INIT;
    const sgp_poll_interest interest = SGP_POLL_INTEREST_INIT;

    return allocator.size + trace.size + tls.size + backend.size + proxy.size + http1.size +
           parts.size + container.size + imds.size + role.size + web.size + sso.size + iot.size +
           paginator.size + params.size + position.size + scope.size + target.size + via.size +
           interest.events;
}

static sgp_status list(sgp_client *client, sgp_error *err)
{
    sgp_list_image_versions_request request = SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
    sgp_page *page = NULL;
    sgp_status status = sgp_page_new(&page, NULL, err);

    request.image_name = "my-image";
    if (status == SGP_OK) status = sgp_client_list_image_versions(client, &request, page, err);
    sgp_page_free(page);
    return status;
}

int main()
{
    sgp_client_options client_options = SGP_CLIENT_OPTIONS_INIT;
    sgp_default_options options = SGP_DEFAULT_OPTIONS_INIT;
    char text[SGP_ERROR_MESSAGE_MAX + 1];
    sgp_error err = SGP_ERROR_INIT_WITH(text);
    sgp_client *client = NULL;

    client_options.region = "us-west-2";
    client_options.endpoint_url = "http://127.0.0.1:1";
    client_options.max_attempts = 1;
    options.client = &client_options;
    options.access_key_id = "ID";
    options.secret_access_key = "SECRET";
    options.no_sign_request = sgp_backend_at(0) == NULL; // nothing there to sign with
    sgp_status status = sgp_client_new_default(&client, &options, &err);
    if (status == SGP_OK) status = list(client, &err);
    sgp_client_free(client);
    std::printf("%s %s %s\n", sgp_version(), sgp_status_text(status), sgp_error_message(&err));
    if (status != SGP_ERR_CONNECT || sgp_error_message(&err)[0] == '\0') return 1;
    return std::strcmp(sgp_version(), SGP_VERSION) == 0 && sizes_of_all_initializers() > 0 ? 0 : 1;
}
