/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/nist_curve.h"

#include <string.h>

#include <brisk/error.h>

#include "tests/support/test.h"

/* These verify in both ways, with the key as it is and with the key prepared: they must agree. */
static int verify_p256(const uint8_t *signature, const uint8_t *public_key, const uint8_t *digest,
                       size_t digest_len)
{
    static struct brisk_p256_prepared prepared;
    int error = brisk_ecdsa_p256_verify(signature, public_key, digest, digest_len);
    if (prepared.impl != brisk_kernels()->p256 ||
        memcmp(prepared.public_key, public_key, sizeof(prepared.public_key)) != 0) {
        int refused = brisk_p256_prepare(&prepared, public_key);
        CHECK_EQ_INT(refused, error == BRISK_ERR_POINT ? error : 0);
    }
    CHECK_EQ_INT(brisk_ecdsa_p256_verify_prepared(signature, &prepared, digest, digest_len), error);
    return error;
}

static int verify_p384(const uint8_t *signature, const uint8_t *public_key, const uint8_t *digest,
                       size_t digest_len)
{
    static struct brisk_p384_prepared prepared;
    int error = brisk_ecdsa_p384_verify(signature, public_key, digest, digest_len);
    if (prepared.impl != brisk_kernels()->p384 ||
        memcmp(prepared.public_key, public_key, sizeof(prepared.public_key)) != 0) {
        int refused = brisk_p384_prepare(&prepared, public_key);
        CHECK_EQ_INT(refused, error == BRISK_ERR_POINT ? error : 0);
    }
    CHECK_EQ_INT(brisk_ecdsa_p384_verify_prepared(signature, &prepared, digest, digest_len), error);
    return error;
}

const struct nist_curve nist_p256 = {
    .name = "p256",
    .curve = &brisk_p256_curve,
    .size = BRISK_P256_PRIVATE_SIZE,
    .public_size = BRISK_P256_PUBLIC_SIZE,
    .prime = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    .make_private = brisk_p256_private,
    .make_public = brisk_p256_public,
    .shared = brisk_p256_shared,
    .check_public = brisk_p256_check_public,
    .sign = brisk_ecdsa_p256_sign,
    .verify = verify_p256,
};

const struct nist_curve nist_p384 = {
    .name = "p384",
    .curve = &brisk_p384_curve,
    .size = BRISK_P384_PRIVATE_SIZE,
    .public_size = BRISK_P384_PUBLIC_SIZE,
    .prime = "ffffffffffffffffffffffffffffffffffffffffffffffff"
             "fffffffffffffffeffffffff0000000000000000ffffffff",
    .make_private = brisk_p384_private,
    .make_public = brisk_p384_public,
    .shared = brisk_p384_shared,
    .check_public = brisk_p384_check_public,
    .sign = brisk_ecdsa_p384_sign,
    .verify = verify_p384,
};

const struct nist_curve nist_p521 = {
    .name = "p521",
    .curve = &brisk_p521_curve,
    .size = BRISK_EC_MAX_SIZE,
    .public_size = BRISK_P521_PUBLIC_SIZE,
    .prime = "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
             "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    .make_private = brisk_p521_private,
    .make_public = brisk_p521_public,
    .shared = brisk_p521_shared,
    .check_public = brisk_p521_check_public,
    .sign = brisk_ecdsa_p521_sign,
    .verify = brisk_ecdsa_p521_verify,
};

/* Rows of either type begin with a struct brisk_ec_impl. */
const struct brisk_ec_impl *nist_row_by_index(const struct nist_curve *c, size_t i)
{
    const struct brisk_operation *operation = brisk_operations;
    while (strcmp(operation->name, c->name) != 0) {
        operation++;
    }
    return (const struct brisk_ec_impl *)brisk_operation_row(operation, i);
}

const struct brisk_ec_impl *nist_reference(const struct nist_curve *c)
{
    size_t i = 0;
    while (nist_row_by_index(c, i + 1) != NULL) {
        i++;
    }
    return nist_row_by_index(c, i);
}

const struct brisk_ec_impl *nist_row(const struct nist_curve *c)
{
    const struct brisk_kernels *kernels = brisk_kernels();
    return c == &nist_p256   ? &kernels->p256->ec
           : c == &nist_p384 ? &kernels->p384->ec
                             : kernels->p521;
}

void nist_add_small(const struct nist_curve *c, uint8_t *out, const uint8_t *a, int small)
{
    int carry = small;
    for (size_t i = c->size; i-- > 0;) {
        int sum = a[i] + carry;
        out[i] = (uint8_t)(sum & 0xff);
        carry = (sum - (sum & 0xff)) / 256;
    }
}

void nist_set_small(const struct nist_curve *c, uint8_t *out, unsigned value)
{
    static const uint8_t zero[NIST_MAX_PRIVATE];
    nist_add_small(c, out, zero, (int)value);
}

void nist_prime(const struct nist_curve *c, uint8_t *out)
{
    test_hex(out, c->size, c->prime);
}

void nist_digest(const struct nist_curve *c, uint8_t *digest, const uint8_t *e)
{
    const unsigned excess = (unsigned)(8 * c->size - c->curve->bits);
    for (size_t i = 0; i < c->size; i++) {
        unsigned below = i + 1 < c->size ? e[i + 1] : 0xff;
        digest[i] = (uint8_t)(e[i] << excess | below >> (8 - excess));
    }
}

static void set_bit(const struct nist_curve *c, uint8_t *number, size_t bit)
{
    number[c->size - 1 - bit / 8] |= (uint8_t)(1 << (bit % 8));
}

static void draw_hostile(const struct nist_curve *c, uint8_t *out)
{
    int small = (int)test_random_below(80) - 40;
    size_t bits = c->curve->bits;
    memset(out, 0, c->size);
    switch (test_random_below(8)) {
    case 0: /* near 0 */
        nist_set_small(c, out, (unsigned)test_random_below(80));
        break;
    case 1: /* near n */
        nist_add_small(c, out, c->curve->order, small);
        break;
    case 2: /* near n / 2 */
        for (size_t i = 0; i < c->size; i++) {
            unsigned above = i > 0 ? c->curve->order[i - 1] : 0;
            out[i] = (uint8_t)(c->curve->order[i] >> 1 | above << 7);
        }
        nist_add_small(c, out, out, small);
        break;
    case 3: /* near a power of two */
        set_bit(c, out, test_random_below(bits));
        nist_add_small(c, out, out, small);
        break;
    case 4: { /* a run of ones */
        size_t first = test_random_below(bits);
        size_t last = first + test_random_below(bits - first);
        for (size_t i = first; i <= last; i++) {
            set_bit(c, out, i);
        }
        break;
    }
    case 5: /* few bits */
        for (int i = 0; i < 4; i++) {
            set_bit(c, out, test_random_below(bits));
        }
        break;
    case 6: /* limbs of zeros and of ones */
        for (size_t i = 0; i < c->size; i += 4) {
            size_t left = c->size - i; /* P-521's size is no multiple of 4 */
            memset(out + i, test_random_below(2) ? 0xff : 0, left < 4 ? left : 4);
        }
        break;
    default:
        test_random_bytes(out, c->size);
        break;
    }
}

void nist_hostile_scalar(const struct nist_curve *c, uint8_t *out)
{
    do {
        draw_hostile(c, out);
    } while (!brisk_ec_mask_scalar(c->curve, out));
}
