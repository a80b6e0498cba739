/*
 * Tests that no provider sends a request in clear text to another host than this one, and none
 * through a proxy. The hosts are those of botocore/utils.py, ContainerMetadataFetcher, and the
 * addresses of instance metadata (Amazon EC2 user guide, "Instance metadata options").
 */
#include "remote_login.h"
#include "remote_sso.h"

/* --- the providers ---------------------------------------------------------------------------- */

static sgp_status new_container(remote *r, const char *url)
{
    sgp_creds_container_options options = SGP_CREDS_CONTAINER_OPTIONS_INIT;

    options.full_uri = url;
    options.token = "token";
    return sgp_creds_container_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_imds(remote *r, const char *url)
{
    sgp_creds_imds_options options = SGP_CREDS_IMDS_OPTIONS_INIT;

    options.endpoint = url;
    return sgp_creds_imds_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_iot(remote *r, const char *url)
{
    sgp_creds_iot_options options = SGP_CREDS_IOT_OPTIONS_INIT;

    options.endpoint_url = url;
    options.role_alias = "alias";
    return sgp_creds_iot_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status source_get(sgp_credentials_provider *self, int64_t now_us, sgp_credentials *out,
                             sgp_deadline deadline, sgp_error *err)
{
    const sgp_str text = sgp_str_from("source");

    (void)self, (void)now_us, (void)deadline;
    return sgp_credentials_set(out, text, text, text, "test", err);
}

static sgp_status sign(sgp_signer *self, sgp_http_request *request,
                       const sgp_credentials *credentials, const sgp_signing_scope *scope,
                       int64_t now_us, sgp_error *err)
{
    (void)self, (void)request, (void)credentials, (void)scope, (void)now_us, (void)err;
    return SGP_OK;
}

static sgp_status new_role(remote *r, const char *url)
{
    static const sgp_credentials_provider_type source_type = {
        sizeof source_type, "source", source_get, NULL, NULL, NULL, NULL
    };
    static const sgp_signer_type signer_type = { sizeof signer_type, "signer", sign, NULL, 0 };
    static sgp_credentials_provider source = { &source_type };
    static sgp_signer signer = { &signer_type };
    sgp_creds_assume_role_options options = SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT;

    options.source = &source;
    options.signer = &signer;
    options.endpoint_url = url;
    options.region = "us-west-2";
    options.role_arn = "arn:aws:iam::123456789012:role/r";
    return sgp_creds_assume_role_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_web_identity(remote *r, const char *url)
{
    static const char *const files[] = { "/token", "token", NULL };
    sgp_creds_web_identity_options options = SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT;

    r->platform.files = files;
    options.endpoint_url = url;
    options.role_arn = "arn:aws:iam::123456789012:role/r";
    options.token_file = "/token";
    return sgp_creds_web_identity_new(&r->provider, &r->parts, &options, &r->err);
}

static sgp_status new_sso(remote *r, const char *url)
{
    static const char *const files[] = { SSO_SESSION_FILE, "accessToken=token\nexpiresAt=" LATER,
                                         NULL };

    r->platform.files = files;
    return remote_make_sso(r, "my", url, "https://oidc.test");
}

/* The refresh token and the client's secret go to this URL. */
static sgp_status new_sso_refresh(remote *r, const char *url)
{
    static const char *const files[] = { SSO_SESSION_FILE,
                                         "accessToken=token\nexpiresAt=2026-01-02T03:04:05Z\n"
                                         "refreshToken=r\nclientId=c\nclientSecret=s",
                                         NULL };

    r->platform.files = files;
    return remote_make_sso(r, "my", "https://portal.test", url);
}

static sgp_status new_login(remote *r, const char *url)
{
    static const char *const files[] = {
        LOGIN_FILE,
        "accessToken.accessKeyId=a\naccessToken.secretAccessKey=b\n"
        "accessToken.sessionToken=c\n"
        "accessToken.expiresAt=2026-01-02T03:04:05Z\n"
        "refreshToken=r\nclientId=c\ndpopKey=private KEY",
        NULL
    };
    static login_crypto crypto;

    r->platform.files = files;
    return remote_make_login(r, login_crypto_make(&crypto), url);
}

static const struct {
    sgp_status (*make)(remote *r, const char *url);
    const char *url; /* what messages call it */
    int is_direct;   /* over https too */
} providers[] = {
    { new_container, "AWS_CONTAINER_CREDENTIALS_FULL_URI", 1 },
    { new_imds, "ec2_metadata_service_endpoint (AWS_EC2_METADATA_SERVICE_ENDPOINT)", 1 },
    { new_iot, "the AWS IoT credentials endpoint", 0 },
    { new_role, "the STS endpoint (AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL or endpoint_url)", 0 },
    { new_web_identity, "the STS endpoint (AWS_ENDPOINT_URL_STS, AWS_ENDPOINT_URL or endpoint_url)",
      0 },
    { new_sso, "the SSO portal endpoint (AWS_ENDPOINT_URL_SSO, AWS_ENDPOINT_URL or endpoint_url)",
      0 },
    { new_sso_refresh,
      "the SSO OIDC endpoint (AWS_ENDPOINT_URL_SSO_OIDC, AWS_ENDPOINT_URL or endpoint_url)", 0 },
    { new_login, "the sign-in endpoint (AWS_ENDPOINT_URL_SIGNIN, AWS_ENDPOINT_URL or endpoint_url)",
      0 },
};
#define PROVIDERS (sizeof providers / sizeof providers[0])

/* --- tests ------------------------------------------------------------------------------------ */

/* Checks that a get sends a request, and whether it may use a proxy. */
static void expect_request(remote *r, size_t provider, const char *url, int is_direct)
{
    remote_init(r);
    if (providers[provider].make(r, url) != SGP_OK)
        fail_msg("%s: %s", url, sgp_error_message(&r->err));
    assert_int_not_equal(remote_get(r), SGP_OK); /* the fake fails */
    assert_true(r->http.next > 0);
    assert_int_equal(r->http.last_request.is_direct, is_direct);
    remote_deinit(r);
}

static void this_host_is_asked_in_clear_text_without_a_proxy(void **state)
{
    static const char *const urls[] = { "http://127.0.0.1:8080/x",  "http://127.1.2.3/",
                                        "http://localhost/x",       "HTTP://LocalHost:80",
                                        "http://[::1]:9/x",         "http://[0:0:0:0:0:0:0:1]/",
                                        "http://169.254.170.2/v1",  "http://169.254.170.23/v1",
                                        "http://[fd00:ec2::23]/v1", "http://169.254.169.254",
                                        "http://[FD00:EC2::254]/",  "http://[fd00:0ec2:0::254]/" };

    (void)state;
    for (size_t p = 0; p < PROVIDERS; p++)
        for (size_t i = 0; i < sizeof urls / sizeof urls[0]; i++) {
            remote r;
            expect_request(&r, p, urls[i], 1);
        }
}

static void any_host_is_asked_over_tls(void **state)
{
    (void)state;
    for (size_t p = 0; p < PROVIDERS; p++) {
        remote r;
        expect_request(&r, p, "https://elsewhere.example/x", providers[p].is_direct);
    }
}

/* The constructor refuses it, and the parts stay the caller's. */
static void another_host_is_refused_in_clear_text(void **state)
{
    static const char *const hosts[] = {
        "http://10.0.0.1",           "http://128.0.0.1",         "http://[::2]:8080",
        "http://localhost.example",  "http://imds.local",        "http://169.254.170.3",
        "http://169.254.169.253:80", "http://127.0.0.1.example", "http://127.1",
        "http://2130706433",         "http://0.0.0.0",           "http://[::]",
        "http://[::ffff:127.0.0.1]", "HTTP://Sts.Example",       "http://localhost."
    };

    (void)state;
    for (size_t p = 0; p < PROVIDERS; p++)
        for (size_t i = 0; i < sizeof hosts / sizeof hosts[0]; i++) {
            char url[64], message[512];
            remote r;

            remote_init(&r);
            (void)snprintf(url, sizeof url, "%s%s", hosts[i], i % 2 ? "/path?secret" : "");
            (void)snprintf(message, sizeof message,
                           "%s is %s: without TLS, credentials are requested only from this host "
                           "(localhost, loopback and metadata addresses); use https or such a host",
                           providers[p].url, hosts[i]);
            assert_int_equal(providers[p].make(&r, url), SGP_ERR_CONFIG);
            assert_string_equal(sgp_error_message(&r.err), message);
            assert_null(r.provider);
            remote_deinit(&r);
            assert_int_equal(r.http.destroys, 0);
        }
}

static void an_explicit_setting_allows_every_host(void **state)
{
    (void)state;
    for (size_t p = 0; p < PROVIDERS; p++) {
        remote r;
        remote_init(&r);
        r.parts.insecure_clear_text_credentials = 1;
        assert_int_equal(providers[p].make(&r, "http://elsewhere.example/x"), SGP_OK);
        assert_int_not_equal(remote_get(&r), SGP_OK);
        assert_true(r.http.next > 0);
        assert_int_equal(r.http.last_request.is_direct, 1);
        remote_deinit(&r);
    }
}

/* An older program has no such member. */
static void a_shorter_struct_of_parts_allows_nothing(void **state)
{
    remote r;

    (void)state;
    remote_init(&r);
    r.parts.insecure_clear_text_credentials = 1;
    r.parts.size = offsetof(sgp_creds_parts, insecure_clear_text_credentials);
    assert_int_equal(new_iot(&r, "http://elsewhere.example/"), SGP_ERR_CONFIG);
    remote_deinit(&r);
}

static void an_invalid_url_is_refused_by_the_constructor(void **state)
{
    (void)state;
    for (size_t p = 0; p < PROVIDERS; p++) {
        remote r;
        remote_init(&r);
        assert_int_equal(providers[p].make(&r, "ftp://x/"), SGP_ERR_CONFIG);
        assert_memory_equal(sgp_error_message(&r.err), providers[p].url, strlen(providers[p].url));
        remote_deinit(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(this_host_is_asked_in_clear_text_without_a_proxy),
        cmocka_unit_test(any_host_is_asked_over_tls),
        cmocka_unit_test(another_host_is_refused_in_clear_text),
        cmocka_unit_test(an_explicit_setting_allows_every_host),
        cmocka_unit_test(a_shorter_struct_of_parts_allows_nothing),
        cmocka_unit_test(an_invalid_url_is_refused_by_the_constructor),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
