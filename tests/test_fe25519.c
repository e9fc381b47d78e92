/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The portable field and the scalars of curve25519 against the model, and crypto/ge25519_table.c
 * and its form for eight lanes against what their generator prints. */

#define _POSIX_C_SOURCE 200809L /* popen */

#include "crypto/fe25519.h"

#define FE25519_RADIX 51
#define ALL_LIMBS(bound)                                                                           \
    {                                                                                              \
        bound, bound, bound, bound, bound                                                          \
    }
#define TIGHT ((UINT64_C(1) << 51) + (UINT64_C(1) << 13))
#define FE25519_TIGHT ALL_LIMBS(TIGHT)
#define FE25519_AFTER_ADD ALL_LIMBS(2 * TIGHT)
#define FE25519_AFTER_SUB ALL_LIMBS((UINT64_C(1) << 52) + TIGHT)

#include "tests/support/fe25519_cases.h"

/* What the generator prints with this option is the committed file. */
static void test_table_is_generated(const char *path, const char *option)
{
    size_t len = 0;
    char *committed = test_read_file(path, &len), command[512];
    test_note("%s", path);
    if (!committed) {
        test_abort("%s cannot be read", path);
    }
    snprintf(command, sizeof(command),
             "python3 '" BRISK_SOURCE_DIR "/tools/make-ed25519-table.py'%s", option);
    char *printed = malloc(len + 2);
    FILE *generator = popen(command, "r");
    if (!printed || !generator) {
        test_abort("no memory, or popen failed");
    }
    size_t printed_len = fread(printed, 1, len + 1, generator);
    CHECK_EQ_INT(pclose(generator), 0);
    CHECK_EQ_INT((long long)printed_len, (long long)len);
    CHECK(memcmp(printed, committed, printed_len < len ? printed_len : len) == 0);
    free(printed);
    free(committed);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_model();
    test_table_is_generated("crypto/ge25519_table.c", "");
    test_table_is_generated("crypto/x86_64/ge25519x8_table.c", " --lanes");
    return test_end();
}
