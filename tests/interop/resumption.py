#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Sessions resumed between brisk and OpenSSL's and GnuTLS's commands, in both directions: tickets,
sessions kept in files, early data, external pre-shared keys.

Usage: resumption.py BRISK [SEED]"""

import os

from pki import Pki
from support import (SUITES, BriskServer, Child, Failure, brisk_client, digits, echo, expect,
                     find_program, listening, main)

PSK = "6b1e5f0a93d84c27b2f0e1d3c4a59687"


class Peers:
    def __init__(self, pki):
        self.pki = pki
        self.gnutls_cli = find_program("gnutls-cli", "gnutls-bin")
        self.gnutls_serv = find_program("gnutls-serv", "gnutls-bin")

    def s_client(self, port, *arguments, version="-tls1_3"):
        return Child(self.pki.openssl, "s_client", "-connect", f"127.0.0.1:{port}", "-servername",
                     "localhost", "-CAfile", self.pki.path("root.pem"), "-verify_return_error",
                     version, *arguments)

    def s_server(self, *arguments):
        path = self.pki.path("ecdsa_p256")
        return listening(lambda port: Child(
            self.pki.openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-cert", f"{path}.pem",
            "-key", f"{path}.key", "-tls1_3", *arguments))


# brisk server.

def openssl_resumes(brisk, pki, peers, suite):
    """A full handshake that keeps its session, then one that resumes it."""
    path = pki.path(f"openssl.{suite}")
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), f"--suites={suite}") as server:
        for option, word in (("-sess_out", "ecdsa_secp256r1_sha256"), ("-sess_in", "resumed")):
            with peers.s_client(server.port, "-brief", "-nocommands", option, path) as client:
                echo(client, digits(1000))
            server.expect_line("established", suite, word)
        server.stop()


def openssl_resumes_by_id(brisk, pki, peers):
    """TLS 1.2 without tickets, from the server's cache."""
    path = pki.path("openssl.cached")
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--session-cache=10") as server:
        for option, word in (("-sess_out", "ecdsa_secp256r1_sha256"), ("-sess_in", "resumed"),
                             ("-sess_in", "resumed")):
            with peers.s_client(server.port, "-brief", "-nocommands", "-no_ticket", option, path,
                                version="-tls1_2") as client:
                echo(client, digits(1000))
            server.expect_line("established", "TLS 1.2", word)
        server.stop()


def gnutls_resumes(brisk, pki, peers):
    with BriskServer(brisk, *pki.identity("ecdsa_p256")) as server:
        with Child(peers.gnutls_cli, "--resume", "--waitresumption", f"--port={server.port}",
                   f"--x509cafile={pki.path('root.pem')}", "--sni-hostname=localhost",
                   "--verify-hostname=localhost", "127.0.0.1") as client:
            server.expect_line("established", "ecdsa_secp256r1_sha256")
            server.expect_line("established", "resumed")
            client.end_input()
            client.expect_success()
            expect(client.text("stdout"), "This is a resumed session")
        server.stop()


def openssl_psk(brisk, pki, peers):
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), f"--psk={PSK}",
                     "--psk-identity=us") as server:
        with peers.s_client(server.port, "-brief", "-nocommands", "-psk", PSK, "-psk_identity",
                            "us") as client:
            echo(client, digits(1000))
        server.expect_line("established", "resumed")
        with peers.s_client(server.port, "-brief", "-nocommands", "-psk", PSK, "-psk_identity",
                            "them") as client:
            echo(client, digits(1000))
        server.expect_line("established", "ecdsa_secp256r1_sha256")
        server.stop()


def openssl_other_psk(brisk, pki, peers):
    """The same name for another key: the binder is wrong."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), f"--psk={PSK}") as server:
        with peers.s_client(server.port, "-psk", PSK[::-1]) as client:
            client.expect_refusal("decrypt error", "illegal parameter")
        server.expect_line("failed")
        server.stop()


def write_early_data(pki):
    payload = digits(1000)
    with open(pki.path("early"), "wb") as file:
        file.write(payload)
    return payload


def first_session(peers, server, path):
    with peers.s_client(server.port, "-brief", "-nocommands", "-sess_out", path) as client:
        echo(client, digits(1000))
    server.expect_line("established", "ecdsa_secp256r1_sha256")


def openssl_early_data(brisk, pki, peers):
    """Early data is echoed like any other."""
    path, payload = pki.path("openssl.early"), write_early_data(pki)
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--max-early-data=4000") as server:
        first_session(peers, server, path)
        with peers.s_client(server.port, "-nocommands", "-sess_in", path, "-early_data",
                            pki.path("early"), "-quiet") as client:
            client.wait_for_output(payload, "echo of early data")
        server.expect_line("established", "resumed", "early data accepted")


def openssl_early_data_refused(brisk, pki, peers):
    """The ticket is of another server: nothing is resumed, early data is passed over, and openssl does
    not send it again."""
    path = pki.path("openssl.early")
    write_early_data(pki)
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--max-early-data=4000") as server:
        first_session(peers, server, path)
        server.stop()
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--max-early-data=4000") as server:
        with peers.s_client(server.port, "-brief", "-nocommands", "-sess_in", path, "-early_data",
                            pki.path("early")) as client:
            echo(client, digits(1000))
        server.expect_line("established", "ecdsa_secp256r1_sha256")
        server.stop()


# brisk client.

def brisk_resumes(brisk, pki, start, suite=None):
    """By files: the first run writes a session, the second uses it up and writes another."""
    path = pki.path("brisk.session")
    server, port = start()
    options = [f"--suites={suite}"] if suite else []
    with server:
        for arguments, word in (((), "ecdsa_secp256r1_sha256"),
                                ((f"--session-in={path}", "--require-resumed"), "resumed")):
            with brisk_client(brisk, pki, port, f"--session-out={path}", *arguments,
                              *options) as client:
                client.end_input()
                client.expect_success()
                expect(client.text(), "established", word)
            if os.stat(path).st_mode & 0o777 != 0o600:
                raise Failure("a session is for its owner only")


def brisk_reconnects(brisk, pki, start):
    server, port = start()
    with server, brisk_client(brisk, pki, port, "--count=3", "--reconnect=4",
                              "--require-resumed") as client:
        client.expect_success()
        expect(client.text("stdout"), "15 handshakes", "3 full, 12 resumed", "0 failed")


def brisk_early_data(brisk, pki, peers, server_options, answer):
    """Early data arrives once, as such or, where the server does not take it, as ordinary data."""
    session, payload = pki.path("early.session"), write_early_data(pki)
    server, port = peers.s_server(*server_options)
    with server:
        with brisk_client(brisk, pki, port, f"--session-out={session}") as client:
            client.end_input()
            client.expect_success()
        with brisk_client(brisk, pki, port, f"--session-in={session}", "--require-resumed",
                          f"--early-data={pki.path('early')}") as client:
            client.wait_for_text("established")
            client.send(b"and more\n").join()
            client.end_input()
            client.expect_success()
            expect(client.text(), answer)
        server.wait_for(lambda: b"and more" in server.output["stdout"], "ordinary data")
        if server.output["stdout"].count(payload) != 1:
            raise Failure(f"early data did not come once; {server.said()}")


def brisk_psk(brisk, pki, peers):
    server, port = peers.s_server("-brief", "-naccept", "1", "-psk", PSK, "-psk_identity", "us")
    with server, brisk_client(brisk, pki, port, f"--psk={PSK}", "--psk-identity=us",
                              "--require-resumed") as client:
        client.end_input()
        client.expect_success()
        expect(client.text(), "resumed")


def not_resumed(brisk, pki, peers):
    """A server that gives no tickets: --require-resumed and --session-out say so."""
    server, port = peers.s_server("-brief", "-num_tickets", "0")
    with server:
        with brisk_client(brisk, pki, port, "--reconnect=1", "--require-resumed") as client:
            client.expect_refusal("no session to resume")
        with brisk_client(brisk, pki, port, f"--session-out={pki.path('none')}") as client:
            client.end_input()
            client.expect_refusal("sent no session")


def test(brisk, folder, report):
    pki = Pki(folder)
    peers = Peers(pki)
    common = brisk, pki, peers

    def gnutls():
        path = pki.path("ecdsa_p256")
        return listening(lambda port: Child(
            peers.gnutls_serv, "--echo", f"--port={port}", f"--x509certfile={path}.pem",
            f"--x509keyfile={path}.key", "--priority=NORMAL:-VERS-ALL:+VERS-TLS1.3"))

    print("\nbrisk server")
    report.tag = "openssl", "client", "other"
    for suite in SUITES:
        report.single(f"openssl s_client resumes, {suite}", openssl_resumes, *common, suite)
    report.single("openssl s_client resumes TLS 1.2 by its session ID", openssl_resumes_by_id,
                  *common)
    report.single("gnutls-cli resumes", gnutls_resumes, *common,
                  tag=("gnutls", "client", "other"))
    report.single("openssl s_client with a pre-shared key", openssl_psk, *common)
    report.single("openssl s_client with another key of that name", openssl_other_psk, *common)

    report.single("openssl s_client sends early data, which is taken", openssl_early_data, *common)
    report.single("openssl s_client sends early data, which is not taken",
                  openssl_early_data_refused, *common)

    print("\nbrisk client")
    report.tag = "openssl", "server", "other"
    for suite in SUITES:
        report.single(f"resumes with openssl s_server, {suite}",
                      lambda s=suite: brisk_resumes(brisk, pki, lambda: peers.s_server("-brief"),
                                                    s))
    report.single("resumes with gnutls-serv", brisk_resumes, brisk, pki, gnutls,
                  tag=("gnutls", "server", "other"))
    report.single("reconnects to openssl s_server", brisk_reconnects, brisk, pki,
                  lambda: peers.s_server("-brief"))
    report.single("reconnects to gnutls-serv", brisk_reconnects, brisk, pki, gnutls,
                  tag=("gnutls", "server", "other"))
    report.single("early data that openssl s_server takes", brisk_early_data, *common,
                  ("-early_data", "-max_early_data", "4000"), "early data accepted")
    report.single("early data that openssl s_server does not take", brisk_early_data, *common,
                  ("-max_early_data", "4000"), "early data rejected")
    report.single("a pre-shared key with openssl s_server", brisk_psk, *common)
    report.single("a server without tickets", not_resumed, *common)


if __name__ == "__main__":
    main(test)
