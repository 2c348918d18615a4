"""Independent figures for comparisons of shapes, by other people's software on the same shapes.

    python compare_truth.py > ../fixtures/compare.json

- `overlaps`: pairs of solids built in OpenCASCADE (CadQuery) and, as programs, in recad: volumes of both and of what
  they have in common by exact booleans.
- `points`: the Chamfer distance of two fixed sets of points by scipy, as the literature's protocol asks (squared,
  both directions summed, x 1000).
- `field`: the whole protocol on two meshes: 8192 random points on each by the sampling rule that recad documents
  (written down again here), both in their unit boxes, distances by scipy.
"""

import json
import math

import cadquery as cq
import numpy as np
from scipy.spatial import cKDTree


def cylinder(radius, height, at=(0, 0, 0), direction=(0, 0, 1)):
    return cq.Solid.makeCylinder(radius, height, cq.Vector(*at), cq.Vector(*direction))


def block(width, depth, height, at=(0, 0, 0)):
    x, y, z = at
    return cq.Solid.makeBox(width, depth, height, cq.Vector(x - width / 2, y - depth / 2, z))


def sphere(radius, at=(0, 0, 0)):
    return cq.Solid.makeSphere(radius, cq.Vector(*at), cq.Vector(0, 0, 1), -90, 90, 360)


def cone(bottom, top, height, at=(0, 0, 0)):
    return cq.Solid.makeCone(bottom, top, height, cq.Vector(*at), cq.Vector(0, 0, 1))


def torus(major, minor, at=(0, 0, 0)):
    return cq.Solid.makeTorus(major, minor, cq.Vector(*at), cq.Vector(0, 0, 1))


def plate(width, depth, height, holes):
    solid = block(width, depth, height)
    for x, y, radius in holes:
        solid = solid.cut(cylinder(radius, height + 2, (x, y, -1)))
    return solid


def slot_plate(x):
    sketch = cq.Workplane("XY").center(x, 0).slot2D(20, 8).extrude(5)
    return block(40, 30, 5).cut(sketch.val())


PLATE = "part p = face(rect({w}, {d}), holes = [{holes}]).on(XY).extrude({h})"


def plate_program(width, depth, height, holes):
    circles = ", ".join(f"circle(({x}, {y}), {r})" for x, y, r in holes)
    return PLATE.format(w=width, d=depth, h=height, holes=circles)


HOLES_A = [(10, 8, 3), (-12, 6, 4), (0, -9, 2.5)]
HOLES_B = [(11, 7.5, 3.5), (-12, 6, 3), (1, -9, 2.5)]
# name, whether recad can compare the bodies exactly, OpenCASCADE's shapes, recad's programs
PAIRS = [
    ("shifted boxes", True, block(10, 12, 8), block(10, 12, 8, (3, -2, 1)),
     "part p = box(10, 12, 8)", "part p = box(10, 12, 8, at = (3, -2, 1))"),
    ("turned boxes", True, block(10, 12, 8), block(10, 12, 8).rotate(cq.Vector(0, 0, 0), cq.Vector(1, 2, 3), 40),
     "part p = box(10, 12, 8)",
     "part p = box(10, 12, 8).rotate(40deg, axis((0, 0, 0), (1, 2, 3)))"),
    ("plates with holes", True, plate(50, 30, 6, HOLES_A), plate(48, 31, 5, HOLES_B),
     plate_program(50, 30, 6, HOLES_A), plate_program(48, 31, 5, HOLES_B)),
    ("plates with slots", True, slot_plate(0), slot_plate(2.5),
     "part p = (rect(40, 30).face() - slot((-6, 0), (6, 0), 8)).on(XY).extrude(5)",
     "part p = (rect(40, 30).face() - slot((-3.5, 0), (8.5, 0), 8)).on(XY).extrude(5)"),
    ("concentric cylinders", True, cylinder(10, 20), cylinder(8, 25, (0, 0, -2)),
     "part p = cylinder(10, 20)", "part p = cylinder(8, 25, at = (0, 0, -2))"),
    ("parallel cylinders", True, cylinder(10, 20), cylinder(9, 20, (7, 1, 3)),
     "part p = cylinder(10, 20)", "part p = cylinder(9, 20, at = (7, 1, 3))"),
    ("turned prisms", True, block(20, 10, 5).cut(cylinder(3, 9, (4, 0, -1))),
     block(20, 10, 5).cut(cylinder(3, 9, (4, 0, -1))).rotate(cq.Vector(0, 0, 0), cq.Vector(0, 0, 1), 17),
     "part p = box(20, 10, 5) - cylinder(3, 9, at = (4, 0, -1))",
     "part p = (box(20, 10, 5) - cylinder(3, 9, at = (4, 0, -1))).rotate(17deg)"),
    ("crossing cylinders", False, cylinder(6, 30, (0, 0, -15)), cylinder(5, 30, (-15, 0, 0), (1, 0, 0)),
     "part p = cylinder(6, 30, at = (0, 0, -15))", "part p = circle((0, 0), 5).on(YZ).extrude(15, back = 15)"),
    ("shaft with a cross hole", False,
     cylinder(8, 30).cut(cylinder(3, 40, (-20, 0, 15), (1, 0, 0))), cylinder(7.5, 32, (0.5, 0, -1)),
     "part p = cylinder(8, 30) - circle((0, 15), 3).on(YZ).extrude(20, back = 20)",
     "part p = cylinder(7.5, 32, at = (0.5, 0, -1))"),
    ("sphere and box", False, sphere(10), block(12, 14, 16, (2, 1, -6)),
     "part p = sphere(10)", "part p = box(12, 14, 16, at = (2, 1, -6))"),
    ("sphere and cylinder", False, sphere(10), cylinder(6, 30, (3, 0, -15)),
     "part p = sphere(10)", "part p = cylinder(6, 30, at = (3, 0, -15))"),
    ("cone and cylinder", False, cone(10, 4, 18), cylinder(7, 12, (1, 2, 3)),
     "part p = cone(10, 4, 18)", "part p = cylinder(7, 12, at = (1, 2, 3))"),
    ("rings", False, torus(12, 4), torus(11, 4, (1, 0, 1)),
     "part p = torus(12, 4)", "part p = torus(11, 4, center = (1, 0, 1))"),
    ("ring and block", False, torus(12, 4), block(20, 20, 6, (4, 0, -2)),
     "part p = torus(12, 4)", "part p = box(20, 20, 6, at = (4, 0, -2))"),
    ("drilled block and its copy with a wider drill", False,
     block(30, 20, 10).cut(cylinder(4, 40, (-20, 0, 5), (1, 0, 0))),
     block(30, 20, 10).cut(cylinder(4.5, 40, (-20, 0, 5), (1, 0, 0))).cut(cylinder(2, 20, (8, 5, -5))),
     "part p = box(30, 20, 10) - circle((0, 5), 4).on(YZ).extrude(20, back = 20)",
     "part p = box(30, 20, 10) - circle((0, 5), 4.5).on(YZ).extrude(20, back = 20) - cylinder(2, 20, at = (8, 5, -5))"),
]


def overlaps():
    rows = []
    for name, exact, a, b, program_a, program_b in PAIRS:
        common = sum(solid.Volume() for solid in a.intersect(b).Solids())
        rows.append({"name": name, "exact": exact, "a": program_a, "b": program_b, "first": a.Volume(),
                     "second": b.Volume(), "common": common})
    return rows


def chamfer(a, b):
    squared = lambda p, q: float(np.mean(cKDTree(q).query(p)[0] ** 2))
    return 1000.0 * (squared(a, b) + squared(b, a))


def points():
    generator = np.random.default_rng(5)
    a, b = np.round(generator.random((150, 3)), 4), np.round(generator.random((170, 3)) * [1, 0.8, 0.9], 4)
    return {"a": a.tolist(), "b": b.tolist(), "distance": chamfer(a, b)}


def numbers(seed):
    """SplitMix64 as numbers in 0..1."""
    state, mask = seed & (2**64 - 1), 2**64 - 1
    while True:
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        yield ((z ^ (z >> 31)) >> 11) / 2.0**53


def sampled(vertices, triangles, count, seed):
    """Three numbers a point: along the running total of the areas, and two within the triangle."""
    corners = vertices[triangles]
    running = np.cumsum(np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2)
    source, found = numbers(seed), []
    for _ in range(count):
        along, u, v = next(source) * running[-1], next(source), next(source)
        a, b, c = corners[min(np.searchsorted(running, along, side="right"), len(running) - 1)]
        if u + v > 1:
            u, v = 1 - u, 1 - v
        found.append(a + (b - a) * u + (c - a) * v)
    return np.array(found)


def unit(points, vertices):
    low, high = vertices.min(axis=0), vertices.max(axis=0)
    return (points - (low + high) / 2) / (high - low).max()


def wedge(width, depth, height):
    vertices = [(0, 0, 0), (width, 0, 0), (width, depth, 0), (0, depth, 0), (0, 0, height), (0, depth, height)]
    triangles = [(0, 2, 1), (0, 3, 2), (0, 1, 4), (1, 2, 5), (1, 5, 4), (2, 3, 5), (0, 4, 5), (0, 5, 3)]
    return np.array(vertices, dtype=float), np.array(triangles)


def field(seed=3):
    (va, ta), (vb, tb) = wedge(4, 3, 2), wedge(4.2, 2.9, 2.3)
    a = unit(sampled(va, ta, 8192, seed), va)
    b = unit(sampled(vb, tb, 8192, seed + 1), vb)
    again = unit(sampled(vb, tb, 8192, seed + 2), vb)
    mesh = lambda v, t: {"positions": v.tolist(), "triangles": t.tolist()}
    return {"seed": seed, "a": mesh(va, ta), "b": mesh(vb, tb), "distance": chamfer(a, b), "floor": chamfer(again, b)}


def main():
    document = {"overlaps": overlaps(), "points": points(), "field": field()}
    print(json.dumps(document, indent=1))


if __name__ == "__main__":
    main()
