/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Choosing rows: a pure function of CPU bits over the tables, and the choice in force. */

#include <stdatomic.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/kernels.h>

#include "crypto/impl.h"

#define OPERATION(op)                                                                              \
    {                                                                                              \
        #op, brisk_##op##_impls, sizeof(brisk_##op##_impls[0]),                                    \
            offsetof(struct brisk_kernels, op)                                                     \
    }

const struct brisk_operation brisk_operations[] = {
    OPERATION(sha256), OPERATION(sha512), OPERATION(aes_gcm), OPERATION(chacha20poly1305),
    OPERATION(x25519), OPERATION(ed25519), OPERATION(p256), OPERATION(p384),
    OPERATION(rsa), { NULL, NULL, 0, 0 },
};
