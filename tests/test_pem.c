/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* PEM: round trips of every length, blocks among other text, and malformed blocks. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <brisk/der.h>
#include <brisk/error.h>

#include "tests/support/test.h"

static int decode(const char *text, uint8_t *der, size_t capacity, size_t *len)
{
    /* A copy without the final NUL, so that the address sanitizer sees a read past the end. */
    size_t text_len = strlen(text);
    char *copy = malloc(text_len + 1);
    if (!copy) {
        test_abort("out of memory");
    }
    memmove(copy + 1, text, text_len);
    const char *at = copy + 1;
    int error = brisk_pem_next(&at, &text_len, "X", NULL, der, capacity, len);
    free(copy);
    return error;
}

/* RFC 4648 section 10. */
static void test_known_answers(void)
{
    static const char *const cases[][2] = {
        { "", "" },
        { "f", "Zg==" },
        { "fo", "Zm8=" },
        { "foo", "Zm9v" },
        { "foob", "Zm9vYg==" },
        { "fooba", "Zm9vYmE=" },
        { "foobar", "Zm9vYmFy" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char text[128], want[128];
        uint8_t der[16];
        size_t len = 99, plain_len = strlen(cases[i][0]);
        snprintf(want, sizeof(want), "-----BEGIN X-----\n%s%s-----END X-----\n", cases[i][1],
                 plain_len ? "\n" : "");
        CHECK_EQ_INT(brisk_pem_size("X", plain_len), strlen(want) + 1);
        CHECK_EQ_INT(
            brisk_pem_write(text, strlen(want), "X", (const uint8_t *)cases[i][0], plain_len),
            BRISK_ERR_BUFFER);
        CHECK_EQ_INT(
            brisk_pem_write(text, sizeof(text), "X", (const uint8_t *)cases[i][0], plain_len), 0);
        CHECK_EQ_STRING(text, want);
        CHECK_EQ_INT(decode(text, der, sizeof(der), &len), 0);
        CHECK(len == plain_len && memcmp(der, cases[i][0], len) == 0);
    }
    /* All 64 characters, in order. */
    uint8_t der[48], again[48];
    size_t len = 0;
    CHECK_EQ_INT(decode("-----BEGIN X-----\n"
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\n"
                        "-----END X-----",
                        der, sizeof(der), &len),
                 0);
    for (unsigned i = 0; i < 64; i++) {
        unsigned bit = 6 * i,
                 pair = (unsigned)der[bit / 8] << 8 | (bit / 8 < 47 ? der[bit / 8 + 1] : 0);
        CHECK_EQ_INT(pair >> (10 - bit % 8) & 63, i);
    }
    char text[128];
    CHECK_EQ_INT(brisk_pem_write(text, sizeof(text), "X", der, 48), 0);
    CHECK(decode(text, again, sizeof(again), &len) == 0 && len == 48 && !memcmp(der, again, 48));
}

static void test_round_trips(void)
{
    for (size_t len = 0; len < 200; len++) {
        uint8_t der[200], again[200];
        char text[512];
        size_t again_len = 0;
        test_random_bytes(der, sizeof(der));
        test_note("%zu bytes", len);
        CHECK_EQ_INT(brisk_pem_write(text, brisk_pem_size("X", len), "X", der, len), 0);
        CHECK_EQ_INT(strlen(text) + 1, brisk_pem_size("X", len));
        CHECK_EQ_INT(decode(text, again, len, &again_len), 0);
        CHECK(again_len == len && memcmp(der, again, len) == 0);
        if (len > 0) {
            memset(again, 0xee, sizeof(again));
            CHECK_EQ_INT(decode(text, again, len - 1, &again_len), BRISK_ERR_BUFFER);
            for (size_t i = 0; i + 1 < len; i++) {
                CHECK(again[i] == 0);
            }
        }
        CHECK(decode(text, NULL, 0, &again_len) == 0 && again_len == len);
    }
    test_note(NULL);
}

static void test_blocks(void)
{
    static const char text[] =
        "Some text -----BEGIN X-----\n"
        "-----BEGIN FIRST ONE-----\r\n  Zm9v\t\r\n-----END FIRST ONE-----  \r\n"
        "between\n"
        "-----BEGIN X-----\nYmFy\n-----END X-----\n"
        "-----BEGIN Y-----\nYg=\n=\n-----END Y-----";
    const char *at = text;
    size_t left = strlen(text), len = 0;
    char label[64];
    uint8_t der[8];
    CHECK_EQ_INT(brisk_pem_next(&at, &left, NULL, label, der, sizeof(der), &len), 0);
    CHECK(strcmp(label, "FIRST ONE") == 0 && len == 3 && memcmp(der, "foo", 3) == 0);
    CHECK_EQ_INT(brisk_pem_next(&at, &left, "Y", label, der, sizeof(der), &len), 0);
    CHECK(strcmp(label, "Y") == 0 && len == 1 && der[0] == 'b' && left == 0);
    CHECK_EQ_INT(brisk_pem_next(&at, &left, NULL, label, der, sizeof(der), &len), BRISK_ERR_DECODE);
    at = text;
    left = strlen(text);
    CHECK_EQ_INT(brisk_pem_next(&at, &left, "Z", NULL, der, sizeof(der), &len), BRISK_ERR_DECODE);
    CHECK_EQ_INT(left, 0);
}

static void test_malformed(void)
{
    static const char *const bodies[] = {
        "A",    "AA",       "AAA",  "AA=",  "A===",    "====",
        "=",    "AA==AAAA", "AB==", "AAB=", "A=AA",    "AA-A",
        "AA_A", "AA\200A",  "AA@A", "AA[A", "AA`A",    "AA{A",
        "AA:A", "AA.A",     "AA,A", "AA*A", "AA==\n=", "Proc-Type: 4,ENCRYPTED\n\nAAAA",
    };
    for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++) {
        char text[128];
        uint8_t der[64];
        size_t len;
        snprintf(text, sizeof(text), "-----BEGIN X-----\n%s\n-----END X-----\n", bodies[i]);
        test_note("body %s", bodies[i]);
        CHECK_EQ_INT(decode(text, der, sizeof(der), &len), BRISK_ERR_DECODE);
    }
    /* Every byte that is neither base64 nor white space spoils a block. */
    for (unsigned c = 0; c < 256; c++) {
        char text[] = "-----BEGIN X-----\nAAAA?AAA\n-----END X-----\n";
        const char *at = text;
        size_t left = strlen(text), len;
        uint8_t der[64];
        int is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        int is_base64 = is_letter || (c >= '0' && c <= '9') || c == '+' || c == '/';
        *strchr(text, '?') = (char)c;
        test_note("byte 0x%02x", c);
        int error = brisk_pem_next(&at, &left, "X", NULL, der, sizeof(der), &len);
        CHECK_EQ_INT(error, is_base64 ? 0 : BRISK_ERR_DECODE);
        CHECK_EQ_INT(at == text, !is_base64);
    }
    static const char *const broken[] = {
        "-----BEGIN X-----\nAAAA\n",
        "-----BEGIN X-----\nAAAA\n-----END Y-----\n",
        "-----BEGIN X-----\nAAAA\n-----BEGIN X-----\nAAAA\n-----END X-----\n",
        "-----BEGIN X-----\nAAAA\n-----END X----\n",
        "-----BEGIN X----\nAAAA\n-----END X-----\n",
        " -----BEGIN X-----\nAAAA\n-----END X-----\n",
        "-----BEGIN X-----",
        "-----BEGIN ",
        "-----",
        "",
    };
    for (size_t i = 0; i < sizeof(broken) / sizeof(broken[0]); i++) {
        uint8_t der[64];
        size_t len;
        test_note("text %zu", i);
        CHECK_EQ_INT(decode(broken[i], der, sizeof(der), &len), BRISK_ERR_DECODE);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_known_answers();
    test_round_trips();
    test_blocks();
    test_malformed();
    return test_end();
}
