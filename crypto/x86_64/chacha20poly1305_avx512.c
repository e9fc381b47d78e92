/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* ChaCha20-Poly1305 (RFC 8439) with AVX-512: sixteen ChaCha20 blocks and eight Poly1305 blocks at a
 * time.
 *
 * Prototypes crypto/impl.h: brisk_aead_init_fn, _seal_fn, _open_fn, brisk_chacha20_keystream_fn
 * CPU bits   CPU_AVX512F, BW, VL, DQ, IFMA (vpmadd52), VBMI2 (vpshrdq), CPU_BMI2 (bzhi). Not
 *            CPU_ZMM_FREE: it takes half the cycles of the avx2 row from 1 KiB on and 0.7 times as
 *            many for 64 bytes, so a lower clock on Ice Lake costs less than it brings
 * Timing     depends on lengths only
 * Speed      Emerald Rapids (family 6, model 207): 0.70 cycles per byte at 16 KiB, 1.1 at 1350
 *            bytes, 400 cycles for 64 bytes; ports 0 and 5 allow 0.62
 *
 * ChaCha20 (M. Goll, S. Gueron, "Vectorization on ChaCha Stream Cipher", ITNG 2014). Long messages:
 * a register holds the same word of sixteen blocks, the state is sixteen registers, and at the end
 * 64 shuffles turn words into blocks. That is 960 operations for the rounds and about 100 more, on
 * two ports: 530 cycles for 1024 bytes. Short messages and ends: a register holds the same row of
 * four blocks; one such group takes 13 cycles of latency a round, two of them 22 on the ports.
 *
 * Poly1305 is in poly1305_ifma.h, that of short messages in poly1305.h. The groups of one chunk of
 * ciphertext are hashed between the rounds that make the next chunk's keystream, so that
 * vpmadd52's latency is hidden: eight times 24 instructions for 1024 bytes. In the same way the
 * powers of r are computed between the rounds of a message's first blocks but the very first four,
 * which are ahead of them as they have r. */

#include <immintrin.h>
#include <stddef.h>

#include "crypto/impl.h"
#include "crypto/x86_64/poly1305.h"
#include "crypto/x86_64/poly1305_ifma.h"

#define NOINLINE __attribute__((noinline))

#define BLOCK_SIZE 64
#define LANES 16
#define CHUNK_SIZE (LANES * BLOCK_SIZE)
#define SHORT_MAX 192 /* up to here Poly1305 in general registers is faster */

struct message {
    uint8_t keystream[CHUNK_SIZE + 256];
    struct limbs h;
    struct factors strides; /* r^64, r^56, ..., r^8 */
    uint64_t powers[5][16]; /* r^16, ..., r^1 */
    uint32_t start[16];     /* what the rounds start from, for block 0 (section 2.3) */
    struct poly1305 scalar;
} __attribute__((aligned(64)));

static void set_start(uint32_t start[16], const uint8_t key[32], const uint8_t nonce[12]);
static void make_keystream(struct message *m, uint32_t counter, size_t num_blocks,
                           const uint8_t *hash_in, size_t num_groups);
static void seal_short(struct message *m, uint8_t *out, uint64_t tag[2], const uint8_t *in,
                       size_t in_len, const uint8_t *aad, size_t aad_len);
static int open_short(struct message *m, uint8_t *out, const uint8_t tag[16], const uint8_t *in,
                      size_t in_len, const uint8_t *aad, size_t aad_len);
static void make_first(struct message *m, size_t in_len);
static void open_long(struct message *m, const uint8_t *ciphertext, const uint8_t *aad,
                      size_t aad_len);
static void hash_groups(struct message *m, const uint8_t *in, size_t num_groups);
static void close_long(struct message *m, uint64_t tag[2], const uint8_t *rest, size_t rest_len,
                       size_t aad_len, size_t in_len);
static void wipe_message(struct message *m, size_t in_len);

/* How many blocks of keystream a long message starts with, block 0 among them: eight or twelve if
 * they are all; else twenty, or eight if after them less is left to do in chunks of sixteen. */
INLINE size_t first_blocks(size_t in_len)
{
    size_t num_blocks = (in_len + BLOCK_SIZE - 1) / BLOCK_SIZE;
    if (num_blocks < 12) {
        return num_blocks < 8 ? 8 : 12;
    }
    return num_blocks < 20 || (num_blocks - 3) % LANES >= 4 ? 20 : 8;
}

TARGET INLINE __mmask64 first_bytes(size_t n)
{
    return _cvtu64_mask64(n >= 64 ? ~0ull : _bzhi_u64(~0ull, (unsigned)n));
}

TARGET INLINE void xor_keystream(uint8_t *out, const uint8_t *in, const uint8_t *keystream,
                                 size_t len)
{
    size_t i = 0;
    for (; len - i >= 64; i += 64) {
        _mm512_storeu_si512(out + i, _mm512_xor_si512(_mm512_loadu_si512(in + i),
                                                      _mm512_load_si512(keystream + i)));
    }
    if (i < len) {
        __mmask64 mask = first_bytes(len - i);
        _mm512_mask_storeu_epi8(out + i, mask,
                                _mm512_xor_si512(_mm512_maskz_loadu_epi8(mask, in + i),
                                                 _mm512_load_si512(keystream + i)));
    }
}

/* The empty instruction keeps the compiler from dropping the stores, and from calling memset, as
 * floor 0 calls nothing. */
TARGET static void wipe(void *data, size_t len)
{
    uint8_t *p = data;
    for (; len >= 64; p += 64, len -= 64) {
        _mm512_storeu_si512(p, _mm512_setzero_si512());
        __asm__ __volatile__("" : : "r"(p) : "memory");
    }
    _mm512_mask_storeu_epi8(p, first_bytes(len), _mm512_setzero_si512());
    __asm__ __volatile__("" : : "r"(p) : "memory");
}

brisk_aead_init_fn brisk_chacha20poly1305_init_avx512;
brisk_aead_seal_fn brisk_chacha20poly1305_seal_avx512;
brisk_aead_open_fn brisk_chacha20poly1305_open_avx512;
brisk_chacha20_keystream_fn brisk_chacha20_keystream_avx512;

/* The state is the key. */
TARGET void brisk_chacha20poly1305_init_avx512(void *state, const uint8_t *key, size_t key_len)
{
    (void)key_len;
    _mm_storeu_si128(state, _mm_loadu_si128((const __m128i *)key));
    _mm_storeu_si128((__m128i *)state + 1, _mm_loadu_si128((const __m128i *)key + 1));
}

TARGET void brisk_chacha20poly1305_seal_avx512(const void *state, uint8_t *out, uint8_t tag[16],
                                               const uint8_t nonce[12], const uint8_t *in,
                                               size_t in_len, const uint8_t *aad, size_t aad_len)
{
    struct message m;
    uint64_t words[2];
    set_start(m.start, state, nonce);
    if (in_len <= SHORT_MAX) {
        seal_short(&m, out, words, in, in_len, aad, aad_len);
    } else {
        size_t first = first_blocks(in_len), len = BLOCK_SIZE * (first - 1);
        len = in_len < len ? in_len : len;
        make_first(&m, in_len);
        xor_keystream(out, in, m.keystream + BLOCK_SIZE, len);
        open_long(&m, out, aad, aad_len);
        const uint8_t *hash_in = out + BLOCK_SIZE;
        size_t done = len;
        if (len >= BLOCK_SIZE + 9 * GROUP_SIZE) { /* a chunk takes eight groups */
            hash_groups(&m, hash_in, 1);
            hash_in += GROUP_SIZE;
        }
        for (uint32_t counter = (uint32_t)first; done < in_len; counter += LANES, done += len) {
            size_t num_groups = (size_t)(out + done - hash_in) / GROUP_SIZE;
            len = in_len - done < CHUNK_SIZE ? in_len - done : CHUNK_SIZE;
            make_keystream(&m, counter, (len + BLOCK_SIZE - 1) / BLOCK_SIZE, hash_in, num_groups);
            xor_keystream(out + done, in + done, m.keystream, len);
            hash_in = out + done;
        }
        close_long(&m, words, hash_in, (size_t)(out + in_len - hash_in), aad_len, in_len);
    }
    store_le64(tag, words[0]);
    store_le64(tag + 8, words[1]);
    wipe_message(&m, in_len);
    _mm256_zeroupper();
}

/* The last chunk is decrypted after the tag was checked; what was decrypted before it is zeroed if
 * the tag is wrong. */
TARGET int brisk_chacha20poly1305_open_avx512(const void *state, uint8_t *out,
                                              const uint8_t tag[16], const uint8_t nonce[12],
                                              const uint8_t *in, size_t in_len, const uint8_t *aad,
                                              size_t aad_len)
{
    struct message m;
    int right;
    set_start(m.start, state, nonce);
    if (in_len <= SHORT_MAX) {
        right = open_short(&m, out, tag, in, in_len, aad, aad_len);
    } else {
        size_t first = first_blocks(in_len), len = BLOCK_SIZE * (first - 1);
        len = in_len < len ? in_len : len;
        make_first(&m, in_len);
        open_long(&m, in, aad, aad_len);
        const uint8_t *hash_in = in + BLOCK_SIZE, *keystream = m.keystream + BLOCK_SIZE;
        size_t num_groups = (len - BLOCK_SIZE) / GROUP_SIZE, done = 0;
        hash_groups(&m, hash_in, num_groups);
        for (uint32_t counter = (uint32_t)first; done + len < in_len; counter += LANES) {
            xor_keystream(out + done, in + done, keystream, len);
            done += len;
            len = in_len - done < CHUNK_SIZE ? in_len - done : CHUNK_SIZE;
            num_groups = len / GROUP_SIZE;
            hash_in = in + done;
            keystream = m.keystream;
            make_keystream(&m, counter, (len + BLOCK_SIZE - 1) / BLOCK_SIZE, hash_in, num_groups);
        }
        hash_in += GROUP_SIZE * num_groups;
        uint64_t words[2];
        close_long(&m, words, hash_in, (size_t)(in + in_len - hash_in), aad_len, in_len);
        right = ((words[0] ^ load_le64(tag)) | (words[1] ^ load_le64(tag + 8))) == 0;
        if (right) {
            xor_keystream(out + done, in + done, keystream, len);
        } else {
            wipe(out, in_len);
        }
    }
    wipe_message(&m, in_len);
    _mm256_zeroupper();
    return right;
}

TARGET void brisk_chacha20_keystream_avx512(uint8_t *out, size_t num_blocks, const uint8_t key[32],
                                            const uint8_t nonce[12], uint32_t counter)
{
    struct message m;
    size_t total = num_blocks;
    set_start(m.start, key, nonce);
    while (num_blocks > 0) {
        size_t n = num_blocks < LANES ? num_blocks : LANES;
        make_keystream(&m, counter, n, NULL, 0);
        for (size_t i = 0; i < n; i++) {
            _mm512_storeu_si512(out + 64 * i, _mm512_load_si512(m.keystream + 64 * i));
            __asm__ __volatile__("" : : : "memory"); /* no memcpy */
        }
        out += BLOCK_SIZE * n;
        counter += LANES;
        num_blocks -= n;
    }
    wipe_message(&m, BLOCK_SIZE * total);
    _mm256_zeroupper();
}

/* ChaCha20 */

TARGET INLINE void set_start(uint32_t start[16], const uint8_t key[32], const uint8_t nonce[12])
{
    _mm_store_si128((__m128i *)start,
                    _mm_setr_epi32(0x61707865, 0x3320646e, 0x79622d32, 0x6b206574));
    _mm_store_si128((__m128i *)start + 1, _mm_loadu_si128((const __m128i *)key));
    _mm_store_si128((__m128i *)start + 2, _mm_loadu_si128((const __m128i *)key + 1));
    _mm_store_si128((__m128i *)start + 3, _mm_bslli_si128(_mm_maskz_loadu_epi32(7, nonce), 4));
}

/* Section 2.1, in all lanes. */
TARGET INLINE void quarter_round(__m512i *a, __m512i *b, __m512i *c, __m512i *d)
{
    *a = _mm512_add_epi32(*a, *b);
    *d = _mm512_rol_epi32(_mm512_xor_si512(*d, *a), 16);
    *c = _mm512_add_epi32(*c, *d);
    *b = _mm512_rol_epi32(_mm512_xor_si512(*b, *c), 12);
    *a = _mm512_add_epi32(*a, *b);
    *d = _mm512_rol_epi32(_mm512_xor_si512(*d, *a), 8);
    *c = _mm512_add_epi32(*c, *d);
    *b = _mm512_rol_epi32(_mm512_xor_si512(*b, *c), 7);
}

/* The first, second, third and fourth quarters of a, b, c and d. */
TARGET INLINE void transpose_quarters(__m512i out[4], __m512i a, __m512i b, __m512i c, __m512i d)
{
    __m512i ab_low = _mm512_shuffle_i32x4(a, b, 0x44), ab_high = _mm512_shuffle_i32x4(a, b, 0xee);
    __m512i cd_low = _mm512_shuffle_i32x4(c, d, 0x44), cd_high = _mm512_shuffle_i32x4(c, d, 0xee);
    out[0] = _mm512_shuffle_i32x4(ab_low, cd_low, 0x88);
    out[1] = _mm512_shuffle_i32x4(ab_low, cd_low, 0xdd);
    out[2] = _mm512_shuffle_i32x4(ab_high, cd_high, 0x88);
    out[3] = _mm512_shuffle_i32x4(ab_high, cd_high, 0xdd);
}

/* Writes sixteen blocks from the sixteen words of each: x[i] has word i. */
TARGET INLINE void store_transposed(uint8_t out[CHUNK_SIZE], const __m512i x[16])
{
    __m512i y[16]; /* quarter q of y[4 i + k]: words 4 i to 4 i + 3 of block 4 q + k */
    for (int i = 0; i < 16; i += 4) {
        __m512i low01 = _mm512_unpacklo_epi32(x[i], x[i + 1]);
        __m512i high01 = _mm512_unpackhi_epi32(x[i], x[i + 1]);
        __m512i low23 = _mm512_unpacklo_epi32(x[i + 2], x[i + 3]);
        __m512i high23 = _mm512_unpackhi_epi32(x[i + 2], x[i + 3]);
        y[i] = _mm512_unpacklo_epi64(low01, low23);
        y[i + 1] = _mm512_unpackhi_epi64(low01, low23);
        y[i + 2] = _mm512_unpacklo_epi64(high01, high23);
        y[i + 3] = _mm512_unpackhi_epi64(high01, high23);
    }
    for (int k = 0; k < 4; k++) {
        __m512i blocks[4];
        transpose_quarters(blocks, y[k], y[4 + k], y[8 + k], y[12 + k]);
        for (int q = 0; q < 4; q++) {
            _mm512_store_si512(out + BLOCK_SIZE * (4 * q + k), blocks[q]);
        }
    }
}

/* h = h r^(8 n) + in[0] r^(8 (n - 1)) + ... + in[n - 1], n <= 8. */
TARGET INLINE void hash_up_to_eight(struct message *m, const uint8_t *in, size_t num_groups)
{
    struct product p = product_of_nothing();
    struct limbs a = m->h;
    for (size_t i = 8 - num_groups; i < 8; i++, in += GROUP_SIZE) {
        multiply_by_stride(&p, &a, &m->strides, i);
        a = load_group(in);
    }
    m->h = carry(&p);
    m->h = add_limbs(&m->h, &a);
}

TARGET static void hash_groups(struct message *m, const uint8_t *in, size_t num_groups)
{
    while (num_groups > 0) {
        size_t n = num_groups < 8 ? num_groups : 8;
        hash_up_to_eight(m, in, n);
        in += GROUP_SIZE * n;
        num_groups -= n;
    }
}

/* h from the AAD and the first 64 bytes: they take the lanes from 4 on, and lanes 0 to 3 the last
 * bytes of the AAD, so that what follows is whole groups. */
TARGET static void open_long(struct message *m, const uint8_t *ciphertext, const uint8_t *aad,
                             size_t aad_len)
{
    __m512i lanes = _mm512_setzero_si512();
    __mmask8 high_bits = 0xf0;
    for (; aad_len > 64; aad += 16, aad_len -= 16) {
        poly1305_add(&m->scalar.sum, &m->scalar.key, load_le64(aad), load_le64(aad + 8));
    }
    if (aad_len > 0) {
        unsigned num_blocks = (unsigned)(aad_len + 15) / 16, first = 4 - num_blocks;
        __m512i indices = _mm512_sub_epi64(_mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7),
                                           _mm512_set1_epi64(2 * first));
        lanes = _mm512_maskz_permutexvar_epi64((__mmask8)(0xff << 2 * first), indices,
                                               _mm512_maskz_loadu_epi8(first_bytes(aad_len), aad));
        high_bits = (__mmask8)(0xff << first);
    }
    m->h = split_blocks(lanes, _mm512_loadu_si512(ciphertext));
    m->h.l[2] = _mm512_mask_or_epi64(m->h.l[2], high_bits, m->h.l[2], _mm512_set1_epi64(HIGH_BIT));
    if (aad_len > 48) { /* all four lanes are taken, the first one has what came before */
        struct limbs before = split(_mm512_set1_epi64((long long)m->scalar.sum.h0),
                                    _mm512_set1_epi64((long long)m->scalar.sum.h1));
        before.l[2] =
            _mm512_add_epi64(before.l[2], _mm512_set1_epi64((long long)m->scalar.sum.h2 << 40));
        for (int i = 0; i < 3; i++) {
            m->h.l[i] = _mm512_mask_add_epi64(m->h.l[i], 1, m->h.l[i], before.l[i]);
        }
    }
}

/* The last up to 1024 bytes, the block of lengths, the sum of the lanes, and the tag. */
TARGET static void close_long(struct message *m, uint64_t tag[2], const uint8_t *rest,
                              size_t rest_len, size_t aad_len, size_t in_len)
{
    hash_groups(m, rest, rest_len / GROUP_SIZE);
    rest += rest_len / GROUP_SIZE * GROUP_SIZE;
    rest_len %= GROUP_SIZE;
    __m512i a = _mm512_maskz_loadu_epi8(first_bytes(rest_len), rest);
    __m512i b = _mm512_setzero_si512();
    if (rest_len > 64) {
        b = _mm512_maskz_loadu_epi8(first_bytes(rest_len - 64), rest + 64);
    }
    size_t n = (rest_len + 15) / 16;
    struct product p = product_of_nothing();
    struct limbs last = split_blocks(a, b);
    last.l[2] = _mm512_mask_or_epi64(last.l[2], (__mmask8)((1 << n) - 1), last.l[2],
                                     _mm512_set1_epi64(HIGH_BIT));
    if (n == 8) { /* no lane left for the lengths */
        multiply_by_stride(&p, &m->h, &m->strides, 7);
        m->h = carry(&p);
        m->h = add_limbs(&m->h, &last);
        p = product_of_nothing();
        for (int i = 0; i < 3; i++) {
            last.l[i] = _mm512_setzero_si512();
        }
        n = 0;
    }
    struct limbs lengths =
        split(_mm512_set1_epi64((long long)aad_len), _mm512_set1_epi64((long long)in_len));
    lengths.l[2] = _mm512_or_si512(lengths.l[2], _mm512_set1_epi64(HIGH_BIT));
    last = blend((__mmask8)(1 << n), &lengths, &last);
    n++;

    /* Not one load across both: it would have to wait for what was stored. */
    const __m512i indices = _mm512_add_epi64(_mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7),
                                             _mm512_set1_epi64((long long)(8 - n)));
    const __mmask8 mask = (__mmask8)((1 << n) - 1);
    __m512i factors[2][5];
    for (int i = 0; i < 5; i++) { /* lane j: r^(8 - j + n), and r^(n - j) or 0 */
        __m512i powers_8 = _mm512_load_si512(m->powers[i] + 8);
        factors[0][i] =
            _mm512_permutex2var_epi64(_mm512_load_si512(m->powers[i]), indices, powers_8);
        factors[1][i] = _mm512_maskz_permutexvar_epi64(mask, indices, powers_8);
    }
    multiply_add(&p, &m->h, factors[0]);
    multiply_add(&p, &last, factors[1]);
    add_up(&m->scalar, &p);
    poly1305_close(&m->scalar, tag);
}

/* Sixteen blocks, word by word, from block `counter` on. */
TARGET INLINE void start_words(__m512i x[16], const uint32_t start[16], uint32_t counter)
{
    const __m512i block_numbers =
        _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    for (int i = 0; i < 16; i++) {
        x[i] = _mm512_set1_epi32((int)start[i]);
    }
    x[12] = _mm512_add_epi32(_mm512_set1_epi32((int)counter), block_numbers);
}

TARGET INLINE void double_round_words(__m512i x[16])
{
    for (int j = 0; j < 4; j++) {
        quarter_round(&x[j], &x[4 + j], &x[8 + j], &x[12 + j]);
    }
    for (int j = 0; j < 4; j++) {
        quarter_round(&x[j], &x[4 + (j + 1) % 4], &x[8 + (j + 2) % 4], &x[12 + (j + 3) % 4]);
    }
}

TARGET INLINE void store_words(uint8_t out[CHUNK_SIZE], __m512i x[16], const uint32_t start[16],
                               uint32_t counter)
{
    __m512i first[16];
    start_words(first, start, counter);
    for (int i = 0; i < 16; i++) {
        x[i] = _mm512_add_epi32(x[i], first[i]);
    }
    store_transposed(out, x);
}

/* A chunk of keystream; at the same time hash_groups(). */
TARGET NOINLINE static void make_chunk(struct message *m, uint32_t counter, const uint8_t *in,
                                       size_t num_groups)
{
    struct product p = product_of_nothing();
    struct limbs a = m->h;
    __m512i x[16];
    start_words(x, m->start, counter);
    for (size_t i = 0; i < 10; i++) {
        if (i - (8 - num_groups) < num_groups) {
            multiply_by_stride(&p, &a, &m->strides, i);
            a = load_group(in);
            in += GROUP_SIZE;
        }
        double_round_words(x);
    }
    if (num_groups > 0) {
        m->h = carry(&p);
        m->h = add_limbs(&m->h, &a);
    }
    store_words(m->keystream, x, m->start, counter);
}

/* Four blocks in rows. Named variables, not arrays: those gcc 12 keeps in memory. */
struct rows {
    __m512i a, b, c, d;
};

TARGET INLINE struct rows start_rows(const uint32_t start[16], uint32_t counter)
{
    const __m128i *from = (const __m128i *)start;
    struct rows x = { _mm512_broadcast_i32x4(_mm_load_si128(from)),
                      _mm512_broadcast_i32x4(_mm_load_si128(from + 1)),
                      _mm512_broadcast_i32x4(_mm_load_si128(from + 2)),
                      _mm512_broadcast_i32x4(_mm_load_si128(from + 3)) };
    const __m512i numbers = _mm512_setr_epi32(0, 0, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0);
    x.d = _mm512_add_epi32(x.d, numbers);
    x.d = _mm512_add_epi32(x.d, _mm512_maskz_set1_epi32(0x1111, (int)counter));
    return x;
}

/* Rows b, c and d turned by one, two and three words: diagonals become columns. */
TARGET INLINE void to_diagonals(struct rows *x)
{
    x->b = _mm512_shuffle_epi32(x->b, 0x39);
    x->c = _mm512_shuffle_epi32(x->c, 0x4e);
    x->d = _mm512_shuffle_epi32(x->d, 0x93);
}

TARGET INLINE void to_columns(struct rows *x)
{
    x->b = _mm512_shuffle_epi32(x->b, 0x93);
    x->c = _mm512_shuffle_epi32(x->c, 0x4e);
    x->d = _mm512_shuffle_epi32(x->d, 0x39);
}

TARGET INLINE void store_rows(uint8_t *out, const uint32_t start[16], uint32_t counter,
                              const struct rows *x)
{
    struct rows first = start_rows(start, counter);
    __m512i blocks[4];
    transpose_quarters(blocks, _mm512_add_epi32(x->a, first.a), _mm512_add_epi32(x->b, first.b),
                       _mm512_add_epi32(x->c, first.c), _mm512_add_epi32(x->d, first.d));
    for (int i = 0; i < 4; i++) {
        _mm512_store_si512(out + BLOCK_SIZE * i, blocks[i]);
    }
}

TARGET INLINE void double_round(struct rows *x)
{
    quarter_round(&x->a, &x->b, &x->c, &x->d);
    to_diagonals(x);
    quarter_round(&x->a, &x->b, &x->c, &x->d);
    to_columns(x);
}

/* Blocks that are made while the powers of r are computed: four rows, eight, or sixteen words. */
enum meanwhile { FOUR = 8, EIGHT = 12, SIXTEEN = 20 };

TARGET INLINE void advance(enum meanwhile blocks, struct rows *y, struct rows *z, __m512i words[16],
                           int times)
{
    if (blocks == SIXTEEN) {
        for (int i = 0; i < times; i++) {
            double_round_words(words);
        }
        return;
    }
    double_round(y);
    for (int i = 0; blocks == EIGHT && i < times; i++) {
        double_round(z);
    }
}

/* make_first() for eight blocks, twelve or twenty. The first four are ahead of the others, so that
 * the powers, each of which waits for the one before, are computed between the rounds of the
 * others. */
TARGET INLINE void make_first_and(struct message *m, size_t in_len, enum meanwhile blocks)
{
    struct rows x = start_rows(m->start, 0), y = start_rows(m->start, 4);
    struct rows z = start_rows(m->start, 8);
    __m512i words[16];
    start_words(words, m->start, 4);
    for (int i = 0; i < 10; i++) {
        double_round(&x);
        if (blocks != SIXTEEN && i % 5 % 2 != 0) {
            double_round(&y);
        }
    }
    store_rows(m->keystream, m->start, 0, &x);
    poly1305_open(&m->scalar, m->keystream);
    uint64_t r0 = m->scalar.key.r0, r1 = m->scalar.key.r1;
    struct limbs r = { { _mm512_set1_epi64((long long)(r0 & MASK_44)),
                         _mm512_set1_epi64((long long)((r0 >> 44 | r1 << 20) & MASK_44)),
                         _mm512_set1_epi64((long long)(r1 >> 24)) } };
    struct limbs ones = one(), factor = blend(0xaa, &ones, &r);
    advance(blocks, &y, &z, words, 2);
    struct limbs r2 = multiply(&r, &factor); /* r^2, r, ... */
    advance(blocks, &y, &z, words, 2);
    struct limbs powers_4 = raise_to_4(&r2);
    advance(blocks, &y, &z, words, 2);
    struct limbs powers_8 = raise_to_8(&powers_4);
    advance(blocks, &y, &z, words, 2);
    struct limbs r8 = broadcast_lane(&powers_8, 0);
    struct limbs powers_16 = multiply(&powers_8, &r8);
    advance(blocks, &y, &z, words, 1);
    __m512i factors[3][5];
    make_factors(factors[0], &powers_16);
    make_factors(factors[1], &powers_8);
    for (int i = 0; i < 5; i++) {
        _mm512_store_si512(m->powers[i], factors[0][i]);
        _mm512_store_si512(m->powers[i] + 8, factors[1][i]);
    }
    advance(blocks, &y, &z, words, 1);
    if (in_len < BLOCK_SIZE + 3 * GROUP_SIZE) { /* two groups at most: the last two will do */
        for (int i = 0; i < 5; i++) {
            m->strides.l[i][6] = m->powers[i][0];
            m->strides.l[i][7] = m->powers[i][8];
        }
    } else {
        struct limbs r16 = broadcast_lane(&powers_16, 0);
        struct limbs r8s = blend(0xaa, &r8, &r16);
        r8s = raise_to_4(&r8s);
        struct limbs strides = raise_to_8(&r8s);
        make_factors(factors[2], &strides);
        for (int i = 0; i < 5; i++) {
            _mm512_store_si512(m->strides.l[i], factors[2][i]);
        }
    }
    if (blocks == SIXTEEN) {
        store_words(m->keystream + 256, words, m->start, 4);
        return;
    }
    store_rows(m->keystream + 256, m->start, 4, &y);
    if (blocks == EIGHT) {
        store_rows(m->keystream + 512, m->start, 8, &z);
    }
}

TARGET NOINLINE static void make_first_twenty(struct message *m, size_t in_len)
{
    make_first_and(m, in_len, SIXTEEN);
}

TARGET NOINLINE static void make_first_rows(struct message *m, size_t in_len, int twelve)
{
    if (twelve) {
        make_first_and(m, in_len, EIGHT);
    } else {
        make_first_and(m, in_len, FOUR);
    }
}

/* Poly1305's key, the first blocks of a long message, and powers of r as far as in_len bytes need
 * them. */
TARGET static void make_first(struct message *m, size_t in_len)
{
    size_t num_blocks = first_blocks(in_len);
    if (num_blocks == 20) {
        make_first_twenty(m, in_len);
    } else {
        make_first_rows(m, in_len, num_blocks == 12);
    }
}

/* `num` times four blocks, 1 to 3. */
TARGET INLINE void make_rows(uint8_t *out, const uint32_t start[16], uint32_t counter, int num)
{
    struct rows x = start_rows(start, counter), y = start_rows(start, counter + 4);
    struct rows z = start_rows(start, counter + 8);
    for (int i = 0; i < 20; i++) {
        quarter_round(&x.a, &x.b, &x.c, &x.d);
        if (num > 1) {
            quarter_round(&y.a, &y.b, &y.c, &y.d);
        }
        if (num > 2) {
            quarter_round(&z.a, &z.b, &z.c, &z.d);
        }
        if (i % 2 == 0) {
            to_diagonals(&x);
            to_diagonals(&y);
            to_diagonals(&z);
        } else {
            to_columns(&x);
            to_columns(&y);
            to_columns(&z);
        }
    }
    store_rows(out, start, counter, &x);
    if (num > 1) {
        store_rows(out + 256, start, counter + 4, &y);
    }
    if (num > 2) {
        store_rows(out + 512, start, counter + 8, &z);
    }
}

/* At least num_blocks of keystream, 1 to 16; and hash_groups(). */
TARGET static void make_keystream(struct message *m, uint32_t counter, size_t num_blocks,
                                  const uint8_t *hash_in, size_t num_groups)
{
    if (num_blocks > 12) {
        make_chunk(m, counter, hash_in, num_groups);
        return;
    }
    hash_groups(m, hash_in, num_groups);
    if (num_blocks > 8) {
        make_rows(m->keystream, m->start, counter, 3);
    } else if (num_blocks > 4) {
        make_rows(m->keystream, m->start, counter, 2);
    } else {
        make_rows(m->keystream, m->start, counter, 1);
    }
}

/* Short messages */

/* Up to 16 bytes, filled up with zeros. */
TARGET INLINE void add_padded(struct poly1305 *p, const uint8_t *in, size_t len)
{
    __m128i block = len >= 16 ? _mm_loadu_si128((const __m128i *)in)
                              : _mm_maskz_loadu_epi8((__mmask16)((1u << len) - 1), in);
    poly1305_add(&p->sum, &p->key, (uint64_t)_mm_cvtsi128_si64(block),
                 (uint64_t)_mm_extract_epi64(block, 1));
}

TARGET INLINE void open_scalar(struct message *m, size_t in_len, const uint8_t *aad, size_t aad_len)
{
    make_keystream(m, 0, 1 + (in_len + BLOCK_SIZE - 1) / BLOCK_SIZE, NULL, 0);
    poly1305_open(&m->scalar, m->keystream);
    for (size_t i = 0; i < aad_len; i += 16) {
        add_padded(&m->scalar, aad + i, aad_len - i);
    }
}

/* Adds the lengths too. */
TARGET INLINE void close_scalar(struct message *m, uint64_t tag[2], const uint8_t *ciphertext,
                                size_t in_len, size_t aad_len)
{
    struct poly1305_sum h = m->scalar.sum;
    for (size_t i = 0; i < in_len; i += 16) {
        poly1305_add(&h, &m->scalar.key, load_le64(ciphertext + i), load_le64(ciphertext + i + 8));
    }
    poly1305_add(&h, &m->scalar.key, aad_len, in_len);
    m->scalar.sum = h;
    poly1305_close(&m->scalar, tag);
}

/* The ciphertext takes the place of the keystream, filled up with zeros: there Poly1305 reads it.
 */
TARGET static void seal_short(struct message *m, uint8_t *out, uint64_t tag[2], const uint8_t *in,
                              size_t in_len, const uint8_t *aad, size_t aad_len)
{
    open_scalar(m, in_len, aad, aad_len);
    uint8_t *ciphertext = m->keystream + BLOCK_SIZE;
    for (size_t i = 0; i < in_len; i += 64) {
        __mmask64 mask = first_bytes(in_len - i);
        __m512i x = _mm512_maskz_loadu_epi8(mask, in + i);
        x = _mm512_maskz_mov_epi8(mask, _mm512_xor_si512(x, _mm512_load_si512(ciphertext + i)));
        _mm512_store_si512(ciphertext + i, x);
        _mm512_mask_storeu_epi8(out + i, mask, x);
    }
    close_scalar(m, tag, ciphertext, in_len, aad_len);
}

TARGET static int open_short(struct message *m, uint8_t *out, const uint8_t tag[16],
                             const uint8_t *in, size_t in_len, const uint8_t *aad, size_t aad_len)
{
    uint8_t ciphertext[SHORT_MAX] __attribute__((aligned(64)));
    uint64_t words[2];
    open_scalar(m, in_len, aad, aad_len);
    for (size_t i = 0; i < in_len; i += 64) {
        _mm512_store_si512(ciphertext + i,
                           _mm512_maskz_loadu_epi8(first_bytes(in_len - i), in + i));
    }
    close_scalar(m, words, ciphertext, in_len, aad_len);
    int right = ((words[0] ^ load_le64(tag)) | (words[1] ^ load_le64(tag + 8))) == 0;
    if (right) {
        xor_keystream(out, in, m->keystream + BLOCK_SIZE, in_len);
    } else {
        wipe(out, in_len);
    }
    return right;
}

/* The compiler may have put registers with keystream or powers of r into the frames of the
 * functions above: these take the same place. With gcc 12 the frames are up to 700 bytes, 1100 with
 * make_first_rows(), and 2200 with make_first_twenty() or make_chunk(). */
TARGET NOINLINE static void wipe_short_frames(void)
{
    uint8_t frame[1280] __attribute__((aligned(64)));
    wipe(frame, sizeof(frame));
}

TARGET NOINLINE static void wipe_long_frames(void)
{
    uint8_t frame[2816] __attribute__((aligned(64)));
    wipe(frame, sizeof(frame));
}

/* What a message of in_len bytes used. */
TARGET static void wipe_message(struct message *m, size_t in_len)
{
    if (in_len > 11 * BLOCK_SIZE) {
        wipe(m, sizeof(*m));
        wipe_long_frames();
        return;
    }
    if (in_len > SHORT_MAX) {
        wipe(m->keystream, 12 * BLOCK_SIZE);
        wipe(&m->h, sizeof(*m) - offsetof(struct message, h));
    } else {
        wipe(m->keystream, 4 * BLOCK_SIZE);
        wipe(m->start, sizeof(m->start));
        wipe(&m->scalar, sizeof(m->scalar));
    }
    wipe_short_frames();
}
