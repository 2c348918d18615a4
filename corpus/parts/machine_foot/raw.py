import cadquery as cq

pad = cq.Workplane("XY").circle(30).extrude(10)
neck = cq.Workplane("XY").workplane(offset=10).circle(14).extrude(12)
thread = cq.Workplane("XY").circle(5).extrude(22)
nut = cq.Workplane("XY").polygon(6, 19.6).extrude(8)
result = pad.union(neck).cut(thread).cut(nut)
