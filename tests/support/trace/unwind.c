/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _GNU_SOURCE /* registers of ucontext_t */

#include "tests/support/trace/unwind.h"

#include <Zydis/Zydis.h>

#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include "tests/support/test.h"

#define MAX_FUNCTIONS 1000
#define MAX_INSTRUCTIONS 500000
#define BREAKPOINT 0xcc

struct instruction {
    uintptr_t address;
    uint32_t function;
    uint8_t original;
    uint8_t was_reached;
    uint8_t is_excused;
};

static struct unwind_function functions[MAX_FUNCTIONS];
static struct instruction instructions[MAX_INSTRUCTIONS];
static size_t num_functions, num_instructions;

static sigjmp_buf give_up;

/* unwind_call.asm's; the registers' numbers are DWARF's, and its values 0x1000 more. */
uint64_t unwind_stack_pointer;
extern const char unwind_called[] __asm__("unwind_call.called");
static const int callee_saved[] = { 3, 6, 12, 13, 14, 15 };

/* Unwinding */

static _Unwind_Reason_Code visit_frame(struct _Unwind_Context *frame, void *is_good)
{
    if (_Unwind_GetIP(frame) != (uintptr_t)unwind_called) {
        return _URC_NO_REASON;
    }
    *(int *)is_good = _Unwind_GetCFA(frame) == unwind_stack_pointer;
    for (size_t i = 0; i < sizeof(callee_saved) / sizeof(callee_saved[0]); i++) {
        uint64_t value = _Unwind_GetGR(frame, callee_saved[i]);
        *(int *)is_good &= value == 0x1000u + (unsigned)callee_saved[i];
    }
    return _URC_NORMAL_STOP;
}

static int can_unwind(void)
{
    volatile int is_good = 0;
    int result = 0;

    if (sigsetjmp(give_up, 1) == 0) {
        _Unwind_Backtrace(visit_frame, &result);
        is_good = result;
    }
    return is_good;
}

/* Wrong data can lead anywhere. */
static void handle_fault(int signal)
{
    siglongjmp(give_up, signal);
}

/* Breakpoints */

static int compare_instructions(const void *a, const void *b)
{
    uintptr_t x = ((const struct instruction *)a)->address;
    uintptr_t y = ((const struct instruction *)b)->address;
    return x < y ? -1 : x > y;
}

static void handle_breakpoint(int signal, siginfo_t *info, void *ucontext)
{
    ucontext_t *context = ucontext;
    struct instruction key = { .address = (uintptr_t)context->uc_mcontext.gregs[REG_RIP] - 1 };
    struct instruction *instruction = bsearch(&key, instructions, num_instructions,
                                              sizeof(instructions[0]), compare_instructions);

    (void)signal;
    (void)info;
    if (instruction == NULL) {
        test_abort("a trap at %s", trace_symbol(key.address));
    }
    struct unwind_function *function = &functions[instruction->function];
    *(volatile uint8_t *)instruction->address = instruction->original;
    context->uc_mcontext.gregs[REG_RIP]--;
    instruction->was_reached = 1;
    if (unwind_stack_pointer == 0) {
        return; /* not out of unwind_call() */
    }
    function->num_reached++;
    if (!can_unwind() && !instruction->is_excused) {
        function->num_failed++;
        if (function->first_failed == 0) {
            function->first_failed = instruction->address;
        }
    }
}

static void set_handlers(void)
{
    static uint8_t signal_stack[1 << 17];
    stack_t alternate = { .ss_sp = signal_stack, .ss_size = sizeof(signal_stack) };
    struct sigaction trap = { .sa_sigaction = handle_breakpoint,
                              .sa_flags = SA_SIGINFO | SA_ONSTACK };
    struct sigaction fault = { .sa_handler = handle_fault, .sa_flags = SA_ONSTACK };

    sigemptyset(&trap.sa_mask);
    sigemptyset(&fault.sa_mask);
    if (sigaltstack(&alternate, NULL) != 0 || sigaction(SIGTRAP, &trap, NULL) != 0 ||
        sigaction(SIGSEGV, &fault, NULL) != 0 || sigaction(SIGBUS, &fault, NULL) != 0) {
        test_abort("no signals");
    }
}

static void make_writable(uintptr_t start, size_t size)
{
    uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
    uintptr_t first = start & ~(page - 1);

    if (mprotect((void *)first, start + size - first, PROT_READ | PROT_WRITE | PROT_EXEC) != 0) {
        test_abort("no breakpoints: code cannot be made writable");
    }
}

/* Where gcc aligns the stack of a function in C by way of r10, its data no longer tell the other
 * registers right when rbp is restored: at the last two instructions, lea rsp, [r10 - 8]; ret. No
 * kernel in assembly has these. */
static int is_gcc_return(const uint8_t *code, size_t at)
{
    static const uint8_t lea[] = { 0x49, 0x8d, 0x62, 0xf8 };

    return memcmp(code, lea, sizeof(lea)) == 0 ||
           (at >= sizeof(lea) && memcmp(code - sizeof(lea), lea, sizeof(lea)) == 0);
}

/* Lists a function's instructions; none of them if one is unknown. */
static void list_instructions(uint32_t number)
{
    struct unwind_function *function = &functions[number];
    size_t num_before = num_instructions;
    ZydisDecoder decoder;
    ZydisDecodedInstruction decoded;

    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    for (size_t at = 0; at < function->size; at += decoded.length) {
        const uint8_t *code = (const uint8_t *)function->start + at;
        if (!ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, NULL, code, function->size - at,
                                                        &decoded))) {
            num_instructions = num_before;
            return;
        }
        if (num_instructions == MAX_INSTRUCTIONS) {
            test_abort("more instructions than this test has room for");
        }
        instructions[num_instructions++] =
            (struct instruction){ .address = (uintptr_t)code,
                                  .function = number,

                                  .original = *code,
                                  .is_excused = (uint8_t)is_gcc_return(code, at) };
    }
    function->num_instructions = num_instructions - num_before;
}

/* _Unwind_FindEnclosingFunction() takes return addresses, and looks before them. */
static int has_unwind_data(uintptr_t start, size_t size)
{
    return (uintptr_t)_Unwind_FindEnclosingFunction((void *)(start + 1)) == start &&
           (uintptr_t)_Unwind_FindEnclosingFunction((void *)(start + size)) == start;
}

static void add_function(const char *name, uintptr_t start, size_t size, const void *prefix)
{
    if (strncmp(name, prefix, strlen(prefix)) != 0) {
        return;
    }
    if (num_functions == MAX_FUNCTIONS) {
        test_abort("more functions than this test has room for");
    }
    functions[num_functions] = (struct unwind_function){
        .name = name, .start = start, .size = size, .has_data = has_unwind_data(start, size)
    };
    list_instructions((uint32_t)num_functions++);
}

size_t unwind_watch(const char *prefix)
{
    num_functions = num_instructions = 0;
    trace_functions(add_function, prefix);
    qsort(instructions, num_instructions, sizeof(instructions[0]), compare_instructions);
    set_handlers();
    for (size_t i = 0; i < num_functions; i++) {
        make_writable(functions[i].start, functions[i].size);
    }
    for (size_t i = 0; i < num_instructions; i++) {
        *(volatile uint8_t *)instructions[i].address = BREAKPOINT;
    }
    return num_functions;
}

const struct unwind_function *unwind_function(size_t i)
{
    return &functions[i];
}

void unwind_end(void)
{
    for (size_t i = 0; i < num_instructions; i++) {
        if (!instructions[i].was_reached) {
            *(volatile uint8_t *)instructions[i].address = instructions[i].original;
        }
    }
    signal(SIGTRAP, SIG_DFL);
    signal(SIGSEGV, SIG_DFL);
    signal(SIGBUS, SIG_DFL);
}
