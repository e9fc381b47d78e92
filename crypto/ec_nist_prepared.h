/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The end of crypto/ec_nist.h: verification with a table of the public key's multiples. Variable
 * time: all is public.
 *
 * The scalar of the key is written in non-adjacent form and cut into blocks of B digits. The table
 * has 1, 3, ... times 2^(B j) Q for each block j, in affine coordinates, so that digit i of all
 * blocks is added between the same two doublings, of which there are B - 1 in all instead of one
 * for each bit. Digits of the base point come from the table for secret scalars: column by column
 * as in base_mul(), between the same doublings. */

#ifndef BRISK_CRYPTO_EC_NIST_PREPARED_H
#define BRISK_CRYPTO_EC_NIST_PREPARED_H

#define EC_PREPARED_BLOCKS (EC_BITS / EC_PREPARED_BLOCK)
#define EC_PREPARED_ODD (1 << (EC_PREPARED_WIDTH - 2)) /* of each block */
#define EC_PREPARED_ENTRIES (EC_PREPARED_BLOCKS * EC_PREPARED_ODD)

_Static_assert(EC_BITS % EC_PREPARED_BLOCK == 0, "blocks are of one size");
_Static_assert((EC_TABLE_SPACING - 1) * EC_BASE_WINDOW < EC_PREPARED_BLOCK,
               "the base point's columns fit between a block's doublings");
_Static_assert(2 * EC_LIMBS * EC_PREPARED_ENTRIES == EC_PREPARED_WORDS, "the public struct's size");

/* The first entries and their denominators: 1, 3, ... times `base`, which may be of any Z. */
static void odd_multiples_of(struct affine *entries, fe *z, const struct point *base)
{
    struct point twice, multiple = *base;
    point_double(&twice, base);
    for (size_t i = 0; i < EC_PREPARED_ODD; i++) {
        fe_copy(entries[i].x, multiple.x);
        fe_copy(entries[i].y, multiple.y);
        fe_copy(z[i], multiple.z);
        point_add(&multiple, &multiple, &twice); /* odd is not even, below the order */
    }
}

int EC_KERNEL(prepare)(uint64_t *table, const uint8_t *point)
{
    struct affine key, *entries = (struct affine *)table;
    fe z[EC_PREPARED_ENTRIES], products[EC_PREPARED_ENTRIES];
    struct point base;
    if (!load_point(&key, point)) {
        return 0;
    }
    point_from_affine(&base, &key);
    for (size_t block = 0; block < EC_PREPARED_BLOCKS; block++) {
        odd_multiples_of(entries + block * EC_PREPARED_ODD, z + block * EC_PREPARED_ODD, &base);
        for (size_t i = 0; block + 1 < EC_PREPARED_BLOCKS && i < EC_PREPARED_BLOCK; i++) {
            point_double(&base, &base);
        }
    }
    divide_by_z(entries, z, products, EC_PREPARED_ENTRIES);
    return 1;
}

/* Adds the digits of the base point's scalar in one column of base_mul(). */
static void add_base_column(struct sum *sum, const struct digits *k, size_t above, uint64_t negate)
{
    for (size_t i = above; i < EC_NUM_DIGITS(EC_BASE_WINDOW); i += EC_TABLE_SPACING) {
        if (k->magnitude[i] != 0) {
            add_affine_public(sum, EC_TABLE[i / EC_TABLE_SPACING][k->magnitude[i] - 1],
                              k->negative[i] != (negate & 1));
        }
    }
}

/* Adds digit `offset` of every block of the key's scalar. */
static void add_key_digits(struct sum *sum, const uint64_t *table, const int16_t naf[EC_BITS + 1],
                           size_t offset, uint64_t negate)
{
    for (size_t block = 0; block < EC_PREPARED_BLOCKS; block++) {
        int digit = naf[block * EC_PREPARED_BLOCK + offset];
        if (digit != 0) {
            size_t odd = (size_t)(digit < 0 ? -digit : digit) / 2;
            add_affine_public(sum, table + 2 * EC_LIMBS * (block * EC_PREPARED_ODD + odd),
                              (digit < 0) != (int)(negate & 1));
        }
    }
}

int EC_KERNEL(verify_prepared)(const uint8_t *signature, const uint64_t *table, const uint8_t *e)
{
    uint64_t r[EC_LIMBS], u1[EC_LIMBS], u2[EC_LIMBS], opposite[EC_LIMBS];
    struct digits digits;
    int16_t naf[EC_BITS + 1];
    struct sum sum = { .now = &sum.places[0], .next = &sum.places[1] };
    if (!load_signature(r, u1, u2, signature, e)) {
        return 0;
    }
    uint64_t negate_base = recode_smaller(&digits, u1, EC_BASE_WINDOW);
    /* The smaller one of u2 and n - u2 has no digit above EC_BITS - 1. */
    limbs_sub(opposite, ec_n, u2, EC_LIMBS);
    uint64_t negate = limbs_mask_less(opposite, u2, EC_LIMBS);
    recode_naf(naf, negate ? opposite : u2, EC_PREPARED_WIDTH);

    for (size_t offset = EC_PREPARED_BLOCK; offset-- > 0;) {
        point_double(sum.now, sum.now);
        add_key_digits(&sum, table, naf, offset, negate);
        if (offset % EC_BASE_WINDOW == 0 && offset / EC_BASE_WINDOW < EC_TABLE_SPACING) {
            add_base_column(&sum, &digits, offset / EC_BASE_WINDOW, negate_base);
        }
    }
    return x_equals(sum.now, r);
}

#endif
