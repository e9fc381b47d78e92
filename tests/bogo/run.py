#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Runs BoringSSL's TLS test runner with a shim, and counts.

usage: run.py DIR SHIM CONFIG LOG [PATTERN]

DIR has runner.test, CONFIG is the selection of tests, LOG gets all that the runner prints; PATTERN
selects among the tests ("A*;B*"). Prints the tests that failed, the reasons why others were not
run, with counts, and the totals. Fails if a test failed, or if fewer passed than MIN_PASSED.
"""

import collections
import json
import os
import subprocess
import sys
import tempfile

# To be raised as features land.
MIN_PASSED = 1562

# A sanitizer's finding is a failure also where the runner expects the connection to fail
# (EXIT_MUST_FAIL in options.h).
SANITIZERS = {
    "ASAN_OPTIONS": "exitcode=90:detect_leaks=1",
    "UBSAN_OPTIONS": "halt_on_error=1:exitcode=90:print_stacktrace=1",
}


def merged_config(path, directory):
    """The selection, without the tests of policy.json."""
    with open(path) as file:
        config = json.load(file)
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "policy.json")) as file:
        policy = json.load(file)["DisabledTests"]
    config["DisabledTests"].update(policy)
    merged = os.path.join(directory, "config.json")
    with open(merged, "w") as file:
        json.dump(config, file)
    return merged, policy


def run(runner, shim, config, log, pattern, directory):
    """Runs the tests. Returns the outcome of each, and the reasons of those not run."""
    results = os.path.join(directory, "results.json")
    reasons = os.path.join(directory, "reasons")
    command = ["./runner.test", "-shim-path", os.path.abspath(shim), "-shim-config", config,
               "-shim-extra-flags", "-brisk-reasons;" + reasons, "-json-output", results,
               "-allow-unimplemented", "-loose-errors", "-pipe"]
    if pattern:
        command += ["-test", pattern]
    with open(log, "w") as output:
        subprocess.run(command, cwd=runner, env={**os.environ, **SANITIZERS}, stdout=output,
                       stderr=subprocess.STDOUT)
    try:
        with open(results) as file:
            tests = json.load(file)["tests"]
    except OSError:
        sys.exit(f"run.py: the runner wrote no results; see {log}")
    lines = []
    if os.path.exists(reasons):
        with open(reasons, errors="replace") as file:
            lines = [line.rstrip("\n").split("\t", 1) for line in file]
    return {name: test["actual"] for name, test in tests.items()}, lines


def main():
    if len(sys.argv) not in (5, 6):
        sys.exit(__doc__)
    runner, shim, selection, log = sys.argv[1:5]
    pattern = sys.argv[5] if len(sys.argv) == 6 else None
    with tempfile.TemporaryDirectory() as directory:
        config, policy = merged_config(selection, directory)
        outcomes, reasons = run(runner, shim, config, log, pattern, directory)

    count = collections.Counter(outcomes.values())
    failed = sorted(name for name, outcome in outcomes.items() if outcome not in ("PASS", "SKIP"))
    print("not implemented, by reason:")
    for reason, number in collections.Counter(r[0] for r in reasons).most_common():
        flags = collections.Counter(r[1] for r in reasons if r[0] == reason and len(r) > 1)
        print(f"{number:6} {reason} ({', '.join(flag for flag, _ in flags.most_common(3))})")
    print("left out (policy.json):")
    for name, reason in policy.items():
        print(f"       {name}: {reason}")
    for name in failed:
        print(f"FAILED: {name}")
    if failed:
        print(f"the runner's words are in {log}")
    print(f"bogo: {count['PASS']} passed, {len(failed)} failed, {count['SKIP']} not implemented, "
          f"{len(policy)} left out")
    if not pattern and count["PASS"] < MIN_PASSED:
        print(f"bogo: at least {MIN_PASSED} must pass")
        return 1
    return 1 if failed or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
