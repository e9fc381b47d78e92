#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""The arithmetic below P-256, P-384 and P-521 with Python's integers, for tests/support/nist_model.h:
prints one case a line, "OPERATION OPERAND... RESULT", all numbers in hexadecimal, then "end".

    tests/support/model_nist.py p256|p384|p521 SEED
"""

import random
import sys

# Bits of the limbs; p, the R of its Montgomery form; n; the base point.
CURVES = {
    "p256": (
        256,
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        2**256,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
        (
            0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
            0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
        ),
    ),
    "p384": (
        384,
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        2**384,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
        (
            0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
            0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
        ),
    ),
    "p521": (
        576,
        2**521 - 1,
        1,
        0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
        (
            0x00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66,
            0x011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650,
        ),
    ),
}


def patterns(bits):
    """Numbers whose 32-bit halves are all of 0, 1 or their largest values: carries run far."""
    for _ in range(60):
        halves = [random.choice((0, 0, 1, 2**31, 2**32 - 2, 2**32 - 1, 2**32 - 1)) for _ in range(bits // 32)]
        yield sum(half << 32 * i for i, half in enumerate(halves))


def numbers(bits, p, n, limit):
    """Numbers below limit: near 0, p, n, their halves and multiples and the limb borders."""
    centres = [0, p, n, p // 2, n // 2, 2**bits, p - n, 2**bits - p, 2**bits - n, limit]
    centres += [2**i for i in range(32, bits, 32)]
    centres += [2**bits - 2**i for i in range(32, bits, 32)]
    found = [c + offset for c in centres for offset in (-2, -1, 0, 1, 2)]
    found += list(patterns(bits)) + [random.randrange(limit) for _ in range(60)]
    return [x for x in found if 0 <= x < limit]


def show(operation, *numbers_):
    print(operation, *("%x" % x for x in numbers_))


def pairs(values, count):
    for a in values:
        yield a, random.choice(values)
    for _ in range(count):
        yield random.choice(values), random.choice(values)


def modulus_cases(prefix, bits, p, n, m, r):
    values = numbers(bits, p, n, m)
    r_inverse = pow(r, -1, m)
    for a, b in pairs(values, 1500):
        show(prefix + "mul", a, b, a * b * r_inverse % m)
        show(prefix + "add", a, b, (a + b) % m)
        show(prefix + "sub", a, b, (a - b) % m)
    for a in values:
        show(prefix + "sqr", a, a * a * r_inverse % m)
        show(prefix + "half", a, a * pow(2, -1, m) % m)
    for a in random.sample(values, 150) + [0, 1, 2, m - 1, m - 2, (m + 1) // 2]:
        # Montgomery form in and out: (a/R)^-1 R = R^2 / a
        show(prefix + "invert", a, r * r * pow(a, -1, m) % m if a else 0)


INFINITY = (0, 0)


def negative(point, p):
    return point[0], -point[1] % p


def add(a, b, p):
    """The sum of two affine points of y^2 = x^3 - 3 x + ..., all cases."""
    if a == INFINITY or b == INFINITY:
        return b if a == INFINITY else a
    if a == negative(b, p):
        return INFINITY
    if a == b:
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, p)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
    x = (slope * slope - a[0] - b[0]) % p
    return x, (slope * (a[0] - x) - a[1]) % p


def multiple(k, point, p):
    result = INFINITY
    for bit in bin(k)[2:]:
        result = add(result, result, p)
        if bit == "1":
            result = add(result, point, p)
    return result


def group_cases(bits, p, n, base):
    """The group law, exceptional cases among the others, and multiplications that meet them."""
    assert multiple(n, base, p) == INFINITY
    scalars = [k % n for k in numbers(bits, p, n, 2**bits)]
    scalars = [k for k in [1, 2, 3, n - 1, n - 2, n // 2, n // 2 + 1] + random.sample(scalars, 30) if k]
    points = [(k, multiple(k, base, p)) for k in scalars]
    for k, a in points:
        show("g_base", k, *a)
        show("g_double", *a, *add(a, a, p))
        twice = add(a, a, p)
        others = [a, negative(a, p), INFINITY, twice, negative(twice, p), base, random.choice(points)[1]]
        for b in others:
            show("g_add", *a, *b, *add(a, b, p))
        show("g_add", *INFINITY, *a, *a)
        j = random.choice(scalars)
        show("g_mul", j, *a, *multiple(j * k % n, base, p))
        # [i]G and [j]P: unrelated, equal, opposite, and alone
        for i in (random.choice(scalars), j * k % n, -j * k % n, 0):
            show("g_sum", i, j, *a, *multiple((i + j * k) % n, base, p))
    show("g_double", *INFINITY, *INFINITY)
    show("g_add", *INFINITY, *INFINITY, *INFINITY)


def main(arguments):
    if len(arguments) != 2 or arguments[0] not in CURVES:
        print(__doc__, file=sys.stderr)
        return 2
    bits, p, r, n, base = CURVES[arguments[0]]
    random.seed(int(arguments[1]))
    modulus_cases("p_", bits, p, n, p, r)
    modulus_cases("n_", bits, p, n, n, 2**bits)
    for a in numbers(bits, p, n, 2 ** p.bit_length()):
        show("n_reduce", a, a % n)
        show("naf", a % n, a % n)
        show("digits", a % n, min(a % n, n - a % n))
        show("base_digits", a % n, min(a % n, n - a % n))
    # Two numbers at once: the reduction of a product-sized number, below p R or p^2.
    high = numbers(bits, p, n, p * max(p, r) >> bits)
    low = numbers(bits, p, n, 2**bits)
    for a, b in pairs(high, 1500):
        b = random.choice(low)
        show("p_reduce", a, b, (a * 2**bits + b) * pow(r, -1, p) % p)
    group_cases(bits, p, n, base)
    print("end")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
