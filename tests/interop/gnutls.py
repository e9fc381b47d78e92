#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against `gnutls-cli` and `gnutls-serv`: every suite, group and certificate type in both
directions with data both ways, HelloRetryRequest, ALPN, KeyUpdate, record_size_limit, refusals.

Usage: gnutls.py BRISK [SEED]"""

import contextlib
import os

from pki import Pki
from support import (CERTIFICATES, CIPHERS_1_2, GROUPS, SCHEMES, BriskServer, Child, Failure,
                     brisk_client, digits, echo, expect, find_program, groups_1_2, listening, main,
                     suite_1_2)

GROUP_NAMES = {"x25519": "GROUP-X25519", "p256": "GROUP-SECP256R1", "p384": "GROUP-SECP384R1"}
CIPHERS = {
    "TLS_AES_128_GCM_SHA256": "AES-128-GCM",
    "TLS_AES_256_GCM_SHA384": "AES-256-GCM",
    "TLS_CHACHA20_POLY1305_SHA256": "CHACHA20-POLY1305",
}
PAYLOAD = 100_000  # bytes each way: several records


def priority(suites=(), groups=()):
    """A GnuTLS priority string: TLS 1.3 with these suites and groups, or all of them."""
    words = ["NORMAL", "-VERS-ALL", "+VERS-TLS1.3"]
    if suites:
        words += ["-CIPHER-ALL"] + [f"+{CIPHERS[suite]}" for suite in suites]
    if groups:
        words += ["-GROUP-ALL"] + [f"+{GROUP_NAMES[group]}" for group in groups]
    return "--priority=" + ":".join(words)


def priority_1_2(cipher=None, groups=()):
    """TLS 1.2 with (EC)DHE and this cipher, or all of them, and these groups."""
    words = ["NORMAL", "-VERS-ALL", "+VERS-TLS1.2"]
    if cipher:
        words += ["-CIPHER-ALL", f"+{CIPHERS['TLS_' + cipher]}"]
    if groups:
        words += ["-GROUP-ALL"] + [f"+{GROUP_NAMES[group]}" for group in groups]
    return "--priority=" + ":".join(words)


class Client(Child):
    """gnutls-cli. What it says of the session goes to a file, so that its output is data only; the
    file is complete when it has ended."""

    def __init__(self, log, *arguments):
        self.log = log
        super().__init__(*arguments)

    def text(self, name="stderr"):
        text = super().text(name)
        if name == "stderr" and os.path.exists(self.log):
            with open(self.log, encoding="utf-8", errors="replace") as file:
                text += file.read()
        return text


class Gnutls:
    def __init__(self, pki):
        self.pki = pki
        self.num_clients = 0
        self.cli = find_program("gnutls-cli", "gnutls-bin")
        self.serv = find_program("gnutls-serv", "gnutls-bin")

    def client(self, port, *arguments, name="localhost", anchor="root"):
        self.num_clients += 1
        log = self.pki.path(f"gnutls-cli.{self.num_clients}.log")
        return Client(log, self.cli, f"--port={port}",
                      f"--x509cafile={self.pki.path(anchor)}.pem", f"--sni-hostname={name}",
                      f"--verify-hostname={name}", f"--logfile={log}", *arguments, "127.0.0.1")

    def server(self, identity, *arguments):
        path = self.pki.path(identity)
        return listening(lambda port: Child(
            self.serv, "--echo", f"--port={port}", f"--x509certfile={path}.pem",
            f"--x509keyfile={path}.key", *arguments))


# brisk server, gnutls-cli.

def check_brisk_servers(brisk, pki, gnutls, report):
    with contextlib.ExitStack() as stack:
        servers = {
            kind: stack.enter_context(BriskServer(brisk, *pki.identity(kind), "--alpn=h2,http/1.1"))
            for kind in CERTIFICATES
        }

        def case(kind, suite, group):
            with gnutls.client(servers[kind].port, priority([suite], [group]), "--alpn=http/1.1",
                               "--alpn=h2") as client:
                echo(client, digits(PAYLOAD))
                expect(client.text(), "The certificate is trusted", CIPHERS[suite],
                       "Application protocol: h2")
            servers[kind].expect_line("established: TLS 1.3", suite, group, SCHEMES[kind],
                                      "alpn h2")

        report.matrix("brisk server, gnutls-cli", case)
        for kind, server in servers.items():
            report.single(f"brisk server ({kind}) ends with nothing to report", server.stop)


def check_brisk_servers_1_2(brisk, pki, gnutls, report):
    with contextlib.ExitStack() as stack:
        servers = {
            (kind, group): stack.enter_context(BriskServer(
                brisk, *pki.identity(kind), f"--groups={group}", "--alpn=h2,http/1.1"))
            for kind in CERTIFICATES for group in GROUPS
        }

        def case(kind, cipher, group):
            server = servers[kind, group]
            with gnutls.client(server.port, priority_1_2(cipher, groups_1_2(group)),
                               "--alpn=http/1.1", "--alpn=h2") as client:
                echo(client, digits(PAYLOAD))
                expect(client.text(), "The certificate is trusted", "TLS1.2",
                       CIPHERS["TLS_" + cipher], "Application protocol: h2")
            server.expect_line("established: TLS 1.2", suite_1_2(kind, cipher), group, "alpn h2")

        report.matrix("brisk server, gnutls-cli, TLS 1.2", case, CIPHERS_1_2)
        for (kind, group), server in servers.items():
            report.single(f"brisk server ({kind}, {group}) ends with nothing to report",
                          server.stop)


def check_brisk_clients_1_2(brisk, pki, gnutls, report):
    with contextlib.ExitStack() as stack:
        ports = {}
        for kind in CERTIFICATES:
            server, ports[kind] = gnutls.server(kind, priority_1_2(), "--alpn=h2",
                                                "--alpn=http/1.1")
            stack.enter_context(server)

        def case(kind, cipher, group):
            with brisk_client(brisk, pki, ports[kind], f"--suites={suite_1_2(kind, cipher)}",
                              f"--groups={','.join(groups_1_2(group))}",
                              "--alpn=http/1.1") as client:
                echo(client, digits(PAYLOAD))
                expect(client.text(), "established: TLS 1.2", suite_1_2(kind, cipher),
                       "alpn http/1.1")

        report.matrix("brisk client, gnutls-serv, TLS 1.2", case, CIPHERS_1_2)


def retry_case(brisk, pki, gnutls, first, second):
    """The client's only key share is of `first`; the server wants `second`."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), f"--groups={second}") as server:
        with gnutls.client(server.port, "--single-key-share",
                           priority(groups=[first, second])) as client:
            echo(client, digits(PAYLOAD))
        server.expect_line("established", f"{second} (after HelloRetryRequest)")
        server.stop()


def client_key_update(brisk, pki, gnutls):
    with BriskServer(brisk, *pki.identity("ecdsa_p256")) as server:
        with gnutls.client(server.port, "--inline-commands") as client:
            sent = b""
            for _ in range(4):
                lines = digits(3_000)
                sent += lines
                client.send(lines)
                client.wait_for_output(sent, "the echo")
                client.send(b"^rekey^\n")
            client.send(b"end\n")
            client.wait_for_output(sent + b"end\n", "the echo after KeyUpdate")
            client.end_input()
            client.expect_success()
            if client.text().count("Rekey was completed") != 4:
                raise Failure(f"not 4 KeyUpdates; {client.said()}")
        server.expect_line("established")
        server.stop()


RECORD_PRIORITIES = {"TLS 1.2": priority_1_2(), "TLS 1.3": priority()}


def client_record_limits(brisk, pki, gnutls, version):
    """Each side has a limit of its own; brisk refuses longer records, as gnutls-cli does. Which
    sends no more than one record of what it reads at a time, and forgets the rest."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--record-size-limit=512") as server:
        with gnutls.client(server.port, RECORD_PRIORITIES[version], "--recordsize=600") as client:
            sent = b""
            for _ in range(10):
                lines = digits(511)
                sent += lines
                client.send(lines)
                client.wait_for_output(sent, "the echo")
            client.end_input()
            client.expect_success()
        server.expect_line("established", version, "record size limit 60")  # or 601, with the type
        server.stop()


def client_refuses(brisk, pki, gnutls, identity, word, **options):
    with BriskServer(brisk, *pki.identity(identity)) as server:
        with gnutls.client(server.port, **options) as client:
            client.expect_refusal(word)
        server.next_line()  # an alert or an end without close_notify, as gnutls-cli has it
        server.stop()


def alpn_refused(brisk, pki, gnutls):
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--alpn=h2") as server:
        with gnutls.client(server.port, "--alpn=http/1.1") as client:
            client.expect_refusal("No common application protocol", "application protocol")
        server.expect_line("failed", "protocol")
        server.stop()


def nothing_in_common(brisk, pki, gnutls):
    with BriskServer(brisk, *pki.identity("rsa2048"), "--suites=aes_128_gcm",
                     "--groups=p256") as server:
        for arguments in ({"suites": ["TLS_CHACHA20_POLY1305_SHA256"]}, {"groups": ["x25519"]}):
            with gnutls.client(server.port, priority(**arguments)) as client:
                client.expect_refusal("Handshake failed", "handshake failed")
            server.expect_line("failed")
        server.stop()


# gnutls-serv, brisk client.

def check_brisk_clients(brisk, pki, gnutls, report):
    with contextlib.ExitStack() as stack:
        ports = {}
        for kind in CERTIFICATES:
            server, ports[kind] = gnutls.server(kind, priority(), "--alpn=h2", "--alpn=http/1.1")
            stack.enter_context(server)

        def case(kind, suite, group):
            with brisk_client(brisk, pki, ports[kind], f"--suites={suite}", f"--groups={group}",
                              "--alpn=http/1.1") as client:
                echo(client, digits(PAYLOAD))
                expect(client.text(), "established: TLS 1.3", suite, group, SCHEMES[kind],
                       "alpn http/1.1")

        report.matrix("brisk client, gnutls-serv", case)


def client_retry_case(brisk, pki, gnutls, first, second):
    server, port = gnutls.server("rsa2048", priority(groups=[second]))
    with server, brisk_client(brisk, pki, port, f"--groups={first},{second}") as client:
        echo(client, digits(PAYLOAD))
        expect(client.text(), f"{second} (after HelloRetryRequest)")


def brisk_key_update(brisk, pki, gnutls):
    server, port = gnutls.server("ecdsa_p384", priority())
    with server, brisk_client(brisk, pki, port, "--key-update") as client:
        echo(client, digits(PAYLOAD))


def brisk_record_limits(brisk, pki, gnutls, version):
    server, port = gnutls.server("ecdsa_p256", RECORD_PRIORITIES[version], "--recordsize=700")
    with server, brisk_client(brisk, pki, port, "--record-size-limit=512") as client:
        echo(client, digits(PAYLOAD))
        expect(client.text(), "established", version, "record size limit 70")


def brisk_refuses(brisk, pki, gnutls, word, **options):
    server, port = gnutls.server("ecdsa_p256", priority())
    with server:
        with brisk_client(brisk, pki, port, **options) as client:
            client.expect_refusal(word)
            if client.output["stdout"] or "established" in client.text():
                raise Failure(f"it went on with a certificate that it refused; {client.said()}")
        with brisk_client(brisk, pki, port) as client:
            echo(client, b"hello\n")


def many_connections(brisk, pki, gnutls):
    server, port = gnutls.server("ecdsa_p256", priority())
    with server, brisk_client(brisk, pki, port, "--count=30", "--parallel=6") as client:
        client.expect_success()
        expect(client.text("stdout"), "30 handshakes", "0 failed")


def check_features(brisk, pki, gnutls, report):
    common = brisk, pki, gnutls
    print("\nbrisk server, gnutls-cli: features and refusals")
    for first, second in (GROUPS, GROUPS[::-1]):
        report.single(f"HelloRetryRequest from {first} to {second}", retry_case, *common, first,
                      second)
    report.single("KeyUpdate", client_key_update, *common)
    for version in RECORD_PRIORITIES:
        report.single(f"record_size_limit, {version}", client_record_limits, *common, version)
    report.single("no application protocol in common", alpn_refused, *common)
    report.single("no suite or group in common", nothing_in_common, *common)
    for what, identity, word, options in (
            ("unknown CA", "ecdsa_p256", "issuer is unknown", {"anchor": "other"}),
            ("wrong host", "ecdsa_p256", "name in the certificate does not match",
             {"name": "wrong.test"}),
            ("expired", "expired", "expired", {})):
        report.single(f"the client refuses the certificate: {what}",
                      lambda i=identity, w=word, o=options: client_refuses(*common, i, w, **o))

    print("\nbrisk client, gnutls-serv: features and refusals")
    for first, second in (GROUPS, GROUPS[::-1]):
        report.single(f"HelloRetryRequest from {first} to {second}", client_retry_case, *common,
                      first, second)
    report.single("KeyUpdate by brisk of both directions", brisk_key_update, *common)
    for version in RECORD_PRIORITIES:
        report.single(f"record_size_limit, {version}", brisk_record_limits, *common, version)
    report.single("brisk refuses the certificate: unknown CA",
                  lambda: brisk_refuses(*common, "no path", anchor="other"))
    report.single("brisk refuses the certificate: wrong host",
                  lambda: brisk_refuses(*common, "host name", name="wrong.test"))
    report.single("30 connections, 6 at a time", many_connections, *common)


def test(brisk, folder, report):
    pki = Pki(folder)
    gnutls = Gnutls(pki)
    pki.leaf("expired", "ecdsa_p256", "DNS:localhost",
             dates=("-startdate", "20200101000000Z", "-enddate", "20210101000000Z"))
    check_brisk_servers(brisk, pki, gnutls, report)
    check_brisk_clients(brisk, pki, gnutls, report)
    check_brisk_servers_1_2(brisk, pki, gnutls, report)
    check_brisk_clients_1_2(brisk, pki, gnutls, report)
    check_features(brisk, pki, gnutls, report)


if __name__ == "__main__":
    main(test)
