"""Measures the ground-truth meshes that were published with the CADPrompt scripts.

    python tests/oracles/stl_truth.py ../shared/corpora tests/fixtures/deepcad_stl.json

needs a virtual environment with `tests/oracles/requirements.txt`. The meshes are the raw geometry times
`scale`, without recentring: scale = 0.75 / the largest absolute coordinate of the stored bounding box
(which, in metres, may be that of a larger document). The fixture holds volume, area and box of the mesh
in its own units and `scale` per millimetre, so that `volume / scale^3` is in cubic millimetres. Their circles
are chords of 10 degrees: a disc is 0.51 % short of its exact area.
"""

import io
import pathlib
import sys
import tarfile

import trimesh

from corpora import deepcad_scripts, write_fixture


def main(corpora, target):
    meshes = {}
    with tarfile.open(pathlib.Path(corpora) / "deepcad-cadprompt" / "meshes.tar.gz") as archive:
        for member in archive.getmembers():
            if member.isfile() and member.name.endswith(".stl"):
                data = archive.extractfile(member).read()
                meshes[pathlib.Path(member.name).stem] = trimesh.load(io.BytesIO(data), file_type="stl")
    scripts = {}
    for name, script in deepcad_scripts(corpora):
        set_name, stem = name.split("/")
        if set_name != "cadprompt":
            continue
        mesh = meshes[stem]
        box = script["properties"]["bounding_box"]
        largest = max(abs(box[p][a]) for p in ("min_point", "max_point") for a in "xyz")
        scripts[name] = {
            "scale": 0.75 / (largest * 1000.0),
            "volume": float(mesh.volume),
            "area": float(mesh.area),
            "min": [float(v) for v in mesh.bounds[0]],
            "max": [float(v) for v in mesh.bounds[1]],
            "triangles": len(mesh.faces),
            "watertight": bool(mesh.is_watertight),
        }
    write_fixture(target, {"generator": "tests/oracles/stl_truth.py", "unit": "scaled", "scripts": scripts})
    print(len(scripts), "meshes")


if __name__ == "__main__":
    main(*sys.argv[1:3])
