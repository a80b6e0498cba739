/*
 * creds_cache_keys.c - the names of credentials in the AWS CLI's cache: SHA-1 of the request's
 * arguments, as Python's json.dumps writes them with sorted names
 * (v2 of the AWS CLI, botocore/credentials.py, _create_cache_key).
 */
#include "sagepager/providers.h"

#include "sgp_arena.h"
#include "sgp_creds_document.h"
#include "sgp_err.h"
#include "sgp_part.h"

#define KEY_TEXTS_BYTES_MAX (8u * SGP_DOCUMENT_BYTES_MAX)

/* A document that is hashed. */
typedef struct key_work {
    sgp_document_parser *json;
    sgp_crypto *crypto;
    sgp_arena arena;
} key_work;

static sgp_status key_check(const key_work *work, const char *key, const char *function,
                            const sgp__slot *slot, sgp_error *err)
{
    static const sgp__slot sha1[] = { SGP__SLOT(sgp_crypto_type, sha1) };

    SGP_TRY(sgp__part_check(work->json, 4120, function, SGP__TEXT("json"), slot, 1, err));
    SGP_TRY(SGP__PART_CHECK(work->crypto, 4121, function, "crypto", sha1, err));
    if (key) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, 4122, "%s: key is NULL", function);
}

static sgp_status hash_key(const key_work *work, sgp_str text,
                           char key[SGP_CREDENTIALS_CACHE_KEY_BYTES], sgp_error *err)
{
    unsigned char digest[SGP_SHA1_BYTES];

    SGP_TRY(work->crypto->type->sha1(work->crypto, text.ptr, text.len, digest, err));
    for (size_t i = 0; i < sizeof digest; i++)
        (void)sgp__format(key + 2 * i, 3, "%02x", digest[i]);
    return SGP_OK;
}

/* --- roles ------------------------------------------------------------------------------------ */

static sgp_document_member number_member(const char *path, int64_t value, char *text,
                                         size_t text_bytes)
{
    sgp_document_member member = SGP__MEMBER(path);

    if (value == 0) return member;
    (void)sgp__format(text, text_bytes, "%lld", (long long)value);
    member.type = SGP_DOCUMENT_MEMBER_NUMBER;
    member.value = sgp_str_from(text);
    return member;
}

static const char *session_name_of(const sgp_creds_assume_role_options *role)
{
    const char *name = role->role_session_name;

    return name && name[0] ? name : NULL; /* a default one has the time and is left out */
}

static sgp_status hash_role(key_work *work, const sgp_creds_assume_role_options *role,
                            char key[SGP_CREDENTIALS_CACHE_KEY_BYTES], sgp_error *err)
{
    char duration[32];
    const sgp_document_member members[] = {
        number_member("DurationSeconds", role->duration_seconds, duration, sizeof duration),
        sgp__member_of("ExternalId", sgp_str_from(role->external_id)),
        sgp__member_of("RoleArn", sgp_str_from(role->role_arn)),
        sgp__member_of("RoleSessionName", sgp_str_from(session_name_of(role))),
        sgp__member_of("SerialNumber", sgp_str_from(role->mfa_serial)),
    };
    sgp_str text;

    SGP_TRY(work->json->type->write(work->json, members, sizeof members / sizeof members[0],
                                    &work->arena, &text, err));
    return hash_key(work, text, key, err);
}

sgp_status sgp_role_cache_key(const sgp_creds_assume_role_options *role, sgp_document_parser *json,
                              sgp_crypto *crypto, const sgp_allocator *allocator,
                              char key[SGP_CREDENTIALS_CACHE_KEY_BYTES], sgp_error *err)
{
    static const sgp__slot slot = SGP__SLOT(sgp_document_parser_type, write);
    sgp_creds_assume_role_options own;
    key_work work = { json, crypto, { 0 } };
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(key_check(&work, key, "sgp_role_cache_key", &slot, err));
    SGP_TRY(SGP__OPTIONS_REQUIRE(&own, sizeof own, role, 4123, "sgp_role_cache_key", "role", err));
    sgp__arena_init(&work.arena, allocator, KEY_TEXTS_BYTES_MAX);
    status = hash_role(&work, &own, key, err);
    sgp__arena_deinit(&work.arena);
    return status;
}

/* --- SSO -------------------------------------------------------------------------------------- */

/* This text has no blanks, so it cannot be written by `write`. */
static sgp_status hash_sso(key_work *work, const sgp_creds_sso_options *sso,
                           char key[SGP_CREDENTIALS_CACHE_KEY_BYTES], sgp_error *err)
{
    int is_session = sso->session_name && sso->session_name[0];
    const char *form = is_session ? "{\"accountId\":\"\",\"roleName\":\"\",\"sessionName\":\"\"}"
                                  : "{\"accountId\":\"\",\"roleName\":\"\",\"startUrl\":\"\"}";
    const sgp_document_member members[] = {
        sgp__member_of("accountId", sgp_str_from(sso->account_id)),
        sgp__member_of("roleName", sgp_str_from(sso->role_name)),
        sgp__member_of(is_session ? "sessionName" : "startUrl",
                       sgp_str_from(is_session ? sso->session_name : sso->start_url)),
    };
    sgp_str text;

    SGP_TRY(work->json->type->replace(work->json, sgp_str_from(form), members,
                                      sizeof members / sizeof members[0], &work->arena, &text,
                                      err));
    return hash_key(work, text, key, err);
}

sgp_status sgp_sso_cache_key(const sgp_creds_sso_options *sso, sgp_document_parser *json,
                             sgp_crypto *crypto, const sgp_allocator *allocator,
                             char key[SGP_CREDENTIALS_CACHE_KEY_BYTES], sgp_error *err)
{
    static const sgp__slot slot = SGP__SLOT(sgp_document_parser_type, replace);
    sgp_creds_sso_options own;
    key_work work = { json, crypto, { 0 } };
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(key_check(&work, key, "sgp_sso_cache_key", &slot, err));
    SGP_TRY(SGP__OPTIONS_REQUIRE(&own, sizeof own, sso, 4124, "sgp_sso_cache_key", "sso", err));
    sgp__arena_init(&work.arena, allocator, KEY_TEXTS_BYTES_MAX);
    status = hash_sso(&work, &own, key, err);
    sgp__arena_deinit(&work.arena);
    return status;
}
