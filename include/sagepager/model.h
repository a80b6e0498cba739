/*
 * sagepager/model.h - ListImageVersions as plain data: request, image version, page.
 *
 * Names and limits come from the service model sagemaker/2017-07-24 (botocore
 * data/sagemaker/2017-07-24/service-2.json). Times are int64_t microseconds since
 * the epoch, UTC.
 */
#ifndef SAGEPAGER_MODEL_H
#define SAGEPAGER_MODEL_H

#include "sagepager/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* --- request ---------------------------------------------------------------------------------- */

/* Values of sgp_list_image_versions_request.sort_by. */
#define SGP_IMAGE_VERSION_SORT_BY_CREATION_TIME "CREATION_TIME"
#define SGP_IMAGE_VERSION_SORT_BY_LAST_MODIFIED_TIME "LAST_MODIFIED_TIME"
#define SGP_IMAGE_VERSION_SORT_BY_VERSION "VERSION"

/* Values of sgp_list_image_versions_request.sort_order. */
#define SGP_IMAGE_VERSION_SORT_ORDER_ASCENDING "ASCENDING"
#define SGP_IMAGE_VERSION_SORT_ORDER_DESCENDING "DESCENDING"

/*
 * One ListImageVersions request. Start from SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT;
 * only image_name is required. Texts are borrowed during the call that takes the
 * request; sgp_list_image_versions_paginator_new copies them.
 *
 * The library checks what botocore checks (botocore/validate.py): image_name must not
 * be empty, and max_results must be at least 1. If one of these checks fails, the call
 * returns SGP_ERR_PARAM with botocore's message. Texts must be UTF-8 (SGP_ERR_PARAM).
 * The service itself checks maximum lengths, patterns and the values of sort_by and
 * sort_order (SGP_ERR_SERVICE).
 */
typedef struct sgp_list_image_versions_request {
    size_t size;
    sgp_opt_int creation_time_after_us;  /* on or after; each time is sent in whole seconds,
                                            rounded down */
    sgp_opt_int creation_time_before_us; /* on or before */
    const char *image_name;              /* 1..63 characters (the service's maximum) */
    sgp_opt_int last_modified_time_after_us;
    sgp_opt_int last_modified_time_before_us;
    sgp_opt_int max_results; /* 1..100; the service's default is 10 */
    sgp_str next_token;      /* from the service, at most SGP_NEXT_TOKEN_MAX; absent: first page */
    const char *sort_by;     /* SGP_IMAGE_VERSION_SORT_BY_*; NULL: CREATION_TIME */
    const char *sort_order;  /* SGP_IMAGE_VERSION_SORT_ORDER_*; NULL: DESCENDING */
} sgp_list_image_versions_request;

#define SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT SGP_SIZED_INIT(sgp_list_image_versions_request)

/*
 * The parameters of one page. A paginator passes them beside the request, which stays
 * the same for the whole listing. They go on the wire after the request's members, in
 * boto3's order. Start from SGP_PAGE_PARAMS_INIT.
 */
typedef struct sgp_page_params {
    size_t size;
    intptr_t is_token_first; /* non-zero: next_token goes before page_size */
    sgp_str next_token;      /* sent as NextToken; absent: not sent */
    sgp_opt_int page_size;   /* sent as MaxResults; not set: not sent */
} sgp_page_params;

#define SGP_PAGE_PARAMS_INIT SGP_SIZED_INIT(sgp_page_params)

/* --- response --------------------------------------------------------------------------------- */

/* State of an image version. UNKNOWN: absent, or a value that this version of the library does not
 * know; status_text has its text. */
typedef enum sgp_image_version_status {
    SGP_IMAGE_VERSION_UNKNOWN = 0,
    SGP_IMAGE_VERSION_CREATING = 1,
    SGP_IMAGE_VERSION_CREATED = 2,
    SGP_IMAGE_VERSION_CREATE_FAILED = 3,
    SGP_IMAGE_VERSION_DELETING = 4,
    SGP_IMAGE_VERSION_DELETE_FAILED = 5
} sgp_image_version_status;

/* sgp_image_version_status_text: returns the value's text on the wire; static. NULL for UNKNOWN and
 * for values out of range. */
SGP_API const char *sgp_image_version_status_text(sgp_image_version_status value);

/* sgp_image_version_status_from: parses a text of the wire, case-sensitively; returns UNKNOWN for
 * other text. */
SGP_API sgp_image_version_status sgp_image_version_status_from(sgp_str text);

/* Bits of sgp_image_version.present: members that the service sent and that are not null. */
#define SGP_IMAGE_VERSION_HAS_CREATION_TIME 0x01u
#define SGP_IMAGE_VERSION_HAS_FAILURE_REASON 0x02u
#define SGP_IMAGE_VERSION_HAS_IMAGE_ARN 0x04u
#define SGP_IMAGE_VERSION_HAS_IMAGE_VERSION_ARN 0x08u
#define SGP_IMAGE_VERSION_HAS_STATUS 0x10u
#define SGP_IMAGE_VERSION_HAS_LAST_MODIFIED_TIME 0x20u
#define SGP_IMAGE_VERSION_HAS_VERSION 0x40u
/* The list element itself is null. botocore returns such an element, and so does this library. */
#define SGP_IMAGE_VERSION_IS_NULL 0x80u

/* A time as the service wrote it: a JSON number or a text; absent if it was not sent. */
typedef struct sgp_raw_timestamp {
    sgp_str text;
    int is_number;
} sgp_raw_timestamp;

typedef struct sgp_raw_timestamps {
    sgp_raw_timestamp creation_time;
    sgp_raw_timestamp last_modified_time;
} sgp_raw_timestamps;

/*
 * One version of an image. Read it through the pointer that the library returned.
 * Later versions may append members, so do not copy it or index an array of it. A
 * member whose bit is not in `present` is zero. Texts live as long as their page.
 * Source: ImageVersion in the service model. Like botocore, the library does not check
 * an item against the limits of the model.
 */
typedef struct sgp_image_version {
    unsigned present; /* SGP_IMAGE_VERSION_HAS_* */
    sgp_image_version_status status;
    int64_t creation_time_us;
    int64_t last_modified_time_us;
    int64_t version;
    sgp_str failure_reason;
    sgp_str image_arn;
    sgp_str image_version_arn;                /* the service may send the text "None" */
    sgp_str status_text;                      /* the status as sent, known or not */
    const sgp_raw_timestamps *raw_timestamps; /* NULL unless the codec sets them (builtin.h) */
} sgp_image_version;

/*
 * One page of a listing. Make a page with sgp_page_new and reuse it for any number of
 * calls. Items and texts are valid until the page is filled again, reset or freed. If a
 * function returns a `const sgp_page *`, the page belongs to that function's object.
 * Later versions may append members.
 */
typedef struct sgp_page {
    size_t count;       /* items; read them with sgp_page_image_version */
    int has_items;      /* zero: ImageVersions was missing or null, and count is 0 */
    sgp_str next_token; /* from the service; absent if missing or null; may be empty */
    sgp_str request_id; /* x-amzn-requestid of the response; may be absent */
} sgp_page;

/*
 * sgp_page_new: makes an empty page and stores it in *out. A page uses at most
 * SGP_PAGE_MEMORY_MAX bytes, or SGP_FULL_RESULT_MEMORY_MAX as the result of
 * sgp_paginator_full_result. The allocator is borrowed. SGP_ERR_USAGE, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_page_new(sgp_page **out, const sgp_allocator *allocator,
                                               sgp_error *err);

/* sgp_page_free: frees the page, its items and texts. NULL is allowed. */
SGP_API void sgp_page_free(sgp_page *page);

/* sgp_page_reset: empties the page and retains its memory for reuse. */
SGP_API void sgp_page_reset(sgp_page *page);

/* sgp_page_image_version: returns item `index`, or NULL if index is not below page->count. */
SGP_API const sgp_image_version *sgp_page_image_version(const sgp_page *page, size_t index);

/*
 * sgp_page_append_image_version: for implementers of page sources and codecs: appends
 * a zeroed item, stores its address in *out and sets has_items. The address is valid
 * until the next append. The item's texts must live in the page's arena. SGP_ERR_LIMIT
 * if the page is full, SGP_ERR_MEMORY.
 */
SGP_API SGP_MUST_CHECK sgp_status sgp_page_append_image_version(sgp_page *page,
                                                                sgp_image_version **out,
                                                                sgp_error *err);

/* sgp_page_arena: for implementers: returns the arena that holds the page's texts. */
SGP_API sgp_arena *sgp_page_arena(sgp_page *page);

#ifdef __cplusplus
}
#endif

#endif /* SAGEPAGER_MODEL_H */
