# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""The matrix that every peer is run through: versions, certificates, suites and groups in full
handshakes, resumed ones, with client certificates, with early data, with updated keys and after
HelloRetryRequest, brisk being the server and the client. A peer is a subclass of Peer, which says how
its programs are called and what they cannot do.

By default all combinations run in full handshakes, and one for each certificate in the other modes;
with --long all in all modes. Cases are counted per peer, role and feature, for the table of
table.py."""

import contextlib
import dataclasses
import itertools
import os
import time

from support import (CERTIFICATES, CIPHERS_1_2, SCHEMES, BriskServer, Failure, brisk_client, digits,
                     echo, expect, suite_1_2)

GROUPS = ("x25519", "p256", "p384")
MODES = {
    "1.2": ("full", "resumed", "client certificate", "older suites"),
    "1.3": ("full", "resumed", "client certificate", "early data", "key update", "retry"),
}
# What is off unless it is asked for: (certificate, suite of TLS 1.2).
OLDER = [("rsa_exchange", f"TLS_RSA_WITH_{cipher}")
         for cipher in ("AES_128_GCM_SHA256", "AES_256_GCM_SHA384", "AES_128_CBC_SHA",
                        "AES_256_CBC_SHA", "AES_128_CBC_SHA256", "AES_256_CBC_SHA256")]
OLDER += [("rsa2048", f"TLS_DHE_RSA_WITH_{cipher}")
          for cipher in (*CIPHERS_1_2, "AES_128_CBC_SHA", "AES_256_CBC_SHA", "AES_128_CBC_SHA256",
                         "AES_256_CBC_SHA256")]
OLDER += [(certificate, suite_1_2(certificate, cipher)) for certificate in ("rsa2048", "ecdsa_p256")
          for cipher in ("AES_128_CBC_SHA", "AES_256_CBC_SHA", "AES_128_CBC_SHA256",
                         "AES_256_CBC_SHA384")]
FIELD = "ffdhe2048"
PAYLOAD = 40_000  # bytes each way: several records
MAX_EARLY = 4000


@dataclasses.dataclass(frozen=True)
class Setup:
    """What one case negotiates, in brisk's names; `first` is the group whose share is sent in vain,
    where there is a HelloRetryRequest; `older` a suite that is not among the usual ones."""

    version: str
    certificate: str
    cipher: str
    group: str
    first: str = ""
    older: str = ""

    @property
    def suite(self):
        if self.older:
            return self.older
        if self.version == "1.3":
            return f"TLS_{self.cipher}"
        return suite_1_2(self.certificate, self.cipher)

    @property
    def key_exchange(self):
        """RSA, DHE or ECDHE."""
        return self.older.split("_")[1] if self.older else "ECDHE"

    @property
    def groups(self):
        """What a client offers."""
        return [self.first, self.group] if self.first else self.server_groups

    @property
    def server_groups(self):
        """What a server accepts. In TLS 1.2 the list says which curves certificates may have, too."""
        own = self.certificate.removeprefix("ecdsa_")
        return [self.group] + [own] * (self.version == "1.2" and own in GROUPS
                                       and own != self.group)

    @property
    def scheme(self):
        """How brisk names the signature: with ECDSA, TLS 1.2 chooses the hash only, and either side
        may take any for RSA."""
        if self.key_exchange == "RSA":
            return "no (EC)DHE"  # and no signature
        if self.version == "1.3" or self.certificate == "ed25519":
            return SCHEMES[self.certificate]
        return "ecdsa_secp" if self.certificate.startswith("ecdsa") else "rsa_p"

    @property
    def negotiated(self):
        """What brisk says of a full handshake's keys."""
        return (self.scheme,) if self.key_exchange == "RSA" else (self.group, self.scheme)

    def __str__(self):
        after = f" after {self.first}" if self.first else ""
        return f"TLS {self.version}, {self.certificate}, {self.suite}, {self.group}{after}"


def brisk_lacks(mode, setup):
    """Why brisk itself cannot do this, or None."""
    if (mode, setup.version, setup.certificate) == ("client certificate", "1.2", "ed25519"):
        return "brisk: Ed25519 of clients in TLS 1.2"
    return None


def setups(version, mode, is_long):
    if mode == "older suites":
        for certificate, suite in OLDER:
            group = (FIELD if "_DHE_" in suite else "p256" if certificate == "ecdsa_p256" else "x25519")
            yield Setup(version, certificate, suite.partition("_WITH_")[2], group, older=suite)
        return
    combinations = list(itertools.product(CERTIFICATES, CIPHERS_1_2, GROUPS))
    if mode != "full" and not is_long:  # one for each certificate, and each suite and group
        combinations = [(certificate, CIPHERS_1_2[i % 3], GROUPS[(i + i // 3) % 3])
                        for i, certificate in enumerate(CERTIFICATES)]
    for certificate, cipher, group in combinations:
        first = GROUPS[(GROUPS.index(group) + 1) % 3] if mode == "retry" else ""
        yield Setup(version, certificate, cipher, group, first)


class Peer:
    """A peer's programs. The methods below are what most have in common."""

    name = ""
    client_name = server_name = ""  # of its programs; "" if there is none
    options = ()          # of `brisk client`, always
    replay_window = 0     # seconds from its start in which the server takes no early data

    def __init__(self, pki):
        self.pki = pki

    def lacks(self, role, mode, setup):
        """Why the peer cannot do this as "client" or "server", or None."""
        raise NotImplementedError

    def server_options(self, setup, mode):
        """Options of `brisk server` that this client needs."""
        return ()

    def connect(self, port, setup, mode):
        """Runs the peer's client: twice to the same server if mode is "resumed" or "early data".
        It raises Failure unless it could send and receive, and it ended well."""
        raise NotImplementedError

    def listen(self, setup, mode):
        """Starts the peer's server: returns its Child and its port."""
        raise NotImplementedError

    def arguments(self, setup):
        """Arguments for `brisk client`, for exchange() to work."""
        return ()

    def exchange(self, client, server):
        """Data between `brisk client` and the peer's server, and the end of the client."""
        echo(client, digits(PAYLOAD))

    def early_data(self):
        return digits(1000)

    def expect_early(self, client, server, early):
        """The early data has arrived: it came back."""
        client.wait_for_output(early, "echo of early data")
        client.end_input()
        client.expect_success()


class Matrix:
    def __init__(self, brisk, pki, peer, report):
        self.brisk, self.pki, self.peer, self.report = brisk, pki, peer, report
        self.servers = {}  # by what they were started with: brisk's, and the peer's with their ports

    # brisk's server.

    @contextlib.contextmanager
    def brisk_server(self, setup, *arguments):
        """One that other cases use as well; one that has seen a case fail is not used again."""
        options = (*self.pki.identity(setup.certificate), f"--groups={setup.group}",
                   f"--tls{setup.version.replace('.', '_')}", *arguments)
        server = self.servers.get(options)
        if not server:
            server = self.servers[options] = BriskServer(self.brisk, *options).__enter__()
        try:
            yield server
        except Failure:
            del self.servers[options]
            server.__exit__()
            raise

    def expect_established(self, server, setup, *words):
        return server.expect_line(f"established: TLS {setup.version}", setup.suite, *words)

    def serve(self, mode, setup):
        arguments, words = self.peer.server_options(setup, mode), ()
        if mode == "client certificate":
            arguments += "--verify-client=require", f"--ca={self.pki.path('root.pem')}"
            words = (f"client certificate {setup.scheme}",)
        elif mode == "early data":
            arguments += (f"--max-early-data={MAX_EARLY}",)
        elif mode == "older suites":
            arguments += (f"--suites={setup.suite}",)
        elif mode == "retry":
            words = ("after HelloRetryRequest",)
        with self.brisk_server(setup, *arguments) as server:
            self.peer.connect(server.port, setup, mode)
            self.expect_established(server, setup, *setup.negotiated, *words)
            if mode == "resumed":
                self.expect_established(server, setup, "resumed")
            elif mode == "early data":
                self.expect_established(server, setup, "resumed", "early data accepted")

    # brisk's client.

    @contextlib.contextmanager
    def peer_server(self, setup, mode):
        """As brisk_server(): peers' servers take all suites, and choose by the client's."""
        key = (setup.version, setup.certificate, setup.group, setup.older,
               mode if mode in ("client certificate", "early data") else "")
        if key not in self.servers:
            self.servers[key] = *self.peer.listen(setup, mode), time.monotonic()
        server, port, _ = self.servers[key]
        try:
            yield server, port
        except Failure:
            del self.servers[key]
            server.__exit__()
            raise

    def brisk_client(self, port, setup, *arguments):
        return brisk_client(self.brisk, self.pki, port, f"--suites={setup.suite}",
                            f"--tls{setup.version.replace('.', '_')}",
                            f"--groups={','.join(setup.groups)}", *self.peer.options, *arguments)

    def visit(self, mode, setup):
        if mode in ("resumed", "early data"):
            self.visit_again(mode, setup)
            return
        arguments, words = (), ()
        if mode == "client certificate":
            arguments = self.pki.identity(f"client_{setup.certificate}")
            words = (f"client certificate {setup.scheme}",)
        elif mode == "key update":
            arguments = ("--key-update",)
        elif mode == "retry":
            words = ("after HelloRetryRequest",)
        self.visit_once(mode, setup, arguments, (*setup.negotiated, *words))

    def visit_once(self, mode, setup, arguments, words):
        with self.peer_server(setup, mode) as (server, port):
            with self.brisk_client(port, setup, *self.peer.arguments(setup),
                                   *arguments) as client:
                self.peer.exchange(client, server)
                expect(client.text(), f"established: TLS {setup.version}", setup.suite, *words)

    def visit_again(self, mode, setup):
        session = self.pki.path("matrix.session")
        self.visit_once(mode, setup, (f"--session-out={session}",), setup.negotiated)
        resume = f"--session-in={session}", "--require-resumed"
        if mode == "resumed":
            self.visit_once(mode, setup, resume, ("resumed",))
            return
        early = self.peer.early_data()
        with open(self.pki.path("matrix.early"), "wb") as file:
            file.write(early)
        with self.peer_server(setup, mode) as (server, port):
            with self.brisk_client(port, setup, *resume,
                                   f"--early-data={self.pki.path('matrix.early')}") as client:
                self.peer.expect_early(client, server, early)
                expect(client.text(), setup.suite, "resumed", "early data accepted")

    # All of it.

    def start_early(self):
        """Servers that take no early data for a while are to be old enough when it is time."""
        if not self.peer.server_name or not self.peer.replay_window:
            return
        for setup in setups("1.3", "early data", self.report.is_long):
            if not self.peer.lacks("server", "early data", setup):
                with self.peer_server(setup, "early data"):
                    pass

    def await_early(self):
        started = [server[2] for key, server in self.servers.items() if key[-1] == "early data"]
        if started and self.peer.replay_window:
            time.sleep(max(0, max(started) + self.peer.replay_window - time.monotonic()))

    def run_mode(self, role, version, mode):
        """`role` is the peer's."""
        case = self.serve if role == "client" else self.visit
        program = getattr(self.peer, f"{role}_name")
        cells = {"ok": 0, "FAILED": 0, "cannot": 0, "not run": 0}
        if (role, mode) == ("server", "early data"):
            self.await_early()
        for setup in setups(version, mode, self.report.is_long):
            why = brisk_lacks(mode, setup) or self.peer.lacks(role, mode, setup)
            tag = self.peer.name, role, f"{mode} {version}"
            if why:
                self.report.cannot(tag, why)
                cells["cannot"] += 1
                continue
            cells[self.report.run(f"{program}: {mode}: {setup}", case, mode, setup, tag=tag)] += 1
        said = ", ".join(f"{count} {word}" for word, count in cells.items() if count)
        print(f"  {program + ', TLS ' + version + ', ' + mode:<48} {said}", flush=True)

    def run(self):
        title = f"{self.peer.name}: {'all combinations in all modes' if self.report.is_long else 'the matrix'}"
        print(f"\n{title}")
        try:
            self.start_early()
            for role in ("client", "server"):
                if not getattr(self.peer, f"{role}_name"):
                    continue
                for version in MODES:
                    for mode in MODES[version]:
                        self.run_mode(role, version, mode)
            self.stop_brisk_servers()
        finally:
            for server in self.servers.values():
                (server if isinstance(server, BriskServer) else server[0]).__exit__()

    def stop_brisk_servers(self):
        """None has more to report than was looked at."""
        for server in self.servers.values():
            if isinstance(server, BriskServer):
                self.report.run(f"{self.peer.client_name}: brisk server has nothing more to report",
                                server.stop)


def add_certificates(pki):
    """Certificates for clients and for RSA key exchange, and a finite field, named as the matrix has
    them."""
    pki.leaf("rsa_exchange", "rsa2048", "DNS:localhost, IP:127.0.0.1",
             key_usage="digitalSignature, keyEncipherment")
    pki.run("genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", f"group:{FIELD}", "-out",
            pki.path("field.pem"))
    for kind in CERTIFICATES:
        issuer = "intermediate" if kind == "rsa3072" else "root"
        pki.leaf(f"client_{kind}", kind, "DNS:client.test", issuer=issuer, usage="clientAuth")


def program_beside(brisk, name):
    """A test program of the same build."""
    return os.path.join(os.path.dirname(brisk), "..", "tests", name)
