/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Copies stretches of instructions, and puts between them what records addresses. The recording
 * code is moves and LEA only, which change no flag, keeps two registers through gs, and touches no
 * stack. */

#define _GNU_SOURCE /* MAP_ANONYMOUS, MAP_FIXED_NOREPLACE */

#include "tests/support/trace/state.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "tests/support/test.h"
#include "tests/support/trace/trace.h"

#define MAX_BLOCKS (1u << 15)
#define NUM_BUCKETS (1u << 17)
#define MAX_ACCESS_PCS (1u << 19)
#define MAX_INSTRUCTIONS 100 /* of a block */
#define MAX_COPY 16384       /* bytes of its copy */
#define ARENA_SIZE ((size_t)32 << 20)
#define MAX_ARENAS 8
#define REACH ((uintptr_t)1 << 30) /* of a displacement, with room for the data behind the code */

/* Copies lie near the originals, for addresses relative to rip. */
static struct arena {
    uint8_t *start, *at;
} arenas[MAX_ARENAS];
static size_t num_arenas;

static struct trace_block blocks[MAX_BLOCKS];
static size_t num_blocks;
static uint32_t buckets[NUM_BUCKETS]; /* number of a block + 1 */
static uintptr_t access_pcs[MAX_ACCESS_PCS];
static size_t num_access_pcs;

static uint8_t *at; /* where the copy goes on */

static uintptr_t distance(uintptr_t a, uintptr_t b)
{
    return a < b ? b - a : a - b;
}

static void *map_near(uintptr_t pc)
{
    for (uintptr_t offset = 16u << 20; offset < REACH; offset += 16u << 20) {
        uintptr_t page = pc & -(uintptr_t)4096;
        for (int side = 0; side < 2; side++) {
            uintptr_t place = side == 0 ? page - offset : page + offset;
            void *arena =
                mmap((void *)place, ARENA_SIZE, PROT_READ | PROT_WRITE | PROT_EXEC,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
            if (arena == (void *)place) {
                return arena;
            }
            if (arena != MAP_FAILED) {
                munmap(arena, ARENA_SIZE);
            }
        }
    }
    test_abort("no memory for copies of the code near it (or it must not be executable)");
}

static struct arena *find_arena(uintptr_t pc)
{
    for (size_t i = 0; i < num_arenas; i++) {
        if (distance((uintptr_t)arenas[i].start, pc) < REACH) {
            return &arenas[i];
        }
    }
    if (num_arenas == MAX_ARENAS) {
        test_abort("the code to trace is all over the address space");
    }
    struct arena *arena = &arenas[num_arenas++];
    arena->start = arena->at = map_near(pc);
    return arena;
}

/* Writing instructions */

static void put(const void *bytes, size_t len)
{
    memcpy(at, bytes, len);
    at += len;
}

static void put_u8(unsigned byte)
{
    *at++ = (uint8_t)byte;
}

static void put_u32(uint32_t word)
{
    put(&word, sizeof(word));
}

enum { RAX, RCX, RSP = 4 };

/* mov gs:[offset], reg (opcode 0x89) or mov reg, gs:[offset] (0x8b), for rax and rcx */
static void put_mov_gs(unsigned opcode, unsigned reg, size_t offset)
{
    const uint8_t code[] = { 0x65, 0x48, (uint8_t)opcode, (uint8_t)(reg << 3 | 4), 0x25 };
    put(code, sizeof(code));
    put_u32((uint32_t)offset);
}

#define put_store(reg, field) put_mov_gs(0x89, reg, offsetof(struct trace_state, field))
#define put_load(reg, field) put_mov_gs(0x8b, reg, offsetof(struct trace_state, field))

static unsigned get_number(ZydisRegister reg)
{
    int number = ZydisRegisterGetId(reg);
    if (number < 0 || number > 15) {
        test_abort("an address with register %s", ZydisRegisterGetString(reg));
    }
    return (unsigned)number;
}

static int is_32_bit(const ZydisDecodedOperand *operand)
{
    return ZydisRegisterGetClass(operand->mem.base) == ZYDIS_REGCLASS_GPR32 ||
           ZydisRegisterGetClass(operand->mem.index) == ZYDIS_REGCLASS_GPR32;
}

/* lea rax, [the operand's address] */
static void put_lea(const ZydisDecodedOperand *operand)
{
    int has_base = operand->mem.base != ZYDIS_REGISTER_NONE;
    int has_index = operand->mem.index != ZYDIS_REGISTER_NONE;
    unsigned base = has_base ? get_number(operand->mem.base) : 5;      /* rbp without mod: none */
    unsigned index = has_index ? get_number(operand->mem.index) : RSP; /* rsp: none */
    unsigned scale = 0;

    while (has_index && 1u << scale < operand->mem.scale) {
        scale++;
    }
    if (is_32_bit(operand)) {
        put_u8(0x67);
    }
    put_u8(0x48 | index >> 3 << 1 | base >> 3);
    put_u8(0x8d);
    put_u8((has_base ? 2u : 0u) << 6 | 4);
    put_u8(scale << 6 | (index & 7) << 3 | (base & 7));
    put_u32((uint32_t)operand->mem.disp.value);
}

static void put_record(const ZydisDecodedOperand *operand)
{
    static const uint8_t store_and_step[] = { 0x48, 0x89, 0x01, 0x48, 0x8d, 0x49, 0x08 };

    put_store(RAX, kept_rax);
    put_lea(operand);
    put_store(RCX, kept_rcx);
    put_load(RCX, cursor);
    put(store_and_step, sizeof(store_and_step)); /* mov [rcx], rax; lea rcx, [rcx + 8] */
    put_store(RCX, cursor);
    put_load(RCX, kept_rcx);
    put_load(RAX, kept_rax);
}

/* mov qword gs:[block], number; jmp gs:[leave] */
static void put_leave(size_t number)
{
    static const uint8_t mov[] = { 0x65, 0x48, 0xc7, 0x04, 0x25 };
    static const uint8_t jmp[] = { 0x65, 0xff, 0x24, 0x25 };

    put(mov, sizeof(mov));
    put_u32(offsetof(struct trace_state, block));
    put_u32((uint32_t)number);
    put(jmp, sizeof(jmp));
    put_u32(offsetof(struct trace_state, leave));
}

/* Instructions */

struct instruction {
    uintptr_t pc;
    ZydisDecodedInstruction decoded;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
};

static void decode(struct instruction *instruction, uintptr_t pc)
{
    static ZydisDecoder decoder;
    static int is_ready;

    if (!is_ready) {
        ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
        is_ready = 1;
    }
    instruction->pc = pc;
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoder, (const void *)pc,
                                             ZYDIS_MAX_INSTRUCTION_LENGTH, &instruction->decoded,
                                             instruction->operands))) {
        test_abort("an instruction that Zydis does not know, at %s", trace_symbol(pc));
    }
}

/* Does the instruction access what the operand names? NOPs and LEA do not. */
static int is_access(const struct instruction *in, const ZydisDecodedOperand *operand)
{
    return operand->type == ZYDIS_OPERAND_TYPE_MEMORY &&
           operand->mem.type != ZYDIS_MEMOP_TYPE_AGEN &&
           in->decoded.meta.category != ZYDIS_CATEGORY_NOP &&
           in->decoded.meta.category != ZYDIS_CATEGORY_WIDENOP;
}

/* The same each time: relative to rip, or no register at all. */
static int is_constant(const ZydisDecodedOperand *operand)
{
    return operand->mem.base == ZYDIS_REGISTER_RIP ||
           (operand->mem.base == ZYDIS_REGISTER_NONE && operand->mem.index == ZYDIS_REGISTER_NONE);
}

static int is_special(const struct instruction *in)
{
    int has_memory = 0, has_vector = 0;

    for (size_t i = 0; i < in->decoded.operand_count; i++) {
        const ZydisDecodedOperand *operand = &in->operands[i];
        if (is_access(in, operand)) {
            has_memory = 1;
            has_vector |= operand->mem.type == ZYDIS_MEMOP_TYPE_VSIB;
        }
    }
    if (!has_memory) {
        return 0;
    }
    switch (in->decoded.mnemonic) {
    case ZYDIS_MNEMONIC_VMASKMOVPS:
    case ZYDIS_MNEMONIC_VMASKMOVPD:
    case ZYDIS_MNEMONIC_VPMASKMOVD:
    case ZYDIS_MNEMONIC_VPMASKMOVQ:
        return 1;
    case ZYDIS_MNEMONIC_VMASKMOVDQU:
    case ZYDIS_MNEMONIC_MASKMOVDQU:
    case ZYDIS_MNEMONIC_MASKMOVQ:
        test_abort("an instruction that cannot be traced, at %s", trace_symbol(in->pc));
    default:
        return has_vector ||
               (in->decoded.attributes &
                (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE)) != 0 ||
               (in->decoded.avx.mask.reg != ZYDIS_REGISTER_NONE &&
                in->decoded.avx.mask.reg != ZYDIS_REGISTER_K0);
    }
}

/* Divisions and square roots; multiplication takes the same time on every CPU that brisk has
 * kernels for. */
static int has_variable_time(const struct instruction *in)
{
    const char *name = ZydisMnemonicGetString(in->decoded.mnemonic);

    return strcmp(name, "div") == 0 || strcmp(name, "idiv") == 0 || strncmp(name, "fdiv", 4) == 0 ||
           strncmp(name, "vdiv", 4) == 0 || strstr(name, "sqrt") != NULL ||
           (strncmp(name, "div", 3) == 0 && strlen(name) == 5); /* divps and its kin */
}

static void add_access(struct trace_block *block, uintptr_t pc)
{
    if (num_access_pcs == MAX_ACCESS_PCS || block->num_accesses == TRACE_MAX_ACCESSES) {
        test_abort("too much code to trace");
    }
    access_pcs[num_access_pcs++] = pc;
    block->num_accesses++;
}

static void record_accesses(struct trace_block *block, const struct instruction *in)
{
    for (size_t i = 0; i < in->decoded.operand_count; i++) {
        const ZydisDecodedOperand *operand = &in->operands[i];
        if (is_access(in, operand) && !is_constant(operand)) {
            put_record(operand);
            add_access(block, in->pc);
        }
    }
}

static void copy_instruction(const struct instruction *in)
{
    uint8_t *copy = at;

    put((const void *)in->pc, in->decoded.length);
    for (size_t i = 0; i < in->decoded.operand_count; i++) {
        const ZydisDecodedOperand *operand = &in->operands[i];
        if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY && operand->mem.base == ZYDIS_REGISTER_RIP) {
            int64_t displacement = in->decoded.raw.disp.value + (int64_t)in->pc - (int64_t)copy;
            int32_t stored = (int32_t)displacement;
            if (stored != displacement || in->decoded.raw.disp.size != 32) {
                test_abort("data too far from its code");
            }
            memcpy(copy + in->decoded.raw.disp.offset, &stored, sizeof(stored));
            return;
        }
    }
}

static void set_target(struct trace_block *block, const struct instruction *in)
{
    const ZydisDecodedOperand *operand = &in->operands[0];

    if (operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
        block->target = block->next + (uintptr_t)operand->imm.value.s;
    } else {
        block->operand = *operand;
    }
}

/* Returns 1 if the instruction ends its block, and says how. */
static int set_ending(struct trace_block *block, const struct instruction *in)
{
    switch (in->decoded.meta.category) {
    case ZYDIS_CATEGORY_RET:
        block->ending = TRACE_RETURNS;
        if (in->operands[0].type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
            block->num_popped = in->operands[0].imm.value.u;
        }
        return 1;
    case ZYDIS_CATEGORY_CALL:
        block->ending = TRACE_CALLS;
        break;
    case ZYDIS_CATEGORY_UNCOND_BR:
        block->ending = TRACE_JUMPS;
        break;
    case ZYDIS_CATEGORY_COND_BR:
        block->ending = TRACE_BRANCHES;
        block->condition = in->decoded.opcode & 15;
        if (in->decoded.mnemonic == ZYDIS_MNEMONIC_JRCXZ) {
            block->ending = TRACE_BRANCHES_RCX;
        } else if (in->decoded.mnemonic == ZYDIS_MNEMONIC_LOOP) {
            block->ending = TRACE_LOOPS;
        } else if (in->decoded.opcode >> 4 != 7 && in->decoded.opcode >> 4 != 8) {
            test_abort("a branch that cannot be traced, at %s", trace_symbol(in->pc));
        }
        break;
    default:
        return 0;
    }
    set_target(block, in);
    return 1;
}

static void keep_special(struct trace_block *block, const struct instruction *in)
{
    block->special = malloc(sizeof(*block->special));
    if (block->special == NULL) {
        test_abort("out of memory");
    }
    block->special->instruction = in->decoded;
    memcpy(block->special->operands, in->operands, sizeof(in->operands));
    for (size_t i = 0; i < trace_special_words(block->special, NULL, NULL); i++) {
        add_access(block, in->pc);
    }
}

static void translate(struct trace_block *block, size_t number, uintptr_t pc)
{
    struct arena *arena = find_arena(pc);
    struct instruction in;
    int is_ending = 0;

    if ((size_t)(arena->start + ARENA_SIZE - arena->at) < MAX_COPY) {
        test_abort("too much code to trace");
    }
    at = arena->at;
    *block = (struct trace_block){ .pc = pc, .code = at, .first_access = num_access_pcs };
    for (block->next = pc; !is_ending && block->num_instructions < MAX_INSTRUCTIONS;) {
        decode(&in, block->next);
        int special = is_special(&in);
        if (special && block->num_instructions != 0) {
            break;
        }
        block->last = block->next;
        block->next += in.decoded.length;
        block->num_instructions++;
        if (has_variable_time(&in)) {
            block->variable_time = in.pc;
        }
        if (special) {
            keep_special(block, &in);
        } else {
            record_accesses(block, &in);
        }
        is_ending = set_ending(block, &in);
        if (!is_ending) {
            copy_instruction(&in);
        }
    }
    put_leave(number);
    arena->at = at;
}

const struct trace_block *trace_find_block(uintptr_t pc, size_t *number)
{
    size_t bucket = (size_t)(pc * 0x9e3779b97f4a7c15u >> 40) % NUM_BUCKETS;

    for (; buckets[bucket] != 0; bucket = (bucket + 1) % NUM_BUCKETS) {
        *number = buckets[bucket] - 1;
        if (blocks[*number].pc == pc) {
            return &blocks[*number];
        }
    }
    if (num_blocks == MAX_BLOCKS) {
        test_abort("too much code to trace");
    }
    *number = num_blocks++;
    buckets[bucket] = (uint32_t)num_blocks;
    translate(&blocks[*number], *number, pc);
    return &blocks[*number];
}

const struct trace_block *trace_get_block(size_t number)
{
    return &blocks[number];
}

uintptr_t trace_access_pc(size_t number)
{
    return access_pcs[number];
}
