/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Watching a call on aarch64: AAPCS64's rules (its sections 6.1.1 and 6.1.2). */

#define _GNU_SOURCE /* ucontext's register names */

#include "tests/support/call.h"

#include <stdio.h>
#include <ucontext.h>

/* call_stub.S knows this layout by offsets. */
static struct call_state {
    uint64_t kept[11], kept_d[8];
    uint64_t seen[11], seen_d[8];
    uint64_t own[13], own_d[8];
    uint64_t sp_at_call, sp_after;
    uint64_t fpcr_before, fpcr_after;
    uint64_t num_stack;
    uint64_t canary_value, canary[32];
} state;

_Static_assert(offsetof(struct call_state, own) == 304, "call_stub.S says 304");
_Static_assert(offsetof(struct call_state, canary) == 520, "call_stub.S says 520");

uint64_t call_stub(check_kernel *kernel, const uint64_t arguments[10], struct call_state *at);

void call_init(void)
{
    for (size_t i = 0; i < 11; i++) {
        state.kept[i] = 0xc0ffee0000000000 + 0x1111 * (i + 1);
    }
    for (size_t i = 0; i < 8; i++) {
        state.kept_d[i] = 0xdecaf00000000000 + 0x1111 * (i + 1);
    }
    state.canary_value = 0xca9a27bad5caffe1;
}

uint64_t call_kernel(check_kernel *kernel, const struct check_arguments *arguments)
{
    uint64_t values[10];

    for (size_t i = 0; i < 10; i++) {
        values[i] = i < arguments->num ? arguments->values[i] : 0xbad0bad0bad0bad0 + i;
    }
    state.num_stack = arguments->num > 8 ? arguments->num - 8 : 0;
    return call_stub(kernel, values, &state);
}

void call_complain(void (*complain)(void *context, enum check_complaint complaint,
                                    const char *text),
                   void *context)
{
    char text[128];

    for (int i = 0; i < 11; i++) {
        if (state.seen[i] != state.kept[i]) {
            snprintf(text, sizeof(text), "changes x%d", 19 + i);
            complain(context, CHECK_REGISTER, text);
        }
    }
    for (int i = 0; i < 8; i++) {
        if (state.seen_d[i] != state.kept_d[i]) {
            snprintf(text, sizeof(text), "changes d%d", 8 + i);
            complain(context, CHECK_REGISTER, text);
        }
    }
    if (state.sp_after != state.sp_at_call) {
        snprintf(text, sizeof(text), "returns with sp moved by %lld",
                 (long long)(state.sp_after - state.sp_at_call));
        complain(context, CHECK_REGISTER, text);
    }
    if (state.fpcr_after != state.fpcr_before) {
        complain(context, CHECK_REGISTER, "changes FPCR");
    }
    for (size_t i = 0; i < 32; i++) {
        if (state.canary[i] != state.canary_value) {
            snprintf(text, sizeof(text), "writes its caller's stack, %zu bytes above the arguments",
                     8 * i);
            complain(context, CHECK_STACK, text);
            break;
        }
    }
}

uintptr_t call_fault_pc(const void *ucontext)
{
    return (uintptr_t)((const ucontext_t *)ucontext)->uc_mcontext.pc;
}

/* The kernel tells it in an extension record that not every version and emulator writes. */
int call_fault_is_write(const void *ucontext)
{
    (void)ucontext;
    return -1;
}

const char call_tick_name[] = "timer ticks";

uint64_t call_ticks(void)
{
    uint64_t now;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(now)::"memory");
    return now;
}
