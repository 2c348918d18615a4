import cadquery as cq

# A guide rail with countersunk mounting holes every 40 mm.
count, pitch, length = 5, 40, 200
rail = (
    cq.Workplane("YZ")
    .polyline([(-10, 0), (10, 0), (10, 6), (7, 9), (7, 12), (10, 15), (10, 20), (-10, 20), (-10, 15), (-7, 12), (-7, 9), (-10, 6)])
    .close()
    .extrude(length)
)
for i in range(count):
    x = 20 + i * pitch
    rail = rail.cut(cq.Workplane("XY").center(x, 0).circle(3).extrude(20))
    rail = rail.cut(cq.Workplane("XY").workplane(offset=14).center(x, 0).circle(5).extrude(6))
result = rail
