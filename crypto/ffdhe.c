/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Finite-field Diffie-Hellman in the groups of RFC 7919, by the exponentiation of RSA's rows. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/ffdhe.h>
#include <brisk/random.h>

#include "crypto/ct.h"
#include "crypto/ffdhe_table.h"
#include "crypto/impl.h"
#include "crypto/rsa_internal.h"

#define PRIVATE_LIMBS 6

static const struct brisk_ffdhe_group *find_group(uint16_t number)
{
    for (size_t i = 0; i < BRISK_FFDHE_NUM_GROUPS; i++) {
        if (brisk_ffdhe_groups[i].number == number) {
            return &brisk_ffdhe_groups[i];
        }
    }
    return NULL;
}

static size_t private_size(const struct brisk_ffdhe_group *group)
{
    return (group->private_bits + 7u) / 8;
}

size_t brisk_ffdhe_size(uint16_t number)
{
    const struct brisk_ffdhe_group *group = find_group(number);
    return group ? brisk_rsa_size(&group->modulus) : 0;
}

size_t brisk_ffdhe_private_size(uint16_t number)
{
    const struct brisk_ffdhe_group *group = find_group(number);
    return group ? private_size(group) : 0;
}

int brisk_ffdhe_prime(uint16_t number, uint8_t *prime)
{
    const struct brisk_ffdhe_group *group = find_group(number);
    if (!group) {
        return BRISK_ERR_UNSUPPORTED;
    }
    brisk_bn_to_bytes(prime, brisk_rsa_size(&group->modulus), group->modulus.n,
                      group->modulus.num_limbs);
    return 0;
}

int brisk_ffdhe_private(uint16_t number, uint8_t *private_key)
{
    const struct brisk_ffdhe_group *group = find_group(number);
    if (!group) {
        return BRISK_ERR_UNSUPPORTED;
    }
    int error = brisk_random(private_key, private_size(group));
    if (error) {
        memset(private_key, 0, private_size(group));
        return error;
    }
    unsigned top = 1u << ((group->private_bits - 1) % 8);
    private_key[0] = (uint8_t)((private_key[0] & (top - 1)) | top);
    return 0;
}

/* out = base^private_key, or that of the generator for a base of NULL; BRISK_ERR_KEY if the key is
 * not of so many bits. */
static int raise(const struct brisk_ffdhe_group *group, uint8_t *out, const uint64_t *base,
                 const uint8_t *private_key)
{
    const struct brisk_rsa_public *modulus = &group->modulus;
    const struct brisk_rsa_impl *rsa = brisk_kernels()->rsa;
    uint64_t exp[PRIVATE_LIMBS], power[BRISK_RSA_MAX_LIMBS];
    size_t limbs = (group->private_bits + 63u) / 64, size = brisk_rsa_size(modulus);
    brisk_bn_from_bytes(exp, limbs, private_key, private_size(group));
    uint64_t good = ct_mask_equal(exp[limbs - 1] >> ((group->private_bits - 1) % 64), 1);
    if (base) {
        rsa->modulus_exp(power, base, exp, group->private_bits, modulus);
    } else {
        rsa->modulus_comb(power, group->comb, exp, group->private_bits, modulus);
    }
    for (size_t i = 0; i < modulus->num_limbs; i++) {
        power[i] &= good;
    }
    brisk_bn_to_bytes(out, size, power, modulus->num_limbs);
    brisk_wipe(exp, sizeof(exp));
    brisk_wipe(power, sizeof(power));
    return good ? 0 : BRISK_ERR_KEY;
}

int brisk_ffdhe_public(uint16_t number, uint8_t *public_key, const uint8_t *private_key)
{
    const struct brisk_ffdhe_group *group = find_group(number);
    return group ? raise(group, public_key, NULL, private_key) : BRISK_ERR_UNSUPPORTED;
}

/* RFC 7919 section 5.1: 1 < y < p - 1. Only 1 and p - 1 are of a small order, p being a safe prime,
 * so that nothing has to be raised to (p - 1) / 2, and no secret can come out as 1: the exponent is
 * below that. (Half of the numbers in the range generate the whole group, not that of the squares,
 * which lets the peer know whether a private key is even; nobody sees two uses of one.) */
static int accept_public(const struct brisk_rsa_public *modulus, uint64_t *y, const uint8_t *in,
                         size_t in_len)
{
    uint64_t p_minus_1[BRISK_RSA_MAX_LIMBS];
    static const uint64_t one[BRISK_RSA_MAX_LIMBS] = { 1 };
    size_t n = modulus->num_limbs;
    if (in_len != brisk_rsa_size(modulus) || brisk_bn_from_bytes(y, n, in, in_len)) {
        return 0;
    }
    brisk_bn_sub(p_minus_1, modulus->n, one, n);
    return brisk_bn_less(one, y, n) && brisk_bn_less(y, p_minus_1, n);
}

int brisk_ffdhe_shared(uint16_t number, uint8_t *secret, const uint8_t *private_key,
                       const uint8_t *peer_public, size_t peer_public_len)
{
    uint64_t y[BRISK_RSA_MAX_LIMBS];
    const struct brisk_ffdhe_group *group = find_group(number);
    if (!group) {
        return BRISK_ERR_UNSUPPORTED;
    }
    if (!accept_public(&group->modulus, y, peer_public, peer_public_len)) {
        memset(secret, 0, brisk_rsa_size(&group->modulus));
        return BRISK_ERR_POINT;
    }
    return raise(group, secret, y, private_key);
}
