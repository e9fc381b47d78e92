/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Opening a record under CBC and HMAC, seen at the CPU: the sequence of instruction addresses and
 * of memory addresses is one for all right records of a length, whatever their padding, and one for
 * all wrong ones, whatever is wrong with them (tests/support/trace/trace.h). That is what N.
 * AlFardan and K. Paterson, "Lucky Thirteen" (2013), measure from outside. test_constant_time has
 * the same under valgrind. Divisions are not looked for as test_constant_time_trace does in
 * kernels: lengths, which are public, are divided into blocks. */

#include <brisk/brisk.h>

#include <stdio.h>
#include <string.h>

#include "tests/support/test.h"

#if defined(BRISK_HAS_TRACE) && !defined(__SANITIZE_ADDRESS__)

#include "tests/support/trace/trace.h"

#define BLOCK BRISK_AES_CBC_BLOCK_SIZE
#define MAX_PLAIN 1040

typedef int open_fn(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t fragment_len,
                    const uint8_t *head, size_t *content_len);

/* In the same place each time. */
static struct {
    struct brisk_cbc_hmac cbc;
    open_fn *open;
    uint8_t fragment[BLOCK + MAX_PLAIN], head[BRISK_CBC_HMAC_HEAD_SIZE];
    size_t fragment_len, content_len;
    int error;
} io;

static void run_open(void *context)
{
    (void)context;
    io.error = io.open(&io.cbc, io.fragment, io.fragment_len, io.head, &io.content_len);
}

/* What is wrong with a record. */
enum fault {
    FAULT_NONE,
    FAULT_PADDING,       /* one byte of it, or of the MAC if there is none */
    FAULT_PADDING_COUNT, /* more bytes than the record has room for, or one too many */
    FAULT_MAC,
    FAULT_ALL, /* nothing is right: a forged record */
    NUM_FAULTS
};

static void make_tag(uint8_t *tag, const uint8_t *content, size_t len)
{
    uint8_t head[13];
    struct brisk_hmac hmac;
    memcpy(head, io.head, sizeof io.head);
    head[11] = (uint8_t)(len >> 8);
    head[12] = (uint8_t)len;
    brisk_hmac_init(&hmac, &io.cbc.mac);
    brisk_hmac_update(&hmac, head, sizeof head);
    brisk_hmac_update(&hmac, content, len);
    brisk_hmac_final(&hmac, tag);
}

static void make_record(size_t plain_len, size_t padding, enum fault fault)
{
    uint8_t *plain = io.fragment + BLOCK;
    size_t mac_len = brisk_hash_size(io.cbc.mac.alg), len = plain_len - mac_len - 1 - padding;
    test_random_bytes(io.fragment, BLOCK + len);
    make_tag(plain + len, plain, len);
    memset(plain + len + mac_len, (int)padding, padding + 1);
    if (fault == FAULT_PADDING)
        plain[plain_len - 2 - (padding ? test_random_below(padding) : 0)] ^= 0x40;
    else if (fault == FAULT_PADDING_COUNT)
        plain[plain_len - 1] = (uint8_t)(padding + 1 + test_random_below(255 - padding));
    else if (fault == FAULT_MAC)
        plain[len + test_random_below(mac_len)] ^= 0x40;
    else if (fault == FAULT_ALL)
        test_random_bytes(plain, plain_len);
    io.fragment_len = BLOCK + plain_len;
    if (brisk_aes_cbc_encrypt(&io.cbc.aes, plain, io.fragment, plain, plain_len))
        test_abort("cannot encrypt");
}

/* How many records' traces differ from the first one's. */
static unsigned num_different, num_traces;
static struct trace_result first;

static void trace_one(size_t plain_len, size_t padding, enum fault fault)
{
    make_record(plain_len, padding, fault);
    if (num_traces++ == 0) {
        run_open(NULL); /* a library's function is looked up at its first call */
        make_record(plain_len, padding, fault);
        trace_record(run_open, NULL, &first);
    } else {
        struct trace_result result;
        trace_compare(run_open, NULL, &result);
        if (result.differs_at && num_different++ == 0)
            printf("  padding of %zu: %s: 0x%llx instead of 0x%llx\n", padding,
                   trace_symbol(result.differs_at), (unsigned long long)result.got,
                   (unsigned long long)result.expected);
    }
    CHECK_EQ_INT(io.error, fault == FAULT_NONE ? 0 : BRISK_ERR_AUTH);
}

static size_t max_padding(size_t plain_len)
{
    size_t room = plain_len - brisk_hash_size(io.cbc.mac.alg) - 1;
    return room < 255 ? room : 255;
}

/* Any padding makes a record of this length: content fills the rest. */
static unsigned trace_right(size_t plain_len)
{
    num_different = num_traces = 0;
    for (size_t padding = 0; padding <= max_padding(plain_len); padding++)
        trace_one(plain_len, padding, FAULT_NONE);
    return num_different;
}

static unsigned trace_wrong(size_t plain_len)
{
    num_different = num_traces = 0;
    for (size_t padding = 0; padding <= max_padding(plain_len); padding += 1 + padding / 8)
        for (int fault = FAULT_PADDING; fault < NUM_FAULTS; fault++)
            if (fault != FAULT_PADDING_COUNT || padding < 255)
                trace_one(plain_len, padding, (enum fault)fault);
    return num_different;
}

/* What the test must find: looks at the padding and computes the MAC of what is there. */
static int open_naively(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t fragment_len,
                        const uint8_t *head, size_t *content_len)
{
    uint8_t *plain = fragment + BLOCK, tag[BRISK_HASH_MAX_SIZE];
    size_t len = fragment_len - BLOCK, mac_len = brisk_hash_size(cbc->mac.alg);
    (void)head;
    if (brisk_aes_cbc_decrypt(&cbc->aes, plain, fragment, plain, len))
        return BRISK_ERR_AUTH;
    size_t padding = plain[len - 1];
    if (padding + 1 + mac_len > len)
        padding = 0;
    *content_len = len - mac_len - 1 - padding;
    make_tag(tag, plain, *content_len);
    return brisk_equal(tag, plain + *content_len, mac_len) ? 0 : BRISK_ERR_AUTH;
}

static void prepare(enum brisk_hash_alg mac, size_t key_len)
{
    uint8_t key[32], mac_key[BRISK_HASH_MAX_SIZE];
    test_random_bytes(key, sizeof key);
    test_random_bytes(mac_key, sizeof mac_key);
    test_random_bytes(io.head, sizeof io.head);
    if (brisk_cbc_hmac_init(&io.cbc, key, key_len, mac, mac_key, 0))
        test_abort("no keys");
}

static void trace_lengths(enum brisk_hash_alg mac, const char *name, size_t key_len)
{
    static const size_t lens[] = { 64, 80, 272, 320, 512, MAX_PLAIN };
    prepare(mac, key_len);
    for (size_t i = 0; i < sizeof lens / sizeof lens[0]; i++) {
        test_note("%s, AES-%zu, %zu bytes of ciphertext", name, 8 * key_len, lens[i]);
        io.open = brisk_cbc_hmac_open;
        CHECK_EQ_INT(trace_right(lens[i]), 0);
        printf("%s, AES-%zu, %zu bytes: %u right records, %llu instructions; ", name, 8 * key_len,
               lens[i], num_traces, (unsigned long long)first.num_instructions);
        CHECK_EQ_INT(trace_wrong(lens[i]), 0);
        printf("%u wrong ones, %llu instructions\n", num_traces,
               (unsigned long long)first.num_instructions);
    }
}

static void trace_planted(void)
{
    prepare(BRISK_SHA256, 16);
    test_note("planted: a MAC of what the padding leaves");
    printf("planted: a MAC of what the padding leaves:\n");
    io.open = open_naively;
    CHECK(trace_right(512) > 0);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    if (trace_init() != 0)
        test_skip("this CPU or system lacks XSAVE, or the gs register is not to be had");
    trace_planted();
    for (int i = 0; i < 2; i++) {
        CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, i ? NULL : "ref"), 0);
        printf("with %s:\n", i ? "the best rows" : "the reference");
        trace_lengths(BRISK_SHA1, "SHA-1", 16);
        trace_lengths(BRISK_SHA256, "SHA-256", 16);
        trace_lengths(BRISK_SHA384, "SHA-384", 32);
    }
    return test_end();
}

#else

int main(int argc, char **argv)
{
    test_start(argc, argv);
#if defined(__SANITIZE_ADDRESS__)
    test_skip("traces under the address sanitizer would be those of its own code as well");
#else
    test_skip("tracing takes x86-64 and its assembler: not for this build");
#endif
}

#endif
