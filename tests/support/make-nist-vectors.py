#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Prints tests/support/nist_vectors.h from Python's integers, hashlib and hmac alone.

    tests/support/make-nist-vectors.py > tests/support/nist_vectors.h
    tests/support/make-nist-vectors.py --check     compares the file with what would be printed

The deterministic signatures are those of RFC 6979 A.2.5 to A.2.7 (some of the published numbers
are asserted below). The others are this script's own: nonces with the additional data of section
3.6, the nonces that follow when some are refused, signatures whose point has an x >= n or whose
r + n is not a field element, points with a coordinate that is not below p, and signatures whose
verification runs into equal points or infinity (for P-521).
"""

import hashlib
import hmac
import os
import sys


class Curve:
    def __init__(self, name, bits, p, b, n, gx, gy, hash_name):
        self.name, self.bits, self.size, self.p, self.b, self.n = name, bits, -(-bits // 8), p, b, n
        self.g = (gx, gy)
        self.hash_name = hash_name

    def on_curve(self, point):
        return (point[1] ** 2 - point[0] ** 3 + 3 * point[0] - self.b) % self.p == 0

    def add(self, a, b):
        """Any two affine points; None is infinity."""
        if a is None or b is None:
            return a or b
        if a[0] == b[0] and (a[1] + b[1]) % self.p == 0:
            return None
        if a == b:
            slope = 3 * (a[0] * a[0] - 1) * pow(2 * a[1], -1, self.p)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.p)
        x = (slope * slope - a[0] - b[0]) % self.p
        return x, (slope * (a[0] - x) - a[1]) % self.p

    def multiply(self, k, point):
        result = None
        for bit in bin(k)[2:]:
            result = self.add(result, result)
            if bit == "1":
                result = self.add(result, point)
        return result

    def octets(self, number):
        return number.to_bytes(self.size, "big")

    def nonces(self, d, digest, hash_name, extra=b""):
        """RFC 6979 section 3.2: one candidate after another."""
        def mac(key, data):
            return hmac.new(key, data, hash_name).digest()

        seed = self.octets(d) + self.octets(self.integer(digest) % self.n) + extra
        hash_size = hashlib.new(hash_name).digest_size
        v, k = b"\x01" * hash_size, b"\x00" * hash_size
        for separator in (b"\x00", b"\x01"):
            k = mac(k, v + separator + seed)
            v = mac(k, v)
        while True:
            t = b""
            while len(t) < self.size:
                v = mac(k, v)
                t += v
            yield self.integer(t[: self.size])
            k = mac(k, v + b"\x00")
            v = mac(k, v)

    def integer(self, digest):
        """The leftmost bits of the digest, as many as the order has."""
        excess = max(8 * len(digest) - self.bits, 0)
        return int.from_bytes(digest, "big") >> excess

    def sign(self, d, digest, hash_name, extra=b""):
        for k in self.nonces(d, digest, hash_name, extra):
            if 0 < k < self.n:
                r = self.multiply(k, self.g)[0] % self.n
                s = pow(k, -1, self.n) * (self.integer(digest) + r * d) % self.n
                return k, r, s

    def colliding(self):
        """Signatures by keys of small size and by their opposites, as e, r, s, q and validity. With
        the key d and e = r d, both halves of the sum are equal; with e = -r d it is infinity."""
        for small in (1, 2, 3, 5):
            for d in (small, self.n - small):
                q = self.multiply(d, self.g)
                for k in (small + 1, self.integer(hashlib.sha512(b"k").digest())):
                    r = self.multiply(k, self.g)[0] % self.n
                    for e in (k * k % self.n, r * d % self.n, -r * d % self.n):
                        s = pow(k, -1, self.n) * (e + r * d) % self.n
                        yield e, r, s or r, q, int(s != 0)

    def from_x(self, x):
        """The first point whose x is that or above."""
        while True:
            square = (x**3 - 3 * x + self.b) % self.p
            y = pow(square, (self.p + 1) // 4, self.p)
            if y * y % self.p == square:
                return x, y
            x += 1

    def small_x(self):
        return self.from_x(1)

    def small_y(self):
        """A point with y as small as possible such that it has one x: the one root of the cubic
        f = x^3 - 3x + b - y^2, which f has in common with x^p - x."""
        for y in range(1, 1000):
            f = [(self.b - y * y) % self.p, self.p - 3, 0, 1]
            power = self.power_of_x(self.p, f)
            power[1] -= 1
            x = self.common_root(f, power)
            if x is not None and self.on_curve((x, y)):
                return x, y

    def power_of_x(self, exponent, f):
        """x^exponent modulo the cubic f, coefficients from the lowest."""
        result = [1, 0, 0]
        for bit in bin(exponent)[2:]:
            product = [0] * 6
            for i, a in enumerate(result):
                for j, b in enumerate(result):
                    product[i + j + (bit == "1")] += a * b
            for i in (5, 4, 3):
                for j in range(3):
                    product[i - 3 + j] -= product[i] * f[j]
            result = [c % self.p for c in product[:3]]
        return result

    def common_root(self, f, g):
        """The root of the greatest common divisor if that is linear."""
        def strip(polynomial):
            polynomial = [c % self.p for c in polynomial]
            while polynomial and polynomial[-1] == 0:
                polynomial.pop()
            return polynomial

        f, g = strip(f), strip(g)
        while g:
            while len(f) >= len(g):
                factor, shift = f[-1] * pow(g[-1], -1, self.p), len(f) - len(g)
                for i, c in enumerate(g):
                    f[i + shift] -= factor * c
                f = strip(f)
            f, g = g, f
        return -f[0] * pow(f[1], -1, self.p) % self.p if len(f) == 2 else None

    def large_x(self, first):
        """The first point with x >= first, and the signature (r, s), key and e that leads to it."""
        x, y = self.from_x(first)
        assert self.n <= x < self.p
        return self.leading_to((x, y), x - self.n)

    def wrapped_x(self):
        """A signature whose r + n is not below p, but would be the point's x if it were reduced."""
        x, y = self.small_x()
        r = x + self.p - self.n
        assert self.p <= r + self.n < 2 ** (8 * self.size)
        return self.leading_to((x, y), r)

    def leading_to(self, point, r):
        """e, r, s and a public key for which the verification arrives at the point."""
        e = self.integer(hashlib.new(self.hash_name, b"x >= n").digest())
        s = (e ^ 0x5A5A5A5A) % self.n
        # R = (e/s) G + (r/s) Q, so Q = (s R - e G) / r.
        q = self.add(self.multiply(s, point), self.multiply(self.n - e % self.n, self.g))
        q = self.multiply(pow(r, -1, self.n), q)
        assert self.on_curve(q)
        return e, r, s, q


P256 = Curve(
    "p256", 256, 2**256 - 2**224 + 2**192 + 2**96 - 1,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    "sha256",
)
P384 = Curve(
    "p384", 384, 2**384 - 2**128 - 2**96 + 2**32 - 1,
    0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
    0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
    "sha384",
)
P521 = Curve(
    "p521", 521, 2**521 - 1,
    0x0051953EB9618E1C9A1F929A21A0B68540EEA2DA725B99B315F3B8B489918EF109E156193951EC7E937B1652C0BD3BB1BF073573DF883D2C34F1EF451FD46B503F00,
    0x01FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFA51868783BF2F966B7FCC0148F709A5D03BB5C9B8899C47AEBB6FB71E91386409,
    0x00C6858E06B70404E9CD9E3ECB662395B4429C648139053FB521F828AF606B4D3DBAA14B5E77EFE75928FE1DC127A2FFA8DE3348B3C1856A429BF97E7E31C2E5BD66,
    0x011839296A789A3BC0045C8A5FB42C7D1BD998F54449579B446817AFBD17273E662C97EE72995EF42640C550B9013FAD0761353C7086A272C24088BE94769FD16650,
    "sha512",
)
RFC_6979_KEYS = {
    "p256": 0xC9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721,
    "p384": 0x6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D896D5724E4C70A825F872C9EA60D2EDF5,
    "p521": 0x00FAD06DAA62BA3B25D2FB40133DA757205DE67F5BB0018FEE8C86E1B68C7E75CAA896EB32F1F47C70855836A6D16FCC1466F6D8FBEC67DB89EC0C08B0E996B83538,
}
RFC_6979_R = {
    ("p256", "sha256", "sample"): 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,
    ("p256", "sha512", "sample"): 0x8496A60B5E9B47C825488827E0495B0E3FA109EC4568FD3F8D1097678EB97F00,
    ("p384", "sha256", "sample"): 0x21B13D1E013C7FA1392D03C5F99AF8B30C570C6F98D4EA8E354B63A21D3DAA33BDE1E888E63355D92FA2B3C36D8FB2CD,
    ("p384", "sha384", "sample"): 0x94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46,
    ("p384", "sha384", "test"): 0x8203B63D3C853E8D77227FB377BCF7B7B772E97892A80F36AB775D509D7A5FEB0542A7F0812998DA8F1DD3CA3CF023DB,
    ("p521", "sha512", "sample"): 0x00C328FAFCBD79DD77850370C46325D987CB525569FB63C5D3BC53950E6D4C5F174E25A1EE9017B5D450606ADD152B534931D7D4E8455CC91F9B15BF05EC36E377FA,
}


def literal(number, size):
    digits = f"{number:0{2 * size}x}"
    pieces = [f'"{digits[i : i + 64]}"' for i in range(0, len(digits), 64)]
    return ("\n      ").join(pieces)


def member(curve, *numbers):
    return ",\n      ".join(literal(number, curve.size) for number in numbers)


def deterministic(curve, out):
    d = RFC_6979_KEYS[curve.name]
    out.append(f"static const char {curve.name}_rfc6979_key[] =\n    {literal(d, curve.size)};")
    x, y = curve.multiply(d, curve.g)
    out.append(
        f"static const char {curve.name}_rfc6979_public[] =\n    \"04\" {member(curve, x)}\n"
        f"    {literal(y, curve.size)};"
    )
    out.append(f"static const struct deterministic_vector {curve.name}_deterministic[] = {{")
    for extra in ("", "00", "a5" * 32, "ff" * 100):
        for hash_name in ("sha256", "sha384", "sha512"):
            for message in ("sample", "test"):
                digest = hashlib.new(hash_name, message.encode()).digest()
                k, r, s = curve.sign(d, digest, hash_name, bytes.fromhex(extra))
                if extra == "":
                    assert RFC_6979_R.get((curve.name, hash_name, message), r) == r
                extra_literal = "\n      ".join(
                    f'"{extra[i : i + 64]}"' for i in range(0, max(len(extra), 1), 64)
                )
                out.append(
                    f'    {{ BRISK_{hash_name.upper()}, "{message}",\n      {extra_literal},\n'
                    f"      {member(curve, k, r, s)} }},"
                )
    out.append("};")


def colliding(curve, out):
    out.append(f"static const struct colliding_vector {curve.name}_colliding[] = {{")
    for e, r, s, q, valid in curve.colliding():
        out.append(
            f"    {{ {member(curve, e, r, s)},\n"
            f"      \"04\" {member(curve, q[0])}\n      {literal(q[1], curve.size)}, {valid} }},"
        )
    out.append("};")


def refused(curve, out):
    digest = hashlib.new(curve.hash_name, b"sample").digest()
    nonces = curve.nonces(RFC_6979_KEYS[curve.name], digest, curve.hash_name)
    out.append("/* What follows if the nonces before are refused: sample, the curve's hash. */")
    out.append(f"static const char *const {curve.name}_nonces[] = {{")
    for _ in range(4):
        out.append(f"    {literal(next(nonces), curve.size)},")
    out.append("};")


def not_reduced(curve, out):
    """Each first as it should be, then with p added to the small coordinate."""
    out.append(f"static const char *const {curve.name}_not_reduced[] = {{")
    for point in (curve.small_x(), curve.small_y()):
        assert curve.on_curve(point)
        x, y = point
        bigger = (x + curve.p, y) if x < y else (x, y + curve.p)
        for numbers in (point, bigger):
            out.append(f"    \"04\" {literal(numbers[0], curve.size)}\n"
                       f"      {literal(numbers[1], curve.size)},")
    out.append("};")


def wrapped(curve, out):
    e, r, s, q = curve.wrapped_x()
    out.append(f"static const struct large_x_vector {curve.name}_wrapped_x =")
    out.append(f"    {{ {member(curve, e, r, s)},\n"
               f"      \"04\" {member(curve, q[0])}\n      {literal(q[1], curve.size)} }};")


def large(curve, out):
    out.append(f"static const struct large_x_vector {curve.name}_large_x[] = {{")
    for first in (curve.n + 1, (curve.n + curve.p) // 2, curve.p - 100):
        e, r, s, q = curve.large_x(first)
        out.append(
            f"    {{ {member(curve, e, r, s)},\n"
            f"      \"04\" {member(curve, q[0])}\n      {literal(q[1], curve.size)} }},"
        )
    out.append("};")


def file_text():
    out = [
        "/* SPDX-FileCopyrightText: The brisk authors",
        " * SPDX-License-Identifier: Apache-2.0 */",
        "",
        "/* Printed by tests/support/make-nist-vectors.py, which says what they are: do not edit. */",
        "",
        "#ifndef BRISK_TESTS_SUPPORT_NIST_VECTORS_H",
        "#define BRISK_TESTS_SUPPORT_NIST_VECTORS_H",
        "",
        "#include <brisk/hash.h>",
        "",
        "/* Numbers in hexadecimal. The key is RFC 6979's; nonce, r and s follow from it. */",
        "struct deterministic_vector {",
        "    enum brisk_hash_alg hash;",
        "    const char *message, *extra, *nonce, *r, *s;",
        "};",
        "struct large_x_vector {",
        "    const char *e, *r, *s, *public_key;",
        "};",
        "struct colliding_vector {",
        "    const char *e, *r, *s, *public_key;",
        "    int valid;",
        "};",
        "",
        "/* clang-format off */",
    ]
    for curve in (P256, P384, P521):
        assert curve.on_curve(curve.g)
        deterministic(curve, out)
        refused(curve, out)
        if curve is P521:
            colliding(curve, out)
        large(curve, out)
        wrapped(curve, out)
        not_reduced(curve, out)
    out += ["/* clang-format on */", "", "#endif", ""]
    return "\n".join(out)


def main(arguments):
    if arguments == ["--check"]:
        path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "nist_vectors.h")
        with open(path, encoding="utf-8") as committed:
            same = committed.read() == file_text()
        print("tests/support/nist_vectors.h: " + ("as generated" if same else "DIFFERS"))
        return 0 if same else 1
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    sys.stdout.write(file_text())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
