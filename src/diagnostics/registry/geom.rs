//! Names of the geometry rules.
super::names! {
    /// The curves of a loop must follow one another and end where the first begins.
    OPEN_LOOP = "geom/open-loop", Error, "the curves of a loop do not join into a closed chain" => program {
        wrong: ["part plate = loop([line((0, 0), (20, 0)), line((20, 0), (20, 10)), line((20, 10), (0, 9))])"],
        right: ["part plate = loop([line((0, 0), (20, 0)), line((20, 0), (20, 10)), line((20, 10), (0, 0))])"],
    };
    /// The boundary of a loop may not cross or touch itself.
    SELF_INTERSECTION = "geom/self-intersection", Error, "a loop crosses or touches itself" => program {
        wrong: ["part bow = polygon([(0, 0), (20, 10), (20, 0), (0, 10)])"],
        right: ["part plate = polygon([(0, 0), (20, 0), (20, 10), (0, 10)])"],
    };
    /// A radius must be positive and not smaller than the shortest curve.
    RADIUS = "geom/radius", Error, "a radius is zero, negative or too small" => program {
        wrong: ["part disc = circle((0, 0), -5)"],
        right: ["part disc = circle((0, 0), 5)"],
    };
    /// A curve must not be shorter than the smallest size of the language.
    SHORT_CURVE = "geom/short-curve", Error, "a curve has no length" => program {
        wrong: [
            "part plate = loop([",
            "    line((0, 0), (20, 0)),",
            "    line((20, 0), (20, 0)),",
            "    line((20, 0), (0, 10)),",
            "    line((0, 10), (0, 0)),",
            "])",
        ],
        right: ["part plate = loop([line((0, 0), (20, 0)), line((20, 0), (0, 10)), line((0, 10), (0, 0))])"],
    };
    /// The three points of an arc must not lie on one line, nor coincide. Use `line` for a straight piece.
    COLLINEAR_ARC = "geom/collinear-arc", Error, "the points of an arc lie on one line" => program {
        wrong: ["part half = loop([arc((0, 0), (5, 0), (10, 0)), line((10, 0), (0, 0))])"],
        right: ["part half = loop([arc((0, 0), (5, 5), (10, 0)), line((10, 0), (0, 0))])"],
    };
    /// A solid needs a height: an extrusion of zero height has no volume.
    ZERO_EXTRUSION = "geom/zero-extrusion", Error, "an extrusion has no height" => program {
        wrong: ["param height = 0mm", "part block = rect(20, 10).on(XY).extrude(height)"],
        right: ["param height = 5mm", "part block = rect(20, 10).on(XY).extrude(height)"],
    };
    /// A revolution turns by more than 0° and at most 360°.
    REVOLVE_ANGLE = "geom/revolve-angle", Error, "a revolution has no angle, or more than a full turn" => program {
        wrong: ["part wheel = rect(5, 10, (20, 0)).on(XY).revolve(Y, 400deg)"],
        right: ["part wheel = rect(5, 10, (20, 0)).on(XY).revolve(Y, 360deg)"],
    };
    /// The profile of a revolution stays on one side of the axis; it may touch the axis. Cut the profile at the
    /// axis, or move one of them.
    AXIS_CROSSES_PROFILE = "geom/axis-crosses-profile", Error, "the axis of a revolution crosses its profile" => program {
        wrong: ["part wheel = rect(20, 10).on(XY).revolve(Y)"],
        right: ["part wheel = rect(20, 10, (10, 0)).on(XY).revolve(Y)"],
    };
    /// The axis of a revolution lies in the plane of the sketch. A 2D point stands for an axis at right angles to it.
    AXIS = "geom/axis", Error, "an axis does not lie in the plane of the sketch" => program {
        wrong: ["part wheel = rect(5, 10, (20, 0)).on(XY).revolve(Z)"],
        right: ["part wheel = rect(5, 10, (20, 0)).on(XY).revolve(Y)"],
    };
    /// A direction must have a length, and the two directions of a plane must not be parallel.
    DIRECTION = "geom/direction", Error, "a direction is zero, or two directions are parallel" => program {
        wrong: [
            "let slope = plane((0, 0, 0), x = (1, 0, 0), normal = (1, 0, 0))",
            "part block = rect(20, 10).on(slope).extrude(5)",
        ],
        right: [
            "let slope = plane((0, 0, 0), x = (1, 0, 0), normal = (0, -1, 1))",
            "part block = rect(20, 10).on(slope).extrude(5)",
        ],
    };
    /// Curves, loops and faces live in their own plane: a map of space moves them only when it keeps that
    /// plane. Put the shape on a plane with `.on(…)` first.
    OUT_OF_PLANE = "geom/out-of-plane", Error, "a plane shape would leave its plane" => program {
        wrong: ["part block = rect(20, 10).rotate(90deg, about = X)"],
        right: ["part block = rect(20, 10).on(XY).rotate(90deg, about = X)"],
    };
    /// A boolean of solids left nothing: the solids do not meet, or one swallows the other. A program
    /// has no empty solid; check the places of the operands.
    EMPTY_RESULT = "geom/empty-result", Error, "a boolean leaves nothing" => program {
        wrong: ["part overlap = box(10, 10, 10) & box(10, 10, 10, (50, 0, 0))"],
        right: ["part overlap = box(10, 10, 10) & box(10, 10, 10, (5, 0, 0))"],
    };
    /// A boundary could not be turned into triangles: edges of a face cross each other, or a size is not a
    /// number. This points at an operand with impossible geometry, such as walls thinner than the tolerance.
    NOT_MESHABLE = "geom/not-meshable", Error, "a boundary cannot be meshed" => elsewhere {
        cause: "A host that asks for a mesh with a chord tolerance of zero or below, through the library; the \
            command line refuses such a tolerance itself. From the geometry of a program no cause is known: \
            the walls of all operands would have to be thinner than rounding.",
    };
    /// The boolean of two solids failed in the mesh kernel. Move an operand by a small distance, or
    /// combine the solids in another order.
    BOOLEAN_FAILED = "geom/boolean-failed", Error, "a boolean of solids failed" => elsewhere {
        cause: "No known program causes it: the mesh kernel would have to refuse solids that were checked \
            before. It is a guard against a wrong result.",
    };
    /// STEP holds exact boundaries: planes, cylinders, cones, spheres, tori and their lines, circles and
    /// ellipses. The operation that is named leaves a boundary that is only known by points.
    /// Write a mesh format instead, or model the part without that operation.
    INEXACT = "geom/inexact", Error, "the boundary of a solid is only approximate" => command {
        program: [
            "let slope = plane((0, 0, 20), x = (1, 0, 0), normal = (0, 1, 2))",
            "let bore = circle((0, 0), 5).on(slope).extrude(60, symmetric = true)",
            "part pin = cylinder(10, 40) - bore",
        ],
        wrong: "recad build example.recad -o block.step",
        right: "recad build example.recad -o block.stl",
    };
    /// A loop needs at least one curve: a full circle, or lines and arcs that close.
    EMPTY_LOOP = "geom/empty-loop", Error, "a loop has no curves" => program {
        wrong: ["part plate = loop([])"],
        right: ["part plate = loop([circle((0, 0), 5)])"],
    };
    /// A sketch needs at least one face.
    EMPTY_SKETCH = "geom/empty-sketch", Error, "a sketch has no faces" => elsewhere {
        cause: "A host that makes a sketch of no faces through the library. A program cannot: an empty list of \
            faces is `eval/empty-union`.",
    };
    /// A full circle is closed and therefore a loop of its own; it cannot be joined with other curves.
    CIRCLE_IN_LOOP = "geom/circle-in-loop", Error, "a circle stands among other curves of a loop" => program {
        wrong: ["part plate = loop([circle((0, 0), 5), line((5, 0), (0, 5))])"],
        right: ["part plate = loop([circle((0, 0), 5)])"],
    };
    /// Shapes below the smallest size of the language do not exist; neither do loops without an inside.
    TOO_SMALL = "geom/too-small", Error, "a shape is too small or has no inside" => program {
        wrong: ["part plate = loop([line((0, 0), (10, 0)), line((10, 0), (0, 0))])"],
        right: ["part plate = loop([line((0, 0), (10, 0)), arc((10, 0), (5, 5), (0, 0))])"],
    };
    /// A coordinate is infinite or not a number, usually from a division by zero or a square root of a negative number.
    NOT_FINITE = "geom/not-finite", Error, "a coordinate is not a finite number" => elsewhere {
        cause: "A host that builds shapes with infinite coordinates through the library. A program cannot: \
            `eval/not-finite` stands where such a number arises.",
    };
    /// The holes of a face lie inside its outer loop. To cut away what reaches outside, use `-` on faces.
    HOLE_OUTSIDE = "geom/hole-outside", Error, "a hole is not inside its face" => program {
        wrong: ["part plate = face(rect(20, 10), holes = [circle((30, 0), 2)])"],
        right: ["part plate = face(rect(20, 10), holes = [circle((5, 0), 2)])"],
    };
    /// A hole may not touch the outer loop of its face: the material between them would have no thickness.
    /// To cut an opening into the edge, use `-` on faces.
    HOLE_TOUCHES = "geom/hole-touches", Error, "a hole touches or crosses the outer loop of its face" => program {
        wrong: ["part plate = face(rect(20, 10), holes = [circle((9, 0), 2)])"],
        right: ["part plate = face(rect(20, 10)) - face(circle((9, 0), 2))"],
    };
    /// Holes of one face may not touch, overlap or contain one another. To remove the union of several shapes, use `-` on faces.
    HOLES_OVERLAP = "geom/holes-overlap", Error, "two holes of a face meet" => program {
        wrong: ["part plate = face(rect(20, 10), holes = [circle((0, 0), 2), circle((3, 0), 2)])"],
        right: ["part plate = face(rect(20, 10)) - [face(circle((0, 0), 2)), face(circle((3, 0), 2))]"],
    };
    /// The faces of a sketch may share edges and corners but not area. Use `union` (or `+`) to make one face of them.
    OVERLAP = "geom/overlap", Error, "faces of a sketch overlap" => program {
        wrong: ["part block = [circle((0, 0), 5), circle((6, 0), 5)].on(XY).extrude(5)"],
        right: ["part block = union([circle((0, 0), 5), circle((6, 0), 5)]).on(XY).extrude(5)"],
    };
    /// Moving the boundary inward by this distance leaves nothing. The message states the largest distance that leaves something.
    INSET_TOO_LARGE = "geom/inset-too-large", Error, "an inward offset leaves nothing" => program {
        wrong: ["part plate = rect(20, 10).offset(-6)"],
        right: ["part plate = rect(20, 10).offset(-4)"],
    };
    /// The arc or cut that replaces a corner must fit on the two curves that meet there, and two of them on one
    /// curve must not overlap. The message states the largest value that fits.
    RADIUS_TOO_LARGE = "geom/radius-too-large", Error, "a fillet or chamfer does not fit its corner" => program {
        wrong: ["part plate = rect(20, 10).fillet(6)"],
        right: ["part plate = rect(20, 10).fillet(4)"],
    };
    /// A face without corners (a circle, or curves that all run into one another smoothly) has nothing to fillet or chamfer.
    NO_CORNER = "geom/no-corner", Error, "there is no corner to fillet or chamfer" => program {
        wrong: ["part disc = circle((0, 0), 5).fillet(1)"],
        right: ["part plate = rect(10, 10).fillet(1)"],
    };
    /// The point that names a corner is equally near to several corners. Give a point nearer to one of them, best the
    /// corner itself.
    AMBIGUOUS_CORNER = "geom/ambiguous-corner", Error, "a point names no single corner" => program {
        wrong: ["part plate = rect(10, 10).fillet(1, at = [(0, 5)])"],
        right: ["part plate = rect(10, 10).fillet(1, at = [(5, 5)])"],
    };
    /// The boundaries of the operands run so close to each other that inside and outside cannot be told apart.
    /// Move an operand so that the boundaries are equal or clearly apart.
    NEARLY_COINCIDENT = "geom/nearly-coincident", Error, "boundaries nearly coincide" => elsewhere {
        cause: "No known program causes it: boundaries closer together than rounding are made equal first. It is \
            a guard against a wrong result.",
    };
    /// The operation is well defined but not built yet.
    UNSUPPORTED = "geom/unsupported", Error, "the operation is not available yet" => program {
        wrong: ["let stretched = box(10, 10, 10).transform(x = (2, 0, 0))", "part block = stretched"],
        right: ["let stretched = box(20, 10, 10)", "part block = stretched"],
    };
}
