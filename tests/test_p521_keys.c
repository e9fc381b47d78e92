/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys of P-521: import, export, signatures by scheme. */

#include <string.h>

#include <brisk/der.h>
#include <brisk/ec.h>
#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/key.h>

#include "crypto/ec_curve.h"
#include "tests/support/nist_vectors.h"
#include "tests/support/test.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))
#define SIZE 66
#define SPKI_SIZE 158

/* SubjectPublicKeyInfo: id-ecPublicKey, secp521r1, a BIT STRING without unused bits. */
static const char spki_head[] = "30819b 3010 06072a8648ce3d0201 06052b81040023 03818600";

static uint8_t spki[SPKI_SIZE];
static struct brisk_public_key key;

static void test_import(void)
{
    uint8_t der[BRISK_PUBLIC_KEY_MAX_DER], bad[SPKI_SIZE];
    char pem[1024];
    struct brisk_public_key other;
    enum brisk_key_type type;
    unsigned rsa_bits = 1;
    size_t len = 0;
    CHECK_EQ_INT(brisk_public_key_from_der(&key, spki, sizeof(spki)), 0);
    CHECK_EQ_INT(key.type, BRISK_KEY_P521);
    CHECK_EQ_BYTES(key.as.p521, spki + SPKI_SIZE - BRISK_P521_PUBLIC_SIZE, BRISK_P521_PUBLIC_SIZE);
    CHECK_EQ_INT(brisk_public_key_check_der(&type, &rsa_bits, spki, sizeof(spki)), 0);
    CHECK(type == BRISK_KEY_P521 && rsa_bits == 0);
    CHECK_EQ_INT(brisk_public_key_to_der(&key, der, sizeof(der), &len), 0);
    CHECK_EQ_INT(len, SPKI_SIZE);
    CHECK_EQ_BYTES(der, spki, SPKI_SIZE);
    for (size_t capacity = 0; capacity < SPKI_SIZE; capacity++) {
        CHECK_EQ_INT(brisk_public_key_to_der(&key, der, capacity, &len), BRISK_ERR_BUFFER);
    }
    CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "PUBLIC KEY", spki, sizeof(spki)), 0);
    CHECK_EQ_INT(brisk_public_key_from_pem(&other, pem, strlen(pem)), 0);
    CHECK_EQ_BYTES(&other, &key, sizeof(key));

    for (size_t i = 0; i < SPKI_SIZE; i++) { /* cut short; and changed in any byte */
        CHECK(brisk_public_key_from_der(&other, spki, i) != 0);
        memcpy(bad, spki, sizeof(bad));
        bad[i] ^= 1;
        CHECK(brisk_public_key_from_der(&other, bad, sizeof(bad)) != 0);
        CHECK(brisk_public_key_check_der(&type, &rsa_bits, bad, sizeof(bad)) != 0);
    }
    bad[SPKI_SIZE - 1] = (uint8_t)(spki[SPKI_SIZE - 1] ^ 1);
    CHECK_EQ_INT(brisk_public_key_from_der(&other, bad, sizeof(bad)), BRISK_ERR_POINT);
    uint8_t compressed[24 + SIZE] = { 0x30, 0x58 };
    memcpy(compressed + 2, spki + 3, 18);
    memcpy(compressed + 20, (const uint8_t[]){ 0x03, 0x44, 0x00, 0x02 }, 4);
    memcpy(compressed + 24, key.as.p521 + 1, SIZE);
    CHECK_EQ_INT(brisk_public_key_from_der(&other, compressed, sizeof(compressed)),
                 BRISK_ERR_UNSUPPORTED);
}

static uint16_t scheme_of(enum brisk_hash_alg hash)
{
    return hash == BRISK_SHA256   ? BRISK_SIG_X509_ECDSA_P521_SHA256
           : hash == BRISK_SHA384 ? BRISK_SIG_X509_ECDSA_P521_SHA384
                                  : BRISK_SIG_ECDSA_P521_SHA512;
}

static void test_schemes(void)
{
    for (size_t i = 0; i < NUM(p521_deterministic); i++) {
        const struct deterministic_vector *v = &p521_deterministic[i];
        uint8_t raw[BRISK_P521_SIGNATURE_SIZE], der[BRISK_ECDSA_MAX_DER];
        const uint8_t *message = (const uint8_t *)v->message;
        const uint16_t scheme = scheme_of(v->hash);
        size_t message_len = strlen(v->message), len = 0;
        test_note("vector %zu, %s", i, brisk_signature_scheme_name(scheme));
        test_hex(raw, SIZE, v->r);
        test_hex(raw + SIZE, SIZE, v->s);
        CHECK_EQ_INT(brisk_ecdsa_to_der(der, &len, raw, SIZE), 0);
        CHECK(brisk_key_type_fits(BRISK_KEY_P521, scheme));
        CHECK_EQ_INT(brisk_verify(&key, scheme, der, len, message, message_len), 0);
        CHECK_EQ_INT(brisk_verify(&key, scheme, der, len, message, message_len - 1),
                     BRISK_ERR_SIGNATURE);
        CHECK_EQ_INT(brisk_verify(&key, scheme, der, len - 1, message, message_len),
                     BRISK_ERR_SIGNATURE);
        CHECK_EQ_INT(brisk_verify(&key,
                                  scheme_of(v->hash == BRISK_SHA256 ? BRISK_SHA384 : BRISK_SHA256),
                                  der, len, message, message_len),
                     BRISK_ERR_SIGNATURE);
        CHECK_EQ_INT(
            brisk_verify(&key, BRISK_SIG_ECDSA_P384_SHA384, der, len, message, message_len),
            BRISK_ERR_UNSUPPORTED);
        for (size_t at = 0; at < len; at += 1 + test_random_below(8)) {
            der[at] ^= (uint8_t)(1 << test_random_below(8));
            CHECK_EQ_INT(brisk_verify(&key, scheme, der, len, message, message_len),
                         BRISK_ERR_SIGNATURE);
            brisk_ecdsa_to_der(der, &len, raw, SIZE);
        }
    }
    test_note(NULL);
    CHECK_EQ_STRING(brisk_signature_scheme_name(0x0603), "ecdsa_secp521r1_sha512");
}

/* ECPrivateKey (RFC 5915), with or without the curve, in PKCS#8 or alone. */
static void put_sec1(struct brisk_der_writer *w, const uint8_t *scalar, size_t len, int with_curve)
{
    static const uint8_t one = 1;
    size_t outer = brisk_der_open(w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(w, &one, 1);
    brisk_der_element(w, BRISK_DER_OCTET_STRING, scalar, len);
    if (with_curve) {
        size_t mark = brisk_der_open(w, BRISK_DER_CONTEXT_CONSTRUCTED(0));
        brisk_der_put(w, spki + 14, 7);
        brisk_der_close(w, mark);
    }
    brisk_der_close(w, outer);
}

static size_t put_pkcs8(uint8_t *der, size_t capacity, const uint8_t *scalar, size_t len,
                        int with_curve)
{
    struct brisk_der_writer w = { der, 0, capacity, 0 };
    size_t outer = brisk_der_open(&w, BRISK_DER_SEQUENCE);
    brisk_der_unsigned(&w, NULL, 0);
    brisk_der_put(&w, spki + 3, 18);
    size_t inner = brisk_der_open(&w, BRISK_DER_OCTET_STRING);
    put_sec1(&w, scalar, len, with_curve);
    brisk_der_close(&w, inner);
    brisk_der_close(&w, outer);
    return w.len;
}

/* The key is RFC 6979's, whose public key is known. */
static void test_private_import(void)
{
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER], out[BRISK_PRIVATE_KEY_MAX_DER], scalar[SIZE + 1];
    struct brisk_private_key made, again;
    size_t len = 0;
    test_hex(scalar, SIZE, p521_rfc6979_key);
    scalar[SIZE] = 0;
    for (int with_curve = 0; with_curve < 2; with_curve++) {
        size_t der_len = put_pkcs8(der, sizeof(der), scalar, SIZE, with_curve);
        CHECK_EQ_INT(brisk_private_key_from_der(&made, der, der_len), 0);
        CHECK_EQ_INT(made.type, BRISK_KEY_P521);
        CHECK_EQ_BYTES(made.as.p521, scalar, SIZE);
        CHECK_EQ_BYTES(&made.public_key, &key, sizeof(key));
        struct brisk_der_writer w = { der, 0, sizeof(der), 0 };
        put_sec1(&w, scalar, SIZE, with_curve);
        CHECK_EQ_INT(brisk_private_key_from_der(&again, der, w.len),
                     with_curve ? 0 : BRISK_ERR_UNSUPPORTED); /* of which curve? */
    }
    CHECK_EQ_INT(brisk_private_key_to_der(&made, out, sizeof(out), &len), 0);
    CHECK_EQ_INT(brisk_private_key_from_der(&again, out, len), 0);
    CHECK_EQ_BYTES(&again, &made, sizeof(made));
    for (size_t capacity = 0; capacity < len; capacity++) {
        CHECK_EQ_INT(brisk_private_key_to_der(&made, out, capacity, &len), BRISK_ERR_BUFFER);
    }
    /* another length; n and 0; another public key beside it */
    for (size_t other = SIZE - 1; other <= SIZE + 1; other += 2) {
        len = put_pkcs8(der, sizeof(der), scalar, other, 1);
        CHECK_EQ_INT(brisk_private_key_from_der(&again, der, len), BRISK_ERR_DECODE);
    }
    uint8_t zero[SIZE] = { 0 };
    len = put_pkcs8(der, sizeof(der), brisk_p521_curve.order, SIZE, 1);
    CHECK_EQ_INT(brisk_private_key_from_der(&again, der, len), BRISK_ERR_KEY);
    len = put_pkcs8(der, sizeof(der), zero, SIZE, 1);
    CHECK_EQ_INT(brisk_private_key_from_der(&again, der, len), BRISK_ERR_KEY);
    CHECK_EQ_INT(brisk_private_key_to_der(&made, out, sizeof(out), &len), 0);
    out[len - 1] ^= 1; /* the public key is the last field */
    CHECK_EQ_INT(brisk_private_key_from_der(&again, out, len), BRISK_ERR_KEY);
}

static void test_signing(void)
{
    static const uint16_t schemes[] = { BRISK_SIG_ECDSA_P521_SHA512,
                                        BRISK_SIG_X509_ECDSA_P521_SHA256,
                                        BRISK_SIG_X509_ECDSA_P521_SHA384 };
    const union brisk_prepared none = { NULL };
    uint8_t signature[BRISK_SIGNATURE_MAX_SIZE], digest[BRISK_HASH_MAX_SIZE];
    const uint8_t message[] = "what is signed";
    struct brisk_private_key made;
    size_t len = 0;
    CHECK_EQ_INT(brisk_private_key_generate(&made, BRISK_KEY_P521, 0), 0);
    CHECK_EQ_INT(made.public_key.type, BRISK_KEY_P521);
    for (size_t i = 0; i < 3 * NUM(schemes); i++) {
        uint16_t scheme = schemes[i % 3];
        CHECK_EQ_INT(
            brisk_sign(&made, scheme, signature, sizeof(signature), &len, message, sizeof(message)),
            0);
        CHECK_EQ_INT(
            brisk_verify(&made.public_key, scheme, signature, len, message, sizeof(message)), 0);
        CHECK_EQ_INT(brisk_verify(&key, scheme, signature, len, message, sizeof(message)),
                     BRISK_ERR_SIGNATURE);
        CHECK_EQ_INT(brisk_hash_digest(brisk_signature_scheme_hash(scheme), digest, message,
                                       sizeof(message)),
                     0);
        CHECK_EQ_INT(brisk_verify_digest(&made.public_key, none, scheme, signature, len, digest),
                     0);
        CHECK_EQ_INT(brisk_sign_digest(&made, scheme, signature, sizeof(signature), &len, digest),
                     0);
        CHECK_EQ_INT(
            brisk_verify(&made.public_key, scheme, signature, len, message, sizeof(message)), 0);
    }
    CHECK_EQ_INT(brisk_sign(&made, BRISK_SIG_ECDSA_P384_SHA384, signature, sizeof(signature), &len,
                            message, sizeof(message)),
                 BRISK_ERR_UNSUPPORTED);
    CHECK_EQ_INT(brisk_sign(&made, BRISK_SIG_ECDSA_P521_SHA512, signature, 100, &len, message,
                            sizeof(message)),
                 BRISK_ERR_BUFFER);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_hex(spki, sizeof(spki), spki_head);
    test_hex(spki + SPKI_SIZE - BRISK_P521_PUBLIC_SIZE, BRISK_P521_PUBLIC_SIZE,
             p521_rfc6979_public);
    test_import();
    test_schemes();
    test_private_import();
    test_signing();
    return test_end();
}
