/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Ed25519: RFC 8032's answers, and what a verifier must refuse. */

#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>

#include "tests/support/test.h"

/* RFC 8032 section 7.1: TEST 1, 2, 3, 1024 and SHA(abc). */
static const struct {
    const char *private_key, *public_key, *message, *signature;
} rfc8032[] = {
    /* clang-format off */
    { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
      "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
    { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
      "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
    { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
      "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
      "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
    { "f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5",
      "278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e",
      "08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98"
      "fa6e264bf09efe12ee50f8f54e9f77b1e355f6c50544e23fb1433ddf73be84d8"
      "79de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b270b20329d"
      "658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc"
      "1a858efcb8550ee3a5e1998bd177e93a7363c344fe6b199ee5d02e82d522c4fe"
      "ba15452f80288a821a579116ec6dad2b3b310da903401aa62100ab5d1a36553e"
      "06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbef"
      "efd75499da96bd68a8a97b928a8bbc103b6621fcde2beca1231d206be6cd9ec7"
      "aff6f6c94fcd7204ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed1"
      "85ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2"
      "d17ba70eb6248e594e1a2297acbbb39d502f1a8c6eb6f1ce22b3de1a1f40cc24"
      "554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f270"
      "88d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc"
      "2732e69485bbc9c90bfbd62481d9089beccf80cfe2df16a2cf65bd92dd597b07"
      "07e0917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128ba"
      "b27af87a71314f318c782b23ebfe808b82b0ce26401d2e22f04d83d1255dc51a"
      "ddd3b75a2b1ae0784504df543af8969be3ea7082ff7fc9888c144da2af58429e"
      "c96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb7"
      "51fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c"
      "42f58c30c04aafdb038dda0847dd988dcda6f3bfd15c4b4c4525004aa06eeff8"
      "ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34df"
      "f7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08"
      "d78ff4ef5d63653a65040cf9bfd4aca7984a74d37145986780fc0b16ac451649"
      "de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e4"
      "88acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d5011fd2dcc5600a3"
      "2ef5b52a1ecc820e308aa342721aac0943bf6686b64b2579376504ccc493d97e"
      "6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5f"
      "b93246f6b1116398a346f1a641f3b041e989f7914f90cc2c7fff357876e506b5"
      "0d334ba77c225bc307ba537152f3f1610e4eafe595f6d9d90d11faa933a15ef1"
      "369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380d"
      "b2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c"
      "0618983f8741c5ef68d3a101e8a3b8cac60c905c15fc910840b94c00a0b9d0",
      "0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350"
      "aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03" },
    { "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
      "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
      "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704" },
    /* clang-format on */
};

static void test_known_answers(void)
{
    for (size_t i = 0; i < sizeof(rfc8032) / sizeof(rfc8032[0]); i++) {
        uint8_t private_key[32], want_public[32], want[64], message[1023];
        uint8_t public_key[32], signature[64];
        test_note("RFC 8032 vector %zu", i + 1);
        test_hex(private_key, 32, rfc8032[i].private_key);
        test_hex(want_public, 32, rfc8032[i].public_key);
        test_hex(want, 64, rfc8032[i].signature);
        size_t len = test_hex(message, sizeof(message), rfc8032[i].message);
        CHECK_EQ_INT(brisk_ed25519_public(public_key, private_key), 0);
        CHECK_EQ_BYTES(public_key, want_public, 32);
        CHECK_EQ_INT(brisk_ed25519_sign(signature, private_key, public_key, message, len), 0);
        CHECK_EQ_BYTES(signature, want, 64);
        CHECK_EQ_INT(brisk_ed25519_verify(want, want_public, message, len), 0);
    }
    test_note(NULL);
}

struct signed_message {
    uint8_t private_key[32], public_key[32], signature[64], message[80];
    size_t len;
};

static void sign_random_message(struct signed_message *m)
{
    test_random_bytes(m->private_key, 32);
    test_random_bytes(m->message, sizeof(m->message));
    m->len = test_random_below(sizeof(m->message)) + 1;
    brisk_ed25519_public(m->public_key, m->private_key);
    brisk_ed25519_sign(m->signature, m->private_key, m->public_key, m->message, m->len);
}

static int verify(const struct signed_message *m)
{
    return brisk_ed25519_verify(m->signature, m->public_key, m->message, m->len);
}

/* A signature is deterministic and valid; one bit changed anywhere makes it invalid. */
static void test_flipped_bits(void)
{
    struct signed_message m;
    for (int round = 0; round < 200; round++) {
        sign_random_message(&m);
        CHECK_EQ_INT(verify(&m), 0);
    }
    for (size_t i = 0; i < 8 * sizeof(m.signature); i++) {
        test_note("signature bit %zu", i);
        m.signature[i / 8] ^= (uint8_t)(1 << i % 8);
        CHECK_EQ_INT(verify(&m), BRISK_ERR_SIGNATURE);
        m.signature[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    for (size_t i = 0; i < 8 * sizeof(m.public_key); i++) {
        test_note("public key bit %zu", i);
        m.public_key[i / 8] ^= (uint8_t)(1 << i % 8);
        CHECK_EQ_INT(verify(&m), BRISK_ERR_SIGNATURE);
        m.public_key[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    for (size_t i = 0; i < 8 * m.len; i++) {
        test_note("message bit %zu of %zu", i, 8 * m.len);
        m.message[i / 8] ^= (uint8_t)(1 << i % 8);
        CHECK_EQ_INT(verify(&m), BRISK_ERR_SIGNATURE);
        m.message[i / 8] ^= (uint8_t)(1 << i % 8);
    }
    test_note(NULL);
    CHECK_EQ_INT(verify(&m), 0);
}

/* a += b, 32 little-endian bytes; returns the carry. */
static unsigned add_bytes(uint8_t a[32], const uint8_t b[32])
{
    unsigned carry = 0;
    for (int i = 0; i < 32; i++) {
        carry += (unsigned)a[i] + b[i];
        a[i] = (uint8_t)carry;
        carry >>= 8;
    }
    return carry;
}

/* RFC 8032 section 8.4: S + L, S + 2L, ... satisfy the equation, and S < L refuses them. */
static void test_malleability(void)
{
    uint8_t order[32];
    struct signed_message m;
    test_hex(order, 32, "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    sign_random_message(&m);
    for (int i = 1; !add_bytes(m.signature + 32, order); i++) {
        test_note("S + %d L", i);
        CHECK_EQ_INT(verify(&m), BRISK_ERR_SIGNATURE);
    }
    test_note(NULL);

    /* With A and R the neutral element every multiple of L is a right S for [S]B = R + [k]A: 0 is
     * accepted, L is not. */
    memset(&m, 0, sizeof(m));
    m.public_key[0] = 1;
    m.signature[0] = 1;
    CHECK_EQ_INT(verify(&m), 0);
    memcpy(m.signature + 32, order, 32);
    CHECK_EQ_INT(verify(&m), BRISK_ERR_SIGNATURE);
}

/* Public keys that are no encoding of a point (RFC 8032 section 5.1.3), and an R that is a second
 * encoding of the right point. S = 0 and R = A = the neutral element would verify. */
static void test_bad_points(void)
{
    static const char *const bad[] = {
        /* y = 1 with the sign of x = 0 set */
        "0100000000000000000000000000000000000000000000000000000000000080",
        /* y = p + 1 for y = 1, without and with the sign */
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        /* y = p - 1 with the sign of x = 0 set */
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        /* y = p for y = 0, and y = 2^255 - 1 */
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        /* y = 2: (y^2 - 1) / (d y^2 + 1) is no square */
        "0200000000000000000000000000000000000000000000000000000000000000",
    };
    for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
        uint8_t point[32], signature[64] = { 1 }, neutral[32] = { 1 };
        test_note("point %s", bad[i]);
        test_hex(point, 32, bad[i]);
        CHECK_EQ_INT(brisk_ed25519_verify(signature, point, NULL, 0), BRISK_ERR_SIGNATURE);
        memcpy(signature, point, 32);
        CHECK_EQ_INT(brisk_ed25519_verify(signature, neutral, NULL, 0), BRISK_ERR_SIGNATURE);
    }
    test_note(NULL);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_known_answers();
    test_flipped_bits();
    test_malleability();
    test_bad_points();
    return test_end();
}
