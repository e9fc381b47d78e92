/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* What an SSL object of OpenSSL's holds, as CRYPTO_set_mem_functions() tells. These functions can
 * be set before OpenSSL has allocated anything, and would slow down whatever is timed: a process of
 * its own counts, and is made before this one uses OpenSSL. Transport is not counted: the pair of
 * BIOs is made and its buffers are allocated before. */

#define _GNU_SOURCE /* max_align_t under every standard */

#include "bench/peer_openssl.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define MAX_TURNS 8
#define TRANSPORT_SIZE 65536

/* Whose calls allocate now, and what each has allocated and not given back. */
enum owner { NOBODY, CLIENT, SERVER };
static enum owner owner;
static size_t held[3];

struct block {
    size_t size;
    enum owner owner;
    max_align_t data[];
};

static void *count_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    struct block *block = malloc(sizeof *block + size);
    if (block == NULL)
        return NULL;
    block->size = size;
    block->owner = owner;
    held[owner] += size;
    return block->data;
}

static struct block *block_of(void *data)
{
    return (struct block *)((uint8_t *)data - offsetof(struct block, data));
}

static void count_free(void *data, const char *file, int line)
{
    (void)file;
    (void)line;
    if (data == NULL)
        return;
    struct block *block = block_of(data);
    held[block->owner] -= block->size;
    free(block);
}

static void *count_realloc(void *data, size_t size, const char *file, int line)
{
    if (data == NULL)
        return count_malloc(size, file, line);
    if (size == 0) {
        count_free(data, file, line);
        return NULL;
    }
    struct block *block = realloc(block_of(data), sizeof *block + size);
    if (block == NULL)
        return NULL;
    held[block->owner] += size - block->size;
    block->size = size;
    return block->data;
}

/* One side's turn: 1 when it has finished, 0 if it waits, -1 on an error. */
static int take_turn(SSL *ssl, enum owner side)
{
    owner = side;
    int result = SSL_do_handshake(ssl);
    if (result != 1)
        result = SSL_get_error(ssl, result) == SSL_ERROR_WANT_READ ? 0 : -1;
    owner = NOBODY;
    return result;
}

static SSL *make_side(SSL_CTX *ctx, BIO *transport, enum owner side)
{
    owner = side;
    SSL *ssl = SSL_new(ctx);
    if (ssl != NULL)
        SSL_set_bio(ssl, transport, transport);
    if (ssl != NULL && side == SERVER)
        SSL_set_accept_state(ssl);
    if (ssl != NULL && side == CLIENT) {
        SSL_set_connect_state(ssl);
        SSL_set_tlsext_host_name(ssl, CREDENTIALS_HOST);
        SSL_set1_host(ssl, CREDENTIALS_HOST);
    }
    owner = NOBODY;
    return ssl;
}

static const char *handshake(SSL *client, SSL *server, struct tls_memory *memory)
{
    int of_client = 0, of_server = 0;
    for (int turn = 0; turn < MAX_TURNS && (of_client != 1 || of_server != 1); turn++) {
        of_client = take_turn(client, CLIENT);
        if (turn == 0)
            memory->in_flight[0] = held[CLIENT];
        of_server = take_turn(server, SERVER);
        if (turn == 0)
            memory->in_flight[1] = held[SERVER];
        if (of_client < 0 || of_server < 0)
            break;
    }
    memory->idle[0] = held[CLIENT];
    memory->idle[1] = held[SERVER];
    return of_client == 1 && of_server == 1 ? NULL : "the handshake fails";
}

static const char *connect_once(const struct openssl_setup *setup, const struct tls_wanted *wanted,
                                struct tls_memory *memory)
{
    BIO *of_client = NULL, *of_server = NULL;
    if (BIO_new_bio_pair(&of_client, TRANSPORT_SIZE, &of_server, TRANSPORT_SIZE) != 1)
        return "out of memory";
    SSL *client = make_side(setup->client, of_client, CLIENT);
    SSL *server = make_side(setup->server, of_server, SERVER);
    if (client == NULL || server == NULL)
        return "out of memory";
    const char *error = handshake(client, server, memory);
    if (error == NULL &&
        (SSL_version(client) != wanted->version ||
         SSL_CIPHER_get_protocol_id(SSL_get_current_cipher(server)) != wanted->suite ||
         SSL_get_verify_result(client) != X509_V_OK))
        error = "something else was negotiated than was asked for";
    SSL_free(client);
    SSL_free(server);
    return error;
}

/* In the process that counts. The first connection makes what all others share. */
static const char *count(const struct tls_wanted *wanted, struct tls_memory *memory)
{
    if (CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free) != 1)
        return "OpenSSL has allocated memory before it could be counted";
    const struct openssl_setup *setup = openssl_tls_engine.setup(wanted);
    if (setup == NULL)
        return "it cannot be configured";
    SSL_CTX_set_mode(setup->client, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_mode(setup->server, SSL_MODE_RELEASE_BUFFERS);
    const char *error = connect_once(setup, wanted, memory);
    if (error != NULL)
        return error;
    held[CLIENT] = held[SERVER] = 0;
    return connect_once(setup, wanted, memory);
}

struct answer {
    struct tls_memory memory;
    char error[80]; /* "" if there is none */
};

const char *openssl_memory(const struct tls_wanted *wanted, struct tls_memory *memory)
{
    static char error[80];
    struct answer answer = { .error = "the process that counts has failed" };
    int ends[2], status;
    if (pipe(ends) != 0)
        return "no pipe can be had";
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        const char *problem = count(wanted, &answer.memory);
        snprintf(answer.error, sizeof answer.error, "%s", problem != NULL ? problem : "");
        _exit(write(ends[1], &answer, sizeof answer) == sizeof answer ? 0 : 1);
    }
    close(ends[1]);
    if (child > 0 && read(ends[0], &answer, sizeof answer) != sizeof answer)
        snprintf(answer.error, sizeof answer.error, "%s", "the process that counts has failed");
    close(ends[0]);
    if (child > 0)
        waitpid(child, &status, 0);
    *memory = answer.memory;
    snprintf(error, sizeof error, "%s", answer.error);
    return error[0] != '\0' ? error : NULL;
}
