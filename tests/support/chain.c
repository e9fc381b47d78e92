/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tests/support/chain.h"

#include <brisk/error.h>
#include <brisk/random.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/support/test.h"

static const char *const leaf_names[] = { TEST_CHAIN_HOST, "localhost", "127.0.0.1", "::1" };

int test_key_read(struct brisk_private_key *key, const char *name)
{
    char path[128];
    size_t len = 0;
    snprintf(path, sizeof path, "tests/support/keys/%s.pem", name);
    char *pem = test_read_file(path, &len);
    if (!pem)
        return BRISK_ERR_ARGUMENT;
    int error = brisk_private_key_from_pem(key, pem, len);
    brisk_wipe(pem, len);
    free(pem);
    return error;
}

struct brisk_x509_template test_chain_template(void)
{
    return (struct brisk_x509_template){
        .common_name = "brisk test leaf",
        .names = leaf_names,
        .num_names = sizeof leaf_names / sizeof leaf_names[0],
        .not_before = TEST_CHAIN_NOT_BEFORE,
        .not_after = TEST_CHAIN_NOT_AFTER,
        .path_len = -1,
        .extended_key_usage = BRISK_EKU_SERVER_AUTH,
    };
}

static int make_ca(struct test_chain *chain)
{
    struct brisk_x509_template what = {
        .common_name = "brisk test CA",
        .not_before = TEST_CHAIN_NOT_BEFORE,
        .not_after = TEST_CHAIN_NOT_AFTER,
        .is_ca = 1,
        .path_len = -1,
    };
    int error = brisk_private_key_generate(&chain->ca_key, BRISK_KEY_P256, 0);
    if (!error)
        error = brisk_x509_make(chain->ca_der, sizeof chain->ca_der, &chain->ca_der_len, &what,
                                &chain->ca_key.public_key, NULL, &chain->ca_key);
    if (!error)
        error = brisk_x509_parse(&chain->ca, chain->ca_der, chain->ca_der_len);
    chain->trust.anchors = &chain->ca;
    chain->trust.num_anchors = 1;
    return error;
}

int test_chain_issue(struct test_chain *chain, const struct brisk_x509_template *what)
{
    int error = brisk_x509_make(chain->leaf_der, sizeof chain->leaf_der, &chain->leaf_der_len, what,
                                &chain->leaf_key.public_key, &chain->ca, &chain->ca_key);
    return error ? error : brisk_x509_parse(&chain->leaf, chain->leaf_der, chain->leaf_der_len);
}

int test_chain_make(struct test_chain *chain, enum brisk_key_type type, unsigned rsa_bits)
{
    char name[16];
    snprintf(name, sizeof name, "rsa%u", rsa_bits);
    memset(chain, 0, sizeof *chain);
    int error = type == BRISK_KEY_RSA ? test_key_read(&chain->leaf_key, name)
                                      : brisk_private_key_generate(&chain->leaf_key, type, 0);
    if (!error)
        error = make_ca(chain);
    struct brisk_x509_template what = test_chain_template();
    if (!error)
        error = test_chain_issue(chain, &what);
    chain->identity.key = &chain->leaf_key;
    chain->identity.chain = &chain->leaf;
    chain->identity.chain_len = 1;
    return error;
}
