import cadquery as cq

cover = cq.Workplane("XY").sketch().rect(64, 38).vertices().fillet(3).finalize().extrude(2)
tongue = cq.Workplane("XY").box(20, 6, 2, centered=(True, False, False)).translate((0, 19, 0))
grip = None
for i in range(5):
    ridge = cq.Workplane("XY").workplane(offset=2).center(0, -12 + 3 * i).rect(24, 1).extrude(0.8)
    grip = ridge if grip is None else grip.union(ridge)
result = cover.union(tongue).union(grip)
