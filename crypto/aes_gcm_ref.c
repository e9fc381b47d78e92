/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* AES-128-GCM and AES-256-GCM (FIPS 197, SP 800-38D) in C without tables: the specification of
 * every other row.
 *
 * AES is that of crypto/aes_ref.h, on eight blocks at once.
 *
 * GHASH multiplies with integer multiplications on numbers with holes (see multiply_64). */

#include <brisk/aead.h>
#include <brisk/random.h>

#include "crypto/aes_ref.h"
#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/impl.h"

#define BLOCK_SIZE AES_BLOCK_SIZE
#define BATCH AES_BATCH
#define BATCH_SIZE AES_BATCH_SIZE

typedef aes_vec vec;
typedef unsigned __int128 uint128;

/* An element of GF(2^128): bit 63 of `high` is the coefficient of x^0 (SP 800-38D section 6.3), so
 * that a block loaded big-endian is one. */
struct element {
    uint64_t high, low;
};

struct key {
    struct aes_key aes;
    struct element h; /* the hash subkey divided by x: see multiply() */
};

_Static_assert(sizeof(struct key) <= BRISK_AEAD_STATE_SIZE, "the key fits the context");

static void make_batch(uint8_t out[BATCH_SIZE], const struct key *key, const uint8_t nonce[12],
                       uint32_t counter);
static void encrypt(const struct key *key, const uint8_t nonce[12], const uint8_t first[BATCH_SIZE],
                    uint8_t *out, const uint8_t *in, size_t in_len);
static struct element load_element(const uint8_t in[BLOCK_SIZE]);
static struct element divide_by_x(struct element a);
static void make_tag(uint8_t tag[16], const struct key *key, const uint8_t mask[BLOCK_SIZE],
                     const uint8_t *aad, size_t aad_len, const uint8_t *ciphertext,
                     size_t ciphertext_len);

void brisk_aes_gcm_init_ref(void *state, const uint8_t *key, size_t key_len)
{
    struct key *k = state;
    vec zeros[BATCH] = { { 0 } };
    brisk_aes_expand_key_ref(&k->aes, key, key_len);
    brisk_aes_encrypt_batch_ref(zeros, &k->aes);
    k->h = divide_by_x(load_element((const uint8_t *)&zeros[0]));
    brisk_wipe(zeros, sizeof(zeros));
}

/* The first batch of keystream starts with the block of counter 1, which masks the tag (SP 800-38D
 * section 7.1, J_0); the message follows from counter 2 on. */
void brisk_aes_gcm_seal_ref(const void *state, uint8_t *out, uint8_t tag[16],
                            const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                            const uint8_t *aad, size_t aad_len)
{
    uint8_t first[BATCH_SIZE];
    make_batch(first, state, nonce, 1);
    encrypt(state, nonce, first, out, in, in_len);
    make_tag(tag, state, first, aad, aad_len, out, in_len);
    brisk_wipe(first, sizeof(first));
}

/* Verifies before it decrypts, so that no plaintext of a forgery is ever written. */
int brisk_aes_gcm_open_ref(const void *state, uint8_t *out, const uint8_t tag[16],
                           const uint8_t nonce[12], const uint8_t *in, size_t in_len,
                           const uint8_t *aad, size_t aad_len)
{
    uint8_t first[BATCH_SIZE], right_tag[16];
    make_batch(first, state, nonce, 1);
    make_tag(right_tag, state, first, aad, aad_len, in, in_len);
    int right = brisk_equal(tag, right_tag, sizeof(right_tag));
    if (right) {
        encrypt(state, nonce, first, out, in, in_len);
    } else {
        brisk_wipe(out, in_len);
    }
    brisk_wipe(first, sizeof(first));
    brisk_wipe(right_tag, sizeof(right_tag));
    return right;
}

/* Encrypts or decrypts: counter mode. */
static void encrypt(const struct key *key, const uint8_t nonce[12], const uint8_t first[BATCH_SIZE],
                    uint8_t *out, const uint8_t *in, size_t in_len)
{
    size_t n = in_len < BATCH_SIZE - BLOCK_SIZE ? in_len : BATCH_SIZE - BLOCK_SIZE;
    xor_bytes(out, in, first + BLOCK_SIZE, n);
    if (n == in_len) {
        return;
    }
    uint8_t keystream[BATCH_SIZE];
    for (uint32_t counter = 1 + BATCH; n < in_len; counter += BATCH) {
        size_t len = in_len - n < BATCH_SIZE ? in_len - n : BATCH_SIZE;
        make_batch(keystream, key, nonce, counter);
        xor_bytes(out + n, in + n, keystream, len);
        n += len;
    }
    brisk_wipe(keystream, sizeof(keystream));
}

/* The keystream of the counters `counter` to counter + BATCH - 1. */
static void make_batch(uint8_t out[BATCH_SIZE], const struct key *key, const uint8_t nonce[12],
                       uint32_t counter)
{
    vec x[BATCH];
    for (uint32_t i = 0; i < BATCH; i++) {
        vec block = { load_le32(nonce), load_le32(nonce + 4), load_le32(nonce + 8),
                      __builtin_bswap32(counter + i) };
        x[i] = block;
    }
    brisk_aes_encrypt_batch_ref(x, &key->aes);
    memcpy(out, x, BATCH_SIZE);
    brisk_wipe(x, sizeof(x));
}

static struct element load_element(const uint8_t in[BLOCK_SIZE])
{
    struct element a = { load_be64(in), load_be64(in + 8) };
    return a;
}

/* a / x mod x^128 + x^7 + x^2 + x + 1: if the coefficient of x^0 is set, x^-1 comes in, which is
 * x^127 + x^6 + x + 1. */
static struct element divide_by_x(struct element a)
{
    uint64_t mask = ct_mask_bit(a.high >> 63);
    struct element quotient = {
        (a.high << 1 | a.low >> 63) ^ (mask & 0xc200000000000000),
        a.low << 1 ^ (mask & 1),
    };
    return quotient;
}

/* A 64-bit factor made ready: every fourth bit below bit 60, in four classes; and the bits from 60
 * on as masks. */
struct factor {
    uint64_t classes[4];
    uint64_t top[4];
};

/* What the hash subkey is multiplied by: its halves and their sum (Karatsuba). */
struct factors {
    struct factor high, low, sum;
};

static void make_factor(struct factor *factor, uint64_t a)
{
    for (int i = 0; i < 4; i++) {
        factor->classes[i] = a & (0x0111111111111111ull << i);
        factor->top[i] = ct_mask_bit(a >> (60 + i));
    }
}

/* The product of two polynomials over GF(2) of 64 bits. Of each factor a class has every fourth
 * bit: 16 bits of a, 15 of b. In the integer product of two classes every fourth bit starts a sum
 * of at most 15 ones; it takes four bits, so no sum runs into the next one, and its lowest bit is
 * the sum over GF(2). Multiplications take the same time for all operands on the CPUs that brisk is
 * for. */
static inline uint128 multiply_64(uint64_t a, const struct factor *b)
{
    const uint128 class_mask = (uint128)0x1111111111111111 << 64 | 0x1111111111111111;
    uint128 product = 0;
    for (int i = 0; i < 4; i++) {
        uint128 sum = 0;
        for (int j = 0; j < 4; j++) {
            sum ^= (uint128)(a & (0x1111111111111111ull << j)) * b->classes[(i - j) & 3];
        }
        product |= sum & (class_mask << i);
    }
    for (int i = 0; i < 4; i++) {
        product ^= (uint128)(a & b->top[i]) << (60 + i);
    }
    return product;
}

/* a h. With bit 127 - i for x^i, the product of two elements has x^i at bit 254 - i; taken as bit
 * 255 - i that is x times too much, which is why h comes divided by x. */
static struct element multiply(struct element a, const struct factors *h)
{
    uint128 high = multiply_64(a.high, &h->high);
    uint128 low = multiply_64(a.low, &h->low);
    uint128 middle = multiply_64(a.high ^ a.low, &h->sum) ^ high ^ low;
    uint64_t v0 = (uint64_t)low;
    uint64_t v1 = (uint64_t)(low >> 64) ^ (uint64_t)middle;
    uint64_t v2 = (uint64_t)high ^ (uint64_t)(middle >> 64);
    uint64_t v3 = (uint64_t)(high >> 64);
    /* x^128 = x^7 + x^2 + x + 1: v1 and v0 hold x^128 to x^255. */
    v1 ^= v0 << 63 ^ v0 << 62 ^ v0 << 57;
    v2 ^= v0 ^ v0 >> 1 ^ v0 >> 2 ^ v0 >> 7;
    v2 ^= v1 << 63 ^ v1 << 62 ^ v1 << 57;
    v3 ^= v1 ^ v1 >> 1 ^ v1 >> 2 ^ v1 >> 7;
    struct element product = { v3, v2 };
    return product;
}

/* GHASH (SP 800-38D section 6.4) of `in` filled up with zeros to a multiple of 16 bytes. */
static void hash_padded(struct element *y, const struct factors *h, const uint8_t *in,
                        size_t in_len)
{
    struct element sum = *y;
    for (; in_len > 0;) {
        uint8_t block[BLOCK_SIZE] = { 0 };
        size_t n = in_len < BLOCK_SIZE ? in_len : BLOCK_SIZE;
        memcpy(block, in, n);
        struct element a = load_element(block);
        sum.high ^= a.high;
        sum.low ^= a.low;
        sum = multiply(sum, h);
        in += n;
        in_len -= n;
    }
    *y = sum;
}

static void make_tag(uint8_t tag[16], const struct key *key, const uint8_t mask[BLOCK_SIZE],
                     const uint8_t *aad, size_t aad_len, const uint8_t *ciphertext,
                     size_t ciphertext_len)
{
    struct factors h;
    struct element y = { 0, 0 };
    uint8_t lengths[BLOCK_SIZE];
    make_factor(&h.high, key->h.high);
    make_factor(&h.low, key->h.low);
    make_factor(&h.sum, key->h.high ^ key->h.low);
    store_be64(lengths, (uint64_t)aad_len * 8);
    store_be64(lengths + 8, (uint64_t)ciphertext_len * 8);
    hash_padded(&y, &h, aad, aad_len);
    hash_padded(&y, &h, ciphertext, ciphertext_len);
    hash_padded(&y, &h, lengths, BLOCK_SIZE);
    store_be64(tag, y.high ^ load_be64(mask));
    store_be64(tag + 8, y.low ^ load_be64(mask + 8));
    brisk_wipe(&h, sizeof(h));
}
