/*
 * sgp_aws_json_item.h - decodes one image version of a response's list.
 */
#ifndef SGP_CODEC_AWS_JSON_ITEM_H
#define SGP_CODEC_AWS_JSON_ITEM_H

#include "sgp_json_pull.h"
#include "sagepager/model.h"

#define SGP__ITEM_MEMBERS 7

/* The expected and the actual type of a wrong value: static texts, or NULL
 * without SGP_TEXTS. */
typedef struct sgp__json_wrong {
    const char *expected;
    const char *got;
} sgp__json_wrong;

typedef struct sgp__item_decoder {
    sgp__json_pull pull;
    sgp_arena *arena; /* for texts */
    sgp_error *err;
    sgp_image_version *item;       /* the item being decoded */
    const sgp_image_version *last; /* the last committed item */
    sgp_raw_timestamps *raw;       /* of item; NULL: not wanted */
    /* Bits of members: */
    unsigned plain;                            /* in last: the text has no escapes */
    unsigned escaped;                          /* in item: the text has escapes */
    unsigned shared;                           /* in item: the text is that of last */
    unsigned faulty;                           /* in item: see faults */
    sgp__json_wrong faults[SGP__ITEM_MEMBERS]; /* in the order of the members */
    const struct sgp__item_member *likely[SGP__ITEM_MEMBERS]; /* members in the last item's order */
} sgp__item_decoder;

/*
 * Decodes an object whose '{' was just consumed into item and raw, which the
 * caller has zeroed. Until sgp__item_commit, texts point into the scanned text
 * or are shared with the last item; both must still exist. SGP_END if the text
 * is incomplete or not JSON: see pull. SGP_ERR_MEMORY, SGP_ERR_LIMIT.
 */
sgp_status sgp__item_decode(sgp__item_decoder *d, sgp_image_version *item, sgp_raw_timestamps *raw);

/* Copies the texts of the decoded item to the arena. SGP_ERR_MEMORY,
 * SGP_ERR_LIMIT. */
sgp_status sgp__item_commit(sgp__item_decoder *d);

/* Returns the fault of the first wrong member and stores its name in *name.
 * NULL if all members are right. */
const sgp__json_wrong *sgp__item_wrong(const sgp__item_decoder *d, sgp_str *name);

/* Skips the rest of a value that has begun. SGP_END if the text is incomplete or not JSON. */
sgp_status sgp__json_skip_value(sgp__json_pull *pull, sgp__json_token begun);

#endif
