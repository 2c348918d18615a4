"""Writes the raw JSON scripts of `parts/` as the exporters of DeepCAD and the Fusion 360 Gallery would.

Every part is drawn here once, in millimetres, as a person would click it together: sketches on planes, each a list of
profiles (outer loop first, then holes), and extrusions that use them. Run `python3 corpus/write_raw.py` after a change,
then `RECAD_UPDATE=1 cargo nextest run --test suite corpus_parts`.
"""

import json
import math
from pathlib import Path

PARTS = Path(__file__).parent / "parts"

# ---- curves: ("L", start, end), ("A", centre, radius, start angle, sweep), ("C", centre, radius); degrees


def polygon(*points):
    return [("L", points[i], points[(i + 1) % len(points)]) for i in range(len(points))]


def rect(w, h, x=0, y=0):
    return polygon((x - w / 2, y - h / 2), (x + w / 2, y - h / 2), (x + w / 2, y + h / 2), (x - w / 2, y + h / 2))


def circle(x, y, d):
    return [("C", (x, y), d / 2)]


def rounded(w, h, r, x=0, y=0):
    a, b = w / 2 - r, h / 2 - r
    return [
        ("L", (x - a, y - h / 2), (x + a, y - h / 2)), ("A", (x + a, y - b), r, 270, 90),
        ("L", (x + w / 2, y - b), (x + w / 2, y + b)), ("A", (x + a, y + b), r, 0, 90),
        ("L", (x + a, y + h / 2), (x - a, y + h / 2)), ("A", (x - a, y + b), r, 90, 90),
        ("L", (x - w / 2, y + b), (x - w / 2, y - b)), ("A", (x - a, y - b), r, 180, 90),
    ]


def slot(length, w, x=0, y=0, upright=False):
    """A slot around the centre; `length` between the centres of its ends."""
    r, a = w / 2, length / 2
    if upright:
        return [("L", (x + r, y - a), (x + r, y + a)), ("A", (x, y + a), r, 0, 180),
                ("L", (x - r, y + a), (x - r, y - a)), ("A", (x, y - a), r, 180, 180)]
    return [("L", (x - a, y - r), (x + a, y - r)), ("A", (x + a, y), r, 270, 180),
            ("L", (x + a, y + r), (x - a, y + r)), ("A", (x - a, y), r, 90, 180)]


def hexagon(across, x=0, y=0):
    r = across / math.sqrt(3)
    return polygon(*[(x + r * math.cos(math.radians(60 * i + 30)), y + r * math.sin(math.radians(60 * i + 30)))
                     for i in range(6)])


def ring_of(count, d, pitch_d, start=0):
    at = [math.radians(start + 360 * i / count) for i in range(count)]
    return [circle(pitch_d / 2 * math.cos(a), pitch_d / 2 * math.sin(a), d) for a in at]


def on_arc(c, r, degrees):
    return (c[0] + r * math.cos(math.radians(degrees)), c[1] + r * math.sin(math.radians(degrees)))


def area(loop):
    total = 0.0
    for curve in loop:
        if curve[0] == "C":
            return math.pi * curve[2] ** 2
        if curve[0] == "L":
            (a, b), (c, d) = curve[1], curve[2]
        else:
            _, centre, r, start, sweep = curve
            (a, b), (c, d) = on_arc(centre, r, start), on_arc(centre, r, start + sweep)
            total += r * r * (math.radians(sweep) - math.sin(math.radians(sweep))) / 2
        total += (a * d - b * c) / 2
    return abs(total)


def length(loop):
    of = {"C": lambda c: 2 * math.pi * c[2], "L": lambda c: math.dist(c[1], c[2]), "A": lambda c: c[2] * math.radians(abs(c[4]))}
    return sum(of[c[0]](c) for c in loop)


# ---- designs

# origin, x, y, z of the planes of each system
ONSHAPE = {"Top": ((1, 0, 0), (0, 1, 0), (0, 0, 1)), "Front": ((1, 0, 0), (0, 0, 1), (0, -1, 0)),
           "Right": ((0, 1, 0), (0, 0, 1), (1, 0, 0))}
FUSION = {"XY": ((1, 0, 0), (0, 1, 0), (0, 0, 1)), "XZ": ((1, 0, 0), (0, 0, -1), (0, 1, 0)),
          "YZ": ((0, 0, -1), (0, 1, 0), (1, 0, 0))}


class Design:
    def __init__(self, planes):
        self.planes, self.steps = planes, []

    def extrude(self, operation, plane, profiles, distance, at=0, kind="OneSide", back=0):
        """`at`: height of the sketch plane along its normal."""
        axes = self.planes[plane]
        origin = tuple(at * c for c in axes[2])
        self.steps.append((operation, plane, origin, axes, profiles, distance, kind, back))
        return self


def clean(value, digits):
    value = round(value, digits)
    return 0.0 if value == 0 else value


def dump(value, indent=0):
    """JSON with what is short on one line."""
    flat = json.dumps(value)
    if len(flat) + indent <= 130 or not isinstance(value, (dict, list)):
        return flat
    pad = " " * (indent + 1)
    if isinstance(value, dict):
        items = [f"{pad}{json.dumps(k)}: {dump(v, indent + 1)}" for k, v in value.items()]
        return "{\n" + ",\n".join(items) + "\n" + " " * indent + "}"
    return "[\n" + ",\n".join(pad + dump(v, indent + 1) for v in value) + "\n" + " " * indent + "]"


def write(name, ending, document):
    folder = PARTS / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"raw.{ending}").write_text(dump(document) + "\n")


def deepcad(name, design):
    def metre(v):
        return clean(v / 1000, 8)

    def point(p):
        return {"x": metre(p[0]), "y": metre(p[1]), "z": metre(p[2]) if len(p) > 2 else 0.0}

    def vector(v):
        return {"x": float(v[0]), "y": float(v[1]), "z": float(v[2])}

    entities, sequence = {}, []
    curves = 0
    for number, (operation, _, origin, axes, profiles, distance, kind, back) in enumerate(design.steps, 1):
        sketch, extrusion = f"S{number}", f"E{number}"
        found = {}
        for p, loops in enumerate(profiles, 1):
            written = []
            for loop in loops:
                items = []
                for curve in loop:
                    curves += 1
                    tag = f"c{curves}"
                    if curve[0] == "L":
                        items.append({"type": "Line3D", "start_point": point(curve[1]), "end_point": point(curve[2]), "curve": tag})
                    elif curve[0] == "C":
                        items.append({"type": "Circle3D", "center_point": point(curve[1]), "radius": metre(curve[2]),
                                      "normal": vector(axes[2]), "curve": tag})
                    else:
                        _, c, r, start, sweep = curve
                        a, b = on_arc(c, r, start), on_arc(c, r, start + sweep)
                        reference = [clean(math.cos(math.radians(start)), 8), clean(math.sin(math.radians(start)), 8), 0]
                        items.append({"type": "Arc3D", "start_point": point(a), "end_point": point(b), "center_point": point(c),
                                      "radius": metre(r), "normal": vector(axes[2]), "start_angle": 0.0,
                                      "end_angle": math.radians(sweep), "reference_vector": vector(reference), "curve": tag})
                written.append({"is_outer": True, "profile_curves": items})
            found[f"P{number}_{p}"] = {"loops": written, "properties": {}}
        entities[sketch] = {
            "type": "Sketch", "name": f"Sketch {number}", "profiles": found, "reference_plane": {},
            "transform": {"origin": point(origin), "x_axis": vector(axes[0]), "y_axis": vector(axes[1]), "z_axis": vector(axes[2])},
        }
        side = {"distance": {"type": "ModelParameter", "role": "AlongDistance", "name": "none", "value": metre(distance)},
                "taper_angle": {"type": "ModelParameter", "role": "TaperAngle", "name": "none", "value": 0.0}, "type": "DistanceExtentDefinition"}
        other = json.loads(json.dumps(side))
        other["distance"].update(role="AgainstDistance", value=metre(back))
        entities[extrusion] = {
            "type": "ExtrudeFeature", "name": f"Extrude {number}", "operation": f"{operation}FeatureOperation",
            "profiles": [{"sketch": sketch, "profile": p} for p in found],
            "extent_type": f"{kind}FeatureExtentType", "extent_one": side, "extent_two": other,
            "start_extent": {"type": "ProfilePlaneStartDefinition"},
        }
        sequence += [{"index": len(sequence), "type": "Sketch", "entity": sketch},
                     {"index": len(sequence) + 1, "type": "ExtrudeFeature", "entity": extrusion}]
    write(name, "deepcad.json", {"entities": entities, "sequence": sequence, "properties": {}})


def fusion(name, design):
    def cm(v):
        return clean(v / 10, 12)

    def point(p):
        return {"type": "Point3D", "x": cm(p[0]), "y": cm(p[1]), "z": cm(p[2]) if len(p) > 2 else 0.0}

    def vector(v):
        return {"type": "Vector3D", "x": float(v[0]), "y": float(v[1]), "z": float(v[2]), "length": 1.0}

    entities, timeline, sequence = {}, [], []
    curves = 0
    for number, (operation, plane, origin, axes, profiles, distance, kind, back) in enumerate(design.steps, 1):
        sketch, extrusion = f"sketch-{number}", f"extrude-{number}"
        found = {}
        for p, loops in enumerate(profiles, 1):
            written = []
            for hole, loop in enumerate(loops):
                items = []
                for curve in loop:
                    curves += 1
                    tag = f"curve-{curves}"
                    if curve[0] == "L":
                        items.append({"type": "Line3D", "start_point": point(curve[1]), "end_point": point(curve[2]), "curve": tag})
                    elif curve[0] == "C":
                        items.append({"type": "Circle3D", "center_point": point(curve[1]), "radius": cm(curve[2]),
                                      "normal": vector(axes[2]), "curve": tag})
                    else:
                        _, c, r, start, sweep = curve
                        a, b = on_arc(c, r, start), on_arc(c, r, start + sweep)
                        reference = [clean(math.cos(math.radians(start)), 12), clean(math.sin(math.radians(start)), 12), 0]
                        items.append({"type": "Arc3D", "start_point": point(a), "end_point": point(b), "center_point": point(c),
                                      "radius": cm(r), "normal": vector(axes[2]), "start_angle": 0.0,
                                      "end_angle": math.radians(sweep), "reference_vector": vector(reference), "curve": tag})
                written.append({"is_outer": hole == 0, "profile_curves": items})
            size = (area(loops[0]) - sum(map(area, loops[1:]))) / 100
            found[f"profile-{number}-{p}"] = {
                "loops": written, "properties": {"area": size, "perimeter": sum(map(length, loops)) / 10}}
        entities[sketch] = {
            "name": f"Sketch{number}", "type": "Sketch", "points": {}, "curves": {}, "constraints": {}, "dimensions": {},
            "profiles": found, "reference_plane": {"type": "ConstructionPlane", "name": plane},
            "transform": {"origin": point(origin), "x_axis": vector(axes[0]), "y_axis": vector(axes[1]), "z_axis": vector(axes[2])},
        }

        def side(value, role):
            return {"distance": {"type": "ModelParameter", "value": cm(value), "name": f"d{number}", "role": role},
                    "taper_angle": {"type": "ModelParameter", "value": 0.0, "name": f"t{number}", "role": "TaperAngle"},
                    "type": "DistanceExtentDefinition"}

        feature = {
            "name": f"Extrude{number}", "type": "ExtrudeFeature", "operation": f"{operation}FeatureOperation",
            "profiles": [{"profile": p, "sketch": sketch} for p in found],
            "start_extent": {"type": "ProfilePlaneStartDefinition"},
            "extent_type": f"{kind}FeatureExtentType", "extent_one": side(distance, "AlongDistance"),
        }
        if kind == "Symmetric":
            feature["extent_one"]["type"] = "SymmetricExtentDefinition"
            feature["extent_one"]["is_full_length"] = True
        if kind == "TwoSides":
            feature["extent_two"] = side(back, "AgainstDistance")
        entities[extrusion] = feature
        timeline += [{"index": len(timeline), "entity": sketch}, {"index": len(timeline) + 1, "entity": extrusion}]
        sequence += [{"index": len(sequence), "type": "Sketch", "entity": sketch},
                     {"index": len(sequence) + 1, "type": "ExtrudeFeature", "entity": extrusion}]
    write(name, "fusion360.json", {
        "metadata": {"parent_project": name, "component_name": name, "component_index": 0},
        "timeline": timeline, "entities": entities, "properties": {}, "sequence": sequence})


def derived(name, design):
    def cm(v):
        return clean(v / 10, 10)

    def curve(c):
        if c[0] == "L":
            return ["line", *map(cm, (*c[1], *c[2]))]
        if c[0] == "C":
            return ["circle", *map(cm, (*c[1], c[2]))]
        return ["arc", *map(cm, (*c[1], c[2])), c[3], c[4]]

    ops, volume = [], None
    for number, (operation, plane, origin, axes, profiles, distance, kind, back) in enumerate(design.steps, 1):
        extent = {"OneSide": {"type": "OneSide", "distance": cm(distance)},
                  "Symmetric": {"type": "Symmetric", "each_side": cm(distance / 2)},
                  "TwoSides": {"type": "TwoSides", "along": cm(distance), "against": cm(-back)}}[kind]
        ops.append({
            "sketch": f"Sketch{number}", "extrude": f"Extrude{number}", "operation": operation,
            "plane_kind": f"{plane} construction plane",
            "plane": {"origin": [cm(c) for c in origin], "x_dir": axes[0], "y_dir": axes[1], "z_dir": axes[2]},
            "extent": extent,
            "profiles": [{"area": clean((area(loops[0]) - sum(map(area, loops[1:]))) / 100, 10),
                          "perimeter": clean(sum(map(length, loops)) / 10, 10),
                          "loops": [{"outer": i == 0, "curves": [curve(c) for c in loop]} for i, loop in enumerate(loops)]}
                         for loops in profiles],
            "constraints": 0, "dimensions": 0})
    write(name, "fusion360-b123d.json", {"id": name, "name": name, "description": "", "bucket": "01", "ops": ops})


def main():
    # ---- DeepCAD
    D = lambda: Design(ONSHAPE)
    corners = lambda w, h, d: [circle(x * w / 2, y * h / 2, d) for x in (-1, 1) for y in (-1, 1)]
    deepcad("mounting_plate", D().extrude("NewBody", "Top", [[rounded(90, 60, 8), *corners(70, 40, 6.5)]], 6))
    deepcad("washer", D().extrude("NewBody", "Top", [[circle(0, 0, 24), circle(0, 0, 13)]], 2.5))
    deepcad("cover_gasket", D().extrude(
        "NewBody", "Top", [[rounded(120, 80, 12), rounded(92, 52, 6), *corners(106, 66, 5),
                            circle(0, 33, 5), circle(0, -33, 5)]], 1.5))
    deepcad("hub_flange", D()
            .extrude("NewBody", "Top", [[circle(0, 0, 110), *ring_of(6, 9, 86)]], 12)
            .extrude("Join", "Top", [[circle(0, 0, 56)]], 34)
            .extrude("Cut", "Top", [[circle(0, 0, 32)]], 34))
    deepcad("angle_bracket", D()
            .extrude("NewBody", "Front", [[polygon((0, 0), (60, 0), (60, 6), (6, 6), (6, 50), (0, 50))]], 20, kind="Symmetric")
            .extrude("Cut", "Top", [[circle(45, 10, 7)], [circle(45, -10, 7)]], 6)
            .extrude("Cut", "Right", [[circle(10, 38, 7)], [circle(-10, 38, 7)]], 6))
    deepcad("pillow_block", D()
            .extrude("NewBody", "Front", [[[("L", (-70, 0), (70, 0)), ("L", (70, 0), (70, 14)), ("L", (70, 14), (34, 14)),
                                            ("L", (34, 14), (34, 45)), ("A", (0, 45), 34, 0, 180), ("L", (-34, 45), (-34, 14)),
                                            ("L", (-34, 14), (-70, 14)), ("L", (-70, 14), (-70, 0))], circle(0, 45, 40)]],
                     22, kind="Symmetric")
            .extrude("Cut", "Top", [[slot(10, 11, -52)], [slot(10, 11, 52)]], 14))
    deepcad("heat_sink", D()
            .extrude("NewBody", "Top", [[rect(80, 60)]], 5)
            .extrude("Join", "Top", [[rect(2, 60, -35 + 10 * i)] for i in range(8)], 25, at=5))
    deepcad("clevis", D()
            .extrude("NewBody", "Top", [[[("L", (0, -18), (40, -18)), ("A", (40, 0), 18, 270, 180), ("L", (40, 18), (0, 18)),
                                          ("L", (0, 18), (0, -18))], circle(40, 0, 14)]], 20, kind="Symmetric")
            .extrude("Cut", "Top", [[rect(50, 36, 41, 0)]], 8, kind="Symmetric")
            .extrude("Join", "Right", [[circle(0, 0, 22)]], -35))
    deepcad("cable_comb", D().extrude(
        "NewBody", "Front", [[rect(98, 30, 0, 15), *[slot(12, 6, -36 + 12 * i, 15, True) for i in range(7)]]], 4))
    deepcad("hinge_leaf", D()
            .extrude("NewBody", "Top", [[rect(40, 70, 20), *[circle(26, y, 5) for y in (-25, 0, 25)]]], 3)
            .extrude("Join", "Front", [[circle(0, 3, 10)]], 35, at=-35)
            .extrude("Cut", "Front", [[circle(0, 3, 5)]], 70, at=-35))
    deepcad("star_knob", D()
            .extrude("NewBody", "Top", [[circle(0, 0, 60)]], 18)
            .extrude("Cut", "Top", ring_wrapped(8, 14, 64), 18)
            .extrude("Join", "Top", [[circle(0, 0, 24)]], -12)
            .extrude("Cut", "Top", [[circle(0, 0, 8.5)]], 30, at=-12))
    deepcad("t_slot_nut", D()
            .extrude("NewBody", "Front", [[polygon((-7, 0), (7, 0), (7, 4), (4, 4), (4, 7), (-4, 7), (-4, 4), (-7, 4))]], 8, kind="Symmetric")
            .extrude("Cut", "Top", [[circle(0, 0, 5)]], 7))

    # ---- Fusion 360 Gallery
    F = lambda: Design(FUSION)
    fusion("motor_plate", F().extrude("NewBody", "XY", [[rounded(56, 56, 5), circle(0, 0, 22.5), *corners(31, 31, 3.4)]], 5))
    fusion("box_lid", F()
           .extrude("NewBody", "XY", [[rounded(100, 70, 10)]], 3)
           .extrude("Join", "XY", [[rounded(94, 64, 7), rounded(90, 60, 5)]], 4, at=3)
           .extrude("Cut", "XY", [[slot(30, 4, 0, y)] for y in (-16, -8, 0, 8, 16)], 3))
    fusion("dial_spacer", F().extrude("NewBody", "XZ", [[circle(0, 0, 50), circle(0, 0, 30), *ring_of(12, 3, 40)]], 8, kind="Symmetric"))
    fusion("sensor_block", F()
           .extrude("NewBody", "XY", [[rect(60, 40)]], 24)
           .extrude("Cut", "XY", [[rounded(40, 24, 4)]], -18, at=24)
           .extrude("Cut", "XY", [[circle(-25, 0, 4)], [circle(25, 0, 4)]], 24)
           .extrude("Cut", "XZ", [[circle(0, -15, 8)]], 20, at=0, kind="TwoSides", back=20))
    fusion("stepped_pedestal", F()
           .extrude("NewBody", "XY", [[rect(80, 80)]], 8)
           .extrude("Join", "XY", [[rect(60, 60)]], 8, at=8)
           .extrude("Join", "XY", [[rect(40, 40)]], 8, at=16)
           .extrude("Cut", "XY", [[circle(0, 0, 18)]], 24))

    # ---- derived from the Gallery
    derived("u_channel", F().extrude("NewBody", "XZ", [[polygon(
        (-25, 0), (25, 0), (25, -30), (21, -30), (21, -4), (-21, -4), (-21, -30), (-25, -30))]], 120, kind="Symmetric"))
    derived("hex_standoff", F()
            .extrude("NewBody", "XY", [[hexagon(10)]], 30)
            .extrude("Cut", "XY", [[circle(0, 0, 5)]], 30))
    derived("pipe_clamp", F()
            .extrude("NewBody", "XZ", [[clamp()]], 20, kind="Symmetric")
            .extrude("Cut", "XY", [[circle(-33, 0, 6)], [circle(33, 0, 6)]], 5))
    derived("drawer_pull", F()
            .extrude("NewBody", "XZ", [[polygon((-60, 0), (-50, 0), (-50, -25), (50, -25), (50, 0), (60, 0), (60, -33), (-60, -33))]], 12, kind="Symmetric")
            .extrude("Cut", "XY", [[circle(-55, 0, 4)], [circle(55, 0, 4)]], 15))


def ring_wrapped(count, d, pitch_d):
    return [[loop] for loop in ring_of(count, d, pitch_d)]


def clamp():
    """Half a pipe clamp, seen from the side: two feet and a half ring over them (the sketch's y points down)."""
    outer, inner, foot, thick = 20, 16, 45, 5
    return [
        ("L", (-foot, 0), (-inner, 0)), ("A", (0, 0), inner, 180, 180), ("L", (inner, 0), (foot, 0)),
        ("L", (foot, 0), (foot, -thick)), ("L", (foot, -thick), (math.sqrt(outer**2 - thick**2), -thick)),
        ("A", (0, 0), outer, 360 - math.degrees(math.asin(thick / outer)), -180 + 2 * math.degrees(math.asin(thick / outer))),
        ("L", (-math.sqrt(outer**2 - thick**2), -thick), (-foot, -thick)), ("L", (-foot, -thick), (-foot, 0)),
    ]


if __name__ == "__main__":
    main()
