/*
 * driver.c - runs a fuzz target on every file of the given folders, so that a corpus is an ordinary
 * test with any compiler. Does not fuzz.
 */
#include "fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <string.h>

/* Far beyond any seed. */
#define SEED_MAX (4u * 1024u * 1024u)

/* The input is copied to a block of its size, so that a sanitizer sees reads beyond its end. */
static int run_bytes(const char *bytes, size_t size)
{
    uint8_t *exact = malloc(size > 0 ? size : 1);

    if (!exact) return 0;
    memcpy(exact, bytes, size);
    (void)LLVMFuzzerTestOneInput(exact, size); /* always 0 */
    free(exact);
    return 1;
}

static int run_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(SEED_MAX);
    int good = 0;

    if (file && bytes) {
        size_t size = fread(bytes, 1, SEED_MAX, file);
        good = !ferror(file) && run_bytes(bytes, size);
    }
    if (!good) fprintf(stderr, "%s: cannot be run\n", path);
    free(bytes);
    if (file) fclose(file);
    return good;
}

/* Number of files run, or -1. */
static int run_folder(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    int count = 0;

    if (!dir) return -1;
    while (count >= 0 && (entry = readdir(dir))) {
        char path[4096];
        if (entry->d_name[0] == '.') continue;
        (void)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name); /* fopen would notice */
        count = run_file(path) ? count + 1 : -1;
    }
    closedir(dir);
    return count;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        int count = run_folder(argv[i]);
        printf("%s: %d seeds\n", argv[i], count);
        if (count <= 0) return 1;
    }
    return argc > 1 ? 0 : 1;
}
