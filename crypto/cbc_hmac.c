/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Records under CBC and HMAC (RFC 5246 section 6.2.3.2, RFC 7366).
 *
 * Without encrypt-then-MAC the receiver learns how long content and padding are from what it has
 * decrypted, before it knows whether that is the peer's. All that follows takes the time that it
 * takes for the longest content a record of that length can have: the padding is compared under
 * masks, the MAC computed by brisk_hmac_tag_hidden(), and the one received is brought to a fixed
 * place by a shifter. */

#include <brisk/cbc.h>
#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/bytes.h"
#include "crypto/ct.h"
#include "crypto/hash_internal.h"

#define BLOCK_SIZE BRISK_AES_CBC_BLOCK_SIZE
#define HEAD_SIZE (BRISK_CBC_HMAC_HEAD_SIZE + 2) /* with the length */
#define MAX_PADDING 255                          /* bytes, apart from the one that says how many */

_Static_assert(MAX_PADDING == BRISK_HMAC_HIDDEN_RANGE, "what a record's length can hide");
_Static_assert(sizeof(struct brisk_cbc_hmac) <= 512, "as large as an AEAD's context");

int brisk_cbc_hmac_init(struct brisk_cbc_hmac *cbc, const uint8_t *key, size_t key_len,
                        enum brisk_hash_alg mac, const uint8_t *mac_key, int encrypt_then_mac)
{
    cbc->encrypt_then_mac = encrypt_then_mac != 0;
    int error = brisk_aes_cbc_init(&cbc->aes, key, key_len);
    return error ? error : brisk_hmac_key_init(&cbc->mac, mac, mac_key, brisk_hash_size(mac));
}

static size_t mac_size(const struct brisk_cbc_hmac *cbc)
{
    return brisk_hash_size(cbc->mac.alg);
}

/* To whole blocks, with one byte of padding at least. */
static size_t padded_size(size_t len)
{
    return (len / BLOCK_SIZE + 1) * BLOCK_SIZE;
}

size_t brisk_cbc_hmac_sealed_size(const struct brisk_cbc_hmac *cbc, size_t content_len)
{
    size_t size = mac_size(cbc);
    return BLOCK_SIZE + (cbc->encrypt_then_mac ? padded_size(content_len) + size
                                               : padded_size(content_len + size));
}

/* What the MAC covers first, but for the length. */
static void set_head(uint8_t whole[HEAD_SIZE], const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE],
                     uint64_t len)
{
    memcpy(whole, head, BRISK_CBC_HMAC_HEAD_SIZE);
    whole[BRISK_CBC_HMAC_HEAD_SIZE] = (uint8_t)(len >> 8);
    whole[BRISK_CBC_HMAC_HEAD_SIZE + 1] = (uint8_t)len;
}

/* Starts the HMAC of head, length and what follows. */
static void start_tag(const struct brisk_cbc_hmac *cbc, struct brisk_hash *hash,
                      const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE], size_t len)
{
    uint8_t whole[HEAD_SIZE];
    set_head(whole, head, len);
    brisk_hmac_resume(hash, cbc->mac.alg, &cbc->mac.inner);
    brisk_hash_update(hash, whole, sizeof(whole));
}

/* Adds the last len bytes. */
static void end_tag(const struct brisk_cbc_hmac *cbc, struct brisk_hash *hash, uint8_t *tag,
                    const uint8_t *in, size_t len)
{
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    brisk_hash_update(hash, in, len);
    brisk_hash_final(hash, digest);
    brisk_hmac_finish(&cbc->mac, tag, digest);
}

/* Both encryption and hash are chains that leave most of the CPU idle: each waits for its own last
 * block. One block of the hash and as many bytes of ciphertext by turns, and the CPU does one while
 * it waits for the other. A turn has to fit into what the CPU looks ahead, a few hundred
 * instructions: with four times as long ones most of the gain is gone. */

/* Encrypts the next len bytes. What is before them, ciphertext or the record's IV, is their IV. */
static uint8_t *encrypt_next(const struct brisk_cbc_hmac *cbc, uint8_t *at, size_t len)
{
    (void)brisk_aes_cbc_encrypt(&cbc->aes, at, at - BLOCK_SIZE, at, len);
    return at + len;
}

static uint8_t *pad(uint8_t *content, size_t len)
{
    size_t padded = padded_size(len);
    memset(content + len, (int)(padded - len - 1), padded - len);
    return content + padded;
}

/* The hash is ahead of the encryption, which takes its place. */
static void seal_mac_then_encrypt(const struct brisk_cbc_hmac *cbc, uint8_t *content, size_t len,
                                  const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE])
{
    struct brisk_hash hash;
    size_t turn = brisk_hash_block_size(cbc->mac.alg);
    uint8_t *hashed = content, *encrypted = content, *end = content + len;
    start_tag(cbc, &hash, head, len);
    if (len >= 2 * turn) {
        hashed += turn - HEAD_SIZE;
        brisk_hash_update(&hash, content, turn - HEAD_SIZE);
        for (; (size_t)(end - hashed) >= turn; hashed += turn) {
            brisk_hash_update(&hash, hashed, turn);
            encrypted = encrypt_next(cbc, encrypted, turn);
        }
    }
    end_tag(cbc, &hash, end, hashed, (size_t)(end - hashed));
    end = pad(content, len + mac_size(cbc));
    encrypt_next(cbc, encrypted, (size_t)(end - encrypted));
}

/* The hash follows behind, so far that what it loads has reached the cache: the CPU cannot hand on
 * to one load what two stores wrote. */
#define LEAD 4 /* turns */

static void seal_encrypt_then_mac(const struct brisk_cbc_hmac *cbc, uint8_t *content, size_t len,
                                  const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE])
{
    struct brisk_hash hash;
    size_t turn = brisk_hash_block_size(cbc->mac.alg);
    uint8_t *hashed = content - BLOCK_SIZE, *encrypted = content, *end = pad(content, len);
    start_tag(cbc, &hash, head, (size_t)(end - hashed));
    if ((size_t)(end - content) >= (LEAD + 1) * turn) {
        encrypted = encrypt_next(cbc, encrypted, LEAD * turn);
        brisk_hash_update(&hash, hashed, turn - HEAD_SIZE);
        hashed += turn - HEAD_SIZE;
        for (; (size_t)(end - encrypted) >= turn; hashed += turn) {
            encrypted = encrypt_next(cbc, encrypted, turn);
            brisk_hash_update(&hash, hashed, turn);
        }
    }
    encrypt_next(cbc, encrypted, (size_t)(end - encrypted));
    end_tag(cbc, &hash, end, hashed, (size_t)(end - hashed));
}

void brisk_cbc_hmac_seal(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t content_len,
                         const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE])
{
    uint8_t *content = fragment + BLOCK_SIZE;
    if (cbc->encrypt_then_mac) {
        seal_encrypt_then_mac(cbc, content, content_len, head);
    } else {
        seal_mac_then_encrypt(cbc, content, content_len, head);
    }
}

/* The padding at the end of len bytes: returns the mask for "right", and how many bytes it has
 * apart from the last one, or 0 if it is wrong (RFC 5246 section 6.2.3.2). */
static uint64_t check_padding(const uint8_t *plain, size_t len, size_t max_padding,
                              uint64_t *padding)
{
    /* The last 256 bytes, or all if there are less; len is a multiple of 16. */
    size_t window = len < MAX_PADDING + 1 ? len : MAX_PADDING + 1;
    const uint8_t *in = plain + len - window;
    uint64_t value = plain[len - 1], difference = 0;
    uint64_t right = ~ct_mask_less(max_padding, value);
    uint64_t first = window - 1 - (right & value), all_equal = value * 0x0101010101010101;
    for (size_t i = 0; i < window; i += 8) {
        difference |= (load_le64(in + i) ^ all_equal) & ~ct_bytes_below(first, i);
    }
    right &= ct_mask_zero(difference);
    *padding = right & value;
    return right;
}

/* Copies `size` bytes from `offset` on, which is secret and at most MAX_PADDING; `in` has `range`
 * bytes from which it counts, and `size` behind them. */
static void copy_from_hidden(uint8_t *out, const uint8_t *in, uint64_t offset, size_t range,
                             size_t size)
{
    /* Bytes that are read behind the last one that counts stay within. */
    uint8_t window[2 * (MAX_PADDING + 1) + BRISK_HASH_MAX_SIZE] = { 0 };
    memcpy(window, in, range + size);
    for (int bit = 7; bit >= 0; bit--) {
        size_t step = (size_t)1 << bit;
        uint64_t moves = ct_mask_bit(offset >> bit);
        for (size_t i = 0; i < step - 1 + size; i += 8) {
            store_le64(window + i,
                       ct_select(moves, load_le64(window + i + step), load_le64(window + i)));
        }
    }
    memcpy(out, window, size);
    brisk_wipe(window, sizeof(window));
}

/* MAC-then-encrypt: `plain` has been decrypted. Returns the mask for "right". */
static uint64_t check_plain(const struct brisk_cbc_hmac *cbc,
                            const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE], const uint8_t *plain,
                            size_t len, uint64_t *content_len)
{
    uint8_t whole[HEAD_SIZE], tag[BRISK_HASH_MAX_SIZE], received[BRISK_HASH_MAX_SIZE];
    size_t size = mac_size(cbc), max_len = len - size - 1;
    size_t max_padding = max_len < MAX_PADDING ? max_len : MAX_PADDING;
    size_t min_len = max_len - max_padding;
    uint64_t padding = 0, right = check_padding(plain, len, max_padding, &padding);
    *content_len = max_len - padding;
    set_head(whole, head, *content_len);
    brisk_hmac_tag_hidden(&cbc->mac, tag, whole, sizeof(whole), plain, *content_len, min_len,
                          max_len);
    copy_from_hidden(received, plain + min_len, max_padding - padding, max_padding, size);
    right &= ct_mask_bit((uint64_t)brisk_equal(tag, received, size));
    brisk_wipe(tag, sizeof(tag)); /* of what an attacker chose */
    brisk_wipe(received, sizeof(received));
    return right;
}

static int open_mac_then_encrypt(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t len,
                                 const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE], size_t *content_len)
{
    uint8_t *plain = fragment + BLOCK_SIZE;
    uint64_t hidden_len = 0;
    if (len < BLOCK_SIZE + padded_size(mac_size(cbc)) || len % BLOCK_SIZE != 0) {
        return BRISK_ERR_AUTH;
    }
    len -= BLOCK_SIZE;
    (void)brisk_aes_cbc_decrypt(&cbc->aes, plain, fragment, plain, len);
    if (!check_plain(cbc, head, plain, len, &hidden_len)) {
        brisk_wipe(plain, len);
        return BRISK_ERR_AUTH;
    }
    *content_len = hidden_len;
    return 0;
}

/* RFC 7366 section 3: nothing is decrypted that the peer did not send. Its padding is no secret
 * then, that is, no more than the content's length. */
static int open_encrypt_then_mac(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t len,
                                 const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE], size_t *content_len)
{
    uint8_t *plain = fragment + BLOCK_SIZE, tag[BRISK_HASH_MAX_SIZE];
    struct brisk_hash hash;
    size_t size = mac_size(cbc);
    uint64_t padding = 0;
    if (len < 2 * BLOCK_SIZE + size || (len - size) % BLOCK_SIZE != 0) {
        return BRISK_ERR_AUTH;
    }
    len -= size;
    start_tag(cbc, &hash, head, len);
    end_tag(cbc, &hash, tag, fragment, len);
    int right = brisk_equal(tag, fragment + len, size);
    brisk_wipe(tag, sizeof(tag));
    if (!right) {
        return BRISK_ERR_AUTH;
    }
    len -= BLOCK_SIZE;
    (void)brisk_aes_cbc_decrypt(&cbc->aes, plain, fragment, plain, len);
    size_t max_padding = len - 1 < MAX_PADDING ? len - 1 : MAX_PADDING;
    if (!check_padding(plain, len, max_padding, &padding)) {
        brisk_wipe(plain, len);
        return BRISK_ERR_AUTH;
    }
    *content_len = len - 1 - padding;
    return 0;
}

int brisk_cbc_hmac_open(const struct brisk_cbc_hmac *cbc, uint8_t *fragment, size_t fragment_len,
                        const uint8_t head[BRISK_CBC_HMAC_HEAD_SIZE], size_t *content_len)
{
    *content_len = 0;
    return cbc->encrypt_then_mac
               ? open_encrypt_then_mac(cbc, fragment, fragment_len, head, content_len)
               : open_mac_then_encrypt(cbc, fragment, fragment_len, head, content_len);
}
