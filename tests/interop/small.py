# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Peers that have no command of their own: peer.c over their library, built where that is found."""

import os

from matrix import PAYLOAD, Peer, program_beside
from support import Child, Failure, expect, skip


class SmallPeer(Peer):
    def suite_name(self, suite):
        """The library's."""
        raise NotImplementedError

    def __init__(self, brisk, pki):
        super().__init__(pki)
        self.client_name = self.server_name = f"peer_{self.name}"
        self.program = program_beside(brisk, self.client_name)
        if not os.path.exists(self.program):
            skip(f"{self.client_name} was not built, and cmake has said why: install package "
                 f"lib{self.name}-dev")

    def files(self, name):
        return f"--cert={self.pki.path(name)}.pem", f"--key={self.pki.path(name)}.key"

    def connect(self, port, setup, mode):
        options = ["--connections=2"] if mode == "resumed" else []
        if mode == "client certificate":
            options += self.files(f"client_{setup.certificate}")
        elif mode == "key update":
            options += ["--key-update"]
        with Child(self.program, "client", f"--port={port}", f"--version={setup.version}",
                   f"--suite={self.suite_name(setup.suite)}", f"--groups={','.join(setup.groups)}",
                   f"--ca={self.pki.path('root.pem')}", f"--bytes={PAYLOAD}", *options) as client:
            client.expect_success()
            lines = [line for line in client.text().splitlines() if line.startswith("established")]
            expect(lines[0], self.suite_name(setup.suite))
            if mode == "resumed":
                expect(lines[1], self.suite_name(setup.suite), "resumed")

    def listen(self, setup, mode):
        options = []
        if mode == "client certificate":
            options = ["--require-certificate", f"--ca={self.pki.path('root.pem')}"]
        elif mode == "older suites":
            options = [f"--suite={self.suite_name(setup.suite)}"]
        server = Child(self.program, "server", f"--version={setup.version}",
                       f"--groups={','.join(setup.server_groups)}", *self.files(setup.certificate),
                       *options)
        try:
            server.wait_for_text("\n", "stdout")
        except Failure:
            server.__exit__()
            raise
        return server, int(server.text("stdout").split()[-1])
