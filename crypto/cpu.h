/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* CPU bits: what a kernel row can need. "Can" bits say that an instruction exists (and that the
 * operating system saves its registers); "should" bits say that using it pays on this model, each
 * with the list of models and the reason where it is set. One namespace per architecture: the bits
 * of another architecture are never set. */

#ifndef BRISK_CRYPTO_CPU_H
#define BRISK_CRYPTO_CPU_H

#include <stddef.h>
#include <stdint.h>

/* x86-64 */
#define CPU_SSSE3 (1ull << 0)
#define CPU_SSE41 (1ull << 1)
#define CPU_AESNI (1ull << 2)
#define CPU_PCLMUL (1ull << 3)
#define CPU_MOVBE (1ull << 4)
#define CPU_AVX (1ull << 5)
#define CPU_AVX2 (1ull << 6)
#define CPU_BMI1 (1ull << 7)
#define CPU_BMI2 (1ull << 8)
#define CPU_ADX (1ull << 9)
#define CPU_SHA (1ull << 10)
#define CPU_AVX512F (1ull << 11)
#define CPU_AVX512BW (1ull << 12)
#define CPU_AVX512VL (1ull << 13)
#define CPU_AVX512DQ (1ull << 14)
#define CPU_AVX512IFMA (1ull << 15)
#define CPU_AVX512VBMI (1ull << 16)
#define CPU_AVX512VBMI2 (1ull << 17)
#define CPU_VAES (1ull << 18)
#define CPU_VPCLMUL (1ull << 19)
#define CPU_GFNI (1ull << 20)
#define CPU_SHA512 (1ull << 21)
#define CPU_ZMM_FREE (1ull << 22) /* should: zmm registers cost no clock */

/* aarch64 */
#define CPU_NEON (1ull << 32)
#define CPU_ARM_AES (1ull << 33)
#define CPU_ARM_PMULL (1ull << 34)
#define CPU_ARM_SHA2 (1ull << 35)
#define CPU_ARM_SHA512 (1ull << 36)
#define CPU_ARM_SHA3 (1ull << 37)
#define CPU_SVE (1ull << 38)
#define CPU_SVE2 (1ull << 39)

struct cpu_model {
    const char *name;
    uint64_t features;
};

/* Floor 0, one per architecture (crypto/x86_64/cpu.c, crypto/aarch64/cpu.c, crypto/portable/cpu.c).
 */
uint64_t brisk_cpu_detect(void);
extern const struct cpu_model brisk_cpu_models[]; /* ends with a NULL name */

#endif
