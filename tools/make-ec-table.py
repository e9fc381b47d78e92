#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Prints crypto/p256_table.c, p384_table.c or p521_table.c: multiples of the curve's base point.

    tools/make-ec-table.py p256 > crypto/p256_table.c
    tools/make-ec-table.py p384 > crypto/p384_table.c
    tools/make-ec-table.py p521 > crypto/p521_table.c
    tools/make-ec-table.py p256x8 > crypto/x86_64/p256x8_table.c
    tools/make-ec-table.py --check    compares the files with what would be printed

It uses Python's integers and the textbook affine formulas only, so that the tables do not rest on
the code that uses them. Row r holds 1 to 2^(WINDOW - 1) times 2^(WINDOW * SPACING * r) G, each as
x, y in Montgomery form (times 2^(64 * limbs) mod p; P-521's are plain), least significant limb
first. The odd table holds the first odd multiples of G.
p256x8's is P-256's first table, each row turned: limb 0 of x of all its points, limb 1 of these, ...
"""

import os
import sys

# FIPS 186-5 refers to SP 800-186 for these: sections 3.2.1.3 to 3.2.1.5.
CURVES = {
    "p256": {
        "bits": 256,
        "window": 7,  # these three are in crypto/ec_table.h too
        "spacing": 1,
        "odd": 256,
        "p": 2**256 - 2**224 + 2**192 + 2**96 - 1,
        "b": 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
        "gx": 0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
        "gy": 0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    },
    "p384": {
        "bits": 384,
        "window": 6,
        "spacing": 2,
        "odd": 256,
        "p": 2**384 - 2**128 - 2**96 + 2**32 - 1,
        "b": 0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
        "gx": 0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
        "gy": 0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
    },
    "p521": {
        "bits": 521,
        "window": 5,
        "spacing": 8,
        "r": 1,
        "odd": 128,
        "p": 2**521 - 1,
        "b": 0x0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
        "gx": 0x00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66,
        "gy": 0x011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650,
    },
}


def add(curve, a, b):
    """The sum of two affine points, neither infinity nor opposite to the other."""
    p = curve["p"]
    if a == b:
        slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, p)
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, p)
    x = (slope * slope - a[0] - b[0]) % p
    return x, (slope * (a[0] - x) - a[1]) % p


def rows(curve):
    """The table as rows of 2^(WINDOW - 1) points."""
    window = curve["window"]
    windows = curve["bits"] // window + 1
    point = (curve["gx"], curve["gy"])
    for _ in range(-(-windows // curve["spacing"])):
        multiples = [point]
        for _ in range(2 ** (window - 1) - 1):
            multiples.append(add(curve, multiples[-1], point))
        yield multiples
        for _ in range(window * curve["spacing"]):
            point = add(curve, point, point)


def odd_multiples(curve):
    """1, 3, ... times the base point."""
    points = [(curve["gx"], curve["gy"])]
    twice = add(curve, points[0], points[0])
    for _ in range(curve["odd"] - 1):
        points.append(add(curve, points[-1], twice))
    return points


def limb_lines(curve, number):
    """A field element times R as C initialisers, four limbs to a line."""
    number = number * curve.get("r", 2 ** curve["bits"]) % curve["p"]
    limbs = [f"0x{number >> i & 2**64 - 1:016x}" for i in range(0, curve["bits"], 64)]
    for i in range(0, len(limbs), 4):
        yield ", ".join(limbs[i : i + 4])


def point_lines(curve, points, indent):
    for point in points:
        lines = [line for coordinate in point for line in limb_lines(curve, coordinate)]
        yield " " * indent + "{ " + (",\n" + " " * (indent + 2)).join(lines) + " },"


def file_text(name):
    curve = CURVES[name]
    x, y = curve["gx"], curve["gy"]
    assert (y * y - x**3 + 3 * x - curve["b"]) % curve["p"] == 0
    words = f"2 * {-(-curve['bits'] // 64)}"
    macro = name.upper()
    out = [
        "/* SPDX-FileCopyrightText: The brisk authors",
        " * SPDX-License-Identifier: Apache-2.0 */",
        "",
        f"/* Multiples of {macro[0]}-{macro[1:]}'s base point, printed by `tools/make-ec-table.py {name}`,",
        " * which says what is in it: do not edit. */",
        "",
        '#include "crypto/ec_table.h"',
        "",
        "/* clang-format off */",
    ]
    table = list(rows(curve))
    out.append(f"const uint64_t brisk_{name}_table[BRISK_{macro}_TABLE_ROWS][{len(table[0])}][{words}] = {{")
    for multiples in table:
        out += ["    {", *point_lines(curve, multiples, 8), "    },"]
    out += ["};", ""]
    out.append(f"const uint64_t brisk_{name}_odd_table[{curve['odd']}][{words}] = {{")
    out += point_lines(curve, odd_multiples(curve), 4)
    out += ["};", "/* clang-format on */", ""]
    return "\n".join(out)


def lanes_text():
    table = list(rows(CURVES["p256"]))
    out = [
        "/* SPDX-FileCopyrightText: The brisk authors",
        " * SPDX-License-Identifier: Apache-2.0 */",
        "",
        "/* Multiples of P-256's base point for eight lanes, printed by `tools/make-ec-table.py p256x8`,",
        " * which says what is in it: do not edit. */",
        "",
        '#include "crypto/x86_64/p256x8_table.h"',
        "",
        "/* clang-format off */",
        f"_Alignas(64) const uint64_t brisk_p256x8_table[BRISK_P256_TABLE_ROWS][2 * 4][{len(table[0])}] = {{",
    ]
    for multiples in table:
        limbs = [[], []]
        for point in multiples:
            for coordinate, number in zip(limbs, point):
                number = number * 2**256 % CURVES["p256"]["p"]
                coordinate.append([f"0x{number >> i & 2**64 - 1:016x}" for i in range(0, 256, 64)])
        out.append("    {")
        for coordinate in limbs:
            for i in range(4):
                words = [limb[i] for limb in coordinate]
                lines = [", ".join(words[j : j + 4]) for j in range(0, len(words), 4)]
                out.append("        { " + (",\n          ").join(lines) + " },")
        out.append("    },")
    out += ["};", "/* clang-format on */", ""]
    return "\n".join(out)


def texts():
    """Each file with what belongs into it."""
    for name in CURVES:
        yield f"{name}_table.c", file_text(name)
    yield "x86_64/p256x8_table.c", lanes_text()


def check():
    crypto = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "crypto")
    bad = 0
    for name, text in texts():
        with open(os.path.join(crypto, name), encoding="utf-8") as committed:
            same = committed.read() == text
        print(f"crypto/{name}: {'as generated' if same else 'DIFFERS from what is generated'}")
        bad += not same
    return 1 if bad else 0


def main(arguments):
    if arguments == ["--check"]:
        return check()
    if arguments == ["p256x8"]:
        sys.stdout.write(lanes_text())
        return 0
    if len(arguments) != 1 or arguments[0] not in CURVES:
        print(__doc__, file=sys.stderr)
        return 2
    sys.stdout.write(file_text(arguments[0]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
