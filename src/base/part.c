/*
 * part.c - checks of callers' arguments: parts (sys/) and options structs.
 */
#include "sgp_part.h"

#include "sgp_err.h"
#include "sgp_mem.h"

#include <string.h>

/* Every options struct is far smaller. A larger size comes from memory that was
 * not initialised, so it is not read. */
#define OPTIONS_BYTES_MAX 4096u

/* The start of every type table and of every object. */
typedef struct any_type {
    size_t size;
    const char *name;
} any_type;

typedef struct any_part {
    const any_type *type;
} any_part;

static int has_slot(const any_type *type, const sgp__slot *slot)
{
    void (*function)(void) = NULL;

    if (slot->offset + sizeof function > type->size) return 0;
    memcpy(&function, (const char *)type + slot->offset, sizeof function);
    return function != NULL;
}

sgp_status sgp__part_check(const void *part, int number, const char *constructor, const char *name,
                           const sgp__slot *slots, size_t count, sgp_error *err)
{
    const any_type *type = part ? ((const any_part *)part)->type : NULL;

    if (!part) return SGP__FAIL(err, SGP_ERR_USAGE, number, "%s: %s is NULL", constructor, name);
    if (!type || type->size < sizeof *type)
        return SGP__FAIL(err, SGP_ERR_USAGE, number,
                         "%s: %s has no type table, or its size is not sizeof(table)", constructor,
                         name);
    for (size_t i = 0; i < count; i++)
        if (!has_slot(type, &slots[i]))
            return SGP__FAIL(err, SGP_ERR_USAGE, number, "%s: %s (%s) lacks the mandatory slot %s",
                             constructor, name, type->name ? type->name : "unnamed", slots[i].name);
    return SGP_OK;
}

sgp_status sgp__slot_result(const void *part, int number, const char *slot, sgp_status status,
                            unsigned allowed, sgp_error *err)
{
    const any_type *type = ((const any_part *)part)->type;
    const char *name = type->name ? type->name : "unnamed";

    if (status == SGP_OK) return SGP_OK;
    if (status < SGP_OK)
        return SGP__FAIL(err, status, number, "%s of %s failed without a message", slot, name);
    if (status <= SGP_NOT_CONFIGURED && (allowed >> status & 1u)) return status;
    sgp_error_reset(err);
    return SGP__FAIL(err, SGP_ERR_USAGE, number,
                     "%s of %s returned %s: expected SGP_OK or an error", slot, name,
                     sgp_status_text(status));
}

static int is_zero(const char *bytes, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (bytes[i] != 0) return 0;
    return 1;
}

static sgp_status invalid_size(int number, const char *constructor, const char *name, size_t size,
                               sgp_error *err)
{
    return SGP__FAIL(err, SGP_ERR_USAGE, number,
                     "%s: the size of %s is %lu; initialise it with its _INIT macro", constructor,
                     name, (unsigned long)size);
}

sgp_status sgp__options_copy(void *ours, size_t ours_bytes, const void *theirs, int number,
                             const char *constructor, const char *name, sgp_error *err)
{
    size_t size = ours_bytes;

    memset(ours, 0, ours_bytes);
    if (theirs) memcpy(&size, theirs, sizeof size);
    if (size < 2 * sizeof size || size % sizeof(void *) != 0 || size > OPTIONS_BYTES_MAX)
        return invalid_size(number, constructor, name, size, err);
    if (size > ours_bytes && !is_zero((const char *)theirs + ours_bytes, size - ours_bytes))
        return SGP__FAIL(err, SGP_ERR_USAGE, number,
                         "%s: %s sets a member that this version of the library does not have",
                         constructor, name);
    if (theirs) memcpy(ours, theirs, size < ours_bytes ? size : ours_bytes);
    memcpy(ours, &ours_bytes, sizeof ours_bytes);
    return SGP_OK;
}

sgp_status sgp__options_require(void *ours, size_t ours_bytes, const void *theirs, int number,
                                const char *constructor, const char *name, sgp_error *err)
{
    if (!theirs) return SGP__FAIL(err, SGP_ERR_USAGE, number, "%s: %s is NULL", constructor, name);
    return sgp__options_copy(ours, ours_bytes, theirs, number, constructor, name, err);
}

sgp_status sgp__out_check(const void *out, const sgp_allocator *allocator, int number,
                          const char *constructor, sgp_error *err)
{
    if (!out) return SGP__FAIL(err, SGP_ERR_USAGE, number, "%s: out is NULL", constructor);
    if (!allocator && !sgp__default_allocator())
        return SGP__FAIL(err, SGP_ERR_USAGE, number,
                         "%s: allocator is NULL, but this library is built without malloc "
                         "(SGP_PLATFORM=none)",
                         constructor);
    if (sgp__allocator_valid(allocator)) return SGP_OK;
    return SGP__FAIL(err, SGP_ERR_USAGE, number, "%s: the allocator lacks size, alloc or free",
                     constructor);
}
