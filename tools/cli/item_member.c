/*
 * item_member.c - the members of an image version; see item_member.h.
 */
#include "item_member.h"

#include <inttypes.h>
#include <stdio.h>

const item_member item_members[ITEM_MEMBERS] = {
    { "CreationTime", SGP_HAS_CREATION_TIME, 0 },
    { "FailureReason", SGP_HAS_FAILURE_REASON, 0 },
    { "ImageArn", SGP_HAS_IMAGE_ARN, 0 },
    { "ImageVersionArn", SGP_HAS_IMAGE_VERSION_ARN, 0 },
    { "ImageVersionStatus", SGP_HAS_STATUS, 0 },
    { "LastModifiedTime", SGP_HAS_LAST_MODIFIED_TIME, 0 },
    { "Version", SGP_HAS_VERSION, 1 },
};

sgp_str item_member_text(const sgp_image_version *item, size_t index, char room[LOCAL_TIME_BYTES])
{
    switch (item_members[index].bit) {
    case SGP_HAS_CREATION_TIME:
        return sgp_str_from(local_time_text(item->creation_time_us, room));
    case SGP_HAS_FAILURE_REASON:
        return item->failure_reason;
    case SGP_HAS_IMAGE_ARN:
        return item->image_arn;
    case SGP_HAS_IMAGE_VERSION_ARN:
        return item->image_version_arn;
    case SGP_HAS_STATUS:
        return item->status_text;
    case SGP_HAS_LAST_MODIFIED_TIME:
        return sgp_str_from(local_time_text(item->last_modified_time_us, room));
    default:
        (void)snprintf(room, LOCAL_TIME_BYTES, "%" PRId64, item->version);
        return sgp_str_from(room);
    }
}
