/*
 * item_member.c - the members of an image version; see item_member.h.
 */
#include "item_member.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "local_time.h"
#include "number_text.h"
#include "time_arg.h"

const item_member item_members[ITEM_MEMBERS] = {
    { "CreationTime", SGP_IMAGE_VERSION_HAS_CREATION_TIME },
    { "FailureReason", SGP_IMAGE_VERSION_HAS_FAILURE_REASON },
    { "ImageArn", SGP_IMAGE_VERSION_HAS_IMAGE_ARN },
    { "ImageVersionArn", SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN },
    { "ImageVersionStatus", SGP_IMAGE_VERSION_HAS_STATUS },
    { "LastModifiedTime", SGP_IMAGE_VERSION_HAS_LAST_MODIFIED_TIME },
    { "Version", SGP_IMAGE_VERSION_HAS_VERSION },
};

static printed_member text_member(sgp_str text)
{
    printed_member member = { { NULL, 0 }, 0 };

    member.text = text;
    return member;
}

static printed_member number_member(const char *text)
{
    printed_member member = text_member(sgp_str_from(text));

    member.is_number = 1;
    return member;
}

static printed_member integer_member(int64_t number, char room[ITEM_MEMBER_BYTES])
{
    (void)snprintf(room, ITEM_MEMBER_BYTES, "%" PRId64, number);
    return number_member(room);
}

/* Python reads a number and prints it again: 1.60E9 becomes 1600000000.0. */
static printed_member wire_time(const sgp_raw_timestamp *sent, char room[ITEM_MEMBER_BYTES])
{
    if (!sent->is_number) return text_member(sent->text);
    if (strpbrk(sent->text.ptr, ".eE") == NULL)
        return integer_member(strtoll(sent->text.ptr, NULL, 10), room);
    return number_member(number_text(strtod(sent->text.ptr, NULL), room));
}

static printed_member time_member(int64_t us, const sgp_raw_timestamp *sent, time_format times,
                                  char room[ITEM_MEMBER_BYTES])
{
    date_fields date;

    if (sent != NULL && times == TIME_FORMAT_WIRE) return wire_time(sent, room);
    if (sent != NULL && !sent->is_number && time_arg_date(sent->text, &date))
        return text_member(sgp_str_from(date_iso_text(&date, room)));
    return text_member(sgp_str_from(local_time_text(us, room)));
}

printed_member item_member_print(const sgp_image_version *item, size_t index, time_format times,
                                 char room[ITEM_MEMBER_BYTES])
{
    const sgp_raw_timestamps *sent = item->raw_timestamps;

    switch (item_members[index].bit) {
    case SGP_IMAGE_VERSION_HAS_CREATION_TIME:
        return time_member(item->creation_time_us, sent != NULL ? &sent->creation_time : NULL,
                           times, room);
    case SGP_IMAGE_VERSION_HAS_FAILURE_REASON:
        return text_member(item->failure_reason);
    case SGP_IMAGE_VERSION_HAS_IMAGE_ARN:
        return text_member(item->image_arn);
    case SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN:
        return text_member(item->image_version_arn);
    case SGP_IMAGE_VERSION_HAS_STATUS:
        return text_member(item->status_text);
    case SGP_IMAGE_VERSION_HAS_LAST_MODIFIED_TIME:
        return time_member(item->last_modified_time_us,
                           sent != NULL ? &sent->last_modified_time : NULL, times, room);
    default:
        return integer_member(item->version, room);
    }
}
