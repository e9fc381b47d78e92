#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""`brisk server --www` shows its page to Chromium (BoringSSL) and Firefox (NSS), where they are
installed (packages chromium and firefox-esr, which tools/setup leaves out for their size): compressed
certificates, record_size_limit, HelloRetryRequest, TLS 1.2.

Usage: browsers.py BRISK [SEED]"""

import os
import shutil
import subprocess

from pki import Pki
from support import BriskServer, Child, Failure, main, skip

BROWSER_TIMEOUT = 60  # seconds
PAGE = "brisk answers over "


class Chromium:
    name = "chromium"
    compressions = {"brotli": "brotli", "brotli,zlib": "brotli", "zlib": None}
    has_record_size_limit = False

    def __init__(self, pki, program):
        self.pki, self.program = pki, program
        self.number = 0

    def show(self, url):
        """The page as text. A profile of its own each time: nothing is resumed."""
        self.number += 1
        return Child(self.program, "--headless", "--no-sandbox", "--disable-gpu",
                     "--ignore-certificate-errors",
                     f"--user-data-dir={self.pki.path(f'chromium{self.number}')}", "--dump-dom", url)

    def check_page(self, browser):
        if PAGE not in browser.text("stdout"):
            raise Failure(f"chromium does not show the page; {browser.said()}")


class Firefox:
    name = "firefox"
    compressions = {"brotli": "brotli", "zlib": "zlib", "zlib,brotli": "zlib"}
    has_record_size_limit = True

    def __init__(self, pki, program):
        self.pki, self.program = pki, program
        self.certutil = shutil.which("certutil")
        self.number = 0
        if not self.certutil:
            skip("certutil is missing: install package libnss3-tools")

    def show(self, url):
        self.number += 1
        profile = self.pki.path(f"firefox{self.number}")
        os.mkdir(profile)
        for arguments in (("-N", "--empty-password"),
                          ("-A", "-n", "ca", "-t", "C,,", "-i", self.pki.path("root.pem"))):
            with Child(self.certutil, *arguments, "-d", f"sql:{profile}") as tool:
                tool.expect_success()
        return Child(self.program, "--headless", "--no-remote", "--profile", profile,
                     "--screenshot", f"{profile}/page.png", url,
                     environment={**os.environ, "HOME": profile})

    def check_page(self, browser):
        """What it shows is a picture; the server knows that it was asked for the page."""


def end(child):
    """Browsers end when they have shown the page, but start slowly."""
    try:
        child.process.wait(BROWSER_TIMEOUT)
    except subprocess.TimeoutExpired:
        raise Failure(f"{child.name} did not end; {child.said()}") from None
    child.expect_success()


def shows_page(brisk, pki, browser, *arguments, words=(), without=()):
    with BriskServer(brisk, *pki.identity("ecdsa_p256"), "--www", *arguments) as server:
        with browser.show(f"https://localhost:{server.port}/") as child:
            end(child)
            browser.check_page(child)
        line = server.expect_line("established", *words)
        for word in without:
            if word in line:
                raise Failure(f"brisk server reported {line!r}, with {word}")


def has_compression(brisk, names):
    probe = subprocess.run((brisk, "server", f"--cert-compression={names}"), capture_output=True,
                           text=True, check=False)
    return "no algorithm" not in probe.stderr


def check_browser(brisk, pki, browser, report):
    print(f"\nbrisk server, {browser.name}")
    report.tag = browser.name, "client", "other"
    common = brisk, pki, browser
    report.single("TLS 1.3", lambda: shows_page(*common, words=["TLS 1.3"]),
                  tag=(browser.name, "client", "full 1.3"))
    report.single("TLS 1.2", lambda: shows_page(*common, "--tls1_2", words=["TLS 1.2"]),
                  tag=(browser.name, "client", "full 1.2"))
    for ours, chosen in browser.compressions.items():
        if not has_compression(brisk, ours):
            print(f"  certificate compression by {ours} is left out: brisk was built without it")
            continue
        text = "our certificate compressed with"
        report.single(f"certificate compression: {ours}",
                      lambda o=ours, c=chosen, t=text: shows_page(
                          *common, f"--cert-compression={o}", words=[f"{t} {c}"] if c else [],
                          without=[] if c else [t]))
    report.single("HelloRetryRequest with a cookie",
                  lambda: shows_page(*common, "--groups=p384", "--retry-cookie",
                                     words=["p384 (after HelloRetryRequest)"]),
                  tag=(browser.name, "client", "retry 1.3"))
    limit = ["record size limit 16385"] if browser.has_record_size_limit else []
    report.single("record_size_limit",
                  lambda: shows_page(*common, "--record-size-limit=512", words=limit))


def test(brisk, folder, report):
    pki = Pki(folder)
    found = [(kind, shutil.which(program))
             for kind, program in ((Chromium, "chromium"), (Firefox, "firefox-esr"))]
    if not any(program for _, program in found):
        skip("no browser: install package chromium or firefox-esr")
    for kind, program in found:
        if program:
            check_browser(brisk, pki, kind(pki, program), report)
        else:
            print(f"\n{kind.name} is left out: it is not installed")


if __name__ == "__main__":
    main(test)
