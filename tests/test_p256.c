/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* P-256: known answers and edges. */

#include "tests/support/test.h"
#include "tests/support/test_nist.h"

int main(int argc, char **argv)
{
    test_start(argc, argv);
    /* NIST CAVP, SP 800-56A ECC CDH primitive, P-256, count 0 */
    test_nist_shared(&nist_p256, "7d7dc5f71eb29ddaf80d6214632eeae03d9058af1fb6d22ed80badb62bc1a534",
                     "04 700c48f77f56584c5cc632ca65640db91b6bacce3a4df6b42ce7cc838833d287"
                     "db71e509e3fd9b060ddb20ba5c51dcc5948d46fbf640dfe0441782cab85fa4ac",
                     "46fc62106420ff012e54a434fbdd2d25ccc5852060561e68040dd7778997bd7b");
    /* RFC 5903 section 8.1, both sides */
    test_nist_shared(&nist_p256, "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
                     "04 d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"
                     "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab",
                     "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");
    test_nist_shared(&nist_p256, "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53",
                     "04 dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
                     "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3",
                     "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de");
    test_nist_vectors(&nist_p256);
    test_nist_scalars(&nist_p256,
                      "04 6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
                      "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5");
    test_nist_points(&nist_p256);
    test_nist_signatures(&nist_p256);
    return test_end();
}
