/*
 * Lack of memory in sgp_client_new_default and in a call, with credentials of each source: each
 * allocation in turn fails, alone or with all later ones. The error must say so, nothing may leak
 * or stay unwiped, and the same client must succeed once there is memory.
 */
#include "wiring_fixture.h"

#define KEYS "aws_access_key_id = AKID\naws_secret_access_key = secret\n"
#define ROLE "role_arn = arn:aws:iam::123456789012:role/r\n"
#define EXPIRATION "\"Expiration\":\"2027-01-02T03:04:05Z\"}"
#define DOCUMENT                                                                                   \
    "{\"Code\":\"Success\",\"Version\":1,\"AccessKeyId\":\"AKID\","                                \
    "\"SecretAccessKey\":\"secret\",\"SessionToken\":\"token\",\"Token\":\"token\"," EXPIRATION
#define STS(action)                                                                                \
    "<" action "Response><" action "Result><Credentials><AccessKeyId>AKID</AccessKeyId>"           \
    "<SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>"                  \
    "<Expiration>2027-01-02T03:04:05Z</Expiration></Credentials></" action "Result></" action      \
    "Response>"
/* ~/.aws/sso/cache/, and the SHA-1 of "my" and of the URL (Python's hashlib). */
#define SSO_FILE "/h/.aws/sso/cache/3ece1471f44f63177cbc35ba0b904e0c096b6783.json"
#define URL_FILE "/h/.aws/sso/cache/09e6e99d8eafab7973ee9b89febf43264967f1fd.json"

/* Pairs of a text in the request ("<host><path> <body>") and the response. */
static const char *const services[][2] = {
    { "/latest/api/token", "imds-token" },
    { "/security-credentials/r", DOCUMENT },
    { "/security-credentials/", "r" },
    { "/container", DOCUMENT },
    { "AssumeRoleWithWebIdentity", STS("AssumeRoleWithWebIdentity") },
    { "AssumeRole", STS("AssumeRole") },
    { "/token", "{\"accessToken\":\"new\",\"expiresIn\":3600}" },
    { "portal.sso", "{\"roleCredentials\":{\"accessKeyId\":\"AKID\",\"secretAccessKey\":\"secret\","
                    "\"sessionToken\":\"token\",\"expiration\":1798859045000}}" },
    { "api.sagemaker", "{\"ImageVersions\":[]}" },
};

static const char *answer_to(const sgp_http_request *request)
{
    char asked[2048];

    (void)snprintf(asked, sizeof asked, "%s%s %s", request->host.ptr, request->path.ptr,
                   request->body.len > 0 ? request->body.ptr : "");
    for (size_t i = 0; i < sizeof services / sizeof *services; i++)
        if (strstr(asked, services[i][0])) return services[i][1];
    fail_msg("nobody answers %s", asked);
    return NULL;
}

static sgp_status answer(sgp_http *http, const sgp_http_request *request,
                         sgp_http_response *response, sgp_deadline deadline, sgp_error *err)
{
    const char *body = answer_to(request);
    sgp_status status;

    (void)http;
    (void)deadline;
    sgp_http_response_reset(response);
    status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), err);
    if (status == SGP_OK) status = sgp_http_response_append_body(response, body, strlen(body), err);
    if (status != SGP_OK) sgp_http_response_reset(response);
    return status;
}

typedef struct source {
    const char *env[8];
    const char *files[6];
    int needs_backend; /* SHA-1 */
} source;

#define CONFIG "AWS_CONFIG_FILE", "/config"

static const source sources[] = {
    { { "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", "secret", NULL }, { NULL }, 0 },
    { { CONFIG, NULL }, { "/config", "[default]\n" KEYS, NULL }, 0 },
    { { "AWS_SHARED_CREDENTIALS_FILE", "/credentials", NULL },
      { "/credentials", "[default]\n" KEYS, NULL },
      0 },
    { { CONFIG, NULL },
      { "/config", "[default]\n" ROLE "source_profile = b\n[profile b]\n" KEYS, NULL },
      0 },
    { { CONFIG, NULL },
      { "/config",
        "[default]\n" ROLE "source_profile = b\n[profile b]\n" ROLE "source_profile = c\n"
        "[profile c]\n" KEYS,
        NULL },
      0 },
    { { CONFIG, NULL },
      { "/config", "[default]\n" ROLE "credential_source = Ec2InstanceMetadata\n", NULL },
      0 },
    { { CONFIG, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/container", NULL },
      { "/config", "[default]\n" ROLE "credential_source = EcsContainer\n", NULL },
      0 },
    { { CONFIG, NULL },
      { "/config", "[default]\n" ROLE "web_identity_token_file = /token\n", "/token", "jwt", NULL },
      0 },
    { { "AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/r", "AWS_WEB_IDENTITY_TOKEN_FILE", "/token",
        NULL },
      { "/token", "jwt", NULL },
      0 },
    { { CONFIG, "HOME", "/h", NULL },
      { "/config",
        "[default]\nsso_session = my\nsso_account_id = 123456789012\nsso_role_name = r\n"
        "[sso-session my]\nsso_region = us-east-1\nsso_start_url = https://start.test/\n",
        SSO_FILE,
        "{\"accessToken\":\"access\",\"expiresAt\":\"2026-01-02T03:05:00Z\","
        "\"refreshToken\":\"refresh\",\"clientId\":\"client\",\"clientSecret\":\"s\","
        "\"registrationExpiresAt\":\"2027-01-02T03:04:05Z\"}",
        NULL },
      1 },
    { { "AWS_CONFIG_FILE", "~/${DIR}/$NONE", "HOME", "/h", "DIR", "d", NULL },
      { "/h/d/$NONE",
        "[default]\n" ROLE "source_profile = the base\nservices = s\n"
        "external_id = e\nduration_seconds = 900\nrole_session_name = n\n"
        "[profile 'the base']\n" KEYS "[services s]\nsts =\n"
        " endpoint_url = https://sts.test\n",
        NULL },
      0 },
    { { CONFIG, "HOME", "/h", NULL },
      { "/config",
        "[default]\nsso_region = us-east-1\nsso_start_url = https://start.test/\n"
        "sso_account_id = 123456789012\nsso_role_name = r\n",
        URL_FILE, "{\"accessToken\":\"access\",\"expiresAt\":\"2026-01-02T09:05:00Z\"}", NULL },
      1 },
    { { CONFIG, NULL }, { "/config", "[default]\ncredential_process = p -x\n", NULL }, 0 },
    { { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/container", NULL }, { NULL }, 0 },
    { { NULL }, { NULL }, 0 },
};

typedef struct world {
    fixture f;
    fail_alloc memory;
    const char *env[16];
} world;

static void start(world *w, const source *s)
{
    size_t n = 0;

    w->env[n++] = "AWS_REGION";
    w->env[n++] = "us-east-1";
    for (size_t i = 0; s->env[i]; i++)
        w->env[n++] = s->env[i];
    w->env[n] = NULL;
    prepare(&w->f, w->env);
    fail_alloc_init(&w->memory, -1);
    w->f.clock.files = s->files;
    w->f.clock.output = DOCUMENT;
    w->f.http_state.type.exchange = answer;
    w->f.client_options.allocator = &w->memory.api;
}

static void expect_lack(world *w, sgp_status status)
{
    if (status != SGP_ERR_MEMORY || !strstr(sgp_error_message(&w->f.err), "out of memory"))
        fail_msg("allocation %d of %d: status %d, %s", w->memory.fail_at, w->memory.count, status,
                 sgp_error_message(&w->f.err));
    w->memory.fail_at = -1;
}

/* Makes a client and calls while the nth allocation fails. Returns non-zero if there was none. */
static int lacks_memory_at(const source *s, int nth, int fails)
{
    sgp_status status;
    world w;

    start(&w, s);
    w.memory.fail_at = nth;
    w.memory.fails = fails;
    status = make(&w.f);
    if (status != SGP_OK) expect_lack(&w, status);
    if (status != SGP_OK) assert_int_equal(w.memory.live_blocks, 0);
    if (status != SGP_OK) assert_int_equal(make(&w.f), SGP_OK);
    status = call(&w.f);
    if (status != SGP_OK) expect_lack(&w, status);
    if (status != SGP_OK) assert_int_equal(call(&w.f), SGP_OK);
    nth = w.memory.count <= nth;
    sgp_client_free(w.f.client);
    assert_int_equal(w.memory.live_blocks, 0);
    assert_int_equal(w.memory.unwiped, 0);
    assert_int_equal(w.memory.wrong_size, 0);
    return nth;
}

static void each_allocation_may_fail_with_each_source(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        if (sources[i].needs_backend && !sgp_backend_at(0)) continue;
        for (int fails = 0; fails <= 1; fails++) {
            int nth = 0;
            while (!lacks_memory_at(&sources[i], nth, fails))
                nth++;
            assert_in_range(nth, 10, 500);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_allocation_may_fail_with_each_source),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
