/*
 * hmac_sha256.c - the only caller of the slots of sgp_crypto in this folder.
 */
#include "hmac_sha256.h"

#include <string.h>

#include "err.h"
#include "mem.h"

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

static sgp_status missing_slot(sgp_error *err, const char *slot)
{
    return sgp_error_set(err, SGP_ERR_USAGE, "sgp_crypto has no %s: set every mandatory slot",
                         slot);
}

static sgp_status copy_crypto(sgp_crypto *ours, const sgp_crypto *theirs, sgp_error *err)
{
    if (!sgp__table_copy(ours, sizeof *ours, theirs, offsetof(sgp_crypto, ctx_size))) {
        return sgp_error_set(err, SGP_ERR_USAGE, "no sgp_crypto given: start from SGP_CRYPTO_INIT");
    }
    if (!SGP_HAS(ours, init)) return missing_slot(err, "init");
    if (!SGP_HAS(ours, update)) return missing_slot(err, "update");
    if (!SGP_HAS(ours, final)) return missing_slot(err, "final");
    if (ours->ctx_size > SGP_CRYPTO_CTX_MAX) {
        return sgp_error_set(err, SGP_ERR_USAGE, "sgp_crypto.ctx_size is above %d",
                             SGP_CRYPTO_CTX_MAX);
    }
    return SGP_OK;
}

/* A crypto may keep its state elsewhere. */
static size_t context_bytes(const sgp__hasher *hasher)
{
    return hasher->crypto.ctx_size > 0 ? hasher->crypto.ctx_size : 1;
}

sgp_status sgp__hasher_init(sgp__hasher *hasher, const sgp_crypto *crypto,
                            const sgp_allocator *allocator, sgp_error *err)
{
    SGP_TRY(copy_crypto(&hasher->crypto, crypto, err));
    hasher->allocator = allocator;
    hasher->context = sgp__alloc(allocator, context_bytes(hasher));
    return hasher->context ? SGP_OK : sgp__no_memory(err);
}

void sgp__hasher_deinit(sgp__hasher *hasher)
{
    const sgp_crypto *crypto = &hasher->crypto;

    if (crypto->release) crypto->release(crypto->self, hasher->context);
    sgp__free(hasher->allocator, hasher->context, context_bytes(hasher));
}

/* Outcomes such as SGP_AGAIN are not allowed here and must not travel up as if they were. */
static sgp_status crypto_result(sgp_status status, const char *slot, sgp_error *err)
{
    if (status == SGP_OK) return SGP_OK;
    if (status > SGP_OK) status = SGP_ERR_CRYPTO;
    return sgp_error_set(err, status, "SHA-256 failed: sgp_crypto.%s gave %s", slot,
                         sgp_status_text(status));
}

static sgp_status crypto_init(const sgp_crypto *crypto, void *context, sgp_error *err)
{
    return crypto_result(crypto->init(crypto->self, context, err), "init", err);
}

static sgp_status crypto_update(const sgp_crypto *crypto, void *context, sgp__bytes bytes,
                                sgp_error *err)
{
    return crypto_result(crypto->update(crypto->self, context, bytes.ptr, bytes.len, err), "update",
                         err);
}

static sgp_status crypto_final(const sgp_crypto *crypto, void *context, unsigned char *digest,
                               sgp_error *err)
{
    return crypto_result(crypto->final(crypto->self, context, digest, err), "final", err);
}

sgp_status sgp__sha256(const sgp__hasher *hasher, const sgp__bytes *pieces, size_t count,
                       unsigned char digest[SGP_SHA256_BYTES], sgp_error *err)
{
    const sgp_crypto *crypto = &hasher->crypto;
    sgp_status updated = SGP_OK;
    sgp_status status = crypto_init(crypto, hasher->context, err);

    if (status == SGP_OK) {
        for (size_t i = 0; i < count && updated == SGP_OK; i++) {
            updated = crypto_update(crypto, hasher->context, pieces[i], err);
        }
        /* sys/crypto.h: final follows also a failed update. */
        status = crypto_final(crypto, hasher->context, digest, err);
        if (updated != SGP_OK) status = updated;
    }
    if (!crypto->release) sgp_wipe(hasher->context, context_bytes(hasher));
    if (status != SGP_OK) sgp_wipe(digest, SGP_SHA256_BYTES);
    return status;
}

/* FIPS 198-1, steps 1 to 3: a key longer than a block is hashed; zeros fill up a shorter one. */
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
    for (size_t i = 0; i < SGP_SHA256_BLOCK_BYTES; i++) {
        block[i] = (unsigned char)(block[i] ^ pad);
    }
}

/* FIPS 198-1, steps 4 to 9: H(K ^ opad, H(K ^ ipad, message)). */
sgp_status sgp__hmac_sha256(const sgp__hasher *hasher, const sgp__bytes *key, size_t key_count,
                            sgp__bytes message, unsigned char mac[SGP_SHA256_BYTES], sgp_error *err)
{
    const unsigned char inner_pad = 0x36, outer_pad = 0x5c;
    unsigned char block[SGP_SHA256_BLOCK_BYTES];
    unsigned char inner[SGP_SHA256_BYTES];
    sgp__bytes pieces[2];
    sgp_status status = block_of_key(hasher, key, key_count, block, err);

    if (status != SGP_OK) goto out;
    xor_block(block, inner_pad);
    pieces[0] = sgp__bytes_of(block, sizeof block);
    pieces[1] = message;
    status = sgp__sha256(hasher, pieces, 2, inner, err);
    if (status != SGP_OK) goto out;

    xor_block(block, (unsigned char)(inner_pad ^ outer_pad));
    pieces[1] = sgp__bytes_of(inner, sizeof inner);
    status = sgp__sha256(hasher, pieces, 2, mac, err);
out:
    sgp_wipe(block, sizeof block);
    sgp_wipe(inner, sizeof inner);
    if (status != SGP_OK) sgp_wipe(mac, SGP_SHA256_BYTES);
    return status;
}
