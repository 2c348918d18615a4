import cadquery as cq

plate = cq.Workplane("XY").rect(160, 60).extrude(4)
plate = plate.faces(">Z").workplane().rarray(36, 1, 4, 1).hole(20.5, 4)
plate = plate.faces(">Z").workplane().rect(148, 48, forConstruction=True).vertices().hole(5, 4)
result = plate.edges("|Z").fillet(5)
