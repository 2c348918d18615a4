import cadquery as cq
w0=cq.Workplane('XY',origin=(0,0,0))
r=w0.sketch().circle(30).circle(18,mode='s').finalize().extrude(14)
