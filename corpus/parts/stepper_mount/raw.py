import cadquery as cq

# An L-shaped mount for a NEMA 17 motor.
base = cq.Workplane("XY").box(52, 50, 5, centered=(True, False, False))
face = cq.Workplane("XZ").rect(52, 50).extrude(-5).translate((0, 0, 25))
result = base.union(face)
result = result.cut(cq.Workplane("XZ").center(0, 27).circle(11.5).extrude(-5))
result = result.cut(cq.Workplane("XZ").center(0, 27).rect(31, 31, forConstruction=True).vertices().circle(1.7).extrude(-5))
result = result.cut(cq.Workplane("XY").pushPoints([(-16, 32), (16, 32)]).slot2D(20, 5.5, 90).extrude(5))
