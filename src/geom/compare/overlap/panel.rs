//! Common volume below pairs of triangles.
//!
//! The indicator of a closed mesh is the signed sum of the columns below its triangles, so the common volume of
//! two meshes is `Σ Σ s·s'·∫ min(z, z') dx dy` over the common shadow of pairs of triangles.

use glam::DVec2;
use smallvec::SmallVec;

use super::budget::Budget;

/// The column below a triangle.
#[derive(Clone, Copy, Debug)]
pub(super) struct Panel {
    /// Shadow of the triangle, counter-clockwise.
    corners: [DVec2; 3],
    /// 1 when the triangle faces up, −1 when it faces down.
    sign: f64,
    /// Height at the first corner.
    height: f64,
    /// Slope of the height.
    gradient: DVec2,
    /// Least and greatest height.
    low: f64,
    high: f64,
    /// Box of the shadow.
    min: DVec2,
    max: DVec2,
}

impl Panel {
    /// The panel of a triangle given by shadow and height of its corners; `None` when the shadow has no area.
    pub fn new(corners: [(DVec2, f64); 3]) -> Option<Panel> {
        let [(a, za), (b, zb), (c, zc)] = corners;
        let twice = (b - a).perp_dot(c - a);
        if twice == 0.0 || !twice.is_finite() {
            return None;
        }
        let (u, v, du, dv) = (b - a, c - a, zb - za, zc - za);
        let gradient = DVec2::new(du * v.y - dv * u.y, dv * u.x - du * v.x) / twice;
        Some(Panel {
            corners: if twice > 0.0 { [a, b, c] } else { [a, c, b] },
            sign: twice.signum(),
            height: za,
            gradient,
            low: za.min(zb).min(zc),
            high: za.max(zb).max(zc),
            min: a.min(b).min(c),
            max: a.max(b).max(c),
        })
    }

    /// The height above a point of the shadow.
    fn at(&self, p: DVec2) -> f64 {
        // Steep panels would magnify the rounding of `p`.
        (self.height + self.gradient.dot(p - self.corners[0])).clamp(self.low, self.high)
    }
}

/// A convex polygon: at most six corners of two triangles, one more when it is split.
type Polygon = SmallVec<[DVec2; 8]>;

/// `Σ Σ s·s'·∫ min(z, z') − base` over pairs of panels; sorts both lists. `None` when the budget does not suffice.
pub(super) fn common(a: &mut [Panel], b: &mut [Panel], base: f64, budget: &mut Budget) -> Option<f64> {
    a.sort_by(|p, q| p.min.x.total_cmp(&q.min.x));
    b.sort_by(|p, q| p.min.x.total_cmp(&q.min.x));
    let mut total = 0.0;
    let (mut active_a, mut active_b): (Vec<&Panel>, Vec<&Panel>) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let first = j >= b.len() || (i < a.len() && a[i].min.x <= b[j].min.x);
        let (panel, own, others) = if first {
            i += 1;
            (&a[i - 1], &mut active_a, &mut active_b)
        } else {
            j += 1;
            (&b[j - 1], &mut active_b, &mut active_a)
        };
        others.retain(|other| other.max.x > panel.min.x);
        budget.spend(others.len() + 1)?;
        for other in others.iter() {
            if other.min.y < panel.max.y && panel.min.y < other.max.y {
                budget.spend(10)?;
                total += panel.sign * other.sign * lower_volume(panel, other, base);
            }
        }
        own.push(panel);
    }
    Some(total)
}

/// `∫ min(z, z') − base` over the common shadow.
fn lower_volume(a: &Panel, b: &Panel, base: f64) -> f64 {
    let mut shadow: Polygon = SmallVec::from_slice(&a.corners);
    let [p, q, r] = b.corners;
    for (from, to) in [(p, q), (q, r), (r, p)] {
        let way = to - from;
        clip(&mut shadow, |point| way.perp_dot(point - from));
        if shadow.len() < 3 {
            return 0.0;
        }
    }
    let (area, center) = area_and_center(&shadow);
    if area <= 0.0 {
        return 0.0;
    }
    if a.high <= b.low {
        return area * (a.at(center) - base);
    }
    if b.high <= a.low {
        return area * (b.at(center) - base);
    }
    let below = area * (b.at(center) - base);
    let difference = |point: DVec2| b.at(point) - a.at(point);
    clip(&mut shadow, difference);
    if shadow.len() < 3 {
        return below;
    }
    let (area, center) = area_and_center(&shadow);
    below - area * difference(center).max(0.0)
}

/// Keeps the part of a convex polygon where a function that is linear on it is positive.
fn clip(polygon: &mut Polygon, side: impl Fn(DVec2) -> f64) {
    let sides: SmallVec<[f64; 8]> = polygon.iter().map(|point| side(*point)).collect();
    if sides.iter().all(|s| *s >= 0.0) {
        return;
    }
    let mut kept = Polygon::new();
    for index in 0..polygon.len() {
        let next = if index + 1 == polygon.len() { 0 } else { index + 1 };
        let (p, q, s, t) = (polygon[index], polygon[next], sides[index], sides[next]);
        if s >= 0.0 {
            kept.push(p);
        }
        if (s < 0.0) != (t < 0.0) {
            kept.push(p + (q - p) * (s / (s - t)));
        }
    }
    *polygon = kept;
}

/// Area and centroid of a convex polygon.
fn area_and_center(polygon: &Polygon) -> (f64, DVec2) {
    let base = polygon[0];
    let (mut twice, mut first) = (0.0, DVec2::ZERO);
    for pair in polygon[1..].windows(2) {
        let (u, v) = (pair[0] - base, pair[1] - base);
        let piece = u.perp_dot(v);
        twice += piece;
        first += piece * (u + v);
    }
    if twice > 0.0 { (0.5 * twice, base + first / (3.0 * twice)) } else { (0.0, base) }
}
