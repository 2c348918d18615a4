//! A plan written as an engineer dimensions a part: drivers first, dependants within their range.

use smol_str::{SmolStr, ToSmolStr};

use super::draw::Draw;
use crate::corpus::plan::{
    About, Body, CoordinateAxis, Expr, Extent, Face, Feature, Flat, Mirror, Outline, Parameter, Placed, Plan, Plane,
    Point, Quantity, Repeat, Segment, Sketch, Value,
};
use crate::model::BooleanOp;

/// Builds one plan; what is drawn at random comes from its stream.
///
/// A range is where the part stays sound whatever the earlier parameters are within theirs; the default is a preferred
/// number inside it.
pub struct Builder {
    /// The stream of choices.
    pub draw: Draw,
    plan: Plan,
}

/// A number: an expression, or a literal.
pub trait Size: Into<Expr> {}

impl<T: Into<Expr>> Size for T {}

impl Builder {
    /// An empty plan.
    pub fn new(draw: Draw) -> Builder {
        Builder { draw, plan: Plan::default() }
    }

    /// Names the part and says what it is.
    pub fn part(&mut self, name: &str, title: &str) {
        self.plan.part = name.into();
        self.plan.title = Some(title.to_owned());
    }

    /// A length in `low..=high`.
    pub fn length(&mut self, name: &str, doc: &str, low: impl Size, high: impl Size) -> Expr {
        self.parameter(name, doc, Quantity::Length, (low.into(), high.into()), Draw::preferred)
    }

    /// The diameter of a hole for a metric screw in `low..=high`.
    pub fn clearance(&mut self, name: &str, doc: &str, low: impl Size, high: impl Size) -> Expr {
        self.parameter(name, doc, Quantity::Length, (low.into(), high.into()), Draw::clearance)
    }

    /// A whole number of things in `low..=high`.
    pub fn count(&mut self, name: &str, doc: &str, low: usize, high: usize) -> Expr {
        let range = ((low as f64).into(), (high as f64).into());
        let middle = |draw: &mut Draw, low: f64, high: f64| {
            // The largest count is left to edits.
            draw.whole(low as usize, (high as usize).saturating_sub(1).max(low as usize)) as f64
        };
        self.parameter(name, doc, Quantity::Count, range, middle)
    }

    /// A derived length.
    pub fn value(&mut self, name: &str, value: impl Size) -> Expr {
        self.plan.values.push(Value { name: name.into(), value: value.into() });
        Expr::name(name)
    }

    fn parameter(
        &mut self,
        name: &str,
        doc: &str,
        quantity: Quantity,
        range: (Expr, Expr),
        draw: impl Fn(&mut Draw, f64, f64) -> f64,
    ) -> Expr {
        let (low, high) = (self.now(&range.0), self.now(&range.1));
        let value = draw(&mut self.draw, low, high);
        let doc = Some(doc.to_owned());
        self.plan.parameters.push(Parameter { name: name.into(), doc, quantity, value, range: Some(range) });
        Expr::name(name)
    }

    /// The value of an expression under the defaults so far, 0 for what has none.
    pub fn now(&self, expr: &Expr) -> f64 {
        self.plan.bindings(&[]).and_then(|bindings| expr.value(&bindings)).unwrap_or(0.0)
    }

    /// Adds a body.
    pub fn add(&mut self, name: &str, comment: &str, body: Body) -> &mut Feature {
        self.feature(name, comment, BooleanOp::Union, body)
    }

    /// Removes a body.
    pub fn cut(&mut self, name: &str, comment: &str, body: Body) -> &mut Feature {
        self.feature(name, comment, BooleanOp::Cut, body)
    }

    /// Keeps what lies in a body.
    pub fn keep(&mut self, name: &str, comment: &str, body: Body) -> &mut Feature {
        self.feature(name, comment, BooleanOp::Intersect, body)
    }

    /// Makes a part below solids.
    pub fn flat(&mut self, flat: Flat) {
        let name = self.plan.part.clone();
        self.plan.features.push(Feature {
            name,
            comment: None,
            operation: BooleanOp::Union,
            body: Body::Flat(flat),
            repeats: Vec::new(),
        });
    }

    fn feature(&mut self, name: &str, comment: &str, operation: BooleanOp, body: Body) -> &mut Feature {
        let at = self.plan.features.len();
        let comment = Some(comment.to_owned());
        self.plan.features.push(Feature { name: name.to_smolstr(), comment, operation, body, repeats: Vec::new() });
        &mut self.plan.features[at]
    }

    /// The plan; a body never shares its name with the part.
    pub fn finish(mut self) -> Plan {
        if self.plan.features.len() > 1 {
            let part = self.plan.part.clone();
            for feature in self.plan.features.iter_mut().filter(|feature| feature.name == part) {
                feature.name = SmolStr::from(format!("{part}_body"));
            }
        }
        self.plan
    }
}

impl Feature {
    /// Makes `count` of it, each `by` further.
    pub(super) fn row(&mut self, count: impl Size, by: [Expr; 3]) -> &mut Feature {
        self.repeats.push(Repeat::Linear { count: count.into(), by: by.to_vec() });
        self
    }

    /// Adds the image across the plane where x is 0.
    pub(super) fn mirror_x(&mut self) -> &mut Feature {
        self.repeats.push(Repeat::Mirror { across: Mirror { axis: CoordinateAxis::X, at: Expr::ZERO } });
        self
    }

    /// Adds the image across the plane where y is 0.
    pub(super) fn mirror_y(&mut self) -> &mut Feature {
        self.repeats.push(Repeat::Mirror { across: Mirror { axis: CoordinateAxis::Y, at: Expr::ZERO } });
        self
    }
}

/// A point of a sketch.
pub fn at(x: impl Size, y: impl Size) -> Point {
    [x.into(), y.into()]
}

/// A circle.
pub fn circle(x: impl Size, y: impl Size, radius: impl Size) -> Outline {
    Outline::Circle { center: at(x, y), radius: radius.into() }
}

/// A rectangle about the origin.
pub fn rect(width: impl Size, height: impl Size) -> Outline {
    rect_at(0.0, 0.0, width, height)
}

/// A rectangle about a point.
pub fn rect_at(x: impl Size, y: impl Size, width: impl Size, height: impl Size) -> Outline {
    Outline::Rect { center: at(x, y), width: width.into(), height: height.into() }
}

/// A rectangle with round corners about the origin.
pub fn rounded(width: impl Size, height: impl Size, radius: impl Size) -> Outline {
    rounded_at(0.0, 0.0, width, height, radius)
}

/// A rectangle with round corners about a point.
pub fn rounded_at(x: impl Size, y: impl Size, width: impl Size, height: impl Size, radius: impl Size) -> Outline {
    Outline::RoundedRect { center: at(x, y), width: width.into(), height: height.into(), radius: radius.into() }
}

/// A slot about two points.
pub fn slot(start: Point, end: Point, width: impl Size) -> Outline {
    Outline::Slot { start, end, width: width.into() }
}

/// A regular polygon about a point, its first corner at +x.
pub fn regular(x: impl Size, y: impl Size, radius: impl Size, sides: impl Size) -> Outline {
    Outline::RegularPolygon { center: at(x, y), radius: radius.into(), sides: sides.into(), rotation: Expr::ZERO }
}

/// A polygon.
pub fn polygon<const N: usize>(points: [Point; N]) -> Outline {
    Outline::Polygon { points: points.to_vec() }
}

/// Lines and arcs.
pub fn path<const N: usize>(start: Point, segments: [Segment; N]) -> Outline {
    Outline::Path { start, segments: segments.to_vec() }
}

/// A line of a path.
pub fn line(x: impl Size, y: impl Size) -> Segment {
    Segment::Line { to: at(x, y) }
}

/// An arc of a path.
pub fn arc(via: Point, to: Point) -> Segment {
    Segment::Arc { via, to }
}

/// A shape once, or as often as its patterns say.
pub trait Patterned<S>: Sized {
    /// The shape with its patterns so far.
    fn placed(self) -> Placed<S>;

    /// `count` of it about the origin.
    fn around(self, count: impl Size) -> Placed<S> {
        self.with(Repeat::Circular { count: count.into(), about: About::Origin, angle: None })
    }

    /// A grid with its middle where the shape is.
    fn grid(self, columns: impl Size, rows: impl Size, dx: impl Size, dy: impl Size) -> Placed<S> {
        self.with(Repeat::Grid {
            columns: columns.into(),
            rows: rows.into(),
            dx: dx.into(),
            dy: dy.into(),
            centered: true,
        })
    }

    /// `count` of it, each `(dx, dy)` further.
    fn row(self, count: impl Size, dx: impl Size, dy: impl Size) -> Placed<S> {
        self.with(Repeat::Linear { count: count.into(), by: vec![dx.into(), dy.into()] })
    }

    /// It and its image across the line where x is 0.
    fn mirror_x(self) -> Placed<S> {
        self.with(Repeat::Mirror { across: Mirror { axis: CoordinateAxis::X, at: Expr::ZERO } })
    }

    /// It and its image across the line where y is 0.
    fn mirror_y(self) -> Placed<S> {
        self.with(Repeat::Mirror { across: Mirror { axis: CoordinateAxis::Y, at: Expr::ZERO } })
    }

    /// With one more pattern.
    fn with(self, repeat: Repeat) -> Placed<S> {
        let mut placed = self.placed();
        placed.repeats.push(repeat);
        placed
    }
}

impl<S> Patterned<S> for Placed<S> {
    fn placed(self) -> Placed<S> {
        self
    }
}

impl Patterned<Outline> for Outline {
    fn placed(self) -> Placed<Outline> {
        Placed { shape: self, repeats: Vec::new() }
    }
}

impl Patterned<Face> for Face {
    fn placed(self) -> Placed<Face> {
        Placed { shape: self, repeats: Vec::new() }
    }
}

/// What makes one or several faces.
pub trait Faces {
    /// The faces.
    fn faces(self) -> Vec<Placed<Face>>;
}

impl Outline {
    /// The face inside the outline.
    pub fn face(self) -> Face {
        Face { outer: self, holes: Vec::new() }
    }

    /// The face inside the outline, with a hole or a pattern of holes.
    pub fn hole(self, hole: impl Patterned<Outline>) -> Face {
        self.face().hole(hole)
    }
}

impl Face {
    /// The face with one more hole or pattern of holes.
    pub fn hole(mut self, hole: impl Patterned<Outline>) -> Face {
        self.holes.push(hole.placed());
        self
    }
}

impl Faces for Outline {
    fn faces(self) -> Vec<Placed<Face>> {
        vec![self.face().placed()]
    }
}

impl Faces for Face {
    fn faces(self) -> Vec<Placed<Face>> {
        vec![self.placed()]
    }
}

impl Faces for Placed<Face> {
    fn faces(self) -> Vec<Placed<Face>> {
        vec![self]
    }
}

impl Faces for Placed<Outline> {
    fn faces(self) -> Vec<Placed<Face>> {
        vec![Placed { shape: self.shape.face(), repeats: self.repeats }]
    }
}

impl<F: Faces, const N: usize> Faces for [F; N] {
    fn faces(self) -> Vec<Placed<Face>> {
        self.into_iter().flat_map(Faces::faces).collect()
    }
}

/// The plane `XY` at height `offset`.
pub fn xy(offset: impl Size) -> Plane {
    Plane::Xy { offset: offset.into() }
}

/// The plane `XZ`; its normal is −y.
pub fn xz(offset: impl Size) -> Plane {
    Plane::Xz { offset: offset.into() }
}

/// The plane `YZ`; its normal is +x.
pub fn yz(offset: impl Size) -> Plane {
    Plane::Yz { offset: offset.into() }
}

/// Faces on a plane.
pub fn sketch(plane: Plane, faces: impl Faces) -> Sketch {
    Sketch { plane, faces: faces.faces() }
}

/// Faces on a plane extruded to `height`.
pub fn extrude(plane: Plane, faces: impl Faces, height: impl Size) -> Body {
    Body::Extrude { sketch: sketch(plane, faces), extent: Extent::OneSide { height: height.into() } }
}

/// Faces on a plane extruded by half of `height` to each side.
pub fn symmetric(plane: Plane, faces: impl Faces, height: impl Size) -> Body {
    Body::Extrude { sketch: sketch(plane, faces), extent: Extent::Symmetric { height: height.into() } }
}

/// A face of radius and height turned about the z axis.
pub fn turned(faces: impl Faces) -> Body {
    Body::Revolve { sketch: sketch(xz(0.0), faces), point: at(0.0, 0.0), direction: at(0.0, 1.0), angle: None }
}
