/*
 * ini.c - RawConfigParser (Python's Lib/configparser.py, _read): whole-line
 * comments, '=' or ':', deeper lines continue a value, duplicates are errors.
 *
 * The text is copied once. Keys and values are built inside the copy, because
 * they are never longer than their lines. White space is that of Unicode.
 */
#include "sgp_ini.h"

#include "sgp_arena.h"
#include "sgp_ascii.h"
#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_strip.h"
#include "sgp_utf8.h"

#include <string.h>

typedef struct parser {
    sgp__ini *ini;
    sgp_arena *arena;
    const char *path;
    sgp_error *err;
    size_t line_number;
    size_t setting_count;      /* sections and entries */
    sgp__ini_section *section; /* NULL before the first */
    sgp__ini_section **sections_end;
    sgp__ini_entry *entry; /* the next line may continue its value; NULL after a header */
    size_t indent;         /* of the entry's line */
} parser;

static sgp_status malformed(const parser *p, const char *why)
{
    return SGP__FAIL(p->err, SGP_ERR_CONFIG, 1024, "Unable to parse config file: %s (line %lu: %s)",
                     p->path, (unsigned long)p->line_number, why);
}

/* Counts characters, as Python does. */
static size_t indent_of(sgp_str line)
{
    size_t count = 0, len;

    for (; (len = sgp__space_at(line)) > 0; count++)
        line = sgp__slice(line, len, line.len);
    return count;
}

/* --- lines ------------------------------------------------------------------------------------ */

/* The limit bounds the linear searches for duplicates. */
static sgp_status count_setting(parser *p)
{
    if (++p->setting_count <= SGP_CONFIG_LINES_MAX) return SGP_OK;
    return SGP__FAIL(p->err, SGP_ERR_LIMIT, 1025,
                     "%s has more than SGP_CONFIG_LINES_MAX = %d settings", p->path,
                     SGP_CONFIG_LINES_MAX);
}

static sgp__ini_section *find_section(const sgp__ini *ini, sgp_str name)
{
    sgp__ini_section *section = ini->sections;

    while (section && !sgp_str_equal(section->name, name))
        section = section->next;
    return section;
}

static sgp_status begin_section(parser *p, sgp_str name)
{
    p->entry = NULL;
    p->section = &p->ini->defaults;
    if (sgp_str_equal(name, p->ini->defaults.name)) return SGP_OK;
    if (find_section(p->ini, name)) return malformed(p, "this section occurs twice");
    SGP_TRY(count_setting(p));
    p->section = sgp_arena_alloc(p->arena, sizeof *p->section);
    if (!p->section) return SGP__NO_MEMORY(p->err, sgp__arena_wanted(p->arena, sizeof *p->section));
    p->section->name = name;
    p->section->entries_end = &p->section->entries;
    *p->sections_end = p->section;
    p->sections_end = &p->section->next;
    return SGP_OK;
}

static const sgp__ini_entry *find_entry(const sgp__ini_section *section, sgp_str key)
{
    const sgp__ini_entry *entry = section->entries;

    while (entry && !sgp_str_equal(entry->key, key))
        entry = entry->next;
    return entry;
}

static sgp_status begin_entry(parser *p, sgp_str key, sgp_str value)
{
    if (key.len == 0) return malformed(p, "the name before the '=' is missing");
    for (size_t i = 0; i < key.len; i++)
        ((char *)(uintptr_t)key.ptr)[i] = sgp__lower(key.ptr[i]);
    if (find_entry(p->section, key)) return malformed(p, "this name occurs twice");
    SGP_TRY(count_setting(p));
    p->entry = sgp_arena_alloc(p->arena, sizeof *p->entry);
    if (!p->entry) return SGP__NO_MEMORY(p->err, sgp__arena_wanted(p->arena, sizeof *p->entry));
    p->entry->key = key;
    p->entry->value = value;
    p->entry->line_number = p->line_number;
    *p->section->entries_end = p->entry;
    p->section->entries_end = &p->entry->next;
    return SGP_OK;
}

/* Moves the line behind the value, joined by '\n'. The line end between them leaves room for it. */
static void continue_value(sgp__ini_entry *entry, sgp_str line)
{
    char *end = (char *)(uintptr_t)entry->value.ptr + entry->value.len;

    *end = '\n';
    memmove(end + 1, line.ptr, line.len);
    entry->value.len += line.len + 1;
}

static sgp_status take_header(parser *p, sgp_str line)
{
    size_t end = line.len;

    while (end > 0 && line.ptr[end - 1] != ']')
        end--;
    return begin_section(p, sgp__slice(line, 1, end - 2));
}

static sgp_status take_entry(parser *p, sgp_str line)
{
    size_t at = 0;

    if (!p->section) return malformed(p, "this setting is outside of a section");
    while (at < line.len && line.ptr[at] != '=' && line.ptr[at] != ':')
        at++;
    if (at == line.len) return malformed(p, "there is no '=' or ':'");
    return begin_entry(p, sgp__strip(sgp__slice(line, 0, at)),
                       sgp__strip(sgp__slice(line, at + 1, line.len)));
}

static int is_header(sgp_str line)
{
    return line.ptr[0] == '[' && line.len > 2 && memchr(line.ptr + 2, ']', line.len - 2);
}

static sgp_status ini_take_line(parser *p, sgp_str raw)
{
    sgp_str line = sgp__strip(raw);
    size_t indent = indent_of(raw);

    if (line.len > 0 && (line.ptr[0] == '#' || line.ptr[0] == ';')) return SGP_OK;
    if (line.len == 0 || (p->entry && indent > p->indent)) {
        if (p->entry) continue_value(p->entry, line);
        return SGP_OK;
    }
    p->indent = indent;
    return is_header(line) ? take_header(p, line) : take_entry(p, line);
}

/* --- the whole text --------------------------------------------------------------------------- */

/* "\n", "\r\n" and "\r" end a line, as in Python's text files. */
static sgp_status take_lines(parser *p, sgp_str text)
{
    while (text.len > 0) {
        size_t len = 0;
        while (len < text.len && text.ptr[len] != '\n' && text.ptr[len] != '\r')
            len++;
        p->line_number++;
        SGP_TRY(ini_take_line(p, sgp__slice(text, 0, len)));
        if (len + 1 < text.len && text.ptr[len] == '\r' && text.ptr[len + 1] == '\n') len++;
        text = sgp__slice(text, len + 1, text.len);
    }
    return SGP_OK;
}

/* Python's str.splitlines ends lines at more characters than a text file does. */
static size_t line_end_at(sgp_str text)
{
    static const char *const ends[] = { "\n",   "\v",       "\f",           "\x1c",        "\x1d",
                                        "\x1e", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9" };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (sgp__starts_with(text, ends[i])) return strlen(ends[i]);
    return 0;
}

/* botocore/configloader.py, _parse_nested: a value that starts with a line end
 * is a block of "key = value" lines. Removes the first line from *rest; returns
 * zero if there are no more. */
static int next_nested(sgp_str *rest, sgp_str *line)
{
    while (rest->len > 0) {
        size_t len = 0, end = 0;
        while (len < rest->len && !(end = line_end_at(sgp__slice(*rest, len, rest->len))))
            len++;
        *line = sgp__strip(sgp__slice(*rest, 0, len));
        *rest = sgp__slice(*rest, len + end, rest->len);
        if (line->len > 0) return 1;
    }
    return 0;
}

static sgp_status finish_entry(parser *p, sgp__ini_entry *entry)
{
    sgp_str rest, line;

    entry->value = sgp__strip_end(entry->value);
    ((char *)(uintptr_t)entry->key.ptr)[entry->key.len] = '\0';
    ((char *)(uintptr_t)entry->value.ptr)[entry->value.len] = '\0';
    if (entry->value.len == 0 || entry->value.ptr[0] != '\n') return SGP_OK;
    rest = entry->value;
    for (p->line_number = entry->line_number; next_nested(&rest, &line);)
        if (!memchr(line.ptr, '=', line.len)) return malformed(p, "a line of its value has no '='");
    return SGP_OK;
}

static sgp_status finish_section(parser *p, sgp__ini_section *section)
{
    for (sgp__ini_entry *entry = section->entries; entry; entry = entry->next)
        SGP_TRY(finish_entry(p, entry));
    return SGP_OK;
}

static sgp_status ini_finish(parser *p)
{
    for (sgp__ini_section *section = p->ini->sections; section; section = section->next) {
        SGP_TRY(finish_section(p, section));
        ((char *)(uintptr_t)section->name.ptr)[section->name.len] = '\0';
    }
    return p->ini->sections ? finish_section(p, &p->ini->defaults) : SGP_OK;
}

static sgp_status check_encoding(parser *p, sgp_str text)
{
    size_t valid = sgp__utf8_valid(text);
    const char *nul = valid > 0 ? memchr(text.ptr, '\0', valid) : NULL;

    if (nul) valid = (size_t)(nul - text.ptr);
    p->line_number = 1;
    for (size_t i = 0; i < valid; i++)
        p->line_number += text.ptr[i] == '\n';
    if (nul) return malformed(p, "there is a NUL byte"); /* values are C strings */
    if (valid < text.len) return malformed(p, "it is not UTF-8");
    p->line_number = 0;
    return SGP_OK;
}

sgp_status sgp__ini_parse(sgp__ini *ini, sgp_str text, const char *path, sgp_arena *arena,
                          sgp_error *err)
{
    parser p;
    sgp_str copy;

    memset(ini, 0, sizeof *ini);
    ini->defaults.name = sgp_str_from("DEFAULT");
    ini->defaults.entries_end = &ini->defaults.entries;
    memset(&p, 0, sizeof p);
    p.ini = ini;
    p.arena = arena;
    p.path = path;
    p.err = err;
    p.sections_end = &ini->sections;
    SGP_TRY(check_encoding(&p, text));
    SGP_TRY(sgp_arena_copy(arena, text.ptr, text.len, &copy, err));
    SGP_TRY(take_lines(&p, copy));
    return ini_finish(&p);
}

sgp_str sgp__ini_value(const sgp__ini *ini, const sgp__ini_section *section, const char *key)
{
    const sgp__ini_entry *entry = section ? find_entry(section, sgp_str_from(key)) : NULL;
    sgp_str absent = { NULL, 0 };

    if (section && !entry) entry = find_entry(&ini->defaults, sgp_str_from(key));
    return entry ? entry->value : absent;
}

sgp_str sgp__ini_nested(sgp_str value, const char *key)
{
    sgp_str line, found = { NULL, 0 };

    if (value.len == 0 || value.ptr[0] != '\n') return found;
    while (next_nested(&value, &line)) {
        size_t at = 0;
        while (line.ptr[at] != '=')
            at++;
        if (sgp_str_equal(sgp__strip(sgp__slice(line, 0, at)), sgp_str_from(key)))
            found = sgp__strip(sgp__slice(line, at + 1, line.len));
    }
    return found;
}
