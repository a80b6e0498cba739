/*
 * stack_settings.h - the environments and files from which the client of the stack targets is made.
 */
#ifndef SGP_TEST_STACK_SETTINGS_H
#define SGP_TEST_STACK_SETTINGS_H

#include "sagepager/builtin.h"

#define STACK_ENV_MAX 48

typedef struct stack_scenario {
    const char *name;
    const char *env[9];   /* name, value, ..., NULL */
    const char *files[9]; /* path, text, ..., NULL */
    int has_keys;         /* keys in the options */
    int is_anonymous;     /* no_sign_request */
    int uses_iot;
} stack_scenario;

extern const stack_scenario stack_scenarios[];
extern const size_t stack_scenario_count;

/* Output of the program of credential_process. */
extern const char stack_program_output[];

/* Stores the environment of a scenario, name, value, ..., NULL. For the tunnel all endpoints are
 * the default ones, otherwise they are plain HTTP. */
void stack_environment(const stack_scenario *scenario, int is_tunnel,
                       const char *env[STACK_ENV_MAX]);

#endif
