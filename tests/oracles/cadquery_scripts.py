"""What CadQuery itself builds from the scripts that the tests import.

    python cadquery_scripts.py SCRIPTS OUT            every `*.py` of a folder
    python cadquery_scripts.py --generate COUNT SEED OUT   scripts in the style of CAD-Recode, written here

OUT is JSON Lines, gzipped when its name says so: {id, volume, area, min, max, centroid}, with the text of the script
where it was generated. Only scripts of this repository are run.
"""

import contextlib
import gzip
import io
import json
import math
import random
import sys
from pathlib import Path

import cadquery as cq
from OCP.Bnd import Bnd_Box
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps


def chosen(names, shown):
    """The object a script is for, by the rule of the importer."""
    if shown:
        return shown[0]
    for name in ("result", "r"):
        if name in names:
            return names[name]
    shapes = [value for value in names.values() if isinstance(value, (cq.Workplane, cq.Shape))]
    return shapes[-1]


def run(text):
    """The solid of a script."""
    shown = []
    cq.exporters.export = lambda *_, **__: None
    names = {"__name__": "script", "show_object": lambda value, **_: shown.append(value)}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, "script", "exec"), names)
    value = chosen(names, shown)
    if isinstance(value, cq.Workplane):
        value = value.findSolid()
    return value


def figures(shape):
    """Volume, area, exact box and centroid."""
    volume, area = GProp_GProps(), GProp_GProps()
    solids = shape.Solids()
    united = solids[0].fuse(*solids[1:]) if len(solids) > 1 else solids[0]
    BRepGProp.VolumePropertiesGK_s(united.wrapped, volume, 1e-11, True, False, True)
    BRepGProp.SurfaceProperties_s(united.wrapped, area, 1e-11, False)
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(united.wrapped, box, False, False)
    x0, y0, z0, x1, y1, z1 = box.Get()
    centre = volume.CentreOfMass()
    rounded = lambda values: [float(f"{value:.12g}") for value in values]
    return {
        "volume": float(f"{volume.Mass():.12g}"),
        "area": float(f"{area.Mass():.12g}"),
        "min": rounded([x0, y0, z0]),
        "max": rounded([x1, y1, z1]),
        "centroid": rounded([centre.X(), centre.Y(), centre.Z()]),
    }


class Recode:
    """Scripts by the counts of 2,617 scripts of CAD-Recode: which methods, how often, which numbers."""

    def __init__(self, seed):
        self.random = random.Random(seed)

    def number(self, low, high):
        value = self.random.randint(low, high)
        return value + 0.5 if self.random.random() < 0.06 and value < high else value

    def place(self, x, y):
        return f"({x},{y})"

    def loop(self, x, y, size):
        """A chain about a point: points at rising angles, some joined by arcs."""
        count = self.random.randint(3, 7)
        turns = sorted(self.random.uniform(0, 2 * math.pi) for _ in range(count))
        gaps = [(turns[(i + 1) % count] - turns[i]) % (2 * math.pi) for i in range(count)]
        if min(gaps) < 0.35 or max(gaps) > 2.6:
            return self.loop(x, y, size)
        points = [(round(x + size * math.cos(t)), round(y + size * math.sin(t))) for t in turns]
        if len(set(points)) < count:
            return self.loop(x, y, size)
        text, pen = "", None
        for i in range(count):
            a, b = points[i], points[(i + 1) % count]
            last = i == count - 1
            if self.random.random() < 0.25:
                middle = turns[i] + gaps[i] / 2
                reach = size * self.random.uniform(1.0, 1.15)
                mid = (round(x + reach * math.cos(middle)), round(y + reach * math.sin(middle)))
                cross = (mid[0] - a[0]) * (b[1] - a[1]) - (mid[1] - a[1]) * (b[0] - a[0])
                # An arc that bulges outward by no more than a half circle.
                chord = math.dist(a, b)
                if cross > 0.05 * chord * chord and cross / chord < chord / 2:
                    text += f".arc({self.place(*a)}," if pen is None else ".arc("
                    text += f"{self.place(*mid)},{self.place(*b)})"
                    pen = b
                    continue
            if last and pen is not None:
                return text + ".close().assemble()"
            text += f".segment({self.place(*a)},{self.place(*b)})" if pen is None else f".segment({self.place(*b)})"
            pen = b
        return text + ".assemble()"

    def outline(self, plane, x, y, size):
        kind = self.random.random()
        if kind < 0.28:
            return f".push([{self.place(x, y)}]).circle({size})", True
        if kind < 0.5:
            w, h = self.number(max(2, size // 2), 2 * size), self.number(max(2, size // 2), 2 * size)
            return f".push([{self.place(x, y)}]).rect({w},{h})", True
        return self.loop(x, y, size), False

    def sketch(self, plane):
        x, y, size = self.number(-60, 60), self.number(-60, 60), self.random.randint(8, 40)
        text, pushed = self.outline(plane, x, y, size)
        text = f"{plane}.sketch(){text}"
        if self.random.random() < 0.4:
            inner = max(1, size // self.random.randint(3, 5))
            if self.random.random() < 0.5:
                text += (".reset()" if pushed else "") + f".push([{self.place(x, y)}]).circle({inner},mode='s')"
            elif inner > 4:
                text += (".reset()" if pushed else "") + f".face({plane}.sketch(){self.loop(x, y, inner)},mode='s')"
        return text + f".finalize().extrude({self.distance()})"

    def distance(self):
        return self.random.choice([-1, 1]) * self.number(1, 100)

    def solid(self, plane):
        kind = self.random.random()
        if kind < 0.2:
            h, r = self.number(1, 100), self.number(1, 60)
            x, y = self.number(-60, 60), self.number(-60, 60)
            return f"{plane}.workplane(offset={self.random.choice(['', '-'])}{h}/2).moveTo({x},{y}).cylinder({h},{r})"
        if kind < 0.35:
            w, d, h = self.number(2, 100), self.number(2, 100), self.number(1, 100)
            x, y = self.number(-60, 60), self.number(-60, 60)
            return f"{plane}.workplane(offset={self.random.choice(['', '-'])}{h}/2).moveTo({x},{y}).box({w},{d},{h})"
        return self.sketch(plane)

    def script(self):
        count = 1 if self.random.random() < 0.6 else 2
        lines = ["import cadquery as cq"]
        for i in range(count):
            name = self.random.choice(["XY", "YZ", "ZX"])
            origin = [0, 0, 0]
            origin[{"XY": 2, "YZ": 0, "ZX": 1}[name]] = self.number(-100, 100)
            lines.append(f"w{i}=cq.Workplane('{name}',origin=({origin[0]},{origin[1]},{origin[2]}))")
        text = ""
        for i in range(1 + min(6, int(self.random.expovariate(0.7)))):
            solid = self.solid(f"w{self.random.randrange(count)}")
            text = solid if i == 0 else f"{text}.union({solid})"
        return "\n".join(lines + ["r=" + text]) + "\n"


def write(path, records):
    text = "".join(json.dumps(record, separators=(",", ":")) + "\n" for record in records)
    if str(path).endswith(".gz"):
        with open(path, "wb") as file, gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as out:
            out.write(text.encode())
    else:
        Path(path).write_text(text)


def main():
    if sys.argv[1] == "--generate":
        count, seed, out = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
        records, number = [], 0
        while len(records) < count:
            text = Recode(seed * 1_000_003 + number).script()
            number += 1
            try:
                shape = run(text)
                # What OpenCASCADE gets wrong is no truth.
                if not shape.isValid() or shape.Volume() <= 0:
                    continue
                found = figures(shape)
            except Exception as error:
                print(f"{number}: CadQuery fails: {error}", file=sys.stderr)
                continue
            records.append({"id": f"recode{number - 1}", **found, "script": text})
        print(f"{count} of {number} scripts built", file=sys.stderr)
        write(out, records)
        return
    records = []
    for path in sorted(Path(sys.argv[1]).glob("*.py")):
        try:
            records.append({"id": path.stem, **figures(run(path.read_text()))})
        except Exception as error:
            print(f"{path.stem}: CadQuery fails: {type(error).__name__} {error}", file=sys.stderr)
    write(sys.argv[2], records)


main()
