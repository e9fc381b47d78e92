/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* CPU bits by name, and the bits of this CPU. */

#include <pthread.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/kernels.h>

#include "crypto/cpu.h"

/* Spelled as /proc/cpuinfo spells them, but for the "should" bits, which are brisk's own. */
static const struct {
    uint64_t bit;
    const char *name;
} features[] = {
    { CPU_SSSE3, "ssse3" },
    { CPU_SSE41, "sse4_1" },
    { CPU_AESNI, "aes" },
    { CPU_PCLMUL, "pclmulqdq" },
    { CPU_MOVBE, "movbe" },
    { CPU_AVX, "avx" },
    { CPU_AVX2, "avx2" },
    { CPU_BMI1, "bmi1" },
    { CPU_BMI2, "bmi2" },
    { CPU_ADX, "adx" },
    { CPU_SHA, "sha_ni" },
    { CPU_AVX512F, "avx512f" },
    { CPU_AVX512BW, "avx512bw" },
    { CPU_AVX512VL, "avx512vl" },
    { CPU_AVX512DQ, "avx512dq" },
    { CPU_AVX512IFMA, "avx512ifma" },
    { CPU_AVX512VBMI, "avx512vbmi" },
    { CPU_AVX512VBMI2, "avx512_vbmi2" },
    { CPU_VAES, "vaes" },
    { CPU_VPCLMUL, "vpclmulqdq" },
    { CPU_GFNI, "gfni" },
    { CPU_SHA512, "sha512" },
    { CPU_ZMM_FREE, "zmm_free" },
    { CPU_NEON, "asimd" },
    { CPU_ARM_AES, "aes" },
    { CPU_ARM_PMULL, "pmull" },
    { CPU_ARM_SHA2, "sha2" },
    { CPU_ARM_SHA512, "sha512" },
    { CPU_ARM_SHA3, "sha3" },
    { CPU_SVE, "sve" },
    { CPU_SVE2, "sve2" },
};

static uint64_t this_cpu;
static pthread_once_t detect_once = PTHREAD_ONCE_INIT;

static void detect_this_cpu(void)
{
    this_cpu = brisk_cpu_detect();
}

uint64_t brisk_cpu_features(void)
{
    pthread_once(&detect_once, detect_this_cpu);
    return this_cpu;
}

const char *brisk_cpu_feature_name(unsigned bit)
{
    for (size_t i = 0; bit < 64 && i < sizeof(features) / sizeof(features[0]); i++) {
        if (features[i].bit == 1ull << bit) {
            return features[i].name;
        }
    }
    return NULL;
}

const char *brisk_cpu_model_name(size_t i)
{
    /* Step by step: the table's length is known to its architecture only. */
    for (const struct cpu_model *model = brisk_cpu_models; model->name != NULL; model++, i--) {
        if (i == 0) {
            return model->name;
        }
    }
    return NULL;
}

int brisk_cpu_model_features(const char *model, uint64_t *out)
{
    for (const struct cpu_model *known = brisk_cpu_models; known->name != NULL; known++) {
        if (strcmp(known->name, model) == 0) {
            *out = known->features;
            return 0;
        }
    }
    return BRISK_ERR_ARGUMENT;
}
