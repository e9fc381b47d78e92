#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Prints one table of what the interoperation tests have counted: a line for each peer and role, a
column for each feature, in each cell the cases that went well, and where there are such !failed and
-impossible ones. What peers cannot do follows.

Usage: table.py FOLDER    BRISK_INTEROP_COUNTS while the tests ran"""

import glob
import json
import os
import sys

FEATURES = ("full 1.2", "full 1.3", "resumed 1.2", "resumed 1.3", "client certificate 1.2",
            "client certificate 1.3", "older suites 1.2", "early data 1.3", "key update 1.3", "retry 1.3", "other")
TITLES = ("full\n1.2", "full\n1.3", "resumed\n1.2", "resumed\n1.3", "client\ncert 1.2",
          "client\ncert 1.3", "older\nsuites", "early\ndata", "key\nupdate", "hello\nretry", "other")


def read_counts(folder):
    """Returns {(peer, role): {feature: counts}}, {peer: {reason: number}}, and the tests' names."""
    rows, reasons, names = {}, {}, []
    for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
        if os.path.exists(path.replace(".json", "-long.json")):
            continue  # the long form has its cases, too
        names.append(os.path.basename(path).removesuffix(".json"))
        with open(path, encoding="utf-8") as file:
            counted = json.load(file)
        for peer, role, feature, counts in counted["tags"]:
            cell = rows.setdefault((peer, role), {}).setdefault(feature, {})
            for result, number in counts.items():
                cell[result] = cell.get(result, 0) + number
        for peer, whys in counted["reasons"].items():
            of_peer = reasons.setdefault(peer, {})
            for why, number in whys.items():
                of_peer[why] = of_peer.get(why, 0) + number
    return rows, reasons, names


def cell(counts):
    words = [str(counts["ok"])] if counts.get("ok") else []
    failed = counts.get("FAILED", 0) + counts.get("not run", 0)
    if failed:
        words.append(f"!{failed}")
    if counts.get("cannot"):
        words.append(f"-{counts['cannot']}")
    return " ".join(words)


def print_table(rows):
    lines = [["", *(title.split("\n")[0] if "\n" in title else "" for title in TITLES)],
             ["peer", *(title.split("\n")[-1] for title in TITLES)]]
    for (peer, role), features in sorted(rows.items()):
        unknown = set(features) - set(FEATURES)
        if unknown:
            raise ValueError(f"no column for {unknown}")
        lines.append([f"{peer} {role}", *(cell(features.get(name, {})) for name in FEATURES)])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        cells = [text.rjust(width) for text, width in zip(line[1:], widths[1:])]
        print("  ".join([line[0].ljust(widths[0]), *cells]).rstrip())


def main():
    rows, reasons, names = read_counts(sys.argv[1])
    if not rows:
        print("no interoperation test has run")
        return 1
    print(f"\nInteroperation, cases of {', '.join(names)}:\n")
    print_table(rows)
    print("\n!N: failed; -N: cannot be done, for these reasons:")
    for peer, whys in sorted(reasons.items()):
        for why, number in sorted(whys.items(), key=lambda item: -item[1]):
            print(f"  {peer}: {why}: {number}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
