#!/usr/bin/env python3
"""Compare culprit with Rust evtx on one log, in one run on one machine.

  bench/evtx.py --log BIG.evtx --culprit ./culprit --rust evtx_dump [--runs 9] [--big HUGE.evtx]

Programs are run in turn, RUNS times each, with their output thrown away. The
processor time (user + system) and the wall time given are each the smallest of
all runs, the memory the largest. On a busy machine compare processor times.
bench/README.md says how to get the programs and the logs.
"""
import argparse
import os
import sys
import time


def run(argv):
    """Run a program; return processor seconds, wall seconds, peak MiB."""
    start = time.monotonic()
    pid = os.fork()
    if pid == 0:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.dup2(null, 2)
        os.execvp(argv[0], argv)
    _, status, use = os.wait4(pid, 0)
    wall = time.monotonic() - start
    if status != 0:
        sys.exit(f"{' '.join(argv)}: status {status}")
    return use.ru_utime + use.ru_stime, wall, use.ru_maxrss / 1024


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--log", required=True)
    p.add_argument("--big", help="a log whose size memory must not depend on")
    p.add_argument("--culprit", default="culprit")
    p.add_argument("--rust", default="evtx_dump")
    p.add_argument("--runs", type=int, default=9)
    a = p.parse_args()
    c = [a.culprit, "events", "--progress", "never"]
    contenders = {
        "JSONL, Rust, 1 thread": [a.rust, "-t", "1", "-o", "jsonl", a.log],
        "JSONL, culprit, 1 thread": c + ["-f", "jsonl", "--jobs", "1", a.log],
        "JSONL, Rust, 2 threads": [a.rust, "-t", "2", "-o", "jsonl", a.log],
        "JSONL, culprit, 2 threads": c + ["-f", "jsonl", "--jobs", "2", a.log],
        "XML, Rust, 1 thread": [a.rust, "-t", "1", "-o", "xml", "--no-indent", "--dont-show-record-number", a.log],
        "XML, culprit, 1 thread": c + ["-f", "xml", "--jobs", "1", a.log],
    }
    best = {}
    for _ in range(a.runs):
        for name, argv in contenders.items():
            cpu, wall, rss = run(argv)
            old = best.get(name, (cpu, wall, rss))
            best[name] = (min(cpu, old[0]), min(wall, old[1]), max(rss, old[2]))
    if a.big:
        name = f"JSONL, culprit, 2 threads, {os.path.getsize(a.big) / 1e9:.1f} GB"
        best[name] = run(c + ["-f", "jsonl", "--jobs", "2", a.big])
    size = os.path.getsize(a.log) / 1e6
    print("| what | processor s | wall s | MB/s of processor time | peak MiB |")
    print("|---|---|---|---|---|")
    for name, (cpu, wall, rss) in best.items():
        speed = f"{size / cpu:.0f}" if "GB" not in name else ""
        print(f"| {name} | {cpu:.2f} | {wall:.2f} | {speed} | {rss:.0f} |")
    for what in ("JSONL", "XML"):
        rust, ours = best[f"{what}, Rust, 1 thread"], best[f"{what}, culprit, 1 thread"]
        print(f"\n{what}, 1 thread: {rust[0] / ours[0]:.2f} times Rust by processor time, {rust[1] / ours[1]:.2f} by wall time")
    one, two = best["JSONL, culprit, 1 thread"], best["JSONL, culprit, 2 threads"]
    print(f"\n2 threads: {one[1] / two[1]:.2f} times one by wall time")


if __name__ == "__main__":
    main()
