/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* CPU bits of x86-64, from CPUID and XGETBV (Intel SDM volume 2A, CPUID; volume 1, 14.3 and 15.2;
 * AMD APM volume 3, appendix E), and of known models. */

#include <cpuid.h>
#include <immintrin.h>

#include "crypto/cpu.h"

/* XCR0: which registers the operating system saves. */
#define XCR0_YMM (1u << 1 | 1u << 2)
#define XCR0_ZMM (XCR0_YMM | 1u << 5 | 1u << 6 | 1u << 7)

struct cpuid {
    unsigned eax, ebx, ecx, edx;
};

/* One bit of one CPUID register. */
struct cpuid_bit {
    uint64_t feature;
    unsigned bit;
};

static const struct cpuid_bit leaf_1_ecx[] = {
    { CPU_PCLMUL, 1 }, { CPU_SSSE3, 9 },  { CPU_SSE41, 19 },
    { CPU_MOVBE, 22 }, { CPU_AESNI, 25 }, { CPU_AVX, 28 },
};

static const struct cpuid_bit leaf_7_ebx[] = {
    { CPU_BMI1, 3 },      { CPU_AVX2, 5 },      { CPU_BMI2, 8 },        { CPU_AVX512F, 16 },
    { CPU_AVX512DQ, 17 }, { CPU_ADX, 19 },      { CPU_AVX512IFMA, 21 }, { CPU_SHA, 29 },
    { CPU_AVX512BW, 30 }, { CPU_AVX512VL, 31 },
};

static const struct cpuid_bit leaf_7_ecx[] = {
    { CPU_AVX512VBMI, 1 }, { CPU_AVX512VBMI2, 6 }, { CPU_GFNI, 8 },
    { CPU_VAES, 9 },       { CPU_VPCLMUL, 10 },
};

static const struct cpuid_bit leaf_7_1_eax[] = {
    { CPU_SHA512, 0 },
};

/* What is unusable where the operating system does not save ymm or zmm registers. */
#define NEEDS_YMM (CPU_AVX | CPU_AVX2 | CPU_VAES | CPU_VPCLMUL | CPU_SHA512)
#define NEEDS_ZMM                                                                                  \
    (CPU_AVX512F | CPU_AVX512BW | CPU_AVX512VL | CPU_AVX512DQ | CPU_AVX512IFMA | CPU_AVX512VBMI |  \
     CPU_AVX512VBMI2)

#define COLLECT(table, value) collect(table, sizeof(table) / sizeof((table)[0]), value)

static uint64_t collect(const struct cpuid_bit *bits, size_t num_bits, unsigned value)
{
    uint64_t features = 0;

    for (size_t i = 0; i < num_bits; i++) {
        if (value >> bits[i].bit & 1) {
            features |= bits[i].feature;
        }
    }
    return features;
}

static struct cpuid read_cpuid(unsigned leaf, unsigned subleaf)
{
    struct cpuid id;
    __cpuid_count(leaf, subleaf, id.eax, id.ebx, id.ecx, id.edx);
    return id;
}

__attribute__((target("xsave"))) static unsigned read_xcr0(void)
{
    return (unsigned)_xgetbv(0);
}

static uint64_t drop_unsaved(uint64_t features, unsigned leaf_1)
{
    unsigned xcr0 = leaf_1 >> 27 & 1 ? read_xcr0() : 0; /* OSXSAVE */

    if ((xcr0 & XCR0_YMM) != XCR0_YMM) {
        features &= ~NEEDS_YMM;
    }
    if ((xcr0 & XCR0_ZMM) != XCR0_ZMM) {
        features &= ~NEEDS_ZMM;
    }
    return features;
}

/* Should: CPU_ZMM_FREE, where 512-bit instructions do not lower the clock of the core for what runs
 * after and beside them.
 *  - Intel Sapphire, Emerald and Granite Rapids: the heavy instructions no longer have a lower
 *    turbo limit of their own that ordinary code would notice.
 *  - AMD family 19h with AVX-512 (Zen 4): a 512-bit instruction is two 256-bit halves; family 1Ah
 *    (Zen 5): full width, and the clock follows power, not instructions.
 * Not: Skylake-SP, Cascade Lake and Cooper Lake (model 85), which drop by hundreds of MHz for about
 * a millisecond, and Ice Lake and Tiger Lake, which still have a limit for heavy 512-bit work. A
 * kernel that wins on those all the same simply does not need this bit. */
static int zmm_is_free(void)
{
    struct cpuid vendor = read_cpuid(0, 0), id = read_cpuid(1, 0);
    unsigned family = id.eax >> 8 & 0xf, model = id.eax >> 4 & 0xf;

    if (family == 0xf) {
        family += id.eax >> 20 & 0xff;
    }
    if (family == 6 || family >= 0xf) {
        model |= id.eax >> 12 & 0xf0;
    }
    if (vendor.ebx == 0x756e6547) {                            /* "Genu" of GenuineIntel */
        return family == 6 && (model == 143 || model == 207 || /* Sapphire, Emerald Rapids */
                               model == 173 || model == 174);  /* Granite Rapids, -D */
    }
    if (vendor.ebx == 0x68747541) { /* "Auth" of AuthenticAMD */
        return family == 0x19 || family == 0x1a;
    }
    return 0;
}

uint64_t brisk_cpu_detect(void)
{
    unsigned max_leaf = read_cpuid(0, 0).eax;
    struct cpuid leaf_1 = read_cpuid(1, 0);
    uint64_t features = COLLECT(leaf_1_ecx, leaf_1.ecx);

    if (max_leaf >= 7) {
        struct cpuid leaf_7 = read_cpuid(7, 0);
        features |= COLLECT(leaf_7_ebx, leaf_7.ebx) | COLLECT(leaf_7_ecx, leaf_7.ecx);
        if (leaf_7.eax >= 1) {
            features |= COLLECT(leaf_7_1_eax, read_cpuid(7, 1).eax);
        }
    }
    features = drop_unsaved(features, leaf_1.ecx);
    if ((features & CPU_AVX512F) != 0 && zmm_is_free()) {
        features |= CPU_ZMM_FREE;
    }
    return features;
}

#define NEHALEM (CPU_SSSE3 | CPU_SSE41)
#define WESTMERE (NEHALEM | CPU_AESNI | CPU_PCLMUL)
#define GOLDMONT (WESTMERE | CPU_MOVBE | CPU_SHA)
#define SANDYBRIDGE (WESTMERE | CPU_AVX)
#define HASWELL (SANDYBRIDGE | CPU_MOVBE | CPU_AVX2 | CPU_BMI1 | CPU_BMI2)
#define BROADWELL (HASWELL | CPU_ADX)
#define SKYLAKE_SERVER (BROADWELL | CPU_AVX512F | CPU_AVX512BW | CPU_AVX512VL | CPU_AVX512DQ)
#define ICELAKE_SERVER                                                                             \
    (SKYLAKE_SERVER | CPU_SHA | CPU_AVX512IFMA | CPU_AVX512VBMI | CPU_AVX512VBMI2 | CPU_VAES |     \
     CPU_VPCLMUL | CPU_GFNI)
#define ALDERLAKE (BROADWELL | CPU_SHA | CPU_VAES | CPU_VPCLMUL | CPU_GFNI)
#define ZEN1 (BROADWELL | CPU_SHA)
#define ZEN3 (ZEN1 | CPU_VAES | CPU_VPCLMUL)
#define ZEN4 (ICELAKE_SERVER | CPU_ZMM_FREE)

const struct cpu_model brisk_cpu_models[] = {
    { "nehalem", NEHALEM },
    { "westmere", WESTMERE },
    { "sandybridge", SANDYBRIDGE },
    { "ivybridge", SANDYBRIDGE },
    { "haswell", HASWELL },
    { "broadwell", BROADWELL },
    { "skylake", BROADWELL },
    { "skylake-server", SKYLAKE_SERVER },
    { "cascadelake", SKYLAKE_SERVER },
    { "icelake-server", ICELAKE_SERVER },
    { "sapphirerapids", ICELAKE_SERVER | CPU_ZMM_FREE },
    { "emeraldrapids", ICELAKE_SERVER | CPU_ZMM_FREE },
    { "graniterapids", ICELAKE_SERVER | CPU_ZMM_FREE },
    { "goldmont", GOLDMONT },
    { "alderlake", ALDERLAKE },
    { "arrowlake", ALDERLAKE | CPU_SHA512 },
    { "zen1", ZEN1 },
    { "zen2", ZEN1 },
    { "zen3", ZEN3 },
    { "zen4", ZEN4 },
    { "zen5", ZEN4 },
    { NULL, 0 },
};
