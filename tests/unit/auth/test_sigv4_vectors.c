/*
 * The AWS Signature Version 4 test suite: header signing, every stage. The data is not part of the
 * project. SGP_VECTORS_DIR names its folder; without it the test prints a message and is skipped.
 */
#include "json_file.h"
#include "sigv4_stages.h"

#include <dirent.h>

#include "sgp_civil_time.h"
#include "sgp_http_message.h"

#define SUITE_DIR SGP_VECTORS_DIR "/sigv4"
#define PATH_MAX_BYTES 1024

/* A request file, parsed in place: each text is a part of `text`. */
typedef struct request_file {
    char *text;
    char *method;
    char *target;
    char *names[SGP_HTTP_REQUEST_HEADERS_MAX];
    char *values[SGP_HTTP_REQUEST_HEADERS_MAX];
    size_t header_count;
    char *body;
} request_file;

typedef struct vector {
    const char *name;
    cJSON *context;
    request_file file;
    sgp__http_request request;
    char amz_date[SGP__AMZ_DATE_BYTES];
    sgp_signing_scope scope;
    const char *id;
    const char *secret;
    const char *token;
} vector;

static void path_of(char out[PATH_MAX_BYTES], const char *name, const char *file)
{
    snprintf(out, PATH_MAX_BYTES, "%s/%s/%s", SUITE_DIR, name, file);
}

static int is_set(const cJSON *context, const char *name)
{
    return cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(context, name));
}

/* Ends the line at `line` and returns the next. At the end of the text returns an empty line. */
static char *cut_line(char *line)
{
    char *end = line + strcspn(line, "\n");

    if (*end == '\0') return end;
    *end = '\0';
    return end + 1;
}

/* "METHOD target HTTP/1.1". The target of two vectors has blanks. */
static void read_request_line(request_file *file, char *line)
{
    char *space = strchr(line, ' ');
    char *last = strrchr(line, ' ');

    assert_non_null(space);
    assert_true(last > space);
    *space = '\0';
    *last = '\0';
    file->method = line;
    file->target = space + 1;
}

/* Joins, in place, a line that starts with a blank with the header above (RFC 9112, 5.2). */
static void unfold(char *text)
{
    for (char *c = text; c[0] != '\0'; c++) {
        if (c[0] == '\n' && c[1] == ' ') c[0] = ' ';
    }
}

static void read_request_file(request_file *file, const char *name, const char *file_name)
{
    char path[PATH_MAX_BYTES];
    char *line, *next;
    size_t len;

    path_of(path, name, file_name);
    memset(file, 0, sizeof *file);
    file->text = file_read(path, &len);
    unfold(file->text);
    line = cut_line(file->text);
    read_request_line(file, file->text);
    for (; *line != '\0' && *line != '\n'; line = next) {
        char *colon;

        next = cut_line(line);
        colon = strchr(line, ':');
        assert_non_null(colon);
        assert_true(file->header_count < SGP_HTTP_REQUEST_HEADERS_MAX);
        *colon = '\0';
        file->names[file->header_count] = line;
        file->values[file->header_count++] = colon + 1;
    }
    file->body = *line == '\n' ? line + 1 : line;
}

static void add(sgp_http_request *request, const char *name, const char *value)
{
    assert_int_equal(sgp_http_request_add_header(request, name, sgp_str_from(value), NULL), SGP_OK);
}

static void add_payload_hash(sgp_http_request *request)
{
    unsigned char digest[SGP_SHA256_BYTES];
    char hex[2 * SGP_SHA256_BYTES + 1];

    stage_sha256(request->body, digest);
    stage_hex(digest, hex);
    add(request, "x-amz-content-sha256", hex);
}

static void make_request(vector *v)
{
    const request_file *file = &v->file;

    sgp__http_request_init(&v->request, NULL);
    v->request.api.method = sgp_str_from(file->method);
    v->request.api.is_tls = 1;
    v->request.api.port = 443;
    v->request.api.path = sgp_str_from(file->target);
    v->request.api.body = sgp_str_from(file->body);
    for (size_t i = 0; i < file->header_count; i++) {
        if (strcmp(file->names[i], "Host") == 0) {
            v->request.api.host = sgp_str_from(file->values[i]);
        } else {
            add(&v->request.api, file->names[i], file->values[i]);
        }
    }
    add(&v->request.api, "X-Amz-Date", v->amz_date);
    if (is_set(v->context, "sign_body")) add_payload_hash(&v->request.api);
    if (v->token && !is_set(v->context, "omit_session_token")) {
        add(&v->request.api, "X-Amz-Security-Token", v->token);
    }
}

static void open_vector(vector *v, const char *name)
{
    char path[PATH_MAX_BYTES];
    const cJSON *keys;
    int64_t now_us;

    memset(v, 0, sizeof *v);
    v->scope.size = sizeof v->scope;
    v->name = name;
    path_of(path, name, "context.json");
    v->context = json_file_read(path);
    keys = cJSON_GetObjectItemCaseSensitive(v->context, "credentials");
    v->id = json_text(keys, "access_key_id");
    v->secret = json_text(keys, "secret_access_key");
    v->token = json_text(keys, "token");
    v->scope.region = json_text(v->context, "region");
    v->scope.service = json_text(v->context, "service");
    assert_int_equal(sgp_time_from_text(sgp_str_from(json_text(v->context, "timestamp")), &now_us),
                     SGP_OK);
    sgp__format_amz_date(now_us, v->amz_date);
    read_request_file(&v->file, name, "request.txt");
    make_request(v);
}

static void close_vector(vector *v)
{
    sgp__http_request_deinit(&v->request);
    free(v->file.text);
    cJSON_Delete(v->context);
}

static int compare_stage(const vector *v, const char *file, const char *got)
{
    char path[PATH_MAX_BYTES];
    size_t len;
    char *expected;
    int differs;

    path_of(path, v->name, file);
    expected = file_read(path, &len);
    differs = strcmp(got, expected) != 0;
    if (differs) {
        print_error("%s: %s differs\n--- got\n%s\n--- expected\n%s\n", v->name, file, got,
                    expected);
    }
    free(expected);
    return differs;
}

/* Our request has exactly the headers of the expected one, in any order. */
static int compare_signed_request(vector *v)
{
    request_file expected;
    size_t found = 0;
    int differs;

    read_request_file(&expected, v->name, "header-signed-request.txt");
    for (size_t i = 0; i < v->request.api.header_count; i++) {
        for (size_t k = 0; k < expected.header_count; k++) {
            if (!expected.names[k] ||
                strcmp(expected.names[k], v->request.api.headers[i].name.ptr) ||
                strcmp(expected.values[k], v->request.api.headers[i].value.ptr)) {
                continue;
            }
            expected.names[k] = NULL;
            found++;
            break;
        }
    }
    differs = found != v->request.api.header_count || found + 1 != expected.header_count ||
              strcmp(expected.body, v->request.api.body.ptr) != 0;
    if (differs) print_error("%s: the signed request differs\n", v->name);
    free(expected.text);
    return differs;
}

static int check_vector(const char *name)
{
    vector v;
    sigv4_stages s;
    int failures = 0;

    open_vector(&v, name);
    sigv4_stages_run(&s, &v.request.api,
                     is_set(v.context, "normalize") ? SGP__SIGV4_NORMALIZE_PATH
                                                    : SGP__SIGV4_RAW_PATH,
                     v.id, v.secret, v.amz_date, &v.scope);
    failures += compare_stage(&v, "header-canonical-request.txt", sgp__buf_str(&s.canonical).ptr);
    failures += compare_stage(&v, "header-string-to-sign.txt", sgp__buf_str(&s.string_to_sign).ptr);
    failures += compare_stage(&v, "header-signature.txt", s.signature);
    if (is_set(v.context, "omit_session_token")) {
        add(&v.request.api, "X-Amz-Security-Token", v.token);
    }
    add(&v.request.api, "Authorization", sgp__buf_str(&s.authorization).ptr);
    failures += compare_signed_request(&v);
    sigv4_stages_deinit(&s);
    close_vector(&v);
    return failures;
}

static void every_stage_of_every_aws_vector_is_met(void **state)
{
    DIR *suite = opendir(SUITE_DIR);
    const struct dirent *entry;
    int vectors = 0, failures = 0;

    (void)state;
    if (!suite) {
        print_error("SKIPPED: the AWS SigV4 test suite is not there: no folder %s\n", SUITE_DIR);
        skip();
    }
    while ((entry = readdir(suite)) != NULL) {
        if (entry->d_name[0] == '.') continue;
        failures += check_vector(entry->d_name);
        vectors++;
    }
    closedir(suite);
    print_message("%d vectors of the AWS SigV4 test suite\n", vectors);
    assert_true(vectors > 0);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_stage_of_every_aws_vector_is_met),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
