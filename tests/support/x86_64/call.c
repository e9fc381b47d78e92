/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Watching a call on x86-64: the System V ABI's rules (its sections 3.2.1 and 3.2.3). */

#define _GNU_SOURCE /* REG_RIP */

#include "tests/support/call.h"

#include <cpuid.h>
#include <immintrin.h>
#include <stdio.h>
#include <string.h>
#include <ucontext.h>

/* call_stub.asm knows this layout by offsets. */
static struct call_state {
    uint64_t kept[6], seen[6], own[7];
    uint64_t rsp_at_call, rsp_after;
    uint64_t flags;
    uint64_t xinuse;
    uint32_t mxcsr_before, mxcsr_after;
    uint16_t x87_before[16], x87_after[16]; /* FNSTENV: words 0, 2 and 4 are control, status, tag */
    uint64_t vector_width;
    uint64_t has_xinuse;
    uint64_t canary_value, canary[32];
    uint64_t num_stack;
    uint64_t unused[4];
    uint8_t vectors[16][64];
} state __attribute__((aligned(64)));

_Static_assert(offsetof(struct call_state, rsp_at_call) == 152, "call_stub.asm says 152");
_Static_assert(offsetof(struct call_state, x87_before) == 192, "call_stub.asm says 192");
_Static_assert(offsetof(struct call_state, canary) == 280, "call_stub.asm says 280");
_Static_assert(offsetof(struct call_state, num_stack) == 536, "call_stub.asm says 536");
_Static_assert(offsetof(struct call_state, vectors) == 576, "call_stub.asm says 576");

#define FLAG_DIRECTION (1u << 10)
#define MXCSR_CONTROL 0xffc0u /* the low six bits are sticky status, the callee's to change */
#define X87_ALL_EMPTY 0xffffu
#define XINUSE_UPPER (1u << 2 | 1u << 6) /* upper halves of ymm0-15, of zmm0-15 */

uint64_t call_stub(check_kernel *kernel, const uint64_t arguments[10], struct call_state *at);
check_kernel call_probe_dirty, call_probe_clean;

static void collect_complaint(void *context, enum check_complaint complaint, const char *text)
{
    (void)complaint;
    (void)text;
    ++*(int *)context;
}

static int count_complaints(check_kernel *kernel)
{
    static const struct check_arguments none;
    int num = 0;

    call_kernel(kernel, &none);
    call_complain(collect_complaint, &num);
    return num;
}

static int has_xgetbv_1(void)
{
    unsigned eax, ebx, ecx, edx;

    __cpuid_count(0, 0, eax, ebx, ecx, edx);
    if (eax < 0xd) {
        return 0;
    }
    __cpuid_count(0xd, 1, eax, ebx, ecx, edx);
    return eax >> 2 & 1;
}

/* XINUSE tells even an upper half that holds zeros from one that was never written. CPUs may report
 * more than is in use (emulators do), so it counts only where it tells the two probes apart;
 * elsewhere it is the contents alone. */
void call_init(void)
{
    uint64_t cpu = brisk_cpu_detect();

    state.vector_width = cpu & CPU_AVX512F ? 64 : cpu & CPU_AVX ? 32 : 16;
    state.has_xinuse = 0;
    for (size_t i = 0; i < 6; i++) {
        state.kept[i] = 0xc0ffee0000000000 + 0x1111 * (i + 1);
    }
    state.canary_value = 0xca9a27bad5caffe1;
    if (state.vector_width > 16 && has_xgetbv_1()) {
        state.has_xinuse = 1;
        if (count_complaints(call_probe_clean) != 0 || count_complaints(call_probe_dirty) == 0) {
            state.has_xinuse = 0;
        }
    }
}

uint64_t call_kernel(check_kernel *kernel, const struct check_arguments *arguments)
{
    uint64_t values[10];

    for (size_t i = 0; i < 10; i++) {
        values[i] = i < arguments->num ? arguments->values[i] : 0xbad0bad0bad0bad0 + i;
    }
    state.num_stack = arguments->num > 6 ? arguments->num - 6 : 0;
    return call_stub(kernel, values, &state);
}

/* The first vector register with something above its lower 16 bytes, or -1. */
static int find_dirty_vector(void)
{
    for (int i = 0; i < 16 && state.vector_width > 16; i++) {
        for (size_t j = 16; j < state.vector_width; j++) {
            if (state.vectors[i][j] != 0) {
                return i;
            }
        }
    }
    return -1;
}

static void complain_registers(void (*complain)(void *, enum check_complaint, const char *),
                               void *context)
{
    static const char *const names[6] = { "rbx", "rbp", "r12", "r13", "r14", "r15" };
    char text[128];

    for (int i = 0; i < 6; i++) {
        if (state.seen[i] != state.kept[i]) {
            snprintf(text, sizeof(text), "changes %s", names[i]);
            complain(context, CHECK_REGISTER, text);
        }
    }
    if (state.rsp_after != state.rsp_at_call) {
        snprintf(text, sizeof(text), "returns with rsp moved by %lld",
                 (long long)(state.rsp_after - state.rsp_at_call));
        complain(context, CHECK_REGISTER, text);
    }
    if (state.flags & FLAG_DIRECTION) {
        complain(context, CHECK_REGISTER, "leaves the direction flag set");
    }
    if ((state.mxcsr_after ^ state.mxcsr_before) & MXCSR_CONTROL) {
        snprintf(text, sizeof(text), "changes MXCSR from %04x to %04x", state.mxcsr_before,
                 state.mxcsr_after);
        complain(context, CHECK_REGISTER, text);
    }
    if (state.x87_after[0] != state.x87_before[0]) {
        snprintf(text, sizeof(text), "changes the x87 control word from %04x to %04x",
                 state.x87_before[0], state.x87_after[0]);
        complain(context, CHECK_REGISTER, text);
    }
    if (state.x87_after[4] != X87_ALL_EMPTY) {
        complain(context, CHECK_REGISTER, "leaves x87 registers in use (no emms)");
    }
}

void call_complain(void (*complain)(void *context, enum check_complaint complaint,
                                    const char *text),
                   void *context)
{
    char text[128];

    complain_registers(complain, context);
    for (size_t i = 0; i < 32; i++) {
        if (state.canary[i] != state.canary_value) {
            snprintf(text, sizeof(text), "writes its caller's stack, %zu bytes above the arguments",
                     8 * i);
            complain(context, CHECK_STACK, text);
            break;
        }
    }
    int dirty = find_dirty_vector();
    if (dirty >= 0) {
        snprintf(text, sizeof(text), "leaves the upper half of ymm%d dirty (no vzeroupper)", dirty);
        complain(context, CHECK_DIRTY_UPPER, text);
    } else if (state.has_xinuse && (state.xinuse & XINUSE_UPPER) != 0) {
        complain(context, CHECK_DIRTY_UPPER, "leaves upper halves in use (no vzeroupper)");
    }
}

uintptr_t call_fault_pc(const void *ucontext)
{
    return (uintptr_t)((const ucontext_t *)ucontext)->uc_mcontext.gregs[REG_RIP];
}

/* Intel SDM volume 3A, section 4.7: bit 1 of a page fault's error code. */
int call_fault_is_write(const void *ucontext)
{
    return (int)(((const ucontext_t *)ucontext)->uc_mcontext.gregs[REG_ERR] >> 1 & 1);
}

const char call_tick_name[] = "TSC cycles";

uint64_t call_ticks(void)
{
    _mm_lfence();
    uint64_t now = __rdtsc();
    _mm_lfence();
    return now;
}
