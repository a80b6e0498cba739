/*
 * model.c - the enum of sagepager/model.h and its texts on the wire.
 */
#include "sagepager/model.h"

#define STATUS_COUNT (sizeof status_texts / sizeof *status_texts)

static const sgp_str status_texts[] = {
    { NULL, 0 },       { "CREATING", 8 },       { "CREATED", 7 }, { "CREATE_FAILED", 13 },
    { "DELETING", 8 }, { "DELETE_FAILED", 13 },
};

const char *sgp_image_version_status_text(sgp_image_version_status value)
{
    return (unsigned)value < STATUS_COUNT ? status_texts[value].ptr : NULL;
}

sgp_image_version_status sgp_image_version_status_from(sgp_str text)
{
    for (unsigned i = 1; i < STATUS_COUNT; i++)
        if (sgp_str_equal(text, status_texts[i])) return (sgp_image_version_status)i;
    return SGP_IMAGE_VERSION_UNKNOWN;
}
