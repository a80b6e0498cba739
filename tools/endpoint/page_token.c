/*
 * NextToken: base64 of version byte, position and HMAC-SHA256 over position and
 * listing. The key is fixed, so a token is valid after a restart, as the
 * service's tokens are.
 */
#include "page_token.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>
#include <string.h>

enum {
    /*
     * The first byte. It makes base64 start with 'A', so a token never consists
     * of digits only and never decodes to JSON. So tests find clients that take
     * a token for either.
     */
    TOKEN_FORM = 1,
    HEAD_SIZE = 5, /* form, position (big-endian) */
    SEAL_SIZE = SHA256_DIGEST_LENGTH,
    BINARY_SIZE = HEAD_SIZE + SEAL_SIZE,
    TEXT_SIZE = (BINARY_SIZE + 2) / 3 * 4,
};

static const char seal_key[] = "sagepager-endpoint page token 1";

static void put_head(uint32_t position, unsigned char head[HEAD_SIZE])
{
    head[0] = TOKEN_FORM;
    for (int i = 0; i < 4; i++)
        head[1 + i] = (unsigned char)(position >> (24 - 8 * i) & 0xFF);
}

void ep_page_token_make(const struct ep_text *listing, uint32_t position, struct ep_text *out)
{
    struct ep_text sealed = { 0 };
    unsigned char binary[BINARY_SIZE];
    unsigned char text[TEXT_SIZE + 1];

    put_head(position, binary);
    ep_text_add(&sealed, (const char *)binary, HEAD_SIZE);
    ep_text_add(&sealed, listing->data, listing->len);
    HMAC(EVP_sha256(), seal_key, (int)sizeof seal_key - 1, (const unsigned char *)sealed.data,
         sealed.len, binary + HEAD_SIZE, NULL);
    ep_text_free(&sealed);
    EVP_EncodeBlock(text, binary, BINARY_SIZE);
    ep_text_add(out, (const char *)text, TEXT_SIZE);
}

/* Takes only the position from the token; the rest must equal what this file
 * writes for it. */
bool ep_page_token_read(const struct ep_text *listing, const char *token, uint32_t *position)
{
    unsigned char binary[TEXT_SIZE / 4 * 3]; /* decoding writes bytes for the padding too */
    struct ep_text expected = { 0 };
    bool genuine;

    if (strlen(token) != TEXT_SIZE ||
        EVP_DecodeBlock(binary, (const unsigned char *)token, TEXT_SIZE) < 0)
        return false;
    *position = (uint32_t)binary[1] << 24 | (uint32_t)binary[2] << 16 | (uint32_t)binary[3] << 8 |
                binary[4];
    ep_page_token_make(listing, *position, &expected);
    genuine = CRYPTO_memcmp(expected.data, token, TEXT_SIZE) == 0;
    ep_text_free(&expected);
    return genuine;
}
