//! Names of name resolution.
super::names! {
    /// No definition with this name is in scope. Definitions come from the file itself, its `use` lines
    /// and the prelude of the standard library. Where another name is near, the message names it.
    UNKNOWN = "name/unknown", Error, "no definition with this name is in scope" => program {
        wrong: ["part disc = cirlce((0, 0), 5)"],
        right: ["part disc = circle((0, 0), 5)"],
    };
    /// Two definitions in one scope may not share a name: top-level items and imported names form one
    /// scope, the parameters of a function another, every block its own. Inner scopes may reuse outer names.
    DUPLICATE = "name/duplicate", Error, "the name is already defined in this scope" => program {
        wrong: ["let radius = 5", "let radius = 6", "part disc = circle((0, 0), radius)"],
        right: ["let inner = 5", "let outer = 6", "part disc = ring(outer, inner)"],
    };
    /// Parameters, lets and parts are evaluated in source order and may refer to earlier ones only.
    /// Functions may refer to anything. Move the definition up, or make it a function.
    USED_BEFORE_DEFINITION = "name/used-before-definition", Error, "a value is used above its definition" => program {
        wrong: ["part disc = circle((0, 0), radius)", "let radius = 5"],
        right: ["let radius = 5", "part disc = circle((0, 0), radius)"],
    };
    /// A value cannot be defined in terms of itself; only functions recurse.
    SELF_REFERENCE = "name/self-reference", Error, "a value is defined in terms of itself" => program {
        wrong: ["let radius = radius + 1", "part disc = circle((0, 0), radius)"],
        right: ["let inner = 5", "let radius = inner + 1", "part disc = circle((0, 0), radius)"],
    };
    /// No type has this name. Types are Number, Int, Ratio, Length, Area, Volume, Angle, Bool, String,
    /// Point2, Point3, Vector2, Vector3, Plane, Axis, Curve, Loop, Face, Sketch, Solid, the lists, tuples,
    /// records and functions of these, and the type variables of the function. `Shape` is a bound:
    /// `fn f<S: Shape>(shape: S) -> S`.
    UNKNOWN_TYPE = "name/unknown-type", Error, "no type has this name" => program {
        wrong: ["fn disc(radius: Lenght) -> Face = circle((0, 0), radius)", "part plate = disc(5)"],
        right: ["fn disc(radius: Length) -> Face = circle((0, 0), radius)", "part plate = disc(5)"],
    };
    /// A call names its arguments after the parameters of the function: `extrude(face, height = 5mm)`.
    UNKNOWN_ARGUMENT = "name/unknown-argument", Error, "the function has no parameter with this name" => program {
        wrong: ["part block = rect(20, 10).on(XY).extrude(heigth = 5)"],
        right: ["part block = rect(20, 10).on(XY).extrude(height = 5)"],
    };
    /// The value has no field with this name. Tuples have `.x .y .z`, planes `.origin .x .y .normal`,
    /// axes `.point .direction`, records their own. A function is called with parentheses: `shape.area()`.
    UNKNOWN_FIELD = "name/unknown-field", Error, "the value has no field with this name" => program {
        wrong: ["let corner = (20, 10)", "part plate = rect(corner.width, corner.y)"],
        right: ["let corner = (20, 10)", "part plate = rect(corner.x, corner.y)"],
    };
    /// A function stored in a record field is called `(record.field)(argument)`, because `x.f(a)` always
    /// means `f(x, a)`.
    FIELD_CALLED = "name/field-called", Error, "a record field is called like a method" => program {
        wrong: ["let tool = #{radius_at = |z| 10 - z}", "part disc = circle((0, 0), tool.radius_at(2))"],
        right: ["let tool = #{radius_at = |z| 10 - z}", "part disc = circle((0, 0), (tool.radius_at)(2))"],
    };
    /// The module read by this `use` line does not define the name. Functions, lets and parts can be used;
    /// parameters cannot.
    NOT_EXPORTED = "name/not-exported", Error, "the used module does not define the name" => program {
        wrong: [r#"use "std:gear": bevel_gear"#, "part gear = bevel_gear(20, 2)"],
        right: [r#"use "std:gear": spur_gear"#, "part gear = spur_gear(20, 2)"],
    };
    /// Modules may not use one another in a circle. Move what both need into a third module.
    USE_CYCLE = "name/use-cycle", Error, "modules use one another in a circle" => program {
        wrong: [r#"use "example.recad": radius"#, "let size = 5", "part disc = circle((0, 0), radius + size)"],
        right: ["let radius = 5", "part disc = circle((0, 0), radius)"],
    };
    /// A function needs a body: `fn f(x: Length) -> Length = 2 * x`. Only the core of the standard library
    /// declares functions without one.
    MISSING_BODY = "name/missing-body", Error, "a function has no body" => program {
        wrong: ["fn disc(radius: Length) -> Face", "part plate = disc(5)"],
        right: ["fn disc(radius: Length) -> Face = circle((0, 0), radius)", "part plate = disc(5)"],
    };
}
