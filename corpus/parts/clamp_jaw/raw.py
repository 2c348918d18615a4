import cadquery as cq

jaw = cq.Workplane("XY").box(40, 24, 20)
for z in range(-6, 7, 3):
    jaw = jaw.cut(cq.Workplane("XZ").polyline([(20, z - 1), (19, z), (20, z + 1)]).close().extrude(12, both=True))
result = jaw.faces("<X").workplane().hole(8, 25)
