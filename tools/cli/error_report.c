/*
 * error_report.c - prints an error as text or as a document; see error_report.h.
 *
 * Documents have the members Code and Message: no error that this command can get has modelled
 * members besides (awscli/errorhandler.py, ClientErrorHandler).
 */
#include "error_report.h"

#include <string.h>
#include <unistd.h>

#include "message.h"
#include "sagepager/sagepager.h"
#include "value_print.h"

#define TITLE "error"

static const jm_value *value_of(jm *j, const error_info *info)
{
    const char *const names[2] = { "Code", "Message" };
    const char *const texts[2] = { info->code, info->message };
    jm_value *object = jm_object(j, 2);

    for (size_t i = 0; object != NULL && i < 2; i++) {
        size_t at = info->has_message_first ? 1 - i : i;
        const jm_value *text = jm_string(j, sgp_str_from(texts[at]));
        if (text == NULL) return NULL;
        jm_set(object, sgp_str_from(names[at]), text);
    }
    return object;
}

static void put(sink *out, const args *a, error_format format, const jm_value *value,
                sgp_arena *arena)
{
    if (format == ERROR_FORMAT_TABLE) {
        value_put_table(out, TITLE, value, colour_is_on(a->colour, sgp_platform_posix()), arena);
    } else if (format == ERROR_FORMAT_TEXT) {
        value_put_text(out, value, arena);
    } else if (format == ERROR_FORMAT_YAML) {
        value_put_yaml(out, value, arena);
    } else {
        value_put_json(out, value);
        sink_puts(out, "\n");
    }
}

/* Returns zero without memory. */
static int put_document(const args *a, error_format format, const error_info *info)
{
    const jm_value *value = NULL;
    sink out;
    jm j;

    memset(&j, 0, sizeof(j));
    if (sgp_arena_new(&j.arena, NULL, SGP_FULL_RESULT_MEMORY_MAX, NULL) != SGP_OK) return 0;
    sink_init(&out, STDERR_FILENO);
    value = value_of(&j, info);
    if (value != NULL) put(&out, a, format, value, j.arena);
    sink_flush(&out);
    sgp_arena_free(j.arena);
    return value != NULL;
}

int error_report(const args *a, const error_info *info)
{
    error_format format = info->code != NULL ? error_format_resolve(a) : ERROR_FORMAT_LEGACY;

    if (error_format_is_document(format) && put_document(a, format, info)) return 0;
    if (info->sentence != NULL)
        message_error(NULL, info->sentence);
    else
        message_error(format == ERROR_FORMAT_ENHANCED ? info->code : NULL, info->message);
    return 1;
}
