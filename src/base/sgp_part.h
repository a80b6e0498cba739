/*
 * sgp_part.h - checks of callers' arguments: parts (sys/) and options structs. Each
 * message names the constructor and the argument.
 */
#ifndef SGP_BASE_PART_H
#define SGP_BASE_PART_H

#include "sagepager/base.h"

/* A slot of a type table. */
typedef struct sgp__slot {
    size_t offset;
    const char *name;
} sgp__slot;

#define SGP__SLOT(type, slot)                                                                      \
    {                                                                                              \
        offsetof(type, slot), #slot                                                                \
    }

/* Checks a part: SGP_ERR_USAGE if it is NULL, has no type table, or lacks one
 * of `count` mandatory slots. A slot must be a function pointer. */
SGP_MUST_CHECK sgp_status sgp__part_check(const void *part, const char *constructor,
                                          const char *name, const sgp__slot *slots, size_t count,
                                          sgp_error *err);

/* sgp__part_check with an array of slots. */
#define SGP__PART_CHECK(part, constructor, name, slots, err)                                       \
    sgp__part_check((part), (constructor), (name), (slots), sizeof(slots) / sizeof *(slots), (err))

/* Outcomes that a slot may return besides SGP_OK. */
#define SGP__MAY_AGAIN (1u << SGP_AGAIN)
#define SGP__MAY_NOT_CONFIGURED (1u << SGP_NOT_CONFIGURED)

/* Checks and returns the status that a slot of a part returned. An outcome that
 * is not in `allowed` becomes SGP_ERR_USAGE. An error that left err empty gets
 * a message. */
SGP_MUST_CHECK sgp_status sgp__slot_result(const void *part, const char *slot, sgp_status status,
                                           unsigned allowed, sgp_error *err);

/*
 * Copies the caller's options; NULL means defaults. Both structs start with
 * `size`. A shorter struct comes from an older program and is accepted. A
 * longer one is accepted if its additional bytes are zero. Otherwise
 * SGP_ERR_USAGE.
 */
SGP_MUST_CHECK sgp_status sgp__options_copy(void *ours, size_t ours_bytes, const void *theirs,
                                            const char *constructor, const char *name,
                                            sgp_error *err);

/* As sgp__options_copy, but SGP_ERR_USAGE if theirs is NULL. */
SGP_MUST_CHECK sgp_status sgp__options_require(void *ours, size_t ours_bytes, const void *theirs,
                                               const char *constructor, const char *name,
                                               sgp_error *err);

/* SGP_ERR_USAGE if out is NULL or the allocator is incomplete. */
SGP_MUST_CHECK sgp_status sgp__out_check(const void *out, const sgp_allocator *allocator,
                                         const char *constructor, sgp_error *err);

/* Calls the destroy slot of a part that is not NULL and has one. */
#define SGP__DESTROY(part)                                                                         \
    do {                                                                                           \
        if ((part) && SGP_HAS(part, destroy)) (part)->type->destroy(part);                         \
    } while (0)

#endif
