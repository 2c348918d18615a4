"""Replays raw DeepCAD JSON in OpenCASCADE and records what comes out.

    python tests/oracles/deepcad_replay.py ../shared/corpora tests/fixtures/deepcad_occ.json

needs a virtual environment with `tests/oracles/requirements.txt`. The fixture holds measurements only
(millimetres): volume, area, exact box, number of solids, OpenCASCADE's own validity check, and how
the booleans were done. The test suite compares recad with these numbers; nothing here knows recad.

Reading rules (from the format notes of the corpora): metres; world = origin + x X + y Y + h Z; arcs run
counter-clockwise from the reference vector by `end_angle`, whatever the order of their end points; the
outer loop is the one with the largest box; OneSide [0, d], Symmetric [-d, d], TwoSides [-two, one];
extrusions without profiles make nothing; a profile listed twice counts once; New and Join unite.
"""

import math
import sys

from OCP.Bnd import Bnd_Box
from OCP.BRepAlgoAPI import BRepAlgoAPI_Common, BRepAlgoAPI_Cut, BRepAlgoAPI_Fuse
from OCP.BRepBndLib import BRepBndLib
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeEdge, BRepBuilderAPI_MakeFace, BRepBuilderAPI_MakeVertex
from OCP.BRepBuilderAPI import BRepBuilderAPI_MakeWire, BRepBuilderAPI_Transform
from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.BRepPrimAPI import BRepPrimAPI_MakePrism
from OCP.BRepTools import BRepTools
from OCP.GC import GC_MakeArcOfCircle
from OCP.GProp import GProp_GProps
from OCP.ShapeFix import ShapeFix_Face
from OCP.ShapeUpgrade import ShapeUpgrade_UnifySameDomain
from OCP.TopAbs import TopAbs_ShapeEnum
from OCP.TopExp import TopExp
from OCP.TopTools import TopTools_IndexedMapOfShape, TopTools_ListOfShape
from OCP.gp import gp_Ax2, gp_Ax3, gp_Circ, gp_Dir, gp_Pln, gp_Pnt, gp_Trsf, gp_Vec

from corpora import deepcad_scripts, write_fixture

MM = 1000.0
# Rounded scripts leave gaps of up to 1.2e-5 mm between neighbouring curves.
JOIN = 1e-4


def vector(value):
    return (value["x"], value["y"], value["z"])


class Plane:
    """The sketch frame, in millimetres."""

    def __init__(self, transform):
        self.origin = tuple(v * MM for v in vector(transform["origin"]))
        normal = gp_Dir(*vector(transform["z_axis"]))
        axes = gp_Ax3(gp_Pnt(*self.origin), normal, gp_Dir(*vector(transform["x_axis"])))
        self.axes = axes
        as_tuple = lambda d: (d.X(), d.Y(), d.Z())
        self.x, self.y, self.z = (as_tuple(d) for d in (axes.XDirection(), axes.YDirection(), axes.Direction()))
        given = vector(transform["y_axis"])
        if sum(a * b for a, b in zip(given, self.y)) < 0.999999:
            raise ValueError("left-handed sketch frame")

    def point(self, local):
        return gp_Pnt(*(o + local[0] * x + local[1] * y for o, x, y in zip(self.origin, self.x, self.y)))

    def along(self, height):
        return gp_Vec(*(height * z for z in self.z))


def local(value):
    return (value["x"] * MM, value["y"] * MM)


def distance(a, b):
    return math.hypot(a[0] - b[0], a[1] - b[1])


def arc_points(curve):
    """Start, middle and end of an arc in counter-clockwise order, by the reference vector alone."""
    center, radius = local(curve["center_point"]), curve["radius"] * MM
    reference = math.atan2(curve["reference_vector"]["y"], curve["reference_vector"]["x"])
    at = lambda t: (center[0] + radius * math.cos(reference + t), center[1] + radius * math.sin(reference + t))
    start, sweep = curve["start_angle"], curve["end_angle"]
    return at(start), at((start + sweep) / 2), at(sweep)


def segments(loop):
    """The curves of a loop in millimetres, chained: [(kind, start, mid or None, end)] or one circle."""
    raw = []
    for curve in loop["profile_curves"]:
        if curve["type"] == "Circle3D":
            raw.append(("circle", local(curve["center_point"]), curve["radius"] * MM))
        elif curve["type"] == "Line3D":
            raw.append(("line", local(curve["start_point"]), None, local(curve["end_point"])))
        elif curve["type"] == "Arc3D":
            start, mid, end = arc_points(curve)
            ends = [local(curve["start_point"]), local(curve["end_point"])]
            # The script's own points close the loop better than the computed ones.
            snap = lambda p: min(ends, key=lambda q: distance(p, q))
            if distance(snap(start), start) > JOIN or distance(snap(end), end) > JOIN:
                raise ValueError("arc ends disagree with its angles")
            raw.append(("arc", snap(start), mid, snap(end)))
        else:
            raise ValueError(f"curve type {curve['type']}")
    if raw[0][0] == "circle":
        assert len(raw) == 1
        return raw
    flip = lambda s: (s[0], s[3], s[2], s[1])
    first = raw[0]
    if len(raw) > 1:
        near = lambda p, s: min(distance(p, s[1]), distance(p, s[3]))
        if near(first[1], raw[1]) < near(first[3], raw[1]):
            first = flip(first)
        if len(raw) == 2 and distance(first[3], raw[1][1]) > distance(first[3], raw[1][3]):
            raw[1] = flip(raw[1])
    chain = [first]
    for segment in raw[1:]:
        if distance(segment[3], chain[-1][3]) < distance(segment[1], chain[-1][3]):
            segment = flip(segment)
        if distance(segment[1], chain[-1][3]) > JOIN:
            raise ValueError("open loop")
        chain.append(segment)
    if distance(chain[-1][3], chain[0][1]) > JOIN:
        raise ValueError("open loop")
    return chain


def box_size(chain):
    if chain[0][0] == "circle":
        return 4 * chain[0][2] ** 2
    points = [p for s in chain for p in s[1:] if p is not None]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (max(xs) - min(xs)) * (max(ys) - min(ys))


def wire(plane, chain):
    if chain[0][0] == "circle":
        _, center, radius = chain[0]
        circle = gp_Circ(gp_Ax2(plane.point(center), plane.axes.Direction(), plane.axes.XDirection()), radius)
        return BRepBuilderAPI_MakeWire(BRepBuilderAPI_MakeEdge(circle).Edge()).Wire()
    # A vertex is the end of the earlier curve; all edges at it share it.
    vertices = [BRepBuilderAPI_MakeVertex(plane.point(s[3])).Vertex() for s in chain]
    make = BRepBuilderAPI_MakeWire()
    for i, (kind, _, mid, end) in enumerate(chain):
        start = chain[i - 1][3]
        if kind == "line":
            edge = BRepBuilderAPI_MakeEdge(vertices[i - 1], vertices[i])
        else:
            curve = GC_MakeArcOfCircle(plane.point(start), plane.point(mid), plane.point(end)).Value()
            edge = BRepBuilderAPI_MakeEdge(curve, vertices[i - 1], vertices[i])
        make.Add(edge.Edge())
    return make.Wire()


def face(plane, profile):
    chains = [segments(loop) for loop in profile["loops"]]
    chains.sort(key=box_size, reverse=True)
    make = BRepBuilderAPI_MakeFace(gp_Pln(plane.axes), wire(plane, chains[0]), True)
    for hole in chains[1:]:
        make.Add(wire(plane, hole))
    fix = ShapeFix_Face(make.Face())
    fix.FixOrientation()
    fix.Perform()
    return fix.Face()


def interval(extrude):
    one = extrude["extent_one"]["distance"]["value"] * MM
    kind = extrude["extent_type"]
    if extrude["extent_one"]["taper_angle"]["value"] or extrude["start_extent"]["type"] != "ProfilePlaneStartDefinition":
        raise ValueError("tapered or offset extrusion")
    if kind == "OneSideFeatureExtentType":
        return min(0.0, one), max(0.0, one)
    if kind == "SymmetricFeatureExtentType":
        return -abs(one), abs(one)
    if kind == "TwoSidesFeatureExtentType":
        two = extrude["extent_two"]["distance"]["value"] * MM
        return min(-two, one), max(-two, one)
    raise ValueError(f"extent {kind}")


def shape_list(shapes):
    result = TopTools_ListOfShape()
    for shape in shapes:
        result.Append(shape)
    return result


def boolean(operation, arguments, tools, fuzzy):
    algorithm = operation()
    algorithm.SetArguments(shape_list(arguments))
    algorithm.SetTools(shape_list(tools))
    if fuzzy:
        algorithm.SetFuzzyValue(fuzzy)
    algorithm.SetRunParallel(False)
    algorithm.Build()
    if not algorithm.IsDone():
        raise RuntimeError("boolean failed")
    unify = ShapeUpgrade_UnifySameDomain(algorithm.Shape(), True, True, True)
    unify.Build()
    return unify.Shape()


def replay(script, fuzzy):
    body, steps = None, 0
    for item in script["sequence"]:
        entity = script["entities"][item["entity"]]
        if entity["type"] != "ExtrudeFeature" or not entity["profiles"]:
            continue
        low, high = interval(entity)
        references = sorted({(p["sketch"], p["profile"]) for p in entity["profiles"]})
        prisms = []
        for sketch_id, profile_id in references:
            sketch = script["entities"][sketch_id]
            plane = Plane(sketch["transform"])
            base = face(plane, sketch["profiles"][profile_id])
            move = gp_Trsf()
            move.SetTranslation(plane.along(low))
            base = BRepBuilderAPI_Transform(base, move, True).Shape()
            prisms.append(BRepPrimAPI_MakePrism(base, plane.along(high - low)).Shape())
        steps += 1
        tool = prisms[0] if len(prisms) == 1 else boolean(BRepAlgoAPI_Fuse, prisms[:1], prisms[1:], fuzzy)
        operation = entity["operation"]
        if operation in ("NewBodyFeatureOperation", "JoinFeatureOperation"):
            body = tool if body is None else boolean(BRepAlgoAPI_Fuse, [body], [tool], fuzzy)
        elif body is None:
            raise ValueError("cut or intersection before any body")
        elif operation == "CutFeatureOperation":
            body = boolean(BRepAlgoAPI_Cut, [body], [tool], fuzzy)
        elif operation == "IntersectFeatureOperation":
            body = boolean(BRepAlgoAPI_Common, [body], [tool], fuzzy)
        else:
            raise ValueError(f"operation {operation}")
    return body, steps


def count(shape, kind):
    found = TopTools_IndexedMapOfShape()
    TopExp.MapShapes_s(shape, kind, found)
    return found.Extent()


def measure(shape):
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties, 1e-10, True, False)
    surface = GProp_GProps()
    BRepGProp.SurfaceProperties_s(shape, surface, 1e-10, False)
    BRepTools.Clean_s(shape)
    box = Bnd_Box()
    BRepBndLib.AddOptimal_s(shape, box, False, False)
    gap = box.GetGap()
    low, high = box.CornerMin(), box.CornerMax()
    return {
        "volume": properties.Mass(),
        "area": surface.Mass(),
        "min": [low.X() + gap, low.Y() + gap, low.Z() + gap],
        "max": [high.X() - gap, high.Y() - gap, high.Z() - gap],
        "solids": count(shape, TopAbs_ShapeEnum.TopAbs_SOLID),
        "faces": count(shape, TopAbs_ShapeEnum.TopAbs_FACE),
        "valid": BRepCheck_Analyzer(shape, True).IsValid(),
    }


def main(corpora, target):
    scripts = {}
    for name, script in deepcad_scripts(corpora):
        try:
            shape, steps = replay(script, 0.0)
            result = measure(shape)
            result["steps"] = steps
            # A second run with a fuzzy tolerance of a tenth of a micrometre must say the same.
            again = measure(replay(script, 1e-4)[0])
            result["fuzzy_difference"] = abs(again["volume"] / result["volume"] - 1.0)
            scripts[name] = result
        except Exception as error:  # recorded, not hidden: the fixture lists every script
            scripts[name] = {"error": str(error)}
        if "error" in scripts[name] or not scripts[name]["valid"] or scripts[name]["fuzzy_difference"] > 1e-7:
            print(name, scripts[name], flush=True)
    write_fixture(target, {"generator": "tests/oracles/deepcad_replay.py", "unit": "mm", "scripts": scripts})
    print(len(scripts), "scripts")


if __name__ == "__main__":
    main(*sys.argv[1:3])
