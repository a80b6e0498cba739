/*
 * output.c - finds a format by its name; see output.h.
 */
#include "output.h"

#include <string.h>

const output_format *output_find(const char *name)
{
    static const output_format *const formats[] = { &output_json,       &output_jsonl, &output_off,
                                                    &output_table,      &output_text,  &output_yaml,
                                                    &output_yaml_stream };

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++)
        if (strcmp(formats[i]->name, name) == 0) return formats[i];
    return NULL;
}
