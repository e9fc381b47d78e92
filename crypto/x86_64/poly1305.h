/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Poly1305 (RFC 8439 section 2.5) on two 64-bit limbs and a few bits, in general registers, for the
 * ChaCha20-Poly1305 rows. The arithmetic and its bounds are those of
 * crypto/chacha20poly1305_ref.c. */

#ifndef BRISK_CRYPTO_X86_64_POLY1305_H
#define BRISK_CRYPTO_X86_64_POLY1305_H

#include "crypto/bytes.h"
#include "crypto/ct.h"

#define INLINE static inline __attribute__((always_inline))

struct poly1305_sum {
    uint64_t h0, h1, h2; /* h0 + 2^64 h1 + 2^128 h2, h2 <= 4 between blocks */
};

struct poly1305_key {
    uint64_t r0, r1;    /* clamped: below 2^60, and r1 a multiple of 4 */
    uint64_t r1_folded; /* 5 r1 / 4 */
    uint64_t s0, s1;
};

struct poly1305 {
    struct poly1305_sum sum;
    struct poly1305_key key;
};

/* From the first 32 bytes of ChaCha20's block 0 (section 2.6). */
INLINE void poly1305_open(struct poly1305 *p, const uint8_t key[32])
{
    p->sum = (struct poly1305_sum){ 0, 0, 0 };
    p->key.r0 = load_le64(key) & 0x0ffffffc0fffffff;
    p->key.r1 = load_le64(key + 8) & 0x0ffffffc0ffffffc;
    p->key.r1_folded = p->key.r1 + (p->key.r1 >> 2);
    p->key.s0 = load_le64(key + 16);
    p->key.s1 = load_le64(key + 24);
}

/* h = (h + low + 2^64 high + 2^128) r mod 2^130 - 5. 2^130 = 5, so h1 r1 2^128 = h1 (5 r1 / 4), and
 * so on; r0, r1 < 2^60, 5 r1 / 4 < 2^61 and h2 <= 6 after the addition keep
 *   d0 = h0 r0 + h1 (5 r1 / 4),  d1 = h0 r1 + h1 r0 + h2 (5 r1 / 4),  d2 = h2 r0
 * below 2^126, 2^126 and 2^63. What is above 2^130, the upper 62 bits of d2 after the carries,
 * comes back as (d2 - d2 mod 4) 5 / 4, below 2^64. Each block waits for the one before: about 16
 * cycles. In assembly as gcc 12 keeps the carries of 128-bit sums in memory, for 25. */
INLINE void poly1305_add(struct poly1305_sum *h, const struct poly1305_key *key, uint64_t low,
                         uint64_t high)
{
    uint64_t a0, a1, b0, b1, d2;
    __asm__("add %[low], %[h0]\n\t"
            "adc %[high], %[h1]\n\t"
            "adc $1, %[h2]\n\t"
            "mov %[r0], %%rax\n\t"
            "mul %[h0]\n\t" /* h0 r0 */
            "mov %%rax, %[a0]\n\t"
            "mov %%rdx, %[a1]\n\t"
            "mov %[r1_folded], %%rax\n\t"
            "mul %[h1]\n\t" /* h1 (5 r1 / 4) */
            "mov %[r0], %[d2]\n\t"
            "add %%rax, %[a0]\n\t"
            "adc %%rdx, %[a1]\n\t"
            "mov %[r0], %%rax\n\t"
            "mul %[h1]\n\t" /* h1 r0 */
            "imul %[h2], %[d2]\n\t"
            "mov %%rax, %[b0]\n\t"
            "mov %%rdx, %[b1]\n\t"
            "mov %[r1], %%rax\n\t"
            "mul %[h0]\n\t" /* h0 r1 */
            "imul %[r1_folded], %[h2]\n\t"
            "add %%rax, %[b0]\n\t"
            "adc %%rdx, %[b1]\n\t"
            "add %[h2], %[b0]\n\t"
            "adc %[d2], %[b1]\n\t"
            "mov %[a0], %[h0]\n\t"
            "mov %[a1], %[h1]\n\t"
            "add %[b0], %[h1]\n\t" /* h0, h1: the lower 128 bits; b1: what is above */
            "adc $0, %[b1]\n\t"
            "mov %[b1], %%rax\n\t"
            "mov %k[b1], %k[h2]\n\t"
            "shr $2, %%rax\n\t"
            "and $-4, %[b1]\n\t"
            "and $3, %k[h2]\n\t"
            "add %%rax, %[b1]\n\t"
            "add %[b1], %[h0]\n\t"
            "adc $0, %[h1]\n\t"
            "adc $0, %[h2]"
            : [h0] "+&r"(h->h0), [h1] "+&r"(h->h1), [h2] "+&r"(h->h2), [a0] "=&r"(a0),
              [a1] "=&r"(a1), [b0] "=&r"(b0), [b1] "=&r"(b1), [d2] "=&r"(d2)
            : [low] "rm"(low), [high] "rm"(high), [r0] "m"(key->r0), [r1] "m"(key->r1),
              [r1_folded] "m"(key->r1_folded)
            : "rax", "rdx", "cc");
}

/* tag = (h mod p) + s mod 2^128, for h < 2 p: subtract p = 2^130 - 5 if h + 5 reaches 2^130. */
INLINE void poly1305_close(const struct poly1305 *p, uint64_t tag[2])
{
    unsigned __int128 sum = (unsigned __int128)p->sum.h0 + 5;
    uint64_t reduced0 = (uint64_t)sum;
    sum = (unsigned __int128)p->sum.h1 + (uint64_t)(sum >> 64);
    uint64_t reduced1 = (uint64_t)sum;
    uint64_t mask = ct_mask_nonzero((p->sum.h2 + (uint64_t)(sum >> 64)) >> 2);
    sum = (unsigned __int128)ct_select(mask, reduced0, p->sum.h0) + p->key.s0;
    tag[0] = (uint64_t)sum;
    sum =
        (unsigned __int128)ct_select(mask, reduced1, p->sum.h1) + p->key.s1 + (uint64_t)(sum >> 64);
    tag[1] = (uint64_t)sum;
}

#endif
