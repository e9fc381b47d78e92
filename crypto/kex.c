/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Key exchange by TLS NamedGroup. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/ffdhe.h>
#include <brisk/key.h>
#include <brisk/random.h>

#include "crypto/batch.h"

typedef int make_private_fn(uint8_t *private_key);
typedef int make_public_fn(uint8_t *public_key, const uint8_t *private_key);
typedef int make_secret_fn(uint8_t *secret, const uint8_t *private_key, const uint8_t *peer_public,
                           size_t peer_public_len);

/* The _many functions of a group, by struct group's names; NULL where one after the other is made.
 * Statuses are inputs, too, as brisk_batch_run() says. */
typedef int make_privates_fn(uint8_t *const private_key[], size_t n);
typedef void make_publics_fn(int status[], uint8_t *const public_key[],
                             const uint8_t *const private_key[], size_t n,
                             struct brisk_many_stats *stats);
typedef void make_secrets_fn(int status[], uint8_t *const secret[],
                             const uint8_t *const private_key[], const uint8_t *const peer_public[],
                             const size_t peer_public_len[], size_t n,
                             struct brisk_many_stats *stats);

struct group {
    uint16_t number;
    uint16_t public_size, private_size, secret_size; /* bytes */
    const char *name;
    make_private_fn *make_private;
    make_public_fn *make_public;
    make_secret_fn *make_secret;
    make_privates_fn *make_privates;
    make_publics_fn *make_publics;
    make_secrets_fn *make_secrets;
};

static int x25519_private(uint8_t *private_key)
{
    return brisk_random(private_key, BRISK_X25519_SIZE);
}

static int x25519_secret(uint8_t *secret, const uint8_t *private_key, const uint8_t *peer_public,
                         size_t peer_public_len)
{
    if (peer_public_len != BRISK_X25519_SIZE) {
        return BRISK_ERR_POINT;
    }
    return brisk_x25519_shared(secret, private_key, peer_public);
}

#define DRAWN_AT_ONCE 64

static int x25519_privates(uint8_t *const private_key[], size_t n)
{
    uint8_t drawn[DRAWN_AT_ONCE][BRISK_X25519_SIZE];
    int error = 0;
    for (size_t done = 0; done < n && !error; done += DRAWN_AT_ONCE) {
        const size_t num = n - done < DRAWN_AT_ONCE ? n - done : DRAWN_AT_ONCE;
        error = brisk_random(drawn[0], num * BRISK_X25519_SIZE);
        for (size_t i = 0; i < num; i++) {
            memcpy(private_key[done + i], drawn[i], BRISK_X25519_SIZE);
        }
        brisk_wipe(drawn, num * BRISK_X25519_SIZE);
    }
    return error;
}

static void x25519_secrets(int status[], uint8_t *const secret[],
                           const uint8_t *const private_key[], const uint8_t *const peer_public[],
                           const size_t peer_public_len[], size_t n, struct brisk_many_stats *stats)
{
    for (size_t i = 0; i < n; i++) {
        if (peer_public_len[i] != BRISK_X25519_SIZE) {
            status[i] = BRISK_ERR_POINT;
        }
    }
    brisk_x25519_shared_batch(status, secret, private_key, peer_public, n, stats);
}

/* The functions of crypto/ffdhe.c for one group. */
#define FFDHE(bits)                                                                                \
    static int ffdhe##bits##_private(uint8_t *private_key)                                         \
    {                                                                                              \
        return brisk_ffdhe_private(BRISK_GROUP_FFDHE##bits, private_key);                          \
    }                                                                                              \
    static int ffdhe##bits##_public(uint8_t *public_key, const uint8_t *private_key)               \
    {                                                                                              \
        return brisk_ffdhe_public(BRISK_GROUP_FFDHE##bits, public_key, private_key);               \
    }                                                                                              \
    static int ffdhe##bits##_secret(uint8_t *secret, const uint8_t *private_key,                   \
                                    const uint8_t *peer_public, size_t peer_public_len)            \
    {                                                                                              \
        return brisk_ffdhe_shared(BRISK_GROUP_FFDHE##bits, secret, private_key, peer_public,       \
                                  peer_public_len);                                                \
    }
#define FFDHE_ROW(bits, private_size)                                                              \
    {                                                                                              \
        BRISK_GROUP_FFDHE##bits, (bits) / 8, private_size, (bits) / 8, "ffdhe" #bits,              \
            ffdhe##bits##_private, ffdhe##bits##_public, ffdhe##bits##_secret, NULL, NULL, NULL    \
    }
FFDHE(2048)
FFDHE(3072)
FFDHE(4096)

static const struct group groups[] = {
    { BRISK_GROUP_X25519, BRISK_X25519_SIZE, BRISK_X25519_SIZE, BRISK_X25519_SIZE, "x25519",
      x25519_private, brisk_x25519_public, x25519_secret, x25519_privates, brisk_x25519_public_many,
      x25519_secrets },
    { BRISK_GROUP_P256, BRISK_P256_PUBLIC_SIZE, BRISK_P256_PRIVATE_SIZE, BRISK_P256_PRIVATE_SIZE,
      "p256", brisk_p256_private, brisk_p256_public, brisk_p256_shared, NULL, brisk_p256_public_many,
      brisk_p256_shared_many },
    { BRISK_GROUP_P384, BRISK_P384_PUBLIC_SIZE, BRISK_P384_PRIVATE_SIZE, BRISK_P384_PRIVATE_SIZE,
      "p384", brisk_p384_private, brisk_p384_public, brisk_p384_shared, NULL, NULL, NULL },
    { BRISK_GROUP_P521, BRISK_P521_PUBLIC_SIZE, BRISK_P521_PRIVATE_SIZE, BRISK_P521_PRIVATE_SIZE,
      "p521", brisk_p521_private, brisk_p521_public, brisk_p521_shared, NULL, NULL, NULL },
    FFDHE_ROW(2048, 29),
    FFDHE_ROW(3072, 35),
    FFDHE_ROW(4096, 41),
};

static const struct group *find_group(uint16_t number)
{
    for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
        if (groups[i].number == number) {
            return &groups[i];
        }
    }
    return NULL;
}

const char *brisk_group_name(uint16_t number)
{
    const struct group *group = find_group(number);
    return group ? group->name : "unknown";
}

size_t brisk_group_public_size(uint16_t number)
{
    const struct group *group = find_group(number);
    return group ? group->public_size : 0;
}

size_t brisk_group_private_size(uint16_t number)
{
    const struct group *group = find_group(number);
    return group ? group->private_size : 0;
}

size_t brisk_group_secret_size(uint16_t number)
{
    const struct group *group = find_group(number);
    return group ? group->secret_size : 0;
}

int brisk_group_keypair(uint16_t number, uint8_t *public_key, uint8_t *private_key)
{
    const struct group *group = find_group(number);
    if (!group) {
        return BRISK_ERR_UNSUPPORTED;
    }
    int error = group->make_private(private_key);
    if (error == 0) {
        error = group->make_public(public_key, private_key);
    }
    if (error) {
        memset(public_key, 0, group->public_size);
        brisk_wipe(private_key, group->private_size);
    }
    return error;
}

int brisk_group_shared(uint16_t number, uint8_t *secret, const uint8_t *private_key,
                       const uint8_t *peer_public, size_t peer_public_len)
{
    const struct group *group = find_group(number);
    if (!group) {
        return BRISK_ERR_UNSUPPORTED;
    }
    int error = group->make_secret(secret, private_key, peer_public, peer_public_len);
    if (error) {
        brisk_wipe(secret, group->secret_size);
    }
    return error;
}

/* The arrays of a _many call, for the driver. */
struct group_many {
    const struct group *group;
    uint8_t *const *out; /* public keys or secrets */
    const uint8_t *const *private_key, *const *peer_public;
    const size_t *peer_public_len;
};

static int run_public(const void *many, size_t item)
{
    const struct group_many *m = many;
    return m->group->make_public(m->out[item], m->private_key[item]);
}

static int run_secret(const void *many, size_t item)
{
    const struct group_many *m = many;
    return m->group->make_secret(m->out[item], m->private_key[item], m->peer_public[item],
                                 m->peer_public_len[item]);
}

static int draw_privates(const struct group *group, uint8_t *const private_key[], size_t n)
{
    if (group->make_privates) {
        return group->make_privates(private_key, n);
    }
    int error = 0;
    for (size_t i = 0; i < n && !error; i++) {
        error = group->make_private(private_key[i]);
    }
    return error;
}

static void set_statuses(int status[], size_t n, int value)
{
    for (size_t i = 0; i < n; i++) {
        status[i] = value;
    }
}

void brisk_group_keypair_many(uint16_t number, int status[], uint8_t *const public_key[],
                              uint8_t *const private_key[], size_t n,
                              struct brisk_many_stats *stats)
{
    const struct group *group = find_group(number);
    if (!group) {
        set_statuses(status, n, BRISK_ERR_UNSUPPORTED);
        return;
    }
    const uint8_t *const *drawn = (const uint8_t *const *)private_key;
    set_statuses(status, n, draw_privates(group, private_key, n));
    if (n > 0 && status[0] == 0) {
        const struct group_many many = { group, public_key, drawn, NULL, NULL };
        const struct batch one_by_one = { BATCH_NEVER, run_public, NULL, 0 };
        if (group->make_publics) {
            group->make_publics(status, public_key, drawn, n, stats);
        } else {
            brisk_batch_run(&one_by_one, &many, status, n, stats);
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (status[i]) {
            memset(public_key[i], 0, group->public_size);
            brisk_wipe(private_key[i], group->private_size);
        }
    }
}

void brisk_group_shared_many(uint16_t number, int status[], uint8_t *const secret[],
                             const uint8_t *const private_key[], const uint8_t *const peer_public[],
                             const size_t peer_public_len[], size_t n,
                             struct brisk_many_stats *stats)
{
    const struct group *group = find_group(number);
    if (!group) {
        set_statuses(status, n, BRISK_ERR_UNSUPPORTED);
        return;
    }
    const struct group_many many = { group, secret, private_key, peer_public, peer_public_len };
    const struct batch one_by_one = { BATCH_NEVER, run_secret, NULL, 0 };
    set_statuses(status, n, 0);
    if (group->make_secrets) {
        group->make_secrets(status, secret, private_key, peer_public, peer_public_len, n, stats);
    } else {
        brisk_batch_run(&one_by_one, &many, status, n, stats);
    }
    for (size_t i = 0; i < n; i++) {
        if (status[i]) {
            brisk_wipe(secret[i], group->secret_size);
        }
    }
}
