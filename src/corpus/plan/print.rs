//! A plan as the text of a program, in the canonical format.
//!
//! The layout: the title as module comment, parameters with their documentation, derived values, named shapes, one `let`
//! with a comment for each feature, and the part that combines them in order.

use std::fmt::Write;

use super::{
    About, Body, CoordinateAxis, Expr, Extent, Face, Feature, Mirror, Outline, Parameter, Placed, Plan, Plane, Point3,
    Quantity, Repeat, Segment, Sketch,
};
use crate::corpus::write::number;
use crate::format;
use crate::model::BooleanOp;
use crate::text::FileId;

/// Prints a plan.
pub fn program(plan: &Plan) -> String {
    let plain = unformatted(plan);
    format::format(FileId::default(), &plain).unwrap_or(plain)
}

fn unformatted(plan: &Plan) -> String {
    let mut out = String::new();
    if let Some(title) = &plan.title {
        let _ = write!(out, "//! {title}\n\n");
    }
    for item in &plan.parameters {
        parameter(&mut out, item);
    }
    if !plan.parameters.is_empty() {
        out.push('\n');
    }
    for item in &plan.values {
        let _ = writeln!(out, "let {} = {}", item.name, item.value);
    }
    for item in &plan.shapes {
        let _ = writeln!(out, "let {} = {}", item.name, outline(&item.outline));
    }
    if !(plan.values.is_empty() && plan.shapes.is_empty()) {
        out.push('\n');
    }
    let is_list = |feature: &Feature| !feature.repeats.is_empty() && plan.placement.is_some();
    if let [only] = &plan.features[..]
        && !is_list(only)
    {
        if let Some(comment) = &only.comment {
            let _ = writeln!(out, "// {comment}");
        }
        let whole = placed(repeated(body(&only.body), &only.repeats), plan.placement.as_ref());
        let _ = writeln!(out, "part {} = {whole}", plan.part);
        return out;
    }
    for feature in &plan.features {
        named(&mut out, feature);
    }
    out.push('\n');
    let mut whole = combined(&plan.features, |f| f.name.to_string());
    if plan.placement.is_some() {
        // A list of solids becomes one solid where a boolean asks for it.
        whole = match &plan.features[..] {
            [only] if is_list(only) => format!("union({whole})"),
            [_] => whole,
            _ => format!("({whole})"),
        };
    }
    let _ = writeln!(out, "part {} = {}", plan.part, placed(whole, plan.placement.as_ref()));
    out
}

fn placed(whole: String, placement: Option<&Point3>) -> String {
    placement.map_or(whole.clone(), |by| format!("{whole}.translate({})", tuple(by)))
}

fn parameter(out: &mut String, item: &Parameter) {
    for line in item.doc.iter().flat_map(|doc| doc.lines()) {
        let _ = writeln!(out, "/// {line}");
    }
    let (kind, unit) = match item.quantity {
        Quantity::Length => ("", "mm"),
        Quantity::Angle => ("", "deg"),
        Quantity::Count => (": Int", ""),
        Quantity::Ratio => ("", ""),
    };
    let with_unit = |value: f64| format!("{}{unit}", number(value));
    let _ = write!(out, "param {}{kind} = {}", item.name, with_unit(item.value));
    if let Some((from, to)) = &item.range {
        let end = |expr: &Expr| match expr {
            Expr::Number(value) => with_unit(*value),
            other => other.to_string(),
        };
        let _ = write!(out, " in {}..={}", end(from), end(to));
    }
    out.push('\n');
}

fn named(out: &mut String, feature: &Feature) {
    if let Some(comment) = &feature.comment {
        let _ = writeln!(out, "// {comment}");
    }
    let _ = writeln!(out, "let {} = {}", feature.name, repeated(body(&feature.body), &feature.repeats));
}

/// The features joined by their operators in order; `&` binds tighter, so a sum before it is enclosed.
fn combined(features: &[Feature], text: impl Fn(&Feature) -> String) -> String {
    let mut expression = String::new();
    let mut is_sum = false;
    for (index, feature) in features.iter().enumerate() {
        let operand = text(feature);
        if index == 0 {
            expression = operand;
            continue;
        }
        let operator = match feature.operation {
            BooleanOp::Union => '+',
            BooleanOp::Cut => '-',
            BooleanOp::Intersect => '&',
        };
        if operator == '&' && is_sum {
            expression = format!("({expression})");
        }
        is_sum = operator != '&';
        let _ = write!(expression, " {operator} {operand}");
    }
    expression
}

fn body(body: &Body) -> String {
    match body {
        Body::Extrude { sketch: base, extent } => {
            let base = sketch(base);
            match extent {
                Extent::OneSide { height } => format!("{base}.extrude({height})"),
                Extent::Symmetric { height } => format!("{base}.extrude({height}, symmetric = true)"),
                Extent::TwoSides { height, back } => format!("{base}.extrude({height}, back = {back})"),
            }
        }
        Body::Revolve { sketch: base, point, direction, angle } => {
            let turn = angle.as_ref().map_or(String::new(), |angle| format!(", angle = {}", degrees(angle)));
            format!("{}.revolve(axis({}, {}){turn})", sketch(base), tuple(point), tuple(direction))
        }
        Body::Box { width, depth, height, at } => format!("box({width}, {depth}, {height}{})", place("at", at)),
        Body::Cylinder { radius, height, at } => format!("cylinder({radius}, {height}{})", place("at", at)),
        Body::Cone { bottom, top, height, at } => format!("cone({bottom}, {top}, {height}{})", place("at", at)),
        Body::Sphere { radius, center } => format!("sphere({radius}{})", place("center", center)),
        Body::Group { features } => {
            format!("({})", combined(features, |f| repeated(self::body(&f.body), &f.repeats)))
        }
        Body::Moved { body, turns, by } => {
            let mut text = self::body(body);
            for (axis, angle) in turns {
                let _ = write!(text, ".rotate({}, about = {})", degrees(angle), letter(*axis));
            }
            if !by.iter().all(|component| component.is(0.0)) {
                let _ = write!(text, ".translate({})", tuple(by));
            }
            text
        }
    }
}

fn sketch(sketch: &Sketch) -> String {
    let on = plane(&sketch.plane);
    match &sketch.faces[..] {
        [Placed { shape, repeats }] => format!("{}.on({on})", repeated(face(shape), repeats)),
        faces => format!("{}.on({on})", list(faces.iter().map(|placed| (face(&placed.shape), &placed.repeats[..])))),
    }
}

fn face(face: &Face) -> String {
    match &face.holes[..] {
        [] => outline(&face.outer),
        [Placed { shape, repeats }] if !repeats.is_empty() => {
            format!("face({}, holes = {})", outline(&face.outer), repeated(outline(shape), repeats))
        }
        holes => {
            let items = list(holes.iter().map(|placed| (outline(&placed.shape), &placed.repeats[..])));
            format!("face({}, holes = {items})", outline(&face.outer))
        }
    }
}

/// A list of shapes; repeated ones are spread into it.
fn list<'a>(items: impl Iterator<Item = (String, &'a [Repeat])>) -> String {
    let items: Vec<String> = items
        .map(|(shape, repeats)| if repeats.is_empty() { shape } else { format!("..{}", repeated(shape, repeats)) })
        .collect();
    format!("[{}]", items.join(", "))
}

/// A shape with its repetitions; more than one is a comprehension over the copies so far.
fn repeated(shape: String, repeats: &[Repeat]) -> String {
    let mut text = shape;
    let mut is_list = false;
    for item in repeats {
        text = match item {
            Repeat::Each { variable, count, except } => {
                let condition: Vec<String> = except.iter().map(|index| format!("{variable} != {index}")).collect();
                let condition =
                    if condition.is_empty() { String::new() } else { format!(" if {}", condition.join(" and ")) };
                if is_list {
                    format!("[c for {variable} in 0..{count}{condition} for c in {text}]")
                } else {
                    format!("[{text} for {variable} in 0..{count}{condition}]")
                }
            }
            other if is_list => format!("[c for m in {text} for c in m{}]", method(other)),
            other => format!("{text}{}", method(other)),
        };
        is_list = true;
    }
    text
}

fn method(repeat: &Repeat) -> String {
    match repeat {
        Repeat::Linear { count, by } => format!(".pattern_linear(count = {count}, by = {})", tuple(by)),
        Repeat::Grid { columns, rows, dx, dy, centered } => {
            let centered = if *centered { ", centered = true" } else { "" };
            format!(".pattern_grid({columns}, {rows}, dx = {dx}, dy = {dy}{centered})")
        }
        Repeat::Circular { count, about, angle } => {
            let about = match about {
                About::Origin => String::new(),
                About::Point(point) => format!(", about = {}", tuple(point)),
                About::Axis { through, along } => {
                    let direction = match along {
                        CoordinateAxis::X => "(1, 0, 0)",
                        CoordinateAxis::Y => "(0, 1, 0)",
                        CoordinateAxis::Z => "(0, 0, 1)",
                    };
                    format!(", about = axis({}, {direction})", tuple(through))
                }
            };
            let angle = angle.as_ref().map_or(String::new(), |angle| format!(", angle = {}", degrees(angle)));
            format!(".pattern_circular(count = {count}{about}{angle})")
        }
        Repeat::Mirror { across } => format!(".mirrored({})", mirror(across)),
        // Printed by the caller, which knows the shape.
        Repeat::Each { .. } => String::new(),
    }
}

fn mirror(across: &Mirror) -> String {
    match across.axis {
        CoordinateAxis::X => offset("YZ", &across.at),
        // The normal of XZ is −y.
        CoordinateAxis::Y => offset("XZ", &negated(&across.at)),
        CoordinateAxis::Z => offset("XY", &across.at),
    }
}

fn plane(plane: &Plane) -> String {
    match plane {
        Plane::Xy { offset: by } => offset("XY", by),
        Plane::Xz { offset: by } => offset("XZ", by),
        Plane::Yz { offset: by } => offset("YZ", by),
        Plane::Any { origin, x, normal } => {
            format!("plane({}, x = {}, normal = {})", tuple(origin), tuple(x), tuple(normal))
        }
    }
}

fn offset(plane: &str, by: &Expr) -> String {
    if by.is(0.0) { plane.to_owned() } else { format!("{plane}.offset({by})") }
}

/// The opposite, without a sign before a sign.
fn negated(expr: &Expr) -> Expr {
    match expr {
        Expr::Number(value) if *value == 0.0 => Expr::ZERO,
        Expr::Number(value) => Expr::Number(-value),
        Expr::Negate(inner) => (**inner).clone(),
        other => Expr::Negate(Box::new(other.clone())),
    }
}

fn outline(outline: &Outline) -> String {
    match outline {
        Outline::Circle { center, radius } => format!("circle({}, {radius})", tuple(center)),
        Outline::Rect { center, width, height } => format!("rect({width}, {height}{})", center_argument(center)),
        Outline::RoundedRect { center, width, height, radius } => {
            let center = if is_origin(center) { String::new() } else { format!(", center = {}", tuple(center)) };
            format!("rounded_rect({width}, {height}, radius = {radius}{center})")
        }
        Outline::Slot { start, end, width } => format!("slot({}, {}, width = {width})", tuple(start), tuple(end)),
        Outline::RegularPolygon { center, radius, sides, rotation } => {
            let mut text = format!("regular_polygon({sides}, {radius}{}", center_argument(center));
            if !rotation.is(0.0) {
                let _ = write!(text, ", rotation = {}", degrees(rotation));
            }
            text.push(')');
            text
        }
        Outline::Polygon { points } => {
            let points: Vec<String> = points.iter().map(|point| tuple(point)).collect();
            format!("polygon([{}])", points.join(", "))
        }
        Outline::Path { start, segments } => path(start, segments),
        Outline::Named { name } => name.to_string(),
    }
}

fn path(start: &[Expr; 2], segments: &[Segment]) -> String {
    let mut from = tuple(start);
    let mut curves = Vec::with_capacity(segments.len());
    for segment in segments {
        let to = match segment {
            Segment::Line { to } => {
                let to = tuple(to);
                curves.push(format!("line({from}, {to})"));
                to
            }
            Segment::Arc { via, to } => {
                let to = tuple(to);
                curves.push(format!("arc({from}, {}, {to})", tuple(via)));
                to
            }
        };
        from = to;
    }
    format!("loop([{}])", curves.join(", "))
}

fn center_argument(center: &[Expr; 2]) -> String {
    if is_origin(center) { String::new() } else { format!(", {}", tuple(center)) }
}

fn place(name: &str, at: &[Expr; 3]) -> String {
    if is_origin(at) { String::new() } else { format!(", {name} = {}", tuple(at)) }
}

fn is_origin(point: &[Expr]) -> bool {
    point.iter().all(|component| component.is(0.0))
}

fn tuple(components: &[Expr]) -> String {
    let components: Vec<String> = components.iter().map(Expr::to_string).collect();
    format!("({})", components.join(", "))
}

/// An angle; a literal gets its unit.
fn degrees(angle: &Expr) -> String {
    match angle {
        Expr::Number(value) => format!("{}deg", number(*value)),
        other => other.to_string(),
    }
}

fn letter(axis: CoordinateAxis) -> char {
    match axis {
        CoordinateAxis::X => 'X',
        CoordinateAxis::Y => 'Y',
        CoordinateAxis::Z => 'Z',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::plan::{BinaryOp, Value};
    use crate::workspace::project::StandardLibraryOnly;
    use crate::workspace::{Request, Workspace};

    fn half(name: &str) -> Expr {
        Expr::binary(BinaryOp::Divide, Expr::name(name), 2.0.into())
    }

    fn plate() -> Plan {
        let parameter = |name: &str, quantity, value, from: f64, to: f64| Parameter {
            name: name.into(),
            doc: Some(format!("The {name}.")),
            quantity,
            value,
            range: Some((from.into(), to.into())),
        };
        let hole = Outline::Circle { center: [Expr::name("pitch_r"), Expr::ZERO], radius: 3.0.into() };
        let holes = vec![Placed {
            shape: hole,
            repeats: vec![Repeat::Circular { count: Expr::name("bolts"), about: About::Origin, angle: None }],
        }];
        let disc = Face { outer: Outline::Circle { center: [Expr::ZERO, Expr::ZERO], radius: half("outer_d") }, holes };
        let sketch = |shape| Sketch {
            plane: Plane::Xy { offset: Expr::ZERO },
            faces: vec![Placed { shape, repeats: Vec::new() }],
        };
        let boss = Outline::Rect { center: [5.0.into(), Expr::ZERO], width: 4.0.into(), height: 4.0.into() };
        let boss = Face { outer: boss, holes: Vec::new() };
        let feature = |name: &str, operation, shape, repeats| Feature {
            name: name.into(),
            comment: Some(format!("The {name}.")),
            operation,
            body: Body::Extrude { sketch: sketch(shape), extent: Extent::OneSide { height: 12.0.into() } },
            repeats,
        };
        let mirrors = [CoordinateAxis::X, CoordinateAxis::Y]
            .map(|axis| Repeat::Mirror { across: Mirror { axis, at: 1.0.into() } });
        Plan {
            title: Some("A disc with holes.".to_owned()),
            parameters: vec![
                parameter("outer_d", Quantity::Length, 80.0, 40.0, 200.0),
                parameter("bolts", Quantity::Count, 8.0, 3.0, 24.0),
            ],
            values: vec![Value {
                name: "pitch_r".into(),
                value: Expr::binary(BinaryOp::Multiply, half("outer_d"), 0.75.into()),
            }],
            shapes: Vec::new(),
            features: vec![
                feature("disc", BooleanOp::Union, disc, Vec::new()),
                feature("bosses", BooleanOp::Cut, boss, mirrors.to_vec()),
            ],
            placement: None,
            part: "flange".into(),
        }
    }

    #[test]
    fn a_printed_plan_is_a_program_that_builds() {
        let text = program(&plate());
        insta::assert_snapshot!(text);
        let outcome = Workspace::default().run(&Request::new("plan.recad", &text, &StandardLibraryOnly));
        assert!(outcome.diagnostics.iter().all(|d| !d.is_error()), "{:?}", outcome.diagnostics);
    }
}
