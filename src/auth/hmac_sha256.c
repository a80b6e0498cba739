/*
 * hmac_sha256.c - SHA-256 and HMAC-SHA-256 over sgp_crypto.
 */
#include "sgp_hmac_sha256.h"

#include <string.h>

#include "sgp_err.h"
#include "sgp_mem.h"
#include "sgp_part.h"

sgp__bytes sgp__bytes_of(const void *ptr, size_t len)
{
    sgp__bytes bytes;

    bytes.ptr = ptr;
    bytes.len = len;
    return bytes;
}

sgp__bytes sgp__bytes_of_text(const char *text)
{
    return sgp__bytes_of(text, strlen(text));
}

/* An implementation that stores its state elsewhere may require 0 bytes. */
static size_t context_bytes(const sgp__hasher *hasher)
{
    size_t bytes = hasher->crypto->type->context_bytes;

    return bytes > 0 ? bytes : 1;
}

sgp_status sgp__hasher_init(sgp__hasher *hasher, sgp_crypto *crypto, const sgp_allocator *allocator,
                            const char *constructor, sgp_error *err)
{
    static const sgp__slot slots[] = { SGP__SLOT(sgp_crypto_type, init),
                                       SGP__SLOT(sgp_crypto_type, update),
                                       SGP__SLOT(sgp_crypto_type, final) };

    SGP_TRY(SGP__PART_CHECK(crypto, 4076, constructor, "crypto", slots, err));
    if (crypto->type->context_bytes > SGP_CRYPTO_CONTEXT_MAX)
        return SGP__FAIL(err, SGP_ERR_USAGE, 4041, "%s: context_bytes of crypto is %lu: at most %d",
                         constructor, (unsigned long)crypto->type->context_bytes,
                         SGP_CRYPTO_CONTEXT_MAX);
    hasher->allocator = allocator;
    hasher->crypto = crypto;
    hasher->context = sgp__alloc(allocator, context_bytes(hasher));
    return hasher->context ? SGP_OK : SGP__NO_MEMORY(err, context_bytes(hasher));
}

void sgp__hasher_deinit(sgp__hasher *hasher)
{
    sgp_crypto *crypto = hasher->crypto;

    if (SGP_HAS(crypto, release)) crypto->type->release(crypto, hasher->context);
    sgp__free(hasher->allocator, hasher->context, context_bytes(hasher));
}

/* sys/crypto.h forbids outcomes such as SGP_AGAIN, so they become SGP_ERR_CRYPTO. */
static sgp_status check_result(sgp_status status, const char *slot, sgp_error *err)
{
    if (status == SGP_OK) return SGP_OK;
    return SGP__FAIL(err, status < SGP_OK ? status : SGP_ERR_CRYPTO, 4042,
                     "SHA-256 failed: %s of sgp_crypto returned %s", slot, sgp_status_text(status));
}

static sgp_status update_all(const sgp__hasher *hasher, const sgp__bytes *buffers, size_t count,
                             sgp_error *err)
{
    sgp_crypto *crypto = hasher->crypto;
    sgp_status status = SGP_OK;

    for (size_t i = 0; i < count && status == SGP_OK; i++)
        status = check_result(
            crypto->type->update(crypto, hasher->context, buffers[i].ptr, buffers[i].len, err),
            "update", err);
    return status;
}

/* sys/crypto.h: final is called after a failed update too. */
static sgp_status digest_all(const sgp__hasher *hasher, const sgp__bytes *buffers, size_t count,
                             unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    sgp_crypto *crypto = hasher->crypto;
    sgp_status updated, finished;

    SGP_TRY(check_result(crypto->type->init(crypto, hasher->context, err), "init", err));
    updated = update_all(hasher, buffers, count, err);
    finished = check_result(crypto->type->final(crypto, hasher->context, digest, err), "final",
                            err);
    return updated != SGP_OK ? updated : finished;
}

sgp_status sgp__sha256(const sgp__hasher *hasher, const sgp__bytes *buffers, size_t count,
                       unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    sgp_status status = digest_all(hasher, buffers, count, digest, err);

    if (!SGP_HAS(hasher->crypto, release)) sgp_wipe(hasher->context, context_bytes(hasher));
    if (status != SGP_OK) sgp_wipe(digest, SGP_SHA256_BYTES);
    return status;
}

/* FIPS 198-1, steps 1 to 3: a key longer than a block is hashed, a shorter one is padded with
 * zeros. */
static sgp_status block_of_key(const sgp__hasher *hasher, const sgp__bytes *key, size_t count,
                               unsigned char block[SGP_SHA256_BLOCK_BYTES], sgp_error *err)
{
    size_t used = 0;

    memset(block, 0, SGP_SHA256_BLOCK_BYTES);
    for (size_t i = 0; i < count; i++) {
        if (key[i].len > SGP_SHA256_BLOCK_BYTES - used) {
            memset(block, 0, SGP_SHA256_BLOCK_BYTES);
            return sgp__sha256(hasher, key, count, block, err);
        }
        if (key[i].len > 0) memcpy(block + used, key[i].ptr, key[i].len);
        used += key[i].len;
    }
    return SGP_OK;
}

static void xor_block(unsigned char block[SGP_SHA256_BLOCK_BYTES], unsigned char pad)
{
    for (size_t i = 0; i < SGP_SHA256_BLOCK_BYTES; i++)
        block[i] = (unsigned char)(block[i] ^ pad);
}

/* FIPS 198-1, steps 4 to 9: H(K ^ opad, H(K ^ ipad, message)). */
sgp_status sgp__hmac_sha256(const sgp__hasher *hasher, const sgp__bytes *key, size_t key_count,
                            sgp__bytes message, unsigned char mac[SGP_SHA256_BYTES], sgp_error *err)
{
    const unsigned char inner_pad = 0x36, outer_pad = 0x5c;
    unsigned char block[SGP_SHA256_BLOCK_BYTES];
    unsigned char inner[SGP_SHA256_BYTES];
    sgp__bytes buffers[2];
    sgp_status status = block_of_key(hasher, key, key_count, block, err);

    if (status != SGP_OK) goto out;
    xor_block(block, inner_pad);
    buffers[0] = sgp__bytes_of(block, sizeof block);
    buffers[1] = message;
    status = sgp__sha256(hasher, buffers, 2, inner, err);
    if (status != SGP_OK) goto out;

    xor_block(block, (unsigned char)(inner_pad ^ outer_pad));
    buffers[1] = sgp__bytes_of(inner, sizeof inner);
    status = sgp__sha256(hasher, buffers, 2, mac, err);
out:
    sgp_wipe(block, sizeof block);
    sgp_wipe(inner, sizeof inner);
    if (status != SGP_OK) sgp_wipe(mac, SGP_SHA256_BYTES);
    return status;
}
