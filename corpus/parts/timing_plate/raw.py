import cadquery as cq
from math import cos, sin, radians

# A plate whose three curved-in slots let the body turn before it is clamped.
plate = cq.Workplane("XY").circle(40).circle(12).extrude(5)
for angle in (0, 120, 240):
    x, y = 27 * cos(radians(angle)), 27 * sin(radians(angle))
    plate = plate.cut(cq.Workplane("XY").center(x, y).slot2D(16, 6, angle + 90).extrude(5))
result = plate
