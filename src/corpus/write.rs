//! A flat program as text, in the canonical format.

use std::fmt::Write;

use super::flat::{Extent, Face, Move, Prism, Program, Sketch, Solid, Turn};
use crate::format;
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3, Frame};
use crate::text::FileId;

/// Prints a program. A single step is the part itself; several are named `b1`, `b2`… and combined in order.
pub fn program(program: &Program) -> String {
    let plain = unformatted(program);
    format::format(FileId::default(), &plain).unwrap_or(plain)
}

fn unformatted(program: &Program) -> String {
    let mut writer = Writer { program, out: String::new(), named: 0 };
    for (index, shape) in program.sketches.iter().enumerate() {
        let _ = write!(writer.out, "let s{} = ", index + 1);
        sketch(&mut writer.out, shape);
        writer.out.push('\n');
    }
    let mut solids = Vec::with_capacity(program.steps.len());
    for (index, step) in program.steps.iter().enumerate() {
        let solid = match &step.solids[..] {
            [Solid::Combined(operation, operands)] => writer.combination(*operation, operands),
            several => writer.combination(BooleanOp::Union, several),
        };
        if program.steps.len() > 1 {
            let _ = writeln!(writer.out, "let b{} = {solid}", index + 1);
        }
        solids.push(solid);
    }
    let Writer { mut out, mut named, .. } = writer;
    if let [only] = &solids[..] {
        let _ = writeln!(out, "part body = {only}");
        return out;
    }
    let mut expression = String::new();
    // `&` binds tighter than `+` and `-`, so a sum gets a name before it is intersected.
    let mut is_sum = false;
    for (index, step) in program.steps.iter().enumerate() {
        let name = format!("b{}", index + 1);
        if index == 0 {
            expression = name;
            continue;
        }
        if step.operation == BooleanOp::Intersect && is_sum {
            named += 1;
            let _ = writeln!(out, "let c{named} = {expression}");
            expression = format!("c{named}");
            is_sum = false;
        }
        is_sum |= step.operation != BooleanOp::Intersect;
        let _ = write!(expression, " {} {name}", operator(step.operation));
    }
    let _ = writeln!(out, "part body = {expression}");
    out
}

fn operator(operation: BooleanOp) -> char {
    match operation {
        BooleanOp::Union => '+',
        BooleanOp::Cut => '-',
        BooleanOp::Intersect => '&',
    }
}

/// The text so far, and how many combinations have a name in it.
struct Writer<'a> {
    program: &'a Program,
    out: String,
    named: usize,
}

impl Writer<'_> {
    /// Solids combined by one operator. Each operand binds tighter than the operator.
    fn combination(&mut self, operation: BooleanOp, operands: &[Solid]) -> String {
        let texts: Vec<String> = operands.iter().map(|solid| self.operand(solid)).collect();
        texts.join(&format!(" {} ", operator(operation)))
    }

    /// A solid as an operand: a combination gets a name in a line before.
    fn operand(&mut self, solid: &Solid) -> String {
        match solid {
            Solid::Extrude(prism) => {
                let sketch = self.program.sketches.get(prism.sketch);
                extrusion(*prism, sketch.map_or(DVec3::Z, |sketch| sketch.normal))
            }
            Solid::Revolve(turn) => revolution(turn, self.program.sketches.get(turn.sketch)),
            Solid::Block { size, at } => {
                format!("box({}, {}, {}{})", number(size.x), number(size.y), number(size.z), placed(*at, "at = "))
            }
            Solid::Cylinder { radius, height, at } => {
                format!("cylinder({}, {}{})", number(*radius), number(*height), placed(*at, "at = "))
            }
            Solid::Cone { bottom, top, height, at } => {
                let (bottom, top, height) = (number(*bottom), number(*top), number(*height));
                format!("cone({bottom}, {top}, {height}{})", placed(*at, "at = "))
            }
            Solid::Sphere { radius, center } => format!("sphere({}{})", number(*radius), placed(*center, "")),
            Solid::Moved(solid, by) => self.operand(solid) + &image(by),
            Solid::Combined(operation, operands) => {
                let text = self.combination(*operation, operands);
                self.named += 1;
                let _ = writeln!(self.out, "let c{} = {text}", self.named);
                format!("c{}", self.named)
            }
        }
    }
}

/// A last argument that is left out when it is the origin.
fn placed(at: DVec3, name: &str) -> String {
    if at == DVec3::ZERO { String::new() } else { format!(", {name}{}", triple(at)) }
}

fn image(by: &Move) -> String {
    match *by {
        Move::Translate(by) => format!(".translate({})", triple(by)),
        Move::Rotate { angle, point, direction } if point == DVec3::ZERO && direction == DVec3::Z => {
            format!(".rotate({})", number(angle))
        }
        Move::Rotate { angle, point, direction } => {
            format!(".rotate({}, about = {})", number(angle), axis(point, direction))
        }
        Move::Mirror { point, normal } => format!(".mirror({})", plane_across(point, normal)),
        Move::Scale(factor) => format!(".scale({})", number(factor)),
        Move::Place { origin, x, y } => {
            let (x, y, z, origin) = (triple(x), triple(y), triple(x.cross(y)), triple(origin));
            format!(".transform(x = {x}, y = {y}, z = {z}, move = {origin})")
        }
    }
}

fn revolution(turn: &Turn, sketch: Option<&Sketch>) -> String {
    let frame = sketch.and_then(|sketch| Frame::new(sketch.origin, sketch.x, sketch.normal)).unwrap_or(Frame::XY);
    let (point, direction) = (frame.point(turn.point, 0.0), frame.direction(turn.direction.extend(0.0)));
    let mut text = format!("revolve(s{}, {}", turn.sketch + 1, axis(point, direction));
    if turn.angle != 360.0 {
        let _ = write!(text, ", angle = {}", number(turn.angle));
    }
    if turn.start != 0.0 {
        let _ = write!(text, ", start = {}", number(turn.start));
    }
    text + ")"
}

/// An axis, by its name when it has one.
fn axis(point: DVec3, direction: DVec3) -> String {
    let named = [("X", DVec3::X), ("Y", DVec3::Y), ("Z", DVec3::Z)];
    match named.into_iter().find(|(_, known)| point == DVec3::ZERO && direction == *known) {
        Some((name, _)) => name.to_owned(),
        None => format!("axis({}, {})", triple(point), triple(direction)),
    }
}

/// The plane through `point` across `normal`; its own x direction does not matter.
fn plane_across(point: DVec3, normal: DVec3) -> String {
    let named = [("YZ", DVec3::X), ("XZ", DVec3::Y), ("XY", DVec3::Z)];
    let along = |known: DVec3| normal == known || normal == -known;
    match named.into_iter().find(|(_, known)| point == DVec3::ZERO && along(*known)) {
        Some((name, _)) => name.to_owned(),
        None => {
            // The coordinate direction farthest from the normal.
            let size = normal.abs();
            let x = if size.x <= size.y && size.x <= size.z {
                DVec3::X
            } else if size.y <= size.z {
                DVec3::Y
            } else {
                DVec3::Z
            };
            format!("plane({}, x = {}, normal = {})", triple(point), triple(x), triple(normal))
        }
    }
}

fn sketch(out: &mut String, sketch: &Sketch) {
    let (origin, x, normal) = (triple(sketch.origin), triple(sketch.x), triple(sketch.normal));
    let _ = write!(out, "sketch(plane({origin}, x = {x}, normal = {normal}), [");
    for shape in &sketch.faces {
        face(out, shape);
        out.push_str(", ");
    }
    out.push_str("])");
}

fn face(out: &mut String, face: &Face) {
    out.push_str("face(");
    chain(out, &face.outer);
    if !face.holes.is_empty() {
        out.push_str(", holes = [");
        for hole in &face.holes {
            chain(out, hole);
            out.push_str(", ");
        }
        out.push(']');
    }
    out.push(')');
}

fn chain(out: &mut String, curves: &[CurveKind]) {
    out.push_str("loop([");
    for item in curves {
        curve(out, item);
        out.push_str(", ");
    }
    out.push_str("])");
}

fn curve(out: &mut String, curve: &CurveKind) {
    let _ = match *curve {
        CurveKind::Line { start, end } => write!(out, "line({}, {})", pair(start), pair(end)),
        CurveKind::Arc { start, mid, end } => write!(out, "arc({}, {}, {})", pair(start), pair(mid), pair(end)),
        CurveKind::Circle { center, radius } => write!(out, "circle({}, {})", pair(center), number(radius)),
    };
}

fn extrusion(prism: Prism, normal: DVec3) -> String {
    let (name, extent) = (prism.sketch + 1, prism.extent);
    match extent {
        Extent::OneSide { height } => format!("extrude(s{name}, {})", number(height)),
        Extent::Symmetric { height } => format!("extrude(s{name}, {}, symmetric = true)", number(height)),
        Extent::TwoSides { .. } => {
            let (low, high) = extent.interval();
            if low <= 0.0 && high >= 0.0 {
                return format!("extrude(s{name}, {}, back = {})", number(high), number(-low));
            }
            // The language extrudes from the sketch's plane: what lies to one side of it is moved there.
            let offset = low * normal.normalize_or(DVec3::Z);
            format!("translate(extrude(s{name}, {}), {})", number(high - low), triple(offset))
        }
    }
}

fn pair(point: DVec2) -> String {
    format!("({}, {})", number(point.x), number(point.y))
}

fn triple(point: DVec3) -> String {
    format!("({}, {}, {})", number(point.x), number(point.y), number(point.z))
}

/// The shortest decimal that reads back as the same number; an exponent only for tiny ones.
pub(super) fn number(value: f64) -> String {
    if value == 0.0 {
        "0".to_owned()
    } else if value.abs() < 1e-6 {
        format!("{value:e}")
    } else {
        format!("{value}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::flat::Step;

    fn plate(radius: f64) -> Sketch {
        let circle = |radius| vec![CurveKind::Circle { center: DVec2::ZERO, radius }];
        Sketch {
            origin: DVec3::new(0.0, -1.5, 0.0),
            x: DVec3::X,
            normal: DVec3::Z,
            faces: vec![Face { outer: circle(radius), holes: vec![circle(radius / 4.0)] }],
        }
    }

    #[test]
    fn one_extrusion_is_the_part_itself() {
        let prism = Prism { sketch: 0, extent: Extent::OneSide { height: -2.5 } };
        let steps = vec![Step { operation: BooleanOp::Union, solids: vec![Solid::Extrude(prism)] }];
        let text = program(&Program { sketches: vec![plate(8.0)], steps });
        assert_eq!(
            text,
            "let s1 = sketch(plane((0, -1.5, 0), x = (1, 0, 0), normal = (0, 0, 1)), [
    face(loop([circle((0, 0), 8)]), holes = [loop([circle((0, 0), 2)])]),
])
part body = extrude(s1, -2.5)
"
        );
    }

    #[test]
    fn operations_keep_their_order_whatever_binds_tighter() {
        let step = |operation, sketch| Step {
            operation,
            solids: vec![Solid::Extrude(Prism { sketch, extent: Extent::Symmetric { height: 2.0 } })],
        };
        use BooleanOp::{Cut, Intersect, Union};
        let steps = [Union, Intersect, Union, Cut, Intersect, Intersect, Union]
            .into_iter()
            .enumerate()
            .map(|(i, operation)| step(operation, i))
            .collect();
        let sketches = (0..7).map(|_| plate(1.0)).collect();
        let text = program(&Program { sketches, steps });
        assert!(text.ends_with("let c1 = b1 & b2 + b3 - b4\npart body = c1 & b5 & b6 + b7\n"), "{text}");
        assert!(text.contains("let b7 = extrude(s7, 2, symmetric = true)\n"));
    }

    #[test]
    fn two_sides_hold_the_plane_or_are_moved_to_their_side_of_it() {
        let text =
            |height, back| extrusion(Prism { sketch: 0, extent: Extent::TwoSides { height, back } }, DVec3::NEG_Y);
        assert_eq!(text(5.0, 2.0), "extrude(s1, 5, back = 2)");
        assert_eq!(text(5.0, 0.0), "extrude(s1, 5, back = 0)");
        assert_eq!(text(0.0, 2.0), "extrude(s1, 0, back = 2)");
        assert_eq!(text(5.0, -2.0), "translate(extrude(s1, 3), (0, -2, 0))");
        assert_eq!(text(-2.0, 5.0), "translate(extrude(s1, 3), (0, 5, 0))");
    }

    #[test]
    fn bodies_their_images_and_their_combinations_read_in_modelling_order() {
        let pin = Solid::Cylinder { radius: 2.0, height: 9.0, at: DVec3::new(1.0, 0.0, -3.0) };
        let block = Solid::Block { size: DVec3::new(8.0, 6.0, 4.0), at: DVec3::ZERO };
        let cone = Solid::Cone { bottom: 3.0, top: 0.0, height: 5.0, at: DVec3::ZERO };
        let ball = Solid::Sphere { radius: 2.5, center: DVec3::Z };
        let turn = Turn { sketch: 0, point: DVec2::new(8.0, 0.0), direction: DVec2::Y, angle: 90.0, start: 0.0 };
        let turned = Move::Rotate { angle: 30.0, point: DVec3::ZERO, direction: DVec3::X };
        let image = Move::Mirror { point: DVec3::X, normal: DVec3::NEG_Y };
        let drilled = Solid::Combined(BooleanOp::Cut, vec![block.clone(), pin.clone().moved(turned)]);
        let steps = vec![
            Step { operation: BooleanOp::Union, solids: vec![drilled.clone()] },
            Step { operation: BooleanOp::Cut, solids: vec![pin, drilled.moved(image).moved(Move::Scale(2.0))] },
            Step {
                operation: BooleanOp::Intersect,
                solids: vec![Solid::Revolve(turn), ball.moved(Move::Translate(DVec3::Z))],
            },
            Step { operation: BooleanOp::Union, solids: vec![cone] },
        ];
        let text = program(&Program { sketches: vec![plate(8.0)], steps });
        let (_, solids) = text.split_once("])\n").unwrap();
        assert_eq!(
            solids,
            "let b1 = box(8, 6, 4) - cylinder(2, 9, at = (1, 0, -3)).rotate(30, about = X)
let c1 = box(8, 6, 4) - cylinder(2, 9, at = (1, 0, -3)).rotate(30, about = X)
let b2 =
    cylinder(2, 9, at = (1, 0, -3))
    + c1.mirror(plane((1, 0, 0), x = (1, 0, 0), normal = (0, -1, 0))).scale(2)
let b3 =
    revolve(s1, axis((8, -1.5, 0), (0, 1, 0)), angle = 90)
    + sphere(2.5, (0, 0, 1)).translate((0, 0, 1))
let b4 = cone(3, 0, 5)
let c2 = b1 - b2
part body = c2 & b3 + b4
"
        );
    }

    #[test]
    fn numbers_read_back_to_the_bit() {
        for value in [0.1, -53.24699, 1e-17, 3657.6000000000004, 1e6, -2.220446049250313e-13] {
            assert_eq!(number(value).parse::<f64>().unwrap(), value);
        }
        assert_eq!(number(-0.0), "0");
    }
}
