//! A flat program as text, in the canonical format.

use std::fmt::Write;

use super::flat::{Extent, Face, Program, Sketch};
use crate::format;
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3};
use crate::text::FileId;

/// Prints a program. A single extrusion is the part itself; several are named `b1`, `b2`… and combined in order.
pub fn program(program: &Program) -> String {
    let plain = unformatted(program);
    format::format(FileId::default(), &plain).unwrap_or(plain)
}

fn unformatted(program: &Program) -> String {
    let mut out = String::new();
    for (index, shape) in program.sketches.iter().enumerate() {
        let _ = write!(out, "let s{} = ", index + 1);
        sketch(&mut out, shape);
        out.push('\n');
    }
    let solids: Vec<String> = program
        .steps
        .iter()
        .map(|step| {
            let prisms: Vec<String> = step
                .prisms
                .iter()
                .map(|prism| {
                    let normal = program.sketches.get(prism.sketch).map_or(DVec3::Z, |sketch| sketch.normal);
                    extrusion(prism.sketch, normal, prism.extent)
                })
                .collect();
            prisms.join(" + ")
        })
        .collect();
    if let [only] = &solids[..] {
        let _ = writeln!(out, "part body = {only}");
        return out;
    }
    for (index, solid) in solids.iter().enumerate() {
        let _ = writeln!(out, "let b{} = {solid}", index + 1);
    }
    let mut expression = String::new();
    // `&` binds tighter than `+` and `-`, so a sum gets a name before it is intersected.
    let mut is_sum = false;
    let mut named = 0;
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
        let operator = match step.operation {
            BooleanOp::Union => '+',
            BooleanOp::Cut => '-',
            BooleanOp::Intersect => '&',
        };
        is_sum |= step.operation != BooleanOp::Intersect;
        let _ = write!(expression, " {operator} {name}");
    }
    let _ = writeln!(out, "part body = {expression}");
    out
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

fn extrusion(sketch: usize, normal: DVec3, extent: Extent) -> String {
    let name = sketch + 1;
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
    use crate::corpus::flat::{Prism, Step};

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
        let steps = vec![Step { operation: BooleanOp::Union, prisms: vec![prism] }];
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
            prisms: vec![Prism { sketch, extent: Extent::Symmetric { height: 2.0 } }],
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
        let text = |height, back| extrusion(0, DVec3::NEG_Y, Extent::TwoSides { height, back });
        assert_eq!(text(5.0, 2.0), "extrude(s1, 5, back = 2)");
        assert_eq!(text(5.0, 0.0), "extrude(s1, 5, back = 0)");
        assert_eq!(text(0.0, 2.0), "extrude(s1, 0, back = 2)");
        assert_eq!(text(5.0, -2.0), "translate(extrude(s1, 3), (0, -2, 0))");
        assert_eq!(text(-2.0, 5.0), "translate(extrude(s1, 3), (0, 5, 0))");
    }

    #[test]
    fn numbers_read_back_to_the_bit() {
        for value in [0.1, -53.24699, 1e-17, 3657.6000000000004, 1e6, -2.220446049250313e-13] {
            assert_eq!(number(value).parse::<f64>().unwrap(), value);
        }
        assert_eq!(number(-0.0), "0");
    }
}
