#!/usr/bin/env python3
# SPDX-FileCopyrightText: The brisk authors
# SPDX-License-Identifier: Apache-2.0

"""Turns a result file of brisk-bench (--json=FILE) into the Markdown tables of docs/benchmarking.md.

Usage: bench/tables.py FILE > tables.md
Rows that were disturbed, or spread by more than a tenth, are marked with a star.
"""

import json
import sys


class Results:
    """The medians of a run by name."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            data = json.load(file)
        self.context = data["context"]
        self.rows = {}
        self.amounts = {}
        self.least_share = {}
        for entry in data["benchmarks"]:
            name = entry["run_name"]
            if entry.get("aggregate_name") == "median":
                self.rows[name] = entry
            elif "amount" in entry:
                self.amounts[name] = entry["amount"]
            elif "cpu_share" in entry and entry["run_type"] == "iteration":
                self.least_share[name] = min(self.least_share.get(name, 1), entry["cpu_share"])

    def mark(self, name):
        disturbed = self.least_share.get(name, 1) < 0.98 or self.rows[name]["spread"] > 0.1
        return "*" if disturbed else ""

    def figure(self, name, key, digits=None):
        if name not in self.rows or key not in self.rows[name]:
            return ""
        value = self.rows[name][key]
        if digits is None:
            digits = 0 if value >= 100 else 1
        return f"{value:,.{digits}f}" + self.mark(name)


def print_table(head, rows):
    if not rows:
        return
    print("| " + " | ".join(head) + " |")
    print("| --- |" + " ---: |" * (len(head) - 1))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


def print_context(context):
    print(f"{context['cpu_model']} ({context['cpu_identity']}), virtual machine: {context['virtual_machine']}; "
          f"core clock {context['core_hz'] / 1e9:.2f} GHz, governor {context['governor']}, turbo {context['turbo']}, "
          f"SMT {context['smt']}; {context['compiler']}; peer {context['peer_version']}; "
          f"threads: {context['threads']}.")
    print("Kernels: " + ", ".join(f"{op} {row}" for op, row in context["kernels"].items()) + ".\n")


def print_handshakes(results):
    rows, suite = [], ""
    for name, entry in results.rows.items():
        if not name.endswith("/single/server"):
            continue
        base = name[: -len("/single/server")]
        suite = suite or entry["label"].split()[0]
        client, engine = base + "/single/client", base + "/nojobs/server"
        rows.append([base[len("handshake/"):],
                     results.figure(name, "ops_per_second"), results.figure(name, "cycles_per_op"),
                     results.figure(name, "ratio_to_peer", 2),
                     results.figure(client, "ops_per_second"), results.figure(client, "cycles_per_op"),
                     results.figure(client, "ratio_to_peer", 2),
                     results.figure(engine, "cycles_per_op")])
    if rows:
        print(f"**Handshakes**, {suite} and TLS 1.2's suites with the same AEAD and hash:\n")
    print_table(["", "server/s", "cycles", "x peer", "client/s", "cycles", "x peer",
                 "server without jobs, cycles"], rows)


def print_bulk(results, title, rows, unit=" B", key="cycles_per_byte", digits=2):
    """rows: title -> size -> the names whose figures stand in the cell."""
    sizes = sorted({size for cells in rows.values() for size in cells})
    if rows:
        print(title + "\n")
    print_table([""] + [f"{size}{unit}" for size in sizes],
                [[head] + [" / ".join(results.figure(name, key, digits)
                                      for name in cells.get(size, [])) for size in sizes]
                 for head, cells in rows.items()])


def print_records(results):
    rows = {}
    for name in results.rows:
        part = name.split("/")
        if part[0] == "record" and part[4] == "brisk":
            peer = "/".join(part[:4] + [results.context["peer"], part[5]])
            cell = [name] + ([peer] if peer in results.rows else [])
            rows.setdefault(f"{part[2]} {part[3]}", {})[int(part[5])] = cell
    print_bulk(results, "**Records**, cycles per byte, brisk / peer:", rows)


def print_kernels(results):
    bulk, jobs, single = {}, {}, []
    for name in results.rows:
        part = name.split("/")
        if len(part) != 3:
            continue
        if part[2].isdigit() and "x8_" in part[0]:
            jobs.setdefault(f"{part[0]}/{part[1]}", {})[int(part[2])] = [name]
        elif part[2].isdigit():
            bulk.setdefault(f"{part[0]}/{part[1]}", {})[int(part[2])] = [name]
        elif part[1] != results.context["peer"]:
            peer = f"{part[0]}/{results.context['peer']}/{part[2]}"
            single.append([f"{part[0]}/{part[1]}", results.figure(name, "ops_per_second"),
                           results.figure(name, "cycles_per_op"),
                           results.figure(peer, "ops_per_second"),
                           results.figure(name, "ratio_to_peer", 2)])
    print_bulk(results, "**Kernels**, cycles per byte:", bulk)
    print_table(["", "per second", "cycles", "peer's per second", "x peer"], single)
    print_bulk(results, "**Many at a time**, cycles each by the number of jobs:", jobs, "", "cycles_per_op", None)


def print_memory(results):
    """A row for each engine and version: of both roles, in the handshake and idle."""
    rows = {}
    for name, amount in results.amounts.items():
        _, version, state, engine, role = name.split("/")
        rows.setdefault(f"{version}, {engine}", {})[f"{state}, {role}"] = f"{amount:,}"
    if not rows:
        return
    columns = list(next(iter(rows.values())))
    print("**Memory** of a connection, bytes:\n")
    print_table([""] + columns, [[head] + [cells.get(column, "") for column in columns]
                                 for head, cells in rows.items()])


def main():
    if len(sys.argv) != 2 or sys.argv[1].startswith("-"):
        sys.exit(__doc__.strip())
    results = Results(sys.argv[1])
    print_context(results.context)
    print_handshakes(results)
    print_memory(results)
    print_records(results)
    print_kernels(results)


if __name__ == "__main__":
    main()
