/*
 * Generates versions. Every status occurs. Times have ties and are not in the
 * order of the version numbers, so the three sort orders differ. Nothing is
 * random: each start generates the same versions.
 */
#include "dataset.h"

static const int64_t first_ms = INT64_C(1700000000) * 1000; /* 14 November 2023 */
static const int64_t step_ms = INT64_C(3607) * 1000; /* about an hour, but not a round number */

static const char *status_of(size_t number)
{
    static const char *const rare[] = { "CREATE_FAILED", "DELETING", "DELETE_FAILED", "CREATING" };

    return number % 5 == 0 ? rare[number / 5 % 4] : "CREATED";
}

/* Failures have a reason. Its text contains characters that need escaping or
 * encoding. */
static const char *failure_of(size_t number)
{
    return number % 5 == 0 && number / 5 % 4 == 0 ? "Image \"base\" was not found:\npr\xC3\xBC"
                                                    "fen Sie den Namen \xE2\x9C\x97"
                                                  : NULL;
}

static void generate_version(struct ep_dataset *dataset, const char *image_name,
                             const char *image_arn, size_t number, struct ep_version *version)
{
    struct ep_text arn = { 0 };
    int64_t n = (int64_t)number;

    /* Pairs share a creation time; blocks of eight run backwards. */
    version->created_ms = first_ms + (n / 8 * 8 + (7 - n % 8) / 2) * step_ms + n / 8 % 1000;
    version->modified_ms = version->created_ms + n * 7919 % 86400 * 1000 + 250;
    version->number = n;
    version->status = status_of(number);
    version->failure_reason = failure_of(number);
    version->image_arn = image_arn;
    ep_text_addf(&arn, "arn:aws:sagemaker:us-west-2:123456789012:image-version/%s/%zu", image_name,
                 number);
    version->version_arn = ep_dataset_keep(dataset, arn.data);
    ep_text_free(&arn);
}

bool ep_dataset_generate(struct ep_dataset *dataset, const char *name, size_t count,
                         struct ep_text *why)
{
    struct ep_image *image = ep_dataset_add_image(dataset, name, count, why);
    struct ep_text arn = { 0 };
    const char *image_arn;

    if (image == NULL) return false;
    ep_text_addf(&arn, "arn:aws:sagemaker:us-west-2:123456789012:image/%s", name);
    image_arn = ep_dataset_keep(dataset, arn.data);
    ep_text_free(&arn);
    for (size_t i = 0; i < count; i++)
        generate_version(dataset, name, image_arn, i + 1, &image->versions[i]);
    return ep_image_sort(image, why);
}
