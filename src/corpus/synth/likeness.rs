//! What shapes have in common when place, size and small differences do not count.
//!
//! A descriptor hashes, for every operation of the graph and every face below it, how many lines, arcs, circles and holes
//! it has and its sizes relative to the whole, on a logarithmic grid. Equal descriptors mean alike shapes; shapes
//! that are alike but lie on two sides of a grid line have different ones, the rarer the coarser the grid is.

use glam::DVec2;

use crate::geom::planar::{measure, regions_of_face, regions_of_sketch};
use crate::model::{BooleanOp, ContentHasher, CurveKind, Face, Shape, Sketch, Solid, SolidKind};

/// Sizes within about 8 % are alike.
pub const FINE: f64 = 0.08;

/// Sizes within about 2 % are alike: for plane shapes, which have few sizes.
pub const PLANE: f64 = 0.02;

/// Sizes within about 35 % are alike.
pub const COARSE: f64 = 0.3;

/// The descriptor of a shape on a grid of the logarithm of sizes; `None` when it cannot be measured.
pub fn descriptor(shape: &Shape, grain: f64) -> Option<u128> {
    let mut leaves = Vec::new();
    let scale = match shape {
        Shape::Solid(solid) => {
            collect(solid, 0, &mut leaves)?;
            libm::cbrt(leaves.iter().map(|leaf| leaf.volume).sum())
        }
        Shape::Sketch(sketch) => {
            leaves.push(Leaf::of_sketch(sketch)?);
            leaves[0].area.sqrt()
        }
        Shape::Face(face) => {
            leaves.push(Leaf::of_faces(std::slice::from_ref(face))?);
            leaves[0].area.sqrt()
        }
        Shape::Loop(chain) => {
            leaves.push(Leaf::of_faces(&[Face::new(chain.clone(), Vec::new())])?);
            leaves[0].area.sqrt()
        }
        Shape::Curve(_) => return None,
    };
    let grid = |value: f64, unit: f64| {
        let ratio = value / unit;
        if ratio > 1e-9 { (libm::log(ratio) / grain).round() as i64 } else { i64::MIN }
    };
    let mut words: Vec<[i64; 9]> = leaves
        .iter()
        .map(|leaf| {
            let [lines, arcs, circles, loops] = leaf.counts;
            let spread = grid(leaf.spread, scale * scale * scale * scale);
            [
                leaf.kind,
                lines,
                arcs,
                circles,
                loops,
                grid(leaf.area, scale * scale),
                grid(leaf.perimeter, scale),
                grid(leaf.height, scale),
                spread,
            ]
        })
        .collect();
    words.sort_unstable();
    let mut hasher = ContentHasher::default();
    hasher.word(shape.kind() as u64);
    words.iter().flatten().for_each(|word| hasher.word(*word as u64));
    Some(hasher.finish())
}

/// The volume of a body, exact for extrusions and revolutions; of a boolean, what its operands' volumes bound it by.
pub fn volume(solid: &Solid) -> f64 {
    match &solid.kind {
        SolidKind::Extrude { sketch, from, to } => area(sketch) * (to - from),
        SolidKind::Revolve { sketch, point, direction, from, to } => {
            swept(sketch, *point, *direction).unwrap_or(0.0) * (to - from) / 180.0 * PI
        }
        SolidKind::Transform { solid, transform } => {
            let scale = transform.scale();
            volume(solid) * scale * scale * scale
        }
        SolidKind::Boolean { op, operands } => {
            let mut volumes = operands.iter().map(volume);
            match op {
                BooleanOp::Union => volumes.sum(),
                BooleanOp::Cut => {
                    let first = volumes.next().unwrap_or(0.0);
                    (first - volumes.sum::<f64>()).max(0.0)
                }
                BooleanOp::Intersect => volumes.reduce(f64::min).unwrap_or(0.0),
            }
        }
    }
}

const PI: f64 = std::f64::consts::PI;

fn area(sketch: &Sketch) -> f64 {
    regions_of_sketch(sketch).map_or(0.0, |regions| measure::total_area(&regions))
}

/// The integral of the distance from an axis over a sketch, mm³: the volume by Pappus for each radian.
fn swept(sketch: &Sketch, point: DVec2, direction: DVec2) -> Option<f64> {
    let regions = regions_of_sketch(sketch).ok()?;
    let moments = measure::total_moments(&regions, point);
    Some(direction.normalize_or_zero().perp_dot(DVec2::new(moments.x, moments.y)).abs())
}

/// One extrusion, revolution or set of faces.
struct Leaf {
    /// The kind of the leaf and how the graph above combines it.
    kind: i64,
    /// Lines, arcs, circles, loops.
    counts: [i64; 4],
    area: f64,
    perimeter: f64,
    /// Height of an extrusion, angle of a revolution, mm or degrees.
    height: f64,
    /// Polar second moment of area about the centroid, mm⁴.
    spread: f64,
    volume: f64,
}

impl Leaf {
    fn of_sketch(sketch: &Sketch) -> Option<Leaf> {
        Leaf::of_faces(&sketch.faces)
    }

    fn of_faces(faces: &[Face]) -> Option<Leaf> {
        let mut counts = [0; 4];
        for chain in faces
            .iter()
            .flat_map(|face| face.regions.iter())
            .flat_map(|region| std::iter::once(&region.outer).chain(region.holes.iter()))
        {
            counts[3] += 1;
            for curve in chain.curves.iter() {
                match curve.kind {
                    CurveKind::Line { .. } => counts[0] += 1,
                    CurveKind::Arc { .. } => counts[1] += 1,
                    CurveKind::Circle { .. } => counts[2] += 1,
                }
            }
        }
        let mut regions = Vec::new();
        for face in faces {
            regions.extend(regions_of_face(face).ok()?);
        }
        let moments = measure::total_moments(&regions, DVec2::ZERO);
        let centred = moments.moved(moments.centroid());
        let perimeter = regions.iter().map(measure::perimeter).sum();
        let spread = centred.xx + centred.yy;
        Some(Leaf { kind: 0, counts, area: moments.area, perimeter, height: 0.0, spread, volume: 0.0 })
    }
}

/// The leaves of a graph; `context` says how they are combined.
fn collect(solid: &Solid, context: i64, leaves: &mut Vec<Leaf>) -> Option<()> {
    match &solid.kind {
        SolidKind::Extrude { sketch, from, to } => {
            let volume = volume(solid);
            leaves.push(Leaf { kind: context * 4, height: to - from, volume, ..Leaf::of_sketch(sketch)? });
        }
        SolidKind::Revolve { sketch, from, to, .. } => {
            let volume = volume(solid);
            leaves.push(Leaf { kind: context * 4 + 1, height: to - from, volume, ..Leaf::of_sketch(sketch)? });
        }
        SolidKind::Transform { solid, .. } => collect(solid, context, leaves)?,
        SolidKind::Boolean { op, operands } => {
            for (index, operand) in operands.iter().enumerate() {
                let role = match op {
                    BooleanOp::Cut if index > 0 => 2,
                    BooleanOp::Intersect => 3,
                    _ => 1,
                };
                collect(operand, if context > 1 { context } else { role }, leaves)?;
            }
        }
    }
    Some(())
}
