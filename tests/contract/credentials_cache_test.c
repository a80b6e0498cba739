/*
 * credentials_cache_test.c - the contract of sgp_credentials_cache, on the file cache, over the
 * POSIX platform, and on one in memory.
 */
#include "test.h"

#include "sagepager/builtin.h"
#include "sagepager/providers.h"

#include "fail_alloc.h"
#include "fake_platform.h"
#include "memory_cache.h"

#include <stdlib.h>
#include <unistd.h>

#define KEY "0123456789abcdef0123456789abcdef01234567"
#define OTHER "ffffffffffffffffffffffffffffffffffffffff"
#define TIME_US INT64_C(1767323045000000)

typedef struct subject {
    sgp_credentials_cache *cache;
    memory_cache memory;
    fail_alloc alloc;
    char folder[64];
    sgp_credentials *out;
    sgp_error err;
    char message[SGP_ERROR_MESSAGE_MAX + 1];
} subject;

static void make_file(subject *s)
{
    char *folder = s->folder + snprintf(s->folder, sizeof s->folder, "/tmp/sagepager-test-XXXXXX");

    assert_non_null(mkdtemp(s->folder));
    (void)snprintf(folder, 16, "/new/folder");
    assert_int_equal(sgp_file_credentials_cache_new(&s->cache, s->folder, sgp_platform_posix(),
                                                    sgp_json_document_parser(), &s->alloc.api,
                                                    NULL),
                     SGP_OK);
}

static void make_memory(subject *s)
{
    s->cache = memory_cache_make(&s->memory);
}

static void (*const makers[])(subject *s) = { make_file, make_memory };

static void init(subject *s, size_t kind)
{
    memset(s, 0, sizeof *s);
    s->err.buffer = s->message;
    s->err.buffer_bytes = sizeof s->message;
    fail_alloc_init(&s->alloc, -1);
    makers[kind](s);
    assert_int_equal(sgp_credentials_new(&s->out, &s->alloc.api, NULL), SGP_OK);
}

/* Removes the folders that the test has made, with the files that the cache may have written. */
static void deinit(subject *s)
{
    char path[128];
    char *slash;

    sgp_credentials_free(s->out);
    if (SGP_HAS(s->cache, destroy)) s->cache->type->destroy(s->cache);
    assert_int_equal(s->alloc.live_blocks, 0);
    assert_int_equal(s->alloc.unwiped, 0);
    if (!s->folder[0]) return;
    (void)snprintf(path, sizeof path, "%s/" KEY ".json", s->folder);
    (void)unlink(path);
    (void)snprintf(path, sizeof path, "%s/" OTHER ".json", s->folder);
    (void)unlink(path);
    for (int i = 0; i < 3; i++) {
        (void)rmdir(s->folder);
        slash = strrchr(s->folder, '/');
        *slash = '\0';
    }
    (void)snprintf(path, sizeof path, "%s", s->folder);
    assert_string_equal(path, "/tmp");
}

static sgp_status store(subject *s, const char *key, const char *id, const char *account)
{
    sgp_credentials *made;
    sgp_status status;

    assert_int_equal(sgp_credentials_new(&made, NULL, NULL), SGP_OK);
    assert_int_equal(sgp_credentials_set(made, sgp_str_from(id), sgp_str_from("secret \"\xC3\xA9"),
                                         sgp_str_from("token"), "assume-role", NULL),
                     SGP_OK);
    made->expires_us = TIME_US;
    status = s->cache->type->store(s->cache, key, made, account, &s->err);
    sgp_credentials_free(made);
    return status;
}

static void expect(subject *s, const char *key, const char *id)
{
    assert_int_equal(s->cache->type->load(s->cache, key, s->out, &s->err), SGP_OK);
    assert_str(s->out->access_key_id, id);
    assert_str(s->out->secret_access_key, "secret \"\xC3\xA9");
    assert_str(s->out->session_token, "token");
    assert_true(s->out->expires_us == TIME_US); /* long ago: whether it lasts is not its matter */
}

static void a_table_is_complete(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        subject s;

        init(&s, i);
        assert_int_equal(s.cache->type->size, sizeof(sgp_credentials_cache_type));
        assert_true(SGP_HAS(s.cache, load) && SGP_HAS(s.cache, store));
        assert_non_null(s.cache->type->name);
        deinit(&s);
    }
}

static void what_was_stored_is_loaded_by_its_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof makers / sizeof makers[0]; i++) {
        subject s;

        init(&s, i);
        assert_int_equal(s.cache->type->load(s.cache, KEY, s.out, &s.err), SGP_NOT_CONFIGURED);
        assert_int_equal(s.err.status, SGP_OK);
        assert_int_equal(store(&s, KEY, "one", NULL), SGP_OK);
        expect(&s, KEY, "one");
        assert_int_equal(s.cache->type->load(s.cache, OTHER, s.out, &s.err), SGP_NOT_CONFIGURED);
        assert_int_equal(store(&s, OTHER, "two", "123456789012"), SGP_OK);
        assert_int_equal(store(&s, KEY, "three", "123456789012"), SGP_OK);
        expect(&s, KEY, "three");
        expect(&s, OTHER, "two");
        deinit(&s);
    }
}

/* --- files ------------------------------------------------------------------------------------ */

#define FOLDER "/home/me/.aws/cli/cache"
#define PATH FOLDER "/" KEY ".json"

typedef struct files_subject {
    subject s;
    fake_platform platform;
} files_subject;

static sgp_status make_in_home(files_subject *f, const char *const *env)
{
    memset(f, 0, sizeof *f);
    f->s.err.buffer = f->s.message;
    f->s.err.buffer_bytes = sizeof f->s.message;
    fail_alloc_init(&f->s.alloc, -1);
    (void)fake_platform_make(&f->platform);
    f->platform.env = env;
    assert_int_equal(sgp_credentials_new(&f->s.out, &f->s.alloc.api, NULL), SGP_OK);
    return sgp_file_credentials_cache_new(&f->s.cache, NULL, &f->platform.base,
                                          sgp_json_document_parser(), &f->s.alloc.api, &f->s.err);
}

static const char *const home[] = { "HOME", "/home/me", NULL };

static sgp_status store_as(files_subject *f, const char *source, const char *account)
{
    sgp_credentials *made;
    sgp_status status;

    assert_int_equal(sgp_credentials_new(&made, NULL, NULL), SGP_OK);
    assert_int_equal(sgp_credentials_set(made, sgp_str_from("id"), sgp_str_from("secret"),
                                         sgp_str_from("token"), source, NULL),
                     SGP_OK);
    made->expires_us = TIME_US + 999999;
    status = f->s.cache->type->store(f->s.cache, KEY, made, account, &f->s.err);
    sgp_credentials_free(made);
    return status;
}

/* The members that the AWS CLI reads, and ProviderType, by which `aws sso logout` finds its own. */
static void the_file_is_the_one_of_the_aws_cli(void **state)
{
    files_subject f;

    (void)state;
    assert_int_equal(make_in_home(&f, home), SGP_OK);
    assert_int_equal(store_as(&f, "assume-role", "123456789012"), SGP_OK);
    assert_string_equal(f.platform.written[0], PATH);
    assert_string_equal(f.platform.written[1],
                        "{\"Credentials\": {\"AccessKeyId\": \"id\", \"SecretAccessKey\": "
                        "\"secret\", \"SessionToken\": \"token\", \"Expiration\": "
                        "\"2026-01-02T03:04:05Z\", \"AccountId\": \"123456789012\"}}");
    assert_string_equal(f.platform.folder, "");
    assert_int_equal(store_as(&f, "sso", NULL), SGP_OK);
    assert_string_equal(f.platform.written[1],
                        "{\"ProviderType\": \"sso\", \"Credentials\": {\"AccessKeyId\": \"id\", "
                        "\"SecretAccessKey\": \"secret\", \"SessionToken\": \"token\", "
                        "\"Expiration\": \"2026-01-02T03:04:05Z\"}}");
    deinit(&f.s);
}

static void the_folder_is_made_when_something_is_stored(void **state)
{
    files_subject f;

    (void)state;
    assert_int_equal(make_in_home(&f, home), SGP_OK);
    f.platform.fail_write = 1;
    assert_int_equal(store_as(&f, "assume-role", NULL), SGP_OK);
    assert_string_equal(f.platform.folder, FOLDER);
    assert_string_equal(f.platform.written[0], PATH);
    f.platform.fail_write = 2;
    assert_int_equal(store_as(&f, "assume-role", NULL), SGP_ERR_PLATFORM);
    assert_non_null(strstr(sgp_error_message(&f.s.err), PATH));
    deinit(&f.s);
}

static void a_file_that_cannot_be_used_is_not_there(void **state)
{
    static const char *const texts[] = {
        "",
        "{",
        "[]",
        "null",
        "\xFF",
        "{\"Credentials\": 1}",
        "{\"Credentials\": {}}",
        "{\"Credentials\": {\"AccessKeyId\": \"a\", \"SecretAccessKey\": \"b\", \"SessionToken\": "
        "\"c\"}}",
        "{\"Credentials\": {\"AccessKeyId\": \"a\", \"SecretAccessKey\": \"b\", \"SessionToken\": "
        "\"c\", \"Expiration\": \"soon\"}}",
        "{\"Credentials\": {\"AccessKeyId\": \"a\\n\", \"SecretAccessKey\": \"b\", "
        "\"SessionToken\": \"c\", \"Expiration\": \"2030-01-02T03:04:05Z\"}}",
    };

    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const char *const files[] = { PATH, texts[i], NULL };
        files_subject f;

        assert_int_equal(make_in_home(&f, home), SGP_OK);
        f.platform.files = files;
        assert_int_equal(f.s.cache->type->load(f.s.cache, KEY, f.s.out, &f.s.err),
                         SGP_NOT_CONFIGURED);
        assert_int_equal(f.s.err.status, SGP_OK);
        deinit(&f.s);
    }
}

/* As its json.dumps writes what STS has returned; %Z of a time in UTC is "UTC". */
static void files_of_the_aws_cli_are_read(void **state)
{
    static const char *const files[] = {
        PATH,
        "{\"Credentials\": {\"AccessKeyId\": \"id\", \"SecretAccessKey\": \"secret \\\"\\u00e9\", "
        "\"SessionToken\": \"token\", \"Expiration\": \"2026-01-02T03:04:05UTC\", \"AccountId\": "
        "\"1\"}, \"AssumedRoleUser\": {\"AssumedRoleId\": \"X:s\", \"Arn\": \"arn\"}, "
        "\"ResponseMetadata\": {\"RequestId\": \"1\", \"HTTPStatusCode\": 200, \"RetryAttempts\": "
        "0}}",
        NULL
    };
    files_subject f;

    (void)state;
    assert_int_equal(make_in_home(&f, home), SGP_OK);
    f.platform.files = files;
    expect(&f.s, KEY, "id");
    deinit(&f.s);
}

static void without_a_home_there_is_nothing(void **state)
{
    files_subject f;

    (void)state;
    assert_int_equal(make_in_home(&f, NULL), SGP_OK);
    assert_int_equal(f.s.cache->type->load(f.s.cache, KEY, f.s.out, &f.s.err), SGP_NOT_CONFIGURED);
    assert_int_equal(store_as(&f, "assume-role", NULL), SGP_ERR_CONFIG);
    assert_non_null(strstr(sgp_error_message(&f.s.err), "HOME is not set"));
    assert_string_equal(f.platform.written[0], "");
    deinit(&f.s);
}

static void a_key_leads_to_no_other_folder(void **state)
{
    files_subject f;

    (void)state;
    assert_int_equal(make_in_home(&f, home), SGP_OK);
    assert_int_equal(f.s.cache->type->load(f.s.cache, "../x", f.s.out, &f.s.err),
                     SGP_NOT_CONFIGURED);
    assert_int_equal(store(&f.s, "../x", "id", NULL), SGP_ERR_USAGE);
    assert_string_equal(f.platform.written[0], "");
    deinit(&f.s);
}

/* Makes a cache, stores and loads, while an allocation fails. */
static sgp_status use_with_failure(int fail_at)
{
    const char *files[] = { PATH, NULL, NULL };
    files_subject f;
    sgp_status status;

    assert_int_equal(make_in_home(&f, home), SGP_OK);
    f.s.alloc.fail_at = f.s.alloc.count + fail_at;
    status = store_as(&f, "assume-role", "1");
    if (status == SGP_OK) {
        files[1] = f.platform.written[1];
        f.platform.files = files;
        status = f.s.cache->type->load(f.s.cache, KEY, f.s.out, &f.s.err);
    }
    deinit(&f.s);
    return status;
}

static void lack_of_memory_at_any_point_leaves_nothing(void **state)
{
    sgp_status status = SGP_ERR_MEMORY;

    (void)state;
    for (int fail_at = 0; status != SGP_OK && fail_at < 100; fail_at++) {
        status = use_with_failure(fail_at);
        if (status != SGP_OK) assert_int_equal(status, SGP_ERR_MEMORY);
    }
    assert_int_equal(status, SGP_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_complete),
        cmocka_unit_test(what_was_stored_is_loaded_by_its_key),
        cmocka_unit_test(the_file_is_the_one_of_the_aws_cli),
        cmocka_unit_test(the_folder_is_made_when_something_is_stored),
        cmocka_unit_test(a_file_that_cannot_be_used_is_not_there),
        cmocka_unit_test(files_of_the_aws_cli_are_read),
        cmocka_unit_test(without_a_home_there_is_nothing),
        cmocka_unit_test(a_key_leads_to_no_other_folder),
        cmocka_unit_test(lack_of_memory_at_any_point_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
