/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* brisk cert: makes a CA and a leaf for tests. */

#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <brisk/error.h>
#include <brisk/random.h>
#include <brisk/x509.h>

#include "tools/commands.h"
#include "tools/load.h"
#include "tools/options.h"

#define MAX_NAMES 64
#define MAX_DER 8192 /* bytes of a certificate with that many names */
#define MAX_PEM 12288
#define MAX_PATH_LEN 4096
#define SECONDS_PER_DAY 86400

static const struct key_kind {
    const char *name;
    enum brisk_key_type type;
    unsigned rsa_bits;
} key_kinds[] = {
    { "ecdsa_p256", BRISK_KEY_P256, 0 }, { "ecdsa_p384", BRISK_KEY_P384, 0 },
    { "ecdsa_p521", BRISK_KEY_P521, 0 }, { "rsa2048", BRISK_KEY_RSA, 2048 },
    { "rsa3072", BRISK_KEY_RSA, 3072 },  { "rsa4096", BRISK_KEY_RSA, 4096 },
    { "ed25519", BRISK_KEY_ED25519, 0 },
};

struct cert_options {
    const struct key_kind *type, *ca_type;
    const char *names[MAX_NAMES];
    size_t num_names;
    long days;
    const char *out;
    int intermediate, must_staple;
    int force;
};

/* One certificate with its key. */
struct identity {
    struct brisk_private_key key;
    uint8_t der[MAX_DER];
    size_t der_len;
    struct brisk_x509 cert;
};

static const struct key_kind *find_key_kind(const struct argp_state *state, const char *option,
                                            const char *name)
{
    for (size_t i = 0; i < sizeof(key_kinds) / sizeof(key_kinds[0]); i++) {
        if (strcmp(key_kinds[i].name, name) == 0) {
            return &key_kinds[i];
        }
    }
    option_error(state,
                 "--%s is one of ecdsa_p256, ecdsa_p384, ecdsa_p521, rsa2048, rsa3072, rsa4096, "
                 "ed25519",
                 option);
}

static error_t parse_cert_option(int key, char *arg, struct argp_state *state)
{
    struct cert_options *options = state->input;
    switch (key) {
    case 't':
        options->type = find_key_kind(state, "type", arg);
        return 0;
    case 'T':
        options->ca_type = find_key_kind(state, "ca-type", arg);
        return 0;
    case 'n':
        if (options->num_names == MAX_NAMES) {
            option_error(state, "there is room for %d names", MAX_NAMES);
        }
        options->names[options->num_names++] = arg;
        return 0;
    case 'd':
        if (parse_number("days", arg, 1, 36500, &options->days) != 0) {
            exit(2);
        }
        return 0;
    case 'o':
        options->out = arg;
        return 0;
    case 'i':
        options->intermediate = 1;
        return 0;
    case 'm':
        options->must_staple = 1;
        return 0;
    case 'f':
        options->force = 1;
        return 0;
    case ARGP_KEY_ARG:
        option_error(state, "cert takes no arguments, but there is \"%s\"", arg);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option cert_option_list[] = {
    { "type", 't', "TYPE", 0,
      "the leaf's key: ecdsa_p256 (default), ecdsa_p384, ecdsa_p521, rsa2048, rsa3072, rsa4096 or "
      "ed25519",
      0 },
    { "ca-type", 'T', "TYPE", 0, "the CA's key (default ecdsa_p256)", 0 },
    { "name", 'n', "NAME", 0,
      "a DNS name or IP address of the leaf, once or more (default localhost, 127.0.0.1, ::1)", 0 },
    { "days", 'd', "N", 0, "how long both are valid (default 365)", 0 },
    { "out", 'o', "DIR", 0, "where to write; made if it is not there (default .)", 0 },
    { "must-staple", 'm', NULL, 0, "the leaf demands an OCSP response with it (RFC 7633)", 0 },
    { "intermediate", 'i', NULL, 0, "put an intermediate CA between, and into cert.pem", 0 },
    { "force", 'f', NULL, 0, "overwrite the files", 0 },
    { 0 },
};

static const struct argp cert_argp = {
    cert_option_list,
    parse_cert_option,
    NULL,
    "Makes a CA and a leaf certificate signed by it, for tests: ca.pem, ca.key, cert.pem and "
    "key.pem. Do not trust this CA outside of tests: its key is in a file, unencrypted.",
    NULL,
    NULL,
    NULL
};

static int make_path(char path[MAX_PATH_LEN], const struct cert_options *options, const char *name)
{
    int len = snprintf(path, MAX_PATH_LEN, "%s/%s", options->out, name);
    return len > 0 && len < MAX_PATH_LEN ? 0 : tool_error("the name given with --out is too long");
}

static const char *const file_names[] = { "ca.pem", "ca.key", "cert.pem", "key.pem" };

/* Makes the directory, and finds out what is in the way before any work is done. */
static int prepare_directory(const struct cert_options *options)
{
    char path[MAX_PATH_LEN];
    struct stat info;
    if (mkdir(options->out, 0755) != 0 && errno != EEXIST) {
        return tool_error("cannot make the directory %s: %s", options->out, strerror(errno));
    }
    for (size_t i = 0; i < sizeof(file_names) / sizeof(file_names[0]); i++) {
        if (make_path(path, options, file_names[i]) != 0) {
            return -1;
        }
        if (!options->force && lstat(path, &info) == 0) {
            return tool_error("%s is there already; --force overwrites it", path);
        }
    }
    return 0;
}

static int write_all(int fd, const char *text)
{
    size_t left = strlen(text);
    while (left > 0) {
        ssize_t written = write(fd, text, left);
        if (written < 0 && errno != EINTR) {
            return -1;
        }
        if (written > 0) {
            text += written;
            left -= (size_t)written;
        }
    }
    return 0;
}

/* Writes a file under another name first, so that nobody ever sees a half of it, or a key that
 * others may read. */
static int write_file(const struct cert_options *options, const char *name, const char *text,
                      mode_t mode)
{
    char path[MAX_PATH_LEN], temporary[MAX_PATH_LEN];
    if (make_path(path, options, name) != 0 || make_path(temporary, options, "brisk-XXXXXX") != 0) {
        return -1;
    }
    int fd = mkstemp(temporary);
    if (fd < 0) {
        return tool_error("cannot write to the directory %s: %s", options->out, strerror(errno));
    }
    int failed = fchmod(fd, mode) != 0 || write_all(fd, text) != 0;
    failed |= close(fd) != 0;
    if (!failed) {
        failed = (options->force ? rename(temporary, path) : link(temporary, path)) != 0;
    }
    int error = errno;
    if (failed || !options->force) {
        unlink(temporary);
    }
    return failed ? tool_error("cannot write %s: %s", path, strerror(error)) : 0;
}

/* Writes a certificate, and a second one after it if there is one. */
static int write_certs(const struct cert_options *options, const char *name,
                       const struct identity *first, const struct identity *second)
{
    static char text[2 * MAX_PEM];
    int error = brisk_pem_write(text, MAX_PEM, "CERTIFICATE", first->der, first->der_len);
    if (!error && second) {
        error = brisk_pem_write(text + strlen(text), MAX_PEM, "CERTIFICATE", second->der,
                                second->der_len);
    }
    return error ? tool_error("cannot write %s: %s", name, brisk_strerror(error))
                 : write_file(options, name, text, 0644);
}

static int write_key(const struct cert_options *options, const char *name,
                     const struct brisk_private_key *key)
{
    uint8_t der[BRISK_PRIVATE_KEY_MAX_DER];
    char text[2 * BRISK_PRIVATE_KEY_MAX_DER];
    size_t der_len;
    int error = brisk_private_key_to_der(key, der, sizeof(der), &der_len);
    if (!error) {
        error = brisk_pem_write(text, sizeof(text), "PRIVATE KEY", der, der_len);
    }
    int result = error ? tool_error("cannot export the key for %s: %s", name, brisk_strerror(error))
                       : write_file(options, name, text, 0600);
    brisk_wipe(der, sizeof(der));
    brisk_wipe(text, sizeof(text));
    return result;
}

static int make_key(struct brisk_private_key *key, const struct key_kind *kind, const char *whose)
{
    int shown = kind->type == BRISK_KEY_RSA && isatty(STDERR_FILENO);
    if (shown) {
        fprintf(stderr, "making the %s's %s key ... ", whose, kind->name);
    }
    int error = brisk_private_key_generate(key, kind->type, kind->rsa_bits);
    if (shown) {
        fputs(error ? "\n" : "done\n", stderr);
    }
    return error ? tool_error("cannot make the %s's key: %s", whose, brisk_strerror(error)) : 0;
}

static int make_cert(struct identity *identity, const struct brisk_x509_template *what,
                     const struct identity *issuer, const char *whose)
{
    const struct identity *signer = issuer ? issuer : identity;
    int error =
        brisk_x509_make(identity->der, sizeof(identity->der), &identity->der_len, what,
                        &identity->key.public_key, issuer ? &issuer->cert : NULL, &signer->key);
    if (error == BRISK_ERR_ARGUMENT) {
        return tool_error("cannot make the %s's certificate: each --name has to be a DNS name of "
                          "letters, digits and hyphens (perhaps with *. before it) or an address",
                          whose);
    }
    if (!error) {
        error = brisk_x509_parse(&identity->cert, identity->der, identity->der_len);
    }
    return error ? tool_error("cannot make the %s's certificate: %s", whose, brisk_strerror(error))
                 : 0;
}

/* A CA has a name of its own each time, so that one is not taken for another. */
static int make_ca(struct identity *ca, const struct identity *issuer, int path_len,
                   const struct cert_options *options, int64_t now)
{
    const char *kind = issuer ? "intermediate CA" : "CA";
    char name[64];
    uint8_t random[4];
    int error = brisk_random(random, sizeof(random));
    if (error) {
        return tool_error("cannot name the CA: %s", brisk_strerror(error));
    }
    snprintf(name, sizeof(name), "brisk test %s %02x%02x%02x%02x", kind, random[0], random[1],
             random[2], random[3]);
    const struct brisk_x509_template what = { .common_name = name,
                                              .not_before = now - SECONDS_PER_DAY,
                                              .not_after = now + options->days * SECONDS_PER_DAY,
                                              .is_ca = 1,
                                              .path_len = path_len };
    return make_key(&ca->key, options->ca_type, kind) != 0 ? -1
                                                           : make_cert(ca, &what, issuer, kind);
}

static int make_leaf(struct identity *leaf, const struct identity *ca,
                     const struct cert_options *options, int64_t now)
{
    const struct brisk_x509_template what = {
        .common_name = strlen(options->names[0]) <= 64 ? options->names[0] : NULL,
        .names = options->names,
        .num_names = options->num_names,
        .not_before = now - SECONDS_PER_DAY,
        .not_after = now + options->days * SECONDS_PER_DAY,
        .path_len = -1,
        .extended_key_usage = BRISK_EKU_SERVER_AUTH | BRISK_EKU_CLIENT_AUTH,
        .demands_status = options->must_staple
    };
    return make_key(&leaf->key, options->type, "leaf") != 0 ? -1
                                                            : make_cert(leaf, &what, ca, "leaf");
}

static void say_what_was_written(const struct cert_options *options)
{
    printf("%s/ca.pem    the CA (%s): what clients are to trust\n", options->out,
           options->ca_type->name);
    printf("%s/ca.key    its private key\n", options->out);
    printf("%s/cert.pem  the leaf (%s)%s for", options->out, options->type->name,
           options->intermediate ? " and the intermediate CA," : "");
    for (size_t i = 0; i < options->num_names; i++) {
        printf("%s %s", i ? "," : "", options->names[i]);
    }
    printf("\n%s/key.pem   its private key\n", options->out);
    printf("Both are valid for %ld day%s. For example:\n"
           "  brisk server --cert=%s/cert.pem --key=%s/key.pem --www\n"
           "  brisk client --ca=%s/ca.pem --port=4433 --name=%s --get=/ 127.0.0.1\n",
           options->days, options->days == 1 ? "" : "s", options->out, options->out, options->out,
           options->names[0]);
}

int brisk_cmd_cert(int argc, char **argv)
{
    static struct identity ca, intermediate, leaf;
    struct cert_options options = {
        .type = &key_kinds[0], .ca_type = &key_kinds[0], .days = 365, .out = "."
    };
    parse_options(&cert_argp, argc, argv, &options);
    if (options.num_names == 0) {
        options.names[options.num_names++] = "localhost";
        options.names[options.num_names++] = "127.0.0.1";
        options.names[options.num_names++] = "::1";
    }
    const struct identity *second = options.intermediate ? &intermediate : NULL;
    int64_t now = (int64_t)time(NULL);
    int failed = prepare_directory(&options) != 0 ||
                 make_ca(&ca, NULL, second ? 1 : 0, &options, now) != 0 ||
                 (second && make_ca(&intermediate, &ca, 0, &options, now) != 0) ||
                 make_leaf(&leaf, second ? second : &ca, &options, now) != 0 ||
                 write_certs(&options, "ca.pem", &ca, NULL) != 0 ||
                 write_key(&options, "ca.key", &ca.key) != 0 ||
                 write_certs(&options, "cert.pem", &leaf, second) != 0 ||
                 write_key(&options, "key.pem", &leaf.key) != 0;
    brisk_wipe(&ca, sizeof(ca));
    brisk_wipe(&intermediate, sizeof(intermediate));
    brisk_wipe(&leaf, sizeof(leaf));
    if (failed) {
        return 1;
    }
    say_what_was_written(&options);
    return 0;
}
