//! Names of name resolution.
super::names! {
    /// No definition with this name is in scope. Definitions come from the file itself, its `use` lines
    /// and the prelude of the standard library. Where another name is near, the message names it.
    UNKNOWN = "name/unknown", Error, "no definition with this name is in scope";
    /// Two definitions in one scope may not share a name: top-level items and imported names form one
    /// scope, the parameters of a function another, every block its own. Inner scopes may reuse outer names.
    DUPLICATE = "name/duplicate", Error, "the name is already defined in this scope";
    /// Parameters, lets and parts are evaluated in source order and may refer to earlier ones only.
    /// Functions may refer to anything. Move the definition up, or make it a function.
    USED_BEFORE_DEFINITION = "name/used-before-definition", Error, "a value is used above its definition";
    /// A value cannot be defined in terms of itself; only functions recurse.
    SELF_REFERENCE = "name/self-reference", Error, "a value is defined in terms of itself";
    /// No type has this name. Types are Number, Int, Ratio, Length, Area, Volume, Angle, Bool, String,
    /// Point2, Point3, Vector2, Vector3, Plane, Axis, Curve, Loop, Face, Sketch, Solid, the lists, tuples,
    /// records and functions of these, and the type variables of the function. `Shape` is a bound:
    /// `fn f<S: Shape>(shape: S) -> S`.
    UNKNOWN_TYPE = "name/unknown-type", Error, "no type has this name";
    /// A call names its arguments after the parameters of the function: `extrude(face, height = 5mm)`.
    UNKNOWN_ARGUMENT = "name/unknown-argument", Error, "the function has no parameter with this name";
    /// The value has no field with this name. Tuples have `.x .y .z`, planes `.origin .x .y .normal`,
    /// axes `.point .direction`, records their own. A function is called with parentheses: `shape.area()`.
    UNKNOWN_FIELD = "name/unknown-field", Error, "the value has no field with this name";
    /// A function stored in a record field is called `(record.field)(argument)`, because `x.f(a)` always
    /// means `f(x, a)`.
    FIELD_CALLED = "name/field-called", Error, "a record field is called like a method";
    /// The module read by this `use` line does not define the name. Functions, lets and parts can be used;
    /// parameters cannot.
    NOT_EXPORTED = "name/not-exported", Error, "the used module does not define the name";
    /// Modules may not use one another in a circle. Move what both need into a third module.
    USE_CYCLE = "name/use-cycle", Error, "modules use one another in a circle";
    /// A function needs a body: `fn f(x: Length) -> Length = 2 * x`. Only the core of the standard library
    /// declares functions without one.
    MISSING_BODY = "name/missing-body", Error, "a function has no body";
}
