/*
 * stack_answers.c - the service, STS, SSO, IMDS, container, AWS IoT and proxy of the targets that
 * run the whole stack. The texts have the members of the services' models in botocore.
 */
#include "stack_answers.h"

#include "stack_secrets.h"

#include <stdio.h>
#include <string.h>

#define FAR "2027-01-02T03:04:05Z"
#define SOON "2026-01-02T03:14:05Z"
#define PAST "2025-01-02T03:04:05Z"

#define DOCUMENT(expiry)                                                                           \
    "{\"Code\":\"Success\",\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"" PEER_KEY               \
    "\",\"Token\":\"" PEER_SESSION "\",\"Expiration\":\"" expiry "\"}"
#define STS_BODY(action, expiry)                                                                   \
    "<" action "Response><" action "Result><Credentials><AccessKeyId>AKID</AccessKeyId>"           \
    "<SecretAccessKey>" PEER_KEY "</SecretAccessKey><SessionToken>" PEER_SESSION "</SessionToken>" \
    "<Expiration>" expiry "</Expiration></Credentials></" action "Result></" action "Response>"
#define STS_ERROR(code)                                                                            \
    "<ErrorResponse><Error><Code>" code "</Code><Message>m</Message></Error></ErrorResponse>"
#define PORTAL_BODY(ms)                                                                            \
    "{\"roleCredentials\":{\"accessKeyId\":\"AKID\",\"secretAccessKey\":\"" PEER_KEY               \
    "\",\"sessionToken\":\"" PEER_SESSION "\",\"expiration\":" ms "}}"
#define IOT_BODY(expiry)                                                                           \
    "{\"credentials\":{\"accessKeyId\":\"AKID\",\"secretAccessKey\":\"" PEER_KEY                   \
    "\",\"sessionToken\":\"" PEER_SESSION "\",\"expiration\":\"" expiry "\"}}"
#define DATE "Date: Fri, 02 Jan 2026 09:04:05 GMT\r\n"

typedef struct stock {
    const char *status;
    const char *fields;
    const char *body;
} stock;

#define OK "200 OK", ""
#define JSON_ERROR(code) "{\"__type\":\"" code "\",\"message\":\"m\"}"

/* Variants 0 to 2 let the call go on, except that credentials may have expired. */
static const stock stocks[ROLE_COUNT][STACK_VARIANTS] = {
    [ROLE_SERVICE] = {
        { OK, NULL }, /* the three pages are made by put_page */
        { OK, NULL },
        { OK, NULL },
        { "400 Bad Request", "", JSON_ERROR("ThrottlingException") },
        { "500 Internal Server Error", "", "" },
        { "400 Bad Request", "x-amzn-requestid: id\r\n", JSON_ERROR("ResourceNotFound") },
        { "400 Bad Request", "", JSON_ERROR("ExpiredTokenException") },
        { "403 Forbidden", DATE, JSON_ERROR("RequestTimeTooSkewed") },
    },
    [ROLE_STS] = {
        { OK, STS_BODY("AssumeRole", FAR) },
        { OK, STS_BODY("AssumeRole", SOON) },
        { OK, STS_BODY("AssumeRole", PAST) },
        { "403 Forbidden", "", STS_ERROR("AccessDenied") },
        { "500 Internal Server Error", "", "" },
        { "400 Bad Request", "", STS_ERROR("Throttling") },
        { "403 Forbidden", DATE, STS_ERROR("SignatureDoesNotMatch") },
        { "400 Bad Request", "", "<html>no XML" },
    },
    [ROLE_PORTAL] = {
        { OK, PORTAL_BODY("1798859045000") },
        { OK, PORTAL_BODY("1767323645000") },
        { OK, PORTAL_BODY("1735787045000") },
        { "401 Unauthorized", "", "{\"message\":\"m\"}" },
        { "403 Forbidden", "x-amzn-ErrorType: ForbiddenException:http://x\r\n",
          "{\"message\":\"No access\"}" },
        { "500 Internal Server Error", "", "" },
        { OK, "{\"roleCredentials\":{\"accessKeyId\":1}}" },
        { "429 Too Many Requests", "", "{}" },
    },
    [ROLE_OIDC] = {
        { OK, "{\"accessToken\":\"" PEER_ACCESS "\",\"expiresIn\":3600}" },
        { OK, "{\"accessToken\":\"" PEER_ACCESS "\",\"expiresIn\":60,\"refreshToken\":\""
              PEER_REFRESH "\"}" },
        { OK, "{\"accessToken\":\"" PEER_ACCESS "\",\"expiresIn\":99999999999999999999}" },
        { "400 Bad Request", "", "{\"error\":\"invalid_grant\"}" },
        { "500 Internal Server Error", "", "" },
        { "401 Unauthorized", "", "{}" },
        { OK, "{\"accessToken\":7}" },
        { OK, "[]" },
    },
    [ROLE_IMDS] = {
        { OK, DOCUMENT(FAR) },
        { OK, DOCUMENT(SOON) },
        { OK, DOCUMENT(PAST) },
        { "400 Bad Request", "", "" },
        { "404 Not Found", "", "" },
        { "500 Internal Server Error", "", "" },
        { OK, "{\"Code\":\"AssumeRoleUnauthorizedAccess\",\"Message\":\"m\"}" },
        { OK, "" },
    },
    [ROLE_CONTAINER] = {
        { OK, DOCUMENT(FAR) },
        { OK, DOCUMENT(SOON) },
        { OK, DOCUMENT(PAST) },
        { "400 Bad Request", "", "{\"message\":\"m\"}" },
        { "404 Not Found", "", "" },
        { "500 Internal Server Error", "", "" },
        { OK, "{\"AccessKeyId\":\"AKID\"}" },
        { OK, "no JSON" },
    },
    [ROLE_IOT] = {
        { OK, IOT_BODY(FAR) },
        { OK, IOT_BODY(SOON) },
        { OK, IOT_BODY(PAST) },
        { "403 Forbidden", "", "{\"message\":\"Access Denied\"}" },
        { "404 Not Found", "", "" },
        { "500 Internal Server Error", "", "" },
        { OK, "{\"credentials\":null}" },
        { OK, "" },
    },
    [ROLE_PROXY] = {
        { "200 Connection established", "", NULL },
        { "200 OK", "Via: 1.1 proxy\r\n", NULL },
        { "204 No Content", "", NULL },
        { "407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=\"r\"\r\n", "" },
        { "502 Bad Gateway", "", "no such host" },
        { "503 Service Unavailable", "", "" },
        { "301 Moved Permanently", "Location: http://other.test/\r\n", "" },
        { "403 Forbidden", "", "<html>" },
    },
};

/* --- whom it addresses ------------------------------------------------------------------------ */

stack_role stack_role_of_host(const char *host)
{
    static const struct {
        const char *host;
        stack_role role;
    } hosts[] = {
        { "api.", ROLE_SERVICE },         { "sts.", ROLE_STS },
        { "portal.", ROLE_PORTAL },       { "oidc.", ROLE_OIDC },
        { "169.254.169.254", ROLE_IMDS }, { "169.254.170.2", ROLE_CONTAINER },
        { "127.0.0.1", ROLE_CONTAINER },  { "iot.", ROLE_IOT },
        { "proxy.", ROLE_PROXY },
    };

    for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++)
        if (strncmp(host, hosts[i].host, strlen(hosts[i].host)) == 0) return hosts[i].role;
    return ROLE_UNKNOWN;
}

stack_role stack_role_of(const char *request)
{
    const char *host = strstr(request, "\r\nHost: ");

    if (strncmp(request, "CONNECT ", 8) == 0) return ROLE_PROXY;
    return host ? stack_role_of_host(host + 8) : ROLE_UNKNOWN;
}

/* --- pages ------------------------------------------------------------------------------------ */

static unsigned number_after(const char *request, const char *name, unsigned otherwise)
{
    const char *at = strstr(request, name);
    unsigned number = 0;

    if (!at) return otherwise;
    for (at += strlen(name); *at >= '0' && *at <= '9' && number < 100000; at++)
        number = number * 10 + (unsigned)(*at - '0');
    return number;
}

/* Version n was made n seconds before the newest one could have been, so that the order is that of
 * the service: the newest first. */
static size_t put_item(char *out, size_t bytes, unsigned version)
{
    return (size_t)snprintf(out, bytes,
                            "{\"CreationTime\":%u,\"ImageArn\":\"arn:i\","
                            "\"ImageVersionStatus\":\"CREATED\",\"Version\":%u}",
                            1600000000u - version, version);
}

/* Variant 0: the page of the request's token, whose items are numbered from 0. Variant 1: an empty
 * page whose token repeats. Variant 2: odd but valid values. */
static void put_page(stack_answer *out, const stack_service *service, const char *request,
                     unsigned variant)
{
    static const char empty[] = "{\"ImageVersions\":[],\"NextToken\":\"t0\"}";
    static const char odd[] = "{\"ImageVersions\":[null,{},{\"Version\":-1,\"CreationTime\":-1e-3,"
                              "\"FailureReason\":\"\\ud83d\\ude00\\u0000\",\"ImageVersionStatus\":"
                              "\"NEW\"}],\"NextToken\":\"a\\\"b\",\"Other\":[[{}]]}";
    unsigned at = number_after(request, "\"NextToken\": \"t", 0);
    unsigned most = number_after(request, "\"MaxResults\": ", service->page_size);
    unsigned end = at + (most < service->page_size ? most : service->page_size);
    char *body = out->body;
    size_t bytes = sizeof out->body;
    size_t len = (size_t)snprintf(body, bytes, "%s", variant == 1 ? empty : odd);

    if (variant == 0) {
        len = (size_t)snprintf(body, bytes, "{\"ImageVersions\":[");
        for (unsigned v = at; v < end && v < service->versions; v++) {
            if (v > at) body[len++] = ',';
            len += put_item(body + len, bytes - len, v);
        }
        body[len++] = ']';
        if (end < service->versions)
            len += (size_t)snprintf(body + len, bytes - len, ",\"NextToken\":\"t%u\"", end);
        body[len++] = '}';
    }
    out->body_len = len;
}

/* --- answers ---------------------------------------------------------------------------------- */

static const char *body_of(stack_role role, const char *request, unsigned variant)
{
    static const char *const web[] = { STS_BODY("AssumeRoleWithWebIdentity", FAR),
                                       STS_BODY("AssumeRoleWithWebIdentity", SOON),
                                       STS_BODY("AssumeRoleWithWebIdentity", PAST) };

    if (role == ROLE_STS && variant < 3 && strstr(request, "AssumeRoleWithWebIdentity"))
        return web[variant];
    if (role == ROLE_IMDS && variant < 3 && strncmp(request, "PUT ", 4) == 0) return PEER_IMDS;
    if (role == ROLE_IMDS && variant < 3 && strstr(request, "/security-credentials/ "))
        return "role";
    return stocks[role][variant].body;
}

void stack_answer_make(stack_answer *out, const stack_service *service, stack_role role,
                       const char *request, unsigned variant)
{
    const stock *s = &stocks[role][variant];
    const char *body = body_of(role, request, variant);

    out->status = s->status;
    out->fields = s->fields;
    out->is_success = variant == 0;
    out->is_true = role != ROLE_SERVICE || body || variant == 0;
    out->begins_tunnel = role == ROLE_PROXY && !body;
    if (role == ROLE_SERVICE && !body) {
        put_page(out, service, request, variant);
    } else {
        out->body_len = body ? strlen(body) : 0;
        memcpy(out->body, body ? body : "", out->body_len + 1);
    }
    out->has_secrets = variant < 3 && role != ROLE_SERVICE && role != ROLE_PROXY;
}
