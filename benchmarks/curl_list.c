/*
 * curl_list.c - the listing that scripts/bench compares the command and the library
 * with, written on libcurl (which signs, CURLOPT_AWS_SIGV4) and cJSON. It prints each
 * item as a line of JSON, or reads it. It sleeps after each page as list_items.c does.
 *
 * Usage: curl_list URL IMAGE PAGE-SIZE CA-FILE|"" print|look PAUSE-MS; keys and region
 * from the environment. Or --version.
 *
 */
#define _POSIX_C_SOURCE 200809L

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define REGION_BYTES 64

typedef struct body {
    char *bytes;
    size_t len, room;
} body;

typedef struct listing {
    CURL *curl;
    struct curl_slist *headers;
    const char *image;
    int page_size;
    body answer;
} listing;

static void die(const char *what)
{
    (void)fprintf(stderr, "curl_list: %s\n", what);
    exit(1);
}

static size_t take_body(char *bytes, size_t size, size_t count, void *self)
{
    body *b = self;

    size *= count;
    if (b->len + size + 1 > b->room) {
        b->room = (b->len + size + 1) * 2;
        b->bytes = realloc(b->bytes, b->room);
        if (b->bytes == NULL) return 0;
    }
    memcpy(b->bytes + b->len, bytes, size);
    b->len += size;
    b->bytes[b->len] = '\0';
    return size;
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL) die(name);
    return value;
}

static void prepare(listing *l, const char *url, const char *ca_file)
{
    char sigv4[REGION_BYTES + 32], keys[512];

    (void)snprintf(sigv4, sizeof(sigv4), "aws:amz:%s:sagemaker", variable("AWS_REGION"));
    (void)snprintf(keys, sizeof(keys), "%s:%s", variable("AWS_ACCESS_KEY_ID"),
                   variable("AWS_SECRET_ACCESS_KEY"));
    l->curl = curl_easy_init();
    l->headers = curl_slist_append(NULL, "Content-Type: application/x-amz-json-1.1");
    l->headers = curl_slist_append(l->headers, "X-Amz-Target: SageMaker.ListImageVersions");
    curl_easy_setopt(l->curl, CURLOPT_URL, url);
    curl_easy_setopt(l->curl, CURLOPT_AWS_SIGV4, sigv4);
    curl_easy_setopt(l->curl, CURLOPT_USERPWD, keys);
    curl_easy_setopt(l->curl, CURLOPT_HTTPHEADER, l->headers);
    curl_easy_setopt(l->curl, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(l->curl, CURLOPT_WRITEDATA, &l->answer);
    if (ca_file[0] != '\0') curl_easy_setopt(l->curl, CURLOPT_CAINFO, ca_file);
}

static char *request_of(const listing *l, const char *next_token)
{
    cJSON *request = cJSON_CreateObject();
    char *text = NULL;

    cJSON_AddStringToObject(request, "ImageName", l->image);
    cJSON_AddNumberToObject(request, "MaxResults", l->page_size);
    if (next_token != NULL) cJSON_AddStringToObject(request, "NextToken", next_token);
    text = cJSON_PrintUnformatted(request);
    cJSON_Delete(request);
    return text;
}

static cJSON *fetch(listing *l, const char *next_token)
{
    char *request = request_of(l, next_token);
    long status = 0;
    CURLcode code;

    l->answer.len = 0;
    curl_easy_setopt(l->curl, CURLOPT_POSTFIELDS, request);
    code = curl_easy_perform(l->curl);
    free(request);
    if (code != CURLE_OK) die(curl_easy_strerror(code));
    curl_easy_getinfo(l->curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200) die(l->answer.bytes != NULL ? l->answer.bytes : "empty response");
    return cJSON_ParseWithLength(l->answer.bytes, l->answer.len);
}

static void print_items(const cJSON *page)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(page, "ImageVersions"))
    {
        char *line = cJSON_PrintUnformatted(item);
        (void)puts(line);
        free(line);
    }
}

static void look_at_items(const cJSON *page, double *sum)
{
    const cJSON *item = NULL;

    cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(page, "ImageVersions"))
    {
        *sum += cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(item, "Version")) +
                cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(item, "CreationTime")) +
                (double)strlen(cJSON_GetStringValue(
                    cJSON_GetObjectItemCaseSensitive(item, "ImageVersionArn")));
    }
}

static void list_all(listing *l, int prints, struct timespec pause)
{
    cJSON *page = NULL;
    const char *next_token = NULL;
    double sum = 0;

    do {
        cJSON *next = fetch(l, next_token);
        if (next == NULL) die("the response is not JSON");
        if (prints)
            print_items(next);
        else
            look_at_items(next, &sum);
        if (pause.tv_nsec > 0) (void)nanosleep(&pause, NULL);
        cJSON_Delete(page);
        page = next;
        next_token = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(page, "NextToken"));
    } while (next_token != NULL);
    cJSON_Delete(page);
    if (!prints) printf("sum %.3f\n", sum);
}

int main(int argc, char **argv)
{
    struct timespec pause = { 0, 0 };
    listing l;

    memset(&l, 0, sizeof(l));
    if (argc == 2 && strcmp(argv[1], "--version") == 0) {
        (void)puts(curl_version());
        return 0;
    }
    if (argc != 7) die("usage: curl_list URL IMAGE PAGE-SIZE CA-FILE print|look PAUSE-MS");
    l.image = argv[2];
    l.page_size = (int)strtol(argv[3], NULL, 10);
    curl_global_init(CURL_GLOBAL_DEFAULT);
    prepare(&l, argv[1], argv[4]);
    pause.tv_nsec = strtol(argv[6], NULL, 10) * 1000000;
    list_all(&l, strcmp(argv[5], "print") == 0, pause);
    curl_slist_free_all(l.headers);
    curl_easy_cleanup(l.curl);
    curl_global_cleanup();
    free(l.answer.bytes);
    return 0;
}
