/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The kernel tables: for each operation a row type, and one table per architecture, best row first,
 * "ref" last, ended by a row without a name. See docs/add-a-kernel.md.
 *
 * Kernels trust their callers: lengths and pointers were checked above them. Unless a comment says
 * otherwise, buffers need no alignment, an output may equal its input and not overlap it otherwise,
 * and time depends on lengths only. */

#ifndef BRISK_CRYPTO_IMPL_H
#define BRISK_CRYPTO_IMPL_H

#include <brisk/rsa.h>

#include <stddef.h>
#include <stdint.h>

#include "crypto/cpu.h"

struct brisk_impl {
    const char *name; /* the variant, "shani" */
    uint64_t needs;   /* CPU bits; 0 = portable */
};

/* SHA-256 compression (FIPS 180-4 section 6.2.2) of num_blocks 64-byte blocks. */
typedef void brisk_sha256_blocks_fn(uint32_t state[8], const uint8_t *in, size_t num_blocks);
struct brisk_sha256_impl {
    struct brisk_impl impl;
    brisk_sha256_blocks_fn *blocks;
};
extern const struct brisk_sha256_impl brisk_sha256_impls[];
brisk_sha256_blocks_fn brisk_sha256_blocks_ref;

/* SHA-512 compression (FIPS 180-4 section 6.4.2) of num_blocks 128-byte blocks; SHA-384 too. */
typedef void brisk_sha512_blocks_fn(uint64_t state[8], const uint8_t *in, size_t num_blocks);
struct brisk_sha512_impl {
    struct brisk_impl impl;
    brisk_sha512_blocks_fn *blocks;
};
extern const struct brisk_sha512_impl brisk_sha512_impls[];
brisk_sha512_blocks_fn brisk_sha512_blocks_ref;

/* SHA-1 compression (FIPS 180-4 section 6.1.2) of num_blocks 64-byte blocks. */
typedef void brisk_sha1_blocks_fn(uint32_t state[5], const uint8_t *in, size_t num_blocks);
struct brisk_sha1_impl {
    struct brisk_impl impl;
    brisk_sha1_blocks_fn *blocks;
};
extern const struct brisk_sha1_impl brisk_sha1_impls[];
brisk_sha1_blocks_fn brisk_sha1_blocks_ref;

/* AEADs. `state` is BRISK_AEAD_STATE_SIZE bytes, 64-byte aligned, laid out by the row's own init.
 * seal: out gets in_len bytes, tag 16. open: decrypts in_len bytes, returns 1 if the 16-byte tag is
 * right; if it is not, returns 0 with out's in_len bytes zeroed. */
typedef void brisk_aead_init_fn(void *state, const uint8_t *key, size_t key_len);
typedef void brisk_aead_seal_fn(const void *state, uint8_t *out, uint8_t tag[16],
                                const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                                const uint8_t *aad, size_t aad_len);
typedef int brisk_aead_open_fn(const void *state, uint8_t *out, const uint8_t tag[16],
                               const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                               const uint8_t *aad, size_t aad_len);

/* AES-128-GCM and AES-256-GCM: key_len is 16 or 32. */
struct brisk_aes_gcm_impl {
    struct brisk_impl impl;
    brisk_aead_init_fn *init;
    brisk_aead_seal_fn *seal;
    brisk_aead_open_fn *open;
};
extern const struct brisk_aes_gcm_impl brisk_aes_gcm_impls[];
brisk_aead_init_fn brisk_aes_gcm_init_ref;
brisk_aead_seal_fn brisk_aes_gcm_seal_ref;
brisk_aead_open_fn brisk_aes_gcm_open_ref;

/* AES-128-CBC and AES-256-CBC (SP 800-38A section 6.2): key_len is 16 or 32; `state` is
 * BRISK_AES_CBC_STATE_SIZE bytes, 64-byte aligned, laid out by the row's own init. encrypt's iv may
 * be the block before out. */
typedef void brisk_aes_cbc_init_fn(void *state, const uint8_t *key, size_t key_len);
typedef void brisk_aes_cbc_crypt_fn(const void *state, uint8_t *out, const uint8_t iv[16],
                                    const uint8_t *in, size_t num_blocks);
struct brisk_aes_cbc_impl {
    struct brisk_impl impl;
    brisk_aes_cbc_init_fn *init;
    brisk_aes_cbc_crypt_fn *encrypt;
    brisk_aes_cbc_crypt_fn *decrypt;
};
extern const struct brisk_aes_cbc_impl brisk_aes_cbc_impls[];
brisk_aes_cbc_init_fn brisk_aes_cbc_init_ref;
brisk_aes_cbc_crypt_fn brisk_aes_cbc_encrypt_ref, brisk_aes_cbc_decrypt_ref;

/* ChaCha20-Poly1305; key_len is 32. `keystream` writes num_blocks 64-byte ChaCha20 blocks (RFC 8439
 * section 2.3) from block number `counter` on: the random generator's work. */
typedef void brisk_chacha20_keystream_fn(uint8_t *out, size_t num_blocks, const uint8_t key[32],
                                         const uint8_t nonce[12], uint32_t counter);
struct brisk_chacha20poly1305_impl {
    struct brisk_impl impl;
    brisk_aead_init_fn *init;
    brisk_aead_seal_fn *seal;
    brisk_aead_open_fn *open;
    brisk_chacha20_keystream_fn *keystream;
};
extern const struct brisk_chacha20poly1305_impl brisk_chacha20poly1305_impls[];
brisk_aead_init_fn brisk_chacha20poly1305_init_ref;
brisk_aead_seal_fn brisk_chacha20poly1305_seal_ref;
brisk_aead_open_fn brisk_chacha20poly1305_open_ref;
brisk_chacha20_keystream_fn brisk_chacha20_keystream_ref;

/* X25519 (RFC 7748 section 5). The scalar is clamped by the kernel; the peer's u coordinate may be
 * any 32 bytes (the top bit is ignored). public_key multiplies the base point. */
typedef void brisk_x25519_public_fn(uint8_t public_key[32], const uint8_t scalar[32]);
typedef void brisk_x25519_shared_fn(uint8_t secret[32], const uint8_t scalar[32],
                                    const uint8_t peer[32]);
struct brisk_x25519_impl {
    struct brisk_impl impl;
    brisk_x25519_public_fn *public_key;
    brisk_x25519_shared_fn *shared;
};
extern const struct brisk_x25519_impl brisk_x25519_impls[];
brisk_x25519_public_fn brisk_x25519_public_ref;
brisk_x25519_shared_fn brisk_x25519_shared_ref;

/* Lanes: a kernel for eight takes arrays of eight pointers and returns a mask, bit i of which says
 * that lane i is good. An output may be an input of its own lane and overlaps nothing else, but
 * outputs of lanes with the same inputs may be one place. Time depends on no lane's inputs.
 * pays_from: the least number of lanes in use for which one call beats that many single ones, as
 * measured, whichever of the row's functions it is; BRISK_LANES + 1 if none does. It is a word, as all that follows `impl` in a row. */
#define BRISK_LANES 8
#define BRISK_ALL_LANES 0xffu

/* Eight X25519 operations at a time. A shared secret is bad if it is zero. */
typedef unsigned brisk_x25519x8_public_fn(uint8_t *const public_key[BRISK_LANES],
                                          const uint8_t *const scalar[BRISK_LANES]);
typedef unsigned brisk_x25519x8_shared_fn(uint8_t *const secret[BRISK_LANES],
                                          const uint8_t *const scalar[BRISK_LANES],
                                          const uint8_t *const peer[BRISK_LANES]);
struct brisk_x25519x8_impl {
    struct brisk_impl impl;
    size_t pays_from;
    brisk_x25519x8_public_fn *public_key;
    brisk_x25519x8_shared_fn *shared;
};
extern const struct brisk_x25519x8_impl brisk_x25519x8_impls[];
brisk_x25519x8_public_fn brisk_x25519x8_public_ref;
brisk_x25519x8_shared_fn brisk_x25519x8_shared_ref;

/* Ed25519's group work (RFC 8032 section 5.1); hashing stays in crypto/ed25519.c, and arithmetic
 * on scalars in crypto/sc25519.c.
 * base_mul: the encoding of [scalar]B, scalar any 256-bit little-endian number, constant time.
 * check: 1 if [s]B - [k]A encodes to r, 0 if not or if A does not decode; k comes in the halves of
 * crypto/sc25519.h, and base = k->times s is below L; all public, variable time. */
struct sc25519_halves;
typedef int brisk_ed25519_check_fn(const uint8_t r[32], const uint8_t base[32],
                                   const struct sc25519_halves *k, const uint8_t public_key[32]);
struct brisk_ed25519_impl {
    struct brisk_impl impl;
    void (*base_mul)(uint8_t out[32], const uint8_t scalar[32]);
    brisk_ed25519_check_fn *check;
};
extern const struct brisk_ed25519_impl brisk_ed25519_impls[];
void brisk_ed25519_base_mul_ref(uint8_t out[32], const uint8_t scalar[32]);
brisk_ed25519_check_fn brisk_ed25519_check_ref;

/* Eight at a time. base_mul as above; check says in which lanes [s]B - [k]A encodes to r, for s and
 * k below L, k not halved. Constant time, though it is given public numbers only. */
typedef unsigned brisk_ed25519x8_base_mul_fn(uint8_t *const out[BRISK_LANES],
                                             const uint8_t *const scalar[BRISK_LANES]);
typedef unsigned brisk_ed25519x8_check_fn(const uint8_t *const r[BRISK_LANES],
                                          const uint8_t *const s[BRISK_LANES],
                                          const uint8_t *const k[BRISK_LANES],
                                          const uint8_t *const public_key[BRISK_LANES]);
struct brisk_ed25519x8_impl {
    struct brisk_impl impl;
    size_t pays_from;
    brisk_ed25519x8_base_mul_fn *base_mul;
    brisk_ed25519x8_check_fn *check;
};
extern const struct brisk_ed25519x8_impl brisk_ed25519x8_impls[];
brisk_ed25519x8_base_mul_fn brisk_ed25519x8_base_mul_ref;
brisk_ed25519x8_check_fn brisk_ed25519x8_check_ref;

/* Whether [s]B - [k]A encodes to r, with the single row in force: what a lane's check says. */
int brisk_ed25519_check(const uint8_t r[32], const uint8_t s[32], const uint8_t k[32],
                        const uint8_t public_key[32]);

/* P-256 and P-384. Integers are big-endian, `size` = 32 or 48 bytes; points are x, y (2 * size
 * bytes, no prefix). Each returns 1, or 0 with zeroed outputs as said. public_key: [scalar]G; 0 if
 * the scalar is not in [1, n-1]. shared: x of [scalar]point; 0 if the point is not on the curve or
 * the scalar not in [1, n-1]. sign: r, s for the digest `e` (already truncated to `size` bytes;
 * reduced mod n here), private key d and nonce k, both in [1, n-1]; 0 if k is not, or r or s comes
 * out 0: take another k. verify: 1 if (r, s) is right for e and the public point; 0 if not.
 * Variable time. check: 1 if the point is on the curve with coordinates below p. Variable time.
 * prepare and verify_prepared: the same verification with a table of the point's multiples, as
 * large as brisk/ec.h says and of a layout of the row's own; prepare returns 0 if the point is not
 * on the curve. */
typedef int brisk_ec_public_fn(uint8_t *point, const uint8_t *scalar);
typedef int brisk_ec_shared_fn(uint8_t *x, const uint8_t *scalar, const uint8_t *point);
typedef int brisk_ec_sign_fn(uint8_t *signature, const uint8_t *d, const uint8_t *e,
                             const uint8_t *k);
typedef int brisk_ec_verify_fn(const uint8_t *signature, const uint8_t *point, const uint8_t *e);
typedef int brisk_ec_check_fn(const uint8_t *point);
typedef int brisk_ec_prepare_fn(uint64_t *table, const uint8_t *point);
typedef int brisk_ec_verify_prepared_fn(const uint8_t *signature, const uint64_t *table,
                                        const uint8_t *e);
struct brisk_ec_impl {
    struct brisk_impl impl;
    brisk_ec_public_fn *public_key;
    brisk_ec_shared_fn *shared;
    brisk_ec_sign_fn *sign;
    brisk_ec_verify_fn *verify;
    brisk_ec_check_fn *check;
};
struct brisk_ec_prepared_impl {
    struct brisk_ec_impl ec;
    brisk_ec_prepare_fn *prepare;
    brisk_ec_verify_prepared_fn *verify_prepared;
};
extern const struct brisk_ec_prepared_impl brisk_p256_impls[];
extern const struct brisk_ec_prepared_impl brisk_p384_impls[];
extern const struct brisk_ec_impl brisk_p521_impls[];

/* Eight P-256 operations at a time, as the functions of these names above. A verification's lane
 * that is not good may yet be right: only a single one can tell. */
typedef unsigned brisk_p256x8_public_fn(uint8_t *const point[BRISK_LANES],
                                        const uint8_t *const scalar[BRISK_LANES]);
typedef unsigned brisk_p256x8_shared_fn(uint8_t *const x[BRISK_LANES],
                                        const uint8_t *const scalar[BRISK_LANES],
                                        const uint8_t *const point[BRISK_LANES]);
typedef unsigned brisk_p256x8_sign_fn(uint8_t *const signature[BRISK_LANES],
                                      const uint8_t *const d[BRISK_LANES],
                                      const uint8_t *const e[BRISK_LANES],
                                      const uint8_t *const k[BRISK_LANES]);
typedef unsigned brisk_p256x8_verify_fn(const uint8_t *const signature[BRISK_LANES],
                                        const uint8_t *const point[BRISK_LANES],
                                        const uint8_t *const e[BRISK_LANES]);
struct brisk_p256x8_impl {
    struct brisk_impl impl;
    size_t pays_from;
    brisk_p256x8_public_fn *public_key;
    brisk_p256x8_shared_fn *shared;
    brisk_p256x8_sign_fn *sign;
    brisk_p256x8_verify_fn *verify;
};
extern const struct brisk_p256x8_impl brisk_p256x8_impls[];
brisk_p256x8_public_fn brisk_p256x8_public_ref;
brisk_p256x8_shared_fn brisk_p256x8_shared_ref;
brisk_p256x8_sign_fn brisk_p256x8_sign_ref;
brisk_p256x8_verify_fn brisk_p256x8_verify_ref;

brisk_ec_public_fn brisk_p256_public_ref, brisk_p384_public_ref, brisk_p521_public_ref;
brisk_ec_shared_fn brisk_p256_shared_ref, brisk_p384_shared_ref, brisk_p521_shared_ref;
brisk_ec_sign_fn brisk_p256_sign_ref, brisk_p384_sign_ref, brisk_p521_sign_ref;
brisk_ec_verify_fn brisk_p256_verify_ref, brisk_p384_verify_ref, brisk_p521_verify_ref;
brisk_ec_check_fn brisk_p256_check_ref, brisk_p384_check_ref, brisk_p521_check_ref;
brisk_ec_prepare_fn brisk_p256_prepare_ref, brisk_p384_prepare_ref;
brisk_ec_verify_prepared_fn brisk_p256_verify_prepared_ref, brisk_p384_verify_prepared_ref;

/* RSA exponentiation. Numbers are 64-bit limbs, least significant first.
 *   private_crt: both halves at once: out_p = in^dp mod p, out_q = in^dq mod q, prime_limbs limbs
 *     each, fully reduced; `in_p`, `in_q` are below p and q. Constant time in all but the sizes.
 *   public_exp: out = in^e mod n for in below n. Variable time in e only.
 *   modulus_mul: out = a b / 2^(64 num_limbs) mod n, fully reduced; a and b are below n. Constant
 *     time in a and b. `out` may be any of the inputs.
 *   modulus_exp: out = in^exp mod n, fully reduced, for in below n and an exponent below
 *     2^exp_bits, which fill (exp_bits + 63) / 64 limbs; key->e has no part in it. Constant time in
 *     `in` and exp: the exponentiation of finite-field Diffie-Hellman.
 *   modulus_comb: out = g^exp mod n, fully reduced, where g is in the table: entry i is the product
 *     of g^(2^(k d)) for the bits k of i, of d = exp_bits / 5, times 2^(64 num_limbs) mod n; the
 *     limbs 8 j to 8 j + 7 of all 32 entries are in table[j], which is aligned to 64 bytes.
 *     exp_bits is a multiple of 5, and n as RFC 7919 has it: of 32, 48 or 64 limbs, the highest all
 *     ones. Constant time in exp. */
#define BRISK_RSA_COMB_TEETH 5
typedef uint64_t brisk_rsa_comb[1 << BRISK_RSA_COMB_TEETH][8];
struct brisk_rsa_impl {
    struct brisk_impl impl;
    void (*private_crt)(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                        const uint64_t *in_q, const struct brisk_rsa_private *key);
    void (*public_exp)(uint64_t *out, const uint64_t *in, const struct brisk_rsa_public *key);
    void (*modulus_mul)(uint64_t *out, const uint64_t *a, const uint64_t *b,
                        const struct brisk_rsa_public *key);
    void (*modulus_exp)(uint64_t *out, const uint64_t *in, const uint64_t *exp, size_t exp_bits,
                        const struct brisk_rsa_public *key);
    void (*modulus_comb)(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                         size_t exp_bits, const struct brisk_rsa_public *key);
};
extern const struct brisk_rsa_impl brisk_rsa_impls[];
void brisk_rsa_private_crt_ref(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                               const uint64_t *in_q, const struct brisk_rsa_private *key);
void brisk_rsa_public_exp_ref(uint64_t *out, const uint64_t *in,
                              const struct brisk_rsa_public *key);
void brisk_rsa_modulus_mul_ref(uint64_t *out, const uint64_t *a, const uint64_t *b,
                               const struct brisk_rsa_public *key);
void brisk_rsa_modulus_exp_ref(uint64_t *out, const uint64_t *in, const uint64_t *exp,
                               size_t exp_bits, const struct brisk_rsa_public *key);
void brisk_rsa_modulus_comb_ref(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                                size_t exp_bits, const struct brisk_rsa_public *key);

/* The same for eight keys of one size (public_key.bits), which may differ otherwise, but not in
 * public_exp's e. */
typedef void brisk_rsax8_private_fn(uint64_t *const out_p[BRISK_LANES],
                                    uint64_t *const out_q[BRISK_LANES],
                                    const uint64_t *const in_p[BRISK_LANES],
                                    const uint64_t *const in_q[BRISK_LANES],
                                    const struct brisk_rsa_private *const key[BRISK_LANES]);
typedef void brisk_rsax8_public_fn(uint64_t *const out[BRISK_LANES],
                                   const uint64_t *const in[BRISK_LANES],
                                   const struct brisk_rsa_public *const key[BRISK_LANES]);
struct brisk_rsax8_impl {
    struct brisk_impl impl;
    size_t pays_from;
    brisk_rsax8_private_fn *private_crt;
    brisk_rsax8_public_fn *public_exp;
};
extern const struct brisk_rsax8_impl brisk_rsax8_impls[];
brisk_rsax8_private_fn brisk_rsax8_private_crt_ref;
brisk_rsax8_public_fn brisk_rsax8_public_exp_ref;

/* The row chosen for each operation. */
struct brisk_kernels {
    const struct brisk_sha256_impl *sha256;
    const struct brisk_sha512_impl *sha512;
    const struct brisk_sha1_impl *sha1;
    const struct brisk_aes_gcm_impl *aes_gcm;
    const struct brisk_aes_cbc_impl *aes_cbc;
    const struct brisk_chacha20poly1305_impl *chacha20poly1305;
    const struct brisk_x25519_impl *x25519;
    const struct brisk_x25519x8_impl *x25519x8;
    const struct brisk_ed25519_impl *ed25519;
    const struct brisk_ed25519x8_impl *ed25519x8;
    const struct brisk_ec_prepared_impl *p256;
    const struct brisk_p256x8_impl *p256x8;
    const struct brisk_ec_prepared_impl *p384;
    const struct brisk_ec_impl *p521;
    const struct brisk_rsa_impl *rsa;
    const struct brisk_rsax8_impl *rsax8;
};

/* What all tables have in common, to walk them: every row starts with a struct brisk_impl, and the
 * chosen row's pointer is at `offset` in struct brisk_kernels. */
struct brisk_operation {
    const char *name; /* "sha256" */
    const void *rows;
    size_t row_size;
    size_t offset;
};
extern const struct brisk_operation brisk_operations[]; /* ends with a NULL name */

/* Row number i of a table, or NULL past its end. */
const struct brisk_impl *brisk_operation_row(const struct brisk_operation *operation, size_t i);

/* Chooses the best row of each table for a CPU with these bits. Pure. */
void brisk_kernels_select(struct brisk_kernels *kernels, uint64_t cpu);

/* The rows in force: selected once for this CPU, or as brisk_kernels_restrict() said. Thread-safe.
 */
const struct brisk_kernels *brisk_kernels(void);

#endif
