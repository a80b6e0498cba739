/*
 * The table of faults, and the bytes of each. See fault.h.
 */
#include "fault.h"

#include <string.h>

#define TYPE "Content-Type: application/x-amz-json-1.1\r\n"
#define OK "HTTP/1.1 200 OK\r\n" TYPE
#define LENGTH "Content-Length: @\r\n"
#define CHUNKED "Transfer-Encoding: chunked\r\n"
#define END "\r\n"
#define BAD "HTTP/1.1 400 Bad Request\r\n" TYPE LENGTH END

static const struct ep_fault faults[] = {
    /* Status lines and heads. */
    { .name = "http-1.0",
      .what = "HTTP/1.0, closed after the answer",
      .head = "HTTP/1.0 200 OK\r\n" TYPE LENGTH END },
    { .name = "http-2",
      .what = "an unsupported HTTP version",
      .head = "HTTP/2.0 200 OK\r\n" TYPE LENGTH END },
    { .name = "no-version",
      .what = "a status line without a version",
      .head = "200 OK\r\n" LENGTH END },
    { .name = "garbage",
      .what = "bytes that are not HTTP",
      .head = "\x15\x03\x01 what?\r\n\r\n",
      .body = "" },
    { .name = "status-letters",
      .what = "a status that is not a number",
      .head = "HTTP/1.1 abc OK\r\n" LENGTH END },
    { .name = "status-four-digits",
      .what = "status 2000",
      .head = "HTTP/1.1 2000 OK\r\n" LENGTH END },
    { .name = "no-reason", .what = "no reason phrase", .head = "HTTP/1.1 200\r\n" TYPE LENGTH END },
    { .name = "header-without-colon",
      .what = "a header line without a colon",
      .head = OK "X-Odd\r\n" LENGTH END },
    { .name = "header-blank-name",
      .what = "a header name with a blank before the colon",
      .head = OK "X-Odd : a\r\n" LENGTH END },
    { .name = "header-folded",
      .what = "a header on two lines",
      .head = OK "X-Odd: a\r\n b\r\n" LENGTH END },
    { .name = "header-control",
      .what = "a control character in a header",
      .head = OK "X-Odd: a\x01z\r\n" LENGTH END },
    { .name = "bare-cr", .what = "a CR inside a header", .head = OK "X-Odd: a\rb\r\n" LENGTH END },
    { .name = "bare-lf",
      .what = "lines that end in LF only",
      .head = "HTTP/1.1 200 OK\nContent-Length: @\n\n" },
    { .name = "head-long",
      .what = "a header of 1 MB",
      .prefix = "HTTP/1.1 200 OK\r\nX-Odd: ",
      .prefix_times = 1,
      .head = "",
      .body = "0123456789abcdef",
      .body_times = 65536 },
    { .name = "head-many",
      .what = "100,000 header lines",
      .prefix = "HTTP/1.1 200 OK\r\n",
      .prefix_times = 1,
      .head = "",
      .body = "X-Odd: a\r\n",
      .body_times = 100000 },
    /* Interim responses. */
    { .name = "continue",
      .what = "a 100 response before the answer",
      .prefix = "HTTP/1.1 100 Continue\r\n\r\n",
      .prefix_times = 1 },
    { .name = "early-hints",
      .what = "a 103 response before the answer",
      .prefix = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n",
      .prefix_times = 1 },
    { .name = "interim-storm",
      .what = "10,000 103 responses before the answer",
      .prefix = "HTTP/1.1 103 Early Hints\r\n\r\n",
      .prefix_times = 10000 },
    { .name = "switching",
      .what = "a 101 response, then bytes of another protocol",
      .head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n" },
    /* Lengths. */
    { .name = "no-length", .what = "a body that ends when the connection closes", .head = OK END },
    { .name = "length-short",
      .what = "more bytes than Content-Length announces",
      .head = OK "Content-Length: <\r\n" END },
    { .name = "length-long",
      .what = "fewer bytes than Content-Length announces",
      .head = OK "Content-Length: >\r\n" END },
    { .name = "length-negative",
      .what = "Content-Length: -5",
      .head = OK "Content-Length: -5\r\n" END },
    { .name = "length-letters",
      .what = "Content-Length: abc",
      .head = OK "Content-Length: abc\r\n" END },
    { .name = "length-plus",
      .what = "Content-Length with a plus sign",
      .head = OK "Content-Length: +@\r\n" END },
    { .name = "length-huge",
      .what = "Content-Length beyond 64 bits",
      .head = OK "Content-Length: 99999999999999999999\r\n" END },
    { .name = "length-twice",
      .what = "the same Content-Length twice",
      .head = OK LENGTH LENGTH END },
    { .name = "length-conflict",
      .what = "two different Content-Lengths",
      .head = OK LENGTH "Content-Length: 5\r\n" END },
    { .name = "length-and-chunked",
      .what = "Content-Length and chunked (smuggling)",
      .head = OK LENGTH CHUNKED END,
      .before = "#\r\n",
      .after = "\r\n0\r\n\r\n" },
    /* Chunks. */
    { .name = "chunked",
      .what = "one chunk",
      .head = OK CHUNKED END,
      .before = "#\r\n",
      .after = "\r\n0\r\n\r\n" },
    { .name = "chunk-extension",
      .what = "a chunk with an extension",
      .head = OK CHUNKED END,
      .before = "#;a=b\r\n",
      .after = "\r\n0\r\n\r\n" },
    { .name = "chunk-trailer",
      .what = "a trailer after the chunks",
      .head = OK CHUNKED END,
      .before = "#\r\n",
      .after = "\r\n0\r\nX-Odd: a\r\n\r\n" },
    { .name = "chunk-letters",
      .what = "a chunk size that is not a number",
      .head = OK CHUNKED END,
      .before = "xyz\r\n",
      .after = "\r\n0\r\n\r\n" },
    { .name = "chunk-huge",
      .what = "a chunk size beyond 64 bits",
      .head = OK CHUNKED END,
      .before = "fffffffffffffffff\r\n",
      .after = "\r\n0\r\n\r\n" },
    { .name = "chunk-negative",
      .what = "a negative chunk size",
      .head = OK CHUNKED END,
      .before = "-5\r\n",
      .after = "\r\n0\r\n\r\n" },
    { .name = "chunk-run-over",
      .what = "a chunk longer than announced",
      .head = OK CHUNKED END,
      .before = "5\r\n",
      .after = "\r\n0\r\n\r\n" },
    { .name = "chunk-no-end",
      .what = "no last chunk",
      .head = OK CHUNKED END,
      .before = "#\r\n",
      .after = "\r\n" },
    { .name = "coding-unknown",
      .what = "Transfer-Encoding: gzip",
      .head = OK "Transfer-Encoding: gzip\r\n" END },
    { .name = "coding-twice",
      .what = "Transfer-Encoding: chunked, chunked",
      .head = OK "Transfer-Encoding: chunked, chunked\r\n" END,
      .before = "#\r\n",
      .after = "\r\n0\r\n\r\n" },
    /* Bodies. */
    { .name = "body-empty", .what = "200 without a body", .body = "" },
    { .name = "body-html",
      .what = "200 with an HTML page",
      .body = "<html><body>Log in first</body></html>" },
    { .name = "body-gzip",
      .what = "a body with Content-Encoding: gzip",
      .head = OK "Content-Encoding: gzip\r\n" LENGTH END,
      .body = "\x1f\x8b\x08 not really" },
    { .name = "body-cut",
      .what = "JSON that is cut off",
      .body = "{\"ImageVersions\": [{\"Version\": 1" },
    { .name = "body-array", .what = "JSON that is not an object", .body = "[1, 2]" },
    { .name = "body-types",
      .what = "members of the wrong type",
      .body = "{\"ImageVersions\": [{\"Version\": \"1\"}]}" },
    { .name = "body-bytes",
      .what = "a text that is not UTF-8",
      .body = "{\"ImageVersions\": [{\"ImageArn\": \"\xff\xfe\"}]}" },
    { .name = "body-deep", .what = "100,000 nested lists", .body = "[", .body_times = 100000 },
    { .name = "body-huge",
      .what = "a body of 8 MB",
      .body = "[0123456789, 0123456789, 0123456789, 0123456789, 01],",
      .body_times = 160000 },
    /* Connections. */
    { .name = "close", .what = "connection closed instead of an answer", .head = "", .body = "" },
    { .name = "reset",
      .what = "connection reset instead of an answer",
      .head = "",
      .body = "",
      .ending = EP_FAULT_RESET },
    { .name = "close-in-head",
      .what = "connection closed within the head",
      .head = "HTTP/1.1 200 OK\r\nContent-Le",
      .body = "" },
    { .name = "close-in-body", .what = "connection closed within the body", .cut_percent = 70 },
    { .name = "reset-in-body",
      .what = "connection reset within the body",
      .cut_percent = 70,
      .ending = EP_FAULT_RESET },
    { .name = "stall",
      .what = "no answer, connection left open",
      .head = "",
      .body = "",
      .ending = EP_FAULT_STALL },
    { .name = "stall-in-head",
      .what = "silence after a part of the head",
      .head = "HTTP/1.1 200 OK\r\nContent-Le",
      .body = "",
      .ending = EP_FAULT_STALL },
    { .name = "stall-in-body",
      .what = "silence after a part of the body",
      .cut_percent = 70,
      .ending = EP_FAULT_STALL },
    { .name = "late", .what = "an answer after 300 ms", .wait_ms = 300 },
    { .name = "drip", .what = "an answer sent byte by byte", .drip_ms = 1 },
    /* The service. */
    { .name = "throttle",
      .what = "400 ThrottlingException",
      .head = BAD,
      .body = "{\"__type\": \"ThrottlingException\", \"message\": \"Rate exceeded\"}" },
    { .name = "unavailable",
      .what = "503 with an HTML page",
      .head = "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/html\r\n" LENGTH END,
      .body = "<html>busy</html>" },
    { .name = "internal",
      .what = "500 without a body",
      .head = "HTTP/1.1 500 Oops\r\n" LENGTH END,
      .body = "" },
    { .name = "denied",
      .what = "403 AccessDeniedException",
      .head = "HTTP/1.1 403 Forbidden\r\n" TYPE LENGTH END,
      .body = "{\"__type\": \"AccessDeniedException\", \"Message\": \"not you\"}" },
    { .name = "error-bare", .what = "400 with {}", .head = BAD, .body = "{}" },
    { .name = "error-html",
      .what = "400 with an HTML page",
      .head = BAD,
      .body = "<html>no</html>" },
    { .name = "error-number",
      .what = "400 with a number as error code",
      .head = BAD,
      .body = "{\"__type\": 7, \"message\": []}" },
    { .name = "redirect",
      .what = "301 to another URL",
      .head = "HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\n" LENGTH END,
      .body = "" },
    { .name = "same-token",
      .what = "an empty page with the same next token each time",
      .body = "{\"ImageVersions\": [], \"NextToken\": \"same\"}" },
};

static const char usual_head[] = OK LENGTH END;

const struct ep_fault *ep_fault_at(size_t index)
{
    return index < sizeof faults / sizeof *faults ? &faults[index] : NULL;
}

const struct ep_fault *ep_fault_find(const char *name)
{
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        if (strcmp(faults[i].name, name) == 0) return &faults[i];
    return NULL;
}

static void add_filled(struct ep_text *out, const char *template, size_t len)
{
    for (; *template != '\0'; template ++) {
        switch (*template) {
        case '@':
            ep_text_addf(out, "%zu", len);
            break;
        case '<':
            ep_text_addf(out, "%zu", len > 5 ? len - 5 : 0);
            break;
        case '>':
            ep_text_addf(out, "%zu", len + 5);
            break;
        case '#':
            ep_text_addf(out, "%zx", len);
            break;
        default:
            ep_text_add(out, template, 1);
        }
    }
}

/* Copies what is there already, twice as much each time: one text after the other would take longer
 * than clients wait. */
static void add_repeated(struct ep_text *out, const char *text, unsigned times)
{
    size_t start = out->len, wanted = strlen(text) * times;

    ep_text_reserve(out, wanted); /* so the data stays where it is */
    while (out->len - start < wanted) {
        size_t done = out->len - start;
        size_t left = wanted - done;
        if (done == 0)
            ep_text_add(out, text, strlen(text));
        else
            ep_text_add(out, out->data + start, done < left ? done : left);
    }
}

void ep_fault_render(const struct ep_fault *fault, const struct ep_text *body, struct ep_text *out)
{
    const char *text = fault->body != NULL ? fault->body : body->data;
    unsigned times = fault->body_times > 0 ? fault->body_times : 1;
    size_t len = fault->body != NULL ? strlen(text) * times : body->len;

    if (fault->prefix != NULL) add_repeated(out, fault->prefix, fault->prefix_times);
    add_filled(out, fault->head != NULL ? fault->head : usual_head, len);
    if (fault->before != NULL) add_filled(out, fault->before, len);
    if (fault->body != NULL)
        add_repeated(out, text, times);
    else
        ep_text_add(out, len > 0 ? text : "", len);
    if (fault->after != NULL) ep_text_add(out, fault->after, strlen(fault->after));
    if (fault->cut_percent > 0) out->len = out->len * fault->cut_percent / 100;
}

const struct ep_fault *ep_fault_next(struct ep_fault_plan *plan)
{
    struct ep_fault_use *use = plan->uses;

    if (plan->count == 0) return NULL;
    if (use->requests == 0) return use->fault;
    if (--use->requests == 0) {
        const struct ep_fault *last = use->fault;
        plan->count--;
        memmove(use, use + 1, plan->count * sizeof *use);
        return last;
    }
    return use->fault;
}
