import cadquery as cq

# A shelf for screwdrivers: seven holes in a row, two screw holes in the back.
n, pitch = 7, 22
shelf = cq.Workplane("XY").box(n * pitch, 30, 10, centered=(True, False, False))
back = cq.Workplane("XY").box(n * pitch, 5, 45, centered=(True, False, False))
holes = cq.Workplane("XY").center(0, 18).rarray(pitch, 1, n, 1).circle(5).extrude(10)
screws = cq.Workplane("XZ").pushPoints([(-60, 32), (60, 32)]).circle(2.5).extrude(-5)
result = shelf.union(back).cut(holes).cut(screws)
