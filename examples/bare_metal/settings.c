/*
 * settings.c - "name=value" words of QEMU's command line. A product has
 * constants or a file instead.
 */
#include "board.h"

#include <string.h>

static char words[2048]; /* each ends with NUL, the last one with two */

void settings_read(void)
{
    char *at;

    if (!host_command_line(words, sizeof words - 1)) return;
    for (at = words; *at; at++)
        if (*at == ' ') *at = '\0';
}

const char *setting(const char *name, const char *otherwise)
{
    size_t len = strlen(name);
    const char *word;

    for (word = words; *word; word += strlen(word) + 1)
        if (strncmp(word, name, len) == 0 && word[len] == '=') return word + len + 1;
    return otherwise;
}

sgp_opt_int setting_opt_int(const char *name)
{
    const char *text = setting(name, NULL);
    sgp_opt_int none = { 0, 0 };
    int is_negative = text && *text == '-';
    int64_t value = 0;

    if (!text) return none;
    for (text += is_negative; *text >= '0' && *text <= '9'; text++)
        value = value * 10 + (*text - '0');
    return sgp_opt_int_of(is_negative ? -value : value);
}

int64_t setting_int(const char *name, int64_t otherwise)
{
    sgp_opt_int found = setting_opt_int(name);

    return found.is_set ? found.value : otherwise;
}
