//! From the graph of operations to primitives.

use rustc_hash::FxHashSet;

use super::distance::Primitive;
use super::outline::{Piece, pieces};
use super::{MOST, Primitives, TYPES, literature};
use crate::geom::planar;
use crate::model::{
    BooleanOp, Curve, CurveKind, DVec2, DVec3, Face, Frame, Loop, Region, Shape, Sketch, Solid, SolidKind, Transform3,
};

/// Indices of [`TYPES`].
const LINE: usize = 0;
const ARC: usize = 1;
const CIRCLE: usize = 2;
const EXTRUSION: usize = 3;
const REVOLUTION: usize = 4;

/// The most operations that are looked at; shared ones count as often as they are used.
const MOST_VISITS: usize = 4 * MOST;

/// Borders between the faces of a sketch of more curves stay.
const MOST_UNITED: usize = 2048;

/// How a sketch becomes a body.
enum Sweep {
    /// It does not.
    None,
    Extrude {
        from: f64,
        to: f64,
    },
    /// Axis in space, and the angle in degrees.
    Revolve {
        origin: DVec3,
        axis: DVec3,
        angle: f64,
    },
}

/// A sketch of the graph, in space.
struct Leaf {
    frame: Frame,
    regions: Vec<Region>,
    /// Curves of a part that is a curve or loop.
    chain: Option<(Vec<Curve>, bool)>,
    sweep: Sweep,
    taken: bool,
}

/// A box that grows.
#[derive(Clone, Copy)]
struct Bounds {
    min: DVec3,
    max: DVec3,
}

impl Bounds {
    const EMPTY: Bounds = Bounds { min: DVec3::INFINITY, max: DVec3::NEG_INFINITY };

    fn add(&mut self, p: DVec3) {
        (self.min, self.max) = (self.min.min(p), self.max.max(p));
    }

    fn union(self, other: Bounds) -> Bounds {
        Bounds { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    /// What lies in both; the box itself when that is nothing.
    fn within(self, other: Bounds) -> Bounds {
        let clipped = Bounds { min: self.min.max(other.min), max: self.max.min(other.max) };
        if clipped.min.cmple(clipped.max).all() { clipped } else { self }
    }

    /// Least and greatest height along a direction.
    fn along(self, direction: DVec3) -> (f64, f64) {
        let (a, b) = (self.min * direction, self.max * direction);
        (a.min(b).element_sum(), a.max(b).element_sum())
    }
}

/// Reads the primitives off shapes that are moved by `pose`.
pub(super) fn primitives<'a>(shapes: impl IntoIterator<Item = &'a Shape>, pose: &Transform3) -> Primitives {
    let mut leaves = Vec::new();
    for shape in shapes {
        match shape {
            Shape::Curve(curve) => leaves.push(Leaf::chain(vec![*curve], curve.is_closed(), pose)),
            Shape::Loop(chain) => leaves.push(Leaf::chain(chain.curves.to_vec(), true, pose)),
            Shape::Face(face) => {
                let sketch = Sketch { frame: Frame::XY, faces: [face.clone()].into() };
                leaves.push(Leaf::new(&sketch, pose, false, Sweep::None));
            }
            Shape::Sketch(sketch) => leaves.push(Leaf::new(sketch, pose, false, Sweep::None)),
            Shape::Solid(solid) => collect(solid, pose, &mut leaves),
        }
    }
    let added = leaves.iter().filter(|leaf| !leaf.taken).map(Leaf::bounds);
    let bounds = added.fold(Bounds::EMPTY, Bounds::union);
    let diagonal = (bounds.max - bounds.min).length();
    let mut found = Primitives { diagonal: if diagonal.is_finite() { diagonal } else { 0.0 }, ..Primitives::default() };
    for leaf in &leaves {
        leaf.read(bounds, &mut found);
        if found.count() >= MOST {
            break;
        }
    }
    found
}

/// The sketches below a solid, in the order of the program.
fn collect(solid: &Solid, pose: &Transform3, leaves: &mut Vec<Leaf>) {
    let mut todo = vec![(solid, *pose, false)];
    let (mut visits, mut curves) = (0, 0);
    while let Some((solid, transform, taken)) = todo.pop() {
        visits += 1;
        if visits > MOST_VISITS || curves > MOST {
            break;
        }
        match &solid.kind {
            SolidKind::Transform { solid, transform: inner } => todo.push((solid, transform.after(inner), taken)),
            SolidKind::Boolean { op, operands } => {
                let below = operands.iter().take(MOST_VISITS - visits).enumerate().map(|(index, operand)| {
                    (operand, transform, if *op == BooleanOp::Cut && index > 0 { !taken } else { taken })
                });
                let start = todo.len();
                todo.extend(below);
                todo[start..].reverse();
            }
            SolidKind::Extrude { sketch, from, to } => {
                let scale = transform.scale();
                leaves.push(Leaf::new(
                    sketch,
                    &transform,
                    taken,
                    Sweep::Extrude { from: from * scale, to: to * scale },
                ));
            }
            SolidKind::Revolve { sketch, point, direction, from, to } => {
                let start = sketch.frame.point(*point, 0.0);
                let axis = sketch.frame.direction(direction.extend(0.0));
                let (origin, axis) = (transform.point(start), transform.direction(axis).normalize_or_zero());
                leaves.push(Leaf::new(sketch, &transform, taken, Sweep::Revolve { origin, axis, angle: to - from }));
            }
        }
        curves += leaves.last().map_or(0, Leaf::size);
    }
}

impl Leaf {
    fn new(sketch: &Sketch, transform: &Transform3, taken: bool, sweep: Sweep) -> Leaf {
        let Sketch { frame, faces } = sketch.transformed(transform);
        let regions: Vec<Region> = faces.iter().flat_map(|face| face.regions.iter().cloned()).collect();
        Leaf { frame, regions: united(regions), chain: None, sweep, taken }
    }

    fn chain(curves: Vec<Curve>, closed: bool, pose: &Transform3) -> Leaf {
        // A sketch moves its faces; a chain travels as the boundary of one.
        let face = Face::new(Loop { curves: curves.into() }, []);
        let moved = Sketch { frame: Frame::XY, faces: [face].into() }.transformed(pose);
        let curves = moved.faces[0].regions[0].outer.curves.to_vec();
        Leaf {
            frame: moved.frame,
            regions: Vec::new(),
            chain: Some((curves, closed)),
            sweep: Sweep::None,
            taken: false,
        }
    }

    /// The boundaries: curves, whether they are closed, and whether they are those of holes.
    fn boundaries(&self) -> impl Iterator<Item = (&[Curve], bool, bool)> {
        let chain = self.chain.iter().map(|(curves, closed)| (&curves[..], *closed, false));
        let regions = self.regions.iter().flat_map(|region| {
            let holes = region.holes.iter().map(|hole| (&hole.curves[..], true, true));
            std::iter::once((&region.outer.curves[..], true, false)).chain(holes)
        });
        chain.chain(regions)
    }

    fn size(&self) -> usize {
        self.boundaries().map(|(curves, ..)| curves.len()).sum()
    }

    /// The box of what is added: that of the outer boundaries, swept.
    fn bounds(&self) -> Bounds {
        let outer = self.boundaries().filter(|(.., hole)| !hole);
        outer.fold(Bounds::EMPTY, |all, (curves, closed, _)| all.union(self.swept(&pieces(curves, closed))))
    }

    fn swept(&self, pieces: &[Piece]) -> Bounds {
        let mut bounds = Bounds::EMPTY;
        for local in pieces.iter().flat_map(Piece::points) {
            match &self.sweep {
                Sweep::None => bounds.add(self.frame.point(local, 0.0)),
                Sweep::Extrude { from, to } => {
                    bounds.add(self.frame.point(local, *from));
                    bounds.add(self.frame.point(local, *to));
                }
                Sweep::Revolve { origin, axis, .. } => {
                    let (height, radius) = around(*origin, *axis, self.frame.point(local, 0.0));
                    // The box of a circle about the axis.
                    let reach = (DVec3::ONE - *axis * *axis).max(DVec3::ZERO).map(f64::sqrt) * radius;
                    bounds.add(*origin + *axis * height + reach);
                    bounds.add(*origin + *axis * height - reach);
                }
            }
        }
        bounds
    }

    /// Adds the primitives of the sketch and of its sweep; `bounds` is the box of the whole part.
    fn read(&self, bounds: Bounds, found: &mut Primitives) {
        let mut add = |kind: usize, primitive: Primitive| {
            debug_assert!(kind < TYPES.len());
            if primitive.is_finite() {
                found.by_type[kind].push(primitive);
            }
        };
        for (curves, closed, hole) in self.boundaries() {
            let pieces = pieces(curves, closed);
            for piece in &pieces {
                let (kind, primitive) = self.curve(piece);
                add(kind, primitive);
            }
            let perimeter: f64 = pieces.iter().map(Piece::length).sum();
            let taken = self.taken != hole;
            match &self.sweep {
                Sweep::None => {}
                Sweep::Extrude { from, to } => {
                    let whole = self.swept(&pieces);
                    let (swept, height) = if taken {
                        let (low, high) = bounds.along(self.frame.z);
                        let base = self.frame.z.dot(self.frame.origin);
                        let reach = high.min(base + to) - low.max(base + from);
                        (whole.within(bounds), if reach > 0.0 { reach } else { to - from })
                    } else {
                        (whole, to - from)
                    };
                    let fixed = [swept.min, swept.max];
                    let sizes = [libm::log(height), libm::log(perimeter)];
                    add(EXTRUSION, Primitive { direction: self.frame.z, fixed, sizes, taken, ..Primitive::ZERO });
                }
                Sweep::Revolve { origin, axis, angle } => {
                    let (mut low, mut high) = (DVec2::INFINITY, DVec2::NEG_INFINITY);
                    for local in pieces.iter().flat_map(Piece::points) {
                        let place = DVec2::from(around(*origin, *axis, self.frame.point(local, 0.0)));
                        (low, high) = (low.min(place), high.max(place));
                    }
                    let ends = [*origin + *axis * low.x, *origin + *axis * high.x];
                    let fixed = [DVec3::new(low.y, high.y, 0.0), DVec3::ZERO];
                    let sizes = [libm::log(perimeter), libm::log(*angle)];
                    add(REVOLUTION, Primitive { direction: *axis, fixed, ends, sizes, taken });
                }
            }
        }
        found.extrusions += usize::from(!matches!(self.sweep, Sweep::None));
        found.sketches.push(literature::drawing(self.boundaries().map(|(curves, ..)| curves)));
    }

    fn curve(&self, piece: &Piece) -> (usize, Primitive) {
        let (direction, place) = self.plane();
        let sizes = |size: f64| [libm::log(size), 0.0];
        match *piece {
            Piece::Line { start, end } => {
                let ends = [place(start), place(end)];
                (LINE, Primitive { direction, ends, sizes: sizes(piece.length()), ..Primitive::ZERO })
            }
            Piece::Arc { start, end, arc } => {
                let (ends, fixed) = ([place(start), place(end)], [place(arc.point(0.5)), DVec3::ZERO]);
                (ARC, Primitive { direction, ends, fixed, sizes: sizes(piece.length()), ..Primitive::ZERO })
            }
            Piece::Circle { center, radius } => {
                let fixed = [place(center), DVec3::ZERO];
                (CIRCLE, Primitive { direction, fixed, sizes: sizes(radius), ..Primitive::ZERO })
            }
        }
    }

    /// The normal of the plane in which curves are compared, and the places of local points in it.
    fn plane(&self) -> (DVec3, Box<dyn Fn(DVec2) -> DVec3 + '_>) {
        let Frame { z, .. } = self.frame;
        match self.sweep {
            // Heights belong to the extrusion.
            Sweep::None | Sweep::Extrude { .. } => {
                let flat = move |local: DVec2| {
                    let p = self.frame.point(local, 0.0);
                    p - z * p.dot(z)
                };
                (z, Box::new(flat))
            }
            Sweep::Revolve { origin, axis, angle } if angle >= 360.0 => {
                // The half-plane toward the world axis that is most across, so that it does not depend on the sketch.
                let across = axis.abs();
                let toward = if across.x <= across.y && across.x <= across.z {
                    DVec3::X
                } else if across.y <= across.z {
                    DVec3::Y
                } else {
                    DVec3::Z
                };
                let side = (toward - axis * axis.dot(toward)).normalize_or_zero();
                let turned = move |local: DVec2| {
                    let (height, radius) = around(origin, axis, self.frame.point(local, 0.0));
                    origin + axis * height + side * radius
                };
                (axis.cross(side), Box::new(turned))
            }
            Sweep::Revolve { .. } => (z, Box::new(move |local| self.frame.point(local, 0.0))),
        }
    }
}

/// Height along an axis and distance from it.
fn around(origin: DVec3, axis: DVec3, p: DVec3) -> (f64, f64) {
    let height = (p - origin).dot(axis);
    (height, (p - origin - axis * height).length())
}

/// Regions of one plane without the borders between those that touch along whole curves.
fn united(regions: Vec<Region>) -> Vec<Region> {
    let mut borders = FxHashSet::default();
    let mut is_new = |curve: &Curve| {
        let (a, b) = curve.ends();
        let (a, b) = if a.to_array() <= b.to_array() { (a, b) } else { (b, a) };
        let bend = match curve.kind {
            CurveKind::Line { .. } => DVec2::ZERO,
            CurveKind::Arc { mid, .. } => mid,
            CurveKind::Circle { center, .. } => center,
        };
        borders.insert([a, b, bend].map(|p| (p + 0.0).to_array().map(f64::to_bits)))
    };
    let loops = || regions.iter().flat_map(|region| std::iter::once(&region.outer).chain(region.holes.iter()));
    let size: usize = loops().map(|chain| chain.curves.len()).sum();
    let touching =
        regions.len() > 1 && size <= MOST_UNITED && !loops().flat_map(|chain| chain.curves.iter()).all(&mut is_new);
    if !touching {
        return regions;
    }
    let face = Face { regions: regions.into() };
    match planar::combine_faces(BooleanOp::Union, std::slice::from_ref(&face)) {
        Ok(face) => face.regions.to_vec(),
        // Too small or too large for the room of regions: as they are drawn.
        Err(_) => face.regions.to_vec(),
    }
}
