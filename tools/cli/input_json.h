/*
 * input_json.h - --cli-input-json: the request's members as one JSON text.
 */
#ifndef SAGEPAGER_CLI_INPUT_JSON_H
#define SAGEPAGER_CLI_INPUT_JSON_H

#include "args.h"

/*
 * input_json_apply: fills in what the command line has left out. Returns 0, or -1 and why, in the
 * AWS CLI's words (awscli/customizations/cliinput.py, botocore/validate.py), of the first mistake.
 * Texts lie in memory of arena.
 */
int input_json_apply(const char *json, args *a, sgp_arena *arena, char *why, size_t why_size);

#endif /* SAGEPAGER_CLI_INPUT_JSON_H */
