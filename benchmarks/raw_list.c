/*
 * raw_list.c - the lower limit that scripts/bench compares the library with: only the
 * steps that every listing needs. It has a blocking connection, OpenSSL and a cached
 * signing key, but no layers and no retries. `trusting` decodes without any check;
 * `checking` uses the library's decoder, so the difference to the library is the cost
 * of its other layers.
 *
 * Usage: raw_list tls|plain PORT PAGE-SIZE CA-FILE|"" trusting|checking; keys and
 * region from the environment.
 *
 */
#define _POSIX_C_SOURCE 200809L

#include "sagepager/sagepager.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define DIGEST_BYTES 32
#define BLOCK_BYTES 64
#define ANSWER_BYTES_MAX (1 << 20)
#define ITEMS_MAX 100
#define HEADER_NAMES "content-type;host;x-amz-date;x-amz-target"

typedef struct text {
    const char *at;
    size_t len;
} text;

typedef struct item {
    int64_t creation_us, modified_us, version;
    text arn, version_arn, status, reason;
} item;

static void die(const char *what)
{
    (void)fprintf(stderr, "raw_list: %s\n", what);
    exit(1);
}

static const char *variable(const char *name)
{
    const char *value = getenv(name);

    if (value == NULL) die(name);
    return value;
}

/* --- the connection --------------------------------------------------------------------------- */

static int fd;
static SSL *ssl;

static void connect_to(unsigned port, const char *ca_file, int is_tls)
{
    struct sockaddr_in address;
    SSL_CTX *context;
    int on = 1;

    memset(&address, 0, sizeof address);
    address.sin_family = AF_INET;
    address.sin_port = htons((uint16_t)port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) != 0)
        die("no connection");
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (!is_tls) return;
    context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
    if (SSL_CTX_load_verify_locations(context, ca_file, NULL) != 1)
        die("no usable certificate in CA-FILE");
    ssl = SSL_new(context);
    SSL_CTX_free(context);
    (void)SSL_set1_host(ssl, "localhost");
    (void)SSL_set_tlsext_host_name(ssl, "localhost");
    if (SSL_set_fd(ssl, fd) != 1 || SSL_connect(ssl) != 1) die("the TLS handshake failed");
}

static void send_all(const char *bytes, size_t len)
{
    long put = ssl ? SSL_write(ssl, bytes, (int)len) : (long)write(fd, bytes, len);

    if (put != (long)len) die("the request was not sent whole");
}

static size_t receive(char *out, size_t room)
{
    long got = ssl ? SSL_read(ssl, out, (int)room) : (long)read(fd, out, room);

    if (got <= 0) die("the answer ends too soon");
    return (size_t)got;
}

/* The body of one answer, NUL-terminated. */
static char *read_answer(char *buffer)
{
    size_t len = 0;
    char *body = NULL;

    while (body == NULL) {
        len += receive(buffer + len, ANSWER_BYTES_MAX - 1 - len);
        buffer[len] = '\0';
        body = strstr(buffer, "\r\n\r\n");
    }
    body += 4;
    for (size_t all =
             (size_t)(body - buffer) + strtoul(strstr(buffer, "Content-Length: ") + 16, NULL, 10);
         len < all;)
        len += receive(buffer + len, all - len);
    buffer[len] = '\0';
    return body;
}

/* --- signing ---------------------------------------------------------------------------------- */

static EVP_MD_CTX *digest;
static char date[17], scope[128];
static unsigned char signing_key[DIGEST_BYTES];

static void sha256(const void *a, size_t a_len, const void *b, size_t b_len, unsigned char *out)
{
    (void)EVP_DigestInit_ex(digest, NULL, NULL);
    (void)EVP_DigestUpdate(digest, a, a_len);
    (void)EVP_DigestUpdate(digest, b, b_len);
    (void)EVP_DigestFinal_ex(digest, out, NULL);
}

/* For keys of at most one block. */
static void hmac(const void *key, size_t key_len, const char *message, unsigned char *out)
{
    unsigned char block[BLOCK_BYTES] = { 0 }, inner[DIGEST_BYTES];

    memcpy(block, key, key_len);
    for (int i = 0; i < BLOCK_BYTES; i++)
        block[i] ^= 0x36;
    sha256(block, sizeof block, message, strlen(message), inner);
    for (int i = 0; i < BLOCK_BYTES; i++)
        block[i] ^= 0x36 ^ 0x5c;
    sha256(block, sizeof block, inner, sizeof inner, out);
}

/* Signs every request with the time of the start; page_server checks no signature. */
static void prepare_signing(void)
{
    time_t now = time(NULL);
    char secret[64], day[9] = "";

    digest = EVP_MD_CTX_new();
    (void)EVP_DigestInit_ex(digest, EVP_sha256(), NULL);
    (void)strftime(date, sizeof date, "%Y%m%dT%H%M%SZ", gmtime(&now));
    memcpy(day, date, 8);
    (void)snprintf(scope, sizeof scope, "%s/%s/sagemaker/aws4_request", day,
                   variable("AWS_REGION"));
    (void)snprintf(secret, sizeof secret, "AWS4%s", variable("AWS_SECRET_ACCESS_KEY"));
    hmac(secret, strlen(secret), day, signing_key);
    hmac(signing_key, DIGEST_BYTES, variable("AWS_REGION"), signing_key);
    hmac(signing_key, DIGEST_BYTES, "sagemaker", signing_key);
    hmac(signing_key, DIGEST_BYTES, "aws4_request", signing_key);
}

static const char *hex(const unsigned char *bytes, char *out)
{
    static const char digits[] = "0123456789abcdef";

    for (int i = 0; i < DIGEST_BYTES; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
    out[2 * DIGEST_BYTES] = '\0';
    return out;
}

static void sign(unsigned port, text body, char *signature)
{
    unsigned char bytes[DIGEST_BYTES];
    char canonical[1024], to_sign[512], digits[2 * DIGEST_BYTES + 1];
    int len;

    sha256(body.at, body.len, "", 0, bytes);
    len = snprintf(canonical, sizeof canonical,
                   "POST\n/\n\ncontent-type:application/x-amz-json-1.1\nhost:localhost:%u\n"
                   "x-amz-date:%s\nx-amz-target:SageMaker.ListImageVersions\n\n" HEADER_NAMES
                   "\n%s",
                   port, date, hex(bytes, digits));
    sha256(canonical, (size_t)len, "", 0, bytes);
    (void)snprintf(to_sign, sizeof to_sign, "AWS4-HMAC-SHA256\n%s\n%s\n%s", date, scope,
                   hex(bytes, digits));
    hmac(signing_key, DIGEST_BYTES, to_sign, bytes);
    (void)hex(bytes, signature);
}

static void send_request(unsigned port, const char *page_size, text token)
{
    char body[512], request[2048], signature[2 * DIGEST_BYTES + 1];
    text signed_body = { body, 0 };

    signed_body.len = (size_t)snprintf(
        body, sizeof body, "{\"ImageName\":\"demo-image\",\"MaxResults\":%s%s%.*s%s}", page_size,
        token.at ? ",\"NextToken\":\"" : "", (int)token.len, token.at ? token.at : "",
        token.at ? "\"" : "");
    sign(port, signed_body, signature);
    send_all(request,
             (size_t)snprintf(request, sizeof request,
                              "POST / HTTP/1.1\r\nHost: localhost:%u\r\nContent-Length: %zu\r\n"
                              "Content-Type: application/x-amz-json-1.1\r\n"
                              "X-Amz-Target: SageMaker.ListImageVersions\r\nX-Amz-Date: %s\r\n"
                              "Authorization: AWS4-HMAC-SHA256 Credential=%s/%s, "
                              "SignedHeaders=" HEADER_NAMES ", Signature=%s\r\n\r\n%s",
                              port, signed_body.len, date, variable("AWS_ACCESS_KEY_ID"), scope,
                              signature, body));
}

/* --- pages ------------------------------------------------------------------------------------ */

/* Parses a number with no or three decimals; stores it times 1000. */
static const char *read_number(const char *at, int64_t *thousandths)
{
    int64_t digits = 0, scale = 1000;

    for (; (unsigned char)(*at - '0') <= 9; at++)
        digits = digits * 10 + (*at - '0');
    if (*at == '.')
        for (at++; (unsigned char)(*at - '0') <= 9; at++, scale /= 10)
            digits = digits * 10 + (*at - '0');
    *thousandths = digits * scale;
    return at;
}

/* The length of its name identifies a member. */
static void put_member(item *i, size_t name_len, text value, int64_t thousandths)
{
    if (name_len == 12) i->creation_us = thousandths * 1000;
    if (name_len == 16) i->modified_us = thousandths * 1000;
    if (name_len == 7) i->version = thousandths / 1000;
    if (name_len == 8) i->arn = value;
    if (name_len == 15) i->version_arn = value;
    if (name_len == 18) i->status = value;
    if (name_len == 13) i->reason = value;
}

/* Parses from the first member's quote; returns the position after the closing brace. */
static const char *read_item(const char *at, const char *end, item *i)
{
    do {
        const char *name = at + 1, *quote = memchr(name, '"', (size_t)(end - name));
        text value = { NULL, 0 };
        int64_t thousandths = 0;
        at = quote + 2;
        if (*at == '"') {
            value.at = at + 1;
            at = memchr(value.at, '"', (size_t)(end - value.at));
            value.len = (size_t)(at++ - value.at);
        } else {
            at = read_number(at, &thousandths);
        }
        put_member(i, (size_t)(quote - name), value, thousandths);
    } while (*at++ == ',');
    return at;
}

/* Returns the number of items and moves *at behind their list. */
static size_t read_items(const char **at, const char *end, item *items, size_t max)
{
    const char *next = *at + strlen("{\"ImageVersions\":[");
    size_t count = 0;

    while (*next != ']' && count < max) {
        memset(&items[count], 0, sizeof *items);
        next = read_item(next + 1, end, &items[count++]);
        if (*next == ',') next++;
    }
    *at = next + 1;
    return count;
}

/* look_trusting and look_checking read the items of a page and return its next token,
 * absent on the last page. */
static text look_trusting(const char *at, uint64_t *sum, uint64_t *all)
{
    static item items[ITEMS_MAX];
    const char *end = at + strlen(at);
    text token = { NULL, 0 };

    for (size_t i = 0, count = read_items(&at, end, items, ITEMS_MAX); i < count; i++, ++*all)
        *sum += (uint64_t)items[i].version + (uint64_t)items[i].creation_us +
                items[i].version_arn.len;
    if (*at == ',') token.at = at + strlen(",\"NextToken\":\"");
    if (token.at) token.len = (size_t)(end - token.at) - 2;
    return token;
}

static text look_checking(const char *at, sgp_page *page, uint64_t *sum, uint64_t *all)
{
    sgp_codec *codec = sgp_aws_json();
    sgp_page_decoder *decoder = NULL;
    text token;

    if (codec->type->decode_list_image_versions(codec, page, ITEMS_MAX, &decoder, NULL) != SGP_OK ||
        decoder->type->finish(decoder, sgp_str_from(at), NULL) != SGP_OK)
        die("the body is not a page");
    for (size_t i = 0; i < page->count; i++, ++*all) {
        const sgp_image_version *version = sgp_page_image_version(page, i);
        *sum += (uint64_t)version->version + (uint64_t)version->creation_time_us +
                version->image_version_arn.len;
    }
    token.at = page->next_token.ptr;
    token.len = page->next_token.len;
    return token;
}

static uint64_t list(unsigned port, const char *page_size, int is_checking, uint64_t *sum)
{
    char *buffer = malloc(ANSWER_BYTES_MAX);
    text token = { NULL, 0 };
    uint64_t all = 0;
    sgp_page *page = NULL;

    if (buffer == NULL || sgp_page_new(&page, NULL, NULL) != SGP_OK) die("out of memory");
    do {
        const char *body;
        send_request(port, page_size, token);
        body = read_answer(buffer);
        token = is_checking ? look_checking(body, page, sum, &all) : look_trusting(body, sum, &all);
    } while (token.at);
    sgp_page_free(page);
    free(buffer);
    return all;
}

int main(int argc, char **argv)
{
    uint64_t sum = 0, items;
    unsigned port;

    if (argc != 6) die("usage: raw_list tls|plain PORT PAGE-SIZE CA-FILE|\"\" trusting|checking");
    port = (unsigned)strtoul(argv[2], NULL, 10);
    prepare_signing();
    connect_to(port, argv[4], strcmp(argv[1], "tls") == 0);
    items = list(port, argv[3], strcmp(argv[5], "checking") == 0, &sum);
    printf("items %llu\nsum %llu\n", (unsigned long long)items, (unsigned long long)sum);
    SSL_free(ssl);
    (void)close(fd);
    EVP_MD_CTX_free(digest);
    return 0;
}
