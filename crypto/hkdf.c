/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* HKDF (RFC 5869), and TLS 1.3's labels (RFC 8446 section 7.1). */

#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/random.h>

#include "crypto/bytes.h"

#define MAX_LABEL 255   /* with the prefix: its length is one byte */
#define MAX_CONTEXT 255 /* likewise */

/* Keys of HMAC that are zeros, prepared: a salt that is left out (RFC 5869 section 2.2), such as
 * the one of TLS 1.3's early secret. test_hash computes them again. */
static const struct brisk_hmac_key no_salt_sha256 = {
    .alg = BRISK_SHA256,
    .inner.w32 = { 0xf454dead, 0x9725214f, 0x90daf2a0, 0xdf1228ea, 0x64e5750f, 0xa3924181,
                   0x824a932b, 0xf8e04e32 },
    .outer.w32 = { 0xd385480f, 0x7abb6477, 0x37c9c538, 0x5dd82467, 0x8e043a72, 0x753434b0,
                   0xdeb82818, 0x361d45a6 },
};
static const struct brisk_hmac_key no_salt_sha384 = {
    .alg = BRISK_SHA384,
    .inner.w64 = { 0x53f869327560c3a2, 0xc237b05164a5bbe8, 0xe581f7394cfa66b8, 0x846fa61922faad62,
                   0xdd0b37ce462cff5e, 0x7ee8a4bdc87567f3, 0x39bda99c75a047f7, 0xc7bd628bd3f9a734 },
    .outer.w64 = { 0xff6ce3f9ca86c81c, 0x585559c2ae0fc15c, 0xcf0d5686fb65a54e, 0xf1d54ee19e8cfd02,
                   0xa5c720ab778ff100, 0xdeb3e5f667573e8c, 0xc1bfc7ec16b591f3, 0x34d487c1c79d59eb },
};

int brisk_hkdf_extract(enum brisk_hash_alg alg, uint8_t *prk, const uint8_t *salt, size_t salt_len,
                       const uint8_t *ikm, size_t ikm_len)
{
    struct brisk_hmac_key key;
    if (salt_len == 0 && (alg == BRISK_SHA256 || alg == BRISK_SHA384)) {
        brisk_hmac_tag(alg == BRISK_SHA256 ? &no_salt_sha256 : &no_salt_sha384, prk, ikm, ikm_len);
        return 0;
    }
    int error = brisk_hmac_key_init(&key, alg, salt, salt_len);
    if (error) {
        return error;
    }
    brisk_hmac_tag(&key, prk, ikm, ikm_len);
    brisk_wipe(&key, sizeof(key));
    return 0;
}

int brisk_hkdf_expand(const struct brisk_hmac_key *prk, uint8_t *out, size_t out_len,
                      const uint8_t *info, size_t info_len)
{
    uint8_t block[BRISK_HASH_MAX_SIZE];
    size_t size = brisk_hash_size(prk->alg);
    if (out_len > 255 * size) {
        return BRISK_ERR_LENGTH;
    }
    for (uint8_t counter = 1; out_len > 0; counter++) {
        struct brisk_hmac hmac;
        brisk_hmac_init(&hmac, prk);
        if (counter > 1) {
            brisk_hmac_update(&hmac, block, size);
        }
        brisk_hmac_update(&hmac, info, info_len);
        brisk_hmac_update(&hmac, &counter, 1);
        brisk_hmac_final(&hmac, block);
        size_t n = out_len < size ? out_len : size;
        memcpy(out, block, n);
        out += n;
        out_len -= n;
    }
    brisk_wipe(block, sizeof(block));
    return 0;
}

int brisk_hkdf_expand_label(const struct brisk_hmac_key *secret, uint8_t *out, size_t out_len,
                            const char *label, const uint8_t *context, size_t context_len)
{
    static const char prefix[] = { 't', 'l', 's', '1', '3', ' ' };
    uint8_t info[2 + 1 + MAX_LABEL + 1 + MAX_CONTEXT + 1];
    size_t label_len = strlen(label);
    if (label_len > MAX_LABEL - sizeof(prefix) || context_len > MAX_CONTEXT ||
        out_len > 255 * brisk_hash_size(secret->alg)) {
        return BRISK_ERR_LENGTH;
    }
    uint8_t *at = info;
    *at++ = (uint8_t)(out_len >> 8);
    *at++ = (uint8_t)out_len;
    *at++ = (uint8_t)(sizeof(prefix) + label_len);
    memcpy(at, prefix, sizeof(prefix));
    at += sizeof(prefix);
    memcpy(at, label, label_len);
    at += label_len;
    *at++ = (uint8_t)context_len;
    if (context_len > 0) {
        memcpy(at, context, context_len);
        at += context_len;
    }
    if (out_len > brisk_hash_size(secret->alg)) {
        return brisk_hkdf_expand(secret, out, out_len, info, (size_t)(at - info));
    }
    /* What TLS asks for is one block, T(1), nearly always: one HMAC of the info and the counter. */
    uint8_t block[BRISK_HASH_MAX_SIZE];
    *at++ = 1;
    brisk_hmac_tag(secret, block, info, (size_t)(at - info));
    memcpy(out, block, out_len);
    brisk_wipe(block, sizeof(block));
    return 0;
}
