/*
 * profile.c - one profile of the shared config and credentials files
 * (botocore/configloader.py, build_profile_map; botocore/session.py,
 * full_config and get_scoped_config).
 */
#include "sagepager/profile.h"

#include "sgp_arena.h"
#include "sgp_ascii.h"
#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_ini.h"
#include "sgp_mem.h"
#include "sgp_part.h"
#include "sgp_path_expand.h"
#include "sgp_shell_words.h"

#include <string.h>

/* Memory for two files. Each needs blocks that double while it is read, one
 * copy of its text, and its settings. */
#define MEMORY_MAX (16u * SGP_CONFIG_BYTES_MAX)

struct sgp_profile {
    const sgp_allocator *allocator;
    sgp_arena arena;
    char *name;
    sgp__ini files[2]; /* config, credentials */
    sgp_str paths[2];
    const sgp__ini_section *sections[2]; /* this profile's in each file; may be NULL */
};

typedef struct loader {
    sgp_profile *profile;
    sgp_platform *platform;
    sgp_error *err;
} loader;

/* Returns an environment variable; NULL if it is not set or empty. */
static const char *variable(const loader *l, const char *name)
{
    const char *value;

    if (!SGP_HAS(l->platform, getenv)) return NULL;
    value = l->platform->type->getenv(l->platform, name);
    return value && value[0] ? value : NULL;
}

/* --- paths ------------------------------------------------------------------------------------ */

/* Stores the path of a file in the arena. */
static sgp_status path_of(const loader *l, const char *variable_name, const char *default_path,
                          sgp_str *path)
{
    const char *text = variable(l, variable_name);

    return sgp__path_expand(l->platform, text ? text : default_path, &l->profile->arena, path,
                            l->err);
}

/* --- sections --------------------------------------------------------------------------------- */

/* Sets *matches if the section is "KIND NAME", exactly two words. */
static sgp_status match_name(sgp_str section, const char *kind, const char *name,
                             const sgp_allocator *allocator, int *matches, sgp_error *err)
{
    sgp__buf word;
    sgp_status status;

    *matches = 0;
    sgp__buf_init(&word, allocator, SGP_CONFIG_BYTES_MAX);
    if (sgp__next_word(&section, &word) && sgp_str_equal(sgp__buf_str(&word), sgp_str_from(kind)) &&
        sgp__next_word(&section, &word))
        *matches = sgp_str_equal(sgp__buf_str(&word), sgp_str_from(name)) &&
                   sgp__trim(section).len == 0;
    status = SGP__BUF_CHECK(&word, 1052, "a section's name", err);
    sgp__buf_deinit(&word);
    return status;
}

/* The last match wins: [default] and [profile default] are two sections of one
 * profile. *found is NULL if there is no match. */
static sgp_status find_config_section(const sgp_profile *profile, const char *kind,
                                      const char *name, const sgp__ini_section **found,
                                      sgp_error *err)
{
    const sgp__ini_section *section = profile->files[0].sections;
    int is_default = sgp__same_text(kind, "profile") && sgp__same_text(name, "default");

    for (*found = NULL; section; section = section->next) {
        int matches = is_default && sgp_str_equal(section->name, sgp_str_from("default"));
        if (!matches && sgp__starts_with(section->name, kind))
            SGP_TRY(match_name(section->name, kind, name, profile->allocator, &matches, err));
        if (matches) *found = section;
    }
    return SGP_OK;
}

static const sgp__ini_section *find_credentials_section(const sgp_profile *profile)
{
    const sgp__ini_section *section = profile->files[1].sections;

    while (section && !sgp_str_equal(section->name, sgp_str_from(profile->name)))
        section = section->next;
    return section;
}

/* --- construction ----------------------------------------------------------------------------- */

static sgp_status load_file(const loader *l, size_t index, const char *variable_name,
                            const char *default_path)
{
    sgp_arena *arena = &l->profile->arena;
    sgp_str *path = &l->profile->paths[index];
    sgp_str text;
    sgp_status status;

    if (!SGP_HAS(l->platform, getenv) || !SGP_HAS(l->platform, read_file)) return SGP_OK;
    SGP_TRY(path_of(l, variable_name, default_path, path));
    status = l->platform->type->read_file(l->platform, path->ptr, SGP_CONFIG_BYTES_MAX, arena,
                                          &text, l->err);
    if (status == SGP_NOT_CONFIGURED) return SGP_OK;
    if (status != SGP_OK) return status;
    return sgp__ini_parse(&l->profile->files[index], text, path->ptr, arena, l->err);
}

static sgp_status profile_load(const loader *l, const char *name)
{
    sgp_profile *p = l->profile;
    const char *requested = name && name[0] ? name : variable(l, "AWS_PROFILE");

    if (!requested) requested = variable(l, "AWS_DEFAULT_PROFILE");
    p->name = sgp__copy_text(p->allocator, requested ? requested : "default");
    if (!p->name) return SGP__NO_MEMORY(l->err, strlen(requested ? requested : "default") + 1);
    SGP_TRY(load_file(l, 0, "AWS_CONFIG_FILE", "~/.aws/config"));
    SGP_TRY(load_file(l, 1, "AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials"));
    SGP_TRY(find_config_section(p, "profile", p->name, &p->sections[0], l->err));
    p->sections[1] = find_credentials_section(p);
    if (!requested || p->sections[0] || p->sections[1]) return SGP_OK;
    return SGP__FAIL(l->err, SGP_ERR_CONFIG, 1037, "The config profile (%s) could not be found",
                     p->name);
}

sgp_status sgp_profile_new(sgp_profile **out, const char *name, sgp_platform *platform,
                           const sgp_allocator *allocator, sgp_error *err)
{
    loader l;
    sgp_status status;

    sgp_error_reset(err);
    SGP_TRY(SGP__OUT_CHECK(out, allocator, 1050, "sgp_profile_new", err));
    SGP_TRY(SGP__PART_CHECK_TYPE(platform, 1049, "sgp_profile_new", "platform", err));
    l.err = err;
    l.platform = platform;
    l.profile = sgp__alloc(allocator, sizeof *l.profile);
    if (!l.profile) return SGP__NO_MEMORY(err, sizeof *l.profile);
    l.profile->allocator = allocator;
    sgp__arena_init(&l.profile->arena, allocator, MEMORY_MAX);
    status = profile_load(&l, name);
    if (status == SGP_OK)
        *out = l.profile;
    else
        sgp_profile_free(l.profile);
    return status;
}

void sgp_profile_free(sgp_profile *profile)
{
    if (!profile) return;
    sgp__arena_deinit(&profile->arena);
    sgp__free_text(profile->allocator, profile->name);
    sgp__free(profile->allocator, profile, sizeof *profile);
}

/* --- settings --------------------------------------------------------------------------------- */

const char *sgp_profile_name(const sgp_profile *profile)
{
    return profile->name ? profile->name : "default";
}

const char *sgp_profile_get(const sgp_profile *profile, sgp_profile_file file, const char *key)
{
    const char *value = NULL;

    if (file != SGP_PROFILE_CONFIG)
        value = sgp__ini_value(&profile->files[1], profile->sections[1], key).ptr;
    if (!value && file != SGP_PROFILE_CREDENTIALS)
        value = sgp__ini_value(&profile->files[0], profile->sections[0], key).ptr;
    return value;
}

const char *sgp_profile_path(const sgp_profile *profile, sgp_profile_file file)
{
    return file == SGP_PROFILE_BOTH ? NULL : profile->paths[file == SGP_PROFILE_CREDENTIALS].ptr;
}

/* Copies a text that may lack a NUL because it lies inside another one. *out is
 * NULL if the text is empty. */
static sgp_status copy_out(sgp_profile *profile, sgp_str text, const char **out, sgp_error *err)
{
    sgp_str copy;

    *out = NULL;
    if (text.len == 0) return SGP_OK;
    SGP_TRY(sgp_arena_copy(&profile->arena, text.ptr, text.len, &copy, err));
    *out = copy.ptr;
    return SGP_OK;
}

sgp_status sgp_profile_endpoint_url(sgp_profile *profile, const char *service, const char **url,
                                    sgp_error *err)
{
    const char *services = sgp_profile_get(profile, SGP_PROFILE_BOTH, "services");
    const sgp__ini_section *section;
    sgp_str block;

    sgp_error_reset(err);
    *url = NULL;
    if (services) {
        SGP_TRY(find_config_section(profile, "services", services, &section, err));
        if (!section)
            return SGP__FAIL(err, SGP_ERR_CONFIG, 1038,
                             "The profile is configured to use the services section but the "
                             "\"%s\" services configuration does not exist.",
                             services);
        block = sgp__ini_value(&profile->files[0], section, service);
        SGP_TRY(copy_out(profile, sgp__ini_nested(block, "endpoint_url"), url, err));
    }
    if (*url) return SGP_OK;
    block = sgp_str_from(sgp_profile_get(profile, SGP_PROFILE_BOTH, "endpoint_url"));
    return copy_out(profile, block, url, err);
}

sgp_status sgp_profile_sso_session(const sgp_profile *profile, const char *name, const char *key,
                                   const char **value, sgp_error *err)
{
    const sgp__ini_section *section;

    sgp_error_reset(err);
    *value = NULL;
    SGP_TRY(find_config_section(profile, "sso-session", name, &section, err));
    if (!section)
        return SGP__FAIL(err, SGP_ERR_CONFIG, 1039,
                         "The specified sso-session does not exist: \"%s\"", name);
    *value = sgp__ini_value(&profile->files[0], section, key).ptr;
    return SGP_OK;
}
