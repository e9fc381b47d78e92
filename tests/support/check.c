/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The check harness: cases, faults and reports. Rows are in check_rows.c, buffers in guarded.c,
 * hostile inputs in fill.c, the call itself in ARCH/call.c. */

#define _XOPEN_SOURCE 700 /* sigaltstack */

#include "tests/support/check.h"

#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <brisk/kernels.h>

#include "tests/support/call.h"
#include "tests/support/check_rows.h"
#include "tests/support/guarded.h"

#define MAX_OUTPUTS 32

/* What a run left to compare: an output buffer, or the value an int function returned. */
struct output {
    const char *name;
    const void *at; /* in a guarded buffer; `value` if it is a return value */
    size_t len;
    int value;
    int is_value;
};

struct outputs {
    struct output list[MAX_OUTPUTS];
    size_t num;
};

enum mode { MODE_REFERENCE, MODE_COMPARE, MODE_TIME };

struct check {
    enum mode mode;
    const struct brisk_impl *row;
    enum guarded_place place;
    struct outputs outputs;
    /* of the call under way, or the last one */
    struct check_site site;
    int failed;
};

static const struct brisk_operation *table;
static uint64_t usable_cpu; /* CPU bits in use: this CPU's, or fewer with --cpu */
static int is_quick, is_timing;
static const char *time_label;

static struct outputs expected;
static uint8_t *expected_bytes;
static size_t expected_capacity;

static sigjmp_buf fault_return;
static volatile sig_atomic_t in_kernel;
static struct {
    int signal, code;
    int is_write;
    uintptr_t address, pc;
} fault;

static void report_and_count(enum check_complaint complaint, const char *text);
static check_reporter *reporter = report_and_count;

/* Reports */

static const char *report_file = __FILE__;
static int report_line = __LINE__;

static void report_and_count(enum check_complaint complaint, const char *text)
{
    (void)complaint;
    test_check(0, text, report_file, report_line);
}

void check_set_reporter(check_reporter *wanted)
{
    reporter = wanted != NULL ? wanted : report_and_count;
}

/* "sha256/shani: impl->blocks: TEXT (buffers flush against the guard behind)" */
static void complain(void *context, enum check_complaint complaint, const char *text)
{
    struct check *check = context;
    char line[512];

    check->failed = 1;
    report_file = check->site.file;
    report_line = check->site.line;
    snprintf(line, sizeof(line), "%s/%s: %s: %s (buffers %s)", table->name, check->row->name,
             check->site.function, text, guarded_place_name(check->place));
    reporter(complaint, line);
}

/* Faults */

static void catch_fault(int signal, siginfo_t *info, void *ucontext)
{
    if (!in_kernel) { /* the check program's own: let it end as it would have */
        struct sigaction action = { .sa_handler = SIG_DFL };
        sigaction(signal, &action, NULL);
        raise(signal);
        return;
    }
    in_kernel = 0;
    fault.signal = signal;
    fault.code = info->si_code;
    fault.address = (uintptr_t)info->si_addr;
    fault.is_write = call_fault_is_write(ucontext);
    fault.pc = call_fault_pc(ucontext);
    siglongjmp(fault_return, 1);
}

static void catch_faults(void)
{
    static const int signals[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP };
    static uint8_t stack[1 << 16]; /* a kernel may have spoilt the stack pointer */
    stack_t alternate = { .ss_sp = stack, .ss_size = sizeof(stack) };
    struct sigaction action = { .sa_sigaction = catch_fault,
                                .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };

    sigemptyset(&action.sa_mask);
    if (sigaltstack(&alternate, NULL) != 0) {
        test_abort("sigaltstack failed");
    }
    for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
        sigaction(signals[i], &action, NULL);
    }
}

static void report_fault(struct check *check)
{
    struct guarded_fault place;
    const char *verb = fault.is_write < 0 ? "accesses" : fault.is_write ? "writes" : "reads";
    char text[256], where[64];

    snprintf(where, sizeof(where), "at function + 0x%zx",
             (size_t)(fault.pc - (uintptr_t)check->site.kernel));
    if (fault.signal == SIGILL) {
        snprintf(text, sizeof(text), "illegal instruction %s", where);
        complain(check, CHECK_ILLEGAL_INSTRUCTION, text);
    } else if (fault.signal != SIGSEGV && fault.signal != SIGBUS) {
        snprintf(text, sizeof(text), "signal %d %s", fault.signal, where);
        complain(check, CHECK_OTHER_FAULT, text);
    } else if (fault.code == SI_KERNEL || fault.code == BUS_ADRALN) { /* without an address */
        snprintf(text, sizeof(text), "faults %s: a misaligned access, or no address at all", where);
        complain(check, CHECK_OTHER_FAULT, text);
    } else if (!guarded_find(fault.address, &place)) {
        snprintf(text, sizeof(text), "%s 0x%zx %s: a wild pointer", verb, (size_t)fault.address,
                 where);
        complain(check, CHECK_OTHER_FAULT, text);
    } else if (place.distance == 0) {
        snprintf(text, sizeof(text), "writes its input \"%s\" (byte %zu of %zu) %s", place.name,
                 place.offset, place.len, where);
        complain(check, CHECK_INPUT_WRITTEN, text);
    } else {
        snprintf(text, sizeof(text), "%s %zu byte(s) %s \"%s\" (%zu bytes) %s", verb,
                 place.distance > 0 ? (size_t)place.distance : (size_t)-place.distance,
                 place.distance > 0 ? "past the last byte of" : "before the start of", place.name,
                 place.len, where);
        complain(check, CHECK_OUT_OF_BOUNDS, text);
    }
}

/* Arguments */

static uint64_t parse_model(const char *name)
{
    uint64_t features;

    if (brisk_cpu_model_features(name, &features) != 0) {
        fprintf(stderr, "--cpu=%s is unknown; there are:", name);
        for (size_t i = 0; brisk_cpu_model_name(i) != NULL; i++) {
            fprintf(stderr, " %s", brisk_cpu_model_name(i));
        }
        fputc('\n', stderr);
        exit(2);
    }
    return features;
}

/* The variant in --kernel=VARIANT or --kernel=OPERATION=VARIANT. */
static const char *parse_kernel(const char *text)
{
    const char *equals = strchr(text, '=');

    if (equals == NULL) {
        return text;
    }
    size_t len = (size_t)(equals - text);
    if (strlen(table->name) != len || memcmp(table->name, text, len) != 0) {
        test_abort("--kernel=%s: this program checks %s only", text, table->name);
    }
    return equals + 1;
}

void check_set_table(const struct brisk_operation *wanted)
{
    table = wanted;
    check_rows_set(table, usable_cpu, NULL);
}

void check_start_table(int argc, char **argv, const struct brisk_operation *wanted)
{
    const char *kernel = NULL;
    int is_list = 0;

    test_start(argc, argv);
    table = wanted;
    usable_cpu = brisk_cpu_features();
    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i];
        if (strncmp(argument, "--cpu=", 6) == 0) {
            usable_cpu &= parse_model(argument + 6);
        } else if (strncmp(argument, "--kernel=", 9) == 0) {
            kernel = parse_kernel(argument + 9);
        } else if (strcmp(argument, "--quick") == 0) {
            is_quick = 1;
        } else if (strcmp(argument, "--time") == 0) {
            is_timing = 1;
        } else if (strcmp(argument, "--list") == 0) {
            is_list = 1;
        } else if (strncmp(argument, "--seed=", 7) != 0) {
            fprintf(stderr,
                    "usage: %s [--seed=N] [--cpu=MODEL] [--kernel=VARIANT] [--quick] "
                    "[--time] [--list]\n",
                    argv[0]);
            exit(2);
        }
    }
    check_rows_set(table, usable_cpu, kernel);
    if (is_list) {
        check_rows_list();
        exit(0);
    }
    call_init();
    catch_faults();
}

void check_start(int argc, char **argv, const char *operation)
{
    const struct brisk_operation *wanted = brisk_operations;

    while (wanted->name != NULL && strcmp(wanted->name, operation) != 0) {
        wanted++;
    }
    if (wanted->name == NULL) {
        test_abort("no operation \"%s\"", operation);
    }
    check_start_table(argc, argv, wanted);
}

size_t check_iterations(size_t n)
{
    return is_quick ? (n + 9) / 10 : n;
}

/* Buffers */

static void add_output(struct check *check, const struct output *output)
{
    if (check->outputs.num == MAX_OUTPUTS) {
        test_abort("%s: more than %d outputs in one case", table->name, MAX_OUTPUTS);
    }
    check->outputs.list[check->outputs.num++] = *output;
}

const void *check_in(struct check *check, const char *name, const void *data, size_t len,
                     size_t alignment)
{
    void *at = guarded_new(name, len, alignment, check->place);

    if (len != 0) {
        memcpy(at, data, len);
    }
    return guarded_read_only(at);
}

void *check_out(struct check *check, const char *name, size_t len, size_t alignment)
{
    void *at = guarded_new(name, len, alignment, check->place);

    /* Something else than in the reference's run: a byte that is not written shows. */
    memset(at, check->mode == MODE_REFERENCE ? 0xa5 : 0x5a, len);
    add_output(check, &(struct output){ .name = name, .at = at, .len = len });
    return at;
}

void *check_inout(struct check *check, const char *name, const void *data, size_t len,
                  size_t alignment)
{
    void *at = check_out(check, name, len, alignment);

    if (len != 0) {
        memcpy(at, data, len);
    }
    return at;
}

void *check_state(struct check *check, const char *name, size_t len, size_t alignment)
{
    void *at = guarded_new(name, len, alignment, check->place);

    memset(at, check->mode == MODE_REFERENCE ? 0xa5 : 0x5a, len);
    return at;
}

const void *check_freeze(struct check *check, const void *state)
{
    (void)check;
    return guarded_read_only(state);
}

/* Calls */

static void print_time(struct check *check, const struct check_arguments *arguments);

static uint64_t call_function(struct check *check, const struct check_site *site,
                              const struct check_arguments *arguments)
{
    check->site = *site;
    check_rows_count_call(check->row, site->kernel);
    in_kernel = 1;
    uint64_t result = call_kernel(site->kernel, arguments);
    in_kernel = 0;
    call_complain(complain, check);
    if (check->mode == MODE_TIME) {
        print_time(check, arguments);
    }
    return result;
}

void check_call_void(struct check *check, struct check_site site, struct check_arguments arguments)
{
    call_function(check, &site, &arguments);
}

int check_call_returning_int(struct check *check, struct check_site site,
                             struct check_arguments arguments)
{
    int result = (int)call_function(check, &site, &arguments);

    add_output(check, &(struct output){ .name = site.function, .value = result, .is_value = 1 });
    return result;
}

static void keep_expected(const struct outputs *outputs)
{
    size_t used = 0, needed = 0;

    expected = *outputs;
    for (size_t i = 0; i < expected.num; i++) {
        needed += expected.list[i].len;
    }
    if (needed > expected_capacity) {
        free(expected_bytes);
        expected_bytes = malloc(needed);
        expected_capacity = needed;
        if (expected_bytes == NULL) {
            test_abort("out of memory");
        }
    }
    for (size_t i = 0; i < expected.num; i++) {
        struct output *output = &expected.list[i];
        if (output->len != 0) {
            memcpy(expected_bytes + used, output->at, output->len);
        }
        output->at = expected_bytes + used;
        used += output->len;
    }
}

static void compare_output(struct check *check, const struct output *got, const struct output *want)
{
    const uint8_t *a = got->at, *b = want->at;
    size_t first = 0;
    char text[256];

    if (got->len != want->len || got->is_value != want->is_value) {
        test_abort("%s: a case gave other outputs than with the reference", table->name);
    }
    if (got->is_value) {
        if (got->value != want->value) {
            snprintf(text, sizeof(text), "returns %d, the reference %d", got->value, want->value);
            complain(check, CHECK_WRONG_RETURN, text);
        }
        return;
    }
    while (first < got->len && a[first] == b[first]) {
        first++;
    }
    if (first < got->len) {
        snprintf(
            text, sizeof(text),
            "output \"%s\" (%zu bytes) differs from byte %zu on: %02x, the reference's is %02x",
            got->name, got->len, first, a[first], b[first]);
        complain(check, CHECK_WRONG_OUTPUT, text);
    }
}

static void compare_with_expected(struct check *check)
{
    if (check->outputs.num != expected.num) {
        test_abort("%s: a case gave %zu outputs, with the reference %zu", table->name,
                   check->outputs.num, expected.num);
    }
    for (size_t i = 0; i < expected.num; i++) {
        compare_output(check, &check->outputs.list[i], &expected.list[i]);
    }
}

/* One row on one case in one place. Returns 1 if there was no complaint. */
static int run_row(enum mode mode, const struct brisk_impl *row, enum guarded_place place,
                   check_run *run, const void *input)
{
    /* static: it is read after siglongjmp() */
    static struct check check;
    check = (struct check){ .mode = mode, .row = row, .place = place };

    guarded_reset();
    if (sigsetjmp(fault_return, 0) != 0) {
        report_fault(&check);
        return 0;
    }
    run(&check, row, input);

    struct guarded_fault spoilt;
    char text[256];
    while (guarded_find_overwritten(&spoilt)) {
        snprintf(text, sizeof(text), "writes %zu byte(s) %s \"%s\" (%zu bytes)",
                 spoilt.distance > 0 ? (size_t)spoilt.distance : (size_t)-spoilt.distance,
                 spoilt.distance > 0 ? "past the last byte of" : "before the start of", spoilt.name,
                 spoilt.len);
        complain(&check, CHECK_OUT_OF_BOUNDS, text);
    }
    if (mode == MODE_REFERENCE) {
        keep_expected(&check.outputs);
    } else if (mode == MODE_COMPARE) {
        compare_with_expected(&check);
    }
    return !check.failed;
}

void check_case(check_run *run, const void *input)
{
    const struct brisk_impl *row;

    if (is_timing || !run_row(MODE_REFERENCE, check_rows_reference(), GUARDED_END, run, input)) {
        return;
    }
    for (size_t i = 0; (row = check_rows_wanted(i)) != NULL; i++) {
        for (int place = 0; place < GUARDED_NUM_PLACES; place++) {
            if (run_row(MODE_COMPARE, row, (enum guarded_place)place, run, input)) {
                test_check(1, "row equals reference", __FILE__, __LINE__);
            }
        }
    }
}

/* Timing: ticks of one call, the least of 15 batches long enough for the clock. */
static double time_call(check_kernel *kernel, const struct check_arguments *arguments)
{
    double least = 0;
    uint64_t num_calls = 1, ticks = 0;

    for (int batch = 0; batch < 15;) {
        uint64_t start = call_ticks();
        for (uint64_t i = 0; i < num_calls; i++) {
            const uint64_t *a = arguments->values;
            ((void (*)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                       uint64_t, uint64_t, uint64_t))kernel)(a[0], a[1], a[2], a[3], a[4], a[5],
                                                             a[6], a[7], a[8], a[9]);
        }
        ticks = call_ticks() - start;
        if (batch == 0 && ticks < 100000 && num_calls < 1u << 20) {
            num_calls *= 2;
            continue;
        }
        double each = (double)ticks / (double)num_calls;
        least = batch == 0 || each < least ? each : least;
        batch++;
    }
    return least;
}

static void print_time(struct check *check, const struct check_arguments *arguments)
{
    const char *arrow = strstr(check->site.function, "->");

    in_kernel = 1;
    double each = time_call(check->site.kernel, arguments);
    in_kernel = 0;
    printf("%-24s %-14s %-14s %12.1f %s/call\n", time_label, check->row->name,
           arrow != NULL ? arrow + 2 : check->site.function, each, call_tick_name);
}

void check_time(const char *label, check_run *run, const void *input)
{
    const struct brisk_impl *row;

    time_label = label;
    for (size_t i = 0; is_timing && (row = check_rows_wanted(i)) != NULL; i++) {
        run_row(MODE_TIME, row, GUARDED_START, run, input);
    }
}

void check_report_rows_not_run(void)
{
    check_rows_report_not_run(reporter);
}

int check_end(void)
{
    if (is_timing) {
        return test_num_failures() != 0;
    }
    report_file = __FILE__;
    report_line = __LINE__;
    test_note(NULL);
    check_rows_print();
    check_report_rows_not_run();
    return test_end();
}
