/*
 * input_json.h - --cli-input-json: the request's members as one JSON text.
 */
#ifndef SAGEPAGER_CLI_INPUT_JSON_H
#define SAGEPAGER_CLI_INPUT_JSON_H

#include "args.h"

/*
 * input_json_apply: sets the members that the command line does not set. Texts
 * live in arena. Returns 0, or -1 and in `why` the AWS CLI's message for the
 * first mistake (awscli/customizations/cliinput.py, botocore/validate.py).
 */
int input_json_apply(const char *json, args *a, sgp_arena *arena, char *why, size_t why_size);

#endif /* SAGEPAGER_CLI_INPUT_JSON_H */
