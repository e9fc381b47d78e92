/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/offenders.h"

const struct offender arch_offenders[] = {
    { NULL, NULL, 0, 0 },
};
