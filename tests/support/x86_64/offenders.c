/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/offenders.h"

offender_fn offender_rbx, offender_rbp, offender_r12, offender_r13, offender_r14, offender_r15,
    offender_direction_flag, offender_mxcsr, offender_x87_control, offender_mmx,
    offender_stack_pointer, offender_stack_above, offender_stack_far_above, offender_dirty_ymm,
    offender_dirty_zmm, offender_upper_of_argument, offender_misaligned, offender_illegal,
    offender_divide, offender_wild, offender_clean_registers, offender_clean_return,
    offender_clean_avx, offender_clean_high_zmm;

const struct offender arch_offenders[] = {
    { "rbx", offender_rbx, CHECK_REGISTER, 0 },
    { "rbp", offender_rbp, CHECK_REGISTER, 0 },
    { "r12", offender_r12, CHECK_REGISTER, 0 },
    { "r13", offender_r13, CHECK_REGISTER, 0 },
    { "r14", offender_r14, CHECK_REGISTER, 0 },
    { "r15", offender_r15, CHECK_REGISTER, 0 },
    { "direction_flag", offender_direction_flag, CHECK_REGISTER, 0 },
    { "mxcsr", offender_mxcsr, CHECK_REGISTER, 0 },
    { "x87_control", offender_x87_control, CHECK_REGISTER, 0 },
    { "mmx", offender_mmx, CHECK_REGISTER, 0 },
    { "stack_pointer", offender_stack_pointer, CHECK_REGISTER, 0 },
    { "stack_above", offender_stack_above, CHECK_STACK, 0 },
    { "stack_far_above", offender_stack_far_above, CHECK_STACK, 0 },
    { "dirty_ymm", offender_dirty_ymm, CHECK_DIRTY_UPPER, CPU_AVX2 },
    { "dirty_zmm", offender_dirty_zmm, CHECK_DIRTY_UPPER, CPU_AVX512F | CPU_AVX512VL },
    { "upper_of_argument", offender_upper_of_argument, CHECK_WRONG_RETURN, 0 },
    { "misaligned", offender_misaligned, CHECK_OTHER_FAULT, 0 },
    { "illegal", offender_illegal, CHECK_ILLEGAL_INSTRUCTION, 0 },
    { "divide", offender_divide, CHECK_OTHER_FAULT, 0 },
    { "wild", offender_wild, CHECK_OTHER_FAULT, 0 },
    { "clean_registers", offender_clean_registers, OFFENDER_CLEAN, 0 },
    { "clean_return", offender_clean_return, OFFENDER_CLEAN, 0 },
    { "clean_avx", offender_clean_avx, OFFENDER_CLEAN, CPU_AVX2 },
    { "clean_high_zmm", offender_clean_high_zmm, OFFENDER_CLEAN, CPU_AVX512F },
    { NULL, NULL, 0, 0 },
};
