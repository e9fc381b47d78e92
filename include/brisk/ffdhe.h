/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Diffie-Hellman in the finite-field groups of RFC 7919: ffdhe2048, ffdhe3072, ffdhe4096. They cost
 * several times what X25519 does, more with the larger ones: for peers that have no curves.
 *
 * Numbers are big-endian and fill the group's size, 256, 384 or 512 bytes. `group` is a NamedGroup
 * of brisk/key.h. Private keys and shared secrets never decide a branch or an address; but a shared
 * secret is a number, and a protocol that cuts off its leading zeros, as TLS 1.2 does (RFC 5246
 * section 8.1.2), tells by its time how many there were, which adds up where a private key is used
 * more than once (Merget et al., "Raccoon attack", 2021). So take a fresh key for each exchange.
 * All functions are thread-safe. Outputs are zeroed on failure. */

#ifndef BRISK_FFDHE_H
#define BRISK_FFDHE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define BRISK_FFDHE_MAX_SIZE 512   /* bytes of a prime, a public key, a shared secret */
#define BRISK_FFDHE_MAX_PRIVATE 41 /* bytes of a private key */

/* Bytes of the group's prime, 0 for a group that is none of these. */
size_t brisk_ffdhe_size(uint16_t group);

/* Bytes of a private key: 29, 35 or 41. */
size_t brisk_ffdhe_private_size(uint16_t group);

/* The group's prime p, brisk_ffdhe_size() bytes; p and (p - 1) / 2 are prime, the generator is 2.
 * Returns 0 or BRISK_ERR_UNSUPPORTED. */
int brisk_ffdhe_prime(uint16_t group, uint8_t *prime);

/* A private key drawn uniformly from [2^(m-1), 2^m - 1], where m = 225, 275, 325 is what section
 * 5.2 and appendix A ask of the group. Returns 0, BRISK_ERR_UNSUPPORTED or BRISK_ERR_RANDOM. */
int brisk_ffdhe_private(uint16_t group, uint8_t *private_key);

/* The public key, 2^private_key mod p. Returns 0, BRISK_ERR_UNSUPPORTED, or BRISK_ERR_KEY if the
 * private key is not in that range. */
int brisk_ffdhe_public(uint16_t group, uint8_t *public_key, const uint8_t *private_key);

/* The shared secret, peer_public^private_key mod p, with its leading zeros (RFC 8446 section
 * 7.4.1). Returns 0; BRISK_ERR_UNSUPPORTED; BRISK_ERR_POINT if the peer's key is not of the group's
 * size or not in [2, p-2] (RFC 7919 section 5.1); BRISK_ERR_KEY as above. */
int brisk_ffdhe_shared(uint16_t group, uint8_t *secret, const uint8_t *private_key,
                       const uint8_t *peer_public, size_t peer_public_len);

#ifdef __cplusplus
}
#endif

#endif
