import cadquery as cq

rim = cq.Workplane("XY").circle(60).circle(50).extrude(12)
hub = cq.Workplane("XY").circle(16).extrude(20)
spokes = cq.Workplane("XY").rect(104, 8).extrude(8).union(cq.Workplane("XY").rect(8, 104).extrude(8))
bore = cq.Workplane("XY").circle(6).extrude(20)
key = cq.Workplane("XY").center(0, 6).rect(4, 5).extrude(20)
result = rim.union(hub).union(spokes).cut(bore).cut(key)
