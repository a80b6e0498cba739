/*
 * fuzz_stack_tunnel.c - as fuzz_stack.c, but with https endpoints: through a TLS that changes no
 * byte and, as the input says, the CONNECT of a proxy. Credentials never go there in the clear.
 */
#include "fuzz.h"
#include "stack_world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    stack_run(data, size, 1);
    return 0;
}
