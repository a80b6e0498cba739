/*
 * path_expand.c - paths in settings, as Python expands them.
 */
#include "sgp_path_expand.h"

#include "sgp_arena.h"
#include "sgp_ascii.h"
#include "sgp_buf.h"
#include "sgp_err.h"
#include "sgp_part.h"

#include <string.h>

static int is_name_char(char c)
{
    return sgp__is_alpha(c) || sgp__is_digit(c) || c == '_';
}

/* Returns the length of a "$NAME" or "${NAME}" at the start of text and stores
 * the name; 0 if there is no such reference (os.path.expandvars). */
static size_t reference_at(const char *text, sgp_str *name)
{
    int is_braced = text[0] == '$' && text[1] == '{';
    size_t start = is_braced ? 2 : 1, end = start;

    if (text[0] != '$') return 0;
    while (text[end] && (is_braced ? text[end] != '}' : is_name_char(text[end])))
        end++;
    if (end == start || (is_braced && text[end] != '}')) return 0;
    name->ptr = text + start;
    name->len = end - start;
    return end + (is_braced ? 1 : 0);
}

static sgp_status put_reference(sgp_platform *platform, sgp_str reference, sgp_str name,
                                sgp_arena *arena, sgp__buf *out, sgp_error *err)
{
    sgp_str copy;
    const char *value;

    SGP_TRY(sgp_arena_copy(arena, name.ptr, name.len, &copy, err));
    value = platform->type->getenv(platform, copy.ptr);
    if (value)
        sgp__buf_put_text(out, value);
    else
        sgp__buf_put_str(out, reference);
    return SGP_OK;
}

static sgp_status expand_variables(sgp_platform *platform, const char *path, sgp_arena *arena,
                                   sgp__buf *out, sgp_error *err)
{
    while (*path) {
        sgp_str reference = { path, 0 }, name;
        reference.len = reference_at(path, &name);
        if (reference.len > 0) SGP_TRY(put_reference(platform, reference, name, arena, out, err));
        if (reference.len == 0) sgp__buf_put_char(out, path[reference.len++]);
        path += reference.len;
    }
    return SGP__BUF_CHECK(out, 1051, "a path in the settings", err);
}

/* HOME counts also if it is empty. *home is absent if the user is not known. */
static sgp_status find_home(sgp_platform *platform, sgp_str user, sgp_arena *arena, sgp_str *home,
                            sgp_error *err)
{
    sgp_str name = { NULL, 0 };
    sgp_status status;

    *home = sgp_str_from(user.len == 0 ? platform->type->getenv(platform, "HOME") : NULL);
    if (home->ptr || !SGP_HAS(platform, home)) return SGP_OK;
    if (user.len > 0) SGP_TRY(sgp_arena_copy(arena, user.ptr, user.len, &name, err));
    status = platform->type->home(platform, name.ptr, arena, home, err);
    if (status != SGP_OK) *home = sgp_str_from(NULL);
    return status == SGP_NOT_CONFIGURED ? SGP_OK : status;
}

/* "~" with the home "/" is "/", not "". */
static sgp_status expand_user(sgp_platform *platform, sgp_str path, sgp_arena *arena, sgp__buf *out,
                              sgp_error *err)
{
    size_t user_len = strcspn(path.ptr, "/");
    sgp_str home;

    SGP_TRY(find_home(platform, sgp__slice(path, 1, user_len - 1), arena, &home, err));
    if (home.ptr) path = sgp__slice(path, user_len, path.len);
    while (home.len > 0 && home.ptr[home.len - 1] == '/')
        home.len--;
    sgp__buf_reset(out);
    sgp__buf_put_str(out, home);
    sgp__buf_put_str(out, home.len + path.len > 0 ? path : sgp_str_from("/"));
    return SGP__BUF_CHECK(out, 1080, "a path in the settings", err);
}

static sgp_status expand_into(sgp_platform *platform, const char *path, sgp_arena *arena,
                              sgp__buf *out, sgp_str *expanded, sgp_error *err)
{
    SGP_TRY(expand_variables(platform, path, arena, out, err));
    SGP_TRY(sgp_arena_copy(arena, sgp__buf_str(out).ptr, out->len, expanded, err));
    if (expanded->len == 0 || expanded->ptr[0] != '~') return SGP_OK;
    SGP_TRY(expand_user(platform, *expanded, arena, out, err));
    return sgp_arena_copy(arena, sgp__buf_str(out).ptr, out->len, expanded, err);
}

sgp_status sgp__path_expand(sgp_platform *platform, const char *path, sgp_arena *arena,
                            sgp_str *out, sgp_error *err)
{
    sgp_str copy;
    sgp__buf expanded;
    sgp_status status;

    SGP_TRY(sgp_arena_copy(arena, path, strlen(path), &copy, err));
    sgp__buf_init(&expanded, arena->allocator, SGP_CONFIG_BYTES_MAX);
    status = expand_into(platform, copy.ptr, arena, &expanded, out, err);
    sgp__buf_deinit(&expanded);
    return status;
}
