# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Certificates after the handshake (RFC 8446 section 4.6.2): `brisk server` and `brisk client` with
openssl's s_client and s_server, gnutls-cli and gnutls-serv."""

from support import (CERTIFICATES, SCHEMES, BriskServer, Child, brisk_client, expect,
                     find_program, listening, main)
from pki import Pki

KINDS = tuple(kind for kind in CERTIFICATES if kind != "rsa3072")


class Peers:
    def __init__(self, brisk, pki):
        self.brisk, self.pki = brisk, pki
        self.root = pki.path("root.pem")
        self.gnutls_client = find_program("gnutls-cli", "gnutls-bin")
        self.gnutls_server = find_program("gnutls-serv", "gnutls-bin")

    def brisk_server(self, how):
        return BriskServer(self.brisk, *self.pki.identity("ecdsa_p256"),
                           f"--post-handshake-auth={how}", f"--ca={self.root}")

    def brisk_client(self, port, *arguments):
        return brisk_client(self.brisk, self.pki, port, "--post-handshake-auth", *arguments)

    def s_client(self, port, *arguments):
        return Child(self.pki.openssl, "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile",
                     self.root, "-verify_return_error", "-brief", "-nocommands", *arguments)

    def key_arguments(self, name):
        return "-cert", f"{self.pki.path(name)}.pem", "-key", f"{self.pki.path(name)}.key"


FIRST, SECOND = b"a first line\n", b"and another one\n"


def finish(client):
    """The first line has been sent, and the client asked and answered."""
    client.send(SECOND)
    client.wait_for_output(FIRST + SECOND, "the echo")
    client.end_input()
    client.expect_success()


# brisk server.

def openssl_shows(peers, kind):
    with peers.brisk_server("require") as server:
        with peers.s_client(server.port, "-enable_pha",
                            *peers.key_arguments(f"client_{kind}")) as client:
            client.send(FIRST)
            server.expect_line("established")
            server.expect_line("authenticated", SCHEMES[kind])
            finish(client)
        server.stop()


def gnutls_shows(peers, kind):
    path = peers.pki.path(f"client_{kind}")
    with peers.brisk_server("require") as server:
        with Child(peers.gnutls_client, f"--port={server.port}", f"--x509cafile={peers.root}",
                   f"--x509certfile={path}.pem", f"--x509keyfile={path}.key",
                   "--post-handshake-auth", "--sni-hostname=localhost",
                   "--verify-hostname=localhost",
                   "--logfile=" + peers.pki.path("gnutls.log"), "127.0.0.1") as client:
            client.send(FIRST)
            server.expect_line("established")
            server.expect_line("authenticated", SCHEMES[kind])
            finish(client)
        server.stop()


def openssl_shows_none(peers, how):
    with peers.brisk_server(how) as server:
        with peers.s_client(server.port, "-enable_pha") as client:
            client.send(b"hello\n")
            server.expect_line("established")
            if how == "request":
                server.expect_line("authenticated", "no certificate")
                client.end_input()
                client.expect_success()
            else:
                client.expect_refusal("certificate required")
                server.expect_line("ended", "the peer showed no certificate")
        server.stop()


def openssl_does_not_offer(peers, how):
    with peers.brisk_server(how) as server:
        with peers.s_client(server.port, *peers.key_arguments("client_ecdsa_p256")) as client:
            client.send(b"hello\n")
            server.expect_line("established")
            if how == "require":
                server.expect_line("ended", "does not authenticate after the handshake")
            else:
                client.wait_for_output(b"hello\n", "the echo")
                client.end_input()
                client.expect_success()
        server.stop()


# brisk client.

def openssl_asks(peers, kind):
    """s_server asks when it reads a line that begins with c."""
    path = peers.pki.path("ecdsa_p256")
    server, port = listening(lambda port: Child(
        peers.pki.openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-cert", f"{path}.pem",
        "-key", f"{path}.key", "-naccept", "1", "-CAfile", peers.root, "-verify_return_error"))
    with server, peers.brisk_client(port, *peers.pki.identity(f"client_{kind}")) as client:
        client.wait_for_text("established")
        for _ in range(2):
            server.send(b"c\n")
            client.wait_for_text("authenticated")
        client.send(b"hello\n")
        server.wait_for_text("hello\n", "stdout")
        client.end_input()
        client.expect_success()
        expect(client.text(), f"authenticated: {SCHEMES[kind]}")
        expect(server.text(), f"CN = brisk test client_{kind}")


def gnutls_asks(peers, kind):
    """gnutls-serv asks when it reads this line."""
    path = peers.pki.path("ecdsa_p256")
    server, port = listening(lambda port: Child(
        peers.gnutls_server, f"--port={port}", f"--x509certfile={path}.pem",
        f"--x509keyfile={path}.key", f"--x509cafile={peers.root}", "--echo",
        "--disable-client-cert", "--verify-client-cert"))
    with server, peers.brisk_client(port, *peers.pki.identity(f"client_{kind}")) as client:
        client.wait_for_text("established")
        client.send(b"**REAUTH**\n")
        client.wait_for_text("authenticated")
        client.send(b"a line\n")
        client.wait_for_text("a line\n", "stdout")
        expect(client.text(), f"authenticated: {SCHEMES[kind]}")


S_CLIENT, S_SERVER = ("openssl", "client", "other"), ("openssl", "server", "other")
GNUTLS_CLI, GNUTLS_SERV = ("gnutls", "client", "other"), ("gnutls", "server", "other")


def test(brisk, folder, report):
    pki = Pki(folder)
    for kind in KINDS:
        pki.leaf(f"client_{kind}", kind, "DNS:client.test", usage="clientAuth")
    peers = Peers(brisk, pki)
    print("\nbrisk server asks after the handshake")
    report.tag = S_CLIENT
    for kind in KINDS:
        report.single(f"s_client shows {kind}", openssl_shows, peers, kind)
        report.single(f"gnutls-cli shows {kind}", gnutls_shows, peers, kind, tag=GNUTLS_CLI)
    for how in ("request", "require"):
        report.single(f"s_client shows none, {how}", openssl_shows_none, peers, how)
        report.single(f"s_client has not offered it, {how}", openssl_does_not_offer, peers, how)
    print("\nbrisk client is asked")
    report.tag = S_SERVER
    for kind in KINDS:
        report.single(f"s_server asks for {kind}, twice", openssl_asks, peers, kind)
        report.single(f"gnutls-serv asks for {kind}", gnutls_asks, peers, kind, tag=GNUTLS_SERV)


if __name__ == "__main__":
    main(test)
