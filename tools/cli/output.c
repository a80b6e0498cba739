/*
 * output.c - finds a format by its name; see output.h.
 */
#include "output.h"

#include <string.h>

const output_format *output_at(size_t index)
{
    static const output_format *const formats[] = { &output_json,       &output_jsonl, &output_off,
                                                    &output_table,      &output_text,  &output_yaml,
                                                    &output_yaml_stream };

    return index < sizeof(formats) / sizeof(formats[0]) ? formats[index] : NULL;
}

const output_format *output_find(const char *name)
{
    for (size_t i = 0; output_at(i) != NULL; i++)
        if (strcmp(output_at(i)->name, name) == 0) return output_at(i);
    return NULL;
}
