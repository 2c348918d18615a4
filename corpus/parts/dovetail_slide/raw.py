import cadquery as cq
w0=cq.Workplane('ZX',origin=(0,-40,0))
r=w0.sketch().segment((0,-30),(0,30)).segment((12,30)).segment((12,14)).segment((24,20)).segment((24,-20)).segment((12,-14)).segment((12,-30)).close().assemble().finalize().extrude(80)
