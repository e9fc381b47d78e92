/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Runs the copies that translate.c makes, one after the other, and keeps or compares what they
 * record. */

#define _GNU_SOURCE /* syscall(), REG_RIP, MAP_NORESERVE */

#include "tests/support/trace/trace.h"

#include <asm/prctl.h>
#include <cpuid.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "tests/support/test.h"
#include "tests/support/trace/state.h"

#define MAX_WORDS ((size_t)1 << 28) /* of a trace; pages never written cost nothing */
#define STACK_SIZE ((size_t)1 << 20)
#define XSAVE_COMPONENTS 0xe7u /* x87, SSE, AVX, the three of AVX-512 */
#define NO_BLOCK UINT64_MAX

_Static_assert(offsetof(struct trace_state, regs) == 80, "switch.asm says 80");
_Static_assert(offsetof(struct trace_state, xsave) == 256, "switch.asm says 256");

enum { RAX, RCX, RSP = 4, RDI = 7 };

static struct trace_state state;
static uint8_t stack[STACK_SIZE] __attribute__((aligned(64)));
static uint32_t component_offsets[8];

static enum { RECORD, COMPARE, LIST } mode;
static uint64_t *recorded;  /* for each block its address, then those of its accesses */
static size_t num_recorded; /* words in it */
static size_t num_words;    /* of the call under way */
static uint64_t words[1 + TRACE_MAX_ACCESSES]; /* of the block under way */
static struct trace_result *result;
static uintptr_t last_pc; /* of the last instruction of the block before */

static struct {
    uintptr_t *addresses;
    size_t capacity, num;
} list;

/* Conditions */

/* As a branch encodes it: pairs, the second of which is the first one's contrary. */
static int is_true(unsigned condition, uint64_t flags)
{
    int carry = flags & 1, parity = flags >> 2 & 1, zero = flags >> 6 & 1;
    int sign = flags >> 7 & 1, overflow = flags >> 11 & 1;
    const int values[8] = { overflow,
                            carry,
                            zero,
                            carry | zero,
                            sign,
                            parity,
                            sign != overflow,
                            zero | (sign != overflow) };

    return values[condition >> 1] ^ (int)(condition & 1);
}

/* Operands */

static uint64_t get_register(const struct trace_state *s, ZydisRegister reg)
{
    if (reg == ZYDIS_REGISTER_NONE) {
        return 0;
    }
    switch (ZydisRegisterGetClass(reg)) {
    case ZYDIS_REGCLASS_GPR64:
        return s->regs[ZydisRegisterGetId(reg)];
    case ZYDIS_REGCLASS_GPR32:
        return (uint32_t)s->regs[ZydisRegisterGetId(reg)];
    default:
        test_abort("an address with register %s", ZydisRegisterGetString(reg));
    }
}

uint64_t trace_operand_address(const struct trace_state *s, const ZydisDecodedOperand *operand,
                               uintptr_t next)
{
    uint64_t address = (uint64_t)operand->mem.disp.value;

    if (operand->mem.base == ZYDIS_REGISTER_RIP) {
        return address + next;
    }
    address += get_register(s, operand->mem.base);
    if (operand->mem.type != ZYDIS_MEMOP_TYPE_VSIB) {
        address += get_register(s, operand->mem.index) * operand->mem.scale;
    }
    return address;
}

/* A vector register as XSAVE stored it; the layout is Intel's SDM, volume 1, section 13.4. */
static void get_vector(const struct trace_state *s, ZydisRegister reg, uint64_t out[8])
{
    size_t number = (size_t)ZydisRegisterGetId(reg);

    if (number < 16) {
        memcpy(out, s->xsave + 160 + 16 * number, 16);
        memcpy(out + 2, s->xsave + component_offsets[2] + 16 * number, 16);
        memcpy(out + 4, s->xsave + component_offsets[6] + 32 * number, 32);
    } else {
        memcpy(out, s->xsave + component_offsets[7] + 64 * (number - 16), 64);
    }
}

static size_t count_vector_words(ZydisRegister reg)
{
    switch (ZydisRegisterGetClass(reg)) {
    case ZYDIS_REGCLASS_XMM:
        return 2;
    case ZYDIS_REGCLASS_YMM:
        return 4;
    case ZYDIS_REGCLASS_ZMM:
        return 8;
    default:
        return 0;
    }
}

/* The top bit of each 32-bit element of a mask in a vector register, which decides for an element
 * of that size, and for one of 64 bits together with a bit that decides nothing. */
static uint64_t get_vector_mask(const struct trace_state *s, ZydisRegister reg, int is_64_bit)
{
    uint64_t vector[8], mask = 0;

    get_vector(s, reg, vector);
    for (size_t i = 0; i < 2 * count_vector_words(reg); i++) {
        uint64_t element = vector[i / 2] >> (i % 2 * 32);
        mask |= (is_64_bit && i % 2 == 0 ? 0 : element >> 31 & 1) << i;
    }
    return mask;
}

static size_t add_word(uint64_t *out, size_t num, uint64_t word)
{
    if (out != NULL) {
        out[num] = word;
    }
    return num + 1;
}

static int is_vector(const ZydisDecodedOperand *operand)
{
    return operand->type == ZYDIS_OPERAND_TYPE_REGISTER &&
           count_vector_words(operand->reg.value) != 0;
}

static int has_64_bit_elements(const ZydisDecodedInstruction *instruction)
{
    switch (instruction->mnemonic) {
    case ZYDIS_MNEMONIC_VMASKMOVPD:
    case ZYDIS_MNEMONIC_VPMASKMOVQ:
    case ZYDIS_MNEMONIC_VGATHERDPD:
    case ZYDIS_MNEMONIC_VGATHERQPD:
    case ZYDIS_MNEMONIC_VPGATHERDQ:
    case ZYDIS_MNEMONIC_VPGATHERQQ:
        return 1;
    default:
        return 0;
    }
}

static size_t add_memory(const struct trace_state *s, const ZydisDecodedOperand *operand,
                         uint64_t *out, size_t num)
{
    uint64_t index[8] = { 0 };

    /* rip has no register: its operands are the same each time anyway */
    int is_rip = operand->mem.base == ZYDIS_REGISTER_RIP;
    num = add_word(out, num, s == NULL || is_rip ? 0 : trace_operand_address(s, operand, 0));
    if (operand->mem.type == ZYDIS_MEMOP_TYPE_VSIB) {
        if (s != NULL) {
            get_vector(s, operand->mem.index, index);
        }
        for (size_t i = 0; i < count_vector_words(operand->mem.index); i++) {
            num = add_word(out, num, index[i]);
        }
    }
    return num;
}

/* The bits of an AVX-512 mask that count: one for each element. Those above may be anything. */
static uint64_t get_mask(const struct trace_state *s, const struct trace_special *special)
{
    size_t number = (size_t)ZydisRegisterGetId(special->instruction.avx.mask.reg);
    unsigned num_elements = 1;
    uint64_t mask;

    for (size_t i = 0; i < special->instruction.operand_count; i++) {
        const ZydisDecodedOperand *operand = &special->operands[i];
        if ((is_vector(operand) || operand->type == ZYDIS_OPERAND_TYPE_MEMORY) &&
            operand->element_count > num_elements) {
            num_elements = operand->element_count;
        }
    }
    memcpy(&mask, s->xsave + component_offsets[5] + sizeof(mask) * number, sizeof(mask));
    return num_elements < 64 ? mask & (((uint64_t)1 << num_elements) - 1) : mask;
}

size_t trace_special_words(const struct trace_special *special, const struct trace_state *s,
                           uint64_t *out)
{
    const ZydisDecodedInstruction *instruction = &special->instruction;
    int is_evex = instruction->encoding == ZYDIS_INSTRUCTION_ENCODING_EVEX;
    int is_64_bit = has_64_bit_elements(instruction);
    size_t num = 0;

    for (size_t i = 0; i < instruction->operand_count; i++) {
        const ZydisDecodedOperand *operand = &special->operands[i];
        if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY &&
            operand->mem.type != ZYDIS_MEMOP_TYPE_AGEN) {
            num = add_memory(s, operand, out, num);
        } else if (!is_evex && is_vector(operand) &&
                   operand->encoding == ZYDIS_OPERAND_ENCODING_NDSNDD) {
            /* VEX.vvvv: the mask of a gather or a masked move, not what is moved */
            num = add_word(out, num,
                           s == NULL ? 0 : get_vector_mask(s, operand->reg.value, is_64_bit));
        }
    }
    if (is_evex && instruction->avx.mask.reg != ZYDIS_REGISTER_NONE) {
        num = add_word(out, num, s == NULL ? 0 : get_mask(s, special));
    }
    if ((instruction->attributes &
         (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE)) != 0) {
        num = add_word(out, num, s == NULL ? 0 : s->regs[RCX]);
    }
    return num;
}

/* From block to block */

static uint64_t pop(struct trace_state *s)
{
    uint64_t word;
    memcpy(&word, (const void *)s->regs[RSP], sizeof(word));
    s->regs[RSP] += sizeof(word);
    return word;
}

static void push(struct trace_state *s, uint64_t word)
{
    s->regs[RSP] -= sizeof(word);
    memcpy((void *)s->regs[RSP], &word, sizeof(word));
}

static uintptr_t get_target(const struct trace_state *s, const struct trace_block *block)
{
    uintptr_t target;

    if (block->target != 0) {
        return block->target;
    }
    if (block->operand.type == ZYDIS_OPERAND_TYPE_REGISTER) {
        return get_register(s, block->operand.reg.value);
    }
    memcpy(&target, (const void *)trace_operand_address(s, &block->operand, block->next),
           sizeof(target));
    return target;
}

/* Does what the block's last instruction would have done. Returns where it goes. */
static uintptr_t end_block(struct trace_state *s, const struct trace_block *block)
{
    uintptr_t target;

    switch (block->ending) {
    case TRACE_FALLS:
        break;
    case TRACE_JUMPS:
        return get_target(s, block);
    case TRACE_CALLS:
        target = get_target(s, block);
        push(s, block->next);
        return target;
    case TRACE_RETURNS:
        target = pop(s);
        s->regs[RSP] += block->num_popped;
        return target;
    case TRACE_BRANCHES:
        return is_true(block->condition, s->flags) ? block->target : block->next;
    case TRACE_BRANCHES_RCX:
        return s->regs[RCX] == 0 ? block->target : block->next;
    case TRACE_LOOPS:
        return --s->regs[RCX] != 0 ? block->target : block->next;
    }
    return block->next;
}

static void compare_block(const struct trace_block *block, size_t num)
{
    const uint64_t *expected = recorded + num_words;

    for (size_t i = 0; i < num; i++) {
        uint64_t want = num_words + i < num_recorded ? expected[i] : 0;
        if (words[i] != want) {
            result->is_branch = i == 0;
            result->differs_at = i == 0 ? last_pc : trace_access_pc(block->first_access + i - 1);
            result->expected = want;
            result->got = words[i];
            return;
        }
    }
}

static void list_block(const struct trace_block *block)
{
    ZydisDecoder decoder;
    ZydisDecodedInstruction instruction;

    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    for (uintptr_t pc = block->pc; pc < block->next; pc += instruction.length) {
        ZydisDecoderDecodeInstruction(&decoder, NULL, (const void *)pc,
                                      ZYDIS_MAX_INSTRUCTION_LENGTH, &instruction);
        if (list.num < list.capacity) {
            list.addresses[list.num] = pc;
        }
        list.num++;
    }
}

static void finish_block(const struct trace_state *s, const struct trace_block *block)
{
    size_t num = (size_t)(s->cursor - words);

    if (num != 1 + block->num_accesses) {
        test_abort("tracing lost count of accesses");
    }
    if (mode == RECORD) {
        if (num_words + num > MAX_WORDS) {
            test_abort("a call too long to trace");
        }
        memcpy(recorded + num_words, words, num * sizeof(*words));
    } else if (mode == COMPARE && result->differs_at == 0) {
        compare_block(block, num);
    } else if (mode == LIST) {
        list_block(block);
    }
    num_words += num;
    last_pc = block->last;
    result->num_instructions += block->num_instructions;
    result->num_accesses += block->num_accesses;
    if (block->variable_time != 0) {
        result->variable_time = block->variable_time;
    }
}

/* An address that no code has: the call returns to it. */
static uintptr_t end_address(void)
{
    return (uintptr_t)&state;
}

static uintptr_t next_pc;

/* Called by switch.asm between blocks. Returns 0 at the end of the call. */
int trace_dispatch(struct trace_state *s)
{
    size_t number;

    if (s->block != NO_BLOCK) {
        const struct trace_block *block = trace_get_block(s->block);
        finish_block(s, block);
        next_pc = end_block(s, block);
    }
    if (next_pc == end_address()) {
        return 0;
    }
    const struct trace_block *block = trace_find_block(next_pc, &number);
    words[0] = next_pc;
    s->cursor = words + 1;
    if (block->special != NULL) {
        s->cursor += trace_special_words(block->special, s, s->cursor);
    }
    s->resume = block->code;
    return 1;
}

static void run(trace_call *call, void *context, struct trace_result *out)
{
    memset(out, 0, sizeof(*out));
    memset(state.regs, 0, sizeof(state.regs));
    memset(stack, 0, sizeof(stack));
    result = out;
    num_words = 0;
    last_pc = 0;
    state.flags = 0x202; /* interrupts, and the bit that is always 1 */
    state.block = NO_BLOCK;
    state.regs[RDI] = (uint64_t)(uintptr_t)context;
    state.regs[RSP] = (uint64_t)(uintptr_t)(stack + STACK_SIZE - 64);
    push(&state, end_address());
    next_pc = (uintptr_t)call;
    trace_enter(&state);
}

void trace_record(trace_call *call, void *context, struct trace_result *out)
{
    mode = RECORD;
    run(call, context, out);
    num_recorded = num_words;
}

void trace_compare(trace_call *call, void *context, struct trace_result *out)
{
    mode = COMPARE;
    run(call, context, out);
    if (out->differs_at == 0 && num_words != num_recorded) { /* it ended earlier */
        out->differs_at = last_pc;
        out->is_branch = 1;
        out->expected = recorded[num_words];
    }
}

size_t trace_addresses(trace_call *call, void *context, uintptr_t *addresses, size_t capacity)
{
    struct trace_result unused;

    mode = LIST;
    list.addresses = addresses;
    list.capacity = capacity;
    list.num = 0;
    run(call, context, &unused);
    return list.num;
}

int trace_init(void)
{
    unsigned eax, ebx, ecx, edx;

    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) || (ecx >> 27 & 1) == 0) {
        return -1; /* no XSAVE, or the operating system does not use it */
    }
    __asm__("xgetbv" : "=a"(eax), "=d"(edx) : "c"(0));
    state.components = eax & XSAVE_COMPONENTS;
    for (unsigned i = 2; i < 8; i++) {
        unsigned size, offset;
        __cpuid_count(0xd, i, size, offset, ecx, edx);
        if ((state.components >> i & 1) == 0) {
            component_offsets[i] = sizeof(state.xsave) - 512; /* zeros */
        } else if (offset + size > sizeof(state.xsave)) {
            return -1;
        } else {
            component_offsets[i] = offset;
        }
    }
    recorded = mmap(NULL, MAX_WORDS * sizeof(*recorded), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    state.self = &state;
    state.leave = trace_leave;
    if (recorded == MAP_FAILED || syscall(SYS_arch_prctl, ARCH_SET_GS, &state) != 0) {
        return -1;
    }
    return 0;
}

/* The trap flag */

static void count_step(int signal, siginfo_t *info, void *ucontext)
{
    static int is_inside;
    const ucontext_t *context = ucontext;
    uintptr_t pc = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];

    (void)signal;
    (void)info;
    is_inside |= pc == last_pc;
    is_inside &= pc != (uintptr_t)trace_step_returned;
    /* an instruction with a REP prefix traps at each repetition */
    if (is_inside &&
        (list.num == 0 || list.num > list.capacity || list.addresses[list.num - 1] != pc)) {
        if (list.num < list.capacity) {
            list.addresses[list.num] = pc;
        }
        list.num++;
    }
}

size_t trace_step(trace_call *call, void *context, uintptr_t *addresses, size_t capacity)
{
    static uint8_t signal_stack[1 << 16];
    stack_t alternate = { .ss_sp = signal_stack, .ss_size = sizeof(signal_stack) };
    struct sigaction action = { .sa_sigaction = count_step, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    struct sigaction before;

    list.addresses = addresses;
    list.capacity = capacity;
    list.num = 0;
    last_pc = (uintptr_t)call;
    sigemptyset(&action.sa_mask);
    if (sigaltstack(&alternate, NULL) != 0 || sigaction(SIGTRAP, &action, &before) != 0) {
        test_abort("no signals");
    }
    trace_step_call(call, context);
    sigaction(SIGTRAP, &before, NULL);
    return list.num;
}
