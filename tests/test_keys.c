/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys of every type in every encoding: round trips, refusals, and signatures by scheme. */

#include <string.h>

#include <brisk/der.h>
#include <brisk/error.h>
#include <brisk/key.h>
#include <brisk/random.h>

#include "tests/support/test.h"

static const struct {
    enum brisk_key_type type;
    const char *name;
} types[] = {
    { BRISK_KEY_RSA, "rsa" },
    { BRISK_KEY_P256, "p256" },
    { BRISK_KEY_P384, "p384" },
    { BRISK_KEY_ED25519, "ed25519" },
};
#define NUM_TYPES (sizeof(types) / sizeof(types[0]))

static const uint16_t schemes[] = {
    BRISK_SIG_RSA_PKCS1_SHA256,
    BRISK_SIG_RSA_PKCS1_SHA384,
    BRISK_SIG_RSA_PKCS1_SHA512,
    BRISK_SIG_ECDSA_P256_SHA256,
    BRISK_SIG_ECDSA_P384_SHA384,
    BRISK_SIG_RSA_PSS_RSAE_SHA256,
    BRISK_SIG_RSA_PSS_RSAE_SHA384,
    BRISK_SIG_RSA_PSS_RSAE_SHA512,
    BRISK_SIG_ED25519,
    BRISK_SIG_X509_ECDSA_P256_SHA384,
    BRISK_SIG_X509_ECDSA_P256_SHA512,
    BRISK_SIG_X509_ECDSA_P384_SHA256,
    BRISK_SIG_X509_ECDSA_P384_SHA512,
};
#define NUM_SCHEMES (sizeof(schemes) / sizeof(schemes[0]))

static struct brisk_private_key keys[NUM_TYPES];

static int same_public(const struct brisk_public_key *a, const struct brisk_public_key *b)
{
    return a->type == b->type && memcmp(&a->as, &b->as, sizeof(a->as)) == 0;
}

static int same_private(const struct brisk_private_key *a, const struct brisk_private_key *b)
{
    return a->type == b->type && same_public(&a->public_key, &b->public_key) &&
           memcmp(&a->as, &b->as, sizeof(a->as)) == 0;
}

static int all_zero(const void *data, size_t len)
{
    const uint8_t *bytes = data;
    uint8_t sum = 0;
    for (size_t i = 0; i < len; i++) {
        sum |= bytes[i];
    }
    return sum == 0;
}

static void make_keys(void)
{
    for (size_t i = 0; i < NUM_TYPES; i++) {
        test_note("%s", types[i].name);
        CHECK_EQ_INT(brisk_private_key_generate(&keys[i], types[i].type, 2048), 0);
        CHECK(keys[i].type == types[i].type && keys[i].public_key.type == types[i].type);
    }
    struct brisk_private_key key;
    CHECK_EQ_INT(brisk_private_key_generate(&key, 0, 2048), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_private_key_generate(&key, BRISK_KEY_RSA, 2047), BRISK_ERR_ARGUMENT);
    CHECK(all_zero(&key, sizeof(key)));
    test_note(NULL);
}

static void test_round_trips(void)
{
    for (size_t i = 0; i < NUM_TYPES; i++) {
        static uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
        static char pem[2 * BRISK_PRIVATE_KEY_MAX_DER];
        struct brisk_private_key key;
        struct brisk_public_key public_key;
        size_t len = 0;
        test_note("%s", types[i].name);
        CHECK_EQ_INT(brisk_private_key_to_der(&keys[i], der, sizeof(der), &len), 0);
        CHECK_EQ_INT(brisk_private_key_from_der(&key, der, len), 0);
        CHECK(same_private(&key, &keys[i]));
        CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "PRIVATE KEY", der, len), 0);
        CHECK_EQ_INT(brisk_private_key_from_pem(&key, pem, strlen(pem)), 0);
        CHECK(same_private(&key, &keys[i]));
        for (size_t capacity = 0; capacity < len; capacity += 1 + capacity / 8) {
            size_t unused;
            memset(der, 0xee, sizeof(der));
            CHECK_EQ_INT(brisk_private_key_to_der(&keys[i], der, capacity, &unused),
                         BRISK_ERR_BUFFER);
            /* Whatever was written is wiped, and nothing beyond the capacity touched. */
            size_t wiped = 0;
            while (wiped < capacity && der[wiped] == 0) {
                wiped++;
            }
            for (size_t j = wiped; j < sizeof(der); j++) {
                if (der[j] != 0xee) {
                    CHECK(!"something is left of a failed export");
                    break;
                }
            }
        }
        CHECK_EQ_INT(brisk_public_key_to_der(&keys[i].public_key, der, sizeof(der), &len), 0);
        CHECK(len <= BRISK_PUBLIC_KEY_MAX_DER);
        CHECK_EQ_INT(brisk_public_key_from_der(&public_key, der, len), 0);
        enum brisk_key_type checked_type;
        unsigned rsa_bits;
        CHECK_EQ_INT(brisk_public_key_check_der(&checked_type, &rsa_bits, der, len), 0);
        CHECK(checked_type == public_key.type);
        CHECK(rsa_bits == (public_key.type == BRISK_KEY_RSA ? public_key.as.rsa.bits : 0));
        CHECK(same_public(&public_key, &keys[i].public_key));
        CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "PUBLIC KEY", der, len), 0);
        CHECK_EQ_INT(brisk_public_key_from_pem(&public_key, pem, strlen(pem)), 0);
        CHECK(same_public(&public_key, &keys[i].public_key));
        CHECK_EQ_INT(brisk_private_key_from_pem(&key, pem, strlen(pem)), BRISK_ERR_DECODE);
        CHECK_EQ_INT(brisk_public_key_to_der(&keys[i].public_key, der, len - 1, &len),
                     BRISK_ERR_BUFFER);
    }
    test_note(NULL);
}

/* An OID from its contents. */
static void put_oid(struct brisk_der_writer *w, const char *hex)
{
    uint8_t oid[16];
    brisk_der_element(w, BRISK_DER_OID, oid, test_hex(oid, sizeof(oid), hex));
}

#define OID_EC "2a8648ce3d0201"
#define OID_P256 "2a8648ce3d030107"
#define OID_P384 "2b81040022"
#define OID_P521 "2b81040023"
#define OID_SECP256K1 "2b8104000a"
#define OID_ED25519 "2b6570"
#define OID_RSA "2a864886f70d010101"
#define OID_RSA_PSS "2a864886f70d01010a"

/* ECPrivateKey with or without parameters and public key (compressed if that is 2). */
static void put_sec1(struct brisk_der_writer *w, const struct brisk_private_key *key,
                     const char *curve, int with_public)
{
    static const uint8_t one = 1;
    size_t size = key->type == BRISK_KEY_P256 ? 32 : 48;
    uint8_t bits[2 + 2 * 48] = { 0 };
    size_t outer = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(w, &one, 1);
    brisk_der_element(w, BRISK_DER_OCTET_STRING, (const uint8_t *)&key->as, size);
    if (curve) {
        size_t mark = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(0));
        put_oid(w, curve);
        brisk_der_close(w, mark);
    }
    if (with_public) {
        size_t mark = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(1));
        memcpy(bits + 1, &key->public_key.as, 1 + 2 * size);
        if (with_public == 2) {
            bits[1] = 2 | (bits[1 + 2 * size] & 1);
        }
        brisk_der_element(w, BRISK_DER_BIT_STRING, bits, 2 + (with_public == 2 ? 1 : 2) * size);
        brisk_der_close(w, mark);
    }
    brisk_der_close(w, outer);
}

/* PKCS#8 of a given version around a key; `algorithm` and `parameters` are object identifiers. */
static void put_pkcs8(struct brisk_der_writer *w, uint8_t version, const char *algorithm,
                      const char *parameters, const uint8_t *inner, size_t inner_len,
                      const uint8_t *public_bits, size_t public_len)
{
    size_t outer = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(w, &version, 1);
    size_t mark = brisk_der_open(w, BRISK_DER_SEQUENCE);
    put_oid(w, algorithm);
    if (parameters) {
        put_oid(w, parameters);
    }
    brisk_der_close(w, mark);
    brisk_der_element(w, BRISK_DER_OCTET_STRING, inner, inner_len);
    if (public_bits) {
        brisk_der_element(w, BRISK_DER_CONTEXT_CONSTRUCTED(0), NULL, 0);
        brisk_der_element(w, BRISK_DER_CONTEXT(1), public_bits, public_len);
    }
    brisk_der_close(w, outer);
}

static void test_sec1(void)
{
    for (size_t i = 1; i <= 2; i++) {
        static uint8_t sec1[512], der[512];
        const char *curve = i == 1 ? OID_P256 : OID_P384, *other = i == 1 ? OID_P384 : OID_P256;
        struct brisk_private_key key;
        for (int with_public = 0; with_public <= 2; with_public++) {
            test_note("%s, public key in form %d", types[i].name, with_public);
            struct brisk_der_writer w = { sec1, 0, sizeof(sec1), 0 };
            put_sec1(&w, &keys[i], curve, with_public);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, sec1, w.len), 0);
            CHECK(same_private(&key, &keys[i]));
            struct brisk_der_writer p = { der, 0, sizeof(der), 0 };
            put_pkcs8(&p, 0, OID_EC, curve, sec1, w.len, NULL, 0);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, der, p.len), 0);
            CHECK(same_private(&key, &keys[i]));
            /* PKCS#8 says another curve than SEC 1 within. */
            p.len = 0;
            put_pkcs8(&p, 0, OID_EC, other, sec1, w.len, NULL, 0);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, der, p.len), BRISK_ERR_DECODE);
            CHECK(all_zero(&key, sizeof(key)));
            /* Without parameters it needs PKCS#8 around it. */
            w.len = 0;
            put_sec1(&w, &keys[i], NULL, with_public);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, sec1, w.len), BRISK_ERR_UNSUPPORTED);
            p.len = 0;
            put_pkcs8(&p, 0, OID_EC, curve, sec1, w.len, NULL, 0);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, der, p.len), 0);
            CHECK(same_private(&key, &keys[i]));
            w.len = 0;
            put_sec1(&w, &keys[i], OID_SECP256K1, with_public);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, sec1, w.len), BRISK_ERR_UNSUPPORTED);
            w.len = 0; /* of another curve's length */
            put_sec1(&w, &keys[i], OID_P521, with_public);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, sec1, w.len), BRISK_ERR_DECODE);
        }
        /* Another key's public half. */
        struct brisk_private_key mixed = keys[i], stranger;
        CHECK_EQ_INT(brisk_private_key_generate(&stranger, types[i].type, 0), 0);
        mixed.public_key = stranger.public_key;
        for (int with_public = 1; with_public <= 2; with_public++) {
            struct brisk_der_writer w = { sec1, 0, sizeof(sec1), 0 };
            put_sec1(&w, &mixed, curve, with_public);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, sec1, w.len), BRISK_ERR_KEY);
        }
        /* Scalars outside [1, n - 1]. */
        mixed = keys[i];
        memset(&mixed.as, 0, 48);
        struct brisk_der_writer w = { sec1, 0, sizeof(sec1), 0 };
        put_sec1(&w, &mixed, curve, 0);
        CHECK_EQ_INT(brisk_private_key_from_der(&key, sec1, w.len), BRISK_ERR_KEY);
        memset(&mixed.as, 0xff, 48);
        w.len = 0;
        put_sec1(&w, &mixed, curve, 0);
        CHECK_EQ_INT(brisk_private_key_from_der(&key, sec1, w.len), BRISK_ERR_KEY);
    }
    test_note(NULL);
}

/* RFC 8410 section 10.3: the same key in both versions of PKCS#8, and its public key. */
static void test_ed25519_examples(void)
{
    static const char v1[] = "-----BEGIN PRIVATE KEY-----\n"
                             "MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                             "-----END PRIVATE KEY-----\n";
    static const char v2[] = "-----BEGIN PRIVATE KEY-----\n"
                             "MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n"
                             "oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB\n"
                             "Z9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                             "-----END PRIVATE KEY-----\n";
    static const char spki[] = "-----BEGIN PUBLIC KEY-----\n"
                               "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n"
                               "-----END PUBLIC KEY-----\n";
    struct brisk_private_key first, second;
    struct brisk_public_key public_key;
    CHECK_EQ_INT(brisk_private_key_from_pem(&first, v1, strlen(v1)), 0);
    CHECK_EQ_INT(brisk_private_key_from_pem(&second, v2, strlen(v2)), 0);
    CHECK_EQ_INT(brisk_public_key_from_pem(&public_key, spki, strlen(spki)), 0);
    CHECK(same_private(&first, &second) && same_public(&first.public_key, &public_key));
    uint8_t der[64];
    char pem[256];
    size_t len = 0;
    CHECK_EQ_INT(brisk_private_key_to_der(&first, der, sizeof(der), &len), 0);
    CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "PRIVATE KEY", der, len), 0);
    CHECK_EQ_STRING(pem, v1);
    CHECK_EQ_INT(brisk_public_key_to_der(&first.public_key, der, sizeof(der), &len), 0);
    CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "PUBLIC KEY", der, len), 0);
    CHECK_EQ_STRING(pem, spki);
}

static void test_pkcs8_public_key(void)
{
    static uint8_t inner[34] = { 0x04, 0x20 }, der[256], bits[34];
    const struct brisk_private_key *ed25519 = &keys[3];
    struct brisk_private_key key;
    memcpy(inner + 2, ed25519->as.ed25519, 32);
    memcpy(bits + 1, ed25519->public_key.as.ed25519, 32);
    struct brisk_der_writer w = { der, 0, sizeof(der), 0 };
    put_pkcs8(&w, 1, OID_ED25519, NULL, inner, sizeof(inner), bits, 33);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), 0);
    CHECK(same_private(&key, ed25519));
    w.len =
        0; /* a public key in version 1, an unused bit, a wrong key, a wrong length, version 3 */
    put_pkcs8(&w, 0, OID_ED25519, NULL, inner, sizeof(inner), bits, 33);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_DECODE);
    bits[0] = 1;
    w.len = 0;
    put_pkcs8(&w, 1, OID_ED25519, NULL, inner, sizeof(inner), bits, 33);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_DECODE);
    bits[0] = 0;
    bits[9] ^= 4;
    w.len = 0;
    put_pkcs8(&w, 1, OID_ED25519, NULL, inner, sizeof(inner), bits, 33);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_KEY);
    CHECK(all_zero(&key, sizeof(key)));
    bits[9] ^= 4;
    w.len = 0;
    put_pkcs8(&w, 1, OID_ED25519, NULL, inner, sizeof(inner), bits, 32);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_KEY);
    w.len = 0;
    put_pkcs8(&w, 2, OID_ED25519, NULL, inner, sizeof(inner), bits, 33);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_DECODE);
    w.len = 0; /* parameters where there must be none; an unknown algorithm; PSS keys */
    put_pkcs8(&w, 0, OID_ED25519, OID_P256, inner, sizeof(inner), NULL, 0);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_DECODE);
    w.len = 0;
    put_pkcs8(&w, 0, "2b6571", NULL, inner, sizeof(inner), NULL, 0);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_UNSUPPORTED);
    w.len = 0;
    put_pkcs8(&w, 0, OID_RSA_PSS, NULL, inner, sizeof(inner), NULL, 0);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_UNSUPPORTED);
    w.len = 0; /* rsaEncryption wants NULL */
    put_pkcs8(&w, 0, OID_RSA, NULL, inner, sizeof(inner), NULL, 0);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_DECODE);
    inner[1] = 0x1f; /* the nested string is one byte short */
    w.len = 0;
    put_pkcs8(&w, 0, OID_ED25519, NULL, inner, 33, NULL, 0);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, w.len), BRISK_ERR_DECODE);
}

/* The integers of an RSAPrivateKey in PKCS#8, found with the reader. */
static void get_pkcs1(struct brisk_bytes x[9], struct brisk_bytes *whole, const uint8_t *der,
                      size_t len)
{
    struct brisk_bytes cursor = { der, len }, inner, element;
    CHECK_EQ_INT(brisk_der_read(&cursor, BRISK_DER_SEQUENCE, &inner), 0);
    CHECK_EQ_INT(brisk_der_read_unsigned(&inner, &element), 0);
    CHECK_EQ_INT(brisk_der_read(&inner, BRISK_DER_SEQUENCE, &element), 0);
    CHECK_EQ_INT(brisk_der_read(&inner, BRISK_DER_OCTET_STRING, whole), 0);
    cursor = *whole;
    CHECK_EQ_INT(brisk_der_read(&cursor, BRISK_DER_SEQUENCE, &inner), 0);
    for (size_t i = 0; i < 9; i++) {
        CHECK_EQ_INT(brisk_der_read_unsigned(&inner, &x[i]), 0);
    }
    CHECK_EQ_INT(inner.len, 0);
}

static size_t put_pkcs1(uint8_t *out, size_t capacity, const struct brisk_bytes *x, size_t n)
{
    struct brisk_der_writer w = { out, 0, capacity, 0 };
    size_t mark = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    for (size_t i = 0; i < n; i++) {
        brisk_der_unsigned(&w, x[i].data, x[i].len);
    }
    brisk_der_close(&w, mark);
    CHECK(!w.failed);
    return w.len;
}

static void test_pkcs1(void)
{
    static uint8_t pkcs8[BRISK_PRIVATE_KEY_MAX_DER], der[BRISK_PRIVATE_KEY_MAX_DER];
    struct brisk_bytes x[9], whole, saved;
    struct brisk_private_key key;
    struct brisk_public_key public_key;
    size_t len = 0;
    CHECK_EQ_INT(brisk_private_key_to_der(&keys[0], pkcs8, sizeof(pkcs8), &len), 0);
    get_pkcs1(x, &whole, pkcs8, len);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, whole.data, whole.len), 0);
    CHECK(same_private(&key, &keys[0]));
    len = put_pkcs1(der, sizeof(der), x + 1, 2);
    CHECK_EQ_INT(brisk_public_key_from_der(&public_key, der, len), 0);
    CHECK(same_public(&public_key, &keys[0].public_key));

    /* Every integer altered in some bit: the key does not fit together any more. */
    for (size_t i = 1; i < 9; i++) {
        for (int round = 0; round < 4; round++) {
            uint8_t altered[512];
            saved = x[i];
            memcpy(altered, x[i].data, x[i].len);
            size_t at = test_random_below(x[i].len);
            altered[at] ^= (uint8_t)(1 << test_random_below(8));
            x[i].data = altered;
            len = put_pkcs1(der, sizeof(der), x, 9);
            test_note("integer %zu, byte %zu", i, at);
            CHECK_EQ_INT(brisk_private_key_from_der(&key, der, len), BRISK_ERR_KEY);
            CHECK(all_zero(&key, sizeof(key)));
            x[i] = saved;
        }
    }
    test_note(NULL);
    /* p and q exchanged, with what belongs to them but qinv; versions 1 and 2. */
    struct brisk_bytes swapped[9] = { x[0], x[1], x[2], x[3], x[5], x[4], x[7], x[6], x[8] };
    len = put_pkcs1(der, sizeof(der), swapped, 9);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, len), BRISK_ERR_KEY);
    static const uint8_t one = 1, two = 2;
    x[0] = (struct brisk_bytes){ &one, 1 };
    len = put_pkcs1(der, sizeof(der), x, 9);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, len), BRISK_ERR_UNSUPPORTED);
    x[0] = (struct brisk_bytes){ &two, 1 };
    len = put_pkcs1(der, sizeof(der), x, 9);
    CHECK_EQ_INT(brisk_private_key_from_der(&key, der, len), BRISK_ERR_DECODE);
    /* Small moduli and bad exponents. */
    uint8_t n[256], e[5] = { 1, 0, 0, 0, 1 };
    memset(n, 0xff, sizeof(n));
    struct brisk_rsa_public rsa;
    CHECK_EQ_INT(brisk_rsa_public_init(&rsa, n, 256, e + 4, 1), BRISK_ERR_KEY); /* e = 1 */
    CHECK_EQ_INT(brisk_rsa_public_init(&rsa, n, 256, e, 5), BRISK_ERR_KEY);     /* 2^32 + 1 */
    e[4] = 3;
    CHECK_EQ_INT(brisk_rsa_public_init(&rsa, n, 256, e + 1, 4), 0);
    CHECK_EQ_INT(brisk_rsa_public_init(&rsa, n, 255, e + 1, 4), BRISK_ERR_KEY);
    e[4] = 4;
    CHECK_EQ_INT(brisk_rsa_public_init(&rsa, n, 256, e + 1, 4), BRISK_ERR_KEY);
    n[255] = 0xfe;
    e[4] = 3;
    CHECK_EQ_INT(brisk_rsa_public_init(&rsa, n, 256, e + 1, 4), BRISK_ERR_KEY);
}

/* Whether byte `at` is the version of PKCS#8, now that of RFC 5958: it allows a public key behind
 * the private one, which may be missing all the same. */
static int is_second_version(const uint8_t *der, size_t at)
{
    return at >= 4 && at <= 6 && der[at - 2] == BRISK_DER_INTEGER && der[at - 1] == 1 &&
           der[at] == 1;
}

/* Truncated anywhere, or with a byte more, or with any byte altered, an encoding never gives the
 * same key, and never upsets the parser. */
static void test_mutations(void)
{
    static uint8_t der[BRISK_PRIVATE_KEY_MAX_DER + 1];
    for (size_t i = 0; i < NUM_TYPES; i++) {
        struct brisk_private_key key;
        struct brisk_public_key public_key;
        size_t len = 0;
        test_note("%s", types[i].name);
        CHECK_EQ_INT(brisk_private_key_to_der(&keys[i], der, sizeof(der), &len), 0);
        for (size_t cut = 0; cut < len; cut++) {
            CHECK_EQ_INT(brisk_private_key_from_der(&key, der, cut), BRISK_ERR_DECODE);
        }
        der[len] = 0;
        CHECK_EQ_INT(brisk_private_key_from_der(&key, der, len + 1), BRISK_ERR_DECODE);
        size_t step = types[i].type == BRISK_KEY_RSA ? 7 : 1;
        for (size_t at = 0; at < len; at += at < 48 ? 1 : step) {
            uint8_t saved = der[at];
            der[at] ^= (uint8_t)(1 + test_random_below(255));
            int error = brisk_private_key_from_der(&key, der, len);
            CHECK(error != 0 || !same_private(&key, &keys[i]) || is_second_version(der, at));
            CHECK(error == 0 || all_zero(&key, sizeof(key)));
            der[at] = saved;
        }
        enum brisk_key_type checked_type;
        unsigned rsa_bits;
        CHECK_EQ_INT(brisk_public_key_to_der(&keys[i].public_key, der, sizeof(der), &len), 0);
        for (size_t cut = 0; cut < len; cut++) {
            CHECK_EQ_INT(brisk_public_key_from_der(&public_key, der, cut), BRISK_ERR_DECODE);
        }
        for (size_t at = 0; at < len; at++) {
            uint8_t saved = der[at];
            der[at] ^= (uint8_t)(1 + test_random_below(255));
            int error = brisk_public_key_from_der(&public_key, der, len);
            CHECK(error != 0 || !same_public(&public_key, &keys[i].public_key));
            CHECK_EQ_INT(brisk_public_key_check_der(&checked_type, &rsa_bits, der, len), error);
            der[at] = saved;
        }
    }
    test_note(NULL);
}

static void test_pem_choice(void)
{
    static const char encrypted[] =
        "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n";
    static const char legacy[] =
        "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n"
        "DEK-Info: AES-128-CBC,00\n\nAAAA\n-----END RSA PRIVATE KEY-----\n";
    static uint8_t der[512], other[3000];
    static char pem[8192];
    struct brisk_private_key key;
    size_t len = 0;
    CHECK_EQ_INT(brisk_private_key_from_pem(&key, encrypted, strlen(encrypted)),
                 BRISK_ERR_UNSUPPORTED);
    CHECK_EQ_INT(brisk_private_key_from_pem(&key, legacy, strlen(legacy)), BRISK_ERR_UNSUPPORTED);
    CHECK_EQ_INT(brisk_private_key_from_pem(&key, "", 0), BRISK_ERR_DECODE);
    /* A long block of another label, EC parameters, then the key. */
    CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "CERTIFICATE", other, sizeof(other)), 0);
    strcat(pem, "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n");
    struct brisk_der_writer w = { der, 0, sizeof(der), 0 };
    put_sec1(&w, &keys[1], OID_P256, 1);
    len = strlen(pem);
    CHECK_EQ_INT(brisk_pem_write(pem + len, sizeof(pem) - len, "EC PRIVATE KEY", der, w.len), 0);
    CHECK_EQ_INT(brisk_private_key_from_pem(&key, pem, strlen(pem)), 0);
    CHECK(same_private(&key, &keys[1]));
    /* More than any key: refused without overflowing anything. */
    static uint8_t huge[5000];
    CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "PRIVATE KEY", huge, sizeof(huge)), 0);
    CHECK_EQ_INT(brisk_private_key_from_pem(&key, pem, strlen(pem)), BRISK_ERR_UNSUPPORTED);
}

/* A signature of a digest is one of the message; Ed25519 has none. */
static void check_digest(const struct brisk_private_key *key, uint16_t scheme,
                         const uint8_t *message, size_t message_len)
{
    const union brisk_prepared none = { NULL };
    uint8_t signature[BRISK_SIGNATURE_MAX_SIZE], digest[BRISK_HASH_MAX_SIZE] = { 0 };
    size_t len = 0;
    enum brisk_hash_alg alg = brisk_signature_scheme_hash(scheme);
    CHECK_EQ_INT(alg == 0, key->type == BRISK_KEY_ED25519);
    int want = alg ? 0 : BRISK_ERR_UNSUPPORTED;
    CHECK_EQ_INT(alg ? brisk_hash_digest(alg, digest, message, message_len) : 0, 0);
    CHECK_EQ_INT(brisk_sign_digest(key, scheme, signature, sizeof(signature), &len, digest), want);
    CHECK_EQ_INT(brisk_verify_digest(&key->public_key, none, scheme, signature, len, digest), want);
    if (want) {
        return;
    }
    CHECK_EQ_INT(brisk_verify(&key->public_key, scheme, signature, len, message, message_len), 0);
    CHECK_EQ_INT(brisk_sign_digest(key, scheme, signature, 60, &len, digest), BRISK_ERR_BUFFER);
    digest[0] ^= 1;
    CHECK_EQ_INT(brisk_verify_digest(&key->public_key, none, scheme, signature, len, digest),
                 BRISK_ERR_SIGNATURE);
}

static void test_schemes(void)
{
    uint8_t message[200];
    test_random_bytes(message, sizeof(message));
    for (size_t i = 0; i < NUM_SCHEMES; i++) {
        size_t fits = 0;
        for (size_t j = 0; j < NUM_TYPES; j++) {
            uint8_t signature[BRISK_SIGNATURE_MAX_SIZE] = { 0 };
            size_t len = 0;
            test_note("%s with %s", brisk_signature_scheme_name(schemes[i]), types[j].name);
            int error = brisk_sign(&keys[j], schemes[i], signature, sizeof(signature), &len,
                                   message, sizeof(message));
            if (!brisk_key_type_fits(types[j].type, schemes[i])) {
                CHECK(error == BRISK_ERR_UNSUPPORTED && all_zero(signature, sizeof(signature)));
                CHECK_EQ_INT(
                    brisk_verify(&keys[j].public_key, schemes[i], signature, 64, message, 1),
                    BRISK_ERR_UNSUPPORTED);
                continue;
            }
            fits++;
            check_digest(&keys[j], schemes[i], message, sizeof(message));
            const struct brisk_public_key *public_key = &keys[j].public_key;
            CHECK_EQ_INT(error, 0);
            CHECK_EQ_INT(brisk_verify(public_key, schemes[i], signature, len, message, 200), 0);
            CHECK_EQ_INT(brisk_verify(public_key, schemes[i], signature, len, message, 199),
                         BRISK_ERR_SIGNATURE);
            CHECK_EQ_INT(brisk_verify(public_key, schemes[i], signature, len - 1, message, 200),
                         BRISK_ERR_SIGNATURE);
            CHECK_EQ_INT(brisk_verify(public_key, schemes[i], signature, 0, message, 200),
                         BRISK_ERR_SIGNATURE);
            for (size_t at = 0; at < len; at++) {
                signature[at] ^= (uint8_t)(1 << test_random_below(8));
                CHECK_EQ_INT(brisk_verify(public_key, schemes[i], signature, len, message, 200),
                             BRISK_ERR_SIGNATURE);
                CHECK_EQ_INT(brisk_sign(&keys[j], schemes[i], signature, sizeof(signature), &len,
                                        message, 200),
                             0);
                at += types[j].type == BRISK_KEY_RSA ? 40 : types[j].type == BRISK_KEY_P384 ? 8 : 0;
            }
            size_t unused = 77;
            CHECK_EQ_INT(brisk_sign(&keys[j], schemes[i], signature, 60, &unused, message, 200),
                         BRISK_ERR_BUFFER);
            CHECK_EQ_INT(unused, 77);
        }
        CHECK_EQ_INT(fits, 1);
    }
    test_note(NULL);
    CHECK_EQ_STRING(brisk_signature_scheme_name(0x0203), "unknown");
    CHECK_EQ_STRING(brisk_signature_scheme_name(BRISK_SIG_ECDSA_P256_SHA256),
                    "ecdsa_secp256r1_sha256");
}

static void test_groups(void)
{
    static const uint16_t groups[] = { BRISK_GROUP_X25519, BRISK_GROUP_P256, BRISK_GROUP_P384,
                                       BRISK_GROUP_P521 };
    for (size_t i = 0; i < 4; i++) {
        uint8_t public_a[BRISK_EC_MAX_PUBLIC], public_b[BRISK_EC_MAX_PUBLIC];
        uint8_t private_a[BRISK_EC_MAX_PRIVATE], private_b[BRISK_EC_MAX_PRIVATE];
        uint8_t secret_a[BRISK_EC_MAX_PRIVATE] = { 0 }, secret_b[BRISK_EC_MAX_PRIVATE] = { 1 };
        size_t len = brisk_group_public_size(groups[i]), size = brisk_group_secret_size(groups[i]);
        test_note("%s", brisk_group_name(groups[i]));
        CHECK(len > 0 && size > 0 && brisk_group_private_size(groups[i]) == size);
        CHECK_EQ_INT(brisk_group_keypair(groups[i], public_a, private_a), 0);
        CHECK_EQ_INT(brisk_group_keypair(groups[i], public_b, private_b), 0);
        CHECK_EQ_INT(brisk_group_shared(groups[i], secret_a, private_a, public_b, len), 0);
        CHECK_EQ_INT(brisk_group_shared(groups[i], secret_b, private_b, public_a, len), 0);
        CHECK_EQ_BYTES(secret_a, secret_b, size);
        CHECK_EQ_INT(brisk_group_shared(groups[i], secret_a, private_a, public_b, len - 1),
                     BRISK_ERR_POINT);
        CHECK(all_zero(secret_a, size));
        memset(public_b, 0, sizeof(public_b));
        CHECK_EQ_INT(brisk_group_shared(groups[i], secret_b, private_a, public_b, len),
                     BRISK_ERR_POINT);
        CHECK(all_zero(secret_b, size));
    }
    test_note(NULL);
    uint8_t x[BRISK_EC_MAX_PUBLIC] = { 0 };
    CHECK_EQ_INT(brisk_group_keypair(0x001e, x, x), BRISK_ERR_UNSUPPORTED);
    CHECK_EQ_INT(brisk_group_shared(0x001e, x, x, x, 1), BRISK_ERR_UNSUPPORTED);
    CHECK_EQ_INT(brisk_group_public_size(0x001e), 0);
    CHECK_EQ_STRING(brisk_group_name(0x001e), "unknown");
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    make_keys();
    test_round_trips();
    test_sec1();
    test_ed25519_examples();
    test_pkcs8_public_key();
    test_pkcs1();
    test_mutations();
    test_pem_choice();
    test_schemes();
    test_groups();
    return test_end();
}
