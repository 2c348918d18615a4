//! Plain bodies and what an affine map makes of them, as long as the language can say it.
//!
//! A shift or scale of a body goes into its numbers. Scales go through turns, shifts and combinations to the bodies
//! below: through a turn about a coordinate axis when the scale is the same in both other directions, or the turn is
//! one of right angles. Everything else stays as it was written.

use std::collections::VecDeque;

use crate::corpus::flat::{Extent, Face, Move, Prism, Program, Sketch, Solid};
use crate::corpus::read::number::{product, sum};
use crate::model::{BooleanOp, CurveKind, DVec2, DVec3};

/// A solid of the term language.
#[derive(Clone, Debug, PartialEq)]
pub enum Shape {
    /// Nothing.
    Empty,
    /// A plain body.
    Leaf(Leaf),
    /// The image under a shift or a turn about a coordinate axis.
    Moved(Box<Shape>, Move),
    /// Several combined.
    Combined(BooleanOp, VecDeque<Shape>),
}

/// A plain body; `foot` is the middle of its lower end.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// A block.
    Block { size: DVec3, foot: DVec3 },
    /// A cylinder or cone.
    Round { bottom: f64, top: f64, height: f64, foot: DVec3 },
    /// A prism on a polygon that runs counter-clockwise about the origin.
    Prism { points: Vec<DVec2>, height: f64, foot: DVec3 },
    /// A ball.
    Ball { radius: f64, center: DVec3 },
}

fn sums(a: DVec3, b: DVec3) -> DVec3 {
    DVec3::new(sum(a.x, b.x), sum(a.y, b.y), sum(a.z, b.z))
}

fn products(a: DVec3, b: DVec3) -> DVec3 {
    DVec3::new(product(a.x, b.x), product(a.y, b.y), product(a.z, b.z))
}

impl Shape {
    /// Moved by `by`.
    pub fn translated(self, by: DVec3) -> Shape {
        if by == DVec3::ZERO {
            return self;
        }
        match self {
            Shape::Empty => Shape::Empty,
            Shape::Leaf(leaf) => Shape::Leaf(leaf.translated(by)),
            Shape::Moved(shape, Move::Translate(before)) => Shape::Moved(shape, Move::Translate(sums(before, by))),
            other => Shape::Moved(Box::new(other), Move::Translate(by)),
        }
    }

    /// Turned by degrees about x, then y, then z.
    pub fn rotated(self, angles: DVec3) -> Shape {
        let turns = [(angles.x, DVec3::X), (angles.y, DVec3::Y), (angles.z, DVec3::Z)];
        turns.into_iter().filter(|(angle, _)| *angle != 0.0).fold(self, |shape, (angle, direction)| match shape {
            Shape::Empty => Shape::Empty,
            shape => Shape::Moved(Box::new(shape), Move::Rotate { angle, point: DVec3::ZERO, direction }),
        })
    }

    /// Scaled along the axes; factors are not 0. The error says what cannot be said.
    pub fn scaled(self, by: DVec3) -> Result<Shape, &'static str> {
        if by == DVec3::ONE {
            return Ok(self);
        }
        match self {
            Shape::Empty => Ok(Shape::Empty),
            Shape::Leaf(leaf) => leaf.scaled(by).map(Shape::Leaf),
            Shape::Moved(shape, Move::Translate(shift)) => Ok(shape.scaled(by)?.translated(products(shift, by))),
            Shape::Moved(shape, Move::Rotate { angle, direction, point }) => {
                let (angle, by) = through(angle, direction, by).ok_or("a scale that shears what is turned below it")?;
                Ok(Shape::Moved(Box::new(shape.scaled(by)?), Move::Rotate { angle, direction, point }))
            }
            Shape::Moved(..) => Err("a scale of this image"),
            Shape::Combined(operation, shapes) => {
                let scaled = shapes.into_iter().map(|shape| shape.scaled(by)).collect::<Result<_, _>>()?;
                Ok(Shape::Combined(operation, scaled))
            }
        }
    }

    /// Two shapes combined; sums of sums become one sum, and so do intersections; what is taken away from a
    /// difference is taken away with the rest.
    pub fn combined(operation: BooleanOp, first: Shape, second: Shape) -> Shape {
        match (operation, first, second) {
            (BooleanOp::Union, Shape::Empty, other) | (_, other, Shape::Empty) if operation != BooleanOp::Intersect => {
                other
            }
            (_, Shape::Empty, _) | (_, _, Shape::Empty) => Shape::Empty,
            (BooleanOp::Cut, first, second) => {
                let mut operands = match first {
                    Shape::Combined(BooleanOp::Cut, operands) => operands,
                    other => VecDeque::from([other]),
                };
                match second {
                    Shape::Combined(BooleanOp::Union, tools) => operands.extend(tools),
                    tool => operands.push_back(tool),
                }
                Shape::Combined(BooleanOp::Cut, operands)
            }
            (_, first, second) => {
                let list = |shape| match shape {
                    Shape::Combined(inner, operands) if inner == operation => operands,
                    other => VecDeque::from([other]),
                };
                let (mut first, mut second) = (list(first), list(second));
                // The shorter list moves, so that a long chain of pairs costs its length.
                if first.len() >= second.len() {
                    first.append(&mut second);
                    return Shape::Combined(operation, first);
                }
                first.into_iter().rev().for_each(|shape| second.push_front(shape));
                Shape::Combined(operation, second)
            }
        }
    }

    /// The solid, whose sketches go into `program`; nothing for `Empty`.
    pub fn solid(self, program: &mut Program) -> Option<Solid> {
        match self {
            Shape::Empty => None,
            Shape::Leaf(leaf) => Some(leaf.solid(program)),
            Shape::Moved(shape, by) => Some(shape.solid(program)?.moved(by)),
            Shape::Combined(operation, shapes) => {
                let solids = shapes.into_iter().filter_map(|shape| shape.solid(program)).collect();
                Some(Solid::Combined(operation, solids))
            }
        }
    }
}

/// A scale behind a turn as a turn behind a scale; `None` when there is none along the axes.
fn through(angle: f64, direction: DVec3, by: DVec3) -> Option<(f64, DVec3)> {
    let (a, b) = if direction == DVec3::X {
        (by.y, by.z)
    } else if direction == DVec3::Y {
        (by.z, by.x)
    } else {
        (by.x, by.y)
    };
    if a == b {
        return Some((angle, by));
    }
    if a == -b {
        return Some((-angle, by));
    }
    match angle.rem_euclid(180.0) {
        0.0 => Some((angle, by)),
        90.0 if direction == DVec3::X => Some((angle, DVec3::new(by.x, by.z, by.y))),
        90.0 if direction == DVec3::Y => Some((angle, DVec3::new(by.z, by.y, by.x))),
        90.0 => Some((angle, DVec3::new(by.y, by.x, by.z))),
        _ => None,
    }
}

impl Leaf {
    /// The largest of its sizes and coordinates, mm; not a number when one of them is none.
    pub fn reach(&self) -> f64 {
        let vectors = match self {
            Leaf::Block { size, foot } => [*size, *foot],
            Leaf::Round { bottom, top, height, foot } => [DVec3::new(*bottom, *top, *height), *foot],
            Leaf::Prism { points, height, foot } => {
                let reach = points.iter().fold(DVec2::ZERO, |reach, point| reach.max(point.abs()));
                [reach.extend(*height), *foot]
            }
            Leaf::Ball { radius, center } => [DVec3::splat(*radius), *center],
        };
        vectors
            .into_iter()
            .flat_map(|vector| vector.to_array())
            .fold(0.0, |most, value| if most.is_nan() || most > value.abs() { most } else { value.abs() })
    }

    fn translated(mut self, by: DVec3) -> Leaf {
        let (Leaf::Block { foot: place, .. }
        | Leaf::Round { foot: place, .. }
        | Leaf::Prism { foot: place, .. }
        | Leaf::Ball { center: place, .. }) = &mut self;
        *place = sums(*place, by);
        self
    }

    fn scaled(self, by: DVec3) -> Result<Leaf, &'static str> {
        // A mirrored body stands on what was its head.
        let placed = |foot: DVec3, height: f64| {
            let head = DVec3::new(foot.x, foot.y, sum(foot.z, height));
            products(if by.z < 0.0 { head } else { foot }, by)
        };
        Ok(match self {
            Leaf::Block { size, foot } => Leaf::Block { size: products(size, by.abs()), foot: placed(foot, size.z) },
            Leaf::Round { bottom, top, height, foot } => {
                if by.x.abs() != by.y.abs() {
                    return Err("a scale that makes an ellipse of a circle");
                }
                let (bottom, top) = if by.z < 0.0 { (top, bottom) } else { (bottom, top) };
                Leaf::Round {
                    bottom: product(bottom, by.x.abs()),
                    top: product(top, by.x.abs()),
                    height: product(height, by.z.abs()),
                    foot: placed(foot, height),
                }
            }
            Leaf::Prism { points, height, foot } => {
                let scaled = points.iter().map(|point| DVec2::new(product(point.x, by.x), product(point.y, by.y)));
                let points = if by.x * by.y < 0.0 { scaled.rev().collect() } else { scaled.collect() };
                Leaf::Prism { points, height: product(height, by.z.abs()), foot: placed(foot, height) }
            }
            Leaf::Ball { radius, center } => {
                if by.x.abs() != by.y.abs() || by.x.abs() != by.z.abs() {
                    return Err("a scale that makes an ellipsoid of a ball");
                }
                Leaf::Ball { radius: product(radius, by.x.abs()), center: products(center, by) }
            }
        })
    }

    fn solid(self, program: &mut Program) -> Solid {
        match self {
            Leaf::Block { size, foot } => Solid::Block { size, at: foot },
            Leaf::Round { bottom, top, height, foot } if bottom == top => {
                Solid::Cylinder { radius: bottom, height, at: foot }
            }
            Leaf::Round { bottom, top, height, foot } => Solid::Cone { bottom, top, height, at: foot },
            Leaf::Ball { radius, center } => Solid::Sphere { radius, center },
            Leaf::Prism { points, height, foot } => {
                let next = points.iter().cycle().skip(1);
                let outer = points.iter().zip(next).map(|(a, b)| CurveKind::Line { start: *a, end: *b }).collect();
                let sketch = program.sketches.len();
                program.sketches.push(Sketch {
                    origin: foot,
                    x: DVec3::X,
                    normal: DVec3::Z,
                    faces: vec![Face { outer, holes: Vec::new() }],
                });
                Solid::Extrude(Prism { sketch, extent: Extent::OneSide { height } })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block() -> Shape {
        Shape::Leaf(Leaf::Block { size: DVec3::new(2.0, 4.0, 6.0), foot: DVec3::new(1.0, 0.0, 5.0) })
    }

    fn pin(bottom: f64, top: f64) -> Shape {
        Shape::Leaf(Leaf::Round { bottom, top, height: 6.0, foot: DVec3::ZERO })
    }

    #[test]
    fn a_scale_goes_into_the_numbers_of_a_body_mirrored_or_not() {
        let scaled = block().scaled(DVec3::new(-2.0, 0.5, -1.0)).unwrap();
        let expected = Leaf::Block { size: DVec3::new(4.0, 2.0, 6.0), foot: DVec3::new(-2.0, 0.0, -11.0) };
        assert_eq!(scaled, Shape::Leaf(expected));
        let cone = pin(3.0, 1.0).scaled(DVec3::new(2.0, -2.0, -0.5)).unwrap();
        let expected = Leaf::Round { bottom: 2.0, top: 6.0, height: 3.0, foot: DVec3::new(0.0, 0.0, -3.0) };
        assert_eq!(cone, Shape::Leaf(expected));
        assert!(pin(3.0, 3.0).scaled(DVec3::new(2.0, 1.0, 1.0)).is_err());
    }

    #[test]
    fn a_scale_goes_through_turns_that_keep_the_axes() {
        let turned = |angle| pin(3.0, 3.0).rotated(DVec3::new(angle, 0.0, 0.0));
        let through = turned(90.0).scaled(DVec3::new(2.0, 7.0, 2.0)).unwrap();
        assert_eq!(through, pin(3.0, 3.0).scaled(DVec3::new(2.0, 2.0, 7.0)).unwrap().rotated(DVec3::X * 90.0));
        assert!(turned(30.0).scaled(DVec3::new(2.0, 7.0, 2.0)).is_err());
        let mirrored = turned(30.0).scaled(DVec3::new(1.0, 1.0, -1.0)).unwrap();
        assert_eq!(mirrored, pin(3.0, 3.0).scaled(DVec3::new(1.0, 1.0, -1.0)).unwrap().rotated(DVec3::X * -30.0));
    }

    #[test]
    fn chains_of_pairs_become_one_list_in_order() {
        let at = |x: f64| block().translated(DVec3::X * x);
        let left = (1..5).fold(at(0.0), |sum, i| Shape::combined(BooleanOp::Union, sum, at(f64::from(i))));
        let right = (0..4).rev().fold(at(4.0), |sum, i| Shape::combined(BooleanOp::Union, at(f64::from(i)), sum));
        assert_eq!(left, Shape::Combined(BooleanOp::Union, (0..5).map(|i| at(f64::from(i))).collect()));
        assert_eq!(left, right);
        let cut = Shape::combined(BooleanOp::Cut, Shape::combined(BooleanOp::Cut, at(9.0), at(8.0)), left);
        assert!(matches!(cut, Shape::Combined(BooleanOp::Cut, operands) if operands.len() == 7));
        assert_eq!(Shape::combined(BooleanOp::Intersect, Shape::Empty, at(1.0)), Shape::Empty);
        assert_eq!(Shape::combined(BooleanOp::Cut, at(1.0), Shape::Empty), at(1.0));
        assert_eq!(Shape::combined(BooleanOp::Cut, Shape::Empty, at(1.0)), Shape::Empty);
        assert_eq!(Shape::combined(BooleanOp::Union, Shape::Empty, at(1.0)), at(1.0));
    }
}
