/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-384: known answers and edges. */

#include "tests/support/test.h"
#include "tests/support/test_nist.h"

int main(int argc, char **argv)
{
    test_start(argc, argv);
    /* NIST CAVP, SP 800-56A ECC CDH primitive, P-384, count 0 */
    test_nist_shared(&nist_p384,
                     "3cc3122a68f0d95027ad38c067916ba0eb8c38894d22e1b1"
                     "5618b6818a661774ad463b205da88cf699ab4d43c9cf98a1",
                     "04 a7c76b970c3b5fe8b05d2838ae04ab47697b9eaf52e76459"
                     "2efda27fe7513272734466b400091adbf2d68c58e0c50066"
                     "ac68f19f2e1cb879aed43a9969b91a0839c4c38a49749b66"
                     "1efedf243451915ed0905a32b060992b468c64766fc8437a",
                     "5f9d29dc5e31a163060356213669c8ce132e22f57c9a04f4"
                     "0ba7fcead493b457e5621e766c40a2e3d4d6a04b25e533f1");
    test_nist_vectors(&nist_p384);
    test_nist_scalars(&nist_p384, "04 aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b98"
                                  "59f741e082542a385502f25dbf55296c3a545e3872760ab7"
                                  "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147c"
                                  "e9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f");
    test_nist_points(&nist_p384);
    test_nist_signatures(&nist_p384);
    return test_end();
}
