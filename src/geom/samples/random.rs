//! Random numbers and random valid plane shapes from a seed: the same on every machine.

use glam::{DVec2, DVec3};

use crate::geom::planar::{Contour, PlanarRegion, Segment, make_face, make_loop, make_sketch, regions_of_face};
use crate::model::{Curve, CurveKind, Face, Frame, Loop, Sketch, trig};
use crate::text::Span;

/// A small generator of random numbers (SplitMix64).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0xD1B5_4A32_D192_ED03)
    }
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
    pub fn below(&mut self, count: u64) -> u64 {
        self.next() % count
    }
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }
}

pub fn line(start: DVec2, end: DVec2) -> Curve {
    Curve::new(CurveKind::Line { start, end }, Span::default())
}

pub fn arc(start: DVec2, mid: DVec2, end: DVec2) -> Curve {
    Curve::new(CurveKind::Arc { start, mid, end }, Span::default())
}

pub fn circle(center: DVec2, radius: f64) -> Curve {
    Curve::new(CurveKind::Circle { center, radius }, Span::default())
}

/// A closed chain of lines through points.
pub fn polygon(points: &[DVec2]) -> Vec<Curve> {
    (0..points.len()).map(|i| line(points[i], points[(i + 1) % points.len()])).collect()
}

/// An axis-parallel rectangle.
pub fn rectangle(min: DVec2, max: DVec2) -> Vec<Curve> {
    polygon(&[min, DVec2::new(max.x, min.y), max, DVec2::new(min.x, max.y)])
}

/// A stadium between two points.
pub fn slot(a: DVec2, b: DVec2, radius: f64) -> Vec<Curve> {
    let along = (b - a).normalize() * radius;
    let side = along.perp();
    vec![
        line(a - side, b - side),
        arc(b - side, b + along, b + side),
        line(b + side, a + side),
        arc(a + side, a - along, a - side),
    ]
}

/// A star-shaped chain of lines and arcs around a centre.
pub fn blob(random: &mut Random, center: DVec2, size: f64) -> Vec<Curve> {
    let count = 3 + random.below(9) as usize;
    let points: Vec<DVec2> = (0..count)
        .map(|i| {
            let angle = 360.0 * (i as f64 + random.between(0.1, 0.9)) / count as f64;
            let (sin, cos) = trig::sin_cos(angle);
            center + DVec2::new(cos, sin) * size * random.between(0.4, 1.0)
        })
        .collect();
    (0..count)
        .map(|i| {
            let (a, b) = (points[i], points[(i + 1) % count]);
            if random.chance(0.5) {
                arc(a, 0.5 * (a + b) + (b - a).perp() * random.between(-0.45, 0.45), b)
            } else {
                line(a, b)
            }
        })
        .collect()
}

/// Some valid loop around `center`, no larger than `size` from it. With `on_grid`, coordinates are whole
/// multiples of a coarse step, so that edges, corners and circles of different loops coincide.
pub fn any_loop(random: &mut Random, center: DVec2, size: f64, on_grid: bool) -> Loop {
    loop {
        let curves = if on_grid {
            let step = size / 4.0;
            let snap = |p: DVec2| (p / step).round() * step;
            let center = snap(center);
            let mut pick = || DVec2::new(random.below(7) as f64 - 3.0, random.below(7) as f64 - 3.0) * step + center;
            let (a, b) = (pick(), pick());
            match random.below(5) {
                0 => vec![circle(center, step * (1 + random.below(3)) as f64)],
                1 | 2 if a.cmpne(b).all() => rectangle(a.min(b), a.max(b)),
                3 if a != b => slot(a, b, step),
                _ => {
                    let c = a + (b - a).perp();
                    vec![line(a, b), arc(b, 0.5 * (b + c) + (b - c).perp() * 0.5, c), line(c, a)]
                }
            }
        } else if random.chance(0.15) {
            vec![circle(center, size * random.between(0.2, 1.0))]
        } else {
            blob(random, center, size)
        };
        if let Ok(valid) = make_loop(&curves) {
            return valid;
        }
    }
}

/// A valid face of one region, sometimes with holes.
pub fn any_face(random: &mut Random, center: DVec2, size: f64, on_grid: bool) -> Face {
    let outer = any_loop(random, center, size, on_grid);
    let mut holes: Vec<Loop> = Vec::new();
    for _ in 0..random.below(3) {
        let offset = DVec2::new(random.between(-0.5, 0.5), random.between(-0.5, 0.5)) * size;
        let mut more = holes.clone();
        more.push(any_loop(random, center + offset, 0.3 * size, on_grid));
        if make_face(&outer, &more).is_ok() {
            holes = more;
        }
    }
    make_face(&outer, &holes).expect("checked above")
}

/// A valid region, sometimes with holes.
pub fn any_region(random: &mut Random, center: DVec2, size: f64, on_grid: bool) -> PlanarRegion {
    regions_of_face(&any_face(random, center, size, on_grid)).expect("a valid face").remove(0)
}

/// A valid sketch of one face around `center`, on a given plane.
pub fn any_sketch(random: &mut Random, frame: &Frame, center: DVec2, size: f64) -> Sketch {
    make_sketch(frame, &[any_face(random, center, size, false)]).expect("a valid face")
}

/// A unit vector.
pub fn direction(random: &mut Random) -> DVec3 {
    loop {
        let v = DVec3::new(random.between(-1.0, 1.0), random.between(-1.0, 1.0), random.between(-1.0, 1.0));
        if v.length() > 0.1 && v.length() < 1.0 {
            return v.normalize();
        }
    }
}

/// A frame turned at random, its origin at most `spread` from that of the coordinates.
pub fn any_frame(random: &mut Random, spread: f64) -> Frame {
    let origin = direction(random) * random.between(0.0, spread);
    let z = direction(random);
    let x = z.any_orthonormal_vector();
    let (sin, cos) = trig::sin_cos(random.between(0.0, 360.0));
    Frame::new(origin, x * cos + z.cross(x) * sin, z).expect("a direction")
}

/// Segments without any order or validity, as closed chains.
pub fn soup(random: &mut Random, count: usize) -> Vec<PlanarRegion> {
    (0..count)
        .map(|_| {
            let mut pick = || DVec2::new(random.below(6) as f64, random.below(6) as f64) * 2.0;
            let points = [pick(), pick(), pick(), pick()];
            let segments = (0..4)
                .map(|i| {
                    let (a, b) = (points[i], points[(i + 1) % 4]);
                    match random.below(3) {
                        0 => {
                            Segment::from_curve(&arc(a, 0.5 * (a + b) + (b - a).perp() * random.between(-1.0, 1.0), b))
                        }
                        1 => Segment::arc_between(0.5 * (a + b), a, b, random.chance(0.5), Span::default()),
                        _ => Segment::line(a, b, Span::default()),
                    }
                })
                .collect();
            PlanarRegion::new(Contour { segments })
        })
        .collect()
}
