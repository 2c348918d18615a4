//! Orthographic cameras of the named views and their fit to a picture.

use glam::{DVec2, DVec3};

use super::View;

/// The share of a picture's smaller side left free on every side.
const MARGIN: f64 = 0.06;

/// Directions of a view: where right, up and toward the viewer are in the world.
#[derive(Clone, Copy)]
pub(super) struct Directions {
    pub right: DVec3,
    pub up: DVec3,
    pub toward: DVec3,
}

impl Directions {
    pub fn of(view: View) -> Self {
        let (right, up) = match view {
            View::Iso | View::Sheet => {
                let toward = DVec3::new(1.0, -1.0, 0.8).normalize();
                let right = DVec3::new(1.0, 1.0, 0.0).normalize();
                (right, toward.cross(right))
            }
            View::Front => (DVec3::X, DVec3::Z),
            View::Back => (DVec3::NEG_X, DVec3::Z),
            View::Left => (DVec3::NEG_Y, DVec3::Z),
            View::Right => (DVec3::Y, DVec3::Z),
            View::Top => (DVec3::X, DVec3::Y),
            View::Bottom => (DVec3::X, DVec3::NEG_Y),
        };
        Directions { right, up, toward: right.cross(up) }
    }

    /// View coordinates of a place or direction.
    pub fn local(&self, p: DVec3) -> DVec3 {
        DVec3::new(p.dot(self.right), p.dot(self.up), p.dot(self.toward))
    }
}

/// A box in view coordinates.
#[derive(Clone, Copy)]
pub(super) struct Bounds {
    pub min: DVec3,
    pub max: DVec3,
}

impl Bounds {
    /// The box of finite points.
    pub fn of(points: impl Iterator<Item = DVec3>) -> Option<Bounds> {
        points.filter(|p| p.is_finite()).fold(None, |bounds: Option<Bounds>, p| match bounds {
            None => Some(Bounds { min: p, max: p }),
            Some(Bounds { min, max }) => Some(Bounds { min: min.min(p), max: max.max(p) }),
        })
    }
}

/// From view coordinates to pixels (y down) and depth (0 nearest, 1 farthest).
#[derive(Clone, Copy)]
pub(super) struct Fit {
    center: DVec2,
    near: f64,
    depth_scale: f64,
    pub scale: f64,
    middle: DVec2,
}

impl Fit {
    /// Pixels for a millimetre so that the box fills a picture but for the margin.
    pub fn scale_for(bounds: &Bounds, width: u32, height: u32) -> f64 {
        let free = MARGIN * f64::from(width.min(height));
        let extent = (bounds.max - bounds.min).truncate();
        let by = |pixels: u32, extent: f64| (f64::from(pixels) - 2.0 * free) / extent;
        let scale = by(width, extent.x).min(by(height, extent.y));
        // A single point, or a box whose size overflows.
        if scale.is_finite() && scale > 0.0 { scale } else { 1.0 }
    }

    pub fn new(bounds: &Bounds, width: u32, height: u32, scale: f64) -> Self {
        let thickness = bounds.max.z - bounds.min.z;
        Fit {
            center: (bounds.min / 2.0 + bounds.max / 2.0).truncate(),
            near: bounds.max.z,
            depth_scale: if thickness > 0.0 && thickness.is_finite() { 1.0 / thickness } else { 1.0 },
            scale,
            middle: DVec2::new(f64::from(width), f64::from(height)) / 2.0,
        }
    }

    /// The depth of something as deep as a pixel is wide, and a little for rounding.
    pub fn pixel_depth(&self) -> f64 {
        self.depth_scale / self.scale + 1e-5
    }

    /// Pixel coordinates and depth of a point in view coordinates.
    pub fn place(&self, p: DVec3) -> DVec3 {
        let x = self.middle.x + (p.x - self.center.x) * self.scale;
        let y = self.middle.y - (p.y - self.center.y) * self.scale;
        DVec3::new(x, y, (self.near - p.z) * self.depth_scale)
    }
}
