/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* CPU bits of aarch64, from the kernel (Documentation/arch/arm64/elf_hwcaps.rst), and of known
 * models. */

#include <sys/auxv.h>

#include "crypto/cpu.h"

static const struct {
    unsigned long hwcap;
    uint64_t feature;
} hwcaps[] = {
    { HWCAP_ASIMD, CPU_NEON },    { HWCAP_AES, CPU_ARM_AES },       { HWCAP_PMULL, CPU_ARM_PMULL },
    { HWCAP_SHA2, CPU_ARM_SHA2 }, { HWCAP_SHA512, CPU_ARM_SHA512 }, { HWCAP_SHA3, CPU_ARM_SHA3 },
    { HWCAP_SVE, CPU_SVE },
};

uint64_t brisk_cpu_detect(void)
{
    unsigned long hwcap = getauxval(AT_HWCAP);
    uint64_t features = getauxval(AT_HWCAP2) & HWCAP2_SVE2 ? CPU_SVE2 : 0;

    for (size_t i = 0; i < sizeof(hwcaps) / sizeof(hwcaps[0]); i++) {
        if (hwcap & hwcaps[i].hwcap) {
            features |= hwcaps[i].feature;
        }
    }
    return features;
}

#define ARMV8_CRYPTO (CPU_NEON | CPU_ARM_AES | CPU_ARM_PMULL | CPU_ARM_SHA2)
#define ARMV8_CRYPTO_ALL (ARMV8_CRYPTO | CPU_ARM_SHA512 | CPU_ARM_SHA3)

/* The cryptographic extensions are the licensee's choice: "armv8-a" is any core without them (the
 * Cortex-A72 of a Raspberry Pi 4, say), the others are as servers and phones have them. */
const struct cpu_model brisk_cpu_models[] = {
    { "armv8-a", CPU_NEON },
    { "cortex-a53", ARMV8_CRYPTO },
    { "cortex-a72", ARMV8_CRYPTO },
    { "neoverse-n1", ARMV8_CRYPTO },
    { "neoverse-v1", ARMV8_CRYPTO_ALL | CPU_SVE },
    { "neoverse-n2", ARMV8_CRYPTO_ALL | CPU_SVE | CPU_SVE2 },
    { "neoverse-v2", ARMV8_CRYPTO_ALL | CPU_SVE | CPU_SVE2 },
    { "apple-m1", ARMV8_CRYPTO_ALL },
    { "max", ARMV8_CRYPTO_ALL | CPU_SVE | CPU_SVE2 },
    { NULL, 0 },
};
