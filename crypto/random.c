/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The random generator: ChaCha20 with fast key erasure (D. J. Bernstein, "Fast-key-erasure
 * random-number generators", 2017), one per thread.
 *
 * A refill runs the key into a pool of keystream, of which the first 32 bytes become the next key
 * and the others wait to be given out; each is wiped as it leaves. So whoever reads the state
 * learns nothing about bytes given out before. A new seed is mixed in after RESEED_BYTES, and
 * before the first byte that a process gives after fork(). */

#define _DEFAULT_SOURCE /* madvise, MAP_ANONYMOUS */

#include <errno.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <brisk/error.h>
#include <brisk/random.h>

#include "crypto/impl.h"

#define KEY_SIZE 32
#define BLOCK_SIZE 64
#define POOL_BLOCKS 12
#define POOL_SIZE (POOL_BLOCKS * BLOCK_SIZE)
#define RESEED_BYTES (4u << 20)
#define BYTES_PER_KEY (1u << 20) /* of a long request; far below ChaCha20's 2^32 blocks */

struct generator {
    uint64_t process;   /* process_id() at its last seed; 0 = never seeded */
    uint32_t given;     /* bytes given out since */
    uint32_t available; /* the last so many bytes of the pool are not given out yet */
    uint8_t key[KEY_SIZE];
    uint8_t pool[POOL_SIZE];
};

static _Thread_local struct generator generator;

static int make_ready(struct generator *g);
static int get_seed(uint8_t seed[KEY_SIZE]);
static void give_long(struct generator *g, uint8_t *out, size_t num_blocks);
static void give_short(struct generator *g, uint8_t *out, size_t out_len);
static void refill(struct generator *g);
static uint64_t process_id(void);
static _Atomic(uint64_t) *map_process_word(void);

int brisk_random(uint8_t *out, size_t out_len)
{
    struct generator *g = &generator;
    for (size_t done = 0, n; done < out_len; done += n) {
        int error = make_ready(g);
        if (error) {
            brisk_wipe(out, out_len);
            return error;
        }
        n = out_len - done;
        if (n >= POOL_SIZE) {
            n = (n < BYTES_PER_KEY ? n : BYTES_PER_KEY) / BLOCK_SIZE * BLOCK_SIZE;
            give_long(g, out + done, n / BLOCK_SIZE);
        } else {
            give_short(g, out + done, n);
        }
        g->given += (uint32_t)n;
    }
    return 0;
}

/* Seeds the generator if it never was, has given out its share, or came here through fork(). */
static int make_ready(struct generator *g)
{
    uint64_t process = process_id();
    if (g->process == process && g->given < RESEED_BYTES) {
        return 0;
    }
    uint8_t seed[KEY_SIZE];
    if (get_seed(seed)) {
        brisk_wipe(g, sizeof(*g));
        return BRISK_ERR_RANDOM;
    }
    /* Added to the old key, not put in its place: a weak seed does not make a good key worse. */
    for (int i = 0; i < KEY_SIZE; i++) {
        g->key[i] ^= seed[i];
    }
    brisk_wipe(seed, sizeof(seed));
    brisk_wipe(g->pool, sizeof(g->pool));
    g->available = 0;
    g->given = 0;
    g->process = process;
    return 0;
}

static int get_seed(uint8_t seed[KEY_SIZE])
{
    for (size_t done = 0; done < KEY_SIZE;) {
        ssize_t n = getrandom(seed + done, KEY_SIZE - done, 0);
        if (n > 0) {
            done += (size_t)n;
        } else if (n == 0 || errno != EINTR) {
            return BRISK_ERR_RANDOM;
        }
    }
    return 0;
}

/* A long request gets a key of its own, which only this function knows, and no pool. */
static void give_long(struct generator *g, uint8_t *out, size_t num_blocks)
{
    static const uint8_t nonce[12];
    uint8_t key[KEY_SIZE];
    give_short(g, key, sizeof(key));
    brisk_kernels()->chacha20poly1305->keystream(out, num_blocks, key, nonce, 0);
    brisk_wipe(key, sizeof(key));
}

static void give_short(struct generator *g, uint8_t *out, size_t out_len)
{
    while (out_len > 0) {
        if (g->available == 0) {
            refill(g);
        }
        size_t n = out_len < g->available ? out_len : g->available;
        uint8_t *from = g->pool + POOL_SIZE - g->available;
        memcpy(out, from, n);
        brisk_wipe(from, n);
        g->available -= (uint32_t)n;
        out += n;
        out_len -= n;
    }
}

/* The nonce is always 0: no key makes keystream twice. */
static void refill(struct generator *g)
{
    static const uint8_t nonce[12];
    brisk_kernels()->chacha20poly1305->keystream(g->pool, POOL_BLOCKS, g->key, nonce, 0);
    memcpy(g->key, g->pool, KEY_SIZE);
    brisk_wipe(g->pool, KEY_SIZE);
    g->available = POOL_SIZE - KEY_SIZE;
}

/* Noticing fork() without a system call per request: a word on a page that the kernel hands to a
 * child as zeros (madvise(2), MADV_WIPEONFORK). Whoever finds it 0 draws the next number from a
 * counter in ordinary memory, which a child inherits; so no number that an inherited generator may
 * hold is ever drawn again. Where the page cannot be had, the process id must do. */
static _Atomic(_Atomic(uint64_t) *) process_word;
static _Atomic(uint64_t) process_counter;
static _Atomic(uint64_t) no_process_word; /* its address says that the page cannot be had */

/* A number that is never 0 and that a process does not share with those it was forked from. */
static uint64_t process_id(void)
{
    _Atomic(uint64_t) *word = atomic_load_explicit(&process_word, memory_order_acquire);
    if (!word) {
        word = map_process_word();
    }
    if (word == &no_process_word) {
        return (uint64_t)getpid();
    }
    uint64_t id = atomic_load(word);
    if (id == 0) {
        uint64_t fresh = atomic_fetch_add(&process_counter, 1) + 1;
        /* Of several threads here at once, one wins and all use its number: `id` becomes that. */
        if (atomic_compare_exchange_strong(word, &id, fresh)) {
            id = fresh;
        }
    }
    return id;
}

/* Maps the page. If another thread was faster, its page is the one; the answer is the same for all
 * threads and never changes. */
static _Atomic(uint64_t) *map_process_word(void)
{
    size_t size = sizeof(uint64_t); /* the kernel rounds up to a page */
    _Atomic(uint64_t) *word = &no_process_word;
    void *page = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page != MAP_FAILED) {
        /* An emulator that says yes to every advice, a wrong one too, does nothing about any. */
        if (madvise(page, size, -1) != 0 && madvise(page, size, MADV_WIPEONFORK) == 0) {
            word = page;
        } else {
            munmap(page, size);
        }
    }
    _Atomic(uint64_t) *first = NULL;
    if (!atomic_compare_exchange_strong(&process_word, &first, word)) {
        if (word != &no_process_word) {
            munmap(page, size);
        }
        return first;
    }
    return word;
}
