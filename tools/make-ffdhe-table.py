#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Prints crypto/ffdhe_table.c: the primes of RFC 7919 appendix A with what Montgomery multiplication
wants to know of them. They follow from the formula there, for b bits and e = 2.718...:

    p = 2^b - 2^(b - 64) + ([2^(b - 130) e] + x) 2^64 - 1

where x is the smallest number that makes p and (p - 1) / 2 prime; that they are is checked by Miller
and Rabin's test. The comb (crypto/impl.h) has powers of 2 in Montgomery form. Usage: tools/make-ffdhe-table.py >crypto/ffdhe_table.c"""

TEETH = 5  # of the comb: BRISK_RSA_COMB_TEETH in crypto/impl.h
GROUPS = [(2048, 560316, 225), (3072, 2625351, 275), (4096, 5736041, 325)]  # bits, x, exponent


def scaled_e(bits):
    """[2^bits e], by the sum of 1/k! with 64 bits to spare."""
    term = total = 1 << (bits + 64)
    k = 1
    while term:
        term //= k
        total += term
        k += 1
    return total >> 64


def prime(bits, x):
    return 2**bits - 2**(bits - 64) + (scaled_e(bits - 130) + x) * 2**64 - 1


def is_prime(n):
    odd, twos = n - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in (2, 3, 5, 7, 11, 13, 17, 19):
        x = pow(base, odd, n)
        if x in (1, n - 1):
            continue
        if all((x := x * x % n) != n - 1 for _ in range(twos - 1)):
            return False
    return True


def limbs(number, n, indent):
    words = ["0x%016x," % (number >> 64 * i & 2**64 - 1) for i in range(n)]
    return ("\n" + " " * indent).join(" ".join(words[i:i + 4]) for i in range(0, n, 4))


def print_comb(bits, p, exponent):
    n, d = bits // 64, exponent // TEETH
    entries = [pow(2, 64 * n + sum(2**(k * d) for k in range(TEETH) if i >> k & 1), p)
               for i in range(2**TEETH)]
    print(f"static const _Alignas(64) brisk_rsa_comb comb{bits}[{n} / 8] = {{")
    for j in range(0, n, 8):
        print("    {")
        for entry in entries:
            print("        { " + limbs(entry >> 64 * j & 2**512 - 1, 8, 10) + " },")
        print("    },")
    print("};\n")


print("""/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The groups of RFC 7919, printed by `tools/make-ffdhe-table.py`, which says where the numbers come
 * from: do not edit. */

#include "crypto/ffdhe_table.h"

/* clang-format off */
""", end="")
for bits, x, exponent in GROUPS:
    print_comb(bits, prime(bits, x), exponent)
print("const struct brisk_ffdhe_group brisk_ffdhe_groups[BRISK_FFDHE_NUM_GROUPS] = {")
for bits, x, exponent in GROUPS:
    p = prime(bits, x)
    n = bits // 64
    assert is_prime(p) and is_prime((p - 1) // 2)
    print(f"""    {{
        .number = BRISK_GROUP_FFDHE{bits},
        .private_bits = {exponent},
        .comb = comb{bits},
        .modulus = {{
            .bits = {bits},
            .num_limbs = {n},
            .n0 = {-pow(p, -1, 2**64) % 2**64},
            .n = {{
                {limbs(p, n, 16)}
            }},
            .rr = {{
                {limbs(2**(128 * n) % p, n, 16)}
            }},
        }},
    }},""")
print("};\n/* clang-format on */")
