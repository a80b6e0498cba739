/*
 * fuzz_stack.c - the client of sgp_client_new_default over plain HTTP: any program of calls, any
 * answers of the service, STS, SSO, IMDS, container and proxy, any failure of memory and clock.
 */
#include "fuzz.h"
#include "stack_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    stack_run(data, size, 0);
    return 0;
}
