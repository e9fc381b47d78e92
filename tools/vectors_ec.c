/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Running test vectors: elliptic curves. */

#include "tools/vectors.h"

#include <string.h>

#include <brisk/ec.h>
#include <brisk/error.h>
#include <brisk/hash.h>
#include <brisk/key.h>

/* What differs between the NIST curves. */
struct nist_curve {
    const char *name; /* Wycheproof's */
    enum brisk_key_type type;
    size_t size; /* of a coordinate, in bytes */
    int (*public_key)(uint8_t *public_key, const uint8_t *private_key);
    int (*shared)(uint8_t *secret, const uint8_t *private_key, const uint8_t *peer, size_t len);
    int (*verify)(const uint8_t *signature, const uint8_t *public_key, const uint8_t *digest,
                  size_t digest_len);
};

static const struct nist_curve nist_curves[] = {
    { "secp256r1", BRISK_KEY_P256, 32, brisk_p256_public, brisk_p256_shared,
      brisk_ecdsa_p256_verify },
    { "secp384r1", BRISK_KEY_P384, 48, brisk_p384_public, brisk_p384_shared,
      brisk_ecdsa_p384_verify },
    { "secp521r1", BRISK_KEY_P521, 66, brisk_p521_public, brisk_p521_shared,
      brisk_ecdsa_p521_verify },
};

static const struct nist_curve *find_curve(const char *name)
{
    for (size_t i = 0; name && i < sizeof(nist_curves) / sizeof(nist_curves[0]); i++) {
        if (strcmp(nist_curves[i].name, name) == 0)
            return &nist_curves[i];
    }
    return NULL;
}

static enum vector_outcome lacks_curve(struct vector_case *c, const char *name)
{
    return vector_unsupported(c, "%s", name ? name : "an unnamed curve");
}

static enum vector_outcome compare(const uint8_t *got, struct brisk_bytes want, size_t size)
{
    return want.len == size && memcmp(got, want.data, size) == 0 ? VECTOR_ACCEPTED : VECTOR_WRONG;
}

enum vector_outcome vector_run_x25519(struct vector_case *c)
{
    struct brisk_bytes private_key, public_key, shared;
    uint8_t got[BRISK_X25519_SIZE];
    const char *curve = vector_text(c, "curve");
    if (!curve || strcmp(curve, "curve25519") != 0)
        return lacks_curve(c, curve);
    if (!vector_bytes(c, "private", &private_key) || !vector_bytes(c, "public", &public_key) ||
        !vector_bytes(c, "shared", &shared))
        return VECTOR_MALFORMED;
    if (private_key.len != sizeof(got) || public_key.len != sizeof(got))
        return vector_refused(c, BRISK_ERR_LENGTH);
    int error = brisk_x25519_shared(got, private_key.data, public_key.data);
    return error ? vector_refused(c, error) : compare(got, shared, sizeof(got));
}

enum vector_outcome vector_run_x25519_public(struct vector_case *c)
{
    struct brisk_bytes private_key, public_key;
    uint8_t got[BRISK_X25519_SIZE];
    if (!vector_bytes(c, "private", &private_key) || !vector_bytes(c, "public", &public_key))
        return VECTOR_MALFORMED;
    if (private_key.len != sizeof(got))
        return vector_refused(c, BRISK_ERR_LENGTH);
    int error = brisk_x25519_public(got, private_key.data);
    return error ? vector_refused(c, error) : compare(got, public_key, sizeof(got));
}

/* A private key as an integer of any length to `size` bytes; 0 if it is too large for that. */
static int resize(uint8_t *out, size_t size, struct brisk_bytes in)
{
    while (in.len > size && in.data[0] == 0)
        in.data++, in.len--;
    if (in.len > size)
        return 0;
    memset(out, 0, size - in.len);
    memcpy(out + size - in.len, in.data, in.len);
    return 1;
}

static enum vector_outcome run_ecdh(struct vector_case *c, const struct nist_curve *curve,
                                    const uint8_t *peer, size_t peer_len)
{
    struct brisk_bytes private_key, shared;
    uint8_t scalar[BRISK_EC_MAX_PRIVATE], got[BRISK_EC_MAX_PRIVATE];
    if (!vector_bytes(c, "private", &private_key) || !vector_bytes(c, "shared", &shared))
        return VECTOR_MALFORMED;
    if (!resize(scalar, curve->size, private_key))
        return vector_refused(c, BRISK_ERR_KEY);
    int error = curve->shared(got, scalar, peer, peer_len);
    return error ? vector_refused(c, error) : compare(got, shared, curve->size);
}

enum vector_outcome vector_run_ecdh_point(struct vector_case *c)
{
    struct brisk_bytes peer;
    const struct nist_curve *curve = find_curve(vector_text(c, "curve"));
    if (!curve)
        return lacks_curve(c, vector_text(c, "curve"));
    if (!vector_bytes(c, "public", &peer))
        return VECTOR_MALFORMED;
    return run_ecdh(c, curve, peer.data, peer.len);
}

/* The peer's key is a SubjectPublicKeyInfo. */
enum vector_outcome vector_run_ecdh(struct vector_case *c)
{
    struct brisk_bytes der;
    struct brisk_public_key peer;
    const struct nist_curve *curve = find_curve(vector_text(c, "curve"));
    if (!curve)
        return lacks_curve(c, vector_text(c, "curve"));
    if (!vector_bytes(c, "public", &der))
        return VECTOR_MALFORMED;
    int error = brisk_public_key_from_der(&peer, der.data, der.len);
    if (error)
        return vector_refused(c, error);
    if (peer.type != curve->type)
        return vector_refused(c, BRISK_ERR_KEY);
    const uint8_t *point = curve->type == BRISK_KEY_P256   ? peer.as.p256
                           : curve->type == BRISK_KEY_P384 ? peer.as.p384
                                                           : peer.as.p521;
    return run_ecdh(c, curve, point, 1 + 2 * curve->size);
}

/* The uncompressed public key of a private one. */
enum vector_outcome vector_run_ec_public(struct vector_case *c)
{
    struct brisk_bytes private_key, public_key;
    uint8_t scalar[BRISK_EC_MAX_PRIVATE], got[BRISK_EC_MAX_PUBLIC];
    const struct nist_curve *curve = find_curve(vector_text(c, "curve"));
    if (!curve)
        return lacks_curve(c, vector_text(c, "curve"));
    if (!vector_bytes(c, "private", &private_key) || !vector_bytes(c, "public", &public_key))
        return VECTOR_MALFORMED;
    if (!resize(scalar, curve->size, private_key))
        return vector_refused(c, BRISK_ERR_KEY);
    int error = curve->public_key(got, scalar);
    return error ? vector_refused(c, error) : compare(got, public_key, 1 + 2 * curve->size);
}

/* What ECDSA cases have in common: curve, key and hash, and the message. */
struct ecdsa_input {
    const struct nist_curve *curve;
    enum brisk_hash_alg hash;
    struct brisk_bytes public_key, message, signature;
};

static enum vector_outcome read_ecdsa(struct vector_case *c, struct ecdsa_input *in,
                                      const char *key_field)
{
    const char *curve = vector_text(c, "publicKey.curve"), *hash = vector_text(c, "sha");
    in->curve = find_curve(curve);
    in->hash = (enum brisk_hash_alg)vector_hash(hash);
    if (!in->curve)
        return lacks_curve(c, curve);
    if (!in->hash)
        return vector_unsupported(c, "%s", hash ? hash : "an unnamed hash");
    if (!vector_bytes(c, key_field, &in->public_key) || !vector_bytes(c, "msg", &in->message) ||
        !vector_bytes(c, "sig", &in->signature))
        return VECTOR_MALFORMED;
    return VECTOR_ACCEPTED;
}

static uint16_t find_ecdsa_scheme(enum brisk_key_type type, enum brisk_hash_alg hash)
{
    static const uint16_t schemes[][3] = {
        { BRISK_SIG_ECDSA_P256_SHA256, BRISK_SIG_X509_ECDSA_P256_SHA384,
          BRISK_SIG_X509_ECDSA_P256_SHA512 },
        { BRISK_SIG_X509_ECDSA_P384_SHA256, BRISK_SIG_ECDSA_P384_SHA384,
          BRISK_SIG_X509_ECDSA_P384_SHA512 },
        { BRISK_SIG_X509_ECDSA_P521_SHA256, BRISK_SIG_X509_ECDSA_P521_SHA384,
          BRISK_SIG_ECDSA_P521_SHA512 },
    };
    const size_t curve = type == BRISK_KEY_P256 ? 0 : type == BRISK_KEY_P384 ? 1 : 2;
    return schemes[curve][hash == BRISK_SHA256 ? 0 : hash == BRISK_SHA384 ? 1 : 2];
}

/* DER keys and signatures, through the interface that TLS and X.509 use. */
enum vector_outcome vector_run_ecdsa(struct vector_case *c)
{
    struct ecdsa_input in;
    struct brisk_public_key key;
    enum vector_outcome outcome = read_ecdsa(c, &in, "publicKeyDer");
    if (outcome != VECTOR_ACCEPTED)
        return outcome;
    int error = brisk_public_key_from_der(&key, in.public_key.data, in.public_key.len);
    if (!error)
        error = brisk_verify(&key, find_ecdsa_scheme(in.curve->type, in.hash), in.signature.data,
                             in.signature.len, in.message.data, in.message.len);
    return error ? vector_refused(c, error) : VECTOR_ACCEPTED;
}

/* Signatures as r, s (IEEE P1363), and keys as points. */
enum vector_outcome vector_run_ecdsa_p1363(struct vector_case *c)
{
    struct ecdsa_input in;
    uint8_t digest[BRISK_HASH_MAX_SIZE];
    enum vector_outcome outcome = read_ecdsa(c, &in, "publicKey.uncompressed");
    if (outcome != VECTOR_ACCEPTED)
        return outcome;
    if (in.signature.len != 2 * in.curve->size)
        return vector_refused(c, BRISK_ERR_SIGNATURE);
    if (in.public_key.len != 1 + 2 * in.curve->size)
        return vector_refused(c, BRISK_ERR_POINT);
    brisk_hash_digest(in.hash, digest, in.message.data, in.message.len);
    int error =
        in.curve->verify(in.signature.data, in.public_key.data, digest, brisk_hash_size(in.hash));
    return error ? vector_refused(c, error) : VECTOR_ACCEPTED;
}

enum vector_outcome vector_run_ed25519(struct vector_case *c)
{
    struct brisk_bytes public_key, message, signature;
    const char *curve = vector_text(c, "publicKey.curve");
    if (!curve || strcmp(curve, "edwards25519") != 0)
        return lacks_curve(c, curve);
    if (!vector_bytes(c, "publicKey.pk", &public_key) || !vector_bytes(c, "msg", &message) ||
        !vector_bytes(c, "sig", &signature))
        return VECTOR_MALFORMED;
    if (public_key.len != BRISK_ED25519_PUBLIC_SIZE)
        return vector_refused(c, BRISK_ERR_KEY);
    if (signature.len != BRISK_ED25519_SIGNATURE_SIZE)
        return vector_refused(c, BRISK_ERR_SIGNATURE);
    int error = brisk_ed25519_verify(signature.data, public_key.data, message.data, message.len);
    return error ? vector_refused(c, error) : VECTOR_ACCEPTED;
}

/* Public key and signature computed from the private key, and the signature verified. */
enum vector_outcome vector_run_ed25519_sign(struct vector_case *c)
{
    struct brisk_bytes private_key, public_key, message, signature;
    uint8_t got_public[BRISK_ED25519_PUBLIC_SIZE], got[BRISK_ED25519_SIGNATURE_SIZE];
    if (!vector_bytes(c, "private", &private_key) || !vector_bytes(c, "public", &public_key) ||
        !vector_bytes(c, "msg", &message) || !vector_bytes(c, "sig", &signature))
        return VECTOR_MALFORMED;
    if (private_key.len != BRISK_ED25519_PRIVATE_SIZE)
        return vector_refused(c, BRISK_ERR_KEY);
    int error = brisk_ed25519_public(got_public, private_key.data);
    if (!error)
        error = brisk_ed25519_sign(got, private_key.data, got_public, message.data, message.len);
    if (!error)
        error = brisk_ed25519_verify(got, got_public, message.data, message.len);
    if (error)
        return vector_refused(c, error);
    if (compare(got_public, public_key, sizeof(got_public)) == VECTOR_WRONG)
        return VECTOR_WRONG;
    return compare(got, signature, sizeof(got));
}
