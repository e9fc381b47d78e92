/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* RSA: known answers, every way a signature or a padding can be wrong, faults, and key generation.
 */

#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <brisk/error.h>
#include <brisk/random.h>
#include <brisk/rsa.h>

#include "tests/support/rsa_vectors.h"
#include "tests/support/test.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))
#define MAX BRISK_RSA_MAX_SIZE

static const enum brisk_hash_alg hashes[] = { BRISK_SHA256, BRISK_SHA384, BRISK_SHA512 };

static struct brisk_rsa_private key; /* 2048 bits, freshly made */

static int all_zero(const uint8_t *data, size_t len)
{
    uint8_t sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum |= data[i];
    }
    return sum == 0;
}

static size_t key_size(const struct brisk_rsa_private *k)
{
    return (k->public_key.bits + 7) / 8;
}

static int load_key(struct brisk_rsa_private *out, const struct rsa_vector_key *in)
{
    static uint8_t bytes[8][MAX];
    struct brisk_rsa_numbers x = { bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5],
                                   bytes[6], bytes[7], 0,        0,        0,        0,
                                   0,        0,        0,        0 };
    x.n_len = test_hex(bytes[0], MAX, in->n);
    x.e_len = test_hex(bytes[1], MAX, in->e);
    x.d_len = test_hex(bytes[2], MAX, in->d);
    x.p_len = test_hex(bytes[3], MAX, in->p);
    x.q_len = test_hex(bytes[4], MAX, in->q);
    x.dp_len = test_hex(bytes[5], MAX, in->dp);
    x.dq_len = test_hex(bytes[6], MAX, in->dq);
    x.qinv_len = test_hex(bytes[7], MAX, in->qinv);
    return brisk_rsa_private_init(out, &x);
}

static void test_vectors(void)
{
    for (size_t i = 0; i < NUM(rsa_vectors); i++) {
        const struct rsa_vector *v = &rsa_vectors[i];
        struct brisk_rsa_private k;
        uint8_t message[1024], want[MAX], got[MAX], digest[BRISK_HASH_MAX_SIZE];
        test_note("CAVP vector %zu", i);
        if (!CHECK_EQ_INT(load_key(&k, &rsa_vector_keys[v->key]), 0)) {
            continue;
        }
        CHECK_EQ_INT(k.public_key.bits, rsa_vector_keys[v->key].bits);
        size_t message_len = test_hex(message, sizeof(message), v->message);
        size_t len = test_hex(want, sizeof(want), v->signature);
        CHECK_EQ_INT(len, key_size(&k));
        brisk_hash_digest(v->alg, digest, message, message_len);
        if (v->salt_len < 0) {
            CHECK_EQ_INT(brisk_rsa_pkcs1_sign(&k, got, v->alg, digest), 0);
            CHECK_EQ_BYTES(got, want, len);
            CHECK_EQ_INT(brisk_rsa_pkcs1_verify(&k.public_key, want, len, v->alg, digest), 0);
            digest[0] ^= 1;
            CHECK_EQ_INT(brisk_rsa_pkcs1_verify(&k.public_key, want, len, v->alg, digest),
                         BRISK_ERR_SIGNATURE);
            continue;
        }
        size_t salt_len = (size_t)v->salt_len;
        CHECK_EQ_INT(brisk_rsa_pss_verify(&k.public_key, want, len, v->alg, digest, salt_len), 0);
        CHECK_EQ_INT(brisk_rsa_pss_verify(&k.public_key, want, len, v->alg, digest, salt_len + 1),
                     BRISK_ERR_SIGNATURE);
        CHECK_EQ_INT(brisk_rsa_pss_verify(&k.public_key, want, len, v->alg, digest, salt_len - 1),
                     BRISK_ERR_SIGNATURE);
        CHECK_EQ_INT(brisk_rsa_pss_sign(&k, got, v->alg, digest, salt_len), 0);
        CHECK_EQ_INT(brisk_rsa_pss_verify(&k.public_key, got, len, v->alg, digest, salt_len), 0);
        digest[0] ^= 1;
        CHECK_EQ_INT(brisk_rsa_pss_verify(&k.public_key, want, len, v->alg, digest, salt_len),
                     BRISK_ERR_SIGNATURE);
    }
    test_note(NULL);
}

static void test_generate(void)
{
    struct brisk_rsa_private other;
    CHECK_EQ_INT(brisk_rsa_generate(&key, 2048), 0);
    CHECK_EQ_INT(brisk_rsa_generate(&other, 2048), 0);
    CHECK(key.public_key.bits == 2048 && key.public_key.e == 65537);
    CHECK(memcmp(key.public_key.n, other.public_key.n, sizeof(key.public_key.n)) != 0);
    CHECK(memcmp(key.p.p, other.p.p, sizeof(key.p.p)) != 0);
    CHECK(memcmp(key.p.p, key.q.p, sizeof(key.p.p)) != 0);
    CHECK_EQ_INT(brisk_rsa_generate(&other, 1024), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_rsa_generate(&other, 0), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_rsa_generate(&other, 8192), BRISK_ERR_ARGUMENT);
}

static void test_raw_edges(void)
{
    const struct brisk_rsa_public *n = &key.public_key;
    uint8_t in[256] = { 0 }, out[256], modulus[256];
    for (size_t i = 0; i < 256; i++) {
        modulus[255 - i] = (uint8_t)(n->n[i / 8] >> (8 * (i % 8)));
    }
    CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), 0); /* 0 */
    CHECK(all_zero(out, 256));
    in[255] = 1;
    CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), 0); /* 1 */
    CHECK_EQ_BYTES(out, in, 256);
    memcpy(in, modulus, 256);
    in[255] -= 1;
    CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), 0); /* n - 1 = -1, and d is odd */
    CHECK_EQ_BYTES(out, in, 256);
    CHECK_EQ_INT(brisk_rsa_public_op(n, out, in), 0);
    CHECK_EQ_BYTES(out, in, 256);
    static const uint8_t deltas[] = { 0, 2 };
    for (size_t i = 0; i < NUM(deltas); i++) {
        memcpy(in, modulus, 256);
        in[255] = (uint8_t)(in[255] | deltas[i]); /* n or above */
        memset(out, 1, 256);
        CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), BRISK_ERR_ARGUMENT);
        CHECK(all_zero(out, 256));
        memset(out, 1, 256);
        CHECK_EQ_INT(brisk_rsa_public_op(n, out, in), BRISK_ERR_ARGUMENT);
        CHECK(all_zero(out, 256));
    }
    memset(in, 0xff, 256);
    CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), BRISK_ERR_ARGUMENT);
    /* A multiple of p only: it has no inverse, but a signature all the same. */
    memset(in, 0, 256);
    for (size_t i = 0; i < 128; i++) {
        in[255 - i] = (uint8_t)(key.p.p[i / 8] >> (8 * (i % 8)));
    }
    CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), 0);
    CHECK_EQ_INT(brisk_rsa_public_op(n, out, out), 0);
    CHECK_EQ_BYTES(out, in, 256);
}

static void test_signatures(void)
{
    for (size_t i = 0; i < NUM(hashes); i++) {
        uint8_t digest[BRISK_HASH_MAX_SIZE], signature[256], again[256];
        size_t hash_len = brisk_hash_size(hashes[i]), max_salt = 256 - hash_len - 2;
        const size_t salts[] = { 0, 1, 20, hash_len, max_salt };
        const struct brisk_rsa_public *n = &key.public_key;
        test_note("hash %d", hashes[i]);
        test_random_bytes(digest, sizeof(digest));
        CHECK_EQ_INT(brisk_rsa_pkcs1_sign(&key, signature, hashes[i], digest), 0);
        CHECK_EQ_INT(brisk_rsa_pkcs1_sign(&key, again, hashes[i], digest), 0);
        CHECK_EQ_BYTES(signature, again, 256);
        CHECK_EQ_INT(brisk_rsa_pkcs1_verify(n, signature, 256, hashes[i], digest), 0);
        CHECK_EQ_INT(brisk_rsa_pkcs1_verify(n, signature, 255, hashes[i], digest),
                     BRISK_ERR_SIGNATURE);
        for (size_t j = 0; j < NUM(hashes); j++) {
            CHECK_EQ_INT(brisk_rsa_pkcs1_verify(n, signature, 256, hashes[j], digest),
                         i == j ? 0 : BRISK_ERR_SIGNATURE);
        }
        for (size_t j = 0; j < 256; j++) {
            signature[j] ^= (uint8_t)(1 << test_random_below(8));
            CHECK_EQ_INT(brisk_rsa_pkcs1_verify(n, signature, 256, hashes[i], digest),
                         BRISK_ERR_SIGNATURE);
            signature[j] = again[j];
        }
        for (size_t j = 0; j < NUM(salts); j++) {
            test_note("hash %d, %zu bytes of salt", hashes[i], salts[j]);
            CHECK_EQ_INT(brisk_rsa_pss_sign(&key, signature, hashes[i], digest, salts[j]), 0);
            CHECK_EQ_INT(brisk_rsa_pss_verify(n, signature, 256, hashes[i], digest, salts[j]), 0);
            CHECK_EQ_INT(brisk_rsa_pss_verify(n, signature, 256, hashes[i], digest, salts[j] ^ 2),
                         (salts[j] ^ 2) > max_salt ? BRISK_ERR_ARGUMENT : BRISK_ERR_SIGNATURE);
            CHECK_EQ_INT(brisk_rsa_pss_verify(n, signature, 255, hashes[i], digest, salts[j]),
                         BRISK_ERR_SIGNATURE);
        }
        CHECK_EQ_INT(brisk_rsa_pss_sign(&key, signature, hashes[i], digest, hash_len), 0);
        CHECK_EQ_INT(brisk_rsa_pss_sign(&key, again, hashes[i], digest, hash_len), 0);
        CHECK(memcmp(signature, again, 256) != 0);
        for (size_t j = 0; j < 256; j++) {
            again[j] ^= (uint8_t)(1 << test_random_below(8));
            CHECK_EQ_INT(brisk_rsa_pss_verify(n, again, 256, hashes[i], digest, hash_len),
                         BRISK_ERR_SIGNATURE);
            brisk_rsa_pss_sign(&key, again, hashes[i], digest, hash_len);
            j += 15;
        }
        size_t too_long[] = { max_salt + 1, 255, 256, 1000, SIZE_MAX };
        for (size_t j = 0; j < NUM(too_long); j++) {
            CHECK_EQ_INT(brisk_rsa_pss_sign(&key, again, hashes[i], digest, too_long[j]),
                         BRISK_ERR_ARGUMENT);
            CHECK(all_zero(again, 256));
            CHECK_EQ_INT(brisk_rsa_pss_verify(n, signature, 256, hashes[i], digest, too_long[j]),
                         BRISK_ERR_ARGUMENT);
        }
    }
    test_note(NULL);
    uint8_t digest[64] = { 0 }, signature[256] = { 0 };
    CHECK_EQ_INT(brisk_rsa_pkcs1_sign(&key, signature, 0, digest), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_rsa_pkcs1_sign(&key, signature, BRISK_SHA1, digest), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_rsa_pkcs1_verify(&key.public_key, signature, 256, BRISK_SHA1, digest),
                 BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_rsa_pss_sign(&key, signature, BRISK_SHA1, digest, 20), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_rsa_pkcs1_verify(&key.public_key, signature, 256, 0, digest),
                 BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_rsa_pss_verify(&key.public_key, signature, 256, BRISK_SHA1, digest, 20),
                 BRISK_ERR_ARGUMENT);
}

/* Encodings that are not the one right one (RFC 8017 section 8.2.2), signed with the key itself:
 * `layout` is hexadecimal where "P" stands for as many ff as fill the block and "H" for the digest.
 */
static void test_wrong_pkcs1(void)
{
    static const struct {
        const char *what, *layout;
        int want;
    } cases[] = {
        { "right", "0001 P 00 3031300d060960864801650304020105000420 H", 0 },
        { "block type 0", "0000 P 00 3031300d060960864801650304020105000420 H", 1 },
        { "block type 2", "0002 P 00 3031300d060960864801650304020105000420 H", 1 },
        { "first byte", "0101 P 00 3031300d060960864801650304020105000420 H", 1 },
        { "no separator", "0001 P 3031300d060960864801650304020105000420 H", 1 },
        { "ff as separator", "0001 P ff 3031300d060960864801650304020105000420 H", 1 },
        { "fe in the padding", "0001 P fe 00 3031300d060960864801650304020105000420 H", 1 },
        { "00 in the padding", "0001 P 00 ff 00 3031300d060960864801650304020105000420 H", 1 },
        { "padding ends early, then zeros",
          "0001 ffffffffffffffff Z 00 3031300d060960864801650304020105000420 H", 1 },
        { "no NULL", "0001 P 00 302f300b0609608648016503040201 0420 H", 1 },
        { "two NULLs", "0001 P 00 3033300f0609608648016503040201 05000500 0420 H", 1 },
        { "long form of a length", "0001 P 00 308131300d060960864801650304020105000420 H", 1 },
        { "another hash's identifier", "0001 P 00 3031300d060960864801650304020205000420 H", 1 },
        { "digest alone", "0001 P 00 H", 1 },
        { "garbage behind the digest (Bleichenbacher 2006)",
          "0001 ffffffffffffffff 00 3031300d060960864801650304020105000420 H R", 1 },
        { "garbage in the parameters",
          "0001 ffffffffffffffff 00 3081e1 3081bc 0609608648016503040201 0481ae R 0420 H", 1 },
        { "one byte behind the digest", "0001 P 00 3031300d060960864801650304020105000420 H 00",
          1 },
    };
    uint8_t digest[32], em[256], signature[256];
    test_random_bytes(digest, sizeof(digest));
    for (size_t i = 0; i < NUM(cases); i++) {
        /* The bytes before and behind the filler, which has one of three contents. */
        uint8_t part[2][256];
        size_t len[2] = { 0, 0 }, side = 0;
        char filler = 'P';
        for (const char *at = cases[i].layout; *at; at++) {
            if (*at == 'P' || *at == 'Z' || *at == 'R') {
                filler = *at;
                side = 1;
            } else if (*at == 'H') {
                memcpy(part[side] + len[side], digest, sizeof(digest));
                len[side] += sizeof(digest);
            } else if (*at != ' ') {
                char pair[3] = { at[0], at[1], 0 };
                len[side] += test_hex(part[side] + len[side], 1, pair);
                at++;
            }
        }
        memset(em, filler == 'Z' ? 0 : 0xff, sizeof(em));
        if (filler == 'R') {
            test_random_bytes(em, sizeof(em));
        }
        memcpy(em, part[0], len[0]);
        memcpy(em + sizeof(em) - len[1], part[1], len[1]);
        test_note("%s", cases[i].what);
        if (em[0] != 0) {
            /* Not below n as likely as not: then there is no such signature. */
            if (brisk_rsa_private_op(&key, signature, em)) {
                continue;
            }
        } else {
            CHECK_EQ_INT(brisk_rsa_private_op(&key, signature, em), 0);
        }
        CHECK_EQ_INT(brisk_rsa_pkcs1_verify(&key.public_key, signature, 256, BRISK_SHA256, digest),
                     cases[i].want ? BRISK_ERR_SIGNATURE : 0);
    }
    test_note(NULL);
    /* The right one with any byte changed. */
    CHECK_EQ_INT(brisk_rsa_pkcs1_sign(&key, signature, BRISK_SHA256, digest), 0);
    CHECK_EQ_INT(brisk_rsa_public_op(&key.public_key, em, signature), 0);
    for (size_t i = 1; i < 256; i += i < 4 || i > 200 ? 1 : 13) {
        uint8_t saved = em[i];
        em[i] ^= (uint8_t)(1 + test_random_below(255));
        test_note("byte %zu of the encoding", i);
        CHECK_EQ_INT(brisk_rsa_private_op(&key, signature, em), 0);
        CHECK_EQ_INT(brisk_rsa_pkcs1_verify(&key.public_key, signature, 256, BRISK_SHA256, digest),
                     BRISK_ERR_SIGNATURE);
        em[i] = saved;
    }
    test_note(NULL);
}

/* MGF1 (RFC 8017 appendix B.2.1), once more, to build encodings that the library would not. */
static void mask_generation(uint8_t *data, size_t len, const uint8_t seed[32])
{
    for (size_t i = 0; i < len; i++) {
        uint8_t in[36], mask[32];
        memcpy(in, seed, 32);
        in[32] = in[33] = in[34] = 0;
        in[35] = (uint8_t)(i / 32);
        brisk_hash_digest(BRISK_SHA256, mask, in, sizeof(in));
        data[i] ^= mask[i % 32];
    }
}

/* An encoding with a 32-byte salt and byte `at` of it set to `value`, before or after the mask. */
static int verify_altered_pss(size_t at, uint8_t value, int before_mask)
{
    uint8_t prime[8 + 32 + 32] = { 0 }, em[256] = { 0 }, signature[256];
    uint8_t *digest = prime + 8, *salt = prime + 40;
    test_random_bytes(digest, 64);
    em[256 - 33 - 32 - 1] = 1;
    memcpy(em + 256 - 33 - 32, salt, 32);
    if (before_mask && at < 223) {
        em[at] ^= value;
    }
    brisk_hash_digest(BRISK_SHA256, em + 223, prime, sizeof(prime));
    mask_generation(em, 223, em + 223);
    em[0] &= 0x7f;
    em[255] = 0xbc;
    if (!before_mask) {
        em[at] ^= value;
    }
    int error = brisk_rsa_private_op(&key, signature, em);
    if (error) {
        return BRISK_ERR_SIGNATURE; /* the top bit made it exceed n: there is no such signature */
    }
    return brisk_rsa_pss_verify(&key.public_key, signature, 256, BRISK_SHA256, digest, 32);
}

static void test_wrong_pss(void)
{
    CHECK_EQ_INT(verify_altered_pss(0, 0, 0), 0);
    CHECK_EQ_INT(verify_altered_pss(0, 0x80, 0), BRISK_ERR_SIGNATURE); /* beyond em_bits */
    CHECK_EQ_INT(verify_altered_pss(255, 0x01, 0), BRISK_ERR_SIGNATURE);
    CHECK_EQ_INT(verify_altered_pss(255, 0xbc ^ 0xcc, 0), BRISK_ERR_SIGNATURE);
    for (size_t i = 0; i < 223; i += 1 + test_random_below(9)) {
        test_note("byte %zu before the mask", i);
        CHECK_EQ_INT(verify_altered_pss(i, (uint8_t)(1 << test_random_below(7)), 1),
                     BRISK_ERR_SIGNATURE);
    }
    for (size_t i = 0; i < 8; i++) {
        test_note("the byte before the salt, bit %zu", i);
        CHECK_EQ_INT(verify_altered_pss(190, (uint8_t)(1 << i), 1), BRISK_ERR_SIGNATURE);
    }
    test_note(NULL);
}

/* A fault in any part of the private half must not let a wrong result out. */
static void test_faults(void)
{
    uint8_t digest[32] = { 7 }, out[256], in[256] = { 0 };
    uint64_t *const places[] = { key.p.d,   key.q.d, key.qinv,    key.p.rr,     key.q.rr,
                                 &key.p.n0, key.p.p, key.q.p + 3, key.p.d + 15, key.public_key.rr };
    in[255] = 9;
    for (size_t i = 0; i < NUM(places); i++) {
        test_note("fault %zu", i);
        uint64_t bit = (uint64_t)1 << test_random_below(64);
        *places[i] ^= bit;
        memset(out, 1, sizeof(out));
        CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), BRISK_ERR_FAULT);
        CHECK(all_zero(out, 256));
        memset(out, 1, sizeof(out));
        CHECK_EQ_INT(brisk_rsa_pkcs1_sign(&key, out, BRISK_SHA256, digest), BRISK_ERR_FAULT);
        CHECK(all_zero(out, 256));
        memset(out, 1, sizeof(out));
        CHECK_EQ_INT(brisk_rsa_pss_sign(&key, out, BRISK_SHA256, digest, 32), BRISK_ERR_FAULT);
        CHECK(all_zero(out, 256));
        memset(out, 1, sizeof(out));
        CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, 48, in, 256), BRISK_ERR_FAULT);
        CHECK(all_zero(out, 48));
        *places[i] ^= bit;
        CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), 0);
    }
    test_note("faults while blinding is renewed");
    for (int i = 0; i < 150; i++) {
        key.public_key.rr[i % 32] ^= 4;
        CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), BRISK_ERR_FAULT);
        CHECK(all_zero(out, 256));
        key.public_key.rr[i % 32] ^= 4;
        for (int j = 0; j < i % 5; j++) {
            CHECK_EQ_INT(brisk_rsa_private_op(&key, out, in), 0);
        }
    }
    test_note(NULL);
}

/* A ciphertext of 00 02 PS 00 message, with byte `at` of the encoding set to `value`. */
static void encrypt(uint8_t out[256], const uint8_t *message, size_t len, size_t at, int value)
{
    uint8_t em[256] = { 0, 2 };
    for (size_t i = 2; i < 256 - len - 1; i++) {
        em[i] = (uint8_t)(1 + test_random_below(255));
    }
    em[256 - len - 1] = 0;
    memcpy(em + 256 - len, message, len);
    if (value >= 0) {
        em[at] = (uint8_t)value;
    }
    CHECK_EQ_INT(brisk_rsa_public_op(&key.public_key, out, em), 0);
}

/* TLS's use of it: anything but 48 bytes that begin with the version gives other bytes, always the
 * same ones for a ciphertext, and says nothing. */
static void test_premaster(void)
{
    uint8_t message[245], in[256], out[48], again[48];
    static const struct {
        const char *what;
        size_t len, at;
        int value;
        uint16_t version;
    } wrong[] = {
        { "higher version", 48, 0, -1, 0x0304 },    { "lower version", 48, 0, -1, 0x0302 },
        { "another major", 48, 0, -1, 0x0203 },     { "47 bytes", 47, 0, -1, 0x0303 },
        { "49 bytes", 49, 0, -1, 0x0303 },          { "no bytes", 0, 0, -1, 0x0303 },
        { "another block type", 48, 1, 1, 0x0303 }, { "a zero in the padding", 48, 30, 0, 0x0303 },
        { "no separator", 48, 207, 5, 0x0303 },
    };
    for (size_t i = 0; i < 20; i++) {
        test_random_bytes(message, sizeof(message));
        message[0] = message[1] = 3;
        CHECK_EQ_INT(brisk_rsa_pkcs1_encrypt(&key.public_key, in, message, 48), 0);
        CHECK_EQ_INT(brisk_rsa_premaster_decrypt(&key, out, 0x0303, in, 256), 0);
        CHECK_EQ_BYTES(out, message, 48);
    }
    for (size_t i = 0; i < NUM(wrong); i++) {
        test_note("%s", wrong[i].what);
        encrypt(in, message, wrong[i].len, wrong[i].at, wrong[i].value);
        CHECK_EQ_INT(brisk_rsa_premaster_decrypt(&key, out, wrong[i].version, in, 256), 0);
        CHECK_EQ_INT(brisk_rsa_premaster_decrypt(&key, again, wrong[i].version, in, 256), 0);
        CHECK_EQ_BYTES(out, again, 48);
        CHECK(memcmp(out, message, 32) != 0 && memcmp(out + 8, message + 8, 32) != 0);
    }
    test_note("a ciphertext of another length, and one over the modulus");
    CHECK_EQ_INT(brisk_rsa_premaster_decrypt(&key, out, 0x0303, in, 255), 0);
    CHECK(!all_zero(out, 48));
    CHECK_EQ_INT(brisk_rsa_premaster_decrypt(&key, again, 0x0303, in, 0), 0);
    CHECK(memcmp(out, again, 48) != 0);
    memset(in, 0xff, sizeof(in));
    CHECK_EQ_INT(brisk_rsa_premaster_decrypt(&key, out, 0x0303, in, 256), 0);
    CHECK(!all_zero(out, 48));
    test_note(NULL);
}

static void test_encrypt(void)
{
    static const size_t lengths[] = { 0, 1, 48, 245 };
    uint8_t message[245], in[256], again[256], out[245];
    for (size_t i = 0; i < NUM(lengths); i++) {
        test_note("%zu bytes", lengths[i]);
        test_random_bytes(message, sizeof(message));
        for (size_t n = 0; n < 20; n++) {
            CHECK_EQ_INT(brisk_rsa_pkcs1_encrypt(&key.public_key, in, message, lengths[i]), 0);
            CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, lengths[i], in, 256), 0);
            CHECK_EQ_BYTES(out, message, lengths[i]);
        }
        CHECK_EQ_INT(brisk_rsa_pkcs1_encrypt(&key.public_key, again, message, lengths[i]), 0);
        CHECK(memcmp(in, again, 256) != 0);
    }
    test_note(NULL);
    CHECK_EQ_INT(brisk_rsa_pkcs1_encrypt(&key.public_key, in, message, 246), BRISK_ERR_LENGTH);
}

static void test_decrypt(void)
{
    static const size_t lengths[] = { 0, 1, 32, 48, 200, 245 };
    uint8_t message[245], in[256], out[256], again[256];
    for (size_t i = 0; i < NUM(lengths); i++) {
        size_t len = lengths[i];
        test_note("%zu bytes", len);
        test_random_bytes(message, sizeof(message));
        encrypt(in, message, len, 0, -1);
        memset(out, 0xee, sizeof(out));
        CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, len, in, 256), 0);
        CHECK_EQ_BYTES(out, message, len);
        CHECK(out[len] == 0xee);
    }
    /* What is wrong cannot be told from what is right but by knowing the message. */
    static const struct {
        size_t at;
        int value;
        size_t out_len;
    } wrong[] = {
        { 0, 1, 48 },     { 1, 1, 48 },  { 1, 0, 48 },   { 1, 3, 48 },   { 2, 0, 48 },
        { 9, 0, 48 },     { 10, 0, 48 }, { 100, 0, 48 }, { 206, 0, 48 }, { 207, 1, 48 },
        { 207, 255, 48 }, { 0, -1, 47 }, { 0, -1, 49 },  { 0, -1, 245 },
    };
    test_random_bytes(message, 48);
    message[0] |= 1; /* not a separator when 49 bytes are asked for */
    for (size_t i = 0; i < NUM(wrong); i++) {
        test_note("wrong padding %zu", i);
        encrypt(in, message, 48, wrong[i].at, wrong[i].value);
        memset(out, 0xee, sizeof(out));
        CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, wrong[i].out_len, in, 256), 0);
        CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, again, wrong[i].out_len, in, 256), 0);
        CHECK_EQ_BYTES(out, again, wrong[i].out_len);
        CHECK(memcmp(out, message, 32) != 0 && memcmp(out + 1, message, 32) != 0);
        CHECK(!all_zero(out, wrong[i].out_len) && out[wrong[i].out_len] == 0xee);
        encrypt(in, message, 48, wrong[i].at, wrong[i].value);
        CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, again, wrong[i].out_len, in, 256), 0);
        CHECK(memcmp(out, again, wrong[i].out_len) != 0);
    }
    test_note(NULL);
    CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, 246, in, 256), BRISK_ERR_LENGTH);
    CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, SIZE_MAX, in, 256), BRISK_ERR_LENGTH);
    CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, 48, in, 255), BRISK_ERR_LENGTH);
    CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, 48, in, 257), BRISK_ERR_LENGTH);
    memset(in, 0xff, sizeof(in));
    CHECK_EQ_INT(brisk_rsa_pkcs1_decrypt(&key, out, 48, in, 256), BRISK_ERR_DECODE);
    CHECK(all_zero(out, 48));
}

/* Enough operations for the blinding to be renewed, and now and then another key in between. */
static void *sign_many(void *other_key)
{
    uint8_t digest[32] = { 1 }, signature[256];
    uintptr_t failures = 0;
    for (int i = 0; i < 100; i++) {
        const struct brisk_rsa_private *k = i % 40 == 39 ? other_key : &key;
        digest[1] = (uint8_t)i;
        if (brisk_rsa_pkcs1_sign(k, signature, BRISK_SHA256, digest) ||
            brisk_rsa_pkcs1_verify(&k->public_key, signature, 256, BRISK_SHA256, digest)) {
            failures++;
        }
    }
    return (void *)failures;
}

static void test_threads_and_fork(void)
{
    static struct brisk_rsa_private other;
    pthread_t threads[3];
    void *failures;
    CHECK_EQ_INT(load_key(&other, &rsa_vector_keys[0]), 0);
    for (size_t i = 0; i < NUM(threads); i++) {
        if (pthread_create(&threads[i], NULL, sign_many, &other)) {
            test_abort("no thread");
        }
    }
    for (size_t i = 0; i < NUM(threads); i++) {
        CHECK(pthread_join(threads[i], &failures) == 0 && failures == NULL);
    }
    CHECK(sign_many(&other) == NULL);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        _exit(sign_many(&other) != NULL);
    }
    int status = -1;
    CHECK(child > 0 && waitpid(child, &status, 0) == child && status == 0);
    CHECK(sign_many(&other) == NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_vectors();
    test_generate();
    test_raw_edges();
    test_signatures();
    test_wrong_pkcs1();
    test_wrong_pss();
    test_faults();
    test_decrypt();
    test_premaster();
    test_encrypt();
    test_threads_and_fork();
    return test_end();
}
