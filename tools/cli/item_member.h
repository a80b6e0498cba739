/*
 * item_member.h - the members of an image version by number, in the service model's order, which is
 * alphabetical. Every output format iterates over them.
 */
#ifndef SAGEPAGER_CLI_ITEM_MEMBER_H
#define SAGEPAGER_CLI_ITEM_MEMBER_H

#include "date_text.h"
#include "sagepager/model.h"

#define ITEM_MEMBERS 7

/* How times are printed: cli_timestamp_format (awscli/customizations/timestampformat.py). */
typedef enum time_format {
    TIME_FORMAT_ISO8601, /* numbers in the local zone, texts with their own offset */
    TIME_FORMAT_WIRE     /* as the service sent them */
} time_format;

typedef struct item_member {
    const char *name;
    unsigned bit; /* in sgp_image_version.present */
} item_member;

extern const item_member item_members[ITEM_MEMBERS];

/* A member in its printed form. */
typedef struct printed_member {
    sgp_str text;
    int is_number;
} printed_member;

/* Room for a time or a number. */
#define ITEM_MEMBER_BYTES DATE_ISO_BYTES

/* item_member_print: returns a member that the item has. The text is in `room`, NUL-terminated,
 * or lives as long as the item. */
printed_member item_member_print(const sgp_image_version *item, size_t index, time_format times,
                                 char room[ITEM_MEMBER_BYTES]);

#endif /* SAGEPAGER_CLI_ITEM_MEMBER_H */
