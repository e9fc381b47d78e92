/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Sessions: what two connections of the same peers have in common. A server puts a session into a
 * ticket, sealed under keys that a fleet may share, and forgets it (RFC 8446 section 4.6.1, RFC
 * 5077); a client keeps it as a struct of plain bytes. Pre-shared keys agreed upon elsewhere are
 * sessions that both sides were given. */

#ifndef BRISK_SESSION_H
#define BRISK_SESSION_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* --- servers --- */

#define BRISK_TICKET_KEY_NAME_SIZE 16
#define BRISK_TICKET_KEY_SIZE 32
#define BRISK_TICKET_MAX_KEYS 8

/* A key that tickets are sealed with. Both fields are random, made anew every few hours and kept as
 * long as tickets live; servers that are to take each other's tickets share them. Each ticket gets
 * an AES-256-GCM key of its own, derived from this one and a random number (the one-step KDF of
 * NIST SP 800-56C with SHA-256), so that their number has no bound. */
struct brisk_ticket_key {
    uint8_t name[BRISK_TICKET_KEY_NAME_SIZE]; /* public: says in the ticket which key it is */
    uint8_t key[BRISK_TICKET_KEY_SIZE];       /* secret */
};

/* The first seals, all open. A ticket that another than the first opened is replaced by a new one.
 * Read-only while connections use it. */
struct brisk_ticket_keys {
    struct brisk_ticket_key keys[BRISK_TICKET_MAX_KEYS];
    size_t num_keys;
};

/* Puts a fresh key first, and drops the last one if there is no room. Returns 0 or
 * BRISK_ERR_RANDOM. Not thread-safe: make a new struct, and a new configuration with it. */
int brisk_ticket_keys_rotate(struct brisk_ticket_keys *keys);

/* --- clients --- */

#define BRISK_SESSION_MAX_TICKET 4096
#define BRISK_SESSION_MAX_SECRET 48
#define BRISK_SESSION_MAX_NAME 255 /* bytes of a host or ALPN name */

/* A session to resume. May be copied and stored; holds a secret: wipe it with brisk_wipe(). To be
 * offered once: who sees a ticket twice can tell that both connections are of one client (RFC 8446
 * appendix C.4). */
struct brisk_session {
    uint16_t version, suite;
    uint32_t lifetime;              /* seconds from `received` on; at most a week */
    uint32_t age_add;               /* TLS 1.3: what hides the ticket's age */
    uint32_t max_early_data;        /* bytes, 0 if the server takes none */
    int64_t received;               /* seconds since 1970, as brisk_tls_set_time() said */
    uint8_t extended_master_secret; /* TLS 1.2: RFC 7627 */
    uint8_t secret_len;
    uint8_t session_id_len;
    uint8_t has_peer_certificate; /* the server has shown one: the SHA-256 of its DER */
    uint8_t peer_fingerprint[32];
    uint8_t secret[BRISK_SESSION_MAX_SECRET]; /* PSK, or TLS 1.2's master secret */
    uint8_t session_id[32];                   /* TLS 1.2 */
    char host[BRISK_SESSION_MAX_NAME + 1];    /* the name the certificate was checked for */
    char alpn[BRISK_SESSION_MAX_NAME + 1];    /* what was negotiated, "" if nothing */
    size_t ticket_len;
    uint8_t ticket[BRISK_SESSION_MAX_TICKET];
    /* Private to the connection that receives tickets into it. */
    uint8_t resumption_secret[BRISK_SESSION_MAX_SECRET];
};

/* --- both --- */

/* A pre-shared key agreed upon elsewhere (RFC 8446 section 4.2.11): for suites with SHA-256 (hash
 * 32) or SHA-384 (hash 48). The caller owns what it points at. */
struct brisk_psk {
    const uint8_t *identity; /* 1 to 1,024 bytes, public */
    size_t identity_len;
    const uint8_t *key; /* secret, random: at least 16 bytes, at most BRISK_SESSION_MAX_SECRET */
    size_t key_len;
    uint8_t hash_size;
};

#ifdef __cplusplus
}
#endif

#endif
