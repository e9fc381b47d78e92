/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The kernel tables of aarch64, best row first. A row runs on a CPU that has all its bits. */

#include "crypto/impl.h"

const struct brisk_sha256_impl brisk_sha256_impls[] = {
    { { "ref", 0 }, brisk_sha256_blocks_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_sha512_impl brisk_sha512_impls[] = {
    { { "ref", 0 }, brisk_sha512_blocks_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_sha1_impl brisk_sha1_impls[] = {
    { { "ref", 0 }, brisk_sha1_blocks_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_aes_gcm_impl brisk_aes_gcm_impls[] = {
    { { "ref", 0 }, brisk_aes_gcm_init_ref, brisk_aes_gcm_seal_ref, brisk_aes_gcm_open_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_aes_cbc_impl brisk_aes_cbc_impls[] = {
    { { "ref", 0 }, brisk_aes_cbc_init_ref, brisk_aes_cbc_encrypt_ref, brisk_aes_cbc_decrypt_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_chacha20poly1305_impl brisk_chacha20poly1305_impls[] = {
    { { "ref", 0 },
      brisk_chacha20poly1305_init_ref,
      brisk_chacha20poly1305_seal_ref,
      brisk_chacha20poly1305_open_ref,
      brisk_chacha20_keystream_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_x25519_impl brisk_x25519_impls[] = {
    { { "ref", 0 }, brisk_x25519_public_ref, brisk_x25519_shared_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_x25519x8_impl brisk_x25519x8_impls[] = {
    { { "ref", 0 }, BRISK_LANES + 1, brisk_x25519x8_public_ref, brisk_x25519x8_shared_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_ed25519_impl brisk_ed25519_impls[] = {
    { { "ref", 0 }, brisk_ed25519_base_mul_ref, brisk_ed25519_check_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_ed25519x8_impl brisk_ed25519x8_impls[] = {
    { { "ref", 0 }, BRISK_LANES + 1, brisk_ed25519x8_base_mul_ref, brisk_ed25519x8_check_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_ec_prepared_impl brisk_p256_impls[] = {
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

const struct brisk_p256x8_impl brisk_p256x8_impls[] = {
    { { "ref", 0 },
      BRISK_LANES + 1,
      brisk_p256x8_public_ref,
      brisk_p256x8_shared_ref,
      brisk_p256x8_sign_ref,
      brisk_p256x8_verify_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_ec_prepared_impl brisk_p384_impls[] = {
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

const struct brisk_rsa_impl brisk_rsa_impls[] = {
    { { "ref", 0 },
      brisk_rsa_private_crt_ref,
      brisk_rsa_public_exp_ref,
      brisk_rsa_modulus_mul_ref,
      brisk_rsa_modulus_exp_ref,
      brisk_rsa_modulus_comb_ref },
    { .impl = { NULL, 0 } },
};

const struct brisk_rsax8_impl brisk_rsax8_impls[] = {
    { { "ref", 0 }, BRISK_LANES + 1, brisk_rsax8_private_crt_ref, brisk_rsax8_public_exp_ref },
    { .impl = { NULL, 0 } },
};
