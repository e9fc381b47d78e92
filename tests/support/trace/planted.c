/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The test of the test: what is planted in leaks.asm is reported, addresses are right, and so is
 * the sequence of instructions. */

#include "tests/support/trace/planted.h"

#include <stdio.h>
#include <string.h>

#include "crypto/impl.h"
#include "tests/support/test.h"
#include "tests/support/trace/leaks.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

static uint8_t secret_bytes[64];

static const struct {
    const char *name;
    trace_call *call;
    uint64_t needs;
    int branches, accesses, divides; /* what is to be reported */
} planted[] = {
    { "a branch", leak_branch, 0, 1, 0, 0 },
    { "a loop", leak_loop, 0, 1, 0, 0 },
    { "an indirect jump", leak_jump, 0, 1, 0, 0 },
    { "a table lookup", leak_lookup, 0, 0, 1, 0 },
    { "a store", leak_store, 0, 0, 1, 0 },
    { "a push", leak_stack, 0, 0, 1, 0 },
    { "a REP count", leak_repeat, 0, 0, 1, 0 },
    { "a gather", leak_gather_avx2, CPU_AVX2, 0, 1, 0 },
    { "a gather, AVX-512", leak_gather_avx512, CPU_AVX512F, 0, 1, 0 },
    { "a masked store, AVX-512", leak_mask_avx512, CPU_AVX512F, 0, 1, 0 },
    { "a division", leak_divide, 0, 0, 0, 1 },
    { "a selection, which is no leak", keep_select, 0, 0, 0, 0 },
    { "an address not accessed, which is no leak", keep_lea, 0, 0, 0, 0 },
    { "unused bits of a mask, AVX-512, which is no leak", keep_mask_avx512,
      CPU_AVX512F | CPU_AVX512BW, 0, 0, 0 },
    { "all kinds of branches, which are no leak", keep_all_branches, 0, 0, 0, 0 },
};

static void trace_leaks(uint64_t cpu)
{
    for (size_t i = 0; i < NUM(planted); i++) {
        struct trace_result first, second;
        test_note("planted: %s", planted[i].name);
        if ((planted[i].needs & ~cpu) != 0) {
            printf("planted: %s: not run, this CPU lacks it\n", planted[i].name);
            continue;
        }
        memset(secret_bytes, 0x10, sizeof(secret_bytes));
        trace_record(planted[i].call, secret_bytes, &first);
        trace_compare(planted[i].call, secret_bytes, &second);
        CHECK(second.differs_at == 0);
        memset(secret_bytes, 0x31, sizeof(secret_bytes));
        trace_compare(planted[i].call, secret_bytes, &second);
        printf("planted: %s: %s\n", planted[i].name,
               second.differs_at != 0     ? trace_symbol(second.differs_at)
               : first.variable_time != 0 ? trace_symbol(first.variable_time)
                                          : "nothing");
        CHECK_EQ_INT(second.differs_at != 0 && second.is_branch, planted[i].branches);
        CHECK_EQ_INT(second.differs_at != 0 && !second.is_branch, planted[i].accesses);
        CHECK_EQ_INT(first.variable_time != 0, planted[i].divides);
    }
}

/* The addresses are right: bytes 0x10 and 0x31 index words. */
static void trace_known_addresses(void)
{
    struct trace_result first, second;

    test_note("addresses of a table lookup");
    memset(secret_bytes, 0x10, sizeof(secret_bytes));
    trace_record(leak_lookup, secret_bytes, &first);
    memset(secret_bytes, 0x31, sizeof(secret_bytes));
    trace_compare(leak_lookup, secret_bytes, &second);
    CHECK_EQ_INT((long long)(second.got - second.expected), 2 * 0x21);
    CHECK_EQ_INT((long long)first.num_instructions, 5);
    CHECK_EQ_INT((long long)first.num_accesses, 3); /* the secret, the table, the return address */
}

/* One compression by the reference: C, libc included. */
static void hash_block(void *context)
{
    static uint32_t state[8];
    brisk_sha256_blocks_ref(state, context, 1);
}

static void compare_with_trap_flag(const char *name, trace_call *call)
{
    static uintptr_t steps[20000], traced[20000];

    test_note("under the trap flag: %s", name);
    call(secret_bytes);
    size_t num_steps = trace_step(call, secret_bytes, steps, NUM(steps));
    size_t num_traced = trace_addresses(call, secret_bytes, traced, NUM(traced));
    printf("under the trap flag: %s: %zu instructions\n", name, num_steps);
    CHECK(num_steps > 3 && num_steps <= NUM(steps));
    if (CHECK_EQ_INT((long long)num_traced, (long long)num_steps)) {
        CHECK(memcmp(steps, traced, num_steps * sizeof(steps[0])) == 0);
    }
}

void trace_planted(uint64_t cpu)
{
    trace_leaks(cpu);
    trace_known_addresses();
    compare_with_trap_flag("all kinds of branches", keep_all_branches);
    compare_with_trap_flag("a SHA-256 block", hash_block);
}
