//! Exact measurement: area, length, centroid, moments, boxes and membership by Green's theorem.
//!
//! The moment `∫∫ xⁱ yʲ` is the boundary integral of `xⁱ⁺¹ yʲ / (i + 1) dy`. On a line the integrand is a
//! polynomial and Gauss quadrature is exact; on an arc it is a trigonometric polynomial of low degree, for
//! which sixteen nodes a quarter turn leave nothing above rounding; on a full circle eight equal steps are
//! exact. Everything is integrated about a point of the shape, so that its distance from the origin costs
//! no digits.

use glam::DVec2;
use smallvec::SmallVec;

use super::segment::{turn, unit};
use super::{Contour, PlanarRegion, Segment, SegmentKind};

/// Moments of area up to the third order about one point; `xy` is `∫∫ x·y dA`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Moments {
    /// `∫∫ 1`, mm².
    pub area: f64,
    /// `∫∫ x`, mm³.
    pub x: f64,
    /// `∫∫ y`, mm³.
    pub y: f64,
    /// `∫∫ x²`, mm⁴.
    pub xx: f64,
    /// `∫∫ x·y`, mm⁴.
    pub xy: f64,
    /// `∫∫ y²`, mm⁴.
    pub yy: f64,
    /// `∫∫ x³`, mm⁵.
    pub xxx: f64,
    /// `∫∫ x²·y`, mm⁵.
    pub xxy: f64,
    /// `∫∫ x·y²`, mm⁵.
    pub xyy: f64,
    /// `∫∫ y³`, mm⁵.
    pub yyy: f64,
}

impl Moments {
    /// Adds the moments of a disjoint shape about the same point.
    pub fn add(&mut self, other: &Moments) {
        self.area += other.area;
        self.x += other.x;
        self.y += other.y;
        self.xx += other.xx;
        self.xy += other.xy;
        self.yy += other.yy;
        self.xxx += other.xxx;
        self.xxy += other.xxy;
        self.xyy += other.xyy;
        self.yyy += other.yyy;
    }

    /// The centroid relative to the point of reference; the point itself when there is no area.
    pub fn centroid(&self) -> DVec2 {
        if self.area == 0.0 { DVec2::ZERO } else { DVec2::new(self.x, self.y) / self.area }
    }

    /// The moments about a point that lies `by` from the present one.
    pub fn moved(&self, by: DVec2) -> Moments {
        let (a, b, m) = (by.x, by.y, self);
        Moments {
            area: m.area,
            x: m.x - a * m.area,
            y: m.y - b * m.area,
            xx: m.xx - 2.0 * a * m.x + a * a * m.area,
            xy: m.xy - a * m.y - b * m.x + a * b * m.area,
            yy: m.yy - 2.0 * b * m.y + b * b * m.area,
            xxx: m.xxx - 3.0 * a * m.xx + 3.0 * a * a * m.x - a * a * a * m.area,
            xxy: m.xxy - 2.0 * a * m.xy + a * a * m.y - b * m.xx + 2.0 * a * b * m.x - a * a * b * m.area,
            xyy: m.xyy - 2.0 * b * m.xy + b * b * m.x - a * m.yy + 2.0 * a * b * m.y - a * b * b * m.area,
            yyy: m.yyy - 3.0 * b * m.yy + 3.0 * b * b * m.y - b * b * b * m.area,
        }
    }
}

/// Positive nodes and weights of the Gauss–Legendre rule of sixteen points on −1..1.
const GAUSS_16: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_7, 0.149_595_988_816_576_73),
    (0.755_404_408_355_003, 0.124_628_971_255_533_87),
    (0.865_631_202_387_831_7, 0.095_158_511_682_492_78),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_095),
];

/// The same of three points: exact up to degree five, enough for lines.
const GAUSS_3: [(f64, f64); 3] =
    [(-0.774_596_669_241_483_4, 5.0 / 9.0), (0.0, 8.0 / 9.0), (0.774_596_669_241_483_4, 5.0 / 9.0)];

/// Adds one sample of the boundary: point relative to the reference and `dy` of the step.
fn sample(m: &mut Moments, p: DVec2, dy: f64) {
    let DVec2 { x, y } = p;
    let (x2, y2) = (x * x, y * y);
    m.x += 0.5 * x2 * dy;
    m.y += x * y * dy;
    m.xx += x * x2 * dy / 3.0;
    m.xy += 0.5 * x2 * y * dy;
    m.yy += x * y2 * dy;
    m.xxx += 0.25 * x2 * x2 * dy;
    m.xxy += x * x2 * y * dy / 3.0;
    m.xyy += 0.5 * x2 * y2 * dy;
    m.yyy += x * y2 * y * dy;
}

fn add_segment(m: &mut Moments, segment: &Segment, origin: DVec2) {
    m.area += swept_area(segment, origin);
    match segment.kind {
        SegmentKind::Line { start, end } => {
            let (a, d) = (start - origin, end - start);
            for (node, weight) in GAUSS_3 {
                sample(m, a + d * (0.5 + 0.5 * node), 0.5 * weight * d.y);
            }
        }
        SegmentKind::Circle { center, radius, ccw } => {
            let step = if ccw { std::f64::consts::FRAC_PI_4 } else { -std::f64::consts::FRAC_PI_4 };
            for index in 0..8 {
                let radial = unit(45.0 * index as f64) * radius;
                sample(m, center - origin + radial, radial.x * step);
            }
        }
        SegmentKind::Arc { center, radius, start_angle, sweep, .. } => {
            let pieces = (sweep.abs() / 90.0).ceil().max(1.0);
            let width = sweep / pieces;
            for piece in 0..pieces as usize {
                let middle = start_angle + width * (piece as f64 + 0.5);
                for (node, weight) in GAUSS_16 {
                    for side in [-node, node] {
                        let radial = unit(middle + 0.5 * width * side) * radius;
                        sample(m, center - origin + radial, radial.x * (0.5 * width).to_radians() * weight);
                    }
                }
            }
        }
    }
}

/// The area swept by the ray from `origin` to a point that runs along the segment.
fn swept_area(segment: &Segment, origin: DVec2) -> f64 {
    match segment.kind {
        SegmentKind::Circle { radius, ccw, .. } => {
            let area = std::f64::consts::PI * radius * radius;
            if ccw { area } else { -area }
        }
        SegmentKind::Line { start, end } => 0.5 * (start - origin).perp_dot(end - origin),
        SegmentKind::Arc { radius, start, end, sweep, .. } => {
            0.5 * (start - origin).perp_dot(end - origin) + 0.5 * radius * radius * circular_segment(sweep)
        }
    }
}

/// `θ − sin θ` for an angle in degrees, without cancellation for small ones.
fn circular_segment(degrees: f64) -> f64 {
    let theta = degrees.to_radians();
    if theta.abs() > 0.2 {
        return theta - crate::model::trig::sin(degrees);
    }
    let square = theta * theta;
    let mut term = theta * square / 6.0;
    let mut sum = term;
    for k in 2..8 {
        let n = 2.0 * k as f64;
        term *= -square / (n * (n + 1.0));
        sum += term;
    }
    sum
}

/// The area a contour encloses, positive when it runs counter-clockwise.
pub fn signed_area(contour: &Contour) -> f64 {
    let origin = contour.first_point();
    contour.segments.iter().map(|segment| swept_area(segment, origin)).sum()
}

/// The length of a contour.
pub fn length(contour: &Contour) -> f64 {
    contour.segments.iter().map(Segment::length).sum()
}

/// The area of a region.
pub fn area(region: &PlanarRegion) -> f64 {
    region.contours().map(signed_area).sum()
}

/// The area of disjoint regions.
pub fn total_area(regions: &[PlanarRegion]) -> f64 {
    regions.iter().map(area).sum()
}

/// The length of all boundaries of a region.
pub fn perimeter(region: &PlanarRegion) -> f64 {
    region.contours().map(length).sum()
}

/// The moments of a region about `origin`.
pub fn moments(region: &PlanarRegion, origin: DVec2) -> Moments {
    let mut total = Moments::default();
    for contour in region.contours() {
        let local = contour.first_point();
        let mut own = Moments::default();
        for segment in &contour.segments {
            add_segment(&mut own, segment, local);
        }
        // About the contour's own point first: far from the origin nothing cancels.
        total.add(&own.moved(origin - local));
    }
    total
}

/// The moments of disjoint regions about `origin`.
pub fn total_moments(regions: &[PlanarRegion], origin: DVec2) -> Moments {
    let mut total = Moments::default();
    for region in regions {
        total.add(&moments(region, origin));
    }
    total
}

/// How often the contour winds around `p`; meaningless within rounding of the contour itself.
pub fn winding(contour: &Contour, p: DVec2) -> i32 {
    contour.segments.iter().map(|segment| crossings(segment, p)).sum()
}

/// Whether a region contains `p`.
pub fn contains(region: &PlanarRegion, p: DVec2) -> bool {
    region.contours().map(|contour| winding(contour, p)).sum::<i32>() > 0
}

/// Signed crossings of the ray from `p` to the right: upward counts one, downward minus one. Ends are decided
/// by `y > p.y` alone, so that chains of segments with equal end points never lose or gain a crossing.
pub(super) fn crossings(segment: &Segment, p: DVec2) -> i32 {
    match segment.kind {
        SegmentKind::Line { start, end } => match (start.y > p.y, end.y > p.y) {
            (false, true) if (end - start).perp_dot(p - start) > 0.0 => 1,
            (true, false) if (end - start).perp_dot(p - start) < 0.0 => -1,
            _ => 0,
        },
        _ => monotone_pieces(segment).iter().map(|piece| piece.crossing(p)).sum(),
    }
}

/// As [`crossings`] for a point of the segment itself at the given fraction: the passage through it not counted.
pub(super) fn crossings_elsewhere(segment: &Segment, p: DVec2, fraction: f64) -> i32 {
    match segment.kind {
        SegmentKind::Line { .. } => 0,
        _ => monotone_pieces(segment)
            .iter()
            .filter(|piece| !(piece.first..=piece.last).contains(&fraction))
            .map(|piece| piece.crossing(p))
            .sum(),
    }
}

/// A piece of an arc between two of: its ends, the topmost, the bottommost point of its circle.
struct MonotonePiece {
    first: f64,
    last: f64,
    from: DVec2,
    to: DVec2,
    /// Whether it lies on the right half of the circle.
    right: bool,
    center: DVec2,
    radius: f64,
}

impl MonotonePiece {
    fn crossing(&self, p: DVec2) -> i32 {
        let direction = match (self.from.y > p.y, self.to.y > p.y) {
            (false, true) => 1,
            (true, false) => -1,
            _ => return 0,
        };
        let outside = (p - self.center).length_squared() >= self.radius * self.radius;
        let before = p.x < self.center.x;
        let crosses = if self.right { before || !outside } else { before && outside };
        if crosses { direction } else { 0 }
    }
}

fn monotone_pieces(segment: &Segment) -> SmallVec<[MonotonePiece; 3]> {
    let mut pieces = SmallVec::new();
    let Some(arc) = segment.arc() else { return pieces };
    let ccw = arc.sweep > 0.0;
    let mut cuts: SmallVec<[(f64, DVec2, bool); 2]> = SmallVec::new();
    for (angle, direction) in [(90.0, DVec2::Y), (270.0, DVec2::NEG_Y)] {
        let opening = if ccw { turn(angle - arc.start_angle) } else { turn(arc.start_angle - angle) };
        if opening < arc.sweep.abs() && opening > 0.0 {
            cuts.push((opening / arc.sweep.abs(), arc.center + direction * arc.radius, angle == 90.0));
        }
    }
    cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Towards the top counter-clockwise, or towards the bottom clockwise, is the right half.
    let mut right = match cuts.first() {
        Some((_, _, top)) => *top == ccw,
        None => unit(arc.start_angle + 0.5 * arc.sweep).x > 0.0,
    };
    let (mut first, mut from) = (0.0, segment.start());
    for (last, to) in cuts.iter().map(|cut| (cut.0, cut.1)).chain([(1.0, segment.end())]) {
        pieces.push(MonotonePiece { first, last, from, to, right, center: arc.center, radius: arc.radius });
        (first, from, right) = (last, to, !right);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Span;

    fn v(x: f64, y: f64) -> DVec2 {
        DVec2::new(x, y)
    }

    fn half_disc(center: DVec2, radius: f64) -> PlanarRegion {
        let (a, b) = (center + v(radius, 0.0), center - v(radius, 0.0));
        PlanarRegion::new(Contour {
            segments: vec![
                Segment::arc_between(center, a, b, true, Span::default()),
                Segment::line(b, a, Span::default()),
            ],
        })
    }

    #[test]
    fn moments_of_a_circle_are_the_textbook_ones() {
        let (c, r) = (v(3.0, -2.0), 2.5);
        let circle = PlanarRegion::new(Contour { segments: vec![Segment::circle(c, r, true, Span::default())] });
        let m = moments(&circle, c);
        let pi = std::f64::consts::PI;
        assert!((m.area - pi * r * r).abs() < 1e-13);
        assert!((m.xx - pi * r.powi(4) / 4.0).abs() < 1e-12 && (m.yy - m.xx).abs() < 1e-12);
        assert!(m.x.abs() < 1e-12 && m.xy.abs() < 1e-12 && m.xxx.abs() < 1e-11);
        let about_zero = moments(&circle, DVec2::ZERO);
        assert!((about_zero.xxx - (27.0 * m.area + 9.0 * m.xx)).abs() < 1e-10);
    }

    #[test]
    fn moments_of_a_half_disc_are_the_textbook_ones() {
        let r = 1.7;
        let pi = std::f64::consts::PI;
        let m = moments(&half_disc(v(100.0, 50.0), r), v(100.0, 50.0));
        assert!((m.area - pi * r * r / 2.0).abs() < 1e-12);
        assert!((m.centroid().y - 4.0 * r / (3.0 * pi)).abs() < 1e-12 && m.centroid().x.abs() < 1e-12);
        assert!((m.xx - pi * r.powi(4) / 8.0).abs() < 1e-11 && (m.yy - m.xx).abs() < 1e-11);
        assert!((m.yyy - 4.0 / 15.0 * r.powi(5)).abs() < 1e-11);
        assert!((m.xxy - 2.0 / 15.0 * r.powi(5)).abs() < 1e-11);
    }

    #[test]
    fn moved_moments_equal_moments_about_the_new_point() {
        let region = half_disc(v(3.0, 4.0), 2.0);
        let a = moments(&region, v(1.0, 1.0)).moved(v(-2.0, 5.0));
        let b = moments(&region, v(-1.0, 6.0));
        for (p, q) in [(a.xx, b.xx), (a.xy, b.xy), (a.xxx, b.xxx), (a.xxy, b.xxy), (a.xyy, b.xyy), (a.yyy, b.yyy)] {
            assert!((p - q).abs() < 1e-10 * (1.0 + q.abs()));
        }
    }

    #[test]
    fn thin_circular_segments_keep_their_digits() {
        let theta: f64 = 1e-3;
        let expected = theta.powi(3) / 6.0 - theta.powi(5) / 120.0;
        assert!((circular_segment(theta.to_degrees()) / expected - 1.0).abs() < 1e-12);
        let (a, b) = (circular_segment(11.459), circular_segment(11.4592));
        assert!(b > a && (b - a) < 1e-6);
    }

    #[test]
    fn membership_follows_arcs_on_both_sides() {
        let region = half_disc(v(0.0, 0.0), 2.0);
        for (p, inside) in [
            (v(0.0, 1.0), true),
            (v(1.9, 0.1), true),
            (v(-1.9, 0.1), true),
            (v(1.9, 1.0), false),
            (v(-1.9, 1.0), false),
            (v(0.0, -0.1), false),
            (v(0.0, 2.1), false),
            (v(-3.0, 0.5), false),
        ] {
            assert_eq!(contains(&region, p), inside, "{p}");
        }
    }
}
