/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* NIST's CAVP files for ECDSA, ECDH and RSA, and the vectors for X25519 and Ed25519 that Debian's
 * package python3-cryptography-vectors has beside them. Cases that brisk leaves out (other curves
 * and hashes, RSA below 2048 bits) are counted. */

#include <stdio.h>
#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/rsa.h>

#include "crypto/impl.h"
#include "tests/support/rsp.h"
#include "tests/support/test.h"

#define MAX_SIZE 66 /* of a coordinate, in bytes */
#define MAX_MESSAGE 1024

static const struct curve {
    const char *name;
    const char *kas_section; /* in the files of ECDH: "EC - SHA256" or just "EC" */
    size_t size;
    int (*public_key)(uint8_t *public_key, const uint8_t *private_key);
    int (*check_public)(const uint8_t *public_key, size_t public_key_len);
    int (*shared)(uint8_t *secret, const uint8_t *private_key, const uint8_t *peer, size_t len);
    int (*verify)(const uint8_t *signature, const uint8_t *public_key, const uint8_t *digest,
                  size_t digest_len);
} curves[] = {
    { "P-256", "EC", 32, brisk_p256_public, brisk_p256_check_public, brisk_p256_shared,
      brisk_ecdsa_p256_verify },
    { "P-384", "ED", 48, brisk_p384_public, brisk_p384_check_public, brisk_p384_shared,
      brisk_ecdsa_p384_verify },
    { "P-521", "EE", 66, brisk_p521_public, brisk_p521_check_public, brisk_p521_shared,
      brisk_ecdsa_p521_verify },
};

#define NUM_CURVES (sizeof(curves) / sizeof(curves[0]))

/* Cases of one file. */
struct counts {
    size_t run, left_out;
};

static void report(const struct rsp *rsp, const struct counts *counts)
{
    CHECK(counts->run > 0);
    printf("%s: %zu cases, %zu left out\n", rsp->path, counts->run, counts->left_out);
}

/* The hash of "SHA-256" or "SHA256", or 0. */
static enum brisk_hash_alg find_hash(const char *name)
{
    const char *bits = name + 3 + (name[3] == '-');
    if (strcmp(bits, "256") == 0) {
        return BRISK_SHA256;
    }
    if (strcmp(bits, "384") == 0) {
        return BRISK_SHA384;
    }
    return strcmp(bits, "512") == 0 ? BRISK_SHA512 : (enum brisk_hash_alg)0;
}

/* The curve of a section such as "P-256,SHA-256". */
static const struct curve *find_curve(const char *section)
{
    for (size_t i = 0; i < NUM_CURVES; i++) {
        size_t len = strlen(curves[i].name);
        if (strncmp(section, curves[i].name, len) == 0 &&
            (section[len] == ',' || section[len] == 0)) {
            return &curves[i];
        }
    }
    return NULL;
}

/* A big-endian integer of at most `size` bytes, padded to them. Returns 0 if it is longer. Numbers
 * out of range have an odd number of digits in these files. */
static int read_integer(const struct rsp *rsp, const char *name, uint8_t *out, size_t size)
{
    char text[4 * MAX_SIZE + 2];
    uint8_t bytes[2 * MAX_SIZE];
    const char *digits = rsp_text(rsp, name);
    snprintf(text, sizeof(text), "%s%s", strlen(digits) % 2 ? "0" : "", digits);
    size_t len = test_hex(bytes, sizeof(bytes), text), skip = 0;
    while (len - skip > size && bytes[skip] == 0) {
        skip++;
    }
    if (len - skip > size) {
        return 0;
    }
    memset(out, 0, size);
    memcpy(out + size - (len - skip), bytes + skip, len - skip);
    return 1;
}

/* An uncompressed point; 0 if a coordinate is too long. */
static int read_point(const struct rsp *rsp, const char *x, const char *y, uint8_t *out,
                      size_t size)
{
    out[0] = 4;
    return read_integer(rsp, x, out + 1, size) && read_integer(rsp, y, out + 1 + size, size);
}

static size_t digest_message(const struct rsp *rsp, enum brisk_hash_alg hash, uint8_t *digest)
{
    static uint8_t message[MAX_MESSAGE];
    size_t len = rsp_bytes(rsp, "Msg", message, sizeof(message));
    CHECK_EQ_INT(brisk_hash_digest(hash, digest, message, len), 0);
    return brisk_hash_size(hash);
}

/* A section of methods follows that of the curve here; the length of d tells the curves of
 * prime fields that brisk has from the others of the file. */
static void test_ecdsa_key_pairs(void)
{
    struct rsp rsp;
    struct counts counts = { 0, 0 };
    rsp_open_cavp(&rsp, "asymmetric/ECDSA/FIPS_186-3/KeyPair.rsp");
    while (rsp_next(&rsp)) {
        if (!rsp_is(&rsp, "Qy")) {
            continue;
        }
        const size_t digits = strlen(rsp_text(&rsp, "d"));
        const struct curve *curve = digits == 64                     ? &curves[0]
                                    : digits == 96                   ? &curves[1]
                                    : digits == 131 || digits == 132 ? &curves[2]
                                                                     : NULL;
        if (!curve) {
            counts.left_out++;
            continue;
        }
        uint8_t d[MAX_SIZE], want[1 + 2 * MAX_SIZE], got[1 + 2 * MAX_SIZE];
        read_integer(&rsp, "d", d, curve->size);
        CHECK(read_point(&rsp, "Qx", "Qy", want, curve->size));
        CHECK_EQ_INT(curve->public_key(got, d), 0);
        CHECK_EQ_BYTES(got, want, 1 + 2 * curve->size);
        counts.run++;
    }
    report(&rsp, &counts);
    rsp_close(&rsp);
}

static void test_ecdsa_public_keys(void)
{
    struct rsp rsp;
    struct counts counts = { 0, 0 };
    rsp_open_cavp(&rsp, "asymmetric/ECDSA/FIPS_186-3/PKV.rsp");
    while (rsp_next(&rsp)) {
        const struct curve *curve = find_curve(rsp.section);
        if (!rsp_is(&rsp, "Result")) {
            continue;
        }
        if (!curve) {
            counts.left_out++;
            continue;
        }
        uint8_t point[1 + 2 * MAX_SIZE];
        int valid = read_point(&rsp, "Qx", "Qy", point, curve->size) &&
                    curve->check_public(point, 1 + 2 * curve->size) == 0;
        CHECK(valid == (rsp_text(&rsp, "Result")[0] == 'P'));
        counts.run++;
    }
    report(&rsp, &counts);
    rsp_close(&rsp);
}

/* The file has the nonces, which brisk's interface does not take; its rows do. */
static void sign_with_nonce(const struct curve *curve, uint8_t *signature, const uint8_t *d,
                            const uint8_t *k, const uint8_t *digest, size_t digest_len)
{
    const struct brisk_kernels *kernels = brisk_kernels();
    const struct brisk_ec_impl *impl = curve == &curves[0]   ? &kernels->p256->ec
                                       : curve == &curves[1] ? &kernels->p384->ec
                                                             : kernels->p521;
    uint8_t e[MAX_SIZE] = { 0 };
    if (digest_len >= curve->size) {
        memcpy(e, digest, curve->size);
    } else {
        memcpy(e + curve->size - digest_len, digest, digest_len);
    }
    CHECK_EQ_INT(impl->sign(signature, d, e, k), 1);
}

static void check_signature_made(const struct rsp *rsp, const struct curve *curve,
                                 enum brisk_hash_alg hash)
{
    const size_t size = curve->size;
    uint8_t d[MAX_SIZE], k[MAX_SIZE], point[1 + 2 * MAX_SIZE], got_point[1 + 2 * MAX_SIZE];
    uint8_t want[2 * MAX_SIZE], got[2 * MAX_SIZE], digest[BRISK_HASH_MAX_SIZE];
    const size_t digest_len = digest_message(rsp, hash, digest);
    CHECK(read_integer(rsp, "R", want, size) && read_integer(rsp, "S", want + size, size));
    CHECK(read_point(rsp, "Qx", "Qy", point, size));
    CHECK_EQ_INT(curve->verify(want, point, digest, digest_len), 0);
    CHECK(read_integer(rsp, "d", d, size) && read_integer(rsp, "k", k, size));
    CHECK_EQ_INT(curve->public_key(got_point, d), 0);
    CHECK_EQ_BYTES(got_point, point, 1 + 2 * size);
    sign_with_nonce(curve, got, d, k, digest, digest_len);
    CHECK_EQ_BYTES(got, want, 2 * size);
}

static void check_signature_verified(const struct rsp *rsp, const struct curve *curve,
                                     enum brisk_hash_alg hash)
{
    const size_t size = curve->size;
    uint8_t point[1 + 2 * MAX_SIZE], signature[2 * MAX_SIZE], digest[BRISK_HASH_MAX_SIZE];
    const size_t digest_len = digest_message(rsp, hash, digest);
    int valid = read_point(rsp, "Qx", "Qy", point, size) &&
                read_integer(rsp, "R", signature, size) &&
                read_integer(rsp, "S", signature + size, size) &&
                curve->verify(signature, point, digest, digest_len) == 0;
    CHECK(valid == (rsp_text(rsp, "Result")[0] == 'P'));
}

/* `last` is the field that completes a case. */
static void test_ecdsa(const char *path, const char *last,
                       void (*check)(const struct rsp *, const struct curve *, enum brisk_hash_alg))
{
    struct rsp rsp;
    struct counts counts = { 0, 0 };
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        if (!rsp_is(&rsp, last)) {
            continue;
        }
        const struct curve *curve = find_curve(rsp.section);
        const enum brisk_hash_alg hash = curve ? find_hash(rsp.section + strlen("P-256,")) : 0;
        if (curve && hash) {
            check(&rsp, curve, hash);
            counts.run++;
        } else {
            counts.left_out++;
        }
    }
    report(&rsp, &counts);
    rsp_close(&rsp);
}

/* "Result" says what was changed after the secret Z had been computed: a point of one side, the
 * private key, or Z itself. */
static void check_ecdh(const struct rsp *rsp, const struct curve *curve)
{
    const size_t point_size = 1 + 2 * curve->size;
    const char *result = rsp_text(rsp, "Result");
    uint8_t d[MAX_SIZE], want[MAX_SIZE], got[MAX_SIZE];
    uint8_t own[1 + 2 * MAX_SIZE], peer[1 + 2 * MAX_SIZE] = { 0 }, computed[1 + 2 * MAX_SIZE];
    CHECK(read_integer(rsp, "dsIUT", d, curve->size));
    CHECK(read_integer(rsp, "Z", want, curve->size));
    int own_valid = read_point(rsp, "QsIUTx", "QsIUTy", own, curve->size) &&
                    curve->check_public(own, point_size) == 0;
    int peer_valid = read_point(rsp, "QsCAVSx", "QsCAVSy", peer, curve->size) &&
                     curve->check_public(peer, point_size) == 0;
    CHECK(own_valid == !strstr(result, "IUT's Static public key"));
    CHECK(peer_valid == !strstr(result, "CAVS's Static public key"));
    if (curve->public_key(computed, d) != 0) { /* changed so much that it is not below the order */
        CHECK(strstr(result, "private key d changed") != NULL);
        CHECK_EQ_INT(curve->shared(got, d, peer, point_size), BRISK_ERR_KEY);
        return;
    }
    if (own_valid) {
        int own_matches = memcmp(computed, own, point_size) == 0;
        CHECK(own_matches == !strstr(result, "private key d changed"));
    }
    CHECK_EQ_INT(curve->shared(got, d, peer, point_size), peer_valid ? 0 : BRISK_ERR_POINT);
    if (peer_valid) {
        int agreed = memcmp(got, want, curve->size) == 0;
        CHECK(agreed == (result[0] == 'P'));
    }
}

static void test_ecdh(const char *path)
{
    struct rsp rsp;
    struct counts counts = { 0, 0 };
    rsp_open_cavp(&rsp, path);
    while (rsp_next(&rsp)) {
        if (!rsp_is(&rsp, "Result")) {
            continue;
        }
        const struct curve *curve = NULL;
        for (size_t i = 0; i < NUM_CURVES; i++) {
            if (curves[i].kas_section && strncmp(rsp.section, curves[i].kas_section, 2) == 0) {
                curve = &curves[i];
            }
        }
        if (curve) {
            check_ecdh(&rsp, curve);
            counts.run++;
        } else {
            counts.left_out++;
        }
    }
    report(&rsp, &counts);
    rsp_close(&rsp);
}

/* What a file of RSA signatures holds; salt_len is below 0 for PKCS#1 v1.5. */
static const struct rsa_file {
    const char *path, *last;
    int salt_len;
} rsa_files[] = {
    { "asymmetric/RSA/FIPS_186-2/SigGen15_186-2.txt", "S", -1 },
    { "asymmetric/RSA/FIPS_186-2/SigGen15_186-3.rsp", "S", -1 },
    { "asymmetric/RSA/FIPS_186-2/SigVer15_186-3.rsp", "Result", -1 },
    { "asymmetric/RSA/FIPS_186-2/SigGenPSS_186-2.txt", "S", 20 },
    { "asymmetric/RSA/FIPS_186-2/SigGenPSS_186-3.rsp", "S", 0 },
    { "asymmetric/RSA/FIPS_186-2/SigVerPSS_186-3.rsp", "Result", 10 },
};

static void check_rsa(const struct rsp *rsp, const struct rsa_file *file, enum brisk_hash_alg hash)
{
    uint8_t n[BRISK_RSA_MAX_SIZE], e[BRISK_RSA_MAX_SIZE], signature[BRISK_RSA_MAX_SIZE];
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    struct brisk_rsa_public key;
    const size_t n_len = rsp_bytes(rsp, "n", n, sizeof(n));
    const size_t e_len = rsp_bytes(rsp, "e", e, sizeof(e));
    const size_t signature_len = rsp_bytes(rsp, "S", signature, sizeof(signature));
    digest_message(rsp, hash, digest);
    if (!CHECK(brisk_rsa_public_init(&key, n, n_len, e, e_len) == 0)) {
        return;
    }
    int error = file->salt_len < 0
                    ? brisk_rsa_pkcs1_verify(&key, signature, signature_len, hash, digest)
                    : brisk_rsa_pss_verify(&key, signature, signature_len, hash, digest,
                                           (size_t)file->salt_len);
    /* Signatures that the file made itself are valid. */
    const int valid = strcmp(file->last, "S") == 0 || rsp_text(rsp, "Result")[0] == 'P';
    CHECK((error == 0) == valid);
}

static void test_rsa(const struct rsa_file *file)
{
    struct rsp rsp;
    struct counts counts = { 0, 0 };
    rsp_open_cavp(&rsp, file->path);
    while (rsp_next(&rsp)) {
        if (!rsp_is(&rsp, file->last)) {
            continue;
        }
        const enum brisk_hash_alg hash = find_hash(rsp_text(&rsp, "SHAAlg"));
        if (hash && rsp_number(&rsp, "mod") >= BRISK_RSA_MIN_BITS) {
            check_rsa(&rsp, file, hash);
            counts.run++;
        } else {
            counts.left_out++;
        }
    }
    report(&rsp, &counts);
    rsp_close(&rsp);
}

static void test_x25519(void)
{
    struct rsp rsp;
    struct counts counts = { 0, 0 };
    rsp_open_cavp(&rsp, "asymmetric/X25519/rfc7748.txt");
    while (rsp_next(&rsp)) {
        if (!rsp_is(&rsp, "OUTPUT_U")) {
            continue;
        }
        uint8_t scalar[32], u[32], want[32], got[32];
        CHECK(rsp_bytes(&rsp, "INPUT_SCALAR", scalar, 32) == 32);
        CHECK(rsp_bytes(&rsp, "INPUT_U", u, 32) == 32);
        CHECK(rsp_bytes(&rsp, "OUTPUT_U", want, 32) == 32);
        CHECK_EQ_INT(brisk_x25519_shared(got, scalar, u), 0);
        CHECK_EQ_BYTES(got, want, 32);
        counts.run++;
    }
    report(&rsp, &counts);
    rsp_close(&rsp);
}

/* "private key and public key : public key : message : signature and message :" */
static void check_ed25519(char *line)
{
    static uint8_t message[MAX_MESSAGE], want[64 + MAX_MESSAGE];
    uint8_t private_key[64], public_key[32], got_public[32], got[64];
    char *fields[4];
    for (int i = 0; i < 4; i++) {
        fields[i] = line;
        line = strchr(line, ':');
        if (!line) {
            test_abort("a line has fewer than four fields");
        }
        *line++ = 0;
    }
    CHECK(test_hex(private_key, 64, fields[0]) == 64);
    CHECK(test_hex(public_key, 32, fields[1]) == 32);
    size_t len = test_hex(message, sizeof(message), fields[2]);
    CHECK(test_hex(want, sizeof(want), fields[3]) == 64 + len);
    CHECK_EQ_INT(brisk_ed25519_public(got_public, private_key), 0);
    CHECK_EQ_BYTES(got_public, public_key, 32);
    CHECK_EQ_INT(brisk_ed25519_sign(got, private_key, public_key, message, len), 0);
    CHECK_EQ_BYTES(got, want, 64);
    CHECK_EQ_INT(brisk_ed25519_verify(got, public_key, message, len), 0);
    got[len % 64] ^= (uint8_t)(1 << len % 8);
    CHECK(brisk_ed25519_verify(got, public_key, message, len) != 0);
}

/* The 1,024 cases of the paper's authors: no lines of names and values, so that only the opening is
 * the parser's. */
static void test_ed25519(void)
{
    struct rsp rsp;
    struct counts counts = { 0, 0 };
    rsp_open_cavp(&rsp, "asymmetric/Ed25519/sign.input");
    for (char *line = rsp.text, *next; *line; line = next) {
        next = line + strcspn(line, "\n");
        next += *next ? (*next = 0, 1) : 0;
        test_note("%s, case %zu", rsp.path, counts.run + 1);
        check_ed25519(line);
        counts.run++;
    }
    report(&rsp, &counts);
    rsp_close(&rsp);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_ecdsa_key_pairs();
    test_ecdsa_public_keys();
    test_ecdsa("asymmetric/ECDSA/FIPS_186-3/SigGen.txt", "S", check_signature_made);
    test_ecdsa("asymmetric/ECDSA/FIPS_186-3/SigVer.rsp", "Result", check_signature_verified);
    test_ecdh("asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_init.fax");
    test_ecdh("asymmetric/ECDH/KASValidityTest_ECCStaticUnified_NOKC_ZZOnly_resp.fax");
    for (size_t i = 0; i < sizeof(rsa_files) / sizeof(rsa_files[0]); i++) {
        test_rsa(&rsa_files[i]);
    }
    test_x25519();
    test_ed25519();
    return test_end();
}
