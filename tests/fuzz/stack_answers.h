/*
 * stack_answers.h - whom a request of the stack addresses, and valid answers to it.
 */
#ifndef SGP_TEST_STACK_ANSWERS_H
#define SGP_TEST_STACK_ANSWERS_H

#include <stddef.h>

typedef enum stack_role {
    ROLE_UNKNOWN,
    ROLE_SERVICE,
    ROLE_STS,
    ROLE_PORTAL,
    ROLE_OIDC,
    ROLE_IMDS,
    ROLE_CONTAINER,
    ROLE_IOT,
    ROLE_PROXY, /* asked for a tunnel */
    ROLE_COUNT
} stack_role;

/* The versions that the service has, and how it pages. */
typedef struct stack_service {
    unsigned versions;
    unsigned page_size; /* at most that many items a page */
} stack_service;

/* Bytes of the longest body. */
#define STACK_BODY_MAX 4096
#define STACK_VARIANTS 8

typedef struct stack_answer {
    const char *status; /* "200 OK" */
    const char *fields; /* header lines, each with its CRLF */
    char body[STACK_BODY_MAX];
    size_t body_len;
    int is_success;    /* of the kind that lets the call go on */
    int has_secrets;   /* the body contains secrets */
    int is_true;       /* contains no page but those of the real listing */
    int begins_tunnel; /* has no body, and other bytes follow */
} stack_answer;

/* The server whose name or address `host` begins with. */
stack_role stack_role_of_host(const char *host);

/* `request` is a complete request, NUL-terminated. */
stack_role stack_role_of(const char *request);

/* Makes answer `variant`, of STACK_VARIANTS; 0 is success. */
void stack_answer_make(stack_answer *out, const stack_service *service, stack_role role,
                       const char *request, unsigned variant);

#endif
