/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The kernel tables of x86-64, best row first. A row runs on a CPU that has all its bits. */

#include "crypto/impl.h"

brisk_sha256_blocks_fn brisk_sha256_blocks_shani, brisk_sha256_blocks_avx2,
    brisk_sha256_blocks_ssse3;

const struct brisk_sha256_impl brisk_sha256_impls[] = {
    { { "shani", CPU_SHA | CPU_SSSE3 }, brisk_sha256_blocks_shani },
    { { "avx2", CPU_AVX2 | CPU_BMI1 | CPU_BMI2 }, brisk_sha256_blocks_avx2 },
    { { "ssse3", CPU_SSSE3 }, brisk_sha256_blocks_ssse3 },
    { { "ref", 0 }, brisk_sha256_blocks_ref },
    { .impl = { NULL, 0 } },
};

brisk_sha512_blocks_fn brisk_sha512_blocks_sha512ni, brisk_sha512_blocks_avx2;

const struct brisk_sha512_impl brisk_sha512_impls[] = {
    { { "sha512ni", CPU_SHA512 | CPU_AVX2 }, brisk_sha512_blocks_sha512ni },
    { { "avx2", CPU_AVX2 | CPU_BMI1 | CPU_BMI2 }, brisk_sha512_blocks_avx2 },
    { { "ref", 0 }, brisk_sha512_blocks_ref },
    { .impl = { NULL, 0 } },
};

brisk_sha1_blocks_fn brisk_sha1_blocks_shani;

const struct brisk_sha1_impl brisk_sha1_impls[] = {
    { { "shani", CPU_SHA | CPU_SSSE3 }, brisk_sha1_blocks_shani },
    { { "ref", 0 }, brisk_sha1_blocks_ref },
    { .impl = { NULL, 0 } },
};

#define DECLARE_AES_GCM(variant)                                                                   \
    brisk_aead_init_fn brisk_aes_gcm_init_##variant;                                               \
    brisk_aead_seal_fn brisk_aes_gcm_seal_##variant;                                               \
    brisk_aead_open_fn brisk_aes_gcm_open_##variant

DECLARE_AES_GCM(vaes_avx512);
DECLARE_AES_GCM(vaes_avx2);
DECLARE_AES_GCM(aesni_avx);
DECLARE_AES_GCM(aesni);

const struct brisk_aes_gcm_impl brisk_aes_gcm_impls[] = {
    { { "vaes_avx512", CPU_AESNI | CPU_PCLMUL | CPU_VAES | CPU_VPCLMUL | CPU_BMI2 | CPU_AVX512F |
                           CPU_AVX512BW | CPU_AVX512VL },
      brisk_aes_gcm_init_vaes_avx512,
      brisk_aes_gcm_seal_vaes_avx512,
      brisk_aes_gcm_open_vaes_avx512 },
    { { "vaes_avx2", CPU_AESNI | CPU_PCLMUL | CPU_VAES | CPU_VPCLMUL | CPU_AVX2 },
      brisk_aes_gcm_init_vaes_avx2,
      brisk_aes_gcm_seal_vaes_avx2,
      brisk_aes_gcm_open_vaes_avx2 },
    { { "aesni_avx", CPU_AESNI | CPU_PCLMUL | CPU_AVX },
      brisk_aes_gcm_init_aesni_avx,
      brisk_aes_gcm_seal_aesni_avx,
      brisk_aes_gcm_open_aesni_avx },
    { { "aesni", CPU_AESNI | CPU_PCLMUL | CPU_SSE41 | CPU_SSSE3 },
      brisk_aes_gcm_init_aesni,
      brisk_aes_gcm_seal_aesni,
      brisk_aes_gcm_open_aesni },
    { { "ref", 0 }, brisk_aes_gcm_init_ref, brisk_aes_gcm_seal_ref, brisk_aes_gcm_open_ref },
    { .impl = { NULL, 0 } },
};

#define DECLARE_AES_CBC(variant)                                                                   \
    brisk_aes_cbc_init_fn brisk_aes_cbc_init_##variant;                                            \
    brisk_aes_cbc_crypt_fn brisk_aes_cbc_encrypt_##variant, brisk_aes_cbc_decrypt_##variant

DECLARE_AES_CBC(aesni);
brisk_aes_cbc_crypt_fn brisk_aes_cbc_decrypt_vaes_avx512, brisk_aes_cbc_decrypt_vaes_avx2;

/* Encryption is serial: wider registers do not help it. */
const struct brisk_aes_cbc_impl brisk_aes_cbc_impls[] = {
    { { "vaes_avx512", CPU_AESNI | CPU_VAES | CPU_AVX512F },
      brisk_aes_cbc_init_aesni,
      brisk_aes_cbc_encrypt_aesni,
      brisk_aes_cbc_decrypt_vaes_avx512 },
    { { "vaes_avx2", CPU_AESNI | CPU_VAES | CPU_AVX2 },
      brisk_aes_cbc_init_aesni,
      brisk_aes_cbc_encrypt_aesni,
      brisk_aes_cbc_decrypt_vaes_avx2 },
    { { "aesni", CPU_AESNI },
      brisk_aes_cbc_init_aesni,
      brisk_aes_cbc_encrypt_aesni,
      brisk_aes_cbc_decrypt_aesni },
    { { "ref", 0 }, brisk_aes_cbc_init_ref, brisk_aes_cbc_encrypt_ref, brisk_aes_cbc_decrypt_ref },
    { .impl = { NULL, 0 } },
};

brisk_aead_init_fn brisk_chacha20poly1305_init_avx512;
brisk_aead_seal_fn brisk_chacha20poly1305_seal_avx512;
brisk_aead_open_fn brisk_chacha20poly1305_open_avx512;
brisk_chacha20_keystream_fn brisk_chacha20_keystream_avx512;
brisk_aead_init_fn brisk_chacha20poly1305_init_avx2;
brisk_aead_seal_fn brisk_chacha20poly1305_seal_avx2;
brisk_aead_open_fn brisk_chacha20poly1305_open_avx2;
brisk_chacha20_keystream_fn brisk_chacha20_keystream_avx2;
brisk_aead_init_fn brisk_chacha20poly1305_init_ssse3;
brisk_aead_seal_fn brisk_chacha20poly1305_seal_ssse3;
brisk_aead_open_fn brisk_chacha20poly1305_open_ssse3;
brisk_chacha20_keystream_fn brisk_chacha20_keystream_ssse3;

const struct brisk_chacha20poly1305_impl brisk_chacha20poly1305_impls[] = {
    { { "avx512", CPU_AVX512F | CPU_AVX512BW | CPU_AVX512VL | CPU_AVX512DQ | CPU_AVX512IFMA |
                      CPU_AVX512VBMI2 | CPU_BMI2 },
      brisk_chacha20poly1305_init_avx512,
      brisk_chacha20poly1305_seal_avx512,
      brisk_chacha20poly1305_open_avx512,
      brisk_chacha20_keystream_avx512 },
    { { "avx2", CPU_AVX2 },
      brisk_chacha20poly1305_init_avx2,
      brisk_chacha20poly1305_seal_avx2,
      brisk_chacha20poly1305_open_avx2,
      brisk_chacha20_keystream_avx2 },
    { { "ssse3", CPU_SSSE3 },
      brisk_chacha20poly1305_init_ssse3,
      brisk_chacha20poly1305_seal_ssse3,
      brisk_chacha20poly1305_open_ssse3,
      brisk_chacha20_keystream_ssse3 },
    { { "ref", 0 },
      brisk_chacha20poly1305_init_ref,
      brisk_chacha20poly1305_seal_ref,
      brisk_chacha20poly1305_open_ref,
      brisk_chacha20_keystream_ref },
    { .impl = { NULL, 0 } },
};

brisk_x25519_public_fn brisk_x25519_public_adx;
brisk_x25519_shared_fn brisk_x25519_shared_adx;

brisk_x25519_public_fn brisk_x25519_public_ifma;
brisk_x25519_shared_fn brisk_x25519_shared_ifma;

#define CURVE25519_ADX (CPU_ADX | CPU_BMI2 | CPU_AVX2)
#define CURVE25519_IFMA (CURVE25519_ADX | CPU_AVX512F | CPU_AVX512VL | CPU_AVX512IFMA)

const struct brisk_x25519_impl brisk_x25519_impls[] = {
    { { "ifma", CURVE25519_IFMA }, brisk_x25519_public_ifma, brisk_x25519_shared_ifma },
    { { "adx", CURVE25519_ADX }, brisk_x25519_public_adx, brisk_x25519_shared_adx },
    { { "ref", 0 }, brisk_x25519_public_ref, brisk_x25519_shared_ref },
    { .impl = { NULL, 0 } },
};

brisk_x25519x8_public_fn brisk_x25519x8_public_ifma;
brisk_x25519x8_shared_fn brisk_x25519x8_shared_ifma;

const struct brisk_x25519x8_impl brisk_x25519x8_impls[] = {
    { { "ifma", CPU_AVX512F | CPU_AVX512IFMA },
      2,
      brisk_x25519x8_public_ifma,
      brisk_x25519x8_shared_ifma },
    { { "ref", 0 }, BRISK_LANES + 1, brisk_x25519x8_public_ref, brisk_x25519x8_shared_ref },
    { .impl = { NULL, 0 } },
};

void brisk_ed25519_base_mul_adx(uint8_t out[32], const uint8_t scalar[32]);
brisk_ed25519_check_fn brisk_ed25519_check_adx;

void brisk_ed25519_base_mul_ifma(uint8_t out[32], const uint8_t scalar[32]);
brisk_ed25519_check_fn brisk_ed25519_check_ifma;

const struct brisk_ed25519_impl brisk_ed25519_impls[] = {
    { { "ifma", CURVE25519_IFMA }, brisk_ed25519_base_mul_ifma, brisk_ed25519_check_ifma },
    { { "adx", CURVE25519_ADX }, brisk_ed25519_base_mul_adx, brisk_ed25519_check_adx },
    { { "ref", 0 }, brisk_ed25519_base_mul_ref, brisk_ed25519_check_ref },
    { .impl = { NULL, 0 } },
};

brisk_ed25519x8_base_mul_fn brisk_ed25519x8_base_mul_ifma;
brisk_ed25519x8_check_fn brisk_ed25519x8_check_ifma;

const struct brisk_ed25519x8_impl brisk_ed25519x8_impls[] = {
    { { "ifma", CPU_AVX512F | CPU_AVX512IFMA },
      3,
      brisk_ed25519x8_base_mul_ifma,
      brisk_ed25519x8_check_ifma },
    { { "ref", 0 }, BRISK_LANES + 1, brisk_ed25519x8_base_mul_ref, brisk_ed25519x8_check_ref },
    { .impl = { NULL, 0 } },
};

brisk_ec_public_fn brisk_p256_public_adx;
brisk_ec_shared_fn brisk_p256_shared_adx;
brisk_ec_sign_fn brisk_p256_sign_adx;
brisk_ec_verify_fn brisk_p256_verify_adx;
brisk_ec_check_fn brisk_p256_check_adx;
brisk_ec_prepare_fn brisk_p256_prepare_adx;
brisk_ec_verify_prepared_fn brisk_p256_verify_prepared_adx;

const struct brisk_ec_prepared_impl brisk_p256_impls[] = {
    { { { "adx", CPU_ADX | CPU_BMI2 | CPU_AVX2 },
        brisk_p256_public_adx,
        brisk_p256_shared_adx,
        brisk_p256_sign_adx,
        brisk_p256_verify_adx,
        brisk_p256_check_adx },
      brisk_p256_prepare_adx,
      brisk_p256_verify_prepared_adx },
    { { { "ref", 0 },
        brisk_p256_public_ref,
        brisk_p256_shared_ref,
        brisk_p256_sign_ref,
        brisk_p256_verify_ref,
        brisk_p256_check_ref },
      brisk_p256_prepare_ref,
      brisk_p256_verify_prepared_ref },
    { .ec = { .impl = { NULL, 0 } } },
};

brisk_p256x8_public_fn brisk_p256x8_public_ifma;
brisk_p256x8_shared_fn brisk_p256x8_shared_ifma;
brisk_p256x8_sign_fn brisk_p256x8_sign_ifma;
brisk_p256x8_verify_fn brisk_p256x8_verify_ifma;

const struct brisk_p256x8_impl brisk_p256x8_impls[] = {
    { { "ifma", CPU_AVX512F | CPU_AVX512IFMA | CPU_ADX | CPU_BMI2 },
      3,
      brisk_p256x8_public_ifma,
      brisk_p256x8_shared_ifma,
      brisk_p256x8_sign_ifma,
      brisk_p256x8_verify_ifma },
    { { "ref", 0 },
      BRISK_LANES + 1,
      brisk_p256x8_public_ref,
      brisk_p256x8_shared_ref,
      brisk_p256x8_sign_ref,
      brisk_p256x8_verify_ref },
    { .impl = { NULL, 0 } },
};

brisk_ec_public_fn brisk_p384_public_adx;
brisk_ec_shared_fn brisk_p384_shared_adx;
brisk_ec_sign_fn brisk_p384_sign_adx;
brisk_ec_verify_fn brisk_p384_verify_adx;
brisk_ec_check_fn brisk_p384_check_adx;
brisk_ec_prepare_fn brisk_p384_prepare_adx;
brisk_ec_verify_prepared_fn brisk_p384_verify_prepared_adx;

const struct brisk_ec_prepared_impl brisk_p384_impls[] = {
    { { { "adx", CPU_ADX | CPU_BMI2 | CPU_AVX2 },
        brisk_p384_public_adx,
        brisk_p384_shared_adx,
        brisk_p384_sign_adx,
        brisk_p384_verify_adx,
        brisk_p384_check_adx },
      brisk_p384_prepare_adx,
      brisk_p384_verify_prepared_adx },
    { { { "ref", 0 },
        brisk_p384_public_ref,
        brisk_p384_shared_ref,
        brisk_p384_sign_ref,
        brisk_p384_verify_ref,
        brisk_p384_check_ref },
      brisk_p384_prepare_ref,
      brisk_p384_verify_prepared_ref },
    { .ec = { .impl = { NULL, 0 } } },
};

const struct brisk_ec_impl brisk_p521_impls[] = {
    { { "ref", 0 },
      brisk_p521_public_ref,
      brisk_p521_shared_ref,
      brisk_p521_sign_ref,
      brisk_p521_verify_ref,
      brisk_p521_check_ref },
    { .impl = { NULL, 0 } },
};

void brisk_rsa_private_crt_ifma(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                                const uint64_t *in_q, const struct brisk_rsa_private *key);
void brisk_rsa_public_exp_ifma(uint64_t *out, const uint64_t *in,
                               const struct brisk_rsa_public *key);
void brisk_rsa_modulus_mul_ifma(uint64_t *out, const uint64_t *a, const uint64_t *b,
                                const struct brisk_rsa_public *key);
void brisk_rsa_modulus_exp_ifma(uint64_t *out, const uint64_t *in, const uint64_t *exp,
                                size_t exp_bits, const struct brisk_rsa_public *key);
void brisk_rsa_modulus_comb_ifma(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                                 size_t exp_bits, const struct brisk_rsa_public *key);
void brisk_rsa_private_crt_adx(uint64_t *out_p, uint64_t *out_q, const uint64_t *in_p,
                               const uint64_t *in_q, const struct brisk_rsa_private *key);
void brisk_rsa_public_exp_adx(uint64_t *out, const uint64_t *in,
                              const struct brisk_rsa_public *key);
void brisk_rsa_modulus_mul_adx(uint64_t *out, const uint64_t *a, const uint64_t *b,
                               const struct brisk_rsa_public *key);
void brisk_rsa_modulus_exp_adx(uint64_t *out, const uint64_t *in, const uint64_t *exp,
                               size_t exp_bits, const struct brisk_rsa_public *key);
void brisk_rsa_modulus_comb_adx(uint64_t *out, const brisk_rsa_comb *table, const uint64_t *exp,
                                size_t exp_bits, const struct brisk_rsa_public *key);

const struct brisk_rsa_impl brisk_rsa_impls[] = {
    { { "ifma", CPU_AVX512IFMA | CPU_AVX512F | CPU_AVX512DQ },
      brisk_rsa_private_crt_ifma,
      brisk_rsa_public_exp_ifma,
      brisk_rsa_modulus_mul_ifma,
      brisk_rsa_modulus_exp_ifma,
      brisk_rsa_modulus_comb_ifma },
    { { "adx", CPU_ADX | CPU_BMI2 | CPU_AVX2 },
      brisk_rsa_private_crt_adx,
      brisk_rsa_public_exp_adx,
      brisk_rsa_modulus_mul_adx,
      brisk_rsa_modulus_exp_adx,
      brisk_rsa_modulus_comb_adx },
    { { "ref", 0 },
      brisk_rsa_private_crt_ref,
      brisk_rsa_public_exp_ref,
      brisk_rsa_modulus_mul_ref,
      brisk_rsa_modulus_exp_ref,
      brisk_rsa_modulus_comb_ref },
    { .impl = { NULL, 0 } },
};

brisk_rsax8_private_fn brisk_rsax8_private_crt_ifma;
brisk_rsax8_public_fn brisk_rsax8_public_exp_ifma;

const struct brisk_rsax8_impl brisk_rsax8_impls[] = {
    { { "ifma", CPU_AVX512IFMA | CPU_AVX512F | CPU_AVX512DQ },
      6,
      brisk_rsax8_private_crt_ifma,
      brisk_rsax8_public_exp_ifma },
    { { "ref", 0 }, BRISK_LANES + 1, brisk_rsax8_private_crt_ref, brisk_rsax8_public_exp_ref },
    { .impl = { NULL, 0 } },
};
