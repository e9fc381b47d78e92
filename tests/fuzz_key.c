/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Keys in DER and PEM. An input that is taken must give a key whose export is taken again and gives
 * the same key; one that is refused must leave nothing. */

#include <string.h>

#include <brisk/der.h>
#include <brisk/error.h>
#include <brisk/key.h>

#include "tests/support/fuzz.h"
#include "tests/support/nist_vectors.h"
#include "tests/support/test.h"

static const enum brisk_key_type types[] = { BRISK_KEY_P256, BRISK_KEY_P384, BRISK_KEY_ED25519,
                                             BRISK_KEY_RSA };

/* P-521's: there are public ones only. */
static struct brisk_bytes p521_seed(int as_pem)
{
    static uint8_t der[BRISK_PUBLIC_KEY_MAX_DER];
    static char pem[1024];
    struct brisk_public_key key = { .type = BRISK_KEY_P521 };
    size_t len = 0;
    test_hex(key.as.p521, sizeof(key.as.p521), p521_rfc6979_public);
    CHECK_EQ_INT(brisk_public_key_to_der(&key, der, sizeof(der), &len), 0);
    if (!as_pem) {
        return (struct brisk_bytes){ der, len };
    }
    CHECK_EQ_INT(brisk_pem_write(pem, sizeof(pem), "PUBLIC KEY", der, len), 0);
    return (struct brisk_bytes){ (const uint8_t *)pem, strlen(pem) };
}

/* Each type as PKCS#8 in DER and PEM, and as SubjectPublicKeyInfo in DER and PEM. */
struct brisk_bytes fuzz_seed_input(size_t i)
{
    static uint8_t der[16][BRISK_PRIVATE_KEY_MAX_DER];
    static char pem[16][4096];
    static struct brisk_private_key key;
    size_t len = 0;
    if (i == 16 || i == 17) {
        return p521_seed(i == 17);
    }
    if (i > 17) {
        return (struct brisk_bytes){ NULL, 0 };
    }
    if (i % 4 == 0) {
        CHECK_EQ_INT(brisk_private_key_generate(&key, types[i / 4], 2048), 0);
    }
    if (i % 4 < 2) {
        CHECK_EQ_INT(brisk_private_key_to_der(&key, der[i], sizeof(der[i]), &len), 0);
    } else {
        CHECK_EQ_INT(brisk_public_key_to_der(&key.public_key, der[i], sizeof(der[i]), &len), 0);
    }
    if (i % 2 == 0) {
        return (struct brisk_bytes){ der[i], len };
    }
    CHECK_EQ_INT(brisk_pem_write(pem[i], sizeof(pem[i]), i % 4 < 2 ? "PRIVATE KEY" : "PUBLIC KEY",
                                 der[i], len),
                 0);
    return (struct brisk_bytes){ (const uint8_t *)pem[i], strlen(pem[i]) };
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

static void check_private(const struct brisk_private_key *key, int error)
{
    static struct brisk_private_key again;
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
    size_t len = 0;
    if (error) {
        CHECK(all_zero(key, sizeof(*key)));
        return;
    }
    CHECK_EQ_INT(brisk_private_key_to_der(key, der, sizeof(der), &len), 0);
    CHECK_EQ_INT(brisk_private_key_from_der(&again, der, len), 0);
    CHECK(memcmp(&again.as, &key->as, sizeof(key->as)) == 0);
    CHECK(memcmp(&again.public_key.as, &key->public_key.as, sizeof(again.public_key.as)) == 0);
}

static void check_public(const struct brisk_public_key *key, int error)
{
    static struct brisk_public_key again;
    uint8_t der[BRISK_PUBLIC_KEY_MAX_DER], signature[BRISK_SIGNATURE_MAX_SIZE] = { 1 };
    size_t len = 0;
    if (error) {
        CHECK(all_zero(key, sizeof(*key)));
        return;
    }
    CHECK_EQ_INT(brisk_public_key_to_der(key, der, sizeof(der), &len), 0);
    CHECK_EQ_INT(brisk_public_key_from_der(&again, der, len), 0);
    CHECK(memcmp(&again.as, &key->as, sizeof(key->as)) == 0);
    /* Any key that is taken can be used. */
    CHECK(brisk_verify(key, BRISK_SIG_RSA_PSS_RSAE_SHA256, signature, sizeof(signature), der, len));
    CHECK(brisk_verify(key, BRISK_SIG_ED25519, signature, 64, der, len) != 0);
    CHECK(brisk_verify(key, BRISK_SIG_ECDSA_P521_SHA512, signature, 64, der, len) != 0);
}

/* Walks through nested elements: whatever the reader gives lies inside what it was given. */
static void walk(struct brisk_bytes cursor, unsigned depth)
{
    while (depth < 20 && cursor.len > 0) {
        struct brisk_bytes content, element;
        const uint8_t *start = cursor.data, *end = cursor.data + cursor.len;
        unsigned tag;
        if (brisk_der_read_any(&cursor, &tag, &content, &element)) {
            return;
        }
        if (element.data != start || cursor.data != start + element.len ||
            content.data + content.len != cursor.data || content.data < start ||
            cursor.data > end || cursor.data + cursor.len != end) {
            CHECK(!"the reader left its input");
            return;
        }
        walk(content, depth + 1);
    }
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    static struct brisk_private_key private_key;
    static struct brisk_public_key public_key;
    walk((struct brisk_bytes){ data, len }, 0);
    check_private(&private_key, brisk_private_key_from_der(&private_key, data, len));
    check_private(&private_key, brisk_private_key_from_pem(&private_key, (const char *)data, len));
    check_public(&public_key, brisk_public_key_from_der(&public_key, data, len));
    check_public(&public_key, brisk_public_key_from_pem(&public_key, (const char *)data, len));
}
