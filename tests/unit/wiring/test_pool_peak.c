/*
 * The memory that a listing takes from a pool: signer, HTTP/1.1, client and paginator, for 2,500
 * versions in pages of 10 and of 100. The figures are those of the device (docs/embedded.md) where
 * pointers have 32 bits; larger pointers need more.
 *
 * A peer in memory sends what sagepager-endpoint --generate 2500 sends, byte for byte but for the
 * values. Its answers were recorded with curl.
 */
#include "stack.h"

#define VERSIONS 2500
#define POOL_BYTES (64 * 1024)

#define HEAD                                                                                       \
    "HTTP/1.1 200 OK\r\nx-amzn-RequestId: 2dc0cb5e-4d33-4277-8f27-36c4e8b3dde4\r\n"                \
    "Content-Type: application/x-amz-json-1.1\r\n"
#define DATE "Date: Tue, 01 Dec 2026 02:15:02 GMT\r\n\r\n"
#define ARN "arn:aws:sagemaker:us-west-2:123456789012:image"
#define ITEM                                                                                       \
    "{\"CreationTime\":1709013893.312,\"ImageArn\":\"" ARN "/demo-image\","                        \
    "\"ImageVersionArn\":\"" ARN "-version/demo-image/%d\",\"ImageVersionStatus\":\"CREATED\","    \
    "\"LastModifiedTime\":1709088436.562,\"Version\":%d}"
#define TOKEN "AQAAAAOqf9Xqf0l921p7J+8o1aImhYvahPy7H7/E/7SfISl2"

/* --- the peer --------------------------------------------------------------------------------- */

typedef enum sending { WHOLE, IN_PIECES, CHUNKED, WAYS } sending;

typedef struct peer {
    sgp_dialer base;
    sgp_stream stream; /* opened every time */
    sending way;
    char request[2048];
    size_t request_len;
    char body[40000];
    char response[41000];
    size_t response_len;
    size_t response_at;
} peer;

static peer the_peer;

/* Returns the number behind a text of the request, or `otherwise`. */
static int number_behind(const char *text, int otherwise)
{
    const char *at = strstr(the_peer.request, text);

    return at ? atoi(at + strlen(text)) : otherwise;
}

static size_t write_body(char *out, size_t size)
{
    int count = number_behind("\"MaxResults\": ", 10), first = number_behind(TOKEN, 0);
    size_t used = (size_t)snprintf(out, size, "{\"ImageVersions\":[");

    for (int i = first; i < first + count && i < VERSIONS; i++)
        used += (size_t)snprintf(out + used, size - used, "%s" ITEM, i > first ? "," : "",
                                 VERSIONS - i, VERSIONS - i);
    used += (size_t)snprintf(out + used, size - used, "]");
    if (first + count < VERSIONS)
        used += (size_t)snprintf(out + used, size - used, ",\"NextToken\":\"" TOKEN "%04d\"",
                                 first + count);
    return used + (size_t)snprintf(out + used, size - used, "}");
}

static void answer(void)
{
    peer *p = &the_peer;
    size_t len = write_body(p->body, sizeof p->body);
    int used;

    if (p->way == CHUNKED)
        used = snprintf(p->response, sizeof p->response,
                        HEAD "Transfer-Encoding: chunked\r\n" DATE "%x\r\n%s\r\n0\r\n\r\n",
                        (unsigned)len, p->body);
    else
        used = snprintf(p->response, sizeof p->response, HEAD "Content-Length: %d\r\n" DATE "%s",
                        (int)len, p->body);
    p->response_len = (size_t)used;
    p->response_at = 0;
    p->request_len = 0;
}

static sgp_status connect(sgp_stream *stream, sgp_deadline deadline, sgp_error *err)
{
    (void)stream;
    (void)deadline;
    (void)err;
    return SGP_OK;
}

static sgp_status read_some(sgp_stream *stream, void *buffer, size_t capacity, size_t *got,
                            sgp_deadline deadline, sgp_error *err)
{
    peer *p = &the_peer;
    size_t left = p->response_len - p->response_at, most = p->way == IN_PIECES ? 64 : left;

    (void)stream;
    (void)deadline;
    (void)err;
    if (left == 0) return SGP_AGAIN;
    *got = left < most ? left : most;
    if (*got > capacity) *got = capacity;
    memcpy(buffer, p->response + p->response_at, *got);
    p->response_at += *got;
    return SGP_OK;
}

static sgp_status write_some(sgp_stream *stream, const void *bytes, size_t len, size_t *put,
                             sgp_deadline deadline, sgp_error *err)
{
    peer *p = &the_peer;

    (void)stream;
    (void)deadline;
    (void)err;
    assert_true(p->request_len + len < sizeof p->request);
    memcpy(p->request + p->request_len, bytes, len);
    p->request_len += len;
    p->request[p->request_len] = '\0';
    if (p->request[p->request_len - 1] == '}') answer();
    *put = len;
    return SGP_OK;
}

static void hang_up(sgp_stream *stream)
{
    (void)stream;
    the_peer.request_len = the_peer.response_len = the_peer.response_at = 0;
}

static sgp_status open_stream(sgp_dialer *dialer, const sgp_target *target, sgp_stream **out,
                              sgp_error *err)
{
    static const sgp_stream_type type = { sizeof type, "peer",  connect, read_some,
                                          write_some,  hang_up, NULL };

    (void)dialer;
    (void)target;
    (void)err;
    the_peer.stream.type = &type;
    *out = &the_peer.stream;
    return SGP_OK;
}

/* --- listings from a pool --------------------------------------------------------------------- */

static union {
    unsigned char bytes[POOL_BYTES];
    void *aligned;
} memory;

typedef struct listed {
    sgp_status status;
    char message[256];
    size_t items;
    size_t peak, wanted;
} listed;

static sgp_status read_all(stack *s, size_t *items)
{
    const sgp_page *page;
    sgp_status status;

    while ((status = sgp_paginator_next_page(s->pages, &page, &s->err)) == SGP_OK)
        *items += page->count;
    return status;
}

static listed list(sending way, int page_size, size_t pool_bytes)
{
    static const sgp_dialer_type type = { sizeof type, "peer", open_stream, NULL };
    listed result = { SGP_OK, "", 0, 0, 0 };
    sgp_pool *pool;
    stack s;

    the_peer.base.type = &type;
    the_peer.way = way;
    assert_int_equal(sgp_pool_new(&pool, memory.bytes, pool_bytes), SGP_OK);
    stack_init(&s, &the_peer.base);
    s.memory.api = *sgp_pool_allocator(pool);
    s.options.page_size = sgp_opt_int_of(page_size);
    result.status = stack_make_client(&s);
    if (result.status == SGP_OK) result.status = stack_start_listing(&s);
    if (result.status == SGP_OK) result.status = read_all(&s, &result.items);
    (void)snprintf(result.message, sizeof result.message, "%s", sgp_error_message(&s.err));
    result.peak = sgp_pool_peak_bytes(pool);
    result.wanted = sgp_pool_wanted_bytes(pool);
    stack_finish(&s);
    assert_int_equal(sgp_pool_used_bytes(pool), 0);
    return result;
}

static void the_peak_stays_below_its_limit(void **state)
{
    static const struct {
        int page_size;
        size_t limit_32, limit_64; /* by the bits of a pointer */
    } cases[] = { { 10, 12 * 1024, 13 * 1024 }, { 100, 28 * 1024, 32 * 1024 } };
    const size_t more_for_chunks = 1024; /* the body's length is unknown */

    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int way = 0; way < WAYS; way++) {
            listed result = list((sending)way, cases[i].page_size, POOL_BYTES);
            size_t limit = sizeof(void *) == 4 ? cases[i].limit_32 : cases[i].limit_64;

            assert_int_equal(result.status, SGP_END);
            assert_int_equal(result.items, VERSIONS);
            print_message("page size %d, sending %d: %lu bytes\n", cases[i].page_size, way,
                          (unsigned long)result.peak);
            if (way == CHUNKED) limit += more_for_chunks;
            assert_in_range(result.peak, 1, limit);
        }
}

/* The blocks of one page after the other fit into the same places. */
static void a_pool_of_little_more_than_the_peak_is_enough(void **state)
{
    (void)state;
    for (int page_size = 10; page_size <= 100; page_size += 90) {
        size_t peak = list(WHOLE, page_size, POOL_BYTES).peak;

        assert_int_equal(list(WHOLE, page_size, peak + 256).status, SGP_END);
    }
}

/* Then the caller learns what it was asked for in vain. All but the last KB are missed in the
 * constructors or at the first page. */
static void a_pool_that_is_too_small_says_so_early(void **state)
{
    size_t peak = list(WHOLE, 10, POOL_BYTES).peak;

    (void)state;
    for (size_t bytes = 256; bytes < peak; bytes += 64) {
        listed result = list(WHOLE, 10, bytes);
        unsigned long block = 0;

        if (result.status == SGP_END) continue; /* a reservation is only a hint */
        assert_int_equal(result.status, SGP_ERR_MEMORY);
        assert_in_range(result.wanted, result.peak + 1, 2 * peak);
        assert_int_equal(sscanf(result.message, "out of memory: %lu bytes were wanted", &block), 1);
        assert_in_range(block, 1, result.wanted);
        if (bytes + 1024 < peak) assert_int_equal(result.items, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_peak_stays_below_its_limit),
        cmocka_unit_test(a_pool_of_little_more_than_the_peak_is_enough),
        cmocka_unit_test(a_pool_that_is_too_small_says_so_early),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
