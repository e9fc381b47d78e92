/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/offenders.h"

offender_fn offender_x19, offender_x20, offender_x21, offender_x22, offender_x23, offender_x24,
    offender_x25, offender_x26, offender_x27, offender_x28, offender_x29, offender_d8, offender_d9,
    offender_d10, offender_d11, offender_d12, offender_d13, offender_d14, offender_d15,
    offender_fpcr, offender_stack_pointer, offender_stack_above, offender_stack_far_above,
    offender_upper_of_argument, offender_illegal, offender_wild, offender_clean_registers,
    offender_clean_return, offender_clean_high_vectors;

const struct offender arch_offenders[] = {
    { "x19", offender_x19, CHECK_REGISTER, 0 },
    { "x20", offender_x20, CHECK_REGISTER, 0 },
    { "x21", offender_x21, CHECK_REGISTER, 0 },
    { "x22", offender_x22, CHECK_REGISTER, 0 },
    { "x23", offender_x23, CHECK_REGISTER, 0 },
    { "x24", offender_x24, CHECK_REGISTER, 0 },
    { "x25", offender_x25, CHECK_REGISTER, 0 },
    { "x26", offender_x26, CHECK_REGISTER, 0 },
    { "x27", offender_x27, CHECK_REGISTER, 0 },
    { "x28", offender_x28, CHECK_REGISTER, 0 },
    { "x29", offender_x29, CHECK_REGISTER, 0 },
    { "d8", offender_d8, CHECK_REGISTER, 0 },
    { "d9", offender_d9, CHECK_REGISTER, 0 },
    { "d10", offender_d10, CHECK_REGISTER, 0 },
    { "d11", offender_d11, CHECK_REGISTER, 0 },
    { "d12", offender_d12, CHECK_REGISTER, 0 },
    { "d13", offender_d13, CHECK_REGISTER, 0 },
    { "d14", offender_d14, CHECK_REGISTER, 0 },
    { "d15", offender_d15, CHECK_REGISTER, 0 },
    { "fpcr", offender_fpcr, CHECK_REGISTER, 0 },
    { "stack_pointer", offender_stack_pointer, CHECK_REGISTER, 0 },
    { "stack_above", offender_stack_above, CHECK_STACK, 0 },
    { "stack_far_above", offender_stack_far_above, CHECK_STACK, 0 },
    { "upper_of_argument", offender_upper_of_argument, CHECK_WRONG_RETURN, 0 },
    { "illegal", offender_illegal, CHECK_ILLEGAL_INSTRUCTION, 0 },
    { "wild", offender_wild, CHECK_OTHER_FAULT, 0 },
    { "clean_registers", offender_clean_registers, OFFENDER_CLEAN, 0 },
    { "clean_return", offender_clean_return, OFFENDER_CLEAN, 0 },
    { "clean_high_vectors", offender_clean_high_vectors, OFFENDER_CLEAN, 0 },
    { NULL, NULL, 0, 0 },
};
