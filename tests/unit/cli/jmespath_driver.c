/*
 * jmespath_driver.c - applies expressions to JSON texts for test_jmespath.py. Reads lines
 * "expression TAB json", whose bytes below 0x20 are escaped as in JSON; prints for each a line of
 * JSON, "!syntax: message" or "!message".
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jmespath_node.h"

/* The expression is a JSON text. */
static void answer(const char *expression, const char *json)
{
    jm j;
    const jm_value *text = NULL, *value = NULL;
    const jm_node *node = NULL;

    memset(&j, 0, sizeof(j));
    if (sgp_arena_new(&j.arena, NULL, 100000000, NULL) != SGP_OK) exit(1);
    text = jm_from_json(&j, sgp_str_from(expression));
    value = jm_from_json(&j, sgp_str_from(json));
    if (text != NULL && value != NULL) node = jm_parse(&j, text->text.ptr);
    if (node != NULL) value = jm_search(&j, node, value);
    if (node != NULL && value != NULL) value = jm_to_json(&j, value);
    if (j.has_failed)
        printf("!%s%s\n", j.is_syntax ? "syntax: " : "", j.message);
    else
        printf("%s\n", value != NULL ? value->text.ptr : "!no JSON");
    sgp_arena_free(j.arena);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;

    while (getline(&line, &room, stdin) > 0) {
        char *tab = strchr(line, '\t');
        if (tab == NULL) return 1;
        *tab = '\0';
        tab[strcspn(tab + 1, "\n") + 1] = '\0';
        answer(line, tab + 1);
    }
    free(line);
    return 0;
}
