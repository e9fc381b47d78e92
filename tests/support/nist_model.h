/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The static functions of crypto/p256_ref.c, p384_ref.c, p521_ref.c or another row's file, which is
 * included before this, against Python's integers: tests/support/model_nist.py prints the cases. A
 * row without a function reduce() defines MODEL_WITHOUT_REDUCE. */

#ifndef BRISK_TESTS_SUPPORT_NIST_MODEL_H
#define BRISK_TESTS_SUPPORT_NIST_MODEL_H

#include <stdio.h>
#include <stdlib.h>

#include "tests/support/nist_group.h"
#include "tests/support/test.h"

#define MAX_NUMBERS 6 /* the result is the last one, or the last two if it is a point */

struct model_case {
    char operation[16];
    uint64_t number[MAX_NUMBERS][EC_LIMBS];
    int num_numbers;
};

static void parse_limbs(uint64_t out[EC_LIMBS], const char *text)
{
    char padded[16 * EC_LIMBS + 1];
    uint8_t bytes[8 * EC_LIMBS];
    if (strlen(text) > 16 * EC_LIMBS) {
        test_abort("the model printed %s for %d bytes", text, 8 * EC_LIMBS);
    }
    memset(padded, '0', sizeof(padded));
    memcpy(padded + 16 * EC_LIMBS - strlen(text), text, strlen(text) + 1);
    test_hex(bytes, sizeof(bytes), padded);
    limbs_from_be(out, bytes, EC_LIMBS);
}

static void add_mod_n(uint64_t *out, const uint64_t *a, const uint64_t *b)
{
    mod_add(out, a, b, ec_n, EC_LIMBS);
}

static void sub_mod_n(uint64_t *out, const uint64_t *a, const uint64_t *b)
{
    mod_sub(out, a, b, ec_n, EC_LIMBS);
}

static void square_mod_n(uint64_t *out, const uint64_t *a)
{
    sc_mul(out, a, a);
}

static void half_mod_n(uint64_t *out, const uint64_t *a)
{
    mod_half(out, a, ec_n, EC_LIMBS);
}

/* The value of the digits that recode_smaller() makes, modulo 2^(64 EC_LIMBS). */
static void value_of_window_digits(uint64_t *out, const uint64_t *a, size_t window)
{
    struct digits digits;
    uint64_t opposite[EC_LIMBS];
    uint64_t negated = recode_smaller(&digits, a, window);
    limbs_sub(opposite, ec_n, a, EC_LIMBS);
    CHECK((negated != 0) == (limbs_mask_less(opposite, a, EC_LIMBS) != 0));
    memset(out, 0, 8 * EC_LIMBS);
    for (size_t i = EC_NUM_DIGITS(window); i-- > 0;) {
        uint64_t digit[EC_LIMBS] = { digits.magnitude[i] };
        CHECK(digits.magnitude[i] <= EC_NUM_MULTIPLES(window) && digits.negative[i] <= 1);
        for (size_t j = 0; j < window; j++) {
            limbs_add(out, out, out, EC_LIMBS);
        }
        if (digits.negative[i]) {
            limbs_sub(out, out, digit, EC_LIMBS);
        } else {
            limbs_add(out, out, digit, EC_LIMBS);
        }
    }
}

static void value_of_digits(uint64_t *out, const uint64_t *a)
{
    value_of_window_digits(out, a, EC_WINDOW);
}

static void value_of_base_digits(uint64_t *out, const uint64_t *a)
{
    value_of_window_digits(out, a, EC_BASE_WINDOW);
}

/* The value of the digits of a verification. */
static void value_of_naf(uint64_t *out, const uint64_t *a)
{
    int16_t naf[EC_BITS + 1];
    recode_naf(naf, a, EC_ODD_WIDTH);
    memset(out, 0, 8 * EC_LIMBS);
    for (size_t i = EC_BITS + 1, last = 0; i-- > 0;) {
        int size = naf[i] < 0 ? -naf[i] : naf[i];
        uint64_t digit[EC_LIMBS] = { (uint64_t)size };
        limbs_add(out, out, out, EC_LIMBS);
        if (size == 0) {
            continue;
        }
        CHECK(size % 2 == 1 && size < 1 << (EC_ODD_WIDTH - 1));
        CHECK(last == 0 || last - i >= EC_ODD_WIDTH);
        last = i;
        if (naf[i] < 0) {
            limbs_sub(out, out, digit, EC_LIMBS);
        } else {
            limbs_add(out, out, digit, EC_LIMBS);
        }
    }
}

#ifndef MODEL_WITHOUT_REDUCE
/* high 2^(64 EC_LIMBS) + low, reduced. */
static void reduce_double(uint64_t *out, const uint64_t *high, const uint64_t *low)
{
    uint64_t t[2 * EC_LIMBS];
    memcpy(t, low, 8 * EC_LIMBS);
    memcpy(t + EC_LIMBS, high, 8 * EC_LIMBS);
    reduce(out, t);
}
#endif

static void run_model_case(const struct model_case *c)
{
    static const struct {
        const char *name;
        void (*unary)(uint64_t *, const uint64_t *);
        void (*binary)(uint64_t *, const uint64_t *, const uint64_t *);
    } operations[] = {
        { "p_mul", NULL, fe_mul },
        { "p_add", NULL, fe_add },
        { "p_sub", NULL, fe_sub },
        { "p_sqr", fe_sqr, NULL },
        { "p_half", fe_half, NULL },
        { "p_invert", fe_invert, NULL },
        { "n_mul", NULL, sc_mul },
        { "n_add", NULL, add_mod_n },
        { "n_sub", NULL, sub_mod_n },
        { "n_sqr", square_mod_n, NULL },
        { "n_half", half_mod_n, NULL },
        { "n_invert", sc_invert, NULL },
        { "n_reduce", reduce_once_mod_n, NULL },
        { "digits", value_of_digits, NULL },
        { "base_digits", value_of_base_digits, NULL },
        { "naf", value_of_naf, NULL },
#ifdef MODEL_WITHOUT_REDUCE
        { "p_reduce", NULL, NULL },
#else
        { "p_reduce", NULL, reduce_double },
#endif
    };
    if (run_group_case(c->operation, c->number)) {
        return;
    }
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        if (strcmp(c->operation, operations[i].name) != 0) {
            continue;
        }
        uint64_t a[EC_LIMBS], b[EC_LIMBS], got[EC_LIMBS];
        const uint64_t *want = c->number[c->num_numbers - 1];
        memcpy(a, c->number[0], sizeof(a));
        memcpy(b, c->number[1], sizeof(b));
        if (operations[i].unary == NULL && operations[i].binary == NULL) {
            return;
        }
        if (operations[i].unary) {
            operations[i].unary(got, a);
            operations[i].unary(a, a); /* output over input */
            CHECK_EQ_BYTES(a, want, sizeof(a));
        } else {
            operations[i].binary(got, a, b);
            operations[i].binary(b, a, b);
            CHECK_EQ_BYTES(b, want, sizeof(b));
            memcpy(b, c->number[1], sizeof(b));
            operations[i].binary(a, a, b);
            CHECK_EQ_BYTES(a, want, sizeof(a));
        }
        CHECK_EQ_BYTES(got, want, sizeof(got));
        return;
    }
    test_abort("the model printed an operation that this test does not know: %s", c->operation);
}

static int parse_model_case(struct model_case *c, char *line)
{
    char *word = strtok(line, " \n");
    memset(c, 0, sizeof(*c));
    snprintf(c->operation, sizeof(c->operation), "%s", word ? word : "");
    while ((word = strtok(NULL, " \n")) != NULL && c->num_numbers < MAX_NUMBERS) {
        parse_limbs(c->number[c->num_numbers++], word);
    }
    return c->num_numbers >= 2;
}

static void run_command(const char *command)
{
    printf("%s\n", strrchr(command, '/') + 1);
    fflush(stdout);
    CHECK_EQ_INT(system(command), 0);
}

/* `more`, if not NULL, is run when the cases have passed. */
static int test_with_model(int argc, char **argv, const char *curve, void (*more)(void))
{
    char command[512], line[1024];
    struct model_case c;
    long num_cases = 0;
    int ended = 0;
    test_start(argc, argv);
    if (system("python3 -c pass") != 0) {
        test_skip("python3 is needed to compute the expected results: install package python3");
    }
    snprintf(command, sizeof(command), "python3 '%s/tests/support/model_nist.py' %s %llu",
             BRISK_SOURCE_DIR, curve, (unsigned long long)test_seed);
    FILE *model = popen(command, "r");
    if (model == NULL) {
        test_abort("popen failed");
    }
    while (fgets(line, sizeof(line), model) != NULL && !ended) {
        if (strcmp(line, "end\n") == 0) {
            ended = 1;
            continue;
        }
        test_note("%s", line);
        if (!parse_model_case(&c, line)) {
            test_abort("the model printed a line with too few numbers");
        }
        run_model_case(&c);
        num_cases++;
    }
    test_note(NULL);
    CHECK_EQ_INT(pclose(model), 0);
    CHECK(ended);
    printf("%ld cases from the model\n", num_cases);
    if (more != NULL) {
        more();
    }

    /* What generators printed once is what they print now. */
    run_command("python3 '" BRISK_SOURCE_DIR "/tools/make-ec-table.py' --check");
    run_command("python3 '" BRISK_SOURCE_DIR "/tests/support/make-nist-vectors.py' --check");
    return test_end();
}

#endif
