#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""A soak: handshakes of mixed kinds (certificate types, versions, suites, groups, full and resumed)
between brisk client and brisk server over loopback, some of them through a relay that cuts the
connection after a random number of bytes. Nothing fails but what was cut, every connection is
accounted for on both sides, and the servers' memory stays flat once warm.

Usage: test_soak.py BRISK [--count=N] [--seed=N]     N: about how many handshakes (default 4000)"""

import os
import random
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

TYPES = ["ecdsa_p256", "ecdsa_p384", "rsa2048", "ed25519"]
SUITES = ["aes_128_gcm", "aes_256_gcm", "chacha20_poly1305"]
GROUPS = ["x25519", "p256", "p384"]
RECONNECTS = 4
PARALLEL = 50
WARM = 0.25             # of the rounds, after which memory is to stay where it is
MAX_GROWTH = 1 << 20    # bytes: what an allocator may still do; a leak of a byte a handshake shows
MAX_BYTES = 6000        # beyond the longest handshake, so that some connections live

failures = 0
checks = 0


def check(condition, what):
    global checks, failures
    checks += 1
    if not condition:
        failures += 1
        print("FAILED:", what)


class Server:
    def __init__(self, brisk, folder, kind):
        self.kind, self.folder = kind, f"{folder}/{kind}"
        subprocess.run([brisk, "cert", f"--type={kind}", f"--out={self.folder}"], check=True,
                       stdout=subprocess.DEVNULL)
        self.process = subprocess.Popen(
            [brisk, "server", f"--cert={self.folder}/cert.pem", f"--key={self.folder}/key.pem",
             f"--groups={','.join(GROUPS)}", "--port=0", "--quiet"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().split()[-1])
        self.completed = self.connections = self.cut = self.warm = 0

    def memory(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    def stop(self):
        """Its own counts must be those of the clients."""
        self.process.send_signal(signal.SIGTERM)
        _, err = self.process.communicate(timeout=60)
        check(self.process.returncode == 0, f"the {self.kind} server exits: {err}")
        found = re.search(r"(\d+) connections accepted, (\d+) handshakes completed.*?(\d+) failed", err)
        if not found:
            check(False, f"the {self.kind} server says: {err}")
            return
        accepted, completed, failed = map(int, found.groups())
        check(accepted == self.connections,
              f"{self.kind}: {accepted} accepted of {self.connections} connections")
        check(self.completed <= completed <= self.connections,
              f"{self.kind}: {completed} completed of {self.connections}, {self.completed} seen")
        check(failed <= self.cut, f"{self.kind}: {failed} failed, {self.cut} were cut: {err}")


class Relay:
    """Carries bytes to a server until so many have gone in both directions, then cuts both sides."""

    def __init__(self, server, rng):
        self.server, self.cut, self.accepted, self.threads = server, 0, 0, []
        self.rng, self.lock = rng, threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self.port = self.listener.getsockname()[1]
        self.acceptor = threading.Thread(target=self.accept)
        self.acceptor.start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            limit, reset = self.rng.randrange(MAX_BYTES), self.rng.random() < 0.5
            self.accepted += 1
            thread = threading.Thread(target=self.carry, args=(client, limit, reset))
            thread.start()
            self.threads.append(thread)

    def carry(self, client, limit, reset):
        server = socket.create_connection(("127.0.0.1", self.server.port))
        other = {client: server, server: client}
        try:
            while limit > 0:
                ready, _, _ = select.select([client, server], [], [], 20)
                for end in ready:
                    data = end.recv(min(limit, 16384)) if limit else b""
                    other[end].sendall(data)
                    limit -= len(data)
                    if not data and limit:
                        return
                if not ready:
                    return
            with self.lock:
                self.cut += 1
            if reset:
                for end in other:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        except OSError:
            pass # the other side was faster to go
        finally:
            client.close()
            server.close()

    def stop(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.acceptor.join()
        self.listener.close()
        for thread in self.threads:
            thread.join()


def run_client(brisk, server, port, options):
    """Returns how many handshakes were completed and resumed, and how many connections failed."""
    done = subprocess.run(
        [brisk, "client", f"localhost:{port}", f"--ca={server.folder}/ca.pem", *options],
        capture_output=True, text=True, timeout=600, stdin=subprocess.DEVNULL, check=False)
    found = re.search(r"(\d+) handshakes in .* (\d+) full, (\d+) resumed; .* (\d+) failed", done.stdout)
    if not found:
        check(False, f"{options}: {done.stdout} {done.stderr}")
        return 0, 0, 0
    completed, _, resumed, failed = map(int, found.groups())
    return completed, resumed, failed


def run_batch(brisk, server, rng, size):
    is_1_2, resumes = rng.random() < 0.3, rng.random() < 0.6
    # In TLS 1.2 the groups say which certificates will do, too (RFC 8422 section 5.1.1).
    groups = rng.sample(GROUPS, 3) if is_1_2 else [rng.choice(GROUPS)]
    options = [f"--groups={','.join(groups)}", "--tls1_2" if is_1_2 else f"--suites={rng.choice(SUITES)}"]
    if resumes and not is_1_2:
        count = max(1, size // (1 + RECONNECTS))
        options += [f"--reconnect={RECONNECTS}", "--require-resumed"]
        want_resumed = count * RECONNECTS
    else:
        count, want_resumed = size, 0
    options += [f"--count={count}", f"--parallel={min(count, PARALLEL)}"]
    completed, resumed, failed = run_client(brisk, server, server.port, options)
    check(failed == 0 and completed == count + want_resumed and (resumed > 0) == (want_resumed > 0),
          f"{server.kind} {options}: {completed} of {count + want_resumed}, {resumed} resumed, {failed} failed")
    server.completed += completed
    server.connections += count + want_resumed


def run_cut(brisk, server, rng, size):
    relay = Relay(server, random.Random(rng.random()))
    completed, _, failed = run_client(brisk, server, relay.port,
                                      [f"--count={size}", f"--parallel={min(size, PARALLEL)}"])
    relay.stop()
    # One that is cut behind the handshake is both.
    check(completed <= size <= completed + failed and relay.accepted == size,
          f"{server.kind}: {completed} completed and {failed} failed of {size} cut ones")
    check(failed <= relay.cut, f"{server.kind}: {failed} failed, {relay.cut} were cut")
    server.connections += relay.accepted
    server.cut += relay.cut
    return relay.cut


def main():
    brisk = os.path.abspath(sys.argv[1])
    options = dict(o[2:].split("=") for o in sys.argv[2:])
    count, seed = int(options.get("count", 4000)), int(options.get("seed", time.time_ns()))
    print(f"--seed={seed}")
    rng = random.Random(seed)
    with open(brisk, "rb") as program: # the sanitizer keeps what is freed for a while
        measures = b"__asan_init" not in program.read()
    num_cut = 0
    with tempfile.TemporaryDirectory() as folder:
        servers = [Server(brisk, folder, kind) for kind in TYPES]
        for server in servers: # more connections at once than ever after
            want = 4 * PARALLEL
            completed, _, failed = run_client(brisk, server, server.port,
                                              [f"--count={want}", f"--parallel={2 * PARALLEL}"])
            check(completed == want and failed == 0, f"{server.kind}: {completed} of {want} at first")
            server.completed, server.connections = completed, want
        rounds = max(8, min(200, count // 400))
        size = max(20, count // (rounds * len(servers)))
        for i in range(rounds):
            for server in servers:
                run_batch(brisk, server, rng, size)
                num_cut += run_cut(brisk, server, rng, max(5, size // 50))
                if i + 1 == max(1, int(rounds * WARM)):
                    server.warm = server.memory()
            if failures > 20:
                break
        for server in servers:
            growth = server.memory() - server.warm
            print(f"{server.kind}: {server.completed} handshakes, {server.cut} connections cut, "
                  f"{server.memory() >> 10} KiB, {growth / 1024:+.0f} KiB since it was warm")
            if measures:
                check(growth <= MAX_GROWTH, f"the {server.kind} server grew by {growth} bytes")
            server.stop()
        total = sum(server.completed for server in servers)
        check(num_cut > 0 and total >= count * 9 // 10, f"{total} handshakes, {num_cut} cut")
    print(f"test_soak: {checks} checks, {failures} failed, {total} handshakes")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
