import cadquery as cq

# A corner bracket with a gusset, for 8 mm bolts.
width, leg, thick = 50.0, 60.0, 6.0

profile = cq.Workplane("XZ").polyline([(0, 0), (leg, 0), (leg, thick), (thick, thick), (thick, leg), (0, leg)]).close()
bracket = profile.extrude(width / 2, both=True)
gusset = cq.Workplane("XZ").polyline([(thick, thick), (40, thick), (thick, 40)]).close().extrude(3, both=True)
result = bracket.union(gusset)
result = result.cut(cq.Workplane("XY").pushPoints([(42, 15), (42, -15)]).circle(4.25).extrude(thick))
result = result.cut(cq.Workplane("YZ").pushPoints([(15, 42), (-15, 42)]).circle(4.25).extrude(thick))
