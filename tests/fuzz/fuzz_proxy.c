/*
 * fuzz_proxy.c - the texts of proxy settings: "URL\nno_proxy\nhost". The result
 * must be a usable proxy or an error with a message.
 */
#include "fuzz.h"

#include <stdlib.h>
#include <string.h>

#include "sgp_proxy_route.h"

/* Returns the text up to the next newline, NUL-terminated, and moves *rest past
 * it. */
static char *next_line(char **rest)
{
    char *line = *rest;
    char *end = line + strcspn(line, "\n");

    *rest = *end ? end + 1 : end;
    *end = '\0';
    return line;
}

static void check_server(const sgp__proxy_server *server)
{
    if (!server->api.host) return;
    REQUIRE(server->api.host[0] != '\0' && server->api.port != 0);
    REQUIRE(strncmp(server->shown, "http", 4) == 0 || strncmp(server->shown, "HTTP", 4) == 0 ||
            strstr(server->shown, "://"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    sgp_proxy_options options = SGP_PROXY_OPTIONS_INIT;
    char message[SGP_ERROR_MESSAGE_MAX + 1] = "";
    sgp_error err = SGP_ERROR_INIT_WITH(message);
    char *text = calloc(1, size + 1);
    char *rest = text;
    const char *host;
    sgp__proxy_route route;
    sgp_status status;

    if (!text) return 0;
    if (size > 0) memcpy(text, data, size);
    options.https_proxy = next_line(&rest);
    options.no_proxy = next_line(&rest);
    host = next_line(&rest);
    status = sgp__proxy_route_init(&route, &options, NULL, &err);
    REQUIRE(status == SGP_OK || status == SGP_ERR_LIMIT);
    REQUIRE((status == SGP_OK) == (sgp_error_message(&err)[0] == '\0'));
    if (status == SGP_OK && !route.https.refusal) check_server(&route.https);
    (void)sgp__proxy_bypasses(options.no_proxy, host);
    sgp__proxy_route_deinit(&route);
    free(text);
    return 0;
}
