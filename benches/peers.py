#!/usr/bin/env python3
"""Program text to triangle mesh: recad beside CadQuery and manifold3d, in one run.

    python benches/peers.py [--peers ../shared/bench/peers] [--rounds 7] [--output tests/reports/speed.md]

Needs the packages of tests/oracles/requirements.txt and a Rust toolchain. Everything is pinned to one
CPU and alternates (recad, peer, peer, recad, ...); the figures are medians of CPU milliseconds of warm
processes. recad's side is `benches/compile.rs` (release profile): the standard library is parsed, no
result is cached, and a literal of the program changes in every run. `cadquery` is the tolerance the
published pipelines use (about 127 segments a circle), `manifold` and `manifold128` are manifold3d driven
from Python with 64 and 128 segments a circle; recad meshes with the same number of segments as the
peer it is compared with. The triangle counts of both sides are printed.
"""
import argparse
import math
import os
import statistics
import sys
import time

from serving import ROOT, Recad


def timed(call):
    start = time.process_time()
    volume, triangles = call()
    return 1e3 * (time.process_time() - start), volume, triangles


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=os.path.join(ROOT, "..", "shared", "bench", "peers"))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--output", help="also write the tables here, as Markdown")
    args = parser.parse_args()
    recad = Recad("compile", "--no-default-features")
    lines = []

    def say(text=""):
        print(text, flush=True)
        lines.append(text)

    say("# Program text to mesh, CPU milliseconds (medians of one alternating run on one CPU)")
    if os.path.exists(os.path.join(args.peers, "compile_peers.py")):
        sys.path.insert(0, args.peers)
        import compile_peers as peers
        peer_table(recad, peers, args.rounds, say)
    else:
        say(f"\nNo peers at {args.peers}: only recad's own scaling is measured.")
    scaling_table(recad, args.rounds, say)
    if args.output:
        with open(args.output, "w") as out:
            out.write("\n".join(lines) + "\n")


def peer_table(recad, peers, rounds, say):
    os.sched_setaffinity(0, {sorted(os.sched_getaffinity(0))[0]})
    os.sched_setaffinity(recad.process.pid, os.sched_getaffinity(0))
    sides = [("cadquery", lambda n: peers.run_cadquery(n, (0.001, 0.1)), 127),
             ("manifold", lambda n: peers.run_manifold(n, 64), 64),
             ("manifold128", lambda n: peers.run_manifold(n, 128), 128)]
    models = sorted(name[:-5] for name in os.listdir(peers.MODELS) if name.endswith(".json"))
    for peer, run, segments in sides:
        say(f"\n## {peer}, {segments} segments a circle\n")
        say("| model | recad ms | peer ms | ratio | recad triangles | peer triangles | recad volume error | peer volume error |")
        say("|---|--:|--:|--:|--:|--:|--:|--:|")
        ratios = {}
        for model in models:
            program = os.path.join(ROOT, "corpus", "peers", model + ".recad")
            exact = peers.load(model)["volume"]
            try:
                run(model)
            except ImportError:
                say(f"\n{peer} is not installed, skipped")
                break
            ours, theirs, began = [], [], time.perf_counter()
            while len(theirs) < rounds and (len(theirs) < 2 or time.perf_counter() - began < 60):
                ours.append(recad.ask(program=program, segments=segments, runs=20))
                theirs.append(timed(lambda: run(model)))
            a, b = statistics.median(o["cpu_ms"] for o in ours), statistics.median(t[0] for t in theirs)
            ratios[model] = b / a
            say(f"| {model} | {a:.3f} | {b:.2f} | {b / a:.0f}× | {ours[-1]['triangles']} | {theirs[-1][2]} "
                f"| {ours[-1]['volume'] / exact - 1:+.1e} | {theirs[-1][1] / exact - 1:+.1e} |")
        if ratios:
            say(f"\nGeometric mean {mean(ratios.values()):.1f}×, without the plate of 100 holes "
                f"{mean(r for m, r in ratios.items() if 'grid100' not in m):.1f}×.")


def mean(ratios):
    ratios = list(ratios)
    return math.exp(sum(math.log(r) for r in ratios) / len(ratios))


def scaling_table(recad, rounds, say):
    say("\n## Scaling: a square plate minus a grid of holes, 64 segments a circle\n")
    say("| holes | recad ms | µs a hole | triangles |")
    say("|--:|--:|--:|--:|")
    for side in (3, 10, 32, 100):
        answers = [recad.ask(holes=side, segments=64, runs=5) for _ in range(rounds)]
        ms = statistics.median(answer["cpu_ms"] for answer in answers)
        say(f"| {side * side} | {ms:.3f} | {1e3 * ms / side ** 2:.2f} | {answers[-1]['triangles']} |")


if __name__ == "__main__":
    main()
