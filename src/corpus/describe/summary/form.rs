//! Outlines by their names and measures, and the places of their copies.

use rustc_hash::FxHashMap;

use super::super::sentence;
use super::{Kind, Size, rounded};
use crate::corpus::flat;
use crate::corpus::plan::{
    self, About, Body, CoordinateAxis, Expr, Feature, Flat, Outline, Placed, Plan, Repeat, Segment, SmolStr,
};
use crate::model::{BooleanOp, CurveKind, DVec2, trig};

/// Copies of one shape that are followed.
const MOST_COPIES: usize = 2_000;

/// A shape in a sketch by its name and its middle.
pub(super) struct Form {
    pub(super) kind: Kind,
    pub(super) boss: Kind,
    pub(super) size: Size,
    pub(super) center: DVec2,
    pub(super) extent: DVec2,
}

/// The name and measures of an outline of literal numbers.
pub(super) fn form(outline: &Outline) -> Option<Form> {
    let make = |kind, boss, size, center, extent| Some(Form { kind, boss, size, center, extent });
    match outline {
        Outline::Circle { center, radius } => {
            let (center, [radius]) = (place(center)?, numbers([radius])?);
            let diameter = 2.0 * radius;
            let size = Size::Diameter(rounded(diameter));
            make(Kind::RoundHole, Kind::RoundBoss, size, center, DVec2::splat(diameter))
        }
        Outline::Rect { center, width, height } | Outline::RoundedRect { center, width, height, .. } => {
            let (center, [width, height]) = (place(center)?, numbers([width, height])?);
            let size = Size::Area { width: rounded(width), height: rounded(height) };
            make(Kind::RectangularCutout, Kind::RectangularBoss, size, center, DVec2::new(width, height))
        }
        Outline::Slot { start, end, width } => {
            let (start, end, [width]) = (place(start)?, place(end)?, numbers([width])?);
            let size = Size::Slot { length: rounded(start.distance(end) + width), width: rounded(width) };
            let extent = (end - start).abs() + DVec2::splat(width);
            make(Kind::SlottedHole, Kind::ShapedBoss, size, (start + end) / 2.0, extent)
        }
        Outline::RegularPolygon { center, radius, sides, .. } => {
            let (center, [radius, sides]) = (place(center)?, numbers([radius, sides])?);
            let size = Size::Sides { sides: rounded(sides), diameter: rounded(2.0 * radius) };
            make(Kind::PolygonalCutout, Kind::ShapedBoss, size, center, DVec2::splat(2.0 * radius))
        }
        Outline::Polygon { points } => {
            let points = points.iter().map(place).collect::<Option<Vec<DVec2>>>()?;
            let low = points.iter().copied().reduce(DVec2::min)?;
            let high = points.iter().copied().reduce(DVec2::max)?;
            Some(boxed(low, high, is_rectangle(&points)))
        }
        Outline::Path { start, segments } => {
            let mut at = place(start)?;
            let mut corners = vec![at];
            let mut curves = Vec::with_capacity(segments.len());
            let mut is_straight = true;
            for segment in segments {
                let (curve, to) = match segment {
                    Segment::Line { to } => {
                        let to = place(to)?;
                        (CurveKind::Line { start: at, end: to }, to)
                    }
                    Segment::Arc { via, to } => {
                        is_straight = false;
                        let to = place(to)?;
                        (CurveKind::Arc { start: at, mid: place(via)?, end: to }, to)
                    }
                };
                curves.push(curve);
                corners.push(to);
                at = to;
            }
            corners.pop();
            let (low, high) = flat::bounds(&curves);
            Some(boxed(low, high, is_straight && is_rectangle(&corners)))
        }
        Outline::Named { .. } => None,
    }
}

fn boxed(low: DVec2, high: DVec2, is_rectangle: bool) -> Form {
    let extent = high - low;
    let size = Size::Area { width: rounded(extent.x), height: rounded(extent.y) };
    let (kind, boss) = if is_rectangle {
        (Kind::RectangularCutout, Kind::RectangularBoss)
    } else {
        (Kind::ShapedCutout, Kind::ShapedBoss)
    };
    Form { kind, boss, size, center: (low + high) / 2.0, extent }
}

/// Whether four corners are those of a rectangle along the axes.
fn is_rectangle(corners: &[DVec2]) -> bool {
    let is_level = |a: &DVec2, b: &DVec2| a.x == b.x || a.y == b.y;
    corners.len() == 4 && (0..4).all(|i| is_level(&corners[i], &corners[(i + 1) % 4])) && {
        let [a, c] = [corners[0], corners[2]];
        a.x != c.x && a.y != c.y
    }
}

/// An outline with all its copies; `None` when there are too many or a number is not known.
pub(super) fn copies(placed: &Placed<Outline>) -> Option<Vec<Outline>> {
    let mut shapes = vec![placed.shape.clone()];
    // Variables first: what else is repeated may use them.
    let (each, others): (Vec<&Repeat>, Vec<&Repeat>) =
        placed.repeats.iter().partition(|repeat| matches!(repeat, Repeat::Each { .. }));
    for repeat in each.into_iter().chain(others) {
        let mut more = Vec::new();
        match repeat {
            Repeat::Each { variable, count, except } => {
                let [count] = numbers([count])?;
                let except: Vec<f64> = except.iter().map(|expr| numbers([expr]).map(|[n]| n)).collect::<Option<_>>()?;
                let count = capped(count)?;
                for index in (0..count).map(|index| index as f64).filter(|index| !except.contains(index)) {
                    for shape in &shapes {
                        more.push(bind(shape, variable, index)?);
                    }
                }
            }
            Repeat::Linear { count, by } => {
                let [count] = numbers([count])?;
                let by = match &by[..] {
                    [x, y] | [x, y, _] => DVec2::from_array(numbers([x, y])?),
                    _ => return None,
                };
                for index in 0..capped(count)? {
                    more.extend(
                        shapes
                            .iter()
                            .map(|shape| moved(shape, |p| p + by * index as f64))
                            .collect::<Option<Vec<_>>>()?,
                    );
                }
            }
            Repeat::Grid { columns, rows, dx, dy, centered } => {
                let [columns, rows, dx, dy] = numbers([columns, rows, dx, dy])?;
                let step = DVec2::new(dx, dy);
                let start = if *centered { -step * (DVec2::new(columns, rows) - 1.0) / 2.0 } else { DVec2::ZERO };
                let (columns, rows) = (capped(columns)?, capped(rows)?);
                capped((columns * rows) as f64)?;
                for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
                    let by = start + step * DVec2::new(column as f64, row as f64);
                    more.extend(shapes.iter().map(|shape| moved(shape, |p| p + by)).collect::<Option<Vec<_>>>()?);
                }
            }
            Repeat::Circular { count, about, angle } => {
                let [count] = numbers([count])?;
                let about = match about {
                    About::Origin => DVec2::ZERO,
                    About::Point(point) => place(point)?,
                    About::Axis { .. } => return None,
                };
                let count = capped(count)?;
                let step = match angle {
                    None => 360.0 / count.max(1) as f64,
                    Some(angle) => numbers([angle])?[0] / count.saturating_sub(1).max(1) as f64,
                };
                for index in 0..count {
                    let (sin, cos) = trig::sin_cos(step * index as f64);
                    let turn = |p: DVec2| about + DVec2::new(cos, sin).rotate(p - about);
                    more.extend(shapes.iter().map(|shape| moved(shape, turn)).collect::<Option<Vec<_>>>()?);
                }
            }
            Repeat::Mirror { across } => {
                let [at] = numbers([&across.at])?;
                let image = |p: DVec2| match across.axis {
                    CoordinateAxis::X => DVec2::new(2.0 * at - p.x, p.y),
                    CoordinateAxis::Y => DVec2::new(p.x, 2.0 * at - p.y),
                    CoordinateAxis::Z => p,
                };
                more.clone_from(&shapes);
                more.extend(shapes.iter().map(|shape| moved(shape, image)).collect::<Option<Vec<_>>>()?);
            }
        }
        shapes = more;
        capped(shapes.len() as f64)?;
    }
    Some(shapes)
}

fn capped(count: f64) -> Option<usize> {
    (count >= 0.0 && count <= MOST_COPIES as f64).then_some(count as usize)
}

/// The outline with its variables bound.
fn bind(outline: &Outline, variable: &SmolStr, index: f64) -> Option<Outline> {
    let plan = Plan {
        values: vec![plan::Value { name: variable.clone(), value: index.into() }],
        features: vec![Feature {
            name: "shape".into(),
            comment: None,
            operation: BooleanOp::Union,
            body: Body::Flat(Flat::Loop(outline.clone())),
            repeats: Vec::new(),
        }],
        ..Plan::default()
    };
    match sentence::inlined(&plan)?.features.pop()?.body {
        Body::Flat(Flat::Loop(outline)) => Some(outline),
        _ => None,
    }
}

/// The outline with its middle moved; its own directions stay, which a summary does not say.
fn moved(outline: &Outline, map: impl Fn(DVec2) -> DVec2) -> Option<Outline> {
    let image = |p: &[Expr; 2]| place(p).map(&map).map(|p| [Expr::Number(p.x), Expr::Number(p.y)]);
    let mut moved = outline.clone();
    match &mut moved {
        Outline::Circle { center, .. }
        | Outline::Rect { center, .. }
        | Outline::RoundedRect { center, .. }
        | Outline::RegularPolygon { center, .. } => *center = image(center)?,
        Outline::Slot { start, end, .. } => (*start, *end) = (image(start)?, image(end)?),
        Outline::Polygon { points } => {
            for point in points {
                *point = image(point)?;
            }
        }
        Outline::Path { start, segments } => {
            *start = image(start)?;
            for segment in segments {
                match segment {
                    Segment::Line { to } => *to = image(to)?,
                    Segment::Arc { via, to } => (*via, *to) = (image(via)?, image(to)?),
                }
            }
        }
        Outline::Named { .. } => return None,
    }
    Some(moved)
}

/// How many copies of a body there are.
pub(super) fn copies_in_space(repeats: &[Repeat]) -> Option<usize> {
    let mut count = 1.0;
    for repeat in repeats {
        count *= match repeat {
            Repeat::Linear { count, .. } | Repeat::Circular { count, .. } => numbers([count])?[0],
            Repeat::Grid { columns, rows, .. } => numbers([columns, rows])?.iter().product(),
            Repeat::Mirror { .. } => 2.0,
            Repeat::Each { count, except, .. } => numbers([count])?[0] - except.len() as f64,
        };
    }
    capped(count)
}

pub(super) fn numbers<const N: usize>(exprs: [&Expr; N]) -> Option<[f64; N]> {
    let mut values = [0.0; N];
    for (value, expr) in values.iter_mut().zip(exprs) {
        *value = expr.value(&FxHashMap::default())?;
    }
    Some(values)
}

pub(super) fn place([x, y]: &[Expr; 2]) -> Option<DVec2> {
    numbers([x, y]).map(DVec2::from_array)
}
