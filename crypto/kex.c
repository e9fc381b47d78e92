/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Key exchange by TLS NamedGroup. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/key.h>
#include <brisk/random.h>

typedef int make_private_fn(uint8_t *private_key);
typedef int make_public_fn(uint8_t *public_key, const uint8_t *private_key);
typedef int make_secret_fn(uint8_t *secret, const uint8_t *private_key, const uint8_t *peer_public,
                           size_t peer_public_len);

struct group {
    uint16_t number;
    uint16_t public_size, private_size, secret_size; /* bytes */
    const char *name;
    make_private_fn *make_private;
    make_public_fn *make_public;
    make_secret_fn *make_secret;
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

static const struct group groups[] = {
    { BRISK_GROUP_X25519, BRISK_X25519_SIZE, BRISK_X25519_SIZE, BRISK_X25519_SIZE, "x25519",
      x25519_private, brisk_x25519_public, x25519_secret },
    { BRISK_GROUP_P256, BRISK_P256_PUBLIC_SIZE, BRISK_P256_PRIVATE_SIZE, BRISK_P256_PRIVATE_SIZE,
      "p256", brisk_p256_private, brisk_p256_public, brisk_p256_shared },
    { BRISK_GROUP_P384, BRISK_P384_PUBLIC_SIZE, BRISK_P384_PRIVATE_SIZE, BRISK_P384_PRIVATE_SIZE,
      "p384", brisk_p384_private, brisk_p384_public, brisk_p384_shared },
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
