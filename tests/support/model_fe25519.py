#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""The arithmetic of crypto/fe25519.h and crypto/sc25519.h with Python's integers, for
tests/test_fe25519.c: prints one case a line, "OPERATION OPERAND... RESULT", all numbers in
hexadecimal. Field operands are five limbs joined by commas, results fully reduced.

    tests/support/model_fe25519.py SEED
"""

import random
import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
TIGHT = 2**51 + 2**13  # bounds of crypto/fe25519.h
LOOSE = 2**54


def value(limbs):
    return sum(limb << 51 * i for i, limb in enumerate(limbs))


def split(number):
    return [number >> 51 * i & 2**51 - 1 for i in range(4)] + [number >> 204]


def elements(bound):
    """Elements with limbs below bound: values near 0, p, 2^255 and multiples, limbs near their
    bounds, and uniform ones."""
    for centre in (0, P, 2 * P, 2**255, 2**256 - 38):
        for offset in (-20, -19, -18, -2, -1, 0, 1, 2, 18, 19, 20, 37, 38):
            limbs = split(max(centre + offset, 0))
            if max(limbs) < bound:
                yield limbs
    for limb in (2**51 - 1, 2**51, bound - 1):
        yield [limb] * 5
        for i in range(5):
            yield [limb if i == j else 0 for j in range(5)]
            yield [0 if i == j else limb for j in range(5)]
    for _ in range(40):
        yield [random.randrange(bound) for _ in range(5)]
        yield [random.choice((0, 1, 2**51 - 19, 2**51 - 1, bound - 1)) for _ in range(5)]


def scalars(bits):
    for centre in (0, L // 2, L, 2 * L, 2**252, 2**253, 2**255, 2**bits - L, 2**bits):
        for offset in (-2, -1, 0, 1, 2):
            if 0 <= centre + offset < 2**bits:
                yield centre + offset
    for multiple in range(1, 2**bits // L, max(1, 2**bits // L // 16)):
        yield multiple * L - 1
        yield multiple * L
    for _ in range(60):
        yield random.randrange(2**bits)


def show(operation, *numbers):
    words = [",".join("%x" % limb for limb in n) if isinstance(n, list) else "%x" % n
             for n in numbers]
    print(operation, *words)


def field_cases():
    loose, tight = list(elements(LOOSE)), list(elements(TIGHT))
    for a in loose:
        x = value(a)
        show("square", a, x * x % P)
        show("mul_small", a, x * 121665 % P)
        show("carry", a, x % P)
        show("encode", a, x % P)
        show("is_odd", a, x % P % 2)
        show("is_zero", a, int(x % P == 0))
        show("invert", a, pow(x, P - 2, P))
        show("pow_p58", a, pow(x, (P - 5) // 8, P))
        for b in random.sample(loose, 12) + loose[:12]:
            show("mul", a, b, x * value(b) % P)
    for a in tight:
        show("negate", a, -value(a) % P)
        for b in random.sample(tight, 12) + tight[:12]:
            show("add", a, b, (value(a) + value(b)) % P)
            show("sub", a, b, (value(a) - value(b)) % P)
        show("decode", value(a) % 2**256, value(a) % 2**255 % P)


def scalar_cases():
    for x in scalars(512):
        show("reduce", x, x % L)
    small = list(scalars(256))
    for a in small:
        show("is_reduced", a, int(a < L))
        for _ in range(20):
            b, c = random.choice(small), random.choice(small)
            show("muladd", a, b, c, (a * b + c) % L)


def main():
    random.seed(int(sys.argv[1]))
    field_cases()
    scalar_cases()
    print("end")


if __name__ == "__main__":
    main()
