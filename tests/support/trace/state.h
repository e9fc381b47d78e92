/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What trace.c, translate.c and switch.asm share. */

#ifndef BRISK_TESTS_SUPPORT_TRACE_STATE_H
#define BRISK_TESTS_SUPPORT_TRACE_STATE_H

#include <Zydis/Zydis.h>

#include <stddef.h>
#include <stdint.h>

/* The traced program's registers while ours run, found through the gs segment register, which is
 * otherwise unused. switch.asm and the code that translate.c writes know it by offsets. */
struct trace_state {
    struct trace_state *self;
    uint64_t own_rsp;
    const uint8_t *resume; /* the copy to go on with */
    void (*leave)(void);   /* where a copy ends */
    uint64_t flags;
    uint64_t components; /* for XSAVE */
    uint64_t *cursor;    /* where the next access is recorded */
    uint64_t block;      /* the number of the block that runs */
    uint64_t kept_rax, kept_rcx;
    uint64_t regs[16]; /* rax rcx rdx rbx rsp rbp rsi rdi r8-r15: as encoded */
    uint8_t xsave[4096] __attribute__((aligned(64)));
};

enum trace_ending {
    TRACE_FALLS, /* goes on with the next instruction */
    TRACE_JUMPS,
    TRACE_CALLS,
    TRACE_RETURNS,
    TRACE_BRANCHES, /* if condition `condition`, as encoded */
    TRACE_BRANCHES_RCX,
    TRACE_LOOPS,
};

/* Instructions up to a branch. */
struct trace_block {
    uintptr_t pc, last, next; /* of the first and the last instruction, and behind it */
    const uint8_t *code;
    size_t num_instructions;
    size_t first_access, num_accesses; /* in trace_access_pc() */
    enum trace_ending ending;
    unsigned condition;
    uintptr_t target;            /* of a direct branch; 0 if it is in `operand` */
    ZydisDecodedOperand operand; /* of an indirect branch */
    uint64_t num_popped;         /* by a return, beside its address */
    uintptr_t variable_time;     /* an instruction in it, or 0 */
    /* A first instruction whose accesses are recorded by trace.c, or NULL. */
    struct trace_special *special;
};

/* An instruction with a mask, a vector of indices, or a REP prefix. */
struct trace_special {
    ZydisDecodedInstruction instruction;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
};

#define TRACE_MAX_ACCESSES 512 /* of one block, with room to spare */

/* The block that starts at an address. The pointer stays good. */
const struct trace_block *trace_find_block(uintptr_t pc, size_t *number);
const struct trace_block *trace_get_block(size_t number);
uintptr_t trace_access_pc(size_t number);

/* How many words a special instruction's accesses take, and the words. `state` may be NULL. */
size_t trace_special_words(const struct trace_special *special, const struct trace_state *state,
                           uint64_t *words);

/* The address of a memory operand without a vector index. */
uint64_t trace_operand_address(const struct trace_state *state, const ZydisDecodedOperand *operand,
                               uintptr_t next);

void trace_enter(struct trace_state *state);
void trace_leave(void);
void trace_step_call(void (*call)(void *), void *context);
extern const uint8_t trace_step_returned[];
int trace_dispatch(struct trace_state *state);

#endif
