/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* PEM texts. A block that is taken must be the same when it is written and read again; the reader
 * must get on and stay inside its text, and the size that it names must suffice. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/key.h>
#include <brisk/revocation.h>

#include "tests/support/fuzz.h"
#include "tests/support/make_evidence.h"
#include "tests/support/test.h"

#define CAPACITY 65536

static void append(char *text, size_t capacity, const char *label, const uint8_t *der, size_t len)
{
    size_t used = strlen(text);
    CHECK_EQ_INT(brisk_pem_write(text + used, capacity - used, label, der, len), 0);
}

struct brisk_bytes fuzz_seed_input(size_t i)
{
    static char texts[3][8192];
    static struct test_cert cert;
    static struct test_evidence crl;
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
    size_t len = 0;
    if (i > 2)
        return (struct brisk_bytes){ NULL, 0 };
    test_fix_keys();
    const struct brisk_private_key *key = test_key(BRISK_KEY_P256, 0);
    char *text = texts[i];
    if (i == 0) {
        const struct test_recipe r = { .subject = "root", .issuer = "root", .key = key };
        test_make_cert(&cert, &r);
        strcpy(text, "subject=root\r\n\r\n");
        append(text, sizeof texts[i], "CERTIFICATE", cert.der, cert.len);
        append(text, sizeof texts[i], "CERTIFICATE", cert.der, cert.len);
    } else if (i == 1) {
        const struct test_crl_recipe c = { .issuer = "root", .signer = key };
        test_make_crl(&crl, NULL, &c);
        append(text, sizeof texts[i], "X509 CRL", crl.der, crl.len);
        append(text, sizeof texts[i], "EMPTY", crl.der, 0);
    } else {
        CHECK_EQ_INT(brisk_private_key_to_der(key, der, sizeof der, &len), 0);
        append(text, sizeof texts[i], "PRIVATE KEY", der, len);
        append(text, sizeof texts[i], "ONE BYTE", der, 1);
        append(text, sizeof texts[i], "TWO BYTES", der, 2);
    }
    return (struct brisk_bytes){ (const uint8_t *)text, strlen(text) };
}

static void check_again(const char *label, const uint8_t *der, size_t len)
{
    static char text[2 * CAPACITY];
    static uint8_t again[CAPACITY];
    const char *at = text;
    char found[64];
    size_t size = brisk_pem_size(label, len), left, again_len = 0;
    if (!CHECK(size <= sizeof text) ||
        !CHECK_EQ_INT(brisk_pem_write(text, size, label, der, len), 0))
        return;
    left = strlen(text);
    CHECK_EQ_INT((long long)left + 1, (long long)size);
    CHECK_EQ_INT(brisk_pem_next(&at, &left, label, found, again, sizeof again, &again_len), 0);
    CHECK_EQ_STRING(found, label);
    CHECK(again_len == len && memcmp(again, der, len) == 0);
    CHECK_EQ_INT((long long)left, 0);
}

static void read_blocks(const char *text, size_t text_len, const char *label)
{
    static uint8_t der[CAPACITY];
    const char *at = text, *end = text + text_len;
    while (text_len) {
        const char *before = at, *probe = at;
        size_t len = 0, size = 0, probe_len = text_len;
        char found[64];
        int sized = brisk_pem_next(&probe, &probe_len, label, NULL, NULL, 0, &size);
        int error = brisk_pem_next(&at, &text_len, label, found, der, sizeof der, &len);
        CHECK_EQ_INT(sized, error);
        CHECK(at + text_len == end);
        if (error)
            return;
        CHECK(at > before && len == size && strlen(found) < sizeof found);
        CHECK(!label || strcmp(label, found) == 0);
        check_again(found, der, len);
    }
}

void fuzz_one_input(const uint8_t *data, size_t len)
{
    static uint8_t storage[CAPACITY];
    struct brisk_x509 certs[4];
    struct brisk_crl crls[4];
    size_t n = 0, used = 0;
    const char *text = (const char *)data;
    if (len > CAPACITY)
        return;
    read_blocks(text, len, NULL);
    read_blocks(text, len, "CERTIFICATE");
    if (brisk_x509_from_pem(certs, 4, &n, storage, sizeof storage, &used, text, len) == 0)
        CHECK(n > 0 && n <= 4 && used <= sizeof storage);
    if (brisk_crl_from_pem(crls, 4, &n, storage, sizeof storage, &used, text, len) == 0)
        CHECK(n > 0 && n <= 4 && used <= sizeof storage);
}
