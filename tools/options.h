/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* Options that several commands share, and the parsing of their values. Each parser explains a bad
 * value in one line on standard error and returns -1. */

#ifndef TOOLS_OPTIONS_H
#define TOOLS_OPTIONS_H

#include <argp.h>
#include <stddef.h>
#include <stdint.h>

/* --cpu=MODEL and --kernel=LIST: an argp child that restricts the kernels as it parses. */
extern const struct argp kernel_options;

/* A whole number from min to max. */
int parse_number(const char *option, const char *text, long min, long max, long *value);

/* "1.2" or "1.3". Returns 0, or -1 having said what is wrong, as the functions below do. */
int parse_version(const char *option, const char *text, uint16_t *version);

/* min to max bytes in hexadecimal. What it says of a bad value does not show it: it may be a
 * secret.
 */
int parse_hex(const char *option, const char *text, uint8_t *bytes, size_t min, size_t max,
              size_t *len);

/* "x25519,p256" to NamedGroups; "TLS_AES_128_GCM_SHA256,..." to suites (also without "TLS_" and
 * the hash, in any case: "aes_128_gcm"). At most max entries, none twice. */
int parse_groups(const char *text, uint16_t *groups, size_t max, uint8_t *num_groups);
int parse_suites(const char *text, uint16_t *suites, size_t max, uint8_t *num_suites);

/* "h2,http/1.1": cuts `text` at its commas in place and points `names` at the pieces. */
int parse_alpn(char *text, const char **names, size_t max, size_t *num_names);

/* Runs argp with brisk's conventions: --help goes to standard output and exits 0; a wrong command
 * line gets one line on standard error, whatever was wrong with it, and exits 2. The parser says
 * what is wrong with option_error(). */
void parse_options(const struct argp *argp, int argc, char **argv, void *input);

/* Prints "brisk COMMAND: MESSAGE (see brisk COMMAND --help)" and exits 2. Parsers call it where
 * others call argp_error(), which would print two lines. */
void option_error(const struct argp_state *state, const char *format, ...)
    __attribute__((format(printf, 2, 3), noreturn));

#endif
