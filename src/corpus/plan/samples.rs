//! Programs in the canonical form of a plan, between them every construct a plan has; for tests.

use super::{
    About, BinaryOp, Body, CoordinateAxis, Expr, Extent, Face, Feature, Mirror, NamedOutline, Outline, Parameter,
    Placed, Plan, Plane, Point, Quantity, Repeat, Segment, Sketch, Value,
};
use crate::model::BooleanOp;

/// Programs with a name each.
pub(crate) const SAMPLES: &[(&str, &str)] = &[
    (
        "flange",
        r#"//! A pipe flange with a bolt circle.

/// Outside diameter.
param outer_d = 80mm in 40mm..=200mm
/// Bore for the pipe.
param bore_d = 30mm in 5mm..=outer_d - 30
param bolts: Int = 8 in 3..=24
param turn = 15deg in 0deg..=90deg
param share = 0.5

let bolt_circle_d = outer_d * share + bore_d * share
let bolt = circle((bolt_circle_d / 2, 0), 3)

// The disc with the bore.
let disc = face(circle((0, 0), outer_d / 2), holes = [circle((0, 0), bore_d / 2)]).on(XY).extrude(12)
// The bolt holes.
let bolt_holes = bolt.pattern_circular(count = bolts).on(XY).extrude(12)
let key = rect(4, bore_d, (bore_d / 2, 0)).on(XY.offset(-1)).extrude(14).rotate(turn, about = Z)

part flange = disc - bolt_holes - key
"#,
    ),
    (
        "plate",
        r#"/// Length of the plate.
param width = 100mm in 60mm..=200mm

part plate = face(
    rounded_rect(width, 60, radius = 5),
    holes = [
        ..circle((0, 0), 2.5).pattern_grid(4, 2, dx = 20, dy = 30, centered = true),
        slot((-10, 0), (10, 0), width = 6),
        regular_polygon(6, 4, (0, 20), rotation = 30deg),
        regular_polygon(5, 3, (30, 0)),
        rect(4, 5, (-30, 0)),
    ],
)
    .on(XY)
    .extrude(8, symmetric = true)
"#,
    ),
    (
        "turned",
        r#"part knob = polygon([(0, 0), (20, 0), (20, 5), (8, 12.5), (0, 12.5)])
    .on(XZ)
    .revolve(Z, angle = 270deg)
"#,
    ),
    (
        "placed",
        r#"let bar = box(40, 10, 5)
let groove = circle((0, 8), 2).on(YZ.offset(3)).revolve(axis((3, 0, 0), (0, 1, 0)))

part bar_with_groove = (bar - groove).translate((1, 2, 3))
"#,
    ),
    (
        "bodies",
        r#"// A foot.
let foot = box(40, 30, 5, at = (0, 0, -5))
let post = cylinder(8, 40)
let tip = cone(8, 0, 10, at = (0, 0, 40))
let ball = sphere(3, center = (0, 0, 50)).mirrored(YZ.offset(4))
let ribs = [
    c
    for m in box(2, 20, 10, at = (10, 0, 0)).pattern_linear(count = 3, by = (5, 0, 0))
    for c in m.pattern_circular(count = 4, about = axis((0, 0, 0), (0, 0, 1)), angle = 90deg)
]
let trim = (cylinder(30, 100) - box(4, 4, 100, at = (25, 0, 0))).rotate(90deg, about = X).translate((0, 50, 0))

part stand = (foot + post + tip - ball + ribs) & trim
"#,
    ),
    (
        "row",
        r#"let bar = rect(100, 10).on(XZ.offset(-5)).extrude(-10)
let cuts = [
    circle((10 * i - 40, 0), 2 + i / 4) for i in 0..9 if i != 2 and i != 5
]
    .on(XZ.offset(-5))
    .extrude(10, back = 20)
let marks = [
    c for i in 0..2 for c in circle((40, 30 * i), 1).pattern_circular(count = 3, about = (30, 0))
]
    .on(YZ.offset(7))
    .extrude(2)

part bar_with_holes = bar - cuts - marks
"#,
    ),
    (
        "oblique",
        r#"part wedge = [
    loop([line((0, 0), (40, 0)), arc((40, 0), (50, 10), (40, 20)), line((40, 20), (0, 0))]),
    circle((80, 0), 7),
]
    .on(plane((1, 2, 3), x = (1, 0, 0), normal = (0, 0.6, 0.8)))
    .extrude(4)
"#,
    ),
    ("outline", "part outline = loop([line((0, 0), (9, 0)), line((9, 0), (0, 12.5)), line((0, 12.5), (0, 0))])\n"),
    ("region", "part gasket = face(circle((0, 0), 20), holes = circle((15, 0), 2).pattern_circular(count = 3))\n"),
    ("figure", "part figure = [rect(4, 5), circle((10, 0), 2)].on(YZ)\n"),
];

/// A program in the flat form of an import.
pub(crate) const FLAT: &str = "\
let s1 = sketch(plane((0, 0, 0), x = (1, 0, 0), normal = (0, 0, 1)), [
    face(loop([circle((0, 0), 40)]), holes = [loop([circle((0, 0), 15)])]),
    face(loop([line((50, 0), (60, 0)), arc((60, 0), (65, 5), (60, 10)), line((60, 10), (50, 0))])),
])
let s2 = sketch(plane((0, 0, 12), x = (1, 0, 0), normal = (0, 0, 1)), [
    face(loop([circle((27.5, 0), 3)])),
])
let b1 = extrude(s1, 12) + translate(extrude(s2, 3), (0, 0, 4))
let b2 = extrude(s2, -12)
let b3 = extrude(s1, 40, symmetric = true)
let c1 = b1 - b2
part body = c1 & b3
";

/// A small generator of pseudo-random plans: legal in form, whatever their geometry.
pub(crate) struct Generator(pub(crate) u64);

impl Generator {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }

    fn literal(&mut self) -> Expr {
        let digits = [1.0, 2.0, 8.0, 3.0, 1e7][self.below(5) as usize];
        let value = (self.below(2_000_000) as f64 - 500_000.0) / 100.0 / digits;
        Expr::Number(value + 0.0)
    }

    fn expr(&mut self) -> Expr {
        match self.below(8) {
            0 => Expr::name("a"),
            1 => Expr::binary(BinaryOp::Divide, Expr::name("b"), 2.0.into()),
            2 => Expr::binary(
                BinaryOp::Subtract,
                Expr::name("a"),
                Expr::binary(BinaryOp::Add, Expr::name("c"), self.literal()),
            ),
            3 => Expr::Negate(Box::new(Expr::name("c"))),
            _ => self.literal(),
        }
    }

    fn point(&mut self) -> Point {
        if self.below(3) == 0 { [Expr::ZERO, Expr::ZERO] } else { [self.expr(), self.expr()] }
    }

    fn point3(&mut self) -> [Expr; 3] {
        if self.below(3) == 0 { [Expr::ZERO, Expr::ZERO, Expr::ZERO] } else { [self.expr(), self.expr(), self.expr()] }
    }

    fn outline(&mut self) -> Outline {
        let center = self.point();
        match self.below(8) {
            0 => Outline::Circle { center, radius: self.expr() },
            1 => Outline::Rect { center, width: self.expr(), height: self.expr() },
            2 => Outline::RoundedRect { center, width: self.expr(), height: self.expr(), radius: self.expr() },
            3 => Outline::Slot { start: center, end: self.point(), width: self.expr() },
            4 => Outline::RegularPolygon { center, radius: self.expr(), sides: 6.0.into(), rotation: self.expr() },
            5 => Outline::Polygon { points: (0..3 + self.below(4)).map(|_| self.point()).collect() },
            6 => Outline::Named { name: "shape".into() },
            _ => {
                let segment = |own: &mut Generator| match own.below(2) {
                    0 => Segment::Line { to: own.point() },
                    _ => Segment::Arc { via: own.point(), to: own.point() },
                };
                Outline::Path { start: center, segments: (0..1 + self.below(6)).map(|_| segment(self)).collect() }
            }
        }
    }

    fn repeats(&mut self, in_space: bool) -> Vec<Repeat> {
        let axis = [CoordinateAxis::X, CoordinateAxis::Y, CoordinateAxis::Z];
        let count = self.below(5).saturating_sub(2);
        let mut repeats: Vec<Repeat> = Vec::new();
        for index in 0..count {
            let about = match self.below(2) {
                0 => About::Origin,
                _ if in_space => About::Axis { through: self.point3(), along: axis[self.below(3) as usize] },
                _ => About::Point([self.expr(), 1.5.into()]),
            };
            let count = Expr::Number((2 + self.below(9)) as f64);
            repeats.push(match self.below(5) {
                0 if in_space => Repeat::Linear { count, by: self.point3().to_vec() },
                0 => Repeat::Linear { count, by: self.point().to_vec() },
                1 => Repeat::Grid {
                    columns: count,
                    rows: Expr::name("n"),
                    dx: self.expr(),
                    dy: self.expr(),
                    centered: self.below(2) == 0,
                },
                2 => {
                    let angle = (self.below(2) == 0).then(|| self.expr());
                    Repeat::Circular { count, about, angle }
                }
                3 => Repeat::Mirror { across: Mirror { axis: axis[self.below(3) as usize], at: self.expr() } },
                _ if index == 0 => Repeat::Each {
                    variable: "i".into(),
                    count,
                    except: (0..self.below(3)).map(|index| Expr::Number(index as f64)).collect(),
                },
                _ => Repeat::Mirror { across: Mirror { axis: CoordinateAxis::Y, at: Expr::ZERO } },
            });
        }
        repeats
    }

    fn face(&mut self) -> Placed<Face> {
        let outer = self.outline();
        let holes = (0..self.below(6).saturating_sub(2)).map(|_| self.hole()).collect();
        Placed { shape: Face { outer, holes }, repeats: self.repeats(false) }
    }

    fn hole(&mut self) -> Placed<Outline> {
        Placed { shape: self.outline(), repeats: self.repeats(false) }
    }

    fn sketch(&mut self) -> Sketch {
        let plane = match self.below(5) {
            0 => Plane::Xy { offset: Expr::ZERO },
            1 => Plane::Xy { offset: self.expr() },
            2 => Plane::Xz { offset: self.expr() },
            3 => Plane::Yz { offset: self.expr() },
            _ => Plane::Any {
                origin: self.point3(),
                x: [1.0.into(), Expr::ZERO, Expr::ZERO],
                normal: [Expr::ZERO, 0.6.into(), 0.8.into()],
            },
        };
        Sketch { plane, faces: (0..1 + self.below(4) / 2).map(|_| self.face()).collect() }
    }

    fn body(&mut self, depth: u64) -> Body {
        match self.below(if depth > 1 { 7 } else { 9 }) {
            0 => Body::Box { width: self.expr(), depth: self.expr(), height: self.expr(), at: self.point3() },
            1 => Body::Cylinder { radius: self.expr(), height: self.expr(), at: self.point3() },
            2 => Body::Cone { bottom: self.expr(), top: self.expr(), height: self.expr(), at: self.point3() },
            3 => Body::Sphere { radius: self.expr(), center: self.point3() },
            4 => {
                let angle = (self.below(2) == 0).then(|| self.expr());
                let (point, direction) = (self.point(), [Expr::ZERO, 1.0.into()]);
                let mut sketch = self.sketch();
                if matches!(sketch.plane, Plane::Any { .. }) {
                    sketch.plane = Plane::Xz { offset: self.expr() };
                }
                Body::Revolve { sketch, point, direction, angle }
            }
            5 | 6 => {
                let extent = match self.below(3) {
                    0 => Extent::OneSide { height: self.expr() },
                    1 => Extent::Symmetric { height: self.expr() },
                    _ => Extent::TwoSides { height: self.expr(), back: self.expr() },
                };
                Body::Extrude { sketch: self.sketch(), extent }
            }
            7 => Body::Group { features: (0..2 + self.below(2)).map(|index| self.feature(index, depth + 1)).collect() },
            _ => {
                let turns = (0..self.below(3)).map(|_| (CoordinateAxis::X, self.expr())).collect::<Vec<_>>();
                let by = [self.expr(), self.expr(), 1.5.into()];
                Body::Moved { body: Box::new(self.body(depth + 1)), turns, by }
            }
        }
    }

    fn feature(&mut self, index: u64, depth: u64) -> Feature {
        let operations = [BooleanOp::Union, BooleanOp::Cut, BooleanOp::Intersect];
        let operation = if index == 0 { BooleanOp::Union } else { operations[self.below(3) as usize] };
        let comment = (depth == 0 && self.below(2) == 0).then(|| format!("Piece \"{index}\", as drawn."));
        let body = self.body(depth);
        let repeats = self.repeats(true);
        Feature { name: format!("piece{index}").into(), comment, operation, body, repeats }
    }

    /// The next plan.
    pub(crate) fn plan(&mut self) -> Plan {
        let parameter = |name: &str, quantity, value, range| Parameter {
            name: name.into(),
            doc: (name != "c").then(|| format!("What {name} is.")),
            quantity,
            value,
            range,
        };
        Plan {
            title: (self.below(2) == 0).then(|| "A part drawn by chance.".to_owned()),
            parameters: vec![
                parameter("a", Quantity::Length, 12.5, Some((1.0.into(), 200.0.into()))),
                parameter(
                    "b",
                    Quantity::Length,
                    -3.0,
                    Some((Expr::Negate(Box::new(Expr::name("a"))), Expr::name("a"))),
                ),
                parameter("n", Quantity::Count, 3.0, Some((1.0.into(), 9.0.into()))),
                parameter("t", Quantity::Angle, 30.0, None),
                parameter("r", Quantity::Ratio, 0.5, None),
            ],
            values: vec![Value { name: "c".into(), value: self.expr_of("a", "b") }],
            shapes: vec![NamedOutline {
                name: "shape".into(),
                outline: Outline::Circle { center: self.point(), radius: self.literal() },
            }],
            features: (0..1 + self.below(4)).map(|index| self.feature(index, 0)).collect(),
            placement: None,
            part: "thing".into(),
        }
    }

    fn expr_of(&mut self, left: &str, right: &str) -> Expr {
        Expr::binary(
            BinaryOp::Multiply,
            Expr::name(left),
            Expr::binary(BinaryOp::Add, Expr::name(right), self.literal()),
        )
    }
}
