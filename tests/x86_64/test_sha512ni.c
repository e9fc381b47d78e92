/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The sha512ni row against the reference on CPUs that lack its instructions: the code is run as it
 * is, and where it comes upon one of the three, which is an illegal instruction there, a model of
 * the instruction changes the vector registers that the signal saved. The model is written after
 * Intel's description (SDM volume 2C: VSHA512MSG1, VSHA512MSG2, VSHA512RNDS2), with the functions
 * of FIPS 180-4 section 4.1.3. On a CPU that has them, the row is in check_sha512 as any other. */

#define _GNU_SOURCE /* registers of ucontext_t */

#include <cpuid.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

#include <brisk/kernels.h>

#include "crypto/impl.h"
#include "tests/support/check.h"
#include "tests/support/guarded.h"
#include "tests/support/test.h"

brisk_sha512_blocks_fn brisk_sha512_blocks_sha512ni;

#define BLOCK_SIZE 128
#define MAX_BLOCKS 12

#define MSG1 0xcc
#define MSG2 0xcd
#define RNDS2 0xcb

/* The model. Word 0 is the lowest of a register. */

static uint64_t rotate(uint64_t x, unsigned n)
{
    return x >> n | x << (64 - n);
}

static uint64_t lower_sigma0(uint64_t x)
{
    return rotate(x, 1) ^ rotate(x, 8) ^ x >> 7;
}

static uint64_t lower_sigma1(uint64_t x)
{
    return rotate(x, 19) ^ rotate(x, 61) ^ x >> 6;
}

static void model_msg1(uint64_t dest[4], const uint64_t second[4])
{
    uint64_t w[5] = { dest[0], dest[1], dest[2], dest[3], second[0] };

    for (int i = 0; i < 4; i++) {
        dest[i] = w[i] + lower_sigma0(w[i + 1]);
    }
}

static void model_msg2(uint64_t dest[4], const uint64_t second[4])
{
    uint64_t w[6] = { second[2], second[3] };

    for (int i = 0; i < 4; i++) {
        w[2 + i] = dest[i] + lower_sigma1(w[i]);
    }
    memcpy(dest, w + 2, 4 * sizeof(w[0]));
}

static void model_rnds2(uint64_t cdgh[4], const uint64_t abef[4], const uint64_t wk[2])
{
    uint64_t a = abef[3], b = abef[2], c = cdgh[3], d = cdgh[2];
    uint64_t e = abef[1], f = abef[0], g = cdgh[1], h = cdgh[0];

    for (int i = 0; i < 2; i++) {
        uint64_t t1 =
            h + (rotate(e, 14) ^ rotate(e, 18) ^ rotate(e, 41)) + ((e & f) ^ (~e & g)) + wk[i];
        uint64_t t2 =
            (rotate(a, 28) ^ rotate(a, 34) ^ rotate(a, 39)) + ((a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = d + t1;
        d = c;
        c = b;
        b = a;
        a = t1 + t2;
    }
    cdgh[3] = a;
    cdgh[2] = b;
    cdgh[1] = e;
    cdgh[0] = f;
}

/* Registers in a signal's frame: FXSAVE's 512 bytes with the lower halves, the XSAVE header, which
 * says what is saved, and the upper halves where CPUID says (SDM volume 1, 13.4). */

#define LOWER_HALVES 160
#define HEADER 512
#define HAS_UPPER_HALVES 4u

static size_t upper_halves;

static void get_register(const uint8_t *state, unsigned number, uint64_t out[4])
{
    memcpy(out, state + LOWER_HALVES + 16 * number, 16);
    memset(out + 2, 0, 16);
    if ((state[HEADER] & HAS_UPPER_HALVES) != 0) {
        memcpy(out + 2, state + upper_halves + 16 * number, 16);
    }
}

static void set_register(uint8_t *state, unsigned number, const uint64_t in[4])
{
    if ((state[HEADER] & HAS_UPPER_HALVES) == 0) { /* as they are if nothing is saved: zeros */
        memset(state + upper_halves, 0, 16 * 16);
        state[HEADER] |= HAS_UPPER_HALVES;
    }
    memcpy(state + LOWER_HALVES + 16 * number, in, 16);
    memcpy(state + upper_halves + 16 * number, in + 2, 16);
}

/* Decoding: VEX.256.F2.0F38.W0 opcode, ModRM with a register. */

static size_t num_modelled[256]; /* by opcode */

/* Returns 0 if the code is none of the three instructions. */
static int run_model(uint8_t *state, const uint8_t *code)
{
    unsigned reg = (code[4] >> 3 & 7) | (code[1] & 0x80 ? 0 : 8);
    unsigned rm = (code[4] & 7) | (code[1] & 0x20 ? 0 : 8);
    unsigned vvvv = ~code[2] >> 3 & 15;
    uint64_t dest[4], source[4], second[4];

    if (code[0] != 0xc4 || (code[1] & 0x1f) != 2 || (code[2] & 0x87) != 7 || code[4] < 0xc0) {
        return 0;
    }
    get_register(state, reg, dest);
    get_register(state, vvvv, source);
    get_register(state, rm, second);
    if (code[3] == MSG1 && vvvv == 0) {
        model_msg1(dest, second);
    } else if (code[3] == MSG2 && vvvv == 0) {
        model_msg2(dest, second);
    } else if (code[3] == RNDS2) {
        model_rnds2(dest, source, second);
    } else {
        return 0;
    }
    set_register(state, reg, dest);
    num_modelled[code[3]]++;
    return 1;
}

static void handle_illegal(int signal, siginfo_t *info, void *ucontext)
{
    ucontext_t *context = ucontext;
    const uint8_t *code = (const uint8_t *)context->uc_mcontext.gregs[REG_RIP];

    (void)signal;
    (void)info;
    if (!run_model((uint8_t *)context->uc_mcontext.fpregs, code)) {
        test_abort("an illegal instruction that is not one of SHA-512's: %02x %02x %02x %02x %02x",
                   code[0], code[1], code[2], code[3], code[4]);
    }
    context->uc_mcontext.gregs[REG_RIP] += 5;
}

static void set_up_model(void)
{
    struct sigaction action = { .sa_sigaction = handle_illegal, .sa_flags = SA_SIGINFO };
    unsigned size, offset, ecx, edx;

    __cpuid_count(0xd, 2, size, offset, ecx, edx);
    upper_halves = offset;
    sigemptyset(&action.sa_mask);
    if (size != 16 * 16 || sigaction(SIGILL, &action, NULL) != 0) {
        test_abort("no signals with ymm registers");
    }
}

/* The row, in buffers that end or start at a page that cannot be touched. */

static void compare(const uint64_t start[8], const uint8_t *text, size_t num_blocks,
                    enum guarded_place place)
{
    uint64_t expected[8];

    guarded_reset();
    uint64_t *state = guarded_new("state", sizeof(expected), 8, place);
    uint8_t *in = guarded_new("in", BLOCK_SIZE * num_blocks, 1, place);
    memcpy(state, start, sizeof(expected));
    memcpy(expected, start, sizeof(expected));
    if (num_blocks > 0) {
        memcpy(in, text, BLOCK_SIZE * num_blocks);
    }
    brisk_sha512_blocks_ref(expected, in, num_blocks);
    brisk_sha512_blocks_sha512ni(state, guarded_read_only(in), num_blocks);
    CHECK_EQ_BYTES(state, expected, sizeof(expected));
    struct guarded_fault fault;
    CHECK(!guarded_find_overwritten(&fault));
}

static void test_messages(void)
{
    static uint8_t text[BLOCK_SIZE * MAX_BLOCKS];
    uint64_t state[8];

    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (size_t num_blocks = 0; num_blocks <= MAX_BLOCKS; num_blocks++) {
            test_note("%zu blocks, %s", num_blocks, check_fill_name(fill));
            check_fill(state, sizeof(state), fill);
            check_fill(text, sizeof(text), fill);
            compare(state, text, num_blocks, (enum guarded_place)(num_blocks % GUARDED_NUM_PLACES));
        }
    }
    for (size_t i = 0; i < 100; i++) {
        size_t num_blocks = test_random_below(5);
        test_note("random case %zu, %zu blocks", i, num_blocks);
        test_random_bytes(state, sizeof(state));
        test_random_bytes(text, sizeof(text));
        compare(state, text, num_blocks, (enum guarded_place)(i % GUARDED_NUM_PLACES));
    }
    test_note(NULL);
}

/* A model that changes nothing would be found by any message; that each instruction was met is seen
 * all the same: 40 rounds, 16 and 16 of the schedule in a block. */
static void check_counts(uint64_t cpu)
{
    printf("modelled: %zu vsha512rnds2, %zu vsha512msg1, %zu vsha512msg2\n", num_modelled[RNDS2],
           num_modelled[MSG1], num_modelled[MSG2]);
    if ((cpu & CPU_SHA512) != 0) {
        CHECK(num_modelled[RNDS2] == 0);
        return;
    }
    CHECK(num_modelled[RNDS2] > 0 && num_modelled[RNDS2] % 40 == 0);
    CHECK(5 * num_modelled[MSG1] == 2 * num_modelled[RNDS2]);
    CHECK(num_modelled[MSG1] == num_modelled[MSG2]);
}

int main(int argc, char **argv)
{
    uint64_t cpu = brisk_cpu_features();

    test_start(argc, argv);
    if ((cpu & CPU_AVX2) == 0) {
        test_skip("the rest of the row needs AVX2");
    }
    set_up_model();
    test_messages();
    check_counts(cpu);
    return test_end();
}
