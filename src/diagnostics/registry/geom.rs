//! Names of the geometry rules.
super::names! {
    /// The curves of a loop must follow one another and end where the first begins.
    OPEN_LOOP = "geom/open-loop", Error, "the curves of a loop do not join into a closed chain";
    /// The boundary of a loop may not cross or touch itself.
    SELF_INTERSECTION = "geom/self-intersection", Error, "a loop crosses or touches itself";
    /// A radius must be positive and not smaller than the shortest curve.
    RADIUS = "geom/radius", Error, "a radius is zero, negative or too small";
    /// A curve must not be shorter than the smallest size of the language.
    SHORT_CURVE = "geom/short-curve", Error, "a curve has no length";
    /// The three points of an arc must not lie on one line, nor coincide. Use `line` for a straight piece.
    COLLINEAR_ARC = "geom/collinear-arc", Error, "the points of an arc lie on one line";
    /// A solid needs a height: an extrusion of zero height has no volume.
    ZERO_EXTRUSION = "geom/zero-extrusion", Error, "an extrusion has no height";
    /// A revolution turns by more than 0° and at most 360°.
    REVOLVE_ANGLE = "geom/revolve-angle", Error, "a revolution has no angle, or more than a full turn";
    /// The profile of a revolution stays on one side of the axis; it may touch the axis. Cut the profile at the
    /// axis, or move one of them.
    AXIS_CROSSES_PROFILE = "geom/axis-crosses-profile", Error, "the axis of a revolution crosses its profile";
    /// The axis of a revolution lies in the plane of the sketch. A 2D point stands for an axis at right angles to it.
    AXIS = "geom/axis", Error, "an axis does not lie in the plane of the sketch";
    /// A direction must have a length, and the two directions of a plane must not be parallel.
    DIRECTION = "geom/direction", Error, "a direction is zero, or two directions are parallel";
    /// Curves, loops and faces live in their own plane: a map of space moves them only when it keeps that
    /// plane. Put the shape on a plane with `.on(…)` first.
    OUT_OF_PLANE = "geom/out-of-plane", Error, "a plane shape would leave its plane";
    /// A boolean of solids left nothing: the solids do not meet, or one swallows the other. A program
    /// has no empty solid; check the places of the operands.
    EMPTY_RESULT = "geom/empty-result", Error, "a boolean leaves nothing";
    /// A boundary could not be turned into triangles: edges of a face cross each other, or a size is not a
    /// number. This points at an operand with impossible geometry, such as walls thinner than the tolerance.
    NOT_MESHABLE = "geom/not-meshable", Error, "a boundary cannot be meshed";
    /// The boolean of two solids failed in the mesh kernel. Move an operand by a small distance, or
    /// combine the solids in another order.
    BOOLEAN_FAILED = "geom/boolean-failed", Error, "a boolean of solids failed";
    /// STEP holds exact boundaries: planes, cylinders, cones, spheres, tori and their lines, circles and
    /// ellipses. The operation that is named leaves a boundary that is only known by points.
    /// Write a mesh format instead, or model the part without that operation.
    INEXACT = "geom/inexact", Error, "the boundary of a solid is only approximate";
    /// Fornjot, the kernel that solids are compiled to, knows planes, cylinders, lines and circles. A solid
    /// with anything else is built and measured as always, and reported as not available in Fornjot.
    NOT_IN_FORNJOT = "geom/not-in-fornjot", Note, "a solid has no form in Fornjot";
    /// A loop needs at least one curve: a full circle, or lines and arcs that close.
    EMPTY_LOOP = "geom/empty-loop", Error, "a loop has no curves";
    /// A sketch needs at least one face.
    EMPTY_SKETCH = "geom/empty-sketch", Error, "a sketch has no faces";
    /// A full circle is closed and therefore a loop of its own; it cannot be joined with other curves.
    CIRCLE_IN_LOOP = "geom/circle-in-loop", Error, "a circle stands among other curves of a loop";
    /// Shapes below the smallest size of the language do not exist; neither do loops without an inside.
    TOO_SMALL = "geom/too-small", Error, "a shape is too small or has no inside";
    /// A coordinate is infinite or not a number, usually from a division by zero or a square root of a negative number.
    NOT_FINITE = "geom/not-finite", Error, "a coordinate is not a finite number";
    /// The holes of a face lie inside its outer loop. To cut away what reaches outside, use `-` on faces.
    HOLE_OUTSIDE = "geom/hole-outside", Error, "a hole is not inside its face";
    /// A hole may not touch the outer loop of its face: the material between them would have no thickness.
    /// To cut an opening into the edge, use `-` on faces.
    HOLE_TOUCHES = "geom/hole-touches", Error, "a hole touches or crosses the outer loop of its face";
    /// Holes of one face may not touch, overlap or contain one another. To remove the union of several shapes, use `-` on faces.
    HOLES_OVERLAP = "geom/holes-overlap", Error, "two holes of a face meet";
    /// The faces of a sketch may share edges and corners but not area. Use `union` (or `+`) to make one face of them.
    OVERLAP = "geom/overlap", Error, "faces of a sketch overlap";
    /// Moving the boundary inward by this distance leaves nothing. The message states the largest distance that leaves something.
    INSET_TOO_LARGE = "geom/inset-too-large", Error, "an inward offset leaves nothing";
    /// The arc or cut that replaces a corner must fit on the two curves that meet there, and two of them on one
    /// curve must not overlap. The message states the largest value that fits.
    RADIUS_TOO_LARGE = "geom/radius-too-large", Error, "a fillet or chamfer does not fit its corner";
    /// A face without corners (a circle, or curves that all run into one another smoothly) has nothing to fillet or chamfer.
    NO_CORNER = "geom/no-corner", Error, "there is no corner to fillet or chamfer";
    /// The boundaries of the operands run so close to each other that inside and outside cannot be told apart.
    /// Move an operand so that the boundaries are equal or clearly apart.
    NEARLY_COINCIDENT = "geom/nearly-coincident", Error, "boundaries nearly coincide";
    /// The operation is well defined but not built yet.
    UNSUPPORTED = "geom/unsupported", Error, "the operation is not available yet";
}
