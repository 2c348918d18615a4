//! Boxes along the axes of space, for telling quickly what cannot meet.

use glam::DVec3;

/// A closed box; empty when `min` exceeds `max`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    /// Least corner, mm.
    pub(super) min: DVec3,
    /// Greatest corner, mm.
    pub(super) max: DVec3,
}

impl Bounds {
    /// The box of nothing.
    pub(super) const EMPTY: Bounds = Bounds { min: DVec3::INFINITY, max: DVec3::NEG_INFINITY };

    /// The box of a ball.
    pub(super) fn ball(center: DVec3, radius: f64) -> Bounds {
        Bounds { min: center - radius, max: center + radius }
    }

    /// The box around this one and a point.
    pub(super) fn with(self, p: DVec3) -> Bounds {
        Bounds { min: self.min.min(p), max: self.max.max(p) }
    }

    /// The box around this one and another.
    pub(super) fn join(self, other: Bounds) -> Bounds {
        Bounds { min: self.min.min(other.min), max: self.max.max(other.max) }
    }

    /// What two boxes have in common; empty when they are apart.
    pub(super) fn common(self, other: Bounds) -> Bounds {
        Bounds { min: self.min.max(other.min), max: self.max.min(other.max) }
    }

    /// The box with every side moved out by `margin`, mm.
    pub(super) fn grown(self, margin: f64) -> Bounds {
        Bounds { min: self.min - margin, max: self.max + margin }
    }

    /// Whether two boxes have a point in common.
    pub(super) fn meets(&self, other: &Bounds) -> bool {
        self.min.cmple(other.max).all() && other.min.cmple(self.max).all()
    }

    /// Whether a ball reaches into the box.
    pub(super) fn reaches(&self, center: DVec3, radius: f64) -> bool {
        let nearest = center.clamp(self.min, self.max);
        nearest.distance_squared(center) <= radius * radius
    }

    /// The eight corners.
    pub(super) fn corners(&self) -> [DVec3; 8] {
        std::array::from_fn(|i| {
            let pick = |axis: usize| if i >> axis & 1 == 0 { self.min[axis] } else { self.max[axis] };
            DVec3::new(pick(0), pick(1), pick(2))
        })
    }
}
