"""What the published IOU_best finds for pairs of real parts, written down again with numpy and manifold3d.

    python iou_best_published.py RECAD CORPORA > ../fixtures/iou_best.json

The algorithm, as the evaluation code published with CAD-Coder describes it: centroids removed, each shape scaled by
the square root of the sum of its principal moments of inertia over its volume, the first turned by V_b·V_a^T, where
the columns of V are the eigenvectors of `numpy.linalg.eigh`, and by the same with the signs of two columns of V_a
changed: four candidates, the best IoU of which counts. Nothing in it makes the four rotations: when the eigenvectors
of the two shapes have different handedness all of them are reflections (`proper` is false).

Shapes are the triangles that recad writes of the DeepCAD scripts (RECAD is its binary); pairs are a part and the next,
and a part and its copy turned by `turn`.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import manifold3d
import numpy as np
import trimesh

from corpora import deepcad_scripts

PAIRS = 60


def shape_of(recad, name, script, folder):
    """Vertices and triangles of a script, by way of recad; None when it builds nothing."""
    source, program, mesh = (folder / f"part.{ending}" for ending in ("json", "recad", "obj"))
    source.write_text(json.dumps(script))
    for command in (["import", source, "--from", "deepcad", "-o", program], ["build", program, "-o", mesh]):
        if subprocess.run([recad, *map(str, command)], capture_output=True).returncode:
            print(f"{name}: {command[0]} fails", file=sys.stderr)
            return None
    loaded = trimesh.load(mesh, process=False)
    return np.asarray(loaded.vertices, dtype=float), np.asarray(loaded.faces)


def solid(vertices, triangles):
    return manifold3d.Manifold(manifold3d.Mesh64(vert_properties=vertices, tri_verts=triangles.astype(np.uint64)))


def moments(vertices, triangles):
    a, b, c = (vertices[triangles[:, i]] for i in range(3))
    volumes = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6
    total = volumes.sum()
    centroid = (volumes[:, None] * (a + b + c)).sum(axis=0) / (4 * total)
    a, b, c = a - centroid, b - centroid, c - centroid
    volumes = np.einsum("ij,ij->i", a, np.cross(b, c)) / 6
    both = lambda p: np.einsum("n,ni,nj->ij", volumes, p, p)
    second = (both(a) + both(b) + both(c) + both(a + b + c)) / 20
    return total, centroid, np.trace(second) * np.eye(3) - second


def published(first, second):
    bodies, axes = [], []
    for vertices, triangles in (first, second):
        volume, centroid, inertia = moments(vertices, triangles)
        values, vectors = np.linalg.eigh(inertia)
        scale = np.sqrt(np.abs(values).sum() / volume)
        bodies.append((solid((vertices - centroid) / scale, triangles)))
        axes.append(vectors)
    flips = [(1, 1, 1), (1, -1, -1), (-1, 1, -1), (-1, -1, 1)]
    values = []
    for flip in flips:
        turn = axes[1] @ (axes[0] * np.array(flip)).T
        moved = bodies[0].transform(np.hstack([turn, np.zeros((3, 1))]))
        common = (moved ^ bodies[1]).volume()
        values.append(common / (bodies[0].volume() + bodies[1].volume() - common))
    proper = bool(np.linalg.det(axes[1] @ axes[0].T) > 0)
    return {"published": max(values), "proper": proper}


def main(recad, corpora):
    scripts = [(name, script) for name, script in deepcad_scripts(corpora) if name.startswith("cadprompt/")]
    rows, shapes = [], []
    generator = np.random.default_rng(11)
    with tempfile.TemporaryDirectory() as folder:
        for name, script in scripts[: PAIRS + 1]:
            shape = shape_of(recad, name, script, pathlib.Path(folder))
            if shape is not None:
                shapes.append((name, shape))
    for (name, shape), (other, reference) in zip(shapes, shapes[1:]):
        rows.append({"a": name, "b": other, "turn": None} | published(shape, reference))
        q = generator.normal(size=4)
        q /= np.linalg.norm(q)
        w, x, y, z = q
        turn = np.array([
            [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
            [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
            [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
        ])
        vertices, triangles = shape
        rows.append({"a": name, "b": name, "turn": turn.tolist()} | published((vertices @ turn.T, triangles), shape))
    print(json.dumps({"pairs": rows}, indent=1))


if __name__ == "__main__":
    main(*sys.argv[1:])
