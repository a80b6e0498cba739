/*
 * aws_json_item.h - one version of an image, as it stands in an answer's list, into an item.
 */
#ifndef SGP_CODEC_AWS_JSON_ITEM_H
#define SGP_CODEC_AWS_JSON_ITEM_H

#include "json_pull.h"
#include "sagepager/model.h"

#define SGP__ITEM_MEMBERS 7

/* What is wrong with a value; got NULL: nothing. */
typedef struct sgp__json_wrong {
    const char *expected;
    const char *got;
} sgp__json_wrong;

typedef struct sgp__item_reader {
    sgp__json_pull pull;
    sgp_arena *arena; /* for texts */
    sgp_error *err;
    sgp_image_version *item;       /* the one that is being read */
    const sgp_image_version *last; /* the one that was kept last */
    sgp_sent_times *sent;          /* NULL: not kept */
    /* Members, by their bits: */
    unsigned plain;                            /* in last their text has no escapes */
    unsigned escaped;                          /* their text has escapes */
    unsigned shared;                           /* their text is that of last */
    unsigned faulty;                           /* they are wrong */
    sgp__json_wrong faults[SGP__ITEM_MEMBERS]; /* those, in the order of the members */
    const struct sgp__item_member *likely[SGP__ITEM_MEMBERS]; /* in the last item's order */
} sgp__item_reader;

/*
 * Reads into item, which is zero, as is sent, what stands behind the object's begin, which was
 * taken last. Texts point into what is read until sgp__item_keep, or are those of the item that was
 * kept last, which must still be there. SGP_END: it is no JSON, as pull says. SGP_ERR_MEMORY,
 * SGP_ERR_LIMIT.
 */
sgp_status sgp__item_read(sgp__item_reader *r, sgp_image_version *item, sgp_sent_times *sent);

/* Copies the texts of the item that was read. */
sgp_status sgp__item_keep(sgp__item_reader *r);

/* The first wrong member of it, with its name; NULL: none. */
const sgp__json_wrong *sgp__item_wrong(const sgp__item_reader *r, const char **name);

/* Copies a text, without its escapes if it has any. */
sgp_status sgp__json_keep(sgp_str text, int has_escapes, sgp_arena *arena, sgp_str *out,
                          sgp_error *err);

/* The name that was taken last, without its escapes, if it can be one of those that are known. */
#define SGP__NAME_BYTES_MAX 120 /* of the longest, each letter an escape */
sgp_str sgp__json_known_name(const sgp__json_pull *pull, char room[SGP__NAME_BYTES_MAX]);

/* Goes on behind a value that has begun. SGP_END: it is no JSON. */
sgp_status sgp__json_pass(sgp__json_pull *pull, sgp__json_token begun);

#endif
