/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Secrets decide no branch and no address, seen at the CPU: each function of each row that this CPU
 * can run, AVX-512 rows too, is run with several secrets and equal public inputs; the sequence of
 * instruction addresses and of memory addresses has to be the same (tests/support/trace/trace.h).
 * Divisions and square roots, whose time depends on the operands, must not occur at all.
 *
 * test_constant_time (valgrind) shows for every bit of the secret what this shows for the secrets
 * tried; this one covers the rows that valgrind cannot run. Neither sees the time of single
 * instructions.
 *
 * --kernel=VARIANT or OPERATION=VARIANT and --cpu=MODEL choose rows. --long adds RSA-3072 and 4096
 * by the reference, and more secrets. */

#include <stdio.h>
#include <string.h>

#include <brisk/brisk.h>

#include "crypto/impl.h"
#include "tests/support/test.h"

#if defined(BRISK_HAS_TRACE) && !defined(__SANITIZE_ADDRESS__)

#include "crypto/bignum.h"
#include "tests/support/trace/planted.h"
#include "tests/support/trace/trace.h"

#define NUM(array) (sizeof(array) / sizeof(array[0]))

/* Secrets: random ones, and the ends of the range. */
enum secret { SECRET_RANDOM, SECRET_LOW, SECRET_HIGH, SECRET_OTHER };

static const char *const secret_names[] = { "a random secret", "the lowest secret",
                                            "the highest secret", "another random secret" };

#define MAX_TEXT 4200

/* All that calls work on, in the same place each time. */
static struct {
    uint8_t state[BRISK_AEAD_STATE_SIZE] __attribute__((aligned(64)));
    uint8_t key[48], second_key[48], nonce[12], aad[20], tag[16];
    uint8_t text[MAX_TEXT], sealed[MAX_TEXT], out[MAX_TEXT];
    uint8_t point[96], digest[48], opponent[48];
    uint64_t hash_state[8];
    struct brisk_rsa_private rsa;
    uint64_t rsa_in[2][BRISK_RSA_MAX_LIMBS / 2], rsa_out[2][BRISK_RSA_PRIME_LIMBS];
    size_t key_len, len, aad_len;
    int result;
} io;

struct job {
    const void *row;
    enum secret secret;
};

static void fill_secret(void *out, size_t len, enum secret secret)
{
    if (secret == SECRET_LOW || secret == SECRET_HIGH) {
        memset(out, secret == SECRET_LOW ? 0 : 0xff, len);
    } else {
        test_random_bytes(out, len);
    }
}

/* Hashes */

static void prepare_sha256(const struct job *job, unsigned size)
{
    (void)size;
    fill_secret(io.hash_state, 32, job->secret);
    fill_secret(io.text, 64 * 17, job->secret);
}

static void run_sha256(const struct job *job)
{
    const struct brisk_sha256_impl *row = job->row;
    static const size_t numbers[] = { 0, 1, 2, 3, 4, 17 };

    for (size_t i = 0; i < NUM(numbers); i++) {
        row->blocks((uint32_t *)io.hash_state, io.text, numbers[i]);
    }
}

static void prepare_sha512(const struct job *job, unsigned size)
{
    (void)size;
    fill_secret(io.hash_state, 64, job->secret);
    fill_secret(io.text, 128 * 17, job->secret);
}

static void run_sha512(const struct job *job)
{
    const struct brisk_sha512_impl *row = job->row;
    static const size_t numbers[] = { 0, 1, 2, 3, 4, 17 };

    for (size_t i = 0; i < NUM(numbers); i++) {
        row->blocks(io.hash_state, io.text, numbers[i]);
    }
}

/* AEADs: the two row types begin alike, but are two types. */

struct aead {
    brisk_aead_init_fn *init;
    brisk_aead_seal_fn *seal;
    brisk_aead_open_fn *open;
};

static struct aead aead;

static const size_t lengths[] = { 0,   1,   15,  16,  17,  63,   64,   65,   100,
                                  128, 200, 256, 300, 500, 1000, 1024, 2100, MAX_TEXT };

static void prepare_aead(const struct job *job, unsigned key_len)
{
    io.key_len = key_len;
    fill_secret(io.key, key_len, job->secret);
    fill_secret(io.text, sizeof(io.text), job->secret);
    aead.init(io.state, io.key, key_len);
}

static void prepare_aes_gcm(const struct job *job, unsigned key_len)
{
    const struct brisk_aes_gcm_impl *row = job->row;

    aead = (struct aead){ row->init, row->seal, row->open };
    prepare_aead(job, key_len);
}

static void prepare_chacha20poly1305(const struct job *job, unsigned key_len)
{
    const struct brisk_chacha20poly1305_impl *row = job->row;

    aead = (struct aead){ row->init, row->seal, row->open };
    prepare_aead(job, key_len);
}

static void run_init(const struct job *job)
{
    (void)job;
    aead.init(io.state, io.key, io.key_len);
}

static void run_seal(const struct job *job)
{
    (void)job;
    for (size_t i = 0; i < NUM(lengths); i++) {
        aead.seal(io.state, io.out, io.tag, io.nonce, io.text, lengths[i], io.aad,
                  i % sizeof(io.aad));
    }
}

/* One length only: what is opened was sealed with the same key before. */
static void seal_to_open(unsigned len)
{
    io.len = len;
    io.aad_len = len % sizeof(io.aad);
    aead.seal(io.state, io.sealed, io.tag, io.nonce, io.text, io.len, io.aad, io.aad_len);
}

static void prepare_open_aes_gcm(const struct job *job, unsigned len)
{
    prepare_aes_gcm(job, len % 2 != 0 ? 16 : 32);
    seal_to_open(len);
}

static void prepare_open_chacha20poly1305(const struct job *job, unsigned len)
{
    prepare_chacha20poly1305(job, 32);
    seal_to_open(len);
}

static void run_open(const struct job *job)
{
    (void)job;
    io.result =
        aead.open(io.state, io.out, io.tag, io.nonce, io.sealed, io.len, io.aad, io.aad_len);
}

static void run_open_forged(const struct job *job)
{
    (void)job;
    io.tag[5] ^= 4;
    io.result =
        !aead.open(io.state, io.out, io.tag, io.nonce, io.sealed, io.len, io.aad, io.aad_len);
}

static void run_keystream(const struct job *job)
{
    const struct brisk_chacha20poly1305_impl *row = job->row;

    for (size_t num_blocks = 0; num_blocks <= 40; num_blocks += num_blocks < 18 ? 1 : 11) {
        row->keystream(io.out, num_blocks, io.key, io.nonce, 7);
    }
}

/* X25519 and Ed25519 */

static void prepare_25519(const struct job *job, unsigned size)
{
    (void)size;
    fill_secret(io.key, 32, job->secret);
}

static void run_x25519_public(const struct job *job)
{
    const struct brisk_x25519_impl *row = job->row;
    row->public_key(io.out, io.key);
}

static void run_x25519_shared(const struct job *job)
{
    const struct brisk_x25519_impl *row = job->row;
    row->shared(io.out, io.key, io.opponent);
}

static void run_ed25519(const struct job *job)
{
    const struct brisk_ed25519_impl *row = job->row;
    row->base_mul(io.out, io.key);
}

/* P-256 and P-384: secrets are from 1 to n - 1. */

static void fill_scalar(uint8_t *out, unsigned size, enum secret secret)
{
    static const char *const largest_256 =
        "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
    static const char *const largest_384 =
        "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
        "581a0db248b0a77aecec196accc52972";

    if (secret == SECRET_HIGH) {
        test_hex(out, size, size == 32 ? largest_256 : largest_384);
        return;
    }
    fill_secret(out, size, secret);
    if (secret == SECRET_LOW) {
        out[size - 1] = 1;
    } else {
        out[0] = (out[0] & 0x7f) | 1;
    }
}

static void prepare_ec(const struct job *job, unsigned size)
{
    const struct brisk_ec_impl *row = job->row;

    if (!row->public_key(io.point, io.opponent)) {
        test_abort("no public key");
    }
    fill_scalar(io.key, size, job->secret);
    fill_scalar(io.second_key, size, job->secret);
}

static void run_ec_public(const struct job *job)
{
    const struct brisk_ec_impl *row = job->row;
    io.result = row->public_key(io.out, io.key);
}

static void run_ec_shared(const struct job *job)
{
    const struct brisk_ec_impl *row = job->row;
    io.result = row->shared(io.out, io.key, io.point);
}

static void run_ec_sign(const struct job *job)
{
    const struct brisk_ec_impl *row = job->row;
    io.result = row->sign(io.out, io.key, io.digest, io.second_key);
}

/* RSA: primes, exponents and inputs are secret; kernels ask of a modulus only that it is odd and
 * has the length said. */

static void fill_prime(struct brisk_rsa_prime *prime, uint64_t *in, size_t limbs,
                       enum secret secret)
{
    memset(prime, 0, sizeof(*prime));
    fill_secret(prime->p, 8 * limbs, secret);
    fill_secret(prime->d, 8 * limbs, secret);
    prime->p[0] |= 1;
    prime->p[limbs - 1] |= (uint64_t)1 << 63;
    prime->d[limbs - 1] &= UINT64_MAX >> 1;
    prime->n0 = brisk_mont_n0(prime->p[0]);
    brisk_mont_rr(prime->rr, prime->p, prime->n0, limbs, 64 * limbs);
    fill_secret(in, 8 * limbs, secret);
    in[limbs - 1] &= UINT64_MAX >> 1;
}

static void prepare_rsa(const struct job *job, unsigned bits)
{
    io.rsa.public_key.bits = bits;
    io.rsa.public_key.num_limbs = bits / 64;
    io.rsa.prime_limbs = bits / 128;
    fill_prime(&io.rsa.p, io.rsa_in[0], bits / 128, job->secret);
    fill_prime(&io.rsa.q, io.rsa_in[1], bits / 128, job->secret);
}

static void run_rsa(const struct job *job)
{
    const struct brisk_rsa_impl *row = job->row;
    row->private_crt(io.rsa_out[0], io.rsa_out[1], io.rsa_in[0], io.rsa_in[1], &io.rsa);
}

/* What is traced */

struct scene {
    const char *operation, *name;
    void (*prepare)(const struct job *job, unsigned size);
    void (*run)(const struct job *job);
    unsigned size; /* what prepare() makes of it */
    int is_slow;   /* with the reference: with --long only */
};

static const struct scene scenes[] = {
    { "sha256", "blocks", prepare_sha256, run_sha256, 0, 0 },
    { "sha512", "blocks", prepare_sha512, run_sha512, 0, 0 },
    { "aes_gcm", "init, 128-bit key", prepare_aes_gcm, run_init, 16, 0 },
    { "aes_gcm", "init, 256-bit key", prepare_aes_gcm, run_init, 32, 0 },
    { "aes_gcm", "seal, 128-bit key", prepare_aes_gcm, run_seal, 16, 0 },
    { "aes_gcm", "seal, 256-bit key", prepare_aes_gcm, run_seal, 32, 0 },
    { "aes_gcm", "open 47", prepare_open_aes_gcm, run_open, 47, 0 },
    { "aes_gcm", "open 301", prepare_open_aes_gcm, run_open, 301, 0 },
    { "aes_gcm", "open 4200", prepare_open_aes_gcm, run_open, MAX_TEXT, 0 },
    { "aes_gcm", "open 4097", prepare_open_aes_gcm, run_open, 4097, 0 },
    { "aes_gcm", "open 1500, forged", prepare_open_aes_gcm, run_open_forged, 1500, 0 },
    { "chacha20poly1305", "init", prepare_chacha20poly1305, run_init, 32, 0 },
    { "chacha20poly1305", "seal", prepare_chacha20poly1305, run_seal, 32, 0 },
    { "chacha20poly1305", "open 47", prepare_open_chacha20poly1305, run_open, 47, 0 },
    { "chacha20poly1305", "open 301", prepare_open_chacha20poly1305, run_open, 301, 0 },
    { "chacha20poly1305", "open 1024", prepare_open_chacha20poly1305, run_open, 1024, 0 },
    { "chacha20poly1305", "open 4200", prepare_open_chacha20poly1305, run_open, MAX_TEXT, 0 },
    { "chacha20poly1305", "open 1500, forged", prepare_open_chacha20poly1305, run_open_forged, 1500,
      0 },
    { "chacha20poly1305", "keystream", prepare_chacha20poly1305, run_keystream, 32, 0 },
    { "x25519", "public_key", prepare_25519, run_x25519_public, 0, 0 },
    { "x25519", "shared", prepare_25519, run_x25519_shared, 0, 0 },
    { "ed25519", "base_mul", prepare_25519, run_ed25519, 0, 0 },
    { "p256", "public_key", prepare_ec, run_ec_public, 32, 0 },
    { "p256", "shared", prepare_ec, run_ec_shared, 32, 0 },
    { "p256", "sign", prepare_ec, run_ec_sign, 32, 0 },
    { "p384", "public_key", prepare_ec, run_ec_public, 48, 0 },
    { "p384", "shared", prepare_ec, run_ec_shared, 48, 0 },
    { "p384", "sign", prepare_ec, run_ec_sign, 48, 0 },
    { "rsa", "private_crt, 2048 bits", prepare_rsa, run_rsa, 2048, 0 },
    { "rsa", "private_crt, 3072 bits", prepare_rsa, run_rsa, 3072, 1 },
    { "rsa", "private_crt, 4096 bits", prepare_rsa, run_rsa, 4096, 1 },
};

/* How many functions a row has: those above, and those that have no secrets (Ed25519's check, ECDSA
 * verification, the check of a point, RSA's public_exp). A new one has to be given its scenes. */
static const struct {
    const char *operation;
    size_t num_functions;
} row_types[] = {
    { "sha256", 1 }, { "sha512", 1 },  { "aes_gcm", 3 }, { "chacha20poly1305", 4 },
    { "x25519", 2 }, { "ed25519", 2 }, { "p256", 5 },    { "p384", 5 },
    { "rsa", 2 },
};

/* Runs */

static int is_long;
static const char *wanted_operation, *wanted_variant;

struct call {
    void (*run)(const struct job *job);
    struct job job;
};

static void call_scene(void *context)
{
    const struct call *call = context;
    call->run(&call->job);
}

static void print_difference(const struct trace_result *result, const char *secret)
{
    if (result->is_branch) {
        printf("  %s: %s went on at %s instead of %s\n", secret, trace_symbol(result->differs_at),
               result->got == 0 ? "nothing" : trace_symbol(result->got),
               trace_symbol(result->expected));
    } else {
        printf("  %s: %s had the address, index, mask or count 0x%llx instead of 0x%llx\n", secret,
               trace_symbol(result->differs_at), (unsigned long long)result->got,
               (unsigned long long)result->expected);
    }
}

/* Returns how many secrets were told apart. */
static int compare_secrets(const struct scene *scene, const void *row, struct trace_result *first)
{
    static struct call call; /* in the same place each time */
    int num_differences = 0;
    unsigned num_secrets = is_long ? 16 : 6;

    call.run = scene->run;
    for (unsigned i = 0; i < num_secrets; i++) {
        struct trace_result result;
        enum secret secret = i < 4 ? (enum secret)i : SECRET_OTHER;
        call.job = (struct job){ row, secret };
        scene->prepare(&call.job, scene->size);
        io.result = 1;
        if (i == 0) { /* once beforehand: a library's function is looked up at its first call */
            call_scene(&call);
            scene->prepare(&call.job, scene->size);
            trace_record(call_scene, &call, first);
            CHECK(io.result == 1);
            continue;
        }
        trace_compare(call_scene, &call, &result);
        CHECK(io.result == 1);
        if (result.differs_at != 0) {
            print_difference(&result, secret_names[secret]);
            num_differences++;
        }
    }
    return num_differences;
}

static void trace_scene(const struct scene *scene, const struct brisk_impl *row)
{
    struct trace_result result;

    test_note("%s/%s: %s", scene->operation, row->name, scene->name);
    int num_differences = compare_secrets(scene, row, &result);
    printf("%s/%s: %s: %llu instructions, %llu accesses%s\n", scene->operation, row->name,
           scene->name, (unsigned long long)result.num_instructions,
           (unsigned long long)result.num_accesses, num_differences == 0 ? "" : ": A LEAK");
    CHECK_EQ_INT(num_differences, 0);
    if (result.variable_time != 0) {
        printf("  %s takes variable time\n", trace_symbol(result.variable_time));
    }
    CHECK(result.variable_time == 0);
}

static int trace_row(const struct brisk_operation *operation, const struct brisk_impl *row)
{
    int num_scenes = 0;

    for (size_t i = 0; i < NUM(scenes); i++) {
        int is_slow = scenes[i].is_slow && row->needs == 0;
        if (strcmp(scenes[i].operation, operation->name) == 0 && (is_long || !is_slow)) {
            trace_scene(&scenes[i], row);
            num_scenes++;
        }
    }
    test_note("%s/%s", operation->name, row->name);
    CHECK(num_scenes > 0);
    return num_scenes != 0;
}

static void check_row_type(const struct brisk_operation *operation)
{
    size_t num_functions =
        (operation->row_size - sizeof(struct brisk_impl)) / sizeof(void (*)(void));

    test_note("%s: a new function needs its scenes in this test", operation->name);
    for (size_t i = 0; i < NUM(row_types); i++) {
        if (strcmp(row_types[i].operation, operation->name) == 0) {
            CHECK_EQ_INT((long long)num_functions, (long long)row_types[i].num_functions);
            return;
        }
    }
    CHECK(!"an operation that this test does not know");
}

static int is_wanted(const struct brisk_operation *operation, const struct brisk_impl *row)
{
    size_t len = strlen(operation->name);

    if (wanted_operation != NULL &&
        (strncmp(wanted_operation, operation->name, len) != 0 || wanted_operation[len] != '=')) {
        return 0;
    }
    return wanted_variant == NULL || strcmp(wanted_variant, row->name) == 0;
}

static void trace_rows(uint64_t cpu)
{
    int num_rows = 0;

    for (const struct brisk_operation *operation = brisk_operations; operation->name != NULL;
         operation++) {
        const struct brisk_impl *row;
        check_row_type(operation);
        for (size_t i = 0; (row = brisk_operation_row(operation, i)) != NULL; i++) {
            if (!is_wanted(operation, row)) {
                continue;
            }
            if ((row->needs & ~cpu) != 0) {
                printf("%s/%s: not run, this CPU (or --cpu) lacks what it needs\n", operation->name,
                       row->name);
                continue;
            }
            num_rows += trace_row(operation, row);
        }
    }
    test_note(NULL);
    CHECK(num_rows > 0);
}

static uint64_t parse_arguments(int argc, char **argv)
{
    uint64_t cpu = brisk_cpu_features(), model;

    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i];
        if (strcmp(argument, "--long") == 0) {
            is_long = 1;
        } else if (strncmp(argument, "--kernel=", 9) == 0) {
            const char *equals = strchr(argument + 9, '=');
            wanted_operation = equals != NULL ? argument + 9 : NULL;
            wanted_variant = equals != NULL ? equals + 1 : argument + 9;
        } else if (strncmp(argument, "--cpu=", 6) == 0) {
            if (brisk_cpu_model_features(argument + 6, &model) != 0) {
                test_abort("%s is unknown", argument);
            }
            cpu &= model;
        } else if (strncmp(argument, "--seed=", 7) != 0) {
            test_abort("usage: %s [--seed=N] [--cpu=MODEL] [--kernel=[OPERATION=]VARIANT] [--long]",
                       argv[0]);
        }
    }
    return cpu;
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    uint64_t cpu = parse_arguments(argc, argv);
    if (trace_init() != 0) {
        test_skip("this CPU or system lacks XSAVE, or the gs register is not to be had");
    }
    trace_planted(brisk_cpu_features());
    test_random_bytes(io.opponent, sizeof(io.opponent));
    io.opponent[0] &= 0x7f;
    test_random_bytes(io.digest, sizeof(io.digest));
    trace_rows(cpu);
    return test_end();
}

#else

int main(int argc, char **argv)
{
    test_start(argc, argv);
#if defined(__SANITIZE_ADDRESS__)
    test_skip("traces under the address sanitizer would be those of its own code as well");
#else
    test_skip("tracing takes x86-64 and its assembler: not for this build");
#endif
}

#endif
