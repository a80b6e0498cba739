/*
 * stack_settings.c - one scenario for each source of credentials that sgp_client_new_default knows.
 */
#include "stack_settings.h"

#include "stack_secrets.h"

#define KEYS "aws_access_key_id = AKID\naws_secret_access_key = " OWN_KEY "\n"
#define SESSION "aws_session_token = " OWN_SESSION "\n"
#define ARN "arn:aws:iam::123456789012:role/r"
#define ROLE "role_arn = " ARN "\n"
#define SSO "sso_account_id = 123456789012\nsso_role_name = r\n"
#define SSO_PLACE "sso_region = us-west-2\nsso_start_url = https://start.test/\n"
#define CONFIG "AWS_CONFIG_FILE", "/config"
/* The digest of the targets' SHA-1 is all zero. */
#define SSO_FILE "/h/.aws/sso/cache/0000000000000000000000000000000000000000.json"
#define SSO_TOKEN(expiry)                                                                          \
    "{\"accessToken\":\"" OWN_ACCESS "\",\"expiresAt\":\"" expiry                                  \
    "\",\"refreshToken\":\"" OWN_REFRESH                                                           \
    "\",\"clientId\":\"client\",\"clientSecret\":\"" OWN_CLIENT                                    \
    "\",\"registrationExpiresAt\":\"2027-01-02T03:04:05Z\"}"

const char stack_program_output[] =
    "{\"Version\":1,\"AccessKeyId\":\"AKID\",\"SecretAccessKey\":\"" OWN_KEY
    "\",\"SessionToken\":\"" OWN_SESSION "\",\"Expiration\":\"2026-01-02T03:30:05Z\"}";

const stack_scenario stack_scenarios[] = {
    { .name = "options", .has_keys = 1 },
    { .name = "environment",
      .env = { "AWS_ACCESS_KEY_ID", "AKID", "AWS_SECRET_ACCESS_KEY", OWN_KEY, "AWS_SESSION_TOKEN",
               OWN_SESSION, "AWS_CREDENTIAL_EXPIRATION", "2026-01-02T03:30:05Z" } },
    { .name = "credentials file",
      .env = { "AWS_SHARED_CREDENTIALS_FILE", "/credentials" },
      .files = { "/credentials", "[default]\n" KEYS SESSION } },
    { .name = "role",
      .env = { CONFIG },
      .files = { "/config", "[default]\n" ROLE "source_profile = b\n[profile b]\n" KEYS } },
    { .name = "role of a role",
      .env = { CONFIG },
      .files = { "/config",
                 "[default]\n" ROLE "source_profile = b\nexternal_id = e\n[profile b]\n" ROLE
                 "source_profile = c\n[profile c]\n" KEYS } },
    { .name = "web identity",
      .env = { "AWS_ROLE_ARN", ARN, "AWS_WEB_IDENTITY_TOKEN_FILE", "/token" },
      .files = { "/token", OWN_WEB_TOKEN "\n" } },
    { .name = "SSO, refreshed",
      .env = { CONFIG, "HOME", "/h" },
      .files = { "/config", "[default]\nsso_session = my\n" SSO "[sso-session my]\n" SSO_PLACE,
                 SSO_FILE, SSO_TOKEN("2026-01-02T03:05:00Z") } },
    { .name = "SSO",
      .env = { CONFIG, "HOME", "/h" },
      .files = { "/config", "[default]\n" SSO SSO_PLACE, SSO_FILE,
                 SSO_TOKEN("2026-01-02T09:05:00Z") } },
    { .name = "container",
      .env = { "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/container",
               "AWS_CONTAINER_AUTHORIZATION_TOKEN", OWN_CONTAINER } },
    { .name = "container with a token file",
      .env = { "AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1:8000/c",
               "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "/token" },
      .files = { "/token", OWN_CONTAINER } },
    { .name = "instance" },
    { .name = "instance without v1",
      .env = { "AWS_EC2_METADATA_V1_DISABLED", "true", "AWS_METADATA_SERVICE_NUM_ATTEMPTS", "3" } },
    { .name = "role of the instance",
      .env = { CONFIG },
      .files = { "/config", "[default]\n" ROLE "credential_source = Ec2InstanceMetadata\n" } },
    { .name = "role of the container",
      .env = { CONFIG, "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", "/container" },
      .files = { "/config", "[default]\n" ROLE "credential_source = EcsContainer\n" } },
    { .name = "process",
      .env = { CONFIG },
      .files = { "/config", "[default]\ncredential_process = p -x\n" } },
    { .name = "AWS IoT", .uses_iot = 1 },
    { .name = "unsigned", .is_anonymous = 1 },
    { .name = "nothing", .env = { "AWS_EC2_METADATA_DISABLED", "true" } },
};

const size_t stack_scenario_count = sizeof stack_scenarios / sizeof stack_scenarios[0];

static const char **append(const char **out, const char *const *pairs)
{
    while (*pairs)
        *out++ = *pairs++;
    return out;
}

void stack_environment(const stack_scenario *scenario, int is_tunnel,
                       const char *env[STACK_ENV_MAX])
{
    static const char *const region[] = { "AWS_REGION", "us-west-2", NULL };
    static const char *const plain[] = { "AWS_ENDPOINT_URL_SAGEMAKER",
                                         "http://api.test:8080/path",
                                         "AWS_ENDPOINT_URL_STS",
                                         "http://sts.test",
                                         "AWS_ENDPOINT_URL_SSO",
                                         "http://portal.test/",
                                         "AWS_ENDPOINT_URL_SSO_OIDC",
                                         "http://oidc.test",
                                         NULL };
    const char **end = append(append(env, region), scenario->env);

    if (!is_tunnel) end = append(end, plain);
    *end = NULL;
}
