/* SPDX-FileCopyrightText: The brisk authors
 * SPDX-License-Identifier: Apache-2.0 */

/* The subcommands of `brisk`. Each gets its own argv, with argv[0] such as "brisk info", and
 * returns the exit code: 0 for success, 1 for a failure it has explained in one line on standard
 * error, 2 for a wrong command line. */

#ifndef TOOLS_COMMANDS_H
#define TOOLS_COMMANDS_H

int brisk_cmd_info(int argc, char **argv);
int brisk_cmd_vectors(int argc, char **argv);
int brisk_cmd_server(int argc, char **argv);
int brisk_cmd_client(int argc, char **argv);
int brisk_cmd_cert(int argc, char **argv);

#endif
