/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#define _POSIX_C_SOURCE 200809L

#include "tools/load.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <brisk/error.h>
#include <brisk/random.h>

#define MAX_FILE ((size_t)64 << 20)

/* Where Debian, Fedora and Alpine keep the system's trust anchors as one PEM file. */
static const char *const system_stores[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
};

int tool_error(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("brisk: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
    return -1;
}

int load_file(const char *path, char **data, size_t *len)
{
    struct stat info;
    FILE *file = fopen(path, "rb");
    if (!file)
        return tool_error("cannot open %s: %s", path, strerror(errno));
    if (fstat(fileno(file), &info) != 0 || !S_ISREG(info.st_mode)) {
        fclose(file);
        return tool_error("%s is not a regular file", path);
    }
    if (info.st_size < 0 || (uint64_t)info.st_size > MAX_FILE) {
        fclose(file);
        return tool_error("%s is larger than 64 MiB", path);
    }
    size_t capacity = (size_t)info.st_size;
    char *buffer = malloc(capacity + 1);
    if (!buffer) {
        fclose(file);
        return tool_error("out of memory reading %s", path);
    }
    size_t got = fread(buffer, 1, capacity, file);
    int failed = ferror(file);
    fclose(file);
    if (failed) {
        brisk_wipe(buffer, capacity);
        free(buffer);
        return tool_error("cannot read %s: %s", path, strerror(EIO));
    }
    buffer[got] = 0;
    *data = buffer;
    *len = got;
    return 0;
}

/* Parses the certificates of a PEM text one by one, so that one that does not parse can be left
 * out where that is wanted. Base64 decodes to less than its length, so a text's own length bounds
 * the storage, and a certificate takes more than 64 bytes of text. */
static int parse_certs(const char *path, const char *pem, size_t pem_len, int lenient,
                       struct loaded_certs *loaded)
{
    size_t used = 0, der_len;
    memset(loaded, 0, sizeof(*loaded));
    loaded->storage = malloc(pem_len + 1);
    loaded->certs = calloc(pem_len / 64 + 1, sizeof(*loaded->certs));
    if (!loaded->storage || !loaded->certs) {
        free_certs(loaded);
        return tool_error("out of memory reading %s", path);
    }
    while (brisk_pem_next(&pem, &pem_len, "CERTIFICATE", NULL, loaded->storage + used, pem_len,
                          &der_len) == 0) {
        int error =
            brisk_x509_parse(&loaded->certs[loaded->num_certs], loaded->storage + used, der_len);
        if (error && !lenient) {
            tool_error("certificate %zu of %s does not parse: %s", loaded->num_certs + 1, path,
                       brisk_strerror(error));
            free_certs(loaded);
            return -1;
        }
        if (!error) {
            loaded->num_certs++;
            used += der_len;
        }
    }
    if (loaded->num_certs == 0) {
        free_certs(loaded);
        return tool_error("%s has no certificate: it must be PEM, with BEGIN CERTIFICATE lines",
                          path);
    }
    return 0;
}

static int load_certs_from(const char *path, int lenient, struct loaded_certs *loaded)
{
    char *pem;
    size_t pem_len;
    if (load_file(path, &pem, &pem_len) != 0)
        return -1;
    int result = parse_certs(path, pem, pem_len, lenient, loaded);
    free(pem);
    return result;
}

int load_certs(const char *path, struct loaded_certs *loaded)
{
    return load_certs_from(path, 0, loaded);
}

void free_certs(struct loaded_certs *loaded)
{
    free(loaded->certs);
    free(loaded->storage);
    memset(loaded, 0, sizeof(*loaded));
}

/* As with certificates, the text's length bounds what it takes. */
static int parse_crls(const char *path, const char *pem, size_t pem_len, struct loaded_crls *loaded)
{
    size_t used = 0, max_crls = pem_len / 64 + 1;
    memset(loaded, 0, sizeof(*loaded));
    loaded->storage = malloc(pem_len + 1);
    loaded->crls = calloc(max_crls, sizeof(*loaded->crls));
    if (!loaded->storage || !loaded->crls) {
        free_crls(loaded);
        return tool_error("out of memory reading %s", path);
    }
    int error = brisk_crl_from_pem(loaded->crls, max_crls, &loaded->num_crls, loaded->storage,
                                   pem_len, &used, pem, pem_len);
    if (error) {
        free_crls(loaded);
        return tool_error("%s has no CRLs that can be used: %s", path, brisk_strerror(error));
    }
    return 0;
}

int load_crls(const char *path, struct loaded_crls *loaded)
{
    char *pem;
    size_t pem_len;
    if (load_file(path, &pem, &pem_len) != 0)
        return -1;
    int result = parse_crls(path, pem, pem_len, loaded);
    free(pem);
    return result;
}

void free_crls(struct loaded_crls *loaded)
{
    free(loaded->crls);
    free(loaded->storage);
    memset(loaded, 0, sizeof(*loaded));
}

int load_trust(const char *path, struct loaded_certs *loaded)
{
    if (path)
        return load_certs_from(path, 0, loaded);
    for (size_t i = 0; i < sizeof(system_stores) / sizeof(system_stores[0]); i++) {
        struct stat info;
        if (stat(system_stores[i], &info) == 0)
            return load_certs_from(system_stores[i], 1, loaded);
    }
    return tool_error("no system trust store found: name one with --ca=FILE, or install the "
                      "package ca-certificates");
}

int load_private_key(const char *path, struct brisk_private_key *key)
{
    char *pem;
    size_t pem_len;
    if (load_file(path, &pem, &pem_len) != 0)
        return -1;
    int error = brisk_private_key_from_pem(key, pem, pem_len);
    brisk_wipe(pem, pem_len);
    free(pem);
    if (error)
        return tool_error("cannot use the private key in %s: %s", path, brisk_strerror(error));
    return 0;
}
