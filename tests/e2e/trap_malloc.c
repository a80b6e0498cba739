/*
 * trap_malloc.c - replaces the heap in objects linked with --wrap and aborts at each use.
 *
 * The linker redirects the calls of our own objects; those inside shared libraries are unchanged.
 */
#include <stdio.h>
#include <stdlib.h>

void *__wrap_malloc(size_t bytes);
void *__wrap_calloc(size_t count, size_t bytes);
void *__wrap_realloc(void *old, size_t bytes);
void __wrap_free(void *ptr);

static void caught(const char *what)
{
    fprintf(stderr, "caught a call of %s\n", what);
    abort();
}

void *__wrap_malloc(size_t bytes)
{
    (void)bytes;
    caught("malloc");
    return NULL;
}

void *__wrap_calloc(size_t count, size_t bytes)
{
    (void)count;
    (void)bytes;
    caught("calloc");
    return NULL;
}

void *__wrap_realloc(void *old, size_t bytes)
{
    (void)old;
    (void)bytes;
    caught("realloc");
    return NULL;
}

void __wrap_free(void *ptr)
{
    (void)ptr;
    caught("free");
}
