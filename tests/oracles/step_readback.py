"""What OpenCASCADE reads from STEP files, as JSON: an independent check of recad's STEP writer.

    pip install cadquery
    RECAD_STEP_SAMPLES=target/step cargo test --lib opencascade_reads_every_sample
    python tests/oracles/step_readback.py target/step/*.step > tests/oracles/step_readback.json

The test then compares the record with exact volumes; `digest` ties it to the bytes that were read.
"""

import json
import pathlib
import sys

from OCP.BRepCheck import BRepCheck_Analyzer
from OCP.BRepGProp import BRepGProp
from OCP.GProp import GProp_GProps
from OCP.IFSelect import IFSelect_RetDone
from OCP.STEPControl import STEPControl_Reader
from OCP.TopAbs import TopAbs_FACE, TopAbs_SHELL, TopAbs_SOLID
from OCP.TopExp import TopExp_Explorer


def count(shape, kind):
    explorer, number = TopExp_Explorer(shape, kind), 0
    while explorer.More():
        number += 1
        explorer.Next()
    return number


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return f"{value:016x}"


def read(path):
    reader = STEPControl_Reader()
    if reader.ReadFile(str(path)) != IFSelect_RetDone:
        return {"digest": fnv(path.read_bytes()), "valid": False}
    reader.TransferRoots()
    shape = reader.OneShape()
    properties = GProp_GProps()
    BRepGProp.VolumeProperties_s(shape, properties, 1e-12, True)
    surface = GProp_GProps()
    BRepGProp.SurfaceProperties_s(shape, surface, 1e-12)
    return {
        "digest": fnv(path.read_bytes()),
        "valid": BRepCheck_Analyzer(shape).IsValid(),
        "solids": count(shape, TopAbs_SOLID),
        "shells": count(shape, TopAbs_SHELL),
        "faces": count(shape, TopAbs_FACE),
        "volume": properties.Mass(),
        "area": surface.Mass(),
    }


if __name__ == "__main__":
    # OpenCASCADE reports on standard output; the record must be alone there.
    import os

    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    records = {path.stem: read(path) for path in map(pathlib.Path, sorted(sys.argv[1:]))}
    json.dump(records, out, indent=1, sort_keys=True)
    out.write("\n")
