/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA encodings (RFC 8017): EMSA-PKCS1-v1_5, EMSA-PSS with MGF1, and EME-PKCS1-v1_5 put on, and
 * taken off in constant time. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/rsa_internal.h"

/* The DigestInfo up to the digest (RFC 8017 section 9.2, note 1); 15 bytes are the same for all:
 * only the last byte of the object identifier and the two lengths differ. */
#define DIGEST_INFO_SIZE 19

static void apply_mgf1(uint8_t *data, size_t len, enum brisk_hash_alg alg, const uint8_t *seed);
static void hash_salted(uint8_t *out, enum brisk_hash_alg alg, const uint8_t *digest,
                        const uint8_t *salt, size_t salt_len);

/* The size of a digest that may be signed; 0 for SHA-1, which no new signature is made or accepted
 * with, and for what is no hash. */
static size_t signed_hash_size(enum brisk_hash_alg alg)
{
    return alg == BRISK_SHA1 ? 0 : brisk_hash_size(alg);
}

int brisk_rsa_pkcs1_encode(uint8_t *em, size_t em_len, enum brisk_hash_alg alg,
                           const uint8_t *digest)
{
    uint8_t info[DIGEST_INFO_SIZE] = { 0x30, 0,    0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                       0x65, 0x03, 0x04, 0x02, 0,    0x05, 0x00, 0x04, 0 };
    size_t hash_len = signed_hash_size(alg);
    if (hash_len == 0) {
        return BRISK_ERR_ARGUMENT;
    }
    info[1] = (uint8_t)(DIGEST_INFO_SIZE - 2 + hash_len);
    info[14] = alg == BRISK_SHA256 ? 1 : alg == BRISK_SHA384 ? 2 : 3; /* 2.16.840.1.101.3.4.2.x */
    info[18] = (uint8_t)hash_len;
    size_t pad_len = em_len - 3 - sizeof(info) - hash_len;
    em[0] = 0;
    em[1] = 1;
    memset(em + 2, 0xff, pad_len);
    em[2 + pad_len] = 0;
    memcpy(em + 3 + pad_len, info, sizeof(info));
    memcpy(em + 3 + pad_len + sizeof(info), digest, hash_len);
    return 0;
}

int brisk_rsa_pss_encode(uint8_t *em, size_t em_bits, enum brisk_hash_alg alg,
                         const uint8_t *digest, const uint8_t *salt, size_t salt_len)
{
    size_t hash_len = signed_hash_size(alg), em_len = (em_bits + 7) / 8;
    if (hash_len == 0 || salt_len > em_len - hash_len - 2) {
        return BRISK_ERR_ARGUMENT;
    }
    size_t db_len = em_len - hash_len - 1;
    memset(em, 0, db_len - salt_len - 1);
    em[db_len - salt_len - 1] = 1;
    memcpy(em + db_len - salt_len, salt, salt_len);
    hash_salted(em + db_len, alg, digest, salt, salt_len);
    apply_mgf1(em, db_len, alg, em + db_len);
    em[0] &= 0xff >> (8 * em_len - em_bits);
    em[em_len - 1] = 0xbc;
    return 0;
}

int brisk_rsa_pss_check(uint8_t *em, size_t em_bits, enum brisk_hash_alg alg, const uint8_t *digest,
                        size_t salt_len)
{
    uint8_t want[BRISK_HASH_MAX_SIZE];
    size_t hash_len = signed_hash_size(alg), em_len = (em_bits + 7) / 8;
    if (hash_len == 0 || salt_len > em_len - hash_len - 2) {
        return BRISK_ERR_ARGUMENT;
    }
    size_t db_len = em_len - hash_len - 1, pad_len = db_len - salt_len - 1;
    uint8_t top_bits = (uint8_t) ~(0xff >> (8 * em_len - em_bits));
    if (em[em_len - 1] != 0xbc || (em[0] & top_bits)) {
        return BRISK_ERR_SIGNATURE;
    }
    apply_mgf1(em, db_len, alg, em + db_len);
    em[0] &= (uint8_t)~top_bits;
    for (size_t i = 0; i < pad_len; i++) {
        if (em[i] != 0) {
            return BRISK_ERR_SIGNATURE;
        }
    }
    if (em[pad_len] != 1) {
        return BRISK_ERR_SIGNATURE;
    }
    hash_salted(want, alg, digest, em + pad_len + 1, salt_len);
    return memcmp(want, em + db_len, hash_len) == 0 ? 0 : BRISK_ERR_SIGNATURE;
}

int brisk_rsa_pkcs1_pad(uint8_t *em, size_t em_len, const uint8_t *in, size_t in_len)
{
    size_t pad_len = em_len - in_len - 3;
    em[0] = 0;
    em[1] = 2;
    if (brisk_random(em + 2, pad_len)) {
        return BRISK_ERR_RANDOM;
    }
    for (size_t i = 2; i < 2 + pad_len; i++) {
        while (em[i] == 0) { /* says nothing about the bytes that stay */
            if (brisk_random(em + i, 1)) {
                return BRISK_ERR_RANDOM;
            }
        }
    }
    em[2 + pad_len] = 0;
    memcpy(em + 3 + pad_len, in, in_len);
    return 0;
}

void brisk_rsa_pkcs1_unpad(uint8_t *out, size_t out_len, const uint8_t *em, size_t em_len)
{
    size_t pad_end = em_len - out_len - 1;
    uint64_t good = ct_mask_zero(em[0]) & ct_mask_equal(em[1], 2) & ct_mask_zero(em[pad_end]);
    for (size_t i = 2; i < pad_end; i++) {
        good &= ct_mask_nonzero(em[i]);
    }
    for (size_t i = 0; i < out_len; i++) {
        out[i] = (uint8_t)ct_select(good, em[pad_end + 1 + i], out[i]);
    }
}

/* Exclusive-ors MGF1(seed, len) into data (RFC 8017 appendix B.2.1); the seed is a digest. */
static void apply_mgf1(uint8_t *data, size_t len, enum brisk_hash_alg alg, const uint8_t *seed)
{
    size_t hash_len = brisk_hash_size(alg);
    uint8_t mask[BRISK_HASH_MAX_SIZE], counter[4];
    for (uint32_t i = 0; len > 0; i++) {
        struct brisk_hash hash;
        brisk_hash_init(&hash, alg);
        brisk_hash_update(&hash, seed, hash_len);
        store_be32(counter, i);
        brisk_hash_update(&hash, counter, sizeof(counter));
        brisk_hash_final(&hash, mask);
        size_t step = len < hash_len ? len : hash_len;
        for (size_t j = 0; j < step; j++) {
            data[j] ^= mask[j];
        }
        data += step;
        len -= step;
    }
}

/* The hash of eight zero bytes, the digest and the salt: M' of RFC 8017 section 9.1.1. */
static void hash_salted(uint8_t *out, enum brisk_hash_alg alg, const uint8_t *digest,
                        const uint8_t *salt, size_t salt_len)
{
    static const uint8_t zeros[8] = { 0 };
    struct brisk_hash hash;
    brisk_hash_init(&hash, alg);
    brisk_hash_update(&hash, zeros, sizeof(zeros));
    brisk_hash_update(&hash, digest, brisk_hash_size(alg));
    brisk_hash_update(&hash, salt, salt_len);
    brisk_hash_final(&hash, out);
}
