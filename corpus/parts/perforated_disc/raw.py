import cadquery as cq

disc = cq.Workplane("XY").circle(45).extrude(4)
for radius, holes, size in [(14, 6, 2), (24, 12, 2.5), (35, 18, 3)]:
    disc = disc.cut(cq.Workplane("XY").polarArray(radius, 0, 360, holes).circle(size).extrude(4))
result = disc
