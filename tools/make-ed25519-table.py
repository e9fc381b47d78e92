#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Computes the constants of curve25519 with Python's integers and prints crypto/ge25519_table.c, or,
with --lanes, the comb once more as kernels with eight lanes look it up.

    tools/make-ed25519-table.py > crypto/ge25519_table.c
    tools/make-ed25519-table.py --lanes > crypto/x86_64/ge25519x8_table.c

Everything is derived from RFC 7748 section 4.1 and RFC 8032 section 5.1: the prime, the curve and
the base point (y = 4/5, x even). tests/test_fe25519.c compares the committed files with this output.
"""

import sys

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)

# Shape of the comb, as crypto/ge25519_table.h explains it.
COMBS, TEETH, SPACING = 13, 5, 4
ODD_MULTIPLES = 64  # of the base point: B, 3B, ..., 127B


def add(a, b):
    """The complete addition law of -x^2 + y^2 = 1 + d x^2 y^2 in affine coordinates."""
    (x1, y1), (x2, y2) = a, b
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, -1, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, -1, P)
    return x % P, y % P


def negate(point):
    return -point[0] % P, point[1]


def multiply(scalar, point):
    result = (0, 1)
    for bit in bin(scalar)[2:]:
        result = add(result, result)
        if bit == "1":
            result = add(result, point)
    return result


def base_point():
    y = 4 * pow(5, -1, P) % P
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if x * x % P != xx:
        x = x * SQRT_M1 % P
    assert x * x % P == xx
    return (x if x % 2 == 0 else P - x), y


def comb_table(base):
    """table[j][i]: the sum over the teeth t of +-2^(20 j + 4 t) B, where the last tooth has a plus
    and tooth t < 4 has a plus if bit t of i is set, a minus if not."""
    table = []
    for comb in range(COMBS):
        teeth = [multiply(2 ** (SPACING * (TEETH * comb + t)), base) for t in range(TEETH)]
        row = []
        for i in range(2 ** (TEETH - 1)):
            point = teeth[-1]
            for t in range(TEETH - 1):
                point = add(point, teeth[t] if i >> t & 1 else negate(teeth[t]))
            # Kernels negate the product's words one by one: ~w - 37 for the lowest.
            assert 2 * D * point[0] * point[1] % P % 2**64 <= 2**64 - 38
            # Or limbs: 2^52 - 19 less the lowest.
            assert 2 * D * point[0] * point[1] % P % 2**52 <= 2**52 - 19
            row.append(point)
        table.append(row)
    return table


def element(value):
    words = [value >> 64 * i & 2**64 - 1 for i in range(4)]
    return "{ " + ", ".join("0x%016x" % word for word in words) + " }"


def niels(point, indent):
    x, y = point
    parts = [element((y + x) % P), element((y - x) % P), element(2 * D * x * y % P)]
    pad = " " * indent
    return pad + "{ " + (",\n" + pad + "  ").join(parts) + " },\n"


HEAD = ("/* SPDX-FileCopyrightText: The brisk authors\n"
        " * SPDX-License-Identifier: Apache-2.0 */\n\n"
        "/* Printed by tools/make-ed25519-table.py{}; not edited by hand. */\n\n"
        "/* clang-format off */\n\n"
        "#include \"{}\"\n\n")


def print_lanes(out, base):
    """For each comb, coordinate and limb, the sixteen entries beside each other."""
    out(HEAD.format(" --lanes", "crypto/x86_64/ge25519x8_ifma.h"))
    out("const uint64_t brisk_ge25519x8_comb[GE25519_COMBS][GE25519X8_ELEMENTS][LANES_LIMBS]\n"
        "                                   [GE25519_COMB_POINTS] = {\n")
    for row in comb_table(base):
        out("    {\n")
        for coordinate in (lambda x, y: y + x, lambda x, y: y - x, lambda x, y: 2 * D * x * y):
            values = [coordinate(x, y) % P for x, y in row]
            out("        {\n")
            for limb in range(5):
                limbs = ["0x%013x" % (value >> 52 * limb & 2**52 - 1) for value in values]
                lines = [", ".join(limbs[i:i + 4]) for i in range(0, 16, 4)]
                out("            { " + ",\n              ".join(lines) + " },\n")
            out("        },\n")
        out("    },\n")
    out("};\n")


def main():
    base = base_point()
    assert multiply(L, base) == (0, 1)
    out = sys.stdout.write
    if sys.argv[1:] == ["--lanes"]:
        print_lanes(out, base)
        return
    out(HEAD.format("", "crypto/ge25519_table.h"))
    for name, value, text in (
            ("d", D, "d = -121665/121666"),
            ("2d", 2 * D % P, "2d"),
            ("sqrt_m1", SQRT_M1, "a square root of -1: 2^((p-1)/4)")):
        out(f"/* {text} */\nconst uint64_t brisk_fe25519_{name}[4] =\n    {element(value)};\n\n")
    out("const struct ge25519_entry brisk_ge25519_comb[GE25519_COMBS][GE25519_COMB_POINTS] = {\n")
    for row in comb_table(base):
        out("    {\n" + "".join(niels(point, 8) for point in row) + "    },\n")
    out("};\n\n")
    out("const struct ge25519_entry brisk_ge25519_odd_multiples[2][GE25519_ODD_MULTIPLES] = {\n")
    for point in (base, multiply(2**128, base)):
        out("    {\n")
        for i in range(ODD_MULTIPLES):
            out(niels(multiply(2 * i + 1, point), 8))
        out("    },\n")
    out("};\n")


if __name__ == "__main__":
    main()
