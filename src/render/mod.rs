//! Pictures of shapes: shaded solids with crisp edges, filled outlines of two-dimensional shapes, PNG.
//!
//! Purpose: [`picture`] draws a [`Scene`] from a named [`View`] into an [`Image`]; a software z-buffer, so
//! that no driver is needed and the same shapes give the same bytes everywhere.
//! Invariants: total on every mesh and shape (empty, tiny, huge, not finite); memory is bounded by the
//! picture, not by its square of samples (pictures are drawn in bands); the number of threads does not show.
//! Absent: meshing, files, perspective.

pub mod buffer;
mod camera;
mod edges;
mod flat;
mod image;
mod line;
mod raster;
mod scan;
mod shade;
mod solid;

pub use image::Image;

use std::fmt;
use std::str::FromStr;

use crate::diagnostics::registry::limit;
use crate::geom::mesh::Mesh;
use crate::model::{GeometryError, Shape};

/// What is drawn: one kind of shape, a colour for each part in order.
#[derive(Clone, Debug)]
pub enum Scene<'a> {
    /// Meshes of solids.
    Solids(Vec<&'a Mesh>),
    /// Curves, loops, faces and sketches, each in the coordinates of its own plane; drawn from above whatever
    /// the view. Solids among them are left out.
    Flat(Vec<&'a Shape>),
}

/// Where a picture is taken from; +Z is up, and the front is seen from −Y.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// From the front, the right and above, all axes shortened alike.
    #[default]
    Iso,
    /// From −Y.
    Front,
    /// From +Y.
    Back,
    /// From −X.
    Left,
    /// From +X.
    Right,
    /// From +Z, +Y up.
    Top,
    /// From −Z, −Y up.
    Bottom,
    /// Top, iso, front and right on one sheet.
    Sheet,
}

impl View {
    /// Every view with its name, in the order of help texts.
    pub const ALL: [(&'static str, View); 8] = [
        ("iso", View::Iso),
        ("front", View::Front),
        ("back", View::Back),
        ("left", View::Left),
        ("right", View::Right),
        ("top", View::Top),
        ("bottom", View::Bottom),
        ("sheet", View::Sheet),
    ];
}

impl FromStr for View {
    type Err = String;

    fn from_str(text: &str) -> Result<View, String> {
        let found = View::ALL.iter().find(|(name, _)| *name == text).map(|(_, view)| *view);
        found
            .ok_or_else(|| format!("`{text}` is no view; the views are {}", View::ALL.map(|(name, _)| name).join(", ")))
    }
}

/// Width and height of a picture in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    width: u32,
    height: u32,
}

impl Size {
    /// The least width and height.
    pub const MINIMUM: u32 = 16;
    /// The greatest width and height.
    pub const MAXIMUM: u32 = 8192;

    /// A size within the limits.
    pub fn new(width: u32, height: u32) -> Result<Size, GeometryError> {
        let allowed = Size::MINIMUM..=Size::MAXIMUM;
        if allowed.contains(&width) && allowed.contains(&height) {
            return Ok(Size { width, height });
        }
        let message = format!(
            "a picture is {min} to {max} pixels wide and high, not {width}x{height}",
            min = Size::MINIMUM,
            max = Size::MAXIMUM
        );
        Err(GeometryError::new(limit::PICTURE, message))
    }

    /// Width in pixels.
    pub fn width(self) -> u32 {
        self.width
    }

    /// Height in pixels.
    pub fn height(self) -> u32 {
        self.height
    }
}

impl Default for Size {
    fn default() -> Self {
        Size { width: 1024, height: 768 }
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}x{}", self.width, self.height)
    }
}

impl FromStr for Size {
    type Err = String;

    /// `WIDTHxHEIGHT`, such as `800x600`.
    fn from_str(text: &str) -> Result<Size, String> {
        let parts = text.split_once('x').and_then(|(width, height)| Some((width.parse().ok()?, height.parse().ok()?)));
        let (width, height) = parts.ok_or_else(|| format!("`{text}` is no size; write it as 800x600"))?;
        Size::new(width, height).map_err(|error| error.message)
    }
}

/// Draws a scene on white.
pub fn picture(scene: &Scene, view: View, size: Size) -> Image {
    match scene {
        Scene::Flat(shapes) => flat::draw(shapes, size.width, size.height),
        Scene::Solids(meshes) => match view {
            View::Sheet => solid::sheet(meshes, size.width, size.height),
            view => solid::draw(meshes, view, size.width, size.height),
        },
    }
}

#[cfg(test)]
mod tests;
