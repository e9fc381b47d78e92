/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The brisk command: finds the subcommand and hands over. */

#include <stdio.h>
#include <string.h>

#include <brisk/brisk.h>

#include "tools/commands.h"

static const struct command {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *does;
} commands[] = {
    { "info", brisk_cmd_info, "show the CPU, its topology, and the kernel each operation uses" },
    { "vectors", brisk_cmd_vectors, "validate brisk against files of test vectors" },
    { "cert", brisk_cmd_cert, "make a CA and a certificate for tests" },
    { "server", brisk_cmd_server, "serve TLS 1.3 over TCP: echo, or answer HTTP requests" },
    { "client", brisk_cmd_client, "connect to a TLS 1.3 server, once or many times" },
};

#define NUM_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_usage(FILE *to)
{
    fputs("Usage: brisk COMMAND [OPTION...]\n\n"
          "A TLS crypto backend and engine: inspect it, validate it, talk with it.\n\n",
          to);
    for (size_t i = 0; i < NUM_COMMANDS; i++)
        fprintf(to, "  %-9s%s\n", commands[i].name, commands[i].does);
    fputs("\n`brisk COMMAND --help` shows a command's options. brisk-bench measures.\n", to);
}

int main(int argc, char **argv)
{
    if (argc < 2) {
        print_usage(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_usage(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        puts("brisk " BRISK_VERSION);
        return 0;
    }
    for (size_t i = 0; i < NUM_COMMANDS; i++) {
        if (strcmp(argv[1], commands[i].name) == 0) {
            char name[32];
            snprintf(name, sizeof(name), "brisk %s", commands[i].name);
            argv[1] = name;
            return commands[i].run(argc - 1, argv + 1);
        }
    }
    fprintf(stderr, "brisk: there is no command %s; `brisk --help` lists them\n", argv[1]);
    return 2;
}
