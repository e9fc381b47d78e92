#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""The brisk command on bad input: one line that says what is wrong, and a non-zero exit; and on
good input: help, info as text and as JSON.

Usage: test_cli.py BRISK"""

import json
import os
import struct
import subprocess
import sys
import tempfile

checks = 0
failures = 0


def check(condition, what):
    global checks, failures
    checks += 1
    if not condition:
        failures += 1
        print("FAILED:", what)


def run(brisk, *arguments):
    done = subprocess.run([brisk, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60)
    return done.returncode, done.stdout, done.stderr


def expect_refusal(brisk, word, *arguments):
    """One line on standard error that has `word` in it, and an exit code of 1 or 2."""
    code, out, err = run(brisk, *arguments)
    shown = " ".join(arguments)
    check(code in (1, 2), f"`brisk {shown}` exits {code}")
    check(err.count("\n") == 1 and err.endswith("\n"), f"`brisk {shown}` explains: {err!r}")
    check(word in err, f"`brisk {shown}` does not name {word!r}: {err!r}")
    if arguments[0] != "vectors":  # whose summary always closes the output
        check(out == "", f"`brisk {shown}` prints on standard output: {out!r}")


def make_files(folder, brisk):
    code, _, err = run(brisk, "cert", f"--out={folder}/one")
    check(code == 0, f"brisk cert: {err}")
    code, _, err = run(brisk, "cert", f"--out={folder}/two")
    check(code == 0, f"brisk cert: {err}")
    with open(f"{folder}/garbage", "wb") as file:
        file.write(bytes(range(256)) * 40)
    with open(f"{folder}/broken.pem", "w", encoding="ascii") as file:
        file.write("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    open(f"{folder}/empty", "wb").close()


def check_session_files(folder):
    """Files that are almost a session (tools/sessions.h has the form): cut, too long, with fields
    that are too long."""
    def session(fingerprint=b"", secret=bytes(32), session_id=b"", host=b"localhost", alpn=b"",
                ticket=bytes(100)):
        data = b"brisk session 2\n" + struct.pack(">HHIIIqB", 0x304, 0x1301, 7200, 0, 0, 0, 0)
        for field in (fingerprint, secret, session_id, host, alpn):
            data += bytes([len(field)]) + field
        return data + struct.pack(">H", len(ticket)) + ticket

    good = session()
    damaged = [good[:cut] for cut in (0, 15, 16, 20, 42, 43, 60, 90, len(good) - 1)]
    damaged += [good + b"?", b"B" + good[1:], session(secret=b""), session(secret=bytes(49)),
                session(session_id=bytes(33)), session(host=b"local\0host"),
                session(ticket=bytes(4097)), session(fingerprint=bytes(31)),
                session(fingerprint=bytes(33))]
    for i, data in enumerate(damaged):
        path = f"{folder}/session{i}"
        with open(path, "wb") as file:
            file.write(data)
        yield path


def check_refusals(brisk, folder):
    one, two = f"{folder}/one", f"{folder}/two"
    identity = (f"--cert={one}/cert.pem", f"--key={one}/key.pem")
    expect_refusal(brisk, "--help", "no-such-command")
    for command in ("info", "vectors", "server", "client", "cert"):
        expect_refusal(brisk, "--no-such-option", command, "--no-such-option")
    for command in (("info",), ("server", *identity), ("cert", f"--out={folder}/three")):
        expect_refusal(brisk, "unexpected", *command, "unexpected")
    expect_refusal(brisk, "pentium", "info", "--cpu=pentium")
    expect_refusal(brisk, "pentium", "client", "--cpu=pentium", "localhost")
    expect_refusal(brisk, "mmx", "client", "--kernel=mmx", "localhost")
    expect_refusal(brisk, "sha256=", "client", "--kernel=sha256=", "localhost")

    expect_refusal(brisk, "--cert", "server")
    expect_refusal(brisk, "--key", "server", f"--cert={one}/cert.pem")
    expect_refusal(brisk, "missing.pem", "server", "--cert=missing.pem", f"--key={one}/key.pem")
    expect_refusal(brisk, "garbage", "server", f"--cert={folder}/garbage", f"--key={one}/key.pem")
    expect_refusal(brisk, "broken", "server", f"--cert={folder}/broken.pem", f"--key={one}/key.pem")
    expect_refusal(brisk, "empty", "server", f"--cert={one}/cert.pem", f"--key={folder}/empty")
    expect_refusal(brisk, "is not that of", "server", f"--cert={one}/cert.pem",
                   f"--key={two}/key.pem")
    expect_refusal(brisk, "regular file", "server", f"--cert={folder}", f"--key={one}/key.pem")
    expect_refusal(brisk, "99999x", "server", *identity, "--port=99999x")
    expect_refusal(brisk, "--timeout=0", "server", *identity, "--timeout=0")
    expect_refusal(brisk, "p224", "server", *identity, "--groups=x25519,p224")
    expect_refusal(brisk, "twice", "server", *identity, "--groups=p256,p256")
    expect_refusal(brisk, "zstd", "client", "--cert-compression=zstd", "localhost")
    expect_refusal(brisk, '""', "server", *identity, "--cert-compression=")
    for limit in ("63", "16386", "x"):
        expect_refusal(brisk, "64 to 16385", "client", f"--record-size-limit={limit}", "localhost")
    expect_refusal(brisk, "rc4", "server", *identity, "--suites=rc4")
    expect_refusal(brisk, "ALPN", "server", *identity, "--alpn=h2,,http/1.1")

    expect_refusal(brisk, "at least 1029", "server", *identity, "--ticket-rotation=100")
    expect_refusal(brisk, "SIGHUP", "server", *identity, "--ticket-rotation=7200",
                   "--ticket-keys=keys")
    expect_refusal(brisk, "--no-tickets", "server", *identity, "--no-tickets", "--ticket-keys=keys")
    expect_refusal(brisk, "needs tickets", "server", *identity, "--no-tickets",
                   "--max-early-data=1")
    expect_refusal(brisk, "missing", "server", *identity, "--ticket-keys=missing")
    expect_refusal(brisk, "10240 bytes", "server", *identity, f"--ticket-keys={folder}/garbage")
    for option in ("--num-tickets=9", "--ticket-lifetime=604801", "--threads=0",
                   "--handshake-timeout=0", "--drain-timeout=x", "--max-early-data=-1"):
        expect_refusal(brisk, option, "server", *identity, option)
    for psk in ("0011", "00112233445566778899aabbccddeefg", "0" * 33, "00" * 49, ""):
        expect_refusal(brisk, "--psk takes 16 to 48 bytes", "server", *identity, f"--psk={psk}")
    expect_refusal(brisk, "--psk-identity", "client", "--psk-identity=", "localhost")

    expect_refusal(brisk, "HOST", "client")
    expect_refusal(brisk, "--reconnect=0", "client", "--reconnect=0", "localhost")
    expect_refusal(brisk, "--session-in", "client", "--require-resumed", "localhost")
    expect_refusal(brisk, "missing", "client", "--session-in=missing", "localhost")
    expect_refusal(brisk, "missing", "client", "--early-data=missing", "localhost")
    for damage in check_session_files(folder):
        expect_refusal(brisk, "is no session", "client", f"--session-in={damage}", "localhost")
        check(os.path.exists(damage), f"{damage}, which is no session, stays")
    expect_refusal(brisk, "one server", "client", "localhost", "localhost")
    expect_refusal(brisk, "[::1", "client", "[::1")
    expect_refusal(brisk, "missing.pem", "client", "--ca=missing.pem", "localhost")
    expect_refusal(brisk, "refused", "client", f"--ca={one}/ca.pem", "127.0.0.1:1")

    expect_refusal(brisk, "in pairs", "client", f"--cert={one}/cert.pem", "localhost")
    expect_refusal(brisk, "goes with", "client", "--ocsp=missing", "localhost")
    expect_refusal(brisk, "missing.crl", "client", f"--ca={one}/ca.pem", "--crl=missing.crl",
                   "127.0.0.1:1")
    expect_refusal(brisk, "no CRLs", "client", f"--ca={one}/ca.pem", f"--crl={one}/ca.pem",
                   "127.0.0.1:1")
    expect_refusal(brisk, "needs --ca", "server", *identity, "--verify-client=require")
    expect_refusal(brisk, "request or require", "server", *identity, "--verify-client=maybe")
    expect_refusal(brisk, "--post-handshake-auth needs --ca", "server", *identity,
                   "--post-handshake-auth=request")
    expect_refusal(brisk, "--post-handshake-auth is request or require", "server", *identity,
                   "--post-handshake-auth=c")
    expect_refusal(brisk, "session-cache", "server", *identity, "--session-cache=-1")

    expect_refusal(brisk, "missing", "vectors", "missing")
    expect_refusal(brisk, "garbage", "vectors", f"{folder}/garbage")
    expect_refusal(brisk, "--type is one of", "cert", "--type=dsa1024", f"--out={folder}/three")
    expect_refusal(brisk, "--force", "cert", f"--out={one}")


def check_help(brisk):
    code, out, err = run(brisk, "--help")
    check(code == 0 and "vectors" in out and err == "", "brisk --help")
    code, out, err = run(brisk, "--version")
    check(code == 0 and out.startswith("brisk "), "brisk --version")
    for command in ("info", "vectors", "server", "client", "cert"):
        code, out, err = run(brisk, command, "--help")
        check(code == 0 and out.startswith(f"Usage: brisk {command}") and err == "",
              f"brisk {command} --help")


def check_info(brisk):
    code, out, _ = run(brisk, "info")
    check(code == 0 and "sha256" in out and "topology" in out, "brisk info")
    code, out, _ = run(brisk, "info", "--json")
    info = json.loads(out)
    check(code == 0 and info["kernels"]["sha256"]["rows"][-1]["variant"] == "ref", "info --json")
    for operation, kernel in info["kernels"].items():
        check(kernel["chosen"] in [row["variant"] for row in kernel["rows"]],
              f"{operation} has a kernel")
    code, out, _ = run(brisk, "info", "--cpu=help")
    models = out.split()
    check(code == 0 and len(models) > 3, "info --cpu=help")
    for model in models:
        code, out, _ = run(brisk, "info", "--json", f"--cpu={model}")
        check(code == 0 and json.loads(out)["cpu"] == model, f"info --cpu={model}")


def check_private_files(folder):
    for name in ("one/key.pem", "one/ca.key"):
        mode = os.stat(f"{folder}/{name}").st_mode & 0o777
        check(mode == 0o600, f"{name} has mode {mode:o}")


def main():
    brisk = os.path.abspath(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        make_files(folder, brisk)
        check_private_files(folder)
        check_help(brisk)
        check_info(brisk)
        check_refusals(brisk, folder)
    print(f"test_cli: {checks} checks, {failures} failed")
    return 1 if failures or not checks else 0


sys.exit(main())
