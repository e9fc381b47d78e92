/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include <string.h>

#include "crypto/impl.h"
#include "tests/support/check.h"
#include "tests/support/nist_vectors.h"

#define SIZE 66
#define NUM(array) (sizeof(array) / sizeof(array[0]))

struct p521_input {
    uint8_t point[2 * SIZE], signature[2 * SIZE], digest[SIZE];
};

static void run_verify(struct check *check, const void *row, const void *input)
{
    const struct brisk_p521_impl *impl = row;
    const struct p521_input *t = input;
    const uint8_t *signature = check_in(check, "signature", t->signature, 2 * SIZE, 1);
    const uint8_t *point = check_in(check, "point", t->point, 2 * SIZE, 1);
    const uint8_t *e = check_in(check, "e", t->digest, SIZE, 1);
    check_call_int(check, impl->verify, signature, point, e);
}

static void run_check(struct check *check, const void *row, const void *input)
{
    const struct brisk_p521_impl *impl = row;
    const struct p521_input *t = input;
    check_call_int(check, impl->check, check_in(check, "point", t->point, 2 * SIZE, 1));
}

static void load(struct p521_input *t, const struct colliding_vector *v)
{
    uint8_t prefixed[1 + 2 * SIZE];
    test_hex(t->digest, SIZE, v->e);
    test_hex(t->signature, SIZE, v->r);
    test_hex(t->signature + SIZE, SIZE, v->s);
    test_hex(prefixed, sizeof(prefixed), v->public_key);
    memcpy(t->point, prefixed + 1, 2 * SIZE);
}

static void check_both(const struct p521_input *t)
{
    check_case(run_verify, t);
    check_case(run_check, t);
}

/* Right signatures, and each with one bit flipped or one number replaced. */
int main(int argc, char **argv)
{
    struct p521_input t, bad;
    check_start(argc, argv, "p521");
    for (size_t i = 0; i < NUM(p521_colliding); i += 5) { /* they come by threes and sixes */
        test_note("vector %zu", i);
        load(&t, &p521_colliding[i]);
        check_both(&t);
        for (unsigned fill = 0; fill < CHECK_NUM_FILLS; fill++) {
            uint8_t *const numbers[] = { bad.point, bad.point + SIZE, bad.signature,
                                         bad.signature + SIZE, bad.digest };
            size_t number = test_random_below(NUM(numbers));
            bad = t;
            numbers[number][test_random_below(SIZE)] ^= (uint8_t)(1 << test_random_below(8));
            check_both(&bad);
            bad = t;
            check_fill(numbers[number], SIZE, fill);
            numbers[number][0] &= 1;
            check_both(&bad);
        }
    }
    check_time("verify", run_verify, &t);
    check_time("check", run_check, &t);
    return check_end();
}
