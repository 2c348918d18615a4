import cadquery as cq
w0=cq.Workplane('XY',origin=(0,0,0))
r=w0.sketch().segment((-50,-10),(50,-10)).arc((60,0),(50,10)).segment((-50,10)).arc((-60,0),(-50,-10)).close().assemble().push([(-50,0)]).circle(5,mode='s').reset().push([(50,0)]).circle(5,mode='s').finalize().extrude(8).union(w0.workplane(offset=12/2).moveTo(0,0).cylinder(12,16))
