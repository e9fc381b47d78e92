/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Files the commands read: whole files, certificates, private keys. Each function explains a
 * failure in one line on standard error and returns -1; what was loaded belongs to the caller. */

#ifndef TOOLS_LOAD_H
#define TOOLS_LOAD_H

#include <brisk/x509.h>

#include <stddef.h>
#include <stdint.h>

/* Prints "brisk: " and the message in one line on standard error. Returns -1, for `return`. */
int tool_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Reads a regular file of at most 64 MiB: *data is malloc'ed, with a NUL after its *len bytes. */
int load_file(const char *path, char **data, size_t *len);

/* A certificate chain or a bundle of trust anchors. */
struct loaded_certs {
    struct brisk_x509 *certs;
    size_t num_certs;
    uint8_t *storage;
};

/* Loads every certificate of a PEM file. */
int load_certs(const char *path, struct loaded_certs *loaded);
void free_certs(struct loaded_certs *loaded);

/* CRLs, as certificates above. */
struct loaded_crls {
    struct brisk_crl *crls;
    size_t num_crls;
    uint8_t *storage;
};
int load_crls(const char *path, struct loaded_crls *loaded);
void free_crls(struct loaded_crls *loaded);

/* Loads trust anchors: a PEM file, or the system's store if path is NULL. Certificates that brisk
 * cannot parse are left out of the system's store, and an error in a file the user named. */
int load_trust(const char *path, struct loaded_certs *loaded);

/* Loads a PEM private key. */
int load_private_key(const char *path, struct brisk_private_key *key);

#endif
