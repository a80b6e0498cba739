/*
 * stack_input.h - takes bytes from the input of a fuzz target. After its end every byte is 0, so 0
 * always means the ordinary case.
 */
#ifndef SGP_TEST_STACK_INPUT_H
#define SGP_TEST_STACK_INPUT_H

#include <stddef.h>
#include <stdint.h>

typedef struct stack_input {
    const uint8_t *at;
    const uint8_t *end;
} stack_input;

static inline unsigned stack_take(stack_input *input)
{
    return input->at < input->end ? *input->at++ : 0;
}

static inline unsigned stack_take_two(stack_input *input)
{
    unsigned high = stack_take(input);

    return high << 8 | stack_take(input);
}

/* Returns at most len bytes as an input of their own. */
static inline stack_input stack_take_part(stack_input *input, size_t len)
{
    size_t left = (size_t)(input->end - input->at);
    stack_input part = { input->at, input->at + (len < left ? len : left) };

    input->at = part.end;
    return part;
}

#endif
