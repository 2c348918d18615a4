import cadquery as cq

# An open enclosure with rounded corners and four screw posts.
length, width, height, wall = 100.0, 70.0, 32.0, 2.5

shell = cq.Workplane("XY").rect(length, width).extrude(height).edges("|Z").fillet(8)
cavity = (
    cq.Workplane("XY").workplane(offset=wall).rect(length - 2 * wall, width - 2 * wall)
    .extrude(height - wall).edges("|Z").fillet(8 - wall)
)
posts = cq.Workplane("XY").workplane(offset=wall).rect(84, 54, forConstruction=True).vertices().circle(4).extrude(24)
pilots = cq.Workplane("XY").workplane(offset=wall + 4).rect(84, 54, forConstruction=True).vertices().circle(1.25).extrude(20)
result = shell.cut(cavity).union(posts).cut(pilots)
