/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* A field of 2^255 - 19 elements, and the scalars of curve25519, against a model that shares
 * nothing with them: Python's integers (tests/support/model_fe25519.py prints the cases). For
 * inclusion behind the field's header and FE25519_RADIX          bits in a limb but for the last
 *     FE25519_TIGHT, FE25519_AFTER_ADD, FE25519_AFTER_SUB   the bounds that its header says, by the
 *                            limbs that they hold for: "limb i is below bound[i]", 0 for any. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/sc25519.h"
#include "tests/support/test.h"

#define MAX_OPERANDS 4

struct test_case {
    char operation[16];
    char *operand[MAX_OPERANDS]; /* the result is the last one */
    int num_operands;
};

static void parse_element(struct fe25519 *out, const char *text)
{
    for (int i = 0; i < FE25519_LIMBS; i++) {
        char *end;
        out->limb[i] = strtoull(text, &end, 16);
        if (end == text || *end != (i < FE25519_LIMBS - 1 ? ',' : '\0')) {
            test_abort("the model printed %s for an element", text);
        }
        text = end + 1;
    }
}

/* A number in hexadecimal to len little-endian bytes. */
static void parse_number(uint8_t *out, size_t len, const char *text)
{
    memset(out, 0, len);
    for (size_t i = 0, digits = strlen(text); i < digits; i++) {
        char digit[2] = { text[digits - 1 - i], 0 };
        if (i / 2 >= len) {
            test_abort("the model printed %s for %zu bytes", text, len);
        }
        out[i / 2] |= (uint8_t)(strtoul(digit, NULL, 16) << 4 * (i % 2));
    }
}

static const uint64_t tight[FE25519_LIMBS] = FE25519_TIGHT,
                      after_add[FE25519_LIMBS] = FE25519_AFTER_ADD,
                      after_sub[FE25519_LIMBS] = FE25519_AFTER_SUB;

/* Compares an element with the case's result, and its limbs with the bound its header says. */
static void check_element(const struct test_case *c, const struct fe25519 *got,
                          const uint64_t bound[FE25519_LIMBS])
{
    uint8_t want_bytes[32], got_bytes[32];
    for (int i = 0; bound && i < FE25519_LIMBS; i++) {
        CHECK(bound[i] == 0 || got->limb[i] < bound[i]);
    }
    parse_number(want_bytes, 32, c->operand[c->num_operands - 1]);
    fe25519_encode(got_bytes, got);
    CHECK_EQ_BYTES(got_bytes, want_bytes, 32);
}

static void mul_by_121665(struct fe25519 *out, const struct fe25519 *a)
{
    fe25519_mul_small(out, a, 121665);
}

/* Powers are taken of two elements at once. */
static void pow_p58_first(struct fe25519 *out, const struct fe25519 *a)
{
    struct fe25519 pair[2] = { *a, fe25519_one };
    fe25519_pow_p58(pair);
    *out = pair[0];
    CHECK(fe25519_is_odd(&pair[1]));
}

static void pow_p58_second(struct fe25519 *out, const struct fe25519 *a)
{
    struct fe25519 pair[2] = { fe25519_zero, *a };
    fe25519_pow_p58(pair);
    *out = pair[1];
    CHECK(fe25519_mask_zero(&pair[0]) != 0);
}

/* Operations of one or two elements with an element as their result. */
static int run_element_case(const struct test_case *c)
{
    static const struct {
        const char *name;
        void (*unary)(struct fe25519 *, const struct fe25519 *);
        void (*binary)(struct fe25519 *, const struct fe25519 *, const struct fe25519 *);
        const uint64_t *bound;
    } operations[] = {
        { "mul", NULL, fe25519_mul, tight },         { "add", NULL, fe25519_add, after_add },
        { "sub", NULL, fe25519_sub, after_sub },     { "square", fe25519_square, NULL, tight },
        { "carry", fe25519_carry, NULL, tight },     { "negate", fe25519_negate, NULL, tight },
        { "mul_small", mul_by_121665, NULL, tight }, { "invert", fe25519_invert, NULL, tight },
        { "pow_p58", pow_p58_first, NULL, tight },   { "pow_p58", pow_p58_second, NULL, tight },
    };
    int known = 0;
    struct fe25519 a, b, result;
    for (size_t i = 0; i < sizeof(operations) / sizeof(operations[0]); i++) {
        if (strcmp(c->operation, operations[i].name) != 0) {
            continue;
        }
        parse_element(&a, c->operand[0]);
        if (operations[i].unary) {
            operations[i].unary(&result, &a);
            check_element(c, &result, operations[i].bound);
            operations[i].unary(&a, &a);
            check_element(c, &a, operations[i].bound);
        } else {
            parse_element(&b, c->operand[1]);
            operations[i].binary(&result, &a, &b);
            check_element(c, &result, operations[i].bound);
            struct fe25519 a_copy = a;
            operations[i].binary(&a, &a, &b);
            check_element(c, &a, operations[i].bound);
            operations[i].binary(&b, &a_copy, &b);
            check_element(c, &b, operations[i].bound);
        }
        known = 1;
    }
    return known;
}

static int run_encoding_case(const struct test_case *c)
{
    struct fe25519 a;
    uint8_t in[32];
    const char *result = c->operand[c->num_operands - 1];
    if (strcmp(c->operation, "encode") == 0) {
        parse_element(&a, c->operand[0]);
        check_element(c, &a, NULL);
    } else if (strcmp(c->operation, "decode") == 0) {
        parse_number(in, 32, c->operand[0]);
        fe25519_decode(&a, in);
        check_element(c, &a, tight);
    } else if (strcmp(c->operation, "is_odd") == 0) {
        parse_element(&a, c->operand[0]);
        CHECK_EQ_INT(fe25519_is_odd(&a), result[0] - '0');
    } else if (strcmp(c->operation, "is_zero") == 0) {
        parse_element(&a, c->operand[0]);
        CHECK(fe25519_mask_zero(&a) == (result[0] == '1' ? UINT64_MAX : 0));
    } else {
        return 0;
    }
    return 1;
}

static int run_scalar_case(const struct test_case *c)
{
    uint8_t in[64], b[32], addend[32], want[32], got[32];
    const char *result = c->operand[c->num_operands - 1];
    if (strcmp(c->operation, "reduce") == 0) {
        parse_number(in, 64, c->operand[0]);
        brisk_sc25519_reduce(got, in);
    } else if (strcmp(c->operation, "muladd") == 0) {
        parse_number(in, 32, c->operand[0]);
        parse_number(b, 32, c->operand[1]);
        parse_number(addend, 32, c->operand[2]);
        brisk_sc25519_muladd(got, in, b, addend);
    } else if (strcmp(c->operation, "is_reduced") == 0) {
        parse_number(in, 32, c->operand[0]);
        CHECK_EQ_INT(brisk_sc25519_is_reduced(in), result[0] - '0');
        return 1;
    } else {
        return 0;
    }
    parse_number(want, 32, result);
    CHECK_EQ_BYTES(got, want, 32);
    return 1;
}

static void run_case(char *line)
{
    struct test_case c = { .num_operands = 0 };
    test_note("%s", line);
    char *word = strtok(line, " ");
    snprintf(c.operation, sizeof(c.operation), "%s", word ? word : "");
    while ((word = strtok(NULL, " ")) && c.num_operands < MAX_OPERANDS) {
        c.operand[c.num_operands++] = word;
    }
    if (c.num_operands < 2 ||
        (!run_element_case(&c) && !run_encoding_case(&c) && !run_scalar_case(&c))) {
        test_abort("the model printed an operation that this test does not know: %s", c.operation);
    }
    test_note(NULL);
}

static void test_model(void)
{
    if (system("python3 -c pass") != 0) {
        test_skip("python3 is needed to compute the expected results: install package python3");
    }
    char command[256], line[512];
    long num_cases = 0;
    int ended = 0;
    snprintf(command, sizeof(command), "python3 '%s/tests/support/model_fe25519.py' %llu %d",
             BRISK_SOURCE_DIR, (unsigned long long)test_seed, FE25519_RADIX);
    FILE *model = popen(command, "r");
    if (!model) {
        test_abort("popen failed");
    }
    while (fgets(line, sizeof(line), model)) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "end") == 0) {
            ended = 1;
            break;
        }
        run_case(line);
        num_cases++;
    }
    CHECK_EQ_INT(pclose(model), 0);
    CHECK(ended);
    printf("%ld cases from the model\n", num_cases);
}
