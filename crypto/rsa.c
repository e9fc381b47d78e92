/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA operations (RFC 8017): the private operation around the kernel that exponentiates, signatures
 * and decryption. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/random.h>
#include <brisk/rsa.h>

#include "crypto/ct.h"
#include "crypto/impl.h"
#include "crypto/rsa_internal.h"

/* A private operation on its way: what comes before and after the exponentiation is separate from
 * it, so that a kernel can take several at once. */
struct private_work {
    uint64_t unfactor[BRISK_RSA_MAX_LIMBS];
    uint64_t p[BRISK_RSA_PRIME_LIMBS], q[BRISK_RSA_PRIME_LIMBS];
};

static int prepare_private(struct private_work *work, const struct brisk_rsa_private *key,
                           const uint64_t *in);
static int finish_private(uint64_t *out, const struct private_work *work,
                          const struct brisk_rsa_private *key, const uint64_t *in);
static void derive_substitute(const struct brisk_rsa_private *key, uint8_t *out, size_t out_len,
                              const uint8_t *in, size_t in_len);

int brisk_rsa_private_op(const struct brisk_rsa_private *key, uint8_t *out, const uint8_t *in)
{
    const struct brisk_rsa_public *public_key = &key->public_key;
    size_t n = public_key->num_limbs, size = brisk_rsa_size(public_key);
    uint64_t x[BRISK_RSA_MAX_LIMBS], y[BRISK_RSA_MAX_LIMBS] = { 0 };
    struct private_work work;
    int error = 0;
    if (brisk_bn_from_bytes(x, n, in, size) || !brisk_bn_less(x, public_key->n, n)) {
        error = BRISK_ERR_ARGUMENT;
    } else if ((error = prepare_private(&work, key, x)) == 0) {
        brisk_kernels()->rsa->private_crt(work.p, work.q, work.p, work.q, key);
        error = finish_private(y, &work, key, x);
    }
    brisk_bn_to_bytes(out, size, y, n);
    brisk_wipe(&work, sizeof(work));
    brisk_wipe(x, sizeof(x));
    brisk_wipe(y, sizeof(y));
    return error;
}

int brisk_rsa_public_op(const struct brisk_rsa_public *key, uint8_t *out, const uint8_t *in)
{
    uint64_t x[BRISK_RSA_MAX_LIMBS];
    size_t n = key->num_limbs, size = brisk_rsa_size(key);
    if (brisk_bn_from_bytes(x, n, in, size) || !brisk_bn_less(x, key->n, n)) {
        memset(out, 0, size);
        return BRISK_ERR_ARGUMENT;
    }
    brisk_kernels()->rsa->public_exp(x, x, key);
    brisk_bn_to_bytes(out, size, x, n);
    return 0;
}

int brisk_rsa_pkcs1_sign(const struct brisk_rsa_private *key, uint8_t *signature,
                         enum brisk_hash_alg alg, const uint8_t *digest)
{
    uint8_t em[BRISK_RSA_MAX_SIZE];
    size_t size = brisk_rsa_size(&key->public_key);
    int error = brisk_rsa_pkcs1_encode(em, size, alg, digest);
    if (error) {
        memset(signature, 0, size);
        return error;
    }
    return brisk_rsa_private_op(key, signature, em);
}

int brisk_rsa_pkcs1_verify(const struct brisk_rsa_public *key, const uint8_t *signature,
                           size_t signature_len, enum brisk_hash_alg alg, const uint8_t *digest)
{
    uint8_t em[BRISK_RSA_MAX_SIZE], want[BRISK_RSA_MAX_SIZE];
    size_t size = brisk_rsa_size(key);
    int error = brisk_rsa_pkcs1_encode(want, size, alg, digest);
    if (error) {
        return error;
    }
    if (signature_len != size || brisk_rsa_public_op(key, em, signature)) {
        return BRISK_ERR_SIGNATURE;
    }
    return memcmp(em, want, size) == 0 ? 0 : BRISK_ERR_SIGNATURE;
}

int brisk_rsa_pss_sign(const struct brisk_rsa_private *key, uint8_t *signature,
                       enum brisk_hash_alg alg, const uint8_t *digest, size_t salt_len)
{
    uint8_t em[BRISK_RSA_MAX_SIZE] = { 0 }, salt[BRISK_RSA_MAX_SIZE];
    size_t em_bits = key->public_key.bits - 1, size = brisk_rsa_size(&key->public_key);
    size_t lead = size - (em_bits + 7) / 8; /* 1 where the encoding has one byte less */
    int error = salt_len > sizeof(salt) ? BRISK_ERR_ARGUMENT : brisk_random(salt, salt_len);
    if (error == 0) {
        error = brisk_rsa_pss_encode(em + lead, em_bits, alg, digest, salt, salt_len);
    }
    if (error) {
        memset(signature, 0, size);
        return error;
    }
    return brisk_rsa_private_op(key, signature, em);
}

int brisk_rsa_pss_verify(const struct brisk_rsa_public *key, const uint8_t *signature,
                         size_t signature_len, enum brisk_hash_alg alg, const uint8_t *digest,
                         size_t salt_len)
{
    uint8_t em[BRISK_RSA_MAX_SIZE] = { 0 };
    size_t em_bits = key->bits - 1, size = brisk_rsa_size(key);
    size_t lead = size - (em_bits + 7) / 8;
    if (signature_len != size || brisk_rsa_public_op(key, em, signature) || (lead && em[0])) {
        memset(em, 0, sizeof(em)); /* goes on, for a wrong argument is told in any case */
    }
    return brisk_rsa_pss_check(em + lead, em_bits, alg, digest, salt_len);
}

int brisk_rsa_pkcs1_decrypt(const struct brisk_rsa_private *key, uint8_t *out, size_t out_len,
                            const uint8_t *in, size_t in_len)
{
    uint8_t em[BRISK_RSA_MAX_SIZE];
    size_t size = brisk_rsa_size(&key->public_key);
    if (in_len != size || out_len > size - 11) {
        return BRISK_ERR_LENGTH;
    }
    int error = brisk_rsa_private_op(key, em, in);
    if (error) {
        memset(out, 0, out_len);
        return error == BRISK_ERR_ARGUMENT ? BRISK_ERR_DECODE : error;
    }
    derive_substitute(key, out, out_len, in, in_len);
    brisk_rsa_pkcs1_unpad(out, out_len, em, size);
    brisk_wipe(em, sizeof(em));
    return 0;
}

int brisk_rsa_premaster_decrypt(const struct brisk_rsa_private *key,
                                uint8_t out[BRISK_RSA_PREMASTER_SIZE], uint16_t version,
                                const uint8_t *in, size_t in_len)
{
    uint8_t substitute[BRISK_RSA_PREMASTER_SIZE];
    derive_substitute(key, substitute, sizeof(substitute), in, in_len);
    int error = brisk_rsa_pkcs1_decrypt(key, out, BRISK_RSA_PREMASTER_SIZE, in, in_len);
    if (error == BRISK_ERR_LENGTH || error == BRISK_ERR_DECODE) {
        memcpy(out, substitute, sizeof(substitute)); /* a length or a number in plain sight */
        error = 0;
    }
    uint64_t good = ct_mask_equal(out[0], version >> 8) & ct_mask_equal(out[1], version & 0xff);
    for (size_t i = 0; i < BRISK_RSA_PREMASTER_SIZE; i++) {
        out[i] = (uint8_t)ct_select(good, out[i], substitute[i]);
    }
    if (error) {
        memset(out, 0, BRISK_RSA_PREMASTER_SIZE);
    }
    brisk_wipe(substitute, sizeof(substitute));
    return error;
}

int brisk_rsa_pkcs1_encrypt(const struct brisk_rsa_public *key, uint8_t *out, const uint8_t *in,
                            size_t in_len)
{
    uint8_t em[BRISK_RSA_MAX_SIZE];
    size_t size = brisk_rsa_size(key);
    if (in_len > size - 11) {
        return BRISK_ERR_LENGTH;
    }
    int error = brisk_rsa_pkcs1_pad(em, size, in, in_len);
    if (error == 0) {
        error = brisk_rsa_public_op(key, out, em);
    }
    brisk_wipe(em, sizeof(em));
    return error;
}

/* x mod p for x below n. */
static void reduce_to_prime(uint64_t *out, const uint64_t *x, size_t n,
                            const struct brisk_rsa_prime *prime, size_t limbs)
{
    uint64_t t[2 * BRISK_RSA_PRIME_LIMBS] = { 0 };
    memcpy(t, x, n * sizeof(*t));
    brisk_mont_reduce(out, t, prime->p, prime->n0, limbs);
    brisk_mont_mul(out, out, prime->rr, prime->p, prime->n0, limbs);
    brisk_wipe(t, sizeof(t));
}

/* Blinds `in` and reduces it modulo p and q. */
static int prepare_private(struct private_work *work, const struct brisk_rsa_private *key,
                           const uint64_t *in)
{
    const struct brisk_rsa_public *public_key = &key->public_key;
    size_t n = public_key->num_limbs;
    uint64_t x[BRISK_RSA_MAX_LIMBS];
    int error = brisk_rsa_blinding(x, work->unfactor, public_key);
    if (error) {
        return error;
    }
    brisk_kernels()->rsa->modulus_mul(x, x, in, public_key);
    reduce_to_prime(work->p, x, n, &key->p, key->prime_limbs);
    reduce_to_prime(work->q, x, n, &key->q, key->prime_limbs);
    brisk_wipe(x, sizeof(x));
    return 0;
}

/* Garner's recombination (RFC 8017 section 5.1.2): out = m_q + q ((m_p - m_q) / q mod p). */
static void recombine(uint64_t *out, const struct private_work *work,
                      const struct brisk_rsa_private *key)
{
    uint64_t h[BRISK_RSA_PRIME_LIMBS], t[2 * BRISK_RSA_PRIME_LIMBS];
    uint64_t low[2 * BRISK_RSA_PRIME_LIMBS] = { 0 };
    const uint64_t *p = key->p.p;
    size_t limbs = key->prime_limbs;
    brisk_bn_reduce_once(h, work->q, 0, p, limbs); /* q has p's size: m_q < 2 p */
    uint64_t borrow = brisk_bn_sub(h, work->p, h, limbs);
    memcpy(t, p, limbs * sizeof(*t));
    for (size_t i = 0; i < limbs; i++) {
        t[i] &= ct_mask_bit(borrow);
    }
    brisk_bn_add(h, h, t, limbs);
    brisk_mont_mul(h, h, key->qinv, p, key->p.n0, limbs);
    brisk_bn_mul(t, h, limbs, key->q.p, limbs);
    memcpy(low, work->q, limbs * sizeof(*low));
    brisk_bn_add(t, t, low, 2 * limbs);
    memcpy(out, t, key->public_key.num_limbs * sizeof(*out));
    brisk_wipe(h, sizeof(h));
    brisk_wipe(t, sizeof(t));
    brisk_wipe(low, sizeof(low));
}

/* Recombines, takes the blinding off, and checks the result with the public exponent: a fault in
 * one of the halves would let anybody compute a prime (Boneh, DeMillo, Lipton 1997). */
static int finish_private(uint64_t *out, const struct private_work *work,
                          const struct brisk_rsa_private *key, const uint64_t *in)
{
    const struct brisk_rsa_public *public_key = &key->public_key;
    size_t n = public_key->num_limbs;
    uint64_t check[BRISK_RSA_MAX_LIMBS];
    recombine(out, work, key);
    brisk_kernels()->rsa->modulus_mul(out, out, work->unfactor, public_key);
    brisk_kernels()->rsa->public_exp(check, out, public_key);
    uint64_t good = brisk_bn_equal(check, in, n) & brisk_bn_less(out, public_key->n, n);
    for (size_t i = 0; i < n; i++) {
        out[i] &= good;
    }
    brisk_wipe(check, sizeof(check));
    if (!good) {
        brisk_rsa_blinding_forget();
        return BRISK_ERR_FAULT;
    }
    return 0;
}

/* What a decryption gives instead of a message with bad padding: a pseudorandom function of the
 * ciphertext under a key that only the owner of the primes can compute, so that repeating a
 * ciphertext tells nothing either. */
static void derive_substitute(const struct brisk_rsa_private *key, uint8_t *out, size_t out_len,
                              const uint8_t *in, size_t in_len)
{
    static const uint8_t label[] = "brisk RSAES-PKCS1-v1_5 implicit rejection";
    uint8_t primes[2 * sizeof(key->p.p)], prk[32];
    struct brisk_hmac_key hmac;
    memcpy(primes, key->p.p, sizeof(key->p.p));
    memcpy(primes + sizeof(key->p.p), key->q.p, sizeof(key->q.p));
    brisk_hmac_key_init(&hmac, BRISK_SHA256, primes, sizeof(primes));
    brisk_hmac_tag(&hmac, prk, in, in_len);
    brisk_hmac_key_init(&hmac, BRISK_SHA256, prk, sizeof(prk));
    brisk_hkdf_expand(&hmac, out, out_len, label, sizeof(label) - 1);
    brisk_wipe(&hmac, sizeof(hmac));
    brisk_wipe(primes, sizeof(primes));
    brisk_wipe(prk, sizeof(prk));
}
