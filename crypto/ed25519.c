/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Ed25519 (RFC 8032 section 5.1): hashing and scalars; the group work is the row's. */

#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/random.h>

#include "crypto/impl.h"
#include "crypto/sc25519.h"

/* A private key hashed (RFC 8032 section 5.1.5): the secret scalar and the prefix of nonces. */
struct expanded_key {
    uint8_t scalar[32], prefix[32];
};

static void expand_key(struct expanded_key *expanded, const uint8_t private_key[32])
{
    uint8_t digest[64];
    brisk_hash_digest(BRISK_SHA512, digest, private_key, 32);
    memcpy(expanded->scalar, digest, 32);
    memcpy(expanded->prefix, digest + 32, 32);
    expanded->scalar[0] &= 248;
    expanded->scalar[31] &= 127;
    expanded->scalar[31] |= 64;
    brisk_wipe(digest, sizeof(digest));
}

/* SHA-512 of up to three strings, modulo L. */
static void hash_to_scalar(uint8_t scalar[32], const uint8_t first[32], const uint8_t second[32],
                           const uint8_t *message, size_t message_len)
{
    struct brisk_hash hash;
    uint8_t digest[64];
    brisk_hash_init(&hash, BRISK_SHA512);
    brisk_hash_update(&hash, first, 32);
    if (second) {
        brisk_hash_update(&hash, second, 32);
    }
    brisk_hash_update(&hash, message, message_len);
    brisk_hash_final(&hash, digest);
    brisk_sc25519_reduce(scalar, digest);
    brisk_wipe(digest, sizeof(digest));
}

int brisk_ed25519_public(uint8_t public_key[32], const uint8_t private_key[32])
{
    struct expanded_key expanded;
    expand_key(&expanded, private_key);
    brisk_kernels()->ed25519->base_mul(public_key, expanded.scalar);
    brisk_wipe(&expanded, sizeof(expanded));
    return 0;
}

/* RFC 8032 section 5.1.6. */
int brisk_ed25519_sign(uint8_t signature[64], const uint8_t private_key[32],
                       const uint8_t public_key[32], const uint8_t *message, size_t message_len)
{
    struct expanded_key expanded;
    uint8_t nonce[32], challenge[32], r[32];
    expand_key(&expanded, private_key);
    hash_to_scalar(nonce, expanded.prefix, NULL, message, message_len);
    brisk_kernels()->ed25519->base_mul(r, nonce);
    hash_to_scalar(challenge, r, public_key, message, message_len);
    brisk_sc25519_muladd(signature + 32, challenge, expanded.scalar, nonce);
    memcpy(signature, r, 32);
    brisk_wipe(&expanded, sizeof(expanded));
    brisk_wipe(nonce, sizeof(nonce));
    return 0;
}

/* RFC 8032 section 5.1.7. */
int brisk_ed25519_verify(const uint8_t signature[64], const uint8_t public_key[32],
                         const uint8_t *message, size_t message_len)
{
    const uint8_t *r = signature, *s = signature + 32;
    static const uint8_t zero[32];
    uint8_t challenge[32], base[32];
    struct sc25519_halves halves;
    if (!brisk_sc25519_is_reduced(s)) {
        return BRISK_ERR_SIGNATURE;
    }
    hash_to_scalar(challenge, r, public_key, message, message_len);
    brisk_sc25519_halve(&halves, challenge);
    brisk_sc25519_muladd(base, halves.times, s, zero);
    return brisk_kernels()->ed25519->check(r, base, &halves, public_key) ? 0 : BRISK_ERR_SIGNATURE;
}
