import cadquery as cq

outer, bore, pcd, bolts, thickness = 100, 40, 75, 6, 12

result = (
    cq.Workplane("XY")
    .circle(outer / 2)
    .extrude(thickness)
    .faces(">Z")
    .workplane()
    .circle(30)
    .extrude(20)
    .faces(">Z")
    .workplane()
    .hole(bore, thickness + 20)
    .faces("<Z")
    .workplane()
    .polarArray(pcd / 2, 0, 360, bolts)
    .circle(4.5)
    .cutBlind(-thickness)
)
