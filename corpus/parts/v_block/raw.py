import cadquery as cq

v = cq.Workplane("XZ").polyline([(-30, 0), (30, 0), (30, 40), (20, 40), (0, 20), (-20, 40), (-30, 40)]).close().extrude(35, both=True)
relief = cq.Workplane("XZ").center(0, 20).rect(3, 8).extrude(35, both=True)
result = v.cut(relief)
