/*
 * sgp_part.h - checks of callers' arguments: parts (sys/) and options structs. Each
 * message names the constructor and the argument.
 */
#ifndef SGP_BASE_PART_H
#define SGP_BASE_PART_H

#include "sgp_err.h"

/*
 * The macros take the number of the place (sgp_err.h) and, in `constructor`, `name`
 * and `slot`, texts for the message. They return a status.
 */

/* A slot of a type table. */
typedef struct sgp__slot {
    size_t offset;
    const char *name;
} sgp__slot;

#define SGP__SLOT(type, slot)                                                                      \
    {                                                                                              \
        offsetof(type, slot), SGP__TEXT(#slot)                                                     \
    }

/* Checks a part: SGP_ERR_USAGE if it is NULL, has no type table, or lacks one
 * of the array `slots`. A slot must be a function pointer. */
#define SGP__PART_CHECK(part, number, constructor, name, slots, err)                               \
    sgp__part_check((part), (number), SGP__TEXT(constructor), SGP__TEXT(name), (slots),            \
                    sizeof(slots) / sizeof *(slots), (err))

/* SGP__PART_CHECK without slots. */
#define SGP__PART_CHECK_TYPE(part, number, constructor, name, err)                                 \
    sgp__part_check((part), (number), SGP__TEXT(constructor), SGP__TEXT(name), NULL, 0, (err))

SGP_MUST_CHECK sgp_status sgp__part_check(const void *part, int number, const char *constructor,
                                          const char *name, const sgp__slot *slots, size_t count,
                                          sgp_error *err);

/* Outcomes that a slot may return besides SGP_OK. */
#define SGP__MAY_AGAIN (1u << SGP_AGAIN)
#define SGP__MAY_NOT_CONFIGURED (1u << SGP_NOT_CONFIGURED)

/* Checks and returns the status that a slot of a part returned. An outcome that
 * is not in `allowed` becomes SGP_ERR_USAGE. An error that left err empty gets
 * a message. */
#define SGP__SLOT_RESULT(part, number, slot, status, allowed, err)                                 \
    sgp__slot_result((part), (number), SGP__TEXT(slot), (status), (allowed), (err))

SGP_MUST_CHECK sgp_status sgp__slot_result(const void *part, int number, const char *slot,
                                           sgp_status status, unsigned allowed, sgp_error *err);

/*
 * Copies the caller's options; NULL means defaults. Both structs start with
 * `size`. A shorter struct comes from an older program and is accepted. A
 * longer one is accepted if its additional bytes are zero. Otherwise
 * SGP_ERR_USAGE.
 */
#define SGP__OPTIONS_COPY(ours, ours_bytes, theirs, number, constructor, name, err)                \
    sgp__options_copy((ours), (ours_bytes), (theirs), (number), SGP__TEXT(constructor),            \
                      SGP__TEXT(name), (err))

SGP_MUST_CHECK sgp_status sgp__options_copy(void *ours, size_t ours_bytes, const void *theirs,
                                            int number, const char *constructor, const char *name,
                                            sgp_error *err);

/* As SGP__OPTIONS_COPY, but SGP_ERR_USAGE if theirs is NULL. */
#define SGP__OPTIONS_REQUIRE(ours, ours_bytes, theirs, number, constructor, name, err)             \
    sgp__options_require((ours), (ours_bytes), (theirs), (number), SGP__TEXT(constructor),         \
                         SGP__TEXT(name), (err))

SGP_MUST_CHECK sgp_status sgp__options_require(void *ours, size_t ours_bytes, const void *theirs,
                                               int number, const char *constructor,
                                               const char *name, sgp_error *err);

/* SGP_ERR_USAGE if out is NULL, or the allocator is incomplete or NULL without a
 * default one. */
#define SGP__OUT_CHECK(out, allocator, number, constructor, err)                                   \
    sgp__out_check((out), (allocator), (number), SGP__TEXT(constructor), (err))

SGP_MUST_CHECK sgp_status sgp__out_check(const void *out, const sgp_allocator *allocator,
                                         int number, const char *constructor, sgp_error *err);

/* Calls the destroy slot of a part that is not NULL and has one. */
#define SGP__DESTROY(part)                                                                         \
    do {                                                                                           \
        if ((part) && SGP_HAS(part, destroy)) (part)->type->destroy(part);                         \
    } while (0)

#endif
