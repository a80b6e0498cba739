/*
 * item_member.h - the members of an image version by number, in the service model's order, which
 * is that of the alphabet as well; every output format walks over them.
 */
#ifndef SAGEPAGER_CLI_ITEM_MEMBER_H
#define SAGEPAGER_CLI_ITEM_MEMBER_H

#include "local_time.h"
#include "sagepager/model.h"

#define ITEM_MEMBERS 7

typedef struct item_member {
    const char *name;
    unsigned bit; /* in sgp_image_version.present */
    int is_number;
} item_member;

extern const item_member item_members[ITEM_MEMBERS];

/* item_member_text: a member that the item has, as it is printed; times in the local zone. room may
 * hold the text; otherwise it lives as long as the item. */
sgp_str item_member_text(const sgp_image_version *item, size_t index, char room[LOCAL_TIME_BYTES]);

#endif /* SAGEPAGER_CLI_ITEM_MEMBER_H */
