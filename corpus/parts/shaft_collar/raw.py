import cadquery as cq

# A clamping collar: ring, slit and one clamping screw across the slit.
ring = cq.Workplane("XY").circle(20).circle(10).extrude(14)
slit = cq.Workplane("XY").center(15, 0).rect(14, 2).extrude(14)
screw = cq.Workplane("XZ").center(15, 7).circle(2.1).extrude(25, both=True)
result = ring.cut(slit).cut(screw)
