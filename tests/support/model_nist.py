#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""The arithmetic below P-256 and P-384 with Python's integers, for tests/support/nist_model.h:
prints one case a line, "OPERATION OPERAND... RESULT", all numbers in hexadecimal, then "end".

    tests/support/model_nist.py p256|p384 SEED
"""

import random
import sys

CURVES = {
    "p256": (
        256,
        2**256 - 2**224 + 2**192 + 2**96 - 1,
        0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    ),
    "p384": (
        384,
        2**384 - 2**128 - 2**96 + 2**32 - 1,
        0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
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


def modulus_cases(prefix, bits, p, n, m):
    values = numbers(bits, p, n, m)
    r_inverse = pow(2**bits, -1, m)
    for a, b in pairs(values, 1500):
        show(prefix + "mul", a, b, a * b * r_inverse % m)
        show(prefix + "add", a, b, (a + b) % m)
        show(prefix + "sub", a, b, (a - b) % m)
    for a in values:
        show(prefix + "sqr", a, a * a * r_inverse % m)
        show(prefix + "half", a, a * pow(2, -1, m) % m)
    for a in random.sample(values, 150) + [0, 1, 2, m - 1, m - 2, (m + 1) // 2]:
        # Montgomery form in and out: (a/R)^-1 R = R^2 / a
        show(prefix + "invert", a, 2 ** (2 * bits) * pow(a, -1, m) % m if a else 0)


def main(arguments):
    if len(arguments) != 2 or arguments[0] not in CURVES:
        print(__doc__, file=sys.stderr)
        return 2
    bits, p, n = CURVES[arguments[0]]
    random.seed(int(arguments[1]))
    modulus_cases("p_", bits, p, n, p)
    modulus_cases("n_", bits, p, n, n)
    for a in numbers(bits, p, n, 2**bits):
        show("n_reduce", a, a % n)
        show("digits", a % n, min(a % n, n - a % n))
        show("base_digits", a % n, min(a % n, n - a % n))
    # Two numbers at once: the reduction of a product-sized number, below p R.
    high = numbers(bits, p, n, p)
    low = numbers(bits, p, n, 2**bits)
    for a, b in pairs(high, 1500):
        b = random.choice(low)
        show("p_reduce", a, b, (a * 2**bits + b) * pow(2**bits, -1, p) % p)
    print("end")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
