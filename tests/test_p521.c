/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-521: known answers and edges. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/hash.h>

#include "tests/support/test.h"
#include "tests/support/test_nist.h"

/* RFC 6979 appendix A.2.7, SHA-512, "sample". */
static const char key_hex[] =
    "04 01894550d0785932e00eaa23b694f213f8c3121f86dc97a04e5a7167db4e5bcd37"
    "1123d46e45db6b5d5370a7f20fb633155d38ffa16d2bd761dcac474b9a2f5023a4"
    "00493101c962cd4d2fddf782285e64584139c2f91b47f87ff82354d6630f746a28"
    "a0db25741b5b34a828008b22acc23f924faafbd4d33f81ea66956dfeaa2bfdfcf5";
static const char signature_hex[] =
    "00c328fafcbd79dd77850370c46325d987cb525569fb63c5d3bc53950e6d4c5f17"
    "4e25a1ee9017b5d450606add152b534931d7d4e8455cc91f9b15bf05ec36e377fa"
    "00617cce7cf5064806c467f678d3b4080d6f1cc50af26ca209417308281b68af28"
    "2623eaa63e5b5c0723d8b8c37ff0777b1a20f8ccb1dccc43997f1ee0e44da4a67a";

static uint8_t key[BRISK_P521_PUBLIC_SIZE], signature[BRISK_P521_SIGNATURE_SIZE];
static uint8_t digest[BRISK_HASH_MAX_SIZE];

static int verify(const uint8_t *of_signature, const uint8_t *of_key)
{
    return brisk_ecdsa_p521_verify(of_signature, of_key, digest, 64);
}

static void check_bad_key(const uint8_t *bad, size_t len)
{
    CHECK_EQ_INT(brisk_p521_check_public(bad, len), BRISK_ERR_POINT);
    if (len == sizeof(key)) {
        CHECK_EQ_INT(verify(signature, bad), BRISK_ERR_POINT);
    }
}

static void test_keys(void)
{
    const struct nist_curve *c = &nist_p521;
    uint8_t bad[sizeof(key) + 1], prime[NIST_MAX_PRIVATE];
    CHECK_EQ_INT(brisk_p521_check_public(key, sizeof(key)), 0);
    memcpy(bad, key, sizeof(key));
    bad[sizeof(key)] = 0;
    for (size_t len = 0; len <= sizeof(bad); len++) {
        if (len != sizeof(key)) {
            check_bad_key(bad, len);
        }
    }
    for (unsigned prefix = 0; prefix < 256; prefix++) {
        bad[0] = (uint8_t)prefix;
        if (prefix != 4) {
            check_bad_key(bad, sizeof(key));
        }
    }
    for (size_t bit = 0; bit < 16 * c->size; bit++) { /* off the curve, or x or y >= p */
        memcpy(bad, key, sizeof(key));
        bad[1 + bit / 8] ^= (uint8_t)(1 << (bit % 8));
        check_bad_key(bad, sizeof(key));
    }
    memset(bad + 1, 0, 2 * c->size); /* (0, 0) */
    check_bad_key(bad, sizeof(key));
    memset(bad + 1, 0xff, 2 * c->size);
    check_bad_key(bad, sizeof(key));
    nist_prime(c, prime); /* (p, p) is (0, 0) once more */
    memcpy(bad + 1, prime, c->size);
    memcpy(bad + 1 + c->size, prime, c->size);
    check_bad_key(bad, sizeof(key));
}

/* r and s outside [1, n-1], and every bit flipped. */
static void test_signatures(void)
{
    const struct nist_curve *c = &nist_p521;
    uint8_t bad[sizeof(signature)], values[5][NIST_MAX_PRIVATE] = { { 0 } };
    CHECK_EQ_INT(verify(signature, key), 0);
    memcpy(values[1], c->curve->order, c->size);
    nist_add_small(c, values[2], c->curve->order, 1);
    nist_prime(c, values[3]);
    memset(values[4], 0xff, c->size);
    for (size_t i = 0; i < 5; i++) {
        for (size_t half = 0; half < 2; half++) {
            memcpy(bad, signature, sizeof(bad));
            memcpy(bad + half * c->size, values[i], c->size);
            CHECK_EQ_INT(verify(bad, key), BRISK_ERR_SIGNATURE);
        }
        for (size_t j = 0; j < 5; j++) {
            memcpy(bad, values[i], c->size);
            memcpy(bad + c->size, values[j], c->size);
            CHECK_EQ_INT(verify(bad, key), BRISK_ERR_SIGNATURE);
        }
    }
    for (size_t bit = 0; bit < 8 * sizeof(bad); bit++) {
        memcpy(bad, signature, sizeof(bad));
        bad[bit / 8] ^= (uint8_t)(1 << (bit % 8));
        CHECK_EQ_INT(verify(bad, key), BRISK_ERR_SIGNATURE);
    }
    /* (r, n - s) is right as well, as ECDSA has it. */
    unsigned borrow = 0;
    memcpy(bad, signature, sizeof(bad));
    for (size_t i = c->size; i-- > 0;) {
        unsigned difference = (unsigned)c->curve->order[i] - signature[c->size + i] - borrow;
        bad[c->size + i] = (uint8_t)difference;
        borrow = difference >> 31;
    }
    CHECK_EQ_INT(verify(bad, key), 0);
}

/* A zero in front changes nothing. Of 66 bytes and more the leftmost 521 bits count. */
static void test_digests(void)
{
    uint8_t padded[80] = { 0 };
    memcpy(padded + 1, digest, 64);
    CHECK_EQ_INT(brisk_ecdsa_p521_verify(signature, key, padded, 65), 0);
    /* The same number in the first 521 bits, ones behind it. */
    memset(padded, 0, sizeof(padded));
    for (size_t i = 0; i < 64; i++) {
        padded[1 + i] |= (uint8_t)(digest[i] >> 1);
        padded[2 + i] = (uint8_t)(digest[i] << 7);
    }
    for (size_t len = 66; len <= sizeof(padded); len++) {
        padded[len - 1] |= (uint8_t)(len == 66 ? 0x7f : 0xff);
        CHECK_EQ_INT(brisk_ecdsa_p521_verify(signature, key, padded, len), 0);
    }
    padded[65] ^= 0x80; /* the last bit that counts */
    CHECK_EQ_INT(brisk_ecdsa_p521_verify(signature, key, padded, 66), BRISK_ERR_SIGNATURE);
    CHECK_EQ_INT(brisk_ecdsa_p521_verify(signature, key, digest, 0), BRISK_ERR_SIGNATURE);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_hex(key, sizeof(key), key_hex);
    test_hex(signature, sizeof(signature), signature_hex);
    brisk_hash_digest(BRISK_SHA512, digest, (const uint8_t *)"sample", 6);
    test_keys();
    test_signatures();
    test_digests();
    test_nist_vectors(&nist_p521);
    test_nist_scalars(&nist_p521,
                      "04 00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3dba"
                      "a14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
                      "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e66"
                      "2c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650");
    test_nist_points(&nist_p521);
    test_nist_signatures(&nist_p521);
    return test_end();
}
