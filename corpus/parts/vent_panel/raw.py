import cadquery as cq

panel = cq.Workplane("XY").box(120, 80, 3)
panel = panel.faces(">Z").workplane().rarray(10, 1, 9, 1).slot2D(50, 5, 90).cutBlind(-3)
result = panel.faces(">Z").workplane().rect(108, 68, forConstruction=True).vertices().hole(4, 3)
