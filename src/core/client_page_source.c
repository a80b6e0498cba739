/*
 * client_page_source.c - starts and ends calls: for a page, a prefetch, or only
 * credentials.
 */
#include "sgp_client_state.h"

#include "sgp_err.h"
#include "sgp_part.h"

#define SOURCE_NAME "sgp_client_list_image_versions"

/* Returns NULL only if both are NULL. */
static sgp_error *source_error_of(sgp_client *client, sgp_error *err)
{
    if (!err && client) err = &client->scratch;
    sgp_error_reset(err);
    return err;
}

static sgp_status check_idle(const sgp_client *client, sgp_error *err)
{
    if (client->state == SGP__CALL_IDLE) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 2012,
                     "another call of this client is running: repeat or cancel it first");
}

/* --- pages ------------------------------------------------------------------------------------ */

static sgp_client *source_client_of(sgp_page_source *source)
{
    return (sgp_client *)source;
}

static sgp_status take_arguments(sgp_client *client, const sgp_list_image_versions_request *request,
                                 const sgp_page_params *params, sgp_page *page, sgp_error *err)
{
    int is_same = client->given == request && client->page == page;

    if (!request || !page)
        return SGP__FAIL(err, SGP_ERR_USAGE, 2013, SOURCE_NAME ": request or page is NULL");
    if (client->is_prefetch && !is_same) sgp_client_cancel(client);
    if (!is_same) SGP_TRY(check_idle(client, err));
    SGP_TRY(SGP__OPTIONS_COPY(&client->request, sizeof client->request, request, 2054, SOURCE_NAME,
                              "request", err));
    SGP_TRY(SGP__OPTIONS_COPY(&client->params, sizeof client->params, params, 2055, SOURCE_NAME,
                              "params", err));
    client->given = request;
    client->page = page;
    return SGP_OK;
}

/* The caller now waits for the prefetched page, so the call's timeout starts now. */
static sgp_status take_over(sgp_client *client, sgp_error *err)
{
    if (!client->is_prefetch) return SGP_OK;
    client->is_prefetch = 0;
    return sgp__client_set_deadline(client, err);
}

static sgp_status end_call(sgp_client *client, sgp_status status, sgp_error *err)
{
    if (status == SGP_AGAIN) return status;
    sgp_client_cancel(client);
    if (status == SGP_OK) return SGP_OK;
    err->attempts = client->attempts;
    sgp_page_reset(client->page);
    return status;
}

static sgp_status source_fetch(sgp_page_source *source,
                               const sgp_list_image_versions_request *request,
                               const sgp_page_params *params, sgp_page *page, sgp_error *err)
{
    sgp_client *client = source_client_of(source);
    sgp_status status;

    err = source_error_of(client, err);
    SGP_TRY(take_arguments(client, request, params, page, err));
    status = take_over(client, err);
    if (status == SGP_OK) status = sgp__drive(client, sgp__client_step, err);
    return end_call(client, status, err);
}

sgp_status sgp_client_list_image_versions(sgp_client *client,
                                          const sgp_list_image_versions_request *request,
                                          sgp_page *page, sgp_error *err)
{
    if (client) return source_fetch(&client->base, request, NULL, page, err);
    return SGP__FAIL(source_error_of(NULL, err), SGP_ERR_USAGE, 2014,
                     SOURCE_NAME ": client is NULL");
}

static void cancel(sgp_page_source *source)
{
    sgp_client_cancel(source_client_of(source));
}

static sgp_status source_start_prefetch(sgp_page_source *source,
                                        const sgp_list_image_versions_request *request,
                                        const sgp_page_params *params, sgp_page *page,
                                        sgp_error *err)
{
    sgp_client *client = source_client_of(source);

    err = source_error_of(client, err);
    SGP_TRY(take_arguments(client, request, params, page, err));
    client->is_prefetch = 1;
    return end_call(client, sgp__client_step(client, err), err);
}

static void drop_prefetch(sgp_page_source *source, const sgp_page *page)
{
    sgp_client *client = source_client_of(source);

    if (client->is_prefetch && client->page == page) sgp_client_cancel(client);
}

sgp_page_source *sgp_client_page_source(sgp_client *client)
{
    static const sgp_page_source_type type = { sizeof type,           "client",
                                               source_fetch,          cancel,
                                               source_start_prefetch, drop_prefetch };

    client->base.type = &type;
    return &client->base;
}

/* --- credentials alone ------------------------------------------------------------------------ */

static sgp_status start_credentials(sgp_client *client, sgp_error *err)
{
    if (client->state == SGP__CALL_CREDENTIALS && !client->given) return SGP_OK;
    if (client->is_prefetch) sgp_client_cancel(client);
    SGP_TRY(check_idle(client, err));
    if (!client->provider)
        return SGP__FAIL(err, SGP_ERR_NO_CREDENTIALS, 2015,
                         "Unable to locate credentials: this client has no provider");
    SGP_TRY(sgp__client_set_deadline(client, err));
    client->given = NULL;
    client->state = SGP__CALL_CREDENTIALS;
    return SGP_OK;
}

sgp_status sgp_client_get_credentials(sgp_client *client, sgp_credentials *out, sgp_error *err)
{
    sgp_status status;

    err = source_error_of(client, err);
    if (!client || !out)
        return SGP__FAIL(err, SGP_ERR_USAGE, 2016,
                         "sgp_client_get_credentials: client or out is NULL");
    SGP_TRY(start_credentials(client, err));
    status = sgp__drive(client, sgp__client_credentials_step, err);
    if (status == SGP_AGAIN) return status;
    if (status == SGP_OK) status = sgp__credentials_copy(out, &client->credentials.api, err);
    sgp_client_cancel(client);
    return status;
}
