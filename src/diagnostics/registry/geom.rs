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
    /// The operation is well defined but not built yet.
    UNSUPPORTED = "geom/unsupported", Error, "the operation is not available yet";
}
