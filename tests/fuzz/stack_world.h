/*
 * stack_world.h - a client of all layers over stack_peer.h, and a program of calls that the input
 * chooses. Every check of it holds for any input.
 */
#ifndef SGP_TEST_STACK_WORLD_H
#define SGP_TEST_STACK_WORLD_H

#include <stddef.h>
#include <stdint.h>

/*
 * Input: STACK_HEAD_BYTES of settings, the number of bytes of the program, the program, and then
 * what the peer does. is_tunnel: https endpoints through a TLS that changes no byte and, if the
 * input says so, a proxy; else plain HTTP.
 */
#define STACK_HEAD_BYTES 13

void stack_run(const uint8_t *data, size_t size, int is_tunnel);

#endif
