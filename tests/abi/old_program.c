/*
 * old_program.c - a program compiled with older headers (old_headers.py) and linked
 * with today's shared library. It runs listings with parts of its own and with every
 * shipped part that needs no network.
 *
 * A canary follows every struct that the program defines; its bytes are no valid
 * pointer, function or number. If the library writes past the end of a struct, a
 * canary changes. If the library reads past it, the program crashes or a result
 * differs. Prints each failure and exits with 1 if there was one.
 */
#include <sagepager/sagepager.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- canaries --------------------------------------------------------------------------------- */

#define A8 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5, 0xA5
#define CANARY                                                                                     \
    {                                                                                              \
        A8, A8, A8, A8, A8, A8, A8, A8                                                             \
    }
#define GUARDED(type)                                                                              \
    struct {                                                                                       \
        type value;                                                                                \
        unsigned char canary[64];                                                                  \
    }

static int failures;

static void expect(int holds, const char *what, int line)
{
    if (holds) return;
    printf("FAILED: line %d: %s\n", line, what);
    failures++;
}

static int is_intact(const unsigned char *canary)
{
    for (int i = 0; i < 64; i++)
        if (canary[i] != 0xA5) return 0;
    return 1;
}

#define EXPECT(condition) expect((condition) != 0, #condition, __LINE__)
#define EXPECT_INTACT(guarded) expect(is_intact((guarded).canary), "canary of " #guarded, __LINE__)

/* Every call gets this error; a failure prints its message. */
static struct {
    char value[SGP_ERROR_MESSAGE_MAX + 1];
    unsigned char canary[64];
} text = { "", CANARY };
static GUARDED(sgp_error) err = { SGP_ERROR_INIT_WITH(text.value), CANARY };

static void expect_status(sgp_status is, sgp_status expected, const char *what, int line)
{
    expect(is == expected, what, line);
    if (is != expected) printf("    %s: %s\n", sgp_status_text(is), sgp_error_message(&err.value));
    EXPECT_INTACT(err);
    EXPECT_INTACT(text);
}

#define EXPECT_OK(call) expect_status((call), SGP_OK, #call, __LINE__)

#define DESTROY(part)                                                                              \
    do {                                                                                           \
        if ((part) && SGP_HAS(part, destroy)) (part)->type->destroy(part);                         \
    } while (0)

/* --- memory and trace ------------------------------------------------------------------------- */

static void *allocate(void *self, size_t bytes)
{
    *(long *)self += (long)bytes;
    return malloc(bytes);
}

static void release(void *self, void *ptr, size_t bytes)
{
    if (ptr) *(long *)self -= (long)bytes;
    free(ptr);
}

static void trace_line(void *self, const char *topic, const char *line, size_t len)
{
    (void)topic;
    (void)line;
    *(long *)self += (long)len;
}

static long live_bytes, traced_bytes;
static GUARDED(sgp_allocator) memory = { { sizeof(sgp_allocator), &live_bytes, allocate, release },
                                         CANARY };
static GUARDED(sgp_trace) trace = { { sizeof(sgp_trace), &traced_bytes, trace_line }, CANARY };

/* --- a platform with its own time, environment and files -------------------------------------- */

#define NOW_US 1767323045000000 /* 2026-01-02T03:04:05Z */
#define EXPIRY "2026-01-02T04:00:00Z"

static int64_t monotonic_now_us = 1;

static int64_t wall_us(sgp_platform *platform)
{
    (void)platform;
    return NOW_US;
}

static int64_t monotonic_us(sgp_platform *platform)
{
    (void)platform;
    return monotonic_now_us;
}

static sgp_status fill_random(sgp_platform *platform, void *bytes, size_t len)
{
    (void)platform;
    memset(bytes, 7, len);
    return SGP_OK;
}

static sgp_status pass_time(sgp_platform *platform, const sgp_poll_interest *interest)
{
    (void)platform;
    if (interest->at_us != INT64_MAX) monotonic_now_us = interest->at_us;
    return SGP_OK;
}

static const char *variable(sgp_platform *platform, const char *name)
{
    (void)platform;
    if (strcmp(name, "HOME") == 0) return "/home/old";
    if (strcmp(name, "AWS_REGION") == 0) return "us-west-2";
    return NULL;
}

static sgp_status read_file(sgp_platform *platform, const char *path, size_t max_bytes,
                            sgp_arena *arena, sgp_str *out, sgp_error *e)
{
    static const char config[] = "[default]\naws_access_key_id = PROFILE\n"
                                 "aws_secret_access_key = s\n";
    static const char token[] = "{\"accessToken\": \"a\", \"expiresAt\": \"" EXPIRY "\"}";
    const char *content = strstr(path, "config") ? config : strstr(path, "token") ? token : NULL;

    (void)platform;
    (void)max_bytes;
    if (!content) return SGP_NOT_CONFIGURED;
    return sgp_arena_copy(arena, content, strlen(content), out, e);
}

static const GUARDED(sgp_platform_type) platform_type = { { .size = sizeof(sgp_platform_type),
                                                            .name = "old",
                                                            .wall_us = wall_us,
                                                            .monotonic_us = monotonic_us,
                                                            .random = fill_random,
                                                            .wait = pass_time,
                                                            .getenv = variable,
                                                            .read_file = read_file },
                                                          CANARY };
static GUARDED(sgp_platform) platform = { { &platform_type.value }, CANARY };

/* --- an HTTP layer that answers for every service --------------------------------------------- */

#define FIRST_PAGE                                                                                 \
    "{\"ImageVersions\": [{\"Version\": 3}, {\"Version\": 2}], \"NextToken\": \"t1\"}"
#define LAST_PAGE "{\"ImageVersions\": [{\"Version\": 1}]}"
#define DOCUMENT(key)                                                                              \
    "{\"Code\": \"Success\", \"AccessKeyId\": \"" key "\", \"SecretAccessKey\": \"s\", "           \
    "\"Token\": \"t\", \"Expiration\": \"" EXPIRY "\"}"
#define STS_DOCUMENT(action)                                                                       \
    "<" action "Response><" action "Result><Credentials><AccessKeyId>" action "</AccessKeyId>"     \
    "<SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>" EXPIRY        \
    "</Expiration></Credentials></" action "Result></" action "Response>"

/* The first part of the target or the body that occurs chooses the answer. */
static const char *const answers[][2] = {
    { "\"NextToken\"", LAST_PAGE },
    { "\"ImageName\"", FIRST_PAGE },
    { "/latest/api/token", "token" },
    { "/security-credentials/role", DOCUMENT("INSTANCE") },
    { "/security-credentials/", "role" },
    { "/role-aliases/", "{\"credentials\": {\"accessKeyId\": \"IOT\", \"secretAccessKey\": \"s\", "
                        "\"sessionToken\": \"t\", \"expiration\": \"" EXPIRY "\"}}" },
    { "/federation/", "{\"roleCredentials\": {\"accessKeyId\": \"SSO\", \"secretAccessKey\": "
                      "\"s\", \"sessionToken\": \"t\", \"expiration\": 1767326400000}}" },
    { "Action=AssumeRoleWithWebIdentity", STS_DOCUMENT("AssumeRoleWithWebIdentity") },
    { "Action=AssumeRole", STS_DOCUMENT("AssumeRole") },
    { "/container", DOCUMENT("CONTAINER") },
};

static const char *answer_of(const sgp_http_request *request)
{
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++)
        if (strstr(request->path.ptr, answers[i][0]) ||
            (request->body.ptr && strstr(request->body.ptr, answers[i][0])))
            return answers[i][1];
    return "{}";
}

static sgp_status exchange(sgp_http *http, const sgp_http_request *request,
                           sgp_http_response *response, sgp_deadline deadline, sgp_error *e)
{
    const char *answer = answer_of(request);
    sgp_status status = sgp_http_response_begin(response, 200, sgp_str_from("OK"), e);

    (void)http;
    (void)deadline;
    if (status != SGP_OK) return status;
    return sgp_http_response_append_body(response, answer, strlen(answer), e);
}

static const GUARDED(sgp_http_type) http_type = {
    { .size = sizeof(sgp_http_type), .name = "old", .exchange = exchange }, CANARY
};
static GUARDED(sgp_http) http = { { &http_type.value }, CANARY };

/* --- a dialer, a stream and TLS that passes bytes through ------------------------------------- */

static int streams_opened;

typedef struct old_stream {
    sgp_stream base;
    char answer[512];
    size_t read;
} old_stream;

static sgp_status stream_connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *e)
{
    (void)stream;
    (void)deadline;
    (void)e;
    return SGP_OK;
}

static sgp_status stream_read(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                              sgp_deadline deadline, sgp_error *e)
{
    old_stream *s = (old_stream *)stream;
    size_t left = strlen(s->answer) - s->read;

    (void)deadline;
    (void)e;
    if (left == 0) return SGP_END;
    *got = left < capacity ? left : capacity;
    memcpy(buffer, s->answer + s->read, *got);
    s->read += *got;
    return SGP_OK;
}

static sgp_status stream_write(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                               sgp_deadline deadline, sgp_error *e)
{
    (void)stream;
    (void)bytes;
    (void)deadline;
    (void)e;
    *put = len;
    return SGP_OK;
}

static void stream_close(sgp_stream *stream)
{
    (void)stream;
}

static const GUARDED(sgp_stream_type) stream_type = { { .size = sizeof(sgp_stream_type),
                                                        .name = "old",
                                                        .connect = stream_connect,
                                                        .read = stream_read,
                                                        .write = stream_write,
                                                        .close = stream_close },
                                                      CANARY };
static GUARDED(old_stream) stream = { { { &stream_type.value }, "", 0 }, CANARY };

static sgp_status dialer_open(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                              sgp_error *e)
{
    const char *page = streams_opened++ == 0 ? FIRST_PAGE : LAST_PAGE;

    (void)dialer;
    if (strcmp(target->host, "api.sagemaker.us-west-2.amazonaws.com") != 0)
        return sgp_error_set(e, SGP_ERR_CONNECT, "unexpected host %s", target->host);
    (void)snprintf(stream.value.answer, sizeof stream.value.answer,
                   "HTTP/1.1 200 OK\r\nContent-Length: %lu\r\nConnection: close\r\n\r\n%s",
                   (unsigned long)strlen(page), page);
    stream.value.read = 0;
    *out = &stream.value.base;
    return SGP_OK;
}

static const GUARDED(sgp_dialer_type) dialer_type = {
    { .size = sizeof(sgp_dialer_type), .name = "old", .open = dialer_open }, CANARY
};
static GUARDED(sgp_dialer) dialer = { { &dialer_type.value }, CANARY };

static sgp_status tls_wrap(sgp_tls *tls, sgp_stream *inner, const char *host, sgp_stream **out,
                           sgp_error *e)
{
    (void)tls;
    (void)host;
    (void)e;
    *out = inner;
    return SGP_OK;
}

static const GUARDED(sgp_tls_type) tls_type = {
    { .size = sizeof(sgp_tls_type), .name = "old", .wrap = tls_wrap }, CANARY
};
static GUARDED(sgp_tls) tls = { { &tls_type.value }, CANARY };

/* --- a digest, a signer and a credentials provider -------------------------------------------- */

/* Not SHA-256: nobody checks these signatures. */
static sgp_status digest_init(sgp_crypto *crypto, void *context, sgp_error *e)
{
    (void)crypto;
    (void)e;
    *(unsigned char *)context = 1;
    return SGP_OK;
}

static sgp_status digest_update(sgp_crypto *crypto, void *context, const void *bytes, size_t len,
                                sgp_error *e)
{
    (void)crypto;
    (void)e;
    for (size_t i = 0; i < len; i++)
        *(unsigned char *)context ^= ((const unsigned char *)bytes)[i];
    return SGP_OK;
}

static sgp_status digest_final(sgp_crypto *crypto, void *context,
                               unsigned char digest[SGP_SHA256_BYTES], sgp_error *e)
{
    (void)crypto;
    (void)e;
    memset(digest, *(unsigned char *)context, SGP_SHA256_BYTES);
    return SGP_OK;
}

static sgp_status digest_sha1(sgp_crypto *crypto, const void *bytes, size_t len,
                              unsigned char digest[SGP_SHA1_BYTES], sgp_error *e)
{
    (void)crypto;
    (void)bytes;
    (void)len;
    (void)e;
    memset(digest, 1, SGP_SHA1_BYTES);
    return SGP_OK;
}

static const GUARDED(sgp_crypto_type) crypto_type = { { .size = sizeof(sgp_crypto_type),
                                                        .name = "old",
                                                        .context_bytes = 1,
                                                        .init = digest_init,
                                                        .update = digest_update,
                                                        .final = digest_final,
                                                        .sha1 = digest_sha1 },
                                                      CANARY };
static GUARDED(sgp_crypto) crypto = { { &crypto_type.value }, CANARY };

static sgp_status sign(sgp_signer *signer, sgp_http_request *request,
                       const sgp_credentials *credentials, const sgp_signing_scope *scope,
                       int64_t now_us, sgp_error *e)
{
    (void)signer;
    (void)scope;
    (void)now_us;
    if (!credentials) return sgp_error_set(e, SGP_ERR_USAGE, "no credentials to sign with");
    return sgp_http_request_add_header(request, "Authorization", credentials->access_key_id, e);
}

static const GUARDED(sgp_signer_type) signer_type = {
    { .size = sizeof(sgp_signer_type), .name = "old", .sign = sign }, CANARY
};
static GUARDED(sgp_signer) signer = { { &signer_type.value }, CANARY };

static sgp_status get(sgp_credentials_provider *provider, int64_t now_us, sgp_credentials *out,
                      sgp_deadline deadline, sgp_error *e)
{
    (void)provider;
    (void)now_us;
    (void)deadline;
    return sgp_credentials_set(out, sgp_str_from("OWN"), sgp_str_from("s"), sgp_str_from("t"),
                               "old", e);
}

static const GUARDED(sgp_credentials_provider_type) provider_type = {
    { .size = sizeof(sgp_credentials_provider_type), .name = "old", .get = get }, CANARY
};
static GUARDED(sgp_credentials_provider) provider = { { &provider_type.value }, CANARY };

/* --- a codec and a document parser that forward to the shipped ones --------------------------- */

/* The decoder has no `abort`, so the client resets the page itself. */
typedef struct old_decoder {
    sgp_page_decoder base;
    sgp_page_decoder *inner;
} old_decoder;

static sgp_status decoder_finish(sgp_page_decoder *decoder, sgp_str rest, sgp_error *e)
{
    sgp_page_decoder *inner = ((old_decoder *)decoder)->inner;

    return inner->type->finish(inner, rest, e);
}

static const GUARDED(sgp_page_decoder_type) decoder_type = {
    { .size = sizeof(sgp_page_decoder_type), .name = "old", .finish = decoder_finish }, CANARY
};

static sgp_status encode_request(sgp_codec *codec, const sgp_list_image_versions_request *request,
                                 const sgp_page_params *params, sgp_http_request *out, sgp_error *e)
{
    (void)codec;
    return sgp_aws_json()->type->encode_list_image_versions(sgp_aws_json(), request, params, out,
                                                            e);
}

static sgp_status decode_page(sgp_codec *codec, sgp_page *page, size_t expected_items,
                              sgp_page_decoder **out, sgp_error *e)
{
    sgp_page_decoder *inner = NULL;
    old_decoder *decoder;
    sgp_status status = sgp_aws_json()->type->decode_list_image_versions(sgp_aws_json(), page,
                                                                         expected_items, &inner, e);

    (void)codec;
    if (status != SGP_OK) return status;
    decoder = sgp_arena_alloc(sgp_page_arena(page), sizeof *decoder);
    if (!decoder) return sgp_error_set(e, SGP_ERR_MEMORY, "no memory for a decoder");
    decoder->base.type = &decoder_type.value;
    decoder->inner = inner;
    *out = &decoder->base;
    return SGP_OK;
}

static sgp_status decode_error(sgp_codec *codec, const sgp_http_response *response, sgp_error *e)
{
    (void)codec;
    return sgp_aws_json()->type->decode_error(sgp_aws_json(), response, e);
}

static sgp_status encode_token(sgp_codec *codec, const sgp_position *position, sgp_arena *arena,
                               sgp_str *out, sgp_error *e)
{
    (void)codec;
    return sgp_aws_json()->type->encode_token(sgp_aws_json(), position, arena, out, e);
}

static sgp_status decode_token(sgp_codec *codec, sgp_str token, sgp_arena *arena, sgp_position *out,
                               sgp_error *e)
{
    (void)codec;
    return sgp_aws_json()->type->decode_token(sgp_aws_json(), token, arena, out, e);
}

static const GUARDED(sgp_codec_type) codec_type = { { .size = sizeof(sgp_codec_type),
                                                      .name = "old",
                                                      .encode_list_image_versions = encode_request,
                                                      .decode_list_image_versions = decode_page,
                                                      .decode_error = decode_error,
                                                      .encode_token = encode_token,
                                                      .decode_token = decode_token },
                                                    CANARY };
static GUARDED(sgp_codec) codec = { { &codec_type.value }, CANARY };

static sgp_status parse(sgp_document_parser *parser, sgp_str document, sgp_document_member *members,
                        size_t count, sgp_arena *arena, sgp_error *e)
{
    sgp_document_parser *shipped = sgp_json_document_parser();

    (void)parser;
    return shipped->type->parse(shipped, document, members, count, arena, e);
}

static const GUARDED(sgp_document_parser_type) parser_type = {
    { .size = sizeof(sgp_document_parser_type), .name = "old", .parse = parse }, CANARY
};
static GUARDED(sgp_document_parser) parser = { { &parser_type.value }, CANARY };

/* --- a source of pages ------------------------------------------------------------------------ */

static sgp_status fetch(sgp_page_source *source, const sgp_list_image_versions_request *request,
                        const sgp_page_params *params, sgp_page *page, sgp_error *e)
{
    sgp_image_version *item = NULL;
    sgp_status status;

    (void)source;
    (void)params;
    sgp_page_reset(page);
    EXPECT(strcmp(request->image_name, "img") == 0);
    status = sgp_page_append_image_version(page, &item, e);
    if (status != SGP_OK) return status;
    item->present = SGP_IMAGE_VERSION_HAS_VERSION;
    item->version = 1;
    page->has_items = 1;
    return SGP_OK;
}

static const GUARDED(sgp_page_source_type) source_type = {
    { .size = sizeof(sgp_page_source_type), .name = "old", .fetch = fetch }, CANARY
};
static GUARDED(sgp_page_source) source = { { &source_type.value }, CANARY };

static void expect_all_intact(void)
{
    EXPECT_INTACT(memory);
    EXPECT_INTACT(trace);
    EXPECT_INTACT(platform);
    EXPECT_INTACT(http);
    EXPECT_INTACT(stream);
    EXPECT_INTACT(dialer);
    EXPECT_INTACT(tls);
    EXPECT_INTACT(crypto);
    EXPECT_INTACT(signer);
    EXPECT_INTACT(provider);
    EXPECT_INTACT(codec);
    EXPECT_INTACT(parser);
    EXPECT_INTACT(source);
}

/* --- listings --------------------------------------------------------------------------------- */

/* Lists in two parts, so that a resume token is encoded and decoded. */
static void expect_a_listing(sgp_client *client)
{
    GUARDED(sgp_list_image_versions_request)
    request = { SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT, CANARY };
    GUARDED(sgp_paginator_options) options = { SGP_PAGINATOR_OPTIONS_INIT, CANARY };
    sgp_paginator *paginator = NULL;
    const sgp_image_version *item = NULL;
    const sgp_page *page = NULL;
    sgp_page *all = NULL;
    sgp_str token = { NULL, 0 };

    request.value.image_name = "img";
    request.value.sort_by = SGP_IMAGE_VERSION_SORT_BY_VERSION;
    options.value.max_items = sgp_opt_int_of(3);
    EXPECT_OK(sgp_list_image_versions_paginator_new(&paginator, client, &request.value,
                                                    &options.value, &err.value));
    if (!paginator) return;
    EXPECT_OK(sgp_paginator_next_page(paginator, &page, &err.value));
    EXPECT(page && page->count == 2 && sgp_page_image_version(page, 0)->version == 3);
    EXPECT_OK(sgp_paginator_resume_token(paginator, &token, &err.value));
    EXPECT(token.ptr && token.len > 0);
    EXPECT_OK(sgp_paginator_next_image_version(paginator, &item, &err.value));
    EXPECT(item && item->version == 1);
    EXPECT_OK(sgp_page_new(&all, &memory.value, &err.value));
    EXPECT_OK(sgp_paginator_full_result(paginator, all, &err.value));
    EXPECT(sgp_paginator_item_count(paginator) == 3);
    sgp_page_free(all);
    sgp_paginator_free(paginator);
    EXPECT_INTACT(request);
    EXPECT_INTACT(options);
}

/* Fills the options with own parts; the caller replaces some of them. */
static void set_own_parts(sgp_client_options *options)
{
    options->region = "us-west-2";
    options->http = &http.value;
    options->codec = &codec.value;
    options->signer = &signer.value;
    options->credentials = &provider.value;
    options->platform = &platform.value;
    options->allocator = &memory.value;
    options->trace = &trace.value;
}

/* Makes a client, lists with it and frees it with the parts that it owns. */
static void expect_a_client(const sgp_client_options *options)
{
    sgp_client *client = NULL;

    EXPECT_OK(sgp_client_new(&client, options, &err.value));
    if (client) expect_a_listing(client);
    sgp_client_free(client);
    EXPECT(live_bytes == 0);
    expect_all_intact();
}

static void list_with_own_parts(void)
{
    GUARDED(sgp_client_options) options = { SGP_CLIENT_OPTIONS_INIT, CANARY };

    set_own_parts(&options.value);
    expect_a_client(&options.value);
    EXPECT_INTACT(options);
    EXPECT(traced_bytes > 0);
}

static void list_with_shipped_parts(void)
{
    GUARDED(sgp_client_options) options = { SGP_CLIENT_OPTIONS_INIT, CANARY };

    set_own_parts(&options.value);
    options.value.codec = sgp_aws_json();
    EXPECT_OK(sgp_sigv4_new(&options.value.signer, &crypto.value, &trace.value, &memory.value,
                            &err.value));
    EXPECT_OK(sgp_creds_static_new(&options.value.credentials, "ID", "s", NULL, &memory.value,
                                   &err.value));
    expect_a_client(&options.value);
    EXPECT_INTACT(options);
}

static void list_without_signing(void)
{
    GUARDED(sgp_client_options) options = { SGP_CLIENT_OPTIONS_INIT, CANARY };

    set_own_parts(&options.value);
    options.value.codec = sgp_aws_json_raw_timestamps();
    options.value.signer = sgp_sign_none();
    options.value.credentials = NULL;
    expect_a_client(&options.value);
    EXPECT_INTACT(options);
}

static void list_over_shipped_http(void)
{
    GUARDED(sgp_client_options) options = { SGP_CLIENT_OPTIONS_INIT, CANARY };
    GUARDED(sgp_http1_options) http1 = { SGP_HTTP1_OPTIONS_INIT, CANARY };
    sgp_dialer *net = NULL;

    set_own_parts(&options.value);
    http1.value.trace = &trace.value;
    streams_opened = 0;
    EXPECT_OK(sgp_net_dialer_new(&net, &dialer.value, &tls.value, &memory.value, &err.value));
    EXPECT_OK(sgp_http1_new(&options.value.http, net, &platform.value, &http1.value, &memory.value,
                            &err.value));
    expect_a_client(&options.value);
    EXPECT(streams_opened == 2);
    EXPECT_INTACT(options);
    EXPECT_INTACT(http1);
}

static void list_with_lent_parts(void)
{
    GUARDED(sgp_client_options) options = { SGP_CLIENT_OPTIONS_INIT, CANARY };
    GUARDED(sgp_http_loan) http_loan = { { { NULL }, NULL }, CANARY };
    GUARDED(sgp_signer_loan) signer_loan = { { { NULL }, NULL }, CANARY };
    GUARDED(sgp_credentials_provider_loan) provider_loan = { { { NULL }, NULL }, CANARY };

    set_own_parts(&options.value);
    options.value.http = sgp_http_lend(&http_loan.value, &http.value);
    options.value.signer = sgp_signer_lend(&signer_loan.value, &signer.value);
    options.value.credentials = sgp_credentials_provider_lend(&provider_loan.value,
                                                              &provider.value);
    expect_a_client(&options.value);
    EXPECT_INTACT(options);
    EXPECT_INTACT(http_loan);
    EXPECT_INTACT(signer_loan);
    EXPECT_INTACT(provider_loan);
}

static void list_from_own_source(void)
{
    GUARDED(sgp_list_image_versions_request)
    request = { SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT, CANARY };
    sgp_paginator *paginator = NULL;
    sgp_page *all = NULL;

    request.value.image_name = "img";
    EXPECT_OK(sgp_list_image_versions_paginator_new_from(
        &paginator, &source.value, &codec.value, &memory.value, &request.value, NULL, &err.value));
    EXPECT_OK(sgp_page_new(&all, &memory.value, &err.value));
    EXPECT_OK(sgp_paginator_full_result(paginator, all, &err.value));
    EXPECT(all && all->count == 1);
    sgp_page_free(all);
    sgp_paginator_free(paginator);
    EXPECT_INTACT(request);
    expect_all_intact();
}

/* --- the default client ----------------------------------------------------------------------- */

static void expect_a_default_client(const sgp_default_options *options, int lists)
{
    sgp_client *client = NULL;

    EXPECT_OK(sgp_client_new_default(&client, options, &err.value));
    if (client && lists) expect_a_listing(client);
    sgp_client_free(client);
    EXPECT(live_bytes == 0);
    expect_all_intact();
}

static void list_with_the_default_client(void)
{
    GUARDED(sgp_default_options) options = { SGP_DEFAULT_OPTIONS_INIT, CANARY };
    GUARDED(sgp_client_options) client = { SGP_CLIENT_OPTIONS_INIT, CANARY };

    client.value.http = &http.value;
    client.value.signer = &signer.value;
    client.value.platform = &platform.value;
    client.value.allocator = &memory.value;
    client.value.trace = &trace.value;
    options.value.client = &client.value;
    expect_a_default_client(&options.value, 1); /* with the profile's keys */
    options.value.access_key_id = "ID";
    options.value.secret_access_key = "s";
    expect_a_default_client(&options.value, 1);
    EXPECT_INTACT(options);
    EXPECT_INTACT(client);
}

static sgp_status own_tls_new(sgp_tls **out, const sgp_tls_options *options,
                              const sgp_allocator *allocator, sgp_error *e)
{
    (void)options;
    (void)allocator;
    (void)e;
    *out = &tls.value;
    return SGP_OK;
}

static sgp_crypto *own_crypto(void)
{
    return &crypto.value;
}

static void make_a_default_client_on_an_own_backend(void)
{
    static const GUARDED(sgp_backend)
        backend = { { sizeof(sgp_backend), "old", own_tls_new, own_crypto }, CANARY };
    GUARDED(sgp_default_options) options = { SGP_DEFAULT_OPTIONS_INIT, CANARY };
    GUARDED(sgp_client_options) client = { SGP_CLIENT_OPTIONS_INIT, CANARY };
    GUARDED(sgp_tls_options) tls_options = { SGP_TLS_OPTIONS_INIT, CANARY };
    GUARDED(sgp_http1_options) http1 = { SGP_HTTP1_OPTIONS_INIT, CANARY };
    GUARDED(sgp_creds_iot_options) iot = { SGP_CREDS_IOT_OPTIONS_INIT, CANARY };

    client.value.platform = &platform.value;
    client.value.allocator = &memory.value;
    options.value.client = &client.value;
    options.value.tls = &tls_options.value;
    options.value.http1 = &http1.value;
    options.value.backend = &backend.value;
    expect_a_default_client(&options.value, 0);
    iot.value.endpoint_url = "https://x.credentials.iot.us-west-2.amazonaws.com";
    iot.value.role_alias = "alias";
    options.value.iot = &iot.value;
    expect_a_default_client(&options.value, 0);
    EXPECT_INTACT(options);
    EXPECT_INTACT(client);
    EXPECT_INTACT(tls_options);
    EXPECT_INTACT(http1);
    EXPECT_INTACT(iot);
}

/* --- credentials providers -------------------------------------------------------------------- */

/* Gets credentials, compares the key ID and destroys the provider. */
static void expect_key(sgp_credentials_provider *p, sgp_platform *clock, const char *key, int line)
{
    sgp_credentials *credentials = NULL;
    sgp_status status;

    expect(p != NULL, key, line);
    if (!p) return;
    EXPECT_OK(sgp_credentials_new(&credentials, &memory.value, &err.value));
    while ((status = p->type->get(p, NOW_US, credentials, sgp_deadline_none(), &err.value)) ==
           SGP_AGAIN) {
        sgp_poll_interest interest = SGP_POLL_INTEREST_INIT;
        if (SGP_HAS(p, wants)) p->type->wants(p, &interest);
        if (clock->type->wait(clock, &interest) != SGP_OK) break;
    }
    expect_status(status, SGP_OK, key, line);
    if (status == SGP_OK) expect(strcmp(credentials->access_key_id.ptr, key) == 0, key, line);
    sgp_credentials_free(credentials);
    DESTROY(p);
    expect(live_bytes == 0, "the provider freed its memory", line);
    expect_all_intact();
}

#define EXPECT_KEY(p, key) expect_key((p), &platform.value, (key), __LINE__)

static void set_parts(sgp_creds_parts *parts, sgp_document_parser *documents)
{
    parts->http = &http.value;
    parts->parser = documents;
    parts->platform = &platform.value;
    parts->allocator = &memory.value;
}

static void get_from_json_services(void)
{
    GUARDED(sgp_creds_parts) parts = { SGP_CREDS_PARTS_INIT, CANARY };
    GUARDED(sgp_creds_container_options) container = { SGP_CREDS_CONTAINER_OPTIONS_INIT, CANARY };
    GUARDED(sgp_creds_imds_options) imds = { SGP_CREDS_IMDS_OPTIONS_INIT, CANARY };
    GUARDED(sgp_creds_iot_options) iot = { SGP_CREDS_IOT_OPTIONS_INIT, CANARY };
    GUARDED(sgp_creds_sso_options) sso = { SGP_CREDS_SSO_OPTIONS_INIT, CANARY };
    sgp_credentials_provider *p = NULL;

    set_parts(&parts.value, &parser.value);
    container.value.relative_uri = "/container";
    EXPECT_OK(sgp_creds_container_new(&p, &parts.value, &container.value, &err.value));
    EXPECT_KEY(p, "CONTAINER");
    EXPECT_OK(sgp_creds_imds_new(&p, &parts.value, &imds.value, &err.value));
    EXPECT_KEY(p, "INSTANCE");
    iot.value.endpoint_url = "https://x.credentials.iot.us-west-2.amazonaws.com";
    iot.value.role_alias = "alias";
    EXPECT_OK(sgp_creds_iot_new(&p, &parts.value, &iot.value, &err.value));
    EXPECT_KEY(p, "IOT");
    sso.value.account_id = "123456789012";
    sso.value.role_name = "role";
    sso.value.start_url = "https://x.awsapps.com/start";
    sso.value.region = "us-west-2";
    sso.value.portal_url = "https://portal.sso.us-west-2.amazonaws.com";
    sso.value.oidc_url = "https://oidc.us-west-2.amazonaws.com";
    sso.value.cache_folder = "/home/old/token";
    sso.value.crypto = &crypto.value;
    EXPECT_OK(sgp_creds_sso_new(&p, &parts.value, &sso.value, &err.value));
    EXPECT_KEY(p, "SSO");
    EXPECT_INTACT(parts);
    EXPECT_INTACT(container);
    EXPECT_INTACT(imds);
    EXPECT_INTACT(iot);
    EXPECT_INTACT(sso);
}

static void get_from_sts(void)
{
    GUARDED(sgp_creds_parts) parts = { SGP_CREDS_PARTS_INIT, CANARY };
    GUARDED(sgp_creds_assume_role_options) role = { SGP_CREDS_ASSUME_ROLE_OPTIONS_INIT, CANARY };
    GUARDED(sgp_creds_web_identity_options) web = { SGP_CREDS_WEB_IDENTITY_OPTIONS_INIT, CANARY };
    sgp_credentials_provider *p = NULL;

    set_parts(&parts.value, sgp_xml_document_parser());
    role.value.source = &provider.value;
    role.value.signer = &signer.value;
    role.value.endpoint_url = "https://sts.us-west-2.amazonaws.com";
    role.value.region = "us-west-2";
    role.value.role_arn = "arn:aws:iam::123456789012:role/r";
    EXPECT_OK(sgp_creds_assume_role_new(&p, &parts.value, &role.value, &err.value));
    EXPECT_KEY(p, "AssumeRole");
    web.value.endpoint_url = "https://sts.us-west-2.amazonaws.com";
    web.value.role_arn = "arn:aws:iam::123456789012:role/r";
    web.value.token_file = "/home/old/token";
    EXPECT_OK(sgp_creds_web_identity_new(&p, &parts.value, &web.value, &err.value));
    EXPECT_KEY(p, "AssumeRoleWithWebIdentity");
    EXPECT_INTACT(parts);
    EXPECT_INTACT(role);
    EXPECT_INTACT(web);
}

/* Options that give nothing, then the last provider; a cache around both. */
static void get_from_a_chain(sgp_credentials_provider *last, const char *key)
{
    sgp_credentials_provider *both[2] = { NULL, last }, *chain = NULL, *cache = NULL;

    EXPECT_OK(sgp_creds_static_new(&both[0], NULL, NULL, NULL, &memory.value, &err.value));
    EXPECT_OK(sgp_creds_chain_new(&chain, both, 2, &memory.value, &err.value));
    EXPECT_OK(sgp_creds_cache_new(&cache, chain, &trace.value, &memory.value, &err.value));
    if (cache && SGP_HAS(cache, reset)) cache->type->reset(cache);
    EXPECT_KEY(cache, key);
}

static void get_from_this_machine(void)
{
    static const char command[] = "/bin/echo '{\"Version\": 1, \"AccessKeyId\": \"PROCESS\", "
                                  "\"SecretAccessKey\": \"s\"}'";
    sgp_credentials_provider *p = NULL;
    sgp_profile *profile = NULL;

    get_from_a_chain(&provider.value, "OWN");
    EXPECT_OK(sgp_profile_new(&profile, NULL, &platform.value, &memory.value, &err.value));
    EXPECT_OK(sgp_creds_profile_new(&p, profile, SGP_PROFILE_CONFIG, &memory.value, &err.value));
    sgp_profile_free(profile);
    get_from_a_chain(p, "PROFILE");
    EXPECT_OK(sgp_creds_process_new(&p, command, sgp_platform_posix(), &parser.value, &memory.value,
                                    &err.value));
    expect_key(p, sgp_platform_posix(), "PROCESS", __LINE__);
    EXPECT_OK(sgp_creds_env_new(&p, &platform.value, &memory.value, &err.value));
    DESTROY(p);
}

/* --- shipped parts that the program calls itself ---------------------------------------------- */

static void call_the_codec(void)
{
    GUARDED(sgp_list_image_versions_request)
    request = { SGP_LIST_IMAGE_VERSIONS_REQUEST_INIT, CANARY };
    GUARDED(sgp_page_params) params = { SGP_PAGE_PARAMS_INIT, CANARY };
    GUARDED(sgp_position) position = { SGP_POSITION_INIT, CANARY };
    sgp_codec *json = sgp_aws_json();
    sgp_http_request *encoded = NULL;
    sgp_arena *arena = NULL;
    sgp_str token = { NULL, 0 };

    request.value.image_name = "img";
    params.value.next_token = sgp_str_from("t1");
    EXPECT_OK(sgp_http_request_new(&encoded, NULL, &err.value));
    EXPECT_OK(json->type->encode_list_image_versions(json, &request.value, &params.value, encoded,
                                                     &err.value));
    EXPECT(encoded &&
           strcmp(encoded->body.ptr, "{\"ImageName\": \"img\", \"NextToken\": \"t1\"}") == 0);
    sgp_http_request_free(encoded);
    EXPECT_OK(sgp_arena_new(&arena, NULL, 65536, &err.value));
    position.value.next_token = sgp_str_from("t1");
    EXPECT_OK(json->type->encode_token(json, &position.value, arena, &token, &err.value));
    EXPECT_OK(json->type->decode_token(json, token, arena, &position.value, &err.value));
    EXPECT(sgp_str_equal(position.value.next_token, sgp_str_from("t1")));
    sgp_arena_free(arena);
    EXPECT_INTACT(request);
    EXPECT_INTACT(params);
    EXPECT_INTACT(position);
}

/* The old dialer and TLS tables have no `destroy`: an HTTP layer destroys them. */
static void destroy_dialer(sgp_dialer *owned)
{
    sgp_http *made = NULL;

    EXPECT_OK(sgp_http1_new(&made, owned, &platform.value, NULL, &memory.value, &err.value));
    DESTROY(made);
    EXPECT(live_bytes == 0);
}

static void call_a_dialer(sgp_dialer *called)
{
    GUARDED(sgp_target) target = { SGP_TARGET_INIT, CANARY };
    sgp_stream *opened = NULL;

    target.value.host = "api.sagemaker.us-west-2.amazonaws.com";
    target.value.port = 443;
    EXPECT_OK(called->type->open(called, &target.value, &opened, &err.value));
    if (opened) opened->type->close(opened);
    destroy_dialer(called);
    EXPECT_INTACT(target);
}

static void call_the_dialers(void)
{
    sgp_dialer *net = NULL, *tcp = NULL;

    EXPECT_OK(sgp_net_dialer_new(&net, &dialer.value, NULL, &memory.value, &err.value));
    if (net) call_a_dialer(net);
    EXPECT_OK(sgp_tcp_dialer_new(&tcp, &platform.value, &memory.value, &err.value));
    if (tcp) call_a_dialer(tcp);
}

static void make_the_backends(void)
{
    GUARDED(sgp_tls_options) options = { SGP_TLS_OPTIONS_INIT, CANARY };
    const sgp_backend *backend;

    for (size_t i = 0; (backend = sgp_backend_at(i)) != NULL; i++) {
        sgp_tls *made = NULL;
        sgp_dialer *net = NULL;
        EXPECT_OK(backend->tls_new(&made, &options.value, &memory.value, &err.value));
        EXPECT_OK(sgp_net_dialer_new(&net, &dialer.value, made, &memory.value, &err.value));
        destroy_dialer(net);
        EXPECT(backend->crypto()->type->context_bytes <= SGP_CRYPTO_CONTEXT_MAX);
    }
    EXPECT_INTACT(options);
}

static void set_long_errors(void)
{
    char long_text[SGP_ERROR_MESSAGE_MAX + 100], shown[64];
    GUARDED(sgp_error) small = { SGP_ERROR_INIT, CANARY };

    memset(long_text, 'x', sizeof long_text);
    long_text[sizeof long_text - 1] = '\0';
    sgp_error_reset(&err.value);
    (void)sgp_error_set(&err.value, SGP_ERR_TLS, "%s", long_text);
    (void)sgp_error_set(&small.value, SGP_ERR_TLS, "%s", long_text);
    sgp_error_prefix(&err.value, "prefix");
    sgp_error_prefix(&small.value, "prefix");
    EXPECT(strlen(sgp_error_message(&err.value)) == SGP_ERROR_MESSAGE_MAX);
    EXPECT(strlen(sgp_error_message(&small.value)) == SGP_ERROR_SHORT_MESSAGE_MAX);
    EXPECT(strlen(sgp_error_describe(&err.value, shown, sizeof shown)) == sizeof shown - 1);
    EXPECT_INTACT(err);
    EXPECT_INTACT(text);
    EXPECT_INTACT(small);
}

int main(void)
{
    (void)setvbuf(stdout, NULL, _IONBF, 0); /* a crash loses no line */
    list_with_own_parts();
    list_with_shipped_parts();
    list_without_signing();
    list_over_shipped_http();
    list_with_lent_parts();
    list_from_own_source();
    list_with_the_default_client();
    make_a_default_client_on_an_own_backend();
    get_from_json_services();
    get_from_sts();
    get_from_this_machine();
    call_the_codec();
    call_the_dialers();
    make_the_backends();
    set_long_errors();
    return failures > 0;
}
