/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* NIST's Public Key Interoperability Test Suite, as Debian's python3-cryptography-vectors has it:
 * the cases that need neither certificate policies nor DSA. A case is an end entity certificate
 * whose name says whether it is valid; all CA certificates and CRLs of the suite are given with
 * each, unordered, so that path building has something to do, and every certificate has to be
 * covered by a CRL. */

#define _POSIX_C_SOURCE 200809L

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <brisk/error.h>
#include <brisk/x509.h>

#include "tests/support/test.h"

#define FOLDER "/usr/lib/python3/dist-packages/cryptography_vectors/x509/PKITS_data/"
#define MAX_FILES 600
#define MAX_CRLS 200
#define NOW 1300000000 /* in 2011: the suite is valid from 2010 to 2030 */

/* Parts of the names of cases that depend on what brisk does not have. */
static const char *const left_out[] = {
    "Polic",
    "DSA",
    "ExplicitPolicy",
};

static struct file {
    char name[128];
    char *der;
    size_t len;
    int error; /* of the parser */
    struct brisk_x509 cert;
} files[MAX_FILES];
static size_t num_files;

static struct brisk_crl crls[MAX_CRLS];
static char *crl_files[MAX_CRLS];
static size_t num_crls;

/* Those that do not parse are left out. */
static void read_crls(void)
{
    DIR *folder = opendir(FOLDER "crls");
    if (!folder) {
        test_abort("%s is not there", FOLDER "crls");
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[sizeof(FOLDER) + 300];
        size_t len;
        if (entry->d_name[0] == '.') {
            continue;
        }
        if (num_crls == MAX_CRLS) {
            test_abort("more CRLs than expected");
        }
        snprintf(path, sizeof(path), "%s/%s", FOLDER "crls", entry->d_name);
        crl_files[num_crls] = test_read_file(path, &len);
        if (!crl_files[num_crls]) {
            test_abort("cannot read %s", path);
        }
        if (brisk_crl_parse(&crls[num_crls], (const uint8_t *)crl_files[num_crls], len)) {
            printf("%s does not parse\n", entry->d_name);
            free(crl_files[num_crls]);
            continue;
        }
        num_crls++;
    }
    closedir(folder);
}

static void read_folder(void)
{
    DIR *folder = opendir(FOLDER "certs");
    if (!folder) {
        test_skip("%s is not there: install the package python3-cryptography-vectors", FOLDER);
    }
    for (struct dirent *entry; (entry = readdir(folder));) {
        char path[sizeof(FOLDER) + 300];
        struct file *file = &files[num_files];
        size_t len = strlen(entry->d_name);
        if (len < 4 || len >= sizeof(file->name) || strcmp(entry->d_name + len - 4, ".crt") != 0) {
            continue;
        }
        if (num_files == MAX_FILES) {
            test_abort("more files than expected");
        }
        memcpy(file->name, entry->d_name, len + 1);
        snprintf(path, sizeof(path), "%s/%s", FOLDER "certs", entry->d_name);
        file->der = test_read_file(path, &file->len);
        if (!file->der) {
            test_abort("cannot read %s", path);
        }
        file->error = brisk_x509_parse(&file->cert, (const uint8_t *)file->der, file->len);
        num_files++;
    }
    closedir(folder);
}

static int is_end_entity(const struct file *file)
{
    return strstr(file->name, "EE.crt") != NULL;
}

static int is_left_out(const struct file *file)
{
    for (size_t i = 0; i < sizeof(left_out) / sizeof(left_out[0]); i++) {
        if (strstr(file->name, left_out[i])) {
            return 1;
        }
    }
    return strncmp(file->name, "Valid", 5) != 0 && strncmp(file->name, "Invalid", 7) != 0;
}

/* CA certificates that do not parse are left out: only invalid cases need them. */
static void test_cases(void)
{
    static struct brisk_x509 certs[MAX_FILES];
    static struct brisk_x509_path path;
    struct brisk_x509_trust trust = { NULL, 1 };
    const struct brisk_revocation revocation = { .crls = crls,
                                                 .num_crls = num_crls,
                                                 .need = BRISK_REVOCATION_CHAIN };
    const struct brisk_x509_policy policy = { .now = NOW, .revocation = &revocation };
    size_t num_certs = 1, num_valid = 0, num_invalid = 0, num_left_out = 0;
    for (size_t i = 0; i < num_files; i++) {
        if (strcmp(files[i].name, "TrustAnchorRootCertificate.crt") == 0) {
            trust.anchors = &files[i].cert;
        } else if (!is_end_entity(&files[i]) && !files[i].error) {
            certs[num_certs++] = files[i].cert;
        }
    }
    if (!trust.anchors) {
        test_abort("the trust anchor is missing");
    }
    for (size_t i = 0; i < num_files; i++) {
        if (!is_end_entity(&files[i])) {
            continue;
        }
        if (is_left_out(&files[i])) {
            num_left_out++;
            continue;
        }
        int is_valid = strncmp(files[i].name, "Valid", 5) == 0;
        int error = files[i].error;
        certs[0] = files[i].cert;
        if (!error) {
            error = brisk_x509_verify(&path, certs, num_certs, &trust, &policy);
        }
        test_note("%s: %s", files[i].name, brisk_strerror(error));
        CHECK(is_valid == (error == 0));
        num_valid += (size_t)is_valid;
        num_invalid += (size_t)!is_valid;
    }
    test_note(NULL);
    printf("PKITS: %zu valid and %zu invalid cases, %zu left out, among %zu CA certificates "
           "and %zu CRLs\n",
           num_valid, num_invalid, num_left_out, num_certs - 1, num_crls);
    CHECK(num_valid >= 60 && num_invalid >= 80);
}

int main(int argc, char **argv)
{
    test_start(argc, argv);
    read_folder();
    read_crls();
    test_cases();
    for (size_t i = 0; i < num_files; i++) {
        free(files[i].der);
    }
    for (size_t i = 0; i < num_crls; i++) {
        free(crl_files[i]);
    }
    return test_end();
}
