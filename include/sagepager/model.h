/*
 * sagepager/model.h - ListImageVersions as plain data: request, image version, page, enums.
 *
 * Source of all names and limits: the service model sagemaker/2017-07-24 (botocore
 * data/sagemaker/2017-07-24/service-2.json). Times are int64_t microseconds since the epoch, UTC.
 */
#ifndef SAGEPAGER_MODEL_H
#define SAGEPAGER_MODEL_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- enums ------------------------------------------------------------------------------------ */

/* What to sort by. UNSET leaves the member out: the service then takes CREATION_TIME. */
typedef enum sgp_sort_by {
    SGP_SORT_BY_UNSET = 0,
    SGP_SORT_BY_CREATION_TIME = 1,
    SGP_SORT_BY_LAST_MODIFIED_TIME = 2,
    SGP_SORT_BY_VERSION = 3
} sgp_sort_by;

/* The direction. UNSET leaves the member out: the service then takes DESCENDING. */
typedef enum sgp_sort_order {
    SGP_SORT_ORDER_UNSET = 0,
    SGP_SORT_ORDER_ASCENDING = 1,
    SGP_SORT_ORDER_DESCENDING = 2
} sgp_sort_order;

/* State of an image version. UNKNOWN: a word this library does not know; see status_text. */
typedef enum sgp_image_version_status {
    SGP_IMAGE_VERSION_UNKNOWN = 0,
    SGP_IMAGE_VERSION_CREATING = 1,
    SGP_IMAGE_VERSION_CREATED = 2,
    SGP_IMAGE_VERSION_CREATE_FAILED = 3,
    SGP_IMAGE_VERSION_DELETING = 4,
    SGP_IMAGE_VERSION_DELETE_FAILED = 5
} sgp_image_version_status;

/* The words of the wire for each value, static; NULL for UNSET, UNKNOWN and values out of range. */
SGP_API const char *sgp_sort_by_text(sgp_sort_by value);
SGP_API const char *sgp_sort_order_text(sgp_sort_order value);
SGP_API const char *sgp_image_version_status_text(sgp_image_version_status value);

/* The value of a word of the wire, case counting; UNSET or UNKNOWN for every other text. */
SGP_API sgp_sort_by sgp_sort_by_from(sgp_str text);
SGP_API sgp_sort_order sgp_sort_order_from(sgp_str text);
SGP_API sgp_image_version_status sgp_image_version_status_from(sgp_str text);

/* --- request ---------------------------------------------------------------------------------- */

/* The two members a paginator adds to a request, as values of
 * sgp_list_image_versions_request.added */
#define SGP_MEMBER_NONE 0
#define SGP_MEMBER_MAX_RESULTS 1
#define SGP_MEMBER_NEXT_TOKEN 2

/*
 * One ListImageVersions request. Start from SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT; only image_name
 * is required. Everything pointed to is borrowed during the call it is given to; sgp_pages_new
 * copies.
 *
 * Checked on our side is exactly what botocore checks (botocore/validate.py): image_name present
 * and not empty, max_results at least 1. Maximum lengths, patterns and enum words are left to the
 * service. Failure: SGP_ERR_PARAM with botocore's sentences.
 *
 * Members go on the wire in the order of this struct (the model's), but the `added` ones last.
 */
typedef struct sgp_list_image_versions_request {
    size_t size;
    sgp_opt_int creation_time_after_us;       /* "on or after"; sent as whole seconds, floored */
    sgp_opt_int creation_time_before_us;      /* "on or before" */
    const char *image_name;                   /* 1..63 characters (the service's maximum) */
    sgp_opt_int last_modified_time_after_us;
    sgp_opt_int last_modified_time_before_us;
    sgp_opt_int max_results;                  /* 1..100; the service's default is 10 */
    sgp_str next_token;                       /* of the service; absent: from the start */
    sgp_sort_by sort_by;
    const char *sort_by_text;                 /* if not NULL sent instead, unchecked */
    sgp_sort_order sort_order;
    const char *sort_order_text;              /* if not NULL sent instead, unchecked */
    unsigned char added[2];                   /* SGP_MEMBER_*: written last, in order; 0 */
} sgp_list_image_versions_request;

#define SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT                                                       \
    {                                                                                              \
        sizeof(sgp_list_image_versions_request), { 0, 0 }, { 0, 0 }, NULL, { 0, 0 }, { 0, 0 },     \
            { 0, 0 }, { NULL, 0 }, SGP_SORT_BY_UNSET, NULL, SGP_SORT_ORDER_UNSET, NULL, { 0, 0 }   \
    }

/* --- answer ----------------------------------------------------------------------------------- */

/* Bits of sgp_image_version.present: which members the service sent (and not as null). */
#define SGP_HAS_CREATION_TIME 0x01u
#define SGP_HAS_FAILURE_REASON 0x02u
#define SGP_HAS_IMAGE_ARN 0x04u
#define SGP_HAS_IMAGE_VERSION_ARN 0x08u
#define SGP_HAS_STATUS 0x10u
#define SGP_HAS_LAST_MODIFIED_TIME 0x20u
#define SGP_HAS_VERSION 0x40u
/* The list element itself was null; botocore keeps such an element, and so does this library. */
#define SGP_IS_NULL 0x80u

/* The times of an item as the service wrote them: a JSON number, or a text. Absent: not sent. */
typedef struct sgp_sent_time {
    sgp_str text;
    int is_number;
} sgp_sent_time;

typedef struct sgp_sent_times {
    sgp_sent_time creation_time;
    sgp_sent_time last_modified_time;
} sgp_sent_times;

/*
 * One version of an image. A member whose bit is not in `present` is zero. Texts live as long as
 * their page. Source: ImageVersion in the service model; botocore enforces none of its limits on
 * output, and neither does this library.
 */
typedef struct sgp_image_version {
    unsigned present;
    sgp_image_version_status status;
    int64_t creation_time_us;
    int64_t last_modified_time_us;
    int64_t version;
    sgp_str failure_reason;
    sgp_str image_arn;
    sgp_str image_version_arn; /* the service may send the word "None" */
    sgp_str status_text;       /* the status as sent, known or not */
    const sgp_sent_times *sent_times; /* NULL unless the codec keeps them: see builtin.h */
} sgp_image_version;

/*
 * One page. The caller owns the struct: sgp_page_init once, any number of calls that fill it,
 * sgp_page_deinit at the end. items and texts are valid until the page is filled again, reset or
 * deinitialised. A page handed out as `const sgp_page *` belongs to whoever handed it out.
 */
typedef struct sgp_page {
    const sgp_image_version *items;
    size_t count;
    int has_items;      /* zero: the member ImageVersions was missing or null; count is 0 then */
    sgp_str next_token; /* the service's; absent when missing or null, may be empty */
    sgp_str request_id; /* x-amzn-requestid of the answer; absent when there was none */
    sgp_arena arena;    /* owns all of the above */
    void *reader;          /* private: of a page that is being read, in the arena */
    size_t expected_items; /* private: room for so many is taken at once */
} sgp_page;

/*
 * sgp_page_init: an empty page; allocates nothing. allocator is borrowed until deinit; NULL: the C
 * library's. A page takes at most SGP_PAGE_MEMORY_MAX bytes.
 */
SGP_API void sgp_page_init(sgp_page *page, const sgp_allocator *allocator);

/* sgp_page_reset: empties the page and keeps its memory for the next one. */
SGP_API void sgp_page_reset(sgp_page *page);

/* sgp_page_deinit: gives the memory back. page may be NULL; may be called twice. */
SGP_API void sgp_page_deinit(sgp_page *page);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_MODEL_H */
