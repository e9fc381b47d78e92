/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* From the runner's flags to a configuration of brisk's. */

#ifndef BRISK_TESTS_BOGO_SETTINGS_H
#define BRISK_TESTS_BOGO_SETTINGS_H

#include <brisk/tls.h>

#include "tests/bogo/options.h"
#include "tools/load.h"

#define SETTINGS_MAX_ALPN 8
#define SETTINGS_MAX_ANCHORS 8
#define SETTINGS_MAX_SCHEMES 16 /* as in struct brisk_tls_config */

/* Points into itself: it must not move. */
struct shim_settings {
    struct brisk_tls_config config;
    struct loaded_certs chain, trust_certs, expected_certs;
    struct brisk_private_key key;
    struct brisk_tls_identity identity;
    uint16_t schemes[SETTINGS_MAX_SCHEMES]; /* that it signs with */
    struct brisk_x509_trust trust;
    struct brisk_x509 anchors[SETTINGS_MAX_ANCHORS]; /* where those of trust_certs are not all */
    const char *alpn[SETTINGS_MAX_ALPN];
    char alpn_names[SETTINGS_MAX_ALPN * (BRISK_TLS_MAX_ALPN + 1)];
};

/* Makes the configuration of a connection. Ends the program where the flags ask for what brisk does
 * not have (options_unimplemented()), or where a file cannot be loaded. */
void settings_make(struct shim_settings *settings, const struct shim_options *options,
                   const struct shim_options *retry_options,
                   const struct brisk_ticket_keys *ticket_keys,
                   struct brisk_session_cache *session_cache);

void settings_free(struct shim_settings *settings);

#endif
