#!/usr/bin/env python3
"""Program text to reward: recad beside the CadQuery pipeline that reward servers run today, in one run.

    python benches/reward_peers.py [--peers ../shared/bench/peers] [--rounds 5] [--output tests/reports/reward_speed.md]

Needs the packages of tests/oracles/requirements.txt and a Rust toolchain. The pairs are those of the peer's
`reward_cadquery.py`: each of six parts as a program, beside the mesh file of the same part stretched by (1.04, 0.97, 1)
and scaled into the unit cube. Everything is pinned to one CPU and alternates (recad, peer, recad, ...); the figures
are medians of CPU milliseconds of warm processes. The peer runs the script, tessellates, hands the mesh over as STL,
samples 8192 points on each surface, and takes Chamfer distance and IoU.

recad's side is `benches/reward.rs` (release profile): the default configuration, all terms on, with `normalize =
"box"`, as the peer normalises; the reference is made ready once (as the peer's target is), no result is kept between
candidates, and a literal of the program changes in every run. A second row also reports the literature's protocol
(`field`), which gives the peer's figure from as many points.

The accuracy of both is that of the IoU against the limit of ever finer chords (`true_iou`). OpenCASCADE's own boolean of
the stretched solids is no truth: its integrals over the surfaces that stretching makes are off by 1e-4.
"""
import argparse
import os
import statistics
import sys
import tempfile
import time

from serving import ROOT, Recad

CONFIG = 'normalize = "box"\n'


def true_iou(peer, shape, stretch):
    """IoU of a solid and its stretched copy, each in the unit cube, and how far it may be off: by the peer's own pipeline
    with chords within 4e-4 and 1e-4 mm, from which the limit follows, as the error of chords falls with their height."""
    def of(chord):
        vertices, triangles = shape.copy().tessellate(chord, 0.5)
        first = peer.trimesh.Trimesh([v.toTuple() for v in vertices], triangles)
        second = first.copy()
        second.apply_scale(stretch)
        return peer.iou(peer.normalise(first), peer.normalise(second))

    coarse, fine = of(4e-4), of(1e-4)
    limit = (4 * fine - coarse) / 3
    return limit, abs(limit - fine)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=os.path.join(ROOT, "..", "shared", "bench", "peers"))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--output", help="also write the table here, as Markdown")
    args = parser.parse_args()
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    recad = Recad("reward")
    sys.path.insert(0, args.peers)
    import reward_cadquery as peer
    peer.heavy_imports()

    lines = []

    def say(text=""):
        print(text, flush=True)
        lines.append(text)

    say("| part | CadQuery ms | recad ms | ratio | with `field` ms | ratio | IoU | error CadQuery | error recad |"
        " field ×1000 CadQuery | recad |")
    say("|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|")
    totals = [0.0, 0.0, 0.0]
    with tempfile.TemporaryDirectory() as folder:
        for name in peer.names():
            target, script = peer.target_mesh(name, folder), peer.source(name)
            with open(os.path.join(ROOT, "corpus", "peers", name + ".recad")) as file:
                program = file.read()

            def ours(config):
                return recad.ask(candidate=program, reference_file=os.path.join(folder, name + ".stl"), runs=20,
                                 config=config)

            theirs, own, fielded = [], [], []
            began = time.perf_counter()
            for _ in range(args.rounds + 1):
                answer = ours(CONFIG)
                own.append(answer["cpu_ms"])
                start = time.process_time()
                distance, iou, _, rows = peer.one_reward(script, target.copy(), os.path.join(folder, "part.stl"))
                theirs.append(1e3 * (time.process_time() - start))
                answer = ours(CONFIG + "[comparison]\nfield = true\n")
                fielded.append(answer["cpu_ms"])
                if len(theirs) > 2 and time.perf_counter() - began > 120:
                    break
            # The first round warms up.
            medians = [statistics.median(times[1:]) for times in (theirs, own, fielded)]
            totals = [total + median for total, median in zip(totals, medians)]
            true, doubt = true_iou(peer, peer.run_program(script), peer.STRETCH)
            found = answer["comparison"]
            say(f"| {name} | {medians[0]:.1f} | {medians[1]:.2f} | {medians[0] / medians[1]:.0f} | {medians[2]:.2f} | "
                f"{medians[0] / medians[2]:.0f} | {true:.7f} ± {doubt:.0e} | {abs(iou - true):.1e} | "
                f"{abs(found['iou'] - true):.1e} | {1e3 * distance:.4f} | {found['field']['cd_x1000']:.4f} |")
    count = len(peer.names())
    say(f"| samples/s, each part equally often | {1e3 * count / totals[0]:.2f} | {1e3 * count / totals[1]:.0f} | "
        f"{totals[0] / totals[1]:.0f} | {1e3 * count / totals[2]:.0f} | {totals[0] / totals[2]:.0f} | | | | | |")
    if args.output:
        head = "# Rewards beside CadQuery\n\nWritten by `python benches/reward_peers.py --output " \
               f"{args.output}`, which says what is measured.\n\n"
        with open(args.output, "w") as file:
            file.write(head + "\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
