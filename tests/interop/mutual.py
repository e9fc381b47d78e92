# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Certificates on both sides and revocation: `brisk server` and `brisk client` with openssl's
s_client and s_server, gnutls-cli and gnutls-serv."""

import os

from support import (CERTIFICATES, SCHEMES, BriskServer, Child, brisk_client, echo, expect,
                     find_program, listening, main)
from pki import Pki

KINDS = tuple(kind for kind in CERTIFICATES if kind != "rsa3072")


class Peers:
    def __init__(self, brisk, pki):
        self.brisk, self.pki = brisk, pki
        self.root = pki.path("root.pem")
        self.gnutls_client = find_program("gnutls-cli", "gnutls-bin")
        self.gnutls_server = find_program("gnutls-serv", "gnutls-bin")

    def brisk_server(self, *arguments, ca="root"):
        return BriskServer(self.brisk, *self.pki.identity("ecdsa_p256"), "--verify-client=require",
                           f"--ca={self.pki.path(ca)}.pem", "--tls1_3", *arguments)

    def brisk_client(self, port, *arguments):
        return brisk_client(self.brisk, self.pki, port, *arguments)

    def s_client(self, port, *arguments):
        return Child(self.pki.openssl, "s_client", "-connect", f"127.0.0.1:{port}", "-CAfile",
                     self.root, "-verify_return_error", "-brief", "-nocommands", *arguments)

    def s_server(self, *arguments, identity="ecdsa_p256"):
        path = self.pki.path(identity)
        return listening(lambda port: Child(
            self.pki.openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-cert", f"{path}.pem",
            "-key", f"{path}.key", "-naccept", "1", "-brief", *arguments))

    def key_arguments(self, name):
        return "-cert", f"{self.pki.path(name)}.pem", "-key", f"{self.pki.path(name)}.key"


# brisk server.

def openssl_shows(peers, kind):
    with peers.brisk_server() as server:
        with peers.s_client(server.port, *peers.key_arguments(f"client_{kind}")) as client:
            echo(client, os.urandom(50_000))
        server.expect_line("established", f"client certificate {SCHEMES[kind]}")
        server.stop()


def gnutls_shows(peers, kind):
    path = peers.pki.path(f"client_{kind}")
    with peers.brisk_server() as server:
        with Child(peers.gnutls_client, f"--port={server.port}", f"--x509cafile={peers.root}",
                   f"--x509certfile={path}.pem", f"--x509keyfile={path}.key",
                   "--sni-hostname=localhost", "--verify-hostname=localhost",
                   "--logfile=" + peers.pki.path("gnutls.log"), "127.0.0.1") as client:
            echo(client, b"a line\n")
        server.expect_line("established", f"client certificate {SCHEMES[kind]}")
        server.stop()


def openssl_shows_none(peers):
    with peers.brisk_server() as server:
        with peers.s_client(server.port) as client:
            client.send(b"hello\n")
            client.expect_refusal("certificate required")
        server.expect_line("the peer showed no certificate")
        server.stop()


def openssl_shows_wrong(peers, name, ca, word, alert):
    with peers.brisk_server(ca=ca) as server:
        with peers.s_client(server.port, *peers.key_arguments(name)) as client:
            client.send(b"hello\n")
            client.expect_refusal(alert)
        server.expect_line(word)
        server.stop()


def requested_only(peers):
    with peers.brisk_server("--verify-client=request") as server:
        with peers.s_client(server.port) as client:
            echo(client, b"hello")
        server.expect_line("established")
        server.stop()


def server_staples(peers, version):
    with BriskServer(peers.brisk, *peers.pki.identity("ecdsa_p256"),
                     f"--ocsp={peers.pki.path('good.ocsp')}") as server:
        with Child(peers.pki.openssl, "s_client", "-connect", f"127.0.0.1:{server.port}", "-CAfile",
                   peers.root, "-status", "-nocommands", version) as client:
            client.wait_for_text("OCSP Response Status: successful", "stdout")
            client.end_input()
            client.expect_success()
        server.expect_line("established")
        server.stop()


# brisk client.

def openssl_verifies(peers, kind):
    server, port = peers.s_server("-Verify", "3", "-verify_return_error", "-CAfile", peers.root)
    with server, peers.brisk_client(port, *peers.pki.identity(f"client_{kind}"),
                                    "--tls1_3") as client:
        client.wait_for_text("established")
        client.send(b"hello\n")
        server.wait_for_output(b"hello\n", "data from the client")
        client.end_input()
        client.expect_success()
        expect(client.text(), f"client certificate {SCHEMES[kind]}")
        expect(server.text(), f"Peer certificate: CN = brisk test client_{kind}")


def gnutls_verifies(peers, kind):
    path = peers.pki.path("ecdsa_p256")
    server, port = listening(lambda port: Child(
        peers.gnutls_server, f"--port={port}", f"--x509certfile={path}.pem",
        f"--x509keyfile={path}.key", f"--x509cafile={peers.root}", "--require-client-cert",
        "--verify-client-cert", "--echo"))
    with server, peers.brisk_client(port, *peers.pki.identity(f"client_{kind}"),
                                    "--tls1_3") as client:
        echo(client, b"a line\n")
        expect(client.text(), f"client certificate {SCHEMES[kind]}")


def none_to_show(peers):
    """The alert comes when the client has taken the handshake for complete."""
    server, port = peers.s_server("-Verify", "3", "-verify_return_error", "-CAfile", peers.root)
    with server, peers.brisk_client(port, "--tls1_3") as client:
        client.expect_refusal("certificate_required")


def client_asks(peers, version, response, *arguments, word=None, identity="ecdsa_p256",
                need="--need-status"):
    staple = ("-status_file", peers.pki.path(response)) if response else ()
    server, port = peers.s_server(version, *staple, identity=identity)
    with server, peers.brisk_client(port, "--status", need, *arguments) as client:
        if word:
            client.expect_refusal(word)
            return
        client.wait_for_text("established")
        client.end_input()
        client.expect_success()


# What openssl's little CA says about its certificates.

def make_evidence(pki):
    for kind in KINDS:
        pki.leaf(f"client_{kind}", kind, "DNS:client.test", usage="clientAuth")
    pki.leaf("stapler", "ecdsa_p256", "DNS:localhost", more="tlsfeature = status_request")
    root = pki.path("root")
    pki.run("ca", *pki.write_configuration(), "-cert", f"{root}.pem", "-keyfile", f"{root}.key",
            "-gencrl", "-crldays", "2", "-out", pki.path("good.crl"))

    def respond(name, about="ecdsa_p256"):
        pki.run("ocsp", "-index", pki.path("index"), "-rsigner", f"{root}.pem", "-rkey",
                f"{root}.key", "-CA", f"{root}.pem", "-issuer", f"{root}.pem", "-cert",
                pki.path(f"{about}.pem"), "-ndays", "2", "-respout", pki.path(name))

    respond("good.ocsp")
    respond("stapler.ocsp", "stapler")
    pki.run("ca", *pki.write_configuration(), "-cert", f"{root}.pem", "-keyfile", f"{root}.key",
            "-revoke", pki.path("ecdsa_p256.pem"))
    respond("revoked.ocsp")
    pki.run("ca", *pki.write_configuration(), "-cert", f"{root}.pem", "-keyfile", f"{root}.key",
            "-gencrl", "-crldays", "2", "-out", pki.path("revoked.crl"))


S_CLIENT, S_SERVER = ("openssl", "client", "other"), ("openssl", "server", "other")
GNUTLS_CLI, GNUTLS_SERV = ("gnutls", "client", "other"), ("gnutls", "server", "other")


def test(brisk, folder, report):
    pki = Pki(folder)
    make_evidence(pki)
    peers = Peers(brisk, pki)
    print("\nbrisk server: clients with certificates")
    report.tag = S_CLIENT
    for kind in KINDS:
        report.single(f"s_client shows {kind}", openssl_shows, peers, kind)
        report.single(f"gnutls-cli shows {kind}", gnutls_shows, peers, kind, tag=GNUTLS_CLI)
    report.single("s_client shows none", openssl_shows_none, peers)
    report.single("s_client shows none, and need not", requested_only, peers)
    report.single("s_client shows one of another CA", openssl_shows_wrong, peers,
                  "client_ecdsa_p256", "other", "no path", "unknown ca")
    report.single("s_client shows a server's", openssl_shows_wrong, peers, "ecdsa_p384", "root",
                  "extended key usage", "unsupported certificate")
    print("\nbrisk client: servers that ask")
    report.tag = S_SERVER
    for kind in KINDS:
        report.single(f"s_server verifies {kind}", openssl_verifies, peers, kind)
        report.single(f"gnutls-serv verifies {kind}", gnutls_verifies, peers, kind,
                      tag=GNUTLS_SERV)
    report.single("nothing to show", none_to_show, peers)
    print("\nrevocation")
    for version in ("-tls1_3", "-tls1_2"):
        common = peers, version
        report.single(f"brisk staples, {version}", server_staples, *common, tag=S_CLIENT)
        report.single(f"s_server staples, {version}", client_asks, *common, "good.ocsp")
        report.single(f"s_server staples nothing, {version}",
                      lambda c=common: client_asks(*c, None, word="no CRL or OCSP response"))
        report.single(f"s_server staples a revocation, {version}",
                      lambda c=common: client_asks(*c, "revoked.ocsp", word="revoked"))
        report.single(f"a CRL without it, {version}", client_asks, *common, None,
                      f"--crl={pki.path('good.crl')}")
        report.single(f"a CRL with it, {version}",
                      lambda c=common: client_asks(*c, None, f"--crl={pki.path('revoked.crl')}",
                                                   word="revoked"))
        report.single(f"s_server staples what its certificate demands, {version}",
                      lambda c=common: client_asks(*c, "stapler.ocsp", identity="stapler",
                                                   need="--status"))
        report.single(f"s_server does not staple what its certificate demands, {version}",
                      lambda c=common: client_asks(*c, None, identity="stapler", need="--status",
                                                   word="it demands an OCSP response"))
        report.single(f"s_server staples another response, {version}",
                      lambda c=common: client_asks(*c, "good.ocsp", identity="stapler",
                                                   need="--status", word="no CRL or OCSP response"))


if __name__ == "__main__":
    main(test)
