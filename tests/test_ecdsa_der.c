/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Ecdsa-Sig-Value: what is written, and that nothing but what is written is read. */

#include <stdio.h>
#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>

#include "tests/support/test.h"

#define MAX_SIGNATURE BRISK_P521_SIGNATURE_SIZE

static const uint8_t zeros[MAX_SIGNATURE];

/* DER in hexadecimal must be refused for P-256. */
static void check_refused(const char *why, const char *hex)
{
    uint8_t der[300], signature[MAX_SIGNATURE];
    size_t len = test_hex(der, sizeof(der), hex);
    test_note("%s", why);
    memset(signature, 0xaa, sizeof(signature));
    CHECK_EQ_INT(brisk_ecdsa_from_der(signature, 32, der, len), BRISK_ERR_SIGNATURE);
    CHECK_EQ_BYTES(signature, zeros, 64);
    test_note(NULL);
}

static void test_written(void)
{
    uint8_t signature[64] = { 0 }, der[BRISK_ECDSA_MAX_DER], want[80], back[64];
    size_t len = 0;
    signature[31] = 1;
    signature[63] = 0x80;
    CHECK_EQ_INT(brisk_ecdsa_to_der(der, &len, signature, 32), 0);
    size_t want_len = test_hex(want, sizeof(want), "3007 020101 02020080");
    CHECK_EQ_INT((long long)len, (long long)want_len);
    CHECK_EQ_BYTES(der, want, want_len);
    CHECK_EQ_INT(brisk_ecdsa_from_der(back, 32, der, len), 0);
    CHECK_EQ_BYTES(back, signature, 64);

    signature[31] = 0; /* r = 0 has an encoding, if no meaning */
    CHECK_EQ_INT(brisk_ecdsa_to_der(der, &len, signature, 32), 0);
    want_len = test_hex(want, sizeof(want), "3007 020100 02020080");
    CHECK_EQ_BYTES(der, want, want_len);
    CHECK_EQ_INT(brisk_ecdsa_from_der(back, 32, der, len), 0);
    CHECK_EQ_BYTES(back, signature, 64);
}

static void test_refused(void)
{
    check_refused("nothing", "");
    check_refused("empty sequence", "3000");
    check_refused("one integer", "3003 020101");
    check_refused("three integers", "3009 020101 020101 020101");
    check_refused("byte behind", "3006 020101 020101 00");
    check_refused("sequence too short", "3005 020101 020101");
    check_refused("sequence too long", "3007 020101 020101");
    check_refused("wrong outer tag", "3106 020101 020101");
    check_refused("wrong inner tag", "3006 030101 020101");
    check_refused("long form of a short length", "308106 020101 020101");
    check_refused("long form inside", "3007 02810101 020101");
    check_refused("length with leading zero", "30820006 020101 020101");
    check_refused("indefinite length", "3080 020101 020101 0000");
    check_refused("empty integer", "3005 0200 020101");
    check_refused("negative r", "3006 020181 020101");
    check_refused("negative s", "3006 020101 0201ff");
    check_refused("zero in front of r", "3007 02020001 020101");
    check_refused("zero in front of s", "3007 020101 0202007f");
    check_refused("two zeros in front", "3008 0203000080 020101");
    check_refused("33 bytes of r",
                  "3026 0221 010000000000000000000000000000000000000000000000000000000000000000"
                  "020101");
    check_refused("integer past the end", "3006 020101 020201");
    check_refused("huge length", "3084ffffffff 020101 020101");
}

/* Each size: round trips of numbers of every length; each truncation and each changed byte is
 * refused or means another signature. */
static void test_round_trips(size_t size)
{
    uint8_t signature[MAX_SIGNATURE], back[MAX_SIGNATURE], der[BRISK_ECDSA_MAX_DER + 1];
    uint8_t again[BRISK_ECDSA_MAX_DER];
    size_t num_changes = 0;
    for (size_t len_r = 0; len_r <= size; len_r++) {
        size_t len = 0, again_len = 0;
        size_t len_s = test_random_below(size + 1);
        memset(signature, 0, sizeof(signature));
        test_random_bytes(signature + size - len_r, len_r);
        test_random_bytes(signature + 2 * size - len_s, len_s);
        test_note("%zu and %zu of %zu bytes", len_r, len_s, size);
        CHECK_EQ_INT(brisk_ecdsa_to_der(der, &len, signature, size), 0);
        CHECK(len <= BRISK_ECDSA_MAX_DER);
        CHECK_EQ_INT(brisk_ecdsa_from_der(back, size, der, len), 0);
        CHECK_EQ_BYTES(back, signature, 2 * size);
        for (size_t shorter = 0; shorter < len; shorter++) {
            CHECK_EQ_INT(brisk_ecdsa_from_der(back, size, der, shorter), BRISK_ERR_SIGNATURE);
        }
        der[len] = 0;
        CHECK_EQ_INT(brisk_ecdsa_from_der(back, size, der, len + 1), BRISK_ERR_SIGNATURE);
        for (size_t i = 0; i < len; i++) {
            uint8_t change = (uint8_t)(1 + test_random_below(255));
            der[i] ^= change;
            if (brisk_ecdsa_from_der(back, size, der, len) == 0) {
                /* Accepted: then it is the one encoding of what it decoded to. */
                CHECK(memcmp(back, signature, 2 * size) != 0);
                CHECK_EQ_INT(brisk_ecdsa_to_der(again, &again_len, back, size), 0);
                CHECK_EQ_INT((long long)again_len, (long long)len);
                CHECK_EQ_BYTES(again, der, len);
            }
            der[i] ^= change;
            num_changes++;
        }
    }
    test_note(NULL);
    printf("%zu-byte numbers: %zu round trips, %zu changed bytes\n", size, size + 1, num_changes);
}

int main(int argc, char **argv)
{
    uint8_t signature[MAX_SIGNATURE] = { 0 }, der[BRISK_ECDSA_MAX_DER];
    size_t len;
    test_start(argc, argv);
    test_written();
    test_refused();
    test_round_trips(32);
    test_round_trips(48);
    test_round_trips(66);
    CHECK_EQ_INT(brisk_ecdsa_to_der(der, &len, signature, 33), BRISK_ERR_ARGUMENT);
    CHECK_EQ_INT(brisk_ecdsa_from_der(signature, 31, der, 8), BRISK_ERR_ARGUMENT);
    return test_end();
}
