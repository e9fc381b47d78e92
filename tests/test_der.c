/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The DER reader's strictness and the writer's agreement with it. */

#include <stdlib.h>
#include <string.h>

#include <brisk/der.h>
#include <brisk/error.h>

#include "tests/support/test.h"

/* An exact copy on the heap, so that the address sanitizer sees a read past the end. */
static struct brisk_bytes copy_to_heap(const uint8_t *data, size_t len)
{
    uint8_t *copy = malloc(len ? len : 1);
    if (!copy) {
        test_abort("out of memory");
    }
    memcpy(copy, data, len);
    return (struct brisk_bytes){ copy, len };
}

static int read_any_of(const uint8_t *data, size_t len, struct brisk_bytes *rest_len)
{
    struct brisk_bytes whole = copy_to_heap(data, len), cursor = whole, content = { NULL, 0 };
    int error = brisk_der_read_any(&cursor, NULL, &content, NULL);
    CHECK(error == 0 || (cursor.data == whole.data && cursor.len == len));
    if (error == 0) {
        CHECK(content.data >= whole.data && content.data + content.len == cursor.data);
    }
    rest_len->len = cursor.len;
    free((void *)whole.data);
    return error;
}

/* Every form of a length, against an independent statement of which are allowed. */
static void test_length_forms(void)
{
    static const size_t lengths[] = { 0, 1, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0x10001 };
    uint8_t *in = calloc(1, 0x10001 + 16);
    if (!in) {
        test_abort("out of memory");
    }
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        size_t len = lengths[i];
        size_t needed = len < 0x80 ? 0 : len < 0x100 ? 1 : len < 0x10000 ? 2 : 3;
        for (size_t octets = 0; octets <= 9; octets++) {
            test_note("length %zu in %zu octets", len, octets);
            in[0] = BRISK_DER_OCTET_STRING;
            if (octets == 0) {
                in[1] = (uint8_t)len;
            } else {
                in[1] = (uint8_t)(0x80 | octets);
                for (size_t j = 0; j < octets; j++) {
                    size_t shift = 8 * (octets - 1 - j);
                    in[2 + j] = shift >= 64 ? 0 : (uint8_t)((uint64_t)len >> shift);
                }
            }
            struct brisk_bytes rest;
            size_t total = 2 + octets + len;
            int error = read_any_of(in, total, &rest);
            if (octets == needed) {
                CHECK(error == 0 && rest.len == 0);
                CHECK(read_any_of(in, total + 3, &rest) == 0 && rest.len == 3);
                CHECK_EQ_INT(read_any_of(in, total - 1, &rest), BRISK_ERR_DECODE);
            } else if (octets > needed) {
                CHECK_EQ_INT(error, BRISK_ERR_DECODE);
            }
        }
    }
    test_note(NULL);
    free(in);
}

static void test_hostile_headers(void)
{
    static const char *const bad[] = {
        "",                         /* nothing */
        "30",                       /* no length */
        "3080 0000",                /* indefinite */
        "30ff 00",                  /* reserved */
        "3084 ffffffff",            /* 4 GB */
        "3084 7fffffff 00",         /* 2 GB */
        "3088 ffffffffffffffff",    /* 2^64 - 1 */
        "3088 fffffffffffffffe 00", /* would wrap round to a small end */
        "3085 0000000001 00",       /* too many octets */
        "3081 7f",                  /* not minimal */
        "1f01 00",
        "3f8101 00",
        "df1f 00", /* tag numbers above 30 */
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint8_t in[16];
        size_t len = test_hex(in, sizeof(in), bad[i]);
        struct brisk_bytes rest;
        test_note("header %s", bad[i]);
        CHECK_EQ_INT(read_any_of(in, len, &rest), BRISK_ERR_DECODE);
    }
    test_note(NULL);
}

static void test_integers(void)
{
    static const struct {
        const char *der, *bytes;
        long long small; /* -1: not a small one */
    } good[] = {
        { "0201 00", "00", 0 },
        { "0201 01", "01", 1 },
        { "0201 7f", "7f", 127 },
        { "0202 0080", "80", 128 },
        { "0202 00ff", "ff", 255 },
        { "0202 0100", "0100", 256 },
        { "0204 7fffffff", "7fffffff", 0x7fffffff },
        { "0205 0080000000", "80000000", -1 },
        { "0205 0100000000", "0100000000", -1 },
        { "0209 00ffffffffffffffff", "ffffffffffffffff", -1 },
    };
    static const char *const bad[] = {
        "0200",      "0201 80", "0201 ff", "0202 0000",  "0202 007f",
        "0202 ff00", "0301 00", "0202 01", "0281 01 01", "0202 8000"
    };
    for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
        uint8_t in[16], want[16];
        size_t len = test_hex(in, sizeof(in), good[i].der);
        size_t want_len = test_hex(want, sizeof(want), good[i].bytes);
        struct brisk_bytes cursor = { in, len }, content;
        test_note("integer %s", good[i].der);
        CHECK_EQ_INT(brisk_der_read_unsigned(&cursor, &content), 0);
        CHECK_EQ_INT(cursor.len, 0);
        if (CHECK_EQ_INT(content.len, want_len)) {
            CHECK_EQ_BYTES(content.data, want, want_len);
        }
        cursor = (struct brisk_bytes){ in, len };
        uint32_t small = 0xdead;
        int error = brisk_der_read_small(&cursor, &small);
        if (good[i].small >= 0) {
            CHECK(error == 0 && small == good[i].small && cursor.len == 0);
        } else {
            CHECK(error == BRISK_ERR_DECODE && small == 0xdead && cursor.data == in);
        }
    }
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint8_t in[16];
        struct brisk_bytes cursor = { in, test_hex(in, sizeof(in), bad[i]) }, content;
        uint32_t small;
        test_note("integer %s", bad[i]);
        CHECK_EQ_INT(brisk_der_read_unsigned(&cursor, &content), BRISK_ERR_DECODE);
        CHECK_EQ_INT(brisk_der_read_small(&cursor, &small), BRISK_ERR_DECODE);
        CHECK(cursor.data == in);
    }
    test_note(NULL);
}

static void test_bit_strings(void)
{
    static const uint8_t good[] = { 0x03, 0x03, 0x00, 0xab, 0xcd }, empty[] = { 0x03, 0x01, 0x00 };
    static const uint8_t none[] = { 0x03, 0x00 }, unused[] = { 0x03, 0x02, 0x01, 0xfe };
    struct brisk_bytes cursor = { good, sizeof(good) }, content;
    CHECK_EQ_INT(brisk_der_read_bit_string(&cursor, &content), 0);
    CHECK(content.data == good + 3 && content.len == 2 && cursor.len == 0);
    cursor = (struct brisk_bytes){ empty, sizeof(empty) };
    CHECK(brisk_der_read_bit_string(&cursor, &content) == 0 && content.len == 0);
    cursor = (struct brisk_bytes){ none, sizeof(none) };
    CHECK_EQ_INT(brisk_der_read_bit_string(&cursor, &content), BRISK_ERR_DECODE);
    cursor = (struct brisk_bytes){ unused, sizeof(unused) };
    CHECK_EQ_INT(brisk_der_read_bit_string(&cursor, &content), BRISK_ERR_DECODE);
    CHECK(cursor.data == unused);
}

/* A structure three levels deep, lengths around every change of form, written, read back, and cut
 * off at every byte. */
static void test_writer(void)
{
    static const size_t lengths[] = {
        0, 1, 100, 120, 125, 126, 127, 128, 129, 250, 256, 300, 3000
    };
    static uint8_t payload[3000], out[8192];
    test_random_bytes(payload, sizeof(payload));
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        test_note("payload of %zu bytes", lengths[i]);
        struct brisk_der_writer w = { out, 0, sizeof(out), 0 };
        size_t outer = brisk_der_open(&w, BRISK_DER_SEQUENCE);
        size_t inner = brisk_der_open(&w, BRISK_DER_CONTEXT_CONSTRUCTED(1));
        brisk_der_element(&w, BRISK_DER_OCTET_STRING, payload, lengths[i]);
        brisk_der_close(&w, inner);
        brisk_der_unsigned(&w, payload, lengths[i]);
        brisk_der_close(&w, outer);
        if (!CHECK(!w.failed)) {
            continue;
        }
        struct brisk_bytes cursor = { out, w.len }, sequence, context, string, number;
        CHECK(brisk_der_read(&cursor, BRISK_DER_SEQUENCE, &sequence) == 0 && cursor.len == 0);
        CHECK_EQ_INT(brisk_der_read(&sequence, BRISK_DER_CONTEXT_CONSTRUCTED(1), &context), 0);
        CHECK_EQ_INT(brisk_der_read(&context, BRISK_DER_OCTET_STRING, &string), 0);
        CHECK(string.len == lengths[i] && memcmp(string.data, payload, string.len) == 0);
        CHECK_EQ_INT(brisk_der_read_unsigned(&sequence, &number), 0);
        CHECK(context.len == 0 && sequence.len == 0);
        for (size_t cut = 0; cut < w.len; cut++) {
            struct brisk_bytes rest;
            CHECK_EQ_INT(read_any_of(out, cut, &rest), BRISK_ERR_DECODE);
        }
        struct brisk_der_writer small = { out, 0, w.len - 1, 0 };
        outer = brisk_der_open(&small, BRISK_DER_SEQUENCE);
        inner = brisk_der_open(&small, BRISK_DER_CONTEXT_CONSTRUCTED(1));
        brisk_der_element(&small, BRISK_DER_OCTET_STRING, payload, lengths[i]);
        brisk_der_close(&small, inner);
        brisk_der_unsigned(&small, payload, lengths[i]);
        brisk_der_close(&small, outer);
        CHECK(small.failed && small.len <= small.capacity);
    }
    test_note(NULL);
}

static void test_written_integers(void)
{
    static const struct {
        const char *in, *der;
    } cases[] = {
        { "", "0201 00" },       { "00", "0201 00" },           { "0000", "0201 00" },
        { "7f", "0201 7f" },     { "80", "0202 0080" },         { "00000080", "0202 0080" },
        { "0100", "0202 0100" }, { "ff0000", "0204 00ff0000" },
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        uint8_t in[8], want[8], out[8];
        size_t in_len = test_hex(in, sizeof(in), cases[i].in);
        size_t want_len = test_hex(want, sizeof(want), cases[i].der);
        struct brisk_der_writer w = { out, 0, sizeof(out), 0 };
        brisk_der_unsigned(&w, in, in_len);
        CHECK(!w.failed && w.len == want_len && memcmp(out, want, want_len) == 0);
    }
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_length_forms();
    test_hostile_headers();
    test_integers();
    test_bit_strings();
    test_writer();
    test_written_integers();
    return test_end();
}
