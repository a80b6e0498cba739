/*
 * Stores, sorts and finds images and versions. dataset_json.c reads JSON;
 * dataset_generate.c generates versions.
 */
#include "dataset.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { STRINGS_BLOCK = 65536 };

/* A list of blocks that hold the texts. One malloc for each text of a million
 * versions would be slow. */
struct ep_strings {
    struct ep_strings *older;
    size_t used;
    size_t size;
    char bytes[];
};

static struct ep_strings *new_block(struct ep_strings *older, size_t need)
{
    size_t size = need > STRINGS_BLOCK ? need : STRINGS_BLOCK;
    struct ep_strings *block = ep_alloc(1, sizeof *block + size);

    block->older = older;
    block->size = size;
    return block;
}

const char *ep_dataset_keep(struct ep_dataset *dataset, const char *text)
{
    size_t size = strlen(text) + 1;
    struct ep_strings *block = dataset->strings;
    char *kept;

    if (block == NULL || block->size - block->used < size)
        block = dataset->strings = new_block(block, size);
    kept = block->bytes + block->used;
    block->used += size;
    return memcpy(kept, text, size);
}

static bool is_alphanumeric(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool ep_image_name_valid(const char *name)
{
    int groups = 0;

    if (!is_alphanumeric(*name)) return false;
    for (name++; *name != '\0'; name++) {
        if (*name == '-' || *name == '.') name++;
        if (!is_alphanumeric(*name) || ++groups > 62) return false;
    }
    return true;
}

const struct ep_image *ep_dataset_find(const struct ep_dataset *dataset, const char *name)
{
    for (size_t i = 0; i < dataset->count; i++)
        if (strcmp(dataset->images[i].name, name) == 0) return &dataset->images[i];
    return NULL;
}

struct ep_image *ep_dataset_add_image(struct ep_dataset *dataset, const char *name, size_t count,
                                      struct ep_text *why)
{
    struct ep_image *images;
    struct ep_image *image;

    if (ep_dataset_find(dataset, name) != NULL) {
        ep_text_addf(why, "there is an image '%s' already", name);
        return NULL;
    }
    images = ep_alloc(dataset->count + 1, sizeof *images);
    if (dataset->count > 0) memcpy(images, dataset->images, dataset->count * sizeof *images);
    free(dataset->images);
    dataset->images = images;
    image = &images[dataset->count++];
    image->name = ep_dataset_keep(dataset, name);
    image->versions = ep_alloc(count, sizeof *image->versions);
    image->count = count;
    return image;
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_version(const void *left, const void *right)
{
    const struct ep_version *const *a = left;
    const struct ep_version *const *b = right;

    return compare_numbers((*a)->number, (*b)->number);
}

static int by_creation_time(const void *left, const void *right)
{
    const struct ep_version *const *a = left;
    const struct ep_version *const *b = right;
    int order = compare_numbers((*a)->created_ms, (*b)->created_ms);

    return order != 0 ? order : by_version(left, right);
}

static int by_last_modified_time(const void *left, const void *right)
{
    const struct ep_version *const *a = left;
    const struct ep_version *const *b = right;
    int order = compare_numbers((*a)->modified_ms, (*b)->modified_ms);

    return order != 0 ? order : by_version(left, right);
}

bool ep_image_sort(struct ep_image *image, struct ep_text *why)
{
    static int (*const compare[EP_ORDER_COUNT])(const void *, const void *) = {
        [EP_BY_CREATION_TIME] = by_creation_time,
        [EP_BY_LAST_MODIFIED_TIME] = by_last_modified_time,
        [EP_BY_VERSION] = by_version,
    };
    const struct ep_version **numbers;

    for (size_t order = 0; order < EP_ORDER_COUNT; order++) {
        const struct ep_version **sorted = ep_alloc(image->count, sizeof *sorted);

        for (size_t i = 0; i < image->count; i++)
            sorted[i] = &image->versions[i];
        qsort(sorted, image->count, sizeof *sorted, compare[order]);
        image->sorted[order] = sorted;
    }
    numbers = image->sorted[EP_BY_VERSION];
    for (size_t i = 1; i < image->count; i++) {
        if (numbers[i]->number != numbers[i - 1]->number) continue;
        ep_text_addf(why, "Version: %" PRId64 " is there twice", numbers[i]->number);
        return false;
    }
    return true;
}

void ep_dataset_free(struct ep_dataset *dataset)
{
    for (size_t i = 0; i < dataset->count; i++) {
        for (size_t order = 0; order < EP_ORDER_COUNT; order++)
            free(dataset->images[i].sorted[order]);
        free(dataset->images[i].versions);
    }
    free(dataset->images);
    while (dataset->strings != NULL) {
        struct ep_strings *older = dataset->strings->older;

        free(dataset->strings);
        dataset->strings = older;
    }
    *dataset = (struct ep_dataset){ 0 };
}
