/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The check harness on kernels made to break one rule each: every one must be reported for what it
 * does, and kernels that break none must not be. */

#include <stdio.h>
#include <string.h>

#include <brisk/kernels.h>

#include "tests/support/check.h"
#include "tests/support/offenders.h"

/* The rules that C can break. The loads and stores are volatile: they are the point. */

static void do_work(uint8_t *out, const uint8_t *in, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        out[i] = in[i] ^ 0x36;
    }
}

static int offend_ref(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    do_work(out, in, len);
    return one == 1 ? 7 : -1;
}

static int offend_over_read(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    (void)*(const volatile uint8_t *)(in + len);
    return offend_ref(out, in, len, one);
}

static int offend_under_read(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    (void)*(const volatile uint8_t *)(in - 1);
    return offend_ref(out, in, len, one);
}

static int offend_over_write(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    *(volatile uint8_t *)(out + len) = 0;
    return offend_ref(out, in, len, one);
}

static int offend_under_write(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    *(volatile uint8_t *)(out - 1) = 0;
    return offend_ref(out, in, len, one);
}

/* Past the end, but never into the next page: only a canary tells. */
static int offend_over_write_in_page(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    if ((uintptr_t)(out + len) % 4096 != 0) {
        *(volatile uint8_t *)(out + len) ^= 1;
    }
    return offend_ref(out, in, len, one);
}

static int offend_under_write_in_page(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    if ((uintptr_t)out % 4096 != 0) {
        *(volatile uint8_t *)(out - 1) ^= 1;
    }
    return offend_ref(out, in, len, one);
}

static int offend_write_input(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    if (len > 0) { /* and puts it back: to compare the input afterwards would not tell */
        volatile uint8_t *at = (volatile uint8_t *)(uintptr_t)in;
        uint8_t kept = *at;
        *at = 0;
        *at = kept;
    }
    return offend_ref(out, in, len, one);
}

static int offend_one_length(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    int result = offend_ref(out, in, len, one);

    if (len == 31) {
        out[30] ^= 1;
    }
    return result;
}

static int offend_hostile_value(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    static const uint8_t ones[16] = { 255, 255, 255, 255, 255, 255, 255, 255,
                                      255, 255, 255, 255, 255, 255, 255, 255 };
    int result = offend_ref(out, in, len, one);

    if (len >= sizeof(ones) && memcmp(in, ones, sizeof(ones)) == 0) {
        out[0] ^= 0x80;
    }
    return result;
}

static int offend_unwritten(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    if (len > 0) {
        uint8_t kept = out[len - 1];
        do_work(out, in, len);
        out[len - 1] = kept;
    }
    return one == 1 ? 7 : -1;
}

static int offend_return(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    return offend_ref(out, in, len, one) + (len == 16);
}

static int offend_second(uint8_t *out, const uint8_t *in, size_t len, uint32_t one)
{
    do_work(out, in, len);
    return one == 1 ? 8 : -2;
}

static const struct offender common_offenders[] = {
    { "clean", offend_ref, OFFENDER_CLEAN, 0 },
    { "over_read", offend_over_read, CHECK_OUT_OF_BOUNDS, 0 },
    { "under_read", offend_under_read, CHECK_OUT_OF_BOUNDS, 0 },
    { "over_write", offend_over_write, CHECK_OUT_OF_BOUNDS, 0 },
    { "under_write", offend_under_write, CHECK_OUT_OF_BOUNDS, 0 },
    { "over_write_in_page", offend_over_write_in_page, CHECK_OUT_OF_BOUNDS, 0 },
    { "under_write_in_page", offend_under_write_in_page, CHECK_OUT_OF_BOUNDS, 0 },
    { "write_input", offend_write_input, CHECK_INPUT_WRITTEN, 0 },
    { "one_length", offend_one_length, CHECK_WRONG_OUTPUT, 0 },
    { "hostile_value", offend_hostile_value, CHECK_WRONG_OUTPUT, 0 },
    { "unwritten", offend_unwritten, CHECK_WRONG_OUTPUT, 0 },
    { "return", offend_return, CHECK_WRONG_RETURN, 0 },
    { NULL, NULL, 0, 0 },
};

/* A table of an offender and the reference, and a check of it as any operation has. */

struct offender_impl {
    struct brisk_impl impl;
    offender_fn *function;
    offender_fn *second;
};

static struct offender_impl rows[3] = {
    { { "offender", 0 }, offend_ref, offend_second },
    { { "ref", 0 }, offend_ref, offend_second },
};
static const struct brisk_operation offender_table = { "offender", rows, sizeof(rows[0]), 0 };

struct offender_input {
    const uint8_t *in;
    size_t len;
    int calls_second;
};

static void run_offender(struct check *check, const void *row, const void *input)
{
    const struct offender_impl *impl = row;
    const struct offender_input *t = input;
    uint8_t *first_out = check_out(check, "first_out", t->len, 1);
    uint8_t *out = check_out(check, "out", t->len, 1);
    const uint8_t *in = check_in(check, "in", t->in, t->len, 1);

    if (t->calls_second) {
        check_call_int(check, impl->second, first_out, in, t->len, CHECK_U32(1));
    }
    check_call_int(check, impl->function, out, in, t->len, CHECK_U32(1));
}

static size_t num_complaints[CHECK_NOT_RUN + 1];
static char first_complaint[CHECK_NOT_RUN + 1][512];

static void count_complaint(enum check_complaint complaint, const char *text)
{
    if (num_complaints[complaint]++ == 0) {
        snprintf(first_complaint[complaint], sizeof(first_complaint[0]), "%s", text);
    }
}

static void check_with(const struct offender *offender, offender_fn *second, int calls_second)
{
    static uint8_t in[64];
    struct offender_input t = { .in = in, .calls_second = calls_second };

    rows[0].impl = (struct brisk_impl){ offender->name, offender->needs };
    rows[0].function = offender->function;
    rows[0].second = rows[1].second = second;
    memset(num_complaints, 0, sizeof(num_complaints));
    check_set_table(&offender_table);
    check_set_reporter(count_complaint);
    for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
        for (t.len = 0; t.len <= sizeof(in); t.len++) {
            check_fill(in, t.len, fill);
            check_case(run_offender, &t);
        }
    }
}

static void test_offenders(const struct offender *offenders)
{
    for (const struct offender *offender = offenders; offender->name != NULL; offender++) {
        if ((offender->needs & ~brisk_cpu_features()) != 0) {
            printf("%-20s not tried: this CPU cannot run it\n", offender->name);
            continue;
        }
        test_note("offender \"%s\"", offender->name);
        check_with(offender, offend_second, 1);
        check_report_rows_not_run();
        check_set_reporter(NULL);
        for (int i = 0; i <= CHECK_NOT_RUN; i++) {
            if (i == offender->complaint) {
                CHECK(num_complaints[i] > 0);
                printf("%-20s %s\n", offender->name, first_complaint[i]);
            } else if (!CHECK(num_complaints[i] == 0)) {
                printf("    %s\n", first_complaint[i]);
            }
        }
        if (offender->complaint == OFFENDER_CLEAN) {
            printf("%-20s not reported\n", offender->name);
        }
    }
}

static size_t count_not_run(int calls_second, offender_fn *second)
{
    const struct offender clean = { "clean", offend_ref, OFFENDER_CLEAN, 0 };

    check_with(&clean, second, calls_second);
    check_report_rows_not_run();
    check_set_reporter(NULL);
    return num_complaints[CHECK_NOT_RUN];
}

static void test_not_run(void)
{
    test_note("functions that did not run");
    CHECK_EQ_INT(count_not_run(1, offend_second), 0);
    CHECK_EQ_INT(count_not_run(0, offend_second), 2);
    CHECK_EQ_STRING(first_complaint[CHECK_NOT_RUN],
                    "offender/clean: function 2 of the row did not run");
    CHECK_EQ_INT(count_not_run(0, NULL), 2);
    CHECK_EQ_STRING(first_complaint[CHECK_NOT_RUN],
                    "offender/clean: function 2 of the row is missing");

    test_note("rows that did not run");
    check_set_table(&offender_table);
    memset(num_complaints, 0, sizeof(num_complaints));
    check_set_reporter(count_complaint);
    check_report_rows_not_run();
    check_set_reporter(NULL);
    CHECK_EQ_INT(num_complaints[CHECK_NOT_RUN], 4);
}

int main(int argc, char **argv)
{
    check_start_table(argc, argv, &offender_table);
    test_offenders(common_offenders);
    test_offenders(arch_offenders);
    test_not_run();
    return test_end();
}
