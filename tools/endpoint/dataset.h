/*
 * The images and versions the endpoint answers with: read from JSON or made up, sorted once, never
 * changed afterwards. Creating or deleting versions at run time is not offered.
 *
 * The JSON, whose version members are those of the service's answers:
 *
 *     {"images": [
 *         {"name": "my-image", "versions": [
 *             {"CreationTime": 1614230400.123,
 *              "FailureReason": "only where there is one",
 *              "ImageArn": "arn:aws:sagemaker:us-west-2:123456789012:image/my-image",
 *              "ImageVersionArn":
 *                  "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/1",
 *              "ImageVersionStatus": "CREATED",
 *              "LastModifiedTime": 1614230460,
 *              "Version": 1}]}]}
 *
 * Names and version numbers are unique, times have up to three decimals, nothing else may appear.
 */
#ifndef EP_DATASET_H
#define EP_DATASET_H

#include <stdint.h>

#include "text.h"

enum ep_order { EP_BY_CREATION_TIME, EP_BY_LAST_MODIFIED_TIME, EP_BY_VERSION, EP_ORDER_COUNT };

struct ep_version {
    int64_t created_ms;
    int64_t modified_ms;
    int64_t number;
    const char *failure_reason; /* NULL: the member is left out */
    const char *image_arn;
    const char *version_arn;
    const char *status;
};

struct ep_image {
    const char *name;
    struct ep_version *versions;
    size_t count;
    const struct ep_version **sorted[EP_ORDER_COUNT]; /* ascending, ties by version number */
};

struct ep_dataset {
    struct ep_image *images;
    size_t count;
    struct ep_strings *strings; /* owns every text above */
};

/* The data set shipped with the program, text of the form above (sample.json). */
extern const unsigned char ep_sample_data[];
extern const size_t ep_sample_data_len;

/*
 * Adds the images in `json`, called `source` in complaints. On failure `why` says what is wrong
 * with which member of which version of which image; the data set must then only be freed.
 */
bool ep_dataset_add_json(struct ep_dataset *dataset, const char *source, const char *json,
                         size_t len, struct ep_text *why);

/* Adds what ep_dataset_add_json() reads from the file at `path`. */
bool ep_dataset_add_file(struct ep_dataset *dataset, const char *path, struct ep_text *why);

/* Adds image `name` with `count` made-up versions, the same ones at every start. */
bool ep_dataset_generate(struct ep_dataset *dataset, const char *name, size_t count,
                         struct ep_text *why);

/* NULL when there is no image of that name. */
const struct ep_image *ep_dataset_find(const struct ep_dataset *dataset, const char *name);

void ep_dataset_free(struct ep_dataset *dataset);

/* The service's pattern for image names: [a-zA-Z0-9]([-.]?[a-zA-Z0-9]){0,62} */
bool ep_image_name_valid(const char *name);

/*
 * For the makers of data sets: a new image with room for `count` versions, valid until the next
 * one is added (NULL and a complaint when the name is taken), a text kept as long as the data set,
 * and the sorting that ends an image (false when two versions have the same number).
 */
struct ep_image *ep_dataset_add_image(struct ep_dataset *dataset, const char *name, size_t count,
                                      struct ep_text *why);
const char *ep_dataset_keep(struct ep_dataset *dataset, const char *text);
bool ep_image_sort(struct ep_image *image, struct ep_text *why);

#endif
