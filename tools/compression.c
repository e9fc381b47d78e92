/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

#include "tools/compression.h"

#include <stdlib.h>
#include <string.h>

#include <brisk/compression.h>

#include "tools/load.h"

#define NUM_FORMS (2 * MAX_CERT_COMPRESSIONS)

static int add_algorithm(const char *name, struct brisk_tls_cert_compression *list, size_t *num)
{
    const struct brisk_tls_cert_compression *found = brisk_cert_compression_find(name);
    if (!found)
        return tool_error(
            "no algorithm \"%s\" for certificates: brisk has zlib and brotli, if they "
            "were there when it was built",
            name);
    for (size_t i = 0; i < *num; i++)
        if (list[i].algorithm == found->algorithm)
            return tool_error("algorithm %s is listed twice", name);
    list[(*num)++] = *found; /* there are no more of them */
    return 0;
}

int parse_cert_compressions(const char *text,
                            struct brisk_tls_cert_compression list[MAX_CERT_COMPRESSIONS],
                            size_t *num)
{
    char name[32];
    *num = 0;
    for (;;) {
        size_t len = strcspn(text, ","), kept = len < sizeof(name) ? len : sizeof(name) - 1;
        memcpy(name, text, kept);
        name[kept] = 0;
        if (add_algorithm(name, list, num) != 0)
            return -1;
        if (!text[len])
            return 0;
        text += len + 1;
    }
}

/* A message that is too long for a form is too long for a handshake, too: the configuration's check
 * will say so. */
static void add_form(struct compressed_identity *compressed, struct brisk_tls_identity *identity,
                     int has_ocsp, const struct brisk_tls_cert_compression *with, size_t *used)
{
    struct brisk_tls_compressed_certificate *form = &compressed->forms[identity->num_compressed];
    size_t len = 0, room = 2 * BRISK_TLS_MAX_HANDSHAKE_MESSAGE;
    if (brisk_tls_certificate_compress(form, identity, has_ocsp, with, compressed->memory + *used,
                                       room, &len) ||
        len >= form->uncompressed_len)
        return;
    *used += len;
    identity->num_compressed++;
}

int compress_identity(struct compressed_identity *compressed, struct brisk_tls_identity *identity,
                      const struct brisk_tls_cert_compression *list, size_t num)
{
    size_t used = 0;
    if (!num)
        return 0;
    compressed->memory = malloc((NUM_FORMS + 1) * BRISK_TLS_MAX_HANDSHAKE_MESSAGE);
    if (!compressed->memory)
        return tool_error("out of memory");
    identity->compressed = compressed->forms;
    identity->num_compressed = 0;
    for (size_t i = 0; i < num; i++) {
        add_form(compressed, identity, 0, &list[i], &used);
        if (identity->ocsp.len)
            add_form(compressed, identity, 1, &list[i], &used);
    }
    return 0;
}

void free_compressed_identity(struct compressed_identity *compressed)
{
    free(compressed->memory);
    compressed->memory = NULL;
}
