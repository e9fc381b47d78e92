/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Secrets decide no branch and no address: run under valgrind, whose memcheck reports a branch or
 * an address that depends on undefined bytes. Secrets are declared undefined before a call, what
 * the caller may see (ciphertext, tag, public key, signature, return value) defined after it. The
 * idea is Langley's ("ctgrind", 2010).
 *
 * The program starts valgrind on itself. Limits: the reference rows, and those that can run under
 * valgrind, which hides the CPU's newer instructions (AVX-512, SHA-NI); the paths that these calls
 * take, and not the time of single instructions. RSA key import is left out: it computes the
 * modulus and its length, which are public, from the primes, and memcheck cannot know where the
 * secret ends. */

#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <brisk/brisk.h>

#include "crypto/impl.h"
#include "tests/support/test.h"

#if defined(__has_include)
#if __has_include(<valgrind/memcheck.h>)
#include <valgrind/memcheck.h>
#endif
#endif

#ifdef VALGRIND_MAKE_MEM_UNDEFINED

static void make_secret(const void *data, size_t len)
{
    VALGRIND_MAKE_MEM_UNDEFINED(data, len);
}

static void make_public(const void *data, size_t len)
{
    VALGRIND_MAKE_MEM_DEFINED(data, len);
}

/* Succeeds if `error` is 0: return values are public. */
static void check_success(int error)
{
    make_public(&error, sizeof(error));
    CHECK_EQ_INT(error, 0);
}

static uint8_t secret_bytes[64];

/* Planted leaks, and what looks like one but is not. The results are volatile so that they stay. */

static volatile uint8_t sink;
static const uint8_t table[256] = { 3, 1, 4, 1, 5 };

static void leak_branch(void)
{
    if (secret_bytes[0] & 1) {
        sink = 1;
    }
}

static void leak_address(void)
{
    sink = table[secret_bytes[0]];
}

static void leak_early_exit(void)
{
    for (size_t i = 0; i < sizeof(secret_bytes) && secret_bytes[i] == 0; i++) {
        sink = 0;
    }
}

static void mask_no_leak(void)
{
    uint8_t mask = (uint8_t) - (secret_bytes[0] & 1);
    sink = (uint8_t)((mask & secret_bytes[1]) | (~mask & secret_bytes[2]));
}

/* Symmetric */

static void run_aead(enum brisk_aead_alg alg)
{
    static const size_t lengths[] = { 0, 1, 15, 16, 17, 64, 100, 256, 1000 };
    uint8_t key[BRISK_AEAD_MAX_KEY], nonce[12] = { 1 }, aad[13] = { 2 };
    uint8_t text[1000], sealed[1000 + BRISK_AEAD_TAG_SIZE], opened[1000];
    struct brisk_aead aead;

    test_random_bytes(key, sizeof(key));
    test_random_bytes(text, sizeof(text));
    make_secret(key, sizeof(key));
    make_secret(text, sizeof(text));
    check_success(brisk_aead_init(&aead, alg, key, brisk_aead_key_size(alg)));
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        size_t len = lengths[i];
        check_success(brisk_aead_seal(&aead, sealed, nonce, text, len, aad, sizeof(aad)));
        make_public(sealed, len + BRISK_AEAD_TAG_SIZE);
        check_success(brisk_aead_open(&aead, opened, nonce, sealed, len + BRISK_AEAD_TAG_SIZE, aad,
                                      sizeof(aad)));
        sealed[len] ^= 1;
        int error = brisk_aead_open(&aead, opened, nonce, sealed, len + BRISK_AEAD_TAG_SIZE, aad,
                                    sizeof(aad));
        make_public(&error, sizeof(error));
        CHECK_EQ_INT(error, BRISK_ERR_AUTH);
    }
    brisk_wipe(&aead, sizeof(aead));
}

static void run_aes_128_gcm(void)
{
    run_aead(BRISK_AES_128_GCM);
}

static void run_aes_256_gcm(void)
{
    run_aead(BRISK_AES_256_GCM);
}

static void run_chacha20_poly1305(void)
{
    run_aead(BRISK_CHACHA20_POLY1305);
}

/* Of a record its opening tells whether it is right, and then how long the content is. */
static void open_record(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t len,
                        const uint8_t *head, int want)
{
    size_t content_len = 0;
    int error = brisk_cbc_hmac_open(cbc, fragment, len, head, &content_len);
    make_public(&error, sizeof(error));
    CHECK_EQ_INT(error, want);
    make_public(fragment, len);
}

static void run_cbc_hmac(enum brisk_hash_alg mac, int encrypt_then_mac)
{
    static const size_t lengths[] = { 0, 1, 15, 50, 100, 300, 1000 };
    uint8_t key[32], mac_key[BRISK_HASH_MAX_SIZE], head[BRISK_CBC_HMAC_HEAD_SIZE] = { 1 };
    uint8_t fragment[16 + 1000 + 80], wrong[sizeof(fragment)];
    struct brisk_cbc_hmac cbc;

    test_random_bytes(key, sizeof(key));
    test_random_bytes(mac_key, sizeof(mac_key));
    make_secret(key, sizeof(key));
    make_secret(mac_key, sizeof(mac_key));
    check_success(brisk_cbc_hmac_init(&cbc, key, sizeof(key), mac, mac_key, encrypt_then_mac));
    for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
        size_t size = brisk_cbc_hmac_sealed_size(&cbc, lengths[i]);
        test_random_bytes(fragment, sizeof(fragment));
        make_secret(fragment + 16, lengths[i]);
        brisk_cbc_hmac_seal(&cbc, fragment, lengths[i], head);
        make_public(fragment, size);
        memcpy(wrong, fragment, size);
        wrong[size - 20] ^= 1;
        open_record(&cbc, fragment, size, head, 0);
        open_record(&cbc, wrong, size, head, BRISK_ERR_AUTH);
    }
    brisk_wipe(&cbc, sizeof(cbc));
}

static void run_cbc_hmac_sha1(void)
{
    run_cbc_hmac(BRISK_SHA1, 0);
}

static void run_cbc_hmac_sha256(void)
{
    run_cbc_hmac(BRISK_SHA256, 0);
}

static void run_cbc_hmac_sha384(void)
{
    run_cbc_hmac(BRISK_SHA384, 0);
}

static void run_cbc_encrypt_then_mac(void)
{
    run_cbc_hmac(BRISK_SHA1, 1);
}

static void run_hash(enum brisk_hash_alg alg)
{
    uint8_t message[300], digest[BRISK_HASH_MAX_SIZE], okm[100];
    struct brisk_hmac_key key;

    test_random_bytes(message, sizeof(message));
    make_secret(message, sizeof(message));
    check_success(brisk_hash_digest(alg, digest, message, sizeof(message)));
    check_success(brisk_hmac_key_init(&key, alg, message, sizeof(message)));
    brisk_hmac_tag(&key, digest, message, sizeof(message));
    check_success(brisk_hkdf_extract(alg, digest, message, 32, message, 64));
    check_success(brisk_hmac_key_init(&key, alg, digest, brisk_hash_size(alg)));
    check_success(brisk_hkdf_expand(&key, okm, sizeof(okm), message, 10));
    check_success(brisk_hkdf_expand_label(&key, okm, 32, "key", NULL, 0));
}

static void run_sha256(void)
{
    run_hash(BRISK_SHA256);
}

static void run_sha384(void)
{
    run_hash(BRISK_SHA384);
}

static void run_sha512(void)
{
    run_hash(BRISK_SHA512);
}

static void run_equal(void)
{
    uint8_t other[sizeof(secret_bytes)];

    memcpy(other, secret_bytes, sizeof(other));
    int equal = brisk_equal(secret_bytes, other, sizeof(other));
    make_public(&equal, sizeof(equal));
    CHECK_EQ_INT(equal, 1);
}

/* Curves */

static void run_x25519(void)
{
    uint8_t key[32], peer_key[32], public_key[32], secret[32];

    test_random_bytes(key, sizeof(key));
    test_random_bytes(peer_key, sizeof(peer_key));
    check_success(brisk_x25519_public(public_key, peer_key));
    make_secret(key, sizeof(key));
    check_success(brisk_x25519_shared(secret, key, public_key));
    check_success(brisk_x25519_public(public_key, key));
}

static void run_ed25519(void)
{
    uint8_t key[32], public_key[32], signature[64], message[100] = { 5 };

    test_random_bytes(key, sizeof(key));
    make_secret(key, sizeof(key));
    check_success(brisk_ed25519_public(public_key, key));
    make_public(public_key, sizeof(public_key));
    check_success(brisk_ed25519_sign(signature, key, public_key, message, sizeof(message)));
    make_public(signature, sizeof(signature));
    check_success(brisk_ed25519_verify(signature, public_key, message, sizeof(message)));
}

static void run_p256(void)
{
    uint8_t key[32], peer_key[32], public_key[65], secret[32], signature[64], digest[32] = { 6 };

    check_success(brisk_p256_private(key));
    check_success(brisk_p256_private(peer_key));
    check_success(brisk_p256_public(public_key, peer_key));
    make_secret(key, sizeof(key));
    check_success(brisk_p256_shared(secret, key, public_key, sizeof(public_key)));
    check_success(brisk_p256_public(public_key, key));
    make_public(public_key, sizeof(public_key));
    check_success(brisk_ecdsa_p256_sign(signature, key, digest, sizeof(digest)));
    make_public(signature, sizeof(signature));
    check_success(brisk_ecdsa_p256_verify(signature, public_key, digest, sizeof(digest)));
}

static void run_p384(void)
{
    uint8_t key[48], peer_key[48], public_key[97], secret[48], signature[96], digest[48] = { 7 };

    check_success(brisk_p384_private(key));
    check_success(brisk_p384_private(peer_key));
    check_success(brisk_p384_public(public_key, peer_key));
    make_secret(key, sizeof(key));
    check_success(brisk_p384_shared(secret, key, public_key, sizeof(public_key)));
    check_success(brisk_p384_public(public_key, key));
    make_public(public_key, sizeof(public_key));
    check_success(brisk_ecdsa_p384_sign(signature, key, digest, sizeof(digest)));
    make_public(signature, sizeof(signature));
    check_success(brisk_ecdsa_p384_verify(signature, public_key, digest, sizeof(digest)));
}

static void run_p521(void)
{
    uint8_t key[66], peer_key[66], public_key[133], secret[66], signature[132], digest[64] = { 7 };

    check_success(brisk_p521_private(key));
    check_success(brisk_p521_private(peer_key));
    check_success(brisk_p521_public(public_key, peer_key));
    make_secret(key, sizeof(key));
    check_success(brisk_p521_shared(secret, key, public_key, sizeof(public_key)));
    check_success(brisk_p521_public(public_key, key));
    make_public(public_key, sizeof(public_key));
    check_success(brisk_ecdsa_p521_sign(signature, key, digest, sizeof(digest)));
    make_public(signature, sizeof(signature));
    check_success(brisk_ecdsa_p521_verify(signature, public_key, digest, sizeof(digest)));
}

/* Finite-field Diffie-Hellman */

static void run_ffdhe2048(void)
{
    uint8_t key[29], peer_key[29], public_key[256], secret[256];
    const uint16_t group = BRISK_GROUP_FFDHE2048;

    check_success(brisk_ffdhe_private(group, key));
    check_success(brisk_ffdhe_private(group, peer_key));
    check_success(brisk_ffdhe_public(group, public_key, peer_key));
    make_secret(key, sizeof(key));
    check_success(brisk_ffdhe_shared(group, secret, key, public_key, sizeof(public_key)));
    check_success(brisk_ffdhe_public(group, public_key, key));
}

/* RSA */

static void load_rsa_key(struct brisk_rsa_private *rsa)
{
    struct brisk_private_key key;
    size_t len;
    char *pem = test_read_file("tests/support/keys/rsa2048.pem", &len);

    if (pem == NULL) {
        test_abort("tests/support/keys/rsa2048.pem cannot be read");
    }
    check_success(brisk_private_key_from_pem(&key, pem, len));
    *rsa = key.as.rsa;
    free(pem);
}

static void make_prime_secret(struct brisk_rsa_prime *prime)
{
    make_secret(&prime->n0, sizeof(prime->n0));
    make_secret(prime->p, sizeof(prime->p));
    make_secret(prime->rr, sizeof(prime->rr));
    make_secret(prime->d, sizeof(prime->d));
}

/* PKCS #1 v1.5 encryption padding (RFC 8017 section 7.2.1) around a message, encrypted. */
static void encrypt_pkcs1(const struct brisk_rsa_public *key, uint8_t *out, const uint8_t *message,
                          size_t len, size_t size)
{
    uint8_t padded[BRISK_RSA_MAX_SIZE];

    memset(padded, 0xaa, size);
    padded[0] = 0;
    padded[1] = 2;
    padded[size - len - 1] = 0;
    memcpy(padded + size - len, message, len);
    check_success(brisk_rsa_public_op(key, out, padded));
}

static void run_rsa(void)
{
    static const uint8_t message[48] = { 3, 3, 8 };
    struct brisk_rsa_private key;
    uint8_t digest[32] = { 8 }, number[256] = { 0, 9 }, out[256], decrypted[48];

    load_rsa_key(&key);
    struct brisk_rsa_public public_key = key.public_key;
    encrypt_pkcs1(&public_key, number, message, sizeof(message), sizeof(number));
    make_prime_secret(&key.p);
    make_prime_secret(&key.q);
    make_secret(key.qinv, sizeof(key.qinv));

    check_success(
        brisk_rsa_pkcs1_decrypt(&key, decrypted, sizeof(decrypted), number, sizeof(number)));
    make_public(decrypted, sizeof(decrypted));
    CHECK_EQ_BYTES(decrypted, message, sizeof(message));
    number[20] ^= 1; /* bad padding takes the same way */
    check_success(
        brisk_rsa_pkcs1_decrypt(&key, decrypted, sizeof(decrypted), number, sizeof(number)));

    check_success(brisk_rsa_premaster_decrypt(&key, decrypted, 0x0303, number, sizeof(number)));
    number[20] ^= 1; /* and a right one of another version */
    check_success(brisk_rsa_premaster_decrypt(&key, decrypted, 0x0302, number, sizeof(number)));
    make_public(decrypted, sizeof(decrypted));
    CHECK(memcmp(decrypted, message, sizeof(message)) != 0);

    check_success(brisk_rsa_private_op(&key, out, number));
    check_success(brisk_rsa_pkcs1_sign(&key, out, BRISK_SHA256, digest));
    make_public(out, sizeof(out));
    check_success(brisk_rsa_pkcs1_verify(&public_key, out, sizeof(out), BRISK_SHA256, digest));
    check_success(brisk_rsa_pss_sign(&key, out, BRISK_SHA256, digest, 32));
    make_public(out, sizeof(out));
    check_success(brisk_rsa_pss_verify(&public_key, out, sizeof(out), BRISK_SHA256, digest, 32));
}

/* A call may tell by a branch what its caller is to see anyway: such decisions are counted, and
 * one report more is a leak. */
static const struct {
    const char *name;
    void (*run)(void);
    unsigned long num_decisions;
    const char *decision;
} cases[] = {
    { "AES-128-GCM", run_aes_128_gcm, 18, "the tag is right" },
    { "AES-256-GCM", run_aes_256_gcm, 18, "the tag is right" },
    { "ChaCha20-Poly1305", run_chacha20_poly1305, 18, "the tag is right" },
    { "AES-CBC, HMAC-SHA-1", run_cbc_hmac_sha1, 14, "the record is right" },
    { "AES-CBC, HMAC-SHA-256", run_cbc_hmac_sha256, 14, "the record is right" },
    { "AES-CBC, HMAC-SHA-384", run_cbc_hmac_sha384, 14, "the record is right" },
    { "AES-CBC, encrypt-then-MAC", run_cbc_encrypt_then_mac, 21,
      "the MAC is right, and then the padding" },
    { "SHA-256, HMAC, HKDF", run_sha256, 0, "" },
    { "SHA-384, HMAC, HKDF", run_sha384, 0, "" },
    { "SHA-512, HMAC, HKDF", run_sha512, 0, "" },
    { "brisk_equal", run_equal, 0, "" },
    { "X25519", run_x25519, 1, "the secret is not zero" },
    { "Ed25519", run_ed25519, 0, "" },
    { "P-256", run_p256, 4, "the key, three times, and the nonce are in range" },
    { "P-384", run_p384, 4, "the key, three times, and the nonce are in range" },
    { "P-521", run_p521, 4, "the key, three times, and the nonce are in range" },
    { "ffdhe2048", run_ffdhe2048, 2, "the key, twice, is in range" },
    { "RSA-2048", run_rsa, 7, "the result is right" },
};

static const struct {
    const char *name;
    void (*run)(void);
    int leaks;
} planted[] = {
    { "a branch", leak_branch, 1 },
    { "a table lookup", leak_address, 1 },
    { "a comparison that stops early", leak_early_exit, 1 },
    { "a mask, which is no leak", mask_no_leak, 0 },
};

/* How many reports valgrind has about a run. */
static unsigned long count_reports(void (*run)(void))
{
    unsigned long before = VALGRIND_COUNT_ERRORS;

    test_random_bytes(secret_bytes, sizeof(secret_bytes));
    make_secret(secret_bytes, sizeof(secret_bytes));
    run();
    make_public(secret_bytes, sizeof(secret_bytes));
    return VALGRIND_COUNT_ERRORS - before;
}

static void run_planted(void)
{
    for (size_t i = 0; i < sizeof(planted) / sizeof(planted[0]); i++) {
        unsigned long num_reports = count_reports(planted[i].run);
        test_note("planted: %s", planted[i].name);
        printf("planted: %s: %lu reports\n", planted[i].name, num_reports);
        CHECK((num_reports > 0) == planted[i].leaks);
    }
}

/* All cases, or the one called `only`. */
static void run_cases(const char *rows, const char *only)
{
    printf("with %s:\n", rows);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        if (only != NULL && strcmp(cases[i].name, only) != 0) {
            continue;
        }
        test_note("%s, with %s", cases[i].name, rows);
        unsigned long num_reports = count_reports(cases[i].run);
        printf("%s: %lu reports", cases[i].name, num_reports);
        if (cases[i].num_decisions != 0) {
            printf(", at most %lu expected: %s", cases[i].num_decisions, cases[i].decision);
        }
        putchar('\n');
        CHECK(num_reports <= cases[i].num_decisions);
    }
}

int main(int argc, char **argv)
{
#if defined(__SANITIZE_ADDRESS__)
    test_start(argc, argv);
    test_skip("valgrind does not run programs built with sanitizers");
#elif defined(BRISK_CROSS_BUILD)
    test_start(argc, argv);
    test_skip("this is a cross build, and valgrind does not run in an emulator");
#endif
    if (!RUNNING_ON_VALGRIND) {
        char *arguments[] = { (char *)"valgrind",
                              (char *)"--quiet",
                              (char *)"--error-limit=no",
                              (char *)"--num-callers=8",
                              argv[0],
                              argc > 1 ? argv[1] : NULL,
                              NULL };
        execvp(arguments[0], arguments);
        test_start(argc, argv);
        test_skip("valgrind (package valgrind) was not found");
    }
    test_start(argc, argv);
    printf("valgrind's reports of planted leaks and of public decisions follow; their number "
           "counts\n");
    run_planted();
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, "ref"), 0);
    struct brisk_kernels reference = *brisk_kernels();
    run_cases("the reference", NULL);
    CHECK_EQ_INT(brisk_kernels_restrict(UINT64_MAX, NULL), 0);
    if (memcmp(brisk_kernels(), &reference, sizeof(reference)) != 0) {
        run_cases("the best rows under valgrind", NULL);
    }
    if (brisk_kernels_restrict(UINT64_MAX, "chacha20poly1305=ssse3") == 0) {
        run_cases("the row ssse3", "ChaCha20-Poly1305");
    }
    return test_end();
}

#else

int main(int argc, char **argv)
{
    test_start(argc, argv);
    test_skip("valgrind/memcheck.h (package valgrind) was not found when this was built");
}

#endif
