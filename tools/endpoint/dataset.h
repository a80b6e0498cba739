/*
 * The images and versions that the endpoint serves. They come from JSON or are
 * generated, are sorted once and do not change after that.
 *
 * The form of the JSON; a version has the members of the service's responses:
 *
 *     {"images": [
 *         {"name": "my-image", "versions": [
 *             {"CreationTime": 1614230400.123,
 *              "FailureReason": "optional",
 *              "ImageArn": "arn:aws:sagemaker:us-west-2:123456789012:image/my-image",
 *              "ImageVersionArn":
 *                  "arn:aws:sagemaker:us-west-2:123456789012:image-version/my-image/1",
 *              "ImageVersionStatus": "CREATED",
 *              "LastModifiedTime": 1614230460,
 *              "Version": 1}]}]}
 *
 * Names and version numbers are unique, and times have at most three decimals.
 * Other members are refused.
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
    const char *failure_reason; /* NULL: absent */
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

/* The shipped data set (sample.json), in the form above. */
extern const unsigned char ep_sample_data[];
extern const size_t ep_sample_data_len;

/*
 * Adds the images in `json`; messages call it `source`. On failure `why` names
 * the image, version and member that is wrong, and the data set can only be
 * freed.
 */
bool ep_dataset_add_json(struct ep_dataset *dataset, const char *source, const char *json,
                         size_t len, struct ep_text *why);

/* Adds the images in the JSON file at `path`. */
bool ep_dataset_add_file(struct ep_dataset *dataset, const char *path, struct ep_text *why);

/* Adds image `name` with `count` generated versions, the same ones at every
 * start. */
bool ep_dataset_generate(struct ep_dataset *dataset, const char *name, size_t count,
                         struct ep_text *why);

/* Returns NULL if there is no image of that name. */
const struct ep_image *ep_dataset_find(const struct ep_dataset *dataset, const char *name);

void ep_dataset_free(struct ep_dataset *dataset);

/* The service's pattern for image names: [a-zA-Z0-9]([-.]?[a-zA-Z0-9]){0,62} */
bool ep_image_name_valid(const char *name);

/* --- for dataset_json.c and dataset_generate.c ------------------------------------------------ */

/* Adds an image with room for `count` versions. The pointer is valid until the next image is
 * added. NULL and a message in `why` if the name is taken. */
struct ep_image *ep_dataset_add_image(struct ep_dataset *dataset, const char *name, size_t count,
                                      struct ep_text *why);

/* Copies a text; the copy lives as long as the data set. */
const char *ep_dataset_keep(struct ep_dataset *dataset, const char *text);

/* Sorts an image whose versions are complete. False if two versions have the same number. */
bool ep_image_sort(struct ep_image *image, struct ep_text *why);

#endif
