//! A parameterized program as data: what the rewriter finds, the describer puts into words and the synthesiser draws.
//!
//! Purpose: [`Plan`] stands between programs and everything that reasons about their structure. It has the parameters,
//! the derived values, and the operations in order, each with its shapes by name, its repetitions and its numbers as
//! expressions; [`print`](mod@print) makes it the text of a program, in one canonical way.
//! Invariants: names are unique and legal in the language; an expression uses names bound before it; equal plans print
//! equal texts. Everything is in millimetres and degrees.
//! Absent: geometry (a printed plan goes through the compiler like any program), and any claim that a plan is legal.

pub mod expression;
pub mod print;
pub mod read;
#[cfg(test)]
pub(crate) mod samples;

pub use expression::{BinaryOp, Expr};
pub use smol_str::SmolStr;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::model::BooleanOp;

/// A whole program with one part.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What the part is, one sentence for the head of the program.
    pub title: Option<String>,
    /// The parameters, in the order of the program.
    pub parameters: Vec<Parameter>,
    /// Derived values, after the parameters.
    pub values: Vec<Value>,
    /// Shapes that are used more than once or deserve a name, after the values.
    pub shapes: Vec<NamedOutline>,
    /// The operations in order; the first one makes the body.
    pub features: Vec<Feature>,
    /// How the whole is moved after everything, where it is not designed in place.
    pub placement: Option<Point3>,
    /// The name of the part.
    pub part: SmolStr,
}

impl Plan {
    /// The values of all names under the parameters' defaults, those in `overrides` instead; `None` when a value uses a
    /// name that is not bound before it.
    pub fn bindings(&self, overrides: &[(SmolStr, f64)]) -> Option<FxHashMap<SmolStr, f64>> {
        let given = |name| overrides.iter().find(|(other, _)| other == name).map(|(_, value)| *value);
        let mut bindings: FxHashMap<SmolStr, f64> =
            self.parameters.iter().map(|item| (item.name.clone(), given(&item.name).unwrap_or(item.value))).collect();
        for item in &self.values {
            let value = item.value.value(&bindings)?;
            bindings.insert(item.name.clone(), value);
        }
        Some(bindings)
    }
}

/// What a parameter measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Quantity {
    /// Millimetres.
    Length,
    /// Degrees.
    Angle,
    /// A whole number of things.
    Count,
    /// A plain number.
    Ratio,
}

/// A declared parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Parameter {
    /// Its name.
    pub name: SmolStr,
    /// One sentence that says what it is.
    pub doc: Option<String>,
    /// What it measures.
    pub quantity: Quantity,
    /// Its default, mm, degrees or a count.
    pub value: f64,
    /// The closed range in which the part stays what it is; the ends may use earlier parameters.
    pub range: Option<(Expr, Expr)>,
}

/// A derived value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Value {
    /// Its name.
    pub name: SmolStr,
    /// What it is made of.
    pub value: Expr,
}

/// An outline under a name.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NamedOutline {
    /// Its name.
    pub name: SmolStr,
    /// The outline.
    pub outline: Outline,
}

/// A place in a sketch plane, mm.
pub type Point = [Expr; 2];

/// A place or direction in space, mm.
pub type Point3 = [Expr; 3];

/// A closed outline in a plane, by what it is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Outline {
    /// A circle.
    Circle { center: Point, radius: Expr },
    /// A rectangle along the axes.
    Rect { center: Point, width: Expr, height: Expr },
    /// A rectangle along the axes with round corners.
    RoundedRect { center: Point, width: Expr, height: Expr, radius: Expr },
    /// A slot with round ends about two points.
    Slot { start: Point, end: Point, width: Expr },
    /// A regular polygon inside a circle; its first corner lies in direction `rotation`, degrees.
    RegularPolygon { center: Point, radius: Expr, sides: Expr, rotation: Expr },
    /// A polygon through its corners.
    Polygon { points: Vec<Point> },
    /// Lines and arcs from `start` back to `start`.
    Path { start: Point, segments: Vec<Segment> },
    /// One of [`Plan::shapes`].
    Named { name: SmolStr },
}

/// A piece of a [`Outline::Path`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Segment {
    /// A straight line to a point.
    Line { to: Point },
    /// An arc over a point to a point.
    Arc { via: Point, to: Point },
}

/// A shape and how it is repeated; the first repetition is applied first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Placed<S> {
    /// The shape.
    pub shape: S,
    /// Its repetitions.
    pub repeats: Vec<Repeat>,
}

/// One way to make several of a shape. Vectors have two components in a sketch, three in space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Repeat {
    /// `pattern_linear`: `count` copies, each moved by `by` from the one before.
    Linear { count: Expr, by: Vec<Expr> },
    /// `pattern_grid` along x and y; `centered` puts the middle of the grid where the shape is.
    Grid { columns: Expr, rows: Expr, dx: Expr, dy: Expr, centered: bool },
    /// `pattern_circular` about a point of the sketch, or about an axis of space through a point.
    Circular { count: Expr, about: About, angle: Option<Expr> },
    /// `mirrored`: the shape and its image.
    Mirror { across: Mirror },
    /// `[shape for variable in 0..count if variable != except…]`: the shape's expressions use the variable.
    Each { variable: SmolStr, count: Expr, except: Vec<Expr> },
}

/// What a circular pattern turns about.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum About {
    /// The origin of the sketch, or the z axis.
    Origin,
    /// A point of the sketch.
    Point(Point),
    /// The axis through a point of space along a coordinate axis.
    Axis { through: Point3, along: CoordinateAxis },
}

/// A coordinate axis.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum CoordinateAxis {
    /// x.
    X,
    /// y.
    Y,
    /// z.
    Z,
}

/// The plane of a mirror image: where the coordinate along `axis` is `at`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mirror {
    /// The coordinate that changes its sign.
    pub axis: CoordinateAxis,
    /// Where the plane is along the axis.
    pub at: Expr,
}

/// A region: an outline with holes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Face {
    /// The boundary on the outside.
    pub outer: Outline,
    /// The boundaries of its holes.
    pub holes: Vec<Placed<Outline>>,
}

/// Faces on a plane in space.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sketch {
    /// The plane.
    pub plane: Plane,
    /// The faces; they do not overlap.
    pub faces: Vec<Placed<Face>>,
}

/// A plane in space.
// Plans are few and small; a box would stand in every match.
#[allow(clippy::large_enum_variant)]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Plane {
    /// `XY`, normal +z, moved along its normal.
    Xy { offset: Expr },
    /// `XZ`, local y = world z, normal −y, moved along its normal.
    Xz { offset: Expr },
    /// `YZ`, local x = world y, local y = world z, normal +x, moved along its normal.
    Yz { offset: Expr },
    /// Any plane by its origin, its direction of local x and its normal.
    Any { origin: Point3, x: Point3, normal: Point3 },
}

/// One operation on the body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Feature {
    /// Its name: a noun with its topological role.
    pub name: SmolStr,
    /// What it is, one sentence.
    pub comment: Option<String>,
    /// How it acts on the body so far (of the first feature: always a union).
    pub operation: BooleanOp,
    /// What it is made of.
    pub body: Body,
    /// How it is repeated in space.
    pub repeats: Vec<Repeat>,
}

/// What a part below solids is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Flat {
    /// One closed loop (level L).
    Loop(Outline),
    /// A region with holes (level F).
    Face(Face),
    /// Faces on a plane (level S).
    Sketch(Sketch),
}

/// What a feature adds, removes or keeps.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Body {
    /// No solid at all: the only feature of a part below solids.
    Flat(Flat),
    /// A sketch extruded along its normal: from `-back` to `height`.
    Extrude { sketch: Sketch, extent: Extent },
    /// A sketch turned about the line of its plane through `point` along `direction`, over `angle` (`None`: all round).
    Revolve { sketch: Sketch, point: Point, direction: Point, angle: Option<Expr> },
    /// `box` with its centre of the bottom at `at`.
    Box { width: Expr, depth: Expr, height: Expr, at: Point3 },
    /// `cylinder` along z with its centre of the bottom at `at`.
    Cylinder { radius: Expr, height: Expr, at: Point3 },
    /// `cone` along z with its centre of the bottom at `at`.
    Cone { bottom: Expr, top: Expr, height: Expr, at: Point3 },
    /// `sphere`.
    Sphere { radius: Expr, center: Point3 },
    /// Several features combined into one, in order.
    Group { features: Vec<Feature> },
    /// A body turned by `angle` about a coordinate axis through the origin, then moved.
    Moved { body: Box<Body>, turns: Vec<(CoordinateAxis, Expr)>, by: Point3 },
}

/// How far an extrusion goes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Extent {
    /// From the plane to `height`, which may be negative.
    OneSide { height: Expr },
    /// Half of `height` to each side.
    Symmetric { height: Expr },
    /// From `-back` to `height`.
    TwoSides { height: Expr, back: Expr },
}
