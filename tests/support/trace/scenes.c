/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/trace/scenes.h"

#include <string.h>

#include <brisk/brisk.h>

#include "crypto/bignum.h"
#include "crypto/ffdhe_table.h"
#include "crypto/impl.h"
#include "crypto/sc25519.h"
#include "tests/support/test.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

#define MAX_TEXT 4200
#define LONG_TEXT 12601 /* 256 blocks three times and more */

/* All that calls work on, in the same place each time. */
static struct {
    uint8_t state[BRISK_AEAD_STATE_SIZE] __attribute__((aligned(64)));
    uint8_t key[66], second_key[66], nonce[12], aad[20], tag[16];
    uint8_t text[LONG_TEXT], sealed[LONG_TEXT], out[LONG_TEXT];
    uint8_t point[132], digest[66], opponent[66];
    uint64_t multiples[BRISK_P384_PREPARED_WORDS];
    uint64_t hash_state[8];
    struct brisk_rsa_private rsa;
    uint64_t rsa_in[2][BRISK_RSA_MAX_LIMBS / 2], rsa_out[2][BRISK_RSA_PRIME_LIMBS];
    uint64_t rsa_public_in[BRISK_RSA_MAX_LIMBS], rsa_public_out[BRISK_RSA_MAX_LIMBS];
    uint64_t rsa_factor[BRISK_RSA_MAX_LIMBS]; /* or exponent */
    struct brisk_rsa_private rsax8[BRISK_LANES];
    uint64_t rsax8_in[BRISK_LANES][2][BRISK_RSA_PRIME_LIMBS];
    uint64_t rsax8_out[BRISK_LANES][2][BRISK_RSA_PRIME_LIMBS];
    uint8_t *lane_out[BRISK_LANES];
    const uint8_t *lane_key[BRISK_LANES], *lane_peer[BRISK_LANES], *lane_nonce[BRISK_LANES];
    const uint8_t *lane_digest[BRISK_LANES], *lane_signature[BRISK_LANES];
    uint8_t opponents[BRISK_LANES * 32];
    size_t key_len, len, aad_len;
    int result;
} io;

static void fill_secret(void *out, size_t len, enum secret secret)
{
    if (secret == SECRET_LOW || secret == SECRET_HIGH) {
        memset(out, secret == SECRET_LOW ? 0 : 0xff, len);
    } else {
        test_random_bytes(out, len);
    }
}

/* Hashes */

static void prepare_sha256(const struct scene_call *call, unsigned size)
{
    (void)size;
    fill_secret(io.hash_state, 32, call->secret);
    fill_secret(io.text, 64 * 17, call->secret);
}

static void run_sha256(const struct scene_call *call)
{
    const struct brisk_sha256_impl *row = call->row;
    static const size_t numbers[] = { 0, 1, 2, 3, 4, 17 };

    for (size_t i = 0; i < NUM(numbers); i++) {
        row->blocks((uint32_t *)io.hash_state, io.text, numbers[i]);
    }
}

static void prepare_sha512(const struct scene_call *call, unsigned size)
{
    (void)size;
    fill_secret(io.hash_state, 64, call->secret);
    fill_secret(io.text, 128 * 17, call->secret);
}

static void run_sha512(const struct scene_call *call)
{
    const struct brisk_sha512_impl *row = call->row;
    static const size_t numbers[] = { 0, 1, 2, 3, 4, 17 };

    for (size_t i = 0; i < NUM(numbers); i++) {
        row->blocks(io.hash_state, io.text, numbers[i]);
    }
}

static void prepare_sha1(const struct scene_call *call, unsigned size)
{
    (void)size;
    fill_secret(io.hash_state, 20, call->secret);
    fill_secret(io.text, 64 * 17, call->secret);
}

static void run_sha1(const struct scene_call *call)
{
    const struct brisk_sha1_impl *row = call->row;

    row->blocks((uint32_t *)io.hash_state, io.text, 17);
}

/* AEADs: the two row types begin alike, but are two types. */

struct aead {
    brisk_aead_init_fn *init;
    brisk_aead_seal_fn *seal;
    brisk_aead_open_fn *open;
};

static struct aead aead;

static const size_t lengths[] = { 0,   1,   15,  16,  17,  63,   64,   65,   100,
                                  128, 200, 256, 300, 500, 1000, 1024, 2100, MAX_TEXT };

static void prepare_aead(const struct scene_call *call, unsigned key_len)
{
    io.key_len = key_len;
    fill_secret(io.key, key_len, call->secret);
    fill_secret(io.text, sizeof(io.text), call->secret);
    aead.init(io.state, io.key, key_len);
}

static void prepare_aes_gcm(const struct scene_call *call, unsigned key_len)
{
    const struct brisk_aes_gcm_impl *row = call->row;

    aead = (struct aead){ row->init, row->seal, row->open };
    prepare_aead(call, key_len);
}

static void prepare_chacha20poly1305(const struct scene_call *call, unsigned key_len)
{
    const struct brisk_chacha20poly1305_impl *row = call->row;

    aead = (struct aead){ row->init, row->seal, row->open };
    prepare_aead(call, key_len);
}

static void run_init(const struct scene_call *call)
{
    (void)call;
    aead.init(io.state, io.key, io.key_len);
}

static void run_seal(const struct scene_call *call)
{
    (void)call;
    for (size_t i = 0; i < NUM(lengths); i++) {
        aead.seal(io.state, io.out, io.tag, io.nonce, io.text, lengths[i], io.aad,
                  i % sizeof(io.aad));
    }
}

/* One length only: what is opened was sealed with the same key before. */
static void seal_to_open(unsigned len)
{
    io.len = len;
    io.aad_len = len % sizeof(io.aad);
    aead.seal(io.state, io.sealed, io.tag, io.nonce, io.text, io.len, io.aad, io.aad_len);
}

static void prepare_open_aes_gcm(const struct scene_call *call, unsigned len)
{
    prepare_aes_gcm(call, len % 2 != 0 ? 16 : 32);
    seal_to_open(len);
}

static void prepare_open_chacha20poly1305(const struct scene_call *call, unsigned len)
{
    prepare_chacha20poly1305(call, 32);
    seal_to_open(len);
}

static void run_open(const struct scene_call *call)
{
    (void)call;
    io.result =
        aead.open(io.state, io.out, io.tag, io.nonce, io.sealed, io.len, io.aad, io.aad_len);
}

static void run_seal_again(const struct scene_call *call)
{
    (void)call;
    aead.seal(io.state, io.out, io.tag, io.nonce, io.text, io.len, io.aad, io.aad_len);
}

static void run_open_forged(const struct scene_call *call)
{
    (void)call;
    io.tag[5] ^= 4;
    io.result =
        !aead.open(io.state, io.out, io.tag, io.nonce, io.sealed, io.len, io.aad, io.aad_len);
}

/* Every length: sealing is part of it. */
static void run_seal_and_open(const struct scene_call *call)
{
    (void)call;
    for (size_t i = 0; i < NUM(lengths); i++) {
        aead.seal(io.state, io.sealed, io.tag, io.nonce, io.text, lengths[i], io.aad, i);
        io.result &=
            aead.open(io.state, io.out, io.tag, io.nonce, io.sealed, lengths[i], io.aad, i);
    }
}

static void run_keystream(const struct scene_call *call)
{
    const struct brisk_chacha20poly1305_impl *row = call->row;

    for (size_t num_blocks = 0; num_blocks <= 40; num_blocks += num_blocks < 18 ? 1 : 11) {
        row->keystream(io.out, num_blocks, io.key, io.nonce, 7);
    }
}

/* AES-CBC */

static void prepare_aes_cbc(const struct scene_call *call, unsigned key_len)
{
    const struct brisk_aes_cbc_impl *row = call->row;

    io.key_len = key_len;
    fill_secret(io.key, key_len, call->secret);
    fill_secret(io.text, sizeof(io.text), call->secret);
    row->init(io.state, io.key, io.key_len);
}

static void run_aes_cbc_init(const struct scene_call *call)
{
    const struct brisk_aes_cbc_impl *row = call->row;
    row->init(io.state, io.key, io.key_len);
}

static const size_t numbers_of_blocks[] = { 0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 31, 32, 47, 150 };

static void run_aes_cbc_encrypt(const struct scene_call *call)
{
    const struct brisk_aes_cbc_impl *row = call->row;

    for (size_t i = 0; i < NUM(numbers_of_blocks); i++) {
        row->encrypt(io.state, io.out, io.tag, io.text, numbers_of_blocks[i]);
    }
}

static void run_aes_cbc_decrypt(const struct scene_call *call)
{
    const struct brisk_aes_cbc_impl *row = call->row;

    for (size_t i = 0; i < NUM(numbers_of_blocks); i++) {
        row->decrypt(io.state, io.out, io.tag, io.text, numbers_of_blocks[i]);
    }
}

/* X25519 and Ed25519 */

static void prepare_25519(const struct scene_call *call, unsigned size)
{
    (void)size;
    fill_secret(io.key, 32, call->secret);
}

static void run_x25519_public(const struct scene_call *call)
{
    const struct brisk_x25519_impl *row = call->row;
    row->public_key(io.out, io.key);
}

static void run_x25519_shared(const struct scene_call *call)
{
    const struct brisk_x25519_impl *row = call->row;
    row->shared(io.out, io.key, io.opponent);
}

/* A secret in each lane. */
static void prepare_x25519x8(const struct scene_call *call, unsigned size)
{
    (void)size;
    for (int i = 0; i < BRISK_LANES; i++) {
        fill_secret(io.text + 32 * i, 32, call->secret);
        io.lane_out[i] = io.out + 32 * i;
        io.lane_key[i] = io.text + 32 * i;
        io.lane_peer[i] = io.opponents + 32 * i;
    }
}

static void run_x25519x8_public(const struct scene_call *call)
{
    const struct brisk_x25519x8_impl *row = call->row;
    io.result = row->public_key(io.lane_out, io.lane_key) == BRISK_ALL_LANES;
}

static void run_x25519x8_shared(const struct scene_call *call)
{
    const struct brisk_x25519x8_impl *row = call->row;
    io.result = row->shared(io.lane_out, io.lane_key, io.lane_peer) == BRISK_ALL_LANES;
}

static void run_ed25519x8(const struct scene_call *call)
{
    const struct brisk_ed25519x8_impl *row = call->row;
    io.result = row->base_mul(io.lane_out, io.lane_key) == BRISK_ALL_LANES;
}

/* The numbers do not belong together, or encode no points: all work is done. */
static void run_ed25519x8_check(const struct scene_call *call)
{
    const struct brisk_ed25519x8_impl *row = call->row;
    (void)row->check(io.lane_key, io.lane_key, io.lane_key, io.lane_key);
}

static void run_ed25519(const struct scene_call *call)
{
    const struct brisk_ed25519_impl *row = call->row;
    row->base_mul(io.out, io.key);
}

static void prepare_ed25519_check(const struct scene_call *call, unsigned size)
{
    const struct brisk_ed25519_impl *row = call->row;

    prepare_25519(call, size);
    row->base_mul(io.point, io.key);
    io.key[31] &= 0x0f; /* below L */
    io.key[0] |= 1;
}

/* The numbers do not belong together: all work is done, and the answer is 0. */
static void run_ed25519_check(const struct scene_call *call)
{
    const struct brisk_ed25519_impl *row = call->row;
    struct sc25519_halves halves = { .negative = 0 };
    memcpy(halves.sum, io.key, 32);
    memcpy(halves.times, io.key, 32);
    io.result = !row->check(io.point, io.key, &halves, io.point);
}

/* P-256 and P-384: secrets are from 1 to n - 1. */

static void fill_scalar(uint8_t *out, unsigned size, enum secret secret)
{
    static const char *const largest_256 =
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
    static const char *const largest_384 =
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
        "581a0db248b0a77aecec196accc52972";

    static const char *const largest_521 =
        "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
        "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386408";

    if (secret == SECRET_HIGH) {
        test_hex(out, size, size == 32 ? largest_256 : size == 48 ? largest_384 : largest_521);
        return;
    }
    fill_secret(out, size, secret);
    if (size == 66) {
        out[0] = 0; /* below the order, which has 521 bits */
    }
    if (secret == SECRET_LOW) {
        out[size - 1] = 1;
    } else {
        out[0] = (out[0] & 0x7f) | 1;
    }
}

static void prepare_ec(const struct scene_call *call, unsigned size)
{
    const struct brisk_ec_impl *row = call->row;

    if (!row->public_key(io.point, io.opponent)) {
        test_abort("no public key");
    }
    fill_scalar(io.key, size, call->secret);
    fill_scalar(io.second_key, size, call->secret);
}

static void run_ec_public(const struct scene_call *call)
{
    const struct brisk_ec_impl *row = call->row;
    io.result = row->public_key(io.out, io.key);
}

static void run_ec_shared(const struct scene_call *call)
{
    const struct brisk_ec_impl *row = call->row;
    io.result = row->shared(io.out, io.key, io.point);
}

static void run_ec_sign(const struct scene_call *call)
{
    const struct brisk_ec_impl *row = call->row;
    io.result = row->sign(io.out, io.key, io.digest, io.second_key);
}

static void prepare_ec_verify(const struct scene_call *call, unsigned size)
{
    const struct brisk_ec_impl *row = call->row;

    prepare_ec(call, size);
    if (!row->public_key(io.point, io.key) ||
        !row->sign(io.sealed, io.key, io.digest, io.second_key)) {
        test_abort("no signature");
    }
}

static void run_ec_verify(const struct scene_call *call)
{
    const struct brisk_ec_impl *row = call->row;
    io.result = row->verify(io.sealed, io.point, io.digest);
}

static void run_ec_check(const struct scene_call *call)
{
    const struct brisk_ec_impl *row = call->row;
    io.result = row->check(io.point);
}

static void run_ec_prepare(const struct scene_call *call)
{
    const struct brisk_ec_prepared_impl *row = call->row;
    io.result = row->prepare(io.multiples, io.point);
}

static void prepare_ec_prepared(const struct scene_call *call, unsigned size)
{
    prepare_ec_verify(call, size);
    run_ec_prepare(call);
}

static void run_ec_verify_prepared(const struct scene_call *call)
{
    const struct brisk_ec_prepared_impl *row = call->row;
    io.result = row->verify_prepared(io.sealed, io.multiples, io.digest);
}

/* Keys and nonces in each lane; what they share is public. */
static void prepare_p256x8(const struct scene_call *call, unsigned size)
{
    (void)size;
    if (!brisk_p256_public_ref(io.point, io.opponent)) {
        test_abort("no public key");
    }
    for (int i = 0; i < BRISK_LANES; i++) {
        uint8_t *key = io.text + 64 * i;
        fill_scalar(key, 32, call->secret);
        fill_scalar(key + 32, 32, call->secret);
        io.lane_key[i] = key;
        io.lane_nonce[i] = key + 32;
        io.lane_out[i] = io.out + 64 * i;
        io.lane_peer[i] = io.point;
        io.lane_digest[i] = io.digest;
        io.lane_signature[i] = io.sealed;
    }
}

static void run_p256x8_public(const struct scene_call *call)
{
    const struct brisk_p256x8_impl *row = call->row;
    io.result = row->public_key(io.lane_out, io.lane_key) == BRISK_ALL_LANES;
}

static void run_p256x8_shared(const struct scene_call *call)
{
    const struct brisk_p256x8_impl *row = call->row;
    io.result = row->shared(io.lane_out, io.lane_key, io.lane_peer) == BRISK_ALL_LANES;
}

static void run_p256x8_sign(const struct scene_call *call)
{
    const struct brisk_p256x8_impl *row = call->row;
    io.result =
        row->sign(io.lane_out, io.lane_key, io.lane_digest, io.lane_nonce) == BRISK_ALL_LANES;
}

static void prepare_p256x8_verify(const struct scene_call *call, unsigned size)
{
    prepare_p256x8(call, size);
    if (!brisk_p256_public_ref(io.point, io.text) ||
        !brisk_p256_sign_ref(io.sealed, io.text, io.digest, io.text + 32)) {
        test_abort("no signature");
    }
}

static void run_p256x8_verify(const struct scene_call *call)
{
    const struct brisk_p256x8_impl *row = call->row;
    io.result = row->verify(io.lane_signature, io.lane_peer, io.lane_digest) == BRISK_ALL_LANES;
}

/* RSA: primes, exponents and inputs are secret; kernels ask of a modulus only that it is odd and
 * has the length said. */

static void fill_prime(struct brisk_rsa_prime *prime, uint64_t *in, size_t limbs,
                       enum secret secret)
{
    memset(prime, 0, sizeof(*prime));
    fill_secret(prime->p, 8 * limbs, secret);
    fill_secret(prime->d, 8 * limbs, secret);
    prime->p[0] |= 1;
    prime->p[limbs - 1] |= (uint64_t)1 << 63;
    prime->d[limbs - 1] &= UINT64_MAX >> 1;
    prime->n0 = brisk_mont_n0(prime->p[0]);
    brisk_mont_rr(prime->rr, prime->p, limbs, 64 * limbs);
    fill_secret(in, 8 * limbs, secret);
    in[limbs - 1] &= UINT64_MAX >> 1;
}

static void prepare_rsa(const struct scene_call *call, unsigned bits)
{
    io.rsa.public_key.bits = bits;
    io.rsa.public_key.num_limbs = bits / 64;
    io.rsa.prime_limbs = bits / 128;
    fill_prime(&io.rsa.p, io.rsa_in[0], bits / 128, call->secret);
    fill_prime(&io.rsa.q, io.rsa_in[1], bits / 128, call->secret);
}

static void run_rsa(const struct scene_call *call)
{
    const struct brisk_rsa_impl *row = call->row;
    row->private_crt(io.rsa_out[0], io.rsa_out[1], io.rsa_in[0], io.rsa_in[1], &io.rsa);
}

/* Lanes have keys of their own. */
static void prepare_rsax8(const struct scene_call *call, unsigned bits)
{
    for (int i = 0; i < BRISK_LANES; i++) {
        struct brisk_rsa_private *key = &io.rsax8[i];
        key->public_key.bits = bits;
        key->public_key.num_limbs = bits / 64;
        key->prime_limbs = bits / 128;
        fill_prime(&key->p, io.rsax8_in[i][0], bits / 128, call->secret);
        fill_prime(&key->q, io.rsax8_in[i][1], bits / 128, call->secret);
    }
}

static void run_rsax8(const struct scene_call *call)
{
    const struct brisk_rsax8_impl *row = call->row;
    uint64_t *out[2][BRISK_LANES];
    const uint64_t *in[2][BRISK_LANES];
    const struct brisk_rsa_private *key[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        key[i] = &io.rsax8[i];
        for (int half = 0; half < 2; half++) {
            in[half][i] = io.rsax8_in[i][half];
            out[half][i] = io.rsax8_out[i][half];
        }
    }
    row->private_crt(out[0], out[1], in[0], in[1], key);
}

static void prepare_rsa_public(const struct scene_call *call, unsigned bits)
{
    static const uint8_t e[] = { 1, 0, 1 };

    (void)call;
    test_random_bytes(io.text, bits / 8);
    io.text[0] |= 0x80;
    io.text[bits / 8 - 1] |= 1;
    if (brisk_rsa_public_init(&io.rsa.public_key, io.text, bits / 8, e, sizeof(e)) != 0) {
        test_abort("no public key");
    }
    test_random_bytes(io.rsa_public_in, bits / 8);
    io.rsa_public_in[bits / 64 - 1] &= UINT64_MAX >> 1;
}

static void run_rsa_public(const struct scene_call *call)
{
    const struct brisk_rsa_impl *row = call->row;
    row->public_exp(io.rsa_public_out, io.rsa_public_in, &io.rsa.public_key);
}

/* One key in all lanes. */
static void run_rsax8_public(const struct scene_call *call)
{
    const struct brisk_rsax8_impl *row = call->row;
    uint64_t *out[BRISK_LANES];
    const uint64_t *in[BRISK_LANES];
    const struct brisk_rsa_public *key[BRISK_LANES];
    for (int i = 0; i < BRISK_LANES; i++) {
        out[i] = io.rsa_public_out;
        in[i] = io.rsa_public_in;
        key[i] = &io.rsa.public_key;
    }
    row->public_exp(out, in, key);
}

/* Blinding: the factors are secret. */
static void prepare_rsa_mul(const struct scene_call *call, unsigned bits)
{
    prepare_rsa_public(call, bits);
    fill_secret(io.rsa_public_in, bits / 8, call->secret);
    fill_secret(io.rsa_factor, bits / 8, call->secret);
    io.rsa_public_in[bits / 64 - 1] &= UINT64_MAX >> 1;
    io.rsa_factor[bits / 64 - 1] &= UINT64_MAX >> 1;
}

static void run_rsa_mul(const struct scene_call *call)
{
    const struct brisk_rsa_impl *row = call->row;
    row->modulus_mul(io.rsa_public_out, io.rsa_public_in, io.rsa_factor, &io.rsa.public_key);
}

/* Finite-field Diffie-Hellman: the base is public, the exponent as short as it is there. */
static void prepare_rsa_exp(const struct scene_call *call, unsigned bits)
{
    prepare_rsa_public(call, bits);
    fill_secret(io.rsa_factor, sizeof(io.rsa_factor), call->secret);
}

static void run_rsa_exp(const struct scene_call *call)
{
    const struct brisk_rsa_impl *row = call->row;
    size_t exp_bits = io.rsa.public_key.bits == 2048 ? 225 : 275;
    row->modulus_exp(io.rsa_public_out, io.rsa_public_in, io.rsa_factor, exp_bits,
                     &io.rsa.public_key);
}

/* Of the generator of RFC 7919's groups. */
static void prepare_rsa_comb(const struct scene_call *call, unsigned bits)
{
    io.rsa.public_key = brisk_ffdhe_groups[(bits - 2048) / 1024].modulus;
    fill_secret(io.rsa_factor, sizeof(io.rsa_factor), call->secret);
}

static void run_rsa_comb(const struct scene_call *call)
{
    const struct brisk_rsa_impl *row = call->row;
    const struct brisk_ffdhe_group *group =
        &brisk_ffdhe_groups[(io.rsa.public_key.bits - 2048) / 1024];
    row->modulus_comb(io.rsa_public_out, group->comb, io.rsa_factor, group->private_bits,
                      &io.rsa.public_key);
}

/* The scenes */

const struct scene scenes[] = {
    { "sha256", "blocks", prepare_sha256, run_sha256, 0, SCENE_SECRET },
    { "sha512", "blocks", prepare_sha512, run_sha512, 0, SCENE_SECRET },
    { "sha1", "blocks", prepare_sha1, run_sha1, 0, SCENE_SECRET },
    { "aes_gcm", "init, 128-bit key", prepare_aes_gcm, run_init, 16, SCENE_SECRET },
    { "aes_gcm", "init, 256-bit key", prepare_aes_gcm, run_init, 32, SCENE_SECRET },
    { "aes_gcm", "seal, 128-bit key", prepare_aes_gcm, run_seal, 16, SCENE_SECRET },
    { "aes_gcm", "seal, 256-bit key", prepare_aes_gcm, run_seal, 32, SCENE_SECRET },
    { "aes_gcm", "seal and open", prepare_aes_gcm, run_seal_and_open, 32, SCENE_SECRET },
    { "aes_gcm", "open 47", prepare_open_aes_gcm, run_open, 47, SCENE_SECRET },
    { "aes_gcm", "open 301", prepare_open_aes_gcm, run_open, 301, SCENE_SECRET },
    { "aes_gcm", "open 4200", prepare_open_aes_gcm, run_open, MAX_TEXT, SCENE_SECRET },
    { "aes_gcm", "open 4097", prepare_open_aes_gcm, run_open, 4097, SCENE_SECRET },
    { "aes_gcm", "open 1500, forged", prepare_open_aes_gcm, run_open_forged, 1500, SCENE_SECRET },
    { "aes_gcm", "seal 12600", prepare_open_aes_gcm, run_seal_again, LONG_TEXT - 1, SCENE_SLOW },
    { "aes_gcm", "seal 12601", prepare_open_aes_gcm, run_seal_again, LONG_TEXT, SCENE_SLOW },
    { "aes_gcm", "open 12600", prepare_open_aes_gcm, run_open, LONG_TEXT - 1, SCENE_SLOW },
    { "aes_gcm", "open 12601", prepare_open_aes_gcm, run_open, LONG_TEXT, SCENE_SLOW },
    { "aes_cbc", "init, 128-bit key", prepare_aes_cbc, run_aes_cbc_init, 16, SCENE_SECRET },
    { "aes_cbc", "init, 256-bit key", prepare_aes_cbc, run_aes_cbc_init, 32, SCENE_SECRET },
    { "aes_cbc", "encrypt, 128-bit key", prepare_aes_cbc, run_aes_cbc_encrypt, 16, SCENE_SECRET },
    { "aes_cbc", "encrypt, 256-bit key", prepare_aes_cbc, run_aes_cbc_encrypt, 32, SCENE_SECRET },
    { "aes_cbc", "decrypt, 128-bit key", prepare_aes_cbc, run_aes_cbc_decrypt, 16, SCENE_SECRET },
    { "aes_cbc", "decrypt, 256-bit key", prepare_aes_cbc, run_aes_cbc_decrypt, 32, SCENE_SECRET },
    { "chacha20poly1305", "init", prepare_chacha20poly1305, run_init, 32, SCENE_SECRET },
    { "chacha20poly1305", "seal", prepare_chacha20poly1305, run_seal, 32, SCENE_SECRET },
    { "chacha20poly1305", "seal and open", prepare_chacha20poly1305, run_seal_and_open, 32,
      SCENE_SECRET },
    { "chacha20poly1305", "open 47", prepare_open_chacha20poly1305, run_open, 47, SCENE_SECRET },
    { "chacha20poly1305", "open 301", prepare_open_chacha20poly1305, run_open, 301, SCENE_SECRET },
    { "chacha20poly1305", "open 1024", prepare_open_chacha20poly1305, run_open, 1024,
      SCENE_SECRET },
    { "chacha20poly1305", "open 4200", prepare_open_chacha20poly1305, run_open, MAX_TEXT,
      SCENE_SECRET },
    { "chacha20poly1305", "open 1500, forged", prepare_open_chacha20poly1305, run_open_forged, 1500,
      SCENE_SECRET },
    { "chacha20poly1305", "keystream", prepare_chacha20poly1305, run_keystream, 32, SCENE_SECRET },
    { "x25519", "public_key", prepare_25519, run_x25519_public, 0, SCENE_SECRET },
    { "x25519", "shared", prepare_25519, run_x25519_shared, 0, SCENE_SECRET },
    { "x25519x8", "public_key", prepare_x25519x8, run_x25519x8_public, 0, SCENE_SECRET },
    { "x25519x8", "shared", prepare_x25519x8, run_x25519x8_shared, 0, SCENE_SECRET },
    { "ed25519x8", "base_mul", prepare_x25519x8, run_ed25519x8, 0, SCENE_SECRET },
    { "ed25519x8", "check", prepare_x25519x8, run_ed25519x8_check, 0, SCENE_PUBLIC },
    { "ed25519", "base_mul", prepare_25519, run_ed25519, 0, SCENE_SECRET },
    { "ed25519", "check", prepare_ed25519_check, run_ed25519_check, 0, SCENE_PUBLIC },
    { "p256", "public_key", prepare_ec, run_ec_public, 32, SCENE_SECRET },
    { "p256", "shared", prepare_ec, run_ec_shared, 32, SCENE_SECRET },
    { "p256", "sign", prepare_ec, run_ec_sign, 32, SCENE_SECRET },
    { "p256", "verify", prepare_ec_verify, run_ec_verify, 32, SCENE_PUBLIC },
    { "p256", "check", prepare_ec, run_ec_check, 32, SCENE_PUBLIC },
    { "p256", "prepare", prepare_ec_verify, run_ec_prepare, 32, SCENE_PUBLIC },
    { "p256", "verify_prepared", prepare_ec_prepared, run_ec_verify_prepared, 32, SCENE_PUBLIC },
    { "p256x8", "public_key", prepare_p256x8, run_p256x8_public, 0, SCENE_SECRET },
    { "p256x8", "shared", prepare_p256x8, run_p256x8_shared, 0, SCENE_SECRET },
    { "p256x8", "sign", prepare_p256x8, run_p256x8_sign, 0, SCENE_SECRET },
    { "p256x8", "verify", prepare_p256x8_verify, run_p256x8_verify, 0, SCENE_PUBLIC },
    { "p384", "public_key", prepare_ec, run_ec_public, 48, SCENE_SECRET },
    { "p384", "shared", prepare_ec, run_ec_shared, 48, SCENE_SECRET },
    { "p384", "sign", prepare_ec, run_ec_sign, 48, SCENE_SECRET },
    { "p384", "verify", prepare_ec_verify, run_ec_verify, 48, SCENE_PUBLIC },
    { "p384", "check", prepare_ec, run_ec_check, 48, SCENE_PUBLIC },
    { "p384", "prepare", prepare_ec_verify, run_ec_prepare, 48, SCENE_PUBLIC },
    { "p384", "verify_prepared", prepare_ec_prepared, run_ec_verify_prepared, 48, SCENE_PUBLIC },
    { "p521", "public_key", prepare_ec, run_ec_public, 66, SCENE_SECRET },
    { "p521", "shared", prepare_ec, run_ec_shared, 66, SCENE_SECRET },
    { "p521", "sign", prepare_ec, run_ec_sign, 66, SCENE_SECRET },
    { "p521", "verify", prepare_ec_verify, run_ec_verify, 66, SCENE_PUBLIC },
    { "p521", "check", prepare_ec, run_ec_check, 66, SCENE_PUBLIC },
    { "rsa", "private_crt, 2048 bits", prepare_rsa, run_rsa, 2048, SCENE_SECRET },
    { "rsa", "private_crt, 3072 bits", prepare_rsa, run_rsa, 3072, SCENE_SLOW },
    { "rsa", "private_crt, 4096 bits", prepare_rsa, run_rsa, 4096, SCENE_SLOW },
    { "rsa", "modulus_mul, 2048 bits", prepare_rsa_mul, run_rsa_mul, 2048, SCENE_SECRET },
    { "rsa", "modulus_mul, 3072 bits", prepare_rsa_mul, run_rsa_mul, 3072, SCENE_SECRET },
    { "rsa", "modulus_mul, 4096 bits", prepare_rsa_mul, run_rsa_mul, 4096, SCENE_SECRET },
    { "rsa", "modulus_exp, 2048 bits", prepare_rsa_exp, run_rsa_exp, 2048, SCENE_SECRET },
    { "rsa", "modulus_exp, 3072 bits", prepare_rsa_exp, run_rsa_exp, 3072, SCENE_SLOW },
    { "rsa", "modulus_exp, 4096 bits", prepare_rsa_exp, run_rsa_exp, 4096, SCENE_SLOW },
    { "rsa", "modulus_comb, 2048 bits", prepare_rsa_comb, run_rsa_comb, 2048, SCENE_SECRET },
    { "rsa", "modulus_comb, 3072 bits", prepare_rsa_comb, run_rsa_comb, 3072, SCENE_SECRET },
    { "rsa", "modulus_comb, 4096 bits", prepare_rsa_comb, run_rsa_comb, 4096, SCENE_SLOW },
    { "rsa", "public_exp, 2048 bits", prepare_rsa_public, run_rsa_public, 2048, SCENE_PUBLIC },
    { "rsa", "public_exp, 3072 bits", prepare_rsa_public, run_rsa_public, 3072, SCENE_PUBLIC },
    { "rsa", "public_exp, 4096 bits", prepare_rsa_public, run_rsa_public, 4096, SCENE_PUBLIC },
    { "rsax8", "private_crt, 2048 bits", prepare_rsax8, run_rsax8, 2048, SCENE_SECRET },
    { "rsax8", "private_crt, 3072 bits", prepare_rsax8, run_rsax8, 3072, SCENE_SLOW },
    { "rsax8", "private_crt, 4096 bits", prepare_rsax8, run_rsax8, 4096, SCENE_SLOW },
    { "rsax8", "public_exp, 2048 bits", prepare_rsa_public, run_rsax8_public, 2048, SCENE_PUBLIC },
    { "rsax8", "public_exp, 3072 bits", prepare_rsa_public, run_rsax8_public, 3072, SCENE_PUBLIC },
    { "rsax8", "public_exp, 4096 bits", prepare_rsa_public, run_rsax8_public, 4096, SCENE_PUBLIC },
};

const size_t num_scenes = NUM(scenes);

void scene_init(void)
{
    test_random_bytes(io.opponent, sizeof(io.opponent));
    io.opponent[0] = 0; /* below every order */
    test_random_bytes(io.opponents, sizeof(io.opponents));
    test_random_bytes(io.digest, sizeof(io.digest));
}

void scene_prepare(const struct scene_call *call)
{
    call->scene->prepare(call, call->scene->size);
    io.result = 1;
}

void scene_run(void *context)
{
    const struct scene_call *call = context;
    call->scene->run(call);
}

int scene_result(void)
{
    return io.result;
}
