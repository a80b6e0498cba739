/*
 * creds_cache_files.c - a cache of credentials in the files of the AWS CLI
 * (v2 of the AWS CLI, botocore/utils.py, JSONFileCache; customizations/assumerole.py).
 *
 * A file that cannot be read, or is none of these, is a file that is not there.
 */
#include "sagepager/providers.h"

#include "sgp_arena.h"
#include "sgp_buf.h"
#include "sgp_creds_document.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_path_expand.h"

#include <string.h>

#define FILES_CONSTRUCTOR "sgp_file_credentials_cache_new"
#define FILES_SOURCE "file"
#define FILES_PATH_MAX 4095
#define FILES_ARENA_MAX (8u * SGP_DOCUMENT_BYTES_MAX)

typedef struct file_cache {
    sgp_credentials_cache base;
    const sgp_allocator *allocator;
    sgp_platform *platform;
    sgp_document_parser *parser; /* owned */
    sgp_arena texts;
    const char *folder; /* NULL: without HOME there is none */
} file_cache;

static const sgp__creds_paths file_paths = SGP__CREDS_PATHS(FILES_SOURCE, "Credentials.",
                                                            "SessionToken", 1);

static file_cache *files_whole(sgp_credentials_cache *cache)
{
    return (file_cache *)cache;
}

/* A key is hexadecimal, so it cannot lead out of the folder. */
static sgp_status files_path(const file_cache *cache, const char *key, sgp_arena *arena,
                             const char **path, sgp_error *err)
{
    sgp__buf buf;
    sgp_status status;

    if (!cache->folder)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 4125,
                         "~/.aws/cli/cache is not known: HOME is not set");
    if (key[strspn(key, "0123456789abcdef")] != '\0')
        return SGP__FAIL(err, SGP_ERR_USAGE, 4126,
                         "the key of cached credentials is not hexadecimal");
    sgp__buf_init(&buf, cache->allocator, FILES_PATH_MAX);
    sgp__buf_put_text(&buf, cache->folder);
    sgp__buf_put_char(&buf, '/');
    sgp__buf_put_text(&buf, key);
    sgp__buf_put_text(&buf, ".json");
    status = SGP__BUF_CHECK(&buf, 4127, "the path of cached credentials", err);
    if (status == SGP_OK) status = sgp__arena_copy_text(arena, buf.ptr, path, err);
    sgp__buf_deinit(&buf);
    return status;
}

/* --- load ------------------------------------------------------------------------------------- */

static sgp_status files_read(const file_cache *cache, const char *key, sgp_arena *arena,
                             sgp_credentials *out)
{
    sgp_platform *platform = cache->platform;
    sgp__creds_paths paths = file_paths;
    const char *path;
    sgp_str text;

    paths.may_be_expired = 1;
    SGP_TRY(files_path(cache, key, arena, &path, NULL));
    SGP_TRY(platform->type->read_file(platform, path, SGP_DOCUMENT_BYTES_MAX, arena, &text, NULL));
    return sgp__creds_parse(cache->parser, text, &paths, 0, arena, out, NULL);
}

static sgp_status files_load(sgp_credentials_cache *cache, const char *key, sgp_credentials *out,
                             sgp_error *err)
{
    sgp_arena arena;
    sgp_status status;

    sgp_error_reset(err);
    sgp__arena_init(&arena, files_whole(cache)->allocator, FILES_ARENA_MAX);
    status = files_read(files_whole(cache), key, &arena, out);
    sgp__arena_deinit(&arena);
    if (status == SGP_ERR_MEMORY) return sgp__no_memory(err);
    return status == SGP_OK ? SGP_OK : SGP_NOT_CONFIGURED;
}

/* --- store ------------------------------------------------------------------------------------ */

/* The AWS CLI marks credentials of SSO, so that `aws sso logout` finds them. */
static sgp_str cached_file_form(const sgp_credentials *credentials, const char *account_id,
                                char *out, size_t out_bytes)
{
    int is_sso = credentials->source && strcmp(credentials->source, "sso") == 0;

    (void)sgp__format(out, out_bytes,
                      "{%s\"Credentials\": {\"AccessKeyId\": \"\", \"SecretAccessKey\": \"\", "
                      "\"SessionToken\": \"\", \"Expiration\": \"\"%s}}",
                      is_sso ? "\"ProviderType\": \"sso\", " : "",
                      account_id ? ", \"AccountId\": \"\"" : "");
    return sgp_str_from(out);
}

static sgp_status cached_file_text(const file_cache *cache, const sgp_credentials *credentials,
                                   const char *account_id, sgp_arena *arena, sgp_str *text,
                                   sgp_error *err)
{
    sgp_document_parser *parser = cache->parser;
    char form[256], expiry[SGP__UTC_TEXT_BYTES];
    const sgp_document_member members[] = {
        sgp__member_of("Credentials.AccessKeyId", credentials->access_key_id),
        sgp__member_of("Credentials.SecretAccessKey", credentials->secret_access_key),
        sgp__member_of("Credentials.SessionToken", credentials->session_token),
        sgp__member_of("Credentials.Expiration", sgp__utc_text(credentials->expires_us, expiry)),
        sgp__member_of("Credentials.AccountId", sgp_str_from(account_id)),
    };
    size_t count = sizeof members / sizeof members[0] - (account_id ? 0 : 1);

    return parser->type->replace(parser,
                                 cached_file_form(credentials, account_id, form, sizeof form),
                                 members, count, arena, text, err);
}

/* The folder is made if the file cannot be written; the second attempt has the error. */
static sgp_status files_write(const file_cache *cache, const char *path, sgp_str text,
                              sgp_error *err)
{
    sgp_platform *platform = cache->platform;
    sgp_status status = platform->type->write_file(platform, path, text, err);

    if (status != SGP_ERR_PLATFORM || !SGP_HAS(platform, make_folder)) return status;
    sgp_error_reset(err);
    SGP_TRY(platform->type->make_folder(platform, cache->folder, err));
    return platform->type->write_file(platform, path, text, err);
}

static sgp_status files_store_in(const file_cache *cache, const char *key,
                                 const sgp_credentials *credentials, const char *account_id,
                                 sgp_arena *arena, sgp_error *err)
{
    const char *path;
    sgp_str text;

    SGP_TRY(files_path(cache, key, arena, &path, err));
    SGP_TRY(cached_file_text(cache, credentials, account_id, arena, &text, err));
    return files_write(cache, path, text, err);
}

static sgp_status files_store(sgp_credentials_cache *cache, const char *key,
                              const sgp_credentials *credentials, const char *account_id,
                              sgp_error *err)
{
    sgp_arena arena;
    sgp_status status;

    sgp_error_reset(err);
    sgp__arena_init(&arena, files_whole(cache)->allocator, FILES_ARENA_MAX);
    status = files_store_in(files_whole(cache), key, credentials, account_id, &arena, err);
    sgp__arena_deinit(&arena);
    return status;
}

/* --- construction ----------------------------------------------------------------------------- */

static void files_free(file_cache *cache)
{
    sgp__arena_deinit(&cache->texts);
    sgp__free(cache->allocator, cache, sizeof *cache);
}

static void files_destroy(sgp_credentials_cache *cache)
{
    SGP__DESTROY(files_whole(cache)->parser);
    files_free(files_whole(cache));
}

static sgp_status files_check(sgp_platform *platform, sgp_document_parser *parser, sgp_error *err)
{
    static const sgp__slot files[] = { SGP__SLOT(sgp_platform_type, getenv),
                                       SGP__SLOT(sgp_platform_type, read_file),
                                       SGP__SLOT(sgp_platform_type, write_file) };
    static const sgp__slot json[] = { SGP__SLOT(sgp_document_parser_type, parse),
                                      SGP__SLOT(sgp_document_parser_type, replace) };

    SGP_TRY(SGP__PART_CHECK(platform, 4129, FILES_CONSTRUCTOR, "platform", files, err));
    return SGP__PART_CHECK(parser, 4130, FILES_CONSTRUCTOR, "parser", json, err);
}

/* Without HOME a '~' stays. No folder of that name is made in the current one. */
static sgp_status files_set_folder(file_cache *cache, const char *folder, sgp_error *err)
{
    sgp_str path;

    if (folder) return sgp__arena_copy_text(&cache->texts, folder, &cache->folder, err);
    SGP_TRY(sgp__path_expand(cache->platform, "~/.aws/cli/cache", &cache->texts, &path, err));
    if (path.ptr[0] != '~') cache->folder = path.ptr;
    return SGP_OK;
}

sgp_status sgp_file_credentials_cache_new(sgp_credentials_cache **out, const char *folder,
                                          sgp_platform *platform, sgp_document_parser *parser,
                                          const sgp_allocator *allocator, sgp_error *err)
{
    static const sgp_credentials_cache_type type = { sizeof type, FILES_SOURCE, files_load,
                                                     files_store, files_destroy };
    file_cache *cache;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 4128, FILES_CONSTRUCTOR, err));
    SGP_TRY(files_check(platform, parser, err));
    cache = sgp__alloc(allocator, sizeof *cache);
    if (!cache) return SGP__NO_MEMORY(err, sizeof *cache);
    cache->base.type = &type;
    cache->allocator = allocator;
    cache->platform = platform;
    cache->parser = parser;
    sgp__arena_init(&cache->texts, allocator, SGP_CONFIG_BYTES_MAX);
    status = files_set_folder(cache, folder, err);
    if (status == SGP_OK)
        *out = &cache->base;
    else
        files_free(cache);
    return status;
}
