#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""brisk against `openssl s_client` and `openssl s_server`: the matrix in both directions,
HelloRetryRequest, ALPN, SNI, KeyUpdate, refusals, and ends with and without close_notify.

Usage: openssl.py [--long] BRISK [SEED]"""

import os
import time

from matrix import MAX_EARLY, PAYLOAD, Matrix, Peer, add_certificates
from pki import Pki
from support import (CIPHERS_1_2, FIELDS, GROUPS, BriskServer, Child, Failure, brisk_client,
                     digits, echo, expect, field_options, listening, main, openssl_name)

GROUP_NAMES = {"x25519": "X25519", "p256": "P-256", "p384": "P-384"}
# Words of its summary, of which OpenSSL's releases have one or the other.
GROUP_WORDS = {"x25519": ("X25519",), "p256": ("prime256v1", "secp256r1"), "p384": ("secp384r1",)}
SIGNATURE_WORDS = {
    "ecdsa_p256": ("type: ECDSA", "ecdsa_secp256r1"),
    "ecdsa_p384": ("type: ECDSA", "ecdsa_secp384r1"),
    "rsa2048": ("type: RSA-PSS", "rsa_pss_rsae"),
    "rsa3072": ("type: RSA-PSS", "rsa_pss_rsae"),
    "ed25519": ("type: ed25519", "type: Ed25519"),
}


def expect_one_of(text, *words):
    if not any(word in text for word in words):
        raise Failure(f"none of {words} is in {text!r}")


class Openssl(Peer):
    name = "openssl"
    client_name, server_name = "s_client", "s_server"

    def __init__(self, pki):
        super().__init__(pki)
        self.sessions = 0

    def client(self, port, *arguments, name="localhost", anchor="root", version="1_3"):
        return Child(self.pki.openssl, "s_client", "-connect", f"127.0.0.1:{port}", "-servername",
                     name, "-verify_hostname", name, "-CAfile", self.pki.path(f"{anchor}.pem"),
                     "-verify_return_error", f"-tls{version}", "-brief", *arguments)

    def server(self, identity, *arguments, version="1_3"):
        path = self.pki.path(identity)
        return listening(lambda port: Child(
            self.pki.openssl, "s_server", "-accept", f"127.0.0.1:{port}", "-cert", f"{path}.pem",
            "-cert_chain", f"{path}.pem", "-key", f"{path}.key", f"-tls{version}", *arguments))

    # The matrix.

    def groups(self, groups):
        """Finite fields are not chosen by a list."""
        names = [GROUP_NAMES[group] for group in groups if group in GROUP_NAMES]
        return ("-groups", ":".join(names)) if names else ()

    def lacks(self, role, mode, setup):
        return None

    def connect(self, port, setup, mode):
        if mode not in ("resumed", "early data"):
            self.connect_once(port, setup, mode)
            return
        self.sessions += 1
        path = self.pki.path(f"openssl.session.{self.sessions}")
        self.connect_once(port, setup, "full", "-sess_out", path)
        self.connect_once(port, setup, mode, "-sess_in", path)

    def connect_once(self, port, setup, mode, *options):
        early = b""
        if mode == "client certificate":
            path = self.pki.path(f"client_{setup.certificate}")
            options += ("-cert", f"{path}.pem", "-key", f"{path}.key", "-cert_chain", f"{path}.pem")
        elif mode == "early data":
            early = digits(1000)
            with open(self.pki.path("openssl.early"), "wb") as file:
                file.write(early)
            options += ("-early_data", self.pki.path("openssl.early"))
        if mode != "key update":
            options += ("-nocommands",)
        cipher = setup.suite if setup.version == "1.3" else openssl_name(setup.suite)
        with self.client(port, "-ciphersuites" if setup.version == "1.3" else "-cipher", cipher,
                         *self.groups(setup.groups), *options, version=setup.version.replace(".", "_")) as client:
            if early:
                client.wait_for_output(early, "echo of early data")
            payload = digits(PAYLOAD)
            client.send(payload)
            client.wait_for_output(early + payload, "the echo")
            if mode == "key update":
                self.update_keys(client, payload)
            client.end_input()
            client.expect_success()
            self.check_summary(client.text(), setup, cipher, mode)

    def update_keys(self, client, payload):
        client.send(b"K\n")
        client.wait_for_text("KEYUPDATE")
        client.send(payload)
        client.wait_for_output(2 * payload, "the echo after KeyUpdate")

    def check_summary(self, text, setup, cipher, mode):
        expect(text, f"Protocol version: TLSv{setup.version}", f"Ciphersuite: {cipher}",
               "Verification: OK")
        if mode not in ("resumed", "early data", "older suites"):
            expect(text, "Verified peername: localhost")
            expect_one_of(text, *SIGNATURE_WORDS[setup.certificate])
            expect_one_of(text, *GROUP_WORDS[setup.group])

    def listen(self, setup, mode):
        options = ["-rev"]
        if mode == "client certificate":
            options += ["-Verify", "3", "-verify_return_error", "-CAfile", self.pki.path("root.pem")]
        elif mode == "early data":  # -rev knows none
            options = ["-early_data", "-max_early_data", str(MAX_EARLY)]
        elif mode == "older suites":
            options += ["-cipher", openssl_name(setup.suite), "-dhparam", self.pki.path("field.pem")]
        return self.server(setup.certificate, "-brief", *self.groups(setup.server_groups), *options,
                           version=setup.version.replace(".", "_"))

    def exchange(self, client, server):
        """With -rev each line comes back with its first byte last; without it prints what it gets."""
        payload = digits(PAYLOAD)
        client.send(payload)
        if "-rev" in server.arguments:
            answer = b"\n".join(line[::-1] for line in payload.split(b"\n"))
            client.wait_for_output(answer, "the lines in reverse")
        else:
            server.wait_for(lambda: payload in server.output["stdout"], "data from the client")
        client.end_input()
        client.expect_success()

    def expect_early(self, client, server, early):
        server.wait_for(lambda: early in server.output["stdout"], "early data")
        client.wait_for_text("established")
        client.end_input()
        client.expect_success()


# brisk server, openssl s_client.

def retry_case(brisk, pki, openssl, first, second, *arguments):
    """The client's key share is of `first`; the server wants `second`."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), f"--groups={second}",
                     *arguments) as server:
        groups = f"{GROUP_NAMES[first]}:{GROUP_NAMES[second]}"
        with openssl.client(server.port, "-nocommands", "-groups", groups) as client:
            echo(client, os.urandom(PAYLOAD))
            expect_one_of(client.text(), *GROUP_WORDS[second])
        server.expect_line("established", f"{second} (after HelloRetryRequest)")
        server.stop()


def client_key_update(brisk, pki, openssl, command):
    """K updates both directions, k one."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256")) as server:
        with openssl.client(server.port) as client:
            sent = b""
            for _ in range(3):
                sent += digits(30_000)
                client.send(sent[len(client.output["stdout"]):])
                client.wait_for_output(sent, "the echo")
                updates = client.text().count("KEYUPDATE")
                client.send(command)
                client.wait_for(lambda: client.text().count("KEYUPDATE") > updates, "KEYUPDATE")
            sent += digits(30_000)
            client.send(sent[len(client.output["stdout"]):])
            client.wait_for_output(sent, "the echo after KeyUpdate")
            client.end_input()
            client.expect_success()
        server.expect_line("established")
        server.stop()


def choose_by_name(brisk, pki, openssl):
    """Two certificates of one type: the one with the name asked for is sent."""
    with BriskServer(brisk, *pki.identity("alpha"), *pki.identity("beta")) as server:
        for name in ("alpha.test", "beta.test", "alpha.test"):
            with openssl.client(server.port, "-nocommands", name=name) as client:
                echo(client, b"hello")
                expect(client.text(), f"Verified peername: {name}")
            server.expect_line("established")
        server.stop()


def choose_by_algorithm(brisk, pki, openssl):
    """An ECDSA and an RSA certificate: the client's signature algorithms decide."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), *pki.identity("rsa2048")) as server:
        for algorithm, kind in (("rsa_pss_rsae_sha256", "rsa2048"),
                                ("ecdsa_secp256r1_sha256", "ecdsa_p256")):
            with openssl.client(server.port, "-nocommands", "-sigalgs", algorithm) as client:
                echo(client, b"hello")
                expect_one_of(client.text(), *SIGNATURE_WORDS[kind])
            server.expect_line("established", algorithm)
        server.stop()


def alpn_chosen(brisk, pki, openssl):
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--alpn=h2,http/1.1") as server:
        for version in ("1_3", "1_2"):
            with openssl.client(server.port, "-nocommands", "-alpn", "http/1.1,h2",
                                version=version) as client:
                echo(client, b"hello")
            server.expect_line("established", "alpn h2")
        server.stop()


def alpn_refused(brisk, pki, openssl):
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--alpn=h2") as server:
        with openssl.client(server.port, "-alpn", "http/1.1") as client:
            client.expect_refusal("no application protocol")
        server.expect_line("failed", "protocol")
        with openssl.client(server.port, "-nocommands") as client:  # none offered: none needed
            echo(client, b"hello")
        server.expect_line("established")
        server.stop()


def nothing_in_common(brisk, pki, openssl):
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--suites=aes_128_gcm",
                     "--groups=x25519") as server:
        for arguments in (("-ciphersuites", "TLS_AES_256_GCM_SHA384"), ("-groups", "P-256"),
                          ("-sigalgs", "rsa_pss_rsae_sha256")):
            with openssl.client(server.port, *arguments) as client:
                client.expect_refusal("handshake failure")
            server.expect_line("failed")
        server.stop()


def older_version(brisk, pki, openssl):
    with BriskServer(brisk, *pki.identity("rsa2048"), "--tls1_3") as server:
        with Child(openssl.pki.openssl, "s_client", "-connect", f"127.0.0.1:{server.port}",
                   "-tls1_2", "-brief") as client:
            client.expect_refusal("protocol version")
        server.expect_line("failed")
        server.stop()


def client_refuses(brisk, pki, openssl, identity, word, **options):
    """The peer's own checks reject what brisk serves: its alert is reported, and the next client
    is served."""
    with BriskServer(brisk, *pki.identity(identity)) as server:
        with openssl.client(server.port, **options) as client:
            client.expect_refusal(word)
        server.expect_line("alert")
        if identity != "expired":
            with openssl.client(server.port, "-nocommands") as client:
                echo(client, b"hello")
            server.expect_line("established")
        server.stop()


def client_vanishes(brisk, pki, openssl):
    """Killed: the server reports an end without close_notify."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256")) as server:
        with openssl.client(server.port) as client:
            client.send(b"1\n")
            client.wait_for_output(b"1\n", "the echo")
            client.process.kill()
            client.finish()
        server.expect_line("established")
        server.expect_line("ended", "close_notify")
        server.stop()


# openssl s_server, brisk client.

def talk(client, server, to_client, to_server):
    """Data both ways; the client ends the connection. The server's comes once it has had some:
    s_server leaves out its summary if it has something to send before the handshake is over."""
    half = len(to_server) // 2
    client.send(to_server[:half])
    server.wait_for_output(to_server[:half], "data from the client")
    server.send(to_client)
    client.send(to_server[half:])
    client.wait_for_output(to_client, "data from the server")
    server.wait_for_output(to_server, "data from the client")
    client.end_input()
    client.expect_success()
    server.expect_success()


def renegotiation(brisk, pki, openssl):
    """s_client asks for it with R: the server says no."""
    with BriskServer(brisk, *pki.identity("ecdsa_p256")) as server:
        with Child(pki.openssl, "s_client", "-connect", f"127.0.0.1:{server.port}", "-tls1_2",
                   "-CAfile", pki.path("root.pem")) as client:
            client.wait_for_text("Verify return code", "stdout")
            client.send(b"R\n")
            if client.finish() == 0:
                raise Failure(f"it went on after its renegotiation; {client.said()}")
        server.expect_line("established")
        server.expect_line("renegotiate")
        server.stop()


def asked_to_renegotiate(brisk, pki, openssl):
    """s_server asks for it with r: brisk's client answers that it does not, which s_server does not
    take."""
    server, port = openssl.server("ecdsa_p256", "-naccept", "1", version="1_2")
    with server, brisk_client(brisk, pki, port) as client:
        client.wait_for_text("established")
        server.send(b"r\n")
        server.wait_for_text("no renegotiation")


def field_case(brisk, pki, openssl, field, cipher):
    """OpenSSL lists no finite fields in TLS 1.2: the server's first one is used."""
    other = FIELDS[FIELDS.index(field) - 1]
    with BriskServer(brisk, *pki.identity("rsa2048"),
                     *field_options(cipher, field, other)) as server:
        with openssl.client(server.port, "-nocommands", "-cipher",
                            openssl_name(f"TLS_DHE_RSA_WITH_{cipher}"), version="1_2") as client:
            echo(client, os.urandom(PAYLOAD))
            expect(client.text(), f"Server Temp Key: DH, {field.removeprefix('ffdhe')} bits")
        server.expect_line("established", "TLS 1.2", f"TLS_DHE_RSA_WITH_{cipher}", field)
        server.stop()


def field_server(pki, openssl, cipher, *arguments):
    return openssl.server("rsa2048", "-naccept", "1", "-brief", "-cipher",
                          openssl_name(f"TLS_DHE_RSA_WITH_{cipher}"), *arguments, version="1_2")


def client_field_case(brisk, pki, openssl, field, cipher):
    path = pki.path(f"{field}.pem")
    pki.run("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", f"group:{field}", "-out", path)
    server, port = field_server(pki, openssl, cipher, "-dhparam", path)
    with server, brisk_client(brisk, pki, port, *field_options(cipher, *FIELDS)) as client:
        talk(client, server, os.urandom(PAYLOAD), os.urandom(PAYLOAD))
        expect(client.text(), "established: TLS 1.2", f"TLS_DHE_RSA_WITH_{cipher}", field)


def other_prime(brisk, pki, openssl):
    """Without -dhparam s_server has a prime of RFC 3526, which brisk does not know."""
    cipher = CIPHERS_1_2[0]
    server, port = field_server(pki, openssl, cipher)
    with server, brisk_client(brisk, pki, port, *field_options(cipher, *FIELDS)) as client:
        client.expect_refusal("no finite-field group in common")
        server.wait_for_text("insufficient security")


def client_retry_case(brisk, pki, openssl, first, second):
    server, port = openssl.server("rsa2048", "-naccept", "1", "-brief", "-groups",
                                  GROUP_NAMES[second])
    with server, brisk_client(brisk, pki, port, f"--groups={first},{second}") as client:
        talk(client, server, os.urandom(PAYLOAD), os.urandom(PAYLOAD))
        expect(client.text(), f"{second} (after HelloRetryRequest)")


def p521_chain(brisk, pki, openssl):
    """A leaf of P-521 under an intermediate of P-521."""
    server, port = openssl.server("ecdsa_p521", "-naccept", "1", "-brief")
    with server, brisk_client(brisk, pki, port) as client:
        talk(client, server, os.urandom(PAYLOAD), os.urandom(PAYLOAD))
        expect(client.text(), "established: TLS 1.3", "ecdsa_secp521r1_sha512")


def p521_identity(brisk, pki, openssl):
    """A server's key of P-521, and a key exchange on it."""
    with BriskServer(brisk, *pki.identity("ecdsa_p521"), "--groups=p521") as server:
        with openssl.client(server.port, "-nocommands", "-groups", "P-521") as client:
            echo(client, b"hello")
        server.expect_line("established", "p521", "ecdsa_secp521r1_sha512")
        server.stop()


def brisk_key_update(brisk, pki, openssl):
    server, port = openssl.server("ed25519", "-naccept", "1", "-brief")
    with server, brisk_client(brisk, pki, port, "--key-update") as client:
        talk(client, server, os.urandom(PAYLOAD), os.urandom(PAYLOAD))


def server_key_update(brisk, pki, openssl, command):
    """s_server takes its commands from the standard input only if it also talks on its output."""
    server, port = openssl.server("ecdsa_p256", "-naccept", "1")
    with server, brisk_client(brisk, pki, port) as client:
        client.wait_for_text("established")
        sent = b""
        for _ in range(3):
            sent += digits(30_000)
            server.send(sent[len(client.output["stdout"]):])
            client.wait_for_output(sent, "data from the server")
            server.send(command)
            question = digits(5_000)
            client.send(question)
            server.wait_for(lambda: question in server.output["stdout"], "data from the client")
        sent += digits(30_000)
        server.send(sent[len(client.output["stdout"]):])
        client.wait_for_output(sent, "data after KeyUpdate")
        client.end_input()
        client.expect_success()
        server.expect_success()


def brisk_refuses(brisk, pki, openssl, identity, word, alert, **options):
    server, port = openssl.server(identity, "-naccept", "1", "-brief")
    with server, brisk_client(brisk, pki, port, **options) as client:
        client.expect_refusal(word)
        if client.output["stdout"] or "established" in client.text():
            raise Failure(f"it went on with a certificate that it refused; {client.said()}")
        server.finish()
        expect(server.text(), alert)


def alpn_chosen_by_server(brisk, pki, openssl):
    for version in ("1_3", "1_2"):
        server, port = openssl.server("ecdsa_p256", "-naccept", "1", "-brief", "-alpn",
                                      "h2,http/1.1", version=version)
        with server, brisk_client(brisk, pki, port, "--alpn=http/1.1,h2") as client:
            talk(client, server, b"hello", b"hello")
            expect(client.text(), "alpn h2")


def alpn_ignored(brisk, pki, openssl):
    """A server without ALPN: the handshake completes without."""
    server, port = openssl.server("ecdsa_p256", "-naccept", "1", "-brief")
    with server, brisk_client(brisk, pki, port, "--alpn=h2") as client:
        talk(client, server, b"hello", b"hello")
        if "alpn" in client.text():
            raise Failure(f"ALPN out of nothing; {client.said()}")


def old_server(brisk, pki, openssl):
    """A server of TLS 1.2 only must be refused where the client has no such version."""
    server, port = openssl.server("rsa2048", "-naccept", "1", "-brief", version="1_2")
    with server, brisk_client(brisk, pki, port, "--tls1_3") as client:
        client.expect_refusal("version")


def server_vanishes(brisk, pki, openssl):
    server, port = openssl.server("ecdsa_p256", "-naccept", "1", "-brief")
    with server, brisk_client(brisk, pki, port) as client:
        client.send(b"0\n")
        server.wait_for_output(b"0\n", "data from the client")
        server.send(b"1\n")
        client.wait_for_output(b"1\n", "data from the server")
        server.process.kill()  # with nothing unread, which would make it a reset
        server.finish()
        client.expect_refusal("close_notify")


def many_connections(brisk, pki, openssl):
    server, port = openssl.server("ecdsa_p256", "-naccept", "30", "-brief")
    with server, brisk_client(brisk, pki, port, "--count=30", "--parallel=6") as client:
        client.expect_success()
        expect(client.text("stdout"), "30 handshakes", "0 failed")
        server.expect_success()


def check_server_features(brisk, pki, openssl, report):
    print("\nbrisk server, openssl s_client: features and refusals")
    common = brisk, pki, openssl
    for first, second in (GROUPS, GROUPS[::-1]):
        report.single(f"HelloRetryRequest from {first} to {second}", retry_case, *common, first,
                      second)
    report.single("HelloRetryRequest with a cookie", retry_case, *common, *GROUPS[:2],
                  "--retry-cookie")
    report.single("KeyUpdate of both directions", client_key_update, *common, b"K\n")
    report.single("KeyUpdate of one direction", client_key_update, *common, b"k\n")
    report.single("certificate chosen by server name", choose_by_name, *common)
    report.single("certificate chosen by signature algorithm", choose_by_algorithm, *common)
    for field, cipher in zip(FIELDS, CIPHERS_1_2):
        report.single(f"{field}, {cipher}", field_case, *common, field, cipher)
    report.single("an application protocol", alpn_chosen, *common)
    report.single("no application protocol in common", alpn_refused, *common)
    report.single("no suite, group or signature algorithm in common", nothing_in_common, *common)
    report.single("TLS 1.2 where only 1.3 is allowed", older_version, *common)
    report.single("renegotiation", renegotiation, *common)
    for what, identity, word, options in (
            ("unknown CA", "ecdsa_p256", "unable to get local issuer", {"anchor": "other"}),
            ("wrong host", "ecdsa_p256", "hostname mismatch", {"name": "wrong.test"}),
            ("expired", "expired", "certificate has expired", {})):
        report.single(f"the client refuses the certificate: {what}",
                      lambda i=identity, w=word, o=options: client_refuses(*common, i, w, **o))
    report.single("the client vanishes without close_notify", client_vanishes, *common)


def check_client_features(brisk, pki, openssl, report):
    print("\nbrisk client, openssl s_server: features and refusals")
    common = brisk, pki, openssl
    for first, second in (GROUPS, GROUPS[::-1]):
        report.single(f"HelloRetryRequest from {first} to {second}", client_retry_case, *common,
                      first, second)
    report.single("KeyUpdate by brisk of both directions", brisk_key_update, *common)
    report.single("KeyUpdate by the server of both directions", server_key_update, *common, b"K\n")
    report.single("KeyUpdate by the server of one direction", server_key_update, *common, b"k\n")
    for field, cipher in zip(FIELDS, CIPHERS_1_2):
        report.single(f"{field}, {cipher}", client_field_case, *common, field, cipher)
    report.single("a prime that is none of RFC 7919's", other_prime, *common)
    report.single("a chain of P-521", p521_chain, *common)
    report.single("brisk server with P-521", p521_identity, *common)
    report.single("an application protocol", alpn_chosen_by_server, *common)
    report.single("a server without ALPN", alpn_ignored, *common)
    report.single("a server of TLS 1.2 where only 1.3 is allowed", old_server, *common)
    report.single("HelloRequest", asked_to_renegotiate, *common)
    for what, identity, word, alert, options in (
            ("unknown CA", "ecdsa_p256", "no path", "alert unknown ca", {"anchor": "other"}),
            ("wrong host", "ecdsa_p256", "host name", "alert certificate unknown",
             {"name": "wrong.test"}),
            ("expired", "expired", "expired", "alert certificate expired", {}),
            ("not valid yet", "future", "not yet valid", "alert certificate expired", {}),
            ("not a CA", "by_leaf", "not a CA", "alert", {})):
        report.single(
            f"brisk refuses the certificate: {what}",
            lambda i=identity, w=word, a=alert, o=options: brisk_refuses(*common, i, w, a, **o))
    report.single("the server vanishes without close_notify", server_vanishes, *common)
    report.single("30 connections, 6 at a time", many_connections, *common)


def make_more_certificates(pki):
    past, future = time.gmtime(time.time() - 86400 * 30), time.gmtime(time.time() + 86400 * 30)
    long_ago, far_off = "20200101000000Z", "20491231000000Z"
    form = "%Y%m%d%H%M%SZ"
    pki.leaf("expired", "ecdsa_p256", "DNS:localhost",
             dates=("-startdate", long_ago, "-enddate", time.strftime(form, past)))
    pki.leaf("future", "ecdsa_p256", "DNS:localhost",
             dates=("-startdate", time.strftime(form, future), "-enddate", far_off))
    pki.leaf("by_leaf", "ecdsa_p256", "DNS:localhost", issuer="ecdsa_p256")
    pki.leaf("alpha", "ecdsa_p256", "DNS:alpha.test")
    pki.leaf("beta", "ecdsa_p256", "DNS:beta.test")


def test(brisk, folder, report):
    pki = Pki(folder)
    make_more_certificates(pki)
    add_certificates(pki)
    openssl = Openssl(pki)
    Matrix(brisk, pki, openssl, report).run()
    report.tag = "openssl", "client", "other"
    check_server_features(brisk, pki, openssl, report)
    report.tag = "openssl", "server", "other"
    check_client_features(brisk, pki, openssl, report)


if __name__ == "__main__":
    main(test)
