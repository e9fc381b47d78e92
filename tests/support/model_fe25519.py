#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""The arithmetic of crypto/fe25519.h and crypto/sc25519.h with Python's integers, for
tests/support/fe25519_cases.h: prints one case a line, "OPERATION OPERAND... RESULT", all numbers in
hexadecimal. Field operands are limbs joined by commas, results fully reduced.

    tests/support/model_fe25519.py SEED RADIX

RADIX is 51 for the bounds of crypto/fe25519.h, 64 for those of crypto/x86_64/fe25519_adx.h.
"""

import random
import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
RADIX = int(sys.argv[2])


def value(limbs):
    return sum(limb << RADIX * i for i, limb in enumerate(limbs))


def split(number):
    count = 5 if RADIX == 51 else 4
    low = [number >> RADIX * i & 2**RADIX - 1 for i in range(count - 1)]
    return low + [number >> RADIX * (count - 1)]


def is_tight(limbs):
    return max(limbs) < 2**51 + 2**13 if RADIX == 51 else value(limbs) < 2**255 + 2**24


def is_loose(limbs):
    return max(limbs) < 2**54 if RADIX == 51 else max(limbs) < 2**64


def elements(allowed):
    """Elements that are allowed: values near 0, p, 2^255 and multiples, limbs near their bounds,
    and uniform ones."""
    candidates = []
    for centre in (0, P, 2 * P, 2**255, 2**255 + 2**24, 2**256 - 38, 2**256):
        for offset in (-20, -19, -18, -2, -1, 0, 1, 2, 18, 19, 20, 37, 38):
            candidates.append(split(max(centre + offset, 0)))
    count = len(split(0))
    full = (2**51 - 1, 2**51, 2**51 + 2**13 - 1, 2**54 - 1, 2**63 - 1, 2**63, 2**64 - 1)
    for limb in full:
        candidates.append([limb] * count)
        for i in range(count):
            candidates.append([limb if i == j else 0 for j in range(count)])
            candidates.append([0 if i == j else limb for j in range(count)])
            candidates.append([limb] * i + [0] * (count - i))
            candidates.append([0] * i + [limb] * (count - i))
    # the last limb close to the largest allowed
    top = max(limb for limb in full if allowed([0] * (count - 1) + [limb]))
    for limb in (2**51 - 1, 2**64 - 1):
        candidates.append([limb] * (count - 1) + [top - 1])
    wanted = (0, 1, 2**51 - 19, 2**51 - 1) if RADIX == 51 else (0, 1, 18, 19, 2**63, 2**64 - 1)
    for _ in range(40):
        candidates.append([random.randrange(top) for _ in range(count)])
        candidates.append([random.randrange(2**RADIX) for _ in range(count - 1)]
                          + [random.randrange(top)])
        candidates.append([random.choice(wanted + (top,)) for _ in range(count)])
        candidates.append([random.choice(wanted) for _ in range(count - 1)] + [top - 1])
    return [limbs for limbs in candidates if allowed(limbs)]


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
    loose, tight = elements(is_loose), elements(is_tight)
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
    for a in loose if RADIX == 64 else []:  # one operand may be loose
        for b in random.sample(tight, 12) + tight[:12]:
            show("add", a, b, (value(a) + value(b)) % P)
            show("add", b, a, (value(a) + value(b)) % P)
            show("sub", a, b, (value(a) - value(b)) % P)


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
