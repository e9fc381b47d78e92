/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/check_nist.h"

int main(int argc, char **argv)
{
    return check_nist(argc, argv, &nist_p521);
}
