/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ECDSA above the kernels: digests to integers, RFC 6979's nonces, and DER signatures. */

#include <string.h>

#include <brisk/der.h>
#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/ct.h"
#include "crypto/ec_curve.h"

#define EXTRA_SIZE 32 /* random bytes mixed into each nonce */

/* HMAC_DRBG as RFC 6979 section 3.2 uses it. */
struct nonce_generator {
    enum brisk_hash_alg hash;
    size_t hash_size;
    struct brisk_hmac_key key;
    uint8_t value[BRISK_HASH_MAX_SIZE];
};

static void nonce_seed(struct nonce_generator *g, const struct brisk_ec_curve *curve,
                       enum brisk_hash_alg hash, const uint8_t *private_key, const uint8_t *e,
                       const uint8_t *extra, size_t extra_len);
static void nonce_start(struct nonce_generator *g, enum brisk_hash_alg hash);
static void nonce_absorb(struct nonce_generator *g, uint8_t separator, const uint8_t *const parts[],
                         const size_t part_lens[], size_t num_parts);
static void nonce_draw(struct nonce_generator *g, uint8_t *k, const struct brisk_ec_curve *curve);
static void drop_excess(uint8_t *number, const struct brisk_ec_curve *curve);
static void reduce_once(uint8_t *out, const uint8_t *in, const struct brisk_ec_curve *curve);

int brisk_ecdsa_sign(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                     uint8_t *signature, const uint8_t *private_key, const uint8_t *digest,
                     size_t digest_len)
{
    uint8_t extra[EXTRA_SIZE];
    if (brisk_random(extra, sizeof(extra)) != 0) {
        memset(signature, 0, 2 * curve->size);
        return BRISK_ERR_RANDOM;
    }
    int error = brisk_ecdsa_sign_with(curve, impl, signature, private_key, digest, digest_len,
                                      curve->hash, extra, sizeof(extra));
    brisk_wipe(extra, sizeof(extra));
    return error;
}

int brisk_ecdsa_sign_with(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                          uint8_t *signature, const uint8_t *private_key, const uint8_t *digest,
                          size_t digest_len, enum brisk_hash_alg hash, const uint8_t *extra,
                          size_t extra_len)
{
    struct nonce_generator g;
    uint8_t e[BRISK_EC_MAX_PRIVATE], k[BRISK_EC_MAX_PRIVATE];
    if (brisk_hash_size(hash) == 0) {
        memset(signature, 0, 2 * curve->size);
        return BRISK_ERR_ARGUMENT;
    }
    if (!brisk_ec_mask_scalar(curve, private_key)) {
        memset(signature, 0, 2 * curve->size);
        return BRISK_ERR_KEY;
    }
    brisk_ecdsa_integer(e, curve, digest, digest_len);
    nonce_seed(&g, curve, hash, private_key, e, extra, extra_len);
    nonce_draw(&g, k, curve);
    while (!impl->sign(signature, private_key, e, k)) { /* k out of range, or r or s is 0 */
        nonce_absorb(&g, 0x00, NULL, NULL, 0);
        nonce_draw(&g, k, curve);
    }
    brisk_wipe(&g, sizeof(g));
    brisk_wipe(k, sizeof(k));
    return 0;
}

int brisk_ecdsa_nonce(const struct brisk_ec_curve *curve, uint8_t *k, uint8_t *e,
                      const uint8_t *private_key, const uint8_t *digest, size_t digest_len)
{
    struct nonce_generator g;
    uint8_t extra[EXTRA_SIZE];
    if (!brisk_ec_mask_scalar(curve, private_key)) {
        return BRISK_ERR_KEY;
    }
    if (brisk_random(extra, sizeof(extra)) != 0) {
        return BRISK_ERR_RANDOM;
    }
    brisk_ecdsa_integer(e, curve, digest, digest_len);
    nonce_seed(&g, curve, curve->hash, private_key, e, extra, sizeof(extra));
    nonce_draw(&g, k, curve);
    brisk_wipe(extra, sizeof(extra));
    brisk_wipe(&g, sizeof(g));
    return 0;
}

int brisk_ecdsa_verify(const struct brisk_ec_curve *curve, const struct brisk_ec_impl *impl,
                       const uint8_t *signature, const uint8_t *public_key, const uint8_t *digest,
                       size_t digest_len)
{
    uint8_t e[BRISK_EC_MAX_SIZE];
    brisk_ecdsa_integer(e, curve, digest, digest_len);
    if (public_key[0] == 0x04 && impl->verify(signature, public_key + 1, e)) {
        return 0;
    }
    /* verify checks the point too; which of the two failed? */
    int error = brisk_ec_check(curve, impl, public_key, 1 + 2 * curve->size);
    return error != 0 ? error : BRISK_ERR_SIGNATURE;
}

int brisk_ecdsa_verify_prepared(const struct brisk_ec_curve *curve,
                                const struct brisk_ec_prepared_impl *impl, const uint8_t *signature,
                                const uint64_t *table, const uint8_t *digest, size_t digest_len)
{
    uint8_t e[BRISK_EC_MAX_SIZE];
    if (impl == NULL) {
        return BRISK_ERR_POINT;
    }
    brisk_ecdsa_integer(e, curve, digest, digest_len);
    return impl->verify_prepared(signature, table, e) ? 0 : BRISK_ERR_SIGNATURE;
}

static int is_curve_size(size_t size)
{
    return size == brisk_p256_curve.size || size == brisk_p384_curve.size ||
           size == brisk_p521_curve.size;
}

int brisk_ecdsa_to_der(uint8_t der[BRISK_ECDSA_MAX_DER], size_t *der_len, const uint8_t *signature,
                       size_t size)
{
    *der_len = 0;
    if (!is_curve_size(size)) {
        return BRISK_ERR_ARGUMENT;
    }
    struct brisk_der_writer w = { .data = der, .capacity = BRISK_ECDSA_MAX_DER };
    size_t sequence = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(&w, signature, size);
    brisk_der_unsigned(&w, signature + size, size);
    brisk_der_close(&w, sequence);
    if (w.failed) {
        return BRISK_ERR_BUFFER;
    }
    *der_len = w.len;
    return 0;
}

int brisk_ecdsa_from_der(uint8_t *signature, size_t size, const uint8_t *der, size_t der_len)
{
    struct brisk_bytes cursor = { der, der_len };
    struct brisk_bytes sequence, r, s;
    if (!is_curve_size(size)) {
        return BRISK_ERR_ARGUMENT;
    }
    memset(signature, 0, 2 * size);
    if (brisk_der_read(&cursor, BRISK_DER_SEQUENCE, &sequence) != 0 || cursor.len != 0 ||
        brisk_der_read_unsigned(&sequence, &r) != 0 ||
        brisk_der_read_unsigned(&sequence, &s) != 0 || sequence.len != 0 || r.len > size ||
        s.len > size) {
        return BRISK_ERR_SIGNATURE;
    }
    memcpy(signature + size - r.len, r.data, r.len);
    memcpy(signature + 2 * size - s.len, s.data, s.len);
    return 0;
}

/* Steps b to g; e is the digest's integer, not yet reduced modulo the order. */
static void nonce_seed(struct nonce_generator *g, const struct brisk_ec_curve *curve,
                       enum brisk_hash_alg hash, const uint8_t *private_key, const uint8_t *e,
                       const uint8_t *extra, size_t extra_len)
{
    uint8_t e_reduced[BRISK_EC_MAX_PRIVATE];
    reduce_once(e_reduced, e, curve); /* bits2octets, RFC 6979 section 2.3.4 */
    const uint8_t *const seed[] = { private_key, e_reduced, extra };
    const size_t seed_lens[] = { curve->size, curve->size, extra_len };
    nonce_start(g, hash);
    nonce_absorb(g, 0x00, seed, seed_lens, 3);
    nonce_absorb(g, 0x01, seed, seed_lens, 3);
}

/* Steps b and c. */
static void nonce_start(struct nonce_generator *g, enum brisk_hash_alg hash)
{
    const uint8_t zeros[BRISK_HASH_MAX_SIZE] = { 0 };
    g->hash = hash;
    g->hash_size = brisk_hash_size(hash);
    memset(g->value, 0x01, sizeof(g->value));
    brisk_hmac_key_init(&g->key, hash, zeros, g->hash_size);
}

/* Steps d and e with separator 0, f and g with 1, and the retry of step h with 0 and no parts:
 * K = HMAC_K(V || separator || parts), V = HMAC_K(V). */
static void nonce_absorb(struct nonce_generator *g, uint8_t separator, const uint8_t *const parts[],
                         const size_t part_lens[], size_t num_parts)
{
    struct brisk_hmac hmac;
    uint8_t key[BRISK_HASH_MAX_SIZE];
    brisk_hmac_init(&hmac, &g->key);
    brisk_hmac_update(&hmac, g->value, g->hash_size);
    brisk_hmac_update(&hmac, &separator, 1);
    for (size_t i = 0; i < num_parts; i++) {
        brisk_hmac_update(&hmac, parts[i], part_lens[i]);
    }
    brisk_hmac_final(&hmac, key);
    brisk_hmac_key_init(&g->key, g->hash, key, g->hash_size);
    brisk_hmac_tag(&g->key, g->value, g->value, g->hash_size);
    brisk_wipe(key, sizeof(key));
}

/* Step h: V = HMAC_K(V), again and again; the leftmost bits of that, as many as the order has. */
static void nonce_draw(struct nonce_generator *g, uint8_t *k, const struct brisk_ec_curve *curve)
{
    for (size_t done = 0; done < curve->size;) {
        size_t left = curve->size - done, len = left < g->hash_size ? left : g->hash_size;
        brisk_hmac_tag(&g->key, g->value, g->value, g->hash_size);
        memcpy(k + done, g->value, len);
        done += len;
    }
    drop_excess(k, curve);
}

/* Keeps the leftmost bits of a number that fills its bytes: P-521's order does not. */
static void drop_excess(uint8_t *number, const struct brisk_ec_curve *curve)
{
    size_t excess = 8 * curve->size - curve->bits;
    for (size_t i = curve->size; excess > 0 && i-- > 0;) {
        unsigned above = i > 0 ? number[i - 1] : 0;
        number[i] = (uint8_t)((number[i] | above << 8) >> excess);
    }
}

/* FIPS 186-5 section 6.4.1 step 2 */
void brisk_ecdsa_integer(uint8_t *e, const struct brisk_ec_curve *curve, const uint8_t *digest,
                         size_t digest_len)
{
    size_t size = curve->size;
    size_t len = digest_len < size ? digest_len : size;
    memset(e, 0, size - len);
    if (len > 0) {
        memcpy(e + size - len, digest, len);
    }
    if (len == size) {
        drop_excess(e, curve);
    }
}

/* out = in mod n for in below 2n. */
static void reduce_once(uint8_t *out, const uint8_t *in, const struct brisk_ec_curve *curve)
{
    uint64_t borrow = 0;
    for (size_t i = curve->size; i-- > 0;) {
        uint64_t difference = (uint64_t)in[i] - curve->order[i] - borrow;
        out[i] = (uint8_t)difference;
        borrow = difference >> 63;
    }
    uint64_t below = ct_mask_bit(borrow);
    for (size_t i = 0; i < curve->size; i++) {
        out[i] = (uint8_t)ct_select(below, in[i], out[i]);
    }
}
