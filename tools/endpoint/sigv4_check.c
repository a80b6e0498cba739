/*
 * Verifies AWS Signature Version 4. Each step passes or writes the real
 * service's refusal for it. sigv4_canonical.c builds the canonical request.
 */
#include "sigv4_check.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "sigv4_canonical.h"
#include "timestamp.h"

enum {
    HASH_SIZE = SHA256_DIGEST_LENGTH,
    HASH_HEX_SIZE = 2 * HASH_SIZE + 1,
    SCOPE_PARTS = 5, /* key id, day, region, service, terminator */
};

static const char algorithm[] = "AWS4-HMAC-SHA256";
static const char service_name[] = "sagemaker";
static const char scope_end[] = "aws4_request";

struct check {
    const struct ep_auth *auth;
    const struct ep_request *request;
    struct ep_reply *refusal;
    int64_t now;
    char *text;       /* copy of Authorization, split in place by the parser */
    char *scope_text; /* copy of Credential, split in place */
    const char *credential;
    const char *signed_headers;
    const char *signature;
    const char *scope[SCOPE_PARTS];
    const char *amz_date;
    char payload_hash[HASH_HEX_SIZE];
};

static void hex_of(const unsigned char hash[HASH_SIZE], char out[HASH_HEX_SIZE])
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < HASH_SIZE; i++) {
        out[2 * i] = digits[hash[i] >> 4];
        out[2 * i + 1] = digits[hash[i] & 15];
    }
    out[HASH_HEX_SIZE - 1] = '\0';
}

static void sha256_hex(const char *bytes, size_t len, char out[HASH_HEX_SIZE])
{
    unsigned char hash[HASH_SIZE];

    SHA256((const unsigned char *)bytes, len, hash);
    hex_of(hash, out);
}

static void hmac(const void *key, size_t key_len, const char *text, unsigned char out[HASH_SIZE])
{
    HMAC(EVP_sha256(), key, (int)key_len, (const unsigned char *)text, strlen(text), out, NULL);
}

static bool refuse_incomplete(struct check *check, const char *sentence)
{
    ep_reply_error(check->refusal, 400, "IncompleteSignatureException", "%s", sentence);
    return false;
}

static bool refuse_invalid(struct check *check, const char *sentence)
{
    ep_reply_error(check->refusal, 400, "InvalidSignatureException", "%s", sentence);
    return false;
}

/* Stores one `Name=value` of the header; each name may occur once. */
static bool take_parameter(struct check *check, char *parameter)
{
    static const char *const names[] = { "Credential", "SignedHeaders", "Signature" };
    const char **places[] = { &check->credential, &check->signed_headers, &check->signature };
    char *equals = strchr(parameter, '=');

    for (size_t i = 0; equals != NULL && i < sizeof names / sizeof names[0]; i++) {
        size_t len = strlen(names[i]);

        if ((size_t)(equals - parameter) != len || memcmp(parameter, names[i], len) != 0) continue;
        if (*places[i] != NULL)
            return refuse_incomplete(check, "Authorization header has a parameter twice.");
        *places[i] = equals + 1;
        return true;
    }
    ep_reply_error(check->refusal, 400, "IncompleteSignatureException",
                   "'%s' not a valid key=value pair (missing equal-sign) in Authorization header.",
                   parameter);
    return false;
}

static bool take_parameters(struct check *check, char *at)
{
    while (at != NULL) {
        char *comma = strchr(at, ',');

        if (comma != NULL) *comma = '\0';
        at += strspn(at, " ");
        if (!take_parameter(check, at)) return false;
        at = comma != NULL ? comma + 1 : NULL;
    }
    return true;
}

static bool require_parameters(struct check *check)
{
    struct ep_text missing = { 0 };
    bool complete;

    if (check->credential == NULL)
        ep_text_addf(&missing, "Authorization header requires 'Credential' parameter. ");
    if (check->signature == NULL)
        ep_text_addf(&missing, "Authorization header requires 'Signature' parameter. ");
    if (check->signed_headers == NULL)
        ep_text_addf(&missing, "Authorization header requires 'SignedHeaders' parameter. ");
    if (check->amz_date == NULL)
        ep_text_addf(&missing, "Authorization header requires existence of either a 'X-Amz-Date' "
                               "or a 'Date' header. ");
    complete = missing.len == 0;
    if (!complete) {
        ep_text_addf(&missing, "Authorization=%s", algorithm);
        (void)refuse_incomplete(check, missing.data);
    }
    ep_text_free(&missing);
    return complete;
}

static bool parse_authorization(struct check *check)
{
    const char *header = ep_request_header(check->request, "Authorization");
    size_t len = sizeof algorithm - 1;

    if (header == NULL) {
        ep_reply_error(check->refusal, 400, "MissingAuthenticationTokenException",
                       "Missing Authentication Token");
        return false;
    }
    if (strncmp(header, algorithm, len) != 0 || header[len] != ' ')
        return refuse_incomplete(check, "Unsupported AWS 'algorithm': the Authorization header "
                                        "must start with 'AWS4-HMAC-SHA256 '.");
    check->text = ep_copy(header + len + 1);
    check->amz_date = ep_request_header(check->request, "X-Amz-Date");
    return take_parameters(check, check->text) && require_parameters(check);
}

static bool parse_scope(struct check *check)
{
    char *at = check->scope_text = ep_copy(check->credential);
    size_t parts = 0;

    while (at != NULL && parts < SCOPE_PARTS) {
        char *slash = strchr(at, '/');

        if (slash != NULL) *slash = '\0';
        check->scope[parts++] = at;
        at = slash != NULL ? slash + 1 : NULL;
    }
    if (parts == SCOPE_PARTS && at == NULL) return true;
    ep_reply_error(check->refusal, 400, "IncompleteSignatureException",
                   "Credential must have exactly 5 slash-delimited elements, e.g. "
                   "keyid/date/region/service/term, got '%s'",
                   check->credential);
    return false;
}

/* Reports all mistakes in the scope at once, as the service does. */
static bool check_scope(struct check *check)
{
    struct ep_text wrong = { 0 };
    const char *region = check->auth->region;
    bool right;

    if (check->scope[2][0] == '\0' || (region != NULL && strcmp(check->scope[2], region) != 0))
        ep_text_addf(&wrong, "Credential should be scoped to a valid region, not '%s'. ",
                     check->scope[2]);
    if (strcmp(check->scope[3], service_name) != 0)
        ep_text_addf(&wrong, "Credential should be scoped to correct service: '%s'. ",
                     service_name);
    if (strcmp(check->scope[4], scope_end) != 0)
        ep_text_addf(&wrong,
                     "Credential should be scoped with a valid terminator: '%s', not "
                     "'%s'. ",
                     scope_end, check->scope[4]);
    if (strlen(check->scope[1]) != 8 || strncmp(check->scope[1], check->amz_date, 8) != 0)
        ep_text_addf(&wrong,
                     "Date in Credential scope does not match YYYYMMDD from ISO-8601 "
                     "version of date from HTTP: '%s' != '%.8s', from '%s'. ",
                     check->scope[1], check->amz_date, check->amz_date);
    right = wrong.len == 0;
    if (!right) {
        wrong.data[wrong.len - 1] = '\0';
        (void)refuse_invalid(check, wrong.data);
    }
    ep_text_free(&wrong);
    return right;
}

static bool refuse_clock(struct check *check, const char *what, const char *relation, int64_t edge,
                         char sign)
{
    unsigned long window = check->auth->clock_window_s;
    bool minutes = window % 60 == 0;
    char edge_text[EP_AMZ_DATE_SIZE];
    char now_text[EP_AMZ_DATE_SIZE];

    ep_amz_date_print(edge, edge_text);
    ep_amz_date_print(check->now, now_text);
    ep_reply_error(check->refusal, 400, "InvalidSignatureException",
                   "Signature %s: %s is %s than %s (%s %c %lu %s.)", what, check->amz_date,
                   relation, edge_text, now_text, sign, minutes ? window / 60 : window,
                   minutes ? "min" : "sec");
    return false;
}

static bool check_clock(struct check *check)
{
    int64_t window = (int64_t)check->auth->clock_window_s;
    int64_t signed_at;

    if (!ep_amz_date_parse(check->amz_date, &signed_at)) {
        ep_reply_error(check->refusal, 400, "IncompleteSignatureException",
                       "Date must be in ISO-8601 'basic format'. Got '%s'. See "
                       "http://en.wikipedia.org/wiki/ISO_8601",
                       check->amz_date);
        return false;
    }
    if (signed_at < check->now - window)
        return refuse_clock(check, "expired", "now earlier", check->now - window, '-');
    if (signed_at > check->now + window)
        return refuse_clock(check, "not yet current", "still later", check->now + window, '+');
    return true;
}

static bool is_signed(const char *signed_headers, const char *name)
{
    size_t name_len = strlen(name);

    for (const char *at = signed_headers; *at != '\0';) {
        size_t len = strcspn(at, ";");

        if (len == name_len && strncasecmp(at, name, len) == 0) return true;
        at += at[len] == ';' ? len + 1 : len;
    }
    return false;
}

static bool require_signed(struct check *check, const char *name)
{
    if (is_signed(check->signed_headers, name)) return true;
    ep_reply_error(check->refusal, 400, "InvalidSignatureException",
                   "'%s' must be a 'SignedHeader' in the AWS Authorization.", name);
    return false;
}

/* Lower-case, sorted, no name twice, none empty: the only spelling that a
 * signer may produce. */
static bool has_canonical_names(const char *names)
{
    const char *previous = "";
    size_t previous_len = 0;

    for (const char *at = names;; at++) {
        size_t len = strcspn(at, ";");
        size_t common = len < previous_len ? len : previous_len;
        int order = strncmp(previous, at, common);

        if (len == 0 || order > 0 || (order == 0 && previous_len >= len)) return false;
        for (size_t i = 0; i < len; i++)
            if (at[i] >= 'A' && at[i] <= 'Z') return false;
        previous = at;
        previous_len = len;
        at += len;
        if (*at == '\0') return true;
    }
}

static bool check_signed_headers(struct check *check)
{
    if (!has_canonical_names(check->signed_headers))
        return refuse_incomplete(check, "SignedHeaders must be lower-case, sorted and unique.");
    if (!require_signed(check, "host") || !require_signed(check, "x-amz-date")) return false;
    for (size_t i = 0; i < check->request->header_count; i++) {
        const char *name = check->request->headers[i].name;

        if (strncasecmp(name, "x-amz-", 6) == 0 && !require_signed(check, name)) return false;
    }
    return true;
}

static bool equal_secrets(const char *a, const char *b)
{
    size_t len = strlen(a);

    return len == strlen(b) && CRYPTO_memcmp(a, b, len) == 0;
}

static bool check_identity(struct check *check)
{
    const char *want = check->auth->session_token;
    const char *token = ep_request_header(check->request, "X-Amz-Security-Token");
    bool token_fits = want == NULL ? token == NULL : token != NULL && equal_secrets(want, token);

    if (token_fits && equal_secrets(check->scope[0], check->auth->access_key_id)) return true;
    ep_reply_error(check->refusal, 400, "UnrecognizedClientException",
                   "The security token included in the request is invalid.");
    return false;
}

/* The signed hash must be that of the received body; a header with another hash
 * is refused. */
static bool check_payload(struct check *check)
{
    const char *claimed = ep_request_header(check->request, "X-Amz-Content-SHA256");

    sha256_hex(check->request->body, check->request->body_len, check->payload_hash);
    if (claimed == NULL || strcmp(claimed, check->payload_hash) == 0) return true;
    return refuse_invalid(check, "The provided 'x-amz-content-sha256' header does not match what "
                                 "was computed.");
}

static void compute_signature(const struct check *check, const char *to_sign,
                              char out[HASH_HEX_SIZE])
{
    struct ep_text secret = { 0 };
    unsigned char key[HASH_SIZE];

    ep_text_addf(&secret, "AWS4%s", check->auth->secret_access_key);
    hmac(secret.data, secret.len, check->scope[1], key);
    for (size_t i = 2; i < SCOPE_PARTS; i++)
        hmac(key, HASH_SIZE, check->scope[i], key);
    hmac(key, HASH_SIZE, to_sign, key);
    hex_of(key, out);
    OPENSSL_cleanse(secret.data, secret.len);
    ep_text_free(&secret);
}

static void build_string_to_sign(const struct check *check, const struct ep_text *canonical,
                                 struct ep_text *out)
{
    char hash[HASH_HEX_SIZE];

    sha256_hex(canonical->data, canonical->len, hash);
    ep_text_addf(out, "%s\n%s\n%s/%s/%s/%s\n%s", algorithm, check->amz_date, check->scope[1],
                 check->scope[2], check->scope[3], check->scope[4], hash);
}

static bool check_signature(struct check *check)
{
    struct ep_text canonical = { 0 };
    struct ep_text to_sign = { 0 };
    char signature[HASH_HEX_SIZE];
    bool matches;

    ep_sigv4_canonical_request(check->request, check->signed_headers, check->payload_hash,
                               &canonical);
    build_string_to_sign(check, &canonical, &to_sign);
    compute_signature(check, to_sign.data, signature);
    matches = equal_secrets(check->signature, signature);
    if (!matches)
        ep_reply_error(check->refusal, 400, "InvalidSignatureException",
                       "The request signature we calculated does not match the signature you "
                       "provided. Check your AWS Secret Access Key and signing method. Consult "
                       "the service documentation for details.\n\nThe Canonical String for this "
                       "request should have been\n'%s'\n\nThe String-to-Sign should have been\n"
                       "'%s'\n",
                       canonical.data, to_sign.data);
    ep_text_free(&canonical);
    ep_text_free(&to_sign);
    return matches;
}

bool ep_sigv4_check(const struct ep_auth *auth, const struct ep_request *request, int64_t now,
                    struct ep_reply *refusal)
{
    struct check check = { .auth = auth, .request = request, .refusal = refusal, .now = now };
    bool passed = parse_authorization(&check) && parse_scope(&check) && check_scope(&check) &&
                  check_signed_headers(&check) && check_clock(&check) && check_identity(&check) &&
                  check_payload(&check) && check_signature(&check);

    free(check.text);
    free(check.scope_text);
    return passed;
}
