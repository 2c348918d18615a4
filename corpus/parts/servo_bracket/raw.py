import cadquery as cq

result = (
    cq.Workplane("XY")
    .sketch()
    .rect(60, 34)
    .vertices()
    .fillet(4)
    .reset()
    .rect(40.5, 20.5, mode="s")
    .push([(-25, 5), (-25, -5), (25, 5), (25, -5)])
    .circle(2.1, mode="s")
    .finalize()
    .extrude(3)
)
