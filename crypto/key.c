/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Making keys of any type. Import and export are in crypto/key_import.c and crypto/key_export.c. */

#include <string.h>

#include <brisk/error.h>
#include <brisk/key.h>
#include <brisk/random.h>

static int generate(struct brisk_private_key *key, unsigned rsa_bits);

int brisk_private_key_generate(struct brisk_private_key *key, enum brisk_key_type type,
                               unsigned rsa_bits)
{
    memset(key, 0, sizeof(*key));
    key->type = type;
    key->public_key.type = type;
    int error = generate(key, rsa_bits);
    if (error) {
        brisk_wipe(key, sizeof(*key));
    }
    return error;
}

static int generate(struct brisk_private_key *key, unsigned rsa_bits)
{
    struct brisk_public_key *public_key = &key->public_key;
    int error;
    switch (key->type) {
    case BRISK_KEY_RSA:
        error = brisk_rsa_generate(&key->as.rsa, rsa_bits);
        public_key->as.rsa = key->as.rsa.public_key;
        return error;
    case BRISK_KEY_P256:
        error = brisk_p256_private(key->as.p256);
        return error ? error : brisk_p256_public(public_key->as.p256, key->as.p256);
    case BRISK_KEY_P384:
        error = brisk_p384_private(key->as.p384);
        return error ? error : brisk_p384_public(public_key->as.p384, key->as.p384);
    case BRISK_KEY_P521:
        error = brisk_p521_private(key->as.p521);
        return error ? error : brisk_p521_public(public_key->as.p521, key->as.p521);
    case BRISK_KEY_ED25519:
        error = brisk_random(key->as.ed25519, sizeof(key->as.ed25519));
        return error ? error : brisk_ed25519_public(public_key->as.ed25519, key->as.ed25519);
    }
    return BRISK_ERR_ARGUMENT;
}
