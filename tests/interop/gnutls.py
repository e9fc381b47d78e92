#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against `gnutls-cli` and `gnutls-serv`: the matrix in both directions, HelloRetryRequest,
ALPN, KeyUpdate, record_size_limit, refusals.

Usage: gnutls.py [--long] BRISK [SEED]"""

import os

from matrix import MAX_EARLY, PAYLOAD, Matrix, Peer, add_certificates
from pki import Pki
from support import (CIPHERS_1_2, FIELDS, GROUPS, BriskServer, Child, Failure, brisk_client,
                     digits, echo, expect, field_options, find_program, listening, main, suite_1_2)

GROUP_NAMES = {"x25519": "GROUP-X25519", "p256": "GROUP-SECP256R1", "p384": "GROUP-SECP384R1",
               "ffdhe2048": "GROUP-FFDHE2048"}
CIPHERS = {
    "TLS_AES_128_GCM_SHA256": "AES-128-GCM",
    "TLS_AES_256_GCM_SHA384": "AES-256-GCM",
    "TLS_CHACHA20_POLY1305_SHA256": "CHACHA20-POLY1305",
}


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


def priority_older(setup):
    """One of the suites of TLS 1.2 that are off by default, here or there."""
    exchange = {"RSA": "+RSA", "DHE": "+DHE-RSA", "ECDHE": "+ECDHE-RSA:+ECDHE-ECDSA"}
    words = ["NORMAL", "-VERS-ALL", "+VERS-TLS1.2", "-KX-ALL", exchange[setup.key_exchange],
             "-CIPHER-ALL", f"+{cipher_name(setup)}", "-GROUP-ALL"]
    if "_CBC_" in setup.cipher:
        words += ["-MAC-ALL", "+SHA1" if setup.cipher.endswith("SHA") else
                  f"+{setup.cipher.rpartition('_')[2]}"]
    return "--priority=" + ":".join(words + [f"+{GROUP_NAMES[group]}" for group in setup.groups])


def cipher_name(setup):
    return CIPHERS.get(f"TLS_{setup.cipher}", setup.cipher.partition("_SHA")[0].replace("_", "-"))


def priority_field(*fields):
    """TLS 1.2 with Diffie-Hellman in these finite fields."""
    return ":".join(["--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:-KX-ALL:+DHE-RSA:-GROUP-ALL"] +
                    [f"+GROUP-{field.upper()}" for field in fields])


CBC = (("AES_128_CBC_SHA", "AES-128-CBC", "SHA1"), ("AES_128_CBC_SHA256", "AES-128-CBC", "SHA256"),
       ("AES_256_CBC_SHA384", "AES-256-CBC", "SHA384"))


def priority_cbc(cipher, mac, words):
    """TLS 1.2 with this cipher of CBC and this MAC."""
    return (f"--priority=NORMAL:-VERS-ALL:+VERS-TLS1.2:-CIPHER-ALL:+{cipher}:-MAC-ALL:+{mac}" +
            words)


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


class Gnutls(Peer):
    name = "gnutls"
    client_name, server_name = "gnutls-cli", "gnutls-serv"

    def __init__(self, pki):
        super().__init__(pki)
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

    # The matrix.

    def lacks(self, role, mode, setup):
        return None

    def connect(self, port, setup, mode):
        options, early = [], b""
        if mode == "client certificate":
            path = self.pki.path(f"client_{setup.certificate}")
            options = [f"--x509certfile={path}.pem", f"--x509keyfile={path}.key"]
        elif mode in ("resumed", "early data"):
            options = ["--resume", "--waitresumption"]
        elif mode == "key update":
            options = ["--inline-commands"]
        elif mode == "retry":
            options = ["--single-key-share"]
        if mode == "early data":
            early = digits(1000)
            with open(self.pki.path("gnutls.early"), "wb") as file:
                file.write(early)
            options += [f"--earlydata={self.pki.path('gnutls.early')}"]
        chosen = (priority([setup.suite], setup.groups) if setup.version == "1.3" else
                  priority_older(setup) if setup.older else
                  priority_1_2(setup.cipher, setup.groups))
        with self.client(port, chosen, *options) as client:
            self.talk(client, early, mode == "key update")
            expect(client.text(), "The certificate is trusted", f"TLS{setup.version}",
                   cipher_name(setup))

    def talk(self, client, early, update):
        payload = digits(PAYLOAD)
        if early:
            client.wait_for_output(early, "echo of early data")
        client.send(payload)
        client.wait_for_output(early + payload, "the echo")
        if update:
            client.send(b"^rekey^\n").join()
            client.send(payload)
            client.wait_for_output(2 * payload, "the echo after KeyUpdate")
        client.end_input()
        client.expect_success()
        if update:
            expect(client.text(), "Rekey was completed")

    def listen(self, setup, mode):
        options = []
        if mode == "client certificate":
            options = [f"--x509cafile={self.pki.path('root.pem')}", "--require-client-cert",
                       "--verify-client-cert"]
        elif mode == "early data":
            options = ["--earlydata", f"--maxearlydata={MAX_EARLY}"]
        chosen = (priority(groups=setup.server_groups) if setup.version == "1.3" else
                  priority_older(setup) if setup.older else
                  priority_1_2(groups=setup.server_groups))
        return self.server(setup.certificate, chosen, *options)

    def expect_early(self, client, server, early):
        """gnutls-serv takes early data and does nothing with it."""
        client.wait_for_text("early data accepted")
        super().exchange(client, server)


# brisk server, gnutls-cli.

def retry_case(brisk, pki, gnutls, first, second, *arguments):
    """The client's only key share is of `first`; the server wants `second`."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), f"--groups={second}",
                     *arguments) as server:
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


def field_case(brisk, pki, gnutls, field, cipher):
    """The client lists one field: the server takes it, though it is not its first."""
    other = FIELDS[FIELDS.index(field) - 1]
    with BriskServer(brisk, *pki.identity("rsa2048"),
                     *field_options(cipher, other, field)) as server:
        with gnutls.client(server.port, priority_field(field)) as client:
            echo(client, digits(PAYLOAD))
            expect(client.text(), f"DHE-{field.upper()}")
        server.expect_line("established", "TLS 1.2", f"TLS_DHE_RSA_WITH_{cipher}", field)
        server.stop()


def no_field_in_common(brisk, pki, gnutls):
    with BriskServer(brisk, *pki.identity("rsa2048"),
                     *field_options(CIPHERS_1_2[0], "ffdhe3072")) as server:
        with gnutls.client(server.port, priority_field("ffdhe2048")) as client:
            client.expect_refusal("Insufficient security", "insufficient security")
        server.expect_line("failed", "finite-field")
        server.stop()


def client_field_case(brisk, pki, gnutls, field, cipher):
    server, port = gnutls.server("rsa2048", priority_field(*FIELDS))
    other = [group for group in FIELDS if group != field]
    with server:
        with brisk_client(brisk, pki, port, *field_options(cipher, field)) as client:
            echo(client, digits(PAYLOAD))
            expect(client.text(), "established: TLS 1.2", f"TLS_DHE_RSA_WITH_{cipher}", field)
        with brisk_client(brisk, pki, port, *field_options(cipher, *other)) as client:
            echo(client, digits(PAYLOAD))
            expect(client.text(), "established: TLS 1.2", other[0])


def cbc_case(brisk, pki, gnutls, suite, cipher, mac, words):
    """The client says whether it has encrypt-then-MAC, and gnutls-cli whether it was agreed upon."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256"),
                     f"--suites={suite_1_2('ecdsa_p256', suite)}") as server:
        with gnutls.client(server.port, priority_cbc(cipher, mac, words)) as client:
            echo(client, digits(PAYLOAD))
            expect(client.text(), cipher, mac)
            if (" EtM," in client.text()) != (not words):
                raise Failure(f"encrypt-then-MAC is not as it should be; {client.said()}")
        server.expect_line("established", "TLS 1.2", suite_1_2("ecdsa_p256", suite))
        server.stop()


def client_cbc_case(brisk, pki, gnutls, suite, cipher, mac, words):
    server, port = gnutls.server("ecdsa_p256", priority_cbc(cipher, mac, words))
    name = suite_1_2("ecdsa_p256", suite).removeprefix("TLS_").lower()  # as brisk takes it, too
    with server, brisk_client(brisk, pki, port, f"--suites={name}") as client:
        echo(client, digits(PAYLOAD))
        expect(client.text(), "established: TLS 1.2", suite_1_2("ecdsa_p256", suite))


def client_refuses(brisk, pki, gnutls, identity, word, **options):
    with BriskServer(brisk, *pki.identity(identity)) as server:
        with gnutls.client(server.port, **options) as client:
            client.expect_refusal(word)
        server.next_line()  # an alert or an end without close_notify, as gnutls-cli has it
        server.stop()


def alpn_chosen(brisk, pki, gnutls):
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--alpn=h2,http/1.1") as server:
        for chosen in (priority(), priority_1_2()):
            with gnutls.client(server.port, chosen, "--alpn=http/1.1", "--alpn=h2") as client:
                echo(client, b"hello\n")
                expect(client.text(), "Application protocol: h2")
            server.expect_line("established", "alpn h2")
        server.stop()


def alpn_chosen_by_server(brisk, pki, gnutls):
    for chosen in (priority(), priority_1_2()):
        server, port = gnutls.server("ecdsa_p256", chosen, "--alpn=h2", "--alpn=http/1.1")
        with server, brisk_client(brisk, pki, port, "--alpn=http/1.1") as client:
            echo(client, b"hello\n")
            expect(client.text(), "alpn http/1.1")


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
    report.tag = "gnutls", "client", "other"
    for first, second in (GROUPS, GROUPS[::-1]):
        report.single(f"HelloRetryRequest from {first} to {second}", retry_case, *common, first,
                      second)
    report.single("HelloRetryRequest with a cookie", retry_case, *common, *GROUPS[:2],
                  "--retry-cookie")
    report.single("KeyUpdate", client_key_update, *common)
    for version in RECORD_PRIORITIES:
        report.single(f"record_size_limit, {version}", client_record_limits, *common, version)
    for field, cipher in zip(FIELDS, CIPHERS_1_2):
        report.single(f"{field}, {cipher}", field_case, *common, field, cipher)
    report.single("no finite field in common", no_field_in_common, *common)
    for suite, cipher, mac in CBC:
        for words in "", ":%NO_ETM":
            report.single(f"{suite}{words}", cbc_case, *common, suite, cipher, mac, words)
    report.single("an application protocol", alpn_chosen, *common)
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
    report.tag = "gnutls", "server", "other"
    for first, second in (GROUPS, GROUPS[::-1]):
        report.single(f"HelloRetryRequest from {first} to {second}", client_retry_case, *common,
                      first, second)
    for field, cipher in zip(FIELDS, CIPHERS_1_2):
        report.single(f"{field}, {cipher}", client_field_case, *common, field, cipher)
    for suite, cipher, mac in CBC:
        for words in "", ":%NO_ETM":
            report.single(f"{suite}{words}", client_cbc_case, *common, suite, cipher, mac, words)
    report.single("an application protocol", alpn_chosen_by_server, *common)
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
    add_certificates(pki)
    gnutls = Gnutls(pki)
    pki.leaf("expired", "ecdsa_p256", "DNS:localhost",
             dates=("-startdate", "20200101000000Z", "-enddate", "20210101000000Z"))
    Matrix(brisk, pki, gnutls, report).run()
    check_features(brisk, pki, gnutls, report)


if __name__ == "__main__":
    main(test)
