/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The groups of RFC 7919, printed by `tools/make-ffdhe-table.py`, which says where the numbers come
 * from: do not edit. */

#include "crypto/ffdhe_table.h"

/* clang-format off */
const struct brisk_ffdhe_group brisk_ffdhe_groups[BRISK_FFDHE_NUM_GROUPS] = {
    {
        .number = BRISK_GROUP_FFDHE2048,
        .private_bits = 225,
        .modulus = {
            .bits = 2048,
            .num_limbs = 32,
            .n0 = 1,
            .n = {
                0xffffffffffffffff, 0x886b423861285c97, 0xc6f34a26c1b2effa, 0xc58ef1837d1683b2,
                0x3bb5fcbc2ec22005, 0xc3fe3b1b4c6fad73, 0x8e4f1232eef28183, 0x9172fe9ce98583ff,
                0xc03404cd28342f61, 0x9e02fce1cdf7e2ec, 0x0b07a7c8ee0a6d70, 0xae56ede76372bb19,
                0x1d4f42a3de394df4, 0xb96adab760d7f468, 0xd108a94bb2c8e3fb, 0xbc0ab182b324fb61,
                0x30acca4f483a797a, 0x1df158a136ade735, 0xe2a689daf3efe872, 0x984f0c70e0e68b77,
                0xb557135e7f57c935, 0x856365553ded1af3, 0x2433f51f5f066ed0, 0xd3df1ed5d5fd6561,
                0xf681b202aec4617a, 0x7d2fe363630c75d8, 0xcc939dce249b3ef9, 0xa9e13641146433fb,
                0xd8b9c583ce2d3695, 0xafdc5620273d3cf1, 0xadf85458a2bb4a9a, 0xffffffffffffffff,
            },
            .rr = {
                0x187be36bd38a4fa1, 0x0a152f396458f3b8, 0x0570187ec422eeb7, 0x18af748291173f2a,
                0xe9fdac6acff4eaaa, 0xf6afebb76e589d6c, 0xf92f8e9ab7e33fb0, 0x70acf2aa4cf36ddd,
                0x561ab426d07137fd, 0x5f57d037430ee91e, 0xe3e768c860d10b8a, 0xb14884d8a18af8ce,
                0xf8a98014a12b74e4, 0x748d407c3437b7a8, 0x627588c49875d5a7, 0xdd24a12753c8f09d,
                0x85a997d50cd51aec, 0x44f0c619ce348458, 0x9b894b245f6b69a1, 0xae1302f2f6d4777e,
                0xe6678eeb375db18e, 0x2674e1d64fbcbdc8, 0xb297a8236fa93d28, 0x6a12fb707c8c0510,
                0x5c6d1aebdb06f65b, 0xe8c2954e4c1804ca, 0x06bdeac1f5500fa7, 0x6a315604189cd76b,
                0xbae7b0b36e362dc0, 0xa57c73bddc70fb82, 0xfaff50d29d573457, 0x352bd399be84058e,
            },
        },
    },
    {
        .number = BRISK_GROUP_FFDHE3072,
        .private_bits = 275,
        .modulus = {
            .bits = 3072,
            .num_limbs = 48,
            .n0 = 1,
            .n = {
                0xffffffffffffffff, 0x25e41d2b66c62e37, 0x3c1b20ee3fd59d7c, 0x0abcd06bfa53ddef,
                0x1dbf9a42d5c4484e, 0xabc521979b0deada, 0xe86d2bc522363a0d, 0x5cae82ab9c9df69e,
                0x64f2e21e71f54bff, 0xf4fd4452e2d74dd3, 0xb4130c93bc437944, 0xaefe130985139270,
                0x598cb0fac186d91c, 0x7ad91d2691f7f7ee, 0x61b46fc9d6e6c907, 0xbc34f4def99c0238,
                0xde355b3b6519035b, 0x886b4238611fcfdc, 0xc6f34a26c1b2effa, 0xc58ef1837d1683b2,
                0x3bb5fcbc2ec22005, 0xc3fe3b1b4c6fad73, 0x8e4f1232eef28183, 0x9172fe9ce98583ff,
                0xc03404cd28342f61, 0x9e02fce1cdf7e2ec, 0x0b07a7c8ee0a6d70, 0xae56ede76372bb19,
                0x1d4f42a3de394df4, 0xb96adab760d7f468, 0xd108a94bb2c8e3fb, 0xbc0ab182b324fb61,
                0x30acca4f483a797a, 0x1df158a136ade735, 0xe2a689daf3efe872, 0x984f0c70e0e68b77,
                0xb557135e7f57c935, 0x856365553ded1af3, 0x2433f51f5f066ed0, 0xd3df1ed5d5fd6561,
                0xf681b202aec4617a, 0x7d2fe363630c75d8, 0xcc939dce249b3ef9, 0xa9e13641146433fb,
                0xd8b9c583ce2d3695, 0xafdc5620273d3cf1, 0xadf85458a2bb4a9a, 0xffffffffffffffff,
            },
            .rr = {
                0xfa1861ec14ba1560, 0x6d42cb5b17bc46dc, 0x29b38c9f17d3b9ee, 0x84e19b8a4f2f19c7,
                0xd2ee9266736dc403, 0x4a4d777d71fad32a, 0x9b87c4093cf55afa, 0x783b269a46a689ae,
                0x817adcf831676817, 0xa793367b56dafd28, 0x2e90cb1352f92170, 0x6e078202e05502db,
                0x373694dcde5e6992, 0xe8283c273157a6fc, 0x76ffea53a3c753b3, 0xd4faa7c313aad0c3,
                0xd8bba3113b3c4f5d, 0x622011d2e7dee086, 0xf8fa1e549ede734f, 0xca830fc7e9c9aacd,
                0x27313949c5d2b6b9, 0xb1b2a765c8382b42, 0xb593a5a31dbb969a, 0xadad49e21e8ea35a,
                0x73f3196878672689, 0x9e1242144781117f, 0x47c2f1201f7e26bf, 0x051b9e86af98b240,
                0xd17f17645d31b3e1, 0xb957d0168aa30dbd, 0x5cef7feb3065c063, 0xfba48a97194ac0c3,
                0x7f3b09c2874c8bd6, 0x336add6a568174b6, 0x8e6698ac54503db2, 0x06a7f1f979ddbc72,
                0xbde2b9c392d11c5f, 0x27dea14fe4181598, 0x10ce037cd0d96e9f, 0xb01833b509e7823d,
                0xb9631002bcd3a514, 0x7829cc5363f6c287, 0xdc47aa6edd2410f7, 0xcf12dfc2d3ce8737,
                0x235844dcd86373c1, 0x6ed9eeadf80f1d3b, 0xf128e8a3bc34b85a, 0xa15c076b8eba952b,
            },
        },
    },
    {
        .number = BRISK_GROUP_FFDHE4096,
        .private_bits = 325,
        .modulus = {
            .bits = 4096,
            .num_limbs = 64,
            .n0 = 1,
            .n = {
                0xffffffffffffffff, 0xc68a007e5e655f6a, 0x4db5a851f44182e1, 0x8ec9b55a7f88a46b,
                0x0a8291cdcec97dcf, 0x2a4ecea9f98d0acc, 0x1a1db93d7140003c, 0x092999a333cb8b7a,
                0x6dc778f971ad0038, 0xa907600a918130c4, 0xed6a1e012d9e6832, 0x7135c886efb4318a,
                0x87f55ba57e31cc7a, 0x7763cf1d55034004, 0xac7d5f42d69f6d18, 0x7930e9e4e58857b6,
                0x6e6f52c3164df4fb, 0x25e41d2b669e1ef1, 0x3c1b20ee3fd59d7c, 0x0abcd06bfa53ddef,
                0x1dbf9a42d5c4484e, 0xabc521979b0deada, 0xe86d2bc522363a0d, 0x5cae82ab9c9df69e,
                0x64f2e21e71f54bff, 0xf4fd4452e2d74dd3, 0xb4130c93bc437944, 0xaefe130985139270,
                0x598cb0fac186d91c, 0x7ad91d2691f7f7ee, 0x61b46fc9d6e6c907, 0xbc34f4def99c0238,
                0xde355b3b6519035b, 0x886b4238611fcfdc, 0xc6f34a26c1b2effa, 0xc58ef1837d1683b2,
                0x3bb5fcbc2ec22005, 0xc3fe3b1b4c6fad73, 0x8e4f1232eef28183, 0x9172fe9ce98583ff,
                0xc03404cd28342f61, 0x9e02fce1cdf7e2ec, 0x0b07a7c8ee0a6d70, 0xae56ede76372bb19,
                0x1d4f42a3de394df4, 0xb96adab760d7f468, 0xd108a94bb2c8e3fb, 0xbc0ab182b324fb61,
                0x30acca4f483a797a, 0x1df158a136ade735, 0xe2a689daf3efe872, 0x984f0c70e0e68b77,
                0xb557135e7f57c935, 0x856365553ded1af3, 0x2433f51f5f066ed0, 0xd3df1ed5d5fd6561,
                0xf681b202aec4617a, 0x7d2fe363630c75d8, 0xcc939dce249b3ef9, 0xa9e13641146433fb,
                0xd8b9c583ce2d3695, 0xafdc5620273d3cf1, 0xadf85458a2bb4a9a, 0xffffffffffffffff,
            },
            .rr = {
                0xa7c622b7cfb2cc2d, 0xec79158587b51100, 0x126a70aaf62f758e, 0x6eb26dc72abf5627,
                0x5e5e28faaab1dd5d, 0x1f41dc52ed9c5b4f, 0x2bcd0155dd2e3f31, 0x7ec0216ed3ae9350,
                0x81370e542c8f269a, 0xe9e47fd2fb803a65, 0x4b38dce2d458f61c, 0x34057f484c3d506f,
                0x602ee0776ef6e316, 0x039ea0b3417f652a, 0x7edab7f61350180a, 0x7b289a4f4cc0831b,
                0xcaa445efe222f8a0, 0x1216d38d5a710fef, 0x604ff365115b49c1, 0x21435670b591370e,
                0x111d16fa00c9a449, 0xc94c3190f543c1c9, 0x6322ee9cc3967e50, 0x832c0e85f8357c2f,
                0x58d3eaef1c794a4e, 0xa878f4d49b5910f9, 0x162f974111bf2792, 0x4c3b00d98c45d734,
                0x2e2e3aa917df4770, 0xaca0555a19b5facd, 0xa2e0d202150e35d7, 0xff669cc30e05c9c8,
                0x24deb0227d48ff6a, 0x713ce8a48fffbc83, 0xbc4dd3102e6f5fbf, 0x6b89e3e91844ba5c,
                0x40b6b57efa3a6fa3, 0x7180442e3f18ff71, 0x119d4a453023a5bb, 0xde7a0666456b50ee,
                0xc9b6faba81d4e216, 0x8cb8a1c246c53ecc, 0x551f30b27152fd09, 0x82b12e47abbcf4fc,
                0x0b049bf047427b9b, 0x09ce26fc63dcb628, 0x6aeb2e33b0b7a102, 0x57115408c29e4cf6,
                0xc9eb898763438ab1, 0x226a8a8e677d0ec7, 0x12d20272c64244ca, 0xadb09e22bd27eea4,
                0x5f59f6b0ab45f30b, 0x4da9766c9ceb3548, 0x0f1a8df669c89e34, 0xbdc4a37d887bebf6,
                0xb56ea5b6b85bc3b1, 0x7369bc4dea70d999, 0x24d6c8eef2b79c5d, 0x91b4755b94db499f,
                0x0e12a8d373dc2145, 0xcc49ddbc0a74a965, 0x6fcaa672721afd71, 0x9ce5b1970fd8c13a,
            },
        },
    },
};
/* clang-format on */
